//! The recruiter's window beside the candidate's: an issue from a list that had to be mended, a
//! result that comes back, what each window may not ask for, and that none is there beside a test.

use std::path::Path;

use invigil_tests::{
    binary, desk, invigil,
    screen::patiently,
    window::{Display, Window},
};

use crate::{check_in_quickly, hand_in_quickly, look, out};

const WRONG: &str = "ref,name,extra_time_pct,seat\nC-1,Ada Example,0,A1\nC-2,Ben Example,lots,A2\n";
const RIGHT: &str = "ref,name,extra_time_pct,seat\nC-1,Ada Example,0,A1\nC-2,Ben Example,25,A2\n";

/// What the shell answers to a command of this window.
async fn answer(window: &Window, command: &str) -> String {
    asked(window, command, false).await
}

/// The same, and whether the desk is to be opened by it.
async fn asked(window: &Window, command: &str, open: bool) -> String {
    let ask = format!(
        "const done = arguments[arguments.length - 1]; window.__TAURI_INTERNALS__.invoke('{command}', {{command: {{do: 'view'}}, change: null, open: {open}}}).then(() => done('granted'), (e) => done(typeof e === 'string' ? e : e.code))"
    );
    let answer = window.wait_script(&ask).await;
    answer.as_str().unwrap_or_default().to_owned()
}

/// The app's process.
fn process(window: &Window, app: &Path) -> u32 {
    u32::try_from(window.app_pid(app)).expect("a process id")
}

/// Waits until the app has one window on the screen.
fn one_window(display: &Display, pid: u32) {
    patiently("one window is on the screen", || {
        (display.windows(pid, ".").len() == 1).then_some(())
    });
}

/// A candidate's test with every answer right, taken by a script; the result is `taken.result`.
fn take(data: &Path, issued: &str, ticket: &str, code: &str) {
    std::fs::write(data.join("script.json"), desk::all("key")).expect("a script");
    let arguments = [
        "take",
        "--package",
        &format!("{issued}/exam.exampkg"),
        "--ticket",
        &format!("{issued}/tickets/{ticket}.ticket"),
        "--code",
        code,
        "--script",
        "script.json",
        "--org",
        "demo/org",
        "--passphrase-file",
        "demo/passphrase.txt",
        "--out",
        "taken.result",
    ];
    invigil(data, &arguments).expect(0);
}

#[tokio::test]
async fn a_mended_list_is_issued_and_the_score_of_what_comes_back_is_read() {
    let display = Display::start();
    let data = tempfile::tempdir().expect("a folder");
    let file = |name: &str| data.path().join(name).display().to_string();
    let app = binary("invigil-window-test");
    let mut window = Window::open(&display, &app, data.path(), Some(out("recruiter"))).await;
    window.click("recruiter-desk").await;
    window.other().await;
    window.find("open-demo").await;
    look(&mut window, "door").await;
    window.click("open-demo").await;
    window.find("list-path").await;
    look(&mut window, "issue").await;
    std::fs::write(file("list.csv"), WRONG).expect("a list");
    window.fill("list-path", &file("list.csv")).await;
    window.click("list-read").await;
    let wrong = "return document.querySelectorAll('tr.wrong').length === 1 && !!document.querySelector('[data-testid=row-3].wrong')";
    window.until("the second row is wrong", wrong).await;
    look(&mut window, "faults").await;
    window.fill("out", &file("hand-out")).await;
    window.click("issue").await;
    assert!(!data.path().join("hand-out").exists());
    std::fs::write(file("list.csv"), RIGHT).expect("a mended list");
    window.click("list-again").await;
    window
        .until(
            "no row is wrong",
            "return !document.querySelector('tr.wrong')",
        )
        .await;
    window.click("issue").await;
    let code = window.text_of("access-code").await;
    look(&mut window, "issued").await;
    window.click("code-written").await;
    window.find("code-gone").await;
    take(data.path(), "hand-out", "C-1", &code);
    window.click("go-result").await;
    window.fill("result-path", &file("taken.result")).await;
    window.click("result-open").await;
    window.find("score").await;
    look(&mut window, "result").await;
    let score = window.text_of("score-right").await;
    assert!(score.contains("10 of 10 right"), "{score}");
    assert!(score.contains("72.2 to 100.0"), "{score}");
    window.close().await;
}

#[tokio::test]
async fn each_window_reaches_its_own_commands_alone() {
    let display = Display::start();
    let data = tempfile::tempdir().expect("a folder");
    let app = binary("invigil-window-test");
    let window = Window::open(&display, &app, data.path(), None).await;
    window.find("start-offer").await;
    assert_eq!(answer(&window, "candidate").await, "granted");
    for command in ["recruiter", "candidate_window"] {
        let refused = answer(&window, command).await;
        assert!(refused.contains("not allowed"), "{command}: {refused}");
    }
    window.click("recruiter-desk").await;
    window.other().await;
    window.find("open-demo").await;
    assert_eq!(answer(&window, "recruiter").await, "granted");
    for command in ["candidate", "preferences", "recruiter_desk"] {
        let refused = answer(&window, command).await;
        assert!(refused.contains("not allowed"), "{command}: {refused}");
    }
    window.close().await;
}

#[tokio::test]
async fn an_opened_result_with_its_keys_is_on_no_window_once_a_test_has_begun() {
    let display = Display::start();
    let data = tempfile::tempdir().expect("a folder");
    let app = binary("invigil-window-test");
    let window = Window::open(&display, &app, data.path(), None).await;
    let pid = process(&window, &app);
    window.find("start-offer").await;
    let code = window.text("main code").await;
    take(data.path(), "demo/issued", "DEMO-1", &code);
    window.click("recruiter-desk").await;
    window.other().await;
    for id in ["open-demo", "go-result"] {
        window.click(id).await;
    }
    let result = data.path().join("taken.result").display().to_string();
    window.fill("result-path", &result).await;
    window.click("result-open").await;
    window.find("score").await;
    assert_eq!(display.windows(pid, ".").len(), 2);
    window.other().await;
    check_in_quickly(&window).await;
    one_window(&display, pid);
    assert_eq!(
        asked(&window, "recruiter_desk", true).await,
        "desk.test-runs"
    );
    assert_eq!(display.windows(pid, ".").len(), 1);
    // After the hand-in the desk can be opened, as it was left.
    hand_in_quickly(&window, data.path()).await;
    assert_eq!(asked(&window, "recruiter_desk", true).await, "granted");
    window.other().await;
    window.find("score").await;
    window.close().await;
}

#[tokio::test]
async fn the_desk_brings_back_the_candidates_window_that_was_closed_beside_it() {
    let display = Display::start();
    let data = tempfile::tempdir().expect("a folder");
    let app = binary("invigil-window-test");
    let window = Window::open(&display, &app, data.path(), None).await;
    let pid = process(&window, &app);
    window.click("start-offer").await;
    window.find("code-input").await;
    assert_eq!(asked(&window, "recruiter_desk", true).await, "granted");
    window.other().await;
    window.find("open-demo").await;
    let candidates = display.window(pid, "^Invigil$");
    display.press(&candidates, &["alt+F4"]);
    one_window(&display, pid);
    assert_eq!(answer(&window, "candidate_window").await, "granted");
    window.other().await;
    // It shows what it was left at.
    window.find("code-input").await;
    // And it is there once, however often it is asked for.
    window.other().await;
    assert_eq!(answer(&window, "candidate_window").await, "granted");
    assert_eq!(display.windows(pid, "^Invigil$").len(), 1);
    window.close().await;
}
