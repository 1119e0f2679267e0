//! The fields of a result's documents: envelope, manifest, answers, candidate, journal head.

use invigil_model::{
    AttemptId, CandidateRef, ItemId, Language, Letter, PackageId, TaskId, TicketId,
};
use serde::{Deserialize, Serialize};

use crate::age::Recipient;
use crate::doc::{
    document::{self, Document, FieldError, VERSION, rule},
    package::Kind,
    ticket::Sitting,
    value::{Hex, Stamp},
};

/// `envelope.json`: what anybody may read of a result. No personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// `invigil-envelope/1`.
    pub format: String,
    /// The oldest reader that can take this result.
    pub min_format: u32,
    /// The attempt.
    pub attempt_id: AttemptId,
    /// The ticket.
    pub ticket_id: TicketId,
    /// The package.
    pub package_id: PackageId,
    /// A test or practice, as in the package.
    pub kind: Kind,
    /// SHA-256 of the package's `SHA256SUMS`.
    pub package_sums_sha256: Hex<32>,
    /// The log's last head.
    pub head: Head,
    /// SHA-256 of `sealed.age`.
    pub sealed_sha256: Hex<32>,
    /// The age recipients of `sealed.age`, as in the package.
    pub recipients: Vec<Recipient>,
}

/// Size and root of a log's tree (RFC 6962).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Leaves.
    pub size: u64,
    /// Root hash.
    pub root: Hex<32>,
}

impl Document for Envelope {
    const NAME: &'static str = "invigil-envelope";
    const CAP: usize = 16 * 1024;

    fn check(&self) -> Result<(), FieldError> {
        rule::format(&self.format, &document::format::<Self>())?;
        rule::ensure(self.min_format == VERSION, "min_format", "must be 1")?;
        rule::count("recipients", self.recipients.len(), 1, 4)?;
        rule::distinct(
            "recipients",
            self.recipients.iter().map(Recipient::as_bytes),
        )
    }
}

/// `manifest.json`: what this result is and what made it. The hashes of files are in
/// `SHA256SUMS` alone; the hashes here are of rendered questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// `invigil-result/1`.
    pub format: String,
    /// The oldest reader that can take this result.
    pub min_format: u32,
    /// The attempt.
    pub attempt_id: AttemptId,
    /// The ticket.
    pub ticket_id: TicketId,
    /// The package.
    pub package_id: PackageId,
    /// Name and version of the app, for example `invigil 0.1.0`.
    pub app: String,
    /// How the test was sat.
    pub mode: Mode,
    /// The laptop's clock at the first item; null if none was shown.
    pub started: Option<Stamp>,
    /// The laptop's clock at sealing.
    pub sealed: Stamp,
    /// The head of the log.
    pub head: Head,
    /// The trust file that the package brought.
    pub trust: TrustSource,
    /// The rendered items, in the form's order.
    pub items: Vec<Rendered<ItemId>>,
    /// The rendered coding tasks, in the form's order.
    pub tasks: Vec<Rendered<TaskId>>,
}

/// How the test was sat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mode {
    /// As in the ticket.
    pub sitting: Sitting,
    /// Whether a script gave the answers, not a person.
    pub scripted: bool,
}

/// The trust file that a package brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustSource {
    /// The organisation's id.
    pub org: String,
    /// The file's sequence number.
    pub seq: u64,
}

/// What was shown at one position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rendered<Id> {
    /// Its id.
    pub id: Id,
    /// SHA-256 of its compact JSON, as it stands in `form.json` or `shared.json`.
    pub sha256: Hex<32>,
}

impl Document for Manifest {
    const NAME: &'static str = "invigil-result";
    const CAP: usize = 256 * 1024;

    fn check(&self) -> Result<(), FieldError> {
        rule::format(&self.format, &document::format::<Self>())?;
        rule::ensure(self.min_format == VERSION, "min_format", "must be 1")?;
        rule::text("app", &self.app, 100)?;
        rule::slug("trust.org", &self.trust.org)?;
        rule::count("items", self.items.len(), 0, 200)?;
        rule::count("tasks", self.tasks.len(), 0, 64)
    }
}

/// `answers.json`: the fold of the log, written out. Never more than the log says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// `invigil-answers/1`.
    pub format: String,
    /// The attempt.
    pub attempt_id: AttemptId,
    /// One entry an item, in the form's order.
    pub items: Vec<ItemAnswer>,
    /// One entry a coding task, in the form's order.
    pub tasks: Vec<TaskAnswer>,
    /// How the attempt ended.
    pub end: End,
    /// Milliseconds of the attempt's clock at that moment.
    pub end_ms: u64,
}

/// The answer to one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemAnswer {
    /// The item.
    pub id: ItemId,
    /// The letter as shown; null if it was left open.
    pub letter: Option<Letter>,
    /// Flagged to come back to.
    pub flagged: bool,
}

/// The answer to one coding task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskAnswer {
    /// The task.
    pub id: TaskId,
    /// The language that counts; null if none was chosen.
    pub language: Option<Language>,
    /// The entry that holds the text, for example `code/1.py`; null with the language.
    pub file: Option<String>,
    /// Flagged to come back to.
    pub flagged: bool,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum End {
    /// Handed in by the candidate.
    Submitted,
    /// Sealed at the deadline.
    Expired,
}

impl Document for Answers {
    const NAME: &'static str = "invigil-answers";
    const CAP: usize = 256 * 1024;

    fn check(&self) -> Result<(), FieldError> {
        rule::format(&self.format, &document::format::<Self>())?;
        rule::count("items", self.items.len(), 0, 200)?;
        rule::count("tasks", self.tasks.len(), 0, 64)?;
        let both = |task: &TaskAnswer| task.language.is_some() == task.file.is_some();
        rule::ensure(
            self.tasks.iter().all(both),
            "tasks.file",
            "goes with `language`",
        )
    }
}

/// `candidate.json`: who sat, as typed. Salted, so that its hash in `SHA256SUMS` tells nobody who
/// guesses the name that the guess is right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// `invigil-candidate/1`.
    pub format: String,
    /// As on the ticket.
    pub candidate_ref: CandidateRef,
    /// The name as typed at check-in.
    pub name: String,
    /// 32 random bytes.
    pub salt: Hex<32>,
}

impl Document for Candidate {
    const NAME: &'static str = "invigil-candidate";
    const CAP: usize = 8 * 1024;

    fn check(&self) -> Result<(), FieldError> {
        rule::format(&self.format, &document::format::<Self>())?;
        rule::text("candidate_ref", &self.candidate_ref.0, 120)?;
        rule::text("name", &self.name, 200)
    }
}
