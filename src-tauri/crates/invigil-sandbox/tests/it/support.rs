//! Guests from text, jobs, and what came of them.

use std::{sync::LazyLock, time::Duration};

use invigil_sandbox::{
    End, Execute, Guest, GuestFile, Job, Limits, Outcome,
    engine::{Backend, Engine, Loaded, WasmExecutor},
};

use crate::driver;

/// The processor's own code.
pub(crate) static NATIVE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Backend::Native).expect("an engine"));
/// The portable interpreter.
pub(crate) static PORTABLE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Backend::Portable).expect("an engine"));

/// A guest from the text format, run as JavaScript is: `run` gives the exit code.
pub(crate) fn guest(engine: &Engine, text: &str) -> Loaded {
    let wasm = wat::parse_str(text).expect("a module");
    let code = engine.compile(&wasm).expect("it compiles");
    engine.load(Guest::JavaScript, &code).expect("it loads")
}

/// A job of no source within generous limits.
pub(crate) fn job() -> Job {
    Job {
        guest: Guest::JavaScript,
        source: String::new(),
        args: Vec::new(),
        files: Vec::new(),
        stdin: Vec::new(),
        seed: 7,
        limits: Limits {
            fuel: 1_000_000_000,
            memory: 64 << 20,
            output: 1 << 20,
            wall: Duration::from_secs(60),
        },
    }
}

/// The outcome of one job on one guest.
pub(crate) fn run(loaded: Loaded, job: &Job) -> Outcome {
    let mut executor = WasmExecutor::new().expect("an executor");
    executor.add(loaded);
    executor.execute(job, &mut |_, _| {}).expect("an outcome")
}

/// What a script of host calls left behind.
pub(crate) struct Transcript {
    /// Each call's error number, in order.
    pub(crate) errnos: Vec<u32>,
    /// The guest's first 8 KiB afterwards.
    pub(crate) arena: Vec<u8>,
    /// What the script itself wrote.
    pub(crate) stdout: Vec<u8>,
    /// The whole outcome.
    pub(crate) outcome: Outcome,
}

impl Transcript {
    /// A number in the arena.
    pub(crate) fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.arena[at..at + 4].try_into().expect("4 bytes"))
    }

    /// A number in the arena.
    pub(crate) fn u64(&self, at: usize) -> u64 {
        u64::from_le_bytes(self.arena[at..at + 8].try_into().expect("8 bytes"))
    }
}

/// Host calls to make, one after another.
#[derive(Default)]
pub(crate) struct Script {
    records: Vec<u8>,
    calls: Vec<usize>,
}

impl Script {
    /// One host call.
    pub(crate) fn call(mut self, name: &str, arguments: &[u64]) -> Self {
        self.calls.push(self.records.len() / driver::RECORD);
        self.records.extend(driver::record(name, arguments));
        self
    }

    /// Bytes for the arena.
    pub(crate) fn poke(mut self, at: u64, bytes: &[u8]) -> Self {
        for (index, chunk) in bytes.chunks(8).enumerate() {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            let at = at + 8 * index as u64;
            let word = u64::from_le_bytes(word);
            self.records
                .extend(driver::record(driver::POKE, &[at, word]));
        }
        self
    }

    /// Pieces of a scattered read or write: address and length of each.
    pub(crate) fn pieces(self, at: u64, pieces: &[(u32, u32)]) -> Self {
        let bytes: Vec<u8> = pieces
            .iter()
            .flat_map(|(at, length)| [at.to_le_bytes(), length.to_le_bytes()].concat())
            .collect();
        self.poke(at, &bytes)
    }

    /// The script as standard input; `more` is left for it to read.
    pub(crate) fn stdin(&self, more: &[u8]) -> Vec<u8> {
        let mut stdin = self.records.clone();
        // The guest takes this much in its first read, whatever the script's length.
        let rest = driver::RECORDS * driver::RECORD - stdin.len();
        if !more.is_empty() {
            let nothing = driver::record(driver::POKE, &[8184, 0]);
            stdin.extend(nothing.iter().cycle().take(rest));
            stdin.extend(more);
        }
        stdin
    }

    /// Runs it in a box with a file or two.
    pub(crate) fn run(self) -> Transcript {
        self.run_with(b"", |_| {})
    }

    /// Runs it with `more` standard input, on a job that `change` has changed.
    pub(crate) fn run_with(self, more: &[u8], change: impl FnOnce(&mut Job)) -> Transcript {
        static DRIVER: LazyLock<Loaded> = LazyLock::new(|| guest(&NATIVE, &driver::module()));
        let mut job = job();
        job.source = "source".to_owned();
        job.stdin = self.stdin(more);
        job.files = vec![
            GuestFile {
                path: "data/a.txt".to_owned(),
                bytes: b"0123456789".to_vec(),
            },
            GuestFile {
                path: "b.txt".to_owned(),
                bytes: b"b".to_vec(),
            },
        ];
        change(&mut job);
        let outcome = run(DRIVER.clone(), &job);
        assert_eq!(outcome.end, End::Exit(0));
        let tail = driver::RECORDS * 4 + driver::ARENA;
        let (stdout, tail) = outcome.stdout.split_at(outcome.stdout.len() - tail);
        let (results, arena) = tail.split_at(driver::RECORDS * 4);
        let (results, _) = results.as_chunks::<4>();
        Transcript {
            errnos: self
                .calls
                .iter()
                .map(|call| u32::from_le_bytes(results[*call]))
                .collect(),
            arena: arena.to_vec(),
            stdout: stdout.to_vec(),
            outcome: outcome.clone(),
        }
    }
}
