//! Every end a guest can come to, each with its reason and the same every time.

use invigil_sandbox::{
    End, Execute, Fault, Guest, GuestFile, Job, Outcome, Stream, engine::WasmExecutor,
};

use crate::support::{NATIVE, PORTABLE, guest, job, run};

/// A guest whose `run` is `body`; memory 0 to 16 is a piece of 8 bytes at 16, "output!\n".
fn text(body: &str) -> String {
    format!(
        r#"(module
        (import "wasi_snapshot_preview1" "fd_write"
            (func $fd_write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "\10\00\00\00\08\00\00\00\00\00\00\00\00\00\00\00output!\n")
        (func $write (drop (call $fd_write
            (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
        (func $deep (param i32) (result i32)
            (i32.add (i32.const 1) (call $deep (i32.add (local.get 0) (i32.const 1)))))
        (func (export "run") (result i32) {body} (i32.const 0)))"#
    )
}

/// Both backends, and the outcome that both of them give.
fn outcome(body: &str, change: impl Fn(&mut Job)) -> Outcome {
    let mut job = job();
    change(&mut job);
    let [native, portable] = [&NATIVE, &PORTABLE].map(|engine| {
        let loaded = guest(engine, &text(body));
        let first = run(loaded.clone(), &job);
        assert_eq!(run(loaded, &job), first, "the same again");
        first
    });
    assert_eq!(native, portable);
    native
}

fn check(body: &str, expected: &End) {
    assert_eq!(outcome(body, |_| {}).end, *expected, "{body}");
}

#[test]
fn a_guest_ends_with_its_own_code() {
    check("", &End::Exit(0));
    check("(return (i32.const 3))", &End::Exit(3));
    check("(call $proc_exit (i32.const 4))", &End::Exit(4));
    check("(call $proc_exit (i32.const -1))", &End::Exit(-1));
    check("(return (i32.const 0x4345))", &End::CompileError);
}

#[test]
fn a_guest_that_gives_up_says_why() {
    check(
        "unreachable",
        &End::Trap("it stopped itself, as abort does".to_owned()),
    );
    let divide = "(drop (i32.div_u (i32.const 1) (i32.const 0)))";
    check(divide, &End::Trap("integer divide by zero".to_owned()));
}

#[test]
fn an_infinite_loop_uses_exactly_its_fuel() {
    for fuel in [1, 1_000, 123_457] {
        let outcome = outcome("(call $write) (loop (br 0))", |job| job.limits.fuel = fuel);
        assert_eq!((outcome.end, outcome.fuel), (End::OutOfFuel, fuel));
        let written = if fuel == 1 { &b""[..] } else { b"output!\n" };
        assert_eq!(outcome.stdout, written, "what came before stays");
    }
}

#[test]
fn fuel_is_what_was_used_not_what_was_there() {
    let used = |fuel| outcome("(call $write)", |job| job.limits.fuel = fuel).fuel;
    assert_eq!(used(10_000), used(1_000_000_000));
    assert!((100..200).contains(&used(10_000)), "{}", used(10_000));
}

#[test]
fn endless_recursion_is_a_stack_overflow() {
    let deep = "(drop (call $deep (i32.const 0)))";
    for engine in [&NATIVE, &PORTABLE] {
        let end = run(guest(engine, &text(deep)), &job()).end;
        assert_eq!(end, End::Trap("stack overflow".to_owned()));
    }
}

#[test]
fn memory_has_an_end() {
    let more = "(loop (br_if 0 (i32.ne (memory.grow (i32.const 16)) (i32.const -1))))";
    let limit = 8 << 20;
    let copes = outcome(more, |job| job.limits.memory = limit);
    assert_eq!(copes.end, End::Exit(0), "whoever copes with it goes on");
    assert_eq!(copes.peak_memory, limit - (16 << 16) + (1 << 16));
    for fails in ["unreachable", "(return (i32.const 1))"] {
        let body = format!("{more} {fails}");
        let outcome = outcome(&body, |job| job.limits.memory = limit);
        assert_eq!(outcome.end, End::OutOfMemory, "{fails}");
    }
    let none = outcome("", |job| job.limits.memory = 65_535);
    assert_eq!((none.end, none.fuel), (End::OutOfMemory, 0));
}

#[test]
fn output_ends_at_its_limit() {
    let outcome = outcome("(loop (call $write) (br 0))", |job| job.limits.output = 20);
    assert_eq!(outcome.end, End::OutputLimit);
    assert_eq!(outcome.stdout, b"output!\noutput!\noutp");
    let exact = self::outcome("(call $write)", |job| job.limits.output = 8);
    assert_eq!((exact.end, exact.stdout.len()), (End::Exit(0), 8));
}

#[test]
fn output_comes_as_it_is_written() {
    let mut executor = WasmExecutor::new().expect("an executor");
    executor.add(guest(&NATIVE, &text("(call $write) (call $write)")));
    let mut seen = Vec::new();
    let outcome = executor
        .execute(&job(), &mut |stream, bytes| {
            seen.push((stream, bytes.to_vec()));
        })
        .expect("an outcome");
    let once = (Stream::Out, b"output!\n".to_vec());
    assert_eq!(seen, [once.clone(), once]);
    assert_eq!(outcome.stdout, b"output!\noutput!\n");
}

#[test]
fn a_cut_short_guest_may_write_what_it_holds() {
    let held = text("(loop (br 0))").replacen(
        "(func (export \"run\")",
        "(func (export \"flush\") (call $write)) (func (export \"run\")",
        1,
    );
    let mut job = job();
    job.limits.fuel = 10_000;
    let outcome = run(guest(&NATIVE, &held), &job);
    assert_eq!(
        (outcome.end, outcome.stdout),
        (End::OutOfFuel, b"output!\n".to_vec())
    );
    assert_eq!(outcome.fuel, 10_000, "what it writes then is free");
    let endless = held.replacen("(call $write))", "(call $write) (loop (br 0)))", 1);
    assert_eq!(run(guest(&NATIVE, &endless), &job).stdout, b"output!\n");
}

#[test]
fn a_job_beyond_its_caps_does_not_run() {
    let mut executor = WasmExecutor::new().expect("an executor");
    executor.add(guest(&NATIVE, &text("")));
    let mut refused = |change: &dyn Fn(&mut Job)| {
        let mut job = job();
        change(&mut job);
        executor
            .execute(&job, &mut |_, _| {})
            .expect_err("it does not run")
    };
    let malformed = |fault: &Fault| matches!(fault, Fault::Malformed(_));
    let file = |path: &str| GuestFile {
        path: path.to_owned(),
        bytes: Vec::new(),
    };
    assert!(malformed(&refused(
        &|job| job.source = " ".repeat((256 << 10) + 1)
    )));
    assert!(malformed(&refused(
        &|job| job.args = vec!["x".repeat(70_000)]
    )));
    assert!(malformed(&refused(&|job| job.args = vec!["a\0b".into()])));
    assert!(malformed(&refused(&|job| job.files = vec![file("../x")])));
    assert!(malformed(&refused(&|job| job.files = vec![file("x"); 257])));
    let missing = refused(&|job| job.guest = Guest::Ruby);
    assert!(matches!(
        missing,
        Fault::Unavailable {
            guest: Guest::Ruby,
            ..
        }
    ));
}
