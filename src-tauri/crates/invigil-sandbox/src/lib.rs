//! Isolated execution of untrusted code.
//!
//! A [`Job`] goes in, an [`Outcome`] comes out. Deliberately absent: what an outcome means
//! (verdicts, checkers, limits of a task are the runner's), and any clock or file of the host.

mod caps;
mod code;
pub mod engine;
mod guests;
mod jail;
mod java;
mod job;
mod manifest;
mod output;
mod sql;
mod wasi;
pub mod worker;

pub use code::{CodeRefused, TrustedCode};
pub use java::{JavaPlaces, Jdk};
pub use job::{End, Execute, Fault, Guest, GuestFile, Job, Limits, Outcome, Stream};
pub use manifest::{Manifest, ModuleEntry, ModuleRefused};
pub use sql::sqlite_version;
pub use worker::{CancelHandle, Worker, WorkerProgram};
