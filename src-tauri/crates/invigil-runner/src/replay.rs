//! Runs a logged run again and names the first difference.
//!
//! On the engine that the record names, every bit must be the same. On another engine, and for
//! Java on any, how it ended and what it printed must be; fuel is shown. A run that one engine
//! stopped at a limit and the other did not says nothing about anybody: not comparable.

use invigil_crypto::digest::{hex, sha256};
use invigil_sandbox::{Execute, Limits};
use serde::{Deserialize, Serialize};

use crate::{
    Budget, Program, Reason, RunRecord, RunnerError, Test, fuel_per_ms,
    language::{guest, is_repeatable},
    record::Given,
    run::execute_given,
};

/// What a second run says about the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "code",
    rename_all = "kebab-case",
    rename_all_fields = "snake_case"
)]
pub enum Replay {
    /// The same, as far as it can be compared.
    Identical {
        /// How far that is.
        scope: Scope,
        /// Fuel of the logged run.
        fuel_logged: u64,
        /// Fuel of the second run.
        fuel_now: u64,
    },
    /// Something is not the same.
    FirstDifference {
        /// What.
        field: Field,
        /// As it is logged.
        logged: String,
        /// As it is in the second run.
        now: String,
    },
    /// Nothing can be said.
    NotComparable {
        /// Why.
        why: NotComparable,
    },
}

impl Replay {
    /// A run that cannot be run again here.
    pub fn unavailable(why: String) -> Self {
        Self::NotComparable {
            why: NotComparable::NoOutcome {
                reason: Reason::Unavailable { message: why },
            },
        }
    }

    /// The sentence of the command line.
    pub fn english(&self) -> String {
        match self {
            Self::Identical { scope, .. } => match scope {
                Scope::EveryBit => "identical, every bit".into(),
                Scope::EndAndOutput => "the same end and output".into(),
                Scope::End => "the same end, at a limit".into(),
            },
            Self::FirstDifference { field, logged, now } => {
                format!("{} was {logged}, is {now}", field.english())
            }
            Self::NotComparable { why } => match why {
                NotComparable::AtALimit { logged, now } => {
                    format!("not comparable: {logged} there, {now} here, at a limit")
                }
                NotComparable::NoOutcome { reason } => {
                    format!("not run again: {}", reason.english())
                }
            },
        }
    }
}

impl Field {
    fn english(self) -> &'static str {
        match self {
            Self::Code => "the code",
            Self::Input => "the input",
            Self::End => "how it ended",
            Self::Stdout => "standard output",
            Self::Stderr => "standard error",
            Self::Fuel => "the time in fuel",
            Self::PeakMemory => "the memory",
        }
    }
}

/// How far two runs were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// End, output, errors, fuel and memory, on the same engine.
    EveryBit,
    /// End and standard output: another engine, or Java.
    EndAndOutput,
    /// The end alone: both ran into a limit, where output stops at another place.
    End,
}

/// A field of a run's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The source that was handed in is not the one that was logged.
    Code,
    /// The input is not the one that was logged.
    Input,
    /// How the run ended.
    End,
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// Fuel.
    Fuel,
    /// Memory.
    PeakMemory,
}

/// Why nothing can be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "code",
    rename_all = "kebab-case",
    rename_all_fields = "snake_case"
)]
pub enum NotComparable {
    /// One engine stopped it at a limit, the other did not.
    AtALimit {
        /// How the logged run ended.
        logged: String,
        /// How the second run ended.
        now: String,
    },
    /// The second run has no outcome.
    NoOutcome {
        /// Why.
        reason: Reason,
    },
}

/// Runs a logged run again, under the limits and seed of its record. `engine` is the id of what
/// `execute` runs on; `test` gives input, arguments and files as they were.
///
/// Errors: [`RunnerError::Cancelled`].
pub fn replay(
    execute: &mut dyn Execute,
    engine: &str,
    record: &RunRecord,
    program: &Program,
    test: &Test,
) -> Result<Replay, RunnerError> {
    let code = hex(&sha256(program.source().as_bytes()));
    let input = hex(&sha256(&test.input));
    let given = [
        (Field::Code, &record.code_sha256, &code),
        (Field::Input, &record.input_sha256, &input),
    ];
    if let Some(found) = first_difference(given) {
        return Ok(found);
    }
    let given = Given {
        engine,
        language: record.language,
        source: program.source(),
        input: &test.input,
        seed: record.seed,
        limits: limits(record),
    };
    Ok(match execute_given(execute, &given, test, &mut |_| {})? {
        Ok(outcome) => compare(record, &RunRecord::new(&given, &outcome)),
        Err(reason) => Replay::NotComparable {
            why: NotComparable::NoOutcome { reason },
        },
    })
}

fn compare(logged: &RunRecord, now: &RunRecord) -> Replay {
    let scope = scope(logged, now);
    let at_a_limit = is_limit(&logged.end) || is_limit(&now.end);
    if scope != Scope::EveryBit && at_a_limit && logged.end != now.end {
        return Replay::NotComparable {
            why: NotComparable::AtALimit {
                logged: logged.end.clone(),
                now: now.end.clone(),
            },
        };
    }
    let (fuel, fuel_now) = (logged.fuel.to_string(), now.fuel.to_string());
    let (memory, memory_now) = (logged.peak_memory.to_string(), now.peak_memory.to_string());
    let fields = [
        (Field::End, &logged.end, &now.end),
        (Field::Stdout, &logged.stdout_sha256, &now.stdout_sha256),
        (Field::Stderr, &logged.stderr_sha256, &now.stderr_sha256),
        (Field::Fuel, &fuel, &fuel_now),
        (Field::PeakMemory, &memory, &memory_now),
    ];
    let compared = match scope {
        Scope::EveryBit => 5,
        Scope::EndAndOutput => 2,
        Scope::End => 1,
    };
    first_difference(fields.into_iter().take(compared)).unwrap_or(Replay::Identical {
        scope,
        fuel_logged: logged.fuel,
        fuel_now: now.fuel,
    })
}

fn scope(logged: &RunRecord, now: &RunRecord) -> Scope {
    if logged.engine == now.engine && is_repeatable(logged.language) {
        Scope::EveryBit
    } else if is_limit(&logged.end) {
        Scope::End
    } else {
        Scope::EndAndOutput
    }
}

fn is_limit(end: &str) -> bool {
    matches!(end, "out-of-fuel" | "out-of-memory" | "output-limit")
}

fn first_difference<'a>(
    fields: impl IntoIterator<Item = (Field, &'a String, &'a String)>,
) -> Option<Replay> {
    let (field, logged, now) = fields.into_iter().find(|(_, logged, now)| logged != now)?;
    Some(Replay::FirstDifference {
        field,
        logged: logged.clone(),
        now: now.clone(),
    })
}

fn limits(record: &RunRecord) -> Limits {
    let ms = record.fuel_limit / fuel_per_ms(guest(record.language));
    let budget = Budget {
        fuel: record.fuel_limit,
        memory: record.memory_limit,
        output: record.output_limit,
        time_ms: u32::try_from(ms).unwrap_or(u32::MAX),
    };
    budget.limits()
}
