//! The full app with automation on, for window tests.

#[path = "desk/mod.rs"]
mod desk;

fn main() {
    let scrubbed = invigil_desktop::scrub(&[
        "TAURI_WEBVIEW_AUTOMATION",
        "TAURI_AUTOMATION",
        "WEBKIT_INSPECTOR_SERVER",
    ]);
    std::process::exit(invigil_desktop::run(invigil_desktop::Shell {
        scrubbed,
        automation: true,
        offers: desk::offers,
    }));
}
