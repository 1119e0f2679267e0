//! What can go wrong in an attempt, for the caller and for a person.

use std::path::PathBuf;

use invigil_crypto::CryptoError;
use invigil_files::FileError;
use invigil_log::{DeviceError, LogError};
use invigil_model::{Code, Notice, TicketId};
use invigil_storage::StorageError;
use invigil_vault::VaultError;

use crate::Refusal;

/// An attempt that could not be made, resumed, changed or sealed.
#[derive(Debug, thiserror::Error)]
pub enum AttemptError {
    /// The engine did not take the input.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database's answer; what was taken is kept and written with the next success.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The file system's answer.
    #[error(transparent)]
    File(#[from] FileError),
    /// The vault's answer.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// No randomness.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// A frame that cannot be written down.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A device journal entry that does not hold.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// Another window has this ticket's attempt open.
    #[error("the attempt of ticket {0} is open in another window")]
    InUse(TicketId),
    /// There is an attempt on this ticket: resume it.
    #[error("ticket {0} has an attempt on this machine already")]
    Exists(TicketId),
    /// There is no attempt on this ticket here.
    #[error("there is no attempt of ticket {0} on this machine")]
    NotFound(TicketId),
    /// The header's times are out of range.
    #[error("the test's duration or extra time is out of range")]
    BadHeader,
    /// The vault has no keys for this attempt.
    #[error("the keys of this attempt are gone from the key store")]
    NoKeys,
    /// The journal holds what this app would not have written.
    #[error("the journal cannot be read: {why}")]
    Unreadable {
        /// The first thing that is wrong.
        why: String,
    },
    /// The same, with the file moved aside as it was.
    #[error("the journal {} cannot be read ({why}) and was moved to {}", path.display(), moved_to.display())]
    Damaged {
        /// Where it was.
        path: PathBuf,
        /// Where it is kept.
        moved_to: PathBuf,
        /// The first thing that is wrong.
        why: String,
    },
    /// Only an ended attempt is sealed.
    #[error("the attempt has not ended")]
    NotEnded,
}

impl AttemptError {
    /// The stable code.
    pub fn code(&self) -> Code {
        Code(match self {
            Self::Refused(e) => return e.code(),
            Self::Storage(e) => return e.notice().code,
            Self::File(e) => return e.notice().code,
            Self::Vault(e) => return e.notice().code,
            Self::Log(e) => return e.code(),
            Self::Device(e) => return e.code(),
            Self::Crypto(_) => "attempt.crypto",
            Self::InUse(_) => "attempt.in-use",
            Self::Exists(_) => "attempt.exists",
            Self::NotFound(_) => "attempt.not-found",
            Self::BadHeader => "attempt.bad-header",
            Self::NoKeys => "attempt.no-keys",
            Self::Unreadable { .. } => "attempt.unreadable",
            Self::Damaged { .. } => "attempt.damaged",
            Self::NotEnded => "attempt.not-ended",
        })
    }

    /// What a person reads.
    pub fn notice(&self) -> Notice {
        let (what, next) = match self {
            Self::Storage(e) => return e.notice(),
            Self::File(e) => return e.notice(),
            Self::Vault(e) => return e.notice(),
            Self::Refused(e) => ("This was not taken.", e.next()),
            Self::InUse(_) => (
                "The test is open already.",
                "Go to the other window; only one may hold the test.",
            ),
            Self::Exists(_) => ("The test was begun already.", "Resume it."),
            Self::NotFound(_) => (
                "There is nothing to resume.",
                "Open the package and the ticket, then begin.",
            ),
            Self::BadHeader => (
                "The ticket cannot be used.",
                "Ask the organiser for a new ticket.",
            ),
            Self::NoKeys => (
                "The attempt cannot be resumed.",
                "Log in as the user who began it; else tell the organiser. The file is untouched.",
            ),
            Self::Unreadable { .. } | Self::Damaged { .. } | Self::Device(_) => (
                "Saved data is damaged.",
                "Keep the moved file and tell the organiser, who may be able to read it.",
            ),
            Self::NotEnded => ("The test is still open.", "Hand in first."),
            Self::Crypto(_) | Self::Log(_) => (
                "An answer could not be recorded.",
                "Try again; if it goes on, tell the organiser.",
            ),
        };
        Notice::new(self.code(), what, self.to_string(), next)
    }
}
