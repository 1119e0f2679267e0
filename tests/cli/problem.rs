//! `invigil problem check`: what proves a problem, and what does not.

use std::path::Path;

use invigil_tests::{desk::Desk, root};

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let there = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &there);
        } else {
            std::fs::copy(&path, &there).expect("a file");
        }
    }
}

/// A desk with a copy of the practice bank.
fn bank() -> Desk {
    let desk = Desk::empty();
    copy(
        &root().join("assets/bank/practice"),
        &desk.dir().join("bank"),
    );
    desk
}

/// The `problem.yaml` of a package.
pub(crate) const DOUBLE: &str = "problem_format_version: 2025-09\nname: Double\nuuid: 1\n";

/// Writes a problem package.
pub(crate) fn package(desk: &Desk, name: &str, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = format!("{name}/{path}");
        let folder = Path::new(&path).parent().expect("a folder");
        std::fs::create_dir_all(desk.dir().join(folder)).expect("a folder");
        desk.write(&path, text);
    }
}

const SUBMISSIONS: &str = "bank/tasks/line-sum/submissions";

fn line(out: &str, name: &str) -> String {
    let line = out.lines().find(|l| l.contains(name));
    line.unwrap_or_else(|| panic!("no {name} in {out}"))
        .to_owned()
}

#[test]
fn the_practice_task_is_proved() {
    let desk = bank();
    let ran = desk
        .run(&["problem", "check", "bank/tasks/line-sum"])
        .expect(0);
    assert!(
        ran.out.lines().filter(|l| l.starts_with("ok  ")).count() >= 5,
        "{}",
        ran.out
    );
    assert!(ran.out.ends_with("line-sum: proved\n"), "{}", ran.out);
}

#[test]
fn a_failing_reference_a_stray_wrong_solution_and_a_short_limit_are_found() {
    let desk = bank();
    let good = desk.read(&format!("{SUBMISSIONS}/accepted/line_sum.py"));
    desk.write(
        &format!("{SUBMISSIONS}/accepted/line_sum.js"),
        "console.log(1)\n",
    );
    desk.write(
        &format!("{SUBMISSIONS}/wrong_answer/basic-is-right.py"),
        &good,
    );
    desk.write(
        &format!("{SUBMISSIONS}/wrong_answer/basic-dies.rb"),
        "exit 3\n",
    );
    let task = String::from_utf8(desk.read("bank/tasks/line-sum/task.toml")).expect("UTF-8");
    let short = task.replace("time_ms = 1500", "time_ms = 400");
    assert_ne!(short, task);
    desk.write("bank/tasks/line-sum/task.toml", short);
    let ran = desk
        .run(&["problem", "check", "bank", "--task", "line-sum"])
        .expect(2);
    let check = |name: &str, parts: &[&str]| {
        let line = line(&ran.out, name);
        assert!(parts.iter().all(|p| line.contains(p)), "{line}");
    };
    check("accepted/line_sum.py", &["ok  "]);
    check("accepted/line_sum.js", &["FAIL", "sample/1: wrong answer"]);
    check("basic-is-right.py", &["FAIL"]);
    check("basic-dies.rb", &["FAIL", "edge"]);
    check(
        "FAIL python: ",
        &["the limit of 400 ms is less than the 1000 ms"],
    );
    assert!(ran.out.ends_with("line-sum: not proved\n"), "{}", ran.out);
}

#[test]
fn a_package_is_proved_or_refused_with_its_code() {
    let desk = Desk::empty();
    let files = [
        ("problem.yaml", DOUBLE),
        ("data/sample/1.in", "1\n"),
        ("data/sample/1.ans", "2\n"),
        ("data/secret/1.in", "21\n"),
        ("data/secret/1.ans", "42\n"),
        ("submissions/accepted/good.rb", "puts gets.to_i * 2\n"),
        (
            "submissions/wrong_answer/square.ts",
            "const n: number = +require('fs').readFileSync(0, 'utf8')\nconsole.log(n * n + 1)\n",
        ),
        ("submissions/time_limit_exceeded/loop.js", "for (;;) {}\n"),
        (
            "input_validators/number.py",
            "import sys\nsys.exit(42 if sys.stdin.read().strip().isdigit() else 43)\n",
        ),
    ];
    package(&desk, "double", &files);
    let ran = desk.run(&["problem", "check", "double"]).expect(0);
    assert!(ran.out.contains("ruby: limit 1000 ms"), "{}", ran.out);
    let no_reference = line(&ran.out, "javascript: limit");
    assert!(
        no_reference.contains("no reference is in this language"),
        "{no_reference}"
    );
    let chosen = ["problem", "check", "double", "--task", "x"];
    desk.run(&chosen).refused(2, "problem.one-task");
    desk.write("double/data/secret/a b.in", "1\n");
    let ran = desk.run(&["problem", "check", "double"]).expect(2);
    assert!(ran.err.contains("kattis.name"), "{}", ran.err);
    std::fs::remove_file(desk.dir().join("double/data/secret/a b.in")).expect("removed");
    desk.write("double/problem.yaml", "type: interactive\n");
    let ran = desk.run(&["problem", "check", "double"]).expect(2);
    assert!(ran.err.contains("kattis.interactive"), "{}", ran.err);
    std::fs::create_dir(desk.dir().join("empty")).expect("a folder");
    let ran = desk.run(&["problem", "check", "empty"]).expect(2);
    assert!(ran.err.contains("problem.unknown"), "{}", ran.err);
}

#[test]
fn a_folder_that_is_not_there_is_said() {
    let desk = Desk::empty();
    desk.run(&["problem", "check", "nope"])
        .refused(1, "file.not-found");
}

#[test]
fn a_scoring_package_shows_points_and_a_validator_that_gives_them_is_found() {
    let desk = Desk::empty();
    let yaml = "problem_format_version: 2025-09\ntype: scoring\nname: Double\nuuid: 1\n";
    let files = [
        ("problem.yaml", yaml),
        ("data/secret/a/test_group.yaml", "max_score: 40\n"),
        ("data/secret/a/1.in", "1\n"),
        ("data/secret/a/1.ans", "2\n"),
        ("data/secret/b/test_group.yaml", "max_score: 60\n"),
        ("data/secret/b/1.in", "21\n"),
        ("data/secret/b/1.ans", "42\n"),
        ("submissions/accepted/good.py", "print(int(input()) * 2)\n"),
        ("submissions/partially_accepted/one.py", "print(2)\n"),
    ];
    package(&desk, "double", &files);
    let check = ["problem", "check", "double"];
    let ran = desk.run(&check).expect(0);
    let shown = |name: &str, parts: &[&str]| {
        let line = line(&ran.out, name);
        assert!(parts.iter().all(|p| line.contains(p)), "{line}");
    };
    shown("accepted/good.py", &["ok  ", "100 of 100 points"]);
    shown("partially_accepted/one.py", &["ok  ", "40 of 100 points"]);
    let validator = "import sys\nopen(sys.argv[3] + 'score.txt', 'w').write('1')\nsys.exit(42)\n";
    package(&desk, "double", &[("output_validator/check.py", validator)]);
    let ran = desk.run(&check).expect(2);
    let found = "FAIL submissions/accepted/good.py: secret/a/1: the checker failed: points given by the output validator are not supported";
    assert!(ran.out.contains(found), "{}", ran.out);
}
