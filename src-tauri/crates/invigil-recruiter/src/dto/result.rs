//! One result: the checks and what each proves, the answers beside the keys, the score.

use serde::Serialize;
use ts_rs::TS;

use super::NoticeDto;

/// One result file, looked at.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ResultDto {
    /// The file's path.
    pub path: String,
    /// What it turned out to be.
    pub verdict: VerdictDto,
    /// `none`, `T0`, `T1`.
    pub tier: String,
    /// What the tier means, in English.
    pub tier_meaning: String,
    /// Every single check, in order.
    pub checks: Vec<CheckDto>,
    /// Why it is refused.
    pub refusal: Option<NoticeDto>,
    /// Who and when; null for a refused or practice result.
    pub person: Option<PersonDto>,
    /// The multiple-choice score.
    pub score: Option<ScoreDto>,
    /// Why there is no score, where the result itself stands.
    pub unscored: Option<NoticeDto>,
    /// The multiple-choice items in the form's order.
    pub questions: Vec<QuestionDto>,
    /// The coding tasks in the form's order.
    pub code: Vec<CodeDto>,
    /// SHA-256 of the inner list of digests: names this result.
    pub sums: Option<String>,
}

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum VerdictDto {
    /// Every check that can be made holds.
    Verified,
    /// A practice result: it is read no further.
    Practice,
    /// A check fails.
    Refused,
}

/// One check.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckDto {
    /// Stable name.
    pub id: String,
    /// How it went.
    pub outcome: OutcomeDto,
    /// What it proves when it holds, in English.
    pub proves: String,
    /// The facts: what it rests on, or why it does not simply hold.
    pub detail: Option<String>,
}

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OutcomeDto {
    /// It holds.
    Holds,
    /// Something is to be noted; the result stands.
    Noted,
    /// It was not made.
    NotChecked,
    /// It fails.
    Fails,
}

/// Who sat, and when.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PersonDto {
    /// The organiser's reference.
    pub candidate_ref: String,
    /// The name as typed at check-in.
    pub typed_name: String,
    /// The name on the list that this organisation kept; null if it was not issued here.
    pub listed_name: Option<String>,
    /// Extra time in percent.
    pub extra_time: u32,
    /// The test's title.
    pub title: String,
    /// By the laptop's clock, in this computer's time zone; null if no question was shown.
    pub started: Option<String>,
    /// The same, of the sealing.
    pub sealed: String,
    /// Minutes of the attempt's own clock.
    pub minutes: u32,
    /// Minutes allowed.
    pub allowed: u32,
    /// Whether the time ran out, so that it was not handed in by hand.
    pub expired: bool,
    /// Whether a script gave the answers.
    pub scripted: bool,
    /// Name and version of the app.
    pub app: String,
}

/// The multiple-choice score.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScoreDto {
    /// Items answered with the key.
    pub right: u32,
    /// All items.
    pub of: u32,
    /// Items with an answer.
    pub answered: u32,
    /// Wilson 95 % interval; null below the least number of items.
    pub interval: Option<IntervalDto>,
    /// By skill.
    pub skills: Vec<SkillDto>,
    /// The least number of items for an interval.
    pub least: u32,
}

/// A Wilson 95 % interval in 1/10,000.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IntervalDto {
    /// Lower end.
    pub low: u32,
    /// Upper end.
    pub high: u32,
}

/// The score of one skill.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SkillDto {
    /// `databases`, `apis`, `engineering`, `coding`.
    pub skill: String,
    /// Right answers.
    pub right: u32,
    /// Items.
    pub of: u32,
    /// Null says "not enough items".
    pub interval: Option<IntervalDto>,
}

/// One item: what was asked, answered and right.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuestionDto {
    /// Position, from 1.
    pub position: u32,
    /// Its name in the bank.
    pub id: String,
    /// The blueprint cell.
    pub cell: String,
    /// The skill.
    pub skill: String,
    /// The stem; code between backticks.
    pub stem: String,
    /// Code block: language.
    pub code_language: Option<String>,
    /// Code block: text.
    pub code: Option<String>,
    /// The four options as shown, A to D.
    pub options: Vec<OptionDto>,
    /// The answer; null if it was left open.
    pub response: Option<String>,
    /// The key; null without the keys.
    pub key: Option<String>,
    /// Flagged to come back to.
    pub flagged: bool,
}

/// One option as shown.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OptionDto {
    /// `A` to `D`.
    pub letter: String,
    /// The text; code between backticks.
    pub text: String,
    /// Why it is right or wrong; null without the keys.
    pub why: Option<String>,
}

/// The submitted code of one task.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CodeDto {
    /// Coding question, from 1.
    pub task: u32,
    /// Heading.
    pub title: String,
    /// Its language; null if nothing was handed in.
    pub language: Option<String>,
    /// The text.
    pub text: String,
    /// Whether it is the starter code, untouched.
    pub untouched: bool,
}
