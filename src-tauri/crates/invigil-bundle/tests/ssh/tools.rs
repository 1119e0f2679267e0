//! The standard tools in a folder of their own. A missing tool is a failure, not a skip.

use std::{
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::{Command, Stdio},
};

use invigil_bundle::ssh::key::write_private;
use invigil_crypto::{random::FixedRandom, sign::SigningKey};
use tempfile::TempDir;

/// What a tool said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) ok: bool,
    /// Standard output and standard error.
    pub(crate) text: String,
}

/// A folder with files, in which tools run.
pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file that only its owner reads, as ssh-keygen wants private keys.
    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }

    pub(crate) fn put_key(&self, name: &str, key: &SigningKey) {
        let text = write_private(key, name, &FixedRandom::new(3)).unwrap();
        self.put(name, text.as_bytes());
    }

    pub(crate) fn get(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.get(name)).unwrap()
    }

    pub(crate) fn run(&self, tool: &str, arguments: &[&str], input: &[u8]) -> Said {
        let mut child = Command::new(tool)
            .args(arguments)
            .current_dir(self.folder.path())
            .env("LC_ALL", "C")
            .env("TZ", "Pacific/Auckland")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{tool} is needed for this test: {error}"));
        let mut stdin = child.stdin.take().unwrap();
        // A tool may stop reading early, for example at a bad signature file.
        let _ = stdin.write_all(input);
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        Said {
            ok: output.status.success(),
            text: String::from_utf8_lossy(&text).into_owned(),
        }
    }

    /// Runs a tool that must succeed.
    pub(crate) fn must(&self, tool: &str, arguments: &[&str]) -> String {
        let said = self.run(tool, arguments, b"");
        assert!(said.ok, "{tool} {arguments:?}: {}", said.text);
        said.text
    }

    /// `ssh-keygen -Y verify` of `message` as VERIFY.txt prints it.
    pub(crate) fn keygen_verify(
        &self,
        signers: &str,
        who: &str,
        namespace: &str,
        signature: &str,
        message: &[u8],
        more: &[&str],
    ) -> bool {
        let mut arguments = vec!["-Y", "verify"];
        arguments.extend(more);
        arguments.extend(["-f", signers, "-I", who, "-n", namespace, "-s", signature]);
        let said = self.run("ssh-keygen", &arguments, message);
        assert_eq!(said.ok, said.text.contains("Good"), "{}", said.text);
        said.ok
    }
}
