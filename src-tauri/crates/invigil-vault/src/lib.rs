//! Secrets at rest: the operating system's key store, private files, passphrase-sealed files.
//!
//! [`open`] gives the best store that answers; [`SecretStore::protection`] says how well it
//! protects, so that a system check can tell a person. Deliberately absent: what the secrets are
//! for, prompts, and any silent second copy.

use std::path::Path;

use invigil_crypto::{CryptoError, random::SystemRandom};
use invigil_files::FileError;
use invigil_model::{Code, Notice};
use zeroize::Zeroizing;

mod file;
mod layered;
mod os;
pub mod passphrase;

pub use file::FileStore;

/// The longest secret a store takes, in bytes; Windows holds no more than 2,560 in an entry.
pub const MAX_SECRET: usize = 2048;

/// What guards the secrets of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// The operating system's key store: sealed under the user's login.
    OsKeyStore,
    /// Files that only the user's account may read (mode 0600): another program of the same user,
    /// or whoever holds the disk, can read them. The system check says "not protected".
    FileOnly,
}

/// Named secrets. Names are 1 to 120 characters of `[a-z0-9._-]` and start with a letter or digit.
pub trait SecretStore: Send + Sync {
    /// Keeps `secret` under `name`, replacing what was there. Durable when it returns.
    fn put(&self, name: &str, secret: &[u8]) -> Result<(), VaultError>;

    /// The secret under `name`; `None` when there is none. A secret whose key store does not
    /// answer is an error, never a `None`.
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError>;

    /// Forgets `name`; an unknown name is fine.
    fn delete(&self, name: &str) -> Result<(), VaultError>;

    /// What guards the secrets put from here on.
    fn protection(&self) -> Protection;
}

/// The best store that answers, with its files in `dir` (mode 0700, made when it is missing):
/// the operating system's key store, else private files. One that does not answer within five
/// seconds, or has no keyring, is taken for absent.
pub fn open(dir: &Path) -> Result<Box<dyn SecretStore>, VaultError> {
    // The generator names this folder's entries; nothing secret or replayed depends on it.
    let random = SystemRandom::new();
    let store = layered::LayeredStore::open(dir, os::SystemKeyStore, &random)?;
    Ok(Box::new(store))
}

/// A secret that could not be kept, read or forgotten.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// A name outside the allowed characters.
    #[error("{0:?} is not a name for a secret")]
    Name(String),
    /// A secret longer than [`MAX_SECRET`].
    #[error("a secret of {0} bytes is too long")]
    TooLong(usize),
    /// The file system's answer.
    #[error(transparent)]
    File(#[from] FileError),
    /// The key store's answer.
    #[error("the system's key store could not {operation} {name}: {reason}")]
    KeyStore {
        /// A verb: `read`, `keep`, `forget`.
        operation: &'static str,
        /// The secret's name.
        name: String,
        /// The key store's words.
        reason: String,
    },
    /// The secret is in the key store, which does not answer.
    #[error("{0} is kept in the system's key store, which does not answer")]
    Unreachable(String),
    /// The operating system gave no randomness for the folder's name.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
}

impl VaultError {
    /// The stable code.
    pub fn code(&self) -> Code {
        match self {
            Self::Name(_) => Code("vault.name"),
            Self::TooLong(_) => Code("vault.too-long"),
            Self::File(e) => e.notice().code,
            Self::KeyStore { .. } => Code("vault.key-store"),
            Self::Unreachable(_) => Code("vault.unreachable"),
            Self::Crypto(_) => Code("vault.crypto"),
        }
    }

    /// What a person reads.
    pub fn notice(&self) -> Notice {
        let next = match self {
            Self::File(e) => return e.notice(),
            Self::Name(_) | Self::TooLong(_) => "Report this: the app asked for it wrongly.",
            Self::KeyStore { .. } | Self::Unreachable(_) => {
                "Log in to the desktop as the same user and unlock its key store, then try again."
            }
            Self::Crypto(_) => "Try again; if it goes on, restart the computer.",
        };
        Notice::new(
            self.code(),
            "A secret key could not be used.",
            self.to_string(),
            next,
        )
    }
}

/// Refuses a name or a secret that some store could not hold.
fn check_name(name: &str) -> Result<(), VaultError> {
    let plain = |c: u8| matches!(c, b'a'..=b'z' | b'0'..=b'9');
    let bytes = name.as_bytes();
    let good = matches!(bytes.len(), 1..=120)
        && plain(bytes[0])
        && bytes
            .iter()
            .all(|c| plain(*c) || matches!(c, b'.' | b'_' | b'-'));
    if good {
        Ok(())
    } else {
        Err(VaultError::Name(name.to_owned()))
    }
}

fn check_len(secret: &[u8]) -> Result<(), VaultError> {
    if secret.len() <= MAX_SECRET {
        Ok(())
    } else {
        Err(VaultError::TooLong(secret.len()))
    }
}
