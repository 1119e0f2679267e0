//! The worker of the tests: a true one, which also takes jobs that try to break out.
//!
//! A SQL job whose source begins with `probe ` does what follows instead.

#![expect(
    clippy::disallowed_methods,
    reason = "the probe tries what a worker must not be able to do"
)]

mod attempts;

use std::{io::Write, process::ExitCode, time::Duration};

use invigil_sandbox::{
    End, Execute, Fault, Guest, JavaPlaces, Job, Limits, Outcome, Stream, Worker, WorkerProgram,
    worker::{Guests, serve},
};

use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    match args.next().as_ref().and_then(|a| a.to_str()) {
        Some("probe") => serve(args, |guests| Probe { guests }),
        Some("babble") => babble(&args.next().unwrap_or_default().to_string_lossy()),
        Some("no-landlock") => without(libc::SYS_landlock_create_ruleset),
        Some("no-seccomp") => without(libc::SYS_seccomp),
        Some("app") => app(&args.next().unwrap_or_default().to_string_lossy()),
        _ => invigil_sandbox::worker::serve_if_asked(std::env::args_os())
            .unwrap_or(ExitCode::FAILURE),
    }
}

/// A worker on a kernel that lacks a system call.
fn without(call: i64) -> ExitCode {
    let lacking = SeccompFilter::new(
        [(call, Vec::new())].into(),
        SeccompAction::Allow,
        SeccompAction::Errno(libc::ENOSYS.unsigned_abs()),
        TargetArch::x86_64,
    );
    let filter: BpfProgram = match lacking.and_then(SeccompFilter::try_into) {
        Ok(filter) => filter,
        Err(_) => return ExitCode::FAILURE,
    };
    match seccompiler::apply_filter(&filter) {
        Ok(()) => serve([], |guests| guests),
        Err(_) => ExitCode::FAILURE,
    }
}

/// An app: starts a program that says its number and does not end by itself.
fn app(scratch: &str) -> ExitCode {
    let Ok(path) = std::env::current_exe() else {
        return ExitCode::FAILURE;
    };
    let program = WorkerProgram {
        path,
        args: vec!["probe".into()],
    };
    let places = JavaPlaces::on_this_machine(None, scratch.into());
    let mut worker = Worker::new(program).with_java(places);
    let (guest, source) = match scratch {
        "" => (Guest::Sql, "probe spin"),
        _ => (Guest::Java, SPIN),
    };
    let job = Job {
        guest,
        source: source.to_owned(),
        args: Vec::new(),
        files: Vec::new(),
        stdin: Vec::new(),
        seed: 0,
        limits: Limits {
            fuel: 100_000_000,
            memory: 64 << 20,
            output: 1000,
            wall: Duration::from_secs(100),
        },
    };
    let ended = worker.execute(&job, &mut |_, bytes| {
        let mut stdout = std::io::stdout();
        // Without anybody to tell it goes on until it is killed.
        let _ = stdout.write_all(bytes).and_then(|()| stdout.flush());
    });
    ExitCode::from(u8::from(ended.is_err()))
}

/// Says its number and does not end.
const SPIN: &str = "public class Main { public static void main(String[] args) { \
    System.out.println(ProcessHandle.current().pid()); while (true); } }";

/// A worker that was taken over: says any bytes, then nothing until it is killed.
fn babble(hex: &str) -> ExitCode {
    let bytes: Vec<u8> = (0..hex.len() / 2)
        .filter_map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).ok())
        .collect();
    let mut stdout = std::io::stdout();
    let told = stdout.write_all(&bytes).and_then(|()| stdout.flush());
    if told.is_ok() && hex.ends_with('-') {
        std::thread::park();
    }
    ExitCode::SUCCESS
}

struct Probe {
    guests: Guests,
}

impl Execute for Probe {
    fn execute(
        &mut self,
        job: &Job,
        sink: &mut dyn FnMut(Stream, &[u8]),
    ) -> Result<Outcome, Fault> {
        let Some(what) = job.source.strip_prefix("probe ") else {
            return self.guests.execute(job, sink);
        };
        let said = match what {
            "abort" => std::process::abort(),
            "panic" => panic!("on purpose"),
            "spin" => {
                let own = format!("{}\n", std::process::id());
                sink(Stream::Out, own.as_bytes());
                loop {
                    std::hint::spin_loop();
                }
            }
            "flood" => loop {
                sink(Stream::Out, &[b'a'; 4096]);
            },
            _ => attempts::attempt(what, &job.args),
        };
        sink(Stream::Out, said.as_bytes());
        Ok(Outcome {
            end: End::Exit(0),
            fuel: 0,
            peak_memory: 0,
            stdout: said.into_bytes(),
            stderr: Vec::new(),
            refused: Vec::new(),
        })
    }
}
