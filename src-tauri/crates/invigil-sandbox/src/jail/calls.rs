//! The system calls that a locked-in process has left. Everything else fails with `EPERM`.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

use super::Calls;

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// What computing takes: memory, the open pipes, signals of its own, time.
const COMPUTE: &[i64] = &[
    libc::SYS_brk,
    libc::SYS_clock_getres,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_close,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_fstat,
    libc::SYS_futex,
    libc::SYS_getpid,
    libc::SYS_getrandom,
    libc::SYS_gettid,
    libc::SYS_lseek,
    libc::SYS_madvise,
    libc::SYS_membarrier,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_nanosleep,
    libc::SYS_ppoll,
    libc::SYS_pread64,
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_restart_syscall,
    libc::SYS_rseq,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_yield,
    libc::SYS_set_robust_list,
    libc::SYS_sigaltstack,
    libc::SYS_write,
    libc::SYS_writev,
];

/// What a virtual machine of Java takes beside that. Files are within the fence of landlock.
const JAVA: &[i64] = &[
    libc::SYS_dup,
    libc::SYS_dup3,
    libc::SYS_epoll_create1,
    libc::SYS_epoll_ctl,
    libc::SYS_epoll_pwait,
    libc::SYS_eventfd2,
    libc::SYS_execve,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_fadvise64,
    libc::SYS_fcntl,
    libc::SYS_fstatfs,
    libc::SYS_fsync,
    libc::SYS_ftruncate,
    libc::SYS_getcwd,
    libc::SYS_getdents64,
    libc::SYS_getegid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getpriority,
    libc::SYS_getrusage,
    libc::SYS_gettimeofday,
    libc::SYS_getuid,
    libc::SYS_mincore,
    libc::SYS_mkdirat,
    libc::SYS_newfstatat,
    libc::SYS_openat,
    libc::SYS_pipe2,
    libc::SYS_pwrite64,
    libc::SYS_readlinkat,
    libc::SYS_sched_getparam,
    libc::SYS_sched_getscheduler,
    libc::SYS_set_tid_address,
    libc::SYS_statfs,
    libc::SYS_statx,
    libc::SYS_sysinfo,
    libc::SYS_times,
    libc::SYS_umask,
    libc::SYS_uname,
    libc::SYS_unlinkat,
];

/// Older names of the same calls, on processors that have them.
#[cfg(target_arch = "x86_64")]
const JAVA_OLD: &[i64] = &[
    libc::SYS_access,
    libc::SYS_arch_prctl,
    libc::SYS_dup2,
    libc::SYS_epoll_wait,
    libc::SYS_getrlimit,
    libc::SYS_lstat,
    libc::SYS_mkdir,
    libc::SYS_open,
    libc::SYS_pipe,
    libc::SYS_poll,
    libc::SYS_readlink,
    libc::SYS_stat,
    libc::SYS_unlink,
];
#[cfg(not(target_arch = "x86_64"))]
const JAVA_OLD: &[i64] = &[];

/// Flags of `clone` that make a thread, and those that would make a world of its own.
const THREAD: u64 = (libc::CLONE_THREAD | libc::CLONE_VM) as u64;
const WORLDS: u64 = (libc::CLONE_NEWNS
    | libc::CLONE_NEWCGROUP
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUSER
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET) as u64;

/// Questions to a terminal or a pipe: is it one, how much is there.
const IOCTLS: &[u64] = &[libc::TCGETS, libc::FIONREAD, libc::TIOCGWINSZ];

/// The filters that leave these calls, in the order in which they are set.
pub(super) fn filters(left: Calls) -> Result<Vec<BpfProgram>, String> {
    let mut rules: Rules = COMPUTE.iter().map(|call| (*call, Vec::new())).collect();
    rules.insert(libc::SYS_tgkill, to_itself(&[])?);
    if left == Calls::Compute {
        return Ok(vec![allow_only(rules)?]);
    }
    rules.extend(JAVA.iter().chain(JAVA_OLD).map(|call| (*call, Vec::new())));
    let thread = SeccompCmpOp::MaskedEq(THREAD | WORLDS);
    rules.insert(
        libc::SYS_clone,
        vec![rule(vec![condition(0, thread, THREAD)?])?],
    );
    let name = u64::from(libc::PR_SET_NAME.unsigned_abs());
    rules.insert(
        libc::SYS_prctl,
        vec![rule(vec![condition(0, SeccompCmpOp::Eq, name)?])?],
    );
    rules.insert(libc::SYS_prlimit64, to_itself(&[0])?);
    // Java's file channels make a pair that is connected to nothing but itself.
    let unix = u64::from(libc::AF_UNIX.unsigned_abs());
    rules.insert(
        libc::SYS_socketpair,
        vec![rule(vec![condition(0, SeccompCmpOp::Eq, unix)?])?],
    );
    let ioctls = IOCTLS
        .iter()
        .map(|question| rule(vec![condition(1, SeccompCmpOp::Eq, *question)?]))
        .collect::<Result<_, _>>()?;
    rules.insert(libc::SYS_ioctl, ioctls);
    // The flags of `clone3` are in memory, out of a filter's sight. Without it the C library takes
    // `clone`.
    rules.insert(libc::SYS_clone3, Vec::new());
    let clone3 = Rules::from([(libc::SYS_clone3, Vec::new())]);
    Ok(vec![
        filter(
            clone3,
            SeccompAction::Allow,
            SeccompAction::Errno(libc::ENOSYS.unsigned_abs()),
        )?,
        allow_only(rules)?,
    ])
}

/// A call on its own process: by its number, or by what else means itself.
fn to_itself(names: &[u64]) -> Result<Vec<SeccompRule>, String> {
    [u64::from(std::process::id())]
        .iter()
        .chain(names)
        .map(|name| rule(vec![condition(0, SeccompCmpOp::Eq, *name)?]))
        .collect()
}

fn condition(argument: u8, compare: SeccompCmpOp, value: u64) -> Result<SeccompCondition, String> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, compare, value)
        .map_err(|e| e.to_string())
}

fn rule(conditions: Vec<SeccompCondition>) -> Result<SeccompRule, String> {
    SeccompRule::new(conditions).map_err(|e| e.to_string())
}

/// A filter that lets the rules through and answers everything else with `EPERM`.
fn allow_only(rules: Rules) -> Result<BpfProgram, String> {
    filter(
        rules,
        SeccompAction::Errno(libc::EPERM.unsigned_abs()),
        SeccompAction::Allow,
    )
}

fn filter(
    rules: Rules,
    otherwise: SeccompAction,
    matched: SeccompAction,
) -> Result<BpfProgram, String> {
    let architecture = std::env::consts::ARCH
        .try_into()
        .map_err(|e| format!("no seccomp for this processor: {e}"))?;
    SeccompFilter::new(rules, otherwise, matched, architecture)
        .and_then(BpfProgram::try_from)
        .map_err(|e| e.to_string())
}
