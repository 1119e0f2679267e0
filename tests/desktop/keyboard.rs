//! The whole test in the real window without a mouse: Tab, Enter, letters, digits, arrows.

use fantoccini::key::Key;
use invigil_tests::{
    binary,
    window::{Display, Window},
};

/// Presses Tab until the focus is on, or in, an element.
async fn tab_to(window: &Window, id: &str) {
    window.find(id).await;
    for _ in 0..60 {
        if focused(window, id).await {
            return;
        }
        window.press(Key::Tab).await;
    }
    panic!("{id} cannot be reached with Tab");
}

async fn focused(window: &Window, id: &str) -> bool {
    let script = format!("return !!document.activeElement.closest('[data-testid=\"{id}\"]')");
    window.script(&script).await == true
}

async fn press_on(window: &Window, id: &str) {
    tab_to(window, id).await;
    window.press(Key::Enter).await;
}

async fn chosen(window: &Window, item: usize, letter: &str) {
    let script = format!(
        "return document.querySelector('[name=\"item-{item}\"]:checked')?.value === '{letter}'"
    );
    window.until("the answer is chosen", &script).await;
}

async fn check_in(window: &Window) {
    press_on(window, "start-offer").await;
    window.find("code-input").await;
    window.press(Key::Enter).await;
    window.find("name-input").await;
    window.type_text("Ada Example").await;
    window.press(Key::Enter).await;
    press_on(window, "consent").await;
    // The languages are made ready meanwhile: until then there is nothing to press.
    let ready = "const next = document.querySelector('[data-testid=\"checks-next\"]'); return next !== null && !next.disabled";
    window.until("nothing holds the test up", ready).await;
    for id in ["checks-next", "start-now"] {
        press_on(window, id).await;
    }
    window.find("option-A").await;
}

async fn questions(window: &Window) {
    for (item, (key, letter)) in [("a", "A"), ("2", "B"), ("C", "C"), ("4", "D"), ("b", "B")]
        .into_iter()
        .enumerate()
    {
        window.type_text(key).await;
        chosen(window, item + 1, letter).await;
        window.type_text("n").await;
    }
    // Arrows move within the options, F flags, P goes back.
    window.type_text("a").await;
    chosen(window, 6, "A").await;
    window.press(Key::Down).await;
    chosen(window, 6, "B").await;
    window.type_text("f").await;
    window
        .until(
            "it is flagged",
            "return document.querySelector('[data-testid=flag]').getAttribute('aria-pressed') === 'true'",
        )
        .await;
    window.type_text("p").await;
    chosen(window, 5, "B").await;
}

async fn coding(window: &Window) {
    window.type_text("nnnnnn").await;
    tab_to(window, "editor").await;
    window.type_text("# by keyboard").await;
    window
        .until(
            "the code is typed",
            "return document.querySelector('.cm-content').textContent.includes('# by keyboard')",
        )
        .await;
    // Inside, Tab indents; Esc makes it the way out, and that is said.
    window.press(Key::Tab).await;
    assert!(focused(window, "editor").await, "Tab indents in the editor");
    window.press(Key::Escape).await;
    window
        .until(
            "the way out is announced",
            "return [...document.querySelectorAll('[role=status]')].some((s) => s.textContent.includes('Tab leaves the editor'))",
        )
        .await;
    window.press(Key::Tab).await;
    assert!(!focused(window, "editor").await, "Esc, then Tab leaves");
}

#[tokio::test]
async fn the_whole_test_by_keyboard_alone() {
    let display = Display::start();
    let data = tempfile::tempdir().expect("a folder");
    let app = binary("invigil-window-test");
    let window = Window::open(&display, &app, data.path(), None).await;
    check_in(&window).await;
    questions(&window).await;
    coding(&window).await;
    press_on(&window, "next").await;
    press_on(&window, "submit").await;
    press_on(&window, "submit-confirm").await;
    tab_to(&window, "save-path").await;
    let target = data.path().join("by-keyboard.result");
    window.type_text(&target.display().to_string()).await;
    window.press(Key::Enter).await;
    window.find("saved-to").await;
    assert!(target.exists());
    window.close().await;
}
