//! Native dialogs: a path goes to Rust, and the page never reads a file.

use invigil_model::Notice;
use tauri::AppHandle;

/// What a file dialog looks for.
#[derive(Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// `*.exampkg`
    Package,
    /// `*.ticket`
    Ticket,
    /// `*.csv`
    List,
    /// `*.result`
    Result,
}

/// Lets the person choose a file; `None` when the dialog was closed.
#[tauri::command]
pub(crate) async fn pick_file(app: AppHandle, kind: Kind) -> Option<String> {
    let (name, extension) = match kind {
        Kind::Package => ("Test package", "exampkg"),
        Kind::Ticket => ("Ticket", "ticket"),
        Kind::List => ("List of candidates", "csv"),
        Kind::Result => ("Result", "result"),
    };
    on_main(&app, move || {
        rfd::AsyncFileDialog::new()
            .add_filter(name, &[extension])
            .pick_file()
    })
    .await
}

/// Lets the person choose a folder; `None` when the dialog was closed.
#[tauri::command]
pub(crate) async fn pick_folder(app: AppHandle) -> Option<String> {
    on_main(&app, || rfd::AsyncFileDialog::new().pick_folder()).await
}

/// GTK dialogs are made on the main thread and awaited anywhere.
async fn on_main<F>(app: &AppHandle, make: impl FnOnce() -> F + Send + 'static) -> Option<String>
where
    F: Future<Output = Option<rfd::FileHandle>> + Send + 'static,
{
    let (send, receive) = std::sync::mpsc::channel();
    app.run_on_main_thread(move || {
        // The receiver is waiting below; a closed channel means the app is ending.
        let _ = send.send(make());
    })
    .ok()?;
    let dialog = tauri::async_runtime::spawn_blocking(move || receive.recv().ok())
        .await
        .ok()??;
    dialog.await.map(|file| file.path().display().to_string())
}

/// Shows a notice when there is no window to show it in.
#[expect(clippy::print_stderr, reason = "there is no window to say it in")]
pub(crate) fn explain(notice: &Notice) {
    eprintln!("invigil: {notice}");
    if std::env::var_os("DISPLAY").is_some() || std::env::var_os("WAYLAND_DISPLAY").is_some() {
        rfd::MessageDialog::new()
            .set_title("Invigil")
            .set_description(notice.to_string())
            .show();
    }
}
