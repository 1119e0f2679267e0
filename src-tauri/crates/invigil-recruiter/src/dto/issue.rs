//! Putting an issue together, and what came of it.

use serde::Serialize;
use ts_rs::TS;

/// An issue that is being put together.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftDto {
    /// What can be issued.
    pub tests: Vec<TestDto>,
    /// The chosen test's id.
    pub test: String,
    /// The list's path; null while there is none.
    pub list: Option<String>,
    /// The list, row by row.
    pub candidates: Vec<CandidateDto>,
    /// How many rows are wrong.
    pub faults: u32,
}

/// A test that can be issued.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TestDto {
    /// Its name in the bank.
    pub id: String,
    /// Shown to candidates.
    pub title: String,
    /// Minutes for everybody, before extra time.
    pub minutes: u32,
    /// Multiple-choice items of a form.
    pub items: u32,
    /// Items that a form is drawn from.
    pub bank_items: u32,
    /// Coding tasks that a form is drawn from.
    pub bank_tasks: u32,
    /// Whether anybody can read its questions and keys.
    pub public: bool,
}

/// One row of the list.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CandidateDto {
    /// Line of the file, from 1; the header is 1.
    pub line: u32,
    /// As written.
    pub candidate_ref: String,
    /// As written.
    pub name: String,
    /// As written.
    pub email: String,
    /// As written; empty is none.
    pub extra_time: String,
    /// As written, for example `B4`; empty is none.
    pub seat: String,
    /// What is wrong; null where nothing is.
    pub fault: Option<FaultDto>,
}

/// What is wrong with a row.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FaultDto {
    /// `ref`, `ref-device`, `ref-twice`, `name`, `extra-time`, `seat`, `seat-taken`, `row`.
    pub code: String,
    /// The words in question.
    pub value: String,
}

/// What was issued.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IssuedDto {
    /// The test's title.
    pub title: String,
    /// The access code; null once it was written down.
    pub code: Option<String>,
    /// The folder that is handed out.
    pub folder: String,
    /// The package's file name.
    pub package: String,
    /// The tickets' folder name.
    pub tickets_folder: String,
    /// Page of slips to print, its path.
    pub slips: String,
    /// How many tickets.
    pub tickets: u32,
    /// The most questions that any two forms share.
    pub max_shared: u32,
    /// The most questions that two seat neighbours share.
    pub neighbour_shared: u32,
    /// Questions of a form.
    pub of: u32,
    /// Where the private files are.
    pub private: String,
    /// Whether anybody can read the questions and keys.
    pub public_bank: bool,
}

/// How far a long act is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProgressDto {
    /// What is being done.
    pub stage: StageDto,
    /// So many candidates are done.
    pub done: u32,
    /// Of so many.
    pub of: u32,
}

/// A stage of an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StageDto {
    /// Questions are chosen for everybody together.
    Forms,
    /// Forms are sealed and tickets signed.
    Tickets,
    /// Files are written.
    Files,
}
