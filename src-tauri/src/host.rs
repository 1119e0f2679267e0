//! The bridge between the page and the use cases: one command in, one whole view out.

use std::{
    path::Path,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

use invigil_candidate::{
    Candidate, ThisMachine,
    dto::{Command, NoticeDto, PreferencesDto, View},
};
use tauri::{AppHandle, State};

use crate::{desk, window};

/// The use cases behind a lock, and a bell for the ticker.
pub(crate) struct Bridge {
    candidate: Mutex<Candidate>,
    machine: Arc<ThisMachine>,
    bell: Condvar,
}

impl Bridge {
    pub(crate) fn new(candidate: Candidate, machine: Arc<ThisMachine>) -> Self {
        Self {
            candidate: Mutex::new(candidate),
            machine,
            bell: Condvar::new(),
        }
    }

    /// A panic in one command must not take the others with it: what is durable is in the
    /// journal, and every view is made from there.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Candidate> {
        self.candidate
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn handle(&self, command: Command) -> Result<View, NoticeDto> {
        let result = self.lock().handle(command).map_err(NoticeDto::from);
        self.bell.notify_all();
        result
    }

    /// Waits until the next moment at which time alone changes something, or a command came.
    pub(crate) fn wait<'a>(&self, guard: MutexGuard<'a, Candidate>) -> MutexGuard<'a, Candidate> {
        let pause = guard.next_wake();
        let waited = match pause {
            Some(pause) => self
                .bell
                .wait_timeout(guard, pause)
                .map(|(guard, _)| guard)
                .map_err(|e| e.into_inner().0),
            None => self.bell.wait(guard).map_err(PoisonError::into_inner),
        };
        waited.unwrap_or_else(|guard| guard)
    }

    /// Notes the displays as they are. Never under the lock: see [`candidate`].
    pub(crate) fn note_displays(&self, app: &AppHandle) {
        self.machine.note_displays(window::displays(app));
    }

    /// Wakes the ticker from another thread. The lock is taken first: a ticker between its look
    /// and its wait would miss the bell.
    pub(crate) fn ring(&self) {
        drop(self.lock());
        self.bell.notify_all();
    }

    /// Files that the desktop opens the app with are offered on the start screen, as if dropped
    /// there. While a test is open nothing comes of it.
    pub(crate) fn look(&self, arguments: impl Iterator<Item = String>, folder: &Path) {
        let paths: Vec<String> = arguments
            .filter(|argument| !argument.starts_with('-'))
            .map(|argument| folder.join(argument).display().to_string())
            .take(32)
            .collect();
        if paths.is_empty() {
            return;
        }
        if let Err(notice) = self.handle(Command::Look { paths }) {
            tracing::warn!(code = %notice.code, "nothing came of the files to open");
        }
    }

    /// Makes what is pending durable before the process ends.
    pub(crate) fn flush(&self) {
        if let Err(notice) = self.lock().flush() {
            tracing::error!(code = %notice.code, "the last events could not be saved");
        }
    }
}

/// Everything a candidate's window may ask for. Runs off the main thread: a durable save waits
/// for the disk.
#[tauri::command(async)]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands over arguments by value"
)]
pub(crate) fn candidate(
    app: AppHandle,
    bridge: State<'_, Arc<Bridge>>,
    command: Command,
) -> Result<View, NoticeDto> {
    // The toolkit answers on the main thread, which may be waiting for the use cases: so it is
    // asked before they are.
    if command.looks_at_the_laptop() {
        bridge.note_displays(&app);
    }
    let answer = bridge.handle(command);
    // Whichever act began or resumed a test, it runs by now.
    desk::close_for_a_test(&app, &bridge);
    answer
}

/// How the candidate likes the window; changes it when `change` is there.
#[tauri::command(async)]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands over arguments by value"
)]
pub(crate) fn preferences(
    bridge: State<'_, Arc<Bridge>>,
    change: Option<PreferencesDto>,
) -> Result<PreferencesDto, NoticeDto> {
    let mut candidate = bridge.lock();
    match change {
        None => Ok(candidate.preferences()),
        Some(wanted) => candidate.set_preferences(wanted).map_err(NoticeDto::from),
    }
}

/// The page's first screen can be used: said in the shell's log, where benchmarks read it.
#[tauri::command(async)]
pub(crate) fn painted() {
    tracing::info!("first screen painted");
}
