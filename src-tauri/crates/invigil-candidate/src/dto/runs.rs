//! Running code on the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the candidate's code is fed with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum RunInputDto {
    /// Every public sample of the question.
    Samples,
    /// An input of their own.
    Custom {
        /// At most 64 KiB of UTF-8.
        stdin: String,
    },
}

/// Running code: what can run, what runs, what ran.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunsDto {
    /// The languages on offer in this test, and whether each runs on this laptop.
    pub languages: Vec<RunLanguageDto>,
    /// The run under way.
    pub running: Option<RunningDto>,
    /// Runs that ended, the newest first.
    pub history: Vec<RunDto>,
    /// The run that is looked at, whole: the newest, or the one asked for.
    pub shown: Option<RunDetailDto>,
}

/// One language on this laptop.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunLanguageDto {
    /// Its wire name.
    pub language: String,
    /// Whether it runs here.
    pub state: RunLanguageStateDto,
    /// Why it does not, in a person's words.
    pub why: Option<String>,
    /// Whether the recruiter's run of the same code gives the same bits.
    pub repeatable: bool,
    /// What it is.
    pub card: LanguageCardDto,
}

/// Whether a language runs on this laptop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RunLanguageStateDto {
    /// It is being made ready.
    Preparing,
    /// It runs.
    Ready,
    /// It does not run here.
    Absent,
}

/// What a candidate may want to know of a language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LanguageCardDto {
    /// Name and version of what runs it.
    pub version: String,
    /// What is there.
    pub here: Vec<String>,
    /// What is not.
    pub absent: Vec<String>,
    /// A program that reads the input.
    pub example: String,
}

/// The run under way.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunningDto {
    /// Counts the attempt's runs from 1.
    pub number: u32,
    /// Coding question, from 1.
    pub task: u16,
    /// The language.
    pub language: String,
    /// The sample that runs, from 1; 0 for an input of their own.
    pub case: u16,
    /// Samples of this run; 0 for an input of their own.
    pub total: u16,
    /// What it has written to standard output, the last of it.
    pub stdout: String,
    /// What it has written to standard error, the last of it.
    pub stderr: String,
    /// The candidate asked for it to stop.
    pub stopping: bool,
}

/// A run that ended.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunDto {
    /// Counts the attempt's runs from 1.
    pub number: u32,
    /// Coding question, from 1.
    pub task: u16,
    /// The language.
    pub language: String,
    /// When it began, milliseconds since the start of the test.
    #[ts(type = "number")]
    pub at_ms: u64,
    /// Whether it ran on an input of their own.
    pub custom: bool,
    /// `done`, `ac`, `wa`, `tle`, `mle`, `ole`, `rte`, `ce`, `je`, `cancelled`; null for a run that
    /// was cut off (the app ended in the middle).
    pub verdict: Option<String>,
    /// Samples accepted.
    pub passed: u16,
    /// Samples of the run; 0 for an input of their own.
    pub total: u16,
}

/// A run, whole.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunDetailDto {
    /// Which.
    pub number: u32,
    /// The code that ran.
    pub code: String,
    /// The input of their own; null for the samples.
    pub stdin: Option<String>,
    /// Each input. Empty for a run of before a restart: outputs are not kept over one.
    pub cases: Vec<RunCaseDto>,
}

/// How the code did on one input.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunCaseDto {
    /// The sample, from 1; 0 for an input of their own.
    pub case: u16,
    /// As in `RunDto`.
    pub verdict: String,
    /// Why, by the name of a sentence.
    pub reason: SentenceDto,
    /// What to look at next.
    pub look_at_next: Option<SentenceDto>,
    /// Time used, in hundredths of a percent of the limit.
    pub time_share: u32,
    /// Memory used at most, in hundredths of a percent of the limit.
    pub memory_share: u32,
    /// The input.
    pub input: String,
    /// The expected output; null for an input of their own.
    pub expected: Option<String>,
    /// What it wrote to standard output, at most 64 KiB.
    pub stdout: String,
    /// What it wrote to standard error, at most 64 KiB.
    pub stderr: String,
    /// Both outputs side by side from the first difference on.
    pub diff: Option<DiffDto>,
}

/// A sentence that the page has, with the values in it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SentenceDto {
    /// Its name.
    pub code: String,
    /// Values by name.
    pub facts: BTreeMap<String, String>,
    /// In English, where the page has no such sentence.
    pub english: String,
}

/// Rows round the first difference.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DiffDto {
    /// The rows, at most 60.
    pub rows: Vec<DiffRowDto>,
    /// Lines of the expected output.
    pub expected_lines: u32,
    /// Lines of the program's output.
    pub got_lines: u32,
}

/// One line of both outputs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DiffRowDto {
    /// The line's number, from 1.
    pub line: u32,
    /// Whether both are the same.
    pub same: bool,
    /// The expected line; null past its end.
    pub expected: Option<Vec<DiffPieceDto>>,
    /// The program's line; null past its end.
    pub got: Option<Vec<DiffPieceDto>>,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DiffPieceDto {
    /// `plain`, `space`, `tab`, `control` (the text is its code point), `noLineEnd` and `cut`
    /// (without text).
    pub mark: String,
    /// Whether it is part of what differs.
    pub differs: bool,
    /// The text itself.
    pub text: String,
}
