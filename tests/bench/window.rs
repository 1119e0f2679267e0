//! The window beside a bare Tauri window in the same run: `cargo xtask bench window`.
//!
//! Launch, memory and idling are of the shipped app, told by its own log and by `/proc`; launches
//! of the two are interleaved. Typing is of the window-test app: a script in its page takes the
//! times. Deliberately absent: pass and fail; BENCHMARKS.md compares with the targets.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads clocks and /proc, and prints"
)]

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use fantoccini::key::Key;
use invigil_tests::{
    binary,
    journey::check_in_quickly,
    screen::{App, below},
    script::number,
    window::{Display, Window},
};

const LAUNCHES: usize = 30;
const KEYS: u64 = 400;
const IDLE: Duration = Duration::from_secs(20);
/// After a launch, before memory is read.
const SETTLE: Duration = Duration::from_secs(2);

fn main() {
    if std::env::args().any(|a| a == "--test" || a == "--list") {
        return;
    }
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("load before: {}", load.trim());
    launches();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(typing());
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("load after: {}", load.trim());
}

/// Where the shipped app and the bare window are: `cargo xtask bench window` says so.
fn built() -> (PathBuf, PathBuf) {
    let folder = std::env::var_os("INVIGIL_PROFILE_DIR").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| binary("invigil-app").with_file_name(""));
    (
        folder.join("invigil-app"),
        folder.join("examples/bare-window"),
    )
}

/// What one launch showed.
struct Launch {
    frame: Duration,
    pss_kib: u64,
}

fn launches() {
    let display = Display::start();
    let (app, bare) = built();
    let homes = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let [app_home, bare_home] = &homes;
    // The first start makes the demonstration; files are in memory after it.
    launch(&display, &app, app_home.path(), false);
    launch(&display, &bare, bare_home.path(), false);
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for n in 0..LAUNCHES {
        let settled = n % 6 == 0;
        ours.push(launch(&display, &app, app_home.path(), settled));
        floor.push(launch(&display, &bare, bare_home.path(), settled));
    }
    let frames = |all: &[Launch]| all.iter().map(|l| l.frame).collect::<Vec<_>>();
    let (mut a, mut b) = (frames(&ours), frames(&floor));
    print("launch to first usable frame, app", &mut a);
    print("launch to first usable frame, bare", &mut b);
    println!(
        "  ratio p50 {:.2}, p95 {:.2}",
        ratio(&mut a, &mut b, 50),
        ratio(&mut a, &mut b, 95)
    );
    let pss = |all: &[Launch]| {
        let mut sizes: Vec<u64> = all.iter().map(|l| l.pss_kib).filter(|p| *p > 0).collect();
        sizes.sort_unstable();
        sizes[sizes.len() / 2] as f64 / 1024.0
    };
    let (ours, floor) = (pss(&ours), pss(&floor));
    println!(
        "PSS of all processes, median: app {ours:.0} MiB, bare {floor:.0} MiB; ratio {:.2}",
        ours / floor
    );
    let running = App::start(&display, &app, app_home.path(), &[]);
    painted(&running);
    std::thread::sleep(SETTLE);
    println!(
        "idle on the start screen: {:.2} % of a core",
        idle(&running.processes())
    );
}

/// Waits for the line that both programs say when their first screen was painted.
fn painted(app: &App) {
    let start = Instant::now();
    while !app.said().contains("first screen painted") {
        assert!(start.elapsed() < Duration::from_secs(60), "{}", app.said());
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn launch(display: &Display, program: &Path, home: &Path, settled: bool) -> Launch {
    let start = Instant::now();
    let app = App::start(display, program, home, &[]);
    painted(&app);
    let frame = start.elapsed();
    let mut pss_kib = 0;
    if settled {
        std::thread::sleep(SETTLE);
        pss_kib = app.processes().into_iter().map(pss).sum();
    }
    Launch { frame, pss_kib }
}

fn pss(pid: i32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|l| l.strip_prefix("Pss:"));
    line.and_then(|l| l.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// CPU time that processes used so far.
fn cpu(pids: &[i32]) -> Duration {
    let ticks = |pid: &i32| -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        rest.split_whitespace()
            .skip(11)
            .take(2)
            .filter_map(|n| n.parse::<u64>().ok())
            .sum()
    };
    Duration::from_millis(pids.iter().map(ticks).sum::<u64>() * 10)
}

/// Per cent of one core over a while.
fn idle(pids: &[i32]) -> f64 {
    let before = (cpu(pids), Instant::now());
    std::thread::sleep(IDLE);
    let used = cpu(pids).saturating_sub(before.0);
    100.0 * used.as_secs_f64() / before.1.elapsed().as_secs_f64()
}

/// Takes the times of keys: script and layout, the paint, and the disk.
///
/// Script ends when the microtasks that follow the input event have run (the editor reads the
/// page's change in one of them), which a few hops wait for; a task would wait for the paint.
const PROBE: &str = "
const times = window.times = [];
const paints = new MessageChannel();
paints.port1.onmessage = ({ data }) => { times[data].paint = performance.now() - times[data].at; };
let length = null;
const internals = window.__TAURI_INTERNALS__;
addEventListener('keydown', (event) => {
  if (event.key.length !== 1) return;
  const n = times.push({ at: performance.now() }) - 1;
  requestAnimationFrame(() => paints.port2.postMessage(n));
}, { capture: true });
addEventListener('input', () => {
  const time = times.at(-1);
  const hop = (left) => {
    if (left > 0) return queueMicrotask(() => hop(left - 1));
    document.body.offsetHeight;
    time.work = performance.now() - time.at;
  };
  hop(4);
}, { capture: true });
const durable = ({ payload }) => {
  if (payload.stage !== 'test' || payload.durableSeq !== payload.takenSeq) return;
  const typed = payload.tasks[0].text.length - window.base;
  for (let n = 0; n < Math.min(typed, times.length); n += 1) times[n].disk ??= performance.now() - times[n].at;
};
internals.invoke('plugin:event|listen', { event: 'attempt-changed', target: { kind: 'Any' }, handler: internals.transformCallback(durable) });
return true;";

async fn typing() {
    let display = Display::start();
    let data = tempfile::tempdir().expect("a folder");
    let app = binary("invigil-window-test");
    let window = Window::open(&display, &app, data.path(), None).await;
    check_in_quickly(&window).await;
    let pids = below(window.app_pid(&app));
    println!(
        "idle in the test, a question on the screen: {:.2} % of a core",
        idle(&pids)
    );
    let lines: String = (0..500)
        .map(|n| format!("total_{n} = total_{n} + values[{n}]  # line {n}\\n"))
        .collect();
    let fill = format!(
        "const done = arguments[arguments.length - 1]; const ask = (command) => window.__TAURI_INTERNALS__.invoke('candidate', {{command}});
         (async () => {{
           let view = await ask({{do: 'view'}});
           view = await ask({{do: 'chooseLanguage', task: 1, language: 'python', seq: view.takenSeq + 1}});
           view = await ask({{do: 'edit', task: 1, language: 'python', edits: [{{at: 0, delete: 0, insert: '{lines}'}}], seq: view.takenSeq + 1}});
           return view.tasks[0].text.length;
         }})().then(done, (e) => done(JSON.stringify(e)))"
    );
    let length = window.wait_script(&fill).await;
    assert!(length.as_u64() > Some(10_000), "{length}");
    window.reload().await;
    window.click("nav-11").await;
    window
        .until(
            "500 lines",
            "return document.querySelector('.cm-content')?.textContent.includes('total_1 ')",
        )
        .await;
    window
        .script(&format!("window.base = {length}; {PROBE}"))
        .await;
    window
        .script("document.querySelector('.cm-content').focus(); return true")
        .await;
    window.ctrl(Key::Home.into()).await;
    for n in 0..KEYS {
        let letter = if n == 0 {
            "#"
        } else {
            ["a", "b", "c", "d", "e", " "][(number(7, n) % 6) as usize]
        };
        window.type_text(letter).await;
        tokio::time::sleep(Duration::from_millis(40 + number(9, n) % 120)).await;
    }
    window
        .until(
            "all is durable",
            "return window.times.every((t) => t.disk !== undefined)",
        )
        .await;
    for (name, what) in [
        ("work", "keystroke: script and layout"),
        ("paint", "keystroke to painted"),
        ("disk", "keystroke to durable"),
    ] {
        let all = window
            .script(&format!("return window.times.map((t) => t.{name})"))
            .await;
        let all = all
            .as_array()
            .expect("numbers")
            .iter()
            .filter_map(serde_json::Value::as_f64);
        let mut all: Vec<Duration> = all.map(|ms| Duration::from_secs_f64(ms / 1e3)).collect();
        print(&format!("{what}, 500 lines"), &mut all);
    }
    window.close().await;
}

fn percentile(times: &mut [Duration], p: usize) -> f64 {
    times.sort_unstable();
    times[(times.len() - 1) * p / 100].as_secs_f64() * 1e3
}

fn ratio(a: &mut [Duration], b: &mut [Duration], p: usize) -> f64 {
    percentile(a, p) / percentile(b, p)
}

fn print(what: &str, times: &mut [Duration]) {
    let [p50, p95, p99] = [50, 95, 99].map(|p| percentile(times, p));
    println!(
        "{what}: n {}; p50 {p50:.1} ms, p95 {p95:.1} ms, p99 {p99:.1} ms",
        times.len()
    );
}
