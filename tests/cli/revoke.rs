//! Taking one attempt back: the result must be of an attempt at a test that was issued here, and
//! whose attempt it was is said.

use invigil_bundle::szip::{self, Archive, Entry};
use invigil_tests::{
    Ran,
    desk::{Desk, LETTERS},
};
use serde_json::Value;

/// Two candidates' results of one issue.
fn two_results() -> Desk {
    let desk = Desk::new();
    let issue = desk.issue("ref,name\nc-1,A Person\nc-2,B Person\n", "hand-out");
    for candidate in ["c-1", "c-2"] {
        desk.take(&issue, candidate, LETTERS).expect(0);
    }
    desk
}

fn revoke(desk: &Desk, dir: &str, result: &str) -> Ran {
    let revoke = ["org", "revoke", "--dir", dir, "--result", result];
    desk.unlocked(&[&revoke[..], &["--reason", "swapped"]].concat())
}

fn verdict(desk: &Desk, result: &str) -> Value {
    let ran = desk.unlocked(&["verify", result, "--org", "org", "--json"]);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    match &report["code"] {
        Value::Null => report["verdict"].clone(),
        code => code.clone(),
    }
}

/// Refused with a code, and nothing is taken back.
fn refused(desk: &Desk, dir: &str, result: &str, code: &str) {
    let ran = revoke(desk, dir, result).refused(2, code);
    assert!(ran.err.contains("Nothing was taken back."), "{}", ran.err);
    assert!(ran.err.contains(result), "{}", ran.err);
    let lists = std::fs::read_dir(desk.dir().join(dir).join("trust")).expect("a folder");
    let names = lists.map(|entry| entry.expect("an entry").file_name());
    let written: Vec<_> = names
        .filter(|name| name.to_string_lossy().starts_with("revoked"))
        .collect();
    assert!(written.is_empty(), "{written:?}");
}

/// A container of the outside of one result and the sealed part of another.
fn mixed(outside: &Archive, inside: &Archive) -> Vec<u8> {
    let entries = outside.entries().iter().map(|entry| {
        let from = if entry.name == "sealed.age" {
            inside
        } else {
            outside
        };
        Entry::new(&*entry.name, from.get(&entry.name).expect("an entry"))
    });
    szip::write(&entries.collect::<Vec<_>>()).expect("a container")
}

#[test]
fn a_file_mixed_of_two_results_takes_neither_attempt_back() {
    let desk = two_results();
    let [first, second] = ["c-1.result", "c-2.result"]
        .map(|result| szip::read(&desk.read(result)).expect("a container"));
    for (name, outside, inside) in [("a.result", &first, &second), ("b.result", &second, &first)] {
        desk.write(name, mixed(outside, inside));
        assert_eq!(verdict(&desk, name), "result.sealed-differs");
        refused(&desk, "org", name, "result.sealed-differs");
    }
    desk.write("no.result", "not a result\n");
    let ran = revoke(&desk, "org", "no.result").expect(2);
    assert!(ran.err.contains("szip."), "{}", ran.err);
    for result in ["c-1.result", "c-2.result"] {
        assert_eq!(verdict(&desk, result), "verified");
    }
}

#[test]
fn a_result_that_was_not_issued_here_is_not_taken_back() {
    let desk = two_results();
    desk.organisation("second-org", "Second");
    refused(&desk, "second-org", "c-1.result", "result.not-addressed");
    // The organisation's own keys, in a folder without the record of the issue.
    std::fs::rename(desk.dir().join("org/issued"), desk.dir().join("issued")).expect("moved");
    refused(&desk, "org", "c-1.result", "result.not-issued");
    std::fs::rename(desk.dir().join("issued"), desk.dir().join("org/issued")).expect("back");
    revoke(&desk, "org", "c-1.result").expect(0);
}

#[test]
fn practice_is_not_taken_back() {
    let desk = Desk::new();
    desk.run(&["practice", "--out", "practice"]).expect(0);
    let code = String::from_utf8(desk.read("practice/code.txt")).expect("UTF-8");
    desk.write("s.json", r#"{"answers":{"1":"A"}}"#);
    desk.run(&[
        "take",
        "--package",
        "practice/practice.exampkg",
        "--ticket",
        "practice/practice.ticket",
        "--code",
        code.trim(),
        "--script",
        "s.json",
        "--out",
        "p.result",
    ])
    .expect(0);
    refused(&desk, "org", "p.result", "result.practice");
}

#[test]
fn an_attempt_that_is_taken_back_is_named_each_time_and_no_other_one_is() {
    let desk = two_results();
    desk.unlocked(&["open", "c-1.result", "--org", "org", "--out", "opened"])
        .expect(0);
    let ticket: Value = serde_json::from_slice(&desk.read("opened/ticket.json")).expect("JSON");
    let ticket = ticket["ticket_id"].as_str().expect("an id").to_owned();
    let named = |ran: &Ran| {
        let lines = ran.out.lines();
        let named: Vec<String> = lines
            .filter(|line| {
                let starts = ["candidate ", "ticket ", "attempt key ", "device "];
                starts.iter().any(|start| line.starts_with(start))
            })
            .map(str::to_owned)
            .collect();
        named
    };
    let first = named(&revoke(&desk, "org", "c-1.result").expect(0));
    let [candidate, of, key, device] = &first[..] else {
        panic!("{first:?}");
    };
    assert!(candidate.ends_with(" c-1"), "{candidate}");
    assert!(of.ends_with(&ticket), "{of}");
    assert!(key.contains(" SHA256:"), "{key}");
    assert!(
        device.contains(" SHA256:") && device.contains(", serial "),
        "{device}"
    );
    assert_eq!(verdict(&desk, "c-1.result"), "trust.revoked-serial");
    assert_eq!(verdict(&desk, "c-2.result"), "verified");
    let again = revoke(&desk, "org", "c-1.result").expect(0);
    let before = "It was taken back before; nothing was changed.";
    assert!(again.out.starts_with(before), "{}", again.out);
    assert_eq!(named(&again), first);
    let second = revoke(&desk, "org", "c-2.result").expect(0);
    assert!(second.out.contains("2 entries"), "{}", second.out);
    assert!(named(&second)[0].ends_with(" c-2"), "{}", second.out);
}

#[test]
fn an_attempt_under_an_issuing_key_that_was_taken_back_can_be_taken_back_as_well() {
    let desk = two_results();
    let signers = String::from_utf8(desk.read("org/trust/org.signers")).expect("ASCII");
    let line = signers.lines().find(|line| line.starts_with("issue "));
    let (_, key) = line
        .and_then(|line| line.split_once(" ssh-ed25519 "))
        .expect("a key");
    desk.write("issuing.pub", format!("ssh-ed25519 {key}\n"));
    let revoke_key = ["org", "revoke", "--dir", "org", "--key", "issuing.pub"];
    desk.unlocked(&[&revoke_key[..], &["--reason", "copied"]].concat())
        .expect(0);
    assert_eq!(verdict(&desk, "c-1.result"), "trust.revoked-key");
    let ran = revoke(&desk, "org", "c-1.result").expect(0);
    assert!(ran.out.contains("number 2 with 2 entries"), "{}", ran.out);
}

const LIST: [&str; 4] = [
    "revoked.json",
    "revoked.json.sig",
    "revoked.krl",
    "revoked.krl.sig",
];

/// The list as it stands in the folder, to be put back.
fn list(desk: &Desk) -> [Vec<u8>; 4] {
    LIST.map(|name| desk.read(&format!("org/trust/{name}")))
}

fn put_back(desk: &Desk, list: &[Vec<u8>; 4]) {
    for (name, bytes) in LIST.iter().zip(list) {
        desk.write(&format!("org/trust/{name}"), bytes);
    }
}

fn delete_list(desk: &Desk) {
    for name in LIST {
        std::fs::remove_file(desk.dir().join("org/trust").join(name)).expect("removed");
    }
}

/// What the check of revocations rests on.
fn detail(desk: &Desk, result: &str) -> String {
    let ran = desk.unlocked(&["verify", result, "--org", "org", "--json"]);
    let report: Value = serde_json::from_str(&ran.expect(0).out).expect("JSON");
    let checks = report["checks"].as_array().expect("checks");
    let check = checks.iter().find(|check| check["id"] == "revocation");
    let check = check.expect("the check");
    assert_eq!(check["outcome"], "holds");
    check["detail"].as_str().expect("a detail").to_owned()
}

#[test]
fn a_list_of_revocations_that_is_older_or_gone_is_noticed() {
    let desk = two_results();
    let verify = |result: &str| desk.unlocked(&["verify", result, "--org", "org"]);
    revoke(&desk, "org", "c-1.result").expect(0);
    let first = list(&desk);
    revoke(&desk, "org", "c-2.result").expect(0);
    let second = list(&desk);
    put_back(&desk, &first);
    for ran in [verify("c-2.result"), revoke(&desk, "org", "c-2.result")] {
        let ran = ran.refused(2, "trust.rollback");
        assert!(ran.err.contains("number 2 was seen"), "{}", ran.err);
        assert!(ran.err.contains("backup"), "{}", ran.err);
    }
    delete_list(&desk);
    for ran in [verify("c-1.result"), revoke(&desk, "org", "c-1.result")] {
        let ran = ran.refused(1, "org.broken");
        assert!(ran.err.contains("revoked.json is missing"), "{}", ran.err);
    }
    put_back(&desk, &second);
    verify("c-1.result").expect(2);
    // A new issuing key forgets nothing of the list.
    desk.unlocked(&["org", "rotate", "--dir", "org"]).expect(0);
    put_back(&desk, &first);
    verify("c-2.result").refused(2, "trust.rollback");
}

#[test]
fn a_folder_that_remembers_no_list_takes_the_one_that_is_there_and_remembers_it() {
    let desk = two_results();
    let before = desk.read("org/trust/last-seen.json");
    revoke(&desk, "org", "c-1.result").expect(0);
    // As a version that remembered no list has left it.
    desk.write("org/trust/last-seen.json", &before);
    assert_eq!(verdict(&desk, "c-1.result"), "trust.revoked-serial");
    assert_eq!(desk.read("org/trust/last-seen.json"), before);
    revoke(&desk, "org", "c-1.result").expect(0);
    delete_list(&desk);
    let verify = ["verify", "c-1.result", "--org", "org"];
    desk.unlocked(&verify).refused(1, "org.broken");
}

#[test]
fn what_the_check_of_revocations_rests_on_is_said() {
    let desk = two_results();
    assert_eq!(
        detail(&desk, "c-2.result"),
        "nothing was ever revoked by this organisation"
    );
    revoke(&desk, "org", "c-1.result").expect(0);
    let list: Value = serde_json::from_slice(&desk.read("org/trust/revoked.json")).expect("JSON");
    let issued = list["issued"].as_str().expect("a time");
    let by = format!("by the organisation's list of revocations, number 1 of {issued}");
    assert_eq!(detail(&desk, "c-2.result"), by);
}
