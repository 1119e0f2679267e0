//! The fold, seen from outside.

mod course;
mod model;
mod openssl;
mod runs;
mod speed;

use std::collections::BTreeMap;

use invigil_crypto::digest::sha256;
use invigil_log::{CHECKED_IN, Event, Fold, RunInput, RunVerdict, Stamped};
use invigil_model::{CodingTask, Form, Item, ItemId, Language, Limits, Sample, Skill, TaskId};

const LIMIT: u64 = 1_000;

fn sample(text: &str) -> Sample {
    Sample {
        input: text.into(),
        output: text.into(),
    }
}

/// Two items and one task in Python and JavaScript.
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
        samples: vec![sample("1\n"), sample("2\n")],
        starters: BTreeMap::from(starters.map(|(l, s)| (l, s.to_owned()))),
    };
    Form {
        items: vec![item("x/1"), item("y/1")],
        tasks: vec![task],
    }
}

fn check_in() -> Event {
    Event::Signal {
        name: CHECKED_IN.into(),
        detail: String::new(),
    }
}

/// A fold of these events, the attempt checked in and started with [`LIMIT`].
fn started(events: &[(u64, Event)]) -> Result<Fold, (u64, &'static str)> {
    let opening = [(0, check_in()), (0, Event::Start { limit_ms: LIMIT })];
    fold(opening.iter().chain(events))
}

fn fold<'a>(
    events: impl IntoIterator<Item = &'a (u64, Event)>,
) -> Result<Fold, (u64, &'static str)> {
    let mut fold = Fold::new(&form());
    for (at, event) in events {
        let stamped = Stamped {
            at: *at,
            event: event.clone(),
        };
        let before = fold.answers();
        if let Err(error) = fold.push(&stamped) {
            assert_eq!(fold.answers(), before, "a refused event changes nothing");
            return Err((error.event, error.code().0));
        }
    }
    Ok(fold)
}

fn edit(at_char: u32, delete: u32, insert: &str) -> Event {
    Event::Edit {
        task: 1,
        language: Language::Python,
        at_char,
        delete,
        insert: insert.into(),
    }
}

fn language(language: Language) -> Event {
    Event::Language { task: 1, language }
}

/// A run of the Python document, whose text is `text`.
fn run(number: u32, input: RunInput, text: &str, stdin: &str) -> Event {
    Event::Run {
        number,
        task: 1,
        language: Language::Python,
        input,
        engine: [1; 32],
        code: sha256(text.as_bytes()),
        stdin: stdin.into(),
    }
}

fn ran(number: u32, case: u16, verdict: RunVerdict) -> Event {
    Event::Ran {
        number,
        case,
        verdict,
        fuel: 5,
        memory: 6,
        end: "exit 0".into(),
        stdout: [2; 32],
        stderr: [3; 32],
    }
}
