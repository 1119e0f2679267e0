//! Isolated execution of untrusted code.
//!
//! A [`Job`] goes in, an [`Outcome`] comes out. Deliberately absent: what an outcome means
//! (verdicts, checkers, limits of a task are the runner's), and any clock or file of the host.

mod caps;
mod guests;
mod jail;
mod java;
mod job;
mod output;
mod sql;
pub mod worker;

pub use java::{JavaPlaces, Jdk};
pub use job::{End, Execute, Fault, Guest, GuestFile, Job, Limits, Outcome, Stream};
pub use worker::{CancelHandle, Worker, WorkerProgram};
