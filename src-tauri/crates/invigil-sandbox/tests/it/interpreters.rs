//! A WebAssembly guest in the locked-in worker: the same outcome as in this process.

use invigil_sandbox::{
    End, Fault, Guest, Manifest, Worker,
    engine::{Backend, WasmExecutor},
};

use crate::{
    guests,
    jobs::{probe, timed, worker},
    support::{self, NATIVE, PORTABLE},
};

/// Writes its first 5 bytes of memory, takes a page, ends with 3.
const HELLO: &str = r#"(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "hello")
  (data (i32.const 16) "\00\00\00\00\05\00\00\00")
  (func (export "run") (result i32)
    (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 32)))
    (drop (memory.grow (i32.const 1)))
    (i32.const 3)))"#;

fn with(mut worker: Worker, backend: Backend, text: &str) -> Worker {
    let engine = match backend {
        Backend::Native => &NATIVE,
        Backend::Portable => &PORTABLE,
    };
    let wasm = wat::parse_str(text).expect("a module");
    let code = engine.compile(&wasm).expect("it compiles");
    worker
        .add_code(Guest::JavaScript, backend, &code)
        .expect("a memory file");
    worker
}

#[test]
fn the_worker_gives_the_outcome_of_this_process() {
    let job = support::job();
    let here = support::run(support::guest(&NATIVE, HELLO), &job);
    assert_eq!((&here.end, &*here.stdout), (&End::Exit(3), &b"hello"[..]));
    for backend in [Backend::Native, Backend::Portable] {
        let mut worker = with(worker(), backend, HELLO);
        let (first, took) = timed(|| crate::jobs::run(&mut worker, &job));
        println!("new process to result on {backend:?}: {took} ms");
        assert_eq!(first.as_ref(), Ok(&here));
        for _ in 0..50 {
            assert_eq!(crate::jobs::run(&mut worker, &job).as_ref(), Ok(&here));
        }
    }
}

#[test]
fn a_trap_a_loop_and_a_bomb_end_in_the_jail_as_they_do_here() {
    for body in [
        "unreachable",
        "(loop (br 0)) unreachable",
        "(drop (memory.grow (i32.const 30000))) (i32.store (i32.const 70000000) (i32.const 1)) (i32.const 0)",
        "(i32.div_u (i32.const 1) (i32.const 0))",
        "(call $deep)",
    ] {
        let text = format!(
            r#"(module (memory (export "memory") 1)
                 (func $deep (export "run") (result i32) {body}))"#
        );
        let mut job = support::job();
        job.limits.fuel = 50_000_000;
        let here = support::run(support::guest(&NATIVE, &text), &job);
        let mut worker = with(worker(), Backend::Native, &text);
        assert_eq!(crate::jobs::run(&mut worker, &job), Ok(here), "{body}");
    }
}

#[test]
fn a_guest_without_code_is_absent_and_one_that_gets_it_runs() {
    let mut worker = worker();
    let Err(Fault::Unavailable { reason, .. }) = crate::jobs::run(&mut worker, &support::job())
    else {
        panic!("it has no code");
    };
    assert_eq!(reason, "its module is not loaded");
    let mut worker = with(worker, Backend::Native, HELLO);
    assert!(crate::jobs::run(&mut worker, &support::job()).is_ok());
}

#[test]
fn with_its_code_loaded_the_worker_has_that_file_and_no_other() {
    let mut worker = with(probe(), Backend::Native, HELLO);
    let mut open = crate::jobs::job(Guest::Sql, "probe descriptors", "");
    open.args.push(String::new());
    let (_, out, _) = crate::jobs::ends(&mut worker, &open);
    assert_eq!(out.split(' ').count(), 4, "{out}");
}

/// Prints what it computes, what it was given, and a number of chance.
fn source(guest: Guest) -> &'static str {
    match guest {
        Guest::Python => {
            "import sys, random\nprint(sum(range(10**5)), sys.stdin.read().strip(), random.random())\n\
             try:\n    open('/etc/passwd')\nexcept OSError as e:\n    print(type(e).__name__)"
        }
        Guest::Ruby => {
            "puts((0...10**5).sum, gets, rand)\nbegin\n  File.read('/etc/passwd')\n\
             rescue SystemCallError => e\n  puts e.class\nend"
        }
        _ => "let n = 0; for (let i = 0; i < 1e5; i++) n += i; console.log(n, Math.random());",
    }
}

#[test]
fn each_interpreter_that_ships_gives_in_the_worker_what_it_gives_here() {
    for entry in &Manifest::pinned().modules {
        let code = guests::code(&NATIVE, entry);
        let mut here = WasmExecutor::new().expect("an executor");
        here.add(NATIVE.load(entry.guest, &code).expect("it loads"));
        let mut job = guests::program(entry.guest, source(entry.guest));
        job.stdin = b"given\n".to_vec();
        let expected = crate::jobs::run(&mut here, &job).expect("an outcome");
        assert_eq!(expected.end, End::Exit(0), "{:?}", expected.stderr);
        let mut took = Vec::new();
        for _ in 0..5 {
            let mut worker = worker();
            worker
                .add_code(entry.guest, Backend::Native, &code)
                .expect("a memory file");
            let (outcome, first) = timed(|| crate::jobs::run(&mut worker, &job));
            assert_eq!(outcome.as_ref(), Ok(&expected), "{:?}", entry.guest);
            let (outcome, second) = timed(|| crate::jobs::run(&mut worker, &job));
            assert_eq!(outcome.as_ref(), Ok(&expected), "{:?}", entry.guest);
            took.push((first, second));
        }
        println!(
            "{:?}: new process to result, then warm, ms: {took:?}",
            entry.guest
        );
    }
}
