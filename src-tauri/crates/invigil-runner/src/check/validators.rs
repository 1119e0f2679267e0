//! Inputs against input validators, outputs against the checker.

use std::collections::BTreeSet;

use invigil_sandbox::{End, Execute, Outcome};

use super::{CheckCode, CheckFinding, InputValidator, Proof};
use crate::{
    Budget, Checker, Context, RunnerError, Test, Verdict, custom, explain::cut, record::seed,
};

/// What is wrong with inputs, invalid inputs and judged outputs.
pub(super) fn check(
    execute: &mut dyn Execute,
    context: Context<'_>,
    proof: &Proof,
) -> Result<Vec<CheckFinding>, RunnerError> {
    let mut findings = Vec::new();
    let mut find = |code, place: &str, message: String| {
        findings.push(CheckFinding {
            code,
            place: place.to_owned(),
            message,
        });
    };
    let task = &proof.problem.id;
    let mut seen = BTreeSet::new();
    let hidden = proof.problem.hidden.all_tests();
    for test in proof.problem.samples.iter().chain(hidden) {
        if !seen.insert(&test.name) {
            continue;
        }
        for validator in &proof.input_validators {
            if let Err(words) = accepts(execute, context, task, validator, test)? {
                let message = format!("{}: {words}", validator.name);
                find(CheckCode::InputRefused, &test.name, message);
            }
        }
    }
    for test in &proof.invalid_inputs {
        let mut refused = false;
        for validator in &proof.input_validators {
            refused |= accepts(execute, context, task, validator, test)?.is_err();
        }
        if !refused {
            let message = "no input validator refuses it".into();
            find(CheckCode::InvalidInputAccepted, &test.name, message);
        }
    }
    for case in &proof.outputs {
        let test = &case.test;
        let checker = test.checker.as_ref().unwrap_or(&proof.problem.checker);
        let (verdict, words) = match checker {
            Checker::Custom(custom) => {
                let seed = seed(context.package, task, &test.name);
                let (verdict, reason) = custom::judge(execute, custom, test, &case.output, seed)?;
                (verdict, reason.english())
            }
            checker => match checker.compare(&test.answer, &case.output) {
                None => (Verdict::Accepted, "it is accepted".into()),
                Some(difference) => (Verdict::WrongAnswer, difference.english()),
            },
        };
        let wanted = if case.accepted {
            Verdict::Accepted
        } else {
            Verdict::WrongAnswer
        };
        if verdict != wanted {
            let message = format!("must be {}: {words}", wanted.english());
            find(CheckCode::OutputJudged, &test.name, message);
        }
    }
    Ok(findings)
}

/// What a validator said, after how it ended where that is no plain refusal.
fn refusal(outcome: &Outcome, budget: Budget) -> String {
    let words = [outcome.stdout.as_slice(), &outcome.stderr].concat();
    let words = cut(String::from_utf8_lossy(&words).trim(), 300);
    let how = custom::how(&outcome.end, budget);
    match (words.is_empty(), &outcome.end) {
        (true, End::Exit(_)) => format!("{how} and said nothing"),
        (true, _) => how,
        (false, End::Exit(43)) => words,
        (false, _) => format!("{how}: {words}"),
    }
}

/// Whether a validator accepts an input; the error is what it said.
fn accepts(
    execute: &mut dyn Execute,
    context: Context<'_>,
    task: &str,
    validator: &InputValidator,
    test: &Test,
) -> Result<Result<(), String>, RunnerError> {
    let mut args = test.validator_args.of(&validator.name);
    args.extend(test.args.iter().cloned());
    let seed = seed(context.package, task, &test.name);
    let files = test.files.clone();
    let ran = custom::run(execute, &validator.program, args, files, &test.input, seed)?;
    Ok(match ran {
        Err(reason) => Err(reason.english()),
        Ok(outcome) if outcome.end == End::Exit(42) => Ok(()),
        Ok(outcome) => Err(refusal(&outcome, validator.program.budget)),
    })
}
