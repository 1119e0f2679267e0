//! The banks embedded in the full build. `cargo xtask bank` compiles them from text.

use invigil_bank::{Bank, HitKind};
use invigil_model::{Code, Notice};
use serde::Serialize;

static BACKEND_ENGINEER: &[u8] =
    include_bytes!("../../../../assets/generated/backend-engineer.sqlite");
static PRACTICE: &[u8] = include_bytes!("../../../../assets/generated/practice.sqlite");

/// Opens a bank by its test's name. The practice bank is no test: its keys are in every
/// candidate's program, so nothing that counts is made of it.
pub(crate) fn open(test: &str) -> Result<Bank, Notice> {
    match test {
        "backend-engineer" => image(BACKEND_ENGINEER),
        other => Err(Notice::new(
            Code("cli.unknown-test"),
            "There is no such test.",
            format!("`{other}` is not in the library; `backend-engineer` is."),
            "Choose one of the library's tests.",
        )),
    }
}

/// What a search in a test's bank found. Field names are stable.
#[derive(Clone, Debug, Serialize)]
pub struct BankHit {
    /// `item` or `task`.
    pub kind: &'static str,
    /// The item's or task's id.
    pub id: String,
    /// The item's cell in the blueprint; null for a task.
    pub cell: Option<String>,
    /// The words in their place, each between brackets.
    pub excerpt: String,
}

/// Items and coding tasks of a test that hold every word, the best first; at most 200. Keys,
/// options and rationales are not searched. `cli.no-words`: there is no letter or digit in them.
pub fn search_bank(test: &str, words: &str) -> Result<Vec<BankHit>, Notice> {
    let bank = open(test)?;
    if !words.contains(char::is_alphanumeric) {
        return Err(Notice::new(
            Code("cli.no-words"),
            "There is nothing to search for.",
            format!("`{words}` has no letters and no digits."),
            "Name a word or the beginning of one.",
        ));
    }
    let hits = bank.search(words).map_err(|e| e.notice())?;
    let hit = |hit: invigil_bank::Hit| BankHit {
        kind: match hit.kind {
            HitKind::Item => "item",
            HitKind::Task => "task",
        },
        id: hit.id,
        cell: (!hit.cell.is_empty()).then_some(hit.cell),
        excerpt: hit.excerpt,
    };
    Ok(hits.into_iter().map(hit).collect())
}

/// The practice bank.
pub(crate) fn practice() -> Result<Bank, Notice> {
    image(PRACTICE)
}

fn image(image: &'static [u8]) -> Result<Bank, Notice> {
    let connection = invigil_storage::open_image(image).map_err(|e| damaged(&e.to_string()))?;
    Bank::open(connection).map_err(|e| e.notice())
}

/// The tests that can be issued.
pub(crate) const TESTS: [&str; 1] = ["backend-engineer"];

/// Opens every embedded bank once; an error means a damaged build.
pub fn warm() -> Result<(), Notice> {
    open("backend-engineer")?;
    practice().map(drop)
}

fn damaged(why: &str) -> Notice {
    Notice::new(
        Code("bank.damaged"),
        "The question bank in this program cannot be read.",
        why,
        "Install Invigil again.",
    )
}
