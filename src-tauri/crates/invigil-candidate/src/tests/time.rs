//! What time alone does to the view: the marks at which the time left is announced.

use std::{sync::Arc, time::Duration};

use invigil_clock::FakeClock;

use super::{handed_in_of, session_at, shown, start, store};
use crate::{
    Candidate,
    dto::{Command, EditDto, View},
};

/// What the ticker does until `ms` went by: the marks of the views that it would send.
fn marks(candidate: &mut Candidate, clock: &FakeClock, ms: u64) -> Vec<u16> {
    let (mut left, mut heard) = (ms, Vec::new());
    while left > 0 {
        let wake = candidate.next_wake().unwrap_or(Duration::MAX).as_millis();
        let step = u64::try_from(wake).unwrap_or(left).clamp(1, left);
        clock.advance(step);
        left -= step;
        if let Some(View::Test(view)) = candidate.tick().expect("a tick") {
            heard.extend(view.time_mark.filter(|mark| heard.last() != Some(mark)));
        }
    }
    heard
}

#[test]
fn each_mark_comes_by_itself_at_its_millisecond() {
    let data = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(FakeClock::new());
    let mut candidate = session_at(
        data.path(),
        Vec::new(),
        store(data.path()),
        Arc::clone(&clock),
    );
    start(&mut candidate);
    let view = shown(candidate.handle(Command::View).expect("a view"));
    let first = view.time_mark;
    let minute = 60_000;
    let all: Vec<u16> = [20, 10, 5, 1]
        .into_iter()
        .filter(|mark| first.is_none_or(|first| *mark < first))
        .collect();
    assert!(all.len() >= 3, "the practice test is long enough: {view:?}");
    // A millisecond before each mark nothing is announced, at the mark it is.
    for mark in all {
        let now = shown(candidate.handle(Command::View).expect("a view")).remaining_ms;
        let until = now - u64::from(mark) * minute;
        let before = marks(&mut candidate, &clock, until - 1);
        assert!(!before.contains(&mark), "{mark} too early: {before:?}");
        assert_eq!(marks(&mut candidate, &clock, 1), [mark]);
    }
}

/// The whole length of the document, replaced.
fn replaced(view: &crate::dto::TestDto, insert: &str) -> Command {
    let task = &view.tasks[0];
    Command::Edit {
        task: 1,
        language: task.language.clone(),
        edits: vec![EditDto {
            at: 0,
            delete: u32::try_from(task.text.chars().count()).expect("short"),
            insert: insert.to_owned(),
        }],
        seq: view.taken_seq + 1,
    }
}

#[test]
fn starter_code_that_was_put_back_is_no_code_of_ones_own() {
    let check = |texts: &[Option<&str>], own: usize| {
        let data = tempfile::tempdir().expect("a folder");
        let mut candidate = super::session(data.path(), Vec::new());
        start(&mut candidate);
        let mut view = shown(candidate.handle(Command::View).expect("a view"));
        for text in texts {
            let text = text.map_or_else(|| view.tasks[0].starter.clone(), str::to_owned);
            view = shown(candidate.handle(replaced(&view, &text)).expect("taken"));
        }
        let done = handed_in_of(&mut candidate);
        assert_eq!(done.code.len(), own, "{texts:?}");
        assert_eq!(done.solved.len(), 1);
        assert_eq!(done.solved[0].tried, own > 0, "{texts:?}");
    };
    check(&[], 0);
    check(&[Some("print(1)\n")], 1);
    check(&[Some("print(1)\n"), None], 0);
}
