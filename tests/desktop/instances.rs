//! A second start of the app beside the first: told so or sent to the first window, and nothing
//! is changed either way.

use std::{collections::BTreeMap, path::Path, time::SystemTime};

use invigil_tests::{
    binary,
    screen::{App, Bus, patiently},
    window::Display,
};

const TITLE: &str = "^Invigil$";

/// Every file with its bytes and its last change.
fn snapshot(folder: &Path) -> BTreeMap<String, (SystemTime, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            if entry.file_type().expect("a type").is_dir() {
                folders.push(entry.path());
                continue;
            }
            let changed = entry.metadata().and_then(|m| m.modified());
            let bytes = std::fs::read(entry.path()).expect("a file");
            found.insert(
                entry.path().display().to_string(),
                (changed.expect("a time"), bytes),
            );
        }
    }
    found
}

/// What the first start makes is made.
fn painted(app: &App) {
    screens(app, 1);
}

/// So many candidate's windows have come to their first screen.
fn screens(app: &App, times: usize) {
    patiently("the first screen is painted", || {
        (app.said().matches("first screen painted").count() == times).then_some(())
    });
}

#[test]
fn without_a_session_bus_a_second_start_is_told_so_and_changes_nothing() {
    let (display, home) = (Display::start(), tempfile::tempdir().expect("a folder"));
    let app = binary("invigil-app");
    let mut first = App::start(&display, &app, home.path(), &[]);
    display.window(first.pid(), TITLE);
    painted(&first);
    let before = snapshot(&home.path().join("data"));
    assert!(
        before.keys().any(|name| name.contains("demo")),
        "{before:?}"
    );

    let mut second = App::start(&display, &app, home.path(), &[]);
    let message = display.window(second.pid(), ".");
    display.press(&message, &["Return"]);
    let (code, said) = second.ended();
    assert_eq!(code, 1, "{said}");
    for words in [
        "Invigil is open already.",
        "Nothing was changed",
        "Go on in that window",
    ] {
        assert!(said.contains(words), "{said}");
    }
    assert_eq!(snapshot(&home.path().join("data")), before);
    assert!(first.runs());
    assert_eq!(display.windows(first.pid(), TITLE).len(), 1);
}

#[test]
fn with_a_session_bus_a_second_start_brings_the_first_window_forward_and_changes_nothing() {
    let (display, bus) = (Display::start(), Bus::start());
    let home = tempfile::tempdir().expect("a folder");
    let app = binary("invigil-app");
    let bus = [("DBUS_SESSION_BUS_ADDRESS", bus.address.as_str())];
    let mut first = App::start(&display, &app, home.path(), &bus);
    let window = display.window(first.pid(), TITLE);
    // A window is seen before its manager has it, and asking to hide it is lost until then.
    painted(&first);
    display.activate(&window);
    display.xdotool(&["windowminimize", &window]);
    patiently("the first window is out of sight", || {
        display.windows(first.pid(), TITLE).is_empty().then_some(())
    });
    let before = snapshot(&home.path().join("data"));

    let mut second = App::start(&display, &app, home.path(), &bus);
    let (code, said) = second.ended();
    assert_eq!(code, 0, "{said}");
    assert_eq!(display.window(first.pid(), TITLE), window);
    patiently("the first window has the keyboard", || {
        (display.active().as_deref() == Some(window.as_str())).then_some(())
    });
    assert_eq!(snapshot(&home.path().join("data")), before);
    assert!(first.runs());
}

/// Opens the desk with keys, and waits until its page is loaded for this time.
fn open_desk(
    display: &Display,
    app: &App,
    candidates: &str,
    keys: &[&str],
    times: usize,
) -> String {
    display.press(candidates, keys);
    patiently("the desk's page is loaded", || {
        (app.said().matches("recruiter.html").count() == times).then_some(())
    });
    display.window(app.pid(), "Recruiter")
}

#[test]
fn beside_the_open_desk_a_second_start_makes_the_candidates_window_anew() {
    let (display, bus) = (Display::start(), Bus::start());
    let home = tempfile::tempdir().expect("a folder");
    let app = binary("invigil-app");
    let bus = [("DBUS_SESSION_BUS_ADDRESS", bus.address.as_str())];
    let mut first = App::start(&display, &app, home.path(), &bus);
    let pid = first.pid();
    let candidates = display.window(pid, TITLE);
    painted(&first);
    // Backwards from the top: the way to the desk is the last thing on the start screen.
    let keys = ["shift+Tab", "Return"];
    let desk = open_desk(&display, &first, &candidates, &keys, 1);
    display.press(&desk, &["alt+F4"]);
    patiently("the desk is closed", || {
        display.windows(pid, "Recruiter").is_empty().then_some(())
    });
    open_desk(&display, &first, &candidates, &keys[1..], 2);

    display.press(&candidates, &["alt+F4"]);
    patiently("the desk is alone", || {
        display.windows(pid, TITLE).is_empty().then_some(())
    });
    let mut second = App::start(&display, &app, home.path(), &bus);
    let (code, said) = second.ended();
    assert_eq!(code, 0, "{said}");
    display.window(pid, TITLE);
    screens(&first, 2);
    assert!(first.runs());
    assert_eq!(display.windows(pid, ".").len(), 2);
    let said = first.said();
    assert!(!said.contains("page not loaded"), "{said}");
}
