//! `grade.json` with its signature: scores of one result, signed by the issuing key.
//!
//! Deliberately absent: how scores come about (invigil-grading), a pass mark, a percentile.

use invigil_crypto::sign::SigningKey;
use invigil_model::{AttemptId, ItemId, Letter, PackageId, Skill, TaskId, TicketId};
use serde::{Deserialize, Serialize};

use crate::{
    doc::{
        DocError, Rule,
        document::{self, Document, FieldError, VERSION, rule},
        issuer::{Anchor, Issuer},
        value::{Hex, Stamp},
        verify::AttemptRecord,
    },
    ssh,
    szip::Entry,
};

/// The namespace of the signature.
pub use crate::trust::namespace::GRADE as NAMESPACE;

/// `grade.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// `invigil-grade/1`.
    pub format: String,
    /// The oldest reader that can take it.
    pub min_format: u32,
    /// The organisation that graded.
    pub org: String,
    /// The package.
    pub package_id: PackageId,
    /// The ticket.
    pub ticket_id: TicketId,
    /// The attempt.
    pub attempt_id: AttemptId,
    /// SHA-256 of the result's inner `SHA256SUMS`: which result these scores are of.
    pub result_sums_sha256: Hex<32>,
    /// The commitment that the package carries.
    pub key_commitment: Hex<32>,
    /// r: with the keypkg it shows that the key did not change.
    pub key_reveal: Hex<32>,
    /// Name and version of the grader.
    pub grader: String,
    /// When it was signed.
    pub graded: Stamp,
    /// The multiple-choice items.
    pub choice: ChoiceScore,
    /// One entry a coding task.
    pub coding: Vec<CodingScore>,
}

/// Scores of the multiple-choice items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceScore {
    /// All items.
    pub total: Proportion,
    /// The skills with items, in the order of [`Skill`].
    pub skills: Vec<SkillScore>,
    /// One entry an item, in the form's order.
    pub items: Vec<ItemScore>,
}

/// How many of how many, with the Wilson 95 % interval of the proportion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proportion {
    /// Right answers.
    pub right: u16,
    /// Items.
    pub of: u16,
    /// The interval in 1/10,000; null where there are not enough items.
    pub interval: Option<Interval>,
}

/// An interval in 1/10,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// Lower end, 0 to 10,000.
    pub low: u16,
    /// Upper end, 0 to 10,000.
    pub high: u16,
}

/// The score of one skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SkillScore {
    /// The skill.
    pub skill: Skill,
    /// Its items.
    pub score: Proportion,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemScore {
    /// The item.
    pub id: ItemId,
    /// The answer as shown; null if it was left open.
    pub letter: Option<Letter>,
    /// Whether it is the key.
    pub right: bool,
}

/// One coding task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodingScore {
    /// The task.
    pub id: TaskId,
    /// The groups of hidden tests; null as long as they have not been run.
    pub groups: Option<Vec<GroupScore>>,
}

/// One group of hidden tests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupScore {
    /// Its name.
    pub name: String,
    /// Its weight in points.
    pub weight: u32,
    /// Tests passed.
    pub passed: u16,
    /// Tests.
    pub of: u16,
}

impl Document for Grade {
    const NAME: &'static str = "invigil-grade";
    const CAP: usize = 256 * 1024;

    fn check(&self) -> Result<(), FieldError> {
        rule::format(&self.format, &document::format::<Self>())?;
        rule::ensure(self.min_format == VERSION, "min_format", "must be 1")?;
        rule::slug("org", &self.org)?;
        rule::text("grader", &self.grader, 100)?;
        let skills = self.choice.skills.iter().map(|skill| skill.score);
        for score in skills.chain([self.choice.total]) {
            rule::ensure(
                score.right <= score.of,
                "choice.right",
                "must be at most `of`",
            )?;
            let fits = score
                .interval
                .is_none_or(|i| i.low <= i.high && i.high <= 10_000);
            rule::ensure(fits, "choice.interval", "must lie in 0 to 10000")?;
        }
        rule::count("choice.items", self.choice.items.len(), 0, 200)?;
        let right = self.choice.items.iter().filter(|item| item.right).count();
        let adds_up = right == usize::from(self.choice.total.right)
            && self.choice.items.len() == usize::from(self.choice.total.of);
        rule::ensure(adds_up, "choice.total", "must be the sum of `choice.items`")?;
        rule::count("coding", self.coding.len(), 0, 64)
    }
}

/// `grade.json` and `grade.json.sig`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedGrade {
    /// `grade.json`.
    pub json: Vec<u8>,
    /// Its signature.
    pub sig: String,
}

/// Signs a grade with the issuing key I.
pub fn sign_grade(grade: &Grade, issuer: &SigningKey) -> Result<SignedGrade, DocError> {
    let json = document::write(grade)?;
    let sig = ssh::sign(issuer, None, NAMESPACE, &json);
    Ok(SignedGrade { json, sig })
}

/// Reads a grade whose signature is the organisation's, by its trust files, `trust/...`.
pub fn read_grade(
    json: &[u8],
    sig: &[u8],
    trust: &[Entry],
    anchor: &Anchor<'_>,
) -> Result<Grade, DocError> {
    let grade: Grade = document::read(json)?;
    let issuer = Issuer::read(trust, anchor)?;
    issuer.verify_issued(NAMESPACE, json, sig, grade.graded)?;
    let same = grade.org == issuer.org();
    Rule::GradeOther.ensure(same, "the grade names another organisation")?;
    Ok(grade)
}

impl Grade {
    /// Whether this grade is of `record`, by the digest of its sums.
    pub fn check_of(&self, record: &AttemptRecord) -> Result<(), DocError> {
        let same = self.result_sums_sha256 == record.sums_sha256
            && self.key_commitment == record.package.key_commitment;
        Rule::GradeOther.ensure(same, "the grade is of another result")
    }
}
