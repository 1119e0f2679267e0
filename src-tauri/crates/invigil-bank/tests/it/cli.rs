//! The binary: exit codes and what it writes.

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
