//! Landlock, rlimits and what else a process can do to itself.

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, PathBeneath, PathFd,
    Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
};
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, Signal, set_dumpable_behavior,
    set_parent_process_death_signal, setrlimit, setsid,
};

use super::{Allowance, Calls, Fence, calls};

/// A session of its own, no inherited file but those of these numbers, no tracer, and death with
/// the parent.
pub(crate) fn leave_the_parent(keep: &[i32]) -> Result<(), String> {
    close_inherited(keep)?;
    setsid().map_err(|e| format!("a session of its own: {e}"))?;
    set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|e| format!("death with the parent: {e}"))?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(|e| format!("no dumps: {e}"))
}

/// The number of the process that this one dies with; another one's when that is dead already.
pub(crate) fn parent() -> u32 {
    std::os::unix::process::parent_id()
}

/// The allowance, as rlimits; no core dump.
pub(crate) fn limit(allowance: Allowance) -> Result<(), String> {
    for (resource, most) in [
        (Resource::Core, 0),
        (Resource::Cpu, allowance.cpu),
        (Resource::Data, allowance.data),
        (Resource::Fsize, allowance.file),
        (Resource::Nofile, allowance.files),
        (Resource::Msgqueue, 0),
        (Resource::Memlock, 0),
    ] {
        // Where both are the same, the system kills without a word; before that it says why
        // (SIGXCPU).
        let maximum = match resource {
            Resource::Cpu => most.saturating_add(1),
            _ => most,
        };
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(maximum),
        };
        setrlimit(resource, limit).map_err(|e| format!("limit {resource:?} to {most}: {e}"))?;
    }
    Ok(())
}

/// Closes every file but standard input, output and error, and those to keep.
fn close_inherited(keep: &[i32]) -> Result<(), String> {
    let mut keep: Vec<u32> = keep.iter().filter_map(|n| u32::try_from(*n).ok()).collect();
    keep.sort_unstable();
    let mut first = 3;
    for kept in keep {
        if first < kept {
            close_from_to(first, kept - 1)?;
        }
        first = kept + 1;
    }
    close_from_to(first, u32::MAX)
}

fn close_from_to(first: u32, last: u32) -> Result<(), String> {
    // SAFETY: the call takes three integers and touches no memory of ours. No descriptor in the
    // range has an owner: this runs first in the process.
    #[expect(unsafe_code, reason = "no safe crate of ours has close_range")]
    let closed = unsafe { libc::syscall(libc::SYS_close_range, first, last, 0) };
    if closed == 0 {
        return Ok(());
    }
    let error = std::io::Error::last_os_error();
    Err(format!("close inherited files: {error}"))
}

/// No file outside the fence, no TCP, no signal and no abstract socket out of here; also for
/// threads made later. Sets `no_new_privs`.
pub(crate) fn give_up_files(fence: &Fence) -> Result<(), String> {
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
        .and_then(|rules| open(rules, fence))
        .and_then(|rules| rules.no_new_privs(true).restrict_self())
        .map_err(|e| format!("this kernel has no landlock: {e}"))?;
    if status.ruleset == RulesetStatus::NotEnforced || !status.no_new_privs {
        return Err("this kernel does not enforce landlock".to_owned());
    }
    Ok(())
}

/// Opens the fence; what is not there needs no gate.
fn open(mut rules: RulesetCreated, fence: &Fence) -> Result<RulesetCreated, RulesetError> {
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let write = read
        | AccessFs::WriteFile
        | AccessFs::RemoveFile
        | AccessFs::MakeReg
        | AccessFs::MakeDir
        | AccessFs::Truncate;
    let run: BitFlags<AccessFs> = AccessFs::Execute | AccessFs::ReadFile;
    for (paths, access) in [
        (&fence.read, read),
        (&fence.write, write),
        (&fence.run, run),
    ] {
        for path in paths {
            if let Ok(path) = PathFd::new(path) {
                rules = rules.add_rule(PathBeneath::new(path, access))?;
            }
        }
    }
    Ok(rules)
}

/// Few system calls are left, in every thread.
pub(crate) fn give_up_system_calls(left: Calls) -> Result<(), String> {
    for filter in calls::filters(left)? {
        seccompiler::apply_filter_all_threads(&filter)
            .map_err(|e| format!("this kernel has no seccomp: {e}"))?;
    }
    Ok(())
}
