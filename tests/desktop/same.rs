//! The window and `invigil take` are two ways to the same use cases: the same answers and the same
//! code leave the same events.

use std::path::{Path, PathBuf};

use invigil_log::{Event, Stamped};
use invigil_model::Letter;
use invigil_tests::{
    binary,
    desk::{Desk, Issue},
    same::{BY_THE_WAY, Log, difference},
    window::{Display, Window},
};

use crate::{answer, write_code};

const LETTERS: [&str; 10] = ["B", "A", "D", "C", "A", "B", "C", "D", "B", "A"];

/// The issued test by its files, from the start screen to the hand-in.
async fn sit(desk: &Desk, issue: &Issue) -> PathBuf {
    let display = Display::start();
    let data = tempfile::tempdir().expect("a folder");
    let app = binary("invigil-window-test");
    let window = Window::open(&display, &app, data.path(), None).await;
    let path = |name: &str| issue.out.join(name).display().to_string();
    window.fill("package-path", &path("exam.exampkg")).await;
    window
        .fill("ticket-path", &path("tickets/c-1.ticket"))
        .await;
    window.click("open-test").await;
    window.fill("code-input", &issue.code).await;
    window.click("code-next").await;
    window.fill("name-input", "Ada Example").await;
    for id in ["name-next", "consent", "checks-next", "start-now"] {
        window.click(id).await;
    }
    for (position, letter) in (1..).zip(LETTERS) {
        answer(&window, position, letter).await;
    }
    write_code(&window).await;
    for id in ["review", "submit", "submit-confirm"] {
        window.click(id).await;
    }
    let target = desk.dir().join("window.result");
    window
        .fill("save-path", &target.display().to_string())
        .await;
    window.click("save-result").await;
    window.find("saved-to").await;
    window.close().await;
    target
}

fn open(desk: &Desk, result: &Path, out: &str) -> PathBuf {
    let result = result.display().to_string();
    desk.unlocked(&["open", &result, "--org", "org", "--out", out])
        .expect(0);
    desk.dir().join(out)
}

/// The same log with one thing changed, and what that is.
fn planted(events: &[Stamped]) -> Vec<(&'static str, Vec<Stamped>)> {
    let at = |kind: &str| {
        let found = events.iter().position(|e| e.event.kind() == kind);
        found.unwrap_or_else(|| panic!("no {kind} in the log"))
    };
    let change = |kind: &str, change: fn(&mut Vec<Stamped>, usize)| {
        let mut changed = events.to_vec();
        change(&mut changed, at(kind));
        changed
    };
    let shown = |events: &mut Vec<Stamped>, n: usize| {
        let (at, event) = (events[n].at, Event::Shown { item: 3 });
        events.insert(n, Stamped { at, event });
    };
    vec![
        (
            "another letter",
            change("answer", |events, n| {
                let Event::Answer { letter, .. } = &mut events[n].event else {
                    unreachable!("an answer")
                };
                *letter = Letter::ALL[(*letter as usize + 1) % 4];
            }),
        ),
        (
            "an answer less",
            change("answer", |events, n| drop(events.remove(n))),
        ),
        (
            "a question less",
            change("shown", |events, n| drop(events.remove(n))),
        ),
        ("a question more", change("submit", shown)),
        (
            "another character",
            change("edit", |events, n| {
                let Event::Edit { insert, .. } = &mut events[n].event else {
                    unreachable!("an edit")
                };
                *insert = format!("{insert}~").into();
            }),
        ),
        ("no end", change("submit", |events, n| events.truncate(n))),
        (
            "an answer after the next question",
            change("answer", |events, n| {
                let (at, event) = (events[n].at, Event::Shown { item: 2 });
                events.insert(n, Stamped { at, event });
            }),
        ),
    ]
}

#[tokio::test]
async fn the_window_and_the_script_leave_the_same_events() {
    let desk = Desk::new();
    let issue = desk.issue("ref,name\nc-1,Ada Example\n", "hand-out");
    let by_window = sit(&desk, &issue).await;
    let by_window = open(&desk, &by_window, "by-window");

    let code = std::fs::read(by_window.join("code/1.py")).expect("the submitted code");
    desk.write("solution.py", code);
    let answers: Vec<String> = (1..)
        .zip(LETTERS)
        .map(|(n, letter)| format!("\"{n}\":\"{letter}\""))
        .collect();
    let script = format!(
        "{{\"answers\":{{{}}},\"code\":{{\"language\":\"python\",\"file\":\"solution.py\"}},\"seconds\":600}}",
        answers.join(",")
    );
    desk.take(&issue, "c-1", &script).expect(0);
    let by_script = open(&desk, &desk.dir().join("c-1.result"), "by-script");

    let (window, script) = (Log::read(&by_window), Log::read(&by_script));
    assert_eq!(window.form, script.form);
    assert_eq!(difference(&window, &script), None);
    // What is left out is there, and is not all there is.
    let kinds = |log: &Log| {
        log.events
            .iter()
            .map(|e| e.event.kind())
            .collect::<Vec<_>>()
    };
    assert!(kinds(&script).contains(&"clock") && BY_THE_WAY.contains(&"clock"));
    assert!(
        script.steps().len() > 2 * LETTERS.len(),
        "{:?}",
        script.steps()
    );
    // The comparison sees any of these.
    for (what, events) in planted(&window.events) {
        let form = window.form.clone();
        let found = difference(&Log { form, events }, &script);
        assert!(found.is_some(), "{what} was not seen");
    }
}
