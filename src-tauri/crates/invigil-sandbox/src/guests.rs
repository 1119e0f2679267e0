//! What the worker process runs: each guest by its executor.

use crate::{Execute, Fault, Guest, Job, Outcome, Stream, engine::WasmExecutor, sql::Sql};

/// Why Java does not run where nobody said in which folder.
pub(crate) const NO_PLACE: &str = "no place was given where it compiles";

/// All guests of the worker process, behind one [`Execute`].
#[derive(Default)]
pub struct Guests {
    sql: Sql,
    wasm: Option<WasmExecutor>,
}

impl Guests {
    /// SQL, and the interpreters of this executor.
    pub(crate) fn with_wasm(wasm: WasmExecutor) -> Self {
        Self {
            sql: Sql::default(),
            wasm: Some(wasm),
        }
    }
}

impl Execute for Guests {
    fn execute(
        &mut self,
        job: &Job,
        sink: &mut dyn FnMut(Stream, &[u8]),
    ) -> Result<Outcome, Fault> {
        let absent = |reason: &str| {
            Err(Fault::Unavailable {
                guest: job.guest,
                reason: reason.to_owned(),
            })
        };
        match (job.guest, &mut self.wasm) {
            (Guest::Sql, _) => self.sql.execute(job, sink),
            (Guest::Java, _) => absent(NO_PLACE),
            (_, Some(wasm)) => wasm.execute(job, sink),
            (_, None) => absent("its module is not loaded"),
        }
    }
}
