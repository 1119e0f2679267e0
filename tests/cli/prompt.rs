//! Passphrases that are asked for: on a terminal, unseen, a new one twice.

use invigil_tests::{
    binary,
    desk::{Desk, PASSPHRASE},
    run,
    terminal::Terminal,
};

const INIT: &str = "org init --dir org --name Acme";

fn invigil(desk: &Desk, arguments: &str) -> Terminal {
    let program = binary("invigil");
    Terminal::start(desk.dir(), &format!("'{}' {arguments}", program.display()))
}

/// The words that the screen has shown before `end`.
fn asked<'a>(screen: &'a str, end: &str) -> Vec<&'a str> {
    let (before, _) = screen.split_once(end).expect(end);
    before.split_whitespace().collect()
}

#[test]
fn two_equal_lines_make_an_organisation_that_they_unlock_and_neither_is_seen() {
    let desk = Desk::empty();
    let mut terminal = invigil(&desk, INIT);
    terminal.shows("Passphrase: ");
    terminal.types_unseen(PASSPHRASE);
    terminal.shows("Again: ");
    terminal.types_unseen(PASSPHRASE);
    let ran = terminal.end().expect(0);
    let shown = asked(&ran.out, "Made the organisation Acme");
    assert_eq!(shown, ["Passphrase:", "Again:"], "{}", ran.out);
    assert!(!ran.out.contains(PASSPHRASE), "{}", ran.out);
    // By the file, and by the prompt, which asks once for one that exists.
    let export = "keys export-mailbox --org org --out";
    let words: Vec<&str> = export.split(' ').collect();
    desk.unlocked(&[&words[..], &["file.key"]].concat())
        .expect(0);
    let mut terminal = invigil(&desk, &format!("{export} prompt.key"));
    terminal.shows("Passphrase: ");
    terminal.types_unseen(PASSPHRASE);
    let ran = terminal.end().expect(0);
    let shown = asked(&ran.out, "warning: ");
    assert_eq!(shown, ["Passphrase:"], "{}", ran.out);
    assert_eq!(desk.read("prompt.key"), desk.read("file.key"));
}

#[test]
fn two_lines_that_differ_make_nothing() {
    let desk = Desk::empty();
    let mut terminal = invigil(&desk, INIT);
    terminal.shows("Passphrase: ");
    terminal.types_unseen(PASSPHRASE);
    terminal.shows("Again: ");
    terminal.types_unseen("correct horse buttery");
    let ran = terminal.end().refused(1, "passphrase.unusable");
    assert!(ran.err.contains("did not match"), "{}", ran.err);
    let shown = asked(&ran.out, "error: ");
    assert_eq!(shown, ["Passphrase:", "Again:"], "{}", ran.out);
    assert!(!desk.dir().join("org").exists());
}

#[test]
fn a_short_line_is_refused_before_it_is_asked_for_again() {
    let desk = Desk::empty();
    let mut terminal = invigil(&desk, INIT);
    terminal.shows("Passphrase: ");
    terminal.types_unseen("7 chars");
    let ran = terminal.end().refused(1, "passphrase.unusable");
    assert!(ran.err.contains("fewer than 8"), "{}", ran.err);
    assert_eq!(asked(&ran.out, "error: "), ["Passphrase:"], "{}", ran.out);
    assert!(!desk.dir().join("org").exists());
}

#[test]
fn where_nobody_can_be_asked_it_is_said_and_what_is_piped_is_no_passphrase() {
    let desk = Desk::empty();
    let program = binary("invigil");
    let line = format!(
        "echo '{PASSPHRASE}' | setsid --wait '{}' {INIT}",
        program.display()
    );
    let ran = run(desk.dir(), "sh", &["-c", &line]).refused(1, "passphrase.unusable");
    assert!(ran.err.contains("no terminal"), "{}", ran.err);
    assert!(ran.err.contains("--passphrase-file FILE"), "{}", ran.err);
    assert!(!desk.dir().join("org").exists());
}

#[test]
fn this_terminal_shows_what_is_typed_where_nothing_hides_it() {
    let desk = Desk::empty();
    let mut terminal = Terminal::start(desk.dir(), "read line");
    terminal.types("a line that is seen");
    let ran = terminal.end().expect(0);
    assert_eq!(ran.out, "a line that is seen\n");
}
