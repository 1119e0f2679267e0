//! The operating system's clocks.

use uuid::Uuid;

use crate::{Clock, Reading};

/// The machine's clocks, bound to one boot.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    boot_id: Uuid,
}

impl SystemClock {
    /// Reads the boot id once; a process never outlives its boot.
    ///
    /// On Linux the id is `/proc/sys/kernel/random/boot_id`. Where no id can be read, the
    /// moment of this start stands in: every start then looks like a reboot, which never gives
    /// time away.
    pub fn new() -> Self {
        Self {
            boot_id: boot_id()
                .unwrap_or_else(|| Uuid::from_u128(u128::from(platform::counters().1))),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this crate is the one reader of clocks"
    )]
    fn read(&self) -> Reading {
        let wall = std::time::SystemTime::now();
        let wall_ms = match wall.duration_since(std::time::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
        };
        let (boot_ms, mono_ms) = platform::counters();
        Reading {
            boot_ms,
            mono_ms,
            wall_ms,
            boot_id: self.boot_id,
        }
    }
}

#[cfg(target_os = "linux")]
#[expect(
    clippy::disallowed_methods,
    reason = "a 36-byte kernel file, below the room that reads files"
)]
fn boot_id() -> Option<Uuid> {
    let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Uuid::parse_str(text.trim()).ok()
}

#[cfg(not(target_os = "linux"))]
fn boot_id() -> Option<Uuid> {
    None
}

#[cfg(target_os = "linux")]
mod platform {
    use rustix::time::{ClockId, clock_gettime};

    pub(super) fn counters() -> (u64, u64) {
        (millis(ClockId::Boottime), millis(ClockId::Monotonic))
    }

    fn millis(id: ClockId) -> u64 {
        let now = clock_gettime(id);
        u64::try_from(now.tv_sec).unwrap_or(0) * 1000
            + u64::try_from(now.tv_nsec).unwrap_or(0) / 1_000_000
    }
}

#[cfg(not(target_os = "linux"))]
compile_error!(
    "invigil-clock reads a suspend-aware clock on Linux only so far; a platform module is missing here"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boot_time_never_runs_behind_monotonic_time() {
        let r = SystemClock::new().read();
        assert!(r.boot_ms >= r.mono_ms, "{r:?}");
        assert!(r.wall_ms > 1_700_000_000_000, "{r:?}");
        assert_eq!(r.boot_id, SystemClock::new().read().boot_id);
    }
}
