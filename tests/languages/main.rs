//! The languages that run programs: the committed modules, twenty programs each against the native
//! interpreter's output, programs that try to get out, and the one outcome of each job.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test runs programs, reads files and stops at the first surprise"
)]

mod cards;
mod escapes;
mod guests;
mod java;
mod modules;
mod outcomes;
mod programs;
