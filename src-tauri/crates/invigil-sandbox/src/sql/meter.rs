//! Counts opcodes: exactly after each statement, coarsely in the middle of one.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use rusqlite::Connection;

/// Opcodes between two looks at a running statement.
const TICK: u64 = 1000;

/// The budget of a script.
pub(super) struct Meter {
    counts: Arc<Counts>,
    budget: u64,
}

#[derive(Default)]
struct Counts {
    /// Of statements that ended.
    spent: AtomicU64,
    /// Of the one that is running or being compiled, in whole ticks.
    running: AtomicU64,
}

impl Meter {
    /// Interrupts statements on this connection once more than `budget` opcodes are spent.
    pub(super) fn start(conn: &mut Connection, budget: u64) -> rusqlite::Result<Self> {
        let counts = Arc::new(Counts::default());
        let meter = Self {
            counts: counts.clone(),
            budget,
        };
        conn.progress_handler(
            TICK as i32,
            Some(move || {
                let running = counts.running.fetch_add(TICK, Relaxed) + TICK;
                counts.spent.load(Relaxed) + running > budget
            }),
        )?;
        Ok(meter)
    }

    /// Compiles something; what that took counts too.
    pub(super) fn prepare<T>(&self, compile: impl FnOnce() -> T) -> T {
        let compiled = compile();
        self.settle(0);
        compiled
    }

    /// A statement ended after so many opcodes. Statements that it ran inside (FTS5 does) are in
    /// the ticks alone. Whether the budget still holds.
    pub(super) fn settle(&self, steps: u64) -> bool {
        let ticks = self.counts.running.swap(0, Relaxed);
        let spent = self.counts.spent.fetch_add(steps.max(ticks), Relaxed) + steps.max(ticks);
        spent <= self.budget
    }

    /// Opcodes so far.
    pub(super) fn spent(&self) -> u64 {
        self.counts.spent.load(Relaxed)
    }
}
