//! Verdicts, the reason of each, and what to look at next.
//!
//! Both reason and advice are codes with parameters: a window translates them by `code`, the
//! command line prints [`Reason::english`] and [`Advice::english`]. Deliberately absent: how an
//! output is compared (`checker`), and when a test runs (`judge`).

use serde::{Deserialize, Serialize};

use crate::Difference;

/// How a test, a group or a whole submission ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Verdict {
    /// Accepted.
    #[serde(rename = "ac")]
    Accepted,
    /// Wrong answer.
    #[serde(rename = "wa")]
    WrongAnswer,
    /// Time limit exceeded.
    #[serde(rename = "tle")]
    TimeLimit,
    /// Memory limit exceeded.
    #[serde(rename = "mle")]
    MemoryLimit,
    /// Output limit exceeded.
    #[serde(rename = "ole")]
    OutputLimit,
    /// Run-time error.
    #[serde(rename = "rte")]
    RuntimeError,
    /// Compile error.
    #[serde(rename = "ce")]
    CompileError,
    /// Judge error: never the program's fault.
    #[serde(rename = "je")]
    JudgeError,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Accepted,
        Self::WrongAnswer,
        Self::TimeLimit,
        Self::MemoryLimit,
        Self::OutputLimit,
        Self::RuntimeError,
        Self::CompileError,
        Self::JudgeError,
    ];

    /// The wire name, the same as in the log's `run` event.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "ac",
            Self::WrongAnswer => "wa",
            Self::TimeLimit => "tle",
            Self::MemoryLimit => "mle",
            Self::OutputLimit => "ole",
            Self::RuntimeError => "rte",
            Self::CompileError => "ce",
            Self::JudgeError => "je",
        }
    }

    /// The verdict as people say it.
    pub fn english(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::WrongAnswer => "wrong answer",
            Self::TimeLimit => "time limit exceeded",
            Self::MemoryLimit => "memory limit exceeded",
            Self::OutputLimit => "output limit exceeded",
            Self::RuntimeError => "run-time error",
            Self::CompileError => "compile error",
            Self::JudgeError => "judge error",
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a verdict is what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "code",
    rename_all = "kebab-case",
    rename_all_fields = "snake_case"
)]
pub enum Reason {
    /// The output is what was asked for.
    Passed,
    /// It ended well; there was nothing to compare with (a run on one's own input).
    Ended,
    /// The output differs.
    Differs {
        /// Where first.
        difference: Difference,
    },
    /// A custom checker refused the output.
    Refused {
        /// The checker's words, cut to 1,000 characters.
        message: String,
    },
    /// The time was used up.
    OutOfTime,
    /// It waited instead of working until its time by the wall clock was over.
    Waited,
    /// The memory was used up.
    OutOfMemory,
    /// It wrote more than it may.
    TooMuchOutput {
        /// Bytes allowed.
        limit: u64,
    },
    /// It ended with a code other than 0.
    ExitCode {
        /// The code.
        exit: i32,
    },
    /// An exception that nobody caught.
    Uncaught {
        /// Its class, for example `ValueError`.
        kind: String,
        /// Its message, cut to 300 characters.
        message: String,
        /// The line of the program, where the interpreter names one.
        line: Option<u32>,
    },
    /// Calls too deep.
    StackOverflow {
        /// The line of the program, where the interpreter names one.
        line: Option<u32>,
    },
    /// There is nothing to start: no `Main` with a `main`, outside of any package (Java).
    NoMain,
    /// The interpreter itself gave up.
    Trap {
        /// Its words.
        message: String,
    },
    /// The source does not compile.
    Syntax {
        /// The compiler's words, cut to 1,000 characters.
        message: String,
        /// The line.
        line: Option<u32>,
    },
    /// The wall clock's safety net ended the run: the machine was too busy.
    WallClock,
    /// The worker process ended in the middle.
    Crashed {
        /// What is known of it.
        message: String,
    },
    /// The language cannot run on this machine.
    Unavailable {
        /// Why.
        message: String,
    },
    /// The problem itself is at fault: a job beyond the sandbox's caps.
    Malformed {
        /// How.
        message: String,
    },
    /// The candidate's own input makes no database, of which it must be the script (SQL).
    InvalidInput {
        /// SQLite's words.
        message: String,
    },
    /// The custom checker failed.
    CheckerFailed {
        /// How it ended.
        message: String,
    },
}

impl Reason {
    /// The sentence of the command line.
    pub fn english(&self) -> String {
        let at = |line: &Option<u32>| line.map_or_else(String::new, |n| format!(" in line {n}"));
        match self {
            Self::Passed => "the output is as expected".into(),
            Self::Ended => "the program ended by itself".into(),
            Self::Differs { difference } => difference.english(),
            Self::Refused { message } => format!("the checker refused the output: {message}"),
            Self::OutOfTime => "the time limit was used up".into(),
            Self::Waited => "it waited instead of working, until the time was over".into(),
            Self::OutOfMemory => "the memory limit was used up".into(),
            Self::TooMuchOutput { limit } => format!("more than {limit} bytes of output"),
            Self::ExitCode { exit } => format!("the program ended with code {exit}"),
            Self::Uncaught {
                kind,
                message,
                line,
            } if message.is_empty() => {
                format!("{kind}{}", at(line))
            }
            Self::Uncaught {
                kind,
                message,
                line,
            } => format!("{kind}{}: {message}", at(line)),
            Self::StackOverflow { line } => format!("the calls are too deep{}", at(line)),
            Self::NoMain => {
                "there is no class Main, outside of any package, with public static void main(String[] args)".into()
            }
            Self::Trap { message } => format!("the interpreter gave up: {message}"),
            Self::Syntax { message, line } => format!("it does not compile{}: {message}", at(line)),
            Self::WallClock => "the machine was too busy to finish the run".into(),
            Self::Crashed { message } => format!("the sandbox's worker ended: {message}"),
            Self::Unavailable { message } => message.clone(),
            Self::Malformed { message } => format!("the test cannot run: {message}"),
            Self::InvalidInput { message } => {
                format!("the input, which makes the database, is not valid SQL: {message}")
            }
            Self::CheckerFailed { message } => format!("the checker failed: {message}"),
        }
    }
}

/// What to look at next: plain advice by code, for whoever wrote the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "code",
    rename_all = "kebab-case",
    rename_all_fields = "snake_case"
)]
pub enum Advice {
    /// Compare a line of the output with what was expected.
    CompareLine {
        /// The line of the output.
        line: u32,
    },
    /// Only upper and lower case differ.
    OnlyCase {
        /// The line of the output.
        line: u32,
    },
    /// Only white space differs.
    OnlyWhiteSpace {
        /// The line of the output.
        line: u32,
    },
    /// Output stops too early: is the last line of the input read, is everything printed?
    PrintsTooLittle {
        /// The first line that is missing.
        line: u32,
    },
    /// Nothing was printed at all.
    PrintsNothing,
    /// There is more output than expected: left-over debugging lines?
    PrintsTooMuch {
        /// The first line too many.
        line: u32,
    },
    /// A small input used all the time: a loop that does not end?
    EndlessLoop,
    /// A large input used all the time: work that is repeated for each line?
    RepeatedWork,
    /// Take out what waits: a sleep, a lock that nobody opens, a thread without an end.
    DoNotWait,
    /// Keep less in memory.
    KeepLess,
    /// A print inside a loop that does not end?
    EndlessOutput,
    /// Look at the line that raised.
    LookAtLine {
        /// The line of the program.
        line: u32,
    },
    /// The program read past the end of the input.
    EndOfInput,
    /// Give the program its start: a class `Main` with a `main`, in no package.
    WriteMain,
    /// Recursion without an end, or too deep for this language: use a loop.
    UseALoop,
    /// A module that is not there; the language's card lists what is.
    NotInThisLanguage {
        /// The module.
        module: String,
    },
    /// It asked for something outside the sandbox.
    OnlyStandardInput {
        /// What it asked for.
        asked: String,
    },
    /// Read standard error.
    ReadErrors,
    /// Mend the syntax at a line.
    MendSyntax {
        /// The line.
        line: Option<u32>,
    },
    /// Not the program's fault: the candidate's own input is to be corrected.
    CorrectInput,
    /// Not the program's fault: run it again.
    RunAgain,
    /// Not the program's fault: choose another language or machine.
    OtherLanguage,
    /// Not the program's fault: the author must mend the problem.
    TellTheAuthor,
}

impl Advice {
    /// The sentence of the command line.
    pub fn english(&self) -> String {
        match self {
            Self::CompareLine { line } => format!("Compare line {line} of the output."),
            Self::OnlyCase { line } => format!("Look at upper and lower case in line {line}."),
            Self::OnlyWhiteSpace { line } => {
                format!("Look at spaces and line ends in line {line}.")
            }
            Self::PrintsTooLittle { line } => {
                format!("Output ends before line {line}: is all of the input read?")
            }
            Self::PrintsNothing => "Nothing was printed: is the answer written out?".into(),
            Self::PrintsTooMuch { line } => {
                format!("Output goes on at line {line}: is a debugging line left in?")
            }
            Self::EndlessLoop => "The input is small: look for a loop that does not end.".into(),
            Self::RepeatedWork => "Look for work that is repeated for each line.".into(),
            Self::DoNotWait => {
                "Take out what waits: a sleep, a lock that nobody opens, a thread without an end."
                    .into()
            }
            Self::KeepLess => {
                "Keep less in memory: work line by line where you can. Recursion without an end uses it up, too."
                    .into()
            }
            Self::EndlessOutput => "Look for a print in a loop that does not end.".into(),
            Self::LookAtLine { line } => format!("Look at line {line} of the program."),
            Self::EndOfInput => "The program reads on after the end of the input.".into(),
            Self::WriteMain => {
                "Name the class Main, take out a package line, and write public static void main(String[] args)."
                    .into()
            }
            Self::UseALoop => "Check where the recursion ends, or use a loop.".into(),
            Self::NotInThisLanguage { module } => {
                format!("`{module}` is not there; the language's card lists what is.")
            }
            Self::OnlyStandardInput { asked } => {
                format!("Only standard input and output are there; it asked for {asked}.")
            }
            Self::ReadErrors => "Read what it wrote to standard error.".into(),
            Self::MendSyntax { line: Some(line) } => format!("Mend the syntax near line {line}."),
            Self::MendSyntax { line: None } => "Mend what the compiler names.".into(),
            Self::CorrectInput => {
                "Correct the input: CREATE TABLE and INSERT statements that run as they stand.".into()
            }
            Self::RunAgain => "This is not the program's fault; run it again.".into(),
            Self::OtherLanguage => "Choose another language, or another machine.".into(),
            Self::TellTheAuthor => "This is not the program's fault; tell the author.".into(),
        }
    }
}
