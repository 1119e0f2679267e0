//! The child's end of the pipes.

use std::{
    any::Any,
    ffi::OsString,
    io::{self, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use super::frame::{self, Ended, Frame, Side};
#[cfg(target_os = "linux")]
use super::sealed::Loadable;
#[cfg(target_os = "linux")]
use crate::engine::{Engine, WasmExecutor};
use crate::{
    Execute, Fault, Job, Outcome, Stream,
    guests::Guests,
    jail::{self, Allowance, Calls, Fence},
    java,
};

/// The hidden argument by which a program of ours knows that it is to be a worker.
pub const WORKER_ARGUMENT: &str = "--invigil-sandbox-worker";

/// Bytes of stack of the thread that runs jobs.
const STACK: usize = 64 << 20;

/// Processor time in case that nobody is left to kill it; memory for the largest guest, the
/// interpreters and stacks; no file of any size, but memory files of the engine.
const ALLOWANCE: Allowance = Allowance {
    cpu: 1200,
    data: 3 << 30,
    file: 1 << 30,
    files: 64,
};

/// Serves as a worker when the arguments ask for it, and says how the process is to end; `None`
/// for any other start. Comes before everything else in `main`: no thread may be running and no
/// file may be open yet.
///
/// `args` are those of the process, its name first.
pub fn serve_if_asked(args: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let mut args = args.into_iter().skip(1);
    match args.next()? {
        first if first == WORKER_ARGUMENT => Some(serve(args, |guests| guests)),
        first if first == java::WATCH => Some(java::watch_java(args)),
        first if first == java::BECOME => Some(java::become_java(args)),
        _ => None,
    }
}

/// Locks this process in, then runs the jobs that come on standard input until it closes. `args`
/// are those behind the program's own; `wrap` is for tests that put something around the guests.
pub fn serve<E: Execute + Send + 'static>(
    args: impl IntoIterator<Item = OsString>,
    wrap: impl FnOnce(Guests) -> E,
) -> ExitCode {
    // The app sees a worker that ended; a panic's words go to it in a frame.
    std::panic::set_hook(Box::new(|_| ()));
    let args: Vec<OsString> = args.into_iter().collect();
    match start(&args, wrap) {
        Ok(run) => match run.join() {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(reason) => {
            if let Ok(frame) = Frame::Unjailed(reason).encode() {
                // With the pipe broken there is nobody to tell.
                let _ = io::stdout().write_all(&frame);
            }
            ExitCode::FAILURE
        }
    }
}

/// Threads first, then the last lock: afterwards no thread can be made either.
fn start<E: Execute + Send + 'static>(
    args: &[OsString],
    wrap: impl FnOnce(Guests) -> E,
) -> Result<thread::JoinHandle<()>, String> {
    let guests = locked_in(args)?;
    let executor = wrap(guests);
    let thread = |name: &str| thread::Builder::new().name(name.to_owned());
    let (job, jobs) = sync_channel(1);
    let run = thread("jobs")
        .stack_size(STACK)
        .spawn(move || run_all(executor, &jobs))
        .map_err(|e| e.to_string())?;
    let (locked, lock) = sync_channel::<()>(1);
    thread("input")
        .spawn(move || {
            if lock.recv().is_ok() {
                read_all(&job);
            }
        })
        .map_err(|e| e.to_string())?;
    jail::give_up_system_calls(Calls::Compute)?;
    let ready = Frame::Ready.encode().map_err(|e| e.to_string())?;
    io::stdout()
        .write_all(&ready)
        .and_then(|()| io::stdout().flush())
        .map_err(|e| e.to_string())?;
    locked.send(()).map_err(|e| e.to_string())?;
    Ok(run)
}

/// Leaves the parent, its files and all others, then loads the guests.
#[cfg(target_os = "linux")]
fn locked_in(args: &[OsString]) -> Result<Guests, String> {
    jail::leave_the_parent(&Loadable::numbers(args))?;
    jail::limit(ALLOWANCE)?;
    let loadable = Loadable::all_from_args(args)?;
    jail::give_up_files(&Fence::default())?;
    if loadable.is_empty() {
        return Ok(Guests::default());
    }
    let mut wasm = WasmExecutor::new().map_err(|e| e.to_string())?;
    for Loadable {
        guest,
        backend,
        code,
    } in loadable
    {
        let loaded = Engine::new(backend).and_then(|engine| engine.load(guest, &code));
        wasm.add(loaded.map_err(|e| e.to_string())?);
    }
    Ok(Guests::with_wasm(wasm))
}

#[cfg(not(target_os = "linux"))]
fn locked_in(_: &[OsString]) -> Result<Guests, String> {
    jail::leave_the_parent(&[])?;
    jail::limit(ALLOWANCE)?;
    jail::give_up_files(&Fence::default())?;
    Ok(Guests::default())
}

/// Ends the process when the app closes the pipe or dies, also in the middle of a run.
fn read_all(job: &SyncSender<Box<Job>>) {
    let mut stdin = io::stdin().lock();
    while let Ok(Some(Frame::Run(next))) = frame::read(&mut stdin, Side::Worker) {
        if job.send(next).is_err() {
            break;
        }
    }
    std::process::exit(0);
}

fn run_all(mut executor: impl Execute, jobs: &Receiver<Box<Job>>) {
    for job in jobs {
        let result = catch_unwind(AssertUnwindSafe(|| {
            executor.execute(&job, &mut |stream, bytes| show(stream, bytes))
        }));
        let (frame, go_on) = match result {
            Ok(Ok(outcome)) => (Frame::Done(ended(outcome)), true),
            Ok(Err(fault)) => (Frame::Fault(fault), true),
            Err(panic) => (Frame::Fault(Fault::Crashed(words(&*panic))), false),
        };
        let sent = frame.encode().and_then(|frame| {
            let mut stdout = io::stdout().lock();
            stdout.write_all(&frame)?;
            stdout.flush()
        });
        if sent.is_err() || !go_on {
            std::process::exit(1);
        }
    }
}

fn show(stream: Stream, bytes: &[u8]) {
    let mut stdout = io::stdout().lock();
    for piece in bytes.chunks(frame::PIECE) {
        let sent = frame::write_piece(&mut stdout, stream, piece).and_then(|()| stdout.flush());
        if sent.is_err() {
            std::process::exit(1);
        }
    }
}

/// The output went ahead.
fn ended(outcome: Outcome) -> Ended {
    let Outcome {
        end,
        fuel,
        peak_memory,
        stdout: _,
        stderr: _,
        refused,
    } = outcome;
    Ended {
        end,
        fuel,
        peak_memory,
        refused,
    }
}

fn words(panic: &(dyn Any + Send)) -> String {
    let words = panic
        .downcast_ref::<&str>()
        .map(|s| (*s).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panic: {}", words.unwrap_or_default())
}
