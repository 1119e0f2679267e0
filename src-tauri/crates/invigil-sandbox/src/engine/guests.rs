//! How each interpreter is started, and how it is told to run a program.
//!
//! Python and JavaScript are reactors: `snap_init` starts the interpreter, once, before the
//! snapshot is taken; `run` runs the program file and gives its exit code; `flush`, when there is
//! one, writes out what the interpreter still holds after a run that was cut short. Ruby is driven
//! through the functions that `ruby.wasm` exports for JavaScript.

use wasmtime::{Instance, Linker, Store, TypedFunc, Val, WasmParams, WasmResults};

use crate::{Guest, wasi::Host};

/// A guest ends with this code when the program's text does not compile.
pub(super) const COMPILE_ERROR: i32 = 0x4345;

/// The arguments after the program's name, each with a NUL behind it, for a guest that cannot
/// ask the host for them.
pub(super) const ARGUMENTS: &str = "/run/args";

const EVALUATE: &str =
    "rb-eval-string-protect: func(str: string) -> tuple<handle<rb-abi-value>, s32>";
#[cfg(feature = "snapshot")]
const RUBY_START: &str = "ruby-init: func(args: list<string>) -> ()";
/// How Ruby runs the program; part of the engine id.
pub(super) const RUBY_RUN: &str = include_str!("run.rb");
/// How Ruby writes out what it holds when it was cut short; part of the engine id.
pub(super) const RUBY_FLUSH: &str = "$stdout.flush; $stderr.flush";

/// Where the program's file is.
pub(super) fn program(guest: Guest) -> &'static str {
    match guest {
        Guest::Python => "/box/main.py",
        Guest::Ruby => "/box/main.rb",
        Guest::JavaScript => "/box/main.js",
        Guest::Sql => "/box/main.sql",
        Guest::Java => "/box/Main.java",
    }
}

/// The environment, at the snapshot and at every run alike: a started interpreter has read it.
pub(super) fn environment(guest: Guest) -> &'static [&'static str] {
    match guest {
        Guest::Python => &["PYTHONHASHSEED=0", "TZ=UTC"],
        _ => &["TZ=UTC"],
    }
}

/// Runs the program; its exit code, unless it ends through `proc_exit`.
pub(super) fn run(
    store: &mut Store<Host>,
    instance: &Instance,
    guest: Guest,
) -> wasmtime::Result<i32> {
    if guest == Guest::Ruby {
        return evaluate(store, instance, RUBY_RUN);
    }
    // A snapshot has no `_initialize`: it has begun.
    if instance.get_func(&mut *store, "_initialize").is_some() {
        call::<(), ()>(store, instance, "_initialize", ())?;
    }
    call(store, instance, "run", ())
}

/// Writes out what the interpreter still holds after it was cut short. Whether that works depends
/// on where it was; what it does is the same every time.
pub(super) fn flush(
    store: &mut Store<Host>,
    instance: &Instance,
    guest: Guest,
) -> wasmtime::Result<()> {
    if guest == Guest::Ruby {
        evaluate(store, instance, RUBY_FLUSH)?;
    } else if let Some(flush) = instance.get_func(&mut *store, "flush") {
        let mut results = vec![Val::I32(0); flush.ty(&*store).results().len()];
        flush.call(&mut *store, &[], &mut results)?;
    }
    Ok(())
}

/// The functions that `ruby.wasm` asks for beside WASI. There is no JavaScript around it: handles
/// are their own numbers, and everything else traps.
pub(super) fn link(linker: &mut Linker<Host>) -> wasmtime::Result<()> {
    let abi = "canonical_abi";
    linker.func_wrap(abi, "resource_drop_js-abi-value", |_: u32| {})?;
    linker.func_wrap(abi, "resource_new_rb-abi-value", |value: u32| value)?;
    linker.func_wrap(abi, "resource_get_rb-abi-value", |value: u32| value)?;
    linker.func_wrap(
        "rb-js-abi-host",
        "rb_wasm_throw_prohibit_rewind_exception",
        |_: u32, _: u32| {},
    )?;
    Ok(())
}

/// Lets Ruby evaluate `source`; 0, or what kept it from the end.
pub(super) fn evaluate(
    store: &mut Store<Host>,
    instance: &Instance,
    source: &str,
) -> wasmtime::Result<i32> {
    let (at, length) = pass(store, instance, source.as_bytes())?;
    let result: u32 = call(store, instance, EVALUATE, (at, length))?;
    // A tuple in the guest's memory: the value's handle, then the state.
    let state = (result as usize).saturating_add(4);
    let mut bytes = [0; 4];
    memory(store, instance)?.read(&*store, state, &mut bytes)?;
    Ok(i32::from_le_bytes(bytes))
}

/// Starts Ruby, as `ruby -EUTF-8 -e_=0` would.
#[cfg(feature = "snapshot")]
pub(super) fn start_ruby(store: &mut Store<Host>, instance: &Instance) -> wasmtime::Result<()> {
    call::<(), ()>(store, instance, "_initialize", ())?;
    let mut list = Vec::new();
    for argument in ["ruby.wasm\0", "-EUTF-8\0", "-e_=0\0"] {
        let (at, length) = pass(store, instance, argument.as_bytes())?;
        list.extend([at.to_le_bytes(), length.to_le_bytes()]);
    }
    let count = (list.len() / 2) as u32;
    let (at, _) = pass(store, instance, list.as_flattened())?;
    call(store, instance, RUBY_START, (at, count))
}

/// Copies bytes into memory that the guest gives; where, and how many.
fn pass(
    store: &mut Store<Host>,
    instance: &Instance,
    bytes: &[u8],
) -> wasmtime::Result<(u32, u32)> {
    let length = u32::try_from(bytes.len())?;
    let at: u32 = call(store, instance, "cabi_realloc", (0u32, 0u32, 8u32, length))?;
    memory(store, instance)?.write(&mut *store, at as usize, bytes)?;
    Ok((at, length))
}

fn memory(store: &mut Store<Host>, instance: &Instance) -> wasmtime::Result<wasmtime::Memory> {
    instance
        .get_memory(&mut *store, "memory")
        .ok_or_else(|| wasmtime::Error::msg("the module exports no memory"))
}

/// Calls an exported function.
pub(super) fn call<P: WasmParams, R: WasmResults>(
    store: &mut Store<Host>,
    instance: &Instance,
    name: &str,
    arguments: P,
) -> wasmtime::Result<R> {
    let function: TypedFunc<P, R> = instance.get_typed_func(&mut *store, name)?;
    function.call(&mut *store, arguments)
}
