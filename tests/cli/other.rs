//! `inspect`, `practice`, `generate`, help and usage.

use std::collections::BTreeMap;

use invigil_tests::{
    desk::{Desk, LETTERS},
    manual::PAGES,
    run,
};
use serde_json::Value;

use crate::issue::files_below;

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
                "acme-software",
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
        (
            "c-1.slip.txt",
            "slip",
            &["candidate_ref  c-1", "words", "sha256"],
        ),
        ("c-1.VERIFY.txt", "instructions", &["standard tools"]),
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

/// Kind and facts of every file below a folder.
fn inspected(desk: &Desk, folder: &str) -> BTreeMap<String, (String, String)> {
    let inspect = |name: String| {
        let path = format!("{folder}/{name}");
        let ran = desk.run(&["inspect", &path, "--json"]);
        assert_eq!(ran.code, 0, "{path}: {}", ran.err);
        let report: Value = serde_json::from_str(&ran.out).expect("JSON");
        let kind = report["kind"].as_str().expect("a kind").to_owned();
        (name, (kind, report["facts"].to_string()))
    };
    let names = files_below(&desk.dir().join(folder)).into_iter();
    // Submitted code is the candidate's own.
    let names = names.filter(|name| !name.starts_with("code/"));
    names.map(inspect).collect()
}

#[test]
fn every_entry_of_a_result_can_be_looked_into() {
    let desk = Desk::new();
    let issue = desk.issue("ref,name\nc-1,A Person\n", "out");
    desk.take(&issue, "c-1", LETTERS).expect(0);
    desk.unlocked(&["open", "c-1.result", "--org", "org", "--out", "opened"])
        .expect(0);
    let files = inspected(&desk, "opened");
    for (name, kind, fact) in [
        ("manifest.json", "document", "invigil-result/1"),
        ("candidate.json", "document", "Scripted attempt"),
        ("answers.json", "document", "invigil-answers/1"),
        ("ticket.json", "document", "invigil-ticket/1"),
        ("ticket.json.sig", "signature", "ticket-v1@invigil"),
        ("package/package.json", "document", "Backend Engineer"),
        ("package/SHA256SUMS", "sums", "files"),
        ("SHA256SUMS.sig", "signature", "certified_by"),
        ("form.json", "document", "10 entries"),
        ("shared.json", "document", "invigil-shared/1"),
        ("log/public.jsonl", "log", "public"),
        ("log/private.jsonl", "log", "private"),
        ("log/seed", "seed", "not shown"),
        ("log/checkpoint", "checkpoint", "invigil/attempt/"),
        ("journal/entry.json", "document", "invigil-journal/1"),
        ("trust/root.pub_signers", "trust", "words"),
        ("trust/org.signers", "trust", "acme-software"),
        ("trust/device.signers", "trust", "device"),
        ("VERIFY.txt", "instructions", "standard tools"),
    ] {
        let (found, facts) = files.get(name).unwrap_or_else(|| panic!("no {name}"));
        assert_eq!(found, kind, "{name}");
        assert!(facts.contains(fact), "{name}: {fact}: {facts}");
    }
    let ticket: Value = serde_json::from_slice(&desk.read("opened/ticket.json")).expect("JSON");
    let form_key = ticket["form_key"].as_str().expect("a form key");
    assert!(!files["ticket.json"].1.contains(form_key));
    run(desk.dir(), "unzip", &["-q", "c-1.result", "-d", "outside"]).expect(0);
    let files = inspected(&desk, "outside");
    assert_eq!(files["envelope.json"].0, "document");
    assert_eq!(files["sealed.age"].0, "sealed");
}

#[test]
fn every_file_that_the_app_keeps_on_a_laptop_can_be_looked_into() {
    let desk = Desk::new();
    desk.one_result();
    let files = inspected(&desk, "c-1.result.attempt");
    let check = |end: &str, kind: &str, facts: &[&str]| {
        let found = files.iter().find(|(name, _)| name.ends_with(end));
        let (name, (found, said)) = found.unwrap_or_else(|| panic!("no {end}: {files:?}"));
        assert_eq!(found, kind, "{name}");
        for fact in facts {
            assert!(said.contains(fact), "{name}: {fact}: {said}");
        }
    };
    check(
        "device-key.secret",
        "seed",
        &["32 secret bytes: a seed or a private key; not shown"],
    );
    check("device-counter.secret", "counter", &["[\"serial\",\"1\"]"]);
    let sha256 = run(desk.dir(), "sha256sum", &["c-1.result"]).expect(0).out;
    check(
        ".json",
        "hand-in",
        &["Backend Engineer", "c-1", "5 of 10", &sha256[..64]],
    );
    check(".result", "result", &["log_frames"]);
    check("device.sqlite", "database", &["not shown"]);
}

#[test]
fn every_file_of_the_organisations_folder_can_be_looked_into_and_no_secret_is_shown() {
    let desk = Desk::new();
    let issue = desk.one_result();
    desk.unlocked(&["grade", "c-1.result", "--org", "org"])
        .expect(0);
    desk.unlocked(&["org", "rotate", "--dir", "org"]).expect(0);
    let revoke = ["org", "revoke", "--dir", "org", "--result", "c-1.result"];
    desk.unlocked(&[&revoke[..], &["--reason", "swapped"]].concat())
        .expect(0);
    let files = inspected(&desk, "org");
    for (name, kind) in [
        ("org.json", "document"),
        ("root.pub_signers", "trust"),
        ("root.key.sealed", "sealed-key"),
        ("keys/mailbox.key.sealed", "sealed-key"),
        ("trust/last-seen.json", "document"),
        ("trust/revoked.json", "document"),
        ("trust/revoked.json.sig", "signature"),
        ("trust/revoked.krl", "revocations"),
        ("trust/earlier/1.signers", "trust"),
    ] {
        assert_eq!(
            files.get(name).map(|(kind, _)| kind.as_str()),
            Some(kind),
            "{name}"
        );
    }
    for (end, kind) in [
        ("code.txt", "access-code"),
        ("keypkg", "sealed"),
        ("package.exampkg", "package"),
        ("candidates.csv", "candidates"),
        ("grade.json", "grade"),
    ] {
        let found = files.iter().find(|(name, _)| name.ends_with(end));
        assert_eq!(
            found.map(|(_, (kind, _))| kind.as_str()),
            Some(kind),
            "{end}"
        );
    }
    assert!(
        files
            .values()
            .all(|(_, facts)| !facts.contains(&issue.code))
    );
}

#[test]
fn what_only_begins_like_one_of_our_files_is_none() {
    let desk = Desk::empty();
    for (bytes, code) in [
        (&b"# invigil-trust/1 nothing\n"[..], "trust.syntax"),
        (b"# invigil-trust/2 role=org\n", "trust.version"),
        (b"-----BEGIN SSH SIGNATURE-----\n", "sshsig.armor"),
        (b"{\"format\":\"invigil-ticket/2\"}\n", "doc.newer-version"),
        (b"{\"format\":\"shopping/1\"}\n", "doc.other-format"),
        (b"{\"format\":\"invigil-ticket/1\"", "json.syntax"),
        (b"invigil/attempt/x\n", "log.checkpoint-note"),
        (b"{\"frame\":0", "log.line"),
        (b"age", "szip.not-zip"),
    ] {
        desk.write("file", bytes);
        desk.run(&["inspect", "file"]).refused(2, code);
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
    let made = std::fs::read_dir(desk.dir().join("made")).expect("a folder");
    let made = made
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned());
    let mut pages: Vec<String> = made.filter(|name| name.ends_with(".1")).collect();
    pages.sort();
    assert_eq!(pages, PAGES, "the packages bring these");
    let page = text("invigil-org-init.1");
    for word in [
        r"\-\-escrow",
        ".SH EXAMPLES",
        r"invigil org init \-\-dir acme",
    ] {
        assert!(page.contains(word), "{word}: {page}");
    }
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
        &["replay"],
        &["languages"],
        &["inspect"],
        &["demo"],
        &["generate"],
        &["org"],
        &["keys"],
        &["problem"],
        &["problem", "check"],
        &["bank"],
        &["bank", "search"],
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
    assert!(ran.out.contains("\n  invigil demo"), "{}", ran.out);
    assert!(!ran.out.contains("generate"), "{}", ran.out);
}

#[test]
fn a_mistyped_command_is_no_refused_file() {
    let desk = Desk::empty();
    for (arguments, why) in [
        (&["verify", "c-1.result"][..], "--trust"),
        (&["verify", "x", "--org", "o", "--trust", "t"], "--trust"),
        (&["grade", "--org", "org"], "<PATHS>"),
        (&["frobnicate"], "frobnicate"),
    ] {
        let ran = desk.run(arguments).refused(1, "cli.usage");
        let line = ran.err.lines().find(|line| line.contains("why:"));
        assert!(line.is_some_and(|l| l.contains(why)), "{}", ran.err);
        assert!(ran.err.contains(" --help`"), "{}", ran.err);
        assert_eq!(ran.out, "");
    }
    let ran = desk.run(&[]).expect(1);
    assert!(ran.err.contains("Usage: invigil"), "{}", ran.err);
}

#[test]
fn foreign_json_is_said_to_be_none_of_ours() {
    let desk = Desk::empty();
    desk.write("a.json", r#"{"answers":{"1":"A"}}"#);
    let ran = desk.run(&["inspect", "a.json"]);
    let ran = ran.refused(2, "doc.other-format");
    assert!(ran.err.contains("no `format`"), "{}", ran.err);
}

#[test]
fn questions_are_found_by_their_words_and_keys_are_not() {
    let desk = Desk::empty();
    let search = |words: &[&str]| {
        let ran = desk.run(&[&["bank", "search", "--json"], words].concat());
        let hits: Value = serde_json::from_str(&ran.expect(0).out).expect("JSON");
        hits.as_array().expect("an array").clone()
    };
    let hits = search(&["isolation"]);
    assert!(!hits.is_empty());
    for hit in &hits {
        let excerpt = hit["excerpt"].as_str().expect("an excerpt");
        assert!(excerpt.to_lowercase().contains("[isolation"), "{excerpt}");
    }
    assert!(search(&["isolation", "level"]).len() <= hits.len());
    assert!(!search(&["isol"]).is_empty(), "the beginning of a word");
    let canary = std::fs::read_to_string(
        invigil_tests::root().join("assets/bank/backend-engineer/bank.toml"),
    );
    let canary = canary.expect("the bank");
    let canary = canary.lines().find_map(|l| l.strip_prefix("canary = \""));
    let canary = canary.expect("a canary").trim_end_matches('"');
    assert_eq!(search(&[canary]).len(), 0);
    assert_eq!(search(&["\"*", "OR"]).len(), search(&["or"]).len());
    for nothing in ["", " ", "?*"] {
        let search = ["bank", "search", nothing];
        desk.run(&search).refused(1, "cli.no-words");
    }
    let ran = desk.run(&["bank", "search", "zzzz"]).expect(0);
    assert!(ran.out.contains("No question"), "{}", ran.out);
    let ran = desk.run(&["bank", "search", "isolation"]).expect(0);
    assert!(ran.out.contains("[isolation"), "{}", ran.out);
    let other = ["bank", "search", "x", "--test", "practice"];
    desk.run(&other).refused(1, "cli.unknown-test");
}
