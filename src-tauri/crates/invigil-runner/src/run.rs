//! One program on one test, and a candidate's runs: the samples, or an input of their own.

use invigil_model::Language;
use invigil_sandbox::{End, Execute, Fault, Job, Outcome, Stream};
use serde::{Deserialize, Serialize};

use crate::{
    Advice, Checker, Diff, Problem, Program, Reason, RunRecord, RunnerError, Test, Verdict, custom,
    explain::{self, cut},
    language::guest,
    limits::patient,
    record::{Given, seed},
    typescript,
};

/// Bytes of standard error that a report keeps: the first and last of it.
const ERRORS_KEPT: usize = 4096;
/// Bytes of each stream that a candidate's run hands back.
const SHOWN: usize = 256 * 1024;
/// Largest input of one's own.
pub const INPUT_CAP: usize = 1024 * 1024;

/// What a run belongs to: part of its seed and of its record.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The package's id, or another name of the whole that the problem belongs to.
    pub package: &'a str,
    /// The engine's id.
    pub engine: &'a str,
}

/// What happens while runs go on.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'a> {
    /// A test starts.
    Started {
        /// Its name.
        test: &'a str,
    },
    /// The program wrote something.
    Output {
        /// Where.
        stream: Stream,
        /// What.
        bytes: &'a [u8],
    },
    /// A test has ended.
    Ended {
        /// How.
        report: &'a TestReport,
    },
}

/// How one test went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestReport {
    /// The test's name.
    pub name: String,
    /// How it ended.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// What to look at next; `None` where there is nothing to mend.
    pub look_at_next: Option<Advice>,
    /// Fuel used, in hundredths of a percent of the limit.
    pub time_share: u32,
    /// Memory used at most, in hundredths of a percent of the limit.
    pub memory_share: u32,
    /// The run; `None` when there was no outcome (a judge error).
    pub record: Option<RunRecord>,
    /// Standard error, its middle cut out beyond 4 KiB.
    pub errors: String,
    /// What it asked for and was refused.
    pub refused: Vec<String>,
}

/// A test with what the program wrote: for whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownTest {
    /// How it went.
    pub report: TestReport,
    /// Standard input, cut to 256 KiB.
    pub input: String,
    /// Expected output, cut to 256 KiB; `None` for an input of one's own.
    pub expected: Option<String>,
    /// Standard output, cut to 256 KiB.
    pub stdout: String,
    /// Standard error, cut to 256 KiB.
    pub stderr: String,
    /// Both outputs side by side where they differ.
    pub diff: Option<Diff>,
}

/// What a candidate's run gave: the samples, or one input of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunReport {
    /// The first verdict that is not accepted, else accepted.
    pub verdict: Verdict,
    /// Samples accepted; 0 for an input of one's own.
    pub passed: u16,
    /// Samples run; 0 for an input of one's own.
    pub total: u16,
    /// Each test.
    pub tests: Vec<ShownTest>,
}

/// Runs every sample of a problem; all of them even if one is not accepted, unless the program
/// does not compile or the sandbox fails.
///
/// Errors: [`RunnerError::Cancelled`].
pub fn run_samples(
    execute: &mut dyn Execute,
    context: Context<'_>,
    problem: &Problem,
    program: &Program,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<RunReport, RunnerError> {
    let mut tests = Vec::new();
    for test in &problem.samples {
        let tried = Trial {
            context,
            problem,
            program,
        }
        .run(execute, test, progress)?;
        let last = matches!(
            tried.report.verdict,
            Verdict::CompileError | Verdict::JudgeError
        );
        let checker = test.checker.as_ref().unwrap_or(&problem.checker);
        tests.push(tried.shown(test, Some(checker)));
        if last {
            break;
        }
    }
    Ok(RunReport::of(tests, problem.samples.len()))
}

/// Runs a program on an input of the candidate's own; nothing is compared.
///
/// Errors: [`RunnerError::Cancelled`], [`RunnerError::InputTooLarge`].
pub fn run_custom(
    execute: &mut dyn Execute,
    context: Context<'_>,
    problem: &Problem,
    program: &Program,
    input: &[u8],
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<RunReport, RunnerError> {
    if input.len() > INPUT_CAP {
        return Err(RunnerError::InputTooLarge(input.len()));
    }
    let test = Test::custom(input);
    let trial = Trial {
        context,
        problem,
        program,
    };
    let tried = trial.run_unjudged(execute, &test, progress)?;
    Ok(RunReport::of(vec![tried.shown(&test, None)], 0))
}

impl RunReport {
    fn of(tests: Vec<ShownTest>, total: usize) -> Self {
        let verdicts = || tests.iter().map(|t| t.report.verdict);
        let passed = verdicts().filter(|v| *v == Verdict::Accepted).count();
        let count = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        Self {
            verdict: verdicts()
                .find(|v| *v != Verdict::Accepted)
                .unwrap_or(Verdict::Accepted),
            passed: count(passed.min(total)),
            total: count(total),
            tests,
        }
    }
}

/// One program of one problem, ready for tests.
pub(crate) struct Trial<'a> {
    pub(crate) context: Context<'a>,
    pub(crate) problem: &'a Problem,
    pub(crate) program: &'a Program,
}

/// How a test went, with what the program wrote.
pub(crate) struct Tried {
    pub(crate) report: TestReport,
    pub(crate) outcome: Option<Outcome>,
}

impl Trial<'_> {
    /// Runs a test and compares its output.
    pub(crate) fn run(
        &self,
        execute: &mut dyn Execute,
        test: &Test,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Tried, RunnerError> {
        self.run_as(execute, test, progress, true)
    }

    /// Runs on the candidate's own input and compares nothing.
    pub(crate) fn run_unjudged(
        &self,
        execute: &mut dyn Execute,
        test: &Test,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Tried, RunnerError> {
        self.run_as(execute, test, progress, false)
    }

    fn run_as(
        &self,
        execute: &mut dyn Execute,
        test: &Test,
        progress: &mut dyn FnMut(Progress<'_>),
        compares: bool,
    ) -> Result<Tried, RunnerError> {
        progress(Progress::Started { test: &test.name });
        let language = self.program.language();
        let limits = self.problem.budget(language).limits();
        let given = Given {
            engine: self.context.engine,
            language,
            source: self.program.source(),
            input: &test.input,
            seed: seed(self.context.package, &self.problem.id, &test.name),
            limits,
        };
        // There is nothing to compare with where the input is the candidate's own.
        let why = match compares {
            true => explain::fault,
            false => explain::fault_on_own_input,
        };
        let ran = execute_given(execute, &given, test, progress, why)?;
        let (verdict, reason) = match &ran {
            Err(reason) => (Verdict::JudgeError, reason.clone()),
            Ok(outcome) => match explain::failure(language, outcome, limits.output) {
                Some(failed) => failed,
                None if compares => self.compare(execute, test, outcome)?,
                None => (Verdict::Accepted, Reason::Ended),
            },
        };
        let outcome = ran.ok();
        let report = TestReport {
            name: test.name.clone(),
            verdict,
            look_at_next: explain::advice(&reason, &test.input, outcome.as_ref()),
            reason,
            time_share: outcome.as_ref().map_or(0, |o| share(o.fuel, limits.fuel)),
            memory_share: outcome
                .as_ref()
                .map_or(0, |o| share(o.peak_memory, limits.memory)),
            record: outcome.as_ref().map(|o| RunRecord::new(&given, o)),
            errors: outcome
                .as_ref()
                .map_or_else(String::new, |o| ends(&o.stderr, ERRORS_KEPT)),
            refused: outcome.as_ref().map_or_else(Vec::new, |o| {
                o.refused.iter().take(20).map(|r| cut(r, 200)).collect()
            }),
        };
        progress(Progress::Ended { report: &report });
        Ok(Tried { report, outcome })
    }

    fn compare(
        &self,
        execute: &mut dyn Execute,
        test: &Test,
        outcome: &Outcome,
    ) -> Result<(Verdict, Reason), RunnerError> {
        let checker = test.checker.as_ref().unwrap_or(&self.problem.checker);
        if let Checker::Custom(checker) = checker {
            let seed = seed(self.context.package, &self.problem.id, &test.name);
            return custom::judge(execute, checker, test, &outcome.stdout, seed);
        }
        Ok(match checker.compare(&test.answer, &outcome.stdout) {
            None => (Verdict::Accepted, Reason::Passed),
            Some(difference) => (Verdict::WrongAnswer, Reason::Differs { difference }),
        })
    }
}

impl Tried {
    /// `checker` is what the output was compared by; `None` for an input of one's own.
    fn shown(self, test: &Test, checker: Option<&Checker>) -> ShownTest {
        let Self { report, outcome } = self;
        let (stdout, stderr) = outcome.map(|o| (o.stdout, o.stderr)).unwrap_or_default();
        let differs = matches!(
            report.reason,
            Reason::Differs { .. } | Reason::Refused { .. }
        );
        ShownTest {
            report,
            input: ends(&test.input, SHOWN),
            expected: checker.map(|_| ends(&test.answer, SHOWN)),
            diff: checker
                .filter(|_| differs)
                .and_then(|checker| checker.diff(&test.answer, &stdout)),
            stdout: ends(&stdout, SHOWN),
            stderr: ends(&stderr, SHOWN),
        }
    }
}

/// Runs what is given; the inner error is the reason of a judge error, as `why` tells it.
fn execute_given(
    execute: &mut dyn Execute,
    given: &Given<'_>,
    test: &Test,
    progress: &mut dyn FnMut(Progress<'_>),
    why: fn(&Fault) -> Option<Reason>,
) -> Result<Result<Outcome, Reason>, RunnerError> {
    let source = match prepare(given.language, given.source) {
        Ok(source) => source,
        Err(errors) => return Ok(Ok(not_compiled(errors))),
    };
    let job = Job {
        guest: guest(given.language),
        source,
        args: test.args.clone(),
        files: test.files.clone(),
        stdin: given.input.to_vec(),
        seed: given.seed,
        limits: patient(given.limits, guest(given.language)),
    };
    let mut sink = |stream: Stream, bytes: &[u8]| progress(Progress::Output { stream, bytes });
    match execute.execute(&job, &mut sink) {
        Ok(outcome) => Ok(Ok(outcome)),
        Err(fault) => match why(&fault) {
            Some(reason) => Ok(Err(reason)),
            None => Err(RunnerError::Cancelled),
        },
    }
}

/// The source as the guest takes it; the error is a compiler's message. What rewrites a program
/// here has its name in the engine id ([`typescript::ERASER`]).
fn prepare(language: Language, source: &str) -> Result<String, String> {
    if let Some(at) = source.find('\0') {
        let line = source[..at].matches('\n').count() + 1;
        return Err(format!(
            "line {line} holds a character that no source may hold (U+0000)"
        ));
    }
    match language {
        Language::TypeScript => typescript::strip(source),
        _ => Ok(source.to_owned()),
    }
}

/// What a source that does not compile leaves behind: it never ran.
fn not_compiled(errors: String) -> Outcome {
    Outcome {
        end: End::CompileError,
        fuel: 0,
        peak_memory: 0,
        stdout: Vec::new(),
        stderr: errors.into_bytes(),
        refused: Vec::new(),
    }
}

/// Hundredths of a percent of a limit, at most 100 %.
fn share(used: u64, limit: u64) -> u32 {
    let share = u128::from(used) * 10_000 / u128::from(limit.max(1));
    u32::try_from(share.min(10_000)).unwrap_or(10_000)
}

/// Text of at most so many bytes: the first and the last of it.
fn ends(bytes: &[u8], most: usize) -> String {
    if bytes.len() <= most {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let head = String::from_utf8_lossy(&bytes[..most / 2]);
    let tail = String::from_utf8_lossy(&bytes[bytes.len() - most / 2..]);
    let left_out = bytes.len() - most / 2 * 2;
    format!("{head}\n[{left_out} bytes left out]\n{tail}")
}
