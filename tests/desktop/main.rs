//! The real window: the whole test by mouse, and a power button in the middle of it.
#![expect(
    clippy::disallowed_methods,
    reason = "tests touch files and wait with limits"
)]

mod coding;
mod dialogs;
mod hostile;
mod instances;
mod keyboard;
mod recruiter;
mod same;
mod shell;
mod shipped;
mod system;
mod twin;

use std::path::{Path, PathBuf};

use invigil_tests::{
    binary,
    journey::{check_in_quickly, hand_in_quickly, opened, save, verify},
    shots::index,
    window::{Display, Window},
};

const SOLUTION: &str = "import sys\nfor line in sys.stdin:\nprint(line)";

/// Where pictures and the result go: a folder of the person's choice, or the target folder.
fn out(name: &str) -> PathBuf {
    std::env::var_os("INVIGIL_JOURNEY_OUT").map_or_else(
        || {
            let target = binary("invigil").with_file_name("..").join("screens");
            target.join(name)
        },
        PathBuf::from,
    )
}

/// Keeps a picture of the screen in every theme, and has axe look at it, as WebKitGTK draws it.
async fn look(window: &mut Window, name: &str) {
    let before = "return document.documentElement.dataset.theme";
    let before = window.script(before).await;
    for theme in ["light", "dark", "contrast", "contrast-dark"] {
        window.script(&dress(theme)).await;
        window.shoot(&format!("{name}-{theme}")).await;
        let found = window.violations().await;
        assert_eq!(found, Vec::<String>::new(), "{name}, {theme}");
    }
    window
        .script(&dress(before.as_str().expect("a theme")))
        .await;
}

fn dress(theme: &str) -> String {
    format!("document.documentElement.dataset.theme = '{theme}'; return true")
}

/// The pictures that show just what another one shows: they were taken too early.
fn twins(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).expect("the pictures").flatten();
    let mut seen = std::collections::HashSet::new();
    let mut files: Vec<PathBuf> = files.map(|file| file.path()).collect();
    files.sort();
    files.retain(|file| file.extension().is_some_and(|end| end == "png"));
    assert!(files.len() > 40, "{} pictures", files.len());
    files.retain(|file| !seen.insert(std::fs::read(file).expect("a picture")));
    files
        .iter()
        .map(|file| file.display().to_string())
        .collect()
}

/// What axe says of a button without a name and of faint words, planted and taken away again.
async fn planted(window: &Window) {
    let plant = "const main = document.querySelector('main'); main.insertAdjacentHTML('afterbegin', '<button class=planted></button><p class=planted>Faint words</p>'); const css = new CSSStyleSheet(); css.replaceSync('p.planted { color: #ddd; background: #fff }'); document.adoptedStyleSheets = [...document.adoptedStyleSheets, css]; return true";
    window.script(plant).await;
    let found = window.violations().await.join("\n");
    for rule in ["button-name", "color-contrast"] {
        assert!(found.contains(rule), "{rule} is not in:\n{found}");
    }
    let away = "for (const planted of document.querySelectorAll('.planted')) planted.remove(); return true";
    window.script(away).await;
}

/// From the start screen to the first question.
async fn check_in(window: &mut Window) {
    window.find("start-offer").await;
    look(window, "start").await;
    planted(window).await;
    let code = window.text("main code").await;
    window.click("start-offer").await;
    window.find("code-input").await;
    look(window, "code").await;
    window.fill("code-input", "AAAA-AAAA-AAAA").await;
    window.click("code-next").await;
    window.find("notice").await;
    look(window, "wrong-code").await;
    window.fill("code-input", &code).await;
    window.click("code-next").await;
    window.fill("name-input", "Ada Example").await;
    look(window, "identity").await;
    window.click("name-next").await;
    window.find("consent").await;
    look(window, "recorded").await;
    window.click("consent").await;
    window.find("checks-next").await;
    look(window, "system").await;
    window.click("checks-next").await;
    window.find("start-now").await;
    look(window, "rules").await;
    window.click("start-now").await;
    window.find("option-A").await;
}

/// Answers an item and waits until the page shows it as chosen.
async fn answer(window: &Window, position: usize, letter: &str) {
    window.click(&format!("nav-{position}")).await;
    window.click(&format!("option-{letter}")).await;
    window
        .until(
            "the answer is shown",
            &format!(
                "return !!document.querySelector('[data-testid=\"option-{letter}\"] input:checked')"
            ),
        )
        .await;
}

async fn write_code(window: &Window) {
    window.click("nav-11").await;
    window.find("editor").await;
    let python = "const s = document.querySelector('[data-testid=\"language\"]'); s.value = 'python'; s.dispatchEvent(new Event('change', {bubbles: true})); return true";
    window.script(python).await;
    window
        .until(
            "the Python starter is in the editor",
            "return [...document.querySelectorAll('.cm-line')].some(l => l.textContent.includes('import'))",
        )
        .await;
    window
        .script("document.querySelector('.cm-content').focus(); return true")
        .await;
    window.ctrl('a').await;
    window.type_lines(".cm-content", SOLUTION).await;
    window
        .until(
            "the code is typed",
            "return [...document.querySelectorAll('.cm-line')].map(l => l.textContent).join('\\n').includes('print(line)')",
        )
        .await;
}

/// Waits until everything typed is durable, by the backend's own word.
async fn code_is_durable(window: &Window) {
    let ask = "const done = arguments[arguments.length - 1];
        const ask = () => window.__TAURI_INTERNALS__.invoke('candidate', {command: {do: 'view'}}).then(
            (view) => view.durableSeq === view.takenSeq && view.tasks[0].text.includes('print(line)') ? done(true) : setTimeout(ask, 20),
            (error) => done(String(error)));
        ask();";
    assert_eq!(window.wait_script(ask).await, true);
}

async fn hand_in(window: &mut Window, folder: &Path) -> PathBuf {
    window.click("review").await;
    window.find("submit").await;
    look(window, "review").await;
    window.click("submit").await;
    window.find("submit-confirm").await;
    look(window, "confirm").await;
    window.click("submit-confirm").await;
    let target = save(window, folder).await;
    look(window, "done").await;
    target
}

#[tokio::test]
async fn the_whole_test_by_mouse_ends_in_a_result_that_verifies() {
    let display = Display::start();
    let data = tempfile::tempdir().expect("a folder");
    let app = binary("invigil-window-test");
    let folder = out("journey");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("an empty folder");
    }
    std::fs::create_dir_all(&folder).expect("the folder");
    let mut window = Window::open(&display, &app, data.path(), Some(folder.clone())).await;
    check_in(&mut window).await;
    look(&mut window, "question").await;
    for position in 1..=10 {
        answer(&window, position, ["A", "B", "C", "D"][position % 4]).await;
    }
    look(&mut window, "answered").await;
    write_code(&window).await;
    look(&mut window, "coding").await;
    let result = hand_in(&mut window, &folder).await;
    window.close().await;
    if let Some(screens) = folder.parent().filter(|parent| parent.ends_with("screens")) {
        index(screens);
    }
    assert_eq!(twins(&folder), Vec::<String>::new());

    let report = verify(data.path(), &result);
    assert_eq!(report["verdict"], "verified", "{report:#}");
    assert_eq!(report["candidate_name"], "Ada Example");
    assert_eq!(report["scripted"], false);
    assert_eq!(report["answered"], serde_json::json!([10, 10]));
    let opened = opened(data.path(), &result);
    let code = std::fs::read_to_string(opened.join("code/1.py")).expect("the submitted code");
    assert!(
        code.starts_with("import sys\nfor line in sys.stdin:"),
        "{code}"
    );
}

#[tokio::test]
async fn a_killed_app_resumes_with_every_acknowledged_answer_and_less_time() {
    let display = Display::start();
    let data = tempfile::tempdir().expect("a folder");
    let app = binary("invigil-window-test");
    let mut window = Window::open(&display, &app, data.path(), None).await;
    check_in(&mut window).await;
    for position in 1..=4 {
        answer(&window, position, "C").await;
    }
    write_code(&window).await;
    code_is_durable(&window).await;
    window.kill_app(&app);
    drop(window);

    let mut window = Window::open(&display, &app, data.path(), Some(out("resume"))).await;
    window.find("resumed").await;
    look(&mut window, "resumed").await;
    for position in 1..=4 {
        window.click(&format!("nav-{position}")).await;
        window
            .until(
                "the answer before the kill is there",
                "return !!document.querySelector('[data-testid=\"option-C\"] input:checked')",
            )
            .await;
    }
    window.click("nav-11").await;
    window
        .until(
            "the code before the kill is there",
            "return [...document.querySelectorAll('.cm-line')].map(l => l.textContent).join('\\n').includes('print(line)')",
        )
        .await;
    let timer = window.text_of("timer").await;
    assert!(timer.contains("39") || timer.contains("40"), "{timer}");
    let result = hand_in(&mut window, data.path()).await;
    window.close().await;

    let report = verify(data.path(), &result);
    assert_eq!(report["verdict"], "verified", "{report:#}");
    assert_eq!(report["answered"], serde_json::json!([4, 10]));
    let opened = opened(data.path(), &result);
    let log = std::fs::read_to_string(opened.join("log/public.jsonl")).expect("the log");
    assert!(
        log.matches("\"boot\"").count() >= 2,
        "the second launch is in the log"
    );
}
