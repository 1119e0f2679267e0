//! `invigil-snapshot python|ruby|javascript IN.wasm OUT.wasm`: starts the interpreter in a module
//! and writes the module that begins there.
//!
//! For `cargo xtask runtimes`; never shipped.

use std::process::ExitCode;

use invigil_files::Access;
use invigil_sandbox::{Guest, engine::snapshot::snapshot};

/// Larger than any interpreter's module or library.
const CAP: u64 = 1 << 30;
/// Deep recursion in a start-up needs a stack of its own.
const STACK: usize = 64 << 20;

fn main() -> ExitCode {
    let run = std::thread::Builder::new().stack_size(STACK).spawn(run);
    match run.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        Ok(Ok(Err(why))) => fail(&why),
        Ok(Err(_)) => fail("it panicked"),
        Err(error) => fail(&error.to_string()),
    }
}

#[expect(clippy::print_stderr, reason = "a developer's tool")]
fn fail(why: &str) -> ExitCode {
    eprintln!("invigil-snapshot: {why}");
    ExitCode::FAILURE
}

fn run() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [guest, from, to] = arguments.as_slice() else {
        return Err("usage: python|ruby|javascript IN.wasm OUT.wasm".into());
    };
    let guest = match guest.as_str() {
        "python" => Guest::Python,
        "ruby" => Guest::Ruby,
        "javascript" => Guest::JavaScript,
        other => return Err(format!("no such guest: {other}")),
    };
    let module = snapshot(guest, &read(from)?).map_err(|error| error.to_string())?;
    invigil_files::write(to.as_ref(), &module, Access::Shared).map_err(|error| error.to_string())
}

fn read(path: &str) -> Result<Vec<u8>, String> {
    invigil_files::read(path.as_ref(), CAP).map_err(|error| error.to_string())
}
