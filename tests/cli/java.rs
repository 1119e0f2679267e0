//! Java on the command line: which JDK is taken, a whole journey, and a machine without one that
//! works. The tests need a JDK; `cargo xtask` installs it.

use invigil_tests::{Ran, binary, desk::Desk, run_with};
use serde_json::Value;

/// A folder that says it is a JDK, with something else for `java`.
fn pretender(desk: &Desk) -> String {
    std::fs::create_dir_all(desk.dir().join("jdk/bin")).expect("made");
    desk.write("jdk/bin/java", "no program");
    desk.write(
        "jdk/release",
        "JAVA_VERSION=\"99.0.1\"\nMODULES=\"java.base jdk.compiler\"\n",
    );
    desk.dir().join("jdk").display().to_string()
}

fn java(ran: &Ran) -> Value {
    let lines: Vec<Value> = serde_json::from_str(&ran.out).expect("JSON");
    let java = lines.into_iter().find(|line| line["language"] == "java");
    java.expect("a line")
}

#[test]
fn a_java_home_that_does_not_start_is_passed_over_and_the_version_is_that_of_what_runs() {
    let desk = Desk::empty();
    let home = pretender(&desk);
    let variables = [("JAVA_HOME", home.as_str())];
    let program = binary("invigil");
    let line = ["languages", "--json"];
    let found = java(&run_with(desk.dir(), &program, &line, &variables).expect(0));
    assert_eq!(found["absent"], Value::Null, "{found:#}");
    assert_eq!(found["repeatable"], false);
    let version = found["version"].as_str().expect("a version");
    assert!(version.starts_with("Java 17 on JDK "), "{version}");
    assert!(!version.contains("99"), "{version}");
}

/// Answers each line, whichever question is asked.
const ANSWERS: &str = r#"
import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        var in = new Scanner(System.in, "UTF-8");
        while (in.hasNextLine()) {
            in.nextLine();
            System.out.println("{\"status\":\"invalid\"}");
        }
    }
}
"#;

/// A candidate's program in Java: run, handed in, graded and replayed.
#[test]
fn a_program_in_java_is_run_graded_and_replayed() {
    let desk = Desk::new();
    let issue = desk.issue("ref,name\nc-1,A Person\n", "out");
    desk.write("Main.java", ANSWERS);
    let script = r#"{"code":{"language":"java","file":"Main.java","run":true},"seconds":600}"#;
    desk.take(&issue, "c-1", script).expect(0);
    let json = |command: &str| -> Value {
        let ran = desk.unlocked(&[command, "c-1.result", "--org", "org", "--json"]);
        serde_json::from_str(&ran.expect(0).out).expect("JSON")
    };
    let grade = json("grade");
    let task = &grade[0]["tasks"][0];
    assert_eq!(task["language"], "java", "{task:#}");
    assert!(task["score"].is_u64(), "{task:#}");
    assert_eq!(task["judged"]["repeatable"], false, "{task:#}");
    let tests = task["judged"]["tests"].as_array().expect("tests");
    assert!(!tests.is_empty());
    for test in tests {
        let verdict = test["verdict"].as_str().expect("a verdict");
        assert!(matches!(verdict, "ac" | "wa"), "{test:#}");
    }
    let replayed = json("replay");
    let cases = replayed[0]["cases"].as_array().expect("cases");
    assert!(!cases.is_empty(), "{replayed:#}");
    for case in cases {
        assert_eq!(case["language"], "java");
        assert_eq!(case["replay"]["code"], "identical", "{case:#}");
        assert_eq!(case["replay"]["scope"], "end-and-output", "{case:#}");
    }
}

/// Ends before it has answered anything.
const GIVES_UP: &str =
    "public class Main { public static void main(String[] args) { System.exit(3); } }\n";
/// Answers nothing.
const IS_SILENT: &str = "public class Main { public static void main(String[] args) { } }\n";

/// One command grades several at once: each program has its own verdict.
#[test]
fn programs_in_java_that_are_graded_together_are_not_mixed_up() {
    let desk = Desk::new();
    let programs = [
        ("c-1", ANSWERS, ["ac", "wa"]),
        ("c-2", GIVES_UP, ["rte", "rte"]),
        ("c-3", IS_SILENT, ["wa", "wa"]),
        ("c-4", GIVES_UP, ["rte", "rte"]),
        ("c-5", IS_SILENT, ["wa", "wa"]),
    ];
    let rows: String = programs
        .iter()
        .map(|(name, ..)| format!("{name},Person {name}\n"))
        .collect();
    let issue = desk.issue(&format!("ref,name\n{rows}"), "out");
    let mut results = Vec::new();
    for (name, source, _) in programs {
        desk.write(&format!("{name}.java"), source);
        let code = format!(r#"{{"language":"java","file":"{name}.java"}}"#);
        let script = format!(r#"{{"code":{code},"seconds":600}}"#);
        desk.take(&issue, name, &script).expect(0);
        results.push(format!("{name}.result"));
    }
    let mut line = vec!["grade", "--org", "org", "--json"];
    line.extend(results.iter().map(String::as_str));
    let grades: Value = serde_json::from_str(&desk.unlocked(&line).expect(0).out).expect("JSON");
    for (grade, (name, _, verdicts)) in grades.as_array().expect("grades").iter().zip(programs) {
        assert_eq!(grade["candidate_ref"], name);
        let task = &grade["tasks"][0];
        let tests = task["judged"]["tests"].as_array().expect("tests");
        assert!(!tests.is_empty(), "{name}: {task:#}");
        for test in tests {
            let verdict = test["verdict"].as_str().expect("a verdict");
            assert!(verdicts.contains(&verdict), "{name}: {test:#}");
        }
        if name != "c-1" {
            assert_eq!(task["score"], 0, "{name}: {task:#}");
        }
    }
    assert_eq!(grades.as_array().map(Vec::len), Some(programs.len()));
}
