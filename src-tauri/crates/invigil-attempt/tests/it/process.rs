//! The sitting as a process of its own: killed, starved of disk, moved in time.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
};

use invigil_attempt::{Attempt, Phase, View};
use invigil_clock::{Clock, SystemClock};
use invigil_crypto::random::{self, SystemRandom};
use invigil_model::{Language, Letter};
use invigil_vault::FileStore;

use super::TICKET;

/// The example `sitting`, built beside this test.
pub(crate) fn sitting() -> PathBuf {
    let test = std::env::current_exe().expect("this test's path");
    let profile = test
        .ancestors()
        .nth(2)
        .expect("target/<profile>/deps/<test>");
    let path = profile.join("examples").join("sitting");
    assert!(
        path.exists(),
        "{} is missing: cargo build --examples",
        path.display()
    );
    path
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test's subject is a process that dies"
)]
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    Command::new(program)
}

/// Opens the attempt of a sitting that is gone.
pub(crate) fn reopen(dir: &Path) -> Attempt {
    let vault = Arc::new(FileStore::open(&dir.join("vault")).expect("vault"));
    let random = Arc::new(SystemRandom::new());
    Attempt::reopen(dir, TICKET, SystemClock::new().read(), random, vault).expect("reopen")
}

/// The number in a line `saved N`.
pub(crate) fn saved(line: &str) -> Option<u64> {
    line.strip_prefix("saved ")?.trim_end().parse().ok()
}

/// The attempt must stand exactly where the sitting's script stands after `view.taken_seq`
/// writes, and no acknowledged one may be missing.
pub(crate) fn check_state(view: &View, last_saved: u64) {
    let seq = view.taken_seq;
    assert!(
        seq >= last_saved,
        "{seq} writes are there, {last_saved} was acknowledged"
    );
    let (responses, text) = script(seq);
    assert_eq!(view.responses, responses, "after {seq}");
    assert_eq!(view.documents[&(1, Language::Python)], text, "after {seq}");
}

/// Where the sitting's script stands after `seq` writes.
fn script(seq: u64) -> (BTreeMap<u16, Letter>, String) {
    let (mut responses, mut text) = (BTreeMap::new(), String::new());
    for n in 1..=seq {
        if n.is_multiple_of(3) {
            text.insert(
                0,
                char::from(b'a' + u8::try_from(n / 3 % 26).expect("small")),
            );
        } else {
            let letter = usize::try_from(n / 4 % 4).expect("small");
            responses.insert(if n.is_multiple_of(2) { 1 } else { 2 }, Letter::ALL[letter]);
        }
    }
    (responses, text)
}

/// Starts the sitting, kills it after `lines` lines, gives all that it said.
fn kill_after(dir: &Path, lines: usize) -> Vec<String> {
    let mut child: Child = command(sitting())
        .arg(dir)
        .stdout(Stdio::piped())
        .spawn()
        .expect("spawn");
    let mut out = BufReader::new(child.stdout.take().expect("stdout")).lines();
    let mut said: Vec<String> = out.by_ref().take(lines).map(|l| l.expect("line")).collect();
    child.kill().expect("kill -9");
    child.wait().expect("wait");
    said.extend(out.map_while(Result::ok));
    said
}

#[test]
fn a_kill_at_any_moment_loses_no_acknowledged_write() {
    let seed: [u8; 8] = random::bytes(&SystemRandom::new()).expect("random");
    println!("seed {}", u64::from_be_bytes(seed));
    let dir = tempfile::tempdir().expect("temp dir");
    let mut last_saved = 0;
    // The first rounds die while the attempt is being made, checked in and started.
    let rounds = (0..5).chain(seed.iter().map(|b| usize::from(*b) / 4));
    for lines in rounds {
        let said = kill_after(dir.path(), lines);
        last_saved = said
            .iter()
            .filter_map(|l| saved(l))
            .next_back()
            .unwrap_or(last_saved);
        if said.iter().any(|l| l == "opened") {
            let attempt = reopen(dir.path());
            check_state(&attempt.view(), last_saved);
            let started = said.iter().any(|l| l == "started");
            assert!(!started || attempt.view().phase == Phase::Running);
        }
    }
    assert!(last_saved > 0, "the rounds reached the answers");
    let mut attempt = reopen(dir.path());
    attempt.submit(SystemClock::new().read()).expect("submit");
    attempt.seal().expect("seal");
}

/// Runs a shell line in a private mount namespace, with DIR and SITTING set.
fn in_namespace(dir: &Path, line: &str) -> String {
    let out = command("unshare")
        .args(["--mount", "sh", "-ec", line])
        .env("DIR", dir)
        .env("SITTING", sitting())
        .output()
        .expect("unshare");
    format!(
        "{}{}",
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    )
}

#[test]
fn a_full_disk_is_said_and_nothing_acknowledged_is_lost() {
    let dir = tempfile::tempdir().expect("temp dir");
    let said = in_namespace(
        dir.path(),
        "mount -t tmpfs -o size=1m tmpfs $DIR; head -c 800000 /dev/zero > $DIR/ballast; $SITTING $DIR count 300 ballast",
    );
    let lines: Vec<&str> = said.lines().collect();
    let full = lines
        .iter()
        .position(|l| *l == "error storage.disk-full")
        .expect(&said);
    let before = lines[..full].iter().filter_map(|l| saved(l)).next_back();
    let after = lines[full..].iter().filter_map(|l| saved(l)).next();
    assert!(
        before.is_some(),
        "some were saved before the disk was full: {said}"
    );
    assert!(after > before, "and the others after it had room: {said}");
    assert!(said.contains("submitted"), "{said}");
    let expected = format!("{:?}", script(300).0);
    assert!(said.contains(&expected), "all are sealed: {said}");
}

#[test]
fn a_read_only_folder_is_said() {
    let dir = tempfile::tempdir().expect("temp dir");
    let read_only =
        "mount --bind $DIR $DIR; mount -o remount,ro,bind $DIR; ! $SITTING $DIR count 4";
    let said = in_namespace(dir.path(), read_only);
    assert_eq!(said, "error file.no-permission\n");
    let said = in_namespace(dir.path(), "$SITTING $DIR count 4");
    assert!(
        said.contains("submitted"),
        "the same without the mount goes well: {said}"
    );
    assert_eq!(
        in_namespace(dir.path(), read_only),
        "error file.no-permission\n"
    );
    check_state(&reopen(dir.path()).view(), 4);
}

#[test]
fn boot_time_that_moved_between_two_launches_is_spent() {
    let check = |moved: &str, phase: &str| {
        let dir = tempfile::tempdir().expect("temp dir");
        kill_after(dir.path(), 4);
        let out = command("unshare")
            .args(["--time", "--fork", "--boottime", moved])
            .arg(sitting())
            .arg(dir.path())
            .args(["count", "0"])
            .output()
            .expect("unshare");
        let said = String::from_utf8_lossy(&out.stdout).into_owned();
        assert!(said.contains(&format!("phase {phase}")), "{moved}: {said}");
    };
    check("3600", "Expired");
    check("60", "Running");
}
