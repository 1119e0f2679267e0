//! Figures with their floors, timed in the same process on the same bytes: `cargo xtask bench`,
//! or some of them by name: `commit`, `reopen`, `one`, `steady`, `worst`, `many`, `runner`,
//! and of `runner` the `loops` alone.
//!
//! A floor is the work that nothing can leave out (the disk's own sync; hashing, inflating,
//! decrypting and checking signatures), done with the same primitives. Deliberately absent:
//! pass and fail; BENCHMARKS.md compares the ratios with their targets.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads clocks and files, and prints"
)]

mod commit;
mod reopen;
mod runner;
mod sittings;
mod verify;

use std::{process::ExitCode, time::Duration};

use sittings::Typist;

fn main() -> ExitCode {
    // The runner's worker process is this program again.
    let worker = invigil_sandbox::worker::serve_if_asked(std::env::args_os());
    worker.unwrap_or_else(|| {
        figures();
        ExitCode::SUCCESS
    })
}

fn figures() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let small = arguments.iter().any(|a| a == "--test");
    let names: Vec<&String> = arguments.iter().filter(|a| !a.starts_with('-')).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|n| *n == name);
    println!("{}", machine());
    if wanted("commit") {
        commit::run(if small { 20 } else { 2_000 });
    }
    if wanted("runner") {
        runner::run(small);
    } else if wanted("loops") {
        runner::loops(small);
    }
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let folder = folder.expect("a folder for the sittings");
    if wanted("reopen") {
        reopen::run(&folder.path().join("reopen"), if small { 2 } else { 50 });
    }
    for (name, typist) in [
        ("one", Typist::Person),
        ("steady", Typist::Steady),
        ("worst", Typist::AllOverThePlace),
    ] {
        if wanted(name) {
            let made = sittings::make(&folder.path().join(name), 1, typist);
            verify::one(name, &made, if small { 3 } else { 400 });
        }
    }
    if wanted("many") {
        let count = if small { 1 } else { 8 };
        let made = sittings::make(&folder.path().join("many"), count, Typist::Person);
        verify::many(&made, if small { 20 } else { 10_000 });
    }
}

/// What the figures were made on.
fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu.lines().find_map(|l| l.strip_prefix("model name"));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!(
        "CPU{}, {cores} cores; load before {}",
        cpu.unwrap_or(": unknown"),
        load.split(' ').next().unwrap_or_default()
    )
}

/// The `p`-th percentile.
fn percentile(times: &mut [Duration], p: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() - 1) * p / 100]
}

/// Prints a work's times beside its floor's.
fn compare(what: &str, work: &mut [Duration], floor: &mut [Duration]) {
    let n = work.len();
    let [w50, w99] = [50, 99].map(|p| percentile(work, p).as_secs_f64() * 1e3);
    let [f50, f99] = [50, 99].map(|p| percentile(floor, p).as_secs_f64() * 1e3);
    println!(
        "{what}: n {n}; p50 {w50:.3} ms, p99 {w99:.3} ms; floor p50 {f50:.3} ms, p99 {f99:.3} ms; \
         ratio p50 {:.2}, p99 {:.2}",
        w50 / f50,
        w99 / f99
    );
}
