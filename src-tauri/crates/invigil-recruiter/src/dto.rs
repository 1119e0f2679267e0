//! What crosses between the recruiter's window and the use cases.
//!
//! One enum in ([`Command`]), one whole view out ([`View`]), [`NoticeDto`] as the error: the same
//! grammar as the candidate's side, and types of its own. Deliberately absent: a key, a seed, and
//! a passphrase on its way out.

mod issue;
mod result;
mod secret;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use issue::{CandidateDto, DraftDto, FaultDto, IssuedDto, ProgressDto, StageDto, TestDto};
pub use result::{
    CheckDto, CodeDto, IntervalDto, OptionDto, OutcomeDto, PersonDto, QuestionDto, ResultDto,
    ScoreDto, SkillDto, VerdictDto,
};
pub use secret::Secret;

/// One act of the person at the desk.
#[derive(Debug, Deserialize, TS)]
#[serde(
    tag = "do",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Command {
    /// The current view; changes nothing.
    View,
    /// How the person likes the window; kept on this computer.
    Prefer {
        /// The whole of it.
        preferences: PreferencesDto,
    },
    /// Opens the demonstration's organisation; its passphrase lies in the data folder.
    OpenDemo,
    /// Opens an organisation's folder.
    OpenOrganisation {
        /// The folder.
        folder: String,
        /// Opens its keys.
        passphrase: Secret,
    },
    /// Makes an organisation in a folder that is new or empty.
    MakeOrganisation {
        /// The folder.
        folder: String,
        /// As the desk and its slips show it; candidates' screens show the id that is made of it.
        name: String,
        /// Will open its keys.
        passphrase: Secret,
        /// The same once more.
        again: Secret,
    },
    /// Forgets the keys and everything on the desk.
    Lock,
    /// To another part of the desk.
    Go {
        /// Where.
        to: PlaceDto,
    },
    /// Chooses the test to issue.
    ChooseTest {
        /// `TestDto::id`.
        test: String,
    },
    /// Reads a list of candidates.
    ReadCandidates {
        /// A CSV file.
        path: String,
    },
    /// Reads the same list again, after it was mended.
    ReadAgain,
    /// Puts the list aside.
    ForgetCandidates,
    /// Issues the chosen test to the list.
    Issue {
        /// A folder that holds no package yet.
        out: String,
    },
    /// Stops an issue that is on its way, as long as nothing was written.
    Stop,
    /// The access code was written down; the window forgets it.
    CodeWritten,
    /// Back to an empty issue.
    IssueAnother,
    /// Opens one result.
    OpenResult {
        /// A `.result` file.
        path: String,
    },
    /// Puts the result aside.
    CloseResult,
    /// Files that were dropped on the window: a list, or a result.
    Drop {
        /// Paths.
        paths: Vec<String>,
    },
}

/// A part of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PlaceDto {
    /// Issue a test.
    Issue,
    /// Open a result.
    Result,
    /// The organisation and its eight words.
    Organisation,
}

/// The whole state of the recruiter's window.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// How the person likes the window.
    pub preferences: PreferencesDto,
    /// The open organisation.
    pub organisation: Option<OrganisationDto>,
    /// What is on the screen.
    pub screen: ScreenDto,
}

/// What is on the screen.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(
    tag = "name",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ScreenDto {
    /// No organisation is open.
    Door {
        /// Whether the demonstration's organisation is on this computer.
        demo: bool,
        /// Folders that were opened here before, the last one first.
        folders: Vec<String>,
    },
    /// The open organisation.
    Organisation {
        /// Whether it was made a moment ago.
        fresh: bool,
    },
    /// An issue that is being put together.
    Issue(DraftDto),
    /// What was issued.
    Issued(IssuedDto),
    /// A result, or the place for one.
    Result {
        /// The result.
        result: Option<Box<ResultDto>>,
    },
}

/// The open organisation.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OrganisationDto {
    /// As the desk and its slips show it; candidates' screens show the id that is made of it.
    pub name: String,
    /// Its folder.
    pub folder: String,
    /// Eight words of its root key, for invitations.
    pub words: Vec<String>,
    /// `SHA256:...` of its root key.
    pub fingerprint: String,
    /// The root key's file, while it still lies in the folder.
    pub root_key: Option<String>,
    /// Whether it is the demonstration's.
    pub demo: bool,
}

/// How the person likes the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreferencesDto {
    /// Colours.
    pub theme: ThemeDto,
    /// Text size in percent, 100 to 200.
    pub text_percent: u16,
    /// Whether nothing on the screen moves.
    pub still: bool,
}

impl Default for PreferencesDto {
    fn default() -> Self {
        Self {
            theme: ThemeDto::System,
            text_percent: 100,
            still: false,
        }
    }
}

/// Colours of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ThemeDto {
    /// As the system says.
    System,
    /// Near-black on near-white.
    Light,
    /// Near-white on near-black.
    Dark,
    /// At least 7:1 everywhere.
    Contrast,
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
