//! The system check in the real window: displays as they are at the moment of the look, and keys
//! as the toolkit composes them.

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

/// From the start screen to the system check.
async fn to_the_check(window: &Window) {
    window.find("start-offer").await;
    let code = window.text("main code").await;
    window.click("start-offer").await;
    window.fill("code-input", &code).await;
    window.click("code-next").await;
    window.fill("name-input", "Ada Example").await;
    for id in ["name-next", "consent"] {
        window.click(id).await;
    }
    window.find("keyboard-try").await;
}

#[tokio::test]
async fn a_dead_key_of_the_toolkit_is_no_input_method() {
    let (display, data) = (Display::start(), tempfile::tempdir().expect("a folder"));
    let app = binary("invigil-window-test");
    let window = Window::open(&display, &app, data.path(), None).await;
    to_the_check(&window).await;
    // What the page is told of, so that a key that never arrived is not taken for a harmless one.
    let listen = "window.told = []; for (const kind of ['keydown', 'compositionstart', 'compositionend']) document.querySelector('[data-testid=keyboard-try]').addEventListener(kind, (e) => window.told.push(e.key ?? kind)); return true";
    window.script(listen).await;
    window.click("keyboard-try").await;
    let pid = u32::try_from(window.app_pid(&app)).expect("a process id");
    let on_screen = display.window(pid, "^Invigil$");
    display.press(&on_screen, &["dead_acute"]);
    let composes = "return window.told.includes('compositionstart')";
    window.until("the dead key composes", composes).await;
    assert!(
        !window.has("keyboard-composing").await,
        "{}",
        window.script("return window.told").await
    );
    display.press(&on_screen, &["e"]);
    let composed = "return document.querySelector('[data-testid=keyboard-try]').value === 'é'";
    window.until("the letter is composed", composed).await;
    assert!(!window.has("keyboard-composing").await);
    window.close().await;
}

#[tokio::test]
async fn checking_again_sees_the_display_as_it_is() {
    let (display, data) = (Display::start(), tempfile::tempdir().expect("a folder"));
    let app = binary("invigil-window-test");
    let window = Window::open(&display, &app, data.path(), None).await;
    to_the_check(&window).await;
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
