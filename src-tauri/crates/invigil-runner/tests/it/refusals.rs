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
    check(yaml("type: [scoring, score]"), "kattis.validator-score");
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
fn what_belongs_to_another_version_or_contradicts_itself_is_refused() {
    let check = |files: Files, code: &str, place: &str| {
        let error = loaded(&files).map(|_| ()).expect_err(place);
        assert_eq!(error.code().0, code, "{error}");
        let notice = error.notice();
        assert!(notice.why.contains(place), "{notice}");
        assert!(notice.next.len() > 20, "{notice}");
    };
    let other = "kattis.other-version";
    for (key, version) in [
        ("validation: custom", "2025-09"),
        ("validation: default", "2025-09"),
        ("validation: custom", "2023-07"),
        ("validator_flags: case_sensitive", "2025-09"),
        ("grading: {objective: max}", "2025-09"),
        ("limits: {time_multiplier: 3}", "2025-09"),
        ("limits: {time_safety_margin: 3}", "2023-07"),
        ("languages: [python3]", "legacy"),
        ("constants: {most: 3}", "legacy"),
        (
            "limits: {time_multipliers: {ac_to_time_limit: 3}}",
            "legacy",
        ),
    ] {
        let base = if version == "legacy" {
            legacy()
        } else {
            modern()
        };
        let text = format!("problem_format_version: {version}\nname: D\nuuid: 1\n{key}\n");
        let place = key.split([':', '{']).next().unwrap_or_default();
        check(with(base, &[("problem.yaml", &text)]), other, place);
    }
    for (base, path) in [
        (modern(), "output_validators/check.py"),
        (modern(), "data/testdata.yaml"),
        (modern(), "data/sample/more/2.in"),
        (modern(), "data/secret/testdata.yaml"),
        (scoring(), "data/secret/a/testdata.yaml"),
        (legacy(), "output_validator/check.py"),
        (legacy(), "data/secret/one/test_group.yaml"),
        (legacy(), "data/secret/one/1.yaml"),
        (legacy(), "data/invalid_input/1.in"),
        (legacy(), "submissions/submissions.yaml"),
    ] {
        let place = path.split('/').next().unwrap_or_default();
        check(with(base, &[(path, "")]), other, place);
    }
    let both = "problem_format_version: 2025-09\nname: D\nuuid: 1\ntype: [pass-fail, scoring]\n";
    let both = with(scoring(), &[("problem.yaml", both)]);
    check(both, "kattis.contradiction", "scoring");
    let unused = with(legacy(), &[("output_validators/check.py", "")]);
    check(unused, "kattis.contradiction", "output_validators");
    let words = "name: D\ntype: scoring\nvalidation: default custom\n";
    let words = with(legacy(), &[("problem.yaml", words)]);
    check(words, "kattis.contradiction", "custom");
    let stray = with(modern(), &[("data/secrets/1.in", "")]);
    check(stray, "kattis.value", "data/secrets");
    let grader = with(legacy(), &[("graders/g.py", "")]);
    check(grader, "kattis.grader", "graders");
}

#[test]
fn solutions_that_promise_nothing_are_listed_as_skipped() {
    let files = with(
        modern(),
        &[
            ("submissions/slow/loop.py", "slow"),
            ("submissions/slow/deep/loop.py", "slow"),
            ("submissions/notes.txt", ""),
        ],
    );
    let skipped = loaded(&files).expect("loads").skipped;
    assert_eq!(
        skipped,
        [
            "submissions/notes.txt",
            "submissions/slow/deep",
            "submissions/slow/loop.py"
        ]
    );
}

#[test]
fn a_tests_own_files_may_have_any_sound_name() {
    let files = with(modern(), &[("data/secret/01.files/testdata.yaml", "x: 1")]);
    assert!(loaded(&files).is_ok());
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
        assert_eq!(Package::wants(path), Ok(true), "{path}");
    }
    for path in [
        ".git/config",
        "data/.hidden",
        "data/secret/.cache/a b.in",
        "statement/a b.md",
        "/data/a.in",
        "",
    ] {
        assert_eq!(Package::wants(path), Ok(false), "{path}");
    }
    for path in [
        "data/../x",
        "data//x",
        "data/secret/a b.in",
        "data/secret/grp 1/1.in",
        "data/secret/-a.in",
        "data/secret/é.in",
        "submissions/accepted/a b.py",
        "output_validator/my check.py",
    ] {
        let refused = Package::wants(path).expect_err(path);
        assert_eq!(refused.code().0, "kattis.name");
        let added = Package::default().add(path, Vec::new());
        assert_eq!(added.map_err(|e| e.code().0), Err("kattis.name"), "{path}");
        let notice = refused.notice();
        assert!(notice.why.contains(path) && notice.next.contains("Rename"));
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
