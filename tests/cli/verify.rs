//! `verify`, `open` and `grade`: verdicts and exit codes.

use invigil_tests::{
    binary,
    desk::{Desk, LETTERS, all},
    run,
};
use serde_json::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON on standard output")
}

fn check(value: &Value, id: &str) -> String {
    let checks = value["checks"].as_array().expect("checks");
    let check = checks.iter().find(|c| c["id"] == id);
    let check = check.unwrap_or_else(|| panic!("no check `{id}`"));
    check["outcome"].as_str().expect("an outcome").to_owned()
}

#[test]
fn the_organisation_verifies_everything_and_is_told_what_is_not_shown() {
    let desk = Desk::new();
    desk.one_result();
    let ran = desk
        .unlocked(&["verify", "c-1.result", "--org", "org"])
        .expect(0);
    for said in [
        "Every check that can be made holds.",
        "tier T0: ",
        "Backend Engineer, candidate c-1 (Scripted attempt)",
        "A script gave the answers, not a person.",
        "5 of 10 questions answered",
        "holds        fold",
        "not-checked  witness",
        "Not shown by any of this:",
    ] {
        assert!(ran.out.contains(said), "{said}:\n{}", ran.out);
    }
    assert_eq!(ran.err, "");
}

#[test]
fn without_a_mailbox_key_the_envelope_alone_is_checked() {
    let desk = Desk::new();
    desk.one_result();
    let verify = ["verify", "c-1.result", "--trust", "org/root.pub_signers"];
    let ran = desk.run(&verify).expect(3);
    assert!(
        ran.out.starts_with("Sealed: the envelope alone"),
        "{}",
        ran.out
    );
    let tier = "\ntier none: Not known: the sealed part was not read.\n";
    assert!(ran.out.contains(tier), "{}", ran.out);
    let report = json(&desk.run(&[&verify[..], &["--json"]].concat()).expect(3).out);
    assert_eq!(report["tier"], "none");
    assert_eq!(report["verdict"], "envelope-only");
    assert_eq!(report["candidate_name"], Value::Null);
    assert_eq!(check(&report, "envelope"), "holds");
    assert_eq!(check(&report, "fold"), "not-checked");
    for (trust, code) in [
        ("org/org.json", "org.root"),
        ("org/trust/org.signers", "org.root"),
        ("nowhere", "file.not-found"),
    ] {
        desk.run(&["verify", "c-1.result", "--trust", trust])
            .refused(1, code);
    }
}

#[test]
fn an_opened_folder_is_verified_with_the_root_alone() {
    let desk = Desk::new();
    desk.one_result();
    desk.unlocked(&["open", "c-1.result", "--org", "org", "--out", "opened"])
        .expect(0);
    let verify = ["verify", "opened", "--trust", "org/root.pub_signers"];
    let ran = desk.run(&verify).expect(0);
    assert!(
        ran.out.contains("5 of 10 questions answered"),
        "{}",
        ran.out
    );
    desk.unlocked(&["verify", "opened", "--org", "org"])
        .expect(0);
    let check = |change: &dyn Fn(), undo: &dyn Fn()| {
        change();
        let ran = desk.run(&[&verify[..], &["--json"]].concat()).expect(2);
        undo();
        assert_ne!(json(&ran.out)["code"], Value::Null);
    };
    for name in [
        "answers.json",
        "log/public.jsonl",
        "ticket.json",
        "log/seed",
    ] {
        let path = format!("opened/{name}");
        let whole = desk.read(&path);
        let mut changed = whole.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        check(&|| desk.write(&path, &changed), &|| {
            desk.write(&path, &whole);
        });
        let gone = || std::fs::remove_file(desk.dir().join(&path)).expect("remove");
        check(&gone, &|| desk.write(&path, &whole));
    }
    let extra = desk.dir().join("opened/notes.txt");
    check(&|| desk.write("opened/notes.txt", "hm"), &|| {
        std::fs::remove_file(&extra).expect("remove");
    });
    desk.run(&verify).expect(0);
}

#[test]
fn a_flipped_bit_anywhere_is_refused() {
    let desk = Desk::new();
    desk.one_result();
    let whole = desk.read("c-1.result");
    let places = 48;
    for n in 0..places {
        let at = n * (whole.len() - 1) / (places - 1);
        let mut changed = whole.clone();
        changed[at] ^= 1 << (n % 8);
        desk.write("changed.result", &changed);
        let verify = [
            "verify",
            "changed.result",
            "--trust",
            "org/root.pub_signers",
            "--json",
        ];
        let ran = desk.run(&verify);
        assert_eq!(ran.code, 2, "byte {at}: {}{}", ran.out, ran.err);
        let report = json(&ran.out);
        assert_eq!(report["verdict"], "refused");
        let code = report["code"].as_str().expect("a code");
        assert!(code.contains('.'), "byte {at}: {code}");
    }
    let mut changed = whole;
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    desk.write("changed.result", &changed);
    let ran = desk
        .unlocked(&["verify", "changed.result", "--org", "org"])
        .expect(2);
    assert!(ran.out.starts_with("Refused: "), "{}", ran.out);
    assert!(ran.out.contains("\n  code: "), "{}", ran.out);
    assert!(ran.out.contains("\n  next: "), "{}", ran.out);
    let grade = ["grade", "changed.result", "--org", "org"];
    let ran = desk.unlocked(&grade).expect(2);
    assert!(ran.err.contains("\n  code: "), "{}", ran.err);
}

#[test]
fn another_organisation_can_neither_open_nor_verify_nor_grade() {
    let desk = Desk::new();
    desk.one_result();
    desk.organisation("other", "Other");
    let verify = ["verify", "c-1.result", "--org", "other", "--json"];
    let report = json(&desk.unlocked(&verify).expect(2).out);
    assert_eq!(report["code"], "result.not-addressed");
    let open = ["open", "c-1.result", "--org", "other", "--out", "opened"];
    desk.unlocked(&open).refused(2, "result.not-addressed");
    assert!(!desk.dir().join("opened").exists());
    desk.unlocked(&["grade", "c-1.result", "--org", "other"])
        .refused(2, "result.not-addressed");
    // Its root does not vouch for the opened files either.
    desk.unlocked(&["open", "c-1.result", "--org", "org", "--out", "opened"])
        .expect(0);
    let verify = ["verify", "opened", "--trust", "other/root.pub_signers"];
    let ran = desk.run(&[&verify[..], &["--json"]].concat()).expect(2);
    let code = json(&ran.out)["code"].as_str().expect("a code").to_owned();
    assert!(code.starts_with("trust."), "{code}");
}

#[test]
fn opening_into_an_existing_folder_changes_nothing() {
    let desk = Desk::new();
    desk.one_result();
    std::fs::create_dir(desk.dir().join("there")).expect("a folder");
    desk.unlocked(&["open", "c-1.result", "--org", "org", "--out", "there"])
        .refused(1, "file.exists");
    let there = std::fs::read_dir(desk.dir().join("there")).expect("a folder");
    assert_eq!(there.count(), 0);
}

#[test]
fn opening_that_fails_half_way_leaves_nothing() {
    let desk = Desk::new();
    desk.one_result();
    let names = || {
        let entries = std::fs::read_dir(desk.dir()).expect("a folder");
        let mut names: Vec<_> = entries.map(|e| e.expect("an entry").file_name()).collect();
        names.sort();
        names
    };
    let before = names();
    let open = ["open", "c-1.result", "--org", "org", "--out", "opened"];
    desk.short_of_space(8, &open).refused(1, "file.io");
    assert_eq!(names(), before);
    desk.unlocked(&open).expect(0);
    assert_eq!(names().len(), before.len() + 1);
}

#[test]
fn all_keys_are_ten_right_and_all_wrong_are_none() {
    let desk = Desk::new();
    let issue = desk.issue("ref,name\nc-1,A\nc-2,B\nc-3,C\n", "out");
    desk.take(&issue, "c-1", &all("key")).expect(0);
    desk.take(&issue, "c-2", &all("wrong")).expect(0);
    desk.take(&issue, "c-3", r#"{"answers":{"3":"key"}}"#)
        .expect(0);
    let results = ["c-1.result", "c-2.result", "c-3.result"];
    let grade = [&["grade"], &results[..], &["--org", "org"]].concat();
    let ran = desk.unlocked(&grade).expect(0);
    assert!(ran.out.contains("10 of 10 right"), "{}", ran.out);
    assert!(ran.out.contains("0 of 10 right"), "{}", ran.out);
    assert!(ran.out.contains("Coding"), "{}", ran.out);
    let ran = desk.unlocked(&[&grade[..], &["--json"]].concat()).expect(0);
    let grades = json(&ran.out);
    let rights: Vec<&Value> = grades
        .as_array()
        .expect("a list")
        .iter()
        .map(|g| &g["right"])
        .collect();
    assert_eq!(rights, [10, 0, 1]);
    for grade in grades.as_array().expect("a list") {
        let items = grade["items"].as_array().expect("items");
        let right = items.iter().filter(|i| i["right"] == true).count();
        assert_eq!(
            (items.len(), right),
            (10, grade["right"].as_u64().map_or(99, |r| r as usize))
        );
        let skills = grade["skills"].as_array().expect("skills");
        let of: u64 = skills.iter().filter_map(|s| s["of"].as_u64()).sum();
        assert_eq!(of, 10);
    }
    let open = grades[2]["items"].as_array().expect("items");
    assert_eq!(open.iter().filter(|i| i["letter"].is_null()).count(), 9);
}

#[test]
fn two_results_of_one_ticket_are_graded_with_a_warning() {
    let desk = Desk::new();
    let issue = desk.issue("ref,name\nc-1,A\nc-2,B\n", "out");
    for name in ["first.result", "second.result"] {
        desk.take(&issue, "c-1", LETTERS).expect(0);
        let taken = desk.dir().join("c-1.result");
        std::fs::rename(taken, desk.dir().join(name)).expect(name);
        // Another laptop knows nothing of the first.
        let laptop = desk.dir().join("c-1.result.attempt");
        std::fs::remove_dir_all(laptop).expect("the laptop");
        for beside in ["c-1.VERIFY.txt", "c-1.slip.txt"] {
            std::fs::remove_file(desk.dir().join(beside)).expect(beside);
        }
    }
    desk.take(&issue, "c-2", LETTERS).expect(0);
    let warnings = |result: &str| {
        let grade = ["grade", result, "--org", "org", "--json"];
        let grades = json(&desk.unlocked(&grade).expect(0).out);
        grades[0]["warnings"].as_array().expect("warnings").len()
    };
    let order = [
        ("first.result", 0),
        ("first.result", 0),
        ("c-2.result", 0),
        ("second.result", 1),
        ("first.result", 1),
    ];
    for (result, count) in order {
        assert_eq!(warnings(result), count, "{result}");
    }
    let grade = ["grade", "first.result", "--org", "org"];
    let ran = desk.unlocked(&grade).expect(0);
    assert!(ran.out.contains("warning: Another result"), "{}", ran.out);
}

#[test]
fn one_refused_result_does_not_hide_the_grades_of_the_others() {
    let desk = Desk::new();
    let issue = desk.issue("ref,name\nc-1,A\nc-2,B\n", "out");
    desk.take(&issue, "c-1", LETTERS).expect(0);
    desk.write("broken.result", "PK");
    let ran = desk.unlocked(&["grade", "broken.result", "c-1.result", "--org", "org"]);
    let ran = ran.refused(2, "szip.not-zip");
    assert!(ran.err.contains("broken.result"), "{}", ran.err);
    assert!(
        ran.out.starts_with("c-1  Backend Engineer: "),
        "{}",
        ran.out
    );
}

#[test]
fn a_pipe_in_a_files_place_is_refused_and_not_waited_for() {
    let desk = Desk::new();
    desk.one_result();
    run(desk.dir(), "mkfifo", &["pipe.result"]).expect(0);
    let open = ["open", "c-1.result", "--org", "org", "--out", "opened"];
    desk.unlocked(&open).expect(0);
    run(desk.dir(), "mkfifo", &["opened/pipe"]).expect(0);
    for path in ["pipe.result", "opened"] {
        desk.unlocked(&["verify", path, "--org", "org"])
            .refused(1, "file.not-a-file");
    }
    desk.run(&["inspect", "pipe.result"])
        .refused(1, "file.not-a-file");
    // A passphrase comes through a pipe as well.
    let line = format!(
        "cat pass.txt | '{}' grade c-1.result --org org --answers-only --passphrase-file /dev/stdin",
        binary("invigil").display()
    );
    run(desk.dir(), "sh", &["-c", &line]).expect(0);
}

#[test]
fn nothing_is_opened_into_the_organisations_own_folder() {
    let desk = Desk::new();
    desk.one_result();
    let open = ["open", "c-1.result", "--org", "org", "--out", "org/sub"];
    desk.unlocked(&open).refused(1, "org.out-inside");
    assert!(!desk.dir().join("org/sub").exists());
}

#[test]
fn an_issued_file_in_a_results_place_is_said_to_be_that() {
    let desk = Desk::new();
    desk.issue("ref,name\nc-1,A Person\n", "out");
    for (path, kind) in [
        ("out/exam.exampkg", "an issued package"),
        ("out/tickets/c-1.ticket", "a ticket"),
    ] {
        let ran = desk.unlocked(&["verify", path, "--org", "org"]).expect(2);
        assert!(ran.out.contains(kind), "{}", ran.out);
    }
}
