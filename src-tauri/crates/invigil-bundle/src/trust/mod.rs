//! Trust files: who may sign what, since when, and what was taken back.
//!
//! A strict subset of OpenSSH allowed_signers, so that `ssh-keygen -Y verify` reads the same
//! files; a header line, which ssh-keygen takes for a comment, adds sequence, predecessor and
//! validity. [`TrustChain`] leads from the pinned root to the key of a document. Deliberately
//! absent: the store of what was last seen (the caller keeps it), the clock (the moment is an
//! argument), witnesses' cosignatures.

mod chain;
mod error;
mod file;
mod revoked;
mod succession;
mod time;
mod words;

pub use chain::{AttemptSigner, FILES, RevokedFiles, Signed, TrustChain, TrustInputs};
pub use error::TrustError;
pub use file::{LINES_CAP, Role, TRUST_CAP, TrustFile, TrustLine};
pub use revoked::{REVOKED_CAP, Revoked, RevokedEntry, RevokedWhat};
pub use succession::{LastSeen, check_succession, verify_rotation};
pub use words::{WORDS, fingerprint_words};

/// The purposes of signatures: type and version of what is signed.
pub mod namespace {
    /// Trust files, signed by R (`org.signers`, `root.pub_signers`) or E (`event.signers`).
    pub const TRUST: &str = "trust-v1@invigil";
    /// `revoked.json` and `revoked.krl`, signed by R.
    pub const REVOKED: &str = "revoked-v1@invigil";
    /// A package's `SHA256SUMS`, signed by I.
    pub const PACKAGE: &str = "package-v1@invigil";
    /// `ticket.json`, signed by I.
    pub const TICKET: &str = "ticket-v1@invigil";
    /// `grade.json`, signed by I.
    pub const GRADE: &str = "grade-v1@invigil";
    /// A receipt, signed by E.
    pub const RECEIPT: &str = "receipt-v1@invigil";
    /// `grant.json`, signed by E.
    pub const GRANT: &str = "grant-v1@invigil";
    /// Heads that W cosigns. No SSHSIG has this purpose: a witness signs no document.
    pub const COSIGNATURE: &str = "cosignature-v1@invigil";
    /// A result's `envelope.json`, signed by A.
    pub const ENVELOPE: &str = "envelope-v1@invigil";
    /// A result's inner `SHA256SUMS`, signed by A.
    pub const RESULT: &str = "result-v1@invigil";
}

/// The principals of `root.pub_signers` and `org.signers`; witnesses are `witness-...`.
pub mod principal {
    /// R, the organisation's root.
    pub const ORG: &str = "org";
    /// I, the issuing key.
    pub const ISSUE: &str = "issue";
    /// E, the event station.
    pub const EVENT: &str = "event";
    /// What a witness's name starts with.
    pub const WITNESS: &str = "witness-";
    /// What an attempt's principal starts with.
    pub const ATTEMPT: &str = "attempt-";
}
