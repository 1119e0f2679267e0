//! Problem packages: what loads, and as what.

use std::collections::BTreeMap;

use invigil_model::Language;
use invigil_runner::{
    Checker, Expected, OnReject, POINT, Proof, Scoring, Test, Verdict,
    kattis::{KattisError, Package, load},
};

pub(crate) type Files = BTreeMap<String, String>;

pub(crate) fn files(list: &[(&str, &str)]) -> Files {
    list.iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

/// A small pass-fail package of 2025-09.
pub(crate) fn modern() -> Files {
    files(&[
        (
            "problem.yaml",
            "problem_format_version: 2025-09\nname: Double\nuuid: 1-2\n",
        ),
        ("data/sample/1.in", "1\n"),
        ("data/sample/1.ans", "2\n"),
        ("data/secret/01.in", "5\n"),
        ("data/secret/01.ans", "10\n"),
        ("data/secret/02.in", "7\n"),
        ("data/secret/02.ans", "14\n"),
        ("submissions/accepted/good.py", "double"),
        ("submissions/wrong_answer/bad.py", "triple"),
        ("input_validators/check.py", "valid"),
        ("statement/problem.en.md", "Print twice the number."),
        (".git/config", "[core]"),
    ])
}

/// A scoring package: groups worth 40 and 60.
pub(crate) fn scoring() -> Files {
    let mut files = modern();
    files.retain(|path, _| !path.starts_with("data/secret"));
    for (path, text) in [
        (
            "problem.yaml",
            "problem_format_version: 2025-09\ntype: scoring\nname: Double\nuuid: 1\n",
        ),
        (
            "data/secret/a/test_group.yaml",
            "max_score: 40\nargs: [-v]\noutput_validator_args: [case_sensitive]\n",
        ),
        ("data/secret/a/1.in", "1\n"),
        ("data/secret/a/1.ans", "2\n"),
        ("data/secret/a/2.in", "2\n"),
        ("data/secret/a/2.ans", "4\n"),
        (
            "data/secret/a/2.yaml",
            "output_validator_args: [float_tolerance, '1e-6']\nhint: try it\n",
        ),
        (
            "data/secret/b/test_group.yaml",
            "max_score: 60\nscore_aggregation: sum\nrequire_pass: [sample, secret/a]\n",
        ),
        ("data/secret/b/1.in", "3\n"),
        ("data/secret/b/1.ans", "6\n"),
    ] {
        files.insert(path.into(), text.into());
    }
    files
}

/// A legacy scoring package with nested groups.
pub(crate) fn legacy() -> Files {
    files(&[
        (
            "problem.yaml",
            "name: Double\ntype: scoring\nvalidator_flags: float_tolerance 1e-4\nlimits:\n  memory: 256\n  time_multiplier: 3\n",
        ),
        (
            "data/testdata.yaml",
            "on_reject: continue\ngrader_flags: ignore_sample\n",
        ),
        ("data/sample/1.in", "1\n"),
        ("data/sample/1.ans", "2\n"),
        (
            "data/secret/testdata.yaml",
            "on_reject: continue\ngrader_flags: always_accept sum\n",
        ),
        (
            "data/secret/one/testdata.yaml",
            "accept_score: 30\ngrader_flags: min\n",
        ),
        ("data/secret/one/1.in", "5\n"),
        ("data/secret/one/1.ans", "10\n"),
        ("data/secret/one/2.in", "6\n"),
        ("data/secret/one/2.ans", "12\n"),
        (
            "data/secret/two/testdata.yaml",
            "accept_score: 10.5\ngrader_flags: always_accept\non_reject: continue\n",
        ),
        ("data/secret/two/1.in", "7\n"),
        ("data/secret/two/1.ans", "14\n"),
        ("data/secret/two/2.in", "8\n"),
        ("data/secret/two/2.ans", "16\n"),
        ("submissions/accepted/good.rb", "double"),
        ("submissions/accepted/good.cpp", "int main() {}"),
        ("submissions/time_limit_exceeded/slow.js", "slow"),
    ])
}

pub(crate) fn package(files: &Files) -> Result<Package, KattisError> {
    let mut package = Package::default();
    for (path, text) in files {
        package.add(path, text.clone().into_bytes())?;
    }
    Ok(package)
}

pub(crate) fn loaded(files: &Files) -> Result<Proof, KattisError> {
    load("double", &package(files)?)
}

pub(crate) fn with(mut files: Files, changes: &[(&str, &str)]) -> Files {
    for (path, text) in changes {
        files.insert((*path).into(), (*text).into());
    }
    files
}

pub(crate) fn without(mut files: Files, path: &str) -> Files {
    files.remove(path).expect("it was there");
    files
}

#[test]
fn a_pass_fail_package_is_all_or_nothing_samples_first() {
    let proof = loaded(&modern()).expect("loads");
    let problem = &proof.problem;
    assert_eq!(problem.hidden.on_reject, OnReject::Break);
    let names: Vec<_> = problem
        .hidden
        .all_tests()
        .iter()
        .map(|t| t.name.clone())
        .collect();
    assert_eq!(names, ["sample/1", "secret/01", "secret/02"]);
    assert_eq!(
        problem.hidden.groups[1].scoring,
        Scoring::AllOrNothing(100 * POINT)
    );
    assert_eq!(problem.limits.memory_mib, 512);
    assert!(!proof.timing.fixed);
    assert_eq!(
        (proof.timing.slack, proof.timing.margin),
        ((200, 100), (150, 100))
    );
    let expected: Vec<_> = proof
        .submissions
        .iter()
        .map(|s| (s.name.as_str(), &s.expected))
        .collect();
    assert_eq!(
        expected[0],
        ("submissions/accepted/good.py", &Expected::Accepted)
    );
    let Expected::Verdicts { required, .. } = expected[1].1 else {
        panic!("verdicts")
    };
    assert_eq!(required, &[Verdict::WrongAnswer]);
}

#[test]
fn scoring_groups_have_points_requirements_and_arguments() {
    let proof = loaded(&scoring()).expect("loads");
    let secret = &proof.problem.hidden.groups[1];
    assert_eq!(secret.scoring, Scoring::Sum(0));
    let [a, b] = secret.groups.as_slice() else {
        panic!("two groups")
    };
    assert_eq!(
        (a.scoring, a.on_reject),
        (Scoring::AllOrNothing(40 * POINT), OnReject::Break)
    );
    assert_eq!(a.tests[0].args, ["-v"]);
    let rules = |at: usize| match &a.tests[at].checker {
        Some(Checker::Tokens(rules)) => *rules,
        other => panic!("{other:?}"),
    };
    assert!(rules(0).case_sensitive && rules(0).tolerance.is_none());
    assert!(!rules(1).case_sensitive && rules(1).tolerance.is_some());
    assert_eq!(
        (b.scoring, b.on_reject),
        (Scoring::Share(60 * POINT), OnReject::Continue)
    );
    assert_eq!(b.requires, ["sample", "secret/a"]);
}

#[test]
fn legacy_groups_lose_their_points_with_a_test_unless_always_accepted() {
    let proof = loaded(&legacy()).expect("loads");
    let secret = &proof.problem.hidden.groups[1];
    assert_eq!(secret.scoring, Scoring::Sum(POINT));
    let [one, two] = secret.groups.as_slice() else {
        panic!("two groups")
    };
    assert_eq!(
        (one.scoring, one.on_reject),
        (Scoring::AllOrNothing(30 * POINT), OnReject::Break)
    );
    assert_eq!(two.scoring, Scoring::Sum(10_500_000));
    assert_eq!(proof.timing.slack, (300, 100));
    assert_eq!(proof.problem.limits.memory_mib, 256);
    assert_eq!(proof.skipped, ["submissions/accepted/good.cpp"]);
    assert_eq!(proof.submissions.len(), 2);
}

#[test]
fn a_2023_package_keeps_its_scoring_map() {
    let files = with(
        scoring(),
        &[
            (
                "problem.yaml",
                "problem_format_version: 2023-07-draft\ntype: [scoring]\nname: {en: Double}\nlimits: {time_limit: 2.5, output: 4}\nlanguages: [python3, cpp]\n",
            ),
            (
                "data/secret/a/test_group.yaml",
                "scoring: {score: 40, aggregation: min}\n",
            ),
            (
                "data/secret/b/test_group.yaml",
                "scoring: {score: 60, require_pass: secret/a}\n",
            ),
        ],
    );
    let proof = loaded(&files).expect("loads");
    let secret = &proof.problem.hidden.groups[1];
    assert_eq!(secret.groups[0].scoring, Scoring::Min(40 * POINT));
    assert_eq!(secret.groups[1].scoring, Scoring::AllOrNothing(60 * POINT));
    assert!(proof.timing.fixed);
    assert_eq!(proof.problem.limits.time_ms, 2500);
    assert_eq!(proof.problem.budget(Language::Ruby).output, 4 << 20);
}

#[test]
fn folders_among_the_samples_are_samples_where_the_format_has_them() {
    let files = with(
        legacy(),
        &[
            ("data/sample/more/2.in", "4\n"),
            ("data/sample/more/2.ans", "8\n"),
            (
                "data/sample/more/testdata.yaml",
                "input_validator_flags: '7'\n",
            ),
        ],
    );
    let proof = loaded(&files).expect("loads");
    let names = |tests: &[Test]| tests.iter().map(|t| t.name.clone()).collect::<Vec<_>>();
    let samples = &proof.problem.samples;
    assert_eq!(names(samples), ["sample/1", "sample/more/2"]);
    assert_eq!(samples[1].validator_args.of("check"), ["7"]);
    assert_eq!(&proof.problem.hidden.groups[0].tests, samples);
    let half = without(files, "data/sample/more/2.ans");
    let refused = loaded(&half).map(|_| ()).map_err(|e| e.code().0);
    assert_eq!(refused, Err("kattis.unpaired"));
    let beside = [
        ("data/sample/1.files/words.txt", "a"),
        ("data/sample/tool.download/read.me", "b"),
    ];
    let proof = loaded(&with(modern(), &beside)).expect("loads");
    assert_eq!(names(&proof.problem.samples), ["sample/1"]);
    assert_eq!(proof.problem.samples[0].files[0].path, "words.txt");
}

#[test]
fn a_custom_validator_and_its_self_tests_load() {
    let files = with(
        modern(),
        &[
            (
                "problem.yaml",
                "problem_format_version: 2025-09\nname: D\nuuid: 1\nconstants: {most: 100}\n",
            ),
            ("output_validator/main.py", "limit = {{most}}"),
            ("output_validator/helper.py", "pass"),
            ("data/test_group.yaml", "output_validator_args: [strict]\n"),
            (
                "data/secret/test_group.yaml",
                "input_validator_args: {check: ['10']}\n",
            ),
            ("data/invalid_input/big.in", "1000\n"),
            ("data/invalid_output/no.in", "1\n"),
            ("data/invalid_output/no.ans", "2\n"),
            ("data/invalid_output/no.out", "3\n"),
            ("data/valid_output/deep/yes.in", "1\n"),
            ("data/valid_output/deep/yes.ans", "2\n"),
            ("data/valid_output/deep/yes.out", "2.0\n"),
        ],
    );
    let proof = loaded(&files).expect("loads");
    let test = proof.problem.hidden.all_tests()[1].clone();
    let Some(Checker::Custom(custom)) = test.checker else {
        panic!("a custom checker")
    };
    assert_eq!(
        (custom.source.as_str(), custom.language),
        ("limit = 100", Language::Python)
    );
    assert_eq!(custom.files[0].path, "helper.py");
    assert_eq!(custom.flags, ["strict"]);
    assert_eq!(test.validator_args.of("check"), ["10"]);
    assert_eq!(proof.invalid_inputs[0].name, "invalid_input/big");
    let outputs: Vec<_> = proof
        .outputs
        .iter()
        .map(|o| (o.test.name.as_str(), o.accepted))
        .collect();
    assert_eq!(
        outputs,
        [
            ("invalid_output/no", false),
            ("valid_output/deep/yes", true)
        ]
    );
}
