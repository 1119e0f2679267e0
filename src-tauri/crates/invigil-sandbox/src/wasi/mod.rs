//! Our own host for WASI preview 1: synchronous, in memory, repeatable.
//!
//! The guest is hostile. Every address and length it passes is checked (`EFAULT`), every count is
//! capped, and no call makes the host allocate more than the guest already has. What the host
//! moves for the guest is paid for in fuel, so that no guest makes it work for nothing.
//!
//! Deliberately absent: files of the host, anything written to a file, sockets, signals, other
//! processes, a real clock, real randomness.

mod descriptors;
mod errno;
mod files;
mod host;
mod memory;
mod paths;
mod stacks;
mod system;

use wasmtime::{Caller, Extern, Linker, Trap};

use self::{
    errno::{Errno, Stop},
    memory::Memory,
};

#[cfg(feature = "snapshot")]
pub(crate) use self::stacks::{
    MODULE as STACK_MODULE, REWIND, REWOUND, STEP as STACK_STEP, UNWOUND,
};
pub(crate) use self::{
    errno::Halt,
    files::Files,
    host::{Host, HostParts, Sink},
};

/// The module that preview 1 is imported from.
const MODULE: &str = "wasi_snapshot_preview1";
/// Fuel of a host call, whatever it does.
const CALL_FUEL: u64 = 100;
/// The host moves so many bytes for one unit of fuel.
const BYTES_PER_FUEL: u64 = 8;

/// A host call's result: nothing, an error number, or the end.
type Answer = Result<(), Stop>;

/// Defines each function of preview 1 by the Rust function of that name.
macro_rules! define {
    ($linker:ident, $room:ident: $($name:ident($($arg:ident: $kind:ty),*)),* $(,)?) => {$(
        $linker.func_wrap(
            MODULE,
            stringify!($name),
            |mut caller: Caller<'_, Host>, $($arg: $kind),*| -> wasmtime::Result<u32> {
                call(&mut caller, |host, memory| $room::$name(host, memory, $($arg),*))
            },
        )?;
    )*};
}

/// Puts all of preview 1 into `linker`.
pub(crate) fn link(linker: &mut Linker<Host>) -> wasmtime::Result<()> {
    define!(linker, descriptors:
        fd_advise(fd: u32, at: u64, length: u64, advice: u32),
        fd_allocate(fd: u32, at: u64, length: u64),
        fd_close(fd: u32),
        fd_datasync(fd: u32),
        fd_fdstat_get(fd: u32, out: u32),
        fd_fdstat_set_flags(fd: u32, flags: u32),
        fd_fdstat_set_rights(fd: u32, base: u64, inheriting: u64),
        fd_filestat_get(fd: u32, out: u32),
        fd_filestat_set_size(fd: u32, size: u64),
        fd_filestat_set_times(fd: u32, access: u64, change: u64, flags: u32),
        fd_pread(fd: u32, pieces: u32, count: u32, at: u64, out: u32),
        fd_prestat_get(fd: u32, out: u32),
        fd_prestat_dir_name(fd: u32, path: u32, length: u32),
        fd_pwrite(fd: u32, pieces: u32, count: u32, at: u64, out: u32),
        fd_read(fd: u32, pieces: u32, count: u32, out: u32),
        fd_readdir(fd: u32, buffer: u32, length: u32, cookie: u64, out: u32),
        fd_renumber(from: u32, to: u32),
        fd_seek(fd: u32, by: i64, whence: u32, out: u32),
        fd_sync(fd: u32),
        fd_tell(fd: u32, out: u32),
        fd_write(fd: u32, pieces: u32, count: u32, out: u32),
    );
    define!(linker, paths:
        path_create_directory(fd: u32, path: u32, length: u32),
        path_filestat_get(fd: u32, flags: u32, path: u32, length: u32, out: u32),
        path_filestat_set_times(fd: u32, flags: u32, path: u32, length: u32, access: u64,
            change: u64, which: u32),
        path_link(fd: u32, flags: u32, path: u32, length: u32, to: u32, new: u32, new_length: u32),
        path_open(fd: u32, flags: u32, path: u32, length: u32, how: u32, rights: u64,
            inheriting: u64, mode: u32, out: u32),
        path_readlink(fd: u32, path: u32, length: u32, buffer: u32, buffer_length: u32, out: u32),
        path_remove_directory(fd: u32, path: u32, length: u32),
        path_rename(fd: u32, path: u32, length: u32, to: u32, new: u32, new_length: u32),
        path_symlink(target: u32, target_length: u32, fd: u32, path: u32, length: u32),
        path_unlink_file(fd: u32, path: u32, length: u32),
    );
    define!(linker, system:
        args_get(pointers: u32, bytes: u32),
        args_sizes_get(count: u32, size: u32),
        environ_get(pointers: u32, bytes: u32),
        environ_sizes_get(count: u32, size: u32),
        clock_res_get(clock: u32, out: u32),
        clock_time_get(clock: u32, precision: u64, out: u32),
        poll_oneoff(subscriptions: u32, events: u32, count: u32, out: u32),
        proc_raise(signal: u32),
        random_get(buffer: u32, length: u32),
        sched_yield(),
        sock_accept(fd: u32, flags: u32, out: u32),
        sock_recv(fd: u32, pieces: u32, count: u32, flags: u32, length: u32, out_flags: u32),
        sock_send(fd: u32, pieces: u32, count: u32, flags: u32, out: u32),
        sock_shutdown(fd: u32, how: u32),
    );
    linker.func_wrap(
        stacks::MODULE,
        stacks::STEP,
        |mut caller: Caller<'_, Host>, step: u32, buffer: u32| stack(&mut caller, step, buffer),
    )?;
    linker.func_wrap(MODULE, "proc_exit", |code: i32| -> wasmtime::Result<()> {
        Err(wasmtime::Error::from(Halt::Exit(code)))
    })?;
    Ok(())
}

/// One step of unwinding a stack, paid for as a host call is.
fn stack(caller: &mut Caller<'_, Host>, step: u32, buffer: u32) -> wasmtime::Result<u32> {
    let left = caller.get_fuel()?;
    let memory = caller.get_export("memory").and_then(Extern::into_memory);
    let memory = memory.ok_or(Trap::MemoryOutOfBounds)?;
    let (bytes, host) = memory.data_and_store_mut(&mut *caller);
    let answer = host.stacks.step(bytes, step, buffer);
    let cost = CALL_FUEL + host.stacks.moved() / BYTES_PER_FUEL;
    caller.set_fuel(left.saturating_sub(cost))?;
    answer?;
    if cost > left {
        return Err(wasmtime::Error::from(Trap::OutOfFuel));
    }
    Ok(0)
}

/// One host call: the guest's memory and the run's state go in, the fuel is paid afterwards.
fn call(
    caller: &mut Caller<'_, Host>,
    answer: impl FnOnce(&mut Host, &mut Memory<'_>) -> Answer,
) -> wasmtime::Result<u32> {
    let left = caller.get_fuel()?;
    let before = caller.data().fuel_limit.saturating_sub(left);
    let memory = caller.get_export("memory").and_then(Extern::into_memory);
    let (bytes, host) = match &memory {
        Some(memory) => memory.data_and_store_mut(&mut *caller),
        // A guest without a memory has no valid address.
        None => (Default::default(), caller.data_mut()),
    };
    host.fuel_used = before;
    host.moved = 0;
    let answer = answer(host, &mut Memory::new(bytes));
    let cost = CALL_FUEL + host.moved / BYTES_PER_FUEL;
    caller.set_fuel(left.saturating_sub(cost))?;
    match answer {
        Err(Stop::Halt(halt)) => Err(wasmtime::Error::from(halt)),
        _ if cost > left => Err(wasmtime::Error::from(Trap::OutOfFuel)),
        Err(Stop::Errno(Errno(number))) => Ok(number),
        Ok(()) => Ok(0),
    }
}
