//! Check-in on the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
    /// Minutes of them that are extra time by the ticket.
    pub extra_minutes: u32,
    /// Whether it is practice.
    pub practice: bool,
    /// The organiser's reference on the ticket.
    pub candidate_ref: String,
    /// Multiple-choice items.
    pub items: u16,
    /// Coding questions.
    pub tasks: u16,
    /// Languages on offer for them.
    pub languages: Vec<String>,
    /// Which step is next.
    pub step: StepDto,
    /// The name, once typed.
    pub name: Option<String>,
    /// The code shown on the offer (demonstration, practice), to fill in.
    pub code_hint: Option<String>,
    /// What is recorded: `answers`, `edits`, `runs`, `focus`, `clipboard`, `clock`, `laptop`.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StepDto {
    /// Type the access code.
    Code,
    /// Type the name.
    Identity,
    /// Read what is recorded and agree.
    Recorded,
    /// Read the system check.
    System,
    /// Read the rules, then "Start now".
    Rules,
}

/// One row of the system check. The page has the sentence for a finding.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SystemCheckDto {
    /// What was looked at: `display`, `battery`, `disk`, `memory`, `clock`, `keys`, `keyboard`.
    pub subject: String,
    /// `ok`, `note` or `blocks`.
    pub outcome: CheckOutcomeDto,
    /// What was found, a stable name such as `battery-short`.
    pub finding: String,
    /// Values of the finding's sentence by name.
    pub facts: BTreeMap<String, String>,
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
