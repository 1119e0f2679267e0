//! Support for the tests of the whole: built binaries, hermetic folders, a virtual display, and
//! the real window behind WebDriver. Never shipped.
#![expect(
    clippy::disallowed_methods,
    reason = "tests start programs, touch files and wait with limits"
)]

pub mod browsers;
pub mod desk;
pub mod host;
pub mod journey;
mod laptop;
pub mod manual;
pub mod offline;
pub mod process;
pub mod same;
pub mod screen;
pub mod script;
pub mod shots;
pub mod sql;
pub mod terminal;
pub mod window;

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A binary that the workspace build made, beside the test's own.
pub fn binary(name: &str) -> PathBuf {
    let me = std::env::current_exe().expect("the test knows where it is");
    let path = me
        .ancestors()
        .find(|p| p.file_name() == Some(OsStr::new("deps")))
        .and_then(Path::parent)
        .expect("tests run from the target folder")
        .join(name);
    assert!(
        path.exists(),
        "{} is missing: build it with `cargo xtask test`, or `cargo build --profile ci --workspace --features invigil-desktop/e2e`",
        path.display()
    );
    path
}

/// Where the languages are kept once they are ready, for all tests: compiling them takes a minute.
pub fn runtimes() -> PathBuf {
    let built = binary("invigil");
    built.parent().expect("a folder").join("runtimes")
}

/// The workspace's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ has a parent")
        .to_owned()
}

/// A program on the PATH, by its whole name.
pub fn on_path(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
        .unwrap_or_else(|| panic!("{name} is not installed: `cargo xtask test` does it"))
}

/// What a command left behind.
#[derive(Debug)]
pub struct Ran {
    /// Exit code; -1 for a signal.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Panics with both streams unless the command ended with `code`.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.out, self.err
        );
        self
    }

    /// Panics unless the command ended with exit code `exit` and a whole notice of `code`.
    #[track_caller]
    pub fn refused(self, exit: i32, code: &str) -> Self {
        let ran = self.expect(exit);
        let mut rest = ran.err.as_str();
        for mark in ["error: ", "\n  why:  ", "\n  next: ", "\n  code: "] {
            let at = rest.find(mark);
            let at = at.unwrap_or_else(|| panic!("no `{mark}` in:\n{}", ran.err));
            rest = &rest[at + mark.len()..];
            assert!(!rest.starts_with('\n'), "`{mark}` is empty:\n{}", ran.err);
        }
        assert_eq!(rest.lines().next(), Some(code), "{}", ran.err);
        ran
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs a program in `dir` with a clean home.
pub fn run(dir: &Path, program: impl AsRef<OsStr>, arguments: &[&str]) -> Ran {
    run_with(dir, program, arguments, &[])
}

/// Runs a program in `dir` with a clean home and more environment variables.
pub fn run_with(
    dir: &Path,
    program: impl AsRef<OsStr>,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> Ran {
    let program = program.as_ref();
    Command::new(program)
        .args(arguments)
        .current_dir(dir)
        .env("HOME", dir)
        .env("COLUMNS", "100")
        .env("INVIGIL_RUNTIMES", runtimes())
        .env_remove("INVIGIL_PASSPHRASE_FILE")
        .envs(environment.iter().copied())
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap_or_else(|e| panic!("{} does not start: {e}", program.display()))
        .into()
}

/// Runs `invigil` in `dir`.
pub fn invigil(dir: &Path, arguments: &[&str]) -> Ran {
    run(dir, binary("invigil"), arguments)
}
