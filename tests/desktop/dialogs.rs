//! The native dialogs: the path that is picked there arrives in the page, and the test opens. No
//! inspector opens from one.

use invigil_tests::{
    binary,
    desk::Desk,
    screen::patiently,
    window::{Display, Window},
};

use crate::{hostile::schema, twin::opens};

/// Presses the button beside a path field and waits for the dialog.
async fn browse(display: &Display, window: &Window, pid: u32, field: &str) -> String {
    let before = display.windows(pid, ".");
    window
        .script(&format!(
            "document.querySelector('[data-testid=\"{field}\"]').parentElement.querySelector('button').click(); return true"
        ))
        .await;
    patiently("the dialog is seen", || {
        let windows = display.windows(pid, ".");
        windows.into_iter().find(|window| !before.contains(window))
    })
}

async fn value(window: &Window, field: &str) -> String {
    let value = format!("return document.querySelector('[data-testid=\"{field}\"]').value");
    let value = window.script(&value).await;
    value.as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_picked_in_the_native_dialog_open_the_test() {
    let desk = Desk::new();
    let issue = desk.issue("ref,name\nc-1,Ada Example\n", "hand-out");
    let (display, data) = (Display::start(), tempfile::tempdir().expect("a folder"));
    let app = binary("invigil-window-test");
    let window = Window::open(&display, &app, data.path(), None).await;
    let pid = u32::try_from(window.app_pid(&app)).expect("a process id");
    window.find("package-path").await;

    // Closed without a choice, it leaves the field as it was.
    let dialog = browse(&display, &window, pid, "package-path").await;
    display.press(&dialog, &["Escape"]);
    patiently("the dialog is gone", || {
        (!display.windows(pid, ".").contains(&dialog)).then_some(())
    });
    assert_eq!(value(&window, "package-path").await, "");

    for (field, file) in [
        ("package-path", "exam.exampkg"),
        ("ticket-path", "tickets/c-1.ticket"),
    ] {
        let path = issue.out.join(file).display().to_string();
        let dialog = browse(&display, &window, pid, field).await;
        // A slash opens the line for a path, as GTK has it.
        display.type_into(&dialog, &path);
        display.press(&dialog, &["Return"]);
        let filled = format!(
            "return document.querySelector('[data-testid=\"{field}\"]').value === '{path}'"
        );
        window
            .until("the picked path is in the field", &filled)
            .await;
    }
    window.click("open-test").await;
    window.find("code-input").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialog_is_no_way_to_the_inspector() {
    let (display, data) = (Display::start(), tempfile::tempdir().expect("a folder"));
    let share = data.path().join("share");
    schema(&share);
    let share = share.display().to_string();
    let inspecting = [("XDG_DATA_HOME", share.as_str())];
    let app = binary("invigil-window-test");
    let window = Window::open_with(&display, &app, data.path(), None, &inspecting).await;
    let pid = u32::try_from(window.app_pid(&app)).expect("a process id");
    window.find("package-path").await;
    let dialog = browse(&display, &window, pid, "package-path").await;
    assert!(!opens(&display, pid, || {
        display.press(&dialog, &["ctrl+shift+d", "ctrl+shift+i"]);
    }));
    // The last key is answered when the dialog is: it is closed after the others.
    display.press(&dialog, &["Escape"]);
    patiently("the dialog is gone", || {
        (display.windows(pid, ".").len() == 1).then_some(())
    });
    window.close().await;
}
