//! The lock-in: what a process of ours gives up before it touches foreign code.
//!
//! Linux only: landlock takes the files and the network, seccomp the system calls, rlimits what
//! is left. A kernel that cannot promise the first two makes every run unavailable; nothing ever
//! runs half locked in. On other systems there is no jail yet, so nothing runs there.

#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod linux;

use std::path::PathBuf;

/// The files that stay within reach; none by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fence {
    /// Files and folders to read.
    pub(crate) read: Vec<PathBuf>,
    /// Files and folders to read and write.
    pub(crate) write: Vec<PathBuf>,
    /// Programs to become.
    pub(crate) run: Vec<PathBuf>,
}

/// The system calls that stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Calls {
    /// Memory and open pipes; no process, no thread, no file.
    Compute,
    /// What a Java virtual machine takes: files within the fence and threads, too.
    Java,
}

/// What a process may use, for its whole life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allowance {
    /// Seconds of processor time.
    pub(crate) cpu: u64,
    /// Bytes of private writable memory.
    pub(crate) data: u64,
    /// Bytes of a file that it writes.
    pub(crate) file: u64,
    /// Open files.
    pub(crate) files: u64,
}

#[cfg(target_os = "linux")]
pub(crate) use linux::{give_up_files, give_up_system_calls, leave_the_parent, limit, parent};

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use super::{Allowance, Calls, Fence};

    const ABSENT: &str = "this system has no jail of ours yet; programs run on Linux only";

    pub(crate) fn leave_the_parent(_: &[i32]) -> Result<(), String> {
        Err(ABSENT.to_owned())
    }

    pub(crate) fn parent() -> u32 {
        0
    }

    pub(crate) fn limit(_: Allowance) -> Result<(), String> {
        Err(ABSENT.to_owned())
    }

    pub(crate) fn give_up_files(_: &Fence) -> Result<(), String> {
        Err(ABSENT.to_owned())
    }

    pub(crate) fn give_up_system_calls(_: Calls) -> Result<(), String> {
        Err(ABSENT.to_owned())
    }
}
#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::{give_up_files, give_up_system_calls, leave_the_parent, limit, parent};
