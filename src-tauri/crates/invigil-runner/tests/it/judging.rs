//! Samples, groups, points, stop rules.

use invigil_runner::{
    Group, OnReject, POINT, Problem, Progress, RunnerError, Scoring, Test, Verdict, judge,
    run_custom, run_samples, score_of_counts, seed,
};
use invigil_sandbox::{End, Fault, Job, Outcome};
use proptest::prelude::*;

use crate::support::{CONTEXT, Scripted, doubles, ended, prints, problem, python};

fn judged(
    problem: &Problem,
    run: impl FnMut(&Job) -> Result<Outcome, Fault>,
) -> invigil_runner::JudgeReport {
    judge(
        &mut Scripted(run),
        CONTEXT,
        problem,
        &python("x"),
        &mut |_| {},
    )
    .expect("not cancelled")
}

fn number(job: &Job) -> i64 {
    String::from_utf8_lossy(&job.stdin)
        .trim()
        .parse()
        .expect("a number")
}

#[test]
fn a_source_that_no_language_takes_is_a_compile_error_and_scores_nothing() {
    let mut executor = Scripted(|_: &Job| -> Result<Outcome, Fault> { panic!("never runs") });
    let (source, problem) = (python("print(1)\n\0"), problem());
    let report = judge(&mut executor, CONTEXT, &problem, &source, &mut |_| {}).expect("judged");
    assert_eq!(
        (report.verdict, report.score),
        (Verdict::CompileError, Some(0))
    );
    let reason = report.tests[0].reason.english();
    assert!(reason.contains("line 2 holds a character"), "{reason}");
}

#[test]
fn samples_all_run_and_show_their_difference() {
    let mut executor = Scripted(|job: &Job| {
        Ok(if number(job) == 1 {
            prints("3\n")
        } else {
            doubles(job)
        })
    });
    let mut seen = Vec::new();
    let run = run_samples(&mut executor, CONTEXT, &problem(), &python("x"), &mut |p| {
        seen.push(match p {
            Progress::Started { test } => format!("start {test}"),
            Progress::Output { bytes, .. } => String::from_utf8_lossy(bytes).into_owned(),
            Progress::Ended { report } => format!("end {}", report.verdict),
        });
    })
    .expect("not cancelled");
    assert_eq!(
        (run.verdict, run.passed, run.total),
        (Verdict::WrongAnswer, 1, 2)
    );
    assert_eq!(
        seen,
        [
            "start sample/1",
            "3\n",
            "end wa",
            "start sample/2",
            "4\n",
            "end ac"
        ]
    );
    assert!(run.tests[0].diff.is_some() && run.tests[1].diff.is_none());
    assert_eq!(
        run.tests[0].report.reason.english(),
        "line 1, column 1: expected `2`, got `3`"
    );
}

#[test]
fn a_program_that_does_not_compile_runs_once() {
    let mut runs = 0;
    let report = judged(&problem(), |_| {
        runs += 1;
        Ok(ended(End::CompileError, "", "SyntaxError: no"))
    });
    assert_eq!(
        (report.verdict, report.score, runs),
        (Verdict::CompileError, Some(0), 1)
    );
    assert_eq!(report.skipped.len(), 5);
}

#[test]
fn an_own_input_is_compared_with_nothing() {
    let mut executor = Scripted(|_: &Job| Ok(prints("anything")));
    let run = run_custom(
        &mut executor,
        CONTEXT,
        &problem(),
        &python("x"),
        b"7\n",
        &mut |_| {},
    )
    .expect("not cancelled");
    assert_eq!(
        (run.verdict, run.passed, run.total),
        (Verdict::Accepted, 0, 0)
    );
    assert_eq!(run.tests[0].stdout, "anything");
    let long = vec![b' '; invigil_runner::INPUT_CAP + 1];
    let refused = run_custom(
        &mut executor,
        CONTEXT,
        &problem(),
        &python("x"),
        &long,
        &mut |_| {},
    );
    assert_eq!(refused, Err(RunnerError::InputTooLarge(long.len())));
}

#[test]
fn points_are_shares_of_weights() {
    let check = |wrong: &[i64], score, verdict| {
        let report = judged(&problem(), |job| {
            Ok(if wrong.contains(&number(job)) {
                prints("?")
            } else {
                doubles(job)
            })
        });
        assert_eq!(
            (report.score, report.verdict),
            (Some(score), verdict),
            "{wrong:?}"
        );
        assert_eq!(report.tests.len(), 6);
    };
    check(&[], 10_000, Verdict::Accepted);
    check(&[10], 8_000, Verdict::WrongAnswer);
    check(&[10, 11], 6_000, Verdict::WrongAnswer);
    check(&[0, 1_000_000], 7_500, Verdict::WrongAnswer);
    check(&[10, 11, 12, 0, -1, 1_000_000], 0, Verdict::WrongAnswer);
}

#[test]
fn a_judge_error_gives_no_score() {
    let report = judged(&problem(), |job| {
        if number(job) == 11 {
            Err(Fault::Crashed("killed".into()))
        } else {
            Ok(doubles(job))
        }
    });
    assert_eq!((report.verdict, report.score), (Verdict::JudgeError, None));
    assert_eq!(report.tests.len(), 2);
}

#[test]
fn a_cancelled_run_is_no_verdict() {
    let mut executor = Scripted(|_: &Job| Err(Fault::Cancelled));
    let run = judge(
        &mut executor,
        CONTEXT,
        &problem(),
        &python("x"),
        &mut |_| {},
    );
    assert_eq!(run, Err(RunnerError::Cancelled));
}

fn group(name: &str, scoring: Scoring, on_reject: OnReject, numbers: &[i64]) -> Group {
    Group {
        name: name.into(),
        scoring,
        on_reject,
        tests: numbers
            .iter()
            .map(|n| Test::new(format!("{name}/{n}"), &n.to_string(), &(n * 2).to_string()))
            .collect(),
        ..Group::default()
    }
}

#[test]
fn a_group_that_breaks_stops_and_one_that_requires_it_is_not_run() {
    let mut problem = problem();
    let mut last = group(
        "last",
        Scoring::AllOrNothing(50 * POINT),
        OnReject::Break,
        &[7],
    );
    last.requires = vec!["first".into()];
    problem.hidden.groups = vec![
        group(
            "first",
            Scoring::Min(30 * POINT),
            OnReject::Break,
            &[1, 2, 3],
        ),
        group(
            "second",
            Scoring::Sum(10 * POINT),
            OnReject::Continue,
            &[4, 5],
        ),
        last,
    ];
    let report = judged(&problem, |job| {
        Ok(if [2, 4].contains(&number(job)) {
            prints("?")
        } else {
            doubles(job)
        })
    });
    let ran: Vec<_> = report.tests.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(ran, ["first/1", "first/2", "second/4", "second/5"]);
    assert_eq!(report.skipped, ["first/3", "last/7"]);
    assert_eq!(report.score, Some(1_000));
    let points: Vec<_> = report
        .groups
        .iter()
        .map(|g| (g.points / POINT, g.most / POINT))
        .collect();
    assert_eq!(points, [(10, 100), (0, 30), (10, 20), (0, 50)]);
    assert_eq!(judged(&problem, |job| Ok(doubles(job))).score, Some(10_000));
}

#[test]
fn without_hidden_tests_there_is_nothing_to_judge() {
    let problem = Problem::public(&crate::support::task());
    let run = judge(
        &mut Scripted(|j: &Job| Ok(doubles(j))),
        CONTEXT,
        &problem,
        &python("x"),
        &mut |_| {},
    );
    assert_eq!(run, Err(RunnerError::NoHiddenTests));
}

#[test]
fn a_seed_belongs_to_package_task_and_test() {
    let one = seed("package", "task", "basic/01");
    assert_eq!(one, seed("package", "task", "basic/01"));
    for other in [
        seed("package2", "task", "basic/01"),
        seed("package", "taskb", "asic/01"),
        seed("package", "task", "basic/02"),
    ] {
        assert_ne!(one, other);
    }
}

proptest! {
    #[test]
    fn a_score_rises_with_what_is_accepted_and_is_full_only_for_all(
        accepted in prop::collection::vec(any::<bool>(), 6), more in 0usize..6,
    ) {
        let numbers = [10, 11, 12, 0, -1, 1_000_000];
        let score = |accepted: &[bool]| {
            let report = judged(&problem(), |job| {
                let at = numbers.iter().position(|n| *n == number(job)).expect("a test");
                Ok(if accepted[at] { doubles(job) } else { prints("?") })
            });
            // What a signed grade keeps gives the same number; the first group is the whole.
            let count = |n: u32| u16::try_from(n).expect("few");
            let counts = report.groups[1..].iter().map(|group| {
                let weight = u32::try_from(group.most / POINT).expect("few");
                (weight, count(group.passed), count(group.total))
            });
            let score = report.score.expect("no judge error");
            assert_eq!(score_of_counts(counts), score);
            score
        };
        let mut better = accepted.clone();
        better[more] = true;
        prop_assert!(score(&accepted) <= score(&better));
        prop_assert_eq!(score(&accepted) == 10_000, accepted.iter().all(|a| *a));
        prop_assert_eq!(score(&accepted) == 0, accepted.iter().all(|a| !*a));
    }
}
