//! What an attempt is of: fixed when it is made, kept in the journal.

use invigil_model::{AttemptId, CandidateRef, PackageId, TicketId};
use serde::{Deserialize, Serialize};

/// The most extra time a ticket may give, per cent of the duration.
pub const MAX_EXTRA_TIME_PCT: u32 = 300;

const MAX_DURATION_S: u32 = 24 * 3600;

/// An attempt's identity and its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// This sitting.
    pub attempt_id: AttemptId,
    /// The ticket it uses; one attempt a ticket.
    pub ticket_id: TicketId,
    /// The package it is taken from.
    pub package_id: PackageId,
    /// The organiser's name for the candidate.
    pub candidate_ref: CandidateRef,
    /// The test's duration in seconds, at most a day.
    pub duration_s: u32,
    /// Extra time of the ticket in per cent, at most [`MAX_EXTRA_TIME_PCT`].
    pub extra_time_pct: u32,
    /// Whether a script answers; the result says so.
    pub scripted: bool,
}

impl Header {
    /// Time allowed in milliseconds: duration and extra time, rounded up to a second. `None`
    /// when one of the two is out of range.
    pub fn limit_ms(&self) -> Option<u64> {
        let (duration, pct) = (self.duration_s, self.extra_time_pct);
        if !(1..=MAX_DURATION_S).contains(&duration) || pct > MAX_EXTRA_TIME_PCT {
            return None;
        }
        let seconds = (u64::from(duration) * (100 + u64::from(pct))).div_ceil(100);
        Some(seconds * 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn check(duration_s: u32, extra_time_pct: u32, expected: Option<u64>) {
        let header = Header {
            attempt_id: AttemptId(Uuid::nil()),
            ticket_id: TicketId(Uuid::nil()),
            package_id: PackageId(Uuid::nil()),
            candidate_ref: CandidateRef(String::new()),
            duration_s,
            extra_time_pct,
            scripted: false,
        };
        assert_eq!(header.limit_ms(), expected);
    }

    #[test]
    fn extra_time_is_rounded_up_to_a_second() {
        check(2400, 0, Some(2_400_000));
        check(2400, 25, Some(3_000_000));
        check(2401, 33, Some(3_194_000));
        check(1, 1, Some(2_000));
        check(2400, 300, Some(9_600_000));
        check(2400, 301, None);
        check(0, 0, None);
        check(86_401, 0, None);
    }
}
