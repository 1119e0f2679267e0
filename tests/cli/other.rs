//! `inspect`, `practice`, `generate`, help and usage.

use invigil_tests::{desk::Desk, run};

#[test]
fn every_kind_of_file_can_be_looked_into_and_is_called_untrusted() {
    let desk = Desk::new();
    let issue = desk.one_result();
    let keypkg = issue.private.join("keypkg");
    for (path, kind, facts) in [
        (
            "hand-out/exam.exampkg",
            "package",
            &[
                "Backend Engineer",
                "acme-s-ftware",
                "root_words",
                "minutes        40",
                "holds, by the key",
            ][..],
        ),
        (
            "hand-out/tickets/c-1.ticket",
            "ticket",
            &["candidate_ref  c-1", "ticket_id", "holds, by the key"],
        ),
        (
            "c-1.result",
            "result",
            &["attempt_id", "log_frames", "sealed.age"],
        ),
        (keypkg.to_str().expect("UTF-8"), "sealed", &["an age file"]),
    ] {
        let ran = desk.run(&["inspect", path]).expect(0);
        let first = format!("{kind} (not trusted: what the file says of itself)");
        assert_eq!(ran.out.lines().next(), Some(first.as_str()), "{path}");
        for fact in facts {
            assert!(ran.out.contains(fact), "{path}: {fact}:\n{}", ran.out);
        }
        let ran = desk.run(&["inspect", path, "--json"]).expect(0);
        assert!(
            ran.out.contains(&format!("\"kind\": \"{kind}\"")),
            "{}",
            ran.out
        );
    }
}

#[test]
fn what_is_none_of_our_files_is_said() {
    let desk = Desk::empty();
    desk.write("text.txt", "hello");
    desk.run(&["inspect", "text.txt"])
        .refused(2, "szip.not-zip");
    desk.run(&["inspect", "nowhere"])
        .refused(1, "file.not-found");
}

#[test]
fn a_changed_package_is_shown_with_what_is_wrong() {
    let desk = Desk::new();
    desk.issue("ref,name\nc-1,A\n", "out");
    run(
        desk.dir(),
        "unzip",
        &["-q", "out/exam.exampkg", "-d", "parts"],
    )
    .expect(0);
    let json = String::from_utf8(desk.read("parts/package.json")).expect("UTF-8");
    let changed = json.replace("\"duration_s\":2400", "\"duration_s\":9999");
    assert_ne!(json, changed);
    let mut entries = Vec::new();
    let bytes = desk.read("out/exam.exampkg");
    for entry in invigil_bundle::szip::read(&bytes)
        .expect("szip")
        .into_entries()
    {
        let bytes = match entry.name.as_str() {
            "package.json" => changed.clone().into_bytes(),
            _ => entry.bytes.clone(),
        };
        entries.push(invigil_bundle::szip::Entry::new(entry.name.clone(), bytes));
    }
    desk.write(
        "changed.exampkg",
        invigil_bundle::szip::write(&entries).expect("szip"),
    );
    let ran = desk.run(&["inspect", "changed.exampkg"]).expect(0);
    assert!(ran.out.contains("refused"), "{}", ran.out);
    assert!(!ran.out.contains("holds, by the key"), "{}", ran.out);
}

#[test]
fn practice_says_that_it_is_practice_and_is_never_graded() {
    let desk = Desk::new();
    desk.run(&["practice", "--out", "practice"]).expect(0);
    let code = String::from_utf8(desk.read("practice/code.txt")).expect("UTF-8");
    desk.write("s.json", r#"{"answers":{"1":"A"}}"#);
    let take = [
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
    ];
    desk.run(&take).expect(0);
    let ran = desk
        .unlocked(&["verify", "p.result", "--org", "org"])
        .expect(3);
    assert!(ran.out.starts_with("PRACTICE: "), "{}", ran.out);
    assert!(ran.out.contains("tier none: "), "{}", ran.out);
    let ran = desk
        .run(&["verify", "p.result", "--trust", "org/root.pub_signers"])
        .expect(3);
    assert!(ran.out.starts_with("PRACTICE: "), "{}", ran.out);
    desk.unlocked(&["grade", "p.result", "--org", "org"])
        .refused(2, "result.practice");
    // Nobody has its mailbox key.
    desk.unlocked(&["open", "p.result", "--org", "org", "--out", "opened"])
        .refused(2, "result.not-addressed");
}

#[test]
fn the_man_page_and_completions_come_from_the_grammar() {
    let desk = Desk::empty();
    desk.run(&["generate", "--out", "made"]).expect(0);
    let text = |name: &str| String::from_utf8(desk.read(&format!("made/{name}"))).expect("UTF-8");
    let page = text("invigil.1");
    assert!(page.contains(".TH invigil 1"), "{page}");
    for word in ["issue", "verify", "Exit codes"] {
        assert!(page.contains(word), "{word}");
    }
    for name in ["invigil.bash", "_invigil", "invigil.fish", "invigil.ps1"] {
        assert!(text(name).contains("export-mailbox"), "{name}");
    }
    run(desk.dir(), "bash", &["-n", "made/invigil.bash"]).expect(0);
}

#[test]
fn help_has_an_example_of_every_command() {
    let desk = Desk::empty();
    for command in [
        &["issue"][..],
        &["take"],
        &["verify"],
        &["open"],
        &["grade"],
        &["inspect"],
        &["demo"],
        &["org", "init"],
        &["org", "rotate"],
        &["org", "revoke"],
        &["keys", "export-mailbox"],
    ] {
        let ran = desk.run(&[command, &["-h"]].concat()).expect(0);
        let example = format!("\n  invigil {}", command.join(" "));
        assert!(ran.out.contains("Example"), "{command:?}:\n{}", ran.out);
        assert!(ran.out.contains(&example), "{command:?}:\n{}", ran.out);
        let widest = ran.out.lines().map(|l| l.chars().count()).max();
        assert!(widest <= Some(140), "{command:?}: {widest:?}");
    }
    let ran = desk.run(&["--help"]).expect(0);
    assert!(ran.out.contains("Exit codes: 0 all is well"), "{}", ran.out);
    assert!(!ran.out.contains("generate"), "{}", ran.out);
}

#[test]
fn a_mistyped_command_is_no_refused_file() {
    let desk = Desk::empty();
    for arguments in [
        &["verify", "c-1.result"][..],
        &["verify", "x", "--org", "o", "--trust", "t"],
        &["grade", "--org", "org"],
        &["frobnicate"],
        &[],
    ] {
        let ran = desk.run(arguments).expect(1);
        assert!(
            ran.err.contains("Usage: invigil"),
            "{arguments:?}: {}",
            ran.err
        );
        assert_eq!(ran.out, "");
    }
}
