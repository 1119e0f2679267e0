//! Both directions with the standard tools: `unzip` and `age`. A missing tool is a failure.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use invigil_bundle::{age, szip};
use invigil_crypto::random::FixedRandom;

use crate::{age_files::identity, szip_cases::contents};

fn run(dir: &Path, program: &str, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .current_dir(dir)
        .output()
        .unwrap_or_else(|e| panic!("{program} must be installed: {e}"))
}

fn dir_with(file: &str, bytes: &[u8]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("temp dir");
    fs::write(dir.path().join(file), bytes).expect("write");
    dir
}

#[test]
fn unzip_opens_what_we_write_and_refuses_the_corrupted_twin() {
    let archive = szip::write(&contents()).expect("write");
    let dir = dir_with("a.zip", &archive);
    assert!(run(dir.path(), "unzip", &["-t", "a.zip"]).status.success());
    assert!(
        run(dir.path(), "unzip", &["-q", "a.zip", "-d", "out"])
            .status
            .success()
    );
    for entry in contents() {
        let path = dir.path().join("out").join(&entry.name);
        assert_eq!(fs::read(path).expect("extracted"), entry.bytes);
    }
    let mut corrupted = archive;
    corrupted[30 + "manifest.json".len()] ^= 0x55;
    let dir = dir_with("a.zip", &corrupted);
    assert!(!run(dir.path(), "unzip", &["-t", "a.zip"]).status.success());
    assert!(szip::read(&corrupted).is_err());
}

#[test]
fn age_opens_what_we_seal_and_refuses_the_corrupted_twin() {
    let plain = vec![b'p'; 70_000];
    let to = [identity().recipient()];
    let mut sealed = age::encrypt(&to, &plain, &FixedRandom::new(1)).expect("seal");
    let dir = dir_with("key", format!("{}\n", identity()).as_bytes());
    let open = |sealed: &[u8]| {
        fs::write(dir.path().join("a.age"), sealed).expect("write");
        run(dir.path(), "age", &["-d", "-i", "key", "a.age"])
    };
    let opened = open(&sealed);
    assert!(opened.status.success());
    assert_eq!(opened.stdout, plain);
    let last = sealed.len() - 1;
    sealed[last] ^= 1;
    assert!(!open(&sealed).status.success());
    assert!(age::decrypt(&[identity()], &sealed, 1 << 20).is_err());
}

#[test]
fn we_open_what_age_seals_and_refuse_the_corrupted_twin() {
    let plain = vec![b'p'; 140_000];
    let dir = dir_with("plain", &plain);
    let other = age::Identity::from_bytes([9; 32]).recipient().to_string();
    let ours = identity().recipient().to_string();
    let arguments = ["-r", &other, "-r", &ours, "-o", "a.age", "plain"];
    assert!(run(dir.path(), "age", &arguments).status.success());
    let mut sealed = fs::read(dir.path().join("a.age")).expect("read");
    let opened = age::decrypt(&[identity()], &sealed, plain.len()).expect("open");
    assert_eq!(opened.as_slice(), plain);
    sealed[100_000] ^= 1;
    let refused = age::decrypt(&[identity()], &sealed, plain.len()).expect_err("corrupted");
    assert_eq!(refused.code().0, "age.chunk");
}
