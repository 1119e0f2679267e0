//! The runner's promises to whoever writes or grades a program, through the worker process as it
//! ships: how long a run takes that does nothing, how much slower than natively one is that does
//! much, how soon a run is taken back, how long it takes to grade many.

mod cpu;
mod grading;
mod sql;

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use invigil_model::{CodingTask, Language, Limits, Sample, TaskId};
use invigil_runner::{Context, Problem, Program, Runtimes, run_samples};
use invigil_sandbox::{
    End, Execute, Fault, Guest, Job, Limits as JobLimits, Outcome, WorkerProgram,
};

use crate::{machine, percentile};

/// The languages in wasm, each with the shortest program that prints.
const HELLO: [(Guest, &str); 3] = [
    (Guest::JavaScript, "console.log('hello')"),
    (Guest::Ruby, "puts 'hello'"),
    (Guest::Python, "print('hello')"),
];
/// A program that does not end, for each of [`HELLO`].
const ENDLESS: [&str; 3] = ["for (;;) {}", "loop {}", "while True: pass"];

pub(crate) fn run(small: bool) {
    println!("{}; kernel {}", machine(), kernel());
    let [mut first, mut second] = [(); 2].map(|()| runtimes());
    let scale = if small { 100 } else { 1 };
    hellos(&mut first, 1000 / scale);
    new_processes(&mut first, 100 / scale);
    trivial_tests(&mut first, 100 / scale);
    cancels(&mut first, 100 / scale);
    sql::run(&mut first, if small { 1 } else { 20 });
    cpu::run(&mut first, if small { 1 } else { 9 });
    grading::run([&mut first, &mut second], 200 / scale);
}

/// The loops beside the native interpreters alone.
pub(crate) fn loops(small: bool) {
    cpu::run(&mut runtimes(), if small { 1 } else { 9 });
}

/// The languages as the app makes them ready, kept for the next run; this program is the worker.
fn runtimes() -> Runtimes {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("figures-runtimes");
    let program = WorkerProgram::this_program().expect("this program");
    let mut runtimes = Runtimes::open_with(&folder, program).expect("the folder of the languages");
    for guest in [Guest::JavaScript, Guest::Ruby, Guest::Python, Guest::Sql] {
        runtimes.prepare(guest).expect("a language");
    }
    runtimes
}

fn kernel() -> String {
    let text = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    text.trim().to_owned()
}

/// A job with room for anything.
fn job(guest: Guest, source: &str, stdin: &[u8]) -> Job {
    Job {
        guest,
        source: source.to_owned(),
        args: Vec::new(),
        files: Vec::new(),
        stdin: stdin.to_vec(),
        seed: 7,
        limits: JobLimits {
            fuel: 1 << 50,
            memory: 256 << 20,
            output: 8 << 20,
            wall: Duration::from_secs(120),
        },
    }
}

/// Runs a job that ends well; how long it took.
fn timed(executor: &mut dyn Execute, job: &Job) -> (Outcome, Duration) {
    let start = Instant::now();
    let outcome = executor.execute(job, &mut |_, _| {}).expect("an outcome");
    let took = start.elapsed();
    let said = String::from_utf8_lossy(&outcome.stderr);
    assert_eq!(outcome.end, End::Exit(0), "{said}");
    (outcome, took)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn print(what: &str, times: &mut [Duration], target: &str) {
    let [p50, p99] = [50, 99].map(|p| ms(percentile(times, p)));
    println!(
        "{what}: n {}; p50 {p50:.2} ms, p99 {p99:.2} ms (target {target})",
        times.len()
    );
}

/// A process that is there already, one language after the other.
fn hellos(runtimes: &mut Runtimes, count: usize) {
    let mut times = [const { Vec::new() }; 3];
    for n in 0..count + 20 {
        for ((guest, source), times) in HELLO.iter().zip(&mut times) {
            let (outcome, took) = timed(runtimes.executor(), &job(*guest, source, b""));
            assert_eq!(outcome.stdout, b"hello\n");
            if n >= 20 {
                times.push(took);
            }
        }
    }
    for (((guest, _), times), target) in HELLO.iter().zip(&mut times).zip(["1", "3", "5"]) {
        print(
            &format!("warm hello, {guest:?}"),
            times,
            &format!("p50 <= {target} ms"),
        );
    }
}

/// From no process at all to the result; the process has all three languages in it.
fn new_processes(runtimes: &mut Runtimes, count: usize) {
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..count {
        for ((guest, source), times) in HELLO.iter().zip(&mut times) {
            runtimes.renew();
            times.push(timed(runtimes.executor(), &job(*guest, source, b"")).1);
        }
    }
    for ((guest, _), times) in HELLO.iter().zip(&mut times) {
        print(
            &format!("new process to result, {guest:?}"),
            times,
            "<= 50 ms",
        );
    }
}

/// Twenty samples of a task that doubles a number, run as the window runs them.
fn trivial_tests(runtimes: &mut Runtimes, count: usize) {
    let samples = (0..20).map(|n| Sample {
        input: format!("{n}\n"),
        output: format!("{}\n", n * 2),
    });
    let problem = Problem::public(&CodingTask {
        id: TaskId("double".into()),
        title: "Double".into(),
        seconds: 600,
        statement: String::new(),
        limits: Limits {
            time_ms: 1000,
            memory_mib: 256,
            largest: "one number".into(),
        },
        samples: samples.collect(),
        starters: [].into(),
    });
    let program = Program::new(Language::Python, "print(int(input()) * 2)").expect("a program");
    let engine = String::new();
    let mut times = Vec::new();
    for _ in 0..count + 3 {
        let context = Context {
            package: "figures",
            engine: &engine,
        };
        let start = Instant::now();
        let report = run_samples(
            runtimes.executor(),
            context,
            &problem,
            &program,
            &mut |_| {},
        );
        times.push(start.elapsed());
        assert_eq!(report.expect("a report").passed, 20);
    }
    print("20 trivial Python tests", &mut times[3..], "<= 100 ms");
}

/// A run that does not end is taken back after a while; from then to the word that it was.
fn cancels(runtimes: &mut Runtimes, count: usize) {
    let mut times = Vec::new();
    for n in 0..count.max(3) {
        let (guest, source) = (HELLO[n % 3].0, ENDLESS[n % 3]);
        let cancel = runtimes.cancel_handle();
        let canceller = thread::spawn(move || {
            thread::sleep(Duration::from_millis(60 + n as u64 % 17));
            let start = Instant::now();
            assert!(cancel.cancel(), "a run is under way");
            start
        });
        let result = runtimes
            .executor()
            .execute(&job(guest, source, b""), &mut |_, _| {});
        let end = Instant::now();
        assert_eq!(result, Err(Fault::Cancelled));
        times.push(end - canceller.join().expect("it cancelled"));
    }
    print("cancel to the run's end", &mut times, "<= 100 ms");
}
