//! Damage in the journal: noticed, named, kept.

use invigil_clock::Clock;
use invigil_files::Access;
use invigil_model::Letter;
use invigil_storage::Durability;
use rusqlite::Connection;

use super::{Laptop, code, header};

/// The one migration of the journal, so that the file opens at its version.
const SAME_VERSION: &[&str] = &["select 1"];

/// Changes the database of a running attempt by `sql`, reopens, and expects `expected`.
fn check(sql: &str, expected: &str) {
    let laptop = Laptop::new();
    let mut attempt = laptop.running();
    attempt
        .save_response(laptop.clock.read(), 1, Some(Letter::D), 1)
        .expect("answer");
    drop(attempt);
    let db = open(&laptop);
    db.execute_batch(sql).expect("tamper");
    drop(db);
    assert_eq!(code(laptop.reopen()), expected, "{sql}");
    if expected == "attempt.damaged" {
        let kept = laptop.journal().with_extension("sqlite.corrupt-1");
        assert!(invigil_files::exists(&kept), "{}", kept.display());
        laptop.create().expect("a fresh start is possible");
    } else {
        assert!(invigil_files::exists(&laptop.journal()), "the file stays");
    }
}

fn open(laptop: &Laptop) -> Connection {
    invigil_storage::open(&laptop.journal(), SAME_VERSION, Durability::EveryCommit).expect("open")
}

#[test]
fn every_damage_is_noticed_and_the_file_is_kept() {
    for sql in [
        "update frames set public = replace(public, '\"answer\",1', '\"answer\",2')",
        "update frames set leaf = zeroblob(32) where idx = 1",
        "update frames set private = zeroblob(64) where idx = 1",
        "update frames set private = (select private from frames where idx = 0) where idx = 1",
        "delete from frames where idx = 0",
        "delete from frames where idx = (select max(idx) from frames); delete from frames where idx = (select max(idx) from frames)",
        "update checkpoints set body = 'x'",
        "update parts set sealed = zeroblob(40) where name = 'form/item/1'",
        "delete from parts where name = 'form/task/1'",
        "update header set body = '{}'",
        "update header set body = replace(body, '000000000002', '000000000009')",
    ] {
        check(sql, "attempt.damaged");
    }
    check("pragma user_version = 9", "storage.newer");
    check(
        "update header set body = replace(body, '000000000001', '000000000009')",
        "attempt.no-keys",
    );
}

#[test]
fn bytes_that_are_no_database_are_moved_aside() {
    let laptop = Laptop::new();
    invigil_files::write(&laptop.journal(), &[7; 5_000], Access::Private).expect("write");
    assert_eq!(code(laptop.reopen()), "storage.corrupt");
    let kept = laptop.journal().with_extension("sqlite.corrupt-1");
    assert_eq!(invigil_files::read(&kept, 9_999).expect("kept"), [7; 5_000]);
    laptop.create().expect("a fresh start is possible");
}

#[test]
fn nothing_private_stands_in_the_journal_in_plain() {
    let laptop = Laptop::new();
    let mut attempt = laptop.running();
    let note = invigil_log::Event::Note {
        text: "note-canary".into(),
    };
    attempt.observe(laptop.clock.read(), note).expect("note");
    let edits = super::typed(0, "edit-canary");
    attempt
        .apply_edits(
            laptop.clock.read(),
            1,
            invigil_model::Language::Python,
            edits,
            1,
        )
        .expect("edit");
    attempt.submit(laptop.clock.read()).expect("submit");
    let everything = || {
        let files = invigil_files::list(laptop.path()).expect("list");
        let files = files.into_iter().filter(|p| p.is_file());
        files
            .flat_map(|p| invigil_files::read(&p, 64 << 20).expect("read"))
            .collect::<Vec<u8>>()
    };
    let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    let (open, _) = (everything(), drop(attempt));
    for bytes in [open, everything()] {
        assert!(
            holds(&bytes, &header().candidate_ref.0),
            "the search finds what is there"
        );
        for secret in ["note-canary", "edit-canary", "stem-canary", "ticket bytes"] {
            assert!(!holds(&bytes, secret), "{secret}");
        }
    }
}

#[test]
fn a_making_that_was_interrupted_leaves_no_attempt_and_can_be_repeated() {
    let laptop = Laptop::new();
    drop(laptop.create().expect("create"));
    let db = open(&laptop);
    db.execute_batch("delete from header; delete from parts; delete from frames")
        .expect("as before begin");
    drop(db);
    assert_eq!(code(laptop.reopen()), "attempt.not-found");
    laptop.create().expect("create again");
}

#[test]
fn an_attempt_killed_before_its_first_frame_goes_on_waiting() {
    let laptop = Laptop::new();
    drop(laptop.create().expect("create"));
    let db = open(&laptop);
    db.execute_batch("delete from frames")
        .expect("as before the first frame");
    drop(db);
    let mut attempt = laptop.reopen().expect("reopen");
    attempt.check_in(laptop.clock.read()).expect("check in");
    attempt.start(laptop.clock.read()).expect("start");
}
