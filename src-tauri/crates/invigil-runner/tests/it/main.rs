//! The runner's tests: pure logic against a small executor of scripted outcomes.

mod checkers;
mod explained;
mod judging;
mod replaying;
mod support;
