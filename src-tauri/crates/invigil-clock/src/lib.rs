//! Suspend-aware time, wall time and a fake clock.
//!
//! The deadline of an attempt is decided on the boot-time clock, which counts suspend and which
//! nobody can set. `Instant` stops in suspend and is never used for it. This crate is the only
//! caller of the operating system's clocks; everything else takes a [`Reading`] as an argument.

mod fake;
mod system;

pub use fake::FakeClock;
pub use system::SystemClock;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The three clocks read together, with the boot they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Milliseconds since boot, counting suspend (`CLOCK_BOOTTIME` and peers).
    pub boot_ms: u64,
    /// Milliseconds since boot, not counting suspend (`CLOCK_MONOTONIC`).
    pub mono_ms: u64,
    /// Milliseconds since 1970-01-01T00:00:00Z by the laptop's wall clock, which anybody can set.
    pub wall_ms: i64,
    /// Which boot `boot_ms` and `mono_ms` count from.
    pub boot_id: Uuid,
}

/// A source of readings.
pub trait Clock: Send + Sync {
    /// All clocks at one moment.
    fn read(&self) -> Reading;
}

impl<C: Clock + ?Sized> Clock for std::sync::Arc<C> {
    fn read(&self) -> Reading {
        (**self).read()
    }
}

/// RFC 3339 in UTC with whole seconds, for example `2026-11-01T09:00:00Z`.
///
/// Out-of-range times are clamped to the years 0000 to 9999.
pub fn rfc3339(wall_ms: i64) -> String {
    chrono::DateTime::from_timestamp(
        wall_ms
            .div_euclid(1000)
            .clamp(-62_167_219_200, 253_402_300_799),
        0,
    )
    .unwrap_or_default()
    .format("%Y-%m-%dT%H:%M:%SZ")
    .to_string()
}
