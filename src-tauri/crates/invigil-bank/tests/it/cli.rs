//! The binary: exit codes, and solutions that are run for what their names say.

use std::{
    path::Path,
    process::{Command, Output},
};

use crate::fixture::{Files, files, image, write};

#[expect(clippy::disallowed_methods, reason = "the binary is what is tested")]
fn run(arguments: &[&str], dir: &Path) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_invigil-bank"))
        .args(arguments)
        .current_dir(dir)
        .output()
        .expect("the binary runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn lint_exits_0_when_clean_and_1_with_a_line_a_finding() {
    let mut files = files();
    let clean = write(&files);
    let (code, out, _) = run(&["lint", "--bank", "."], clean.path());
    let summary = "fixture: 31 families, 124 variants, 1 tasks: 0 findings\n";
    assert_eq!((code, out.as_str()), (Some(0), summary));
    files.retain(|path, _| !path.ends_with("starter.rb"));
    let broken = write(&files);
    let (code, out, _) = run(&["lint", "--bank", "."], broken.path());
    assert_eq!(code, Some(1));
    assert!(
        out.starts_with("tasks/line-sum/task.toml: line-sum: bank.task-starters: "),
        "{out}"
    );
    let (code, _, _) = run(
        &["compile", "--bank", ".", "--out", "b.sqlite"],
        broken.path(),
    );
    assert_eq!(code, Some(1));
    assert!(!broken.path().join("b.sqlite").exists());
}

#[test]
fn compile_writes_the_image() {
    let dir = write(&files());
    let (code, _, errors) = run(&["compile", "--bank", ".", "--out", "b.sqlite"], dir.path());
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    let bytes = invigil_files::read(&dir.path().join("b.sqlite"), 1 << 24).expect("a file");
    assert!(bytes == image());
}

#[test]
fn wrong_arguments_exit_2_with_the_usage() {
    let dir = write(&Files::new());
    for arguments in [
        &[][..],
        &["other"],
        &["lint"],
        &["lint", "--bank"],
        &["lint", "--out", "x"],
        &["lint", "--bank", "a", "--bank", "b"],
    ] {
        let (code, _, errors) = run(arguments, dir.path());
        assert_eq!(code, Some(2), "{arguments:?}");
        assert!(errors.contains("usage: invigil-bank"), "{errors}");
    }
    let (code, _, errors) = run(&["lint", "--bank", "nowhere"], dir.path());
    assert_eq!(code, Some(2));
    assert!(errors.contains("nowhere/bank.toml"), "{errors}");
}

/// Python that uses the processor for some seconds, however long that takes.
const BURN: &str = "\
import time
def burn(seconds):
    while time.process_time() < seconds:
        pass
";

#[test]
fn sound_solutions_are_proved() {
    let dir = write(&files());
    let (code, out, errors) = run(&["check-code", "--bank", "."], dir.path());
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    assert_eq!(
        out.lines().filter(|l| l.starts_with("ok  ")).count(),
        6,
        "{out}"
    );
}

#[test]
fn a_failing_reference_a_stray_wrong_solution_and_a_short_limit_are_caught() {
    let mut files = files();
    let place = |name: &str| Path::new("tasks/line-sum/submissions").join(name);
    let good = files[&place("accepted/sum.py")].clone();
    let slow =
        format!("{BURN}{good}").replace("    if", "    if line == '1 2 3\\n': burn(0.7)\n    if");
    files.insert(place("accepted/sum.py"), slow);
    files.insert(place("accepted/sum.js"), "console.log(1)".into());
    files.insert(place("wrong_answer/basic-is-right.py"), good.clone());
    files.insert(
        place("wrong_answer/basic-dies.py"),
        "raise SystemExit(3)".into(),
    );
    files.insert(
        place("wrong_answer/scale-is-slow.py"),
        format!("{BURN}{good}\nif line.startswith('1999'): burn(3.2)\n"),
    );
    let dir = write(&files);
    let (code, out, _) = run(&["check-code", "--bank", "."], dir.path());
    assert_eq!(code, Some(1));
    let line = |name: &str| {
        out.lines()
            .find(|l| l.contains(name))
            .expect("a line")
            .to_owned()
    };
    let check = |name: &str, expected: &[&str]| {
        let line = line(name);
        assert!(expected.iter().all(|e| line.contains(e)), "{line}");
    };
    check("accepted/sum.py", &["ok  "]);
    check(
        "accepted/sum.js",
        &["FAIL", "sample 1: line 1: expected 3, got 1"],
    );
    check(
        "basic-is-right.py",
        &["FAIL", "must fail {\"basic\"}, fails {}"],
    );
    check("basic-dies.py", &["FAIL", "\"edge\"", "ends with an error"]);
    check("scale-is-slow.py", &["ok  ", "scale/01: over 3000 ms"]);
    check("task.toml", &["FAIL", "limit 3000 ms, needed "]);
}

#[test]
fn waiting_is_not_work_and_is_ended_as_well() {
    let mut files = files();
    let place = |name: &str| Path::new("tasks/line-sum/submissions").join(name);
    let task = Path::new("tasks/line-sum/task.toml");
    let short = files[task].replace("time_ms = 3000", "time_ms = 1000");
    assert_ne!(short, files[task]);
    files.insert(task.to_owned(), short);
    let good = files[&place("accepted/sum.py")].clone();
    let sleep = |seconds: &str| {
        let line = format!("if line.startswith('1999'): time.sleep({seconds})\n");
        format!("import time\n{good}\n{line}")
    };
    // As on a machine that has other work: a second and a half pass, next to none of it its own.
    files.insert(place("accepted/sum.py"), sleep("1.5"));
    files.insert(place("wrong_answer/scale-never-ends.py"), sleep("99"));
    let dir = write(&files);
    let (code, out, errors) = run(&["check-code", "--bank", "."], dir.path());
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    let stopped = "scale-never-ends.py: fails as intended: scale/01: no end after 8000 ms";
    assert!(out.contains(stopped), "{out}");
}
