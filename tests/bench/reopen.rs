//! An attempt that is opened again after a crash: its log is read, hashed and folded.

use std::{
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use invigil_bundle::{doc::verify, szip};
use invigil_crypto::digest::sha256;
use invigil_log::replay;

use crate::{
    percentile,
    sittings::{self, Typist},
};

/// A sitting that is interrupted `count` times shortly before its end; floor: SHA-256 of its log.
pub(crate) fn run(folder: &Path, count: usize) {
    let (made, mut laptops) = sittings::begin(folder, 1, Typist::Person);
    let mut laptop = laptops.pop().expect("one laptop");
    let mut work: Vec<Duration> = Vec::new();
    for _ in 0..count {
        laptop.interrupt();
        let start = Instant::now();
        laptop.resume();
        work.push(start.elapsed());
        assert!(laptop.is_running(), "the attempt goes on");
    }
    let bytes = std::fs::read(laptop.hand_in()).expect("a result");
    let entries = verify::open_result(&bytes, std::slice::from_ref(&made.mailbox));
    let entries = entries.expect("opened");
    let of_log = |entry: &&szip::Entry| entry.name.starts_with("log/");
    let log: Vec<u8> = entries
        .iter()
        .filter(of_log)
        .flat_map(|entry| entry.bytes.clone())
        .collect();
    let file = |name: &str| {
        let entry = entries.iter().find(|entry| entry.name == name);
        &entry.expect("a file of the log").bytes[..]
    };
    let (public, private) = (file("log/public.jsonl"), file("log/private.jsonl"));
    let seed = file("log/seed").try_into().expect("32 bytes");
    let times = |work: &dyn Fn()| -> Vec<Duration> {
        let timed = |_| {
            let start = Instant::now();
            work();
            start.elapsed()
        };
        (0..count).map(timed).collect()
    };
    let mut alone = times(&|| {
        black_box(replay(public, private, seed).expect("a log"));
    });
    let mut floor = times(&|| {
        black_box(sha256(&log));
    });
    let ms = |times: &mut [Duration], p| percentile(times, p).as_secs_f64() * 1e3;
    let (p50, p99) = (ms(&mut work, 50), ms(&mut work, 99));
    let least = ms(&mut floor, 50);
    println!(
        "open an attempt again, its log of {} KB hashed and folded: n {count}; p50 {p50:.2} ms, \
         p99 {p99:.2} ms; floor {least:.2} ms, three times that and 3 ms are {:.2} ms",
        log.len() / 1000,
        3.0 * least + 3.0
    );
    println!(
        "the log alone, read, hashed and every event kept: p50 {:.2} ms, p99 {:.2} ms",
        ms(&mut alone, 50),
        ms(&mut alone, 99)
    );
}
