//! What goes wrong around a test: an attempt that cannot be opened, a result that cannot be
//! written, a code that is tried again and again.

use std::{path::Path, sync::Arc, time::Duration};

use invigil_bundle::code::AccessCode;
use invigil_clock::FakeClock;
use invigil_crypto::random::SystemRandom;
use invigil_files::Access;
use invigil_vault::FileStore;

use super::{practice, refused, session, session_at, session_with, shown, start, store};
use crate::{
    Candidate,
    dto::{Command, LetterDto, SeenDto, View},
};

fn answered(candidate: &mut Candidate) {
    let save = Command::SaveResponse {
        item: 1,
        letter: Some(LetterDto::B),
        seq: 1,
    };
    candidate.handle(save).expect("saved");
}

fn unopened(candidate: &mut Candidate) -> Vec<String> {
    match candidate.handle(Command::View).expect("a view") {
        View::Start { unopened, .. } => unopened.into_iter().map(|n| n.code).collect(),
        other => panic!("no start: {other:?}"),
    }
}

/// A vault that has none of the keys.
fn other_vault() -> (tempfile::TempDir, FileStore) {
    let folder = tempfile::tempdir().expect("a folder");
    let vault = FileStore::open(&folder.path().join("vault")).expect("a vault");
    (folder, vault)
}

#[test]
fn an_attempt_whose_keys_are_gone_keeps_nobody_from_the_app() {
    let (data, stick) = (tempfile::tempdir(), tempfile::tempdir());
    let (data, stick) = (data.expect("a folder"), stick.expect("a stick"));
    let mut candidate = session(data.path(), Vec::new());
    start(&mut candidate);
    answered(&mut candidate);
    drop(candidate);
    // The attempt of a ticket that is not the practice test's.
    let attempts = data.path().join("attempts");
    for path in invigil_files::list(&attempts).expect("a list") {
        let name = path.file_name().and_then(|n| n.to_str()).expect("a name");
        let (_, ending) = name.split_once('.').expect("an ending");
        let other = format!("{}.{ending}", uuid::Uuid::from_u128(7));
        invigil_files::rename(&path, &attempts.join(other)).expect("renamed");
    }
    let (_folder, empty) = other_vault();
    let mut candidate = session_with(data.path(), vec![stick.path().to_owned()], empty);
    assert_eq!(unopened(&mut candidate).len(), 1);
    practice(&mut candidate);
}

#[test]
fn practice_whose_keys_are_gone_is_begun_anew() {
    let data = tempfile::tempdir().expect("a folder");
    let mut candidate = session(data.path(), Vec::new());
    start(&mut candidate);
    answered(&mut candidate);
    drop(candidate);
    let (_folder, empty) = other_vault();
    let mut candidate = session_with(data.path(), Vec::new(), empty);
    assert_eq!(unopened(&mut candidate), [""; 0]);
    start(&mut candidate);
    let view = shown(candidate.handle(Command::View).expect("a view"));
    assert_eq!(view.items[0].response, None);
}

#[test]
fn a_damaged_attempt_is_said_at_the_start_and_its_file_is_kept() {
    let data = tempfile::tempdir().expect("a folder");
    let mut candidate = session(data.path(), Vec::new());
    start(&mut candidate);
    drop(candidate);
    let attempts = data.path().join("attempts");
    for path in invigil_files::list(&attempts).expect("a list") {
        if path.extension().is_some_and(|e| e == "sqlite") {
            invigil_files::write(&path, b"no database at all", Access::Private).expect("damaged");
        }
    }
    let mut candidate = session(data.path(), Vec::new());
    assert_eq!(unopened(&mut candidate).len(), 1);
    let kept = invigil_files::list(&attempts).expect("a list");
    let damaged = |path: &&std::path::PathBuf| {
        invigil_files::read(path, 64).is_ok_and(|b| b.starts_with(b"no database"))
    };
    assert_eq!(kept.iter().filter(damaged).count(), 1, "{kept:?}");
}

/// A folder stands where the text beside the result goes, so that it cannot be written.
fn in_the_way(data: &Path) -> std::path::PathBuf {
    let attempts = invigil_files::list(&data.join("attempts")).expect("a list");
    let attempt = attempts
        .iter()
        .find(|p| p.extension().is_some_and(|e| e == "sqlite"));
    let ticket = attempt.and_then(|p| p.file_stem()).expect("an attempt");
    let name = format!("{}.VERIFY.txt", ticket.display());
    data.join("results").join(name)
}

#[test]
fn a_result_that_cannot_be_written_is_told_and_written_as_soon_as_it_can_be() {
    let data = tempfile::tempdir().expect("a folder");
    let mut candidate = session(data.path(), Vec::new());
    start(&mut candidate);
    answered(&mut candidate);
    let barrier = in_the_way(data.path());
    invigil_files::create_dir(&barrier, Access::Private).expect("a folder");
    let view = shown(candidate.handle(Command::Submit).expect("handed in"));
    assert!(view.unsealed.is_some(), "{view:?}");
    assert!(
        candidate.stays_open().is_none(),
        "the next launch writes it"
    );
    assert_eq!(candidate.next_wake(), Some(Duration::from_secs(1)));
    assert!(candidate.tick().expect("a tick").is_none(), "said once");
    drop(candidate);
    // Nor does it keep the app from opening.
    let mut candidate = session(data.path(), Vec::new());
    let view = shown(candidate.handle(Command::View).expect("a view"));
    assert!(view.unsealed.is_some(), "{view:?}");
    invigil_files::remove_empty_folder(&barrier).expect("removed");
    assert_eq!(candidate.next_wake(), Some(Duration::from_secs(1)));
    // What the page sees meanwhile is refused, and no complaint once the result is there.
    let seen = Command::Observe {
        seen: SeenDto::FocusLost,
    };
    let View::Done(done) = candidate.handle(seen).expect("the result") else {
        panic!("the result is not written");
    };
    assert_eq!(done.answered, 1);
    assert!(candidate.stays_open().is_none());
    assert_eq!(candidate.next_wake(), None);
}

#[test]
fn a_wrong_code_is_waited_for_and_leaving_is_no_way_round() {
    let data = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(FakeClock::new());
    let mut candidate = session_at(
        data.path(),
        Vec::new(),
        store(data.path()),
        Arc::clone(&clock),
    );
    let offer = crate::practice::offer();
    let (id, right) = (offer.id, offer.code.expect("a code"));
    let open = || Command::OpenOffer { id: id.clone() };
    let wrong = AccessCode::generate(&SystemRandom::new()).expect("randomness");
    let wrong = || Command::EnterCode {
        code: wrong.to_string(),
    };
    let enter = || Command::EnterCode {
        code: right.clone(),
    };
    candidate.handle(open()).expect("it opens");
    // Twice the wait with every wrong code, up to half a minute; never a lock-out.
    for seconds in [1, 2, 4, 8, 16, 30, 30] {
        assert_eq!(refused(&mut candidate, wrong()), "code.wrong");
        clock.advance(seconds * 1_000 - 1);
        assert_eq!(refused(&mut candidate, enter()), "check-in.code-delayed");
        candidate.handle(Command::Leave).expect("left");
        let View::CheckIn(view) = candidate.handle(open()).expect("it opens") else {
            panic!("no check-in");
        };
        assert_eq!(view.code_delay_ms, 1);
        assert_eq!(refused(&mut candidate, enter()), "check-in.code-delayed");
        clock.advance(1);
    }
    candidate.handle(enter()).expect("the code");
    candidate.handle(Command::Leave).expect("left");
    practice(&mut candidate);
}
