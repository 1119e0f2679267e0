//! `limits` of `problem.yaml`: what a package asks for, and what the sandbox gives of it.
//!
//! A limit is given as it is asked for, or the package is refused: what would be judged by another
//! limit would be another problem. Left out are the limits of several passes, which are refused as
//! such.

use invigil_model::{Language, Limits};
use serde::{Deserialize, de::IgnoredAny};

use super::{KattisError, Version, value};
use crate::{Budget, CustomChecker, OUTPUT_CAP, SOURCE_CAP, Timing, limits::longest_ms};

/// MiB of memory when a package asks for none, and the most it may ask for.
const MEMORY: u32 = 512;
const MEMORY_MOST: u32 = 1024;
/// The most that its validators may ask for: the sandbox's cap of a job.
const VALIDATION_MEMORY_MOST: u32 = 2048;
/// Milliseconds when the limit follows from the submissions, and the most that a time may be.
const TIME: u32 = 10_000;
const TIME_MOST: u32 = 60_000;

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;
/// MiB of output, and KiB of source, that the sandbox gives at most.
const OUTPUT_MOST: u32 = (OUTPUT_CAP / MIB) as u32;
const CODE_MOST: u32 = (SOURCE_CAP as u64 / KIB) as u32;

/// The languages of a package that allows all.
const ALL: [Language; 5] = [
    Language::Python,
    Language::Java,
    Language::Ruby,
    Language::JavaScript,
    Language::TypeScript,
];

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitsFile {
    pub(super) time_multiplier: Option<f64>,
    pub(super) time_safety_margin: Option<f64>,
    pub(super) time_multipliers: Option<Multipliers>,
    time_limit: Option<f64>,
    memory: Option<u32>,
    output: Option<u32>,
    code: Option<u32>,
    compilation_time: Option<IgnoredAny>,
    compilation_memory: Option<IgnoredAny>,
    validation_time: Option<u32>,
    validation_memory: Option<u32>,
    validation_output: Option<u32>,
    time_resolution: Option<f64>,
    #[serde(rename = "validation_passes")]
    _passes: Option<IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Multipliers {
    ac_to_time_limit: Option<f64>,
    time_limit_to_tle: Option<f64>,
}

/// What a package's limits come to.
pub(super) struct Allowed {
    /// Time and memory of a test.
    pub(super) test: Limits,
    /// Bytes of output of a test.
    pub(super) output: u64,
    /// Bytes of a submission.
    pub(super) code: u64,
    /// Whether it limits compilers, too.
    pub(super) compiler: bool,
    pub(super) validation: Validation,
    pub(super) timing: Timing,
}

/// What a package gives its validators, where it says so.
pub(super) struct Validation {
    seconds: Option<u32>,
    memory_mib: Option<u32>,
    output_mib: Option<u32>,
}

impl LimitsFile {
    /// The limits of a package whose submissions may be in these languages.
    pub(super) fn allowed(
        &self,
        version: Version,
        languages: Option<&[Language]>,
    ) -> Result<Allowed, KattisError> {
        let timing = self.timing(version)?;
        let time_ms = match self.time_limit {
            None => TIME,
            Some(seconds) => held(seconds, languages.unwrap_or(&ALL), timing.margin)?,
        };
        let memory = cap("memory", self.memory, MEMORY_MOST, "MiB")?;
        let output = cap("output", self.output, OUTPUT_MOST, "MiB")?;
        let code = cap("code", self.code, CODE_MOST, "KiB")?;
        Ok(Allowed {
            test: Limits {
                time_ms,
                memory_mib: memory.unwrap_or(MEMORY),
                largest: String::new(),
            },
            output: output.map_or(OUTPUT_CAP, |n| u64::from(n) * MIB),
            code: u64::from(code.unwrap_or(CODE_MOST)) * KIB,
            compiler: self.compilation_time.is_some() || self.compilation_memory.is_some(),
            validation: Validation {
                // How long it may be depends on what a validator is written in.
                seconds: cap("validation_time", self.validation_time, u32::MAX, "s")?,
                memory_mib: cap(
                    "validation_memory",
                    self.validation_memory,
                    VALIDATION_MEMORY_MOST,
                    "MiB",
                )?,
                output_mib: cap(
                    "validation_output",
                    self.validation_output,
                    OUTPUT_MOST,
                    "MiB",
                )?,
            },
            timing,
        })
    }

    fn timing(&self, version: Version) -> Result<Timing, KattisError> {
        let (slack, margin) = match (version, &self.time_multipliers) {
            (Version::Legacy, _) => (
                self.time_multiplier.unwrap_or(5.0),
                self.time_safety_margin.unwrap_or(2.0),
            ),
            (_, None) => (2.0, 1.5),
            (_, Some(multipliers)) => (
                multipliers.ac_to_time_limit.unwrap_or(2.0),
                multipliers.time_limit_to_tle.unwrap_or(1.5),
            ),
        };
        Ok(Timing {
            fixed: self.time_limit.is_some(),
            slack: ratio("time multiplier", slack)?,
            margin: ratio("time margin", margin)?,
            least_ms: 0,
            resolution_ms: milliseconds("time_resolution", self.time_resolution.unwrap_or(1.0))?,
        })
    }
}

impl Validation {
    /// Gives a validator what the package says; the rest stays as it is.
    pub(super) fn apply(&self, validator: &mut CustomChecker) -> Result<(), KattisError> {
        let (language, budget) = (validator.language, validator.budget);
        let mut time_ms = budget.time_ms;
        if let Some(seconds) = self.seconds {
            let most = longest_ms(language, (1, 1));
            time_ms = seconds.saturating_mul(1000);
            if time_ms > most {
                return Err(KattisError::Limit {
                    place: place("validation_time"),
                    asked: format!("{seconds} s"),
                    most: format!("{} s to a validator in {language}", in_seconds(most)),
                });
            }
        }
        let bytes =
            |mib: Option<u32>, otherwise: u64| mib.map_or(otherwise, |n| u64::from(n) * MIB);
        validator.budget = Budget {
            memory: bytes(self.memory_mib, budget.memory),
            output: bytes(self.output_mib, budget.output),
            ..Budget::new(language, time_ms, MEMORY)
        };
        Ok(())
    }
}

/// A time limit in milliseconds, if its fuel is spent within the wall clock's net in each of these
/// languages, with its margin.
fn held(seconds: f64, languages: &[Language], margin: (u32, u32)) -> Result<u32, KattisError> {
    let time_ms = milliseconds("time_limit", seconds)?;
    let held = languages.iter().map(|l| (longest_ms(*l, margin), l));
    match held.min() {
        Some((most, language)) if time_ms > most => Err(KattisError::Limit {
            place: place("time_limit"),
            asked: format!("{seconds} s"),
            most: format!("{} s in {language}", in_seconds(most)),
        }),
        _ => Ok(time_ms),
    }
}

fn place(key: &str) -> String {
    format!("problem.yaml, limits.{key}")
}

fn in_seconds(ms: u32) -> f64 {
    f64::from(ms) / 1000.0
}

fn cap(key: &str, asked: Option<u32>, most: u32, unit: &str) -> Result<Option<u32>, KattisError> {
    match asked {
        Some(0) => Err(value(place(key), "0 is no limit")),
        Some(asked) if asked > most => Err(KattisError::Limit {
            place: place(key),
            asked: format!("{asked} {unit}"),
            most: format!("{most} {unit}"),
        }),
        asked => Ok(asked),
    }
}

fn milliseconds(key: &str, seconds: f64) -> Result<u32, KattisError> {
    let ms = (seconds * 1000.0).round();
    if ms.is_nan() || ms < 1.0 {
        return Err(value(place(key), format!("{seconds} s is no limit")));
    }
    if ms > f64::from(TIME_MOST) {
        return Err(KattisError::Limit {
            place: place(key),
            asked: format!("{seconds} s"),
            most: format!("{} s", TIME_MOST / 1000),
        });
    }
    // Between 1 and the cap, and whole.
    Ok(ms as u32)
}

fn ratio(what: &str, number: f64) -> Result<(u32, u32), KattisError> {
    if !(1.0..=100.0).contains(&number) {
        return Err(value(
            "problem.yaml, limits",
            format!("the {what} {number} is not 1 to 100"),
        ));
    }
    Ok(((number * 100.0).round() as u32, 100))
}
