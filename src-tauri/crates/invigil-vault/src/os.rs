//! The operating system's key store: Secret Service, Keychain or Credential Manager.

use std::{sync::mpsc, thread, time::Duration};

use keyring::{Entry, Error};
use zeroize::Zeroizing;

const SERVICE: &str = "invigil";
/// What the Secret Service's client says when it asks for the default keyring and there is none.
const NO_KEYRING: &str = "SS error: result not returned from SS API";
/// How long a key store may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(5);

/// A key store by name, as the layered store uses it; the error is the store's own words.
pub(crate) trait KeyStore: Send + Sync {
    fn answers(&self) -> bool;

    /// Whether there is a keyring to keep secrets in: one may answer and have none.
    fn has_keyring(&self, probe: &str) -> bool;
    fn put(&self, name: &str, secret: &[u8]) -> Result<(), String>;
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, String>;
    fn delete(&self, name: &str) -> Result<(), String>;
}

/// The one that this system has.
pub(crate) struct SystemKeyStore;

impl KeyStore for SystemKeyStore {
    /// Asks for an entry that is never made. A bus that accepts and stays silent must not hold up
    /// the app, so the question is put on a thread of its own.
    fn answers(&self) -> bool {
        let (tell, told) = mpsc::channel();
        let asker = thread::Builder::new().spawn(move || {
            let answer = matches!(SystemKeyStore.get("probe"), Ok(None));
            // The asker may have lost patience; then nobody listens.
            let _ = tell.send(answer);
        });
        asker.is_ok() && told.recv_timeout(PATIENCE).unwrap_or(false)
    }

    /// Keeps a secret and forgets it. A keyring that is locked is one, whoever unlocks it.
    fn has_keyring(&self, probe: &str) -> bool {
        let Ok(entry) = Entry::new(SERVICE, probe) else {
            return true;
        };
        match entry.set_secret(b"probe") {
            Err(Error::NoStorageAccess(why)) => why.to_string() != NO_KEYRING,
            _ => {
                // Left behind it is a word that says nothing.
                let _ = entry.delete_credential();
                true
            }
        }
    }

    fn put(&self, name: &str, secret: &[u8]) -> Result<(), String> {
        entry(name)?.set_secret(secret).map_err(words)
    }

    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, String> {
        match entry(name)?.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(e) => Err(words(e)),
        }
    }

    fn delete(&self, name: &str) -> Result<(), String> {
        match entry(name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(e) => Err(words(e)),
        }
    }
}

fn entry(name: &str) -> Result<Entry, String> {
    Entry::new(SERVICE, name).map_err(words)
}

/// The message alone: some variants carry the secret's bytes, which `Debug` would print.
fn words(error: Error) -> String {
    match error {
        Error::BadEncoding(mut bytes) | Error::BadDataFormat(mut bytes, _) => {
            zeroize::Zeroize::zeroize(&mut bytes);
            "the entry is damaged".to_owned()
        }
        other => other.to_string(),
    }
}
