//! What a candidate meets on a bad day: a wait after a wrong code, a laptop that is not ready, an
//! editor that does not load, a language that is absent, a low battery, a pause, the end of time.
//!
//! The use cases bring these about; a full disk and a signed grant, which no laptop of a test can
//! have, are fields laid over their view.

use invigil_candidate::{Battery, LanguageState};
use invigil_model::Language;
use serde_json::{Value, json};

use crate::{
    screens::{CHECKS, OPTIONS, TEST},
    walk::Walk,
};

/// The test of the stick, from its code to the end of its time.
pub(crate) async fn all(walk: &mut Walk) {
    walk.dress_again().await;
    unopened(walk).await;
    code(walk).await;
    checks(walk).await;
    editor(walk).await;
    battery(walk).await;
    paused(walk).await;
    unsealed(walk).await;
    time_is_up(walk).await;
}

/// Words that go over a notice's width, and a path.
fn notice(code: &str, what: &str, why: &str) -> Value {
    json!({"code": code, "what": what, "why": why, "next": "Free some space, then try again."})
}

/// A test of somebody before, whose keys are gone.
async fn unopened(walk: &mut Walk) {
    let why = "The keys of this attempt are not in this laptop's key store.";
    let left = notice("attempt.no-keys", "The attempt cannot be opened.", why);
    walk.host.fixture(Some(json!({"unopened": [left]})));
    walk.screen("start-unopened", &["unopened", "start-practice"])
        .await;
    walk.host.fixture(None);
    let gone = "return !document.querySelector('[data-testid=unopened]')";
    walk.window.until("the start is as before", gone).await;
}

/// Handed in, and no room for the result.
async fn unsealed(walk: &mut Walk) {
    let why = "There is no room left on the disk for /home/somebody/.local/share/invigil/results/0d1f9e5a-7c55-4a0e-9a55-3f0c2f6f4b1e.result.";
    let full = notice("file.disk-full", "The disk is full.", why);
    walk.host.fixture(Some(json!({"unsealed": full})));
    walk.screen("unsealed", &["unsealed", "unsealed-why", "display"])
        .await;
    let nowhere = "return !document.querySelector('[data-testid=review], [data-testid=nav-1], [data-testid=next]')";
    assert_eq!(walk.window.script(nowhere).await, true, "nothing to press");
    walk.host.fixture(None);
    walk.window.find("option-A").await;
}

async fn code(walk: &mut Walk) {
    let own = walk.window.text_of("offer-code").await;
    let found = "return !!document.querySelector('[data-source=stick] button, [data-source=dropped] button')";
    walk.window
        .until("the stick's test is on offer", found)
        .await;
    walk.window
        .script("document.querySelector('[data-source=stick] button, [data-source=dropped] button').click(); return true")
        .await;
    // The code of another test: well formed and wrong, each time with a longer wait.
    for tried in 0..5 {
        walk.window.fill("code-input", &own).await;
        walk.window.click("code-next").await;
        walk.screen_if(tried == 4, "code-wait", &["notice", "code-wait"])
            .await;
        walk.window.click("notice-close").await;
        walk.host.pass(60_000);
        walk.host.fixture(None);
        let over = "return !document.querySelector('[data-testid=code-wait]')";
        walk.window.until("the wait is over", over).await;
    }
    let code = walk.code.clone().expect("a code");
    walk.window.fill("code-input", &code).await;
    walk.window.click("code-next").await;
    walk.window.fill("name-input", "Bo Example").await;
    walk.window.click("name-next").await;
}

/// The rows of the check with one of them put in the place of what was found.
async fn with_row(walk: &Walk, row: Value) -> Value {
    let ask = "const done = arguments[arguments.length - 1]; window.__TAURI_INTERNALS__.invoke('candidate', {command: {do: 'view'}}).then((v) => done(v.checks))";
    let mut rows = walk.window.wait_script(ask).await;
    for found in rows.as_array_mut().expect("rows") {
        if found["subject"] == row["subject"] {
            *found = row.clone();
        }
    }
    rows
}

async fn checks(walk: &mut Walk) {
    let languages = [Language::Python, Language::Java];
    let preparing = languages.map(|language| (language, LanguageState::Preparing));
    walk.host.pose(&preparing);
    walk.window.click("consent").await;
    walk.window.click("check-again").await;
    let held = "const next = document.querySelector('[data-testid=checks-next]'); return next?.disabled === true";
    walk.window.until("the test is held up", held).await;
    walk.screen("system-waiting", &[CHECKS, &["check-waiting"]].concat())
        .await;
    let why = "No Java was found on this laptop.".to_owned();
    walk.host.pose(&[
        (Language::Java, LanguageState::Absent(why.clone())),
        (Language::Ruby, LanguageState::Absent(why)),
    ]);
    walk.window.click("check-again").await;
    let some =
        "return document.querySelector('[data-testid=check-runtimes]')?.dataset.outcome === 'note'";
    walk.window.until("two languages are absent", some).await;
    walk.screen("system-absent", CHECKS).await;
    let full = json!({"subject": "disk", "outcome": "blocks", "finding": "disk-full", "facts": {"free": "12 MB", "needed": "100 MB"}});
    let rows = with_row(walk, full).await;
    walk.host.fixture(Some(json!({"checks": rows})));
    walk.screen("system-blocked", &[CHECKS, &["check-blocked"]].concat())
        .await;
    walk.host.fixture(None);
    let free = "return document.querySelector('[data-testid=checks-next]')?.disabled === false";
    walk.window.until("the disk has room again", free).await;
    walk.window.click("checks-next").await;
    // What comes next loads the page again, and must not overtake this step.
    walk.window.find("start-now").await;
}

async fn editor(walk: &mut Walk) {
    walk.host.lose(Some("Coding-"));
    // The page asks for the editor when the test begins.
    walk.window.reload().await;
    walk.window.click("start-now").await;
    walk.screen("question-second-test", &[TEST, OPTIONS].concat())
        .await;
    walk.window.click("nav-11").await;
    walk.screen(
        "editor-broken",
        &[TEST, &["editor-broken", "editor-again"]].concat(),
    )
    .await;
    // The file is there again: the button finds it.
    walk.host.lose(None);
    walk.window.click("editor-again").await;
    walk.window.find("editor").await;
    let choose = "const s = document.querySelector('[data-testid=language]'); s.value = 'java'; s.dispatchEvent(new Event('change', {bubbles: true})); return true";
    walk.window.script(choose).await;
    let code = [TEST, &["editor", "language", "run-obstacle"]].concat();
    walk.screen("language-absent", &code).await;
    walk.window.click("language-card").await;
    walk.screen("language-absent-card", &["card-close"]).await;
    walk.window.click("card-close").await;
    walk.host.pose(&[]);
}

async fn battery(walk: &mut Walk) {
    walk.window.click("nav-1").await;
    walk.host.change(|laptop| {
        laptop.battery = Some(Battery {
            percent: 9,
            discharging: true,
            minutes: Some(11),
        });
    });
    walk.host.pass(30_000);
    walk.host.fixture(None);
    walk.screen("battery-low", &[TEST, OPTIONS, &["battery-low"]].concat())
        .await;
}

async fn paused(walk: &mut Walk) {
    walk.host.fixture(Some(json!({"paused": true})));
    walk.screen("paused", &["paused", "timer", "display", "keys"])
        .await;
    let nowhere = "return !document.querySelector('[data-testid=review], [data-testid=nav-1], [data-testid=next]')";
    assert_eq!(walk.window.script(nowhere).await, true, "nothing to press");
    walk.host.fixture(None);
    walk.window.find("option-A").await;
}

async fn time_is_up(walk: &mut Walk) {
    walk.host.pass(41 * 60_000);
    walk.screen(
        "time-is-up",
        &[
            "done-words",
            "qr",
            "save-stick",
            "save-path",
            "delete",
            "leave",
        ],
    )
    .await;
    let said = walk.window.text("h1").await;
    let no_button = "return document.querySelector('[data-testid=delete]').disabled";
    assert_eq!(walk.window.script(no_button).await, true, "{said}");
    // The copy is on a stick that was handed over: the person's word is asked for.
    walk.window.click("save-stick").await;
    walk.window.find("saved-to").await;
    let stick = walk.desk.as_ref().expect("a desk").dir().join("stick");
    let files = std::fs::read_dir(&stick).expect("the stick").flatten();
    for copy in files.filter(|entry| entry.path().extension().is_some_and(|end| end == "result")) {
        std::fs::remove_file(copy.path()).expect("the stick is handed over");
    }
    walk.window.click("delete").await;
    walk.window.click("delete-confirm").await;
    walk.screen(
        "delete-word",
        &["delete-word", "delete-cancel", "delete-vouch"],
    )
    .await;
    walk.window.click("delete-vouch").await;
    walk.window.find("removed").await;
    walk.window.click("leave").await;
}
