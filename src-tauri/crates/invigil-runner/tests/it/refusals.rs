//! What a package is refused for, and that no text makes the reader panic.

use invigil_runner::{
    Verdict,
    kattis::{Feature, KattisError, Package},
};
use invigil_sandbox::Job;
use proptest::prelude::*;

use crate::{
    packages::{Files, legacy, loaded, modern, scoring, with, without},
    support::{CONTEXT, Scripted, doubles, prints},
};

#[test]
fn what_cannot_be_honoured_is_refused_with_its_code() {
    let check = |files: Files, code: &str| {
        let found = loaded(&files).map(|_| ()).map_err(|e| e.code().0);
        assert_eq!(found, Err(code));
    };
    let yaml = |text: &str| {
        with(
            modern(),
            &[(
                "problem.yaml",
                &format!("problem_format_version: 2025-09\nname: D\nuuid: 1\n{text}"),
            )],
        )
    };
    let old = |text: &str| with(legacy(), &[("problem.yaml", text)]);
    check(yaml("type: interactive"), "kattis.interactive");
    check(yaml("type: [scoring, multi-pass]"), "kattis.multi-pass");
    check(yaml("type: submit-answer"), "kattis.submit-answer");
    check(yaml("type: surprise"), "kattis.value");
    check(yaml("colour: red"), "kattis.yaml");
    check(yaml("name: twice"), "kattis.yaml");
    check(yaml("limits: {memory: 4096}"), "kattis.limit");
    check(yaml("limits: {memory: 0}"), "kattis.value");
    check(yaml("limits: {output: 64}"), "kattis.limit");
    check(yaml("limits: {time_limit: 600}"), "kattis.limit");
    check(yaml("limits: {time_limit: -1}"), "kattis.value");
    check(
        yaml("limits: {time_multipliers: {ac_to_time_limit: 0.5}}"),
        "kattis.value",
    );
    check(yaml("allow_file_writing: true"), "kattis.file-writing");
    check(yaml("languages: [cpp, rust]"), "kattis.languages");
    check(
        with(
            modern(),
            &[("problem.yaml", "problem_format_version: 2031-01\n")],
        ),
        "kattis.version",
    );
    check(
        with(modern(), &[("problem.yaml", "a: &a [*a]")]),
        "kattis.yaml",
    );
    check(
        old("validation: custom score\ntype: scoring"),
        "kattis.validator-score",
    );
    check(old("validation: custom interactive"), "kattis.interactive");
    check(
        old("type: scoring\ngrading: {objective: min}"),
        "kattis.minimize",
    );
    check(
        old("type: scoring\nvalidator_flags: loosely"),
        "kattis.validator-flags",
    );
    check(
        old("type: scoring\nvalidator_flags: float_tolerance"),
        "kattis.validator-flags",
    );
    check(
        with(
            legacy(),
            &[("data/secret/testdata.yaml", "grading: custom")],
        ),
        "kattis.grader",
    );
    check(
        with(
            legacy(),
            &[("data/secret/testdata.yaml", "grader_flags: avg")],
        ),
        "kattis.grader",
    );
    check(
        with(
            legacy(),
            &[("data/secret/two/testdata.yaml", "reject_score: 1")],
        ),
        "kattis.grader",
    );
    check(
        with(
            scoring(),
            &[("data/secret/a/test_group.yaml", "max_score: unbounded")],
        ),
        "kattis.unbounded-score",
    );
    check(
        with(
            scoring(),
            &[("data/secret/a/test_group.yaml", "score_aggregation: sum")],
        ),
        "kattis.unbounded-score",
    );
    check(
        with(
            scoring(),
            &[(
                "data/secret/a/test_group.yaml",
                "max_score: 1\nrequire_pass: secret/b",
            )],
        ),
        "kattis.value",
    );
    check(
        with(
            scoring(),
            &[(
                "data/secret/a/test_group.yaml",
                "static_validation_score: 1",
            )],
        ),
        "kattis.static-validator",
    );
    check(
        with(scoring(), &[("data/secret/a/2.yaml", "colour: red")]),
        "kattis.yaml",
    );
    check(
        with(modern(), &[("data/secret/test_group.yaml", "max_score: 5")]),
        "kattis.value",
    );
    check(
        with(modern(), &[("static_validator/x.py", "")]),
        "kattis.static-validator",
    );
    check(
        with(modern(), &[("include/python3/x.py", "")]),
        "kattis.include",
    );
    check(
        with(modern(), &[("input_validators/v.cpp", "")]),
        "kattis.validator-language",
    );
    check(
        with(modern(), &[("input_validators/v.ctd", "")]),
        "kattis.validator-language",
    );
    check(
        with(
            modern(),
            &[
                ("input_validators/v/build", ""),
                ("input_validators/v/a.py", ""),
            ],
        ),
        "kattis.validator-script",
    );
    check(
        with(
            old("validation: custom"),
            &[
                ("output_validators/a.py", ""),
                ("output_validators/b.py", ""),
            ],
        ),
        "kattis.several-validators",
    );
    check(old("validation: custom"), "kattis.missing");
    check(without(modern(), "problem.yaml"), "kattis.missing");
    check(without(modern(), "data/secret/01.ans"), "kattis.unpaired");
    check(without(modern(), "data/secret/01.in"), "kattis.unpaired");
    check(
        without(modern(), "submissions/accepted/good.py"),
        "kattis.no-reference",
    );
    let mut empty = modern();
    empty.retain(|path, _| !path.starts_with("data/secret"));
    check(empty, "kattis.missing");
}

#[test]
fn every_refusal_reads_as_a_notice() {
    for feature in Feature::ALL {
        let error = KattisError::Unsupported {
            feature: *feature,
            place: "problem.yaml".into(),
        };
        let notice = error.notice();
        assert!(
            notice.why.len() > 20 && notice.code == feature.code(),
            "{notice}"
        );
    }
}

#[test]
fn names_of_other_tools_are_left_out_and_caps_hold() {
    for path in [
        "problem.yaml",
        "data/secret/a.in",
        "data/secret/group-1/01.files/x",
    ] {
        assert!(Package::wants(path), "{path}");
    }
    for path in [
        ".git/config",
        "data/../x",
        "data//x",
        "data/.hidden",
        "statement/a.md",
        "data/a b.in",
        "/data/a.in",
        "",
    ] {
        assert!(!Package::wants(path), "{path}");
    }
    let mut package = Package::default();
    let large = vec![0; 64 * 1024 * 1024 + 1];
    let error = package
        .add("data/secret/a.in", large)
        .expect_err("too large");
    assert_eq!(error.code().0, "kattis.too-large");
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(
        yaml in "[ a-z_:{}\\[\\],0-9.&*!|>'\"\n#-]{0,80}",
        at in prop::sample::select(vec!["problem.yaml", "data/secret/test_group.yaml", "data/secret/01.yaml", "data/secret/testdata.yaml"]),
        base in prop::sample::select(vec![0, 1, 2]),
    ) {
        let base = [modern(), scoring(), legacy()][base].clone();
        let head = if at == "problem.yaml" { base[at].clone() } else { String::new() };
        for text in [yaml.clone(), format!("{head}{yaml}\n")] {
            if let Err(error) = loaded(&with(base.clone(), &[(at, &text)])) {
                prop_assert!(error.code().0.starts_with("kattis."));
            }
        }
    }

    #[test]
    fn what_loads_has_every_test_once_and_points_within_its_most(
        scores in prop::collection::vec(0u32..1000, 2), wrong in 0i64..9,
    ) {
        let files = with(scoring(), &[
            ("data/secret/a/test_group.yaml", &format!("max_score: {}\nscore_aggregation: sum\n", scores[0])),
            ("data/secret/b/test_group.yaml", &format!("max_score: {}\nscore_aggregation: min\n", scores[1] + 1)),
        ]);
        let proof = loaded(&files).expect("loads");
        let mut executor = Scripted(|job: &Job| {
            let number: i64 = String::from_utf8_lossy(&job.stdin).trim().parse().expect("a number");
            Ok(if number == wrong { prints("?") } else { doubles(job) })
        });
        let program = crate::support::python("x");
        let report = invigil_runner::judge(&mut executor, CONTEXT, &proof.problem, &program, &mut |_| {}).expect("runs");
        prop_assert_eq!(report.tests.len() + report.skipped.len(), proof.problem.hidden.count());
        prop_assert!(report.groups.iter().all(|g| g.points <= g.most));
        let full = report.score == Some(10_000);
        prop_assert_eq!(full, report.verdict == Verdict::Accepted);
    }
}
