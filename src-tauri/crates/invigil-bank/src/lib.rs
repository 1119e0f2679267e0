//! Item families, lint, the compiled bank, search and form assembly. Keys in a part of their own.
//!
//! The way through: [`read`] the text of a bank, [`render`] every family's variants, [`lint`]
//! them, [`compile`] one SQLite image; later open that image as a [`Bank`], search it and
//! [`assemble`] one form a ticket. Deliberately absent: signatures and files of the exam formats
//! (invigil-bundle), running a candidate's code, the clock. The format of text and database is
//! described in `src-tauri/docs/formats/bank.md`.

mod assemble;
mod compile;
mod draw;
mod error;
mod lint;
mod open;
mod render;
mod tasks;
mod text;
mod words;

pub use assemble::{
    AssembleError, AssembledForm, Assembly, MAX_TICKETS, TicketSeat, assemble, item_sha256,
};
pub use compile::compile;
pub use error::{BankError, Finding};
pub use lint::{Rule, lint};
pub use open::{Bank, FamilyInfo, Hit, HitKind};
pub use render::{Variant, render};
pub use tasks::{Group, Submission, TaskText, Verdict};
pub use text::{BankInfo, BankKind, BankText, Family, read};
