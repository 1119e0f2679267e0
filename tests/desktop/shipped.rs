//! The app as it ships, with a test that runs: driven by xdotool and judged by its own log and by
//! the log of the result. The window-test app begins the attempt and hands it in.
//!
//! What a script in the page would try (to navigate, open a window, download) is tried in `shell`
//! with the window-test app, for this one has no door through which a script could come: the
//! policy allows none but its own files, text is never rendered as HTML, there is no inspector and
//! no automation. What is left from outside, a link that is dropped, is tried here. Both apps
//! build their windows by the same function, which looks at automation for the profile alone.

use std::{net::TcpListener, path::Path};

use invigil_log::Event;
use invigil_tests::{
    binary,
    journey::{check_in_quickly, hand_in_quickly, opened, verify},
    same::Log,
    screen::{App, environment, listening, patiently},
    window::{Display, Window},
};

use crate::hostile::hostile;

const TITLE: &str = "^Invigil$";

/// A laptop on which an attempt runs, with its first answer, and nothing is open.
async fn interrupted(display: &Display, data: &Path) {
    let app = binary("invigil-window-test");
    let mut window = Window::open(display, &app, data, None).await;
    check_in_quickly(&window).await;
    window.type_text("b").await;
    let saved = "const done = arguments[arguments.length - 1]; window.__TAURI_INTERNALS__.invoke('candidate', {command: {do: 'view'}}).then((v) => done(v.items[0].response))";
    for _ in 0..100 {
        if window.wait_script(saved).await == "B" {
            break;
        }
    }
    assert_eq!(window.wait_script(saved).await, "B");
    window.kill_app(&app);
}

/// The shipped app over that laptop, the test on its screen.
fn shipped(display: &Display, data: &Path, hostile: &[(&str, &str)]) -> App {
    let folder = data.display().to_string();
    let environment = [hostile, &[("INVIGIL_DATA", folder.as_str())]].concat();
    let app = App::start(display, &binary("invigil-app"), data, &environment);
    patiently("the first screen is painted", || {
        app.said().contains("first screen painted").then_some(())
    });
    app
}

/// Hands in by the window-test app: the answer is there, and the log of the verified result.
async fn handed_in(display: &Display, data: &Path) -> Log {
    let app = binary("invigil-window-test");
    let window = Window::open(display, &app, data, None).await;
    window.click("resumed-close").await;
    window.click("nav-1").await;
    let there = "return !!document.querySelector('[data-testid=\"option-B\"] input:checked')";
    window.until("the answer is there", there).await;
    let result = hand_in_quickly(&window, data).await;
    window.close().await;
    assert_eq!(verify(data, &result)["verdict"], "verified");
    Log::read(&opened(data, &result))
}

fn press_escape(display: &Display, window: &str) {
    display.press(window, &["Escape"]);
}

/// The names that were removed at each start, in their order.
fn scrubbed(log: &Log) -> Vec<&str> {
    let events = log.events.iter().map(|stamped| &stamped.event);
    let noted = events.filter_map(|event| match event {
        Event::Env { name, detail } if name == "environment-scrubbed" => Some(detail.as_str()),
        _ => None,
    });
    noted.collect()
}

#[tokio::test]
async fn each_hostile_variable_alone_opens_nothing_and_is_recorded_by_the_shipped_app() {
    let (display, data) = (Display::start(), tempfile::tempdir().expect("a folder"));
    interrupted(&display, data.path()).await;
    let hostile = hostile();
    for (name, value) in &hostile {
        let app = shipped(&display, data.path(), &[(name, value)]);
        let processes = app.processes();
        assert!(processes.len() >= 3, "{name}: WebKit's processes run");
        assert_eq!(listening(&processes), [].into(), "{name} opens a port");
        let windows = display.windows(app.pid(), ".");
        assert_eq!(
            windows.len(),
            1,
            "{name}: the app's window and no inspector's"
        );
        for pid in processes {
            let kept = environment(pid)
                .into_iter()
                .find(|(n, v)| n == name && v == value);
            assert_eq!(kept, None, "{pid}");
        }
    }
    let log = handed_in(&display, data.path()).await;
    let names: Vec<&str> = hostile.iter().map(|(name, _)| *name).collect();
    assert_eq!(scrubbed(&log), names);
}

#[tokio::test]
async fn a_running_test_refuses_to_close_and_a_forced_end_resumes() {
    let (display, data) = (Display::start(), tempfile::tempdir().expect("a folder"));
    interrupted(&display, data.path()).await;
    let mut app = shipped(&display, data.path(), &[]);
    let window = display.window(app.pid(), TITLE);
    press_escape(&display, &window);
    for times in 1..=2 {
        display.press(&window, &["alt+F4"]);
        patiently("closing is refused", || {
            (app.said().matches("closing refused").count() == times).then_some(())
        });
    }
    for key in [
        "F5",
        "ctrl+r",
        "ctrl+w",
        "ctrl+q",
        "alt+Left",
        "ctrl+p",
        "F12",
        "ctrl+shift+i",
        "ctrl+shift+d",
        "ctrl+plus",
    ] {
        display.press(&window, &[key]);
    }
    display.press(&window, &["alt+F4"]);
    patiently("the last key is answered", || {
        (app.said().matches("closing refused").count() == 3).then_some(())
    });
    assert!(app.runs());
    assert_eq!(
        app.said().matches("page loaded").count(),
        1,
        "{}",
        app.said()
    );
    // While the window manager answers it can be unseen for a moment.
    patiently("its one window is there", || {
        (display.windows(app.pid(), ".").len() == 1).then_some(())
    });
    app.kill();
    drop(app);
    let log = handed_in(&display, data.path()).await;
    let boots = log
        .events
        .iter()
        .filter(|e| e.event.kind() == "boot")
        .count();
    assert_eq!(boots, 3);
}

/// Drags from a source's window to the middle of the app's until the app takes it: whoever lets go
/// before it answered has dropped nothing.
fn drag(display: &Display, source: &App, to: &str) {
    let from = display.window(source.pid(), "^Drag source$");
    display.xdotool(&["windowmove", &from, "1100", "0"]);
    patiently("the app takes what is dropped", || {
        let before = source.said().lines().count();
        display.activate(&from);
        display.xdotool(&["mousemove", "--window", &from, "80", "45", "mousedown", "1"]);
        for step in 0..12 {
            let at = (200 + 20 * step).to_string();
            display.xdotool(&["mousemove", "--window", to, &at, "330"]);
        }
        display.xdotool(&["mouseup", "1"]);
        let end = patiently("the drag ends", || {
            source.said().lines().nth(before).map(str::to_owned)
        });
        (end == "ended").then_some(())
    });
}

/// How often the page tried to leave.
fn refusals(app: &App) -> usize {
    app.said().matches("navigation refused").count()
}

#[tokio::test]
async fn a_file_or_link_dropped_on_a_running_test_leads_nowhere() {
    let (display, data) = (Display::start(), tempfile::tempdir().expect("a folder"));
    interrupted(&display, data.path()).await;
    let page = data.path().join("page.html");
    std::fs::write(&page, "<title>elsewhere</title>").expect("a page");
    let archive = data.path().join("archive.zip");
    std::fs::write(&archive, "PK").expect("a file that would be downloaded");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    listener.set_nonblocking(true).expect("not blocking");
    let mut app = shipped(&display, data.path(), &[]);
    let window = display.window(app.pid(), TITLE);
    press_escape(&display, &window);
    display.xdotool(&["windowmove", &window, "0", "120"]);
    let links = [
        format!("file://{}", page.display()),
        format!("file://{}", archive.display()),
        format!("http://127.0.0.1:{port}/"),
        // The recruiter's page is in the same app, and no page of this window.
        "tauri://localhost/recruiter.html".to_owned(),
    ];
    // The shell takes a file manager's list; a browser's link reaches the page, which would follow.
    let drops = links
        .iter()
        .flat_map(|link| [("text/uri-list", link, 0), ("_NETSCAPE_URL", link, 1)]);
    let source = binary("examples/drag-source");
    let mut refused = 0;
    for (target, link, tried) in drops {
        let source = App::start_with(&display, &source, &[target, link], data.path(), &[]);
        let before = refusals(&app);
        drag(&display, &source, &window);
        refused += tried;
        // Now and then WebKit takes a link and makes nothing of it: then it is dropped again.
        let mut waited = 0;
        patiently("whoever tries to leave is refused", || {
            waited += 1;
            if tried > 0 && waited % 40 == 0 {
                drag(&display, &source, &window);
            }
            (refusals(&app) >= before + tried).then_some(())
        });
    }
    // Closing is asked for, and refused, after the drops: they were dealt with by then.
    display.press(&window, &["alt+F4"]);
    patiently("closing is refused", || {
        app.said().contains("closing refused").then_some(())
    });
    let said = app.said();
    assert_eq!(said.matches("page loaded").count(), 1, "{said}");
    assert!(refusals(&app) >= refused, "{said}");
    assert!(app.runs());
    assert_eq!(display.windows(app.pid(), ".").len(), 1);
    assert!(listener.accept().is_err(), "nobody connects");
    drop(app);
    handed_in(&display, data.path()).await;
}
