//! What the worker process runs: each guest by its executor.

use crate::{Execute, Fault, Guest, Job, Outcome, Stream, sql::Sql};

/// All guests of the worker process, behind one [`Execute`].
#[derive(Default)]
pub struct Guests {
    sql: Sql,
}

impl Execute for Guests {
    fn execute(
        &mut self,
        job: &Job,
        sink: &mut dyn FnMut(Stream, &[u8]),
    ) -> Result<Outcome, Fault> {
        match job.guest {
            Guest::Sql => self.sql.execute(job, sink),
            Guest::Java => Err(Fault::Unavailable {
                guest: job.guest,
                reason: "no place was given where it compiles".to_owned(),
            }),
            guest => Err(Fault::Unavailable {
                guest,
                reason: "its runtime is not part of this build".to_owned(),
            }),
        }
    }
}
