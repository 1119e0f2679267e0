//! Killed, starved of disk, write-protected and moved in time: nothing that was acknowledged is
//! lost, no time is gained, and the result still verifies.
//!
//! First the use cases alone, then the real window. `INVIGIL_KILLS` and `INVIGIL_WINDOW_KILLS` set
//! how many kills there are (30 and 4), `INVIGIL_FILLS` how often a disk fills up (2),
//! `INVIGIL_STOP_SECONDS` how long the app stands still (18), `INVIGIL_STRICT` the limits of a
//! machine that does nothing else; `INVIGIL_SEED` repeats a run.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "the subject is a process that dies at a moment in time; the seed is printed"
)]

mod disk;
mod kills;
mod namespaces;
mod room;
mod seat;
mod window;
