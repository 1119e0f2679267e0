//! The displays in the system check: what is there at the moment of the look, not at the start.

use std::process::Command;

use invigil_tests::{
    binary,
    window::{Display, Window},
};

/// Gives the virtual screen another monitor: RandR lets a client say where one is.
const MONITOR: &str = include_str!("monitor.py");

fn monitor(display: &Display, width: u32, height: u32) {
    let ran = Command::new("python3")
        .args(["-c", MONITOR, &width.to_string(), &height.to_string()])
        .env("DISPLAY", &display.name)
        .output()
        .expect("python3");
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}

#[tokio::test]
async fn checking_again_sees_the_display_as_it_is() {
    let (display, data) = (Display::start(), tempfile::tempdir().expect("a folder"));
    let app = binary("invigil-window-test");
    let window = Window::open(&display, &app, data.path(), None).await;
    window.find("start-offer").await;
    let code = window.text("main code").await;
    window.click("start-offer").await;
    window.fill("code-input", &code).await;
    window.click("code-next").await;
    window.fill("name-input", "Ada Example").await;
    for id in ["name-next", "consent"] {
        window.click(id).await;
    }
    let shows = async |size: &str, outcome: &str| {
        let script = format!(
            "const row = document.querySelector('[data-testid=check-display]'); return row?.dataset.outcome === '{outcome}' && row.textContent.includes('{size}')"
        );
        window
            .until(&format!("the display is {size}"), &script)
            .await;
    };
    shows("1280 × 900", "ok").await;
    monitor(&display, 800, 500);
    window.click("check-again").await;
    shows("800 × 500", "note").await;
    monitor(&display, 1100, 700);
    window.click("check-again").await;
    shows("1100 × 700", "ok").await;
    window.close().await;
}
