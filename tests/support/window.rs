//! The real window: Xvfb, a window manager, WebKitWebDriver, and a page to click.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use crate::process::{Group, process_of, runs};

pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A virtual display with a window manager.
pub struct Display {
    /// `:N`
    pub name: String,
    _manager: Group,
    _server: Group,
}

impl Display {
    /// Starts one on the first free number.
    pub fn start() -> Self {
        let mut server = Group::start(
            Command::new("Xvfb")
                .args([
                    "-displayfd",
                    "1",
                    "-screen",
                    "0",
                    "1280x900x24",
                    "-nolisten",
                    "tcp",
                ])
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        let mut line = String::new();
        BufReader::new(server.0.stdout.take().expect("piped"))
            .read_line(&mut line)
            .expect("Xvfb says its display number");
        let name = format!(":{}", line.trim());
        let manager = Group::start(
            Command::new("openbox")
                .env("DISPLAY", &name)
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        Self {
            name,
            _manager: manager,
            _server: server,
        }
    }
}

/// The app under WebDriver.
pub struct Window {
    client: Option<Client>,
    driver: Group,
    /// Screenshots go here, numbered.
    shots: Option<PathBuf>,
    count: u32,
}

impl Window {
    /// Starts `app` with `data` as its data folder.
    pub async fn open(display: &Display, app: &Path, data: &Path, shots: Option<PathBuf>) -> Self {
        Self::open_with(display, app, data, shots, &[]).await
    }

    /// Starts `app` and keeps what it says on standard error in a file, which the driver would
    /// not.
    pub async fn open_heard(display: &Display, app: &Path, data: &Path, said: &Path) -> Self {
        let start = data.join("start.sh");
        let quoted = |path: &Path| format!("'{}'", path.display());
        let line = format!(
            "#!/bin/sh\nexec {} \"$@\" 2>{}\n",
            quoted(app),
            quoted(said)
        );
        std::fs::write(&start, line).expect("a script");
        let may_run = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(&start, may_run).expect("it may run");
        Self::open(display, &start, data, None).await
    }

    /// Starts `app` with more environment variables.
    pub async fn open_with(
        display: &Display,
        app: &Path,
        data: &Path,
        shots: Option<PathBuf>,
        environment: &[(&str, &str)],
    ) -> Self {
        Self::open_under(display, app, data, shots, environment, &[]).await
    }

    /// Starts `app` below the words of a command such as `unshare --time`, which must end by
    /// becoming what follows it.
    pub async fn open_under(
        display: &Display,
        app: &Path,
        data: &Path,
        shots: Option<PathBuf>,
        environment: &[(&str, &str)],
        below: &[&str],
    ) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|l| l.local_addr())
            .expect("a free port")
            .port();
        // By its whole name, since the app's PATH is the test's to choose.
        let webdriver = crate::on_path("WebKitWebDriver").display().to_string();
        let line = [below, &[webdriver.as_str()]].concat();
        let driver = Group::start(
            Command::new(line[0])
                .args(&line[1..])
                .arg(format!("--port={port}"))
                .env("DISPLAY", &display.name)
                .env("TAURI_WEBVIEW_AUTOMATION", "true")
                .env("INVIGIL_DATA", data)
                .env("INVIGIL_RUNTIMES", crate::runtimes())
                .env("HOME", data)
                .env_remove("DBUS_SESSION_BUS_ADDRESS")
                .env_remove("LD_LIBRARY_PATH")
                .env_remove("WAYLAND_DISPLAY")
                .env("GDK_BACKEND", "x11")
                .env("LIBGL_ALWAYS_SOFTWARE", "1")
                .envs(environment.iter().copied())
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        let capabilities = json!({"webkitgtk:browserOptions": {"binary": app, "args": []}});
        Self::connect(driver, port, capabilities, shots).await
    }

    pub(crate) async fn connect(
        driver: Group,
        port: u16,
        capabilities: serde_json::Value,
        shots: Option<PathBuf>,
    ) -> Self {
        let start = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(start.elapsed() < PATIENCE, "the driver does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        let serde_json::Value::Object(capabilities) = capabilities else {
            unreachable!("an object literal")
        };
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let client = ClientBuilder::new(connector)
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("a WebDriver session with the app");
        Self {
            client: Some(client),
            driver,
            shots,
            count: 0,
        }
    }

    pub(crate) fn client(&self) -> &Client {
        self.client.as_ref().expect("the session is open")
    }

    fn css(id: &str) -> String {
        format!("[data-testid=\"{id}\"]")
    }

    /// Waits for an element and clicks its middle with the mouse.
    pub async fn click(&self, id: &str) {
        // The page may draw the element anew between finding and clicking it.
        let start = Instant::now();
        loop {
            let element = self.find(id).await;
            // A person scrolls until nothing lies over it.
            let centre = format!(
                "document.querySelector('{}').scrollIntoView({{block: 'center'}}); return true",
                Self::css(id)
            );
            self.script(&centre).await;
            // A button that cannot be pressed yet takes a click and does nothing.
            let refused = if element.is_enabled().await.unwrap_or(true) {
                element.click().await.err().map(|e| format!("{e:?}"))
            } else {
                Some("it is disabled".to_owned())
            };
            let Some(why) = refused else { return };
            if start.elapsed() > PATIENCE {
                let page = self.text("body").await;
                panic!("{id} cannot be clicked: {why}\n{page}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits for an element.
    pub async fn find(&self, id: &str) -> fantoccini::elements::Element {
        match self
            .client()
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(&Self::css(id)))
            .await
        {
            Ok(element) => element,
            Err(error) => {
                let page = self.text("body").await;
                panic!("{id} does not appear: {error}\n{page}")
            }
        }
    }

    /// Whether an element is there now.
    pub async fn has(&self, id: &str) -> bool {
        self.client()
            .find(Locator::Css(&Self::css(id)))
            .await
            .is_ok()
    }

    /// Types into an element after clearing it.
    pub async fn fill(&self, id: &str, text: &str) {
        let element = self.find(id).await;
        element.clear().await.expect("clear");
        element.send_keys(text).await.expect("type");
    }

    /// Types into whatever has the focus, line by line with the Enter key.
    pub async fn type_lines(&self, css: &str, text: &str) {
        let element = self
            .client()
            .find(Locator::Css(css))
            .await
            .expect("the element");
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                element
                    .send_keys(&char::from(Key::Enter).to_string())
                    .await
                    .expect("Enter");
            }
            if !line.is_empty() {
                element.send_keys(line).await.expect("type");
            }
        }
    }

    /// Presses Ctrl with a key.
    pub async fn ctrl(&self, key: char) {
        let keys = KeyActions::new("keyboard".into())
            .then(KeyAction::Down {
                value: Key::Control.into(),
            })
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key })
            .then(KeyAction::Up {
                value: Key::Control.into(),
            });
        self.client().perform_actions(keys).await.expect("keys");
    }

    /// The text of the first element that matches, empty if there is none.
    pub async fn text(&self, css: &str) -> String {
        match self.client().find(Locator::Css(css)).await {
            Ok(element) => element.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// The text of an element by its test id.
    pub async fn text_of(&self, id: &str) -> String {
        self.find(id).await;
        self.text(&Self::css(id)).await
    }

    /// Runs a script in the page that ends by calling its last argument.
    pub async fn wait_script(&self, script: &str) -> serde_json::Value {
        self.client()
            .execute_async(script, Vec::new())
            .await
            .expect("the script runs")
    }

    /// What axe finds on the screen: a sentence a rule that is broken. The size of targets is AA
    /// since WCAG 2.2, and off in axe unless it is asked for.
    pub async fn violations(&self) -> Vec<String> {
        self.settled().await;
        let axe = crate::root().join("ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(axe).expect("axe-core is installed");
        let run = "const done = arguments[arguments.length - 1]; axe.run(document, {rules: {'target-size': {enabled: true}}}).then((r) => done(r.passes.length < 8 ? ['axe looked at nothing'] : r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + n.failureSummary.split('\\n')[1]).slice(0, 3).join('; '))), (e) => done(['axe: ' + e]));";
        strings(&self.wait_script(&format!("{axe}; {run}")).await)
    }

    /// Presses a key without a character, such as Tab or Escape.
    pub async fn press(&self, key: Key) {
        let keys = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value: key.into() })
            .then(KeyAction::Up { value: key.into() });
        self.client().perform_actions(keys).await.expect("keys");
    }

    /// The same with Shift.
    pub async fn press_shift(&self, key: Key) {
        let shift = Key::Shift.into();
        let keys = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value: shift })
            .then(KeyAction::Down { value: key.into() })
            .then(KeyAction::Up { value: key.into() })
            .then(KeyAction::Up { value: shift });
        self.client().perform_actions(keys).await.expect("keys");
    }

    /// Types characters into whatever has the focus.
    pub async fn type_text(&self, text: &str) {
        let mut keys = KeyActions::new("keyboard".into());
        for value in text.chars() {
            keys = keys
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        self.client().perform_actions(keys).await.expect("keys");
    }

    /// Goes on in the app's other window, once it is there.
    pub async fn other(&self) {
        let client = self.client();
        let here = client.window().await.expect("a window");
        let start = Instant::now();
        loop {
            let all = client.windows().await.expect("windows");
            if let Some(other) = all.into_iter().find(|handle| *handle != here) {
                client
                    .switch_to_window(other)
                    .await
                    .expect("the other window");
                return;
            }
            assert!(start.elapsed() < PATIENCE, "there is no other window");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.client().refresh().await.expect("the page loads again");
    }

    /// Runs a script in the page.
    pub async fn script(&self, script: &str) -> serde_json::Value {
        self.client()
            .execute(script, Vec::new())
            .await
            .expect("the script runs")
    }

    /// Waits until the script returns true.
    pub async fn until(&self, what: &str, script: &str) {
        let start = Instant::now();
        while self.script(script).await != json!(true) {
            if start.elapsed() > PATIENCE {
                panic!("waited in vain for: {what}\n{}", self.text("body").await);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until nothing fades in any more: half-seen text has no contrast to judge.
    async fn settled(&self) {
        let script = "return document.getAnimations().every((a) => a.playState === 'finished')";
        self.until("the screen stands still", script).await;
    }

    /// Waits for frames: on a busy machine a picture would show the screen before.
    async fn painted(&self) {
        let script = "const done = arguments[0]; let frames = 3; const next = () => (frames-- > 0 ? requestAnimationFrame(next) : done(true)); next()";
        let drawn = self.client().execute_async(script, Vec::new()).await;
        drawn.expect("frames");
    }

    /// Keeps a picture, if pictures are wanted.
    pub async fn shoot(&mut self, name: &str) {
        self.settled().await;
        if self.shots.is_some() {
            self.painted().await;
        }
        if let Some(folder) = &self.shots {
            self.count += 1;
            std::fs::create_dir_all(folder).expect("folder for screenshots");
            let png = self.client().screenshot().await.expect("screenshot");
            std::fs::write(folder.join(format!("{:02}-{name}.png", self.count)), png)
                .expect("write screenshot");
        }
    }

    /// Ends the app as a power button would: SIGKILL, no goodbye. Returns its process id.
    pub fn kill_app(&mut self, app: &Path) -> i32 {
        let pid = process_of(app, self.driver.0.id()).expect("the app runs under the driver");
        kill_process(Pid::from_raw(pid).expect("a pid"), Signal::KILL).expect("kill");
        // The kernel takes a moment to end it and to give up its locks.
        let start = Instant::now();
        while runs(pid) {
            assert!(start.elapsed() < PATIENCE, "a killed process ends");
            std::thread::sleep(Duration::from_millis(10));
        }
        self.client = None;
        pid
    }

    /// The app's process id.
    pub fn app_pid(&self, app: &Path) -> i32 {
        process_of(app, self.driver.0.id()).expect("the app runs under the driver")
    }

    /// Ends the session and the app.
    pub async fn close(mut self) {
        if let Some(client) = self.client.take() {
            // The window may be gone already; the group is ended either way.
            let _ = client.close().await;
        }
    }
}

/// The strings of a JSON array.
pub fn strings(value: &serde_json::Value) -> Vec<String> {
    let list = value.as_array().cloned().unwrap_or_default();
    let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
    list.iter().map(text).collect()
}
