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

/// The same backwards.
async fn back_to(window: &Window, id: &str) {
    window.find(id).await;
    for _ in 0..60 {
        if focused(window, id).await {
            return;
        }
        window.press_shift(Key::Tab).await;
    }
    panic!("{id} cannot be reached with Shift and Tab");
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

/// Another language by arrows; the focus stays where it was.
async fn language(window: &Window) {
    tab_to(window, "language").await;
    let steps = [
        (Key::Down, "java"),
        (Key::Down, "ruby"),
        (Key::Up, "java"),
        (Key::Up, "python"),
    ];
    for (key, language) in steps {
        window.press(key).await;
        let chosen = format!(
            "const s = document.querySelector('[data-testid=language]'); return s.value === '{language}' && !s.disabled && document.activeElement === s && !!document.querySelector('.cm-content')?.textContent"
        );
        window
            .until(&format!("{language} is chosen"), &chosen)
            .await;
    }
}

/// The samples are run, their output looked at, the panel folded and opened, and made larger.
async fn runs(window: &Window) {
    press_on(window, "run-samples").await;
    let said = "return !document.querySelector('[data-testid=run-stop]') && [...document.querySelectorAll('[role=status]')].some((s) => s.textContent.includes('Run 1'))";
    window
        .until("the samples ran, and that is announced", said)
        .await;
    let selected =
        "return document.querySelector('[role=tab][aria-selected=true]')?.dataset.testid";
    back_to(window, "run-tab-samples").await;
    for (key, tab) in [
        (Key::Right, "input"),
        (Key::Right, "output"),
        (Key::Right, "history"),
        (Key::Home, "samples"),
    ] {
        window.press(key).await;
        let now = window.script(selected).await;
        assert_eq!(now, format!("run-tab-{tab}"), "after {key:?}");
    }
    tab_to(window, "run-fold").await;
    for open in [false, true] {
        window.press(Key::Enter).await;
        let folded =
            format!("return !!document.querySelector('[data-testid=run-body]') === {open}");
        window.until("the panel folds and opens", &folded).await;
        assert!(focused(window, "run-fold").await, "the focus stays");
    }
    back_to(window, "run-size").await;
    let size = "return Number(document.querySelector('[data-testid=run-size]').ariaValueNow)";
    let before = window.script(size).await.as_f64();
    window.press(Key::Up).await;
    let after = window.script(size).await.as_f64();
    assert!(after > before, "{before:?} to {after:?}");
}

/// The scratch area is opened, written in, and left the way it was entered.
async fn scratch(window: &Window) {
    press_on(window, "scratch-open").await;
    window.find("scratch-text").await;
    window.type_text("lock order: a, b").await;
    let written =
        "return document.querySelector('[data-testid=scratch-text]').value === 'lock order: a, b'";
    window.until("the notes are typed", written).await;
    window.press(Key::Escape).await;
    let closed = "return !document.querySelector('[data-testid=scratch]')";
    window.until("the scratch area is closed", closed).await;
    assert!(focused(window, "scratch-open").await);
}

async fn coding(window: &Window) {
    window.type_text("nnnnnn").await;
    language(window).await;
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
    runs(window).await;
    scratch(window).await;
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
