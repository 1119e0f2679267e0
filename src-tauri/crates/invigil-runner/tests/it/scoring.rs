//! Points of a scoring package's solutions, and validators that would give points of their own.

use invigil_runner::{CheckCode, CheckReport, SubmissionReport, check};
use invigil_sandbox::{End, Fault, Job, Outcome};

use crate::{
    packages::{Files, legacy, loaded, modern, scoring, with},
    support::{CONTEXT, Scripted, doubles, ended, prints},
};

/// Runs `double`, `triple`, which is always wrong, and programs that are right `below 3`, `from 3`
/// or `only 3`; anything else is a validator that accepts.
fn machine(job: &Job) -> Result<Outcome, Fault> {
    let number: i64 = String::from_utf8_lossy(&job.stdin)
        .trim()
        .parse()
        .unwrap_or(0);
    let bound = |text: &str| text.parse::<i64>().expect("a number");
    let right = match job.source.split_once(' ') {
        _ if job.source == "double" => true,
        _ if job.source == "triple" => false,
        Some(("below", n)) => number < bound(n),
        Some(("from", n)) => number >= bound(n),
        Some(("only", n)) => number == bound(n),
        _ => return Ok(ended(End::Exit(42), "", "")),
    };
    Ok(if right { doubles(job) } else { prints("?") })
}

fn checked(files: &Files) -> CheckReport {
    let proof = loaded(files).expect("loads");
    check(&mut Scripted(machine), CONTEXT, &proof, &mut |_| {}).expect("not cancelled")
}

/// How one of its solutions went.
fn of<'a>(report: &'a CheckReport, name: &str) -> &'a SubmissionReport {
    let mut all = report.submissions.iter();
    all.find(|s| s.name == name).expect("it ran")
}

/// Findings by code and place.
fn found(report: &CheckReport) -> Vec<(CheckCode, &str)> {
    let findings = report.findings.iter();
    findings.map(|f| (f.code, f.place.as_str())).collect()
}

#[test]
fn a_partially_accepted_solution_has_some_of_the_points_and_not_all() {
    let check = |source: &str, points: &str, holds: bool| {
        let name = "submissions/partially_accepted/some.py";
        let report = checked(&with(scoring(), &[(name, source)]));
        let some = of(&report, name);
        assert_eq!(some.points_english().as_deref(), Some(points), "{source}");
        assert_eq!(some.holds, holds, "{source}");
        let expected = (!holds).then_some((CheckCode::Solution, name));
        assert_eq!(found(&report), Vec::from_iter(expected), "{source}");
        let good = of(&report, "submissions/accepted/good.py");
        assert_eq!(good.points, good.most, "{source}");
    };
    check("double", "100 of 100 points", false);
    check("below 3", "40 of 100 points", true);
    // One group has no points for a part of it; the other requires that group and the samples.
    check("below 2", "0 of 100 points", false);
    check("from 3", "0 of 100 points", false);
    check("triple", "0 of 100 points", false);
}

#[test]
fn points_follow_each_groups_own_rule() {
    let check = |files: &Files, source: &str, points: &str| {
        let name = "submissions/rejected/some.py";
        let report = checked(&with(files.clone(), &[(name, source)]));
        let found = of(&report, name).points_english();
        assert_eq!(found.as_deref(), Some(points), "{source}");
    };
    let sums = with(
        scoring(),
        &[
            (
                "data/secret/a/test_group.yaml",
                "max_score: 40\nscore_aggregation: min\n",
            ),
            (
                "data/secret/b/test_group.yaml",
                "max_score: 60\nscore_aggregation: sum\n",
            ),
            ("data/secret/b/2.in", "2\n"),
            ("data/secret/b/2.ans", "4\n"),
        ],
    );
    check(&sums, "below 3", "70 of 100 points");
    check(&sums, "only 2", "30 of 100 points");
    let least = [(
        "data/secret/test_group.yaml",
        "score_aggregation: min\nmax_score: 60\n",
    )];
    check(&with(sums, &least), "below 3", "30 of 40 points");
    // Two groups of the legacy format: 30 for all of one, 10.5 for each test of the other.
    check(&legacy(), "only 7", "10.5 of 51 points");
    check(&legacy(), "below 7", "30 of 51 points");
    check(&legacy(), "triple", "0 of 51 points");
}

#[test]
fn a_problem_without_points_reports_none_and_has_no_partial_solution() {
    let name = "submissions/partially_accepted/some.py";
    let report = checked(&with(modern(), &[(name, "below 6")]));
    assert_eq!(found(&report), [(CheckCode::Solution, name)]);
    let some = of(&report, name);
    assert_eq!((some.points, some.most), (None, None));
}

/// Why runs of a package, whose output validator ends so, have no outcome.
fn judge_errors(end: &End, refused: &[&str]) -> Vec<String> {
    let files = with(modern(), &[("output_validator/main.py", "its validator")]);
    let mut executor = Scripted(|job: &Job| {
        let validates = job.files.iter().any(|f| f.bytes == b"its validator");
        Ok(match validates {
            true => Outcome {
                refused: refused.iter().map(|r| (*r).to_owned()).collect(),
                ..ended(end.clone(), "", "")
            },
            false => machine(job)?,
        })
    });
    let proof = loaded(&files).expect("loads");
    let report = check(&mut executor, CONTEXT, &proof, &mut |_| {}).expect("not cancelled");
    let findings = report.findings.into_iter();
    let errors = findings.filter(|f| f.code == CheckCode::JudgeError);
    errors
        .map(|f| format!("{} {}", f.place, f.message))
        .collect()
}

#[test]
fn a_validator_that_gives_points_is_found() {
    let why = "the checker failed: points given by the output validator are not supported";
    let expected = [
        format!("submissions/accepted/good.py sample/1: {why}"),
        format!("submissions/wrong_answer/bad.py sample/1: {why}"),
    ];
    assert_eq!(judge_errors(&End::Exit(0x5054), &[]), expected);
    for end in [End::Exit(42), End::Exit(43), End::Exit(1)] {
        for file in ["score.txt", "score_multiplier.txt"] {
            let wrote = format!("write box/checker/feedback/{file}");
            assert_eq!(judge_errors(&end, &[&wrote]), expected, "{end:?} {file}");
        }
    }
    let others = [
        "open box/checker/feedback/score.txt",
        "write box/checker/feedback/highscore.txt",
        "write box/score.txt",
    ];
    assert_eq!(judge_errors(&End::Exit(42), &others), [""; 0]);
}

#[test]
fn a_validator_in_javascript_that_names_a_file_of_points_is_refused() {
    let refused = |path: &str, text: &str| {
        let files = with(
            modern(),
            &[
                ("output_validator/main.js", "require('./more')"),
                (path, text),
            ],
        );
        loaded(&files).map(|_| ()).map_err(|e| e.code().0)
    };
    let points = Err("kattis.validator-score");
    assert_eq!(
        refused("output_validator/main.js", "f('score.txt')"),
        points
    );
    let helper = "fs.writeFileSync(folder + 'score_multiplier.txt', '1')";
    assert_eq!(refused("output_validator/more.json", helper), points);
    assert_eq!(
        refused("output_validator/more.json", "'judgemessage.txt'"),
        Ok(())
    );
}
