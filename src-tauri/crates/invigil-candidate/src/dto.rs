//! What crosses between the candidate's window and the use cases.
//!
//! One enum in ([`Command`]), one whole view out ([`View`]), [`NoticeDto`] as the error. Views
//! are never deltas: a reload is one `view` command. Deliberately absent: keys, other forms,
//! secrets of any kind.

mod check_in;
mod done;
mod preferences;
mod runs;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use check_in::{CheckInDto, CheckOutcomeDto, StepDto, SystemCheckDto};
pub use done::{DoneDto, ExplainedDto, ExplainedOptionDto, OwnAnswerDto, OwnCodeDto, SolvedDto};
pub use preferences::{PreferencesDto, ThemeDto};
pub use runs::{
    DiffDto, DiffPieceDto, DiffRowDto, LanguageCardDto, RunCaseDto, RunDetailDto, RunDto,
    RunInputDto, RunLanguageDto, RunLanguageStateDto, RunningDto, RunsDto, SentenceDto,
};

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
    /// Looks for tests in files and folders that were dropped on the start screen.
    Look {
        /// Paths, at most 32.
        paths: Vec<String>,
    },
    /// Back to the start screen; only before the start or after the hand-in.
    Leave,
    /// Back to an earlier step of the check-in, to undo what was entered there.
    Back {
        /// The step to go to.
        to: StepDto,
    },
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
    /// The candidate agrees to what is recorded.
    Consent,
    /// Runs the system check again.
    CheckAgain,
    /// The candidate has read the system check, and nothing in it blocks.
    PassChecks,
    /// The candidate has read the rules; starts the clock.
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
    /// The scratch area as it stands: kept on this laptop until the hand-in, never in the result.
    Note {
        /// At most 20,000 characters.
        text: String,
    },
    /// Something the page saw: focus and paste are recorded, and the candidate was told so.
    Observe {
        /// What.
        seen: SeenDto,
    },
    /// Runs the document on the screen. The run is logged before it begins.
    Run {
        /// Coding question, from 1.
        task: u16,
        /// What it is fed with.
        input: RunInputDto,
    },
    /// Takes the run under way back.
    CancelRun,
    /// Looks at a run that ended.
    ShowRun {
        /// `RunDto::number`.
        number: u32,
    },
    /// Hands in; cannot be undone.
    Submit,
    /// Writes the result file and its slip.
    SaveResult {
        /// A folder, or a file name ending in `.result`.
        path: String,
    },
    /// Writes the candidate's own answers as text.
    SaveAnswers {
        /// A folder.
        path: String,
    },
    /// Deletes what this laptop keeps of the attempt; only after a copy was saved elsewhere.
    Delete {
        /// The candidate says of a copy that is out of sight that it is handed over.
        handed_over: bool,
    },
}

impl Command {
    /// Whether the system check is made for it.
    pub fn looks_at_the_laptop(&self) -> bool {
        matches!(
            self,
            Self::Open { .. } | Self::OpenOffer { .. } | Self::CheckAgain
        )
    }
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
        /// Attempts that were left on this laptop and cannot be opened now; they stay as they are.
        unopened: Vec<NoticeDto>,
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
    /// Where it was found.
    pub source: SourceDto,
    /// The folder it was found in, null for one that the app brings.
    pub place: Option<String>,
    /// The organiser's reference on the ticket of a found test.
    pub candidate_ref: Option<String>,
}

/// Where an offer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SourceDto {
    /// Put there by the app (the demonstration).
    Prepared,
    /// The built-in practice test.
    Practice,
    /// On a USB stick.
    Stick,
    /// In what was dropped on the start screen.
    Dropped,
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
    /// It has ended, and why its result could not be written yet: that is tried every second.
    pub unsealed: Option<NoticeDto>,
    /// The last of 20, 10, 5 and 1 minutes that the time left came down to; null above all of
    /// them. The page announces it when it changes.
    pub time_mark: Option<u16>,
    /// Wall time of the last durable save, `HH:MM:SS` local to the laptop, null before the first.
    pub saved_at: Option<String>,
    /// The highest `seq` that is durable.
    #[ts(type = "number")]
    pub durable_seq: u64,
    /// The highest `seq` that was taken: a page that loads again counts on from here. Edits that
    /// were taken are durable up to 200 ms later.
    #[ts(type = "number")]
    pub taken_seq: u64,
    /// The question that was shown last, for a page that loads again; null before the first.
    pub position: Option<u16>,
    /// What happened if this attempt was interrupted and resumed.
    pub resumed: Option<ResumedDto>,
    /// The scratch area.
    pub notes: String,
    /// Who takes it, as typed.
    pub name: String,
    /// Whether it is practice.
    pub practice: bool,
    /// Percent left in the battery, when the laptop runs on it and it is low.
    pub battery_low: Option<u8>,
    /// The items in order.
    pub items: Vec<ItemDto>,
    /// The coding questions in order.
    pub tasks: Vec<TaskDto>,
    /// Running the code.
    pub runs: RunsDto,
}

/// An interruption that the attempt came back from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ResumedDto {
    /// Milliseconds that passed on the test's clock in between.
    #[ts(type = "number")]
    pub spent_ms: u64,
    /// Whether the laptop's clock stood earlier than before, so that no time was taken.
    pub clock_unknown: bool,
}

/// One item as shown.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ItemDto {
    /// Position, from 1.
    pub position: u16,
    /// The skill's stable name: `databases`, `apis`, `engineering`.
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
    /// The code that the document began with, for a reset.
    pub starter: String,
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
