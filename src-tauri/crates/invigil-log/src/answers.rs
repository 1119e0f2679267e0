//! What a fold yields: the answers, or the one event that cannot be.

use std::collections::{BTreeMap, BTreeSet};

use invigil_model::{Code, Language, Letter};

use crate::{GrantKind, MAX_DOCUMENT, MAX_EVENTS, MAX_RUNS, document::EditError};

/// Where an attempt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nobody has checked in.
    Waiting,
    /// Checked in; no item was on screen yet.
    CheckedIn,
    /// Time runs.
    Running,
    /// Time stands still, by a grant.
    Paused,
    /// Handed in.
    Submitted,
    /// Time was up.
    Expired,
    /// Goes on elsewhere, by a grant.
    Voided,
}

/// A signed grant that the attempt took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrantTaken {
    /// Its counter.
    pub counter: u32,
    /// What it allows.
    pub kind: GrantKind,
    /// Extra time, milliseconds.
    pub ms: u64,
    /// SHA-256 of `grant.json`.
    pub digest: [u8; 32],
}

/// What the events say was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// The letter chosen last for each item that has one.
    pub responses: BTreeMap<u16, Letter>,
    /// Positions flagged.
    pub flags: BTreeSet<u16>,
    /// Positions that were on screen.
    pub shown: BTreeSet<u16>,
    /// The language chosen last for each task that has one; its document is the one submitted.
    pub languages: BTreeMap<u16, Language>,
    /// Every document (task, language) as it stands; untouched ones hold their starter text.
    pub documents: BTreeMap<(u16, Language), String>,
    /// Where the attempt stands.
    pub phase: Phase,
    /// Time allowed in milliseconds, with grants and ended pauses; `None` before `start`.
    pub limit_ms: Option<u64>,
    /// The limit of the `start` event alone.
    pub start_limit_ms: Option<u64>,
    /// When it was handed in.
    pub submitted_at: Option<u64>,
    /// When time was up.
    pub expired_at: Option<u64>,
    /// Time of the last event.
    pub last_at: u64,
    /// Number of events.
    pub events: u64,
    /// Grants in their order.
    pub grants: Vec<GrantTaken>,
    /// How many times a document was run.
    pub runs: u32,
}

impl Answers {
    /// The submitted text of a task and its language; `None` while no language was chosen.
    pub fn submitted(&self, task: u16) -> Option<(Language, &str)> {
        let language = *self.languages.get(&task)?;
        let text = self.documents.get(&(task, language))?;
        Some((language, text))
    }
}

/// An event that no honest engine would have logged at this point.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {event} ({kind}): {what}")]
pub struct FoldError {
    /// The event, 0-based.
    pub event: u64,
    /// Its kind.
    pub kind: &'static str,
    pub(crate) what: Breach,
}

impl FoldError {
    /// The stable code.
    pub fn code(&self) -> Code {
        Code(self.what.code())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Breach {
    #[error("more than {MAX_EVENTS} events")]
    TooMany,
    #[error("time runs backwards")]
    Backwards,
    #[error("it comes before the start")]
    BeforeStart,
    #[error("the attempt started already")]
    StartedTwice,
    #[error("nobody has checked in")]
    NotCheckedIn,
    #[error("the attempt checked in already")]
    CheckedInTwice,
    #[error("it comes after the end")]
    AfterEnd,
    #[error("the time was up")]
    Late,
    #[error("the time was not up")]
    Early,
    #[error("the attempt was paused")]
    WhilePaused,
    #[error("there is no such position in the form")]
    NoSuchItem,
    #[error("there is no such task in the form")]
    NoSuchTask,
    #[error("the task is not on offer in this language")]
    NoSuchLanguage,
    #[error("no language was chosen for the task")]
    LanguageNotChosen,
    #[error("the edit reaches past the end of the document")]
    EditOutside,
    #[error("the document would be longer than {MAX_DOCUMENT} bytes")]
    DocumentTooLarge,
    #[error("no grant stands behind it")]
    Grant,
    #[error("a name or text is longer or other than allowed")]
    Text,
    #[error("runs count from 1 to {MAX_RUNS}, one after the other")]
    RunNumber,
    #[error("the code that ran is not the document")]
    RunCode,
    #[error("no run waits for this outcome")]
    RunOutcome,
}

impl Breach {
    fn code(self) -> &'static str {
        match self {
            Self::TooMany => "log.too-many-events",
            Self::Backwards => "log.time-backwards",
            Self::BeforeStart => "log.before-start",
            Self::StartedTwice => "log.started-twice",
            Self::NotCheckedIn => "log.not-checked-in",
            Self::CheckedInTwice => "log.checked-in-twice",
            Self::AfterEnd => "log.after-end",
            Self::Late => "log.late",
            Self::Early => "log.early",
            Self::WhilePaused => "log.while-paused",
            Self::NoSuchItem => "log.no-such-item",
            Self::NoSuchTask => "log.no-such-task",
            Self::NoSuchLanguage => "log.no-such-language",
            Self::LanguageNotChosen => "log.language-not-chosen",
            Self::EditOutside => "log.edit-outside",
            Self::DocumentTooLarge => "log.document-too-large",
            Self::Grant => "log.grant",
            Self::Text => "log.text-not-allowed",
            Self::RunNumber => "log.run-number",
            Self::RunCode => "log.run-code",
            Self::RunOutcome => "log.run-outcome",
        }
    }
}

impl From<EditError> for Breach {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Outside => Self::EditOutside,
            EditError::TooLarge => Self::DocumentTooLarge,
        }
    }
}
