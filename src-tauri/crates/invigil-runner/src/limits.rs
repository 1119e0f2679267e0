//! Limits of a task, in the unit each guest is measured in.
//!
//! A task states milliseconds and MiB. A guest counts fuel (WebAssembly instructions as the engine
//! weighs them), SQLite opcodes or, for Java, processor time. What turns one into the other are
//! the constants of [`fuel_per_ms`]: measured once, written down, the same on every laptop. So a
//! limit of 1000 ms means the same work everywhere, however slow the laptop is.

use std::time::Duration;

use invigil_model::Language;
use invigil_sandbox::{Guest, Limits};
use serde::{Deserialize, Serialize};

use crate::language::guest;

/// Bytes of output a run may write: standard output and error together.
pub const OUTPUT_CAP: u64 = 8 * 1024 * 1024;

const MIB: u64 = 1024 * 1024;

/// How many times a task's time the wall clock's safety net waits, and what it waits at least.
/// Guests are up to five times slower than native programs, laptops up to five times slower than
/// the one the constants were measured on, and a crowded processor again.
const WALL_FACTOR: u32 = 50;
const WALL_LEAST: Duration = Duration::from_secs(10);
/// What it waits at most: the sandbox's cap of a job.
const WALL_MOST: Duration = Duration::from_secs(300);

/// The same for Java: it is native already, and what the clock allows beside its processor time
/// is for a crowded processor.
const JAVA_FACTOR: u32 = 5;

/// How many times slower than the laptop of the constants a laptop may be, so that the net still
/// does not end what is within its limit.
const SLOWEST: u64 = 5;
/// Units of fuel that the engine burns in a millisecond on that laptop.
const BURNT_PER_MS: u64 = 11_000_000;

/// What one language may use for one test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// In the guest's own unit.
    pub fuel: u64,
    /// Bytes.
    pub memory: u64,
    /// Bytes of output.
    pub output: u64,
    /// Milliseconds that the budget stands for, for people.
    pub time_ms: u32,
}

impl Budget {
    /// The budget of a language by a task's limits.
    pub fn new(language: Language, time_ms: u32, memory_mib: u32) -> Self {
        Self {
            fuel: u64::from(time_ms).saturating_mul(fuel_per_ms(guest(language))),
            memory: u64::from(memory_mib) * MIB,
            output: OUTPUT_CAP,
            time_ms,
        }
    }

    /// The same with another cap on output, in bytes.
    #[must_use]
    pub fn with_output(self, output: u64) -> Self {
        Self { output, ..self }
    }

    /// The same with its time multiplied by a ratio.
    #[must_use]
    pub fn scaled(self, numerator: u32, denominator: u32) -> Self {
        let scale = |n: u64| n.saturating_mul(u64::from(numerator)) / u64::from(denominator);
        Self {
            fuel: scale(self.fuel),
            time_ms: u32::try_from(scale(self.time_ms.into())).unwrap_or(u32::MAX),
            ..self
        }
    }

    /// As the sandbox takes it.
    pub fn limits(self) -> Limits {
        let patience = Duration::from_millis(self.time_ms.into()).saturating_mul(WALL_FACTOR);
        Limits {
            fuel: self.fuel,
            memory: self.memory,
            output: self.output,
            wall: patience.clamp(WALL_LEAST, WALL_MOST),
        }
    }
}

/// The limits with the wall clock of what runs them.
pub(crate) fn patient(limits: Limits, guest: Guest) -> Limits {
    if guest != Guest::Java {
        return limits;
    }
    let processor = Duration::from_millis(limits.fuel / fuel_per_ms(guest));
    let wall = processor.saturating_mul(JAVA_FACTOR);
    Limits {
        wall: wall.clamp(WALL_LEAST, WALL_MOST),
        ..limits
    }
}

/// Fuel that stands for a millisecond of the language's native interpreter.
///
/// The engine burns about 11 million units of fuel a millisecond on the reference laptop (an
/// endless loop used 20e9 in 1.5 to 1.9 s). An interpreter inside it is slower than its native
/// build by the factor that `cargo xtask bench loops` measures. The product, measured there as
/// well, is what a native millisecond costs. SQLite runs natively at about 100 opcodes a
/// microsecond, and Java is counted in microseconds of processor time.
pub fn fuel_per_ms(guest: Guest) -> u64 {
    match guest {
        Guest::Python => 30_000_000,
        Guest::Ruby => 54_000_000,
        Guest::JavaScript => 31_000_000,
        Guest::Sql => 100_000,
        Guest::Java => 1_000,
    }
}

/// The longest time of a test, in milliseconds, that the wall clock's net holds: `margin` times as
/// much work is done before [`WALL_MOST`] on a laptop that is [`SLOWEST`] times slower than the one
/// of the constants. Beyond it, what ends a program would be the machine.
pub(crate) fn longest_ms(language: Language, margin: (u32, u32)) -> u32 {
    let guest = guest(language);
    let per_ms = fuel_per_ms(guest);
    let burnt = match guest {
        Guest::Python | Guest::Ruby | Guest::JavaScript => BURNT_PER_MS,
        // Native already.
        Guest::Sql | Guest::Java => per_ms,
    };
    let (numerator, denominator) = margin;
    let held = WALL_MOST.as_secs() * 1000 * burnt / (per_ms * SLOWEST);
    let longest = held * u64::from(denominator) / u64::from(numerator.max(1));
    u32::try_from(longest).unwrap_or(u32::MAX)
}

/// What a calibration found for one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// The language.
    pub language: Language,
    /// The fuel a test may use.
    pub limit: u64,
    /// The same in milliseconds.
    pub limit_ms: u32,
    /// What the slowest reference used on its slowest test.
    pub slowest: u64,
    /// What the limit must at least be: the slowest reference times the slack.
    pub need: u64,
    /// Whether what is too slow is so past the limit's margin as well; `None` when the problem
    /// plants nothing too slow in this language.
    pub too_slow: Option<bool>,
}
