//! What a candidate sees: the form of one ticket.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{ItemId, TaskId};

/// The questions of one ticket in their order, options in their shuffled order. Never a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The multiple-choice items; position 1 is the first.
    pub items: Vec<Item>,
    /// The coding questions, after the items.
    pub tasks: Vec<CodingTask>,
}

/// One multiple-choice question with four options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Which rendered item of the bank this is.
    pub id: ItemId,
    /// The blueprint cell, for example `DB1`.
    pub cell: String,
    /// The skill it counts for.
    pub skill: Skill,
    /// Suggested time in seconds.
    pub seconds: u32,
    /// The question, plain text; `code` between backticks.
    pub stem: String,
    /// A block of code or output under the stem.
    pub code: Option<CodeBlock>,
    /// The four options as shown, A to D.
    pub options: [String; 4],
}

/// A block shown in a fixed-width face.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeBlock {
    /// `sql`, `python`, `java`, `javascript`, `http`, `text`, ...
    pub language: String,
    /// The text, LF line ends.
    pub text: String,
}

/// A coding question: statement, limits, public samples, starter code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodingTask {
    /// The task's name in the bank.
    pub id: TaskId,
    /// Shown as the heading.
    pub title: String,
    /// Suggested time in seconds.
    pub seconds: u32,
    /// The statement, plain text with blank lines between paragraphs; `code` between backticks.
    pub statement: String,
    /// Limits as the candidate reads them.
    pub limits: Limits,
    /// Public samples.
    pub samples: Vec<Sample>,
    /// Starter code for each language on offer.
    pub starters: BTreeMap<Language, String>,
}

/// Limits of a coding task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Time a test may take, milliseconds.
    pub time_ms: u32,
    /// Memory a test may take, MiB.
    pub memory_mib: u32,
    /// The largest input in words, for example `up to 200,000 requests`.
    pub largest: String,
}

/// A public example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// Standard input.
    pub input: String,
    /// Expected standard output.
    pub output: String,
}

/// The letter of an option as shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Letter {
    /// First option shown.
    A,
    /// Second option shown.
    B,
    /// Third option shown.
    C,
    /// Fourth option shown.
    D,
}

impl Letter {
    /// All four, in order.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// 0 for A to 3 for D.
    pub fn index(self) -> usize {
        self as usize
    }

    /// The letter at an index, `None` past D.
    pub fn from_index(index: usize) -> Option<Self> {
        Self::ALL.get(index).copied()
    }
}

impl std::fmt::Display for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(["A", "B", "C", "D"][self.index()])
    }
}

/// A programming language of the coding question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// CPython.
    Python,
    /// OpenJDK.
    Java,
    /// CRuby.
    Ruby,
    /// JavaScript.
    JavaScript,
    /// TypeScript: its types are taken off, what is left runs as JavaScript.
    TypeScript,
    /// SQL on SQLite.
    Sql,
}

impl Language {
    /// Every language, in the order of a menu.
    pub const ALL: [Self; 6] = [
        Self::Python,
        Self::Java,
        Self::Ruby,
        Self::JavaScript,
        Self::TypeScript,
        Self::Sql,
    ];

    /// The wire name, also the name in `answers.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Java => "java",
            Self::Ruby => "ruby",
            Self::JavaScript => "javascript",
            Self::TypeScript => "typescript",
            Self::Sql => "sql",
        }
    }

    /// The customary file extension, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Python => "py",
            Self::Java => "java",
            Self::Ruby => "rb",
            Self::JavaScript => "js",
            Self::TypeScript => "ts",
            Self::Sql => "sql",
        }
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Language {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|l| l.as_str() == text)
            .ok_or_else(|| {
                format!("`{text}` is none of python, java, ruby, javascript, typescript, sql")
            })
    }
}

/// The skills a score is reported for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Skill {
    /// Cells DB1 to DB3.
    Databases,
    /// Cells API1 to API3.
    Apis,
    /// Cells PR1, PR2, AR1, SE1.
    Engineering,
    /// The coding question.
    Coding,
}

impl Skill {
    /// The stable name, which a page has words for.
    pub fn name(self) -> &'static str {
        match self {
            Self::Databases => "databases",
            Self::Apis => "apis",
            Self::Engineering => "engineering",
            Self::Coding => "coding",
        }
    }

    /// The skill in English.
    pub fn english(self) -> &'static str {
        match self {
            Self::Databases => "Databases",
            Self::Apis => "APIs",
            Self::Engineering => "Engineering and security",
            Self::Coding => "Coding",
        }
    }

    /// The skill a blueprint cell counts for; `None` for an unknown cell.
    pub fn of_cell(cell: &str) -> Option<Self> {
        Some(match cell {
            "DB1" | "DB2" | "DB3" => Self::Databases,
            "API1" | "API2" | "API3" => Self::Apis,
            "PR1" | "PR2" | "AR1" | "SE1" => Self::Engineering,
            _ => return None,
        })
    }
}
