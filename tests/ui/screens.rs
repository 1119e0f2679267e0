//! Every screen of the candidate's side, reached as a person reaches it.

use fantoccini::key::Key;
use serde_json::json;

use crate::{
    states,
    walk::{Look, Walk},
};

/// Walks through all screens with one look.
pub(crate) async fn all(look: Look) {
    let mut walk = Walk::begin(look, true).await;
    start(&mut walk).await;
    check_in(&mut walk).await;
    questions(&mut walk).await;
    coding(&mut walk).await;
    interrupted(&mut walk).await;
    hand_in(&mut walk).await;
    practice(&mut walk).await;
    states::all(&mut walk).await;
    walk.end().await;
}

async fn start(walk: &mut Walk) {
    walk.screen(
        "start",
        &[
            "start-offer",
            "start-open",
            "package-path",
            "ticket-path",
            "open-test",
            "start-practice",
            "recruiter-desk",
            "display",
        ],
    )
    .await;
    walk.host.emit("tauri://drag-enter", &json!({"paths": []}));
    walk.window
        .until(
            "the drop zone is lit",
            "return !!document.querySelector('.dragging')",
        )
        .await;
    walk.screen("start-drag", &["start-open"]).await;
    let empty = walk.data.path().join("vault");
    walk.host
        .emit("tauri://drag-drop", &json!({"paths": [empty]}));
    walk.screen("start-nothing-found", &["notice"]).await;
    walk.window.click("notice-close").await;
    let dropped = walk.desk.as_ref().expect("a desk").dir().join("stick");
    walk.host
        .emit("tauri://drag-drop", &json!({"paths": [dropped]}));
    let dropped = "return !!document.querySelector('[data-source=dropped]') && !document.querySelector('[data-source=stick]')";
    walk.window
        .until("the dropped test is on offer, and once", dropped)
        .await;
    walk.screen("start-dropped", &["start-offer"]).await;
    walk.window.click("display").await;
    walk.screen(
        "display",
        &[
            "theme-system",
            "text-smaller",
            "text-larger",
            "still",
            "single-keys",
            "completion",
            "display-close",
        ],
    )
    .await;
    walk.window.click("display-close").await;
}

pub(crate) const CHECKS: &[&str] = &[
    "check-display",
    "check-battery",
    "check-disk",
    "check-memory",
    "check-clock",
    "check-keyboard",
    "check-keys",
    "keyboard-try",
    "check-again",
    "checks-next",
];

async fn check_in(walk: &mut Walk) {
    let window = &walk.window;
    let code = window.text("main [data-testid=offer-code]").await;
    window
        .script("document.querySelector('[data-testid=offer-code]').closest('li').querySelector('button').click(); return true")
        .await;
    walk.screen(
        "code",
        &["code-input", "code-next", "issuer", "issuer-words", "leave"],
    )
    .await;
    walk.window.fill("code-input", "AAAA-AAAA-AAAA").await;
    walk.window.click("code-next").await;
    walk.screen("code-wrong", &["notice", "code-input"]).await;
    walk.host.pass(60_000);
    walk.window.click("notice-close").await;
    walk.window.fill("code-input", &code).await;
    walk.window.click("code-next").await;
    walk.screen("identity", &["name-input", "name-next", "back", "leave"])
        .await;
    walk.window.fill("name-input", "Ada Exampel").await;
    walk.window.click("name-next").await;
    walk.screen("recorded", &["recorded", "consent", "back"])
        .await;
    walk.window.click("consent").await;
    walk.window.find("keyboard-try").await;
    walk.window.fill("keyboard-try", "{}[]").await;
    walk.screen("system", CHECKS).await;
    walk.window.click("check-again").await;
    walk.window.click("checks-next").await;
    walk.window.find("start-now").await;
    // A wrong name is undone before the start.
    walk.window.click("change-name").await;
    walk.window.fill("name-input", "Ada Example").await;
    for next in ["name-next", "consent", "checks-next"] {
        walk.window.click(next).await;
    }
    walk.screen("rules", &["start-now", "change-name", "back"])
        .await;
    walk.window.click("start-now").await;
}

pub(crate) const TEST: &[&str] = &[
    "saved-at",
    "timer",
    "timer-toggle",
    "keys",
    "display",
    "nav-1",
    "nav-11",
    "review",
    "flag",
    "scratch-open",
    "next",
    "prev",
];
pub(crate) const OPTIONS: &[&str] = &["option-A", "option-B", "option-C", "option-D", "clear"];

async fn questions(walk: &mut Walk) {
    walk.screen("question", &[TEST, OPTIONS].concat()).await;
    walk.window.type_text("b").await;
    walk.window
        .until(
            "B is chosen",
            "return document.querySelector('[data-testid=\"option-B\"] input').checked",
        )
        .await;
    walk.window.type_text("f").await;
    walk.window
        .until(
            "it is flagged",
            "return document.querySelector('[data-testid=flag]').ariaPressed === 'true'",
        )
        .await;
    walk.screen("question-answered", &[TEST, OPTIONS].concat())
        .await;
    for _ in 0..4 {
        walk.window.type_text("nc").await;
    }
    walk.window
        .until(
            "the fifth is answered",
            "return !!document.querySelector('[name=item-5]:checked')",
        )
        .await;
    walk.screen("question-5", &[TEST, OPTIONS].concat()).await;
    walk.window.click("scratch-open").await;
    walk.window.type_text("lock order: a, b").await;
    walk.screen("scratch", &["scratch-text", "scratch-close"])
        .await;
    walk.window.press(Key::Escape).await;
    walk.window.click("keys").await;
    walk.screen("keys", &["keys-close"]).await;
    walk.window.click("keys-close").await;
    walk.window.click("timer-toggle").await;
    walk.host.break_bridge(true);
    walk.window.type_text("a").await;
    walk.screen("not-saved", &["notice", "saved-at"]).await;
    walk.host.break_bridge(false);
    walk.window
        .until(
            "the notice goes when it is saved",
            "return !document.querySelector('[data-testid=notice]')",
        )
        .await;
    walk.window.click("timer-toggle").await;
}

async fn coding(walk: &mut Walk) {
    walk.window.click("nav-11").await;
    walk.screen(
        "coding",
        &[
            "editor",
            "language",
            "language-card",
            "code-smaller",
            "code-larger",
            "code-search",
            "code-reset",
        ],
    )
    .await;
    walk.window.click("language-card").await;
    walk.screen("language-card", &["card-close"]).await;
    walk.window.click("card-close").await;
    for language in ["java", "ruby", "javascript", "python"] {
        let choose = format!(
            "const s = document.querySelector('[data-testid=language]'); s.focus(); s.value = '{language}'; s.dispatchEvent(new Event('change', {{bubbles: true}})); return true"
        );
        walk.window.script(&choose).await;
        let chosen = format!(
            "const s = document.querySelector('[data-testid=language]'); return s.value === '{language}' && !s.disabled && document.activeElement === s && !!document.querySelector('.cm-content')?.textContent"
        );
        walk.window.until("the language changes", &chosen).await;
    }
    walk.window
        .script("document.querySelector('.cm-content').focus(); return true")
        .await;
    walk.window.ctrl('a').await;
    walk.window.type_text("import sys").await;
    walk.window.press(Key::Enter).await;
    walk.window.type_text("enum").await;
    walk.window
        .until(
            "words are proposed",
            "return !!document.querySelector('.cm-tooltip-autocomplete')",
        )
        .await;
    walk.screen("completion", &["editor"]).await;
    walk.window.press(Key::Tab).await;
    walk.window.until("Tab takes the word", "return [...document.querySelectorAll('.cm-line')].some((l) => l.textContent === 'enumerate')").await;
    walk.window.press(Key::Escape).await;
    walk.window.press(Key::Tab).await;
    walk.window
        .until(
            "Esc, then Tab leaves the editor",
            "return !document.activeElement.closest('.cm-editor')",
        )
        .await;
    walk.window.click("code-search").await;
    walk.window
        .until(
            "the search panel",
            "return !!document.querySelector('.cm-search')",
        )
        .await;
    walk.screen("search", &["editor"]).await;
    walk.window.type_text("find np").await;
    walk.window
        .until(
            "what is typed into the search is searched, and is no command",
            "return document.querySelector('.cm-search input[name=search]').value === 'find np'",
        )
        .await;
    walk.window.press(Key::Escape).await;
    walk.window.click("code-reset").await;
    walk.screen("reset", &["reset-cancel", "reset-confirm"])
        .await;
    walk.window.click("reset-confirm").await;
    walk.window.until("the starter is back", "return ![...document.querySelectorAll('.cm-line')].some((l) => l.textContent === 'enumerate')").await;
    ran(walk).await;
}

/// The run panel behind a run of the samples.
async fn ran(walk: &mut Walk) {
    walk.window.click("run-samples").await;
    let ended = "return document.querySelectorAll('[data-testid^=\"run-sample-\"][data-verdict]').length > 0 && !document.querySelector('[data-testid=run-stop]')";
    walk.window.until("the samples ran", ended).await;
    walk.screen("run-samples", &["run-panel", "run-rows"]).await;
    for (tab, holds) in [
        ("output", "run-result"),
        ("input", "run-input"),
        ("history", "run-history"),
    ] {
        walk.window.click(&format!("run-tab-{tab}")).await;
        walk.screen(&format!("run-{tab}"), &["run-panel", holds])
            .await;
    }
    walk.window.click("run-tab-samples").await;
}

async fn interrupted(walk: &mut Walk) {
    let untouched = "return !document.querySelector('[data-testid=nav-11].answered') && !!document.querySelector('[data-testid=saved-at] .ok')";
    walk.window
        .until("the starter code counts as no answer", untouched)
        .await;

    walk.host.pass(1000);
    walk.host.restart(150_000);
    walk.window.reload().await;
    walk.screen("resumed", &["resumed", "resumed-close"]).await;
    walk.window.click("resumed-close").await;
    walk.window.click("nav-1").await;
    walk.window
        .until(
            "the answer is there",
            "return document.querySelector('[data-testid=\"option-B\"] input').checked",
        )
        .await;
    walk.window.click("scratch-open").await;
    walk.window.until("the notes are there", "return document.querySelector('[data-testid=scratch-text]').value.startsWith('lock order')").await;
    walk.window.click("scratch-close").await;
    // 40 minutes less what went by: into the last five.
    walk.host.pass(33 * 60_000);
    walk.window.click("nav-2").await;
    walk.window.until("seconds are shown", "return /^[0-4]:[0-9]{2}/.test(document.querySelector('[data-testid=timer]').textContent.trim())").await;
    walk.screen("last-minutes", TEST).await;
}

async fn hand_in(walk: &mut Walk) {
    walk.window.click("review").await;
    walk.screen(
        "review",
        &["review-1", "review-11", "review-back", "submit"],
    )
    .await;
    walk.window.click("submit").await;
    walk.screen("submit", &["submit-cancel", "submit-confirm"])
        .await;
    walk.window.click("submit-confirm").await;
    walk.screen(
        "done",
        &[
            "done-words",
            "qr",
            "done-sha256",
            "save-stick",
            "save-path",
            "save-result",
            "own-answers",
            "save-answers",
            "recorded",
            "delete",
            "leave",
        ],
    )
    .await;
    walk.window.click("save-stick").await;
    walk.screen("done-saved", &["saved-to"]).await;
    walk.window
        .script(
            "document.querySelector('[data-testid=save-answers]').scrollIntoView(); return true",
        )
        .await;
    let stick = walk.desk.as_ref().expect("a desk").dir().join("stick");
    walk.host.pick(&stick);
    walk.window.click("save-answers").await;
    walk.window
        .until(
            "the copy is saved",
            "return !!document.querySelector('[data-testid=save-answers] + [role=status] .ok')",
        )
        .await;
    walk.screen("done-own", &["save-answers"]).await;
    walk.window.click("delete").await;
    walk.screen("delete", &["delete-cancel", "delete-confirm"])
        .await;
    walk.window.click("delete-confirm").await;
    walk.screen("deleted", &["removed", "done-words"]).await;
    let names: Vec<_> = std::fs::read_dir(&stick)
        .expect("the stick")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    for end in [".result", ".slip.txt", ".VERIFY.txt", "-answers.txt"] {
        assert!(
            names.iter().any(|n| n.ends_with(end)),
            "{end} is not in {names:?}"
        );
    }
    let left: Vec<_> = ["attempts", "results"]
        .iter()
        .flat_map(|f| {
            std::fs::read_dir(walk.data.path().join(f))
                .expect("a folder")
                .flatten()
        })
        .map(|e| e.path())
        .filter(|p| p.extension().is_none_or(|e| e != "lock"))
        .collect();
    assert!(
        matches!(left.as_slice(), [only] if only.extension().is_some_and(|e| e == "json")),
        "{left:?}"
    );
    walk.window.click("leave").await;
}

async fn practice(walk: &mut Walk) {
    walk.dress_again().await;
    walk.window.click("start-practice").await;
    walk.window.click("code-next").await;
    walk.window.fill("name-input", "Ada Example").await;
    for next in ["name-next", "consent", "checks-next", "start-now"] {
        walk.window.click(next).await;
    }
    walk.screen("practice", OPTIONS).await;
    for letter in ["a", "b", "c"] {
        walk.window.type_text(letter).await;
        walk.window.type_text("n").await;
    }
    walk.window
        .until(
            "the third is answered",
            "return document.querySelectorAll('nav .answered').length === 3",
        )
        .await;
    for id in ["review", "submit", "submit-confirm"] {
        walk.window.click(id).await;
    }
    walk.screen(
        "practice-done",
        &["practice-done", "practice-score", "solved", "leave"],
    )
    .await;
    walk.window
        .script("document.querySelector('[data-testid=solved]').scrollIntoView(); return true")
        .await;
    walk.screen("practice-solved", &["solved", "leave"]).await;
    walk.window.click("leave").await;
}
