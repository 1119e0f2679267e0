//! `submissions.yaml`: what it adds to what folders promise, and what it is refused for.

use invigil_model::Language;
use invigil_runner::{Expected, Proof, Verdict};

use crate::packages::{Files, loaded, modern, with};

const CRASHES: [Verdict; 3] = [
    Verdict::RuntimeError,
    Verdict::MemoryLimit,
    Verdict::OutputLimit,
];

fn said(yaml: &str) -> Files {
    with(modern(), &[("submissions/submissions.yaml", yaml)])
}

fn verdicts(permitted: &[Verdict], required: &[Verdict]) -> Expected {
    Expected::Verdicts {
        permitted: permitted.to_vec(),
        required: required.to_vec(),
    }
}

fn expected(proof: &Proof, name: &str) -> Expected {
    let mut all = proof.submissions.iter();
    let found = all.find(|s| s.name == format!("submissions/{name}"));
    found.expect("it is tried").expected.clone()
}

#[test]
fn what_says_nothing_about_judging_changes_nothing() {
    let usual = loaded(&modern()).expect("loads");
    for yaml in [
        "",
        "# Nothing yet.\n",
        "accepted/good.py:\n",
        "accepted/good.py: {language: python3, authors: [A Person], model_solution: true}\n",
        "accepted: {permitted: [AC]}\n",
        "wrong_answer/*: {permitted: [AC, WA, TLE], required: [WA]}\n",
    ] {
        let proof = loaded(&said(yaml)).expect(yaml);
        assert_eq!(proof.submissions, usual.submissions, "{yaml}");
        assert_eq!(proof.skipped, usual.skipped, "{yaml}");
    }
}

#[test]
fn a_folders_own_verdicts_replace_what_it_promises_and_others_add_to_it() {
    use Verdict::{Accepted, TimeLimit, WrongAnswer};
    let check = |yaml: &str, expected: Expected| {
        let proof = loaded(&said(yaml)).expect(yaml);
        let found = self::expected(&proof, "wrong_answer/bad.py");
        assert_eq!(found, expected, "{yaml}");
    };
    check(
        "wrong_answer: {permitted: [AC, RTE], required: [RTE]}",
        verdicts(&[&[Accepted][..], &CRASHES].concat(), &CRASHES),
    );
    check(
        "wrong_answer/*: {permitted: [WA]}",
        verdicts(&[WrongAnswer], &[WrongAnswer]),
    );
    check(
        "wrong_answer: {permitted: [AC, WA, TLE], required: [WA, TLE]}\nwrong_answer/bad.py: {required: [TLE]}",
        verdicts(&[Accepted, WrongAnswer, TimeLimit], &[TimeLimit]),
    );
    let files = with(
        said("mixed: {permitted: [AC, TLE]}"),
        &[("submissions/mixed/some.py", "double")],
    );
    let proof = loaded(&files).expect("loads");
    assert_eq!(
        expected(&proof, "mixed/some.py"),
        verdicts(&[Accepted, TimeLimit], &[Accepted, TimeLimit])
    );
    assert!(proof.skipped.is_empty());
}

#[test]
fn a_language_that_is_said_counts_and_not_the_name() {
    let proof = loaded(&said("accepted/*: {language: ruby}")).expect("loads");
    assert_eq!(proof.submissions[0].program.language(), Language::Ruby);
    let proof = loaded(&said("wrong_answer/bad.py: {language: cpp}")).expect("loads");
    assert_eq!(proof.skipped, ["submissions/wrong_answer/bad.py"]);
}

#[test]
fn what_is_not_honoured_is_refused() {
    let check = |yaml: &str, code: &str| {
        let files = with(
            said(yaml),
            &[("submissions/partially_accepted/some.py", "double")],
        );
        let error = loaded(&files).map(|_| ()).expect_err(yaml);
        assert_eq!(error.code().0, code, "{yaml}: {error}");
        let place = "submissions/submissions.yaml";
        assert!(error.notice().why.contains(place), "{error}");
    };
    let rules = "kattis.submission-rules";
    for entry in [
        "score: 100",
        "message: too large",
        "entrypoint: good.py",
        "use_for_time_limit: false",
        "secret: {permitted: [AC]}",
        "sample: {required: [AC]}",
    ] {
        check(&format!("accepted/good.py: {{{entry}}}"), rules);
    }
    for pattern in [
        "{accepted,rejected}",
        "accepted/*.py",
        "*/good.py",
        "accepted/good.p?",
        "accepted/deep/good.py",
    ] {
        check(&format!("'{pattern}': {{permitted: [AC]}}"), rules);
    }
    check("partially_accepted: {permitted: [AC]}", rules);
    check("wrong_answer/bad.py: {required: [TLE]}", rules);
    for yaml in [
        "wrong_answer/bad.py: {permitted: [AC]}",
        "accepted: {required: [WA]}",
        "accepted/good.py: {permitted: []}",
        "accepted/good.py: {permitted: [CE]}",
        "accepted/nobody.py: {permitted: [AC]}",
        "nowhere: {permitted: [AC]}",
        "accepted: {language: ruby}\naccepted/good.py: {language: python3}",
    ] {
        check(yaml, "kattis.value");
    }
    // What says nothing about judging may be about anything.
    for yaml in [
        "accepted/*.py: {authors: A Person}",
        "rejected: {}",
        "nowhere:",
    ] {
        assert!(loaded(&said(yaml)).is_ok(), "{yaml}");
    }
    check("- accepted", "kattis.yaml");
}
