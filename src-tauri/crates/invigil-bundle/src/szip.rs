//! Strict ZIP (szip/1): one legal framing for a list of entries.
