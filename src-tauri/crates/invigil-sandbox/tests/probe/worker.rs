//! The worker of the tests: a true one, which also takes jobs that try to break out.
//!
//! A SQL job whose source begins with `probe ` does what follows instead.

#![expect(
    clippy::disallowed_methods,
    reason = "the probe tries what a worker must not be able to do"
)]

mod attempts;

use std::{io::Write, process::ExitCode};

use invigil_sandbox::{
    End, Execute, Fault, Job, Outcome, Stream,
    worker::{Guests, serve},
};

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    match args.next().as_deref() {
        Some("probe") => serve(Probe::default()),
        Some("babble") => babble(&args.next().unwrap_or_default()),
        _ => invigil_sandbox::worker::serve_if_asked(std::env::args_os())
            .unwrap_or(ExitCode::FAILURE),
    }
}

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

#[derive(Default)]
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
                sink(Stream::Out, b"spinning\n");
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
