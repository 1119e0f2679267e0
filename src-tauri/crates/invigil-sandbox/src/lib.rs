//! Isolated execution of untrusted code.
//!
//! A [`Job`] goes in, an [`Outcome`] comes out. Deliberately absent: what an outcome means
//! (verdicts, checkers, limits of a task are the runner's), and any clock or file of the host.

mod caps;
mod code;
pub mod engine;
mod job;
mod manifest;
mod wasi;

pub use code::{CodeRefused, TrustedCode};
pub use job::{End, Execute, Fault, Guest, GuestFile, Job, Limits, Outcome, Stream};
pub use manifest::{Manifest, ModuleEntry, ModuleRefused};
