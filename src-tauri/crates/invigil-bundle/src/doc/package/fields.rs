//! The fields of `package.json`, `shared.json` and one ticket's `form.json`.
//!
//! Deliberately absent: keys, rationales, hidden tests, seeds. None of these documents has a
//! field that could hold one.

use invigil_model::{CodingTask, Item, Language, PackageId, TaskId, TicketId};
use serde::{Deserialize, Serialize};

use crate::{
    age::Recipient,
    code::ReleaseSlot,
    doc::{
        document::{self, Document, FieldError, VERSION, rule},
        value::{Hex, Stamp},
    },
};

/// `package.json`: what a package is, who issued it and how it is opened. Holds no question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// `invigil-package/1`.
    pub format: String,
    /// The oldest reader that can take this package.
    pub min_format: u32,
    /// uuid v7, fresh for each package.
    pub package_id: PackageId,
    /// The test's name in its bank, for example `backend-engineer`.
    pub exam_id: String,
    /// Counts the issues of one test, from 1.
    pub rev: u32,
    /// The organisation's id in its trust file.
    pub org: String,
    /// Shown to the candidate.
    pub title: String,
    /// When it was signed; the issuing key's line is judged at this time.
    pub issued: Stamp,
    /// Policy, not a lock: the code is the lock.
    pub not_before: Stamp,
    /// End of the window.
    pub not_after: Stamp,
    /// Seconds from the first item on the screen, without extra time.
    pub duration_s: u32,
    /// The parts of every form, in order.
    pub sections: Vec<Section>,
    /// Languages on offer for coding questions.
    pub languages: Vec<Language>,
    /// The ways to open `sealed.age`.
    pub release: Vec<ReleaseSlot>,
    /// age recipients that results are sealed to: the mailbox, then an escrow.
    pub result_recipients: Vec<Recipient>,
    /// HMAC-SHA256(r, keypkg.zip); see `docs/formats/keypkg.md`.
    pub key_commitment: Hex<32>,
    /// What kind of sitting this is and what is recorded.
    pub policy: Policy,
}

/// A part of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// What its questions are.
    pub kind: SectionKind,
    /// Heading.
    pub title: String,
    /// How many questions each form has in it.
    pub questions: u16,
    /// Suggested seconds for all of them.
    pub seconds: u32,
}

/// What the questions of a section are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SectionKind {
    /// Multiple choice, four options.
    Choice,
    /// Coding.
    Coding,
}

/// What kind of sitting this is and what is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// A test or practice.
    pub kind: Kind,
    /// What is recorded, sorted; the candidate is told exactly this.
    pub records: Vec<Recorded>,
}

/// A test or practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A result of it can be imported and graded.
    Test,
    /// Never imports; its signing key was thrown away.
    Practice,
}

/// Something that is recorded during an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Recorded {
    /// Every answer and flag, with its time.
    Answers,
    /// Every edit of the code, with its time.
    Edits,
    /// When the window loses and gains the focus.
    Focus,
    /// Pasted and copied text lengths; pasted text is in the edits.
    Clipboard,
    /// Clock readings, suspends and restarts of the machine.
    Clock,
    /// Every run of the code, with the code, the input and how it ended.
    Runs,
}

impl Recorded {
    /// All of them, sorted: what version 1 records.
    pub const ALL: [Self; 6] = [
        Self::Answers,
        Self::Edits,
        Self::Focus,
        Self::Clipboard,
        Self::Clock,
        Self::Runs,
    ];
}

impl Package {
    /// How many questions of a kind each form has.
    pub fn questions(&self, kind: SectionKind) -> usize {
        let sections = self.sections.iter().filter(|section| section.kind == kind);
        sections.map(|section| usize::from(section.questions)).sum()
    }

    /// Whether this is a practice package.
    pub fn is_practice(&self) -> bool {
        self.policy.kind == Kind::Practice
    }
}

impl Document for Package {
    const NAME: &'static str = "invigil-package";
    const CAP: usize = 64 * 1024;

    fn check(&self) -> Result<(), FieldError> {
        rule::format(&self.format, &document::format::<Self>())?;
        rule::ensure(self.min_format == VERSION, "min_format", "must be 1")?;
        rule::slug("exam_id", &self.exam_id)?;
        rule::ensure(self.rev > 0, "rev", "counts from 1")?;
        rule::slug("org", &self.org)?;
        rule::text("title", &self.title, 200)?;
        rule::ensure(
            self.not_before < self.not_after,
            "not_after",
            "must be after `not_before`",
        )?;
        let range = 60..=86_400;
        rule::ensure(
            range.contains(&self.duration_s),
            "duration_s",
            "must be 60 to 86400",
        )?;
        rule::count("sections", self.sections.len(), 1, 8)?;
        for section in &self.sections {
            rule::text("sections.title", &section.title, 100)?;
            let range = 1..=200;
            rule::ensure(
                range.contains(&section.questions),
                "sections.questions",
                "must be 1 to 200",
            )?;
            let range = 1..=86_400;
            rule::ensure(
                range.contains(&section.seconds),
                "sections.seconds",
                "must be 1 to 86400",
            )?;
        }
        rule::count("languages", self.languages.len(), 0, 5)?;
        rule::distinct("languages", &self.languages)?;
        rule::count("release", self.release.len(), 1, 4)?;
        rule::count("result_recipients", self.result_recipients.len(), 1, 4)?;
        rule::distinct(
            "result_recipients",
            self.result_recipients.iter().map(Recipient::as_bytes),
        )?;
        let sorted = self.policy.records.is_sorted_by(|a, b| a < b);
        rule::ensure(sorted, "policy.records", "must be sorted, each once")
    }
}

/// `shared.json`, inside `sealed.age`: what all candidates of the package share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shared {
    /// `invigil-shared/1`.
    pub format: String,
    /// The package that it belongs to; must equal the outer one.
    pub package_id: PackageId,
    /// The rules, one paragraph each.
    pub instructions: Vec<String>,
    /// The public part of every coding task that a form of this package uses.
    pub tasks: Vec<CodingTask>,
}

impl Document for Shared {
    const NAME: &'static str = "invigil-shared";
    const CAP: usize = 4 * 1024 * 1024;

    fn check(&self) -> Result<(), FieldError> {
        rule::format(&self.format, &document::format::<Self>())?;
        rule::count("instructions", self.instructions.len(), 0, 50)?;
        for line in &self.instructions {
            rule::text("instructions", line, 1000)?;
        }
        rule::count("tasks", self.tasks.len(), 0, 64)?;
        for task in &self.tasks {
            rule::slug("tasks.id", &task.id.0)?;
            rule::text("tasks.title", &task.title, 200)?;
        }
        rule::distinct("tasks", self.tasks.iter().map(|task| &task.id))
    }
}

/// `form.json`: the questions of one ticket in their order. In the package it is sealed for that
/// ticket; in a result it is the evidence of what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormDocument {
    /// `invigil-form/1`.
    pub format: String,
    /// The package that it belongs to.
    pub package_id: PackageId,
    /// The ticket that it was assembled for.
    pub ticket_id: TicketId,
    /// The items in their order, options as shown.
    pub items: Vec<Item>,
    /// The coding tasks in their order, by name; their text is in `shared.json`.
    pub tasks: Vec<TaskId>,
}

impl Document for FormDocument {
    const NAME: &'static str = "invigil-form";
    const CAP: usize = 1024 * 1024;

    fn check(&self) -> Result<(), FieldError> {
        rule::format(&self.format, &document::format::<Self>())?;
        rule::count("items", self.items.len(), 0, 200)?;
        rule::distinct("items", self.items.iter().map(|item| &item.id))?;
        for item in &self.items {
            rule::text("items.id", &item.id.0, 120)?;
            rule::text("items.cell", &item.cell, 32)?;
            rule::distinct("items.options", &item.options)?;
        }
        rule::count("tasks", self.tasks.len(), 0, 64)?;
        rule::distinct("tasks", &self.tasks)?;
        let some = self.items.len() + self.tasks.len() > 0;
        rule::ensure(some, "items", "and `tasks` are both empty")
    }
}
