//! How the engine is set up. All of it decides what a run's bits are, so all of it is named in
//! [`SETTINGS`], which is part of the engine id.

use wasmtime::{Collector, Config, OptLevel};

/// The engine's version; the workspace pins exactly this one.
pub(super) const WASMTIME: &str = "48.0.8";

/// What a run's outcome depends on beside the modules. Whoever changes one of these, or the host
/// calls' prices, or what a guest finds in its files, changes this text.
pub(super) const SETTINGS: &str = "invigil-engine 1; fuel; nan canonical; relaxed simd \
    deterministic; stack 64 MiB; exceptions; null collector; call 100 fuel, 8 bytes a fuel; \
    10 fuel a nanosecond; epoch 2026-01-01; 8 MiB to unwind into, 64 kept";

/// The processor features that compiled code may use on x86-64: those of x86-64-v2, which every
/// laptop since 2009 has. Named, not detected, so that the same module compiles to the same code.
#[cfg(target_arch = "x86_64")]
const FEATURES: &[&str] = &[
    "has_sse3",
    "has_ssse3",
    "has_sse41",
    "has_sse42",
    "has_popcnt",
];
#[cfg(not(target_arch = "x86_64"))]
const FEATURES: &[&str] = &[];

/// The guest's stack. Each guest has a limit of its own that binds long before this one does.
const WASM_STACK: usize = 64 << 20;
/// The stack of the thread that runs guests: [`WASM_STACK`], the host's calls, and room.
pub(super) const THREAD_STACK: usize = 96 << 20;
/// Memory images up to this size are mapped copy-on-write, however sparse they are.
const IMAGE: u64 = 256 << 20;

/// What runs the instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Backend {
    /// Code for this processor, made by Cranelift.
    Native,
    /// Pulley, the portable interpreter: about 20 times slower, the same outcomes.
    Portable,
}

impl Backend {
    /// The target, in the compiler's words.
    pub(super) fn target(self) -> String {
        use std::env::consts::{ARCH, OS};
        match (self, OS) {
            (Self::Portable, _) if cfg!(target_pointer_width = "64") => "pulley64".to_owned(),
            (Self::Portable, _) => "pulley32".to_owned(),
            (Self::Native, "macos") => format!("{ARCH}-apple-darwin"),
            (Self::Native, "windows") => format!("{ARCH}-pc-windows-msvc"),
            (Self::Native, os) => format!("{ARCH}-unknown-{os}-gnu"),
        }
    }

    /// What compiled code depends on beside its module: the engine, its settings, the target.
    pub(super) fn identity(self) -> String {
        let (target, features) = (self.target(), FEATURES.join(","));
        format!("wasmtime {WASMTIME}; {SETTINGS}; {target}; {features}")
    }
}

/// The configuration of an engine.
pub(super) fn config(backend: Backend) -> wasmtime::Result<Config> {
    let mut config = Config::new();
    config
        .target(&backend.target())?
        .consume_fuel(true)
        .cranelift_opt_level(OptLevel::Speed)
        .cranelift_nan_canonicalization(true)
        .relaxed_simd_deterministic(true)
        .max_wasm_stack(WASM_STACK)
        // Never used, but checked: it may not be the smaller one.
        .async_stack_size(WASM_STACK)
        .wasm_exceptions(true)
        .collector(Collector::Null)
        .memory_init_cow(true)
        .memory_guaranteed_dense_image_size(IMAGE)
        // Nobody reads a guest's native backtrace; without these the code is half as large.
        .wasm_backtrace_max_frames(None)
        .generate_address_map(false);
    if !cfg!(windows) {
        config.native_unwind_info(false);
    }
    if backend == Backend::Native {
        for feature in FEATURES {
            #[expect(unsafe_code, reason = "the one way to name processor features")]
            // SAFETY: these flags widen the instructions the compiler may choose. Wasmtime refuses
            // to load code with a feature that this processor lacks.
            unsafe {
                config.cranelift_flag_enable(feature);
            }
        }
    }
    Ok(config)
}
