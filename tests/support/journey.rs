//! The demonstration's test in the real window, from check-in to a result that its organisation
//! verifies.

use std::path::{Path, PathBuf};

use crate::{invigil, window::Window};

/// From the start screen to the first question, with no look on the way.
pub async fn check_in_quickly(window: &Window) {
    window.find("start-offer").await;
    let code = window.text("main code").await;
    window.click("start-offer").await;
    window.fill("code-input", &code).await;
    window.click("code-next").await;
    window.fill("name-input", "Ada Example").await;
    for id in ["name-next", "consent", "checks-next", "start-now"] {
        window.click(id).await;
    }
    window.find("option-A").await;
}

/// Hands in from a question; the result file.
pub async fn hand_in_quickly(window: &Window, folder: &Path) -> PathBuf {
    for id in ["review", "submit", "submit-confirm"] {
        window.click(id).await;
    }
    save(window, folder).await
}

/// From the screen after the hand-in: the result file.
pub async fn save(window: &Window, folder: &Path) -> PathBuf {
    window.find("done-sha256").await;
    let target = folder.join("journey.result");
    window
        .fill("save-path", &target.display().to_string())
        .await;
    window.click("save-result").await;
    window.find("saved-to").await;
    target
}

/// The recruiter's own tool over the demonstration's organisation.
pub fn verify(data: &Path, result: &Path) -> serde_json::Value {
    let demo = data.join("demo");
    let ran = invigil(
        data,
        &[
            "verify",
            &result.display().to_string(),
            "--org",
            &demo.join("org").display().to_string(),
            "--passphrase-file",
            &demo.join("passphrase.txt").display().to_string(),
            "--json",
        ],
    )
    .expect(0);
    serde_json::from_str(&ran.out).expect("JSON")
}

/// Opens a result with the demonstration's organisation; the folder with its files.
pub fn opened(data: &Path, result: &Path) -> PathBuf {
    let demo = data.join("demo");
    let out = data.join("opened");
    invigil(
        data,
        &[
            "open",
            &result.display().to_string(),
            "--org",
            &demo.join("org").display().to_string(),
            "--passphrase-file",
            &demo.join("passphrase.txt").display().to_string(),
            "--out",
            &out.display().to_string(),
        ],
    )
    .expect(0);
    out
}
