//! `limits` of `problem.yaml`: what a package asks for, and what the sandbox gives of it.
//!
//! A limit is given as it is asked for, or the package is refused: what would be judged by another
//! limit would be another problem. A validator's time is no such limit: its end is no verdict. Left
//! out are the limits of several passes, which are refused as such.

use invigil_model::{Language, Limits};
use serde::{Deserialize, de::IgnoredAny};

use super::{KattisError, Version, value};
use crate::{Budget, CustomChecker, OUTPUT_CAP, SOURCE_CAP, Timing, limits::longest_ms};

/// What a compiler is given, seconds and MiB.
const COMPILER_SECONDS: f64 = 30.0;
const COMPILER_MIB: f64 = 512.0;
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
    compilation_time: Option<f64>,
    compilation_memory: Option<f64>,
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
    /// Whether it holds compilers to less than they are given here.
    pub(super) compiler: bool,
    /// The languages of submissions, where not all are.
    pub(super) languages: Option<Vec<Language>>,
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
        languages: Option<Vec<Language>>,
    ) -> Result<Allowed, KattisError> {
        let timing = self.timing(version)?;
        let (time_ms, languages) = match self.time_limit {
            None => (TIME, languages),
            Some(seconds) => held(seconds, languages, timing.margin)?,
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
            compiler: self.compilation_time.is_some_and(|s| s < COMPILER_SECONDS)
                || self
                    .compilation_memory
                    .is_some_and(|mib| mib < COMPILER_MIB),
            languages,
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
    pub(super) fn apply(&self, validator: &mut CustomChecker) {
        let (language, budget) = (validator.language, validator.budget);
        let mut time_ms = budget.time_ms;
        if let Some(seconds) = self.seconds {
            // The most that it may take: with less it is at worst a judge's error, never a verdict.
            let asked = seconds.saturating_mul(1000);
            time_ms = asked.min(longest_ms(language, (1, 1)));
        }
        let bytes =
            |mib: Option<u32>, otherwise: u64| mib.map_or(otherwise, |n| u64::from(n) * MIB);
        validator.budget = Budget {
            memory: bytes(self.memory_mib, budget.memory),
            output: bytes(self.output_mib, budget.output),
            ..Budget::new(language, time_ms, MEMORY)
        };
    }
}

/// A time limit in milliseconds, and the languages in which its fuel, with its margin, is spent
/// within the wall clock's net. A package that names no language leaves them to us: those that
/// cannot be given that long are withheld.
fn held(
    seconds: f64,
    named: Option<Vec<Language>>,
    margin: (u32, u32),
) -> Result<(u32, Option<Vec<Language>>), KattisError> {
    let time_ms = milliseconds("time_limit", seconds)?;
    let longest = |language: &Language| longest_ms(*language, margin);
    let too_long = |language: Language| KattisError::Limit {
        place: place("time_limit"),
        asked: format!("{seconds} s"),
        most: format!("{} s in {language}", in_seconds(longest(&language))),
    };
    if let Some(named) = named {
        let short = named.iter().find(|l| longest(l) < time_ms);
        return short.map_or(Ok((time_ms, Some(named.clone()))), |l| Err(too_long(*l)));
    }
    let offered: Vec<Language> = ALL.into_iter().filter(|l| longest(l) >= time_ms).collect();
    match ALL.into_iter().max_by_key(longest) {
        Some(best) if offered.is_empty() => Err(too_long(best)),
        _ => Ok((time_ms, (offered.len() < ALL.len()).then_some(offered))),
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
