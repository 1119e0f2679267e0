//! Landlock, rlimits and what else a process can do to itself.

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetStatus, Scope,
};
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, Signal, set_dumpable_behavior,
    set_parent_process_death_signal, setrlimit, setsid,
};

use super::calls;

/// Private writable memory of a worker: the largest guest, the interpreters, stacks.
const DATA: u64 = 3 << 30;
/// Processor seconds of a worker's whole life, in case that nobody is left to kill it.
const CPU: u64 = 1200;

/// A session of its own, no inherited file, no core dump, no tracer, and death with the parent.
pub(crate) fn leave_the_parent() -> Result<(), String> {
    close_inherited()?;
    setsid().map_err(|e| format!("a session of its own: {e}"))?;
    set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|e| format!("death with the parent: {e}"))?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(|e| format!("no dumps: {e}"))?;
    for (resource, most) in [
        (Resource::Core, 0),
        (Resource::Nofile, 64),
        (Resource::Data, DATA),
        (Resource::Cpu, CPU),
        (Resource::Msgqueue, 0),
        (Resource::Memlock, 0),
    ] {
        limit(resource, most)?;
    }
    Ok(())
}

pub(super) fn limit(resource: Resource, most: u64) -> Result<(), String> {
    let limit = Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    setrlimit(resource, limit).map_err(|e| format!("limit {resource:?} to {most}: {e}"))
}

/// Closes every file but standard input, output and error.
fn close_inherited() -> Result<(), String> {
    // SAFETY: the call takes three integers and touches no memory of ours. No descriptor above 2
    // has an owner yet: this runs first in the process.
    #[expect(unsafe_code, reason = "no safe crate of ours has close_range")]
    let closed = unsafe { libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, 0) };
    if closed == 0 {
        return Ok(());
    }
    let error = std::io::Error::last_os_error();
    Err(format!("close inherited files: {error}"))
}

/// No file system, no TCP, no signal and no abstract socket out of here; also for threads made
/// later. Sets `no_new_privs`.
pub(crate) fn give_up_files() -> Result<(), String> {
    let status = Ruleset::default()
        // Every kernel with landlock has these; the later ones are taken where they are.
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))
        .and_then(|rules| {
            rules
                .set_compatibility(CompatLevel::BestEffort)
                .handle_access(AccessFs::from_all(ABI::V5))
        })
        .and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V4)))
        .and_then(|rules| rules.scope(Scope::from_all(ABI::V6)))
        .and_then(Ruleset::create)
        .and_then(|rules| rules.no_new_privs(true).restrict_self())
        .map_err(|e| format!("this kernel has no landlock: {e}"))?;
    if status.ruleset == RulesetStatus::NotEnforced || !status.no_new_privs {
        return Err("this kernel does not enforce landlock".to_owned());
    }
    Ok(())
}

/// Few system calls are left, in every thread.
pub(crate) fn give_up_system_calls() -> Result<(), String> {
    for filter in calls::worker()? {
        seccompiler::apply_filter_all_threads(&filter)
            .map_err(|e| format!("this kernel has no seccomp: {e}"))?;
    }
    Ok(())
}
