//! A recruiter's desk in a folder of its own: one organisation, its issued tests, taken by
//! script, all through the command line.

use std::path::{Path, PathBuf};

use crate::{Ran, binary, invigil, run};

/// The organisation's passphrase.
pub const PASSPHRASE: &str = "correct horse battery";

/// A folder with the organisation `org` and its passphrase in `pass.txt`.
pub struct Desk {
    dir: tempfile::TempDir,
}

/// An issued test.
pub struct Issue {
    /// The access code as printed.
    pub code: String,
    /// The folder with `exam.exampkg` and `tickets/`.
    pub out: PathBuf,
    /// The folder with what stays with the organisation.
    pub private: PathBuf,
}

impl Desk {
    /// Makes the organisation.
    pub fn new() -> Self {
        let desk = Self::empty();
        desk.organisation("org", "Acme Söftware");
        desk
    }

    /// A folder with a passphrase and no organisation.
    pub fn empty() -> Self {
        let desk = Self {
            dir: tempfile::tempdir().expect("a temporary folder"),
        };
        desk.write("pass.txt", format!("{PASSPHRASE}\n"));
        desk
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Writes a file below the folder.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.dir().join(name), bytes).expect(name);
    }

    /// Reads a file below the folder.
    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.dir().join(name)).expect(name)
    }

    /// Runs `invigil` in the folder.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        invigil(self.dir(), arguments)
    }

    /// Runs `invigil` with the passphrase.
    pub fn unlocked(&self, arguments: &[&str]) -> Ran {
        self.run(&[arguments, &["--passphrase-file", "pass.txt"]].concat())
    }

    /// Runs `invigil` with the passphrase where no file may grow beyond so many blocks of 512
    /// bytes: a full disk that root meets as well.
    pub fn short_of_space(&self, blocks: u32, arguments: &[&str]) -> Ran {
        let line = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        let program = binary("invigil");
        let shell = ["-c", line.as_str(), "sh", program.to_str().expect("UTF-8")];
        let secret = ["--passphrase-file", "pass.txt"];
        run(self.dir(), "sh", &[&shell[..], arguments, &secret].concat())
    }

    /// Runs `invigil` with the passphrase as a user whom the permissions of files bind: root without
    /// the capabilities to pass over them.
    pub fn bound_by_permissions(&self, arguments: &[&str]) -> Ran {
        const LINE: &str = "[ \"$(id -u)\" != 0 ] || set -- setpriv --bounding-set \
            -dac_override,-dac_read_search \"$@\"; exec \"$@\"";
        let program = binary("invigil");
        let shell = ["-c", LINE, "sh", program.to_str().expect("UTF-8")];
        let secret = ["--passphrase-file", "pass.txt"];
        run(self.dir(), "sh", &[&shell[..], arguments, &secret].concat())
    }

    /// Makes an organisation.
    pub fn organisation(&self, dir: &str, name: &str) -> Ran {
        self.unlocked(&["org", "init", "--dir", dir, "--name", name])
            .expect(0)
    }

    /// Issues the test to the candidates of a CSV text.
    pub fn issue(&self, csv: &str, out: &str) -> Issue {
        self.write("candidates.csv", csv);
        let ran = self
            .unlocked(&[
                "issue",
                "--org",
                "org",
                "--candidates",
                "candidates.csv",
                "--out",
                out,
            ])
            .expect(0);
        let field = |name: &str| {
            let line = ran.out.lines().find_map(|l| l.strip_prefix(name));
            line.unwrap_or_else(|| panic!("no `{name}` in:\n{}", ran.out))
                .trim()
                .to_owned()
        };
        Issue {
            code: field("access code"),
            out: self.dir().join(out),
            private: self.dir().join(field("private files")),
        }
    }

    /// Takes the test of `candidate` by a script into `<candidate>.result`, and says how it went.
    pub fn take(&self, issue: &Issue, candidate: &str, script: &str) -> Ran {
        let (package, ticket) = (
            issue.out.join("exam.exampkg"),
            issue.out.join(format!("tickets/{candidate}.ticket")),
        );
        let (script_file, out) = (format!("{candidate}.json"), format!("{candidate}.result"));
        self.write(&script_file, script);
        let mut arguments = vec![
            "take",
            "--package",
            package.to_str().expect("UTF-8"),
            "--ticket",
            ticket.to_str().expect("UTF-8"),
            "--code",
            &issue.code,
            "--script",
            &script_file,
            "--out",
            &out,
        ];
        if script.contains("\"key\"") || script.contains("\"wrong\"") {
            arguments.extend(["--org", "org", "--passphrase-file", "pass.txt"]);
        }
        self.run(&arguments)
    }

    /// One candidate's whole journey: issued, and taken with letters.
    pub fn one_result(&self) -> Issue {
        let issue = self.issue("ref,name\nc-1,A Person\n", "hand-out");
        self.take(&issue, "c-1", LETTERS).expect(0);
        issue
    }
}

impl Default for Desk {
    fn default() -> Self {
        Self::new()
    }
}

/// A script that needs no keys.
pub const LETTERS: &str =
    r#"{"answers":{"1":"A","2":"B","3":"C","4":"D","5":"A","9":null},"seconds":600}"#;

/// The same answer for all ten items.
pub fn all(answer: &str) -> String {
    let answers: Vec<String> = (1..=10).map(|n| format!("\"{n}\":\"{answer}\"")).collect();
    format!("{{\"answers\":{{{}}},\"seconds\":1200}}", answers.join(","))
}
