//! An attempt, seen from outside: what is acknowledged is there, time is never gained.

mod course;
mod device;
mod faults;
mod power;
mod process;
mod schedule;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use invigil_attempt::{Attempt, AttemptError, Beginning, Edit, Header};
use invigil_clock::{Clock, FakeClock};
use invigil_crypto::random::FixedRandom;
use invigil_model::{
    AttemptId, CandidateRef, CodingTask, Form, Item, ItemId, Language, Limits, PackageId, Skill,
    TaskId, TicketId,
};
use invigil_vault::{FileStore, SecretStore};
use uuid::Uuid;

/// The test's duration in these tests, milliseconds.
const LIMIT: u64 = 60_000;

const TICKET: TicketId = TicketId(Uuid::from_u128(2));

/// Two items and one task in Python and JavaScript.
fn form() -> Form {
    let item = |id: &str| Item {
        id: ItemId(id.into()),
        cell: "DB1".into(),
        skill: Skill::Databases,
        seconds: 60,
        stem: format!("Which stem-canary of {id}?"),
        code: None,
        options: ["a", "b", "c", "d"].map(String::from),
    };
    let starters = [(Language::Python, "pass\n"), (Language::JavaScript, "")];
    let task = CodingTask {
        id: TaskId("line-sum".into()),
        title: "Line sum".into(),
        seconds: 600,
        statement: "Add.".into(),
        limits: Limits {
            time_ms: 1000,
            memory_mib: 64,
            largest: "10 lines".into(),
        },
        samples: Vec::new(),
        starters: BTreeMap::from(starters.map(|(l, s)| (l, s.to_owned()))),
    };
    Form {
        items: vec![item("x/1"), item("y/1")],
        tasks: vec![task],
    }
}

fn header() -> Header {
    Header {
        attempt_id: AttemptId(Uuid::from_u128(1)),
        ticket_id: TICKET,
        package_id: PackageId(Uuid::from_u128(3)),
        candidate_ref: CandidateRef("c-1".into()),
        duration_s: 60,
        extra_time_pct: 0,
        scripted: true,
    }
}

fn beginning() -> Beginning {
    Beginning {
        header: header(),
        form: form(),
        form_key: [5; 32],
        attachments: BTreeMap::from([("ticket".to_owned(), b"ticket bytes".to_vec())]),
    }
}

/// A laptop: a folder, a clock and a vault.
struct Laptop {
    dir: tempfile::TempDir,
    clock: FakeClock,
    vault: Arc<dyn SecretStore>,
}

impl Laptop {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("temp dir");
        let vault = FileStore::open(&dir.path().join("vault")).expect("vault");
        Self {
            clock: FakeClock::new(),
            vault: Arc::new(vault),
            dir,
        }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn journal(&self) -> PathBuf {
        invigil_attempt::attempt_path(self.path(), TICKET)
    }

    fn create(&self) -> Result<Attempt, AttemptError> {
        let random = Arc::new(FixedRandom::new(1));
        Attempt::create(
            self.path(),
            beginning(),
            self.clock.read(),
            random,
            self.vault.clone(),
        )
    }

    fn reopen(&self) -> Result<Attempt, AttemptError> {
        let random = Arc::new(FixedRandom::new(2));
        Attempt::reopen(
            self.path(),
            TICKET,
            self.clock.read(),
            random,
            self.vault.clone(),
        )
    }

    /// A new attempt with the first item on screen.
    fn running(&self) -> Attempt {
        let mut attempt = self.create().expect("create");
        attempt.check_in(self.clock.read()).expect("check in");
        attempt.start(self.clock.read()).expect("start");
        attempt
    }
}

fn typed(at_char: u32, insert: &str) -> Vec<Edit> {
    vec![Edit {
        at_char,
        delete: 0,
        insert: insert.into(),
    }]
}

fn code<T>(result: Result<T, AttemptError>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(error) => {
            assert_eq!(error.notice().code, error.code());
            error.code().0
        }
    }
}
