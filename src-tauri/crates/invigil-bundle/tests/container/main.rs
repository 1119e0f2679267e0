//! The containers at the bottom of every exchange file: szip, age, access codes.
//!
//! Vectors are files under `tests/vectors`; `INVIGIL_WRITE_VECTORS=1` writes those that the
//! generators here make, and the normal run compares them byte for byte.
#![expect(
    clippy::disallowed_methods,
    reason = "tests read their vectors and run the standard tools"
)]

mod age_files;
mod age_vectors;
mod cctv;
mod code_vectors;
mod interop;
mod properties;
mod szip_cases;
mod szip_vectors;
mod vectors;
mod zip;
