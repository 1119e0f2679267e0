//! Environment variables through which a candidate could look into the page: gone from the running
//! processes, without effect, and in the attempt's log. Settings that say the same: without effect.

use std::{net::TcpListener, path::Path, process::Command};

use invigil_log::Event;
use invigil_tests::{
    binary,
    browsers::mini_browser,
    screen::{App, environment, listening, patiently},
    window::{Display, Window},
};

use crate::{check_in_quickly, hand_in_quickly, opened, twin::opens};

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
        ("GSETTINGS_BACKEND", "keyfile".into()),
        ("GSETTINGS_SCHEMA_DIR", "/nowhere".into()),
        ("G_RESOURCE_OVERLAYS", "/nowhere=/nowhere".into()),
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

/// What GTK opens its inspector for, without a word of warning.
const SETTINGS: &str = "[org/gtk/settings/debug]
enable-inspector-keybinding=true
inspector-warning=false
";

/// The same as what holds where nothing is set.
const SCHEMA: &str = "<schemalist>
<schema id='org.gtk.Settings.Debug' path='/org/gtk/settings/debug/'>
<key name='enable-inspector-keybinding' type='b'><default>true</default></key>
<key name='inspector-warning' type='b'><default>false</default></key>
</schema>
</schemalist>
";

/// A file of settings below a folder for `XDG_CONFIG_HOME`.
fn settings(folder: &Path) {
    let folder = folder.join("glib-2.0/settings");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("keyfile"), SETTINGS).expect("settings");
}

/// A schema below a folder for `XDG_DATA_HOME`, which is where one of the home would be.
pub(crate) fn schema(folder: &Path) {
    let folder = folder.join("glib-2.0/schemas");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("org.gtk.Settings.Debug.gschema.xml"), SCHEMA).expect("a schema");
    let compiled = Command::new("glib-compile-schemas").arg(&folder).status();
    assert!(compiled.expect("glib-compile-schemas").success());
}

/// Presses the inspector's keys until it comes up where nothing guards against it.
fn comes_up(display: &Display, environment: &[(&str, &str)]) {
    let home = tempfile::tempdir().expect("a folder");
    let blank = ["about:blank"];
    let twin = App::start_with(display, &mini_browser(), &blank, home.path(), environment);
    let window = display.window(twin.pid(), ".");
    patiently("the inspector comes up", || {
        opens(display, twin.pid(), || {
            display.press(&window, &["ctrl+shift+d"]);
        })
        .then_some(())
    });
}

#[test]
fn no_setting_makes_the_inspectors_keys_open_it() {
    let (display, folder) = (Display::start(), tempfile::tempdir().expect("a folder"));
    let [config, data] = ["config", "data"].map(|name| folder.path().join(name));
    settings(&config);
    schema(&data);
    let [config, data] = [config, data].map(|path| path.display().to_string());
    let keyfile = ("GSETTINGS_BACKEND", "keyfile");
    let ways: [&[(&str, &str)]; 2] = [
        &[keyfile, ("XDG_CONFIG_HOME", config.as_str())],
        // No variable at all would be needed for this one: it is the home folder's.
        &[("XDG_DATA_HOME", data.as_str())],
    ];
    for way in ways {
        comes_up(&display, way);
        let home = tempfile::tempdir().expect("a folder");
        let mut app = App::start(&display, &binary("invigil-app"), home.path(), way);
        let window = display.window(app.pid(), "^Invigil$");
        patiently("the first screen is painted", || {
            app.said().contains("first screen painted").then_some(())
        });
        let pid = app.pid();
        assert!(!opens(&display, pid, || {
            display.press(&window, &["ctrl+shift+d", "ctrl+shift+i"]);
        }));
        // The last key is answered when the window is: closing is asked for after the others.
        display.press(&window, &["alt+F4"]);
        assert_eq!(app.ended().0, 0, "{way:?}");
    }
}
