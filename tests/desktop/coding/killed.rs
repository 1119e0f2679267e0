//! The process that runs code is ended from outside in the middle of a run: the window says what
//! happened, clock, answers and editor go on, and the next run works.

use invigil_tests::{
    binary,
    screen::below,
    window::{Display, Window},
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::{choose, open, put, reference, run, to_the_editor};
use crate::{answer, check_in_quickly, hand_in_quickly, verify};

const ENDLESS: &str = "while True:\n    pass\n";

/// The worker below the app; there is one as long as a program runs.
fn worker(window: &Window) -> i32 {
    let app = window.app_pid(&binary("invigil-window-test"));
    let name = |pid: &i32| std::fs::read_to_string(format!("/proc/{pid}/comm"));
    let is_worker = |pid: &i32| name(pid).is_ok_and(|name| name.trim() == "invigil-worker");
    let workers: Vec<i32> = below(app).into_iter().filter(is_worker).collect();
    assert_eq!(workers.len(), 1, "{workers:?}");
    workers[0]
}

/// What the shell says of the test.
async fn view(window: &Window) -> Value {
    let ask = "const done = arguments[arguments.length - 1]; window.__TAURI_INTERNALS__.invoke('candidate', {command: {do: 'view'}}).then(done)";
    window.wait_script(ask).await
}

#[tokio::test]
async fn a_worker_that_is_killed_costs_its_run_alone() {
    let display = Display::start();
    let data = tempfile::tempdir().expect("a folder");
    let mut window = open(&display, data.path(), "killed").await;
    check_in_quickly(&window).await;
    answer(&window, 3, "C").await;
    let title = to_the_editor(&window).await;
    choose(&window, "python").await;
    put(&window, ENDLESS).await;
    window.click("run-samples").await;
    let runs = "return document.querySelector('[data-testid=\"run-sample-1\"]')?.dataset.verdict === 'running'";
    window.until("the first sample runs", runs).await;
    let before = view(&window).await["remainingMs"].as_u64();
    let pid = worker(&window);
    kill_process(Pid::from_raw(pid).expect("a number"), Signal::KILL).expect("it runs");

    let said = "const row = document.querySelector('[data-testid=\"run-sample-1\"]'); return row?.dataset.verdict === 'je' && row.textContent.includes('signal 9 (SIGKILL)') && row.textContent.includes('not your code')";
    window.until("the run says what happened", said).await;
    crate::look(&mut window, "killed").await;
    put(&window, &reference(&title, "py")).await;
    run(&window, "ac").await;
    assert_ne!(worker(&window), pid);
    let after = view(&window).await;
    assert!(after["remainingMs"].as_u64() < before, "the clock goes on");
    assert_eq!(after["items"][2]["response"], "C");
    answer(&window, 4, "D").await;
    let result = hand_in_quickly(&window, data.path()).await;
    window.close().await;

    let report = verify(data.path(), &result);
    assert_eq!(report["verdict"], "verified", "{report:#}");
    assert_eq!(report["answered"], serde_json::json!([2, 10]));
    let grade = super::with_org(data.path(), "grade", &result, 0);
    assert_eq!(grade["tasks"][0]["score"], 10_000, "{grade:#}");
    // What a run left that was cut short is no evidence, and is not run again.
    let replayed = super::with_org(data.path(), "replay", &result, 3);
    let cases = replayed["cases"].as_array().expect("cases");
    assert_eq!(cases[0]["verdict"], "je", "{replayed:#}");
    assert_eq!(cases[0]["replay"], Value::Null);
    assert!(
        cases[1..]
            .iter()
            .all(|case| case["replay"]["code"] == "identical")
    );
}
