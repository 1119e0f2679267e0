//! What the standard tools say of an opened result, and that they do see damage.

use invigil_tests::{Ran, desk::Desk, run};

/// The commands that `open` prints.
fn commands(opened: &Ran) -> Vec<String> {
    let lines = opened.out.lines().filter_map(|l| l.strip_prefix("  "));
    lines.map(str::to_owned).collect()
}

fn sh_in(desk: &Desk, folder: &str, line: &str) -> Ran {
    run(&desk.dir().join(folder), "sh", &["-c", line])
}

fn sh(desk: &Desk, line: &str) -> Ran {
    sh_in(desk, "opened", line)
}

fn open(desk: &Desk) -> Ran {
    let open = ["open", "c-1.result", "--org", "org", "--out", "opened"];
    desk.unlocked(&open).expect(0)
}

/// What each of the printed commands is about, in their order.
const SIGNED: [&str; 8] = [
    "trust/org.signers",
    "package/SHA256SUMS",
    "package/package.json",
    "ticket.json",
    "package/SHA256SUMS",
    "SHA256SUMS.sig",
    "SHA256SUMS",
    "answers.json",
];

fn opened() -> (Desk, Vec<String>) {
    let desk = Desk::new();
    desk.one_result();
    let commands = commands(&open(&desk));
    assert_eq!(commands.len(), SIGNED.len(), "{commands:#?}");
    (desk, commands)
}

/// The places of the commands that fail in a folder.
fn failing(desk: &Desk, folder: &str, commands: &[String]) -> Vec<usize> {
    let fails = |line: &String| sh_in(desk, folder, line).code != 0;
    let places = commands.iter().enumerate();
    places.filter(|(_, l)| fails(l)).map(|(n, _)| n).collect()
}

#[test]
fn every_printed_command_holds() {
    let (desk, commands) = opened();
    for command in &commands {
        let ran = sh(&desk, command).expect(0);
        let said = ["Good \"", ": OK\n", "Key ID: "];
        let said = said.iter().any(|said| ran.out.contains(said));
        assert!(said, "{command}:\n{}", ran.out);
    }
    let text = String::from_utf8(desk.read("opened/VERIFY.txt")).expect("UTF-8");
    let root = format!("'{}'", desk.dir().join("org/root.pub_signers").display());
    for command in &commands {
        let command = command.replace(&root, "root.pub_signers");
        assert!(text.contains(&command), "`{command}` is not in:\n{text}");
    }
}

#[test]
fn each_printed_command_fails_on_its_damaged_file() {
    let (desk, commands) = opened();
    for (command, file) in commands.iter().zip(SIGNED) {
        let path = format!("opened/{file}");
        let whole = desk.read(&path);
        let mut changed = whole.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        desk.write(&path, changed);
        let ran = sh(&desk, command);
        assert_ne!(
            ran.code, 0,
            "{command} holds for a changed {file}:\n{}",
            ran.out
        );
        desk.write(&path, whole);
        sh(&desk, command).expect(0);
    }
}

#[test]
fn ssh_keygen_refuses_another_name_purpose_and_root() {
    let (desk, commands) = opened();
    desk.organisation("other", "Other");
    let other = desk.dir().join("other/root.pub_signers");
    let own = desk.dir().join("org/root.pub_signers");
    let (own, other) = (own.display().to_string(), other.display().to_string());
    for (command, old, new) in [
        (&commands[0], "-I org", "-I issue"),
        (&commands[0], "-n trust-v1@", "-n result-v1@"),
        (&commands[0], own.as_str(), other.as_str()),
        (&commands[6], "-I attempt-", "-I attempt-0"),
        (&commands[6], "-n result-v1@", "-n envelope-v1@"),
        (&commands[6], "trust/device.signers", "trust/org.signers"),
    ] {
        assert!(command.contains(old), "`{old}` is not in `{command}`");
        let changed = command.replace(old, new);
        assert_ne!(sh(&desk, &changed).code, 0, "{changed}");
    }
}

/// Makes the folder `forged` as somebody without any key of the organisation can: a device key and
/// an attempt key of their own, the attempt's certificate with `key_id`, the organisation's trust
/// files, and `copied` from a true result.
fn forge(desk: &Desk, key_id: &str, copied: &str) {
    let text = String::from_utf8(desk.read("opened/manifest.json")).expect("UTF-8");
    let manifest: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let attempt = manifest["attempt_id"].as_str().expect("an id");
    // Three extensions of the length that the true ones have.
    let extensions: String = ["journal", "package", "ticket"]
        .map(|of| format!(" -O extension:{of}-sha256@invigil={}", "x".repeat(32)))
        .concat();
    let script = format!(
        "rm -rf forged D D.pub A A.pub A-cert.pub && mkdir forged && \
         for key in D A; do ssh-keygen -q -t ed25519 -N '' -C '' -f $key || exit 1; done && \
         ssh-keygen -q -s D -I '{key_id}' -n attempt-{attempt} -z 1 -O clear{extensions} A.pub && \
         (cd opened && cp --parents -r trust/org.signers trust/org.signers.sig {copied} ../forged) && \
         cd forged && echo 'attempt-* cert-authority,namespaces=\"result-v1@invigil\"' \
           $(cat ../D.pub) > trust/device.signers && \
         echo forged > answers.json && find * -type f | xargs sha256sum > ../sums && \
         mv ../sums SHA256SUMS && ssh-keygen -q -Y sign -f ../A-cert.pub -n result-v1@invigil SHA256SUMS"
    );
    run(desk.dir(), "sh", &["-c", &script]).expect(0);
}

#[test]
fn a_forged_folder_fails_at_what_the_organisation_issued() {
    let (desk, commands) = opened();
    let ticket: serde_json::Value =
        serde_json::from_slice(&desk.read("opened/ticket.json")).expect("JSON");
    let ticket = ticket["ticket_id"].as_str().expect("an id").to_owned();
    // Its own keys hold among themselves: the organisation's root, the result's signature, the
    // digests. What it lacks is a package and a ticket.
    forge(&desk, &ticket, "");
    assert_eq!(failing(&desk, "forged", &commands), [1, 2, 3, 4]);
    // A ticket that was issued for another package.
    let issued = "ticket.json ticket.json.sig package";
    desk.issue("ref,name\nc-1,A Person\n", "other");
    forge(&desk, &ticket, issued);
    let other =
        "unzip -q -o -d forged/package other/exam.exampkg package.json SHA256SUMS SHA256SUMS.sig";
    run(desk.dir(), "sh", &["-c", other]).expect(0);
    assert!(failing(&desk, "forged", &commands).contains(&4));
    // A true ticket, and an attempt key that was made for another one.
    forge(&desk, "00000000-0000-4000-8000-000000000000", issued);
    assert_eq!(failing(&desk, "forged", &commands), [5]);
}

#[test]
fn who_holds_the_ticket_passes_and_open_says_so() {
    let (desk, commands) = opened();
    let ticket: serde_json::Value =
        serde_json::from_slice(&desk.read("opened/ticket.json")).expect("JSON");
    let ticket = ticket["ticket_id"].as_str().expect("an id").to_owned();
    forge(&desk, &ticket, "ticket.json ticket.json.sig package");
    assert_eq!(failing(&desk, "forged", &commands), [0; 0]);
    run(desk.dir(), "rm", &["-r", "opened"]).expect(0);
    let said = open(&desk).out;
    for line in [
        "Whose laptop signed.",
        "whoever holds a ticket can make a result for it that passes all",
    ] {
        assert!(said.contains(line), "{said}");
        let text = String::from_utf8(desk.read("opened/VERIFY.txt")).expect("UTF-8");
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn what_was_taken_back_fails_and_the_list_itself_holds() {
    let desk = Desk::new();
    desk.one_result();
    let revoke = ["org", "revoke", "--dir", "org", "--result", "c-1.result"];
    let revoke = [&revoke[..], &["--reason", "copied"]].concat();
    desk.unlocked(&revoke).expect(0);
    let commands = commands(&open(&desk));
    assert_eq!(commands.len(), SIGNED.len() + 1, "{commands:#?}");
    // Of the two signatures by the root the second is the list's; the result's is the last but one.
    let (list, result) = (1, commands.len() - 2);
    assert!(
        commands[list].contains("-n revoked-v1@invigil"),
        "{commands:#?}"
    );
    assert_eq!(failing(&desk, "opened", &commands), [result]);
    let ran = sh(&desk, &commands[result]).expect(255);
    let said = [ran.out, ran.err].concat();
    assert!(said.contains("Could not verify signature"), "{said}");
    let krl = desk.dir().join("org/trust/revoked.krl");
    let given = commands.iter().filter(|line| line.contains(" -r '"));
    let given: Vec<&String> = given.collect();
    assert_eq!(given.len(), 3, "{commands:#?}");
    let option = format!(" -r '{}' ", krl.display());
    assert!(
        given.iter().all(|line| line.contains(&option)),
        "{given:#?}"
    );
    // An emptied list lets the result pass; its own signature does not hold then.
    let empty = "ssh-keygen -q -k -f org/trust/revoked.krl /dev/null";
    run(desk.dir(), "sh", &["-c", empty]).expect(0);
    assert_eq!(failing(&desk, "opened", &commands), [list]);
}

#[test]
fn age_opens_the_sealed_part_with_the_exported_mailbox_key_and_no_other() {
    let desk = Desk::new();
    desk.one_result();
    desk.organisation("other", "Other");
    for (org, out) in [("org", "mailbox.key"), ("other", "other.key")] {
        let export = ["keys", "export-mailbox", "--org", org, "--out", out];
        let ran = desk.unlocked(&export).expect(0);
        assert!(ran.err.contains("reads every result"), "{}", ran.err);
        let mode = run(desk.dir(), "stat", &["-c", "%a", out]).expect(0).out;
        assert_eq!(mode.trim(), "600");
        desk.unlocked(&export).refused(1, "file.exists");
    }
    let sh = |line: &str| run(desk.dir(), "sh", &["-c", line]);
    sh("unzip -q c-1.result sealed.age -d sealed").expect(0);
    let open = "age -d -i mailbox.key -o inner.zip sealed/sealed.age";
    sh(open).expect(0);
    sh("unzip -q inner.zip -d inner && cd inner && sha256sum -c SHA256SUMS").expect(0);
    let ran = desk.run(&["inspect", "inner.zip"]).expect(0);
    assert!(ran.out.contains("answers.json"), "{}", ran.out);
    let sealed = desk.run(&["inspect", "sealed/sealed.age"]).expect(0);
    assert!(sealed.out.starts_with("sealed"), "{}", sealed.out);

    assert_ne!(sh(&open.replace("mailbox.key", "other.key")).code, 0);
    let mut changed = desk.read("sealed/sealed.age");
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    desk.write("sealed/sealed.age", changed);
    assert_ne!(sh(open).code, 0, "age opens a changed file");
}
