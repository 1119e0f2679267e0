//! Verification: the only way from a file to a [`Verified`] value.
//!
//! Stricter than the standard tools, never laxer. Every check is listed with its outcome; the
//! first that fails refuses the file with its own code. Deliberately absent: an overall "valid",
//! a suspicion score, and opinions about what a signal means.

mod binding;
mod envelope;
mod gaps;
mod inner;
mod log;
mod record;
mod report;

use std::{collections::BTreeMap, ops::Deref};

use invigil_model::{CandidateRef, PackageId, TicketId};

pub use binding::{AttemptBinding, verify_binding};
pub use envelope::{EnvelopeReport, read_envelope, verify_envelope_only};
pub use record::{AttemptRecord, LogFiles, SubmittedCode};
pub use report::{Check, CheckId, Outcome, Refused, Report, Tier};

use crate::{
    age::{self, Identity},
    doc::{DocError, Hex, Rule, issuer::Anchor, keypkg::Keys, package::Kind},
    szip::{self, Entry},
    trust::LastSeen,
};
use report::Ledger;

/// A value whose file kept every rule. Only this module makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified<T> {
    value: T,
}

impl<T> Verified<T> {
    /// The value, no longer marked as verified.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Verified<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// What the verifier knows beforehand.
#[derive(Clone, Copy, Debug, Default)]
pub struct VerifyInputs<'a> {
    /// The mailbox's identities.
    pub identities: &'a [Identity],
    /// The pinned root and the newest revocations; without a root the tier is T0 at most.
    pub anchor: Anchor<'a>,
    /// The last trust file seen of this organisation; an older one in the file is refused.
    pub last_seen: Option<&'a LastSeen>,
    /// What was issued here.
    pub issued: Option<&'a Issued>,
}

/// The issuer's own record of one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The package.
    pub package_id: PackageId,
    /// SHA-256 of its `SHA256SUMS`.
    pub package_sums_sha256: Hex<32>,
    /// SHA-256 of its `shared.json`.
    pub shared_sha256: Hex<32>,
    /// Its tickets.
    pub tickets: BTreeMap<TicketId, IssuedTicket>,
}

/// The issuer's own record of one ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedTicket {
    /// Whose it is.
    pub candidate_ref: CandidateRef,
    /// SHA-256 of its `form.json`.
    pub form_sha256: Hex<32>,
}

impl Issued {
    /// The record that a key package holds.
    pub fn from_keys(keys: &Keys, package_sums_sha256: Hex<32>) -> Self {
        let tickets = keys.tickets.iter().map(|entry| {
            let ticket = IssuedTicket {
                candidate_ref: entry.candidate_ref.clone(),
                form_sha256: entry.form_sha256,
            };
            (entry.ticket_id, ticket)
        });
        Self {
            package_id: keys.package_id,
            package_sums_sha256,
            shared_sha256: keys.shared_sha256,
            tickets: tickets.collect(),
        }
    }
}

/// What a file turned out to be.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// An attempt at a test, with every check held.
    Attempt(Box<Verified<AttemptRecord>>),
    /// PRACTICE: no tier; never imports, never grades.
    Practice(Report),
}

impl Verdict {
    /// The attempt, for import and grading; practice is `result.practice`.
    pub fn into_attempt(self) -> Result<Verified<AttemptRecord>, Refused> {
        match self {
            Self::Attempt(record) => Ok(*record),
            Self::Practice(report) => {
                let error = Rule::ResultPractice.broken("the package is for practice");
                Err(Refused::new(&error, report.checks))
            }
        }
    }

    /// The checks and the tier.
    pub fn report(&self) -> &Report {
        match self {
            Self::Attempt(record) => record.report(),
            Self::Practice(report) => report,
        }
    }
}

/// Verifies a `*.result` with the mailbox's identities.
pub fn verify_result(bytes: &[u8], inputs: &VerifyInputs<'_>) -> Result<Verdict, Refused> {
    let mut ledger = Ledger::default();
    let outer = envelope::verify(bytes, &mut ledger)?;
    if outer.envelope.kind == Kind::Practice {
        return Ok(practice(ledger));
    }
    let entries = ledger.check(CheckId::Addressed, || {
        open_sealed(&outer, inputs.identities)
    })?;
    let facts = inner::Outside {
        envelope: outer.envelope,
        certificate: outer.certificate,
    };
    inner::verify(entries, Some(&facts), inputs, ledger)
}

/// Verifies the inner files of a result that somebody opened, for example with `age -d`.
pub fn verify_opened(entries: Vec<Entry>, inputs: &VerifyInputs<'_>) -> Result<Verdict, Refused> {
    let mut ledger = Ledger::default();
    ledger.not_checked(
        &[
            CheckId::Container,
            CheckId::Envelope,
            CheckId::Certificate,
            CheckId::Sealed,
            CheckId::Addressed,
        ],
        inner::NO_ENVELOPE,
    );
    inner::verify(entries, None, inputs, ledger)
}

/// Opens a result without verifying it: the inner files, for the standard tools.
pub fn open_result(bytes: &[u8], identities: &[Identity]) -> Result<Vec<Entry>, Refused> {
    let mut ledger = Ledger::default();
    let outer = envelope::verify(bytes, &mut ledger)?;
    ledger.check(CheckId::Addressed, || open_sealed(&outer, identities))
}

fn practice(mut ledger: Ledger) -> Verdict {
    let rest = &CheckId::ALL[CheckId::Addressed as usize..];
    ledger.not_checked(
        rest,
        "a practice result is read no further than its envelope",
    );
    Verdict::Practice(ledger.close(Tier::None))
}

fn open_sealed(outer: &envelope::Outer, identities: &[Identity]) -> Result<Vec<Entry>, DocError> {
    let recipients = &outer.envelope.recipients;
    let mut ours = identities.iter().map(Identity::recipient);
    let why = "none of our mailbox keys is among its recipients";
    Rule::ResultNotAddressed.ensure(ours.any(|r| recipients.contains(&r)), why)?;
    let plain = age::decrypt(identities, &outer.sealed, szip::MAX_FILE)?;
    Ok(szip::read(&plain)?.into_entries())
}
