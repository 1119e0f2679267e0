//! Running programs, and timing the stages of a long run.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
    time::Instant,
};

use anyhow::{Context, Result, bail};

/// The workspace's folder.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(3).unwrap_or(here).to_owned()
}

/// The folder Cargo builds into.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A built binary of the `ci` profile.
pub(crate) fn binary(name: &str) -> PathBuf {
    target().join("ci").join(name)
}

/// A program to be run in the workspace's folder, without what Cargo says of this one: build scripts
/// that read it (ring's does) would run again, and all that depends on them be built again, whenever
/// Cargo is called by hand in between.
pub(crate) fn program(name: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root());
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let ours = ["CARGO_PKG_", "CARGO_MANIFEST_"];
    for name in names.filter(|name| ours.iter().any(|prefix| name.starts_with(prefix))) {
        command.env_remove(name);
    }
    command
}

/// Cargo, with the lints of clippy in the same build: the build, the tests and the windows share
/// every artefact.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = program(
        std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        arguments,
    );
    if on_path("clippy-driver") {
        command.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");
        let lints = if is_our_rust() { DENIED } else { "" };
        command.env("CLIPPY_ARGS", lints);
    }
    command
}

/// Every warning is an error.
const DENIED: &str = "-Dwarnings__CLIPPY_HACKERY__";

/// Whether this is the Rust that the code is kept clean for: a later one may know lints that nobody
/// has looked at yet, and they must not stop a first build.
fn is_our_rust() -> bool {
    static OURS: OnceLock<bool> = OnceLock::new();
    *OURS.get_or_init(|| {
        let said = program("rustc", &["--version"]).output();
        let said = said.map(|s| String::from_utf8_lossy(&s.stdout).into_owned());
        let ours = said.is_ok_and(|said| is_version(&said, env!("CARGO_PKG_RUST_VERSION")));
        if !ours {
            let kept = env!("CARGO_PKG_RUST_VERSION");
            println!("warnings are errors with Rust {kept} alone; here they are shown");
        }
        ours
    })
}

/// Whether `rustc 1.95.0 (...)` is of `1.95`.
fn is_version(said: &str, wanted: &str) -> bool {
    let version = said.split(' ').nth(1).unwrap_or_default();
    let rest = version.strip_prefix(wanted);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What shares every artefact with `cargo xtask test`.
pub(crate) const WORKSPACE: [&str; 3] = ["--workspace", "--features", "invigil-desktop/e2e"];

/// The tests of one binary as the gates run them: one after the other, with long limits.
pub(crate) fn gate_tests(binary: &str, more: &[&str]) -> Command {
    let nextest = [
        "nextest",
        "run",
        "--cargo-profile",
        "ci",
        "--profile",
        "gates",
    ];
    cargo(&[&nextest[..], &WORKSPACE, &["--test", binary], more].concat())
}

/// Runs to the end, or says which command failed.
pub(crate) fn run(mut command: Command) -> Result<()> {
    let line = format!("{command:?}");
    let status = command
        .status()
        .with_context(|| format!("could not start {line}"))?;
    if !status.success() {
        bail!("{line} ended with {status}");
    }
    Ok(())
}

/// Runs to the end like [`run`], shows what the program says, and keeps the lines that are wanted
/// of its standard output and standard error.
pub(crate) fn run_keeping(
    mut command: Command,
    wanted: fn(&str) -> bool,
    kept: &mut Vec<String>,
) -> Result<()> {
    let line = format!("{command:?}");
    let (reader, writer) = std::io::pipe().context("make a pipe")?;
    let errors = writer.try_clone().context("share the pipe")?;
    let mut child = command
        .stdout(Stdio::from(writer))
        .stderr(Stdio::from(errors))
        .spawn()
        .with_context(|| format!("could not start {line}"))?;
    // The command holds the pipe's other end as well, and it would never end.
    drop(command);
    for said in BufReader::new(reader).split(b'\n') {
        let said = said.context("read what it says")?;
        let said = String::from_utf8_lossy(&said);
        println!("{said}");
        if wanted(&said) {
            kept.push(said.trim_end().to_owned());
        }
    }
    let status = child.wait().with_context(|| format!("wait for {line}"))?;
    if !status.success() {
        bail!("{line} ended with {status}");
    }
    Ok(())
}

/// Whether a program answers on the PATH.
pub(crate) fn on_path(name: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}

/// Named stages with their minutes.
#[derive(Default)]
pub(crate) struct Stages(Vec<(String, f64)>);

impl Stages {
    /// Runs one stage and notes how long it took.
    pub(crate) fn stage(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        println!("\n=== {name}");
        let start = Instant::now();
        let result = work().with_context(|| format!("stage `{name}`"));
        self.0
            .push((name.to_owned(), start.elapsed().as_secs_f64() / 60.0));
        if result.is_err() {
            self.print();
        }
        result
    }

    /// Prints each stage's minutes.
    pub(crate) fn print(&self) {
        println!("\n{}", self.table());
    }

    /// Each stage's minutes, a line each.
    pub(crate) fn table(&self) -> String {
        let mut table = " minutes  stage\n".to_owned();
        for (name, minutes) in &self.0 {
            table.push_str(&format!("{minutes:8.1}  {name}\n"));
        }
        let all: f64 = self.0.iter().map(|s| s.1).sum();
        table.push_str(&format!("{all:8.1}  in all"));
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_errors_for_our_rust_alone() {
        assert!(is_version("rustc 1.95.0 (59807616e 2026-04-14)", "1.95"));
        assert!(is_version("rustc 1.95.2", "1.95.2"));
        for other in ["rustc 1.96.0", "rustc 1.950.0", "rustc 1.9.5", "rustc", ""] {
            assert!(!is_version(other, "1.95"), "{other}");
        }
    }
}
