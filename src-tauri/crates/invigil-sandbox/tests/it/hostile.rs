//! Host calls with arguments that no honest guest passes: each ends with an error number, and
//! none with a host that fails, hangs or fills up.

use invigil_sandbox::{End, Execute, engine::WasmExecutor};
use proptest::prelude::*;

use crate::{
    driver::{self, CALLS},
    support::{NATIVE, PORTABLE, Script, guest, job, run},
};

const FAULT: u32 = 21;
const INVAL: u32 = 28;
const MFILE: u32 = 33;

/// Outside of the guest's one page, or reaching out of it.
const OUTSIDE: [u64; 6] = [
    65_536,
    65_533,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_fff0,
    0xffff_ffff,
];

/// A call whose argument `at` is an address outside: `EFAULT`, whatever the address.
fn check(name: &str, arguments: &[u64], at: usize) {
    for outside in OUTSIDE {
        let mut arguments = arguments.to_vec();
        arguments[at] = outside;
        let script = Script::default()
            .pieces(0, &[(64, 4)])
            .poke(1024, b"box/b.txt")
            .call("path_open", &[3, 0, 1024, 9, 0, 0, 0, 0, 4000])
            .call(name, &arguments);
        let seen = script.run();
        assert_eq!(seen.errnos, [0, FAULT], "{name} {at} {outside:#x}");
    }
}

#[test]
fn an_address_outside_is_a_fault() {
    check("args_sizes_get", &[0, 0], 0);
    check("args_sizes_get", &[0, 0], 1);
    check("args_get", &[0, 0], 0);
    check("args_get", &[0, 0], 1);
    check("environ_sizes_get", &[0, 0], 1);
    check("environ_get", &[0, 0], 1);
    check("clock_res_get", &[0, 0], 1);
    check("clock_time_get", &[0, 0, 0], 2);
    check("fd_fdstat_get", &[4, 0], 1);
    check("fd_filestat_get", &[4, 0], 1);
    check("fd_pread", &[4, 0, 1, 0, 0], 1);
    check("fd_pread", &[4, 0, 1, 0, 0], 4);
    check("fd_prestat_get", &[3, 0], 1);
    check("fd_read", &[4, 0, 1, 0], 1);
    check("fd_read", &[4, 0, 1, 0], 3);
    check("fd_readdir", &[3, 0, 100, 0, 0], 1);
    check("fd_readdir", &[3, 0, 100, 0, 0], 4);
    check("fd_readdir", &[3, 1024, 0, 0, 0], 2);
    check("fd_seek", &[4, 0, 0, 0], 3);
    check("fd_tell", &[4, 0], 1);
    check("fd_write", &[1, 0, 1, 0], 1);
    check("fd_write", &[1, 0, 1, 0], 3);
    check("path_create_directory", &[3, 0, 4], 1);
    check("path_filestat_get", &[3, 0, 0, 4, 0], 2);
    check("path_filestat_get", &[3, 0, 1024, 9, 0], 4);
    check("path_link", &[3, 0, 0, 4, 3, 0, 4], 5);
    check("path_open", &[3, 0, 0, 4, 0, 0, 0, 0, 0], 2);
    check("path_open", &[3, 0, 1024, 9, 0, 0, 0, 0, 0], 8);
    check("path_readlink", &[3, 0, 4, 0, 0, 0], 1);
    check("path_remove_directory", &[3, 0, 4], 1);
    check("path_rename", &[3, 0, 4, 3, 0, 4], 1);
    check("path_symlink", &[0, 4, 3, 0, 4], 3);
    check("path_unlink_file", &[3, 0, 4], 1);
    check("poll_oneoff", &[0, 0, 1, 0], 0);
    check("poll_oneoff", &[0, 0, 1, 0], 1);
    check("poll_oneoff", &[0, 0, 1, 0], 3);
    check("random_get", &[0, 4], 0);
}

#[test]
fn a_length_beyond_the_memory_is_a_fault_and_allocates_nothing() {
    let huge = 0xffff_ffff;
    let seen = Script::default()
        .pieces(0, &[(64, u32::MAX)])
        .call("fd_write", &[1, 0, 1, 0])
        .call("random_get", &[0, huge])
        .call("fd_readdir", &[3, 0, huge, 0, 0])
        .call("path_open", &[3, 0, 0, huge, 0, 0, 0, 0, 0])
        .call("path_unlink_file", &[3, 0, huge])
        .call("fd_write", &[1, 0, huge, 0])
        .call("fd_read", &[0, 0, huge, 0])
        .call("poll_oneoff", &[0, 0, huge, 0])
        .run();
    let (f, i) = (FAULT, INVAL);
    assert_eq!(seen.errnos, [f, f, f, f, f, i, i, i]);
}

#[test]
fn descriptors_run_out_instead_of_the_host_s_memory() {
    let open = [3, 0, 0, 3, 0, 0, 0, 0, 64];
    let script = (0..300).fold(Script::default().poke(0, b"box"), |script, _| {
        script.call("path_open", &open)
    });
    let errnos = script.run().errnos;
    assert_eq!(errnos.iter().filter(|errno| **errno == 0).count(), 252);
    assert_eq!(errnos.last(), Some(&MFILE));
}

#[test]
fn refused_requests_are_kept_once_and_a_hundred_at_most() {
    let script = (0..130).fold(Script::default(), |script, n: u64| {
        let name = format!("x{n:03}");
        script
            .poke(0, name.as_bytes())
            .call("path_unlink_file", &[3, 0, 4])
            .call("path_unlink_file", &[3, 0, 4])
    });
    assert_eq!(script.run().outcome.refused.len(), 100);
    let long = Script::default()
        .poke(0, &[0xff; 800])
        .call("path_unlink_file", &[3, 0, 800]);
    let refused = long.run().outcome.refused;
    assert_eq!(refused.len(), 1);
    assert!(refused[0].len() < 1000);
}

#[test]
fn a_guest_without_a_memory_has_no_valid_address() {
    let text = r#"(module
        (import "wasi_snapshot_preview1" "random_get" (func $f (param i32 i32) (result i32)))
        (func (export "run") (result i32) (call $f (i32.const 0) (i32.const 1))))"#;
    assert_eq!(
        run(guest(&NATIVE, text), &job()).end,
        End::Exit(FAULT as i32)
    );
}

#[test]
fn the_host_works_for_fuel_only() {
    // 64 KiB of random bytes, for ever.
    let text = r#"(module
        (import "wasi_snapshot_preview1" "random_get" (func $f (param i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "run") (result i32)
            (loop (drop (call $f (i32.const 0) (i32.const 65536))) (br 0)) (i32.const 0)))"#;
    let mut job = job();
    job.limits.fuel = 8_292_000;
    let outcome = run(guest(&NATIVE, text), &job);
    assert_eq!((outcome.end, outcome.fuel), (End::OutOfFuel, 8_292_000));
}

fn argument() -> impl Strategy<Value = u64> {
    prop_oneof![
        4 => 0..16u64,
        3 => 0..8192u64,
        1 => proptest::sample::select(&OUTSIDE[..]),
        1 => any::<u64>(),
    ]
}

fn record() -> impl Strategy<Value = [u8; driver::RECORD]> {
    let call = (0..CALLS.len(), prop::collection::vec(argument(), 9));
    call.prop_map(|(call, arguments)| driver::record(CALLS[call].0, &arguments))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_calls_with_any_arguments_end_the_same_on_both_backends(
        records in prop::collection::vec(record(), 1..100),
    ) {
        thread_local! {
            static BOTH: std::cell::RefCell<[WasmExecutor; 2]> =
                std::cell::RefCell::new([&NATIVE, &PORTABLE].map(|engine| {
                    let mut executor = WasmExecutor::new().expect("an executor");
                    executor.add(guest(engine, &driver::module()));
                    executor
                }));
        }
        let mut job = job();
        job.stdin = records.concat();
        let outcomes = BOTH.with_borrow_mut(|both| {
            both.each_mut().map(|executor| executor.execute(&job, &mut |_, _| {}))
        });
        let [native, portable] = outcomes;
        let native = native.expect("an outcome");
        prop_assert!(matches!(native.end, End::Exit(0) | End::OutputLimit), "{:?}", native.end);
        prop_assert_eq!(native, portable.expect("an outcome"));
    }
}
