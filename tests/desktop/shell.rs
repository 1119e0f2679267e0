//! What the shell refuses: leaving the page, other windows, downloads, connections, commands that
//! were not granted, reload, print, zoom, inspector, and closing while a test runs.

use std::{io::ErrorKind, net::TcpListener, path::Path, time::Duration};

use invigil_tests::{
    binary,
    screen::{App, patiently},
    window::{Display, Window},
};

use crate::{check_in_quickly, look, out, twin::opens};

const TITLE: &str = "^Invigil$";

/// Keys by which a browser would reload, print, zoom, save, open, search, or show its inspector.
const KEYS: [&str; 21] = [
    "F5",
    "ctrl+r",
    "ctrl+shift+r",
    "ctrl+p",
    "ctrl+plus",
    "ctrl+minus",
    "ctrl+0",
    "ctrl+s",
    "ctrl+o",
    "ctrl+n",
    "ctrl+t",
    "ctrl+w",
    "ctrl+u",
    "ctrl+f",
    "F11",
    "F12",
    "ctrl+shift+i",
    "ctrl+shift+d",
    "ctrl+shift+c",
    "alt+Left",
    "alt+Right",
];

fn loads(app: &App) -> usize {
    app.said().matches("page loaded").count()
}

pub(crate) fn right_click(display: &Display, window: &str) {
    display.xdotool(&["mousemove", "--window", window, "400", "300", "click", "3"]);
}

#[test]
fn no_browser_key_and_no_context_menu_does_anything_in_the_shipped_app() {
    let (display, home) = (Display::start(), tempfile::tempdir().expect("a folder"));
    let mut app = App::start(&display, &binary("invigil-app"), home.path(), &[]);
    let window = display.window(app.pid(), TITLE);
    patiently("the page is loaded", || (loads(&app) == 1).then_some(()));
    // The test `twin` shows that each of these is seen where nothing guards against it.
    let pid = app.pid();
    assert!(!opens(&display, pid, || {
        for key in KEYS {
            display.press(&window, &[key]);
        }
    }));
    assert!(!opens(&display, pid, || right_click(&display, &window)));
    // The last key is answered when the window is: closing is asked for after all of them.
    assert!(app.runs());
    display.press(&window, &["alt+F4"]);
    let (code, said) = app.ended();
    assert_eq!(code, 0, "{said}");
    assert_eq!(said.matches("page loaded").count(), 1, "{said}");
}

#[tokio::test]
async fn a_running_test_is_not_closed_reloaded_or_zoomed_by_keys() {
    let (display, data) = (Display::start(), tempfile::tempdir().expect("a folder"));
    let app = binary("invigil-window-test");
    let window = Window::open(&display, &app, data.path(), None).await;
    check_in_quickly(&window).await;
    let pid = window.app_pid(&app);
    let on_screen = display.window(u32::try_from(pid).expect("a process id"), TITLE);
    let size = "return [devicePixelRatio, innerWidth, innerHeight]";
    window.script("window.marked = true; return true").await;
    let before = window.script(size).await;
    let own = u32::try_from(pid).expect("a process id");
    assert!(!opens(&display, own, || {
        for key in KEYS {
            display.press(&on_screen, &[key]);
        }
    }));
    assert!(!opens(&display, own, || right_click(&display, &on_screen)));
    for _ in 0..3 {
        display.press(&on_screen, &["alt+F4"]);
    }
    assert_eq!(window.script("return window.marked").await, true);
    assert_eq!(window.script(size).await, before);
    assert_eq!(window.app_pid(&app), pid);
    window.find("nav-2").await;
    window.click("nav-2").await;
    // The mark is gone once the page was loaded again, so that it would have told.
    window.reload().await;
    window.find("nav-2").await;
    assert_ne!(window.script("return window.marked").await, true);
    window.close().await;
}

#[tokio::test]
async fn a_refused_close_is_said_and_the_word_stays_until_it_is_closed() {
    let (display, data) = (Display::start(), tempfile::tempdir().expect("a folder"));
    let app = binary("invigil-window-test");
    let mut window = Window::open(&display, &app, data.path(), Some(out("stays-open"))).await;
    check_in_quickly(&window).await;
    let pid = u32::try_from(window.app_pid(&app)).expect("a process id");
    let on_screen = display.window(pid, TITLE);
    assert!(!window.has("notice").await);
    // A dialog lies over the page: it makes way.
    window.click("keys").await;
    window.find("keys-close").await;
    let said = "const notice = document.querySelector('[data-testid=notice]'); return notice?.dataset.code === 'session.stays-open' && notice.role === 'alert' && !document.querySelector('dialog[open]')";
    // On a busy machine a key can be lost between the window manager and a dialog.
    for _ in 0..3 {
        display.press(&on_screen, &["alt+F4"]);
        let looks = async || window.script(said).await == true;
        for _ in 0..60 {
            if looks().await {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        if looks().await {
            break;
        }
    }
    window.until("it is said, and announced", said).await;
    look(&mut window, "stays-open").await;
    let words = window.text_of("notice").await;
    for part in ["stays open", "safe on this laptop", "hand in"] {
        assert!(words.contains(part), "{part} is not in:\n{words}");
    }
    // Saving goes on below it, and does not take it away.
    window.click("option-B").await;
    let saved = "return !!document.querySelector('[data-testid=\"option-B\"] input:checked') && !!document.querySelector('[data-testid=saved-at] .ok')";
    window.until("the answer is saved", saved).await;
    assert_eq!(window.script(said).await, true);
    window.click("notice-close").await;
    window
        .until(
            "it is gone",
            "return !document.querySelector('[data-testid=notice]')",
        )
        .await;
    window.close().await;
}

/// Files below a folder whose name has this text.
fn named(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if entry.file_name().to_string_lossy().contains(text) {
                found.push(entry.path().display().to_string());
            }
        }
    }
    found
}

/// The recruiter's page is as far away as any other; the window's own page is not, so that the
/// mark would have told.
async fn own_page_alone(window: &Window, log: &Path) {
    let here = "return location.pathname";
    let own = window.script(here).await;
    window.script("window.marked = true; return true").await;
    for elsewhere in ["recruiter.html", "assets/", "no-such-page.html"] {
        let go = format!("location.href = '/{elsewhere}'; return true");
        window.script(&go).await;
        patiently("the shell is asked, and refuses", || {
            let said = std::fs::read_to_string(log).expect("what the app says");
            let mut refused = said
                .lines()
                .filter(|line| line.contains("navigation refused"));
            let there = format!("tauri://localhost/{elsewhere}");
            refused.next_back()?.contains(&there).then_some(())
        });
        window.find("start-offer").await;
        assert_eq!(window.script(here).await, own, "{elsewhere}");
        assert_eq!(window.script("return window.marked").await, true);
    }
    window
        .script("location.href = '/index.html'; return true")
        .await;
    let anew = "return window.marked === undefined && !!document.querySelector('[data-testid=start-offer]')";
    window.until("its own page is loaded anew", anew).await;
}

#[tokio::test]
async fn the_page_cannot_leave_open_download_connect_or_call_what_was_not_granted() {
    let (display, data) = (Display::start(), tempfile::tempdir().expect("a folder"));
    let app = binary("invigil-window-test");
    let log = data.path().join("said.txt");
    let window = Window::open_heard(&display, &app, data.path(), &log).await;
    window.find("start-offer").await;
    let pid = u32::try_from(window.app_pid(&app)).expect("a process id");

    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    listener.set_nonblocking(true).expect("not blocking");
    let tried = format!(
        "const done = arguments[arguments.length - 1];
         const to = 'http://127.0.0.1:{port}/';
         const add = (name, set) => document.body.append(Object.assign(document.createElement(name), set));
         add('img', {{src: to}}); add('script', {{src: to}}); add('iframe', {{src: to}});
         add('link', {{rel: 'stylesheet', href: to}}); add('object', {{data: to}});
         add('form', {{action: to, method: 'post'}}); document.body.lastChild.submit();
         try {{ new WebSocket('ws://127.0.0.1:{port}/'); }} catch {{}}
         try {{ navigator.sendBeacon(to); }} catch {{}}
         window.open(to); add('a', {{href: to, target: '_blank'}}); document.body.lastChild.click();
         add('a', {{href: 'data:text/plain,stolen', download: 'stolen.txt'}}); document.body.lastChild.click();
         const link = (name, set) => {{ add('a', {{textContent: name, ...set}}); document.body.lastChild.dataset.testid = name; }};
         link('window-link', {{href: to, target: '_blank'}});
         link('data-link', {{href: 'data:text/plain,stolen', download: 'stolen.txt'}});
         link('download-link', {{href: '/index.html', download: 'stolen.html'}});
         location.href = to;
         fetch(to).then(() => done('connected'), (e) => done(String(e)));"
    );
    let said = window.wait_script(&tried).await;
    assert_ne!(said, "connected");
    window.find("start-offer").await;
    let protocol = window.script("return location.protocol").await;
    assert_eq!(protocol, "tauri:");
    assert_eq!(display.windows(pid, ".").len(), 1);
    assert_eq!(named(data.path(), "stolen"), Vec::<String>::new());
    // Windows and downloads are a person's to ask for: without a click the engine asks nobody.
    for link in ["window-link", "data-link", "download-link"] {
        window.click(link).await;
    }
    // Each was tried, and the shell was asked. A download begins with a navigation, which is
    // refused already.
    let asked = [
        "navigation refused url=http:",
        "navigation refused url=data:",
        "new window refused",
    ];
    for refused in asked {
        patiently(refused, || {
            let said = std::fs::read_to_string(&log).expect("what the app says");
            said.contains(refused).then_some(())
        });
    }
    let nobody = listener.accept().expect_err("nobody connects");
    assert_eq!(nobody.kind(), ErrorKind::WouldBlock);
    std::net::TcpStream::connect(("127.0.0.1", port)).expect("the port is open to others");
    listener.accept().expect("somebody connects");

    for command in [
        "plugin:window|close",
        "plugin:webview|create_webview_window",
        "plugin:event|emit",
        "plugin:path|resolve_directory",
        "plugin:app|version",
        "no_such_command",
    ] {
        let invoke = format!(
            "const done = arguments[arguments.length - 1];
             window.__TAURI_INTERNALS__.invoke('{command}', {{}}).then(() => done('granted'), (e) => done(String(e)));"
        );
        let said = window.wait_script(&invoke).await;
        let said = said.as_str().expect("a sentence");
        let refused = ["not allowed", "not found", "denied"];
        assert!(
            refused.iter().any(|words| said.contains(words)),
            "{command}: {said}"
        );
    }
    own_page_alone(&window, &log).await;
    let frozen = "return Object.isFrozen(Object.prototype) && window.__TAURI__ === undefined";
    assert_eq!(window.script(frozen).await, true);
    window.close().await;
}
