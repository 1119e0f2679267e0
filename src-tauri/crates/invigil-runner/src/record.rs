//! What is written down of a run, so that it can be run again and compared.

use invigil_crypto::digest::{Digest, hex, sha256, sha256_parts};
use invigil_model::Language;
use invigil_sandbox::{End, Limits, Outcome};
use serde::{Deserialize, Serialize};

/// One run: what went in, what may be used, what came out. The same job on the same engine gives
/// the same record, Java's fuel and memory aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunRecord {
    /// The engine's id.
    pub engine: String,
    /// The language of the source.
    pub language: Language,
    /// SHA-256 of the source as it was written, lower-case hex.
    pub code_sha256: String,
    /// SHA-256 of standard input, lower-case hex.
    pub input_sha256: String,
    /// Seed of the guest's random numbers.
    pub seed: u64,
    /// Limits it ran under.
    pub fuel_limit: u64,
    /// Bytes of memory allowed.
    pub memory_limit: u64,
    /// Bytes of output allowed.
    pub output_limit: u64,
    /// How it ended: `exit 0`, `out-of-fuel`, `out-of-memory`, `output-limit`, `trap`,
    /// `compile-error`.
    pub end: String,
    /// Fuel used.
    pub fuel: u64,
    /// The most memory it had, in bytes.
    pub peak_memory: u64,
    /// SHA-256 of standard output, lower-case hex.
    pub stdout_sha256: String,
    /// SHA-256 of standard error, lower-case hex.
    pub stderr_sha256: String,
}

/// What a job was made of, before it ran.
pub(crate) struct Given<'a> {
    pub(crate) engine: &'a str,
    pub(crate) language: Language,
    pub(crate) source: &'a str,
    pub(crate) input: &'a [u8],
    pub(crate) seed: u64,
    pub(crate) limits: Limits,
}

impl RunRecord {
    pub(crate) fn new(given: &Given<'_>, outcome: &Outcome) -> Self {
        Self {
            engine: given.engine.to_owned(),
            language: given.language,
            code_sha256: hex(&sha256(given.source.as_bytes())),
            input_sha256: hex(&sha256(given.input)),
            seed: given.seed,
            fuel_limit: given.limits.fuel,
            memory_limit: given.limits.memory,
            output_limit: given.limits.output,
            end: end_name(&outcome.end),
            fuel: outcome.fuel,
            peak_memory: outcome.peak_memory,
            stdout_sha256: hex(&sha256(&outcome.stdout)),
            stderr_sha256: hex(&sha256(&outcome.stderr)),
        }
    }
}

/// An end in words that do not depend on an engine's messages.
pub(crate) fn end_name(end: &End) -> String {
    match end {
        End::Exit(code) => format!("exit {code}"),
        // Its time is over either way, working or waiting.
        End::OutOfFuel | End::Waited => "out-of-fuel".into(),
        End::OutOfMemory => "out-of-memory".into(),
        End::OutputLimit => "output-limit".into(),
        End::Trap(_) => "trap".into(),
        End::CompileError => "compile-error".into(),
    }
}

/// The seed of a run: the same for everybody who runs this test of this task of this package.
pub fn seed(package: &str, task: &str, test: &str) -> u64 {
    let length = |text: &str| (text.len() as u64).to_be_bytes();
    let digest: Digest = sha256_parts(&[
        b"invigil/run-seed/1",
        &length(package),
        package.as_bytes(),
        &length(task),
        task.as_bytes(),
        &length(test),
        test.as_bytes(),
    ]);
    digest
        .iter()
        .take(8)
        .fold(0, |seed, byte| seed << 8 | u64::from(*byte))
}
