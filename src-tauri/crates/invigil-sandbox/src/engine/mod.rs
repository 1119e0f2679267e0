//! The deterministic WebAssembly engine: Python, Ruby and JavaScript.
//!
//! The same job on the same modules gives the same outcome, bit for bit, fuel included. An engine
//! compiles a module ([`Engine::compile`]), loads compiled code that is ours
//! ([`Engine::load`], which takes nothing but [`TrustedCode`]), and a [`WasmExecutor`] runs jobs on
//! what was loaded.
//!
//! Deliberately absent: the wall clock. [`crate::Limits::wall`] is kept by whoever started the
//! process that this runs in, since nothing inside of a stuck process can.

mod config;
mod executor;
mod guests;
mod id;
mod run;
#[cfg(feature = "snapshot")]
pub mod snapshot;
#[cfg(feature = "snapshot")]
mod unwinding;

use std::sync::Arc;

use wasmtime::{InstancePre, Linker, Module};

use crate::{
    Guest,
    code::{Place, TrustedCode},
    wasi::{self, Host},
};

pub use self::{config::Backend, executor::WasmExecutor, id::EngineId};

/// Why an engine does not start, compile or load.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// This machine cannot run compiled guests: a missing processor feature, no address space.
    #[error("the engine does not start on this machine: {0}")]
    Start(String),
    /// The module is not one that this engine can compile.
    #[error("the module does not compile: {0}")]
    Compile(String),
    /// Compiled code that this engine does not take; compiling the module again gives other code.
    #[error("the compiled module does not load: {0}")]
    Load(String),
    /// The interpreter inside of the module did not start.
    #[error("the interpreter did not start: {0}")]
    Interpreter(String),
    /// The system gave no thread for the guests.
    #[error("the system gave no thread to run guests on: {0}")]
    Thread(String),
}

/// The engine. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Engine {
    engine: wasmtime::Engine,
    backend: Backend,
}

impl Engine {
    /// An engine with our one configuration.
    pub fn new(backend: Backend) -> Result<Self, EngineError> {
        let start = |error: wasmtime::Error| EngineError::Start(words(&error));
        let config = config::config(backend).map_err(start)?;
        let engine = wasmtime::Engine::new(&config).map_err(start)?;
        Ok(Self { engine, backend })
    }

    /// What compiled code depends on beside its module.
    pub fn identity(&self) -> String {
        self.backend.identity()
    }

    /// Compiles a module: seconds to minutes. What comes out is trusted, since it was just made.
    pub fn compile(&self, wasm: &[u8]) -> Result<TrustedCode, EngineError> {
        self.engine
            .precompile_module(wasm)
            .map(TrustedCode::compiled)
            .map_err(|error| EngineError::Compile(words(&error)))
    }

    /// Makes compiled code ready to run as `guest`.
    pub fn load(&self, guest: Guest, code: &TrustedCode) -> Result<Loaded, EngineError> {
        let load = |error: wasmtime::Error| EngineError::Load(words(&error));
        let module = self.deserialize(code).map_err(load)?;
        let start = self.link(&module).map_err(load)?;
        Ok(Loaded(Arc::new(Ready { guest, start })))
    }

    #[expect(unsafe_code, reason = "compiled code is machine code")]
    fn deserialize(&self, code: &TrustedCode) -> wasmtime::Result<Module> {
        // SAFETY: these run whatever machine code they are given. A `TrustedCode` is what `compile`
        // above has just made in this process; or bytes whose MAC under the vault's key held, and
        // this program gives a MAC only to what `compile` made; or a sealed memory file with the
        // same, handed over by the process that started this one. None of them can change.
        match &code.0 {
            Place::Bytes { bytes, start } => unsafe {
                Module::deserialize(&self.engine, bytes.get(*start..).unwrap_or_default())
            },
            #[cfg(target_os = "linux")]
            Place::Shared(file) => unsafe {
                Module::deserialize_open_file(&self.engine, file.try_clone()?)
            },
        }
    }

    fn link(&self, module: &Module) -> wasmtime::Result<InstancePre<Host>> {
        let mut linker = Linker::new(&self.engine);
        wasi::link(&mut linker)?;
        guests::link(&mut linker)?;
        linker.define_unknown_imports_as_traps(module)?;
        linker.instantiate_pre(module)
    }
}

/// A guest that is ready to run. Cheap to clone; one serves any number of threads.
#[derive(Clone)]
pub struct Loaded(Arc<Ready>);

struct Ready {
    guest: Guest,
    start: InstancePre<Host>,
}

impl Loaded {
    /// Which guest this is.
    pub fn guest(&self) -> Guest {
        self.0.guest
    }
}

/// An engine's error with its causes, in one line.
fn words(error: &wasmtime::Error) -> String {
    format!("{error:#}")
}
