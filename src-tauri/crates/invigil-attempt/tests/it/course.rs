//! The course of an attempt.

use invigil_attempt::{Event, Grant, GrantKind, Phase};
use invigil_clock::Clock;
use invigil_log::{Fold, attempt_origin, replay, verify_checkpoint};
use invigil_model::{Language, Letter};

use super::{LIMIT, Laptop, TICKET, code, form, header, typed};

#[test]
fn the_whole_course_seals_to_a_log_that_the_verifier_folds_alike() {
    let laptop = Laptop::new();
    let mut attempt = laptop.create().expect("create");
    let now = || laptop.clock.read();
    assert_eq!(attempt.view().phase, Phase::Waiting);
    assert_eq!(code(attempt.start(now())), "attempt.not-checked-in");
    attempt.check_in(now()).expect("check in");
    assert_eq!(code(attempt.show(now(), 1)), "attempt.not-started");
    laptop.clock.advance(9_000);
    attempt.start(now()).expect("start");
    assert_eq!(attempt.view().remaining_ms, LIMIT);
    attempt.show(now(), 1).expect("show");
    laptop.clock.advance(5_000);
    attempt
        .save_response(now(), 1, Some(Letter::C), 1)
        .expect("answer");
    attempt.flag(now(), 3, true, 2).expect("flag");
    attempt
        .apply_edits(now(), 1, Language::Python, typed(0, "x = 1\n"), 3)
        .expect("edit");
    attempt
        .observe(now(), Event::Focus { on: false })
        .expect("focus");
    assert_eq!(code(attempt.seal()), "attempt.not-ended");
    for _ in 0..4 {
        laptop.clock.advance(8_000);
        attempt.tick(now()).expect("tick");
    }
    attempt.submit(now()).expect("submit");
    attempt
        .submit(now())
        .expect("a second click changes nothing");
    assert_eq!(
        code(attempt.save_response(now(), 1, None, 9)),
        "attempt.ended"
    );

    let sealed = attempt.seal().expect("seal");
    let log = replay(
        sealed.public.as_bytes(),
        sealed.private.as_bytes(),
        &sealed.seed,
    )
    .expect("replay");
    let origin = attempt_origin(header().attempt_id);
    let key = attempt.public_key();
    let head = verify_checkpoint(&sealed.checkpoint, &origin, &key).expect("checkpoint");
    head.check(&log.tree).expect("of this log");
    assert_eq!(
        (sealed.size, sealed.root),
        (log.tree.size(), log.tree.root())
    );
    assert_eq!(sealed.checkpoints.len(), 4, "start, two of 15 s, end");
    for earlier in &sealed.checkpoints {
        verify_checkpoint(earlier, &origin, &key).expect("checkpoint");
    }
    let mut fold = Fold::new(&form());
    log.events.iter().for_each(|e| fold.push(e).expect("legal"));
    assert_eq!(fold.answers(), sealed.answers);
    assert_eq!(
        sealed.answers.submitted(1),
        Some((Language::Python, "x = 1\npass\n"))
    );
    assert_eq!(sealed.answers.responses, [(1, Letter::C)].into());
    assert_eq!(sealed.answers.submitted_at, Some(37_000));
}

#[test]
fn what_was_saved_is_there_after_a_relaunch_with_the_right_time() {
    let laptop = Laptop::new();
    let mut attempt = laptop.running();
    laptop.clock.advance(1_000);
    attempt
        .save_response(laptop.clock.read(), 2, Some(Letter::B), 1)
        .expect("answer");
    attempt
        .apply_edits(
            laptop.clock.read(),
            1,
            Language::JavaScript,
            typed(0, "é"),
            2,
        )
        .expect("edit");
    laptop.clock.advance(200);
    attempt.tick(laptop.clock.read()).expect("the frame closes");
    let before = attempt.view();
    assert_eq!((before.durable_seq, before.taken_seq), (2, 2));
    drop(attempt);
    laptop.clock.suspend(3_800);
    laptop.clock.step_wall(-999_999);
    let attempt = laptop.reopen().expect("reopen");
    let view = attempt.view();
    assert_eq!(view.remaining_ms, LIMIT - 5_000);
    assert_eq!(view.responses, before.responses);
    assert_eq!(view.documents, before.documents);
    assert_eq!(view.taken_seq, 2);
    assert_eq!(attempt.form().expect("form"), form());
    assert_eq!(
        attempt.attachment("ticket").expect("part").as_deref(),
        Some(&b"ticket bytes"[..])
    );
    assert_eq!(attempt.attachment("other").expect("part"), None);
    let resumed = attempt.resumed().expect("resumed");
    assert_eq!(
        (resumed.gap_ms, resumed.spent_ms, resumed.rebooted),
        (3_800, 3_800, false)
    );
}

#[test]
fn an_edit_is_durable_when_its_frame_closes_and_not_before() {
    let laptop = Laptop::new();
    let mut attempt = laptop.running();
    attempt
        .apply_edits(laptop.clock.read(), 1, Language::Python, typed(0, "a"), 1)
        .expect("edit");
    assert_eq!(
        (attempt.view().taken_seq, attempt.view().durable_seq),
        (1, 0)
    );
    let due = attempt.due().expect("a frame is due");
    assert_eq!(due, laptop.clock.read().boot_ms + 200);
    laptop.clock.advance(199);
    attempt.tick(laptop.clock.read()).expect("tick");
    assert_eq!(attempt.view().durable_seq, 0);
    laptop.clock.advance(1);
    attempt.tick(laptop.clock.read()).expect("tick");
    assert_eq!(attempt.view().durable_seq, 1);
}

#[test]
fn writes_are_idempotent_and_an_older_one_is_refused() {
    let laptop = Laptop::new();
    let mut attempt = laptop.running();
    let now = laptop.clock.read();
    attempt
        .save_response(now, 1, Some(Letter::A), 5)
        .expect("first");
    attempt
        .save_response(now, 1, Some(Letter::A), 5)
        .expect("again");
    assert_eq!(
        code(attempt.save_response(now, 1, Some(Letter::B), 4)),
        "attempt.stale-seq"
    );
    assert_eq!(attempt.view().responses, [(1, Letter::A)].into());
    attempt.save_response(now, 1, None, 6).expect("cleared");
    assert_eq!(attempt.view().responses, [].into());
    drop(attempt);
    let mut attempt = laptop.reopen().expect("reopen");
    assert_eq!(
        code(attempt.save_response(now, 1, Some(Letter::B), 5)),
        "attempt.stale-seq"
    );
    attempt
        .save_response(now, 1, Some(Letter::B), 7)
        .expect("newer");
}

#[test]
fn a_batch_of_edits_is_taken_whole_or_not_at_all() {
    let laptop = Laptop::new();
    let mut attempt = laptop.running();
    let now = laptop.clock.read();
    let mut batch = typed(0, "abc");
    batch.extend(typed(99, "x"));
    assert_eq!(
        code(attempt.apply_edits(now, 1, Language::Python, batch, 1)),
        "log.edit-outside"
    );
    let view = attempt.view();
    assert_eq!(view.documents[&(1, Language::Python)], "pass\n");
    assert_eq!((view.taken_seq, view.languages.is_empty()), (0, true));
    assert_eq!(
        code(attempt.apply_edits(now, 1, Language::Java, typed(0, "x"), 1)),
        "log.no-such-language"
    );
    assert_eq!(
        code(attempt.save_response(now, 3, Some(Letter::A), 1)),
        "log.no-such-item"
    );
}

#[test]
fn at_the_deadline_what_was_saved_is_handed_in() {
    let laptop = Laptop::new();
    let mut attempt = laptop.running();
    attempt
        .save_response(laptop.clock.read(), 1, Some(Letter::D), 1)
        .expect("answer");
    laptop.clock.advance(LIMIT - 1);
    attempt
        .save_response(laptop.clock.read(), 2, Some(Letter::A), 2)
        .expect("in time");
    laptop.clock.advance(1);
    let late = attempt.save_response(laptop.clock.read(), 2, Some(Letter::B), 3);
    assert_eq!(code(late), "attempt.late");
    assert_eq!(
        (attempt.view().phase, attempt.view().remaining_ms),
        (Phase::Expired, 0)
    );
    assert_eq!(code(attempt.submit(laptop.clock.read())), "attempt.late");
    let sealed = attempt.seal().expect("seal");
    assert_eq!(
        sealed.answers.responses,
        [(1, Letter::D), (2, Letter::A)].into()
    );
    assert_eq!(sealed.answers.expired_at, Some(LIMIT));
}

#[test]
fn a_relaunch_after_the_deadline_seals_what_was_saved() {
    let laptop = Laptop::new();
    let mut attempt = laptop.running();
    attempt
        .save_response(laptop.clock.read(), 1, Some(Letter::D), 1)
        .expect("answer");
    drop(attempt);
    laptop.clock.reboot(i64::try_from(LIMIT).expect("fits"));
    let mut attempt = laptop.reopen().expect("reopen");
    assert_eq!(attempt.view().phase, Phase::Expired);
    assert_eq!(
        attempt.seal().expect("seal").answers.responses,
        [(1, Letter::D)].into()
    );
    drop(attempt);
    let mut again = laptop.reopen().expect("an ended attempt opens as well");
    let sealed = again.seal().expect("seal again");
    assert_eq!(sealed.checkpoints.last(), Some(&sealed.checkpoint));
    again.forget_keys().expect("forget");
    assert_eq!(code(laptop.reopen()), "attempt.no-keys");
}

#[test]
fn after_a_reboot_only_a_gap_that_is_not_negative_is_spent() {
    let check = |wall_gap_ms, remaining_ms, unknown| {
        let laptop = Laptop::new();
        drop(laptop.running());
        laptop.clock.reboot(wall_gap_ms);
        let attempt = laptop.reopen().expect("reopen");
        assert_eq!(attempt.view().remaining_ms, remaining_ms, "{wall_gap_ms}");
        assert_eq!(attempt.resumed().map(|r| r.clock_unknown), Some(unknown));
    };
    check(10_000, LIMIT - 10_000, false);
    check(0, LIMIT, false);
    check(-10_000, LIMIT, true);
    check(i64::try_from(LIMIT).expect("fits") - 1, 1, false);
}

#[test]
fn only_a_grant_stops_and_moves_the_clock() {
    let laptop = Laptop::new();
    let mut attempt = laptop.running();
    let grant = |counter, kind, ms| Grant {
        counter,
        kind,
        ms,
        digest: [1; 32],
    };
    attempt
        .grant(laptop.clock.read(), grant(1, GrantKind::Pause, 0))
        .expect("pause");
    laptop.clock.advance(10 * LIMIT);
    assert_eq!(code(attempt.show(laptop.clock.read(), 1)), "attempt.paused");
    assert_eq!(code(attempt.submit(laptop.clock.read())), "attempt.paused");
    assert_eq!(
        code(attempt.grant(laptop.clock.read(), grant(1, GrantKind::Resume, 0))),
        "log.grant"
    );
    drop(attempt);
    let mut attempt = laptop.reopen().expect("a pause lasts over a relaunch");
    assert_eq!(
        (attempt.view().phase, attempt.view().remaining_ms),
        (Phase::Paused, LIMIT)
    );
    attempt
        .grant(laptop.clock.read(), grant(2, GrantKind::Resume, 0))
        .expect("resume");
    laptop.clock.advance(1_000);
    attempt
        .grant(laptop.clock.read(), grant(3, GrantKind::ExtraTime, 500))
        .expect("extra");
    assert_eq!(
        (attempt.view().phase, attempt.view().remaining_ms),
        (Phase::Running, LIMIT - 500)
    );
    attempt
        .grant(laptop.clock.read(), grant(4, GrantKind::Transfer, 0))
        .expect("transfer");
    assert_eq!(code(attempt.show(laptop.clock.read(), 1)), "attempt.voided");
    attempt.seal().expect("a voided attempt seals");
}

#[test]
fn the_window_may_report_only_what_can_be_observed() {
    let laptop = Laptop::new();
    let mut attempt = laptop.running();
    for event in [
        Event::Submit {},
        Event::Start { limit_ms: 1 },
        Event::Answer {
            item: 1,
            letter: Letter::A,
        },
        Event::Signal {
            name: "checked-in".into(),
            detail: String::new(),
        },
        Event::Suspend { slept_ms: 1 },
    ] {
        assert_eq!(
            code(attempt.observe(laptop.clock.read(), event)),
            "attempt.not-an-observation"
        );
    }
    attempt
        .observe(laptop.clock.read(), Event::Paste { item: 3, chars: 12 })
        .expect("paste");
    attempt
        .observe(
            laptop.clock.read(),
            Event::Note {
                text: "hello".into(),
            },
        )
        .expect("note");
}

#[test]
fn a_ticket_has_one_attempt_and_one_window() {
    let laptop = Laptop::new();
    assert_eq!(code(laptop.reopen()), "attempt.not-found");
    let attempt = laptop.create().expect("create");
    assert_eq!(code(laptop.create()), "attempt.in-use");
    assert_eq!(code(laptop.reopen()), "attempt.in-use");
    drop(attempt);
    assert_eq!(code(laptop.create()), "attempt.exists");
    assert_eq!(
        invigil_attempt::tickets_in(laptop.path()).expect("list"),
        [TICKET]
    );
    laptop.reopen().expect("reopen");
}

#[test]
fn a_log_full_of_edits_still_takes_answers_and_the_end() {
    let laptop = Laptop::new();
    let mut attempt = laptop.running();
    let mut seq = 0;
    let full = loop {
        seq += 1;
        let batch: Vec<_> = (0..2_000).flat_map(|_| typed(0, "")).collect();
        if let Err(error) =
            attempt.apply_edits(laptop.clock.read(), 1, Language::Python, batch, seq)
        {
            break error;
        }
    };
    assert_eq!((full.code().0, seq > 90), ("attempt.log-full", true));
    attempt
        .save_response(laptop.clock.read(), 1, Some(Letter::A), seq)
        .expect("an answer");
    attempt.submit(laptop.clock.read()).expect("the end");
    let sealed = attempt.seal().expect("seal");
    replay(
        sealed.public.as_bytes(),
        sealed.private.as_bytes(),
        &sealed.seed,
    )
    .expect("replay");
}
