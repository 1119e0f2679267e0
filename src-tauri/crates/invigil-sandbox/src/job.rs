//! What runs, within which limits, and how it ended.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What runs a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Guest {
    /// CPython, a WebAssembly module.
    Python,
    /// CRuby, a WebAssembly module.
    Ruby,
    /// QuickJS-ng, a WebAssembly module.
    JavaScript,
    /// The bundled SQLite; the source is SQL, the input a script that makes the database.
    Sql,
    /// A JDK in an OS jail; not repeatable bit for bit.
    Java,
}

/// A read-only file that the program finds under `/box`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestFile {
    /// Relative path, at most 120 bytes, no `..`.
    pub path: String,
    /// Contents.
    pub bytes: Vec<u8>,
}

/// What a run may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Time, in the guest's own repeatable unit: WebAssembly fuel, SQLite opcodes; for Java
    /// microseconds of processor time.
    pub fuel: u64,
    /// Bytes of memory.
    pub memory: u64,
    /// Bytes of standard output and standard error together.
    pub output: u64,
    /// The safety net by the wall clock: a [`Fault::WallClock`], never a verdict on the program,
    /// unless it is seen to have waited all that time ([`End::Waited`]).
    pub wall: Duration,
}

/// One run of one program on one input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// What runs it.
    pub guest: Guest,
    /// The program, at most 256 KiB.
    pub source: String,
    /// Arguments after the program's name.
    pub args: Vec<String>,
    /// Further files, read-only.
    pub files: Vec<GuestFile>,
    /// Standard input.
    pub stdin: Vec<u8>,
    /// What the guest's random numbers and hash seeds come from.
    pub seed: u64,
    /// What it may use.
    pub limits: Limits,
}

/// Where a piece of output went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// How the program ended. Every end has its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// It ended by itself with this code.
    Exit(i32),
    /// The fuel was used up.
    OutOfFuel,
    /// It asked for more memory than it may have, and ended for that reason.
    OutOfMemory,
    /// It wrote more than it may.
    OutputLimit,
    /// The guest itself gave up: the reason, in the engine's words (`stack overflow`, say).
    Trap(String),
    /// The source does not compile; the compiler's words are in `stderr`.
    CompileError,
    /// It did nothing but wait until [`Limits::wall`] was over: asleep, or locked. Java alone can:
    /// elsewhere the clock moves with the work.
    Waited,
}

/// What a run left behind. Bit for bit the same for the same job and engine id, Java aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// How it ended.
    pub end: End,
    /// Used of [`Limits::fuel`].
    pub fuel: u64,
    /// The most memory it had, in bytes.
    pub peak_memory: u64,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
    /// What it asked for and was refused (paths, sockets, processes), at most 100, for the reason
    /// beside a verdict.
    pub refused: Vec<String>,
}

/// Why there is no outcome: never the program's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Fault {
    /// Whoever asked for the run took it back.
    #[error("the run was cancelled")]
    Cancelled,
    /// The safety net by the wall clock.
    #[error("the run took longer than {0:?} by the wall clock")]
    WallClock(Duration),
    /// The worker process ended in the middle.
    #[error("the worker ended in the middle of the run: {0}")]
    Crashed(String),
    /// This machine cannot run that guest.
    #[error("{guest:?} cannot run here: {reason}")]
    Unavailable {
        /// Which.
        guest: Guest,
        /// Why, in a person's words.
        reason: String,
    },
    /// The job breaks a cap of its own.
    #[error("the job is not well formed: {0}")]
    Malformed(String),
    /// The input is none that the guest can work on: SQL that makes no database. Whose fault that
    /// is depends on whose input it is.
    #[error("the input makes no database: {0}")]
    Input(String),
}

/// Something that runs jobs, one after another.
pub trait Execute {
    /// Runs one job. `sink` gets output as it comes; the outcome holds all of it again.
    fn execute(&mut self, job: &Job, sink: &mut dyn FnMut(Stream, &[u8]))
    -> Result<Outcome, Fault>;
}
