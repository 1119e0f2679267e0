//! Programs on a virtual display without WebDriver, as a person starts them: their windows, their
//! keys, their processes. Deliberately absent: what is inside a page; that is [`crate::window`].

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Read, Seek},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    process::{Group, parent},
    window::{Display, PATIENCE},
};

/// A program in a process group of its own, ended with the group when dropped.
pub struct App {
    group: Group,
    errors: std::fs::File,
}

impl App {
    /// Starts a program with `home` as its home, `home/data` as its data folder, no session bus
    /// and more environment variables.
    pub fn start(
        display: &Display,
        program: &Path,
        home: &Path,
        environment: &[(&str, &str)],
    ) -> Self {
        Self::start_with(display, program, &[], home, environment)
    }

    /// The same with arguments.
    pub fn start_with(
        display: &Display,
        program: &Path,
        arguments: &[&str],
        home: &Path,
        environment: &[(&str, &str)],
    ) -> Self {
        let errors = tempfile::tempfile().expect("a temporary file");
        let group = Group::start(
            Command::new(program)
                .args(arguments)
                .env("DISPLAY", &display.name)
                .env("INVIGIL_DATA", home.join("data"))
                .env("INVIGIL_RUNTIMES", crate::runtimes())
                .env("HOME", home)
                .env_remove("DBUS_SESSION_BUS_ADDRESS")
                .env_remove("XDG_RUNTIME_DIR")
                .env_remove("LD_LIBRARY_PATH")
                .env_remove("WAYLAND_DISPLAY")
                .env("GDK_BACKEND", "x11")
                .env("LIBGL_ALWAYS_SOFTWARE", "1")
                .envs(environment.iter().copied())
                .stdout(Stdio::null())
                .stderr(errors.try_clone().expect("a second handle")),
        );
        Self { group, errors }
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.group.0.id()
    }

    /// Whether it has not ended.
    pub fn runs(&mut self) -> bool {
        matches!(self.group.0.try_wait(), Ok(None))
    }

    /// Waits for its end: exit code (-1 for a signal) and what it said on standard error.
    pub fn ended(&mut self) -> (i32, String) {
        let status = patiently("the program ends", || {
            self.group.0.try_wait().expect("a child")
        });
        let mut said = String::new();
        self.errors.rewind().expect("rewind");
        self.errors.read_to_string(&mut said).expect("UTF-8");
        (status.code().unwrap_or(-1), said)
    }

    /// What it said on standard error so far.
    pub fn said(&self) -> String {
        let length = self.errors.metadata().map_or(0, |m| m.len());
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        // Not by reading on: the place in the file is the program's as well.
        let read = std::os::unix::fs::FileExt::read_at(&self.errors, &mut bytes, 0);
        bytes.truncate(read.expect("read"));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// SIGKILL, to it alone, and waits for its end.
    pub fn kill(&mut self) {
        // Ended already is as good.
        let _ = self.group.0.kill();
        let _ = self.group.0.wait();
    }

    /// It and all processes below it.
    pub fn processes(&self) -> Vec<i32> {
        below(i32::try_from(self.pid()).expect("a small number"))
    }
}

/// A process and all processes below it.
pub fn below(ancestor: i32) -> Vec<i32> {
    let entries = std::fs::read_dir("/proc").expect("/proc").flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid| std::iter::successors(Some(*pid), |p| parent(*p)).any(|p| p == ancestor))
        .collect()
}

/// A session bus of its own.
pub struct Bus {
    /// For `DBUS_SESSION_BUS_ADDRESS`.
    pub address: String,
    _daemon: Group,
}

impl Bus {
    /// Starts one.
    pub fn start() -> Self {
        let mut daemon = Group::start(
            Command::new("dbus-daemon")
                .args(["--session", "--nofork", "--nopidfile", "--print-address"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        let mut line = String::new();
        BufReader::new(daemon.0.stdout.take().expect("piped"))
            .read_line(&mut line)
            .expect("the bus says its address");
        Self {
            address: line.trim().to_owned(),
            _daemon: daemon,
        }
    }
}

impl Display {
    /// Runs xdotool; its lines. No line when it found nothing.
    pub fn xdotool(&self, arguments: &[&str]) -> Vec<String> {
        let output = Command::new("xdotool")
            .args(arguments)
            .env("DISPLAY", &self.name)
            .output()
            .expect("xdotool");
        let text = String::from_utf8_lossy(&output.stdout);
        text.lines().map(str::to_owned).collect()
    }

    /// The windows of a process that can be seen and whose title has this text. GTK has a window
    /// of one pixel beside the screen for what is dragged: nobody sees that one.
    pub fn windows(&self, pid: u32, title: &str) -> Vec<String> {
        let pid = pid.to_string();
        let search = ["search", "--all", "--onlyvisible", "--pid", &pid];
        let size = ["--name", title, "getwindowgeometry", "--shell", "%@"];
        let mut found = Vec::new();
        for line in self.xdotool(&[&search[..], &size].concat()) {
            match line.split_once('=') {
                Some(("WINDOW", window)) => found.push(window.to_owned()),
                Some(("WIDTH", "1")) => drop(found.pop()),
                _ => {}
            }
        }
        found
    }

    /// Waits for such a window.
    pub fn window(&self, pid: u32, title: &str) -> String {
        patiently(&format!("a window `{title}` is seen"), || {
            self.windows(pid, title).into_iter().next()
        })
    }

    /// The window that has the keyboard.
    pub fn active(&self) -> Option<String> {
        self.xdotool(&["getactivewindow"]).into_iter().next()
    }

    /// Gives a window the keyboard, then presses keys there.
    pub fn press(&self, window: &str, keys: &[&str]) {
        self.activate(window);
        self.xdotool(&[&["key", "--delay", "60"], keys].concat());
    }

    /// Gives a window the keyboard, then types there.
    pub fn type_into(&self, window: &str, text: &str) {
        self.activate(window);
        self.xdotool(&["type", "--delay", "30", text]);
    }

    /// Gives a window the keyboard. A window manager that does not have the window yet does not hear
    /// the request, so that it is made again.
    pub fn activate(&self, window: &str) {
        patiently("the window has the keyboard", || {
            self.xdotool(&["windowactivate", window]);
            (self.active().as_deref() == Some(window)).then_some(())
        });
    }
}

/// Asks until there is an answer.
pub fn patiently<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The TCP ports on which one of these processes listens.
pub fn listening(processes: &[i32]) -> BTreeSet<u16> {
    let sockets: BTreeSet<String> = processes
        .iter()
        .filter_map(|pid| std::fs::read_dir(format!("/proc/{pid}/fd")).ok())
        .flat_map(|folder| folder.flatten())
        .filter_map(|entry| std::fs::read_link(entry.path()).ok())
        .filter_map(|link| {
            let inode = link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?;
            Some(inode.to_owned())
        })
        .collect();
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"];
    let tables = tables.map(|table| std::fs::read_to_string(table).unwrap_or_default());
    let lines = tables.iter().flat_map(|table| table.lines().skip(1));
    lines
        .filter_map(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let listens = fields.get(3) == Some(&"0A") && sockets.contains(*fields.get(9)?);
            let port = fields.get(1)?.rsplit_once(':')?.1;
            listens.then(|| u16::from_str_radix(port, 16).ok())?
        })
        .collect()
}

/// A process's environment.
pub fn environment(pid: i32) -> Vec<(String, String)> {
    let bytes = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    text.split('\0')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
