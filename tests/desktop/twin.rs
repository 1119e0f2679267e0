//! The probes of `shell` see what they look for: the same keys and the same click in the engine's
//! own browser, which guards nothing, reload, print and open a menu. What a script would print is
//! not tried: under automation the engine prints nothing, and without it no script comes in.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use invigil_tests::{
    browsers::mini_browser,
    screen::{App, patiently},
    window::Display,
};

/// How long a window has to come up that should not.
const LONG_ENOUGH: Duration = Duration::from_millis(1500);

/// Whether an act makes another window of a process come up: a dialog, a menu.
pub(crate) fn opens(display: &Display, pid: u32, act: impl FnOnce()) -> bool {
    let before = display.windows(pid, ".").len();
    act();
    let start = Instant::now();
    while start.elapsed() < LONG_ENOUGH {
        if display.windows(pid, ".").len() > before {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

/// A page of one line, and how often it was asked for.
fn page() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 2048];
            let length = stream.read(&mut request).unwrap_or(0);
            let is_page = request[..length].starts_with(b"GET / ");
            count.fetch_add(usize::from(is_page), Ordering::SeqCst);
            let status = if is_page { "200 OK" } else { "404 -" };
            // A browser that goes away needs no answer.
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-type: text/html\r\n\r\n<title>Twin</title><p>One line"
            );
        }
    });
    (url, asked)
}

#[test]
fn without_guards_the_same_keys_reload_and_print_and_the_same_click_opens_a_menu() {
    let (display, home) = (Display::start(), tempfile::tempdir().expect("a folder"));
    let (url, asked) = page();
    let twin = App::start_with(&display, &mini_browser(), &[&url], home.path(), &[]);
    let window = display.window(twin.pid(), "Twin");
    let loads = |times| {
        patiently("the page is loaded again", || {
            (asked.load(Ordering::SeqCst) == times).then_some(())
        });
    };
    loads(1);
    for (times, key) in [(2, "F5"), (3, "ctrl+r")] {
        display.press(&window, &[key]);
        loads(times);
    }
    let pid = twin.pid();
    assert!(opens(&display, pid, || display.press(&window, &["ctrl+p"])));
    display.xdotool(&["key", "Escape"]);
    patiently("the print dialog is gone", || {
        (display.windows(pid, ".").len() == 1).then_some(())
    });
    assert!(opens(&display, pid, || super::shell::right_click(
        &display, &window
    )));
}
