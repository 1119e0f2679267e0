//! The runner's tests: pure logic against a small executor of scripted outcomes.

mod checkers;
mod explained;
mod judging;
mod limits;
mod packages;
mod promises;
mod proving;
mod real;
mod refusals;
mod replaying;
mod scoring;
mod support;
mod typescript;
