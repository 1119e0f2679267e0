//! A checker that the problem's author wrote, in the same sandbox as everything else.
//!
//! It gets what the problem package format gives an output validator: the paths of input, answer
//! and feedback folder, then its flags; the program's output on standard input; 42 accepts, 43
//! refuses, anything else is a judge error. The sandbox has no file to write, so a shim keeps what
//! a checker writes into the feedback folder and sends it to standard error. A checker that writes
//! points there is stopped: what it says of an output is more than accepted or refused.

use invigil_model::Language;
use invigil_sandbox::{End, Execute, GuestFile, Job, Outcome, Stream};

use crate::{
    Budget, CustomChecker, Reason, RunnerError, Test, Verdict,
    explain::{self, cut},
    language::guest,
};

/// Files of the feedback folder by which a checker gives points.
pub(crate) const SCORES: [&str; 2] = ["score.txt", "score_multiplier.txt"];
/// What is said of one that does.
const NO_POINTS: &str = "points given by the output validator are not supported";
/// The shim ends a checker with this code that is about to write points.
const GIVES_POINTS: i32 = 0x5054;

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
    if gives_points(&outcome) {
        let message = NO_POINTS.to_owned();
        return Ok((Verdict::JudgeError, Reason::CheckerFailed { message }));
    }
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
            let how = how(end, checker.budget);
            let message = match words.trim() {
                "" => how,
                words => cut(&format!("{how}: {words}"), 1000),
            };
            (Verdict::JudgeError, Reason::CheckerFailed { message })
        }
    })
}

/// Whether a checker wrote points, or tried to past the shim.
fn gives_points(outcome: &Outcome) -> bool {
    let asked = |request: &String| {
        let writes = !request.starts_with("open ");
        let inside = request.rsplit_once("checker/feedback/");
        writes && inside.is_some_and(|(_, name)| SCORES.contains(&name))
    };
    outcome.end == End::Exit(GIVES_POINTS) || outcome.refused.iter().any(asked)
}

/// How an author's program ended, in a person's words.
pub(crate) fn how(end: &End, budget: Budget) -> String {
    match end {
        End::Exit(code) => format!("it ended with code {code}"),
        End::OutOfFuel | End::Waited => {
            let seconds = f64::from(budget.time_ms) / 1000.0;
            format!("it did not end within its limit of {seconds} s")
        }
        End::OutOfMemory => format!("it used up its {} MiB of memory", budget.memory >> 20),
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
        limits: program.budget.limits(),
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
