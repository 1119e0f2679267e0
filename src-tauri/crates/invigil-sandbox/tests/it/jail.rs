//! From inside the locked-in worker every way out is tried, and none is open.

use std::net::TcpListener;

use invigil_sandbox::{End, Fault, Guest, Worker};

use crate::jobs::{ends, job, probe, program, run};

fn attempt(worker: &mut Worker, what: &str, args: &[&str]) -> String {
    let mut job = job(Guest::Sql, &format!("probe {what}"), "");
    job.args = args.iter().map(|a| (*a).to_owned()).collect();
    let (end, out, _) = ends(worker, &job);
    assert_eq!(end, End::Exit(0));
    out
}

fn refused(what: &str, args: &[&str]) {
    let said = attempt(&mut probe(), what, args);
    assert!(
        said.contains("os error 1)") || said.contains("os error 13)"),
        "{what} {args:?}: {said}"
    );
}

#[test]
fn no_file_is_read_written_or_looked_at() {
    let dir = tempfile::tempdir().expect("temp dir");
    let inside = dir.path().join("file");
    let inside = inside.to_str().expect("UTF-8");
    for (what, path) in [
        ("read", "/etc/passwd"),
        ("read", "/proc/self/environ"),
        ("self", ""),
        ("write", inside),
        ("list", "/"),
        ("stat", "/etc/passwd"),
        ("chdir", "/"),
    ] {
        refused(what, &[path]);
    }
    assert!(!dir.path().join("file").exists());
}

#[test]
fn no_socket_is_made() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").to_string();
    for what in ["tcp", "listen", "udp", "unix"] {
        refused(what, &[&port]);
    }
}

#[test]
fn no_process_and_no_thread_is_made() {
    for what in [
        "exec", "fork", "vfork", "clone", "clone3", "execve", "thread",
    ] {
        refused(what, &[]);
    }
}

#[test]
fn no_other_process_is_touched() {
    for what in [
        "ptrace",
        "process_vm_readv",
        "pidfd_open",
        "kill",
        "tgkill",
        "prlimit",
    ] {
        refused(what, &[&std::process::id().to_string()]);
    }
}

#[test]
fn no_lock_is_opened_from_inside() {
    for what in [
        "unshare",
        "mount",
        "bpf",
        "io_uring",
        "userfaultfd",
        "perf",
        "keyctl",
        "prctl",
        "seccomp",
        "x32",
    ] {
        refused(what, &[]);
    }
}

#[test]
fn on_a_kernel_that_cannot_lock_in_nothing_runs() {
    for (lacking, said) in [
        ("no-landlock", "this kernel has no landlock"),
        ("no-seccomp", "this kernel has no seccomp"),
    ] {
        let mut worker = Worker::new(program(&[lacking]));
        let fault = run(&mut worker, &job(Guest::Sql, "SELECT 1", "")).expect_err("no jail");
        let Fault::Unavailable { reason, .. } = fault else {
            panic!("{fault:?}");
        };
        assert!(reason.contains(said), "{reason}");
    }
}

#[test]
fn the_environment_is_empty_and_nothing_is_inherited() {
    let mut worker = probe();
    assert_eq!(attempt(&mut worker, "environment", &[]), "[]");
    assert_eq!(attempt(&mut worker, "descriptors", &[]), "0 1 2");
}
