//! The candidate app's memory, and that of its web view, while a test is on the screen.

use std::{
    collections::BTreeSet,
    os::unix::{fs::FileExt, process::CommandExt},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use invigil_candidate::{
    Candidate, Host, NoRunner, ThisMachine,
    dto::{Command as Act, LetterDto, TestDto, View},
};
use invigil_clock::SystemClock;
use invigil_crypto::random::SystemRandom;
use invigil_tests::{
    binary,
    desk::{Desk, Issue},
    window::Display,
};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::{
    bank::secrets,
    scanner::{Needle, Scanner},
};

/// Read at a time.
const CHUNK: usize = 4 << 20;

/// The app and its children; all ended when dropped.
struct App(Child);

impl Drop for App {
    fn drop(&mut self) {
        if let Some(pid) = self.pid() {
            // Already gone is fine.
            let _ = kill_process_group(pid, Signal::CONT);
            let _ = kill_process_group(pid, Signal::KILL);
        }
        let _ = self.0.wait();
    }
}

impl App {
    fn start(display: &Display, data: &Path) -> Self {
        let mut command = Command::new(binary("invigil-candidate-app"));
        command
            .env("DISPLAY", &display.name)
            .env("INVIGIL_DATA", data)
            .env("HOME", data)
            .env("GDK_BACKEND", "x11")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Self(command.process_group(0).spawn().expect("the app starts"))
    }

    fn pid(&self) -> Option<Pid> {
        Pid::from_raw(i32::try_from(self.0.id()).ok()?)
    }

    /// The app's process and all below it.
    fn processes(&self) -> Vec<u32> {
        let mut family = vec![self.0.id()];
        let parent = |pid: u32| {
            let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
            let line = status.lines().find_map(|l| l.strip_prefix("PPid:"))?;
            line.trim().parse::<u32>().ok()
        };
        let all = std::fs::read_dir("/proc").expect("/proc");
        let all = all.filter_map(|e| e.ok()?.file_name().to_str()?.parse::<u32>().ok());
        let mut pairs: Vec<(u32, u32)> = all.filter_map(|pid| Some((pid, parent(pid)?))).collect();
        pairs.sort_unstable();
        let mut before = 0;
        while before != family.len() {
            before = family.len();
            let children = pairs
                .iter()
                .filter(|(pid, up)| family.contains(up) && !family.contains(pid));
            let children: Vec<u32> = children.map(|(pid, _)| *pid).collect();
            family.extend(children);
        }
        family
    }

    fn signal(&self, signal: Signal) {
        for pid in self.processes() {
            if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
                kill_process(pid, signal).expect("a signal to our own process");
            }
        }
    }
}

/// Bytes of a page.
const PAGE: u64 = 4096;

/// The parts of a process's readable memory that are filled, in memory or swapped out. A web view
/// reserves far more than it fills.
fn filled(pid: u32) -> Vec<(u64, u64)> {
    let maps = std::fs::read_to_string(format!("/proc/{pid}/smaps")).unwrap_or_default();
    let pages = std::fs::File::open(format!("/proc/{pid}/pagemap"));
    let pages = pages.expect("pagemap, as root or its owner");
    let (mut parts, mut region): (Vec<(u64, u64)>, _) = (Vec::new(), None);
    for line in maps.lines() {
        if let Some(bounds) = readable(line) {
            region = bounds;
            continue;
        }
        let holds = |name| line.starts_with(name) && !line.ends_with(" 0 kB");
        if !(holds("Rss:") || holds("Swap:")) {
            continue;
        }
        let Some((start, end)) = region.take() else {
            continue;
        };
        let mut entries = vec![0; 8 << 16];
        let mut page = start / PAGE;
        while page < end / PAGE {
            let most = usize::try_from((end / PAGE - page) * 8)
                .map_or(entries.len(), |n| n.min(entries.len()));
            let Ok(read @ 8..) = pages.read_at(&mut entries[..most], page * 8) else {
                break;
            };
            for entry in entries[..read].as_chunks::<8>().0 {
                // Bit 63: in memory; bit 62: swapped out.
                if u64::from_le_bytes(*entry) >> 62 != 0 {
                    match parts.last_mut() {
                        Some((_, end)) if *end == page * PAGE => *end += PAGE,
                        _ => parts.push((page * PAGE, (page + 1) * PAGE)),
                    }
                }
                page += 1;
            }
        }
    }
    parts
}

/// The bounds in a heading of `smaps`, if it may be read; `None` for the lines below a heading.
fn readable(line: &str) -> Option<Option<(u64, u64)>> {
    let mut words = line.split(' ');
    let (range, rights) = (words.next()?, words.next()?);
    let (start, end) = range.split_once('-')?;
    let number = |text| u64::from_str_radix(text, 16).ok();
    let bounds = (number(start)?, number(end)?);
    let skipped = !rights.starts_with('r') || line.contains("[vvar") || line.contains("[vsyscall]");
    Some((!skipped).then_some(bounds))
}

/// Scans the readable memory of a process; gives what was found and how many bytes were read.
fn scan(scanner: &Scanner, pid: u32) -> (BTreeSet<&str>, u64) {
    let memory = std::fs::File::open(format!("/proc/{pid}/mem"));
    let memory = memory.expect("mem, as root or its owner");
    let (mut found, mut bytes) = (BTreeSet::new(), 0);
    let mut buffer = vec![0; CHUNK + scanner.longest()];
    for (mut at, end) in filled(pid) {
        while at < end {
            let size = usize::try_from(end - at).map_or(buffer.len(), |s| s.min(buffer.len()));
            // A page that went away meanwhile ends its part.
            let Ok(read @ 1..) = memory.read_at(&mut buffer[..size], at) else {
                break;
            };
            found.extend(scanner.plain(&buffer[..read]));
            bytes += read as u64;
            at += read.min(CHUNK) as u64;
        }
    }
    (found, bytes)
}

/// A running attempt in `data`, as an earlier start of the app would have left it.
fn begin(data: &Path, issue: &Issue) -> TestDto {
    let vault = invigil_vault::open(&data.join("vault")).expect("the vault");
    let mut candidate = Candidate::new(Host {
        data: data.to_owned(),
        clock: Arc::new(SystemClock::new()),
        random: Arc::new(SystemRandom::new()),
        vault: vault.into(),
        machine: Arc::new(ThisMachine::new()),
        runner: Arc::new(NoRunner),
        offers: Vec::new(),
        environment: Vec::new(),
        scripted: false,
    })
    .expect("a session");
    let ticket = issue.out.join("tickets/c-1.ticket");
    for act in [
        Act::Open {
            package: issue.out.join("exam.exampkg").display().to_string(),
            ticket: ticket.display().to_string(),
        },
        Act::EnterCode {
            code: issue.code.clone(),
        },
        Act::ConfirmIdentity {
            name: "A Person".to_owned(),
        },
        Act::Consent,
        Act::PassChecks,
        Act::Start,
    ] {
        candidate.handle(act).expect("check-in");
    }
    let saved = candidate.handle(Act::SaveResponse {
        item: 1,
        letter: Some(LetterDto::B),
        seq: 1,
    });
    match saved.expect("saved") {
        View::Test(test) => test,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_memory_of_the_running_app_holds_the_questions_and_no_secret() {
    let desk = Desk::new();
    let issue = desk.issue("ref,name\nc-1,A Person\n", "out");
    let data = desk.dir().join("laptop");
    let test = begin(&data, &issue);
    // The longest run of plain letters of a question: no spelling of JSON or of the page changes it.
    let plain = |c: char| !(c.is_ascii_alphanumeric() || " ,.".contains(c));
    let stems = test.items.iter().flat_map(|item| item.stem.split(plain));
    let stem = stems.max_by_key(|run| run.len()).expect("a question");
    assert!(stem.len() >= 24, "{stem}");
    let questions = Scanner::new(vec![Needle::new("question", stem)]);

    let display = Display::start();
    let app = App::start(&display, &data);
    let start = Instant::now();
    let shown = loop {
        let processes = app.processes();
        let shown = processes.iter().filter(|pid| {
            let exists = Path::new(&format!("/proc/{pid}/maps")).exists();
            exists && scan(&questions, **pid).0.contains("question")
        });
        let shown = shown.count();
        // In the app itself and in the page's process.
        if shown >= 2 || start.elapsed() > Duration::from_secs(60) {
            break shown;
        }
        std::thread::sleep(Duration::from_millis(500));
    };
    assert!(
        shown >= 2,
        "the question is in the memory of {shown} processes; it must be in two"
    );

    app.signal(Signal::STOP);
    let secrets = secrets();
    for pid in app.processes() {
        let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).expect("comm");
        let (found, bytes) = scan(&secrets, pid);
        println!("{}: {} MiB read", name.trim(), bytes >> 20);
        assert!(bytes > 1 << 20, "{name}: {bytes} bytes read");
        assert_eq!(found, BTreeSet::new(), "{name}");
    }
}
