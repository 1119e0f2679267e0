//! `*.result`: what leaves the laptop after an attempt. Layout: `docs/formats/result.md`.
//!
//! Three entries: an envelope that anybody may read, its signature, and everything else sealed to
//! the organisation's mailbox. Deliberately absent here: judgement ([`crate::doc::verify`]).

pub mod commands;
mod fields;
mod fold;
mod seal;
mod text;

use invigil_crypto::digest::{Digest, sha256};
use serde::Serialize;

pub use fields::{
    Answers, Candidate, End, Envelope, Head, ItemAnswer, Manifest, Mode, Rendered, TaskAnswer,
    TrustSource,
};
pub(crate) use fold::{answers_of, code_entries};
pub use seal::{LogFiles, ResultInput, SealedResult, seal_result};
pub(crate) use text::verify_text;

/// The namespace of the signature over `envelope.json`.
pub use crate::trust::namespace::ENVELOPE as ENVELOPE_NAMESPACE;
/// The namespace of the signature over the inner `SHA256SUMS`.
pub use crate::trust::namespace::RESULT as RESULT_NAMESPACE;

/// The names of a result's entries, outside and inside.
pub mod name {
    /// Outside: what anybody may read.
    pub const ENVELOPE: &str = "envelope.json";
    /// Outside: its signature.
    pub const ENVELOPE_SIG: &str = "envelope.json.sig";
    /// Outside: everything else.
    pub const SEALED: &str = "sealed.age";
    /// What the result is.
    pub const MANIFEST: &str = "manifest.json";
    /// Who sat.
    pub const CANDIDATE: &str = "candidate.json";
    /// The fold of the log.
    pub const ANSWERS: &str = "answers.json";
    /// The ticket.
    pub const TICKET: &str = "ticket.json";
    /// Its signature.
    pub const TICKET_SIG: &str = "ticket.json.sig";
    /// The package's document.
    pub const PACKAGE: &str = "package/package.json";
    /// The package's list of digests.
    pub const PACKAGE_SUMS: &str = "package/SHA256SUMS";
    /// Its signature.
    pub const PACKAGE_SIG: &str = "package/SHA256SUMS.sig";
    /// What was asked.
    pub const FORM: &str = "form.json";
    /// What all candidates of the package were asked and told.
    pub const SHARED: &str = "shared.json";
    /// The public lines of the log.
    pub const LOG_PUBLIC: &str = "log/public.jsonl";
    /// The private lines.
    pub const LOG_PRIVATE: &str = "log/private.jsonl";
    /// The seed of the salts.
    pub const LOG_SEED: &str = "log/seed";
    /// The last head, signed.
    pub const LOG_HEAD: &str = "log/checkpoint";
    /// The earlier heads.
    pub const LOG_HEADS: &str = "log/checkpoints";
    /// The device journal's leaf of the attempt's start.
    pub const JOURNAL: &str = "journal/entry.json";
    /// The folder of submitted code.
    pub const CODE: &str = "code/";
    /// How to check with standard tools.
    pub const VERIFY: &str = "VERIFY.txt";

    /// The inner entries that every result has, besides sums and trust files.
    pub(crate) const INNER: [&str; 17] = [
        MANIFEST,
        CANDIDATE,
        ANSWERS,
        TICKET,
        TICKET_SIG,
        PACKAGE,
        PACKAGE_SUMS,
        PACKAGE_SIG,
        FORM,
        SHARED,
        LOG_PUBLIC,
        LOG_PRIVATE,
        LOG_SEED,
        LOG_HEAD,
        LOG_HEADS,
        JOURNAL,
        VERIFY,
    ];
}

/// SHA-256 of an item or a coding task as shown: of its compact JSON without LF.
///
/// # Panics
/// Never for [`invigil_model::Item`] and [`invigil_model::CodingTask`].
pub fn rendered_sha256<T: Serialize>(shown: &T) -> Digest {
    sha256(&serde_json::to_vec(shown).expect("questions hold nothing that JSON cannot say"))
}
