//! Many submissions graded: the bank's own references and planted wrong solutions on its hidden
//! tests and two samples, a new process for each of them, on two threads.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    time::Instant,
};

use invigil_model::{CodingTask, HiddenTest, Language, Limits, Sample, TaskId, TestGroup};
use invigil_runner::{Context, Problem, Program, Runtimes, Verdict, judge};

/// Tests of one submission.
const TESTS: usize = 14;

/// One program with what it is judged by.
struct Submission {
    problem: Problem,
    program: Program,
    accepted: bool,
}

pub(super) fn run(runtimes: [&mut Runtimes; 2], count: usize) {
    let submissions = submissions();
    forget_peak();
    let next = AtomicUsize::new(0);
    let (tests, worker_peak) = (AtomicUsize::new(0), AtomicU64::new(0));
    let threads = runtimes.len();
    let start = Instant::now();
    std::thread::scope(|scope| {
        for runtimes in runtimes {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= count {
                        return;
                    }
                    let submission = &submissions[n % submissions.len()];
                    let ran = grade(runtimes, submission);
                    tests.fetch_add(ran, Ordering::Relaxed);
                    let id = runtimes.worker_id();
                    let peak = id.map_or(0, |id| peak_kib(&id.to_string()));
                    worker_peak.fetch_max(peak, Ordering::Relaxed);
                }
            });
        }
    });
    let took = start.elapsed().as_secs_f64();
    let mut languages = BTreeMap::new();
    for n in 0..count {
        let language = submissions[n % submissions.len()].program.language();
        *languages.entry(language.to_string()).or_insert(0) += 1;
    }
    println!(
        "{count} submissions x {TESTS} tests ({languages:?}, {} different ones) on {threads} \
         threads: {took:.1} s, {:.1} ms a test; peak of a worker {} MiB, of the host {} MiB",
        submissions.len(),
        took * 1e3 / tests.into_inner().max(1) as f64,
        worker_peak.into_inner() / 1024,
        peak_kib("self") / 1024
    );
}

/// Judges one program; how many tests ran.
fn grade(runtimes: &mut Runtimes, submission: &Submission) -> usize {
    let context = Context {
        package: "figures",
        engine: "figures",
    };
    runtimes.renew();
    let Submission {
        problem,
        program,
        accepted,
    } = submission;
    let report = judge(runtimes.executor(), context, problem, program, &mut |_| {});
    let report = report.expect("a report");
    assert_eq!(report.verdict == Verdict::Accepted, *accepted);
    assert_eq!(report.tests.len(), TESTS);
    report.tests.len()
}

/// The references and planted wrong solutions of the bank, in turn by task.
fn submissions() -> Vec<Submission> {
    let tasks = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/bank/backend-engineer/tasks");
    let mut all = Vec::new();
    for task in ["rate-limiter", "idempotent-ledger"] {
        let folder = tasks.join(task);
        let problem = problem(task, &folder);
        for (kind, accepted) in [("accepted", true), ("wrong_answer", false)] {
            for file in files(&folder.join("submissions").join(kind)) {
                let end = file.extension().unwrap_or_default();
                let language = Language::ALL.into_iter().find(|l| end == l.extension());
                let Some(language) = language else { continue };
                let source = std::fs::read_to_string(&file).expect("a program");
                all.push(Submission {
                    problem: problem.clone(),
                    program: Program::new(language, source).expect("a program"),
                    accepted,
                });
            }
        }
    }
    all
}

fn problem(task: &str, folder: &Path) -> Problem {
    let mut groups: Vec<TestGroup> = ["basic", "edge", "scale", "robustness"]
        .iter()
        .map(|name| group(name, &folder.join("secret").join(name)))
        .collect();
    let mut samples = group("sample", &folder.join("samples"));
    let hidden: usize = groups.iter().map(|group| group.tests.len()).sum();
    samples.tests.truncate(TESTS - hidden);
    groups.push(samples);
    let task = CodingTask {
        id: TaskId(task.into()),
        title: task.to_owned(),
        seconds: 1200,
        statement: String::new(),
        limits: Limits {
            time_ms: 2000,
            memory_mib: 256,
            largest: String::new(),
        },
        samples: Vec::new(),
        starters: [].into(),
    };
    Problem::with_hidden(&task, &groups)
}

fn group(name: &str, folder: &Path) -> TestGroup {
    let inputs = files(folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "in"));
    let tests = inputs.enumerate().map(|(at, path)| HiddenTest {
        name: format!("{name}/{:02}", at + 1),
        data: Sample {
            input: std::fs::read_to_string(&path).expect("an input"),
            output: std::fs::read_to_string(path.with_extension("out")).expect("an output"),
        },
    });
    TestGroup {
        name: name.to_owned(),
        weight: 25,
        tests: tests.collect(),
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of the bank");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// What compiling took before does not count.
fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").expect("Linux");
}

/// The most memory that a process had.
fn peak_kib(process: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
