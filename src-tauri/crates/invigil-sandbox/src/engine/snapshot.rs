//! Makes a snapshot of a started interpreter: a module that begins where the start-up ended.
//!
//! For `cargo xtask runtimes` only. The same module and files give the same snapshot, byte for
//! byte: the clock is virtual and the dice are seeded here as well.

use std::{
    future::Future,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use wasmtime::{Instance, Linker, Module, Store, Val};
use wasmtime_wizer::{InstanceState, SnapshotVal, Wizer};

use super::{Backend, Engine, EngineError, guests, unwinding, words};
use crate::{
    Guest,
    wasi::{self, Files, Host, HostParts},
};

/// Ruby's common libraries, and what the program's run needs.
const RUBY_PRELOAD: &str = include_str!("preload.rb");
/// A start-up may use so much.
const FUEL: u64 = 1 << 50;
/// Room for every start-up, and too little for the 256 MiB that Ruby asks for as a cache of object
/// shapes: it goes on without, and would never fill them.
const MEMORY: u64 = 192 << 20;
const OUTPUT: u64 = 1 << 20;

/// Starts the interpreter in `wasm` and gives the module that begins there.
pub fn snapshot(guest: Guest, wasm: &[u8]) -> Result<Vec<u8>, EngineError> {
    let wizer = Wizer::new();
    let compile = |error: wasmtime::Error| EngineError::Compile(words(&error));
    let wasm = unwinding::widen(wasm)?;
    let (context, instrumented) = wizer.instrument(&wasm).map_err(compile)?;
    let engine = Engine::new(Backend::Native)?;
    let module = Module::new(&engine.engine, instrumented).map_err(compile)?;
    let mut store = Store::new(&engine.engine, host(guest));
    store.limiter(|host| &mut host.memory);
    store.set_fuel(FUEL).map_err(compile)?;
    let instance = begin(&mut store, &module, guest).map_err(|error| {
        let said = String::from_utf8_lossy(&store.data().stderr).into_owned();
        EngineError::Interpreter(format!("{}\n{said}", words(&error)))
    })?;
    let mut state = Started { store, instance };
    let snapshot = wizer.snapshot(&context, &mut state);
    at_once(snapshot).map_err(compile)
}

/// [`RUBY_PRELOAD`] as a part of the language: its lines stand in no backtrace.
fn preload() -> String {
    format!("eval(<<'PRELOAD', TOPLEVEL_BINDING, '<internal:invigil>', 1)\n{RUBY_PRELOAD}PRELOAD\n")
}

fn host(guest: Guest) -> Host {
    let mut host = Host::new(HostParts {
        args: vec![guests::program(guest).to_owned()],
        environment: guests::environment(guest),
        files: Files::new(),
        stdin: Arc::from([]),
        seed: 0,
        output_limit: OUTPUT,
        memory_limit: MEMORY,
        sink: Box::new(|_, _| {}),
    });
    host.fuel_limit = FUEL;
    host
}

fn begin(store: &mut Store<Host>, module: &Module, guest: Guest) -> wasmtime::Result<Instance> {
    let mut linker = Linker::new(module.engine());
    wasi::link(&mut linker)?;
    guests::link(&mut linker)?;
    linker.define_unknown_imports_as_traps(module)?;
    let instance = linker.instantiate(&mut *store, module)?;
    let failed = if guest == Guest::Ruby {
        guests::start_ruby(store, &instance)?;
        guests::evaluate(store, &instance, &preload())?
    } else {
        if instance.get_func(&mut *store, "_initialize").is_some() {
            guests::call::<(), ()>(store, &instance, "_initialize", ())?;
        }
        guests::call(store, &instance, "snap_init", ())?
    };
    if failed != 0 {
        return Err(wasmtime::Error::msg(format!("its start-up gave {failed}")));
    }
    Ok(instance)
}

/// The started instance, read by the snapshot.
struct Started {
    store: Store<Host>,
    instance: Instance,
}

impl InstanceState for Started {
    async fn global_get(&mut self, name: &str, _: wasmtime_wizer::ValType) -> SnapshotVal {
        let global = self.instance.get_global(&mut self.store, name);
        match global.map(|global| global.get(&mut self.store)) {
            Some(Val::I32(x)) => SnapshotVal::I32(x),
            Some(Val::I64(x)) => SnapshotVal::I64(x),
            Some(Val::F32(x)) => SnapshotVal::F32(x),
            Some(Val::F64(x)) => SnapshotVal::F64(x),
            Some(Val::V128(x)) => SnapshotVal::V128(x.as_u128()),
            _ => panic!("the instrumented module exports its numeric globals"),
        }
    }

    async fn memory_contents(&mut self, name: &str, contents: impl FnOnce(&[u8]) + Send) {
        let memory = self.instance.get_memory(&mut self.store, name);
        contents(
            memory
                .expect("the instrumented module exports its memories")
                .data(&self.store),
        );
    }
}

/// The value of a future that never waits.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("reading an instance waits for nothing"),
    }
}
