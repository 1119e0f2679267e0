//! The second host of the window's page: the built page and the true use cases behind a loopback
//! address, so that headless Chromium tests them without the shell. Never shipped.
//!
//! The page is the one that ships, byte for byte; a script before it stands in for the bridge
//! that the shell puts there. Clock and machine are the test's.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use invigil_candidate::{
    Candidate, CodeRunner, LanguageState, LocalRunner, Offer,
    dto::{Command, NoticeDto, PreferencesDto},
};
use invigil_clock::FakeClock;
use invigil_crypto::random::SystemRandom;
use invigil_model::Language;
use invigil_recruiter::{Desk, dto as desk_dto};
use invigil_runner::Runtimes;
use invigil_sandbox::{WorkerProgram, worker::WORKER_ARGUMENT};
use serde_json::{Value, json};
use tiny_http::{Method, Request, Server};

pub use crate::laptop::Laptop;
use crate::laptop::{Changing, Posed};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-test'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

const BRIDGE: &str = r"
(() => {
  const callbacks = new Map(), listeners = new Map();
  let next = 1;
  const call = async (cmd, args) => {
    const answer = await fetch('/invoke', { method: 'POST', body: JSON.stringify({ cmd, args }) });
    const body = await answer.json();
    if (!answer.ok) throw body;
    return body;
  };
  const invoke = async (cmd, args) => {
    if (cmd === 'plugin:event|listen') {
      listeners.set(next, { event: args.event, handler: args.handler });
      return next++;
    }
    if (cmd === 'plugin:event|unlisten') return listeners.delete(args.eventId);
    return call(cmd, args);
  };
  window.__TAURI_INTERNALS__ = {
    invoke,
    transformCallback: (callback) => { callbacks.set(next, callback); return next++; },
    unregisterCallback: (id) => callbacks.delete(id),
  };
  window.__TAURI_EVENT_PLUGIN_INTERNALS__ = { unregisterListener: (_event, id) => listeners.delete(id) };
  setInterval(async () => {
    for (const { event, payload } of await call('events', {}).catch(() => []))
      for (const listener of listeners.values())
        if (listener.event === event) callbacks.get(listener.handler)?.({ event, id: 0, payload });
  }, 100);
})();
";

/// Runs code as the shell does, in the worker of the command line's binary.
pub fn runner() -> Arc<dyn CodeRunner> {
    let program = WorkerProgram {
        path: crate::binary("invigil"),
        args: vec![WORKER_ARGUMENT.into()],
    };
    let runtimes = Runtimes::open_with(&crate::runtimes(), program).expect("a folder");
    let runner = LocalRunner::new(runtimes);
    runner.prepare();
    while runner.wait() {
        runner.news();
    }
    Arc::new(runner)
}

struct State {
    data: PathBuf,
    laptop: Changing,
    clock: Arc<FakeClock>,
    runner: Arc<Posed>,
    offers: Vec<Offer>,
    candidate: Option<Candidate>,
    desk: Desk,
    events: Arc<Mutex<Vec<Value>>>,
    picked: Option<String>,
    broken: bool,
    /// What a view says in place of what the use cases say, by stage.
    fixture: Option<Value>,
    /// A file of the page that is not there: the beginning of its name.
    lost: Option<String>,
}

impl State {
    fn start(&mut self) {
        let vault = invigil_vault::FileStore::open(&self.data.join("vault")).expect("a vault");
        self.candidate = None;
        let candidate = Candidate::new(invigil_candidate::Host {
            data: self.data.clone(),
            clock: Arc::clone(&self.clock) as Arc<dyn invigil_clock::Clock>,
            random: Arc::new(SystemRandom::new()),
            vault: Arc::new(vault),
            machine: Arc::new(self.laptop.clone()),
            runner: Arc::clone(&self.runner) as Arc<dyn CodeRunner>,
            offers: self.offers.clone(),
            environment: Vec::new(),
            scripted: false,
        });
        self.candidate = Some(candidate.expect("a session"));
    }

    fn invoke(&mut self, cmd: &str, args: &Value) -> Result<Value, Value> {
        let candidate = self.candidate.as_mut().expect("a session");
        let plain = |result: Result<Value, NoticeDto>| result.map_err(|e| json!(e));
        match cmd {
            "events" => {
                // What a run has to tell comes by itself, as from the shell's ticker.
                let ticked = candidate.tick();
                if let Ok(Some(view)) = ticked {
                    self.show(&json!(view));
                }
                Ok(json!(std::mem::take(&mut *heard(&self.events))))
            }
            _ if self.broken => Err(json!("the bridge is gone")),
            "candidate" => {
                let command: Command = serde_json::from_value(args["command"].clone())
                    .map_err(|e| json!(e.to_string()))?;
                let view = candidate.handle(command).map_err(NoticeDto::from);
                let view = plain(view.map(|view| json!(view)));
                view.map(|view| self.posed(view))
            }
            "preferences" => match serde_json::from_value(args["change"].clone()) {
                Ok(None) => Ok(json!(candidate.preferences())),
                Ok(Some(wanted)) => {
                    let kept = candidate.set_preferences(wanted).map_err(NoticeDto::from);
                    plain(kept.map(|kept| json!(kept)))
                }
                Err(error) => Err(json!(error.to_string())),
            },
            "recruiter" => {
                let command: desk_dto::Command = serde_json::from_value(args["command"].clone())
                    .map_err(|e| json!(e.to_string()))?;
                let view = self.desk.handle(command);
                let view = view.map_err(|notice| json!(desk_dto::NoticeDto::from(notice)));
                view.map(|view| json!(view))
            }
            "recruiter_desk" => Ok(json!(true)),
            "pick_file" | "pick_folder" => Ok(json!(self.picked)),
            other => Err(json!(format!("no command {other}"))),
        }
    }
}

/// The running host.
pub struct PageHost {
    state: Arc<Mutex<State>>,
    server: Arc<Server>,
    /// Where the page is.
    pub url: String,
}

impl Drop for PageHost {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

impl PageHost {
    /// Serves `dist` in `locale` over a data folder, with the demonstration's test on offer.
    pub fn start(data: &Path, dist: &Path, locale: &str, laptop: Laptop) -> Self {
        let clock = Arc::new(FakeClock::new());
        let context = invigil_recruiter::Context {
            clock: Arc::clone(&clock) as Arc<dyn invigil_clock::Clock>,
            random: Arc::new(SystemRandom::new()),
        };
        let demo = invigil_recruiter::ensure_demo(&context, data).expect("the demonstration");
        let events = Arc::new(Mutex::new(Vec::new()));
        let saying = Arc::clone(&events);
        let say = move |progress| {
            heard(&saying).push(json!({"event": "desk-progress", "payload": progress}));
        };
        let desk = Desk::new(context, data, Box::new(say));
        let mut state = State {
            data: data.to_owned(),
            laptop: Changing::new(laptop),
            clock,
            runner: Arc::new(Posed {
                runner: runner(),
                pose: Mutex::default(),
            }),
            offers: vec![Offer {
                id: "demo".to_owned(),
                title: format!("Demonstration: {}", demo.title),
                note: "Issued to you by a demonstration organisation on this laptop.".to_owned(),
                package: demo.package,
                ticket: demo.ticket,
                code: Some(demo.code),
            }],
            candidate: None,
            desk,
            events,
            picked: None,
            broken: false,
            fixture: None,
            lost: None,
        };
        state.start();
        let state = Arc::new(Mutex::new(state));
        let server = Arc::new(Server::http("127.0.0.1:0").expect("a loopback address"));
        let url = format!("http://{}/", server.server_addr());
        let (shared, listening) = (Arc::clone(&state), Arc::clone(&server));
        let (dist, locale) = (dist.to_owned(), locale.to_owned());
        std::thread::spawn(move || {
            for request in listening.incoming_requests() {
                answer(request, &shared, &dist, &locale);
            }
        });
        Self { state, server, url }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets time pass, as the shell's ticker does.
    pub fn pass(&self, ms: u64) {
        let mut state = self.lock();
        state.clock.advance(ms);
        let ticked = state.candidate.as_mut().expect("a session").tick();
        if let Ok(Some(view)) = ticked {
            state.show(&json!(view));
        }
    }

    /// Ends the session and begins another over the same data, as a restart of the app does.
    pub fn restart(&self, away_ms: u64) {
        let mut state = self.lock();
        state.clock.advance(away_ms);
        // What the ended app had to say is never heard.
        heard(&state.events).clear();
        state.start();
    }

    /// Sends an event to the page.
    pub fn emit(&self, event: &str, payload: &Value) {
        self.lock().emit(event, payload);
    }

    /// What the next native dialog answers.
    pub fn pick(&self, path: &Path) {
        self.lock().picked = Some(path.display().to_string());
    }

    /// Whether every command fails as if the bridge were gone.
    pub fn break_bridge(&self, broken: bool) {
        self.lock().broken = broken;
    }

    /// Changes the laptop.
    pub fn change(&self, change: impl FnOnce(&mut Laptop)) {
        change(&mut self.lock().laptop.lock());
    }

    /// Languages stand as this says, whatever the runner says.
    pub fn pose(&self, pose: &[(Language, LanguageState)]) {
        let runner = Arc::clone(&self.lock().runner);
        *runner.pose.lock().unwrap_or_else(PoisonError::into_inner) = pose.to_vec();
    }

    /// Fields of each view are these from here on, for what no laptop of a test can bring about: a
    /// full disk, a signed grant. The page hears of it at once.
    pub fn fixture(&self, fields: Option<Value>) {
        let mut state = self.lock();
        state.fixture = fields;
        let view = state
            .candidate
            .as_mut()
            .expect("a session")
            .handle(Command::View);
        let view = json!(view.expect("a view"));
        state.show(&view);
    }

    /// A file of the page whose name begins like this is not there.
    pub fn lose(&self, name: Option<&str>) {
        self.lock().lost = name.map(str::to_owned);
    }

    /// How the recruiter likes the window, before the page is opened.
    pub fn prefer_desk(&self, preferences: desk_dto::PreferencesDto) {
        let command = desk_dto::Command::Prefer { preferences };
        self.lock().desk.handle(command).expect("kept");
    }

    /// How the candidate likes the window, before the page is opened.
    pub fn prefer(&self, preferences: PreferencesDto) {
        let mut state = self.lock();
        let candidate = state.candidate.as_mut().expect("a session");
        candidate.set_preferences(preferences).expect("kept");
    }
}

impl State {
    /// A view with the fields of the fixture over it.
    fn posed(&self, mut view: Value) -> Value {
        let fields = self.fixture.as_ref().and_then(Value::as_object);
        for (name, value) in fields.into_iter().flatten() {
            if let Some(field) = view.get_mut(name) {
                *field = value.clone();
            }
        }
        view
    }

    fn show(&mut self, view: &Value) {
        let view = self.posed(view.clone());
        self.emit("attempt-changed", &view);
    }

    fn emit(&mut self, event: &str, payload: &Value) {
        heard(&self.events).push(json!({"event": event, "payload": payload}));
    }
}

fn heard(events: &Mutex<Vec<Value>>) -> MutexGuard<'_, Vec<Value>> {
    events.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(mut request: Request, state: &Mutex<State>, dist: &Path, locale: &str) {
    let path = request.url().split('?').next().unwrap_or("/").to_owned();
    let (status, kind, body) = if *request.method() == Method::Post {
        let mut text = String::new();
        let read = request.as_reader().read_to_string(&mut text);
        let asked: Value = read
            .ok()
            .and_then(|_| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let cmd = asked["cmd"].as_str().unwrap_or_default().to_owned();
        match state.invoke(&cmd, &asked["args"]) {
            Ok(value) => (200, "application/json", value.to_string().into_bytes()),
            Err(value) => (400, "application/json", value.to_string().into_bytes()),
        }
    } else {
        let is_lost = |state: &State| state.lost.as_ref().is_some_and(|name| path.contains(name));
        if is_lost(&state.lock().unwrap_or_else(PoisonError::into_inner)) {
            (404, "text/plain", Vec::new())
        } else {
            file(&path, dist, locale)
        }
    };
    // One request a connection: the server has few threads, and a connection that is kept open
    // would hold one of them while the next waits.
    let head = format!(
        "HTTP/1.1 {status} -\r\nconnection: close\r\ncache-control: no-store\r\ncontent-type: {kind}\r\ncontent-length: {}\r\ncontent-security-policy: {POLICY}\r\n\r\n",
        body.len()
    );
    let mut writer = request.into_writer();
    // A page that went away asks no more.
    let _ = writer
        .write_all(head.as_bytes())
        .and_then(|()| writer.write_all(&body))
        .and_then(|()| writer.flush());
}

fn file(path: &str, dist: &Path, locale: &str) -> (u16, &'static str, Vec<u8>) {
    if path == "/bridge.js" {
        return (200, "text/javascript", BRIDGE.as_bytes().to_vec());
    }
    if path == "/" || path.ends_with(".html") {
        let page = path.strip_prefix('/').filter(|page| !page.is_empty());
        let page = dist.join(page.unwrap_or("index.html"));
        let html = std::fs::read_to_string(page).expect("ui/dist is built");
        let html = html
            .replace("lang=\"en\"", &format!("lang=\"{locale}\""))
            .replace("<style id=\"nonce\"", "<style id=\"nonce\" nonce=\"test\"")
            .replace("</title>", "</title><script src=\"/bridge.js\"></script>");
        return (200, "text/html; charset=utf-8", html.into_bytes());
    }
    let kind = match path.rsplit('.').next() {
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    let name = path.trim_start_matches('/');
    match std::fs::read(dist.join(name)) {
        Ok(bytes) if !name.contains("..") => (200, kind, bytes),
        _ => (404, "text/plain", Vec::new()),
    }
}
