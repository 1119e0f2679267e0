//! The coding question in the real window: written, run, failed, mended, passed, handed in, and
//! scored with the hidden tests, in each language that gives the same bits everywhere; with no
//! network and no program on the PATH.

mod killed;
mod sql;

use std::path::Path;

use invigil_tests::{
    binary,
    offline::{NO_PATH, without_network},
    root, run_with,
    window::{Display, Window},
};
use serde_json::Value;

use super::{check_in_quickly, hand_in_quickly, look, out};

/// A program that answers nothing right, and the bank's own reference.
struct Language {
    name: &'static str,
    wrong: &'static str,
    ending: &'static str,
}

const LANGUAGES: [Language; 3] = [
    Language {
        name: "python",
        wrong: "import sys\nfor line in sys.stdin:\n    print(\"?\")\n",
        ending: "py",
    },
    Language {
        name: "ruby",
        wrong: "STDIN.each_line { |line| puts '?' }\n",
        ending: "rb",
    },
    Language {
        name: "javascript",
        wrong: "console.log('?');\n",
        ending: "js",
    },
];

/// The reference solution of the task on the screen.
fn reference(title: &str, ending: &str) -> String {
    let (task, file) = match title.trim() {
        "Rate limiter with a burst rule" => ("rate-limiter", "limiter"),
        "Idempotent payment ledger" => ("idempotent-ledger", "ledger"),
        other => panic!("no task of the bank is called `{other}`"),
    };
    let path = root()
        .join("assets/bank/backend-engineer/tasks")
        .join(task)
        .join("submissions/accepted")
        .join(format!("{file}.{ending}"));
    std::fs::read_to_string(path).expect("a reference solution")
}

/// Replaces what is in the editor, as a paste does.
async fn put(window: &Window, text: &str) {
    window
        .script("document.querySelector('.cm-content').focus(); return true")
        .await;
    window.ctrl('a').await;
    let text = serde_json::to_string(text).expect("JSON");
    let paste = format!(
        "const data = new DataTransfer(); data.setData('text/plain', {text}); document.querySelector('.cm-content').dispatchEvent(new ClipboardEvent('paste', {{clipboardData: data, bubbles: true, cancelable: true}})); return true"
    );
    window.script(&paste).await;
}

async fn choose(window: &Window, language: &str) {
    let script = format!(
        "const s = document.querySelector('[data-testid=\"language\"]'); s.value = '{language}'; s.dispatchEvent(new Event('change', {{bubbles: true}})); return true"
    );
    window.script(&script).await;
    let chosen = format!(
        "const s = document.querySelector('[data-testid=\"language\"]'); return s.value === '{language}' && !s.disabled"
    );
    window.until("the language is chosen", &chosen).await;
}

/// Runs the samples and waits for this verdict of each.
async fn run(window: &Window, verdict: &str) {
    window.click("run-samples").await;
    let ended = format!(
        "const rows = [...document.querySelectorAll('[data-testid^=\"run-sample-\"][data-verdict]')]; return rows.length > 0 && rows.every((r) => r.dataset.verdict === '{verdict}')"
    );
    window.until("every sample has its verdict", &ended).await;
}

fn with_org(data: &Path, command: &str, result: &Path, exit: i32) -> Value {
    let demo = data.join("demo");
    let ran = run_with(
        data,
        binary("invigil"),
        &[
            command,
            &result.display().to_string(),
            "--org",
            &demo.join("org").display().to_string(),
            "--passphrase-file",
            &demo.join("passphrase.txt").display().to_string(),
            "--json",
        ],
        &[NO_PATH],
    )
    .expect(exit);
    serde_json::from_str::<Value>(&ran.out).expect("JSON")[0].take()
}

/// Opens the app on this laptop, which finds no program of the system's.
async fn open(display: &Display, data: &Path, shots: &str) -> Window {
    let app = binary("invigil-window-test");
    let shots = out(&format!("coding-{shots}"));
    Window::open_with(display, &app, data, Some(shots), &[NO_PATH]).await
}

/// Runs what is wrong, then what is right, and hands in: the result.
async fn mend(window: &mut Window, data: &Path, wrong: &str, right: &str) -> std::path::PathBuf {
    put(window, wrong).await;
    run(window, "wa").await;
    look(window, "wrong").await;
    put(window, right).await;
    run(window, "ac").await;
    look(window, "passed").await;
    hand_in_quickly(window, data).await
}

/// Every hidden test is passed, and the logged runs give the same bits again.
fn scored_in_full(data: &Path, result: &Path, language: &str) {
    let grade = with_org(data, "grade", result, 0);
    let task = &grade["tasks"][0];
    assert_eq!(task["language"], language, "{task:#}");
    assert_eq!(task["score"], 10_000, "{task:#}");
    let replayed = with_org(data, "replay", result, 0);
    let cases = replayed["cases"].as_array().expect("cases");
    assert!(cases.len() >= 4, "two runs of the samples: {replayed:#}");
    for case in cases {
        assert_eq!(case["replay"]["code"], "identical", "{case:#}");
        assert_eq!(case["replay"]["scope"], "every-bit", "{case:#}");
    }
}

async fn written_run_mended_and_scored(language: &Language) {
    let display = Display::start();
    let data = tempfile::tempdir().expect("a folder");
    let mut window = open(&display, data.path(), language.name).await;
    check_in_quickly(&window).await;
    let title = to_the_editor(&window).await;
    choose(&window, language.name).await;
    let right = reference(&title, language.ending);
    let result = mend(&mut window, data.path(), language.wrong, &right).await;
    window.close().await;
    scored_in_full(data.path(), &result, language.name);
}

/// Goes to the coding question; its title.
async fn to_the_editor(window: &Window) -> String {
    window.click("nav-11").await;
    window.find("editor").await;
    let title = "return document.querySelector('#task-title').textContent";
    let title = window.script(title).await;
    title.as_str().unwrap_or_default().to_owned()
}

#[test]
fn python_is_written_run_mended_handed_in_and_scored() {
    without_network(
        "coding::python_is_written_run_mended_handed_in_and_scored",
        written_run_mended_and_scored(&LANGUAGES[0]),
    );
}

#[test]
fn ruby_is_written_run_mended_handed_in_and_scored() {
    without_network(
        "coding::ruby_is_written_run_mended_handed_in_and_scored",
        written_run_mended_and_scored(&LANGUAGES[1]),
    );
}

#[test]
fn javascript_is_written_run_mended_handed_in_and_scored() {
    without_network(
        "coding::javascript_is_written_run_mended_handed_in_and_scored",
        written_run_mended_and_scored(&LANGUAGES[2]),
    );
}
