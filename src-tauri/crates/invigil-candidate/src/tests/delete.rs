//! Deleting what a laptop keeps of a handed-in attempt: never its only copy by a slip.

use std::path::{Path, PathBuf};

use super::{refused, session, start};
use crate::{
    Candidate, Stage,
    dto::{Command, View},
};

/// A handed-in attempt that is no practice, and where its result is kept.
fn handed_in(data: &Path) -> (Candidate, PathBuf) {
    let mut candidate = session(data, Vec::new());
    start(&mut candidate);
    candidate.handle(Command::Submit).expect("handed in");
    let Stage::Done(done) = &mut candidate.stage else {
        panic!("not handed in")
    };
    done.mark_as_test();
    let kept_at = PathBuf::from(done.view(&[]).kept_at);
    (candidate, kept_at)
}

#[test]
fn the_only_copy_of_a_result_is_not_deleted() {
    let delete = |handed_over| Command::Delete { handed_over };
    let save = |path: &Path| Command::SaveResult {
        path: path.display().to_string(),
    };
    let (data, stick) = (tempfile::tempdir(), tempfile::tempdir());
    let (data, stick) = (data.expect("a folder"), stick.expect("a stick"));
    let (mut candidate, kept_at) = handed_in(data.path());
    // Without a copy nobody's word helps; the app's own folder is no place for one.
    for word in [false, true] {
        let code = refused(&mut candidate, delete(word));
        assert_eq!(code, "session.not-handed-over");
    }
    let results = kept_at.parent().expect("a folder").to_owned();
    let by_way = stick.path().join("..").join(&results);
    for own in [&kept_at, &results, &by_way] {
        assert_eq!(refused(&mut candidate, save(own)), "session.own-folder");
    }
    let View::Done(done) = candidate.handle(save(stick.path())).expect("saved") else {
        panic!("still done")
    };
    // A copy that is gone, or is no longer what was saved, is the candidate's to vouch for.
    let copy = PathBuf::from(&done.saved_to[0]);
    let whole = invigil_files::read(&copy, 1 << 20).expect("the copy");
    invigil_files::remove(&copy).expect("the stick is gone");
    assert_eq!(
        refused(&mut candidate, delete(false)),
        "session.copy-out-of-sight"
    );
    invigil_files::write(&copy, &whole[1..], invigil_files::Access::Shared).expect("damaged");
    assert_eq!(
        refused(&mut candidate, delete(false)),
        "session.copy-out-of-sight"
    );
    assert!(kept_at.exists());
    invigil_files::write(&copy, &whole, invigil_files::Access::Shared).expect("whole again");
    candidate
        .handle(delete(false))
        .expect("the copy is in sight");
    assert!(!kept_at.exists() && copy.exists());
}

#[test]
fn a_copy_that_was_handed_over_is_vouched_for() {
    let (data, stick) = (tempfile::tempdir(), tempfile::tempdir());
    let (data, stick) = (data.expect("a folder"), stick.expect("a stick"));
    let (mut candidate, kept_at) = handed_in(data.path());
    let path = stick.path().display().to_string();
    candidate
        .handle(Command::SaveResult { path })
        .expect("saved");
    drop(stick);
    let delete = |handed_over| Command::Delete { handed_over };
    assert_eq!(
        refused(&mut candidate, delete(false)),
        "session.copy-out-of-sight"
    );
    candidate.handle(delete(true)).expect("vouched for");
    assert!(!kept_at.exists());
}
