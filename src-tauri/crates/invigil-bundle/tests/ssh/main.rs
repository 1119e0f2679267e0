//! Keys, signatures, certificates, revocation, trust and digests: vectors, interop, properties.
//!
//! Vectors are files under `tests/vectors`; `INVIGIL_WRITE_VECTORS=1` writes what the generators
//! here make, and the normal run compares them byte for byte.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their vectors, run the standard tools, and fail by panic"
)]

mod chain;
mod interop_keygen;
mod interop_others;
mod interop_revocation;
mod keys;
mod properties;
mod raw;
mod ssh_vectors;
mod sums_vectors;
mod tools;
mod trust_vectors;
mod vectors;
