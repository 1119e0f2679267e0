//! The worker process: warm, killed, cancelled, taken over; the next run always works.

use std::{
    io::{BufRead, BufReader},
    sync::mpsc::channel,
    thread,
    time::Duration,
};

use invigil_clock::{Clock, SystemClock};
use invigil_sandbox::{End, Execute, Fault, Guest, Job, Stream, Worker, WorkerProgram};
use proptest::prelude::*;
use rustix::process::{Pid, Signal, kill_process};

use crate::jobs::{ends, job, probe, program, run, timed, worker};

fn hello() -> Job {
    job(Guest::Sql, "SELECT 'hello'", "")
}

fn probing(what: &str) -> Job {
    job(Guest::Sql, &format!("probe {what}"), "")
}

fn says_hello(worker: &mut Worker) {
    let (end, out, err) = ends(worker, &hello());
    assert_eq!(
        (end, out.as_str(), err.as_str()),
        (End::Exit(0), "[\"hello\"]\n", "")
    );
}

#[test]
fn one_process_serves_many_runs() {
    let mut worker = worker();
    assert_eq!(worker.process_id(), None);
    says_hello(&mut worker);
    let first = worker.process_id();
    for _ in 0..20 {
        says_hello(&mut worker);
    }
    assert_eq!(worker.process_id(), first);
    worker.renew();
    says_hello(&mut worker);
    assert_ne!(worker.process_id(), first);
}

#[test]
fn output_comes_before_the_end() {
    let mut worker = probe();
    let cancel = worker.cancel_handle();
    let mut seen = Vec::new();
    let result = worker.execute(&probing("spin"), &mut |stream, bytes| {
        assert_eq!(stream, Stream::Out);
        seen.extend_from_slice(bytes);
        cancel.cancel();
    });
    assert_eq!(result, Err(Fault::Cancelled));
    assert!(seen.ends_with(b"\n"), "{seen:?}");
    says_hello(&mut worker);
}

#[test]
fn a_cancelled_run_ends_within_100_ms() {
    let mut worker = probe();
    let cancel = worker.cancel_handle();
    assert!(!cancel.cancel(), "nothing runs yet");
    let (started, start) = channel();
    let canceller = thread::spawn(move || {
        start.recv().expect("the run starts");
        let began = SystemClock::new().read().mono_ms;
        assert!(cancel.cancel());
        began
    });
    let result = worker.execute(&probing("spin"), &mut |_, _| {
        started.send(()).expect("somebody waits");
    });
    let took = SystemClock::new().read().mono_ms - canceller.join().expect("it cancelled");
    assert_eq!(result, Err(Fault::Cancelled));
    println!("cancel to fault: {took} ms");
    assert!(took < 100, "{took} ms");
    says_hello(&mut worker);
}

#[test]
fn a_worker_that_is_killed_in_the_middle_costs_that_run_only() {
    let mut worker = probe();
    says_hello(&mut worker);
    let id = worker.process_id().expect("a process");
    let result = worker.execute(&probing("spin"), &mut |_, _| {
        let pid = Pid::from_raw(id as i32).expect("a number");
        kill_process(pid, Signal::KILL).expect("it is there");
    });
    assert_eq!(result, Err(Fault::Crashed("signal 9 (SIGKILL)".to_owned())));
    says_hello(&mut worker);
    assert_ne!(worker.process_id(), Some(id));
}

#[test]
fn a_worker_that_is_killed_between_runs_costs_none() {
    let mut worker = worker();
    says_hello(&mut worker);
    let id = worker.process_id().expect("a process");
    let pid = Pid::from_raw(id as i32).expect("a number");
    kill_process(pid, Signal::KILL).expect("it is there");
    // Its end may be heard of only in the middle of the next run.
    while let Err(fault) = run(&mut worker, &hello()) {
        assert_eq!(fault, Fault::Crashed("signal 9 (SIGKILL)".to_owned()));
    }
    assert_ne!(worker.process_id(), Some(id));
}

#[test]
fn a_worker_that_aborts_or_panics_says_so() {
    let mut worker = probe();
    assert_eq!(
        run(&mut worker, &probing("abort")),
        Err(Fault::Crashed("signal 6 (SIGABRT)".to_owned()))
    );
    says_hello(&mut worker);
    let Err(Fault::Crashed(reason)) = run(&mut worker, &probing("panic")) else {
        panic!("a panic is a crash");
    };
    assert!(reason.contains("panic: on purpose"), "{reason}");
    says_hello(&mut worker);
}

#[test]
fn the_safety_net_ends_a_run_that_does_not_end() {
    let mut worker = probe();
    let mut spin = probing("spin");
    spin.limits.wall = Duration::from_millis(50);
    assert_eq!(
        run(&mut worker, &spin),
        Err(Fault::WallClock(spin.limits.wall))
    );
    says_hello(&mut worker);
}

#[test]
fn a_worker_that_floods_is_stopped_at_the_cap() {
    let mut worker = probe();
    let Err(Fault::Crashed(reason)) = run(&mut worker, &probing("flood")) else {
        panic!("no executor writes above its limit");
    };
    assert!(reason.contains("more output than the limit"), "{reason}");
    says_hello(&mut worker);
}

#[test]
fn a_job_above_a_cap_is_refused_before_anything_starts() {
    let mut worker = worker();
    let mut big = hello();
    big.source = "x".repeat((256 << 10) + 1);
    assert!(matches!(run(&mut worker, &big), Err(Fault::Malformed(_))));
    assert_eq!(worker.process_id(), None);
}

#[test]
fn a_program_that_is_not_there_is_an_honest_absence() {
    let mut worker = Worker::new(WorkerProgram {
        path: "/nonexistent/worker".into(),
        args: Vec::new(),
    });
    let Err(Fault::Unavailable { guest, reason }) = run(&mut worker, &hello()) else {
        panic!("it cannot start");
    };
    assert_eq!(guest, Guest::Sql);
    assert!(
        reason.contains("/nonexistent/worker does not start"),
        "{reason}"
    );
}

#[test]
fn a_program_that_is_no_worker_is_an_honest_absence() {
    let mut worker = Worker::new(program(&[]));
    let Err(Fault::Unavailable { reason, .. }) = run(&mut worker, &hello()) else {
        panic!("it is no worker");
    };
    assert!(reason.contains("exit code 1"), "{reason}");
}

#[test]
fn a_worker_ends_when_its_pipe_does() {
    let mut worker = worker();
    says_hello(&mut worker);
    let id = worker.process_id().expect("a process");
    drop(worker);
    let pid = Pid::from_raw(id as i32).expect("a number");
    assert!(
        kill_process(pid, Signal::KILL).is_err(),
        "it is gone and waited for"
    );
}

/// Starts an app whose program says its number, kills the app, and waits for that program's end:
/// milliseconds.
#[expect(
    clippy::disallowed_methods,
    reason = "the app of this test is a process"
)]
fn dies_with_the_app(scratch: &str) -> u64 {
    let program = program(&[]);
    let mut app = std::process::Command::new(program.path)
        .args(["app", scratch])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("an app");
    let mut said = String::new();
    BufReader::new(app.stdout.take().expect("a pipe"))
        .read_line(&mut said)
        .expect("a line");
    let stat = format!("/proc/{}/stat", said.trim());
    let alive = || {
        let stat = invigil_files::read_text(std::path::Path::new(&stat), 4096);
        // Dead, and waited for or not.
        stat.is_ok_and(|stat| !stat.contains(") Z "))
    };
    assert!(alive(), "{said}");
    app.kill().expect("it is there");
    app.wait().expect("it ended");
    let ((), took) = timed(|| {
        while alive() {
            thread::yield_now();
        }
    });
    took
}

#[test]
fn no_program_outlives_an_app_that_is_killed() {
    println!("outlives the app by {} ms", dies_with_the_app(""));
    let scratch = tempfile::tempdir().expect("temp dir");
    let took = dies_with_the_app(scratch.path().to_str().expect("UTF-8"));
    println!("Java outlives the app by {took} ms");
}

#[test]
fn from_a_new_process_to_its_result_it_takes_little() {
    let mut took: Vec<u64> = (0..11)
        .map(|_| {
            let mut worker = worker();
            timed(|| says_hello(&mut worker)).1
        })
        .collect();
    took.sort_unstable();
    println!("new process to result, ms: {took:?}");
    // Loosely, since tests share the machine with others; the figure of 50 ms is the bench's.
    assert!(took[0] <= 1000, "{took:?}");
}

#[test]
fn a_warm_run_takes_little() {
    let mut worker = worker();
    says_hello(&mut worker);
    let ((), took) = timed(|| (0..200).for_each(|_| says_hello(&mut worker)));
    println!("200 warm runs: {took} ms");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// After `Ready` (2, no bytes) it may say anything, then end or fall silent.
    #[test]
    fn a_worker_that_was_taken_over_neither_hangs_nor_breaks_the_app(
        kind in 0u8..9,
        length in prop_oneof![0u32..64, any::<u32>()],
        body in proptest::collection::vec(any::<u8>(), 0..64),
        silent: bool,
    ) {
        let mut hex = "0200000000".to_owned();
        let header = [&[kind][..], &length.to_le_bytes(), &body].concat();
        for byte in header {
            hex.push_str(&format!("{byte:02x}"));
        }
        if silent {
            hex.push('-');
        }
        let mut worker = Worker::new(program(&["babble", &hex]));
        let mut hello = hello();
        hello.limits.wall = Duration::from_millis(300);
        let (result, took) = timed(|| run(&mut worker, &hello));
        prop_assert!(took < 10_000, "{took} ms");
        if let Ok(outcome) = result {
            prop_assert!(outcome.stdout.len() + outcome.stderr.len() <= 1 << 20);
        }
    }
}
