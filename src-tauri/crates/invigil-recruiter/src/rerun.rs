//! The logged runs of a verified result, run again.

use invigil_bundle::doc::verify::AttemptRecord;
use invigil_crypto::digest::{hex, sha256};
use invigil_log::{CaseRecord, RunInput, RunRecord, RunVerdict};
use invigil_model::{CodingTask, Language, Notice};
use invigil_runner::{
    Context, LoggedRun, Problem, Program, Replay, Runtimes, Scope, Test, Verdict, guest, replay,
};
use serde::Serialize;

/// What `invigil replay` prints. Field names are stable.
#[derive(Clone, Debug, Serialize)]
pub struct ReplayReport {
    /// The candidate's opaque name.
    pub candidate_ref: String,
    /// Names the result.
    pub sums_sha256: String,
    /// Every logged run's every input.
    pub cases: Vec<ReplayLine>,
}

/// One input of one logged run, run again.
#[derive(Clone, Debug, Serialize)]
pub struct ReplayLine {
    /// The run, from 1.
    pub run: u32,
    /// The sample, from 1; 0 for the candidate's own input.
    pub case: u16,
    /// The language.
    pub language: Language,
    /// How it ended, as logged; null for a run that was cut off before.
    pub verdict: Option<&'static str>,
    /// What running it again says; null where the log holds no outcome.
    pub replay: Option<Replay>,
}

/// How the inputs of a report came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The same in every bit.
    pub every_bit: usize,
    /// The same end, verdict and output, as far as these can be compared.
    pub outcome: usize,
    /// Not the same.
    pub different: usize,
    /// Not run again, or not comparable.
    pub not_compared: usize,
    /// The log holds no outcome: taken back, cut off, or a failure of the sandbox.
    pub without_outcome: usize,
}

impl ReplayReport {
    /// The first input that came out otherwise.
    pub fn first_difference(&self) -> Option<&ReplayLine> {
        let differs =
            |line: &&ReplayLine| matches!(line.replay, Some(Replay::FirstDifference { .. }));
        self.cases.iter().find(differs)
    }

    /// How the inputs came out.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for line in &self.cases {
            let count = match &line.replay {
                None => &mut tally.without_outcome,
                Some(Replay::NotComparable { .. }) => &mut tally.not_compared,
                Some(Replay::FirstDifference { .. }) => &mut tally.different,
                Some(Replay::Identical {
                    scope: Scope::EveryBit,
                    ..
                }) => &mut tally.every_bit,
                Some(Replay::Identical { .. }) => &mut tally.outcome,
            };
            *count += 1;
        }
        tally
    }

    /// 0: every input that was logged came out the same; 2: one did not; 3: some could not be
    /// compared.
    pub fn exit_code(&self) -> u8 {
        let tally = self.tally();
        match (tally.different, tally.not_compared + tally.without_outcome) {
            (0, 0) => 0,
            (0, _) => 3,
            _ => 2,
        }
    }
}

/// Runs every logged run of a verified result again.
pub(crate) fn replay_result(
    runtimes: &mut Runtimes,
    record: &AttemptRecord,
) -> Result<ReplayReport, Notice> {
    let runs = record.runs().map_err(|e| {
        Notice::new(
            e.code(),
            "The logged runs cannot be read.",
            e.to_string(),
            "Verify the result again; a result that verifies has a log that reads.",
        )
    })?;
    let mut cases = Vec::new();
    for run in &runs {
        let place = usize::from(run.task).checked_sub(1);
        let Some(task) = place.and_then(|place| record.form.tasks.get(place)) else {
            continue;
        };
        for case in inputs(task, run) {
            let logged = run.cases.iter().find(|logged| logged.case == case);
            let replay = match logged {
                Some(logged) => replay_case(runtimes, record, task, run, logged)?,
                None => None,
            };
            cases.push(ReplayLine {
                run: run.number,
                case,
                language: run.language,
                verdict: logged.map(|logged| logged.verdict.as_str()),
                replay,
            });
        }
    }
    Ok(ReplayReport {
        candidate_ref: record.ticket.candidate_ref.to_string(),
        sums_sha256: hex(&record.sums_sha256.0),
        cases,
    })
}

/// The inputs that a run was meant to take: none after one that ends the run by its nature.
fn inputs(task: &CodingTask, run: &RunRecord) -> impl Iterator<Item = u16> {
    let samples = u16::try_from(task.samples.len()).unwrap_or(u16::MAX);
    let last = match run.input {
        RunInput::Custom => 0,
        RunInput::Samples => run
            .cases
            .last()
            .filter(|case| ends_the_run(case.verdict))
            .map_or(samples, |case| case.case),
    };
    u16::from(run.input == RunInput::Samples)..=last
}

/// What does not compile once does not compile again, and a run that was taken back is over.
fn ends_the_run(verdict: RunVerdict) -> bool {
    matches!(
        verdict,
        RunVerdict::CompileError | RunVerdict::JudgeError | RunVerdict::Cancelled
    )
}

fn replay_case(
    runtimes: &mut Runtimes,
    record: &AttemptRecord,
    task: &CodingTask,
    run: &RunRecord,
    case: &CaseRecord,
) -> Result<Option<Replay>, Notice> {
    let Some(verdict) = verdict(case.verdict) else {
        return Ok(None);
    };
    let problem = Problem::public(task);
    let test = match run.input {
        RunInput::Custom => Some(Test::custom(run.stdin.as_bytes())),
        RunInput::Samples => {
            let place = usize::from(case.case).checked_sub(1);
            place.and_then(|place| problem.samples.get(place)).cloned()
        }
    };
    let Some(test) = test else {
        return Ok(None);
    };
    let kind = guest(run.language);
    if let Err(why) = runtimes.prepare(kind) {
        return Ok(Some(Replay::unavailable(why)));
    }
    let package = record.package.package_id.to_string();
    let engine = hex(&runtimes.engine_id(kind));
    let context = Context {
        package: &package,
        engine: &engine,
    };
    let logged = LoggedRun {
        record: logged(&problem, &package, run, case, &test),
        verdict,
        own_input: run.input == RunInput::Custom,
    };
    let program = Program::new(run.language, run.code.clone()).map_err(|e| e.notice())?;
    let executor = runtimes.executor();
    replay(executor, context, &problem, &logged, &program, &test)
        .map(Some)
        .map_err(|e| e.notice())
}

fn logged(
    problem: &Problem,
    package: &str,
    run: &RunRecord,
    case: &CaseRecord,
    test: &Test,
) -> invigil_runner::RunRecord {
    let budget = problem.budget(run.language);
    invigil_runner::RunRecord {
        engine: hex(&run.engine),
        language: run.language,
        code_sha256: hex(&sha256(run.code.as_bytes())),
        input_sha256: hex(&sha256(&test.input)),
        seed: invigil_runner::seed(package, &problem.id, &test.name),
        fuel_limit: budget.fuel,
        memory_limit: budget.memory,
        output_limit: budget.output,
        end: case.end.to_string(),
        fuel: case.fuel,
        peak_memory: case.memory,
        stdout_sha256: hex(&case.stdout),
        stderr_sha256: hex(&case.stderr),
    }
}

/// `None` for a run without an outcome.
fn verdict(logged: RunVerdict) -> Option<Verdict> {
    Some(match logged {
        RunVerdict::Accepted | RunVerdict::Done => Verdict::Accepted,
        RunVerdict::WrongAnswer => Verdict::WrongAnswer,
        RunVerdict::TimeLimit => Verdict::TimeLimit,
        RunVerdict::MemoryLimit => Verdict::MemoryLimit,
        RunVerdict::OutputLimit => Verdict::OutputLimit,
        RunVerdict::RuntimeError => Verdict::RuntimeError,
        RunVerdict::CompileError => Verdict::CompileError,
        RunVerdict::Cancelled | RunVerdict::JudgeError => return None,
    })
}

#[cfg(test)]
mod tests {
    use invigil_runner::Field;

    use super::*;

    fn report(replays: Vec<Option<Replay>>) -> ReplayReport {
        let line = |replay| ReplayLine {
            run: 1,
            case: 1,
            language: Language::Java,
            verdict: None,
            replay,
        };
        ReplayReport {
            candidate_ref: "c-1".to_owned(),
            sums_sha256: String::new(),
            cases: replays.into_iter().map(line).collect(),
        }
    }

    #[test]
    fn only_what_was_compared_whole_is_a_success() {
        let same = |scope| {
            Some(Replay::Identical {
                scope,
                fuel_logged: 1,
                fuel_now: 1,
            })
        };
        let different = Some(Replay::FirstDifference {
            field: Field::Verdict,
            logged: "ac".to_owned(),
            now: "wa".to_owned(),
        });
        let absent = Some(Replay::unavailable("no JDK".to_owned()));
        let bits = same(Scope::EveryBit);
        let code = |replays: &[&Option<Replay>]| {
            report(replays.iter().map(|r| (*r).clone()).collect()).exit_code()
        };
        assert_eq!(code(&[]), 0);
        assert_eq!(code(&[&bits, &same(Scope::EndAndOutput)]), 0);
        assert_eq!(code(&[&bits, &absent]), 3);
        assert_eq!(code(&[&bits, &None]), 3);
        assert_eq!(code(&[&absent, &None, &different]), 2);
    }
}
