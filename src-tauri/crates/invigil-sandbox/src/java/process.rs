//! One process of Java from its start to its end: pipes, the safety net, what it used.

use std::{
    ffi::OsString,
    io::{self, Read, Write},
    path::Path,
    process::{Command, Stdio},
    sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel},
    thread,
    time::Duration,
};

use invigil_clock::{Clock, SystemClock};

use super::{
    stub::Jail,
    used::{self, Used},
};
use crate::{
    Fault, Stream,
    output::Output,
    worker::{CancelHandle, Held},
};

/// Bytes of output read at once, and pieces that may wait.
const PIECE: usize = 64 << 10;
const WAITING: usize = 16;
/// How long the watcher may be late itself.
const GRACE: Duration = Duration::from_secs(10);

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
    /// What it may take by the wall clock; the watcher sees to it.
    pub(super) wall: Duration,
}

/// What the threads that read a process say.
struct Wrote(Stream, Vec<u8>);

/// Runs a process to its end.
pub(super) fn run(
    plan: Plan<'_>,
    slot: &CancelHandle,
    output: &mut Output<'_>,
) -> Result<Used, Fault> {
    let wall = plan.wall;
    let (says, pieces) = sync_channel(WAITING);
    start(plan, slot, &says).map_err(|e| Fault::Crashed(format!("Java does not start: {e}")))?;
    drop(says);
    let clock = SystemClock::new();
    let begun = clock.read().mono_ms;
    let (mut full, mut late) = (false, false);
    // The last bytes of standard error may be the watcher's.
    let mut last = Vec::new();
    loop {
        let spent = Duration::from_millis(clock.read().mono_ms.saturating_sub(begun));
        match pieces.recv_timeout((wall + GRACE).saturating_sub(spent)) {
            Ok(_) if full => {}
            Ok(Wrote(stream, mut bytes)) => {
                if stream == Stream::Err {
                    last.append(&mut bytes);
                    let sure = last.len().saturating_sub(used::BYTES);
                    bytes.extend(last.drain(..sure));
                }
                full = output.push(stream, &bytes).is_err();
                output.flush();
            }
            Err(RecvTimeoutError::Timeout) => late = true,
            // Both pipes are closed: both processes have ended, or are about to.
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if full || late {
            break;
        }
    }
    // The watcher has ended, after what it watches, or it is killed here and takes that with it.
    let ended = slot.kill(Held::Java);
    if late {
        return Err(Fault::WallClock(wall));
    }
    let used = match ended {
        Some(Ok(status)) if status.success() => Used::from_bytes(&last),
        _ => None,
    };
    if used.is_none() {
        full = output.push(Stream::Err, &last).is_err() || full;
    }
    let mut used = used.unwrap_or(Used::killed());
    used.full = full;
    Ok(used)
}

/// Starts the process and the threads around it.
fn start(plan: Plan<'_>, slot: &CancelHandle, says: &SyncSender<Wrote>) -> io::Result<()> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the sandbox is one of the rooms that start processes"
    )]
    let mut command = Command::new(plan.stub);
    let mut child = command
        .args(plan.jail.to_args(plan.wall))
        .args(plan.command)
        .current_dir(plan.folder)
        .env_clear()
        .env("LANG", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
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
        let (to_out, to_err) = (says.clone(), says.clone());
        spawn("java-out", move || read_all(stdout, Stream::Out, &to_out))?;
        spawn("java-err", move || read_all(stderr, Stream::Err, &to_err))
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

fn read_all(mut from: impl Read, stream: Stream, says: &SyncSender<Wrote>) {
    let mut piece = vec![0; PIECE];
    while let Ok(read @ 1..) = from.read(&mut piece) {
        if says.send(Wrote(stream, piece[..read].to_vec())).is_err() {
            return;
        }
    }
}
