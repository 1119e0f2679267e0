//! Comparing an output with what was expected.
//!
//! A checker says whether an output is accepted and, where it is not, the first difference.
//! Deliberately absent: running anything; a custom checker is run by the judge.

mod diff;
mod json;
mod lines;
mod tokens;

use serde::{Deserialize, Serialize};

use invigil_model::Language;
use invigil_sandbox::GuestFile;

use crate::Budget;

pub use diff::{Diff, DiffRow, Mark, Piece, diff};
pub use tokens::{TokenRules, Tolerance};

/// Characters of a token or line that a difference shows.
const EXCERPT: usize = 80;

/// A checker may take so long and so much where nothing is said.
const TIME_MS: u32 = 10_000;
const MEMORY_MIB: u32 = 512;

/// How an output is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checker {
    /// Token by token: the default of problem packages.
    Tokens(TokenRules),
    /// Line by line, white space at line ends and empty lines at the end aside.
    Lines,
    /// As [`Checker::Lines`], but a line that is expected to be JSON is compared as JSON: white
    /// space and the order of members do not count, numbers are compared as they are written.
    JsonLines,
    /// A program of the problem's author.
    Custom(CustomChecker),
}

/// A program that reads the output and ends with 42 (accepted) or 43 (wrong answer).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomChecker {
    /// Python or JavaScript.
    pub language: Language,
    /// The program.
    pub source: String,
    /// Modules beside it.
    pub files: Vec<GuestFile>,
    /// Arguments after input, answer and feedback folder.
    pub flags: Vec<String>,
    /// What it may use itself, whatever the problem allows programs.
    pub budget: Budget,
}

impl CustomChecker {
    /// A program without modules and arguments, within the limits that checkers have where nothing
    /// is said: 10 s and 512 MiB.
    pub fn new(language: Language, source: impl Into<String>) -> Self {
        Self {
            language,
            source: source.into(),
            files: Vec::new(),
            flags: Vec::new(),
            budget: Budget::new(language, TIME_MS, MEMORY_MIB),
        }
    }
}

/// The first place where an output is not what was expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// What sort of difference it is.
    pub kind: DifferenceKind,
    /// Line of the program's output, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Line of the expected output, from 1.
    pub expected_line: u32,
    /// What was expected there, cut to 80 characters; `None` for the end of the output.
    pub expected: Option<String>,
    /// What stands there, cut to 80 characters; `None` for the end of the output.
    pub got: Option<String>,
}

/// What sort of difference it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceKind {
    /// Another value.
    Value,
    /// The same but for upper and lower case.
    Case,
    /// The same but for white space.
    WhiteSpace,
    /// The program printed nothing at all.
    Empty,
    /// The output ends too early.
    Missing,
    /// The output goes on.
    Extra,
    /// A number was expected.
    NotANumber,
    /// A number beyond the tolerance.
    Tolerance,
}

impl Difference {
    /// The sentence of the command line.
    pub fn english(&self) -> String {
        let quote = |text: &Option<String>| {
            text.as_ref()
                .map_or_else(|| "the end".to_owned(), |t| format!("`{t}`"))
        };
        let (line, column) = (self.line, self.column);
        let (expected, got) = (quote(&self.expected), quote(&self.got));
        format!("line {line}, column {column}: expected {expected}, got {got}")
    }
}

impl Checker {
    /// The first difference, `None` when the output is accepted; a custom checker compares nothing
    /// here.
    pub fn compare(&self, expected: &[u8], got: &[u8]) -> Option<Difference> {
        match self {
            Self::Tokens(rules) => tokens::compare(rules, expected, got),
            Self::Lines => lines::compare(expected, got, |e, g| e == g),
            Self::JsonLines => lines::compare(expected, got, json::same_line),
            Self::Custom(_) => None,
        }
    }

    /// Both outputs side by side. Lines that this checker takes for the same are shown as the
    /// same, unless there is no other difference.
    pub fn diff(&self, expected: &[u8], got: &[u8]) -> Option<Diff> {
        let alike = |e: &[u8], g: &[u8]| {
            let (e, g) = (e.trim_ascii_end(), g.trim_ascii_end());
            match self {
                Self::Lines => e == g,
                Self::JsonLines => json::same_line(e, g),
                Self::Tokens(_) | Self::Custom(_) => false,
            }
        };
        diff::diff_unless(expected, got, alike).or_else(|| diff(expected, got))
    }
}

/// `Empty` when nothing was printed, `Missing` otherwise.
fn missing(got: &[u8]) -> DifferenceKind {
    if got.iter().all(u8::is_ascii_whitespace) {
        DifferenceKind::Empty
    } else {
        DifferenceKind::Missing
    }
}

/// `Case` when only case differs, `Value` otherwise.
fn value_or_case(expected: &[u8], got: &[u8]) -> DifferenceKind {
    if expected.eq_ignore_ascii_case(got) {
        DifferenceKind::Case
    } else {
        DifferenceKind::Value
    }
}

fn excerpt(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(EXCERPT * 4 + 4)];
    crate::explain::cut(&String::from_utf8_lossy(head), EXCERPT)
}

/// Line and column, from 1, of a byte of a text; the column counts characters.
fn place(text: &[u8], at: usize) -> (u32, u32) {
    let before = &text[..at.min(text.len())];
    let start = before
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(0, |n| n + 1);
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
    (to_u32(line), to_u32(column))
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
