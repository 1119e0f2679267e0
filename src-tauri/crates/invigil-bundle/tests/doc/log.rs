//! Logs of the fixture's attempts.

use invigil_crypto::sign::SigningKey;
use invigil_log::{
    ClockCause, Event, Salts, Stamped, Tree, attempt_origin, encode_frame, leaf, sign_checkpoint,
};
use invigil_model::{AttemptId, Language, Letter};
use uuid::Uuid;

/// 2026-03-03T10:00:00Z, inside the ticket's window.
pub(crate) const STARTED_MS: i64 = 1_772_532_000_000;

/// The files of a log.
#[derive(Clone)]
pub(crate) struct LogText {
    pub(crate) public: String,
    pub(crate) private: String,
    pub(crate) seed: [u8; 32],
    pub(crate) checkpoint: String,
    pub(crate) checkpoints: String,
}

/// A short attempt: three items, one of them answered twice, a few lines of Python, handed in.
pub(crate) fn frames(limit_ms: u64) -> Vec<Vec<(u64, Event)>> {
    let clock = Event::Clock {
        cause: ClockCause::Reading,
        boot_ms: 1000,
        mono_ms: 1000,
        wall_ms: STARTED_MS,
    };
    let boot = Event::Boot {
        boot_id: Uuid::from_u128(7),
        gap_ms: 0,
        spent_ms: 0,
    };
    let checked_in = Event::Signal {
        name: invigil_log::CHECKED_IN.to_owned(),
        detail: String::new(),
    };
    let answer = |item, letter| Event::Answer { item, letter };
    let (task, language) = (1, Language::Python);
    let edit = |at_char, delete, insert: &str| Event::Edit {
        task,
        language,
        at_char,
        delete,
        insert: insert.into(),
    };
    vec![
        vec![(0, boot), (0, checked_in)],
        vec![
            (0, Event::Start { limit_ms }),
            (0, clock),
            (0, Event::Shown { item: 1 }),
        ],
        vec![(5_000, answer(1, Letter::A))],
        vec![(6_000, answer(1, Letter::B))],
        vec![
            (9_000, answer(2, Letter::C)),
            (9_000, Event::Flag { item: 2, on: true }),
        ],
        vec![(20_000, Event::Language { task, language })],
        vec![
            (
                21_000,
                edit(11, 0, "for line in sys.stdin:\n    print(1)\n"),
            ),
            (21_150, edit(44, 1, "2")),
        ],
        vec![(30_000, Event::Focus { on: false })],
        vec![(60_000, Event::Submit {})],
    ]
}

pub(crate) fn stamped(frame: &[(u64, Event)]) -> Vec<Stamped> {
    let stamp = |(at, event): &(u64, Event)| Stamped {
        at: *at,
        event: event.clone(),
    };
    frame.iter().map(stamp).collect()
}

/// Writes frames as files, with heads after the third frame and at the end.
pub(crate) fn write(attempt: AttemptId, key: &SigningKey, frames: &[Vec<(u64, Event)>]) -> LogText {
    let seed = [0x5e; 32];
    let salts = Salts::new(&seed);
    let origin = attempt_origin(attempt);
    let mut log = LogText {
        public: String::new(),
        private: String::new(),
        seed,
        checkpoint: String::new(),
        checkpoints: String::new(),
    };
    let mut tree = Tree::new();
    for (index, frame) in (0..).zip(frames) {
        let lines = encode_frame(index, &stamped(frame)).expect("a frame");
        tree.push(leaf(&salts, index, &lines));
        lines.append_to(&mut log.public, &mut log.private);
        if index == 2 {
            let head = sign_checkpoint(key, &origin, tree.size(), &tree.root());
            log.checkpoints.push_str(&head);
        }
    }
    log.checkpoint = sign_checkpoint(key, &origin, tree.size(), &tree.root());
    log.checkpoints.push_str(&log.checkpoint);
    log
}
