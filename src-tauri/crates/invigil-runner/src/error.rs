//! What can be wrong with what the runner is given.

use invigil_model::{Code, Notice};

use crate::{language::SOURCE_CAP, run::INPUT_CAP};

/// A program, card or problem that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunnerError {
    /// The source is longer than the cap.
    #[error("the program has {0} bytes, {SOURCE_CAP} are allowed")]
    SourceTooLarge(usize),
    /// An input of one's own is longer than the cap.
    #[error("the input has {0} bytes, {INPUT_CAP} are allowed")]
    InputTooLarge(usize),
    /// There is nothing to judge by.
    #[error("the problem has no hidden test")]
    NoHiddenTests,
    /// Whoever asked for the run took it back.
    #[error("the run was cancelled")]
    Cancelled,
}

impl RunnerError {
    /// The stable code.
    pub fn code(&self) -> Code {
        match self {
            Self::SourceTooLarge(_) => Code("runner.source-too-large"),
            Self::InputTooLarge(_) => Code("runner.input-too-large"),
            Self::NoHiddenTests => Code("runner.no-hidden-tests"),
            Self::Cancelled => Code("runner.cancelled"),
        }
    }

    /// What a person reads.
    pub fn notice(&self) -> Notice {
        let (what, next) = match self {
            Self::SourceTooLarge(_) => (
                "The program is too long to run.",
                "Shorten it; move large tables of data out of the source.",
            ),
            Self::InputTooLarge(_) => (
                "The input is too long.",
                "Run on a shorter input, or let the program make its data itself.",
            ),
            Self::NoHiddenTests => (
                "The program cannot be judged.",
                "Open the key package that belongs to this test; the candidate's package has none.",
            ),
            Self::Cancelled => ("The run was cancelled.", "Run again when you are ready."),
        };
        Notice::new(self.code(), what, self.to_string(), next)
    }
}
