//! Jobs and workers of the tests.

use std::{ffi::OsString, time::Duration};

use invigil_clock::{Clock, SystemClock};
use invigil_sandbox::{
    End, Execute, Fault, Guest, Job, Limits, Outcome, Worker, WorkerProgram,
    worker::WORKER_ARGUMENT,
};

/// The program of the tests with an argument.
pub(crate) fn program(args: &[&str]) -> WorkerProgram {
    WorkerProgram {
        path: env!("CARGO_BIN_EXE_invigil-sandbox-worker").into(),
        args: args.iter().map(OsString::from).collect(),
    }
}

/// A worker as the app has it.
pub(crate) fn worker() -> Worker {
    Worker::new(program(&[WORKER_ARGUMENT]))
}

/// A worker that also tries to break out.
pub(crate) fn probe() -> Worker {
    Worker::new(program(&["probe"]))
}

/// A job with generous limits.
pub(crate) fn job(guest: Guest, source: &str, stdin: &str) -> Job {
    Job {
        guest,
        source: source.to_owned(),
        args: Vec::new(),
        files: Vec::new(),
        stdin: stdin.as_bytes().to_vec(),
        seed: 1,
        limits: Limits {
            fuel: 100_000_000,
            memory: 64 << 20,
            output: 1 << 20,
            wall: Duration::from_secs(60),
        },
    }
}

/// Runs a job without looking at its output as it comes.
pub(crate) fn run(worker: &mut impl Execute, job: &Job) -> Result<Outcome, Fault> {
    worker.execute(job, &mut |_, _| {})
}

/// Runs a job that has an outcome: its end, standard output and standard error.
pub(crate) fn ends(worker: &mut impl Execute, job: &Job) -> (End, String, String) {
    let outcome = run(worker, job).expect("an outcome");
    (outcome.end, text(outcome.stdout), text(outcome.stderr))
}

pub(crate) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}

/// Milliseconds that an act took.
pub(crate) fn timed<T>(act: impl FnOnce() -> T) -> (T, u64) {
    let clock = SystemClock::new();
    let began = clock.read().mono_ms;
    let result = act();
    (result, clock.read().mono_ms - began)
}
