//! The two processes between the app and Java: one watches, one locks itself in and becomes Java.
//!
//! The watcher is there for its small size: what the system measures of a process begins with the
//! size of whoever started it, and the app is larger than many a program.

use std::{
    ffi::{OsStr, OsString},
    io::{self, Write},
    path::PathBuf,
    process::{Command, ExitCode},
    time::Duration,
};

use super::used::{self, Used};
use crate::jail::{self, Allowance, Calls, Fence};

/// The hidden argument by which a program of ours knows that it is to watch Java.
pub(crate) const WATCH: &str = "--invigil-sandbox-java";
/// The hidden argument by which it knows that it is to become Java.
pub(crate) const BECOME: &str = "--invigil-sandbox-java-locked";

/// What the process gives up before it becomes the program that follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Jail {
    pub(super) fence: Fence,
    pub(super) allowance: Allowance,
}

impl Jail {
    /// As arguments: how long it may take, four numbers, then each path behind what may be done
    /// with it, then `--`.
    pub(super) fn to_args(&self, wall: Duration) -> Vec<OsString> {
        let Allowance {
            cpu,
            data,
            file,
            files,
        } = self.allowance;
        let wall = wall.as_millis().to_string();
        let mut args: Vec<OsString> = vec![WATCH.into(), wall.into()];
        args.extend([cpu, data, file, files].map(|n| n.to_string().into()));
        let Fence { read, write, run } = &self.fence;
        for (what, paths) in [("read", read), ("write", write), ("run", run)] {
            for path in paths {
                args.extend([what.into(), path.into()]);
            }
        }
        args.push("--".into());
        args
    }

    /// From the arguments behind [`BECOME`] and the watcher's number; the program and its own arguments stay.
    fn from_args(args: &mut impl Iterator<Item = OsString>) -> Option<Self> {
        let mut number = || args.next()?.to_str()?.parse().ok();
        let allowance = Allowance {
            cpu: number()?,
            data: number()?,
            file: number()?,
            files: number()?,
        };
        let mut fence = Fence::default();
        loop {
            let what = args.next()?;
            let paths = match what.to_str()? {
                "read" => &mut fence.read,
                "write" => &mut fence.write,
                "run" => &mut fence.run,
                "--" => return Some(Self { fence, allowance }),
                _ => return None,
            };
            paths.push(PathBuf::from(args.next()?));
        }
    }
}

/// Starts the process that becomes Java, waits for its end or ends it when its time by the wall
/// clock is over (the first argument, in milliseconds), and writes what it used as the last bytes
/// of standard error.
pub(crate) fn watch_java(args: impl Iterator<Item = OsString>) -> ExitCode {
    let watched = jail::leave_the_parent(&[]).and_then(|()| watch(args).map_err(|e| e.to_string()));
    let (last, code) = match watched {
        Ok(used) => (used.to_bytes().to_vec(), ExitCode::SUCCESS),
        Err(why) => (why.into_bytes(), ExitCode::FAILURE),
    };
    // With standard error closed there is nobody to tell.
    let _ = io::stderr().write_all(&last);
    code
}

fn watch(mut args: impl Iterator<Item = OsString>) -> io::Result<Used> {
    let wall = args.next().and_then(|ms| ms.to_str()?.parse().ok());
    let wall = wall.ok_or_else(|| io::Error::other("how long it may take is missing"))?;
    #[expect(
        clippy::disallowed_methods,
        reason = "the sandbox is one of the rooms that start processes"
    )]
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(BECOME).arg(std::process::id().to_string());
    let child = command.args(args).spawn()?;
    used::watch(child, Duration::from_millis(wall))
}

/// Locks this process in and becomes the program named in the arguments. Comes back only when
/// that fails; why is on standard error.
pub(crate) fn become_java(mut args: impl Iterator<Item = OsString>) -> ExitCode {
    let Err(why) = locked_in(&mut args).and_then(|program| replace(&program, args));
    // With standard error closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "{why}");
    ExitCode::FAILURE
}

fn locked_in(args: &mut impl Iterator<Item = OsString>) -> Result<OsString, String> {
    let watcher = args.next().ok_or("there is no watcher")?;
    let jail = Jail::from_args(args).ok_or("these are not the arguments of a jail")?;
    let program = args.next().ok_or("there is no program to become")?;
    jail::leave_the_parent(&[])?;
    if watcher != jail::parent().to_string().as_str() {
        return Err("the watcher is gone".to_owned());
    }
    jail::give_up_files(&jail.fence)?;
    jail::limit(jail.allowance)?;
    jail::give_up_system_calls(Calls::Java)?;
    Ok(program)
}

#[cfg(unix)]
fn replace(
    program: &OsStr,
    args: impl Iterator<Item = OsString>,
) -> Result<std::convert::Infallible, String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the sandbox is one of the rooms that start processes"
    )]
    let mut command = Command::new(program);
    let error = std::os::unix::process::CommandExt::exec(command.args(args));
    Err(format!("{} does not start: {error}", program.display()))
}

#[cfg(not(unix))]
fn replace(
    _: &OsStr,
    _: impl Iterator<Item = OsString>,
) -> Result<std::convert::Infallible, String> {
    Err("Java runs on Linux only".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jail_reads_back_from_its_arguments() {
        let jail = Jail {
            fence: Fence {
                read: vec!["/a b".into(), "--".into()],
                write: vec!["/c".into()],
                run: vec!["/d".into()],
            },
            allowance: Allowance {
                cpu: 1,
                data: 2,
                file: 3,
                files: 4,
            },
        };
        let args = jail.to_args(Duration::from_millis(1500));
        assert_eq!(args[..2], [OsString::from(WATCH), "1500".into()]);
        let mut rest = args.into_iter().skip(2).chain(["java".into()]);
        assert_eq!(Jail::from_args(&mut rest), Some(jail));
        assert_eq!(rest.next(), Some("java".into()));
        assert_eq!(Jail::from_args(&mut ["1".into()].into_iter()), None);
    }
}
