//! The recruiter's window: a second one beside the candidate's, with commands of its own.
//!
//! The use cases behind it are handed over by the bin: one that does not bring them links none of
//! them, and holds no bank.

use std::{path::Path, sync::Arc};

use invigil_candidate::dto::NoticeDto;
use invigil_model::{Code, Notice};
use serde_json::Value;
use tauri::{AppHandle, Emitter, State};

use crate::{host::Bridge, window};

/// The recruiter's use cases as the page speaks with them.
pub trait RecruiterDesk: Send + Sync {
    /// One act; the whole view, or a notice.
    ///
    /// # Errors
    /// The notice.
    fn handle(&self, command: Value) -> Result<Value, Value>;
}

/// Takes how far a long act is.
pub type TellProgress = Box<dyn Fn(Value) + Send + Sync>;

/// Makes a desk over the data folder.
pub type MakeDesk = fn(&Path, TellProgress) -> Arc<dyn RecruiterDesk>;

/// What the bin brought.
pub(crate) struct DeskBridge(Option<Arc<dyn RecruiterDesk>>);

impl DeskBridge {
    /// How far a long act is goes to the recruiter's window alone.
    pub(crate) fn new(app: AppHandle, data: &Path, make: Option<MakeDesk>) -> Self {
        let tell: TellProgress = Box::new(move |progress| {
            if let Err(error) = app.emit_to(window::RECRUITER, "desk-progress", progress) {
                tracing::warn!(%error, "the page was not told");
            }
        });
        Self(make.map(|make| make(data, tell)))
    }

    /// Whether this app has a desk.
    pub(crate) fn is_here(&self) -> bool {
        self.0.is_some()
    }
}

/// Everything a recruiter's window may ask for. Its window is closed while a test runs in this app:
/// what was asked just before that is refused.
#[tauri::command(async)]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands over arguments by value"
)]
pub(crate) fn recruiter(
    bridge: State<'_, Arc<Bridge>>,
    desk: State<'_, DeskBridge>,
    command: Value,
) -> Result<Value, Value> {
    let refuse = |notice: Notice| serde_json::json!(NoticeDto::from(notice));
    if bridge.lock().is_running() {
        return Err(refuse(test_runs()));
    }
    match &desk.0 {
        Some(desk) => desk.handle(command),
        None => Err(refuse(no_desk())),
    }
}

/// Whether this app has a recruiter's desk; opens its window when asked to.
#[tauri::command(async)]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands over arguments by value"
)]
pub(crate) fn recruiter_desk(
    app: AppHandle,
    bridge: State<'_, Arc<Bridge>>,
    desk: State<'_, DeskBridge>,
    open: bool,
) -> Result<bool, NoticeDto> {
    if open && desk.is_here() {
        if bridge.lock().is_running() {
            return Err(test_runs().into());
        }
        window::open_recruiter(&app).map_err(|e| window::notice("shell.window", &e.to_string()))?;
        // A test that began meanwhile found no window to close.
        if close_for_a_test(&app, &bridge) {
            return Err(test_runs().into());
        }
    }
    Ok(desk.is_here())
}

/// Closes the recruiter's window while a test runs, and says whether one does: keys and rationales
/// are never a window away from a candidate.
///
/// Closed rather than hidden, so that they leave the page's process too. What is lost with it is a
/// form that was half filled in. What lies on the desk itself stays, an access code that nobody
/// wrote down yet among it, and is there again when the desk is opened after the hand-in.
pub(crate) fn close_for_a_test(app: &AppHandle, bridge: &Bridge) -> bool {
    let runs = bridge.lock().is_running();
    if runs {
        window::close_recruiter(app);
    }
    runs
}

/// Brings the candidate's window forward, or makes it anew where it was closed beside the desk.
#[tauri::command(async)]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands over arguments by value"
)]
pub(crate) fn candidate_window(app: AppHandle) -> Result<(), NoticeDto> {
    window::raise(&app).map_err(|e| NoticeDto::from(window::notice("shell.window", &e.to_string())))
}

fn test_runs() -> Notice {
    Notice::new(
        Code("desk.test-runs"),
        "The recruiter's desk is closed.",
        "A test is running in this app.",
        "Hand the test in first, or use another computer.",
    )
}

fn no_desk() -> Notice {
    Notice::new(
        Code("desk.absent"),
        "There is no recruiter's desk here.",
        "This is the app for candidates.",
        "Use the full app.",
    )
}
