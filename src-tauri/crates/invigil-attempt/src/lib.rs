//! The attempt engine (sans-IO) and its journal on SQLite.
//!
//! [`Attempt`] is the two together: time comes in as a reading, an acknowledgement leaves after
//! the commit. Deliberately absent: clocks, windows, signatures other than checkpoints, and any
//! way to an answer but the log's fold.

mod attempt;
mod device;
mod engine;
mod error;
mod header;
mod journal;

pub use attempt::{Attempt, Beginning, Resumed, Sealed, View, attempt_path, tickets_in};
pub use device::{Device, DeviceHead};
pub use engine::{Edit, Effect, Engine, Frame, Grant, Input, Mark, Refusal, Step};
pub use error::AttemptError;
pub use header::{Header, MAX_EXTRA_TIME_PCT};
pub use invigil_log::{Answers, Event, GrantKind, Phase};
