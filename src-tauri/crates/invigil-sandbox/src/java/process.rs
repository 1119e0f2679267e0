//! One process of Java from its start to its end: pipes, the safety net, what it used.

use std::{
    ffi::OsString,
    io::{self, Read, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel},
    thread,
    time::Duration,
};

use invigil_clock::{Clock, SystemClock};

use super::stub::Jail;
use crate::{
    Fault, Stream,
    output::Output,
    worker::{CancelHandle, Held},
};

/// Bytes of output read at once, and pieces that may wait.
const PIECE: usize = 64 << 10;
const WAITING: usize = 16;

/// A process to be.
pub(super) struct Plan<'p> {
    /// Our program, which locks itself in first.
    pub(super) stub: &'p Path,
    pub(super) jail: Jail,
    /// Java and its arguments.
    pub(super) command: Vec<OsString>,
    /// Where it works.
    pub(super) folder: &'p Path,
    pub(super) stdin: Vec<u8>,
    pub(super) wall: Duration,
}

/// How a process ended by itself or was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Code(i32),
    Signal(i32),
}

/// A process that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Used {
    pub(super) how: How,
    /// Processor time in microseconds.
    pub(super) cpu: u64,
    /// The most resident memory in bytes.
    pub(super) peak: u64,
    /// It wrote more than it may, and was ended for that.
    pub(super) full: bool,
}

/// What the threads around a process say.
enum Event {
    Wrote(Stream, Vec<u8>),
    Closed,
    Exited,
}

/// Runs a process to its end.
pub(super) fn run(
    plan: Plan<'_>,
    slot: &CancelHandle,
    output: &mut Output<'_>,
) -> Result<Used, Fault> {
    let crashed = |e: io::Error| Fault::Crashed(format!("Java does not start: {e}"));
    let wall = plan.wall;
    let (says, events) = sync_channel(WAITING);
    start(plan, slot, &says).map_err(crashed)?;
    drop(says);
    let clock = SystemClock::new();
    let begun = clock.read().mono_ms;
    let (mut full, mut late) = (false, false);
    loop {
        let spent = Duration::from_millis(clock.read().mono_ms.saturating_sub(begun));
        let left = wall.saturating_sub(spent);
        match events.recv_timeout(if full || late { wall } else { left }) {
            Ok(Event::Wrote(stream, bytes)) => {
                if !full && output.push(stream, &bytes).is_err() {
                    full = true;
                    slot.kill_only(Held::Java);
                }
                output.flush();
            }
            Ok(Event::Closed | Event::Exited) => {}
            Err(RecvTimeoutError::Timeout) => {
                late = !full;
                slot.kill_only(Held::Java);
            }
            // All threads are through: the pipes are closed and the process has ended.
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let child = slot.release(Held::Java).ok_or_else(gone)?;
    let (how, cpu, peak) = reap(&child).map_err(crashed)?;
    if late {
        return Err(Fault::WallClock(wall));
    }
    Ok(Used {
        how,
        cpu,
        peak,
        full,
    })
}

fn gone() -> Fault {
    Fault::Crashed("the process is gone".to_owned())
}

/// Starts the process and the threads around it.
fn start(plan: Plan<'_>, slot: &CancelHandle, says: &SyncSender<Event>) -> io::Result<()> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the sandbox is one of the rooms that start processes"
    )]
    let mut command = Command::new(plan.stub);
    let mut child = command
        .args(plan.jail.to_args())
        .args(plan.command)
        .current_dir(plan.folder)
        .env_clear()
        .env("LANG", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let id = child.id();
    slot.hold(Held::Java, child);
    let around = || -> io::Result<()> {
        let (Some(mut stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(io::Error::other("a pipe is missing"));
        };
        let input = plan.stdin;
        spawn("java-in", move || {
            // A program need not read all of its input.
            let _ = stdin.write_all(&input);
        })?;
        let (to_out, to_err, to_end) = (says.clone(), says.clone(), says.clone());
        spawn("java-out", move || read_all(stdout, Stream::Out, &to_out))?;
        spawn("java-err", move || read_all(stderr, Stream::Err, &to_err))?;
        spawn("java-end", move || {
            wait(id);
            // The run listens until every thread is through.
            let _ = to_end.send(Event::Exited);
        })
    };
    let result = around();
    if result.is_err() {
        slot.kill(Held::Java);
    }
    result
}

fn spawn(name: &str, act: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(act)
        .map(drop)
}

fn read_all(mut from: impl Read, stream: Stream, says: &SyncSender<Event>) {
    let mut piece = vec![0; PIECE];
    loop {
        let event = match from.read(&mut piece) {
            Ok(0) | Err(_) => Event::Closed,
            Ok(read) => Event::Wrote(stream, piece[..read].to_vec()),
        };
        let last = matches!(event, Event::Closed);
        if says.send(event).is_err() || last {
            return;
        }
    }
}

/// Waits until the process has ended and leaves it to be reaped.
#[cfg(target_os = "linux")]
fn wait(id: u32) {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

    if let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) {
        // An error means that there is nothing to wait for.
        let _ = waitid(
            WaitId::Pid(pid),
            WaitIdOptions::EXITED | WaitIdOptions::NOWAIT,
        );
    }
}

/// How a process that has ended did so, its processor time in microseconds, its peak in bytes.
#[cfg(target_os = "linux")]
fn reap(child: &Child) -> io::Result<(How, u64, u64)> {
    let pid = i32::try_from(child.id()).map_err(io::Error::other)?;
    let mut status = 0;
    // SAFETY: an `rusage` is numbers only, for which zero is a value.
    #[expect(unsafe_code, reason = "numbers for the system to fill in")]
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: both pointers are to locals of the right types. The process is our child, and
    // nobody else waits for it: its `Child` was released to this function.
    #[expect(unsafe_code, reason = "no safe crate of ours waits with usage")]
    let reaped = unsafe { libc::wait4(pid, &raw mut status, 0, &raw mut usage) };
    if reaped != pid {
        return Err(io::Error::last_os_error());
    }
    let how = if libc::WIFSIGNALED(status) {
        How::Signal(libc::WTERMSIG(status))
    } else {
        How::Code(libc::WEXITSTATUS(status))
    };
    let micros = |t: libc::timeval| t.tv_sec * 1_000_000 + t.tv_usec;
    let cpu = micros(usage.ru_utime) + micros(usage.ru_stime);
    Ok((
        how,
        u64::try_from(cpu).unwrap_or(0),
        u64::try_from(usage.ru_maxrss).unwrap_or(0) * 1024,
    ))
}

#[cfg(not(target_os = "linux"))]
fn wait(_: u32) {}

#[cfg(not(target_os = "linux"))]
fn reap(_: &Child) -> io::Result<(How, u64, u64)> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}
