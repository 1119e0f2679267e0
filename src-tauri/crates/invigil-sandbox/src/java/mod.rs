//! Java on a JDK in an OS jail.
//!
//! A source is compiled once for all of its tests, then each test gets a virtual machine of its
//! own. Both are started through our own program ([`watch_java`]), which locks itself in first:
//! the JDK and the compiled classes can be read, nothing can be written (the compiler writes its
//! classes), there is no network and no other process. The main class is `Main`; the job's files
//! are in the working folder. Whatever the JDK, a program is in the language of one version and
//! sees the module `java.base` alone.
//!
//! Time is processor time and memory what the system measured: close, never the same twice. The
//! heap has the job's limit. What a program can take outside of it (stacks of threads, buffers,
//! the library's own memory) is bounded by the jail, and a program that held clearly more than its
//! limit and what the virtual machine may have of its own has exceeded the memory limit.
//! Deliberately absent: any run outside of the jail. Where the jail or a JDK is missing, Java is
//! unavailable, and the reason says which.

mod jdk;
mod process;
mod stub;
mod trial;
mod used;
mod verdict;

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use invigil_files::{Access, FileError};

pub use self::jdk::Jdk;
pub(crate) use self::stub::{BECOME, WATCH, become_java, watch_java};
use self::{process::Plan, stub::Jail, used::Used};
use crate::{
    End, Execute, Fault, Guest, Job, Outcome, Stream,
    jail::{Allowance, Fence},
    output::Output,
    worker::CancelHandle,
};

/// What the compiler may use: seconds of processor time and by the wall clock, bytes of heap.
const COMPILE_CPU: u64 = 30;
const COMPILE_WALL: Duration = Duration::from_secs(90);
const COMPILE_HEAP: u64 = 512 << 20;
/// Bytes of the compiler's messages.
const COMPILE_OUTPUT: u64 = 64 << 10;
/// Writable memory of a virtual machine beside its heap: code, classes, stacks of threads. An empty
/// program has 0.1 GiB of it; the rest is for a thread with a stack of 1 GiB, as programs with deep
/// recursion ask for. What is held of it is judged afterwards, by [`OWN`].
const BESIDE: u64 = 2 << 30;
/// Memory that a virtual machine may hold beside its heap for no fault of the program: compiled
/// code, classes and the main thread's stack as [`OPTIONS`] allow them, and as much as the stack
/// for itself (30 to 60 MiB were measured).
const OWN: u64 = (128 + 192 + 64 + 64) << 20;
/// Memory of a program's buffers outside of the heap, beside the one that a file is read through.
const BUFFERS: u64 = 16 << 20;
/// The smallest heap that a virtual machine starts with.
const LEAST: u64 = 16 << 20;

/// The version whose language and library every program is compiled for, and the one module of it
/// that a program sees: pack and JDK accept the same programs.
const RELEASE: u32 = 17;
const MODULES: &str = "java.base";

/// The same for compiler and program. What a virtual machine would look up on the machine (time
/// zone, language, processors, limits of a container) is said instead.
const OPTIONS: &[&str] = &[
    "-Xshare:auto",
    "-XX:+UseSerialGC",
    // Not what the machine's own memory makes of it.
    "-Xms16m",
    "-XX:ActiveProcessorCount=1",
    "-XX:-UseContainerSupport",
    "-XX:-UsePerfData",
    "-XX:+DisplayVMOutputToStderr",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:ReservedCodeCacheSize=128m",
    "-XX:CompressedClassSpaceSize=64m",
    "-XX:MaxMetaspaceSize=192m",
    // The main thread's stack, which the launcher makes. The others have the JDK's own size, so
    // that many of them are no way around the memory limit; a thread may ask for more.
    "-Xss64m",
    "-XX:ThreadStackSize=1024",
    "-Dfile.encoding=UTF-8",
    "-Dstdout.encoding=UTF-8",
    "-Dstderr.encoding=UTF-8",
    "-Dsun.stdout.encoding=UTF-8",
    "-Dsun.stderr.encoding=UTF-8",
    "-Djava.awt.headless=true",
    "-Djava.io.tmpdir=.",
    "-Duser.home=.",
    "-Duser.language=en",
    "-Duser.country=US",
    "-Duser.timezone=UTC",
];

/// What the system's loader and library read.
const SYSTEM: &[&str] = &[
    "/etc/ld.so.cache",
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/dev/random",
    "/dev/urandom",
    "/proc/self",
];

/// Where Java comes from and where it works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JavaPlaces {
    /// Folders that may hold a JDK, the one to try first at the front.
    pub homes: Vec<PathBuf>,
    /// A folder of the app in which compiled classes live while they are needed.
    pub scratch: PathBuf,
}

impl JavaPlaces {
    /// The runtime pack (a `jlink` image with `jdk.compiler` and `jdk.zipfs`), then what this
    /// machine has: the JDK of `JAVA_HOME`, those on the `PATH`, those under `/usr/lib/jvm`.
    pub fn on_this_machine(pack: Option<&Path>, scratch: PathBuf) -> Self {
        Self {
            homes: jdk::homes(pack),
            scratch,
        }
    }
}

/// Runs Java jobs.
#[derive(Debug)]
pub(crate) struct Java {
    places: JavaPlaces,
    stub: PathBuf,
    slot: CancelHandle,
    /// Seen to compile and run in the jail; else why none of them does.
    jdk: Option<Result<Jdk, String>>,
    compiled: Option<Compiled>,
}

/// The number of the next folder. The process's: several of these may work in one place.
static FOLDERS: AtomicU64 = AtomicU64::new(1);

/// What became of a source.
#[derive(Debug)]
struct Compiled {
    source: String,
    folder: PathBuf,
    /// The compiler's words when it refused.
    refused: Option<Vec<u8>>,
}

impl Java {
    pub(crate) fn new(places: JavaPlaces, stub: PathBuf, slot: CancelHandle) -> Self {
        Self {
            places,
            stub,
            slot,
            jdk: None,
            compiled: None,
        }
    }

    /// The compiled classes of a job's source; compiled unless they are still there.
    fn compile(&mut self, jdk: &Jdk, source: &str) -> Result<&Compiled, Fault> {
        if self.compiled.as_ref().is_none_or(|c| c.source != source) {
            self.forget();
            let folder = self.next_folder()?;
            let refused = self.javac(jdk, source, &folder);
            self.compiled = Some(Compiled {
                source: source.to_owned(),
                folder,
                refused: None,
            });
            match refused {
                Ok(words) => {
                    if let Some(compiled) = &mut self.compiled {
                        compiled.refused = words;
                    }
                }
                Err(fault) => {
                    self.forget();
                    return Err(fault);
                }
            }
        }
        self.compiled
            .as_ref()
            .ok_or_else(|| Fault::Crashed("nothing was compiled".to_owned()))
    }

    /// Runs the compiler; its words when it refuses the source.
    fn javac(&self, jdk: &Jdk, source: &str, folder: &Path) -> Result<Option<Vec<u8>>, Fault> {
        let main = folder.join("source/Main.java");
        let classes = folder.join("classes");
        for folder in ["source", "classes", "box"].map(|name| folder.join(name)) {
            invigil_files::create_dir(&folder, Access::Private).map_err(|e| no_room(&e))?;
        }
        invigil_files::write(&main, source.as_bytes(), Access::Private).map_err(|e| no_room(&e))?;
        let mut command = heap(COMPILE_HEAP, COMPILE_HEAP);
        command.extend(["-XX:TieredStopAtLevel=1", "-m"].map(OsString::from));
        command.push("jdk.compiler/com.sun.tools.javac.Main".into());
        command.extend(["--release".into(), RELEASE.to_string().into()]);
        command.extend(["--limit-modules", MODULES].map(OsString::from));
        command.extend(["-encoding", "UTF-8", "-proc:none", "-nowarn", "-d"].map(OsString::from));
        command.extend([classes.clone().into(), "Main.java".into()]);
        let fence = Fence {
            read: vec![folder.join("source")],
            write: vec![classes],
            run: Vec::new(),
        };
        let sources = folder.join("source");
        let mut plan = self.plan(jdk, COMPILE_HEAP, COMPILE_CPU, &sources, fence, command);
        plan.wall = COMPILE_WALL;
        plan.jail.allowance.file = 16 << 20;
        let mut nobody = |_: Stream, _: &[u8]| {};
        let mut output = Output::new(COMPILE_OUTPUT, &mut nobody);
        let used = process::run(plan, &self.slot, &mut output)?;
        if used.late {
            return Err(Fault::WallClock(COMPILE_WALL));
        }
        Ok(verdict::compiler(used, &output.stderr))
    }

    /// Runs the classes that the compiler left in a folder.
    fn run(
        &self,
        jdk: &Jdk,
        folder: &Path,
        job: &Job,
        output: &mut Output<'_>,
    ) -> Result<Used, Fault> {
        let here = folder.join("box");
        place(&here, job).map_err(|e| no_room(&e))?;
        let memory = heap_of(job);
        let mut command = heap(memory, buffers(job));
        command.extend(["--limit-modules", MODULES].map(OsString::from));
        command.extend(["-cp".into(), folder.join("classes").into(), "Main".into()]);
        command.extend(job.args.iter().map(OsString::from));
        let fence = Fence {
            read: vec![folder.join("classes"), here.clone()],
            ..Fence::default()
        };
        let seconds = job.limits.fuel.div_ceil(1_000_000).max(1);
        let mut plan = self.plan(jdk, memory, seconds, &here, fence, command);
        plan.wall = job.limits.wall;
        plan.stdin.clone_from(&job.stdin);
        let used = process::run(plan, &self.slot, output)?;
        output.flush();
        Ok(used)
    }

    fn plan<'p>(
        &'p self,
        jdk: &Jdk,
        heap: u64,
        cpu: u64,
        folder: &'p Path,
        mut fence: Fence,
        arguments: Vec<OsString>,
    ) -> Plan<'p> {
        fence.read.push(jdk.home.clone());
        fence.read.extend(jdk.outside());
        fence.read.extend(SYSTEM.iter().map(PathBuf::from));
        fence.run.push(jdk.java());
        fence.run.extend(loader());
        let mut command: Vec<OsString> = vec![jdk.java().into()];
        command.extend(OPTIONS.iter().map(OsString::from));
        command.extend(arguments);
        Plan {
            stub: &self.stub,
            jail: Jail {
                fence,
                allowance: Allowance {
                    cpu,
                    data: heap + BESIDE,
                    file: 0,
                    files: 128,
                },
            },
            command,
            folder,
            stdin: Vec::new(),
            wall: COMPILE_WALL,
        }
    }

    /// A folder that nobody else has.
    fn next_folder(&self) -> Result<PathBuf, Fault> {
        let folder = loop {
            let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
            let name = format!("java-{}-{number}", std::process::id());
            let folder = self.places.scratch.join(name);
            // What a process of the same number left behind in a crash, or has in use.
            if !invigil_files::occupied(&folder) {
                break folder;
            }
        };
        invigil_files::create_dir(&folder, Access::Private).map_err(|e| no_room(&e))?;
        folder
            .canonicalize()
            .map_err(|e| unavailable(e.to_string()))
    }

    fn forget(&mut self) {
        if let Some(compiled) = self.compiled.take() {
            // A left-over folder is in the way of nobody.
            let _ = invigil_files::remove_folder(&compiled.folder);
        }
    }
}

impl Execute for Java {
    fn execute(
        &mut self,
        job: &Job,
        sink: &mut dyn FnMut(Stream, &[u8]),
    ) -> Result<Outcome, Fault> {
        let jdk = self.ready()?;
        let compiled = self.compile(&jdk, &job.source)?;
        let folder = compiled.folder.clone();
        let mut output = Output::new(job.limits.output, sink);
        if let Some(words) = &compiled.refused {
            // The compiler's words up to the cap are enough.
            let _ = output.push(Stream::Err, words);
            output.flush();
            return Ok(outcome(End::CompileError, 0, 0, output));
        }
        let used = self.run(&jdk, &folder, job, &mut output)?;
        let room = heap_of(job) + buffers(job) + OWN;
        let end = verdict::program(used, &job.limits, room, &output.stdout, &output.stderr)?;
        Ok(outcome(
            end,
            used.cpu.min(job.limits.fuel),
            used.peak,
            output,
        ))
    }
}

impl Drop for Java {
    fn drop(&mut self) {
        self.forget();
    }
}

fn outcome(end: End, fuel: u64, peak_memory: u64, output: Output<'_>) -> Outcome {
    Outcome {
        end,
        fuel,
        peak_memory,
        stdout: output.stdout,
        stderr: output.stderr,
        refused: Vec::new(),
    }
}

/// Bytes of heap for a job.
fn heap_of(job: &Job) -> u64 {
    job.limits.memory.max(LEAST)
}

/// Bytes of buffers outside of the heap for a job: `Files.readAllBytes` has one of the file's size,
/// and standard input is a file, too.
fn buffers(job: &Job) -> u64 {
    let files = job.files.iter().map(|file| file.bytes.len());
    let largest = files.chain([job.stdin.len()]).max();
    BUFFERS + largest.unwrap_or(0) as u64
}

/// The options that say how large both may be.
fn heap(bytes: u64, buffers: u64) -> Vec<OsString> {
    vec![
        format!("-Xmx{}k", bytes / 1024).into(),
        format!("-XX:MaxDirectMemorySize={buffers}").into(),
    ]
}

/// The job's files, and no others, in the folder where the program works.
fn place(folder: &Path, job: &Job) -> Result<(), FileError> {
    invigil_files::remove_folder(folder)?;
    invigil_files::create_dir(folder, Access::Private)?;
    for file in &job.files {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            invigil_files::create_dir(parent, Access::Private)?;
        }
        invigil_files::write(&path, &file.bytes, Access::Private)?;
    }
    Ok(())
}

/// The program that loads programs; a start runs it too.
fn loader() -> Vec<PathBuf> {
    [
        "/lib64/ld-linux-x86-64.so.2",
        "/lib/ld-linux-aarch64.so.1",
        "/lib/ld-musl-x86_64.so.1",
    ]
    .into_iter()
    .map(PathBuf::from)
    .collect()
}

fn unavailable(reason: String) -> Fault {
    Fault::Unavailable {
        guest: Guest::Java,
        reason,
    }
}

fn no_room(error: &FileError) -> Fault {
    unavailable(error.to_string())
}
