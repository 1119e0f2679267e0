//! The languages that run programs: the committed modules, twenty programs each against the native
//! interpreter's output, programs that try to get out, and the one outcome of each job.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test runs programs, reads files and stops at the first surprise"
)]

use invigil_model::{CodingTask, Limits, Sample, TaskId};

mod cards;
mod depth;
mod escapes;
mod guests;
mod java;
mod leaving;
mod modules;
mod outcomes;
mod programs;
mod sorting;
mod ways;

/// A task without words: add up the numbers.
fn sum_task(memory_mib: u32, samples: Vec<Sample>) -> CodingTask {
    CodingTask {
        id: TaskId("sum".into()),
        title: "Sum".into(),
        seconds: 600,
        statement: String::new(),
        limits: Limits {
            time_ms: 1000,
            memory_mib,
            largest: String::new(),
        },
        samples,
        starters: [].into(),
    }
}
