//! What a verified result holds: the input of grading, the store and reports.

use std::{collections::BTreeMap, sync::Arc};

use invigil_crypto::{digest::Digest, sign::PublicKey};
use invigil_log::{Fold, LogError, RunRecord, Stamped, replay};
use invigil_model::{AttemptId, Form, Language};

use super::{Report, Tier};
use crate::doc::{
    Hex,
    package::Package,
    result::{Answers, Candidate, Head, Manifest},
    ticket::Ticket,
};

/// One attempt, with all that the file says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRecord {
    /// SHA-256 of the inner `SHA256SUMS`: the same sums are the same result.
    pub sums_sha256: Hex<32>,
    /// The package.
    pub package: Package,
    /// SHA-256 of the package's `SHA256SUMS`.
    pub package_sums_sha256: Hex<32>,
    /// The ticket.
    pub ticket: Ticket,
    /// The manifest.
    pub manifest: Manifest,
    /// Who sat, as typed.
    pub candidate: Candidate,
    /// What was asked.
    pub form: Form,
    /// SHA-256 of `form.json`.
    pub form_sha256: Hex<32>,
    /// SHA-256 of `shared.json`.
    pub shared_sha256: Hex<32>,
    /// The answers: the fold of the log.
    pub answers: Answers,
    /// The submitted code by task, from 1.
    pub code: BTreeMap<u16, SubmittedCode>,
    /// The log as it was handed in.
    pub log: LogFiles,
    /// The log's leaves, for a prefix comparison with another result of the ticket.
    pub leaves: Vec<Digest>,
    /// The device that certified the attempt key; self-asserted.
    pub device: PublicKey,
    /// The device's attempt counter.
    pub serial: u64,
    /// The checks and the tier.
    pub report: Report,
}

/// A log that was verified, in its two files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFiles {
    /// `log/public.jsonl`.
    pub public: Vec<u8>,
    /// `log/private.jsonl`.
    pub private: Vec<u8>,
    /// `log/seed`.
    pub seed: [u8; 32],
}

impl LogFiles {
    /// All events in their order, read again: most readers of a result want none of them.
    ///
    /// # Errors
    /// None for a log that was verified.
    pub fn events(&self) -> Result<Vec<Stamped>, LogError> {
        Ok(replay(&self.public, &self.private, &self.seed)?.events)
    }
}

/// The submitted text of one coding task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmittedCode {
    /// Its language.
    pub language: Language,
    /// The text.
    pub text: String,
}

impl AttemptRecord {
    /// The attempt.
    pub fn attempt_id(&self) -> AttemptId {
        self.manifest.attempt_id
    }

    /// The log's last head.
    pub fn head(&self) -> Head {
        self.manifest.head
    }

    /// Every run of the candidate's code, to be run again.
    ///
    /// # Errors
    /// None for a log that was verified.
    pub fn runs(&self) -> Result<Vec<Arc<RunRecord>>, LogError> {
        let mut fold = Fold::keeping_runs(&self.form);
        for event in self.log.events()? {
            if fold.push(&event).is_err() {
                break;
            }
        }
        Ok(fold.runs().to_vec())
    }

    /// The tier.
    pub fn tier(&self) -> Tier {
        self.report.tier
    }

    /// The checks and the tier.
    pub fn report(&self) -> &Report {
        &self.report
    }
}
