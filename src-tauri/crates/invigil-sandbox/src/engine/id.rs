//! What a result was computed with.

use std::fmt;

use invigil_crypto::digest;

use super::{
    config::{SETTINGS, WASMTIME},
    guests::{RUBY_FLUSH, RUBY_RUN},
};
use crate::sql;

/// Names everything that decides a run's bits: modules, engine, database, settings, and what
/// rewrites a program before it gets here. Two machines with the same id give the same outcome for
/// the same program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EngineId([u8; 32]);

impl EngineId {
    /// The id of these modules (SHA-256 of each, in any order) on this engine, beside this
    /// version of SQLite. `rewriting` names what programs went through before they became jobs,
    /// with its version.
    pub fn new(modules: impl IntoIterator<Item = [u8; 32]>, sqlite: &str, rewriting: &str) -> Self {
        let mut modules: Vec<String> = modules.into_iter().map(|sha| digest::hex(&sha)).collect();
        modules.sort();
        let modules = modules.join(",");
        let ruby = digest::hex(&digest::sha256([RUBY_RUN, RUBY_FLUSH].concat().as_bytes()));
        let rules = sql::RULES;
        let text = format!(
            "wasmtime {WASMTIME}; sqlite {sqlite}, {rules}; {rewriting}; {SETTINGS}; ruby {ruby}; \
             modules {modules}"
        );
        Self(digest::sha256(text.as_bytes()))
    }
}

impl fmt::Display for EngineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&digest::hex(&self.0))
    }
}
