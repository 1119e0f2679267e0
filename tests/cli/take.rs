//! `take`: a scripted attempt, and every reason for which none is started.

use invigil_tests::{
    Ran,
    desk::{Desk, Issue, LETTERS, all},
    run,
};
use serde_json::Value;

/// `take` with everything as given.
fn take(desk: &Desk, package: &str, ticket: &str, code: &str, script: &str, out: &str) -> Ran {
    desk.write("script.json", script);
    let arguments = [
        "take",
        "--package",
        package,
        "--ticket",
        ticket,
        "--code",
        code,
        "--script",
        "script.json",
        "--out",
        out,
    ];
    desk.run(&arguments)
}

fn issued() -> (Desk, Issue) {
    let desk = Desk::new();
    let issue = desk.issue("ref,name\nc-1,A Person\nc-2,Another\n", "out");
    (desk, issue)
}

const PACKAGE: &str = "out/exam.exampkg";
const TICKET: &str = "out/tickets/c-1.ticket";

#[test]
fn letters_need_no_organisation_and_the_code_forgives_its_spelling() {
    let (desk, issue) = issued();
    let code = issue.code.replace('-', " ").to_lowercase();
    let ran = take(&desk, PACKAGE, TICKET, &code, LETTERS, "c-1.result").expect(0);
    assert!(
        ran.out.contains("5 of 10 questions answered"),
        "{}",
        ran.out
    );
    let sum = invigil_crypto::digest::sha256(&desk.read("c-1.result"));
    let sum = invigil_crypto::digest::hex(&sum);
    assert!(ran.out.contains(&format!("sha256 {sum}")), "{}", ran.out);
    assert!(desk.dir().join("c-1.VERIFY.txt").exists());
}

#[test]
fn the_attempt_takes_as_long_as_the_script_says() {
    let (desk, issue) = issued();
    take(&desk, PACKAGE, TICKET, &issue.code, LETTERS, "c-1.result").expect(0);
    desk.unlocked(&["open", "c-1.result", "--org", "org", "--out", "opened"])
        .expect(0);
    let answers: Value = serde_json::from_slice(&desk.read("opened/answers.json")).expect("JSON");
    assert_eq!(answers["end_ms"], 600_000);
}

#[test]
fn key_and_wrong_need_the_organisation() {
    let (desk, issue) = issued();
    for word in ["key", "wrong"] {
        let ran = take(&desk, PACKAGE, TICKET, &issue.code, &all(word), "r.result");
        let ran = ran.refused(1, "script.invalid");
        assert!(ran.err.contains("need --org"), "{}", ran.err);
        assert!(!desk.dir().join("r.result").exists());
    }
}

#[test]
fn a_script_that_does_not_fit_starts_no_attempt() {
    let (desk, issue) = issued();
    desk.write("a.sql", "select 1;");
    for (script, code) in [
        ("{", "script.invalid"),
        (r#"{"answers":{"1":"E"}}"#, "script.invalid"),
        (r#"{"answer":{}}"#, "script.invalid"),
        (r#"{"answers":{"0":"A"}}"#, "script.invalid"),
        (r#"{"answers":{"11":"A"}}"#, "script.invalid"),
        (r#"{"seconds":100000}"#, "script.invalid"),
        (
            r#"{"code":{"language":"sql","file":"a.sql"}}"#,
            "script.invalid",
        ),
        (
            r#"{"code":{"language":"cobol","file":"a"}}"#,
            "script.invalid",
        ),
        (
            r#"{"code":{"language":"python","file":"missing.py"}}"#,
            "file.not-found",
        ),
    ] {
        println!("{script}");
        let ran = take(&desk, PACKAGE, TICKET, &issue.code, script, "r.result");
        let ran = ran.refused(1, code);
        assert!(!ran.err.contains("need --org"), "{}", ran.err);
        if script.contains("\"E\"") {
            assert!(ran.err.contains("\"A\" to \"D\""), "{}", ran.err);
        }
        for left in ["r.result", "r.result.attempt"] {
            assert!(!desk.dir().join(left).exists(), "{left}");
        }
    }
    // The same ticket still takes its test.
    take(&desk, PACKAGE, TICKET, &issue.code, LETTERS, "r.result").expect(0);
}

#[test]
fn a_wrong_code_another_packages_ticket_and_a_missing_file_are_told_apart() {
    let (desk, issue) = issued();
    let other = desk.issue("ref,name\nc-1,A Person\n", "second");
    desk.write("none.exampkg", "not a package");
    let wrong_character = format!("U{}", &issue.code[1..]);
    for (package, ticket, code, exit, expected) in [
        (PACKAGE, TICKET, other.code.as_str(), 2, "code.wrong"),
        (PACKAGE, TICKET, "ABCD", 2, "code.length"),
        (PACKAGE, TICKET, &wrong_character, 2, "code.character"),
        (
            PACKAGE,
            "second/tickets/c-1.ticket",
            &issue.code,
            2,
            "ticket.other-package",
        ),
        ("none.exampkg", TICKET, &issue.code, 2, "szip.not-zip"),
        ("nowhere.exampkg", TICKET, &issue.code, 1, "file.not-found"),
    ] {
        println!("{package} {ticket} {code}");
        take(&desk, package, ticket, code, LETTERS, "r.result").refused(exit, expected);
        assert!(!desk.dir().join("r.result").exists());
    }
}

#[test]
fn one_wrong_character_of_the_code_is_caught_before_the_lock_is_tried() {
    let (desk, issue) = issued();
    let last = if issue.code.ends_with('A') { 'B' } else { 'A' };
    let typed = format!("{}{last}", &issue.code[..issue.code.len() - 1]);
    take(&desk, PACKAGE, TICKET, &typed, LETTERS, "r.result").refused(2, "code.check");
}

#[test]
fn what_stands_in_the_way_of_a_result_is_named_and_not_replaced() {
    let (desk, issue) = issued();
    for name in ["c-1.result", "c-1.slip.txt", "c-1.VERIFY.txt"] {
        desk.write(name, "precious");
        let ran = take(&desk, PACKAGE, TICKET, &issue.code, LETTERS, "c-1.result");
        let ran = ran.refused(1, "file.exists");
        assert!(ran.err.contains(name), "{}", ran.err);
        assert_eq!(desk.read(name), b"precious");
        assert!(!desk.dir().join("c-1.result.attempt").exists());
        std::fs::remove_file(desk.dir().join(name)).expect(name);
    }
    let earlier = desk.dir().join("c-1.result.attempt");
    std::fs::create_dir(&earlier).expect("a folder");
    let ran = take(&desk, PACKAGE, TICKET, &issue.code, LETTERS, "c-1.result");
    let ran = ran.refused(1, "file.exists");
    assert!(ran.err.contains("An earlier attempt"), "{}", ran.err);
    assert!(earlier.exists());
    assert!(!desk.dir().join("c-1.result").exists());
}

#[test]
fn a_source_that_no_coding_question_takes_starts_no_attempt() {
    let (desk, issue) = issued();
    let script = r#"{"code":{"language":"python","file":"solution.py"}}"#;
    desk.write("solution.py", "#".repeat(256 * 1024 + 1));
    let go = || take(&desk, PACKAGE, TICKET, &issue.code, script, "r.result");
    let ran = go().refused(1, "script.invalid");
    assert!(ran.err.contains("solution.py has 262145"), "{}", ran.err);
    desk.write("solution.py", b"print('caf\xe9')");
    let ran = go().refused(1, "file.not-text");
    assert!(ran.err.contains("byte 10"), "{}", ran.err);
    std::fs::remove_file(desk.dir().join("solution.py")).expect("remove");
    std::fs::create_dir(desk.dir().join("solution.py")).expect("a folder");
    go().refused(1, "file.is-folder");
    for left in ["r.result", "r.result.attempt"] {
        assert!(!desk.dir().join(left).exists(), "{left}");
    }
}

#[test]
fn a_result_that_could_not_be_written_is_refused_before_the_test_is_played() {
    let (desk, issue) = issued();
    let link = desk.dir().join("link.result");
    std::os::unix::fs::symlink("nowhere", &link).expect("a link");
    run(desk.dir(), "mkdir", &["folder"]).expect(0);
    for (out, code) in [
        ("c-1", "file.name"),
        ("folder", "file.name"),
        ("c-1.txt", "file.name"),
        ("link.result", "file.exists"),
    ] {
        take(&desk, PACKAGE, TICKET, &issue.code, LETTERS, out).refused(1, code);
        assert!(!desk.dir().join(format!("{out}.attempt")).exists(), "{out}");
    }
}
