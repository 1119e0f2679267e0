//! A scripted sitting for the process tests: it answers and types, says on stdout what was
//! acknowledged, and is killed, starved of disk or traced by its parent.
//!
//! `sitting DIR [count N] [weakened] [ballast] [limit S]`: makes or resumes the attempt in DIR and
//! goes on to write number N. `ballast` frees DIR/ballast at the first full disk and goes on;
//! `weakened` uses a durability that a power loss may roll back.

use std::{io::Write as _, path::PathBuf, sync::Arc};

use invigil_attempt::{Attempt, AttemptError, Beginning, Edit, Header, Phase};
use invigil_clock::{Clock, Reading, SystemClock};
use invigil_crypto::random::SystemRandom;
use invigil_model::{
    AttemptId, CandidateRef, CodingTask, Form, Item, ItemId, Language, Letter, Limits, PackageId,
    Skill, TaskId, TicketId,
};
use invigil_storage::Durability;
use invigil_vault::FileStore;
use uuid::Uuid;

fn main() {
    let mut words = std::env::args().skip(1);
    let dir = PathBuf::from(words.next().unwrap_or_default());
    let options: Vec<String> = words.collect();
    let number = |name: &str| {
        let at = options.iter().position(|w| w == name)?;
        options.get(at + 1)?.parse::<u64>().ok()
    };
    let sitting = Sitting {
        count: number("count").unwrap_or(u64::MAX),
        limit_s: number("limit").unwrap_or(3_600),
        weakened: options.iter().any(|w| w == "weakened"),
        ballast: options
            .iter()
            .any(|w| w == "ballast")
            .then(|| dir.join("ballast")),
        clock: SystemClock::new(),
        dir,
    };
    if let Err(error) = sitting.run() {
        say(&format!("error {}", error.code()));
        std::process::exit(2);
    }
}

struct Sitting {
    dir: PathBuf,
    count: u64,
    limit_s: u64,
    weakened: bool,
    ballast: Option<PathBuf>,
    clock: SystemClock,
}

impl Sitting {
    fn run(&self) -> Result<(), AttemptError> {
        let mut attempt = self.open()?;
        say("opened");
        if attempt.view().phase == Phase::Waiting {
            attempt.check_in(self.now())?;
            say("checked in");
        }
        if attempt.view().phase == Phase::CheckedIn {
            attempt.start(self.now())?;
            say("started");
        }
        say(&format!(
            "phase {:?} remaining {}",
            attempt.view().phase,
            attempt.view().remaining_ms
        ));
        for seq in attempt.view().taken_seq + 1..=self.count {
            match self.write(&mut attempt, seq) {
                Ok(()) => {}
                Err(error) if self.frees_disk(&error)? => self.write(&mut attempt, seq)?,
                Err(error) => return Err(error),
            }
        }
        attempt.submit(self.now())?;
        say("submitted");
        let sealed = attempt.seal()?;
        say(&format!(
            "sealed {} {:?}",
            sealed.size, sealed.answers.responses
        ));
        Ok(())
    }

    fn open(&self) -> Result<Attempt, AttemptError> {
        let random = Arc::new(SystemRandom::new());
        let vault = Arc::new(FileStore::open(&self.dir.join("vault"))?);
        let begun = Attempt::reopen(
            &self.dir,
            ticket(),
            self.now(),
            random.clone(),
            vault.clone(),
        );
        if !matches!(begun, Err(AttemptError::NotFound(_))) {
            return begun;
        }
        let durability = match self.weakened {
            true => Durability::Consistent,
            false => Durability::EveryCommit,
        };
        let beginning = self.beginning();
        Attempt::create_with(&self.dir, beginning, self.now(), random, vault, durability)
    }

    /// Every third write types a character, the others answer.
    fn write(&self, attempt: &mut Attempt, seq: u64) -> Result<(), AttemptError> {
        if seq.is_multiple_of(3) {
            let insert = typed(seq).to_string();
            let edits = vec![Edit {
                at_char: 0,
                delete: 0,
                insert,
            }];
            attempt.apply_edits(self.now(), 1, Language::Python, edits, seq)?;
            say(&format!("took {seq}"));
        } else {
            let (item, letter) = answer(seq);
            attempt.save_response(self.now(), item, Some(letter), seq)?;
            say(&format!("saved {seq}"));
        }
        Ok(())
    }

    fn frees_disk(&self, error: &AttemptError) -> Result<bool, AttemptError> {
        let Some(ballast) = &self.ballast else {
            return Ok(false);
        };
        say(&format!("error {}", error.code()));
        let stands = invigil_files::exists(ballast);
        invigil_files::remove(ballast)?;
        Ok(stands)
    }

    fn beginning(&self) -> Beginning {
        Beginning {
            header: Header {
                attempt_id: AttemptId(Uuid::from_u128(1)),
                ticket_id: ticket(),
                package_id: PackageId(Uuid::from_u128(3)),
                candidate_ref: CandidateRef("c-1".into()),
                duration_s: u32::try_from(self.limit_s).unwrap_or(3_600),
                extra_time_pct: 0,
                scripted: true,
            },
            form: form(),
            form_key: [5; 32],
            attachments: [].into(),
        }
    }

    fn now(&self) -> Reading {
        self.clock.read()
    }
}

/// One line, on its way to the parent when this returns.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A parent that has gone is no reason to stop.
    let _ = out
        .write_all(format!("{line}\n").as_bytes())
        .and_then(|()| out.flush());
}

fn ticket() -> TicketId {
    TicketId(Uuid::from_u128(2))
}

fn answer(seq: u64) -> (u16, Letter) {
    let item = if seq.is_multiple_of(2) { 1 } else { 2 };
    (item, Letter::ALL[usize::try_from(seq / 4 % 4).unwrap_or(0)])
}

fn typed(seq: u64) -> char {
    char::from(b'a' + u8::try_from(seq / 3 % 26).unwrap_or(0))
}

fn form() -> Form {
    let item = |id: &str| Item {
        id: ItemId(id.into()),
        cell: "DB1".into(),
        skill: Skill::Databases,
        seconds: 60,
        stem: "Which?".into(),
        code: None,
        options: ["a", "b", "c", "d"].map(String::from),
    };
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
        starters: [(Language::Python, String::new())].into(),
    };
    Form {
        items: vec![item("x/1"), item("y/1")],
        tasks: vec![task],
    }
}
