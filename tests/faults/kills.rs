//! SIGKILL, spread over the moments of an attempt.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use invigil_candidate::dto::DoneDto;
use invigil_tests::script::number;

use crate::room::{Driver, Line, Room, seed};

/// When the kill comes: while this is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    /// The process comes up.
    Launch,
    /// Code, identity, consent and system check.
    CheckIn,
    /// The attempt is made and its clock started.
    Start,
    /// The first answer of the sitting.
    FirstAnswer,
    /// An edit of the code: its frame is committed.
    Edit,
    /// Behind the acknowledgement of so many steps, whatever is then under way.
    Commit,
    /// The hand-in, up to its frame.
    Submit,
    /// The result is sealed and written.
    Sealing,
}

use Moment::{CheckIn, Commit, Edit, FirstAnswer, Launch, Sealing, Start, Submit};

/// The kills of one sitting. What is under way at the last two is told by what the next life
/// finds: a hand-in whose frame is on the disk is only sealed.
const SITTING: [Moment; 10] = [
    Launch,
    CheckIn,
    Start,
    FirstAnswer,
    Edit,
    Commit,
    Launch,
    Edit,
    Submit,
    Sealing,
];

/// Sittings beside the planned ones, for moments that the kills came too late for.
const SPARE: u64 = 10;

impl Moment {
    /// The longest wait between the beginning and the kill, microseconds.
    fn spread(self) -> u64 {
        match self {
            Launch => 20_000,
            CheckIn | Start => 15_000,
            // By the driver itself.
            FirstAnswer | Edit | Submit => 150,
            Commit => 8_000,
            Sealing => 20_000,
        }
    }

    /// Whether a line says that what was under way is over.
    fn is_over(self, line: &Line) -> bool {
        match self {
            Launch => matches!(line, Line::Opened),
            CheckIn => matches!(line, Line::Starting),
            Start => matches!(line, Line::Test(_)),
            FirstAnswer | Edit => matches!(line, Line::Saved(_)),
            Commit => false,
            Submit | Sealing => matches!(line, Line::Done(_)),
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
    /// Whether an answer was ever acknowledged.
    answered: bool,
    /// A kill struck the hand-in, and what of it is open.
    handing_in: bool,
    struck: BTreeMap<Moment, u64>,
    done: Option<DoneDto>,
}

impl Sitting<'_> {
    fn note(&mut self, line: Line) {
        match line {
            Line::Opened | Line::Acting(_) | Line::Starting | Line::Submitting => {}
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
                if std::mem::take(&mut self.handing_in) {
                    self.strike(Submit);
                }
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
            Line::Done(done) => {
                if std::mem::take(&mut self.handing_in) {
                    self.strike(Sealing);
                }
                self.done = Some(*done);
            }
        }
    }

    fn start(&self, last: u64, end: &str, aim: Option<String>) -> Driver {
        let mut line = self.room.line(&self.data, self.who, self.seed, last, end);
        line.extend(aim);
        Driver::start(&line)
    }

    fn strike(&mut self, moment: Moment) {
        *self.struck.entry(moment).or_default() += 1;
    }

    /// What the driver is to kill itself in.
    fn aim(&self, moment: Moment, draw: u64) -> Option<String> {
        let us = draw % moment.spread();
        let nth = 1 + (draw >> 40) % 30;
        match moment {
            FirstAnswer if !self.answered => Some(format!("response:1:{us}")),
            Edit => Some(format!("edit:{nth}:{us}")),
            Submit => Some(format!("submit:1:{us}")),
            _ => None,
        }
    }

    /// Whether the line says that a moment has begun which this test kills in.
    fn begins(&self, moment: Moment, line: &Line, steps: u64, after: u64) -> bool {
        match moment {
            CheckIn => matches!(line, Line::Acting(what) if what == "check-in"),
            Start => matches!(line, Line::Starting),
            Commit => matches!(line, Line::Saved(_)) && steps >= after,
            Sealing => {
                let again = self.handing_in && matches!(line, Line::Opened);
                again || matches!(line, Line::Submitting)
            }
            Launch | FirstAnswer | Edit | Submit => false,
        }
    }

    /// One life, ended by a kill.
    fn life(&mut self, moment: Moment, draw: u64) {
        let hands_in = matches!(moment, Submit | Sealing);
        let (last, end) = match hands_in {
            true => (self.durable + 5, "submit"),
            false => (self.durable + 100, "wait"),
        };
        // The step after the last acknowledged one may be durable although nobody was told.
        self.taken = self.taken.max(last);
        let aim = self.aim(moment, draw);
        let itself = aim.is_some();
        let mut driver = self.start(last, end, aim);
        let (mut steps, mut begun) = (0, moment == Launch);
        let (mut acting, mut open) = (String::new(), false);
        while !begun {
            // The driver that killed itself has said its last.
            let Some(line) = driver.next() else { break };
            steps += u64::from(matches!(line, Line::Saved(_)));
            begun = self.begins(moment, &line, steps, 1 + (draw >> 40) % 30);
            let ends = matches!(line, Line::Done(_))
                || matches!(&line, Line::Saved(save) if save.step == last && !hands_in);
            match &line {
                Line::Acting(what) => (acting, open) = (what.clone(), true),
                Line::Submitting => (acting, open) = ("submit".to_owned(), true),
                Line::Saved(_) => {
                    self.answered |= acting == "response";
                    open = false;
                }
                _ => open &= !matches!(line, Line::Done(_)),
            }
            self.note(line);
            if ends {
                break;
            }
        }
        if !itself {
            std::thread::sleep(Duration::from_micros(draw % moment.spread()));
        }
        let rest = driver.kill();
        let over = rest.iter().any(|line| moment.is_over(line));
        let struck = if itself {
            open && !over
        } else {
            begun && !over
        };
        for line in rest {
            self.answered |= matches!(line, Line::Saved(_));
            self.note(line);
        }
        match (struck, hands_in) {
            (true, true) => self.handing_in = true,
            (true, false) => self.strike(moment),
            (false, _) => {}
        }
    }

    /// The last life: to the end, and the result is checked.
    fn finish(&mut self) {
        let last = self.durable + 20;
        let (lines, exit) = self.start(last, "submit", None).into_end();
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
    let sittings = kills.div_ceil(SITTING.len() as u64);
    let room = Room::new(usize::try_from(sittings + SPARE).expect("few"));
    let (mut resumed, mut acknowledged) = (0, 0);
    let mut struck = BTreeMap::<Moment, u64>::new();
    let (mut kill, mut sat) = (0, 0);
    // A life that ended before its kill is none.
    let short =
        |struck: &BTreeMap<Moment, u64>| !all(struck) || struck.values().sum::<u64>() < kills;
    while sat < sittings || (sat < sittings + SPARE && short(&struck)) {
        let mut sitting = Sitting {
            data: room.data(&format!("laptop-{sat}")),
            room: &room,
            who: usize::try_from(sat).expect("few"),
            seed: number(seed, sat),
            durable: 0,
            taken: 0,
            deadline: None,
            running: false,
            resumed: 0,
            answered: false,
            handing_in: false,
            struck: BTreeMap::new(),
            done: None,
        };
        for moment in SITTING {
            sitting.life(moment, number(!seed, kill));
            println!("kill {kill} {moment:?}: {} durable", sitting.durable);
            kill += 1;
        }
        sitting.finish();
        resumed += sitting.resumed;
        acknowledged += sitting.durable;
        for (moment, times) in sitting.struck {
            *struck.entry(moment).or_default() += times;
        }
        sat += 1;
    }
    let all_struck: u64 = struck.values().sum();
    println!(
        "{kill} lives, {all_struck} kills, {resumed} resumed, {acknowledged} steps acknowledged, {struck:?}"
    );
    assert!(all(&struck), "a moment was never struck: {struck:?}");
    assert!(all_struck >= kills, "{all_struck} kills struck: {struck:?}");
    assert!(resumed >= kill / 3, "the kills struck running attempts");
    assert!(acknowledged > 20 * sat, "steps were taken");
}

/// Whether every moment was struck.
fn all(struck: &BTreeMap<Moment, u64>) -> bool {
    SITTING.iter().all(|moment| struck.contains_key(moment))
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
