//! The fields of `keys.json` and `hidden/<task>.json`: what stays with the recruiter.

use invigil_model::{AnswerKey, CandidateRef, PackageId, TaskId, TestGroup, TicketId};
use serde::{Deserialize, Serialize};

use crate::doc::{
    document::{self, Document, FieldError, VERSION, rule},
    value::{Hex, Secret32},
};

/// `keys.json`: the keys of every ticket's form and the seed that assembled the forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// `invigil-keys/1`.
    pub format: String,
    /// The oldest reader that can take it.
    pub min_format: u32,
    /// The package that the keys belong to.
    pub package_id: PackageId,
    /// The forms are a function of the bank's bytes, this seed and the tickets with their seats in
    /// their order.
    pub exam_seed: Secret32,
    /// The bank that the forms were drawn from.
    pub bank: BankSource,
    /// SHA-256 of the package's `shared.json`.
    pub shared_sha256: Hex<32>,
    /// One entry a ticket, in the order of assembly.
    pub tickets: Vec<TicketKeys>,
}

/// The bank that forms were drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankSource {
    /// Its id, for example `backend-engineer`.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// SHA-256 of the compiled bank.
    pub sha256: Hex<32>,
}

/// The keys of one ticket's form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketKeys {
    /// The ticket.
    pub ticket_id: TicketId,
    /// Whose it is.
    pub candidate_ref: CandidateRef,
    /// Row and column of the seat, where seats were assigned: the forms depend on who sits next
    /// to whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<(u32, u32)>,
    /// SHA-256 of the ticket's `form.json`.
    pub form_sha256: Hex<32>,
    /// Key and rationales of each item, in the form's order.
    pub keys: Vec<AnswerKey>,
    /// The coding tasks in the form's order.
    pub tasks: Vec<TaskId>,
}

impl Keys {
    /// The entry of one ticket.
    pub fn of(&self, ticket: TicketId) -> Option<&TicketKeys> {
        self.tickets.iter().find(|entry| entry.ticket_id == ticket)
    }
}

impl Document for Keys {
    const NAME: &'static str = "invigil-keys";
    const CAP: usize = 32 * 1024 * 1024;

    fn check(&self) -> Result<(), FieldError> {
        rule::format(&self.format, &document::format::<Self>())?;
        rule::ensure(self.min_format == VERSION, "min_format", "must be 1")?;
        rule::slug("bank.id", &self.bank.id)?;
        rule::count("tickets", self.tickets.len(), 1, 10_000)?;
        rule::distinct("tickets", self.tickets.iter().map(|entry| entry.ticket_id))?;
        let seats = || self.tickets.iter().filter_map(|entry| entry.seat);
        rule::distinct("tickets.seat", seats())?;
        let within = |n: u32| (1..=999).contains(&n);
        rule::ensure(
            seats().all(|(row, column)| within(row) && within(column)),
            "tickets.seat",
            "must be a row and a column from 1 to 999",
        )?;
        for entry in &self.tickets {
            rule::text("tickets.candidate_ref", &entry.candidate_ref.0, 120)?;
            rule::count("tickets.keys", entry.keys.len(), 0, 200)?;
            rule::distinct("tickets.keys", entry.keys.iter().map(|key| &key.item))?;
            rule::count("tickets.tasks", entry.tasks.len(), 0, 64)?;
        }
        Ok(())
    }
}

/// `hidden/<task>.json`: the hidden tests of one coding task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hidden {
    /// `invigil-hidden/1`.
    pub format: String,
    /// The task.
    pub task: TaskId,
    /// The weighted groups; their weights add up to 100.
    pub groups: Vec<TestGroup>,
}

impl Document for Hidden {
    const NAME: &'static str = "invigil-hidden";
    const CAP: usize = 16 * 1024 * 1024;

    fn check(&self) -> Result<(), FieldError> {
        rule::format(&self.format, &document::format::<Self>())?;
        rule::slug("task", &self.task.0)?;
        rule::count("groups", self.groups.len(), 1, 16)?;
        rule::distinct("groups", self.groups.iter().map(|group| &group.name))?;
        let weights = self.groups.iter().map(|group| u64::from(group.weight));
        rule::ensure(
            weights.sum::<u64>() == 100,
            "groups.weight",
            "must add up to 100",
        )?;
        let tests = || self.groups.iter().flat_map(|group| &group.tests);
        rule::count("groups.tests", tests().count(), 1, 200)?;
        rule::distinct("groups.tests", tests().map(|test| &test.name))
    }
}
