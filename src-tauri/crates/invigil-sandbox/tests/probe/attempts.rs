//! Ways out, each tried for real; the answer is the system's.

use std::{
    io,
    net::{TcpListener, TcpStream, UdpSocket},
    os::unix::net::UnixDatagram,
    process::Command,
};

use rustix::process::{Pid, Signal, kill_process};

/// Tries one way out: `got out`, or the error in words.
pub(crate) fn attempt(what: &str, args: &[String]) -> String {
    let path = args.first().map_or("", String::as_str);
    let parent: i64 = path.parse().unwrap_or(0);
    let result = match what {
        "read" => std::fs::read(path).map(drop),
        "write" => std::fs::write(path, b"out"),
        "list" => std::fs::read_dir(path).map(drop),
        "stat" => std::fs::metadata(path).map(drop),
        "self" => std::fs::read("/proc/self/maps").map(drop),
        "tcp" => TcpStream::connect(path).map(drop),
        "listen" => TcpListener::bind("127.0.0.1:0").map(drop),
        "udp" => UdpSocket::bind("127.0.0.1:0").map(drop),
        "unix" => UnixDatagram::unbound().map(drop),
        "exec" => Command::new("/bin/true").status().map(drop),
        "fork" => raw(&[libc::SYS_fork]),
        "vfork" => raw(&[libc::SYS_vfork]),
        "clone" => raw(&[libc::SYS_clone, i64::from(libc::SIGCHLD), 0, 0, 0, 0]),
        "clone3" => raw(&[libc::SYS_clone3, 0, 0]),
        "execve" => raw(&[libc::SYS_execve, 0, 0, 0]),
        "thread" => std::thread::Builder::new().spawn(|| ()).map(drop),
        "ptrace" => raw(&[libc::SYS_ptrace, libc::PTRACE_ATTACH.into(), parent, 0, 0]),
        "process_vm_readv" => raw(&[libc::SYS_process_vm_readv, parent, 0, 0, 0, 0, 0]),
        "pidfd_open" => raw(&[libc::SYS_pidfd_open, parent, 0]),
        "kill" => kill(parent),
        "tgkill" => raw(&[libc::SYS_tgkill, parent, parent, 0]),
        "prlimit" => raw(&[libc::SYS_prlimit64, parent, 0, 0, 0]),
        "chdir" => std::env::set_current_dir("/"),
        "unshare" => raw(&[libc::SYS_unshare, libc::CLONE_NEWUSER.into()]),
        "mount" => raw(&[libc::SYS_mount, 0, 0, 0, 0, 0]),
        "bpf" => raw(&[libc::SYS_bpf, 0, 0, 0]),
        "io_uring" => raw(&[libc::SYS_io_uring_setup, 1, 0]),
        "userfaultfd" => raw(&[libc::SYS_userfaultfd, 0]),
        "perf" => raw(&[libc::SYS_perf_event_open, 0, 0, 0, 0, 0]),
        "keyctl" => raw(&[libc::SYS_keyctl, 0, 0, 0, 0, 0]),
        "prctl" => raw(&[libc::SYS_prctl, libc::PR_SET_DUMPABLE.into(), 1, 0, 0, 0]),
        "seccomp" => raw(&[libc::SYS_seccomp, 0, 0, 0]),
        "x32" => raw(&[0x4000_0000 + libc::SYS_socket, 2, 1, 0]),
        "environment" => return format!("{:?}", std::env::vars_os().collect::<Vec<_>>()),
        "descriptors" => return descriptors(),
        other => return format!("no attempt named {other}"),
    };
    match result {
        Ok(()) => "got out".to_owned(),
        Err(e) => e.to_string(),
    }
}

fn kill(pid: i64) -> io::Result<()> {
    let pid = Pid::from_raw(pid as i32).unwrap_or(Pid::INIT);
    Ok(kill_process(pid, Signal::TERM)?)
}

/// Which descriptors are open.
fn descriptors() -> String {
    let open: Vec<String> = (0..1024)
        .filter(|fd| {
            raw(&[libc::SYS_lseek, *fd, 0, 1]).map_err(|e| e.raw_os_error())
                != Err(Some(libc::EBADF))
        })
        .map(|fd| fd.to_string())
        .collect();
    open.join(" ")
}

/// A system call without the library's help.
fn raw(call: &[i64]) -> io::Result<()> {
    let at = |i: usize| call.get(i).copied().unwrap_or(0);
    // SAFETY: it either fails in the jail or fails for its null pointers; a fork that should
    // succeed has the child end in the caller's hands, where the test fails.
    #[expect(unsafe_code, reason = "the probe goes around every library")]
    let answer = unsafe { libc::syscall(at(0), at(1), at(2), at(3), at(4), at(5), at(6)) };
    if answer < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}
