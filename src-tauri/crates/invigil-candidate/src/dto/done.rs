//! What the window shows after the hand-in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::LetterDto;

/// After the hand-in.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DoneDto {
    /// The test's title.
    pub title: String,
    /// Whether it was practice: nothing is handed to anybody.
    pub practice: bool,
    /// The organiser's reference on the ticket.
    pub candidate_ref: String,
    /// Who took it, as typed; empty once deleted.
    pub name: String,
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
    /// The slip's QR code, a row a string of `0` and `1`, without its quiet zone.
    pub qr: Vec<String>,
    /// Where the app keeps the result file.
    pub kept_at: String,
    /// Where the candidate saved copies.
    pub saved_to: Vec<String>,
    /// USB sticks that are there at this moment.
    pub sticks: Vec<String>,
    /// What was recorded: `answers`, `edits`, `runs`, `focus`, `clipboard`, `clock`, `laptop`.
    pub recorded: Vec<String>,
    /// The candidate's own answers, in order; empty once deleted.
    pub answers: Vec<OwnAnswerDto>,
    /// The candidate's own code; empty once deleted.
    pub code: Vec<OwnCodeDto>,
    /// Practice only: every question with its key and why.
    pub explained: Vec<ExplainedDto>,
    /// Practice only: the coding questions with one right solution.
    pub solved: Vec<SolvedDto>,
    /// Whether the laptop's copy was deleted.
    pub removed: bool,
}

/// One of the candidate's own answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OwnAnswerDto {
    /// Item position, from 1.
    pub position: u16,
    /// The letter, null without an answer.
    pub letter: Option<LetterDto>,
}

/// The candidate's own code for one coding question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OwnCodeDto {
    /// The question's title.
    pub title: String,
    /// The chosen language.
    pub language: String,
    /// The submitted document.
    pub text: String,
}

/// A practice question, explained.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExplainedDto {
    /// Position, from 1.
    pub position: u16,
    /// The stem.
    pub stem: String,
    /// Code block: language.
    pub code_language: Option<String>,
    /// Code block: text.
    pub code: Option<String>,
    /// The options, A to D.
    pub options: Vec<ExplainedOptionDto>,
    /// The right one.
    pub key: LetterDto,
    /// What was answered.
    pub chosen: Option<LetterDto>,
}

/// A practice coding question with one right solution of several.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SolvedDto {
    /// Position in the navigator, from 1.
    pub position: u16,
    /// The question's title.
    pub title: String,
    /// What the solution does and why; paragraphs, blank lines between; code between backticks.
    pub idea: String,
    /// The solution's language: the chosen one where there is a solution in it.
    pub language: String,
    /// The solution.
    pub code: String,
    /// Whether the candidate wrote something.
    pub tried: bool,
}

/// An option of a practice question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExplainedOptionDto {
    /// Its letter.
    pub letter: LetterDto,
    /// What it says.
    pub text: String,
    /// Why it is right or wrong.
    pub why: String,
}
