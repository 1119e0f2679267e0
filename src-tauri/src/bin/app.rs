//! The full app.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

#[path = "desk/mod.rs"]
mod desk;

fn main() {
    let scrubbed = invigil_desktop::scrub(&[]);
    std::process::exit(invigil_desktop::run(invigil_desktop::Shell {
        scrubbed,
        automation: false,
        clock: std::sync::Arc::new(invigil_clock::SystemClock::new()),
        offers: desk::offers,
    }));
}
