//! One candidate at the real window: what the page acknowledged, what was typed when, and the
//! check of both after the window is opened again.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use fantoccini::key::Key;
use invigil_clock::{Clock, SystemClock};
use invigil_log::Event;
use invigil_tests::{
    binary,
    journey::{check_in_quickly, hand_in_quickly, opened, save, verify},
    process::runs,
    same::Log,
    script::number,
    window::{Display, Window},
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// The limits of the issue, which hold on a machine that does nothing else; CI runs other tests
/// beside this one and states looser ones.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    typing: Duration,
    resume: Duration,
}

impl Limits {
    /// The when `INVIGIL_STRICT` is set.
    pub(crate) fn now() -> Self {
        let [typing, resume] = if std::env::var_os("INVIGIL_STRICT").is_some() {
            [250, 3_000]
        } else {
            [1_500, 15_000]
        };
        Self {
            typing: Duration::from_millis(typing),
            resume: Duration::from_millis(resume),
        }
    }
}

/// How many of something a run does: `INVIGIL_<NAME>`, or the short version's number.
pub(crate) fn count(name: &str, short: u64) -> u64 {
    let given = std::env::var(format!("INVIGIL_{name}")).ok();
    given.map_or(short, |n| n.parse().expect("a number"))
}

/// The candidate's laptop and what must be on it.
pub(crate) struct Seat {
    pub(crate) display: Display,
    pub(crate) data: tempfile::TempDir,
    pub(crate) app: PathBuf,
    clock: SystemClock,
    limits: Limits,
    /// Answers that a view showed as saved.
    answers: BTreeMap<u64, String>,
    /// The answer that was under way.
    under_way: Option<(u64, String)>,
    /// The document as last seen saved.
    text: Option<String>,
    /// Whether anything was typed in this sitting.
    wrote: bool,
    /// What was typed at the top of it since, and when the page had it.
    typed: Vec<(Instant, char)>,
    /// The narrowest interval of the deadline on the boot clock.
    deadline: Option<(u64, u64)>,
    /// When it was last interrupted.
    struck: Option<Instant>,
    /// How long each way back took, and how much typing each fault took away.
    pub(crate) resumes: Vec<Duration>,
    pub(crate) lost: Vec<Duration>,
}

impl Seat {
    pub(crate) fn new() -> Self {
        Self {
            display: Display::start(),
            data: tempfile::tempdir().expect("a folder"),
            app: binary("invigil-window-test"),
            clock: SystemClock::new(),
            limits: Limits::now(),
            answers: BTreeMap::new(),
            under_way: None,
            text: None,
            wrote: false,
            typed: Vec::new(),
            deadline: None,
            struck: None,
            resumes: Vec::new(),
            lost: Vec::new(),
        }
    }

    /// Opens the window and checks in; the test runs.
    pub(crate) async fn sit_down(&mut self) -> Window {
        let window = self.open(&[], &[]).await;
        check_in_quickly(&window).await;
        self.look(&window).await;
        window
    }

    pub(crate) async fn open(&self, environment: &[(&str, &str)], below: &[&str]) -> Window {
        let (display, data) = (&self.display, self.data.path());
        Window::open_under(display, &self.app, data, None, environment, below).await
    }

    /// Opens the window again after a fault: the test is there within the limit, with all that
    /// was acknowledged and all but the last moment of what was typed.
    pub(crate) async fn come_back(&mut self) -> Window {
        let start = Instant::now();
        let window = self.open(&[], &[]).await;
        window.find("resumed").await;
        let took = start.elapsed();
        assert!(took <= self.limits.resume, "{took:?} to resume");
        self.resumes.push(took);
        window.click("resumed-close").await;
        self.look(&window).await;
        window
    }

    /// Answers an item and waits until it is saved.
    pub(crate) async fn answer(&mut self, window: &Window, item: u64, letter: &str) {
        window.click(&format!("nav-{item}")).await;
        let radio = format!("return !!document.querySelector('[name=\"item-{item}\"]')");
        window.until("the item is on the screen", &radio).await;
        self.under_way = Some((item, letter.to_owned()));
        window.type_text(&letter.to_lowercase()).await;
        let start = Instant::now();
        while response(&view(window).await, item).as_deref() != Some(letter) {
            assert!(start.elapsed() < Duration::from_secs(20), "{item} is saved");
        }
        self.answers.insert(item, letter.to_owned());
        self.under_way = None;
    }

    /// A new first line in the coding question's Python document, for `type_on`.
    pub(crate) async fn begin_typing(&mut self, window: &Window) {
        window.click("nav-11").await;
        window.find("editor").await;
        let python = "const s = document.querySelector('[data-testid=\"language\"]'); if (s.value !== 'python') { s.value = 'python'; s.dispatchEvent(new Event('change', {bubbles: true})); } return true";
        window.script(python).await;
        let there = "return document.querySelector('[data-testid=\"language\"]').value === 'python' && !document.querySelector('[data-testid=\"language\"]').disabled && !!document.querySelector('.cm-content')?.textContent";
        window.until("the editor is there", there).await;
        let start = Instant::now();
        while self.text.is_none() {
            self.text = text(&view(window).await);
            assert!(start.elapsed() < Duration::from_secs(20), "a document");
        }
        let focus = "document.querySelector('.cm-content').focus(); return true";
        window.script(focus).await;
        window.ctrl(Key::Home.into()).await;
        window.press(Key::Enter).await;
        self.typed.push((Instant::now(), '\n'));
        self.wrote = true;
        window.press(Key::Up).await;
    }

    /// Types letters and spaces, each noted when the page has it.
    pub(crate) async fn type_on(&mut self, window: &Window, seed: u64, letters: u64) {
        for n in 0..letters {
            let roll = number(seed, n) % 8;
            let letter = if n == 0 {
                '#'
            } else {
                "abcdef 7".chars().nth(roll as usize).unwrap_or('x')
            };
            window.type_text(&letter.to_string()).await;
            self.typed.push((Instant::now(), letter));
        }
    }

    /// A fault strikes at this moment.
    pub(crate) fn strike(&mut self) {
        self.struck = Some(Instant::now());
    }

    /// SIGKILL to the app alone; WebKit's processes and the driver end by themselves.
    pub(crate) fn kill(&mut self, pid: i32) {
        self.strike();
        let pid = Pid::from_raw(pid).expect("a pid");
        kill_process(pid, Signal::KILL).expect("the app was alive");
        gone(pid.as_raw_nonzero().get());
    }

    /// Compares what the window shows with what must be there.
    pub(crate) async fn look(&mut self, window: &Window) {
        let before = self.clock.read().boot_ms;
        let view = view(window).await;
        let after = self.clock.read().boot_ms;
        assert_eq!(view["stage"], "test", "{view}");
        for (item, letter) in &self.answers {
            let shown = response(&view, *item);
            let newer = self.under_way.as_ref().filter(|(i, _)| i == item);
            let accepted = shown.as_ref() == Some(letter)
                || newer.is_some_and(|(_, l)| shown.as_ref() == Some(l));
            assert!(
                accepted,
                "item {item}: {letter} was acknowledged, {shown:?} is there"
            );
        }
        // An answer nobody was told of may be there or not; what is there stays.
        if let Some((item, letter)) = self.under_way.take()
            && response(&view, item).as_ref() == Some(&letter)
        {
            self.answers.insert(item, letter);
        }
        self.look_at_text(text(&view));
        let remaining = view["remainingMs"].as_u64().expect("a number");
        let (low, high) = (before + remaining, after + remaining);
        let (a, b) = self.deadline.unwrap_or((low, high));
        assert!(
            low <= b + 1_000 && high + 1_000 >= a,
            "the deadline moved from {a}..{b} to {low}..{high}"
        );
        self.deadline = Some((a, b));
    }

    fn look_at_text(&mut self, shown: Option<String>) {
        let typed = std::mem::take(&mut self.typed);
        let (Some(old), Some(shown)) = (self.text.clone(), shown.clone()) else {
            self.text = shown.or(self.text.take());
            return;
        };
        let kept = if shown == old {
            0
        } else {
            let top = shown
                .strip_suffix(&old)
                .and_then(|top| top.strip_suffix('\n'));
            let top = top.unwrap_or_else(|| panic!("{shown:?} does not end in {old:?}"));
            let expected: String = typed.iter().skip(1).map(|(_, c)| *c).collect();
            // The key that was under way may be there although it was not noted.
            let known: String = top.chars().take(typed.len().saturating_sub(1)).collect();
            assert!(
                expected.starts_with(&known),
                "{top:?} was not typed: {expected:?}"
            );
            top.chars().count() + 1
        };
        if let (Some(struck), Some((at, _))) = (self.struck, typed.get(kept)) {
            let lost = struck.saturating_duration_since(*at);
            self.lost.push(lost);
            assert!(lost <= self.limits.typing, "{lost:?} of typing were lost");
        }
        self.text = Some(shown);
    }

    /// Takes over the answers of a view.
    pub(crate) fn remember(&mut self, view: &Value) {
        for item in 1..=10 {
            if let Some(letter) = response(view, item) {
                self.answers.insert(item, letter);
            }
        }
    }

    /// Hands in; the log of the verified result, which holds all that was acknowledged.
    pub(crate) async fn hand_in(&mut self, window: Window) -> Log {
        self.look(&window).await;
        self.hand_in_at_once(window).await
    }

    /// The same where the clock was moved and the deadline with it.
    pub(crate) async fn hand_in_at_once(&mut self, window: Window) -> Log {
        let result = hand_in_quickly(&window, self.data.path()).await;
        window.close().await;
        self.read(&result)
    }

    /// The same from the screen after the hand-in.
    pub(crate) async fn collect(&mut self, window: Window) -> Log {
        let result = save(&window, self.data.path()).await;
        window.close().await;
        self.read(&result)
    }

    /// The log of a result that verifies and holds every answer that was acknowledged.
    pub(crate) fn read(&self, result: &Path) -> Log {
        let report = verify(self.data.path(), result);
        assert_eq!(report["verdict"], "verified", "{report:#}");
        let opened = opened(self.data.path(), result);
        // A document that nobody touched is not in the result.
        if let (Some(text), true) = (&self.text, self.wrote) {
            let code = std::fs::read_to_string(opened.join("code/1.py")).expect("the code");
            assert_eq!(&code, text);
        }
        let log = Log::read(&opened);
        let mut answers = BTreeMap::new();
        for stamped in &log.events {
            if let Event::Answer { item, letter, .. } = &stamped.event {
                answers.insert(u64::from(*item), format!("{letter:?}"));
            }
        }
        for (item, letter) in &self.answers {
            assert_eq!(answers.get(item), Some(letter), "item {item} in the log");
        }
        log
    }
}

/// Waits until a process has ended.
pub(crate) fn gone(pid: i32) {
    invigil_tests::screen::patiently("the process ends", || (!runs(pid)).then_some(()));
}

/// The whole view, asked for by the page.
pub(crate) async fn view(window: &Window) -> Value {
    let ask = "const done = arguments[arguments.length - 1]; window.__TAURI_INTERNALS__.invoke('candidate', {command: {do: 'view'}}).then(done, (e) => done({failed: String(e)}))";
    window.wait_script(ask).await
}

fn response(view: &Value, item: u64) -> Option<String> {
    let index = usize::try_from(item - 1).ok()?;
    Some(view["items"][index]["response"].as_str()?.to_owned())
}

fn text(view: &Value) -> Option<String> {
    let task = &view["tasks"][0];
    (task["language"] == "python").then(|| task["text"].as_str().map(str::to_owned))?
}
