//! Lets time act: frames close, checkpoints are signed and the deadline comes, whether or not
//! the page still answers.

use std::sync::Arc;

use tauri::{AppHandle, Emitter};

use crate::{host::Bridge, window};

/// Starts the one background thread.
pub(crate) fn start(app: AppHandle, bridge: Arc<Bridge>) {
    let spawned = std::thread::Builder::new()
        .name("ticker".into())
        .spawn(move || run(&app, &bridge));
    if let Err(error) = spawned {
        tracing::error!(%error, "no thread for the ticker");
        std::process::abort();
    }
}

fn run(app: &AppHandle, bridge: &Bridge) {
    let mut guard = bridge.lock();
    loop {
        guard = bridge.wait(guard);
        match guard.tick() {
            Ok(None) => {}
            Ok(Some(view)) => emit(app, "attempt-changed", &view),
            Err(notice) => emit(
                app,
                "attempt-notice",
                &invigil_candidate::dto::NoticeDto::from(notice),
            ),
        }
    }
}

/// Tells the candidate's page.
pub(crate) fn emit(app: &AppHandle, event: &str, payload: &impl serde::Serialize) {
    // A page that is gone cannot be told; the deadline and the journal do not depend on it.
    if let Err(error) = app.emit_to(window::CANDIDATE, event, payload) {
        tracing::warn!(%error, event, "the page was not told");
    }
}
