//! `demo`: the whole journey in one command.

use invigil_tests::{binary, desk::Desk, on_path, run_with};

#[test]
fn the_demonstration_walks_the_whole_journey_and_every_tool_agrees() {
    let desk = Desk::empty();
    let ran = desk.run(&["demo", "--out", "demo"]).expect(0);
    for said in [
        "1. An organisation makes its keys.",
        "access code",
        "9 of 10 answered",
        "Every check that can be made holds.",
        "7 of 10 right",
        "$ sha256sum -c SHA256SUMS",
        "answers.json: OK",
        "$ ssh-keygen -Y verify",
        "package/SHA256SUMS: OK",
        "Key ID: ",
        "age -d -i mailbox.key",
        "Whose laptop signed.",
        "Everything that was made is in",
    ] {
        assert!(ran.out.contains(said), "{said}:\n{}\n{}", ran.out, ran.err);
    }
    assert_eq!(ran.out.matches("Good \"").count(), 4, "{}", ran.out);
    assert!(!ran.out.contains("not run here"), "{}", ran.out);
    assert!(!ran.out.contains("FAILED"), "{}", ran.out);
    // Its own folder is cleared and used again.
    desk.write("demo/left.txt", "by somebody");
    let ran = desk.run(&["demo", "--out", "demo"]).expect(0);
    assert!(ran.out.contains("7 of 10 right"), "{}", ran.out);
    assert!(!desk.dir().join("demo/left.txt").exists());
}

#[test]
fn a_step_that_lacks_one_of_its_tools_is_not_run_and_the_tool_is_named() {
    let desk = Desk::empty();
    let tools = desk.dir().join("tools");
    std::fs::create_dir(&tools).expect("a folder");
    let tools_of_a_shell = ["sh", "sed", "grep", "base64", "head", "tail"];
    for tool in [&tools_of_a_shell[..], &["ssh-keygen", "sha256sum", "age"]].concat() {
        std::os::unix::fs::symlink(on_path(tool), tools.join(tool)).expect("a link");
    }
    let path = tools.display().to_string();
    let (demo, variables) = (["demo", "--out", "demo"], [("PATH", path.as_str())]);
    let ran = run_with(desk.dir(), binary("invigil"), &demo, &variables).expect(0);
    let said = "inner.zip\n  (not run here: unzip is not installed)\n";
    assert!(ran.out.contains(said), "{}", ran.out);
    assert_eq!(ran.out.matches("not run here").count(), 1, "{}", ran.out);
    assert!(ran.out.contains("answers.json: OK"), "{}", ran.out);
    assert_eq!(ran.out.matches("Good \"").count(), 4, "{}", ran.out);
    assert!(!ran.out.contains("FAILED"), "{}", ran.out);
    assert!(!ran.err.contains("not found"), "{}", ran.err);
    assert!(!desk.dir().join("demo/sealed").exists());
}

#[test]
fn the_demonstration_clears_no_folder_but_its_own() {
    let desk = Desk::empty();
    std::fs::create_dir(desk.dir().join("mine")).expect("a folder");
    desk.write("mine/precious.txt", "precious");
    desk.run(&["demo", "--out", "mine"])
        .refused(1, "cli.demo-out");
    assert_eq!(desk.read("mine/precious.txt"), b"precious");
    desk.run(&["demo", "--out", "mine/precious.txt"]).expect(1);
    assert_eq!(desk.read("mine/precious.txt"), b"precious");
}
