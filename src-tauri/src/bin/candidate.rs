//! The candidate app: no recruiter's side, no bank but the practice one.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    let scrubbed = invigil_desktop::scrub(&[]);
    std::process::exit(invigil_desktop::run(invigil_desktop::Shell {
        scrubbed,
        automation: false,
        clock: std::sync::Arc::new(invigil_clock::SystemClock::new()),
        offers: |_| Ok(Vec::new()),
    }));
}
