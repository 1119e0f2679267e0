//! The exchange files: szip, SSHSIG, certificates, age subset, package, ticket, result, grade.
//!
//! Bytes in, bytes out: no IO, no clock. Only `verify` functions make a `Verified` value.

pub mod age;
pub mod code;
pub mod doc;
pub mod json;
pub mod ssh;
pub mod sums;
pub mod szip;
pub mod trust;
