//! A clock that tests set.

use std::sync::Mutex;

use uuid::Uuid;

use crate::{Clock, Reading};

/// A clock under a test's control.
#[derive(Debug)]
pub struct FakeClock(Mutex<Reading>);

impl FakeClock {
    /// Starts at a fixed moment: boot 1,000 s ago, wall 2026-11-01T09:00:00Z.
    pub fn new() -> Self {
        Self(Mutex::new(Reading {
            boot_ms: 1_000_000,
            mono_ms: 1_000_000,
            wall_ms: 1_793_523_600_000,
            boot_id: Uuid::from_u128(1),
        }))
    }

    /// Lets time pass on all three clocks.
    pub fn advance(&self, ms: u64) {
        self.edit(|r| {
            r.boot_ms += ms;
            r.mono_ms += ms;
            r.wall_ms += i64::try_from(ms).unwrap_or(i64::MAX);
        });
    }

    /// Lets the laptop sleep: boot time and wall time pass, monotonic time does not.
    pub fn suspend(&self, ms: u64) {
        self.edit(|r| {
            r.boot_ms += ms;
            r.wall_ms += i64::try_from(ms).unwrap_or(i64::MAX);
        });
    }

    /// Sets the wall clock forward (positive) or back.
    pub fn step_wall(&self, ms: i64) {
        self.edit(|r| r.wall_ms += ms);
    }

    /// Restarts the machine: a new boot id, counters near zero, `wall_gap_ms` on the wall clock.
    pub fn reboot(&self, wall_gap_ms: i64) {
        self.edit(|r| {
            r.boot_id = Uuid::from_u128(r.boot_id.as_u128() + 1);
            r.boot_ms = 10_000;
            r.mono_ms = 10_000;
            r.wall_ms += wall_gap_ms;
        });
    }

    fn edit(&self, change: impl FnOnce(&mut Reading)) {
        change(
            &mut self
                .0
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        );
    }
}

impl Default for FakeClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for FakeClock {
    fn read(&self) -> Reading {
        *self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
