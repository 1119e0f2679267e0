//! The runner's tests: pure logic against a small executor of scripted outcomes.

mod checkers;
mod explained;
mod judging;
mod packages;
mod proving;
mod real;
mod refusals;
mod replaying;
mod support;
mod typescript;
