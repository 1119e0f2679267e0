//! The full app with automation on, for window tests.

#[path = "desk/mod.rs"]
mod desk;

fn main() {
    // The sandbox's worker is this program again: before anything else, and without a window.
    if let Some(code) = invigil_desktop::serve_if_asked(std::env::args_os()) {
        std::process::exit(i32::from(code != std::process::ExitCode::SUCCESS));
    }
    let scrubbed = invigil_desktop::scrub(&[
        "TAURI_WEBVIEW_AUTOMATION",
        "TAURI_AUTOMATION",
        "WEBKIT_INSPECTOR_SERVER",
    ]);
    std::process::exit(invigil_desktop::run(invigil_desktop::Shell {
        scrubbed,
        automation: true,
        offers: desk::offers,
        desk: Some(desk::make),
    }));
}
