//! The organisation's folder when a command is killed in it, and when two work in it at once.

use std::{collections::BTreeSet, path::PathBuf};

use invigil_tests::{
    Ran, binary,
    desk::{Desk, Issue, LETTERS},
    run,
};
use serde_json::Value;

/// The calls that change names on the disk.
const CHANGES: [&str; 5] = ["rename", "link", "unlink", "mkdir", "rmdir"];

/// Runs `invigil` with the passphrase, killed at the `n`th of its calls of one kind. `false` when
/// it made fewer, and ended by itself.
fn killed_at(desk: &Desk, call: &str, n: usize, arguments: &[&str]) -> bool {
    let (trace, inject) = (
        format!("trace=/^{call}"),
        format!("inject=/^{call}:signal=KILL:when={n}"),
    );
    let program = binary("invigil");
    let strace = ["-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
    let command = [program.to_str().expect("UTF-8")];
    let secret = ["--passphrase-file", "pass.txt"];
    let ran = run(
        desk.dir(),
        "strace",
        &[&strace[..], &command, arguments, &secret].concat(),
    );
    match ran.code {
        0 => false,
        -1 | 137 => true,
        other => panic!("{other}: {}", ran.err),
    }
}

/// Kills a command at each of its changes, over a folder that `prepare` makes each time, and
/// looks at what is left. How often it was killed.
fn at_each_change(
    desk: &Desk,
    arguments: &[&str],
    prepare: impl Fn(),
    mut look: impl FnMut(usize),
) -> usize {
    let mut kills = 0;
    for call in CHANGES {
        let mut n = 1;
        loop {
            prepare();
            if !killed_at(desk, call, n, arguments) {
                break;
            }
            (n, kills) = (n + 1, kills + 1);
            look(kills);
        }
    }
    kills
}

fn copy(desk: &Desk, from: &str, to: &str) {
    run(desk.dir(), "rm", &["-rf", to]).expect(0);
    run(desk.dir(), "cp", &["-a", from, to]).expect(0);
}

/// Makes a key of OpenSSH in `name.pub`.
fn foreign_key(desk: &Desk, name: &str) {
    let arguments = ["-q", "-t", "ed25519", "-N", "", "-f", name];
    run(desk.dir(), "ssh-keygen", &arguments).expect(0);
}

fn revoke<'a>(dir: &'a str, key: &'a str) -> [&'a str; 8] {
    [
        "org", "revoke", "--dir", dir, "--key", key, "--reason", "lost",
    ]
}

fn issue<'a>(org: &'a str, out: &'a str) -> [&'a str; 7] {
    let list = "candidates.csv";
    ["issue", "--org", org, "--candidates", list, "--out", out]
}

fn revoked(desk: &Desk, dir: &str) -> Value {
    serde_json::from_slice(&desk.read(&format!("{dir}/trust/revoked.json"))).expect("JSON")
}

/// An honest result holds and a test is issued: nothing that a kill leaves is in the way.
fn goes_on(desk: &Desk, dir: &str, n: usize) {
    desk.unlocked(&["verify", "c-1.result", "--org", dir])
        .expect(0);
    let out = format!("{dir}-out-{n}");
    desk.unlocked(&issue(dir, &out)).expect(0);
}

/// ssh-keygen takes each file of the list with its signature.
fn signed(desk: &Desk, dir: &str) {
    for name in ["revoked.krl", "revoked.json"] {
        let line = format!(
            "ssh-keygen -Y verify -f {dir}/root.pub_signers -I org -n revoked-v1@invigil \
             -s {dir}/trust/{name}.sig < {dir}/trust/{name}"
        );
        run(desk.dir(), "sh", &["-c", &line]).expect(0);
    }
}

#[test]
fn a_revocation_that_is_killed_anywhere_has_happened_or_has_not() {
    let desk = Desk::new();
    desk.one_result();
    for key in ["a", "b"] {
        foreign_key(&desk, key);
    }
    desk.unlocked(&revoke("org", "a.pub")).expect(0);
    let mut seen = [0; 2];
    let (revoke, prepare) = (revoke("cut", "b.pub"), || copy(&desk, "org", "cut"));
    let kills = at_each_change(&desk, &revoke, prepare, |n| {
        goes_on(&desk, "cut", n);
        signed(&desk, "cut");
        let entries = revoked(&desk, "cut")["entries"].as_array().map(Vec::len);
        seen[entries.expect("entries") - 1] += 1;
        desk.unlocked(&revoke).expect(0);
        let list = revoked(&desk, "cut");
        assert_eq!(list["seq"], 2, "kill {n}");
        assert_eq!(list["entries"].as_array().map(Vec::len), Some(2));
        signed(&desk, "cut");
    });
    // Five files are made ready, and five are moved.
    assert!(kills > 10, "{kills} kills");
    assert!(seen.iter().all(|&times| times > 3), "{seen:?}");
}

#[test]
fn a_rotation_that_is_killed_anywhere_has_happened_or_has_not() {
    let desk = Desk::new();
    desk.one_result();
    let rotate = ["org", "rotate", "--dir", "cut"];
    let number = |desk: &Desk| {
        let text = String::from_utf8(desk.read("cut/trust/org.signers")).expect("ASCII");
        let line = text.lines().find_map(|line| line.split_once("seq="));
        let digits = line.expect("a number").1;
        digits
            .chars()
            .take_while(char::is_ascii_digit)
            .collect::<String>()
    };
    let mut seen = [0; 2];
    let prepare = || copy(&desk, "org", "cut");
    let kills = at_each_change(&desk, &rotate, prepare, |n| {
        goes_on(&desk, "cut", n);
        let at: usize = number(&desk).parse().expect("a number");
        seen[at - 1] += 1;
        desk.unlocked(&rotate).expect(0);
        assert_eq!(number(&desk), (at + 1).to_string());
        desk.unlocked(&["verify", "c-1.result", "--org", "cut"])
            .expect(0);
    });
    assert!(kills > 12, "{kills} kills");
    assert!(seen.iter().all(|&times| times > 2), "{seen:?}");
}

/// The private folders of an organisation's issued tests.
fn issued(desk: &Desk, dir: &str) -> BTreeSet<PathBuf> {
    let list = std::fs::read_dir(desk.dir().join(dir).join("issued")).expect("a folder");
    list.map(|entry| entry.expect("an entry").file_name().into())
        .collect()
}

/// Takes and grades the tests whose tickets were handed out; how many there were.
fn take_all(desk: &Desk, issue: &Issue) -> usize {
    run(desk.dir(), "sh", &["-c", "rm -rf d-?.*"]).expect(0);
    let mut taken = 0;
    for candidate in ["d-1", "d-2"] {
        let ticket = format!("tickets/{candidate}.ticket");
        if !issue.out.join(ticket).exists() {
            continue;
        }
        desk.take(issue, candidate, LETTERS).expect(0);
        let result = format!("{candidate}.result");
        desk.unlocked(&["grade", &result, "--org", "cut", "--answers-only"])
            .expect(0);
        taken += 1;
    }
    taken
}

#[test]
fn an_issue_that_is_killed_anywhere_hands_out_nothing_without_its_keys() {
    let desk = Desk::new();
    desk.one_result();
    desk.write("candidates.csv", "ref,name\nd-1,A Person\nd-2,B Person\n");
    let (cut, before) = (issue("cut", "half"), issued(&desk, "org"));
    let prepare = || {
        copy(&desk, "org", "cut");
        run(desk.dir(), "rm", &["-rf", "half"]).expect(0);
    };
    let (mut nothing, mut tickets) = (0, [0; 3]);
    let kills = at_each_change(&desk, &cut, prepare, |n| {
        goes_on(&desk, "cut", n);
        if !desk.dir().join("half/exam.exampkg").exists() {
            nothing += 1;
            desk.unlocked(&cut).expect(0);
            return;
        }
        desk.unlocked(&cut).refused(1, "org.out-used");
        let out = desk.dir().join("half");
        let package = std::fs::read(out.join("exam.exampkg")).expect("a package");
        let mut kept = issued(&desk, "cut").into_iter().filter_map(|id| {
            let private = desk.dir().join("cut/issued").join(&id);
            let same = std::fs::read(private.join("package.exampkg")).ok()? == package;
            (same && !before.contains(&id)).then_some(private)
        });
        let private = kept.next().expect("its keys");
        let code = std::fs::read_to_string(private.join("code.txt")).expect("its code");
        let half = Issue {
            code: code.trim().to_owned(),
            out,
            private,
        };
        tickets[take_all(&desk, &half)] += 1;
    });
    assert!(kills > 12 && nothing > 6, "{kills} kills, {nothing} before");
    assert!(tickets.iter().all(|&times| times > 0), "{tickets:?}");
}

#[test]
fn a_grade_that_is_killed_anywhere_is_made_again() {
    let desk = Desk::new();
    desk.one_result();
    let grade = ["grade", "c-1.result", "--org", "cut", "--answers-only"];
    let graded = |n| {
        let said = desk.unlocked(&grade).expect(0).out;
        let (score, signed) = said.split_once("  signed on").expect("a kept grade");
        assert!(signed.contains("grade.json"), "kill {n}: {signed}");
        (score.to_owned(), signed.to_owned())
    };
    let prepare = || copy(&desk, "org", "cut");
    prepare();
    let (score, _) = graded(0);
    let kills = at_each_change(&desk, &grade, prepare, |n| {
        let first = graded(n);
        assert_eq!(first.0, score, "kill {n}");
        // Kept from then on, with its signature.
        assert_eq!(graded(n), first, "kill {n}");
    });
    assert!(kills > 4, "{kills} kills");
}

#[test]
fn an_organisation_whose_making_was_killed_is_made_again_in_its_folder() {
    let desk = Desk::empty();
    let init = ["org", "init", "--dir", "org", "--name", "Acme"];
    let export = ["keys", "export-mailbox", "--org", "org", "--out", "key"];
    let mut unfinished = 0;
    let prepare = || drop(run(desk.dir(), "rm", &["-rf", "org", "key"]).expect(0));
    let kills = at_each_change(&desk, &init, prepare, |n| {
        let ran = desk.unlocked(&export);
        if ran.code == 0 {
            // Only the last step was missing; what is used is never taken for a beginning.
            assert!(!desk.dir().join("org/unfinished").exists(), "kill {n}");
            desk.unlocked(&init).refused(1, "org.exists");
            return;
        }
        unfinished += usize::from(ran.err.contains("org.unfinished"));
        desk.organisation("org", "Acme");
        desk.unlocked(&export).expect(0);
        let list = std::fs::read_dir(desk.dir().join("org")).expect("a folder");
        let mut names: Vec<_> = list.map(|e| e.expect("an entry").file_name()).collect();
        names.sort();
        let whole = [
            "issued",
            "keys",
            "lock",
            "org.json",
            "root.key.sealed",
            "root.pub_signers",
            "trust",
        ];
        assert_eq!(names, whole, "kill {n}");
    });
    assert!(
        kills > 15 && unfinished > 10,
        "{kills} kills, {unfinished} told"
    );
    // What a person put into such a folder stays.
    run(desk.dir(), "mkdir", &["other"]).expect(0);
    desk.write("other/notes.txt", "mine");
    let other = ["org", "init", "--dir", "other", "--name", "Acme"];
    desk.unlocked(&other).refused(1, "org.exists");
    assert_eq!(desk.read("other/notes.txt"), b"mine");
}

#[test]
fn of_two_makings_in_one_folder_one_stands_whole() {
    let desk = Desk::empty();
    let init = |name| vec!["org", "init", "--dir", "org", "--name", name];
    let ran = at_once(&desk, &[init("One"), init("Two"), init("Three")]);
    let made: Vec<&Ran> = ran.iter().filter(|ran| ran.code == 0).collect();
    assert_eq!(
        made.len(),
        1,
        "{:?}",
        ran.iter().map(|r| &r.err).collect::<Vec<_>>()
    );
    for other in ran.iter().filter(|ran| ran.code != 0) {
        let told = ["org.busy", "org.exists"]
            .iter()
            .any(|code| other.err.contains(code));
        assert!(told, "{}", other.err);
    }
    desk.write("candidates.csv", "ref,name\nc-1,A Person\n");
    let issue = issue("org", "out");
    desk.unlocked(&issue).expect(0);
    run(desk.dir(), "test", &["-f", "org/root.key.sealed"]).expect(0);
}

#[test]
fn a_making_takes_nothing_away_that_it_did_not_make() {
    let desk = Desk::empty();
    run(desk.dir(), "mkdir", &["-p", "other/keys"]).expect(0);
    for name in ["other/keys/mine", "other/unfinished", "other/.thesis.part"] {
        desk.write(name, "mine");
    }
    let init = ["org", "init", "--dir", "other", "--name", "Acme"];
    desk.unlocked(&init).refused(1, "org.exists");
    // Beside a true marker, too, and a used organisation that lost its org.json is none.
    desk.write("other/unfinished", "invigil org init\n");
    desk.unlocked(&init).expect(0);
    assert_eq!(desk.read("other/keys/mine"), b"mine");
    assert_eq!(desk.read("other/.thesis.part"), b"mine");
    desk.write("candidates.csv", "ref,name\nc-1,A Person\n");
    let issue = issue("other", "out");
    desk.unlocked(&issue).expect(0);
    desk.write("other/unfinished", "invigil org init\n");
    run(desk.dir(), "rm", &["other/org.json"]).expect(0);
    desk.unlocked(&init).refused(1, "org.exists");
    run(desk.dir(), "test", &["-d", "other/issued"]).expect(0);
}

#[test]
fn without_its_issuing_key_a_folder_verifies_and_makes_a_new_one() {
    let desk = Desk::new();
    desk.one_result();
    run(desk.dir(), "rm", &["org/keys/issuing.key.sealed"]).expect(0);
    desk.unlocked(&["verify", "c-1.result", "--org", "org"])
        .expect(0);
    let ran = desk.unlocked(&issue("org", "new"));
    let ran = ran.refused(1, "org.no-issuing-key");
    assert!(ran.err.contains("invigil org rotate"), "{}", ran.err);
    desk.unlocked(&["org", "rotate", "--dir", "org"]).expect(0);
    goes_on(&desk, "org", 1);
    for file in ["root.pub_signers", "keys/mailbox.key.sealed"] {
        copy(&desk, "org", "cut");
        run(desk.dir(), "rm", &[&format!("cut/{file}")]).expect(0);
        desk.unlocked(&["verify", "c-1.result", "--org", "cut"])
            .refused(1, "org.broken");
    }
}

#[test]
fn a_cut_off_change_is_read_where_nothing_can_be_written() {
    let desk = Desk::new();
    desk.one_result();
    foreign_key(&desk, "a");
    assert!(killed_at(&desk, "rename", 7, &revoke("org", "a.pub")));
    run(desk.dir(), "test", &["-d", "org/trust/next"]).expect(0);
    let line = "mount --bind org org && mount -o remount,ro,bind org && exec \"$@\"";
    let program = binary("invigil");
    let verify = [
        "verify",
        "c-1.result",
        "--org",
        "org",
        "--passphrase-file",
        "pass.txt",
    ];
    let shell = [
        "--mount",
        "sh",
        "-ec",
        line,
        "sh",
        program.to_str().expect("UTF-8"),
    ];
    run(desk.dir(), "unshare", &[&shell[..], &verify].concat()).expect(0);
}

#[test]
fn of_two_issues_into_one_folder_one_is_whole() {
    let desk = Desk::new();
    desk.write("candidates.csv", "ref,name\nc-1,A Person\nc-2,B Person\n");
    let issue = issue("org", "same");
    let ran = at_once(&desk, &[issue.to_vec(), issue.to_vec(), issue.to_vec()]);
    assert_eq!(ran.iter().filter(|ran| ran.code == 0).count(), 1);
    for file in ["exam.exampkg", "tickets/c-1.ticket", "tickets/c-2.ticket"] {
        run(desk.dir(), "test", &["-f", &format!("same/{file}")]).expect(0);
    }
}

/// Runs commands at the same time.
fn at_once(desk: &Desk, commands: &[Vec<&str>]) -> Vec<Ran> {
    std::thread::scope(|scope| {
        let spawn = |command| scope.spawn(move || desk.unlocked(command));
        let running: Vec<_> = commands.iter().map(|c| spawn(c.as_slice())).collect();
        let ran = running.into_iter();
        ran.map(|thread| thread.join().expect("a thread")).collect()
    })
}

#[test]
fn revocations_and_rotations_at_once_lose_nothing() {
    let desk = Desk::new();
    desk.one_result();
    let keys = ["a.pub", "b.pub", "c.pub", "d.pub"];
    for key in keys {
        foreign_key(&desk, key.trim_end_matches(".pub"));
    }
    let mut commands: Vec<Vec<&str>> = keys.iter().map(|k| revoke("org", k).to_vec()).collect();
    commands.extend(vec![vec!["org", "rotate", "--dir", "org"]; 2]);
    for ran in at_once(&desk, &commands) {
        ran.expect(0);
    }
    let list = revoked(&desk, "org");
    assert_eq!(list["seq"], 4);
    assert_eq!(list["entries"].as_array().map(Vec::len), Some(4));
    let signers = String::from_utf8(desk.read("org/trust/org.signers")).expect("ASCII");
    assert!(signers.contains("seq=3"), "{signers}");
    goes_on(&desk, "org", 1);
}

#[test]
fn grades_of_one_ticket_at_once_know_of_each_other() {
    let desk = Desk::new();
    let issue = desk.issue("ref,name\nc-1,A Person\n", "hand-out");
    let results = ["one.result", "two.result", "three.result"];
    for result in results {
        desk.take(&issue, "c-1", LETTERS).expect(0);
        run(desk.dir(), "mv", &["c-1.result", result]).expect(0);
        let beside = ["c-1.VERIFY.txt", "c-1.slip.txt", "c-1.result.attempt"];
        run(desk.dir(), "rm", &[&["-r"], &beside[..]].concat()).expect(0);
    }
    let commands = results.map(|r| vec!["grade", r, "--org", "org", "--answers-only"]);
    for ran in at_once(&desk, &commands) {
        ran.expect(0);
    }
    let ran = desk.unlocked(&commands[0]).expect(0);
    let others = ran.out.matches("Another result of this ticket").count();
    assert_eq!(others, 2, "{}", ran.out);
    assert!(ran.out.contains("begun twice"), "{}", ran.out);
}
