//! A guest that makes any host calls with any arguments: it comes to an end that is its own, the
//! same one twice, and neither harms the host nor fills it up.
#![no_main]

use std::{cell::RefCell, time::Duration};

use invigil_sandbox::{
    End, Execute, Guest, GuestFile, Job, Limits,
    engine::{Backend, Engine, WasmExecutor},
};
use libfuzzer_sys::fuzz_target;

#[path = "../../../src-tauri/crates/invigil-sandbox/tests/it/driver.rs"]
#[expect(dead_code, reason = "the tests write scripts, a fuzzer writes bytes")]
mod driver;

thread_local! {
    static EXECUTOR: RefCell<WasmExecutor> = RefCell::new(executor());
}

fn executor() -> WasmExecutor {
    let wasm = wat::parse_str(driver::module()).expect("a module");
    let engine = Engine::new(Backend::Native).expect("an engine");
    let code = engine.compile(&wasm).expect("it compiles");
    let mut executor = WasmExecutor::new().expect("an executor");
    executor.add(engine.load(Guest::JavaScript, &code).expect("it loads"));
    executor
}

fn job(stdin: &[u8]) -> Job {
    Job {
        guest: Guest::JavaScript,
        source: "source".to_owned(),
        args: vec!["argument".to_owned()],
        files: vec![GuestFile {
            path: "data/a.txt".to_owned(),
            bytes: b"0123456789".to_vec(),
        }],
        stdin: stdin.to_vec(),
        seed: 7,
        limits: Limits {
            fuel: 10_000_000,
            memory: 1 << 20,
            output: 1 << 16,
            wall: Duration::from_secs(10),
        },
    }
}

fuzz_target!(|bytes: &[u8]| {
    let job = job(bytes);
    let run = || EXECUTOR.with_borrow_mut(|executor| executor.execute(&job, &mut |_, _| {}));
    let outcome = run().expect("an outcome");
    assert!(
        matches!(outcome.end, End::Exit(0) | End::OutputLimit),
        "{:?}",
        outcome.end
    );
    assert!(outcome.refused.len() <= 100);
    assert_eq!(run().expect("an outcome"), outcome);
});
