//! The nouns of an assessment and the notices a person reads.
//!
//! Deliberately absent: IO, clocks, signatures, and any link from an [`Item`] to its key:
//! [`AnswerKey`] is a type of its own, so that a form can never carry one by accident.

mod form;
mod ids;
mod key;
mod notice;
mod text;

pub use form::{CodeBlock, CodingTask, Form, Item, Language, Letter, Limits, Sample, Skill};
pub use ids::{AttemptId, CandidateRef, ItemId, PackageId, TaskId, TicketId};
pub use key::{AnswerKey, HiddenTest, TestGroup};
pub use notice::{Code, Notice};
pub use text::{shown, steers};
