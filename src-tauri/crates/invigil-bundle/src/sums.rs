//! SHA256SUMS as `sha256sum -c` reads it, strictly.
