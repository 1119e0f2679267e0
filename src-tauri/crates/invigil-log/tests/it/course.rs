//! Which courses of an attempt are legal.

use invigil_log::{Event, GrantKind, Phase};
use invigil_model::{Language, Letter};

use super::{LIMIT, check_in, edit, fold, language, started};

fn refused(events: &[(u64, Event)], code: &str) {
    let last = events.len() as u64 - 1 + 2;
    assert_eq!(
        started(events).err(),
        Some((last, code)).map(|(n, c)| (n, leak(c))),
        "{events:?}"
    );
}

fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn answer(item: u16, letter: Letter) -> Event {
    Event::Answer { item, letter }
}

fn grant(counter: u32, kind: GrantKind, ms: u64) -> Event {
    Event::Grant {
        counter,
        kind,
        ms,
        digest: [0; 32],
    }
}

#[test]
fn the_last_answer_counts_and_a_cleared_one_does_not() {
    let events = [
        (1, Event::Shown { item: 1 }),
        (2, answer(1, Letter::A)),
        (3, answer(2, Letter::B)),
        (4, answer(1, Letter::D)),
        (5, Event::Clear { item: 2 }),
        (6, Event::Flag { item: 3, on: true }),
        (7, Event::Flag { item: 1, on: true }),
        (8, Event::Flag { item: 1, on: false }),
        (9, Event::Submit {}),
    ];
    let answers = started(&events).expect("legal").answers();
    assert_eq!(answers.responses, [(1, Letter::D)].into());
    assert_eq!((answers.flags, answers.shown), ([3].into(), [1].into()));
    assert_eq!(
        (answers.phase, answers.submitted_at),
        (Phase::Submitted, Some(9))
    );
    assert_eq!(
        (answers.limit_ms, answers.last_at, answers.events),
        (Some(LIMIT), 9, 11)
    );
}

#[test]
fn the_submitted_text_is_that_of_the_current_language() {
    let js = Event::Edit {
        task: 1,
        language: Language::JavaScript,
        at_char: 0,
        delete: 0,
        insert: "js".into(),
    };
    let mut events = vec![
        (1, language(Language::Python)),
        (2, edit(0, 4, "x = 1")),
        (3, js),
    ];
    let answers = started(&events).expect("legal").answers();
    assert_eq!(answers.submitted(1), Some((Language::Python, "x = 1\n")));
    events.push((4, language(Language::JavaScript)));
    let answers = started(&events).expect("legal").answers();
    assert_eq!(answers.submitted(1), Some((Language::JavaScript, "js")));
    assert_eq!(answers.documents[&(1, Language::Python)], "x = 1\n");
    assert_eq!(answers.submitted(2), None);
    assert_eq!(started(&[]).expect("legal").answers().submitted(1), None);
}

#[test]
fn positions_outside_the_form_are_refused() {
    for (event, code) in [
        (answer(0, Letter::A), "log.no-such-item"),
        (answer(3, Letter::A), "log.no-such-item"),
        (Event::Clear { item: 3 }, "log.no-such-item"),
        (Event::Shown { item: 4 }, "log.no-such-item"),
        (Event::Flag { item: 0, on: true }, "log.no-such-item"),
        (Event::Paste { item: 4, chars: 1 }, "log.no-such-item"),
        (
            Event::Language {
                task: 2,
                language: Language::Python,
            },
            "log.no-such-task",
        ),
        (language(Language::Ruby), "log.no-such-language"),
        (edit(0, 0, "x"), "log.language-not-chosen"),
        (
            Event::Env {
                name: "Upper".into(),
                detail: String::new(),
            },
            "log.text-not-allowed",
        ),
        (
            Event::Signal {
                name: "a".repeat(65),
                detail: String::new(),
            },
            "log.text-not-allowed",
        ),
        (
            Event::Env {
                name: "a".into(),
                detail: "x".repeat(1025),
            },
            "log.text-not-allowed",
        ),
        (
            Event::Note {
                text: "x".repeat(4097),
            },
            "log.text-not-allowed",
        ),
        (check_in(), "log.checked-in-twice"),
    ] {
        refused(&[(1, event)], code);
    }
    let python = (1, language(Language::Python));
    refused(&[python.clone(), (2, edit(6, 0, "x"))], "log.edit-outside");
    refused(&[python.clone(), (2, edit(5, 1, ""))], "log.edit-outside");
    refused(
        &[python, (2, edit(0, 0, &"x".repeat(256 * 1024)))],
        "log.document-too-large",
    );
}

#[test]
fn nothing_is_answered_outside_the_time() {
    refused(&[(LIMIT, answer(1, Letter::A))], "log.late");
    refused(&[(LIMIT, Event::Submit {})], "log.late");
    refused(&[(LIMIT - 1, Event::Expire {})], "log.early");
    refused(
        &[(5, answer(1, Letter::A)), (4, answer(1, Letter::A))],
        "log.time-backwards",
    );
    refused(
        &[(5, Event::Submit {}), (6, Event::Focus { on: true })],
        "log.after-end",
    );
    refused(
        &[(LIMIT, Event::Expire {}), (LIMIT, Event::Expire {})],
        "log.after-end",
    );
    refused(&[(1, Event::Start { limit_ms: 5 })], "log.started-twice");
    started(&[
        (LIMIT - 1, answer(1, Letter::A)),
        (LIMIT + 9, Event::Focus { on: false }),
        (LIMIT + 9, Event::Expire {}),
    ])
    .expect("facts may come late, answers not");
    let start = (0, Event::Start { limit_ms: 5 });
    let code = |events: &[(u64, Event)]| fold(events).err().map(|e| e.1);
    assert_eq!(
        code(std::slice::from_ref(&start)),
        Some("log.not-checked-in")
    );
    assert_eq!(code(&[(1, check_in())]), Some("log.before-start"));
    assert_eq!(
        code(&[(0, check_in()), (0, answer(1, Letter::A))]),
        Some("log.before-start")
    );
    assert_eq!(code(&[(0, check_in()), start]), None);
}

#[test]
fn only_a_grant_moves_the_limit() {
    let pause = [
        (100, grant(1, GrantKind::Pause, 0)),
        (100, Event::Pause { grant: 1 }),
    ];
    let resume = [
        (400, grant(2, GrantKind::Resume, 0)),
        (400, Event::Resume { grant: 2 }),
    ];
    let limit = |events: &[(u64, Event)]| started(events).expect("legal").outline().limit_ms;
    assert_eq!(
        limit(&[&pause[..], &resume[..]].concat()),
        Some(LIMIT + 300)
    );
    assert_eq!(
        limit(&[(5, grant(7, GrantKind::ExtraTime, 60))]),
        Some(LIMIT + 60)
    );
    let early = [
        (0, check_in()),
        (0, grant(1, GrantKind::ExtraTime, 60)),
        (0, Event::Start { limit_ms: 5 }),
    ];
    assert_eq!(fold(&early).expect("legal").outline().limit_ms, Some(65));

    refused(
        &[&pause[..], &[(200, answer(1, Letter::A))]].concat(),
        "log.while-paused",
    );
    refused(
        &[&pause[..], &[(9999, Event::Expire {})]].concat(),
        "log.while-paused",
    );
    refused(
        &[&pause[..], &[(200, Event::Resume { grant: 1 })]].concat(),
        "log.grant",
    );
    refused(&[(5, Event::Pause { grant: 1 })], "log.grant");
    refused(&[(5, grant(1, GrantKind::Resume, 0))], "log.grant");
    refused(&[(5, grant(1, GrantKind::ExtraTime, 0))], "log.grant");
    refused(
        &[(5, grant(1, GrantKind::ExtraTime, 25 * 3600 * 1000))],
        "log.grant",
    );
    refused(&[(LIMIT, grant(1, GrantKind::ExtraTime, 5))], "log.grant");
    let twice = grant(1, GrantKind::ExtraTime, 5);
    refused(&[(5, twice.clone()), (6, twice)], "log.grant");
    let moved = started(&[(5, grant(1, GrantKind::Transfer, 0))]).expect("legal");
    assert_eq!(moved.outline().phase, Phase::Voided);
}

#[test]
fn would_take_asks_without_changing_anything() {
    let fold = started(&[(1, language(Language::Python))]).expect("legal");
    let before = fold.answers();
    fold.would_take(2, &[edit(0, 5, ""), edit(0, 0, "abc"), edit(3, 0, "d")])
        .expect("fits");
    let error = fold
        .would_take(2, &[edit(0, 5, ""), edit(1, 0, "x")])
        .expect_err("outside");
    assert_eq!(error.code().0, "log.edit-outside");
    assert_eq!(fold.answers(), before);
    assert_eq!(
        fold.document(1, Language::Python).as_deref(),
        Some("pass\n")
    );
    assert_eq!(fold.document(1, Language::Java), None);
}
