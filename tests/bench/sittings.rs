//! Whole sittings of 40 minutes through the true use cases, on a clock that is moved: a candidate
//! who answers everything and then types to the end, some 16,000 edits.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use invigil_bundle::{age::Identity, trust::TrustFile};
use invigil_candidate::{
    Candidate, Host, NoRunner, ThisMachine,
    dto::{Command, EditDto, LetterDto, View},
};
use invigil_clock::FakeClock;
use invigil_crypto::random::SystemRandom;
use invigil_recruiter::{Context, Issued, Org, candidates};
use invigil_tests::script::number;

/// What a typist writes.
const WORDS: [&str; 16] = [
    "for ", "line", " in ", "range(", "total", " += ", "return ", "):\n    ", "def ", "# sum\n",
    "if ", "x", "items", ".append(", "\n", "n",
];
const LETTERS: [LetterDto; 4] = [LetterDto::A, LetterDto::B, LetterDto::C, LetterDto::D];
/// How long the typing lasts.
const TYPING_MS: u64 = 2_300_000;
const SECRET: &str = "correct horse battery";

/// How the code is written.
#[derive(Clone, Copy)]
pub(crate) enum Typist {
    /// Key by key at a caret, now and then a key taken back, a move elsewhere every 40 keys. The
    /// keys of a second come together: as many to a frame as in the log that the design measured.
    Person,
    /// The same with 60 to 200 ms between any two keys: a frame, which closes after 200 ms, holds
    /// two of them.
    Steady,
    /// Words at random places, a second's together: the fold's worst case.
    AllOverThePlace,
}

impl Typist {
    /// The edits that come together, and the milliseconds to the next ones.
    fn pace(self, roll: u64) -> (usize, u64) {
        match self {
            Self::Person | Self::AllOverThePlace => (7, 1_000),
            Self::Steady => (1, 60 + roll % 141),
        }
    }
}

/// Where the next key goes.
struct Caret {
    at: u32,
    length: u32,
}

/// Results and what verifies them.
pub(crate) struct Made {
    pub(crate) mailbox: Identity,
    pub(crate) root: TrustFile,
    pub(crate) results: Vec<PathBuf>,
}

pub(crate) fn make(dir: &Path, count: u64, typist: Typist) -> Made {
    let (made, laptops) = begin(dir, count, typist);
    Made {
        results: laptops.into_iter().map(Laptop::hand_in).collect(),
        ..made
    }
}

/// The sittings as far as their hand-in, which is still to come.
pub(crate) fn begin(dir: &Path, count: u64, typist: Typist) -> (Made, Vec<Laptop>) {
    let clock = Arc::new(FakeClock::new());
    let context = Context {
        clock: clock.clone(),
        random: Arc::new(SystemRandom::new()),
    };
    let home = dir.join("org");
    Org::init(&context, &home, "Bench", SECRET, None).expect("an organisation");
    let org = Org::open(&home).and_then(|o| o.unlock(SECRET));
    let org = org.expect("unlocked");
    let rows: String = (0..count)
        .map(|n| format!("c-{n},Candidate {n}\n"))
        .collect();
    let rows = candidates::parse(format!("ref,name\n{rows}").as_bytes()).expect("candidates");
    let issued = org
        .issue(&context, "backend-engineer", &rows, &dir.join("out"))
        .expect("issued");
    // A clock of its own for each, or the first ones' time is up when the last one sits down.
    let laptops = (0..count)
        .map(|n| sit(dir, &Arc::new(FakeClock::new()), &issued, n, typist))
        .collect();
    let mailbox = dir.join("mailbox.txt");
    org.export_mailbox(&mailbox).expect("exported");
    let mailbox = std::fs::read_to_string(mailbox).expect("read");
    let root = std::fs::read(home.join("root.pub_signers")).expect("read");
    let made = Made {
        mailbox: Identity::from_str(mailbox.trim()).expect("an identity"),
        root: TrustFile::read(&root).expect("a trust file"),
        results: Vec::new(),
    };
    (made, laptops)
}

/// A laptop with a test on it.
pub(crate) struct Laptop {
    data: PathBuf,
    clock: Arc<FakeClock>,
    candidate: Option<Candidate>,
}

impl Laptop {
    /// As after a crash: the session is gone, and what it wrote is opened again.
    pub(crate) fn interrupt(&mut self) {
        self.candidate = None;
    }

    /// Opens the data folder: the attempt goes on where it was.
    pub(crate) fn resume(&mut self) {
        let vault = invigil_vault::FileStore::open(&self.data.join("vault")).expect("a vault");
        let candidate = Candidate::new(Host {
            data: self.data.clone(),
            clock: self.clock.clone(),
            random: Arc::new(SystemRandom::new()),
            vault: Arc::new(vault),
            machine: Arc::new(ThisMachine::new()),
            runner: Arc::new(NoRunner),
            offers: Vec::new(),
            environment: Vec::new(),
            scripted: true,
        });
        self.candidate = Some(candidate.expect("a session"));
    }

    /// Whether a test is running in the session.
    pub(crate) fn is_running(&self) -> bool {
        self.candidate.as_ref().is_some_and(Candidate::is_running)
    }

    fn session(&mut self) -> &mut Candidate {
        self.candidate.as_mut().expect("a session")
    }

    /// Hands in; where the result is.
    pub(crate) fn hand_in(mut self) -> PathBuf {
        let view = self.session().handle(Command::Submit).expect("handed in");
        let View::Done(done) = view else {
            panic!("handed in, and yet not done")
        };
        done.kept_at.into()
    }
}

fn sit(dir: &Path, clock: &Arc<FakeClock>, issued: &Issued, n: u64, typist: Typist) -> Laptop {
    let mut laptop = Laptop {
        data: dir.join(format!("laptop-{n}")),
        clock: clock.clone(),
        candidate: None,
    };
    laptop.resume();
    let candidate = laptop.session();
    let ticket = usize::try_from(n).expect("small");
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let name = "A benchmark".to_owned();
    let code = issued.code.clone();
    for command in [
        Command::Open {
            package: text(&issued.package),
            ticket: text(&issued.tickets[ticket].path),
        },
        Command::EnterCode { code },
        Command::ConfirmIdentity { name },
        Command::Consent,
        Command::PassChecks,
        Command::Start,
    ] {
        candidate.handle(command).expect("checked in");
    }
    let mut seq = answer_all(candidate, clock, n);
    seq += 1;
    let (task, language) = (1, "python".to_owned());
    let choose = Command::ChooseLanguage {
        task,
        language,
        seq,
    };
    candidate.handle(choose).expect("a language");
    let mut caret = Caret { at: 0, length: 40 };
    let (mut typed, mut rolls) = (0, 1_000..);
    while typed < TYPING_MS {
        seq += 1;
        let (together, pause) = typist.pace(number(n, 1_000_000 + seq));
        let rolls = rolls.by_ref().take(together);
        let edits = rolls.map(|roll| match (typist, number(n, roll)) {
            (Typist::Person | Typist::Steady, roll) => key(&mut caret, roll),
            (Typist::AllOverThePlace, roll) => word(roll),
        });
        let edit = Command::Edit {
            task: 1,
            language: "python".to_owned(),
            edits: edits.collect(),
            seq,
        };
        candidate.handle(edit).expect("typed");
        wait(candidate, clock, pause);
        typed += pause;
    }
    laptop
}

/// Lets time pass as the window's ticker does: it wakes when something is due, for example the
/// frame that closes 200 ms after its first event.
fn wait(candidate: &mut Candidate, clock: &FakeClock, ms: u64) {
    let mut left = ms;
    while let Some(due) = candidate.next_wake() {
        let due = u64::try_from(due.as_millis()).unwrap_or(u64::MAX);
        if due > left {
            break;
        }
        clock.advance(due);
        left -= due;
        candidate.tick().expect("a tick");
    }
    clock.advance(left);
}

fn answer_all(candidate: &mut Candidate, clock: &FakeClock, n: u64) -> u64 {
    for item in 1..=10 {
        clock.advance(5_000);
        let letter = Some(LETTERS[usize::try_from(number(n, item) % 4).unwrap_or(0)]);
        let (item, seq) = (u16::try_from(item).expect("small"), item);
        candidate
            .handle(Command::SaveResponse { item, letter, seq })
            .expect("saved");
    }
    10
}

/// Always inside the text, whose first 40 characters are the starter's.
fn key(caret: &mut Caret, roll: u64) -> EditDto {
    if roll.is_multiple_of(40) {
        caret.at = u32::try_from(roll >> 32).unwrap_or(0) % (caret.length + 1);
    }
    if roll % 40 < 5 && caret.at > 0 {
        caret.at -= 1;
        caret.length -= 1;
        return EditDto {
            at: caret.at,
            delete: 1,
            insert: String::new(),
        };
    }
    let typed = WORDS[usize::try_from(roll >> 60).unwrap_or(0)];
    let typed = typed.chars().next().unwrap_or('x').to_string();
    let at = caret.at;
    caret.at += 1;
    caret.length += 1;
    EditDto {
        at,
        delete: 0,
        insert: typed,
    }
}

/// Always inside the text.
fn word(roll: u64) -> EditDto {
    EditDto {
        at: u32::try_from(roll % 40).unwrap_or(0),
        delete: u32::from(roll.is_multiple_of(9)),
        insert: WORDS[usize::try_from(roll >> 60).unwrap_or(0)].to_owned(),
    }
}
