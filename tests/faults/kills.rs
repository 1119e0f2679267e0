//! SIGKILL, spread over the moments of an attempt.

use std::{path::PathBuf, time::Duration};

use invigil_candidate::dto::DoneDto;
use invigil_tests::script::number;

use crate::room::{Driver, Line, Room, seed};

/// When the kill comes.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// While the process comes up.
    Launch,
    /// While the attempt is made and its clock started.
    Start,
    /// After so many steps.
    Step(u64),
    /// While the result is handed in and sealed.
    HandIn,
}

/// The kills of one sitting.
const SITTING: u64 = 10;

impl Moment {
    fn of(kill: u64, draw: u64) -> Self {
        match kill % SITTING {
            0 => Self::Launch,
            1 | 2 => Self::Start,
            8 | 9 => Self::HandIn,
            _ => Self::Step(1 + draw % 60),
        }
    }

    /// The longest wait between the moment and the kill, microseconds.
    fn spread(self) -> u64 {
        match self {
            Self::Launch => 60_000,
            Self::Start => 25_000,
            Self::Step(_) => 8_000,
            Self::HandIn => 40_000,
        }
    }
}

/// One candidate's sitting over many deaths.
struct Sitting<'a> {
    room: &'a Room,
    data: PathBuf,
    who: usize,
    seed: u64,
    /// The highest step that was acknowledged as durable.
    durable: u64,
    /// The highest step that was begun.
    taken: u64,
    /// The narrowest interval seen of the deadline, on the boot clock.
    deadline: Option<(u64, u64)>,
    running: bool,
    resumed: u64,
    done: Option<DoneDto>,
}

impl Sitting<'_> {
    fn note(&mut self, line: Line) {
        match line {
            Line::Opened | Line::Starting | Line::Submitting => {}
            Line::Notice(code) => panic!("a kill led to the notice {code}"),
            Line::Test(test) => {
                assert!(
                    test.durable_seq >= self.durable,
                    "step {} was acknowledged, {} is the last that is left",
                    self.durable,
                    test.durable_seq
                );
                assert!(test.durable_seq <= self.taken, "a step nobody took");
                self.room.check_test(self.who, &test, self.seed);
                assert!(!self.running || test.resumed.is_some());
                self.resumed += u64::from(test.resumed.is_some());
                self.running = true;
                // What was not durable is gone; its numbers are used again for the same steps.
                self.durable = test.durable_seq;
            }
            Line::Saved(save) => {
                assert!(save.durable >= self.durable);
                self.durable = save.durable;
                self.taken = self.taken.max(save.step);
                let (low, high) = self.deadline.unwrap_or(save.deadline);
                let (a, b) = save.deadline;
                assert!(
                    a <= high + 1 && b + 1 >= low,
                    "the deadline moved from {low}..{high} to {a}..{b}"
                );
                self.deadline = Some((a.max(low).min(high), b.min(high).max(low)));
            }
            Line::Done(done) => self.done = Some(*done),
        }
    }

    fn start(&self, last: u64, end: &str) -> Driver {
        Driver::start(&self.room.line(&self.data, self.who, self.seed, last, end))
    }

    /// One life, ended by a kill.
    fn life(&mut self, moment: Moment, draw: u64) {
        let (last, end) = match moment {
            Moment::HandIn => (self.durable + 5, "submit"),
            _ => (self.durable + 100, "wait"),
        };
        // The step after the last acknowledged one may be durable although nobody was told.
        self.taken = self.taken.max(last);
        let mut driver = self.start(last, end);
        let mut steps = 0;
        let reached = |line: &Line, steps: u64| match (moment, line) {
            (_, Line::Done(_)) | (Moment::Start, Line::Starting | Line::Test(_)) => true,
            (Moment::HandIn, Line::Submitting) => true,
            (Moment::Step(n), Line::Saved(_)) => steps >= n,
            _ => false,
        };
        let launch = matches!(moment, Moment::Launch);
        while let Some(line) = if launch { None } else { driver.next() } {
            steps += u64::from(matches!(line, Line::Saved(_)));
            let there = reached(&line, steps);
            self.note(line);
            if there {
                break;
            }
        }
        std::thread::sleep(Duration::from_micros(draw % moment.spread()));
        for line in driver.kill() {
            self.note(line);
        }
    }

    /// The last life: to the end, and the result is checked.
    fn finish(&mut self) {
        let last = self.durable + 20;
        let (lines, exit) = self.start(last, "submit").into_end();
        let whole = lines.iter().any(|l| matches!(l, Line::Submitting));
        for line in lines {
            self.note(line);
        }
        assert_eq!(exit, Some(0));
        let done = self.done.as_ref().expect("handed in");
        assert!(!done.at_deadline);
        // A hand-in that an earlier life did not live to report holds what was durable then.
        let steps = if whole {
            last..=last
        } else {
            self.durable..=self.taken
        };
        self.room
            .check_result(self.who, done.kept_at.as_ref(), self.seed, steps);
    }
}

#[test]
fn a_kill_at_any_moment_loses_nothing_acknowledged_and_gives_no_time() {
    let seed = seed();
    let kills = std::env::var("INVIGIL_KILLS").ok();
    let kills: u64 = kills.map_or(30, |k| k.parse().expect("INVIGIL_KILLS is a number"));
    let sittings = kills.div_ceil(SITTING);
    let room = Room::new(usize::try_from(sittings).expect("few"));
    let (mut resumed, mut acknowledged) = (0, 0);
    for n in 0..sittings {
        let mut sitting = Sitting {
            data: room.data(&format!("laptop-{n}")),
            room: &room,
            who: usize::try_from(n).expect("few"),
            seed: number(seed, n),
            durable: 0,
            taken: 0,
            deadline: None,
            running: false,
            resumed: 0,
            done: None,
        };
        for kill in n * SITTING..kills.min((n + 1) * SITTING) {
            let draw = number(!seed, kill);
            let moment = Moment::of(kill, draw >> 32);
            sitting.life(moment, draw);
            println!("kill {kill} {moment:?}: {} durable", sitting.durable);
        }
        sitting.finish();
        resumed += sitting.resumed;
        acknowledged += sitting.durable;
    }
    println!("{kills} kills, {resumed} resumed, {acknowledged} steps acknowledged");
    assert!(resumed >= kills / 3, "the kills struck running attempts");
    assert!(acknowledged > 20 * sittings, "steps were taken");
}

#[test]
fn a_journal_that_was_made_and_never_written_is_begun_anew() {
    let (room, seed) = (Room::new(1), seed());
    let data = room.data("laptop");
    let ticket = room.ticket_id(0);
    std::fs::create_dir(data.join("attempts")).expect("a folder");
    std::fs::write(data.join(format!("attempts/{ticket}.sqlite")), b"").expect("an empty journal");
    let (lines, exit) = Driver::start(&room.line(&data, 0, seed, 10, "submit")).into_end();
    assert_eq!(exit, Some(0), "{lines:?}");
    let Some(Line::Done(done)) = lines.last() else {
        panic!("not handed in: {lines:?}")
    };
    room.check_result(0, done.kept_at.as_ref(), seed, 10..=10);
}
