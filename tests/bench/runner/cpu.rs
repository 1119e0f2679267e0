//! Five loops in each language in turn with its native interpreter: integer arithmetic, calls,
//! words in a table, sorting; and products that leave the small integers of a 32-bit interpreter,
//! which stand by themselves. Both sides without their start: the time of an empty program is taken
//! off.
//!
//! The fuel that stands for a native millisecond (`fuel_per_ms`) is measured here too.

use std::{
    io::Write,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use invigil_runner::{Runtimes, fuel_per_ms};
use invigil_sandbox::Guest;

use super::{job, ms, timed};
use crate::percentile;

/// What each loop is called and how often it goes round: some 0.3 s natively.
const LOOPS: [(&str, u32); 5] = [
    ("arithmetic", 1_500_000),
    ("calls", 30),
    ("words", 600_000),
    ("sorting", 100_000),
    (LARGE, 1_000_000),
];
/// Not in the sum that is compared with the target.
const LARGE: &str = "large";

/// A language with its native interpreter.
struct Rival {
    guest: Guest,
    /// The first that is there; Python of the guest's own version before another.
    programs: &'static [&'static str],
    arguments: &'static [&'static str],
    source: &'static str,
    target: f64,
}

const RIVALS: [Rival; 3] = [
    Rival {
        guest: Guest::Python,
        programs: &["/usr/bin/python3.11", "python3"],
        arguments: &["-B"],
        source: include_str!("../loops/loop.py"),
        target: 3.5,
    },
    Rival {
        guest: Guest::Ruby,
        programs: &["ruby"],
        arguments: &[],
        source: include_str!("../loops/loop.rb"),
        target: 5.0,
    },
    Rival {
        guest: Guest::JavaScript,
        programs: &["node"],
        arguments: &["--jitless", "--no-warnings"],
        source: include_str!("../loops/loop.js"),
        target: 2.5,
    },
];

impl Rival {
    fn native(&self) -> Command {
        let there = |name: &&&str| Command::new(name).arg("--version").output().is_ok();
        let program = self.programs.iter().find(there);
        let program = program.unwrap_or_else(|| panic!("{:?} is not installed", self.programs));
        let mut command = Command::new(program);
        command.args(self.arguments).env("LANG", "C.UTF-8");
        command
    }

    fn version(&self) -> String {
        let output = self.native().arg("--version").output().expect("a version");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Runs `source` natively from a file, as a person would.
    fn natively(&self, file: &std::path::Path, stdin: &[u8]) -> (Vec<u8>, Duration) {
        let mut command = self.native();
        command.arg(file).stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let start = Instant::now();
        let mut child = command.spawn().expect("the native interpreter");
        // An empty program reads nothing and may be gone.
        let _ = child.stdin.take().expect("a pipe").write_all(stdin);
        let output = child.wait_with_output().expect("its end");
        let took = start.elapsed();
        assert!(output.status.success(), "{}", self.version());
        (output.stdout, took)
    }
}

/// Times of one loop.
#[derive(Default)]
struct Times {
    native: Vec<Duration>,
    here: Vec<Duration>,
    fuel: u64,
}

impl Times {
    /// The `p`-th percentile of both, natively and here, in milliseconds.
    fn at(&mut self, p: usize) -> [f64; 2] {
        [&mut self.native, &mut self.here].map(|times| ms(percentile(times, p)))
    }

    /// [`Times::at`] without what a start takes there.
    fn beyond(&mut self, starts: &mut Self, p: usize) -> [f64; 2] {
        let ([native, here], [native_start, start]) = (self.at(p), starts.at(p));
        [native - native_start, here - start]
    }
}

pub(super) fn run(runtimes: &mut Runtimes, rounds: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    for rival in &RIVALS {
        let file = folder.path().join("main");
        let empty = folder.path().join("empty");
        std::fs::write(&file, rival.source).expect("the program");
        std::fs::write(&empty, "").expect("an empty program");
        let mut starts = Times::default();
        let mut times = LOOPS.map(|_| Times::default());
        for _ in 0..rounds {
            starts.native.push(rival.natively(&empty, b"").1);
            let (_, took) = timed(runtimes.executor(), &job(rival.guest, "", b""));
            starts.here.push(took);
            for ((name, n), times) in LOOPS.iter().zip(&mut times) {
                let stdin = format!("{name} {n}\n");
                let (said, took) = rival.natively(&file, stdin.as_bytes());
                times.native.push(took);
                let job = job(rival.guest, rival.source, stdin.as_bytes());
                let (outcome, took) = timed(runtimes.executor(), &job);
                assert_eq!(outcome.stdout, said, "{:?}, {name}", rival.guest);
                times.here.push(took);
                times.fuel = outcome.fuel;
            }
        }
        report(rival, &mut starts, &mut times);
    }
}

/// Medians; and the shortest times, which somebody else's load on the machine moves least.
fn report(rival: &Rival, starts: &mut Times, times: &mut [Times; 5]) {
    let [native_start, start] = starts.at(50);
    println!(
        "{:?} beside {}: n {} of each loop, in turn; starts taken off: {start:.1} ms here, \
         {native_start:.1} ms natively",
        rival.guest,
        rival.version(),
        starts.here.len(),
    );
    let (mut all, mut shortest, mut fuel) = ([0.0; 2], [0.0; 2], 0);
    for ((name, _), times) in LOOPS.iter().zip(times) {
        let [native, here] = times.beyond(starts, 50);
        let least = times.beyond(starts, 0);
        let per_ms = |time: f64| times.fuel as f64 / time / 1e6;
        println!(
            "  {name}: p50 {here:.0} ms here, {native:.0} ms natively: {:.2}x, the shortest {:.2}x; \
             million fuel a ms: {:.1} here, {:.1} of a native one",
            here / native,
            least[1] / least[0],
            per_ms(here),
            per_ms(native)
        );
        if *name != LARGE {
            for n in 0..2 {
                all[n] += [native, here][n];
                shortest[n] += least[n];
            }
            fuel += times.fuel;
        }
    }
    println!(
        "  the first four: {:.2}x, the shortest {:.2}x (target <= {}x); {:.1} million fuel stand for a \
         native ms (fuel_per_ms: {:.1})",
        all[1] / all[0],
        shortest[1] / shortest[0],
        rival.target,
        fuel as f64 / all[0] / 1e6,
        fuel_per_ms(rival.guest) as f64 / 1e6
    );
}
