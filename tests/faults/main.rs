//! Killed, starved of disk, write-protected and moved in time: nothing that was acknowledged is
//! lost, no time is gained, and the result still verifies.
//!
//! `INVIGIL_KILLS` sets how many kills there are (30), `INVIGIL_SEED` repeats a run.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "the subject is a process that dies at a moment in time; the seed is printed"
)]

mod kills;
mod namespaces;
mod room;
