//! The commands of `VERIFY.txt`, run with the real tools on an opened result; each has a
//! corrupted twin that must fail. A missing tool is a failure.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use invigil_bundle::{
    doc::result::{Candidate, name},
    szip,
};
use tempfile::TempDir;

use crate::{
    sitting::sat,
    world::{key, world},
};

/// An opened result in a folder of its own, with the pinned root and the mailbox key beside it.
fn opened() -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for entry in sat().inner().signed() {
        let path = dir.path().join(&entry.name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, &entry.bytes).expect("a file");
    }
    let root = world().root.write().expect("root");
    fs::write(dir.path().join("root.pub_signers"), root).expect("a file");
    dir
}

/// Runs one line of `VERIFY.txt`.
fn run(dir: &Path, line: &str) -> bool {
    let status = Command::new("sh")
        .args(["-e", "-c", line])
        .current_dir(dir)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("sh");
    assert_ne!(status.code(), Some(127), "a tool is missing: {line}");
    status.success()
}

/// The commands of steps 2 to 4, as the text gives them.
fn commands() -> Vec<String> {
    let text = sat().inner().text(name::VERIFY);
    let (_, steps) = text.split_once("\n2. ").expect("step 2");
    let (steps, _) = steps.split_once("\n5. ").expect("step 5");
    let lines = steps.lines().filter_map(|line| line.strip_prefix("   "));
    let lines = lines.filter(|line| !line.starts_with("Use YOUR copy"));
    lines.map(str::to_owned).collect()
}

#[test]
fn every_command_of_verify_txt_holds_for_the_opened_result() {
    let dir = opened();
    let commands = commands();
    assert_eq!(commands.len(), 8, "{commands:#?}");
    for command in commands {
        assert!(run(dir.path(), &command), "{command}");
    }
}

#[test]
fn every_command_of_verify_txt_fails_on_a_corrupted_twin() {
    let commands = commands();
    for (command, file) in commands.iter().zip([
        "trust/org.signers",
        "package/SHA256SUMS",
        "package/package.json",
        "ticket.json",
        "package/SHA256SUMS",
        "SHA256SUMS.sig",
        "SHA256SUMS",
        "answers.json",
    ]) {
        let dir = opened();
        let path = dir.path().join(file);
        let mut bytes = fs::read(&path).expect("a file");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, bytes).expect("a file");
        assert!(!run(dir.path(), command), "{command} with {file} changed");
    }
}

#[test]
fn age_and_unzip_open_the_result_and_another_key_does_not() {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).expect("a file");
    write("a.result", &sat().result.bytes);
    write("mailbox.key", format!("{}\n", key::mailbox()).as_bytes());
    write("other.key", format!("{}\n", key::stranger()).as_bytes());
    assert!(run(dir.path(), "unzip -q a.result"));
    assert!(run(
        dir.path(),
        "age -d -i mailbox.key -o inner.zip sealed.age"
    ));
    assert!(run(dir.path(), "unzip -tq inner.zip"));
    assert!(!run(
        dir.path(),
        "age -d -i other.key -o other.zip sealed.age"
    ));
    let inner = fs::read(dir.path().join("inner.zip")).expect("inner.zip");
    let archive = szip::read(&inner).expect("szip");
    assert_eq!(archive.entries(), sat().inner().signed());
    let candidate = archive.get(name::CANDIDATE).expect("candidate.json");
    let candidate: Candidate = invigil_bundle::doc::document::read(candidate).expect("reads");
    assert_eq!(candidate.name, "Ada Example");
}
