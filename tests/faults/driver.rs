//! A candidate in a process of its own, driven step by step, for the test that kills it.
//!
//! Arguments: data folder, package, ticket, code, seed, last step, and `submit` or `wait`; perhaps
//! `<what>:<n>:<us>`: SIGKILL so many microseconds after the `n`th act of this kind began, from a
//! thread of its own. A commit is shorter than the way of a line to the parent and back.
//! Each line on standard output is durable truth at the moment it is written:
//!
//! ```text
//! opened                          the data folder is read, a running attempt resumed
//! acting <what>                   `check-in`, or a step of the test: `response`, `edit`, `other`
//! starting                        "Start now" is about to be pressed
//! test <json>                     the view of the running test, fresh or resumed
//! saved <step> <durable> <a> <b>  after a step: the highest durable one, and that the deadline
//!                                 lies from a to b on the boot clock
//! notice <code>                   a command was refused; its file `ballast` is removed, if there
//!                                 is one, and the command repeated once
//! submitting, done <json>         the hand-in
//! ```
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "the driver speaks through its standard output, and waits microseconds"
)]

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use invigil_candidate::{
    Candidate, Host, NoRunner, ThisMachine,
    dto::{Command, View},
};
use invigil_clock::{Clock, SystemClock};
use invigil_crypto::random::SystemRandom;
use invigil_model::{Code, Notice};
use invigil_tests::script::Saved;

fn say(line: &str) {
    println!("{line}");
    // A parent that went away is no reason to stop.
    let _ = std::io::stdout().flush();
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, package, ticket, code, seed, last, end, aim @ ..] = arguments.as_slice() else {
        return ExitCode::FAILURE;
    };
    let mut aim = match aim {
        [] => None,
        [aim, ..] => Some(Aim::parse(aim)),
    };
    let (Ok(seed), Ok(last)) = (seed.parse(), last.parse()) else {
        return ExitCode::FAILURE;
    };
    let open = Command::Open {
        package: package.clone(),
        ticket: ticket.clone(),
    };
    match drive(
        Path::new(data),
        open,
        code,
        seed,
        last,
        end == "submit",
        &mut aim,
    ) {
        Ok(()) => ExitCode::SUCCESS,
        Err(notice) => {
            say(&format!("notice {}", notice.code));
            ExitCode::from(2)
        }
    }
}

/// When the driver kills itself.
struct Aim {
    what: String,
    left: u64,
    go: Arc<AtomicBool>,
}

impl Aim {
    fn parse(text: &str) -> Self {
        let parts: Vec<&str> = text.split(':').collect();
        let [what, nth, us] = parts[..] else {
            panic!("`{text}` is no aim");
        };
        let (left, us) = (
            nth.parse().expect("a number"),
            us.parse().expect("a number"),
        );
        let go = Arc::new(AtomicBool::new(false));
        let begun = Arc::clone(&go);
        std::thread::spawn(move || {
            while !begun.load(Ordering::Acquire) {
                std::hint::spin_loop();
            }
            let start = Instant::now();
            while start.elapsed() < Duration::from_micros(us) {
                std::hint::spin_loop();
            }
            let own = rustix::process::getpid();
            let _ = rustix::process::kill_process(own, rustix::process::Signal::KILL);
        });
        Self {
            what: what.to_owned(),
            left,
            go,
        }
    }

    /// Says what begins, and lets the kill come if it is this.
    fn begin(aim: &mut Option<Self>, what: &str) {
        if what == "submit" {
            say("submitting");
        } else {
            say(&format!("acting {what}"));
        }
        if let Some(aim) = aim.as_mut().filter(|aim| aim.what == what) {
            aim.left = aim.left.saturating_sub(1);
            if aim.left == 0 {
                aim.go.store(true, Ordering::Release);
            }
        }
    }
}

fn drive(
    data: &Path,
    open: Command,
    code: &str,
    seed: u64,
    last: u64,
    submit: bool,
    aim: &mut Option<Aim>,
) -> Result<(), Notice> {
    let vault = invigil_vault::FileStore::open(&data.join("vault")).map_err(|e| e.notice())?;
    let mut driver = Driver {
        ballast: data.join("ballast"),
        clock: SystemClock::new(),
        candidate: Candidate::new(Host {
            data: data.to_owned(),
            clock: Arc::new(SystemClock::new()),
            random: Arc::new(SystemRandom::new()),
            vault: Arc::new(vault),
            machine: Arc::new(ThisMachine::new()),
            runner: Arc::new(NoRunner),
            offers: Vec::new(),
            environment: Vec::new(),
            scripted: true,
        })?,
    };
    say("opened");
    let mut view = driver.candidate.handle(Command::View)?;
    if matches!(view, View::Start { .. }) {
        view = driver.candidate.handle(open)?;
    }
    if matches!(view, View::CheckIn(_)) {
        Aim::begin(aim, "check-in");
        for command in [
            Command::EnterCode {
                code: code.to_owned(),
            },
            Command::ConfirmIdentity {
                name: "A driven candidate".to_owned(),
            },
            Command::Consent,
            Command::PassChecks,
        ] {
            driver.candidate.handle(command)?;
        }
        say("starting");
        view = driver.go(Command::Start)?;
    }
    if let View::Test(test) = &view {
        say(&format!("test {}", json(test)?));
        let durable = test.durable_seq;
        view = driver.steps(seed, durable, last, aim)?;
    }
    if submit && matches!(view, View::Test(_)) {
        Aim::begin(aim, "submit");
        view = driver.go(Command::Submit)?;
    }
    match view {
        View::Done(done) => say(&format!("done {}", json(&done)?)),
        _ => {
            // Alive until it is killed, or its parent closes the pipe.
            let _ = std::io::stdin().read_line(&mut String::new());
        }
    }
    Ok(())
}

struct Driver {
    ballast: PathBuf,
    clock: SystemClock,
    candidate: Candidate,
}

impl Driver {
    fn steps(
        &mut self,
        seed: u64,
        durable: u64,
        last: u64,
        aim: &mut Option<Aim>,
    ) -> Result<View, Notice> {
        let mut saved = Saved::after(seed, durable);
        for seq in durable + 1..=last {
            let before = self.clock.read().boot_ms;
            let step = saved.step(seed, seq);
            let what = match &step {
                Command::SaveResponse { .. } => "response",
                Command::Edit { .. } => "edit",
                _ => "other",
            };
            Aim::begin(aim, what);
            let view = self.go(step)?;
            let after = self.clock.read().boot_ms;
            match view {
                View::Test(test) => say(&format!(
                    "saved {seq} {} {} {}",
                    test.durable_seq,
                    before + test.remaining_ms,
                    after + test.remaining_ms
                )),
                other => return Ok(other),
            }
        }
        self.candidate.handle(Command::View)
    }

    /// Carries out a command; after a refusal it makes room and tries once more.
    fn go(&mut self, command: Command) -> Result<View, Notice> {
        match self.candidate.handle(command.clone()) {
            Err(notice) if invigil_files::exists(&self.ballast) => {
                say(&format!("notice {}", notice.code));
                invigil_files::remove(&self.ballast).map_err(|e| e.notice())?;
                self.candidate.handle(command)
            }
            other => other,
        }
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, Notice> {
    serde_json::to_string(value).map_err(|e| {
        Notice::new(
            Code("driver.json"),
            "No JSON.",
            e.to_string(),
            "Report this.",
        )
    })
}
