//! What a candidate's laptop never holds: keys, rationales and hidden tests. Their texts are
//! looked for in everything that reaches a laptop, by a scanner that is shown to find them.
#![expect(clippy::disallowed_methods, reason = "tests read files and memory")]

mod bank;
mod files;
mod memory;
mod scanner;
mod unpack;
