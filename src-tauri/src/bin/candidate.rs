//! The candidate app: no recruiter's side, no bank but the practice one.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

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
        offers: |_| Ok(Vec::new()),
        desk: None,
    }));
}
