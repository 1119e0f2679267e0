//! The recruiter's window beside the candidate's: an issue from a list that had to be mended, a
//! result that comes back, and what each window may not ask for.

use std::path::Path;

use invigil_tests::{
    binary, desk, invigil,
    window::{Display, Window},
};

use crate::{check_in_quickly, look, out};

const WRONG: &str = "ref,name,extra_time_pct,seat\nC-1,Ada Example,0,A1\nC-2,Ben Example,lots,A2\n";
const RIGHT: &str = "ref,name,extra_time_pct,seat\nC-1,Ada Example,0,A1\nC-2,Ben Example,25,A2\n";

/// What the shell answers to a command of this window.
async fn answer(window: &Window, command: &str) -> String {
    let ask = format!(
        "const done = arguments[arguments.length - 1]; window.__TAURI_INTERNALS__.invoke('{command}', {{command: {{do: 'view'}}, change: null, open: false}}).then(() => done('granted'), (e) => done(typeof e === 'string' ? e : e.code))"
    );
    let answer = window.wait_script(&ask).await;
    answer.as_str().unwrap_or_default().to_owned()
}

/// The first candidate's test with every answer right, taken by a script.
fn take(data: &Path, code: &str) {
    std::fs::write(data.join("script.json"), desk::all("key")).expect("a script");
    let arguments = [
        "take",
        "--package",
        "hand-out/exam.exampkg",
        "--ticket",
        "hand-out/tickets/C-1.ticket",
        "--code",
        code,
        "--script",
        "script.json",
        "--org",
        "demo/org",
        "--passphrase-file",
        "demo/passphrase.txt",
        "--out",
        "C-1.result",
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
    take(data.path(), &code);
    window.click("go-result").await;
    window.fill("result-path", &file("C-1.result")).await;
    window.click("result-open").await;
    window.find("score").await;
    look(&mut window, "result").await;
    let score = window.text_of("score-right").await;
    assert!(score.contains("10 of 10 right"), "{score}");
    assert!(score.contains("72.2 to 100.0"), "{score}");
    window.close().await;
}

#[tokio::test]
async fn each_window_reaches_its_own_commands_and_no_desk_is_open_while_a_test_runs() {
    let display = Display::start();
    let data = tempfile::tempdir().expect("a folder");
    let app = binary("invigil-window-test");
    let window = Window::open(&display, &app, data.path(), None).await;
    window.find("start-offer").await;
    assert_eq!(answer(&window, "candidate").await, "granted");
    let refused = answer(&window, "recruiter").await;
    assert!(refused.contains("not allowed"), "{refused}");
    window.click("recruiter-desk").await;
    window.other().await;
    window.find("open-demo").await;
    assert_eq!(answer(&window, "recruiter").await, "granted");
    for command in ["candidate", "preferences", "recruiter_desk"] {
        let refused = answer(&window, command).await;
        assert!(refused.contains("not allowed"), "{command}: {refused}");
    }
    window.other().await;
    check_in_quickly(&window).await;
    window.other().await;
    assert_eq!(answer(&window, "recruiter").await, "desk.test-runs");
    window.close().await;
}
