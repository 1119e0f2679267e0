//! What the recruiter's side knows and a candidate's laptop never holds.

use serde::{Deserialize, Serialize};

use crate::{ItemId, Letter, Sample};

/// The key of one item as shown on one ticket's form, with the rationale of every option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerKey {
    /// The item.
    pub item: ItemId,
    /// The letter of the key in the order shown on this form.
    pub key: Letter,
    /// Why each option is right or wrong, in the order shown.
    pub rationales: [String; 4],
}

/// A weighted group of hidden tests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestGroup {
    /// `basic`, `edge`, `scale` or `robustness`.
    pub name: String,
    /// Weight in points; the groups of a task add up to 100.
    pub weight: u32,
    /// The tests of the group.
    pub tests: Vec<HiddenTest>,
}

/// One hidden test of a coding task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HiddenTest {
    /// Unique in the task.
    pub name: String,
    /// Input and expected output.
    pub data: Sample,
}
