//! The window's page in a browser without the shell: headless Chromium, and the engine that the
//! shell uses, in the small browser that comes with its library.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::json;

use crate::{
    process::Group,
    window::{Display, Window},
};

/// WebKitGTK's own browser, wherever the library's package put it. Nothing guards its window: it
/// reloads, prints and shows a context menu.
pub fn mini_browser() -> PathBuf {
    let folders = [
        "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu",
        "/usr/lib64",
        "/usr/libexec",
    ];
    let paths = folders.map(|folder| Path::new(folder).join("webkit2gtk-4.1/MiniBrowser"));
    let found = paths.into_iter().find(|path| path.exists());
    found.expect("MiniBrowser of libwebkit2gtk-4.1")
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr());
    listener.expect("a free port").port()
}

impl Window {
    /// Starts headless Chromium with a page of this size, on a system that prefers dark windows or
    /// does not.
    pub async fn browse(url: &str, size: (u32, u32), dark: bool, shots: Option<PathBuf>) -> Self {
        let (width, height) = size;
        let port = free_port();
        let driver = Group::start(
            Command::new("chromedriver")
                .arg(format!("--port={port}"))
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        let size = format!("--window-size={width},{height}");
        let plain = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--force-device-scale-factor=1",
            &size,
        ];
        let dark: &[&str] = if dark { &["--force-dark-mode"] } else { &[] };
        let arguments = [&plain[..], dark].concat();
        let capabilities = json!({"goog:chromeOptions": {"args": arguments}});
        let window = Self::connect(driver, port, capabilities, shots).await;
        window.goto(url, (width, height)).await;
        window
    }

    /// Starts WebKitGTK's own browser on a display with a page of this size; `home` is its home.
    pub async fn browse_webkit(
        display: &Display,
        url: &str,
        size: (u32, u32),
        home: &Path,
        shots: Option<PathBuf>,
    ) -> Self {
        let port = free_port();
        let driver = Group::start(
            Command::new("WebKitWebDriver")
                .arg(format!("--port={port}"))
                .env("DISPLAY", &display.name)
                .env("HOME", home)
                .env_remove("DBUS_SESSION_BUS_ADDRESS")
                .env_remove("LD_LIBRARY_PATH")
                .env_remove("WAYLAND_DISPLAY")
                .env("GDK_BACKEND", "x11")
                .env("LIBGL_ALWAYS_SOFTWARE", "1")
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        let options = json!({"binary": mini_browser(), "args": ["--automation"]});
        let capabilities = json!({"webkitgtk:browserOptions": options});
        let window = Self::connect(driver, port, capabilities, shots).await;
        window.goto(url, size).await;
        window
    }

    /// Opens a page and gives it this size: the browser's own bars take a part of the window.
    async fn goto(&self, url: &str, (width, height): (u32, u32)) {
        self.client().goto(url).await.expect("the page opens");
        let script = "return [outerWidth - innerWidth, outerHeight - innerHeight]";
        let bars = self.script(script).await;
        let bar = |n: usize| u32::try_from(bars[n].as_u64().unwrap_or(0)).unwrap_or(0);
        self.client()
            .set_window_size(width + bar(0), height + bar(1))
            .await
            .expect("the size is set");
    }
}
