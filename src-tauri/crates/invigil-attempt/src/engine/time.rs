//! How much time an attempt has spent, from clock readings.
//!
//! Within one boot only the boot-time clock decides. After a reboot only the wall clock is left:
//! the gap is spent when it is not negative, and a negative gap spends nothing. The same holds
//! when boot time runs backwards, which a real boot never does.

use invigil_clock::Reading;
use invigil_log::{ClockCause, Event};

/// What the wall clock may drift against boot time before it is written down, milliseconds.
const STEP_MS: u64 = 1_000;

/// What counts as a sleep, milliseconds.
const SLEEP_MS: u64 = 1_000;

/// Time spent, and the clocks it was reckoned by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spent {
    pub(super) elapsed_ms: u64,
    pub(super) reading: Reading,
    /// Boot time against monotonic time when a sleep was last written down.
    slept_ms: u64,
    /// Wall time against boot time when a step was last written down.
    wall_offset: i64,
}

/// One passage of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Passage {
    pub(super) gap_ms: i64,
    pub(super) spent_ms: u64,
    /// Whether the two readings are of different boots.
    pub(super) rebooted: bool,
    /// After a reboot, whether the wall clock stood earlier than before.
    pub(super) unknown: bool,
}

impl Spent {
    pub(super) fn new(elapsed_ms: u64, reading: Reading) -> Self {
        Self {
            elapsed_ms,
            reading,
            slept_ms: slept(&reading),
            wall_offset: wall_offset(&reading),
        }
    }

    /// Moves on to `reading`. While `runs` is false nothing is spent: the attempt has not begun.
    /// Gives the passage and the facts about the clocks that belong in the log.
    pub(super) fn pass(&mut self, reading: Reading, runs: bool) -> (Passage, Vec<Event>) {
        let passage = passage(&self.reading, &reading);
        if runs {
            self.elapsed_ms = self.elapsed_ms.saturating_add(passage.spent_ms);
        }
        let mut facts = Vec::new();
        if passage.rebooted {
            *self = Self::new(self.elapsed_ms, reading);
            if passage.unknown {
                facts.push(clock(ClockCause::Unknown, &reading));
            }
            return (passage, facts);
        }
        self.reading = reading;
        let grown = slept(&reading).saturating_sub(self.slept_ms);
        if grown >= SLEEP_MS {
            facts.push(Event::Suspend { slept_ms: grown });
            self.slept_ms += grown;
        }
        if wall_offset(&reading).abs_diff(self.wall_offset) > STEP_MS {
            facts.push(clock(ClockCause::Step, &reading));
            self.wall_offset = wall_offset(&reading);
        }
        (passage, facts)
    }
}

pub(super) fn clock(cause: ClockCause, reading: &Reading) -> Event {
    Event::Clock {
        cause,
        boot_ms: reading.boot_ms,
        mono_ms: reading.mono_ms,
        wall_ms: reading.wall_ms,
    }
}

fn passage(from: &Reading, to: &Reading) -> Passage {
    if from.boot_id == to.boot_id && to.boot_ms >= from.boot_ms {
        let spent_ms = to.boot_ms - from.boot_ms;
        return Passage {
            gap_ms: i64::try_from(spent_ms).unwrap_or(i64::MAX),
            spent_ms,
            rebooted: false,
            unknown: false,
        };
    }
    let gap_ms = to.wall_ms.saturating_sub(from.wall_ms);
    Passage {
        gap_ms,
        spent_ms: u64::try_from(gap_ms).unwrap_or(0),
        rebooted: true,
        unknown: gap_ms < 0,
    }
}

fn slept(reading: &Reading) -> u64 {
    reading.boot_ms.saturating_sub(reading.mono_ms)
}

fn wall_offset(reading: &Reading) -> i64 {
    let boot_ms = i64::try_from(reading.boot_ms).unwrap_or(i64::MAX);
    reading.wall_ms.saturating_sub(boot_ms)
}

#[cfg(test)]
mod tests {
    use invigil_clock::{Clock, FakeClock};

    use super::*;

    /// Spends 5 s, changes the clock, spends 1 s; gives what was spent and the kinds logged.
    fn check(change: impl Fn(&FakeClock), spent_ms: u64, kinds: &[&str]) {
        let clock = FakeClock::new();
        let mut spent = Spent::new(0, clock.read());
        clock.advance(5_000);
        assert_eq!(spent.pass(clock.read(), true).1, []);
        change(&clock);
        clock.advance(1_000);
        let (_, facts) = spent.pass(clock.read(), true);
        assert_eq!(facts.iter().map(Event::kind).collect::<Vec<_>>(), kinds);
        assert_eq!(spent.elapsed_ms, spent_ms);
        clock.advance(10);
        assert_eq!(spent.pass(clock.read(), true).1, [], "written down once");
    }

    #[test]
    fn within_one_boot_the_wall_clock_decides_nothing() {
        check(|_| (), 6_000, &[]);
        check(|c| c.step_wall(3_600_000), 6_000, &["clock"]);
        check(|c| c.step_wall(-3_600_000), 6_000, &["clock"]);
        check(|c| c.step_wall(900), 6_000, &[]);
        check(|c| c.suspend(60_000), 66_000, &["suspend"]);
        check(|c| c.suspend(500), 6_500, &[]);
    }

    #[test]
    fn after_a_reboot_a_gap_is_spent_unless_it_is_negative() {
        check(|c| c.reboot(30_000), 36_000, &[]);
        check(|c| c.reboot(-30_000), 5_000, &["clock"]);
        check(|c| c.reboot(-1_000), 5_000, &[]);
    }

    #[test]
    fn boot_time_running_backwards_is_taken_for_a_reboot() {
        let mut reading = FakeClock::new().read();
        let mut spent = Spent::new(0, reading);
        reading.boot_ms -= 500_000;
        reading.wall_ms += 2_000;
        let (passage, _) = spent.pass(reading, true);
        assert!(passage.rebooted);
        assert_eq!(spent.elapsed_ms, 2_000);
    }

    #[test]
    fn before_the_start_nothing_is_spent() {
        let clock = FakeClock::new();
        let mut spent = Spent::new(0, clock.read());
        clock.advance(5_000);
        spent.pass(clock.read(), false);
        assert_eq!(spent.elapsed_ms, 0);
        clock.advance(7);
        spent.pass(clock.read(), true);
        assert_eq!(spent.elapsed_ms, 7);
    }
}
