//! `org init` and `issue`: what is made, what is private, what is refused.

use std::{os::unix::fs::PermissionsExt, path::Path};

use invigil_tests::{binary, desk::Desk, run};

/// The names of all files below a folder, with `/` between.
pub(crate) fn files_below(dir: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(dir).expect("below it");
                names.push(name.display().to_string());
            }
        }
    }
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    path.metadata().expect("a file").permissions().mode() & 0o777
}

#[test]
fn an_organisation_is_made_with_its_secrets_private() {
    let desk = Desk::empty();
    let ran = desk.organisation("org", "Acme Söftware");
    assert!(ran.out.contains("(id acme-software)"), "{}", ran.out);
    assert!(ran.out.contains("SHA256:"), "{}", ran.out);
    let words = ran
        .out
        .lines()
        .find_map(|l| l.strip_prefix("eight words"))
        .expect("eight words");
    assert_eq!(words.split_whitespace().count(), 8);
    assert!(ran.out.contains("root.key.sealed"), "{}", ran.out);
    let org = desk.dir().join("org");
    assert_eq!(
        files_below(&org),
        [
            "keys/issuing.key.sealed",
            "keys/mailbox.key.sealed",
            "lock",
            "org.json",
            "root.key.sealed",
            "root.pub_signers",
            "trust/last-seen.json",
            "trust/org.signers",
            "trust/org.signers.sig",
        ]
    );
    for private in [
        "keys/issuing.key.sealed",
        "keys/mailbox.key.sealed",
        "root.key.sealed",
    ] {
        assert_eq!(mode(&org.join(private)), 0o600, "{private}");
    }
    assert_eq!(mode(&org.join("keys")), 0o700);
}

#[test]
fn a_used_folder_is_refused_and_left_as_it_was() {
    let desk = Desk::new();
    let before = desk.read("org/root.pub_signers");
    desk.unlocked(&["org", "init", "--dir", "org", "--name", "Other"])
        .refused(1, "org.exists");
    assert_eq!(desk.read("org/root.pub_signers"), before);
}

#[test]
fn a_name_without_letters_and_an_escrow_that_is_none_are_refused() {
    let desk = Desk::empty();
    desk.write("escrow.pub", "ssh-ed25519 AAAA\n");
    for (name, escrow, code) in [
        ("", None, "org.name"),
        ("·", None, "org.name"),
        ("Acme \u{202e}emca", None, "org.name"),
        ("Acme\u{200f}", None, "org.name"),
        ("Acme", Some("escrow.pub"), "org.escrow"),
        ("Acme", Some("missing.pub"), "file.not-found"),
    ] {
        let mut arguments = vec!["org", "init", "--dir", "new", "--name", name];
        arguments.extend(escrow.into_iter().flat_map(|e| ["--escrow", e]));
        desk.unlocked(&arguments).refused(1, code);
        assert!(!desk.dir().join("new").exists(), "{name} {escrow:?}");
    }
}

#[test]
fn the_passphrase_comes_from_a_file_or_the_environment_and_has_eight_characters() {
    let desk = Desk::empty();
    desk.write("short.txt", "seven77\n");
    desk.write("blank.txt", "\nsecond line\n");
    let init = |file: &str| {
        desk.run(&[
            "org",
            "init",
            "--dir",
            "org",
            "--name",
            "A",
            "--passphrase-file",
            file,
        ])
    };
    init("short.txt").refused(1, "passphrase.unusable");
    init("blank.txt").refused(1, "passphrase.unusable");
    init("missing.txt").refused(1, "file.not-found");
    assert!(!desk.dir().join("org").exists(), "nothing was made");
    let program = binary("invigil");
    let from_environment = [
        "INVIGIL_PASSPHRASE_FILE=pass.txt",
        program.to_str().expect("UTF-8"),
        "org",
        "init",
        "--dir",
        "org",
        "--name",
        "A",
    ];
    run(desk.dir(), "env", &from_environment).expect(0);
    assert!(desk.dir().join("org/org.json").exists());
}

#[test]
fn a_wrong_passphrase_opens_nothing() {
    let desk = Desk::new();
    desk.write("other.txt", "another passphrase\n");
    desk.write("candidates.csv", "ref,name\nc-1,A\n");
    let issue = [
        "issue",
        "--org",
        "org",
        "--candidates",
        "candidates.csv",
        "--out",
        "hand-out",
    ];
    let ran = desk.run(&[&issue[..], &["--passphrase-file", "other.txt"]].concat());
    let ran = ran.refused(1, "sealed.wrong-passphrase");
    assert!(!ran.err.contains("another passphrase"), "{}", ran.err);
    assert!(!desk.dir().join("hand-out").exists());
}

#[test]
fn one_issue_yields_a_package_a_ticket_each_and_private_files_apart() {
    let desk = Desk::new();
    let issue = desk.issue(
        "ref,name,email,extra_time_pct,seat\nc-1,Ann Example,ann@example.org,25,A1\nc-2,Bob Example,,,A2\nc-3,Cem Example,,100,B1\n",
        "hand-out",
    );
    assert_eq!(
        files_below(&issue.out),
        [
            "exam.exampkg",
            "tickets/c-1.ticket",
            "tickets/c-2.ticket",
            "tickets/c-3.ticket",
        ]
    );
    assert_eq!(
        files_below(&issue.private),
        ["candidates.csv", "code.txt", "keypkg", "package.exampkg"]
    );
    assert_eq!(mode(&issue.private.join("code.txt")), 0o600);
    let kept = std::fs::read_to_string(issue.private.join("code.txt")).expect("code.txt");
    assert_eq!(kept.trim(), issue.code);
    assert_eq!(issue.code.len(), 14, "{}", issue.code);
    let id = issue.private.file_name().expect("a name").to_str();
    for (ticket, facts) in [
        ("c-1", ["c-1", "extra_time_pct 25"]),
        ("c-3", ["c-3", "extra_time_pct 100"]),
    ] {
        let path = format!("hand-out/tickets/{ticket}.ticket");
        let ran = desk.run(&["inspect", &path]).expect(0);
        for fact in facts.iter().chain(&id) {
            assert!(ran.out.contains(fact), "{fact}:\n{}", ran.out);
        }
    }
    for name in files_below(&issue.out) {
        let bytes = desk.read(&format!("hand-out/{name}"));
        for secret in ["Ann Example", "ann@example.org", &issue.code] {
            let found = bytes.windows(secret.len()).any(|w| w == secret.as_bytes());
            assert!(!found, "`{secret}` is in {name}");
        }
    }
}

#[test]
fn the_sharing_and_that_the_bank_is_public_are_said() {
    let desk = Desk::new();
    desk.write("candidates.csv", "ref,name,seat\na,A,A1\nb,B,A2\n");
    let ran = desk
        .unlocked(&[
            "issue",
            "--org",
            "org",
            "--test",
            "backend-engineer",
            "--candidates",
            "candidates.csv",
            "--out",
            "out",
        ])
        .expect(0);
    for said in [
        "Issued Backend Engineer to 2 candidates.",
        "seat neighbours at most",
        "warning: The bank of this form is public",
        "never put it on a slip",
    ] {
        assert!(ran.out.contains(said), "{said}:\n{}", ran.out);
    }
}

#[test]
fn an_organisation_that_cannot_be_written_leaves_nothing() {
    let desk = Desk::empty();
    std::fs::create_dir(desk.dir().join("empty")).expect("a folder");
    for dir in ["new", "empty"] {
        let init = ["org", "init", "--dir", dir, "--name", "Acme"];
        desk.short_of_space(0, &init).refused(1, "file.io");
    }
    assert!(!desk.dir().join("new").exists());
    assert!(files_below(&desk.dir().join("empty")).is_empty());
    desk.organisation("empty", "Acme");
}

#[test]
fn what_cannot_be_handed_out_whole_leaves_nothing_of_it() {
    let desk = Desk::new();
    desk.write("candidates.csv", "ref,name\nc-1,A\nc-2,B\n");
    desk.write("file", "not a folder");
    std::fs::create_dir_all(desk.dir().join("used/tickets")).expect("folders");
    desk.write("used/tickets/c-2.ticket", "of another issue");
    let issue = |out| {
        [
            "issue",
            "--org",
            "org",
            "--candidates",
            "candidates.csv",
            "--out",
            out,
        ]
    };
    let nothing = |ran: invigil_tests::Ran| {
        let said = "error: Nothing was handed out.\n";
        assert!(ran.err.starts_with(said), "{}", ran.err);
        assert!(files_below(&desk.dir().join("org/issued")).is_empty());
        let kept = std::fs::read_dir(desk.dir().join("org/issued"));
        assert_eq!(kept.expect("a folder").count(), 0);
    };
    nothing(desk.unlocked(&issue("file")).expect(1));
    assert_eq!(desk.read("file"), b"not a folder");
    nothing(desk.unlocked(&issue("used")).refused(1, "file.exists"));
    assert_eq!(
        files_below(&desk.dir().join("used")),
        ["tickets/c-2.ticket"]
    );
    assert_eq!(desk.read("used/tickets/c-2.ticket"), b"of another issue");
    // The package is larger than a disk with 4 KiB left, the code is not.
    nothing(desk.short_of_space(8, &issue("new")).refused(1, "file.io"));
    assert!(!desk.dir().join("new").exists());
    desk.unlocked(&issue("new")).expect(0);
}

#[test]
fn what_is_handed_out_never_lies_in_the_organisations_folder_or_over_an_older_issue() {
    let desk = Desk::new();
    let first = desk.issue("ref,name\nc-1,A\n", "out");
    let package = desk.read("out/exam.exampkg");
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(to, desk.dir().join(name)).expect(name);
    };
    link("org", "away");
    std::fs::create_dir(desk.dir().join("half")).expect("half");
    link("../org/issued", "half/tickets");
    for (out, code) in [
        ("org", "org.out-inside"),
        ("org/public", "org.out-inside"),
        (".", "org.out-inside"),
        ("away", "org.out-inside"),
        ("away/public", "org.out-inside"),
        ("out/../org/public", "org.out-inside"),
        ("none/../org/public", "org.out-inside"),
        ("away/..", "org.out-inside"),
        ("half", "org.out-inside"),
        ("out", "org.out-used"),
    ] {
        let ran = desk.unlocked(&[
            "issue",
            "--org",
            "org",
            "--candidates",
            "candidates.csv",
            "--out",
            out,
        ]);
        ran.refused(1, code);
    }
    let through_a_link = ["issue", "--org", "away", "--candidates", "candidates.csv"];
    desk.unlocked(&[&through_a_link[..], &["--out", "org/public"]].concat())
        .refused(1, "org.out-inside");
    assert_eq!(desk.read("out/exam.exampkg"), package);
    let issued = std::fs::read_dir(first.private.parent().expect("issued/"));
    assert_eq!(
        issued.expect("a folder").count(),
        1,
        "nothing else was issued"
    );
}

#[test]
fn wrong_rows_are_named_all_at_once_and_nothing_is_issued() {
    let desk = Desk::new();
    desk.write(
        "candidates.csv",
        "ref,name,extra_time_pct,seat\nc 1,A,0,\nc-2,B,0,A1\nc-2,C,0,A2\nc-4,D,301,\nc-5,E,0,4B\n",
    );
    let issue = [
        "issue",
        "--org",
        "org",
        "--candidates",
        "candidates.csv",
        "--out",
        "out",
    ];
    let ran = desk.unlocked(&issue).refused(1, "candidates.invalid");
    for row in ["row 2:", "row 4: ref `c-2`", "row 5:", "row 6:"] {
        assert!(ran.err.contains(row), "{row}:\n{}", ran.err);
    }
    assert!(!ran.err.contains("row 3:"), "{}", ran.err);
    for (csv, said) in [
        ("ref,name,phone\n", "there is no column `phone`"),
        ("ref,email\n", "the column `name` is missing"),
        ("ref,name\n", "there is no candidate in it"),
        ("", "the column `ref` is missing"),
    ] {
        desk.write("candidates.csv", csv);
        let ran = desk.unlocked(&issue).refused(1, "candidates.invalid");
        assert!(ran.err.contains(said), "{said}:\n{}", ran.err);
    }
    assert!(!desk.dir().join("out").exists());
}

#[test]
fn a_test_or_an_organisation_that_is_not_there_is_said() {
    let desk = Desk::new();
    desk.write("candidates.csv", "ref,name\nc-1,A\n");
    for (org, test, code) in [
        ("org", "astronaut", "cli.unknown-test"),
        // Its keys are in every candidate's program.
        ("org", "practice", "cli.unknown-test"),
        ("nowhere", "backend-engineer", "org.not-found"),
    ] {
        let ran = desk.unlocked(&[
            "issue",
            "--org",
            org,
            "--test",
            test,
            "--candidates",
            "candidates.csv",
            "--out",
            "out",
        ]);
        ran.refused(1, code);
    }
}
