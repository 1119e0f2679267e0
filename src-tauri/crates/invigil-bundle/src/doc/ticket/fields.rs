//! The fields of `ticket.json`: one seat's right to take one test.

use invigil_model::{CandidateRef, PackageId, TicketId};
use serde::{Deserialize, Serialize};

use crate::doc::{
    document::{self, Document, FieldError, VERSION, rule},
    value::{Hex, Secret32, Stamp},
};

/// `ticket.json`. A bearer secret, like the slip on a seat: `form_key` opens one form.
///
/// Deliberately absent: which form. Nothing on a laptop names it before the code is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// `invigil-ticket/1`.
    pub format: String,
    /// The oldest reader that can take this ticket.
    pub min_format: u32,
    /// 128 random bits.
    pub ticket_id: TicketId,
    /// The package that it is for.
    pub package_id: PackageId,
    /// SHA-256 of that package's `SHA256SUMS`.
    pub package_sums_sha256: Hex<32>,
    /// The organiser's opaque name for the candidate.
    pub candidate_ref: CandidateRef,
    /// Which attempt of the candidate at this test this is, from 1.
    pub attempt_no: u32,
    /// How many there may be.
    pub max_attempts: u32,
    /// The ticket of the attempt before; null for the first.
    pub prev_ticket: Option<TicketId>,
    /// When it was signed; the issuing key's line is judged at this time.
    pub issued: Stamp,
    /// Start of the window in which the attempt should start.
    pub not_before: Stamp,
    /// End of that window.
    pub not_after: Stamp,
    /// Extra time in percent of the test's duration, 0 to 300.
    pub extra_time_pct: u16,
    /// Where the test is sat.
    pub mode: Sitting,
    /// Whether a witness must cosign the log.
    pub witness: Witness,
    /// Opens this ticket's form inside the package's `sealed.age`.
    pub form_key: Secret32,
}

/// Where the test is sat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sitting {
    /// With the practice package; proves nothing.
    Practice,
    /// On the candidate's own, somewhere.
    Remote,
    /// In a room with an invigilator.
    Event,
}

impl std::fmt::Display for Sitting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Practice => "practice",
            Self::Remote => "remote",
            Self::Event => "event",
        })
    }
}

/// Whether a witness on the local network must cosign the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Witness {
    /// The attempt may not start without; version 1 has no witness and refuses.
    Required,
    /// Noted when it is missing.
    Optional,
    /// Not asked for.
    None,
}

impl Ticket {
    /// Seconds of the attempt: the package's duration plus the extra time, rounded up.
    pub fn total_s(&self, duration_s: u32) -> u32 {
        let extra = u64::from(duration_s) * u64::from(self.extra_time_pct);
        let extra = u32::try_from(extra.div_ceil(100)).unwrap_or(u32::MAX);
        duration_s.saturating_add(extra)
    }
}

impl Document for Ticket {
    const NAME: &'static str = "invigil-ticket";
    const CAP: usize = 8 * 1024;

    fn check(&self) -> Result<(), FieldError> {
        rule::format(&self.format, &document::format::<Self>())?;
        rule::ensure(self.min_format == VERSION, "min_format", "must be 1")?;
        rule::text("candidate_ref", &self.candidate_ref.0, 120)?;
        let range = 1..=self.max_attempts;
        rule::ensure(
            range.contains(&self.attempt_no),
            "attempt_no",
            "must be 1 to `max_attempts`",
        )?;
        let first = self.attempt_no == 1;
        rule::ensure(
            first == self.prev_ticket.is_none(),
            "prev_ticket",
            "belongs to every attempt but the first",
        )?;
        rule::ensure(
            self.not_before < self.not_after,
            "not_after",
            "must be after `not_before`",
        )?;
        rule::ensure(
            self.extra_time_pct <= 300,
            "extra_time_pct",
            "must be 0 to 300",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(duration_s: u32, extra_time_pct: u16, expected: u32) {
        let ticket = crate::doc::ticket::tests::ticket();
        let ticket = Ticket {
            extra_time_pct,
            ..ticket
        };
        assert_eq!(ticket.total_s(duration_s), expected);
    }

    #[test]
    fn extra_time_is_rounded_up_to_a_second() {
        check(2400, 0, 2400);
        check(2400, 25, 3000);
        check(61, 1, 62);
        check(60, 300, 240);
        check(u32::MAX, 300, u32::MAX);
    }
}
