//! The engine, seen from outside: hand-written guests, and the interpreters that ship.

mod code;
mod determinism;
mod driver;
mod guests;
mod hostile;
mod limits;
mod support;
mod wasi;
