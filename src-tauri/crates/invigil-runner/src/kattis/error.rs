//! Why a problem package is refused: every reason has a stable code and a place.

use invigil_model::{Code, Notice};

/// A package that cannot be used as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KattisError {
    /// A file beyond a cap.
    #[error("{place}: {asked} is more than the {most} that are allowed")]
    TooLarge {
        /// The file, or the package.
        place: String,
        /// Bytes or files.
        asked: u64,
        /// The cap.
        most: u64,
    },
    /// Something a package must have.
    #[error("{0} is missing")]
    Missing(String),
    /// YAML that does not read, or a key that the format does not have there.
    #[error("{place}: {message}")]
    Yaml {
        /// The file.
        place: String,
        /// The reader's words.
        message: String,
    },
    /// A version of the format that is not known.
    #[error("the format version `{0}` is none of legacy, 2023-07, 2025-09")]
    Version(String),
    /// Text that is not UTF-8.
    #[error("{0} is not UTF-8")]
    NotText(String),
    /// A name that the format does not allow; tools that follow it would leave the file out.
    #[error(
        "`{0}` is no name of the format: letters, digits, `_`, `.` and `-`, and no `-` in front"
    )]
    Name(String),
    /// A key, file or folder of another version of the format.
    #[error("{place} is of another version of the format, the package says {version}")]
    OtherVersion {
        /// The key, file or folder.
        place: String,
        /// The version that the package says.
        version: &'static str,
    },
    /// Two things that cannot both be true.
    #[error("{place}: {message}")]
    Contradiction {
        /// Where.
        place: String,
        /// What speaks against what.
        message: String,
    },
    /// A part of a test without the rest of it.
    #[error("{0} belongs to no test, or its test is not whole")]
    Unpaired(String),
    /// A value that makes no sense.
    #[error("{place}: {message}")]
    Value {
        /// The file and key.
        place: String,
        /// What is wrong with it.
        message: String,
    },
    /// A limit that the sandbox does not give.
    #[error("{place} asks for {asked}, the sandbox gives at most {most}")]
    Limit {
        /// The key.
        place: String,
        /// What is asked for.
        asked: String,
        /// The most there is.
        most: String,
    },
    /// A feature of the format that this app does not have.
    #[error("{place}: {}", feature.sentence())]
    Unsupported {
        /// Which.
        feature: Feature,
        /// Where it is asked for.
        place: String,
    },
}

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident $code:literal $text:literal,)*) => {
        /// Features of the format that are refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Feature { $($(#[$doc])* $name,)* }

        impl Feature {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable code.
            pub fn code(self) -> Code {
                Code(match self { $(Self::$name => $code,)* })
            }

            fn sentence(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

features! {
    /// The validator talks to the program.
    Interactive "kattis.interactive" "interactive problems are not supported",
    /// The program runs several times.
    MultiPass "kattis.multi-pass" "multi-pass problems are not supported",
    /// Answers instead of a program are handed in.
    SubmitAnswer "kattis.submit-answer" "problems whose answers are handed in are not supported",
    /// The fewest points win.
    Minimize "kattis.minimize" "scores to be minimized are not supported",
    /// No most points.
    Unbounded "kattis.unbounded-score" "a score without a maximum is not supported",
    /// The validator gives points.
    ValidatorScore "kattis.validator-score" "points given by the output validator are not supported",
    /// A grader of its own, or a mode of the default one.
    Grader "kattis.grader" "this way to add up a group's points is not supported",
    /// A program that reads the source.
    StaticValidator "kattis.static-validator" "static validators are not supported",
    /// Several output validators.
    SeveralValidators "kattis.several-validators" "more than one output validator is not supported",
    /// A validator in another language.
    ValidatorLanguage "kattis.validator-language" "validators run as one Python or JavaScript program",
    /// A validator with a script to build or run it.
    ValidatorScript "kattis.validator-script" "validators with a build or run script are not supported",
    /// Code joined to every submission.
    Include "kattis.include" "included code is not supported",
    /// Programs that write files.
    FileWriting "kattis.file-writing" "programs that write files are not supported",
    /// None of the languages here.
    Languages "kattis.languages" "the problem allows none of the languages here",
    /// An argument of the default validator that it does not have.
    ValidatorFlags "kattis.validator-flags" "the default validator has no such argument, or not twice",
    /// More than languages and verdicts in `submissions.yaml`.
    SubmissionRules "kattis.submission-rules" "only a language, and verdicts over all tests, of a folder or of one submission are supported",
    /// Limits of compilers, and a solution in a language that has one.
    CompilerLimits "kattis.compiler-limits" "beside solutions in Java a compiler cannot be held to less than 30 s and 512 MiB",
    /// No accepted solution in a language here.
    NoReference "kattis.no-reference" "no accepted solution is in a language that runs here",
}

impl KattisError {
    /// The stable code.
    pub fn code(&self) -> Code {
        match self {
            Self::TooLarge { .. } => Code("kattis.too-large"),
            Self::Missing(_) => Code("kattis.missing"),
            Self::Yaml { .. } => Code("kattis.yaml"),
            Self::Version(_) => Code("kattis.version"),
            Self::NotText(_) => Code("kattis.not-text"),
            Self::Name(_) => Code("kattis.name"),
            Self::OtherVersion { .. } => Code("kattis.other-version"),
            Self::Contradiction { .. } => Code("kattis.contradiction"),
            Self::Unpaired(_) => Code("kattis.unpaired"),
            Self::Value { .. } => Code("kattis.value"),
            Self::Limit { .. } => Code("kattis.limit"),
            Self::Unsupported { feature, .. } => feature.code(),
        }
    }

    /// What a person reads.
    pub fn notice(&self) -> Notice {
        let next = match self {
            Self::Unsupported { .. } | Self::Version(_) => {
                "Use another problem, or ask its author for a version without this."
            }
            Self::Limit { .. } | Self::TooLarge { .. } => {
                "Lower it in the package, then try again."
            }
            Self::Name(_) => "Rename the file or folder, or take it out, then try again.",
            Self::OtherVersion { .. } => {
                "Write it as that version has it, or say the right version in \
                 problem_format_version."
            }
            _ => "Mend the package, then try again.",
        };
        Notice::new(
            self.code(),
            "The problem package cannot be used.",
            self.to_string(),
            next,
        )
    }
}
