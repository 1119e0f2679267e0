//! One program, one outcome: whatever process or thread it runs in, and on the portable
//! interpreter as on this processor's own code.

use std::{fs, path::Path, thread};

use invigil_model::{Language as Code, Sample};
use invigil_runner::{Context, Problem, Program, RunReport, Verdict, run_samples};
use invigil_sandbox::{
    End, Execute, Job, Outcome, Worker, WorkerProgram,
    engine::{Backend, Engine},
    worker::WORKER_ARGUMENT,
};
use invigil_tests::binary;

use crate::{
    guests::{JAVASCRIPT, Language, PYTHON, RUBY, root, run},
    sum_task,
};

/// Runs of each process; the long run outside CI says by `INVIGIL_OUTCOMES` how many it wants.
const RUNS: usize = 200;
/// Programs of a language that run on the portable interpreter, which is slow: those that use the
/// least fuel. The long run takes all.
const PORTABLE: usize = 10;
const PROCESSES: usize = 2;
const THREADS: usize = 4;

/// Adds up its input; dice, clocks, hashes and addresses go to standard error.
const ADDS_UP: &[(Code, &str)] = &[
    (
        Code::Python,
        "import random, sys, time\nprint(sum(int(x) for x in sys.stdin.read().split()))\n\
         print(random.random(), time.time(), hash('a'), id(object()), list({'x', 'y', 'z'}), file=sys.stderr)",
    ),
    (
        Code::Ruby,
        "puts STDIN.read.split.sum(&:to_i)\n\
         warn [rand, Time.now.to_f, 'a'.hash, Object.new.object_id, [1, 2, 3].shuffle].inspect",
    ),
    (
        Code::JavaScript,
        "const numbers = require('fs').readFileSync(0, 'utf8').split(' ').map(Number);\n\
         console.log(numbers.reduce((a, b) => a + b));\n\
         console.error(Math.random(), Date.now(), performance.now());",
    ),
    (
        Code::Sql,
        "SELECT sum(x) FROM n; SELECT random(), CURRENT_TIMESTAMP, hex(randomblob(8));",
    ),
];

fn problem(language: Code, source: &str) -> (Problem, Program) {
    let (input, output) = match language {
        // The database is the input; what chance gave is a second result.
        Code::Sql => (
            "CREATE TABLE n (x); INSERT INTO n VALUES (1), (2), (3);",
            "[6]",
        ),
        _ => ("1 2 3", "6"),
    };
    let task = sum_task(
        256,
        vec![Sample {
            input: input.to_owned(),
            output: output.to_owned(),
        }],
    );
    let program = Program::new(language, source).unwrap();
    (Problem::public(&task), program)
}

/// The worker process as it ships, with this language in it; SQL is always there.
pub(crate) fn worker(language: Option<Language>) -> Worker {
    let mut worker = Worker::new(WorkerProgram {
        path: binary("invigil-worker"),
        args: vec![WORKER_ARGUMENT.into()],
    });
    if let Some(language) = language {
        let engine = Engine::new(Backend::Native).unwrap();
        let code = language.code(&engine);
        worker
            .add_code(language.guest, Backend::Native, &code)
            .unwrap();
    }
    worker
}

/// What a candidate is shown and what is signed: verdict, output, fuel, memory.
fn report(worker: &mut dyn Execute, (problem, program): &(Problem, Program)) -> RunReport {
    let context = Context {
        package: "package",
        engine: "engine",
    };
    run_samples(worker, context, problem, program, &mut |_| {}).unwrap()
}

fn long_run() -> Option<usize> {
    let wanted = std::env::var("INVIGIL_OUTCOMES").ok()?;
    Some(wanted.parse().unwrap())
}

/// Every run in each of two processes, on four threads at a time, is the same.
fn one_outcome(code: Code, language: Option<Language>) {
    let runs = long_run().unwrap_or(RUNS);
    let (_, source) = ADDS_UP.iter().find(|(one, _)| *one == code).unwrap();
    let given = problem(code, source);
    let first = report(&mut worker(language), &given);
    let record = first.tests[0].report.record.as_ref().unwrap();
    assert!(record.fuel > 0 && record.end == "exit 0", "{first:?}");
    if code != Code::Sql {
        assert_eq!(first.verdict, Verdict::Accepted, "{first:?}");
        assert!(!first.tests[0].stderr.is_empty());
    }
    let thread = || {
        let mut worker = worker(language);
        let mut processes = Vec::new();
        for _ in 0..PROCESSES {
            for n in 0..runs {
                assert_eq!(report(&mut worker, &given), first, "run {n}");
                // A worker ends by itself after many runs, and is another process then.
                processes.extend(worker.process_id());
            }
            worker.renew();
        }
        processes.dedup();
        assert!(processes.len() >= PROCESSES, "{processes:?}");
    };
    thread::scope(|scope| {
        let all: Vec<_> = (0..THREADS).map(|_| scope.spawn(thread)).collect();
        for one in all {
            one.join().unwrap();
        }
    });
}

#[test]
fn a_python_program_has_one_outcome_in_every_process() {
    one_outcome(Code::Python, Some(PYTHON));
}

#[test]
fn a_ruby_program_has_one_outcome_in_every_process() {
    one_outcome(Code::Ruby, Some(RUBY));
}

#[test]
fn a_javascript_program_has_one_outcome_in_every_process() {
    one_outcome(Code::JavaScript, Some(JAVASCRIPT));
}

#[test]
fn an_sql_script_has_one_outcome_in_every_process() {
    one_outcome(Code::Sql, None);
}

/// Programs of `tests/programs`, on this processor's code and on the portable interpreter.
fn portable_alike(language: Language) {
    let mut native = language.executor(Backend::Native);
    let mut ran: Vec<(Job, Outcome)> = Vec::new();
    for file in language.files("programs") {
        let source = fs::read_to_string(&file).unwrap();
        let input = root().join("tests/programs/inputs").join(name(&file));
        let job = language.job(source, fs::read(input).unwrap_or_default());
        let outcome = run(&mut native, &job);
        ran.push((job, outcome));
    }
    ran.sort_by_key(|(_, outcome)| outcome.fuel);
    ran.truncate(long_run().map_or(PORTABLE, |_| usize::MAX));
    assert!(ran.len() >= PORTABLE);
    let mut portable = language.executor(Backend::Portable);
    for (job, outcome) in &ran {
        assert_eq!(outcome.end, End::Exit(0), "{}", job.source);
        assert_eq!(run(&mut portable, job), *outcome, "{}", job.source);
    }
}

/// The name of a program's input.
fn name(program: &Path) -> String {
    format!("{}.in", program.file_stem().unwrap().to_string_lossy())
}

#[test]
fn python_programs_have_the_same_outcomes_on_the_portable_interpreter() {
    portable_alike(PYTHON);
}

#[test]
fn ruby_programs_have_the_same_outcomes_on_the_portable_interpreter() {
    portable_alike(RUBY);
}

#[test]
fn javascript_programs_have_the_same_outcomes_on_the_portable_interpreter() {
    portable_alike(JAVASCRIPT);
}
