//! The sandbox as its callers see it: the engine, the worker, the jail.

mod code;
mod determinism;
mod driver;
mod guests;
mod hostile;
mod interpreters;
mod jail;
mod java;
mod java_escapes;
mod jobs;
mod lifecycle;
mod limits;
mod sql;
mod support;
mod wasi;
