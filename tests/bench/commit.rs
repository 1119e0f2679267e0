//! One acknowledged answer against the raw `fdatasync` of as many bytes on the same disk.

use std::{
    io::Write,
    sync::Arc,
    time::{Duration, Instant},
};

use invigil_attempt::{Attempt, Beginning, Header};
use invigil_clock::{Clock, FakeClock};
use invigil_crypto::random::SystemRandom;
use invigil_model::{
    AttemptId, CandidateRef, Form, Item, ItemId, Letter, PackageId, Skill, TicketId,
};
use invigil_vault::FileStore;
use uuid::Uuid;

use crate::compare;

/// What one commit appends to the write-ahead log: two pages with their headers.
const WAL_FRAME: usize = 4096 + 24;

pub(crate) fn run(count: u64) {
    let target = std::env::current_exe().expect("the benchmark's own path");
    let disk = tempfile::tempdir_in(target.parent().expect("a folder")).expect("a folder");
    let clock = FakeClock::new();
    let vault = FileStore::open(&disk.path().join("vault")).expect("vault");
    let mut attempt = Attempt::create(
        disk.path(),
        beginning(),
        clock.read(),
        Arc::new(SystemRandom::new()),
        Arc::new(vault),
    )
    .expect("an attempt");
    attempt.check_in(clock.read()).expect("checked in");
    attempt.start(clock.read()).expect("started");
    let (mut work, mut floor) = (Vec::new(), Vec::new());
    let (mut pages, mut cpu, mut floor_cpu) = (0, Duration::ZERO, Duration::ZERO);
    let mut raw = std::fs::File::create(disk.path().join("raw")).expect("a file");
    let wal = wal_of(disk.path());
    for seq in 1..=count {
        clock.advance(1_000);
        let before = (length(&wal), cpu_now(), Instant::now());
        let letter = Letter::ALL[usize::try_from(seq % 4).unwrap_or(0)];
        attempt
            .save_response(clock.read(), 1, Some(letter), seq)
            .expect("saved");
        work.push(before.2.elapsed());
        cpu += cpu_now().saturating_sub(before.1);
        // A log that was carried over into the database starts again: then the usual two frames.
        let grown = length(&wal).saturating_sub(before.0);
        let grown = usize::try_from(grown).unwrap_or(0).max(2 * WAL_FRAME);
        pages += grown / WAL_FRAME;
        let bytes = vec![u8::try_from(seq % 251).unwrap_or(0); grown];
        let start = (cpu_now(), Instant::now());
        raw.write_all(&bytes).expect("written");
        raw.sync_data().expect("synced");
        floor.push(start.1.elapsed());
        floor_cpu += cpu_now().saturating_sub(start.0);
    }
    let each = |cpu: Duration| cpu.as_secs_f64() * 1e6 / count as f64;
    println!(
        "disk: {}; {:.1} pages a commit; {:.0} us of CPU a commit, {:.0} us of the floor",
        file_system(disk.path()),
        pages as f64 / count as f64,
        each(cpu),
        each(floor_cpu)
    );
    compare(
        "commit one frame / write and fdatasync as many bytes",
        &mut work,
        &mut floor,
    );
}

fn length(path: &std::path::Path) -> u64 {
    std::fs::metadata(path).map_or(0, |m| m.len())
}

/// The attempt's write-ahead log.
fn wal_of(dir: &std::path::Path) -> std::path::PathBuf {
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with("-wal") {
                return path;
            }
        }
    }
    panic!("the attempt has no write-ahead log");
}

/// CPU time of this thread.
fn cpu_now() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(
        u64::try_from(now.tv_sec).unwrap_or(0),
        u32::try_from(now.tv_nsec).unwrap_or(0),
    )
}

fn file_system(dir: &std::path::Path) -> String {
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    let mount = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        let (at, kind) = (words.next()?, words.next()?);
        dir.starts_with(at).then_some((at.len(), kind.to_owned()))
    });
    mount.max().map_or("unknown".to_owned(), |(_, kind)| kind)
}

fn beginning() -> Beginning {
    let item = Item {
        id: ItemId("x/1".into()),
        cell: "DB1".into(),
        skill: Skill::Databases,
        seconds: 60,
        stem: "Which?".into(),
        code: None,
        options: ["a", "b", "c", "d"].map(String::from),
    };
    Beginning {
        header: Header {
            attempt_id: AttemptId(Uuid::from_u128(1)),
            ticket_id: TicketId(Uuid::from_u128(2)),
            package_id: PackageId(Uuid::from_u128(3)),
            candidate_ref: CandidateRef("c-1".into()),
            duration_s: 7_200,
            extra_time_pct: 0,
            scripted: true,
        },
        form: Form {
            items: vec![item],
            tasks: Vec::new(),
        },
        form_key: [5; 32],
        attachments: [].into(),
    }
}
