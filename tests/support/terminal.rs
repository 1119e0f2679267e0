//! A program on a terminal of its own, typed at as by a person.
//!
//! `script` makes the terminal and copies what is typed and shown; `timeout` ends both, so that a
//! test which waits for what never comes fails and says what was shown.

use std::{
    io::{Read as _, Write as _},
    path::Path,
    process::{ChildStdin, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{Ran, on_path, process::Group, run};

/// How long a program has to turn the echo off.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program whose streams and controlling terminal are one pseudo-terminal.
pub struct Terminal {
    group: Group,
    keys: ChildStdin,
    screen: ChildStdout,
    device: String,
    shown: String,
}

impl Terminal {
    /// Starts a line of the shell in `dir` with a clean home.
    pub fn start(dir: &Path, line: &str) -> Self {
        let line = format!("tty; {line}");
        let mut command = Command::new(on_path("timeout"));
        command
            .arg("60")
            .arg(on_path("script"))
            .args(["-qec", line.as_str(), "/dev/null"])
            .current_dir(dir)
            .env("HOME", dir)
            .env("SHELL", "/bin/sh")
            .env_remove("INVIGIL_PASSPHRASE_FILE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut group = Group::start(&mut command);
        let mut terminal = Self {
            keys: group.0.stdin.take().expect("its keys"),
            screen: group.0.stdout.take().expect("its screen"),
            group,
            device: String::new(),
            shown: String::new(),
        };
        terminal.shows("\n");
        let (device, rest) = terminal.shown.split_once('\n').expect("a line");
        (terminal.device, terminal.shown) = (device.to_owned(), rest.to_owned());
        terminal
    }

    /// Waits until the screen has shown this.
    #[track_caller]
    pub fn shows(&mut self, text: &str) {
        while !self.shown.contains(text) {
            assert!(self.more(), "`{text}` was not shown:\n{}", self.shown);
        }
    }

    /// Types a line.
    pub fn types(&mut self, line: &str) {
        let line = format!("{line}\n");
        self.keys.write_all(line.as_bytes()).expect("typed");
    }

    /// Types a line once the program has turned the echo off, which it does after its prompt.
    #[track_caller]
    pub fn types_unseen(&mut self, line: &str) {
        let start = Instant::now();
        while self.echoes() {
            assert!(start.elapsed() < PATIENCE, "the terminal still echoes");
            std::thread::sleep(Duration::from_millis(10));
        }
        self.types(line);
    }

    /// Waits for the end. Both streams are what the screen has shown.
    pub fn end(mut self) -> Ran {
        while self.more() {}
        let status = self.group.0.wait().expect("its end");
        Ran {
            code: status.code().unwrap_or(-1),
            out: self.shown.clone(),
            err: self.shown,
        }
    }

    /// Takes what was shown since; false at the end.
    fn more(&mut self) -> bool {
        let mut bytes = [0; 4096];
        let count = self.screen.read(&mut bytes).expect("a screen");
        let text = String::from_utf8_lossy(&bytes[..count]);
        self.shown.push_str(&text.replace('\r', ""));
        count > 0
    }

    fn echoes(&self) -> bool {
        let look = ["-F", self.device.as_str(), "-a"];
        let state = run(Path::new("/"), on_path("stty"), &look).expect(0).out;
        !state.split_whitespace().any(|word| word == "-echo")
    }
}
