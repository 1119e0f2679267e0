//! The lock-in: what a process of ours gives up before it touches foreign code.
//!
//! Linux only: landlock takes the files and the network, seccomp the system calls, rlimits what
//! is left. A kernel that cannot promise the first two makes every run unavailable; nothing ever
//! runs half locked in. On other systems there is no jail yet, so nothing runs there.

#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod linux;

#[cfg(target_os = "linux")]
pub(crate) use linux::{give_up_files, give_up_system_calls, leave_the_parent};

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    const ABSENT: &str = "this system has no jail of ours yet; programs run on Linux only";

    pub(crate) fn leave_the_parent() -> Result<(), String> {
        Err(ABSENT.to_owned())
    }

    pub(crate) fn give_up_files() -> Result<(), String> {
        Err(ABSENT.to_owned())
    }

    pub(crate) fn give_up_system_calls() -> Result<(), String> {
        Err(ABSENT.to_owned())
    }
}
#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::{give_up_files, give_up_system_calls, leave_the_parent};
