//! A test in SQL, opened from its files: the same way as in the other languages, up to the score.

use invigil_tests::{
    binary,
    offline::without_network,
    run_with, sql,
    window::{Display, Window},
};

use super::{mend, open, scored_in_full, to_the_editor};

/// Nobody owes anything.
const WRONG: &str = "SELECT name, 0, 0, NULL FROM customer ORDER BY id;\n";

/// From the start screen to the first question of the test in these files.
async fn check_in(window: &Window, issued: &invigil_recruiter::Issued) {
    window.find("start-open").await;
    for (field, path) in [
        ("package-path", &issued.package),
        ("ticket-path", &issued.tickets[0].path),
    ] {
        window.fill(field, &path.display().to_string()).await;
    }
    window.click("open-test").await;
    window.fill("code-input", &issued.code).await;
    window.click("code-next").await;
    window.fill("name-input", "Ada Example").await;
    for id in ["name-next", "consent", "checks-next", "start-now"] {
        window.click(id).await;
    }
    window.find("option-A").await;
}

async fn written_run_mended_and_scored() {
    let display = Display::start();
    let data = tempfile::tempdir().expect("a folder");
    let issued = sql::issue(data.path());
    let mut window = open(&display, data.path(), "sql").await;
    check_in(&window, &issued).await;
    assert_eq!(
        to_the_editor(&window).await.trim(),
        "Open invoices by customer"
    );
    let languages = "return [...document.querySelectorAll('[data-testid=\"language\"] option')].map((o) => o.value).join()";
    assert_eq!(window.script(languages).await, "sql");
    let right = sql::solution("accepted/reference.sql");
    let result = mend(&mut window, data.path(), WRONG, &right).await;
    window.close().await;
    scored_in_full(data.path(), &result, "sql");
}

#[test]
fn sql_is_written_run_mended_handed_in_and_scored() {
    without_network(
        "coding::sql::sql_is_written_run_mended_handed_in_and_scored",
        written_run_mended_and_scored(),
    );
}

#[test]
fn the_sql_task_proves_itself() {
    let data = tempfile::tempdir().expect("a folder");
    let bank = sql::bank_text(data.path());
    let text = bank.display().to_string();
    let ran = run_with(
        data.path(),
        binary("invigil"),
        &["problem", "check", &text],
        &[],
    )
    .expect(0);
    assert!(ran.out.contains("open-invoices: proved"), "{}", ran.out);
}
