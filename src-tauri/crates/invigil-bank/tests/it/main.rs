//! A small bank of our own, written afresh for each test, through lint, compile, search,
//! assembly and the binary.

mod assembly;
mod cli;
mod compiled;
mod fixture;
mod rules;
