//! The documents: package, ticket, key package, result, grade, and their verification.
//!
//! Bytes in, bytes out. Time, randomness and keys are arguments. A value of a type here that a
//! reader returned has kept every rule of its field table in `docs/formats/`; a [`Verified`]
//! value has kept the rules between the files as well, and only [`verify`] makes one.

pub mod document;
mod error;
pub mod grade;
pub mod issuer;
pub mod keypkg;
pub mod package;
pub mod result;
pub mod ticket;
pub mod value;
pub mod verify;

pub use document::{Document, DocumentError, FieldError};
pub use error::{DocError, Rule};
pub use value::{Hex, Secret32, Stamp};
pub use verify::Verified;
