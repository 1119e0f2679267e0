//! Responses and keys to scores.
//!
//! Pure: no IO, no clock, no floats. Takes only [`Verified`](invigil_bundle::doc::Verified)
//! records, so that nothing unverified is ever graded. Deliberately absent: a pass mark, a
//! percentile, a ranking, any reading of signals.

mod mcq;
mod wilson;

pub use mcq::{GradingError, ItemResult, McqScore, SkillResult, score_mcq};
pub use wilson::{Interval, MIN_ITEMS, wilson};
