//! Proving a problem: validators, solutions, limits.

use invigil_model::Language;
use invigil_runner::{Budget, CheckCode, Proof, check, fuel_per_ms};
use invigil_sandbox::{End, Fault, Guest, Job, Outcome};

use crate::{
    packages::{Files, legacy, loaded, modern, with},
    support::{CONTEXT, Scripted, doubles, ended, prints},
};

/// Runs `double`, `triple`, `slow`; validators accept numbers below 100.
fn machine(job: &Job) -> Result<Outcome, Fault> {
    let number: i64 = String::from_utf8_lossy(&job.stdin)
        .trim()
        .parse()
        .expect("a number");
    Ok(match job.source.as_str() {
        "double" => doubles(job),
        "triple" => prints(&(number * 3).to_string()),
        "slow" if number == 5 => Outcome {
            fuel: job.limits.fuel,
            ..ended(End::OutOfFuel, "", "")
        },
        "slow" => doubles(job),
        _ => ended(End::Exit(if number < 100 { 42 } else { 43 }), "", ""),
    })
}

fn checked(proof: &Proof) -> Vec<(CheckCode, String)> {
    let mut executor = Scripted(machine);
    let report = check(&mut executor, CONTEXT, proof, &mut |_| {}).expect("not cancelled");
    report
        .findings
        .into_iter()
        .map(|f| (f.code, f.place))
        .collect()
}

#[test]
fn a_sound_package_is_proved_and_its_limits_follow_from_its_references() {
    let proof = loaded(&modern()).expect("loads");
    assert_eq!(checked(&proof), []);
    let mut executor = Scripted(|job: &Job| {
        Ok(Outcome {
            fuel: fuel_per_ms(Guest::Python) * 260,
            ..machine(job)?
        })
    });
    let report = check(&mut executor, CONTEXT, &proof, &mut |_| {}).expect("not cancelled");
    let calibration = &report.calibrations[0];
    assert_eq!(
        (calibration.limit_ms, calibration.need),
        (1000, fuel_per_ms(Guest::Python) * 520)
    );
    assert!(report.holds());
    assert_eq!(checked(&loaded(&legacy()).expect("loads")), []);
}

#[test]
fn what_does_not_hold_is_found() {
    let one = |files: Files| checked(&loaded(&files).expect("loads"));
    let bad = "submissions/wrong_answer/bad.py";
    assert_eq!(
        one(with(modern(), &[(bad, "double")])),
        [(CheckCode::Solution, bad.into())]
    );
    let good = "submissions/accepted/good.py";
    assert_eq!(
        one(with(modern(), &[(good, "triple")])),
        [(CheckCode::Solution, good.into())]
    );
    let big = with(
        modern(),
        &[("data/secret/02.in", "100"), ("data/secret/02.ans", "200")],
    );
    assert_eq!(one(big), [(CheckCode::InputRefused, "secret/02".into())]);
    let lax = with(modern(), &[("data/invalid_input/x.in", "5")]);
    assert_eq!(
        one(lax),
        [(CheckCode::InvalidInputAccepted, "invalid_input/x".into())]
    );
    let output = |out| {
        with(
            modern(),
            &[
                ("data/invalid_output/x.in", "1"),
                ("data/invalid_output/x.ans", "2"),
                ("data/invalid_output/x.out", out),
            ],
        )
    };
    assert_eq!(one(output("3")), []);
    assert_eq!(
        one(output("2")),
        [(CheckCode::OutputJudged, "invalid_output/x".into())]
    );
}

#[test]
fn a_validator_that_says_nothing_or_does_not_end_is_said_to() {
    let said = |end: End, words: &str| {
        let mut executor = Scripted(|job: &Job| {
            Ok(match job.source.as_str() {
                "double" | "triple" => machine(job)?,
                _ => ended(end.clone(), words, ""),
            })
        });
        let proof = loaded(&modern()).expect("loads");
        let report = check(&mut executor, CONTEXT, &proof, &mut |_| {}).expect("not cancelled");
        report.findings[0].message.clone()
    };
    for (end, words, expected) in [
        (
            End::Exit(43),
            "",
            "check: it ended with code 43 and said nothing",
        ),
        (End::Exit(43), "too big\n", "check: too big"),
        (End::Exit(1), "oh", "check: it ended with code 1: oh"),
        (
            End::OutOfFuel,
            "",
            "check: it did not end within its limit of 10 s",
        ),
        (
            End::OutOfMemory,
            "",
            "check: it used up its 512 MiB of memory",
        ),
    ] {
        assert_eq!(said(end, words), expected);
    }
}

#[test]
fn java_waits_less_than_what_is_slower_here() {
    let waits = |language: Language| {
        let wall = std::cell::Cell::new(None);
        let mut executor = Scripted(|job: &Job| {
            wall.set(Some(job.limits.wall.as_secs()));
            Ok(prints("1"))
        });
        let mut problem = crate::support::problem();
        problem.limits.time_ms = 4000;
        let program = invigil_runner::Program::new(language, "x").expect("sound");
        let ran =
            invigil_runner::run_samples(&mut executor, CONTEXT, &problem, &program, &mut |_| {});
        ran.expect("not cancelled");
        wall.get()
    };
    assert_eq!(waits(Language::Java), Some(20));
    assert_eq!(waits(Language::Python), Some(200));
}

#[test]
fn a_stated_limit_must_leave_room_and_be_decisive() {
    let files = with(
        modern(),
        &[
            (
                "problem.yaml",
                "problem_format_version: 2025-09\nname: D\nuuid: 1\nlimits: {time_limit: 1}\n",
            ),
            ("submissions/time_limit_exceeded/slow.py", "slow"),
        ],
    );
    let proof = loaded(&files).expect("loads");
    let limit = Budget::new(Language::Python, 1000, 512).fuel;
    let run = |slowest: u64, slow: u64| {
        let mut executor = Scripted(|job: &Job| {
            let outcome = machine(job)?;
            Ok(match outcome.end {
                End::OutOfFuel if job.limits.fuel > slow => Outcome {
                    fuel: slow,
                    ..doubles(job)
                },
                End::OutOfFuel => outcome,
                _ => Outcome {
                    fuel: slowest,
                    ..outcome
                },
            })
        });
        let report = check(&mut executor, CONTEXT, &proof, &mut |_| {}).expect("not cancelled");
        report
            .findings
            .into_iter()
            .map(|f| f.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(run(limit / 2, limit * 2), []);
    assert_eq!(run(limit / 2 + 1, limit * 2), [CheckCode::LimitTooTight]);
    assert_eq!(run(limit / 2, limit + 1), [CheckCode::LimitTooLoose]);
    assert_eq!(run(limit / 2, limit), [CheckCode::Solution]);
}

#[test]
fn no_limit_waits_longer_than_the_sandbox_does() {
    for ms in [1, 1000, 60_000, u32::MAX] {
        let limits = Budget::new(Language::Python, ms, 512).limits();
        assert!((10..=300).contains(&limits.wall.as_secs()), "{ms}");
    }
}
