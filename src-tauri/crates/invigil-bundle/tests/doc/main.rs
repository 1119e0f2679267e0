//! The documents: packages, tickets, key packages, results, grades, and their verification.
//!
//! Vectors are files under `tests/vectors/doc` and `tests/vectors/result`;
//! `INVIGIL_WRITE_VECTORS=1` writes what the generators here make, and the normal run compares
//! them byte for byte.
#![expect(
    clippy::disallowed_methods,
    reason = "tests read their vectors and run the standard tools"
)]

mod binding;
mod doc_vectors;
mod interop;
mod log;
mod properties;
mod result_vectors;
mod sitting;
mod vectors;
mod verify;
mod world;
