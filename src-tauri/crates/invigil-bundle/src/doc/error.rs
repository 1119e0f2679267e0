//! Why a file of ours is refused, and how a person is told.
//!
//! The parts (szip, age, SSHSIG, ...) keep their own errors and codes; a [`Rule`] is one between
//! documents. Deliberately absent: warnings. A file is taken or refused.

use invigil_crypto::CryptoError;
use invigil_log::{CheckpointError, DeviceError, FoldError, LogError};
use invigil_model::{Code, Notice};

use crate::{
    age::AgeError,
    code::CodeError,
    doc::document::DocumentError,
    ssh::{CertError, SshsigError},
    sums::SumsError,
    szip::SzipError,
    trust::TrustError,
};

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocError {
    /// The container.
    #[error("{0}")]
    Szip(#[from] SzipError),
    /// The encryption.
    #[error("{0}")]
    Age(#[from] AgeError),
    /// The access code or a release slot.
    #[error("{0}")]
    Code(#[from] CodeError),
    /// The list of digests.
    #[error("{0}")]
    Sums(#[from] SumsError),
    /// A signature.
    #[error("{0}")]
    Signature(#[from] SshsigError),
    /// A certificate.
    #[error("{0}")]
    Certificate(#[from] CertError),
    /// A trust file.
    #[error("{0}")]
    Trust(#[from] TrustError),
    /// A JSON document.
    #[error("{0}")]
    Document(#[from] DocumentError),
    /// The lines of a log.
    #[error("{0}")]
    Log(#[from] LogError),
    /// The head of a log.
    #[error("{0}")]
    Checkpoint(#[from] CheckpointError),
    /// The course of an attempt.
    #[error("{0}")]
    Fold(#[from] FoldError),
    /// The device journal's entry.
    #[error("{0}")]
    Device(#[from] DeviceError),
    /// The operating system gave no randomness, or a weak key.
    #[error("{0}")]
    Crypto(#[from] CryptoError),
    /// A rule between documents.
    #[error("{why}")]
    Rule {
        /// Which rule.
        rule: Rule,
        /// The facts.
        why: String,
    },
}

impl DocError {
    /// The stable code.
    pub fn code(&self) -> Code {
        match self {
            Self::Szip(inner) => inner.code(),
            Self::Age(inner) => inner.code(),
            Self::Code(inner) => inner.code(),
            Self::Sums(inner) => inner.code(),
            Self::Signature(inner) => inner.code(),
            Self::Certificate(inner) => inner.code(),
            Self::Trust(inner) => inner.code(),
            Self::Document(inner) => inner.code(),
            Self::Log(inner) => inner.code(),
            Self::Checkpoint(inner) => inner.code(),
            Self::Fold(inner) => inner.code(),
            Self::Device(inner) => inner.code(),
            Self::Crypto(_) => Code("doc.crypto"),
            Self::Rule { rule, .. } => Code(rule.code()),
        }
    }

    /// The same in words for a person; `file` says which file, for example `the ticket`.
    pub fn notice(&self, file: &str) -> Notice {
        let code = self.code();
        let (what, next) = words(code, file);
        Notice::new(code, what, self.to_string(), next)
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $code:literal,)*) => {
        /// A rule between documents.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $($(#[$doc])* $variant,)* }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }
        }
    };
}

rules! {
    /// A package with an entry too many or too few.
    PackageEntries = "package.entries",
    /// The sealed part of another package.
    PackageInnerId = "package.inner-id",
    /// Another organisation than the trust file's.
    PackageOrg = "package.org",
    /// No form for this ticket.
    PackageTicketMissing = "package.ticket-missing",
    /// The form does not open with the ticket's key.
    PackageFormSealed = "package.form-sealed",
    /// The form does not fit the package.
    PackageForm = "package.form",
    /// A ticket with an entry too many or too few.
    TicketEntries = "ticket.entries",
    /// A ticket for another package.
    TicketOtherPackage = "ticket.other-package",
    /// A ticket by another organisation or root than the package.
    TicketOtherIssuer = "ticket.other-issuer",
    /// A ticket that asks for a witness.
    TicketWitnessRequired = "ticket.witness-required",
    /// A key package with an entry too many or too few.
    KeypkgEntries = "keypkg.entries",
    /// Keys that the package did not commit to.
    KeypkgCommitment = "keypkg.commitment",
    /// Keys of another package.
    KeypkgOtherPackage = "keypkg.other-package",
    /// A form that was not issued.
    KeypkgOtherForm = "keypkg.other-form",
    /// A task without hidden tests, or tests of another.
    KeypkgHidden = "keypkg.hidden",
    /// A grade of another result, or by another organisation.
    GradeOther = "grade.other",
    /// A result with an entry too many or too few.
    ResultEntries = "result.entries",
    /// A receipt, which version 1 cannot judge.
    ResultReceipt = "result.receipt",
    /// A grant, which version 1 cannot judge.
    ResultGrant = "result.grant",
    /// Not sealed to any of our mailboxes.
    ResultNotAddressed = "result.not-addressed",
    /// Envelope and package name different recipients.
    ResultRecipients = "result.recipients-differ",
    /// The sealed part is not the one that the envelope names.
    ResultSealedDiffers = "result.sealed-differs",
    /// Another attempt inside than outside.
    ResultOtherAttempt = "result.other-attempt",
    /// Another head inside than outside.
    ResultHeadDiffers = "result.head-differs",
    /// The proof is of another package's document.
    ResultPackageProof = "result.package-proof",
    /// The ticket is not the one of the envelope.
    ResultTicketDiffers = "result.ticket-differs",
    /// The certificate names another ticket.
    ResultCertificateTicket = "result.certificate-ticket",
    /// The certificate names another package.
    ResultCertificatePackage = "result.certificate-package",
    /// The certificate names another device journal.
    ResultCertificateJournal = "result.certificate-journal",
    /// An earlier head that is not one of this log.
    ResultCheckpoints = "result.checkpoints",
    /// The log does not end.
    ResultNotEnded = "result.not-ended",
    /// `answers.json` is not the fold of the log.
    ResultAnswersDiffer = "result.answers-differ",
    /// `code/*` is not the fold of the log.
    ResultCodeDiffers = "result.code-differs",
    /// The form is not that of the package, or its hashes differ.
    ResultForm = "result.form",
    /// The time allowed is not the ticket's.
    ResultTimeLimit = "result.time-limit",
    /// Practice and test are mixed.
    ResultPracticeMode = "result.practice-mode",
    /// The candidate is not the ticket's.
    ResultCandidateRef = "result.candidate-ref",
    /// A ticket that was never issued here.
    ResultNotIssued = "result.not-issued",
    /// A practice result where a real one is needed.
    ResultPractice = "result.practice",
}

impl Rule {
    /// The error of this rule.
    pub(crate) fn broken(self, why: impl Into<String>) -> DocError {
        let why = why.into();
        DocError::Rule { rule: self, why }
    }

    /// The error of this rule unless it holds.
    pub(crate) fn ensure(self, holds: bool, why: impl Into<String>) -> Result<(), DocError> {
        if holds { Ok(()) } else { Err(self.broken(why)) }
    }
}

/// What went wrong and what to do next.
fn words(code: Code, file: &str) -> (String, &'static str) {
    // The candidate has files of the organiser, the recruiter has results of others.
    let ask = match file {
        "the result" => "Ask whoever handed it over for the file again.",
        _ => "Ask the organiser to send the file again.",
    };
    match code.0 {
        "doc.newer-version" | "sshsig.version" | "trust.version" | "trust.revoked-version" => (
            format!("A newer version of Invigil made {file}."),
            "Install the current version of Invigil and open the file again.",
        ),
        "code.length" | "code.character" | "code.check" => (
            "The access code was not typed correctly.".to_owned(),
            "Compare it with the code you were given, character by character.",
        ),
        "code.wrong" => (
            "The access code does not open this package.".to_owned(),
            "Ask whoever gave you the code for the code of this test, and type it again.",
        ),
        "ticket.other-package" | "package.ticket-missing" | "ticket.other-issuer" => (
            "The ticket and the package do not belong together.".to_owned(),
            "Open the package and the ticket that came together.",
        ),
        "ticket.witness-required" => (
            "This ticket needs an invigilator's station, which this version does not have."
                .to_owned(),
            "Ask the organiser for a ticket without one, or use a newer version of Invigil.",
        ),
        "result.not-addressed" | "age.no-match" => (
            format!("{} is sealed to somebody else.", capital(file)),
            "Open it with the organisation that issued the test, or with its escrow key.",
        ),
        "result.practice" => (
            format!(
                "{} is a practice result: it has no weight and is never imported.",
                capital(file)
            ),
            "Take the test with a ticket of an organisation.",
        ),
        "result.not-issued" => (
            format!(
                "By its own record the organisation did not issue the ticket of {file} from this folder."
            ),
            "Use the folder that the test was issued from, or bring that record back from your backup.",
        ),
        "doc.crypto" => (
            "The computer gave no random numbers, or a key is unusable.".to_owned(),
            "Restart the computer and try again.",
        ),
        other if other.starts_with("trust.") => trust_words(other, file),
        other if other.starts_with("szip.") || other.starts_with("age.") => (
            format!("{} is damaged or not a file of Invigil.", capital(file)),
            ask,
        ),
        _ => (
            format!("{} was changed, or was not made by Invigil.", capital(file)),
            "Do not rely on it. Ask for the original file.",
        ),
    }
}

/// What went wrong with whom the file is from. What was taken back, is too old or not valid yet
/// is for the organisation to answer; anything else is a question of who it is.
fn trust_words(code: &str, file: &str) -> (String, &'static str) {
    match code {
        "trust.revoked-serial"
        | "trust.revoked-key-id"
        | "trust.revoked-key"
        | "trust.revoked-ca" => (
            format!("The organisation has revoked what {file} was signed with."),
            "Ask the organisation why; it counts whatever the date of the signature. A test that is to be taken has to be issued again.",
        ),
        "trust.rollback" | "trust.predecessor" => (
            format!(
                "{} comes with an older list of keys than the one seen before.",
                capital(file)
            ),
            "Ask the organisation for its present trust files, and do not put older ones back.",
        ),
        "trust.equivocation" => (
            format!(
                "{} comes with a list of keys that contradicts the one seen before.",
                capital(file)
            ),
            "Do not rely on either. Ask the organisation which of the two is its own.",
        ),
        "trust.expired" | "trust.signer-expired" => (
            format!("The organisation's list of keys had expired when {file} was signed."),
            "Check the computer's date. The organisation makes a new list with `invigil org rotate` and issues again.",
        ),
        "trust.not-yet-valid" | "trust.signer-not-yet-valid" => (
            format!("The organisation's list of keys was not valid yet when {file} was signed."),
            "Check the computer's date, and the date of the computer that issued the test.",
        ),
        "trust.threshold" | "trust.signer-unlisted" | "trust.not-granted" => (
            format!(
                "{} is not signed by a key that the organisation named for it.",
                capital(file)
            ),
            "Do not rely on it. Compare the eight words of the organisation's root key with the organisation itself.",
        ),
        _ => (
            format!("It is not certain who issued {file}."),
            "Compare the eight words of the organisation's root key with the organisation itself.",
        ),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ssh::krl::Revocation;

    #[test]
    fn every_rule_has_a_code_of_its_own() {
        let codes: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.code()).collect();
        assert_eq!(codes.len(), Rule::ALL.len());
    }

    #[test]
    fn a_notice_says_what_why_and_next() {
        let notice = DocError::Code(CodeError::Wrong).notice("the package");
        assert_eq!(notice.code, Code("code.wrong"));
        assert_eq!(notice.what, "The access code does not open this package.");
        let notice = Rule::ResultCodeDiffers
            .broken("code/1.py")
            .notice("the result");
        assert_eq!(
            notice.what,
            "The result was changed, or was not made by Invigil."
        );
        assert_eq!(notice.why, "code/1.py");
    }

    #[test]
    fn what_was_revoked_expired_or_rolled_back_is_said_as_that() {
        let said = |error: TrustError| DocError::Trust(error).notice("the result");
        let all = [
            said(TrustError::Revoked(Revocation::Key)),
            said(TrustError::Rollback { found: 1, seen: 2 }),
            said(TrustError::Equivocation(2)),
            said(TrustError::Expired(1)),
            said(TrustError::NotYetValid(1)),
            said(TrustError::SignerUnlisted("issuing".to_owned())),
            said(TrustError::SelfListed),
            said(TrustError::Version),
        ];
        let what: BTreeSet<_> = all.iter().map(|notice| &notice.what).collect();
        assert_eq!(what.len(), all.len(), "{what:?}");
        assert!(all[0].what.contains("revoked"), "{}", all[0]);
        assert!(all[3].next.contains("date"), "{}", all[3]);
    }
}
