//! A checker that the problem's author wrote, in the same sandbox as everything else.
//!
//! It gets what the problem package format gives an output validator: the paths of input, answer
//! and feedback folder, then its flags; the program's output on standard input; 42 accepts, 43
//! refuses, anything else is a judge error. The sandbox has no file to write, so a shim keeps what
//! a checker writes into the feedback folder and sends it to standard error.

use invigil_model::Language;
use invigil_sandbox::{End, Execute, GuestFile, Job, Outcome, Stream};

use crate::{
    Budget, CustomChecker, Reason, RunnerError, Test, Verdict,
    explain::{self, cut},
    language::guest,
};

/// A checker may take so long and so much, whatever the problem allows programs.
const TIME_MS: u32 = 10_000;
const MEMORY_MIB: u32 = 512;

const INPUT: &str = "checker/input";
const ANSWER: &str = "checker/answer";
const FEEDBACK: &str = "/box/checker/feedback/";
const MAIN: &str = "checker/program";

/// Runs the checker on a program's output.
pub(crate) fn judge(
    execute: &mut dyn Execute,
    checker: &CustomChecker,
    test: &Test,
    output: &[u8],
    seed: u64,
) -> Result<(Verdict, Reason), RunnerError> {
    let mut args = vec![
        format!("/box/{INPUT}"),
        format!("/box/{ANSWER}"),
        FEEDBACK.to_owned(),
    ];
    args.extend(checker.flags.iter().cloned());
    let mut files = vec![file(INPUT, &test.input), file(ANSWER, &test.answer)];
    files.extend(test.files.iter().cloned());
    let outcome = match run(execute, checker, args, files, output, seed)? {
        Ok(outcome) => outcome,
        Err(reason) => return Ok((Verdict::JudgeError, reason)),
    };
    let words = String::from_utf8_lossy(&outcome.stderr);
    Ok(match &outcome.end {
        End::Exit(42) => (Verdict::Accepted, Reason::Passed),
        End::Exit(43) => (
            Verdict::WrongAnswer,
            Reason::Refused {
                message: match words.trim() {
                    "" => "it gave no reason".to_owned(),
                    words => cut(words, 1000),
                },
            },
        ),
        end => {
            let message = match words.trim() {
                "" => how(end),
                words => cut(&format!("{}: {words}", how(end)), 1000),
            };
            (Verdict::JudgeError, Reason::CheckerFailed { message })
        }
    })
}

/// How an author's program ended, in a person's words.
pub(crate) fn how(end: &End) -> String {
    match end {
        End::Exit(code) => format!("it ended with code {code}"),
        End::OutOfFuel | End::Waited => {
            format!("it did not end within its limit of {} s", TIME_MS / 1000)
        }
        End::OutOfMemory => format!("it used up its {MEMORY_MIB} MiB of memory"),
        End::OutputLimit => "it wrote more than it may".to_owned(),
        End::Trap(what) => format!("it broke down ({what})"),
        End::CompileError => "it does not compile".to_owned(),
    }
}

/// Runs an author's program with arguments and files; the inner error is why there is no outcome.
pub(crate) fn run(
    execute: &mut dyn Execute,
    program: &CustomChecker,
    args: Vec<String>,
    mut files: Vec<GuestFile>,
    stdin: &[u8],
    seed: u64,
) -> Result<Result<Outcome, Reason>, RunnerError> {
    files.extend(program.files.iter().cloned());
    let source = match program.language {
        Language::Python => {
            files.push(file(&format!("{MAIN}.py"), program.source.as_bytes()));
            PYTHON.to_owned()
        }
        _ => program.source.clone(),
    };
    let job = Job {
        guest: guest(program.language),
        source,
        args,
        files,
        stdin: stdin.to_vec(),
        seed,
        limits: Budget::new(program.language, TIME_MS, MEMORY_MIB).limits(),
    };
    match execute.execute(&job, &mut |_: Stream, _: &[u8]| {}) {
        Ok(outcome) => Ok(Ok(outcome)),
        Err(fault) => match explain::fault(&fault) {
            Some(reason) => Ok(Err(reason)),
            None => Err(RunnerError::Cancelled),
        },
    }
}

fn file(path: &str, bytes: &[u8]) -> GuestFile {
    GuestFile {
        path: path.into(),
        bytes: bytes.to_vec(),
    }
}

/// Runs `/box/checker/program.py` as the main program; what it writes below the feedback folder
/// is kept and sent to standard error when it is closed.
const PYTHON: &str = include_str!("custom.py");
