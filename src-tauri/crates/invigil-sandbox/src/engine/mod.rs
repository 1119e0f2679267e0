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

use std::sync::Arc;

use wasmtime::{InstancePre, Linker, Module};

use crate::{
    Guest,
    code::TrustedCode,
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
        #[expect(unsafe_code, reason = "compiled code is machine code")]
        // SAFETY: `deserialize` runs whatever machine code it is given. A `TrustedCode` is either
        // what `compile` above has just made in this process, or bytes whose MAC under the vault's
        // key held, and this program gives a MAC only to what `compile` made.
        let module = unsafe { Module::deserialize(&self.engine, code.native()) }.map_err(load)?;
        let start = self.link(&module).map_err(load)?;
        Ok(Loaded(Arc::new(Ready { guest, start })))
    }

    /// Makes compiled code ready to run from a memory file, mapped and not copied.
    #[cfg(target_os = "linux")]
    pub(crate) fn load_sealed(
        &self,
        guest: Guest,
        sealed: crate::worker::SealedCode,
    ) -> Result<Loaded, EngineError> {
        let load = |error: wasmtime::Error| EngineError::Load(words(&error));
        #[expect(unsafe_code, reason = "compiled code is machine code")]
        // SAFETY: as above; the app made this file from a `TrustedCode` and sealed it, so that
        // nobody has changed it since or can while it is mapped. Seals are checked where a
        // `SealedCode` is made.
        let module = unsafe { Module::deserialize_open_file(&self.engine, sealed.into_file()) }
            .map_err(load)?;
        let start = self.link(&module).map_err(load)?;
        Ok(Loaded(Arc::new(Ready { guest, start })))
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
