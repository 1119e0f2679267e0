//! Logged runs, run again.

use invigil_model::Language;
use invigil_runner::{
    Context, Field, LoggedRun, NotComparable, Program, Replay, RunRecord, RunnerError, Scope, Test,
    Verdict, replay, run_custom,
};
use invigil_sandbox::{End, Execute, Fault, Job, Outcome};

use crate::support::{CONTEXT, Scripted, ended, prints, problem};

const INPUT: &[u8] = b"7\n";

fn logged(language: Language, outcome: &Outcome) -> LoggedRun {
    let program = Program::new(language, "x").expect("sound");
    let mut executor = Scripted(|_: &Job| Ok(outcome.clone()));
    let run = run_custom(
        &mut executor,
        CONTEXT,
        &problem(),
        &program,
        INPUT,
        &mut |_| {},
    );
    let report = run.expect("runs").tests[0].report.clone();
    LoggedRun {
        record: report.record.expect("a record"),
        verdict: report.verdict,
        own_input: true,
    }
}

fn again(engine: &str, logged: &LoggedRun, outcome: &Result<Outcome, Fault>) -> Replay {
    let record = &logged.record;
    let program = Program::new(record.language, "x").expect("sound");
    let mut executor = Scripted(|job: &Job| {
        assert_eq!(
            (job.seed, job.limits.fuel),
            (record.seed, record.fuel_limit)
        );
        outcome.clone()
    });
    with(&mut executor, engine, logged, &program).expect("not cancelled")
}

fn with(
    executor: &mut dyn Execute,
    engine: &str,
    logged: &LoggedRun,
    program: &Program,
) -> Result<Replay, RunnerError> {
    let context = Context { engine, ..CONTEXT };
    let test = Test::custom(INPUT);
    replay(executor, context, &problem(), logged, program, &test)
}

fn identical(scope: Scope, now: u64) -> Replay {
    Replay::Identical {
        scope,
        fuel_logged: 1000,
        fuel_now: now,
    }
}

fn slower(outcome: &Outcome) -> Outcome {
    Outcome {
        fuel: 1001,
        ..outcome.clone()
    }
}

#[test]
fn on_the_same_engine_every_bit_counts() {
    let outcome = prints("14\n");
    let record = logged(Language::Python, &outcome);
    assert_eq!(
        again("engine-1", &record, &Ok(outcome.clone())),
        identical(Scope::EveryBit, 1000)
    );
    let found = again("engine-1", &record, &Ok(slower(&outcome)));
    assert_eq!(
        found,
        Replay::FirstDifference {
            field: Field::Fuel,
            logged: "1000".into(),
            now: "1001".into()
        }
    );
    let Replay::FirstDifference { field, .. } = again("engine-1", &record, &Ok(prints("15\n")))
    else {
        panic!("another output is a difference");
    };
    assert_eq!(field, Field::Stdout);
}

#[test]
fn on_another_engine_and_for_java_end_and_output_count() {
    let outcome = prints("14\n");
    for (language, engine) in [(Language::Ruby, "engine-2"), (Language::Java, "engine-1")] {
        let record = logged(language, &outcome);
        let found = again(engine, &record, &Ok(slower(&outcome)));
        assert_eq!(found, identical(Scope::EndAndOutput, 1001));
    }
}

#[test]
fn a_limit_that_only_one_engine_reached_says_nothing() {
    let stopped = ended(End::OutOfFuel, "1", "");
    let record = logged(Language::Python, &stopped);
    let Replay::NotComparable { why } = again("engine-2", &record, &Ok(prints("14\n"))) else {
        panic!("a limit on one side");
    };
    assert_eq!(
        why,
        NotComparable::AtALimit {
            logged: "out-of-fuel".into(),
            now: "exit 0".into()
        }
    );
    let elsewhere = ended(End::OutOfFuel, "12", "");
    assert_eq!(
        again("engine-2", &record, &Ok(elsewhere)),
        identical(Scope::End, 1000)
    );
    let Replay::FirstDifference { field, .. } = again("engine-1", &record, &Ok(prints("14\n")))
    else {
        panic!("the same engine repeats its limits");
    };
    assert_eq!(field, Field::End);
}

#[test]
fn other_code_or_no_outcome_is_named() {
    let outcome = prints("14\n");
    let record = logged(Language::Python, &outcome);
    let found = again("engine-1", &record, &Err(Fault::Crashed("signal 9".into())));
    assert!(matches!(
        found,
        Replay::NotComparable {
            why: NotComparable::NoOutcome { .. }
        }
    ));
    let other = Program::new(Language::Python, "y").expect("sound");
    let mut executor = Scripted(|_: &Job| -> Result<Outcome, Fault> { panic!("never runs") });
    let found = with(&mut executor, "engine-1", &record, &other).expect("compared");
    assert!(matches!(
        found,
        Replay::FirstDifference {
            field: Field::Code,
            ..
        }
    ));
}

#[test]
fn a_verdict_that_the_output_does_not_bear_out_is_a_difference() {
    let problem = problem();
    let sample = &problem.samples[0];
    let program = Program::new(Language::Python, "x").expect("sound");
    let wrong = prints("no such answer\n");
    let record = RunRecord {
        seed: invigil_runner::seed(CONTEXT.package, &problem.id, &sample.name),
        input_sha256: invigil_crypto::digest::hex(&invigil_crypto::digest::sha256(&sample.input)),
        ..logged(Language::Python, &wrong).record
    };
    let found = |engine, verdict| {
        let logged = LoggedRun {
            record: record.clone(),
            verdict,
            own_input: false,
        };
        let mut executor = Scripted(|_: &Job| Ok(wrong.clone()));
        let context = Context { engine, ..CONTEXT };
        replay(&mut executor, context, &problem, &logged, &program, sample).expect("compared")
    };
    assert_eq!(
        found("engine-1", Verdict::WrongAnswer),
        identical(Scope::EveryBit, 1000)
    );
    for engine in ["engine-1", "engine-2"] {
        assert_eq!(
            found(engine, Verdict::Accepted),
            Replay::FirstDifference {
                field: Field::Verdict,
                logged: "ac".into(),
                now: "wa".into()
            }
        );
    }
}
