//! The worker as a program of its own, beside a program that is slow to start.

use std::process::ExitCode;

fn main() -> ExitCode {
    invigil_sandbox::worker::serve_if_asked(std::env::args_os()).unwrap_or(ExitCode::FAILURE)
}
