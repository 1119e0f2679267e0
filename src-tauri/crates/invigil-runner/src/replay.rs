//! Runs a logged run again and names the first difference.
//!
//! On the engine that the record names, every bit must be the same. On another engine, and for
//! Java on any, how it ended, its verdict and what it printed must be; fuel is shown. A run that one engine
//! stopped at a limit and the other did not says nothing about anybody: not comparable.

use invigil_crypto::digest::{hex, sha256};
use invigil_sandbox::Execute;
use serde::{Deserialize, Serialize};

use crate::{
    Context, Problem, Program, Reason, RunRecord, RunnerError, Test, Verdict,
    language::is_repeatable, run::Trial,
};

/// A run as it was logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedRun {
    /// What went in and what came out.
    pub record: RunRecord,
    /// What was made of it; accepted for an input of the candidate's own that simply ended.
    pub verdict: Verdict,
    /// The input was the candidate's own: nothing is compared with it.
    pub own_input: bool,
}

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
                Scope::EndAndOutput => "the same end, verdict and output".into(),
                Scope::End => "the same end and verdict, at a limit".into(),
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
            Self::Verdict => "the verdict",
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
    /// End, verdict, output, errors, fuel and memory, on the same engine.
    EveryBit,
    /// End, verdict and standard output: another engine, or Java.
    EndAndOutput,
    /// End and verdict alone: both ran into a limit, where output stops at another place.
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
    /// What was made of it.
    Verdict,
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

/// Runs a logged run again, as `problem` has it. The engine of `context` is what `execute` runs
/// on; `test` gives input, arguments and files as they were.
///
/// Errors: [`RunnerError::Cancelled`].
pub fn replay(
    execute: &mut dyn Execute,
    context: Context<'_>,
    problem: &Problem,
    logged: &LoggedRun,
    program: &Program,
    test: &Test,
) -> Result<Replay, RunnerError> {
    let code = hex(&sha256(program.source().as_bytes()));
    let input = hex(&sha256(&test.input));
    let given = [
        (Field::Code, &logged.record.code_sha256[..], &code[..]),
        (Field::Input, &logged.record.input_sha256, &input),
    ];
    if let Some(found) = first_difference(given) {
        return Ok(found);
    }
    let trial = Trial {
        context,
        problem,
        program,
    };
    let tried = if logged.own_input {
        trial.run_unjudged(execute, test, &mut |_| {})?
    } else {
        trial.run(execute, test, &mut |_| {})?
    };
    let report = tried.report;
    Ok(match report.record {
        Some(now) if report.verdict != Verdict::JudgeError => compare(logged, &now, report.verdict),
        _ => Replay::NotComparable {
            why: NotComparable::NoOutcome {
                reason: report.reason,
            },
        },
    })
}

fn compare(
    LoggedRun {
        record, verdict, ..
    }: &LoggedRun,
    now: &RunRecord,
    as_now: Verdict,
) -> Replay {
    let scope = scope(record, now);
    let at_a_limit = is_limit(&record.end) || is_limit(&now.end);
    if scope != Scope::EveryBit && at_a_limit && record.end != now.end {
        return Replay::NotComparable {
            why: NotComparable::AtALimit {
                logged: record.end.clone(),
                now: now.end.clone(),
            },
        };
    }
    let (fuel, fuel_now) = (record.fuel.to_string(), now.fuel.to_string());
    let (memory, memory_now) = (record.peak_memory.to_string(), now.peak_memory.to_string());
    let fields = [
        (Field::End, &record.end[..], &now.end[..]),
        (Field::Stdout, &record.stdout_sha256, &now.stdout_sha256),
        (Field::Verdict, verdict.as_str(), as_now.as_str()),
        (Field::Stderr, &record.stderr_sha256, &now.stderr_sha256),
        (Field::Fuel, &fuel, &fuel_now),
        (Field::PeakMemory, &memory, &memory_now),
    ];
    let is_compared = |field: Field| match scope {
        Scope::EveryBit => true,
        Scope::EndAndOutput => matches!(field, Field::End | Field::Stdout | Field::Verdict),
        Scope::End => matches!(field, Field::End | Field::Verdict),
    };
    let compared = fields.into_iter().filter(|(field, ..)| is_compared(*field));
    first_difference(compared).unwrap_or(Replay::Identical {
        scope,
        fuel_logged: record.fuel,
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
    fields: impl IntoIterator<Item = (Field, &'a str, &'a str)>,
) -> Option<Replay> {
    let (field, logged, now) = fields.into_iter().find(|(_, logged, now)| logged != now)?;
    Some(Replay::FirstDifference {
        field,
        logged: logged.to_owned(),
        now: now.to_owned(),
    })
}
