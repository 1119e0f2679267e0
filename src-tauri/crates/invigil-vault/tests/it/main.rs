//! The store a machine gets: one without a key store, and one with.

#[cfg(target_os = "linux")]
mod key_store;

use invigil_vault::Protection;

const CHILD: &str = "INVIGIL_VAULT_TEST_CHILD";

/// Runs in a process of its own: the address of the session bus is read from the environment.
#[cfg(target_os = "linux")]
#[test]
fn with_no_session_bus_secrets_are_private_files_and_the_store_says_so() {
    if std::env::var_os(CHILD).is_some() {
        return no_session_bus();
    }
    let test = "with_no_session_bus_secrets_are_private_files_and_the_store_says_so";
    let program = std::env::current_exe().expect("this program");
    #[expect(
        clippy::disallowed_methods,
        reason = "the environment of this process stays as it is"
    )]
    let status = std::process::Command::new(program)
        .args(["--exact", test])
        .env(CHILD, "1")
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
        .status()
        .expect("run");
    assert!(status.success());
}

fn no_session_bus() {
    let dir = tempfile::tempdir().expect("temp dir");
    let vault = dir.path().join("vault");
    let store = invigil_vault::open(&vault).expect("open");
    assert_eq!(store.protection(), Protection::FileOnly);
    store.put("attempt.key", b"seed").expect("put");
    let again = invigil_vault::open(&vault).expect("open");
    let secret = again.get("attempt.key").expect("get").expect("some");
    assert_eq!(secret.as_slice(), b"seed");
    assert_eq!(
        invigil_files::mode(&vault.join("attempt.key.secret")),
        Some(0o600)
    );
}
