//! What crosses between the candidate's window and the use cases.
//!
//! One enum in ([`Command`]), one whole view out ([`View`]), [`NoticeDto`] as the error. Views
//! are never deltas: a reload is one `view` command. Deliberately absent: keys, other forms,
//! secrets of any kind.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One act of the person at the window.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(
    tag = "do",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Command {
    /// The current view; changes nothing.
    View,
    /// Opens a package and a ticket by path.
    Open {
        /// Path of the `.exampkg` file.
        package: String,
        /// Path of the `.ticket` file.
        ticket: String,
    },
    /// Opens one of the offers of the start screen.
    OpenOffer {
        /// `OfferDto::id`.
        id: String,
    },
    /// Back to the start screen; only before the start or after the hand-in.
    Leave,
    /// The access code as typed.
    EnterCode {
        /// Case, spaces and hyphens do not matter.
        code: String,
    },
    /// Who sits here, as typed.
    ConfirmIdentity {
        /// The candidate's name.
        name: String,
    },
    /// The candidate has read the rules and what is recorded.
    AcceptRules,
    /// Starts the clock.
    Start,
    /// A question came on the screen. Items count from 1, then the coding questions.
    Show {
        /// Position in the navigator, from 1.
        position: u16,
    },
    /// Answers or clears an item. Durable when it returns.
    SaveResponse {
        /// Item position, from 1.
        item: u16,
        /// The letter, or null to clear.
        letter: Option<LetterDto>,
        /// Grows by one with every write of this window.
        seq: u64,
    },
    /// Flags a question to come back to.
    Flag {
        /// Position in the navigator, from 1.
        position: u16,
        /// On or off.
        on: bool,
        /// As in `SaveResponse`.
        seq: u64,
    },
    /// Chooses the language of a coding question.
    ChooseLanguage {
        /// Coding question, from 1.
        task: u16,
        /// The language.
        language: String,
        /// As in `SaveResponse`.
        seq: u64,
    },
    /// Edits of the current document, in order. Durable within 200 ms.
    Edit {
        /// Coding question, from 1.
        task: u16,
        /// The document's language.
        language: String,
        /// The edits.
        edits: Vec<EditDto>,
        /// As in `SaveResponse`.
        seq: u64,
    },
    /// Something the page saw: focus and paste are recorded, and the candidate was told so.
    Observe {
        /// What.
        seen: SeenDto,
    },
    /// Hands in; cannot be undone.
    Submit,
    /// Writes the result file.
    SaveResult {
        /// A folder, or a file name ending in `.result`.
        path: String,
    },
}

/// A letter of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
pub enum LetterDto {
    /// First option shown.
    A,
    /// Second option shown.
    B,
    /// Third option shown.
    C,
    /// Fourth option shown.
    D,
}

/// One replacement in a document.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EditDto {
    /// Offset in Unicode scalar values.
    pub at: u32,
    /// How many scalar values are removed.
    pub delete: u32,
    /// What is put there.
    pub insert: String,
}

/// What the page saw.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum SeenDto {
    /// The window lost the focus.
    FocusLost,
    /// The window has the focus again.
    FocusGained,
    /// Text was pasted into the editor.
    Paste {
        /// Unicode scalar values pasted.
        chars: u32,
    },
    /// Text was copied.
    Copy {
        /// Unicode scalar values copied.
        chars: u32,
    },
}

/// The whole state of the candidate's window.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(
    tag = "stage",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum View {
    /// Nothing is open.
    Start {
        /// Tests that can be taken at once: the demonstration, a found package.
        offers: Vec<OfferDto>,
    },
    /// A package is open; the clock has not started.
    CheckIn(CheckInDto),
    /// The test is running (or paused by a signed grant).
    Test(TestDto),
    /// Handed in.
    Done(DoneDto),
}

/// A test that can be opened from the start screen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OfferDto {
    /// For `OpenOffer`.
    pub id: String,
    /// The test's title.
    pub title: String,
    /// Where it comes from, one sentence.
    pub note: String,
    /// The access code, where it is meant to be seen (demonstration, practice).
    pub code: Option<String>,
    /// Whether an attempt on it is already running and will be resumed.
    pub resumes: bool,
}

/// What check-in shows.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckInDto {
    /// The test's title.
    pub title: String,
    /// The name in the package's trust file.
    pub issued_by: String,
    /// Eight words of the organisation's root key, to compare with the invitation.
    pub words: Vec<String>,
    /// Minutes, extra time included.
    pub minutes: u32,
    /// The organiser's reference on the ticket.
    pub candidate_ref: String,
    /// Multiple-choice items.
    pub items: u16,
    /// Coding questions.
    pub tasks: u16,
    /// Which step is next.
    pub step: StepDto,
    /// The name, once typed.
    pub name: Option<String>,
    /// The code shown on the offer (demonstration, practice), to fill in.
    pub code_hint: Option<String>,
    /// What is recorded, one sentence each.
    pub recorded: Vec<String>,
    /// The rules, one sentence each.
    pub rules: Vec<String>,
    /// The system check.
    pub checks: Vec<SystemCheckDto>,
    /// Milliseconds until another code is tried, after wrong ones. Never a lock-out.
    #[ts(type = "number")]
    pub code_delay_ms: u64,
}

/// The next step of check-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StepDto {
    /// Type the access code.
    Code,
    /// Type the name.
    Identity,
    /// Read the rules and what is recorded.
    Rules,
    /// Everything is ready for "Start now".
    Ready,
}

/// One row of the system check.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SystemCheckDto {
    /// What was looked at.
    pub subject: String,
    /// `ok`, `note` or `blocks`.
    pub outcome: CheckOutcomeDto,
    /// The finding, one sentence.
    pub detail: String,
}

/// The outcome of a system check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CheckOutcomeDto {
    /// Fine.
    Ok,
    /// Worth knowing; the test can go on.
    Note,
    /// The test cannot start like this.
    Blocks,
}

/// The running test.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TestDto {
    /// The test's title.
    pub title: String,
    /// Milliseconds left when this view was made; the page counts down for display only.
    #[ts(type = "number")]
    pub remaining_ms: u64,
    /// Whether the clock stands still (a signed grant).
    pub paused: bool,
    /// Wall time of the last durable save, `HH:MM:SS` local to the laptop, null before the first.
    pub saved_at: Option<String>,
    /// The highest `seq` that is durable.
    #[ts(type = "number")]
    pub durable_seq: u64,
    /// What happened if this attempt was interrupted and resumed, one or two sentences.
    pub resumed: Option<String>,
    /// The items in order.
    pub items: Vec<ItemDto>,
    /// The coding questions in order.
    pub tasks: Vec<TaskDto>,
}

/// One item as shown.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ItemDto {
    /// Position, from 1.
    pub position: u16,
    /// The skill's name.
    pub skill: String,
    /// Suggested minutes, rounded up.
    pub minutes: u32,
    /// The stem; code between backticks.
    pub stem: String,
    /// Code block: language.
    pub code_language: Option<String>,
    /// Code block: text.
    pub code: Option<String>,
    /// The four options, A to D.
    pub options: Vec<String>,
    /// The saved answer.
    pub response: Option<LetterDto>,
    /// Flagged to come back to.
    pub flagged: bool,
    /// Whether it was on the screen.
    pub seen: bool,
}

/// One coding question as shown.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TaskDto {
    /// Coding question, from 1.
    pub task: u16,
    /// Position in the navigator, from 1, after the items.
    pub position: u16,
    /// Heading.
    pub title: String,
    /// Suggested minutes.
    pub minutes: u32,
    /// Paragraphs, blank lines between; code between backticks.
    pub statement: String,
    /// Time a test may take, milliseconds.
    pub time_ms: u32,
    /// Memory, MiB.
    pub memory_mib: u32,
    /// Largest input in words.
    pub largest: String,
    /// Public samples.
    pub samples: Vec<SampleDto>,
    /// Languages on offer.
    pub languages: Vec<String>,
    /// The chosen one.
    pub language: String,
    /// The saved document in that language.
    pub text: String,
    /// Whether the document differs from the starter code.
    pub edited: bool,
    /// Flagged to come back to.
    pub flagged: bool,
    /// Whether it was on the screen.
    pub seen: bool,
}

/// A public sample.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SampleDto {
    /// Standard input.
    pub input: String,
    /// Expected standard output.
    pub output: String,
}

/// After the hand-in.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DoneDto {
    /// The test's title.
    pub title: String,
    /// Handed in by the candidate, or sealed at the deadline.
    pub at_deadline: bool,
    /// Local wall time of the hand-in.
    pub at: String,
    /// Answered items.
    pub answered: u16,
    /// All items.
    pub items: u16,
    /// Eight words that name the sealed result.
    pub words: Vec<String>,
    /// SHA-256 of the result file, hexadecimal.
    pub sha256: String,
    /// Where the app keeps the result file.
    pub kept_at: String,
    /// Where the candidate saved copies.
    pub saved_to: Vec<String>,
    /// What was recorded, one sentence each.
    pub recorded: Vec<String>,
}

/// The error of every command.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NoticeDto {
    /// Stable code; match on this.
    pub code: String,
    /// What went wrong.
    pub what: String,
    /// Why.
    pub why: String,
    /// What to do next.
    pub next: String,
}

impl From<invigil_model::Notice> for NoticeDto {
    fn from(notice: invigil_model::Notice) -> Self {
        let invigil_model::Notice {
            code,
            what,
            why,
            next,
        } = notice;
        Self {
            code: code.to_string(),
            what,
            why,
            next,
        }
    }
}
