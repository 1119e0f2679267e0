//! The use cases with the built-in practice test: check-in and its way back, the scratch area
//! across a restart, and what is left after the hand-in.

mod delete;
mod time;
mod trouble;

use std::{path::Path, path::PathBuf, sync::Arc};

use invigil_clock::FakeClock;
use invigil_crypto::random::SystemRandom;
use invigil_vault::{FileStore, Protection, SecretStore, VaultError};
use zeroize::Zeroizing;

use crate::{
    Battery, Candidate, Display, Host, Machine, NoRunner, Stage,
    dto::{
        Command, DoneDto, EditDto, LetterDto, PreferencesDto, SourceDto, StepDto, TestDto, View,
    },
};

struct Laptop {
    sticks: Vec<PathBuf>,
}

impl Machine for Laptop {
    fn battery(&self) -> Option<Battery> {
        None
    }

    fn free_memory(&self) -> Option<u64> {
        None
    }

    fn displays(&self) -> Option<Vec<Display>> {
        None
    }

    fn sticks(&self) -> Vec<PathBuf> {
        self.sticks.clone()
    }

    fn input_method(&self) -> Option<String> {
        None
    }
}

/// Forgets nothing, as a key store that stopped answering.
struct Clinging(FileStore);

impl SecretStore for Clinging {
    fn put(&self, name: &str, secret: &[u8]) -> Result<(), VaultError> {
        self.0.put(name, secret)
    }

    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        self.0.get(name)
    }

    fn delete(&self, name: &str) -> Result<(), VaultError> {
        Err(VaultError::Name(name.to_owned()))
    }

    fn protection(&self) -> Protection {
        self.0.protection()
    }
}

fn store(data: &Path) -> FileStore {
    FileStore::open(&data.join("vault")).expect("a vault")
}

fn session(data: &Path, sticks: Vec<PathBuf>) -> Candidate {
    session_with(data, sticks, store(data))
}

fn session_with(data: &Path, sticks: Vec<PathBuf>, vault: impl SecretStore + 'static) -> Candidate {
    session_at(data, sticks, vault, Arc::new(FakeClock::new()))
}

fn session_at(
    data: &Path,
    sticks: Vec<PathBuf>,
    vault: impl SecretStore + 'static,
    clock: Arc<FakeClock>,
) -> Candidate {
    Candidate::new(Host {
        data: data.to_owned(),
        clock,
        random: Arc::new(SystemRandom::new()),
        vault: Arc::new(vault),
        machine: Arc::new(Laptop { sticks }),
        runner: Arc::new(NoRunner),
        offers: Vec::new(),
        environment: Vec::new(),
        scripted: false,
    })
    .expect("a session")
}

fn practice(candidate: &mut Candidate) -> View {
    let offer = crate::practice::offer();
    let open = Command::OpenOffer { id: offer.id };
    candidate.handle(open).expect("it opens");
    let code = offer.code.expect("a code");
    candidate
        .handle(Command::EnterCode { code })
        .expect("the code")
}

fn name(candidate: &mut Candidate, name: &str) -> View {
    let name = name.to_owned();
    candidate
        .handle(Command::ConfirmIdentity { name })
        .expect("a name")
}

fn start(candidate: &mut Candidate) {
    practice(candidate);
    name(candidate, "Ada Example");
    for act in [Command::Consent, Command::PassChecks, Command::Start] {
        candidate.handle(act).expect("check-in");
    }
}

fn step(view: View) -> StepDto {
    match view {
        View::CheckIn(view) => view.step,
        other => panic!("no check-in: {other:?}"),
    }
}

fn refused(candidate: &mut Candidate, act: Command) -> String {
    let notice = candidate.handle(act).expect_err("it is refused");
    notice.code.to_string()
}

#[test]
fn no_step_of_the_check_in_is_skipped() {
    let data = tempfile::tempdir().expect("a folder");
    let mut candidate = session(data.path(), Vec::new());
    let later = || [Command::Consent, Command::PassChecks, Command::Start];
    assert_eq!(step(practice(&mut candidate)), StepDto::Identity);
    for act in later() {
        assert_eq!(refused(&mut candidate, act), "session.out-of-order");
    }
    assert_eq!(step(name(&mut candidate, "Ada")), StepDto::Recorded);
    for act in later().into_iter().skip(1) {
        assert_eq!(refused(&mut candidate, act), "session.out-of-order");
    }
    let view = candidate.handle(Command::Consent).expect("consent");
    assert_eq!(step(view), StepDto::System);
    assert_eq!(
        refused(&mut candidate, Command::Start),
        "session.out-of-order"
    );
    let view = candidate
        .handle(Command::PassChecks)
        .expect("nothing blocks");
    assert_eq!(step(view), StepDto::Rules);
}

#[test]
fn a_wrong_name_is_undone_and_nothing_skips_forward() {
    let data = tempfile::tempdir().expect("a folder");
    let mut candidate = session(data.path(), Vec::new());
    practice(&mut candidate);
    name(&mut candidate, "Ada Exampel");
    candidate.handle(Command::Consent).expect("consent");
    let back = |to| Command::Back { to };
    for to in [StepDto::System, StepDto::Rules] {
        assert_eq!(refused(&mut candidate, back(to)), "session.out-of-order");
    }
    let view = candidate.handle(back(StepDto::Identity)).expect("back");
    assert_eq!(step(view), StepDto::Identity);
    let View::CheckIn(view) = name(&mut candidate, "Ada Example") else {
        panic!("no check-in")
    };
    assert_eq!(view.name.as_deref(), Some("Ada Example"));
    // Consent was given for another name: it is asked again.
    assert_eq!(view.step, StepDto::Recorded);
    // Back to the code, the form is closed again.
    let view = candidate.handle(back(StepDto::Code)).expect("back");
    assert_eq!(step(view), StepDto::Code);
    assert_eq!(
        refused(
            &mut candidate,
            Command::ConfirmIdentity { name: "A".into() }
        ),
        "session.out-of-order"
    );
}

#[test]
fn a_name_that_steers_text_is_refused_and_one_of_any_script_is_not() {
    let data = tempfile::tempdir().expect("a folder");
    let mut candidate = session(data.path(), Vec::new());
    practice(&mut candidate);
    for wrong in ["", "Ada\u{202e}", "\u{2067}Ada", "A\u{200e}da", "A\u{7}"] {
        let name = wrong.to_owned();
        let act = Command::ConfirmIdentity { name };
        assert_eq!(refused(&mut candidate, act), "check-in.name", "{wrong:?}");
    }
    let View::CheckIn(view) = name(&mut candidate, "עדה می\u{200c}خواهم") else {
        panic!("no check-in")
    };
    assert_eq!(view.name.as_deref(), Some("עדה می\u{200c}خواهم"));
}

#[test]
fn notes_survive_a_restart_and_never_the_hand_in() {
    let data = tempfile::tempdir().expect("a folder");
    let mut candidate = session(data.path(), Vec::new());
    start(&mut candidate);
    let text = "lock order: a, b".to_owned();
    candidate
        .handle(Command::Note { text: text.clone() })
        .expect("kept");
    let long = "x".repeat(20_001);
    assert_eq!(
        refused(&mut candidate, Command::Note { text: long }),
        "session.notes-too-long"
    );
    drop(candidate);
    let mut candidate = session(data.path(), Vec::new());
    let View::Test(view) = candidate.handle(Command::View).expect("a view") else {
        panic!("it resumes")
    };
    assert_eq!(view.notes, text);
    assert!(view.resumed.is_some());
    candidate.handle(Command::Submit).expect("handed in");
    let kept = invigil_files::list(&data.path().join("attempts")).expect("attempts");
    assert!(
        kept.iter()
            .all(|path| path.extension() != Some("txt".as_ref()))
    );
}

fn typed(at: u32, insert: &str, seq: u64) -> Command {
    Command::Edit {
        task: 1,
        language: "python".to_owned(),
        edits: vec![EditDto {
            at,
            delete: 0,
            insert: insert.to_owned(),
        }],
        seq,
    }
}

fn shown(view: View) -> TestDto {
    match view {
        View::Test(test) => test,
        other => panic!("no test: {other:?}"),
    }
}

#[test]
fn a_page_that_loads_again_before_its_edit_is_durable_loses_nothing() {
    let data = tempfile::tempdir().expect("a folder");
    let mut candidate = session(data.path(), Vec::new());
    start(&mut candidate);
    candidate
        .handle(Command::ChooseLanguage {
            task: 1,
            language: "python".to_owned(),
            seq: 1,
        })
        .expect("chosen");
    candidate.handle(typed(0, "# a\n", 2)).expect("taken");
    // The clock stands still: the edit's frame is open when the page asks anew.
    let view = shown(candidate.handle(Command::View).expect("a view"));
    assert_eq!((view.durable_seq, view.taken_seq), (1, 2));
    assert!(view.tasks[0].text.starts_with("# a\n"));
    let next = view.taken_seq + 1;
    let view = shown(candidate.handle(typed(4, "# b\n", next)).expect("taken"));
    assert!(view.tasks[0].text.starts_with("# a\n# b\n"));
    // Counting on from what is durable would repeat a number, which is the same write again.
    let repeated = typed(8, "# c\n", next);
    let view = shown(candidate.handle(repeated).expect("acknowledged unread"));
    assert!(!view.tasks[0].text.contains("# c"));
    let answer = Command::SaveResponse {
        item: 1,
        letter: Some(LetterDto::D),
        seq: view.taken_seq + 1,
    };
    let view = shown(candidate.handle(answer).expect("durable"));
    assert_eq!(view.durable_seq, view.taken_seq);
}

#[test]
fn practice_is_explained_and_deletes_without_a_copy() {
    let data = tempfile::tempdir().expect("a folder");
    let mut candidate = session(data.path(), Vec::new());
    start(&mut candidate);
    let answer = Command::SaveResponse {
        item: 2,
        letter: Some(LetterDto::C),
        seq: 1,
    };
    candidate.handle(answer).expect("saved");
    let View::Done(done) = candidate.handle(Command::Submit).expect("handed in") else {
        panic!("it is done")
    };
    assert_eq!(done.explained.len(), usize::from(done.items));
    assert_eq!(done.explained[1].chosen, Some(LetterDto::C));
    assert_eq!(done.answers[1].letter, Some(LetterDto::C));
    assert_eq!(done.qr.len(), done.qr[0].len());
    let delete = Command::Delete { handed_over: false };
    let View::Done(done) = candidate.handle(delete).expect("deleted") else {
        panic!("still the same screen")
    };
    assert!(done.removed && done.answers.is_empty() && done.name.is_empty());
    assert!(!Path::new(&done.kept_at).exists());
    let save = Command::SaveAnswers {
        path: data.path().display().to_string(),
    };
    assert_eq!(refused(&mut candidate, save), "session.deleted");
}

#[test]
fn a_saved_copy_is_remembered_with_its_slip() {
    let data = tempfile::tempdir().expect("a folder");
    let mut candidate = session(data.path(), Vec::new());
    start(&mut candidate);
    candidate.handle(Command::Submit).expect("handed in");
    let stick = tempfile::tempdir().expect("a stick");
    let path = stick.path().display().to_string();
    let save = Command::SaveResult { path: path.clone() };
    let View::Done(done) = candidate.handle(save.clone()).expect("saved") else {
        panic!("still done")
    };
    assert_eq!(done.saved_to.len(), 1);
    let saved = Path::new(&done.saved_to[0]);
    let slip = invigil_files::read_text(&saved.with_extension("slip.txt"), 1 << 16);
    assert!(slip.expect("a slip").contains(&done.sha256));
    // Once more to the same place is the same copy.
    let View::Done(done) = candidate.handle(save).expect("saved") else {
        panic!("still done")
    };
    assert_eq!(done.saved_to.len(), 1);
}

/// Hands in; what is shown then.
fn handed_in_of(candidate: &mut Candidate) -> DoneDto {
    match candidate.handle(Command::Submit).expect("handed in") {
        View::Done(done) => done,
        other => panic!("not handed in: {other:?}"),
    }
}

#[test]
fn a_test_is_found_on_a_stick_and_dropped_once() {
    let (data, stick) = (tempfile::tempdir(), tempfile::tempdir());
    let (data, stick) = (data.expect("a folder"), stick.expect("a stick"));
    let offer = crate::practice::offer();
    let folder = stick.path().join("exam");
    invigil_files::create_dir(&folder, invigil_files::Access::Shared).expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        invigil_files::write(&folder.join(name), bytes, invigil_files::Access::Shared)
            .expect("written");
    };
    write("exam.exampkg", &offer.package);
    let mut candidate = session(data.path(), vec![stick.path().to_owned()]);
    let sources = |view: View| match view {
        View::Start { offers, .. } => offers.iter().map(|o| o.source).collect::<Vec<_>>(),
        other => panic!("no start: {other:?}"),
    };
    let view = candidate.handle(Command::View).expect("a view");
    assert_eq!(sources(view), [SourceDto::Practice], "no ticket yet");
    let look = |path: &Path| Command::Look {
        paths: vec![path.display().to_string()],
    };
    assert_eq!(
        refused(&mut candidate, look(stick.path())),
        "session.nothing-found"
    );
    write("mine.ticket", &offer.ticket);
    let view = candidate.handle(Command::View).expect("a view");
    assert_eq!(sources(view), [SourceDto::Stick, SourceDto::Practice]);
    let view = candidate.handle(look(&folder)).expect("found");
    assert_eq!(sources(view), [SourceDto::Dropped, SourceDto::Practice]);
    write("mine.ticket", b"damaged");
    assert_eq!(
        refused(&mut candidate, look(&folder)),
        "session.nothing-found"
    );
}

#[test]
fn a_hand_in_that_is_whole_never_looks_failed_for_a_key_that_stays() {
    let data = tempfile::tempdir().expect("a folder");
    let mut candidate = session_with(data.path(), Vec::new(), Clinging(store(data.path())));
    start(&mut candidate);
    let view = candidate.handle(Command::Submit).expect("handed in");
    assert!(matches!(view, View::Done(_)), "{view:?}");
    assert_eq!(candidate.next_wake(), Some(std::time::Duration::ZERO));
    assert!(candidate.tick().is_err(), "the key is told of");
    assert!(candidate.tick().expect("once").is_none());
    assert_eq!(candidate.next_wake(), None);
}

#[test]
fn after_a_hand_in_the_next_person_finds_the_window_as_it_comes() {
    let wanted = PreferencesDto {
        text_percent: 200,
        single_keys: false,
        ..PreferencesDto::default()
    };
    for is_practice in [false, true] {
        let data = tempfile::tempdir().expect("a folder");
        let mut candidate = session(data.path(), Vec::new());
        candidate.set_preferences(wanted).expect("kept");
        start(&mut candidate);
        candidate.handle(Command::Submit).expect("handed in");
        let Stage::Done(done) = &mut candidate.stage else {
            panic!("not handed in")
        };
        if !is_practice {
            done.mark_as_test();
            candidate.lend_preferences();
        }
        // The screen of the hand-in still looks as it was liked, and can be changed.
        assert_eq!(candidate.preferences(), wanted);
        let larger = PreferencesDto {
            code_percent: 150,
            ..wanted
        };
        candidate.set_preferences(larger).expect("changed");
        assert_eq!(candidate.preferences(), larger);
        let next = if is_practice {
            larger
        } else {
            PreferencesDto::default()
        };
        candidate.handle(Command::Leave).expect("left");
        assert_eq!(candidate.preferences(), next, "practice: {is_practice}");
        drop(candidate);
        let restarted = session(data.path(), Vec::new());
        assert_eq!(restarted.preferences(), next, "practice: {is_practice}");
    }
}
