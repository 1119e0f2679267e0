//! What programs read: `json-output.md` against what is printed.

use std::collections::BTreeMap;

use invigil_tests::desk::{Desk, all};
use serde_json::Value;

use crate::problem::{DOUBLE, package};

fn page() -> String {
    let page = invigil_tests::root().join("src-tauri/docs/formats/json-output.md");
    std::fs::read_to_string(page).expect("the page")
}

/// Field and type of each table row below a heading of the page.
fn documented(heading: &str) -> BTreeMap<String, String> {
    let page = page();
    let (_, below) = page.split_once(&format!("{heading}\n")).expect(heading);
    let table = below.split("\n#").next().unwrap_or_default();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| {
        let mut cells = row.split('|');
        let name = cells.next().expect("a name").trim().trim_end_matches('`');
        let kind = cells.next().expect("a type").trim();
        (name.to_owned(), kind.to_owned())
    })
    .collect()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Where an object and the page part.
fn difference(value: &Value, heading: &str) -> Option<String> {
    let documented = documented(heading);
    let object = value.as_object().expect("an object");
    let unknown = object.keys().find(|name| !documented.contains_key(*name));
    let unknown = unknown.map(|name| format!("`{name}` is not on the page"));
    let wrong = documented.iter().find_map(|(name, kinds)| {
        let Some(value) = object.get(name) else {
            return Some(format!("`{name}` is not printed"));
        };
        let fits = kinds.split(" or ").any(|k| k == kind(value));
        (!fits).then(|| format!("`{name}` is {value}, not {kinds}"))
    });
    unknown.or(wrong)
}

#[track_caller]
fn check(value: &Value, heading: &str) {
    assert_eq!(difference(value, heading), None, "{heading}");
}

fn print(desk: &Desk, arguments: &[&str], code: i32) -> Value {
    let ran = desk
        .unlocked(&[arguments, &["--json"]].concat())
        .expect(code);
    serde_json::from_str(&ran.out).expect("JSON on standard output")
}

fn each(value: &Value, heading: &str) {
    let values = value.as_array().expect("an array");
    assert!(!values.is_empty(), "{heading}");
    for value in values {
        check(value, heading);
    }
}

#[test]
fn every_verdict_has_the_documented_fields() {
    let desk = Desk::new();
    desk.one_result();
    let verify = ["verify", "c-1.result", "--org", "org"];
    let report = print(&desk, &verify, 0);
    assert_eq!(report["verdict"], "verified");
    check(&report, "## `invigil verify --json`");
    each(&report["checks"], "### `checks[]`");
    let ran = desk.run(&["bank", "search", "token", "--json"]).expect(0);
    let hits: Value = serde_json::from_str(&ran.out).expect("JSON");
    each(&hits, "## `invigil bank search --json`");

    let ran = desk.run(&[
        "verify",
        "c-1.result",
        "--trust",
        "org/root.pub_signers",
        "--json",
    ]);
    let report: Value = serde_json::from_str(&ran.expect(3).out).expect("JSON");
    assert_eq!(report["verdict"], "envelope-only");
    check(&report, "## `invigil verify --json`");

    desk.organisation("other", "Other");
    let report = print(&desk, &["verify", "c-1.result", "--org", "other"], 2);
    assert_eq!(report["verdict"], "refused");
    check(&report, "## `invigil verify --json`");
    each(&report["checks"], "### `checks[]`");
}

#[test]
fn grades_and_inspections_have_the_documented_fields() {
    let desk = Desk::new();
    let issue = desk.issue("ref,name\nc-1,A Person\n", "hand-out");
    desk.take(&issue, "c-1", &all("key")).expect(0);
    let grades = print(&desk, &["grade", "c-1.result", "--org", "org"], 0);
    each(&grades, "## `invigil grade --json`");
    each(&grades[0]["skills"], "### `skills[]`");
    each(&grades[0]["items"], "### `items[]`");
    let tasks = &grades[0]["tasks"];
    assert_eq!(tasks[0]["language"], Value::Null, "{tasks:#}");
    each(tasks, "### `tasks[]`");
    assert_eq!(grades[0]["right"], 10);
    let file = grades[0]["file"].as_str().expect("a path").to_owned();
    for path in ["c-1.result", "hand-out/exam.exampkg", &file] {
        let ran = desk.run(&["inspect", path, "--json"]).expect(0);
        let report: Value = serde_json::from_str(&ran.out).expect("JSON");
        check(&report, "## `invigil inspect --json`");
    }
}

/// Prints the same for every line.
const ALIKE: &str = "import sys\nfor line in sys.stdin:\n    print('{}')\n";

#[test]
fn code_that_was_graded_and_run_again_has_the_documented_fields() {
    let desk = Desk::new();
    let issue = desk.issue("ref,name\nc-1,A Person\n", "hand-out");
    desk.write("main.py", ALIKE);
    let script = r#"{"code":{"language":"python","file":"main.py","run":true},"seconds":600}"#;
    desk.take(&issue, "c-1", script).expect(0);
    let grades = print(&desk, &["grade", "c-1.result", "--org", "org"], 0);
    each(&grades, "## `invigil grade --json`");
    let tasks = &grades[0]["tasks"];
    assert!(tasks[0]["judged"].is_object(), "{tasks:#}");
    each(tasks, "### `tasks[]`");
    each(&tasks[0]["groups"], "### `groups[]`");

    let replays = print(&desk, &["replay", "c-1.result", "--org", "org"], 0);
    each(&replays, "## `invigil replay --json`");
    let cases = &replays[0]["cases"];
    assert!(cases[0]["replay"].is_object(), "{cases:#}");
    each(cases, "### `cases[]`");
}

#[test]
fn languages_have_the_documented_fields() {
    let ran = Desk::empty().run(&["languages", "--json"]).expect(0);
    let languages: Value = serde_json::from_str(&ran.out).expect("JSON on standard output");
    each(&languages, "## `invigil languages --json`");
}

#[test]
fn what_is_wrong_with_a_problem_has_the_documented_fields() {
    let desk = Desk::empty();
    let files = [
        ("problem.yaml", DOUBLE),
        ("data/sample/1.in", "1\n"),
        ("data/sample/1.ans", "2\n"),
        ("data/secret/1.in", "21\n"),
        ("data/secret/1.ans", "42\n"),
        ("submissions/accepted/wrong.py", "print(1)\n"),
    ];
    package(&desk, "double", &files);
    let check = ["problem", "check", "double", "--json"];
    let ran = desk.run(&check).expect(2);
    let reports: Value = serde_json::from_str(&ran.out).expect("JSON on standard output");
    each(&reports, "## `invigil problem check --json`");
    each(&reports[0]["findings"], "### `findings[]`");
}

#[test]
fn proofs_have_the_documented_fields() {
    let desk = Desk::empty();
    let bank = invigil_tests::root().join("assets/bank/practice");
    let bank = bank.to_str().expect("UTF-8");
    let ran = desk.run(&["problem", "check", bank, "--json"]).expect(0);
    let reports: Value = serde_json::from_str(&ran.out).expect("JSON on standard output");
    each(&reports, "## `invigil problem check --json`");
    each(&reports[0]["submissions"], "### `submissions[]`");
    each(&reports[0]["calibrations"], "### `calibrations[]`");
}

#[test]
fn a_missing_file_is_a_circumstance_and_a_changed_one_is_refused() {
    let desk = Desk::new();
    desk.one_result();
    desk.write("changed.result", "changed");
    for command in ["grade", "replay"] {
        let printed = |paths: &[&str], code: i32| {
            let ran = desk.unlocked(&[&[command], paths, &["--org", "org", "--json"]].concat());
            let reports: Value = serde_json::from_str(&ran.expect(code).out).expect("JSON");
            reports.as_array().expect("an array").len()
        };
        assert_eq!(printed(&["c-1.result"], 0), 1);
        assert_eq!(printed(&["c-1.result", "nowhere.result"], 1), 1);
        let all = ["nowhere.result", "changed.result", "c-1.result"];
        assert_eq!(printed(&all, 2), 1);
        assert_eq!(printed(&["nowhere.result"], 1), 0);
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_command_without_a_panic() {
    let desk = Desk::new();
    desk.one_result();
    let invigil = invigil_tests::binary("invigil");
    let line = format!(
        "'{}' verify c-1.result --org org --json --passphrase-file pass.txt | true",
        invigil.display()
    );
    let ran = invigil_tests::run(desk.dir(), "sh", &["-c", &line]).expect(0);
    assert_eq!(ran.err, "");
}

#[test]
fn output_that_cannot_be_written_is_said_and_files_that_were_made_are_kept() {
    let desk = Desk::empty();
    let invigil = invigil_tests::binary("invigil");
    let line = format!("'{}' practice --out made > /dev/full", invigil.display());
    let ran = invigil_tests::run(desk.dir(), "sh", &["-c", &line]);
    let ran = ran.refused(1, "cli.output");
    assert!(ran.err.contains("No space left"), "{}", ran.err);
    assert!(desk.dir().join("made/practice.exampkg").exists());
}

/// A heading with a table of fields that no test above names would be compared with nothing.
#[test]
fn every_table_of_fields_is_compared() {
    let (page, tests) = (page(), include_str!("json.rs"));
    let (mut heading, mut tables) = ("", 0);
    for line in page.lines() {
        if line.starts_with('#') {
            heading = line;
        }
        if line.starts_with("| field |") {
            tables += 1;
            let compared = format!(", \"{heading}\");");
            assert!(tests.contains(&compared), "{heading}");
        }
    }
    assert!(tables > 10, "{tables} tables");
}

#[test]
fn a_field_more_less_or_of_another_type_is_seen() {
    let heading = "### `skills[]`";
    let right = serde_json::json!({"skill": "apis", "right": 1, "of": 3, "interval": null});
    assert_eq!(difference(&right, heading), None);
    for wrong in [
        serde_json::json!({"skill": "apis", "right": 1, "of": 3}),
        serde_json::json!({"skill": "apis", "right": "1", "of": 3, "interval": null}),
        serde_json::json!({"skill": "apis", "right": 1, "of": 3, "interval": null, "x": 1}),
    ] {
        assert!(difference(&wrong, heading).is_some(), "{wrong}");
    }
}
