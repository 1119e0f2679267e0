//! The app's end of the pipes: one child, one thread that reads it, one that writes to it.

use std::{
    ffi::OsString,
    io::{BufReader, Write},
    process::{ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel},
    thread,
    time::Duration,
};

use super::{
    WorkerProgram,
    frame::{self, Frame, FrameError, Side},
    slot::{CancelHandle, Held, describe},
};

/// Frames that may wait unread: with 64 KiB a piece, 1 MiB.
const WAITING: usize = 16;

/// What the reading thread says.
#[derive(Debug)]
pub(super) enum Event {
    Frame(Frame),
    /// Nothing more comes: the pipe ended, or brought what no worker says.
    Closed(Option<FrameError>),
}

/// A child that is running; killed and waited for when dropped.
#[derive(Debug)]
pub(super) struct Process {
    jobs: Sender<Vec<u8>>,
    events: Receiver<Event>,
    slot: CancelHandle,
}

impl Process {
    /// Starts the program with its pipes, more arguments and an empty environment.
    pub(super) fn start(
        program: &WorkerProgram,
        more: Vec<OsString>,
        slot: &CancelHandle,
    ) -> Result<Self, String> {
        let failed = |e: std::io::Error| format!("{} does not start: {e}", program.path.display());
        let mut command = command(program);
        command.args(more);
        let (started, start) = sync_channel(1);
        let (event, events) = sync_channel(WAITING);
        // The child ends when the thread that started it does (PR_SET_PDEATHSIG speaks of threads),
        // so the thread that reads it to its end starts it.
        thread::Builder::new()
            .name("sandbox-reader".to_owned())
            .spawn({
                let slot = slot.clone();
                move || start_and_read(command, &slot, &started, &event)
            })
            .map_err(failed)?;
        let stdin = start
            .recv()
            .unwrap_or_else(|e| Err(std::io::Error::other(e)))
            .map_err(failed)?;
        let (jobs, queue) = channel();
        let process = Self {
            jobs,
            events,
            slot: slot.clone(),
        };
        thread::Builder::new()
            .name("sandbox-writer".to_owned())
            .spawn(move || write_all(stdin, &queue))
            .map_err(failed)?;
        Ok(process)
    }

    /// Hands over a frame; a child that does not take it is noticed by its silence.
    pub(super) fn send(&self, frame: Vec<u8>) {
        // The writer ends only when the pipe broke, and then the reader says so.
        let _ = self.jobs.send(frame);
    }

    /// The next event; `None` when there was none in time.
    pub(super) fn next(&self, wait: Duration) -> Option<Event> {
        match self.events.recv_timeout(wait) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Event::Closed(None)),
        }
    }

    /// Whether it said something that nobody asked for, or ended.
    pub(super) fn has_spoken(&self) -> bool {
        !matches!(
            self.events.try_recv(),
            Err(std::sync::mpsc::TryRecvError::Empty)
        )
    }

    /// Kills it; how it ended, in words.
    pub(super) fn kill(self) -> String {
        describe(self.slot.kill(Held::Worker))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.slot.kill(Held::Worker);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox is one of the rooms that start processes"
)]
fn command(program: &WorkerProgram) -> Command {
    let mut command = Command::new(&program.path);
    command
        .args(&program.args)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

fn start_and_read(
    mut command: Command,
    slot: &CancelHandle,
    started: &SyncSender<std::io::Result<ChildStdin>>,
    event: &SyncSender<Event>,
) {
    let stdout = match command.spawn() {
        Ok(mut child) => {
            let pipes = child.stdin.take().zip(child.stdout.take());
            slot.hold(Held::Worker, child);
            let (stdin, stdout) = pipes.expect("both were asked for as pipes");
            // Whoever waits for the start is there until it hears of it.
            let _ = started.send(Ok(stdin));
            stdout
        }
        Err(e) => {
            let _ = started.send(Err(e));
            return;
        }
    };
    read_all(stdout, event);
}

fn read_all(stdout: ChildStdout, event: &SyncSender<Event>) {
    let mut stdout = BufReader::with_capacity(frame::PIECE, stdout);
    loop {
        let next = match frame::read(&mut stdout, Side::App) {
            Ok(Some(frame)) => Event::Frame(frame),
            Ok(None) => Event::Closed(None),
            Err(e) => Event::Closed(Some(e)),
        };
        let last = matches!(next, Event::Closed(_));
        // Nobody listens any more: the process was dropped and is being killed.
        if event.send(next).is_err() || last {
            return;
        }
    }
}

fn write_all(mut stdin: ChildStdin, queue: &Receiver<Vec<u8>>) {
    for frame in queue {
        if stdin
            .write_all(&frame)
            .and_then(|()| stdin.flush())
            .is_err()
        {
            return;
        }
    }
}
