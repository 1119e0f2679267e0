//! The same job gives the same outcome: again and again, on several threads, on both backends.

use std::thread;

use invigil_sandbox::{
    End, Execute, Outcome,
    engine::{Engine, Loaded, WasmExecutor},
};

use crate::support::{NATIVE, PORTABLE, guest, job};

/// Mixes whatever could differ into 8 bytes of output: dice, clocks, NaN bits, float rounding,
/// memory growth.
const MIXER: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write"
        (func $fd_write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "clock_time_get"
        (func $clock (param i32 i64 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "\10\00\00\00\08\00\00\00")
    (func (export "run") (result i32) (local $n i32) (local $sum i64) (local $x f64)
        (local.set $x (f64.const 0.1))
        (loop $more
            (drop (call $random (i32.const 32) (i32.const 16)))
            (drop (call $clock (i32.const 0) (i64.const 0) (i32.const 48)))
            (local.set $x (f64.sqrt (f64.add (f64.mul (local.get $x) (f64.const 1.7))
                (f64.convert_i64_s (i64.load (i32.const 32))))))
            (local.set $sum (i64.add
                (i64.rotl (local.get $sum) (i64.const 7))
                (i64.xor
                    (i64.xor (i64.load (i32.const 40)) (i64.load (i32.const 48)))
                    (i64.reinterpret_f64 (local.get $x)))))
            (drop (memory.grow (i32.const 1)))
            (local.set $n (i32.add (local.get $n) (i32.const 1)))
            (br_if $more (i32.lt_u (local.get $n) (i32.const 200))))
        (i64.store (i32.const 16) (local.get $sum))
        (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
        (memory.size)))"#;

/// One job's outcomes: `runs` on each of `threads` threads.
fn outcomes(loaded: &Loaded, threads: usize, runs: usize) -> Vec<Outcome> {
    let one = || {
        let mut executor = WasmExecutor::new().expect("an executor");
        executor.add(loaded.clone());
        let run = |_| {
            executor
                .execute(&job(), &mut |_, _| {})
                .expect("an outcome")
        };
        (0..runs).map(run).collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("a thread"))
            .collect()
    })
}

#[test]
fn one_job_has_one_outcome() {
    let load = |engine: &Engine| guest(engine, MIXER);
    let native = outcomes(&load(&NATIVE), 4, 200);
    assert_eq!(native.len(), 800);
    let first = native.first().expect("an outcome");
    assert!(matches!(first.end, End::Exit(201)), "{:?}", first.end);
    assert!(native.iter().all(|outcome| outcome == first));
    let portable = outcomes(&load(&PORTABLE), 2, 20);
    assert!(portable.iter().all(|outcome| outcome == first));
}

#[test]
fn compiling_twice_gives_the_same_code() {
    let wasm = wat::parse_str(MIXER).expect("a module");
    let code = || {
        NATIVE
            .compile(&wasm)
            .expect("code")
            .seal(&[0; 32], "", &[0; 32])
    };
    assert!(code() == code());
}
