//! The command line as a person and a script meet it: streams, exit codes, files.
#![expect(clippy::disallowed_methods, reason = "tests touch files")]

mod cut_off;
mod issue;
mod java;
mod journey;
mod json;
mod moments;
mod other;
mod permissions;
mod problem;
mod prompt;
mod replay;
mod revoke;
mod take;
mod tools;
mod trust;
mod verify;
