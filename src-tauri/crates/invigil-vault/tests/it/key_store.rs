//! The system's key store itself: gnome-keyring on a session bus, with folders of their own and no
//! display. What the vault does is done by a process of its own, since the bus is found through the
//! environment and the connection lasts as long as the process.
#![expect(
    clippy::disallowed_methods,
    reason = "the key store, its bus and what asks them are processes"
)]

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use invigil_files::Access;
use invigil_vault::SecretStore;
use tempfile::TempDir;

/// Tells the process that acts what to do: words of `put`, `get` and `delete`.
const ACTS: &str = "INVIGIL_VAULT_TEST_ACTS";
const SECRET: &str = "thirty-two-bytes-of-a-signing-key";
/// The login keyring is made at the first start and opened at the later ones, as a login does it.
/// Its password must not be empty: gnome-keyring then makes none.
const KEYRING: &str = r#"/bin/sh -c "printf password | gnome-keyring-daemon --foreground --unlock --components=secrets""#;

/// The same without a keyring in it.
const NO_KEYRING: &str = "/usr/bin/gnome-keyring-daemon --foreground --components=secrets";

/// A person's folders, which outlast the session.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("temp dir"))
    }

    /// A session with the key store, which has started.
    fn log_in(&self) -> Session<'_> {
        let session = self.log_in_with(Some(KEYRING));
        let start = "org.freedesktop.DBus.StartServiceByName";
        let name = "string:org.freedesktop.secrets";
        session.call("org.freedesktop.DBus", &["/", start, name, "uint32:0"]);
        session
    }

    /// A session whose bus starts `key_store` for whoever asks for the Secret Service.
    fn log_in_with(&self, key_store: Option<&str>) -> Session<'_> {
        let run = tempfile::tempdir().expect("temp dir");
        if let Some(line) = key_store {
            let service = format!("[D-BUS Service]\nName=org.freedesktop.secrets\nExec={line}\n");
            write(&run.path().join("secrets.service"), &service);
        }
        let config = run.path().join("bus.conf");
        write(&config, &bus_config(run.path()));
        let mut bus = self
            .command("dbus-daemon", run.path())
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--nopidfile", "--print-address"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is not installed: `cargo xtask test` does it");
        let mut address = String::new();
        BufReader::new(bus.stdout.take().expect("piped"))
            .read_line(&mut address)
            .expect("the bus says its address");
        Session {
            home: self,
            run,
            bus,
        }
    }

    /// A program with this home in the session of `run`, and nothing of the tester's own desktop.
    fn command(&self, program: impl AsRef<OsStr>, run: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.0.path())
            .env("XDG_DATA_HOME", self.0.path().join("data"))
            .env("XDG_RUNTIME_DIR", run)
            .env("DBUS_SESSION_BUS_ADDRESS", address(run));
        command
    }

    /// The names of the vault's files.
    fn files(&self) -> Vec<String> {
        let files = invigil_files::list(&self.0.path().join("vault")).expect("a folder");
        let name = |path: &PathBuf| Some(path.file_name()?.to_str()?.to_owned());
        files.iter().filter_map(name).collect()
    }
}

/// A session bus; what it started ends with it.
struct Session<'a> {
    home: &'a Home,
    run: TempDir,
    bus: Child,
}

impl Session<'_> {
    /// What a vault opened by a process of its own says to `acts`: its protection, then a word
    /// or an error's code for each.
    fn vault(&self, acts: &str) -> String {
        let program = std::env::current_exe().expect("this program");
        let out = self
            .home
            .command(program, self.run.path())
            .args(["--ignored", "--exact", "key_store::acts"])
            .env(ACTS, acts)
            .output()
            .expect("run");
        let words = String::from_utf8_lossy(&out.stdout);
        assert!(out.status.success(), "{acts}: {words}");
        let said = self.run.path().join("said");
        let text = invigil_files::read_text(&said, 4096).expect("it said something");
        invigil_files::remove(&said).expect("remove");
        text
    }

    /// What `name` on the bus answers to a path, a method and its arguments.
    fn call(&self, name: &str, call: &[&str]) -> String {
        let out = self
            .home
            .command("dbus-send", self.run.path())
            .args(["--session", "--print-reply", &format!("--dest={name}")])
            .args(call)
            .output()
            .expect("dbus-send is not installed: `cargo xtask test` does it");
        let why = String::from_utf8_lossy(&out.stderr);
        let hint = "gnome-keyring is installed by `cargo xtask test`";
        assert!(out.status.success(), "{call:?}: {why}({hint})");
        String::from_utf8_lossy(&out.stdout).into_owned()
    }

    fn secret_service(&self, method: &str, argument: &str) -> String {
        let method = format!("org.freedesktop.Secret.Service.{method}");
        let call = ["/org/freedesktop/secrets", &method, argument];
        self.call("org.freedesktop.secrets", &call)
    }

    /// How many secrets of the app the key store has, by its own account.
    fn entries(&self) -> usize {
        let found = self.secret_service("SearchItems", "dict:string:string:service,invigil");
        found.matches("/collection/login/").count()
    }

    /// Locks the login keyring. With no display nobody can be asked to unlock it.
    fn lock(&self) {
        let login = "array:objpath:/org/freedesktop/secrets/collection/login";
        let locked = self.secret_service("Lock", login);
        assert!(locked.contains("/collection/login"), "{locked}");
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        // Gone already is as good.
        let _ = self.bus.kill();
        let _ = self.bus.wait();
    }
}

fn write(path: &Path, text: &str) {
    invigil_files::write(path, text.as_bytes(), Access::Private).expect("write");
}

fn address(run: &Path) -> String {
    format!("unix:path={}/bus", run.display())
}

/// A bus that starts what `run` offers and none of the programs that this system offers.
fn bus_config(run: &Path) -> String {
    format!(
        r#"<busconfig>
  <type>session</type>
  <listen>{}</listen>
  <servicedir>{}</servicedir>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>"#,
        address(run),
        run.display()
    )
}

/// The process that opens the vault and acts.
#[test]
#[ignore = "the tests beside it start it with what to do"]
fn acts() {
    let folder = |name: &str| PathBuf::from(std::env::var_os(name).expect("a folder"));
    let acts = std::env::var(ACTS).expect("what to do");
    let store = invigil_vault::open(&folder("HOME").join("vault")).expect("open");
    let mut said = vec![format!("{:?}", store.protection())];
    said.extend(acts.split_whitespace().map(|word| act(&*store, word)));
    write(&folder("XDG_RUNTIME_DIR").join("said"), &said.join(" "));
}

fn act(store: &dyn SecretStore, word: &str) -> String {
    let done = match word {
        "put" => store
            .put("device", SECRET.as_bytes())
            .map(|()| "kept".to_owned()),
        "get" => store.get("device").map(|secret| {
            secret.map_or("none".to_owned(), |s| {
                String::from_utf8_lossy(&s).into_owned()
            })
        }),
        "delete" => store.delete("device").map(|()| "forgotten".to_owned()),
        other => panic!("{other} is no act"),
    };
    done.unwrap_or_else(|e| e.code().0.to_owned())
}

#[test]
fn a_secret_is_in_the_key_store_alone_where_another_process_reads_and_forgets_it() {
    let home = Home::new();
    let session = home.log_in();
    assert_eq!(session.vault("get put"), "OsKeyStore none kept");
    assert_eq!(home.files(), ["device.in-key-store", "store-id"]);
    let marker = home.0.path().join("vault/device.in-key-store");
    assert_eq!(invigil_files::read(&marker, 4096).expect("read"), b"");
    assert_eq!(session.entries(), 1);

    assert_eq!(session.vault("get"), format!("OsKeyStore {SECRET}"));
    assert_eq!(
        session.vault("delete get delete"),
        "OsKeyStore forgotten none forgotten"
    );
    assert_eq!(home.files(), ["store-id"]);
    assert_eq!(session.entries(), 0);
}

#[test]
fn without_the_key_store_what_it_keeps_is_unreachable_until_the_next_login_with_it() {
    let home = Home::new();
    assert_eq!(home.log_in().vault("put"), "OsKeyStore kept");
    for key_store in [None, Some("/bin/false")] {
        assert_eq!(
            home.log_in_with(key_store).vault("get delete"),
            "FileOnly vault.unreachable vault.unreachable",
            "{key_store:?}"
        );
        assert_eq!(home.files(), ["device.in-key-store", "store-id"]);
    }
    let said = home.log_in().vault("get");
    assert_eq!(said, format!("OsKeyStore {SECRET}"));
}

#[test]
fn a_session_whose_key_store_does_not_start_gets_private_files_and_is_told_so() {
    // The last one answers, as a desktop does that logs in without a password: it has no keyring.
    for key_store in [None, Some("/bin/false"), Some(NO_KEYRING)] {
        let home = Home::new();
        let session = home.log_in_with(key_store);
        let said = session.vault("put get");
        assert_eq!(said, format!("FileOnly kept {SECRET}"), "{key_store:?}");
        assert_eq!(home.files(), ["device.secret", "store-id"]);
        let file = home.0.path().join("vault/device.secret");
        assert_eq!(invigil_files::mode(&file), Some(0o600));
    }
}

#[test]
fn a_locked_key_store_at_the_first_start_is_no_reason_for_a_file() {
    let home = Home::new();
    let session = home.log_in();
    session.lock();
    assert_eq!(session.vault("put"), "OsKeyStore vault.key-store");
    assert_eq!(home.files(), ["store-id"]);
    assert_eq!(session.entries(), 0);
}

#[test]
fn a_locked_key_store_that_nobody_unlocks_refuses_and_no_file_takes_its_place() {
    let home = Home::new();
    let session = home.log_in();
    assert_eq!(session.vault("put"), "OsKeyStore kept");
    session.lock();
    assert_eq!(
        session.vault("get put delete"),
        "OsKeyStore vault.key-store vault.key-store vault.key-store"
    );
    assert_eq!(home.files(), ["device.in-key-store", "store-id"]);
    drop(session);
    let said = home.log_in().vault("get");
    assert_eq!(said, format!("OsKeyStore {SECRET}"));
}
