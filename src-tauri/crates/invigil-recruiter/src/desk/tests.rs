//! The desk, act by act.

use std::sync::{Arc, Mutex, PoisonError};

use invigil_clock::FakeClock;
use invigil_crypto::random::SystemRandom;

use super::*;
use crate::dto::{NoticeDto, PreferencesDto, ThemeDto};

const WORDS: &str = "four words of mine";
const GOOD: &str = "ref,name,email,extra_time_pct,seat\nc-1,A <b>Person</b>,a@example.org,25,A1\nc-2,B Person,,,A2\n";

struct Room {
    dir: tempfile::TempDir,
    desk: Desk,
    said: Arc<Mutex<Vec<ProgressDto>>>,
}

impl Room {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let said = Arc::new(Mutex::new(Vec::new()));
        let desk = desk(dir.path(), &said);
        Self { dir, desk, said }
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).display().to_string()
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.dir.path().join(name);
        invigil_files::write(&path, text.as_bytes(), invigil_files::Access::Private)
            .expect("written");
        path.display().to_string()
    }

    fn act(&mut self, command: Command) -> View {
        self.desk.handle(command).expect("taken")
    }

    fn refused(&mut self, command: Command) -> String {
        let notice = self.desk.handle(command).expect_err("refused");
        let NoticeDto {
            code,
            what,
            why,
            next,
        } = notice.into();
        for part in [what, why, next] {
            assert!(!part.is_empty(), "{code}");
        }
        code
    }

    fn make(&mut self) -> View {
        let folder = self.path("org");
        self.act(Command::MakeOrganisation {
            folder,
            name: "Acme".to_owned(),
            passphrase: Secret::new(WORDS),
            again: Secret::new(WORDS),
        })
    }
}

fn desk(data: &Path, said: &Arc<Mutex<Vec<ProgressDto>>>) -> Desk {
    let said = Arc::clone(said);
    let context = Context {
        clock: Arc::new(FakeClock::new()),
        random: Arc::new(SystemRandom::new()),
    };
    let note = move |progress| {
        said.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(progress);
    };
    Desk::new(context, data, Box::new(note))
}

#[test]
fn a_passphrase_is_asked_for_twice_and_long_and_is_never_shown() {
    let mut room = Room::new();
    for (one, two, code) in [
        ("short", "short", "passphrase.short"),
        (WORDS, "four words of yours", "passphrase.differs"),
    ] {
        let folder = room.path("org");
        let command = Command::MakeOrganisation {
            folder,
            name: "Acme".to_owned(),
            passphrase: Secret::new(one),
            again: Secret::new(two),
        };
        assert!(!format!("{command:?}").contains(one));
        assert_eq!(room.refused(command), code);
    }
    assert!(!room.dir.path().join("org").exists());
    let made = room.make();
    assert!(matches!(
        made.screen,
        ScreenDto::Organisation { fresh: true }
    ));
    let organisation = made.organisation.expect("open");
    assert_eq!(organisation.words.len(), 8);
    assert!(organisation.root_key.is_some());
    let kept = invigil_files::read_text(&room.dir.path().join("desk.json"), 1 << 16).expect("kept");
    assert!(kept.contains("org") && !kept.contains(WORDS), "{kept}");
}

#[test]
fn a_locked_desk_knows_its_folders_and_opens_with_the_right_words_only() {
    let mut room = Room::new();
    let folder = room.make().organisation.expect("open").folder;
    room.act(Command::Lock);
    assert_eq!(room.refused(Command::ReadAgain), "desk.locked");
    let wrong = Command::OpenOrganisation {
        folder: folder.clone(),
        passphrase: Secret::new("other words"),
    };
    assert_eq!(room.refused(wrong), "sealed.wrong-passphrase");
    room.desk = desk(room.dir.path(), &room.said);
    let view = room.act(Command::View);
    let ScreenDto::Door {
        demo: false,
        folders,
    } = view.screen
    else {
        panic!("{:?}", view.screen);
    };
    assert_eq!(folders, std::slice::from_ref(&folder));
    let view = room.act(Command::OpenOrganisation {
        folder,
        passphrase: Secret::new(WORDS),
    });
    assert!(matches!(view.screen, ScreenDto::Issue(_)));
}

#[test]
fn every_wrong_row_is_shown_in_place_and_reading_again_sees_it_mended() {
    let mut room = Room::new();
    room.make();
    let path = room.write(
        "list.csv",
        "ref,name,seat\nc 1,A,A1\nc-2,B,4B\nc-3,,\nc-4,D\nc-5,E,A2\nc-5,F,A3\nc-6,G,A2\n",
    );
    let view = room.act(Command::Drop { paths: vec![path] });
    let ScreenDto::Issue(draft) = view.screen else {
        panic!("{:?}", view.screen);
    };
    let codes = draft.candidates.iter().map(|row| {
        let fault = row.fault.as_ref();
        (row.line, fault.map_or("", |fault| fault.code.as_str()))
    });
    let expected = [
        (2, "ref"),
        (3, "seat"),
        (4, "name"),
        (5, "row"),
        (6, ""),
        (7, "ref-twice"),
        (8, "seat-taken"),
    ];
    assert_eq!(codes.collect::<Vec<_>>(), expected);
    assert_eq!(draft.faults, 6);
    let out = room.path("out");
    let issue = Command::Issue { out: out.clone() };
    assert_eq!(room.refused(issue), "candidates.invalid");
    assert!(!Path::new(&out).exists());
    room.write("list.csv", GOOD);
    let view = room.act(Command::ReadAgain);
    assert!(matches!(view.screen, ScreenDto::Issue(draft) if draft.faults == 0));
}

#[test]
fn an_issue_shows_its_code_once_and_its_slips_never() {
    let mut room = Room::new();
    room.make();
    let path = room.write("list.csv", GOOD);
    room.act(Command::ReadCandidates { path });
    let out = room.path("out");
    let view = room.act(Command::Issue { out: out.clone() });
    let ScreenDto::Issued(issued) = view.screen else {
        panic!("{:?}", view.screen);
    };
    let code = issued.code.expect("the code");
    assert_eq!((issued.tickets, issued.public_bank), (2, true));
    let slips = invigil_files::read_text(Path::new(&issued.slips), 1 << 20).expect("slips");
    assert!(!slips.contains(&code) && !slips.contains("Person"));
    assert!(slips.contains("<dd>c-1</dd>") && slips.contains("<dd>A1</dd>"));
    let said = room.said.lock().expect("what was said").clone();
    for stage in [StageDto::Forms, StageDto::Tickets, StageDto::Files] {
        let last = said.iter().rfind(|progress| progress.stage == stage);
        assert_eq!(last.map(|progress| progress.of), Some(2), "{stage:?}");
    }
    let view = room.act(Command::CodeWritten);
    assert!(matches!(view.screen, ScreenDto::Issued(issued) if issued.code.is_none()));
    let view = room.act(Command::IssueAnother);
    assert!(matches!(view.screen, ScreenDto::Issue(draft) if draft.list.is_none()));
}

#[test]
fn what_another_process_changed_in_the_folder_counts_at_once() {
    let mut room = Room::new();
    room.make();
    let candidates = room.write("list.csv", GOOD);
    room.act(Command::ReadCandidates { path: candidates });
    let out = room.path("out");
    let context = room.desk.context.clone();
    let org = room.dir.path().join("org");
    let other = Org::open(&org).and_then(|org| org.unlock(WORDS));
    other
        .and_then(|other| other.rotate(&context, WORDS, None))
        .expect("a new key");
    // The desk holds the old key still, which must not issue any more.
    let issue = || Command::Issue { out: out.clone() };
    assert_eq!(room.refused(issue()), "org.other-key");
    assert!(!room.dir.path().join("out").exists());
    let folder = room.path("org");
    let passphrase = Secret::new(WORDS);
    room.act(Command::OpenOrganisation { folder, passphrase });
    let candidates = room.path("list.csv");
    room.act(Command::ReadCandidates { path: candidates });
    room.act(issue());
    // A list of revocations that is damaged meanwhile is told with the next result.
    let damaged = invigil_files::write(
        &org.join("trust/org.signers"),
        b"x",
        invigil_files::Access::Shared,
    );
    damaged.expect("written");
    let path = room.path("none.result");
    assert_eq!(room.refused(Command::OpenResult { path }), "org.broken");
}

#[test]
fn a_stopped_issue_leaves_nothing() {
    let mut room = Room::new();
    room.make();
    let path = room.write("list.csv", GOOD);
    room.act(Command::ReadCandidates { path });
    let stop = room.desk.stopper();
    room.desk.on_progress = Box::new(move |progress| {
        stop.store(progress.stage == StageDto::Tickets, Ordering::SeqCst);
    });
    let out = room.path("out");
    assert_eq!(
        room.refused(Command::Issue { out: out.clone() }),
        "desk.stopped"
    );
    assert!(!Path::new(&out).exists());
    let issued = invigil_files::list(&room.dir.path().join("org/issued")).expect("a folder");
    assert_eq!(issued, Vec::<PathBuf>::new());
}

#[test]
fn what_is_no_result_is_refused_with_its_checks_and_a_missing_file_is_a_notice() {
    let mut room = Room::new();
    room.make();
    let path = room.write("odd.result", "not a result");
    let view = room.act(Command::OpenResult { path });
    let ScreenDto::Result {
        result: Some(result),
    } = view.screen
    else {
        panic!("{:?}", view.screen);
    };
    assert_eq!(result.verdict, crate::dto::VerdictDto::Refused);
    assert!(result.refusal.is_some() && result.score.is_none());
    assert_eq!(result.checks.len(), 1);
    let path = room.path("missing.result");
    assert_eq!(room.refused(Command::OpenResult { path }), "file.not-found");
    let view = room.act(Command::View);
    assert!(matches!(view.screen, ScreenDto::Result { result: None }));
    let paths = vec![room.path("a.pdf")];
    assert_eq!(room.refused(Command::Drop { paths }), "desk.not-ours");
}

#[test]
fn preferences_are_kept_within_their_bounds() {
    let mut room = Room::new();
    let preferences = PreferencesDto {
        theme: ThemeDto::Dark,
        text_percent: 900,
        still: true,
    };
    let view = room.act(Command::Prefer { preferences });
    assert_eq!(view.preferences.text_percent, 200);
    room.desk = desk(room.dir.path(), &room.said);
    assert_eq!(room.act(Command::View).preferences, view.preferences);
}
