//! The battery while a test runs: looked at twice a minute, shown only when it is low.
//!
//! Deliberately absent: any act. A laptop that goes off loses nothing, and the time is not ours
//! to stop.

use invigil_clock::Reading;

use crate::Machine;

/// From here down a battery is low, in percent.
const LOW: u8 = 20;
const EVERY_MS: u64 = 30_000;

/// What was seen of the battery last.
#[derive(Default)]
pub(crate) struct Charge {
    looked_boot_ms: Option<u64>,
    low: Option<u8>,
}

impl Charge {
    /// The percent left, when the laptop runs on its battery and that is low.
    pub(crate) fn low(&mut self, machine: &dyn Machine, now: Reading) -> Option<u8> {
        let due = self
            .looked_boot_ms
            .is_none_or(|looked| now.boot_ms.saturating_sub(looked) >= EVERY_MS);
        if due {
            self.looked_boot_ms = Some(now.boot_ms);
            let battery = machine.battery();
            self.low = battery
                .filter(|battery| battery.discharging && battery.percent <= LOW)
                .map(|battery| battery.percent);
        }
        self.low
    }
}

#[cfg(test)]
mod tests {
    use std::{path::PathBuf, sync::Mutex};

    use invigil_clock::{Clock as _, FakeClock};

    use super::*;
    use crate::{Battery, Display};

    /// A laptop whose battery is what the test says, and how often it was looked at.
    struct Laptop(Mutex<(Option<Battery>, u32)>);

    impl Machine for Laptop {
        fn battery(&self) -> Option<Battery> {
            let mut state = self.0.lock().expect("one thread");
            state.1 += 1;
            state.0
        }

        fn free_memory(&self) -> Option<u64> {
            None
        }

        fn displays(&self) -> Option<Vec<Display>> {
            None
        }

        fn sticks(&self) -> Vec<PathBuf> {
            Vec::new()
        }

        fn input_method(&self) -> Option<String> {
            None
        }
    }

    #[test]
    fn a_low_battery_is_seen_within_half_a_minute_and_never_looked_at_more_often() {
        let clock = FakeClock::new();
        let laptop = Laptop(Mutex::new((None, 0)));
        let mut charge = Charge::default();
        let battery = |percent, discharging| {
            laptop.0.lock().expect("one thread").0 = Some(Battery {
                percent,
                discharging,
                minutes: None,
            });
        };
        assert_eq!(charge.low(&laptop, clock.read()), None);
        battery(20, true);
        clock.advance(EVERY_MS - 1);
        assert_eq!(charge.low(&laptop, clock.read()), None);
        clock.advance(1);
        assert_eq!(charge.low(&laptop, clock.read()), Some(20));
        for (percent, discharging, low) in [(21, true, None), (5, true, Some(5)), (5, false, None)]
        {
            battery(percent, discharging);
            clock.advance(EVERY_MS);
            assert_eq!(charge.low(&laptop, clock.read()), low);
        }
        assert_eq!(laptop.0.lock().expect("one thread").1, 5);
    }
}
