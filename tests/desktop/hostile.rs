//! Environment variables through which a candidate could look into the page: gone from the running
//! processes, without effect, and in the attempt's log.

use std::net::TcpListener;

use invigil_log::Event;
use invigil_tests::{
    binary,
    screen::{App, environment, listening, patiently},
    window::{Display, Window},
};

use crate::{check_in_quickly, hand_in_quickly, opened};

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr());
    listener.expect("a free port").port()
}

/// Each with a value that would have an effect, or at least be there to see.
pub(crate) fn hostile() -> Vec<(&'static str, String)> {
    let address = || format!("127.0.0.1:{}", free_port());
    vec![
        ("WEBKIT_INSPECTOR_SERVER", address()),
        ("WEBKIT_INSPECTOR_HTTP_SERVER", address()),
        ("WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS", "--remote".into()),
        ("TAURI_WEBVIEW_AUTOMATION", "true".into()),
        ("TAURI_AUTOMATION", "true".into()),
        ("JSC_useJIT", "0".into()),
        ("GTK_DEBUG", "interactive".into()),
        ("GTK_MODULES", "gail".into()),
        ("GTK3_MODULES", "gail".into()),
        ("GTK_PATH", "/nowhere".into()),
        ("GTK_EXE_PREFIX", "/nowhere".into()),
        ("GTK_DATA_PREFIX", "/nowhere".into()),
        ("GTK_IM_MODULE_FILE", "/nowhere".into()),
        ("GDK_PIXBUF_MODULE_FILE", "/nowhere".into()),
        ("GDK_PIXBUF_MODULEDIR", "/nowhere".into()),
        ("GIO_EXTRA_MODULES", "/nowhere".into()),
        ("GST_PLUGIN_PATH", "/nowhere".into()),
        ("GCONV_PATH", "/nowhere".into()),
        ("GLIBC_TUNABLES", "glibc.malloc.check=0".into()),
        ("LD_PRELOAD", "libm.so.6".into()),
        ("LD_BIND_NOW", "1".into()),
        ("FAKETIME", "+1h".into()),
        ("DONT_FAKE_MONOTONIC", "1".into()),
    ]
}

/// The app with its page: both of WebKit's processes are there.
fn settled(display: &Display, app: &App) -> Vec<i32> {
    display.window(app.pid(), "^Invigil$");
    patiently("WebKit's processes run", || {
        let processes = app.processes();
        (processes.len() >= 3).then_some(processes)
    })
}

#[test]
fn variables_that_open_an_inspector_are_gone_and_no_port_is_open() {
    let (display, home) = (Display::start(), tempfile::tempdir().expect("a folder"));
    let hostile = hostile();
    let pairs: Vec<(&str, &str)> = hostile.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let app = App::start(&display, &binary("invigil-app"), home.path(), &pairs);
    let processes = settled(&display, &app);
    for pid in &processes {
        let environment = environment(*pid);
        assert!(!environment.is_empty(), "{pid} can be read");
        for (name, value) in &hostile {
            let found = environment.iter().any(|(n, v)| n == name && v == value);
            assert!(!found, "{name} is in the environment of {pid}");
        }
    }
    assert_eq!(listening(&processes), [].into());
    let windows = display.windows(app.pid(), ".");
    assert_eq!(windows.len(), 1, "the app's window and no inspector's");

    // The same look finds a port where one is open: the test's own app keeps that variable.
    let port = free_port();
    let address = format!("127.0.0.1:{port}");
    let home = tempfile::tempdir().expect("a folder");
    let kept = [("WEBKIT_INSPECTOR_SERVER", address.as_str())];
    let app = App::start(&display, &binary("invigil-window-test"), home.path(), &kept);
    let processes = settled(&display, &app);
    assert_eq!(listening(&processes), [port].into());
    let kept = |pid: &i32| environment(*pid).iter().any(|(_, v)| *v == address);
    assert!(processes.iter().any(kept));
}

#[tokio::test]
async fn removed_variables_are_in_the_attempts_log() {
    let (display, data) = (Display::start(), tempfile::tempdir().expect("a folder"));
    let app = binary("invigil-window-test");
    let hostile = [("GTK_DEBUG", "interactive"), ("JSC_useJIT", "0")];
    let window = Window::open_with(&display, &app, data.path(), None, &hostile).await;
    check_in_quickly(&window).await;
    let result = hand_in_quickly(&window, data.path()).await;
    window.close().await;
    let log = invigil_tests::same::Log::read(&opened(data.path(), &result));
    let noted = log.events.iter().find_map(|stamped| match &stamped.event {
        Event::Env { name, detail } if name == "environment-scrubbed" => Some(detail.as_str()),
        _ => None,
    });
    let mut names: Vec<&str> = noted.expect("an event").split(',').collect();
    names.sort_unstable();
    assert_eq!(names, ["GTK_DEBUG", "JSC_useJIT"]);
}
