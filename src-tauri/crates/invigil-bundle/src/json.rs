//! Strict JSON: typed structs, no duplicate or unknown keys, integers only.
