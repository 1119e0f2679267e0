//! One run: a fresh instance, its fuel, its program, its end.

use std::sync::Arc;

use wasmtime::{Store, Trap};

use super::{Ready, guests, words};
use crate::{
    End, Fault, Job, Outcome,
    wasi::{Files, Halt, Host, HostParts, Sink},
};

/// What a cut-short guest may use to write out what it still holds.
const FLUSH_FUEL: u64 = 50_000_000;

/// Runs `job`, which is within its caps, on a guest that is ready.
pub(super) fn run(ready: &Ready, job: &Job, sink: Sink) -> Result<Outcome, Fault> {
    let unavailable = |error: &wasmtime::Error| Fault::Unavailable {
        guest: job.guest,
        reason: words(error),
    };
    let limit = job.limits.fuel;
    let mut store = Store::new(ready.start.module().engine(), host(ready, job, sink));
    store.limiter(|host| &mut host.memory);
    store.set_fuel(limit).map_err(|error| unavailable(&error))?;
    let instance = match ready.start.instantiate(&mut store) {
        Ok(instance) => instance,
        Err(_) if store.data().memory.refused => {
            return Ok(outcome(store.into_data(), End::OutOfMemory, 0));
        }
        Err(error) => return Err(unavailable(&error)),
    };
    // What instantiation cost depends on the platform; the program's fuel begins here.
    store.set_fuel(limit).map_err(|error| unavailable(&error))?;
    let result = guests::run(&mut store, &instance, ready.guest);
    let left = store.get_fuel().map_err(|error| unavailable(&error))?;
    let end = end(&result, store.data().memory.refused);
    if matches!(end, End::OutOfFuel | End::OutOfMemory | End::Trap(_)) && trapped(&result) {
        store
            .set_fuel(FLUSH_FUEL)
            .map_err(|error| unavailable(&error))?;
        // It may not succeed in the state it was stopped in; then its output stays as it is.
        let _ = guests::flush(&mut store, &instance, ready.guest);
    }
    Ok(outcome(store.into_data(), end, limit - left.min(limit)))
}

fn host(ready: &Ready, job: &Job, sink: Sink) -> Host {
    let program = guests::program(ready.guest);
    let mut files = Files::new();
    for file in &job.files {
        files.add(&format!("/box/{}", file.path), file.bytes.as_slice());
    }
    files.add(program, job.source.as_bytes());
    let list: Vec<u8> = job
        .args
        .iter()
        .flat_map(|arg| [arg.as_bytes(), b"\0"].concat())
        .collect();
    files.add(guests::ARGUMENTS, list);
    let args = std::iter::once(program.to_owned()).chain(job.args.iter().cloned());
    let mut host = Host::new(HostParts {
        args: args.collect(),
        environment: guests::environment(ready.guest),
        files,
        stdin: Arc::from(job.stdin.as_slice()),
        seed: job.seed,
        output_limit: job.limits.output,
        memory_limit: job.limits.memory,
        sink,
    });
    host.fuel_limit = job.limits.fuel;
    host
}

fn trapped(result: &wasmtime::Result<i32>) -> bool {
    matches!(result, Err(error) if error.downcast_ref::<Halt>().is_none())
}

/// How the guest ended. A guest that was refused memory and then failed, failed for that reason.
fn end(result: &wasmtime::Result<i32>, memory_refused: bool) -> End {
    let code = match result {
        Ok(code) => Ok(*code),
        Err(error) => match error.downcast_ref::<Halt>() {
            Some(Halt::Exit(code)) => Ok(*code),
            Some(Halt::OutputLimit) => return End::OutputLimit,
            None => Err(error),
        },
    };
    match code {
        Ok(guests::COMPILE_ERROR) => End::CompileError,
        Ok(code) if code != 0 && memory_refused => End::OutOfMemory,
        Ok(code) => End::Exit(code),
        Err(error) => match error.downcast_ref::<Trap>() {
            Some(Trap::OutOfFuel) => End::OutOfFuel,
            _ if memory_refused => End::OutOfMemory,
            Some(trap) => End::Trap(reason(*trap)),
            None => End::Trap(words(error)),
        },
    }
}

/// A trap in a person's words.
fn reason(trap: Trap) -> String {
    match trap {
        Trap::StackOverflow => "stack overflow".to_owned(),
        Trap::UnreachableCodeReached => "it stopped itself, as abort does".to_owned(),
        other => {
            let words = other.to_string();
            words.trim_start_matches("wasm trap: ").to_owned()
        }
    }
}

fn outcome(host: Host, end: End, fuel: u64) -> Outcome {
    Outcome {
        end,
        fuel,
        peak_memory: host.memory.peak,
        stdout: host.stdout,
        stderr: host.stderr,
        refused: host.refused,
    }
}
