//! The full app.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

#[path = "desk/mod.rs"]
mod desk;

fn main() {
    // The sandbox's worker is this program again: before anything else, and without a window.
    if let Some(code) = invigil_desktop::serve_if_asked(std::env::args_os()) {
        std::process::exit(i32::from(code != std::process::ExitCode::SUCCESS));
    }
    let scrubbed = invigil_desktop::scrub(&[]);
    std::process::exit(invigil_desktop::run(invigil_desktop::Shell {
        scrubbed,
        automation: false,
        clock: std::sync::Arc::new(invigil_clock::SystemClock::new()),
        offers: desk::offers,
        desk: Some(desk::make),
    }));
}
