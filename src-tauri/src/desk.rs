//! The recruiter's window: a second one beside the candidate's, with commands of its own. Only the
//! full build has it.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use invigil_clock::SystemClock;
use invigil_crypto::random::SystemRandom;
use invigil_model::Code;
use invigil_recruiter::{
    Context, Desk,
    dto::{Command, NoticeDto, View},
};
use tauri::{AppHandle, Emitter, State};

use crate::{host::Bridge, window};

/// The use cases behind a lock, and beside it the way to stop a long one.
pub(crate) struct DeskBridge {
    desk: Mutex<Desk>,
    stop: Arc<AtomicBool>,
}

impl DeskBridge {
    /// A desk over the data folder; how far a long act is goes to the recruiter's window alone.
    pub(crate) fn new(app: AppHandle, data: &std::path::Path) -> Self {
        let context = Context {
            clock: Arc::new(SystemClock::new()),
            random: Arc::new(SystemRandom::new()),
        };
        let say = move |progress| {
            if let Err(error) = app.emit_to(window::RECRUITER, "desk-progress", progress) {
                tracing::warn!(%error, "the page was not told");
            }
        };
        let desk = Desk::new(context, data, Box::new(say));
        Self {
            stop: desk.stopper(),
            desk: Mutex::new(desk),
        }
    }

    fn handle(&self, command: Command) -> Result<View, NoticeDto> {
        if matches!(command, Command::Stop) {
            self.stop.store(true, Ordering::SeqCst);
        }
        let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        desk.handle(command).map_err(NoticeDto::from)
    }
}

/// Everything a recruiter's window may ask for. Refused while a test runs in this app: keys and
/// rationales are never a window away from a candidate.
#[tauri::command(async)]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands over arguments by value"
)]
pub(crate) fn recruiter(
    bridge: State<'_, Arc<Bridge>>,
    desk: State<'_, Arc<DeskBridge>>,
    command: Command,
) -> Result<View, NoticeDto> {
    if bridge.lock().is_running() {
        return Err(test_runs().into());
    }
    desk.handle(command)
}

/// Opens the recruiter's window, or brings it forward.
pub(crate) fn open(app: &AppHandle, bridge: &Bridge) -> Result<(), invigil_model::Notice> {
    if bridge.lock().is_running() {
        return Err(test_runs());
    }
    window::open_recruiter(app).map_err(|e| window::notice("shell.window", &e.to_string()))
}

fn test_runs() -> invigil_model::Notice {
    invigil_model::Notice::new(
        Code("desk.test-runs"),
        "The recruiter's desk is closed.",
        "A test is running in this app.",
        "Hand the test in first, or use another computer.",
    )
}
