//! A new issuing key, revocations, and trust files that are older than what was seen.

use std::path::Path;

use invigil_tests::{
    Ran,
    desk::{Desk, Issue, LETTERS},
    run,
};
use serde_json::Value;

fn verify(desk: &Desk, result: &str) -> Ran {
    desk.unlocked(&["verify", result, "--org", "org", "--json"])
}

fn report(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).expect("JSON")
}

fn outcome(report: &Value, id: &str) -> String {
    let checks = report["checks"].as_array().expect("checks");
    let check = checks.iter().find(|check| check["id"] == id);
    let check = check.unwrap_or_else(|| panic!("no check `{id}`"));
    check["outcome"].as_str().expect("an outcome").to_owned()
}

fn refused(desk: &Desk, result: &str, code: &str) {
    assert_eq!(report(&verify(desk, result).expect(2))["code"], code);
}

fn rotate(desk: &Desk, dir: &str) -> Ran {
    desk.unlocked(&["org", "rotate", "--dir", dir])
}

/// A copy of the organisation's folder, as a backup or a thief has it.
fn copy(desk: &Desk, from: &str, to: &str) {
    run(desk.dir(), "cp", &["-a", from, to]).expect(0);
}

/// Issues one ticket from a folder and takes the test into `<out>.result`.
fn sit(desk: &Desk, org: &str, out: &str) -> Ran {
    desk.write("one.csv", "ref,name\nc-1,A Person\n");
    let issue = [
        "issue",
        "--org",
        org,
        "--candidates",
        "one.csv",
        "--out",
        out,
    ];
    let ran = desk.unlocked(&issue).expect(0);
    let code = ran.out.lines().find_map(|l| l.strip_prefix("access code"));
    desk.write("letters.json", LETTERS);
    let (package, ticket) = (
        format!("{out}/exam.exampkg"),
        format!("{out}/tickets/c-1.ticket"),
    );
    let result = format!("{out}.result");
    desk.run(&[
        "take",
        "--package",
        &package,
        "--ticket",
        &ticket,
        "--code",
        code.expect("a code").trim(),
        "--script",
        "letters.json",
        "--out",
        &result,
    ])
}

fn after_one_result() -> (Desk, Issue) {
    let desk = Desk::new();
    let issue = desk.one_result();
    (desk, issue)
}

/// The issuing key as `org.signers` lists it.
fn issuing_key(desk: &Desk) -> String {
    let signers = String::from_utf8(desk.read("org/trust/org.signers")).expect("ASCII");
    let line = signers.lines().find(|l| l.starts_with("issue "));
    let (_, key) = line
        .expect("a line")
        .split_once(" ssh-ed25519 ")
        .expect("a key");
    format!("ssh-ed25519 {key}\n")
}

#[test]
fn after_a_new_issuing_key_old_results_hold_and_new_ones_are_made() {
    let (desk, _) = after_one_result();
    assert_eq!(
        outcome(&report(&verify(&desk, "c-1.result").expect(0)), "rollback"),
        "holds"
    );
    let old = issuing_key(&desk);
    let ran = rotate(&desk, "org").expect(0);
    assert!(
        ran.out.contains("org.signers is now number 2."),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("stays valid"), "{}", ran.out);
    assert_ne!(issuing_key(&desk), old);
    sit(&desk, "org", "second").expect(0);
    for result in ["c-1.result", "second.result"] {
        let report = report(&verify(&desk, result).expect(0));
        for check in ["rollback", "issue", "trust"] {
            assert_ne!(outcome(&report, check), "fails", "{result}");
        }
        assert_eq!(outcome(&report, "rollback"), "holds", "{result}");
    }
    // Who pinned the root alone follows as well, and so does ssh-keygen.
    desk.unlocked(&["open", "second.result", "--org", "org", "--out", "opened"])
        .expect(0);
    let alone = desk
        .run(&["verify", "opened", "--trust", "org/root.pub_signers"])
        .expect(0);
    assert!(
        alone.out.contains("revocation not checked"),
        "{}",
        alone.out
    );
    let signed = "ssh-keygen -Y verify -f org/root.pub_signers -I org -n trust-v1@invigil \
                  -s opened/trust/org.signers.sig < opened/trust/org.signers";
    run(desk.dir(), "sh", &["-c", signed]).expect(0);
    rotate(&desk, "org").expect(0);
    verify(&desk, "second.result").expect(0);
}

#[test]
fn opened_files_are_held_against_the_record_of_their_issue_after_a_new_key_too() {
    let (desk, _) = after_one_result();
    desk.unlocked(&["open", "c-1.result", "--org", "org", "--out", "opened"])
        .expect(0);
    let opened = report(&verify(&desk, "opened").expect(0));
    assert_eq!(outcome(&opened, "issue"), "holds");
    rotate(&desk, "org").expect(0);
    let opened = report(&verify(&desk, "opened").expect(0));
    for check in ["issue", "rollback"] {
        assert_eq!(outcome(&opened, check), "holds", "{check}");
    }
}

#[test]
fn a_package_under_an_older_trust_file_that_was_not_issued_here_is_a_rollback() {
    let (desk, _) = after_one_result();
    copy(&desk, "org", "stolen");
    rotate(&desk, "org").expect(0);
    sit(&desk, "stolen", "forged").expect(0);
    refused(&desk, "forged.result", "trust.rollback");
    let grade = ["grade", "forged.result", "--org", "org"];
    desk.unlocked(&grade).refused(2, "trust.rollback");
}

#[test]
fn two_trust_files_of_one_number_are_told_apart() {
    let (desk, _) = after_one_result();
    copy(&desk, "org", "other");
    for dir in ["org", "other"] {
        rotate(&desk, dir).expect(0);
    }
    sit(&desk, "other", "forked").expect(0);
    refused(&desk, "forked.result", "trust.equivocation");
}

#[test]
fn an_older_trust_file_put_back_into_the_folder_is_noticed() {
    let (desk, _) = after_one_result();
    let old = ["org.signers", "org.signers.sig"].map(|name| {
        let name = format!("org/trust/{name}");
        let bytes = desk.read(&name);
        (name, bytes)
    });
    rotate(&desk, "org").expect(0);
    for (name, bytes) in old {
        desk.write(&name, bytes);
    }
    desk.unlocked(&["verify", "c-1.result", "--org", "org"])
        .refused(2, "trust.rollback");
}

#[test]
fn a_damaged_folder_is_the_folders_fault_and_not_the_results() {
    let (desk, issue) = after_one_result();
    desk.write("issuing.pub", issuing_key(&desk));
    desk.unlocked(&["org", "rotate", "--dir", "org"]).expect(0);
    let revoke = ["org", "revoke", "--dir", "org", "--result"];
    sit(&desk, "org", "second").expect(0);
    let revoke = [&revoke[..], &["second.result", "--reason", "copied"]].concat();
    desk.unlocked(&revoke).expect(0);
    verify(&desk, "c-1.result").expect(0);
    let record = issue.private.strip_prefix(desk.dir()).expect("below");
    let record = |name: &str| record.join(name).to_str().expect("UTF-8").to_owned();
    let trust = |name: &str| format!("org/trust/{name}");
    copy(&desk, "org", "whole");
    for (file, code) in [
        (record("keypkg"), "org.record"),
        (record("package.exampkg"), "org.record"),
        (trust("last-seen.json"), "org.broken"),
        (trust("org.signers"), "org.broken"),
        (trust("org.signers.sig"), "org.broken"),
        (trust("revoked.json"), "org.broken"),
        (trust("revoked.json.sig"), "org.broken"),
        (trust("revoked.krl"), "org.broken"),
        (trust("revoked.krl.sig"), "org.broken"),
    ] {
        let whole = desk.read(&file);
        let half = whole[..whole.len() / 2].to_vec();
        for damage in [Some(half), None] {
            match damage {
                Some(bytes) => desk.write(&file, bytes),
                None => drop(run(desk.dir(), "rm", &[&file]).expect(0)),
            }
            let ran = verify(&desk, "c-1.result").refused(1, code);
            assert!(ran.err.contains("backup"), "{file}: {}", ran.err);
            desk.write(&file, &whole);
        }
    }
    verify(&desk, "c-1.result").expect(0);
    // Without any record it is a result of another folder's issue.
    run(desk.dir(), "rm", &["-r", "org/issued"]).expect(0);
    refused(&desk, "c-1.result", "trust.rollback");
    desk.unlocked(&["grade", "second.result", "--org", "org"])
        .refused(2, "trust.revoked-serial");
}

#[test]
fn a_grade_of_the_answers_alone_is_followed_by_the_whole_one() {
    let (desk, _) = after_one_result();
    let grade = ["grade", "c-1.result", "--org", "org", "--json"];
    let answers = [&grade[..], &["--answers-only"]].concat();
    let first = report(&desk.unlocked(&answers).expect(0));
    let file = first[0]["file"].as_str().expect("a path").to_owned();
    let (without, signature) = (desk.read(&file), desk.read(&format!("{file}.sig")));
    let said = |grades: &Value| (grades[0]["coding"].clone(), grades[0]["tasks"].clone());
    assert_eq!(said(&first), ("not run".into(), Value::Array(Vec::new())));
    assert_eq!(
        desk.unlocked(&answers).expect(0).out,
        desk.unlocked(&answers).expect(0).out
    );
    let ran = report(&desk.unlocked(&grade).expect(0));
    let whole = desk.read(&file);
    let kept = file.replace("grade.json", "grade-without-code.json");
    assert_eq!(desk.read(&kept), without);
    assert_eq!(desk.read(&format!("{kept}.sig")), signature);
    let groups = |json: &[u8]| {
        let grade: Value = serde_json::from_slice(json).expect("JSON");
        grade["coding"][0]["groups"].clone()
    };
    assert_eq!(groups(&without), Value::Null);
    assert!(groups(&whole).is_array(), "{}", groups(&whole));
    // Looking at the answers again keeps what is known of the code, and says whose word that is.
    let again = report(&desk.unlocked(&answers).expect(0));
    assert_eq!(desk.read(&file), whole);
    assert_eq!(again[0]["graded"], ran[0]["graded"]);
    let (now, kept) = (&ran[0]["tasks"][0], &again[0]["tasks"][0]);
    assert_eq!(now["kept"], Value::Null);
    assert_eq!(kept["kept"], "the code was not run");
    assert_eq!(kept["groups"], groups(&whole));
    for field in ["task", "language", "unscored", "score", "groups"] {
        assert_eq!(kept[field], now[field], "{field}");
    }
    let graded = again[0]["graded"].as_str().expect("a time");
    let words = format!(
        "hidden tests (by the grade signed on {graded}; not scored this time: the code was not run)"
    );
    let text = ["grade", "c-1.result", "--org", "org", "--answers-only"];
    for out in [
        again[0]["coding"].as_str().expect("a sentence").to_owned(),
        desk.unlocked(&text).expect(0).out,
    ] {
        assert!(out.contains(&words), "{out}");
    }
}

#[test]
fn an_attempts_certificate_that_was_taken_back_counts_no_more() {
    let (desk, _) = after_one_result();
    let revoke = |reason: &str| {
        desk.unlocked(&[
            "org",
            "revoke",
            "--dir",
            "org",
            "--result",
            "c-1.result",
            "--reason",
            reason,
        ])
    };
    for reason in ["two\nlines", "", "x".repeat(201).as_str()] {
        revoke(reason).refused(1, "org.revoke-value");
    }
    verify(&desk, "c-1.result").expect(0);
    let ran = revoke("the laptop was swapped").expect(0);
    assert!(
        ran.out.contains("revoked.json is number 1 with 1 entry"),
        "{}",
        ran.out
    );
    refused(&desk, "c-1.result", "trust.revoked-serial");
    let ran = revoke("again").expect(0);
    assert!(
        ran.out
            .starts_with("It was taken back before; nothing was changed."),
        "{}",
        ran.out
    );
    // The list travels with what is issued from now on, and other attempts count.
    sit(&desk, "org", "second").expect(0);
    let entries = invigil_bundle::szip::read(&desk.read("second/exam.exampkg")).expect("szip");
    assert!(entries.get("trust/revoked.krl").is_some());
    let second = report(&verify(&desk, "second.result").expect(0));
    assert_eq!(second["verdict"], "verified");
}

#[test]
fn a_copied_issuing_key_is_replaced_and_taken_back_and_ssh_keygen_agrees() {
    let (desk, _) = after_one_result();
    desk.write("old.pub", issuing_key(&desk));
    rotate(&desk, "org").expect(0);
    desk.write("new.pub", issuing_key(&desk));
    desk.unlocked(&[
        "org", "revoke", "--dir", "org", "--key", "old.pub", "--reason", "copied",
    ])
    .expect(0);
    let listed = |key: &str| {
        run(
            desk.dir(),
            "ssh-keygen",
            &["-Q", "-f", "org/trust/revoked.krl", key],
        )
    };
    listed("old.pub").expect(1);
    listed("new.pub").expect(0);
    let signed = |name: &str| {
        let line = format!(
            "ssh-keygen -Y verify -f org/root.pub_signers -I org -n revoked-v1@invigil \
             -s org/trust/{name}.sig < org/trust/{name}"
        );
        run(desk.dir(), "sh", &["-c", &line]).expect(0);
    };
    signed("revoked.krl");
    signed("revoked.json");
    refused(&desk, "c-1.result", "trust.revoked-key");
    sit(&desk, "org", "second").expect(0);
    verify(&desk, "second.result").expect(0);
}

#[test]
fn with_its_issuing_key_taken_back_nothing_is_issued_until_there_is_a_new_one() {
    let (desk, issue) = after_one_result();
    desk.write("issuing.pub", issuing_key(&desk));
    let revoke = ["org", "revoke", "--dir", "org", "--key", "issuing.pub"];
    desk.unlocked(&[&revoke[..], &["--reason", "copied"]].concat())
        .expect(0);
    let arguments = [
        "issue",
        "--org",
        "org",
        "--candidates",
        "candidates.csv",
        "--out",
        "second",
    ];
    let ran = desk.unlocked(&arguments).refused(1, "org.cannot-issue");
    assert!(ran.err.contains("revoked"), "{}", ran.err);
    assert!(ran.err.contains("invigil org rotate"), "{}", ran.err);
    assert!(!desk.dir().join("second").exists());
    let kept = std::fs::read_dir(issue.private.parent().expect("issued/"));
    assert_eq!(kept.expect("a folder").count(), 1);
    let ran = rotate(&desk, "org").expect(0);
    assert!(ran.out.contains("The old key is revoked"), "{}", ran.out);
    assert!(!ran.out.contains("stays valid"), "{}", ran.out);
    sit(&desk, "org", "second").expect(0);
}

#[test]
fn the_organisations_own_root_is_not_taken_back() {
    let (desk, _) = after_one_result();
    let root = String::from_utf8(desk.read("org/root.pub_signers")).expect("ASCII");
    let (_, key) = root.rsplit_once(" ssh-ed25519 ").expect("a key");
    desk.write("root.pub", format!("ssh-ed25519 {key}"));
    let revoke = ["org", "revoke", "--dir", "org", "--key", "root.pub"];
    let revoke = [&revoke[..], &["--reason", "copied"]].concat();
    for serials in [&[][..], &["--serials", "1"]] {
        let ran = desk.unlocked(&[&revoke[..], serials].concat());
        let ran = ran.refused(1, "org.revoke-what");
        assert!(ran.err.contains("own root"), "{}", ran.err);
    }
    assert!(!desk.dir().join("org/trust/revoked.json").exists());
    verify(&desk, "c-1.result").expect(0);
}

#[test]
fn a_devices_certificates_are_taken_back_by_serials() {
    let (desk, _) = after_one_result();
    desk.unlocked(&["open", "c-1.result", "--org", "org", "--out", "opened"])
        .expect(0);
    let device = String::from_utf8(desk.read("opened/trust/device.signers")).expect("ASCII");
    let (_, key) = device.rsplit_once(" ssh-ed25519 ").expect("a key");
    desk.write("device.pub", format!("ssh-ed25519 {key}"));
    let revoke = |serials: &str| {
        desk.unlocked(&[
            "org",
            "revoke",
            "--dir",
            "org",
            "--key",
            "device.pub",
            "--serials",
            serials,
            "--reason",
            "lost",
        ])
    };
    for wrong in ["0", "9-4", "x", "1-"] {
        assert!(revoke(wrong).expect(1).err.contains("--serials"), "{wrong}");
    }
    revoke("2-9").expect(0);
    verify(&desk, "c-1.result").expect(0);
    revoke("1").expect(0);
    refused(&desk, "c-1.result", "trust.revoked-serial");
}

#[test]
fn without_the_roots_key_nothing_is_changed() {
    let (desk, _) = after_one_result();
    let before = desk.read("org/trust/org.signers");
    desk.organisation("second-org", "Second");
    run(desk.dir(), "mv", &["org/root.key.sealed", "offline.key"]).expect(0);
    rotate(&desk, "org").refused(1, "org.root-key");
    for wrong in ["second-org/root.key.sealed", "nowhere"] {
        let with = ["org", "rotate", "--dir", "org", "--root-key", wrong];
        desk.unlocked(&with).refused(1, "org.root-key");
    }
    desk.write("no-key.pub", "ssh-rsa AAAA\n");
    let revoke = |key: &str, root: &str| {
        desk.unlocked(&[
            "org",
            "revoke",
            "--dir",
            "org",
            "--key",
            key,
            "--reason",
            "x",
            "--root-key",
            root,
        ])
    };
    revoke("no-key.pub", "offline.key").refused(1, "org.revoke-what");
    assert_eq!(desk.read("org/trust/org.signers"), before);
    assert!(!Path::new(&desk.dir().join("org/trust/revoked.json")).exists());
    let with = ["org", "rotate", "--dir", "org", "--root-key", "offline.key"];
    desk.unlocked(&with).expect(0);
    verify(&desk, "c-1.result").expect(0);
}

#[test]
fn a_grade_is_signed_once_and_a_changed_one_is_refused() {
    let (desk, _) = after_one_result();
    let grade = || desk.unlocked(&["grade", "c-1.result", "--org", "org", "--json"]);
    let first = report(&grade().expect(0));
    let file = first[0]["file"].as_str().expect("a path").to_owned();
    let kept = desk.read(&file);
    let ran = desk.run(&["inspect", &file]).expect(0);
    for fact in ["grade (not trusted", "of 10 right", "grade.json.sig"] {
        assert!(ran.out.contains(fact), "{fact}:\n{}", ran.out);
    }
    rotate(&desk, "org").expect(0);
    assert_eq!(report(&grade().expect(0)), first);
    assert_eq!(desk.read(&file), kept);
    let line = format!(
        "grep ^issue org/trust/earlier/1.signers > issuers && \
         ssh-keygen -Y verify -f issuers -I issue -n grade-v1@invigil -s {file}.sig < {file}"
    );
    run(desk.dir(), "sh", &["-c", &line]).expect(0);

    let text = String::from_utf8(kept.clone()).expect("UTF-8");
    let changed = text.replacen("\"graded\":\"20", "\"graded\":\"21", 1);
    assert_ne!(changed, text);
    desk.write(&file, &changed);
    let ran = grade().refused(1, "org.grade");
    assert!(
        ran.err.contains("does not belong to these bytes"),
        "{}",
        ran.err
    );
    assert_eq!(desk.read(&file), changed.as_bytes());
    // Without grade.json the signature alone is no grade: a new one is made.
    std::fs::remove_file(desk.dir().join(&file)).expect("removed");
    grade().expect(0);
    assert_eq!(report(&grade().expect(0))[0]["right"], first[0]["right"]);
}

#[test]
fn an_older_copy_of_the_folder_judges_by_the_newer_list_that_a_result_brings() {
    let (desk, _) = after_one_result();
    copy(&desk, "org", "old");
    let revoke = ["org", "revoke", "--dir", "org", "--result", "c-1.result"];
    desk.unlocked(&[&revoke[..], &["--reason", "copied"]].concat())
        .expect(0);
    sit(&desk, "org", "second").expect(0);
    let of = |org: &str| {
        let verified = desk.unlocked(&["verify", "second.result", "--org", org, "--json"]);
        outcome(&report(&verified.expect(0)), "revocation")
    };
    assert_eq!((of("org"), of("old")), ("holds".into(), "noted".into()));
}
