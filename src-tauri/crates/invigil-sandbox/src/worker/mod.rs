//! Runs jobs in a child process that may do nothing but compute.
//!
//! The app and the command line start themselves again with a hidden argument ([`serve_if_asked`]
//! comes first in their `main`). The child locks itself in before it sees a job: no file, no
//! socket, no process, few system calls; where the system cannot promise that, every run is a
//! [`Fault::Unavailable`]. It lives for many runs, each a fresh instance, and is thrown away when
//! a run was taken back, took too long, or ended the child.
//!
//! Deliberately absent: trust in what the child says. Its bytes are capped and parsed, its silence
//! ends with the wall-clock limit, and its end costs that run only.

mod frame;
mod process;
#[cfg(target_os = "linux")]
mod sealed;
mod serve;
mod slot;

use std::{ffi::OsString, io, path::PathBuf, time::Duration};

use invigil_clock::{Clock, SystemClock};

use self::{
    frame::Frame,
    process::{Event, Process},
};
use crate::{
    Execute, Fault, Guest, Job, Outcome, Stream, TrustedCode, caps,
    engine::Backend,
    guests::NO_PLACE,
    java::{Java, JavaPlaces, Jdk},
};

pub(crate) use self::slot::Held;
pub use self::{
    serve::{WORKER_ARGUMENT, serve, serve_if_asked},
    slot::CancelHandle,
};
pub use crate::guests::Guests;

/// How long a child may take until it is locked in: a cold start from a slow disk.
const START: Duration = Duration::from_secs(30);
/// Runs of one child.
const RUNS: u32 = 500;
/// Wall-clock time that one child may have spent on runs.
const BUSY: Duration = Duration::from_secs(300);
/// Resident memory above which a child is not kept.
const RESIDENT: u64 = 512 << 20;

/// What to start as a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerProgram {
    /// The program.
    pub path: PathBuf,
    /// Its arguments, by which it knows that it is to [`serve`].
    pub args: Vec<OsString>,
}

impl WorkerProgram {
    /// The running program again, with the argument that [`serve_if_asked`] looks for.
    pub fn this_program() -> io::Result<Self> {
        Ok(Self::at(std::env::current_exe()?))
    }

    /// The small program `invigil-worker` in the folder of the running one; the running one again
    /// when there is none. For a program that is slow to start: a window's loads 170 libraries.
    pub fn beside_this_program() -> io::Result<Self> {
        let this = std::env::current_exe()?;
        let small = this.with_file_name(format!("invigil-worker{}", std::env::consts::EXE_SUFFIX));
        Ok(Self::at(if invigil_files::exists(&small) {
            small
        } else {
            this
        }))
    }

    fn at(path: PathBuf) -> Self {
        Self {
            path,
            args: vec![WORKER_ARGUMENT.into()],
        }
    }
}

/// Runs jobs in a child process, which it starts when it needs one.
#[derive(Debug)]
pub struct Worker {
    program: WorkerProgram,
    clock: SystemClock,
    slot: CancelHandle,
    process: Option<Process>,
    runs: u32,
    busy: Duration,
    java: Option<Java>,
    #[cfg(target_os = "linux")]
    code: Vec<sealed::Shared>,
}

impl Worker {
    /// Nothing is started before the first job.
    pub fn new(program: WorkerProgram) -> Self {
        Self {
            program,
            clock: SystemClock::new(),
            slot: CancelHandle::default(),
            process: None,
            runs: 0,
            busy: Duration::ZERO,
            java: None,
            #[cfg(target_os = "linux")]
            code: Vec::new(),
        }
    }

    /// Lets a guest run on this code, compiled for this backend; the child is started again for
    /// the next job.
    pub fn add_code(
        &mut self,
        guest: Guest,
        backend: Backend,
        code: &TrustedCode,
    ) -> Result<(), Fault> {
        let unavailable = |reason: String| Fault::Unavailable { guest, reason };
        #[cfg(target_os = "linux")]
        {
            let shared = sealed::Shared::new(guest, backend, code)
                .map_err(|e| unavailable(format!("no memory for its code: {e}")))?;
            self.code.retain(|known| known.guest != guest);
            self.code.push(shared);
            self.process = None;
            Ok(())
        }
        #[cfg(not(target_os = "linux"))]
        {
            let _ = (backend, code);
            Err(unavailable("programs run on Linux only".to_owned()))
        }
    }

    /// The program with what its guests run on.
    fn start(&self) -> Result<Process, String> {
        #[cfg(target_os = "linux")]
        let code = self.code.iter().flat_map(sealed::Shared::to_args);
        #[cfg(not(target_os = "linux"))]
        let code = std::iter::empty();
        Process::start(&self.program, code.collect(), &self.slot)
    }

    /// Lets Java run too. It has no worker of its own: each compiler and each program is a process
    /// in a jail of its own, started through [`serve_if_asked`] of the same program.
    #[must_use]
    pub fn with_java(mut self, places: JavaPlaces) -> Self {
        let stub = self.program.path.clone();
        self.java = Some(Java::new(places, stub, self.slot.clone()));
        self
    }

    /// What takes the run under way back: within 100 ms, from any thread.
    pub fn cancel_handle(&self) -> CancelHandle {
        self.slot.clone()
    }

    /// Starts the child ahead of the first job. For Java it compiles and runs a program in the
    /// jail, with one JDK after another until one works; the error says of each why it does not.
    pub fn warm_up(&mut self, guest: Guest) -> Result<(), Fault> {
        self.slot.begin();
        let ready = match (&mut self.java, guest) {
            (Some(java), Guest::Java) => java.ready().map(drop),
            (None, Guest::Java) => Err(Fault::Unavailable {
                guest,
                reason: NO_PLACE.to_owned(),
            }),
            _ => self.ready(guest),
        };
        if self.slot.end() {
            return Err(Fault::Cancelled);
        }
        ready
    }

    /// The JDK that runs Java; known once one was tried out.
    pub fn jdk(&self) -> Option<&Jdk> {
        self.java.as_ref()?.jdk()
    }

    /// Throws the child away: the next job gets a process that has seen no other program. Whoever
    /// grades calls it between two people's programs.
    pub fn renew(&mut self) {
        self.process = None;
    }

    /// The number of the child process, for tests that kill it.
    pub fn process_id(&self) -> Option<u32> {
        self.slot.id(Held::Worker)
    }

    fn ready(&mut self, guest: Guest) -> Result<(), Fault> {
        if self.process.as_ref().is_some_and(Process::has_spoken) {
            self.process = None;
        }
        if self.process.is_some() {
            return Ok(());
        }
        let unavailable = |reason: String| Fault::Unavailable { guest, reason };
        let process = self.start().map_err(unavailable)?;
        (self.runs, self.busy) = (0, Duration::ZERO);
        match process.next(START) {
            Some(Event::Frame(Frame::Ready)) => {
                self.process = Some(process);
                Ok(())
            }
            Some(Event::Frame(Frame::Unjailed(reason))) => Err(unavailable(reason)),
            Some(Event::Frame(other)) => Err(unavailable(format!("it began with {other:?}"))),
            Some(Event::Closed(error)) => {
                let end = process.kill();
                let error = error.map(|e| format!(", {e}")).unwrap_or_default();
                Err(unavailable(format!("its worker ended with {end}{error}")))
            }
            None => Err(unavailable(format!(
                "its worker was not ready after {START:?}"
            ))),
        }
    }

    fn run(&mut self, job: &Job, sink: &mut dyn FnMut(Stream, &[u8])) -> Result<Outcome, Fault> {
        let frame = Frame::Run(Box::new(job.clone()))
            .encode()
            .map_err(|e| Fault::Malformed(e.to_string()))?;
        self.ready(job.guest)?;
        let Some(process) = self.process.take() else {
            return Err(Fault::Crashed("no worker".to_owned()));
        };
        let begun = self.clock.read().mono_ms;
        process.send(frame);
        let mut run = Run::new(job);
        loop {
            let spent = Duration::from_millis(self.clock.read().mono_ms.saturating_sub(begun));
            let Some(left) = job.limits.wall.checked_sub(spent) else {
                return Err(Fault::WallClock(job.limits.wall));
            };
            let Some(event) = process.next(left) else {
                continue;
            };
            match run.take(event, sink) {
                Step::More => {}
                Step::Ended(outcome) => {
                    self.busy += spent;
                    self.runs += 1;
                    self.keep(process);
                    return Ok(outcome);
                }
                Step::Refused(fault) => {
                    self.keep(process);
                    return Err(fault);
                }
                Step::Broken(what) => {
                    let end = process.kill();
                    return Err(Fault::Crashed(match what {
                        Some(what) => format!("{end}: {what}"),
                        None => end,
                    }));
                }
            }
        }
    }

    /// Keeps the child for the next run, unless it has had its share.
    fn keep(&mut self, process: Process) {
        let resident = self.slot.id(Held::Worker).and_then(resident).unwrap_or(0);
        if self.runs < RUNS && self.busy < BUSY && resident < RESIDENT {
            self.process = Some(process);
        }
    }
}

impl Execute for Worker {
    fn execute(
        &mut self,
        job: &Job,
        sink: &mut dyn FnMut(Stream, &[u8]),
    ) -> Result<Outcome, Fault> {
        caps::check(job)?;
        self.slot.begin();
        let result = match (&mut self.java, job.guest) {
            (Some(java), Guest::Java) => java.execute(job, sink),
            _ => self.run(job, sink),
        };
        if self.slot.end() {
            return Err(Fault::Cancelled);
        }
        result
    }
}

/// The run as the app sees it: what came so far.
struct Run {
    limit: usize,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

enum Step {
    More,
    Ended(Outcome),
    Refused(Fault),
    /// Only a broken worker does that; what it did, unless it just ended.
    Broken(Option<String>),
}

impl Run {
    fn new(job: &Job) -> Self {
        Self {
            limit: usize::try_from(job.limits.output).unwrap_or(usize::MAX),
            stdout: Vec::new(),
            stderr: Vec::new(),
        }
    }

    fn take(&mut self, event: Event, sink: &mut dyn FnMut(Stream, &[u8])) -> Step {
        match event {
            Event::Frame(Frame::Output(stream, piece)) => {
                if self.stdout.len() + self.stderr.len() + piece.len() > self.limit {
                    return Step::Broken(Some("more output than the limit".to_owned()));
                }
                sink(stream, &piece);
                match stream {
                    Stream::Out => self.stdout.extend_from_slice(&piece),
                    Stream::Err => self.stderr.extend_from_slice(&piece),
                }
                Step::More
            }
            Event::Frame(Frame::Done(ended)) => Step::Ended(Outcome {
                end: ended.end,
                fuel: ended.fuel,
                peak_memory: ended.peak_memory,
                stdout: std::mem::take(&mut self.stdout),
                stderr: std::mem::take(&mut self.stderr),
                refused: ended.refused,
            }),
            Event::Frame(Frame::Fault(fault)) => match fault {
                Fault::Malformed(_) | Fault::Input(_) | Fault::Unavailable { .. } => {
                    Step::Refused(fault)
                }
                other => Step::Broken(Some(other.to_string())),
            },
            Event::Frame(_) => Step::Broken(Some("a frame out of turn".to_owned())),
            Event::Closed(error) => Step::Broken(error.map(|e| e.to_string())),
        }
    }
}

/// Resident memory of a process, where the system tells (Linux).
fn resident(id: u32) -> Option<u64> {
    let statm = invigil_files::read_text(&PathBuf::from(format!("/proc/{id}/statm")), 4096).ok()?;
    let pages: u64 = statm.split(' ').nth(1)?.parse().ok()?;
    Some(pages * 4096)
}
