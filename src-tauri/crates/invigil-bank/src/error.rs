//! What can be wrong with a bank: one finding a broken rule of the text, one error a failed step.

use std::path::PathBuf;

use invigil_files::FileError;
use invigil_model::{Code, Notice};

use crate::Rule;

/// One broken rule of the text, with the place and the measured number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// The file to mend, relative to the bank's folder.
    pub file: PathBuf,
    /// The family or task, empty for the bank as a whole.
    pub family: String,
    /// The variant, counted from 1; `None` where the rule is about the family or the bank.
    pub variant: Option<u32>,
    /// What was measured and what is allowed.
    pub message: String,
}

impl Finding {
    /// The rule's stable code.
    pub fn code(&self) -> Code {
        self.rule.code()
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: ", self.file.display())?;
        if !self.family.is_empty() {
            f.write_str(&self.family)?;
            if let Some(variant) = self.variant {
                write!(f, "/{variant}")?;
            }
            f.write_str(": ")?;
        }
        write!(f, "{}: {}", self.code(), self.message)
    }
}

/// A step that failed.
#[derive(Debug, thiserror::Error)]
pub enum BankError {
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// SQLite's answer.
    #[error("the bank's database could not be used: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A database that is not a compiled bank.
    #[error("this database is not a compiled bank: {0}")]
    NotABank(String),
    /// A bank compiled by a newer version of the app.
    #[error("this bank has format {found}; this app knows {known}")]
    Newer {
        /// Its format.
        found: String,
        /// The format this app knows.
        known: &'static str,
    },
    /// A task or item that the bank does not hold.
    #[error("the bank holds no `{0}`")]
    Unknown(String),
    /// Text that breaks rules is never compiled.
    #[error("the text breaks {} rules, the first: {}", .0.len(), first(.0))]
    Findings(Vec<Finding>),
}

fn first(findings: &[Finding]) -> String {
    findings
        .first()
        .map_or_else(String::new, ToString::to_string)
}

impl BankError {
    /// The stable code.
    pub fn code(&self) -> Code {
        match self {
            Self::File(e) => e.notice().code,
            Self::Sqlite(_) => Code("bank.database"),
            Self::NotABank(_) => Code("bank.not-a-bank"),
            Self::Newer { .. } => Code("bank.newer"),
            Self::Unknown(_) => Code("bank.unknown"),
            Self::Findings(_) => Code("bank.findings"),
        }
    }

    /// What a person reads.
    pub fn notice(&self) -> Notice {
        let next = match self {
            Self::File(e) => return e.notice(),
            Self::Sqlite(_) | Self::NotABank(_) => "Compile the bank again from its text.",
            Self::Newer { .. } => "Update Invigil, then open the bank again.",
            Self::Unknown(_) => "Check the name, or compile the bank again from its text.",
            Self::Findings(_) => "Mend the text by the list, then compile again.",
        };
        Notice::new(
            self.code(),
            "The question bank could not be used.",
            self.to_string(),
            next,
        )
    }
}
