//! `demo`: the whole journey in one command.

use invigil_tests::desk::Desk;

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
        "age -d -i mailbox.key",
        "Everything that was made is in",
    ] {
        assert!(ran.out.contains(said), "{said}:\n{}\n{}", ran.out, ran.err);
    }
    assert_eq!(ran.out.matches("Good \"").count(), 2, "{}", ran.out);
    assert!(!ran.out.contains("not installed here"), "{}", ran.out);
    assert!(!ran.out.contains("FAILED"), "{}", ran.out);
    // Its own folder is cleared and used again.
    desk.write("demo/left.txt", "by somebody");
    let ran = desk.run(&["demo", "--out", "demo"]).expect(0);
    assert!(ran.out.contains("7 of 10 right"), "{}", ran.out);
    assert!(!desk.dir().join("demo/left.txt").exists());
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
