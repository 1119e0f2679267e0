//! Time that only the laptop's wall clock knows: from a power-off to the next launch.
//!
//! Within one boot the boot-time clock counts, which nobody can set. Across boots there is the
//! wall clock alone, and it can be set: such a gap is shown as an interval, never as proof. What
//! is certain of it is how long the laptop had been up when the app ran again.

use invigil_log::Event;
use uuid::Uuid;

use super::Outcome;
use crate::doc::Stamp;

/// How many gaps are told one by one.
const TOLD: usize = 3;

/// One gap.
#[derive(Clone, Copy, Debug)]
struct Gap {
    /// On the attempt's clock, after what was counted of the gap.
    at: u64,
    gap_ms: i64,
    spent_ms: u64,
    /// Boot time and wall time when the app ran again, where the log holds them.
    after: Option<(u64, i64)>,
}

/// The gaps of a log, gathered as it is read.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    boot: Option<Uuid>,
    boot_ms: u64,
    /// The launch whose clocks come next.
    launched: Option<(Gap, bool)>,
    found: Vec<Gap>,
}

impl Gaps {
    /// Takes the next event but an edit; `started` says whether time runs.
    pub(super) fn note(&mut self, at: u64, event: &Event, started: bool) {
        match *event {
            Event::Boot {
                boot_id,
                gap_ms,
                spent_ms,
            } => {
                self.settle(None);
                let other = self.boot.is_some_and(|boot| boot != boot_id);
                self.boot = Some(boot_id);
                let gap = Gap {
                    at,
                    gap_ms,
                    spent_ms,
                    after: None,
                };
                self.launched = started.then_some((gap, other));
            }
            Event::Clock {
                boot_ms, wall_ms, ..
            } => {
                self.settle(Some((boot_ms, wall_ms)));
                self.boot_ms = boot_ms;
            }
            _ => {}
        }
    }

    /// A launch in another boot is a gap; so is one whose boot time ran backwards.
    fn settle(&mut self, after: Option<(u64, i64)>) {
        let Some((gap, other)) = self.launched.take() else {
            return;
        };
        if other || after.is_some_and(|(boot_ms, _)| boot_ms < self.boot_ms) {
            self.found.push(Gap { after, ..gap });
        }
    }

    /// What is to be known of them.
    pub(super) fn outcome(mut self) -> Outcome {
        self.settle(None);
        if self.found.is_empty() {
            return Outcome::Holds;
        }
        let mut told: Vec<String> = self.found.iter().take(TOLD).map(Gap::tell).collect();
        if let more @ 1.. = self.found.len().saturating_sub(TOLD) {
            told.push(format!("and {more} more"));
        }
        Outcome::Noted(told.join("; "))
    }
}

impl Gap {
    fn tell(&self) -> String {
        let minute = self.at.saturating_sub(self.spent_ms) / 60_000;
        let (gap, spent) = (self.gap_ms / 1000, self.spent_ms / 1000);
        let counted = if self.gap_ms < 0 {
            "the clock was set back, so how long it took is unknown and nothing was counted"
                .to_owned()
        } else {
            format!("{gap} s by that clock, which can be set; {spent} s were counted")
        };
        let stamp = |ms: i64| Stamp::from_unix(ms.div_euclid(1000)).map(|s| s.to_string());
        let between = self.after.and_then(|(boot_ms, wall_ms)| {
            let from = stamp(wall_ms.checked_sub(self.gap_ms)?)?;
            let (to, up) = (stamp(wall_ms)?, boot_ms / 1000);
            Some(format!(
                ", from {from} to {to} by its clock and {up} s at least"
            ))
        });
        let between = between.unwrap_or_default();
        format!("in minute {minute} the laptop was started again{between}: {counted}")
    }
}

#[cfg(test)]
mod tests {
    use invigil_log::ClockCause;

    use super::*;

    fn boot(id: u128, gap_ms: i64, spent_ms: u64) -> Event {
        Event::Boot {
            boot_id: Uuid::from_u128(id),
            gap_ms,
            spent_ms,
        }
    }

    fn clock(boot_ms: u64, wall_ms: i64) -> Event {
        Event::Clock {
            cause: ClockCause::Reading,
            boot_ms,
            mono_ms: boot_ms,
            wall_ms,
        }
    }

    fn outcome(before: &[Event], running: &[(u64, Event)]) -> Outcome {
        let mut gaps = Gaps::default();
        for event in before {
            gaps.note(0, event, false);
        }
        for (at, event) in running {
            gaps.note(*at, event, true);
        }
        gaps.outcome()
    }

    #[test]
    fn a_launch_in_the_same_boot_is_no_gap() {
        let before = [boot(1, 0, 0), clock(50_000, 1_000)];
        let running = [
            (9_000, boot(1, 9_000, 9_000)),
            (9_000, clock(59_000, 10_000)),
        ];
        assert_eq!(outcome(&before, &running), Outcome::Holds);
    }

    #[test]
    fn a_boot_before_the_start_is_no_gap() {
        let before = [
            boot(1, 0, 0),
            clock(50_000, 1_000),
            boot(2, 60_000, 0),
            clock(9_000, 61_000),
        ];
        assert_eq!(outcome(&before, &[(5, Event::Submit {})]), Outcome::Holds);
    }

    #[test]
    fn another_boot_is_an_interval_with_what_is_certain_of_it() {
        let before = [boot(1, 0, 0), clock(50_000, 0)];
        let running = [
            (420_000, boot(2, 120_000, 120_000)),
            (420_000, clock(31_000, 1_600_000_120_000)),
        ];
        let told = "in minute 5 the laptop was started again, from 2020-09-13T12:26:40Z to 2020-09-13T12:28:40Z by its clock and 31 s at least: 120 s by that clock, which can be set; 120 s were counted";
        assert_eq!(outcome(&before, &running), Outcome::Noted(told.to_owned()));
    }

    #[test]
    fn a_clock_that_was_set_back_is_said() {
        let before = [boot(1, 0, 0), clock(50_000, 0)];
        let running = [
            (300_000, boot(2, -60_000, 0)),
            (300_000, clock(31_000, 1_600_000_000_000)),
        ];
        let Outcome::Noted(told) = outcome(&before, &running) else {
            panic!("not noted");
        };
        assert!(
            told.contains("from 2020-09-13T12:27:40Z to 2020-09-13T12:26:40Z"),
            "{told}"
        );
        assert!(told.contains("nothing was counted"), "{told}");
    }

    #[test]
    fn boot_time_that_ran_backwards_is_a_gap_as_well_and_many_are_counted() {
        let before = [boot(1, 0, 0), clock(50_000, 0)];
        let running: Vec<_> = (1..=5)
            .flat_map(|n| [(n, boot(1, 0, 0)), (n, clock(50_000 - n, 0))])
            .collect();
        let Outcome::Noted(told) = outcome(&before, &running) else {
            panic!("not noted");
        };
        assert!(told.ends_with("; and 2 more"), "{told}");
        // Without the clocks that follow a launch nothing is known but the launch.
        let bare = [(60_000, boot(2, 5_000, 5_000))];
        let told = "in minute 0 the laptop was started again: 5 s by that clock, which can be set; 5 s were counted";
        assert_eq!(outcome(&before, &bare), Outcome::Noted(told.to_owned()));
    }
}
