//! Random schedules: acts, time, clock steps, sleeps, reboots and kills in any order.

use std::collections::BTreeMap;

use invigil_attempt::{Attempt, Phase};
use invigil_clock::Clock;
use invigil_log::{Fold, replay};
use invigil_model::{Language, Letter};
use proptest::prelude::*;
use rusqlite::Connection;

use super::{LIMIT, Laptop, form, typed};

#[derive(Clone, Debug)]
enum Act {
    Answer(u16, Option<Letter>),
    OldAnswer,
    Type(char),
    CheckIn,
    Start,
    Submit,
    Tick,
    Pass(u64),
    Sleep(u64),
    StepWall(i64),
    Kill,
    Reboot(i64),
}

fn any_act() -> impl Strategy<Value = Act> {
    let letter = prop::option::weighted(0.8, prop::sample::select(&Letter::ALL[..]));
    prop_oneof![
        6 => (1u16..3, letter).prop_map(|(item, letter)| Act::Answer(item, letter)),
        1 => Just(Act::OldAnswer),
        6 => any::<char>().prop_map(Act::Type),
        1 => Just(Act::CheckIn),
        1 => Just(Act::Start),
        1 => prop::bool::weighted(0.2).prop_map(|yes| if yes { Act::Submit } else { Act::Tick }),
        4 => Just(Act::Tick),
        6 => (0u64..9_000).prop_map(Act::Pass),
        1 => (0u64..15_000).prop_map(Act::Sleep),
        1 => (-99_999_999i64..99_999_999).prop_map(Act::StepWall),
        3 => Just(Act::Kill),
        1 => (-20_000i64..20_000).prop_map(Act::Reboot),
    ]
}

/// What the candidate was told, and what may follow from it.
struct Candidate {
    laptop: Laptop,
    attempt: Option<Attempt>,
    seq: u64,
    acknowledged: BTreeMap<u16, Letter>,
    typed: String,
    durable: String,
    phase: Phase,
    remaining_ms: u64,
    /// Boot-time moment of the deadline, within one boot.
    deadline: Option<u64>,
}

impl Candidate {
    fn new() -> Self {
        let laptop = Laptop::new();
        let mut attempt = laptop.create().expect("create");
        attempt.check_in(laptop.clock.read()).expect("check in");
        attempt.start(laptop.clock.read()).expect("start");
        Self {
            attempt: Some(attempt),
            laptop,
            seq: 0,
            acknowledged: BTreeMap::new(),
            typed: String::new(),
            durable: String::new(),
            phase: Phase::Running,
            remaining_ms: LIMIT,
            deadline: None,
        }
    }

    fn attempt(&mut self) -> &mut Attempt {
        self.attempt.as_mut().expect("open")
    }

    fn act(&mut self, act: &Act) {
        let now = self.laptop.clock.read();
        let seq = self.seq + 1;
        match *act {
            Act::Answer(item, letter) => {
                if self.attempt().save_response(now, item, letter, seq).is_ok() {
                    self.seq = seq;
                    match letter {
                        Some(letter) => self.acknowledged.insert(item, letter),
                        None => self.acknowledged.remove(&item),
                    };
                }
            }
            Act::OldAnswer => {
                if let Some(old) = self.seq.checked_sub(1) {
                    self.attempt()
                        .save_response(now, 1, None, old)
                        .expect_err("old or late");
                }
            }
            Act::Type(c) => {
                let edits = typed(0, &c.to_string());
                if self
                    .attempt()
                    .apply_edits(now, 1, Language::JavaScript, edits, seq)
                    .is_ok()
                {
                    self.seq = seq;
                    self.typed.insert(0, c);
                }
            }
            Act::CheckIn => drop(self.attempt().check_in(now).expect_err("checked in before")),
            Act::Start => drop(self.attempt().start(now).expect_err("started before")),
            Act::Submit => drop(self.attempt().submit(now)),
            Act::Tick => self.attempt().tick(now).expect("tick"),
            Act::Pass(ms) => self.laptop.clock.advance(ms),
            Act::Sleep(ms) => self.laptop.clock.suspend(ms),
            Act::StepWall(ms) => self.laptop.clock.step_wall(ms),
            Act::Kill => self.relaunch(),
            Act::Reboot(gap_ms) => {
                self.laptop.clock.reboot(gap_ms);
                self.deadline = None;
                self.relaunch();
            }
        }
    }

    /// The process dies where it stands; the next one opens what is on the disk.
    fn relaunch(&mut self) {
        self.attempt = None;
        let expected = self.expected_remaining();
        self.attempt = Some(self.laptop.reopen().expect("reopen"));
        let view = self.attempt().view();
        if self.phase == Phase::Running && view.phase == Phase::Running {
            assert_eq!(
                view.remaining_ms, expected,
                "the right time after a relaunch"
            );
        }
        if view.phase == Phase::Expired && self.phase == Phase::Running {
            assert_eq!(expected, 0);
        }
        if self.attempt().resumed().is_some_and(|r| r.rebooted) {
            // Only the wall clock bridges a reboot; the exact rule was held against above.
            self.remaining_ms = self.remaining_ms.max(expected);
        }
        let text = view.documents[&(1, Language::JavaScript)].clone();
        assert!(self.typed.ends_with(&text), "what is there was typed");
        assert!(text.ends_with(&self.durable), "what was durable is there");
        assert!(view.taken_seq <= self.seq);
        self.typed = text;
        self.seq = view.taken_seq;
    }

    /// The time left by the rule, from the last durable frame and the clocks alone.
    fn expected_remaining(&self) -> u64 {
        let db = Connection::open(self.laptop.journal()).expect("open");
        let sql = "select elapsed_ms, boot_id, boot_ms, wall_ms from frames order by idx desc";
        let (elapsed, boot_id, boot_ms, wall_ms): (i64, Vec<u8>, i64, i64) = db
            .query_row(sql, [], |r| {
                Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
            })
            .expect("a frame");
        let now = self.laptop.clock.read();
        let gap = if boot_id == now.boot_id.as_bytes() {
            i64::try_from(now.boot_ms).expect("fits") - boot_ms
        } else {
            now.wall_ms - wall_ms
        };
        LIMIT.saturating_sub(u64::try_from(elapsed + gap.max(0)).expect("fits"))
    }

    fn check(&mut self) {
        let view = self.attempt().view();
        assert_eq!(
            view.responses, self.acknowledged,
            "no acknowledged answer is lost"
        );
        assert_eq!(view.documents[&(1, Language::JavaScript)], self.typed);
        if view.durable_seq == self.seq {
            self.durable.clone_from(&self.typed);
        }
        assert!(
            view.remaining_ms <= self.remaining_ms,
            "time is never gained"
        );
        let ended = |p| matches!(p, Phase::Submitted | Phase::Expired);
        assert!(view.phase == self.phase || (!ended(self.phase) && ended(view.phase)));
        (self.remaining_ms, self.phase) = (view.remaining_ms, view.phase);
    }

    /// Lets the engine see the time, then holds the deadline against the one seen before.
    fn check_deadline(&mut self) {
        let now = self.laptop.clock.read();
        self.attempt().tick(now).expect("tick");
        if self.attempt().view().phase == Phase::Running {
            let deadline = now.boot_ms + self.attempt().view().remaining_ms;
            assert_eq!(
                *self.deadline.get_or_insert(deadline),
                deadline,
                "the deadline stands"
            );
        } else if self.phase == Phase::Running {
            assert!(
                self.deadline.is_none_or(|d| now.boot_ms >= d)
                    || self.attempt().view().phase == Phase::Submitted
            );
        }
    }

    fn check_seal(mut self) {
        let now = self.laptop.clock.read();
        drop(self.attempt().submit(now));
        let sealed = self.attempt().seal().expect("seal");
        let (public, private) = (sealed.public.as_bytes(), sealed.private.as_bytes());
        let log = replay(public, private, &sealed.seed).expect("replay");
        let mut fold = Fold::new(&form());
        log.events
            .iter()
            .for_each(|e| fold.push(e).expect("a legal log"));
        assert_eq!(fold.answers(), sealed.answers);
        assert_eq!(sealed.answers.responses, self.acknowledged);
        assert_eq!(log.tree.root(), sealed.root);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn nothing_acknowledged_is_lost_and_no_time_is_gained(
        acts in prop::collection::vec((any_act(), any::<bool>()), 1..40),
    ) {
        let mut candidate = Candidate::new();
        for (act, look) in acts {
            candidate.act(&act);
            candidate.check();
            if look {
                candidate.check_deadline();
                candidate.check();
            }
        }
        candidate.check_seal();
    }
}
