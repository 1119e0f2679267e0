//! What a language needs before the sandbox can run it.

use invigil_model::Language;
use invigil_sandbox::Guest;

use crate::RunnerError;

/// Largest source in bytes: the log's cap of a document, and the sandbox's of a job.
pub const SOURCE_CAP: usize = 256 * 1024;

/// A candidate's program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    language: Language,
    source: String,
}

impl Program {
    /// A program of at most [`SOURCE_CAP`] bytes.
    pub fn new(language: Language, source: impl Into<String>) -> Result<Self, RunnerError> {
        let source = source.into();
        if source.len() > SOURCE_CAP {
            return Err(RunnerError::SourceTooLarge(source.len()));
        }
        Ok(Self { language, source })
    }

    /// Its language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Its text as it was written.
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// What runs a language.
pub fn guest(language: Language) -> Guest {
    match language {
        Language::Python => Guest::Python,
        Language::Ruby => Guest::Ruby,
        Language::JavaScript | Language::TypeScript => Guest::JavaScript,
        Language::Sql => Guest::Sql,
        Language::Java => Guest::Java,
    }
}

/// Whether a run can be repeated bit for bit.
pub fn is_repeatable(language: Language) -> bool {
    guest(language) != Guest::Java
}

/// The name of the program's file as its messages show it.
pub fn file_name(language: Language) -> &'static str {
    match language {
        Language::Python => "main.py",
        Language::Ruby => "main.rb",
        Language::JavaScript => "main.js",
        Language::TypeScript => "main.ts",
        Language::Sql => "main.sql",
        Language::Java => "Main.java",
    }
}
