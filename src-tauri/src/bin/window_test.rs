//! The full app with automation on and a clock that can be moved, for window tests.

#[path = "desk/mod.rs"]
mod desk;

use std::sync::Arc;

use invigil_clock::{Clock, Reading, SystemClock};

/// The machine's clocks, moved by what the file named in `INVIGIL_TEST_CLOCK` says at that moment:
/// milliseconds on the boot clock, the monotonic clock and the wall clock.
struct Moved(SystemClock, std::path::PathBuf);

impl Clock for Moved {
    fn read(&self) -> Reading {
        let text = invigil_files::read(&self.1, 200).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let mut by = text.split_whitespace().map(|n| n.parse().unwrap_or(0));
        let mut next = || by.next().unwrap_or(0);
        let mut reading = self.0.read();
        reading.boot_ms = reading.boot_ms.saturating_add_signed(next());
        reading.mono_ms = reading.mono_ms.saturating_add_signed(next());
        reading.wall_ms += next();
        reading
    }
}

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
    let moved = std::env::var_os("INVIGIL_TEST_CLOCK");
    std::process::exit(invigil_desktop::run(invigil_desktop::Shell {
        scrubbed,
        automation: true,
        clock: match moved {
            Some(file) => Arc::new(Moved(SystemClock::new(), file.into())),
            None => Arc::new(SystemClock::new()),
        },
        offers: desk::offers,
        desk: Some(desk::make),
    }));
}
