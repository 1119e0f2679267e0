//! The processes of a worker, which another thread may kill.

use std::{
    io,
    process::{Child, ExitStatus},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Which process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// The worker, warm between runs.
    Worker,
    /// A compiler or a virtual machine of Java, one a run.
    Java,
}

/// What [`CancelHandle`] and the run share.
#[derive(Debug, Default)]
struct State {
    running: bool,
    cancelled: bool,
    worker: Option<Child>,
    java: Option<Child>,
}

impl State {
    fn held(&mut self, which: Held) -> &mut Option<Child> {
        match which {
            Held::Worker => &mut self.worker,
            Held::Java => &mut self.java,
        }
    }

    fn kill(&mut self) {
        for child in [&mut self.worker, &mut self.java].into_iter().flatten() {
            // A child that ended by itself in this moment is as good as killed.
            let _ = child.kill();
        }
    }
}

/// Takes back the run that is under way, from any thread.
#[derive(Clone, Debug, Default)]
pub struct CancelHandle(Arc<Mutex<State>>);

impl CancelHandle {
    /// Kills the run that is under way, which then ends with
    /// [`Fault::Cancelled`](crate::Fault::Cancelled). Without one nothing happens: a later run is
    /// not taken back in advance. Says whether there was one.
    pub fn cancel(&self) -> bool {
        let mut state = self.lock();
        if state.running {
            state.cancelled = true;
            state.kill();
        }
        state.running
    }

    /// A run begins.
    pub(crate) fn begin(&self) {
        let mut state = self.lock();
        state.running = true;
        state.cancelled = false;
    }

    /// The run ended; whether it was taken back.
    pub(crate) fn end(&self) -> bool {
        let mut state = self.lock();
        state.running = false;
        state.cancelled
    }

    /// Whether the run under way was taken back.
    pub(crate) fn is_cancelled(&self) -> bool {
        let state = self.lock();
        state.running && state.cancelled
    }

    /// From here on the run's process is this one; a run taken back meanwhile kills it at once.
    pub(crate) fn hold(&self, which: Held, child: Child) {
        let mut state = self.lock();
        *state.held(which) = Some(child);
        if state.running && state.cancelled {
            state.kill();
        }
    }

    /// Kills the process and waits for its end; how it ended, if there was one.
    pub(crate) fn kill(&self, which: Held) -> Option<io::Result<ExitStatus>> {
        let mut state = self.lock();
        // Dead already, or dead by this; then the wait is short, and the lock keeps everybody else
        // from a number that the system may give to somebody new.
        let child = state.held(which);
        let ended = child.as_mut().map(|child| {
            let _ = child.kill();
            child.wait()
        });
        *child = None;
        ended
    }

    /// The number of the process.
    pub(crate) fn id(&self, which: Held) -> Option<u32> {
        self.lock().held(which).as_ref().map(Child::id)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every write above is whole: a panic elsewhere leaves the state usable.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How a process ended, in words: `signal 9 (SIGKILL)`, `exit code 1`.
pub(crate) fn describe(status: Option<io::Result<ExitStatus>>) -> String {
    match status {
        Some(Ok(status)) => {
            #[cfg(target_os = "linux")]
            if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
                return format!("signal {signal} ({})", signal_name(signal));
            }
            match status.code() {
                Some(code) => format!("exit code {code}"),
                None => "an unknown end".to_owned(),
            }
        }
        Some(Err(e)) => format!("an end that the system does not tell: {e}"),
        None => "no process".to_owned(),
    }
}

/// The usual name of a signal.
#[cfg(target_os = "linux")]
pub(crate) fn signal_name(signal: i32) -> &'static str {
    match signal {
        libc::SIGHUP => "SIGHUP",
        libc::SIGINT => "SIGINT",
        libc::SIGQUIT => "SIGQUIT",
        libc::SIGILL => "SIGILL",
        libc::SIGTRAP => "SIGTRAP",
        libc::SIGABRT => "SIGABRT",
        libc::SIGBUS => "SIGBUS",
        libc::SIGFPE => "SIGFPE",
        libc::SIGKILL => "SIGKILL",
        libc::SIGSEGV => "SIGSEGV",
        libc::SIGPIPE => "SIGPIPE",
        libc::SIGTERM => "SIGTERM",
        libc::SIGXCPU => "SIGXCPU",
        libc::SIGXFSZ => "SIGXFSZ",
        libc::SIGSYS => "SIGSYS",
        _ => "unnamed",
    }
}
