//! What the standard tools say of an opened result, and that they do see damage.

use invigil_tests::{Ran, desk::Desk, run};

/// The commands that `open` prints.
fn commands(opened: &Ran) -> Vec<String> {
    let lines = opened.out.lines().filter_map(|l| l.strip_prefix("  "));
    lines.map(str::to_owned).collect()
}

fn sh(desk: &Desk, line: &str) -> Ran {
    run(&desk.dir().join("opened"), "sh", &["-c", line])
}

fn opened() -> (Desk, Vec<String>) {
    let desk = Desk::new();
    desk.one_result();
    let open = ["open", "c-1.result", "--org", "org", "--out", "opened"];
    let commands = commands(&desk.unlocked(&open).expect(0));
    assert_eq!(commands.len(), 3, "{commands:?}");
    (desk, commands)
}

#[test]
fn every_printed_command_holds() {
    let (desk, commands) = opened();
    for command in &commands {
        let ran = sh(&desk, command).expect(0);
        let good = "Good \"";
        let said = ran.out.contains(good) || ran.out.contains("answers.json: OK");
        assert!(said, "{command}:\n{}", ran.out);
    }
}

#[test]
fn each_printed_command_fails_on_its_damaged_file() {
    let (desk, commands) = opened();
    let signed = ["trust/org.signers", "SHA256SUMS", "answers.json"];
    for (command, file) in commands.iter().zip(signed) {
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
        (&commands[1], "-I attempt-", "-I attempt-0"),
        (&commands[1], "-n result-v1@", "-n envelope-v1@"),
        (&commands[1], "trust/device.signers", "trust/org.signers"),
    ] {
        assert!(command.contains(old), "`{old}` is not in `{command}`");
        let changed = command.replace(old, new);
        assert_ne!(sh(&desk, &changed).code, 0, "{changed}");
    }
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
