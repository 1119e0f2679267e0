//! Why trust is refused.

use invigil_model::Code;

use super::{file::Role, time};
use crate::{
    json::JsonError,
    ssh::{CertError, KeyError, KrlError, SshsigError, krl::Revocation},
};

/// Why a trust file, a chain of them, or a signer is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// A file over its cap, in bytes or lines.
    #[error("the trust file is too large")]
    TooLarge,
    /// `# invigil-trust/` with another number.
    #[error("the trust file was made by a newer version")]
    Version,
    /// A line that is not spelled as version 1 writes it; the header is line 1.
    #[error("line {0} of the trust file is not as this version writes it")]
    Syntax(usize),
    /// A key in the file is refused.
    #[error("line {line} of the trust file: {error}")]
    Key {
        /// From 1; the header is line 1.
        line: usize,
        /// Why.
        error: KeyError,
    },
    /// One key in two lines.
    #[error("line {0} of the trust file repeats the key of another line")]
    DuplicateKey(usize),
    /// A principal that files of this role do not have.
    #[error("line {0} of the trust file names a principal that does not belong into it")]
    Principal(usize),
    /// A purpose that this principal may not be given.
    #[error("line {0} of the trust file grants a purpose that its principal may not have")]
    Grant(usize),
    /// Threshold 0: nobody would have to sign.
    #[error("the trust file asks for no signature at all")]
    ThresholdZero,
    /// A threshold above the number of keys.
    #[error("the trust file asks for more signatures than it has keys")]
    ThresholdTooHigh,
    /// A file of another role than its place asks for.
    #[error("the trust file has the role {found}, not {wanted}")]
    OtherRole {
        /// The role in the file.
        found: Role,
        /// The role asked for.
        wanted: Role,
    },
    /// A file of another organisation.
    #[error("the trust file belongs to the organisation `{found}`, not to `{wanted}`")]
    OtherOrg {
        /// The organisation in the file.
        found: String,
        /// The organisation asked for.
        wanted: String,
    },
    /// The file is not valid yet.
    #[error("the trust file was not valid yet on {}", moment(*.0))]
    NotYetValid(u64),
    /// The file has expired.
    #[error("the trust file had expired on {}", moment(*.0))]
    Expired(u64),
    /// A sequence number below the one seen last.
    #[error("the trust file has number {found}, but number {seen} was seen before")]
    Rollback {
        /// The number in the file.
        found: u64,
        /// The number seen last.
        seen: u64,
    },
    /// The sequence number seen last with other content.
    #[error("there are two different trust files with number {0}")]
    Equivocation(u64),
    /// The next file does not name the one seen last as its predecessor.
    #[error("the trust file does not follow the one that was seen last")]
    Predecessor,
    /// Signed by a key that the file itself lists.
    #[error("the trust file is signed by a key that it lists itself")]
    SelfListed,
    /// One key signed twice.
    #[error("one key signed twice, and counts once")]
    SignerTwice,
    /// More signatures than anybody has keys.
    #[error("the file carries more than {0} signatures")]
    TooManySignatures(usize),
    /// Fewer signatures than the threshold.
    #[error("{found} of {needed} needed signatures are there")]
    Threshold {
        /// Signatures that count.
        found: usize,
        /// Signatures needed.
        needed: usize,
    },
    /// A root change without enough signatures of the old root.
    #[error("the new root is not signed by the old one")]
    RotationOld,
    /// A root change without enough signatures of the new root.
    #[error("the new root is not signed by itself")]
    RotationNew,
    /// The signer is not listed for this principal.
    #[error("the signing key is not listed as `{0}`")]
    SignerUnlisted(String),
    /// The signer is listed, but not for this purpose.
    #[error("the signing key may not sign for the purpose `{0}`")]
    NotGranted(String),
    /// The signer's line is not valid yet.
    #[error("the signing key was not valid yet")]
    SignerNotYetValid,
    /// The signer's line has expired.
    #[error("the signing key had expired")]
    SignerExpired,
    /// A trust file that the chain cannot do without.
    #[error("the trust file `{0}` is missing")]
    MissingFile(&'static str),
    /// No file of the chain lists devices.
    #[error("no list of devices is there to look the certificate up in")]
    NoDevices,
    /// The signer, or its certificate, was taken back.
    #[error("the signing key or its certificate was revoked")]
    Revoked(Revocation),
    /// `revoked.json` cannot be read.
    #[error("the list of revocations is damaged: {0}")]
    RevokedJson(JsonError),
    /// `revoked.json` of another format version.
    #[error("the list of revocations was made by a newer version")]
    RevokedVersion,
    /// `revoked.json` holds a value out of range.
    #[error("the list of revocations holds a value out of range")]
    RevokedValue,
    /// `revoked.krl` cannot be read or written.
    #[error("{0}")]
    Krl(#[from] KrlError),
    /// `revoked.krl` is not the one that `revoked.json` gives.
    #[error("the two lists of revocations do not agree")]
    KrlMismatch,
    /// A signature is refused.
    #[error("{0}")]
    Signature(#[from] SshsigError),
    /// A certificate is refused.
    #[error("{0}")]
    Certificate(#[from] CertError),
}

impl TrustError {
    /// The stable code.
    pub fn code(&self) -> Code {
        Code(match self {
            Self::TooLarge => "trust.too-large",
            Self::Version => "trust.version",
            Self::Syntax(_) => "trust.syntax",
            Self::Key { error, .. } => return error.code(),
            Self::DuplicateKey(_) => "trust.duplicate-key",
            Self::Principal(_) => "trust.principal",
            Self::Grant(_) => "trust.grant",
            Self::ThresholdZero => "trust.threshold-zero",
            Self::ThresholdTooHigh => "trust.threshold-too-high",
            Self::OtherRole { .. } => "trust.other-role",
            Self::OtherOrg { .. } => "trust.other-org",
            Self::NotYetValid(_) => "trust.not-yet-valid",
            Self::Expired(_) => "trust.expired",
            Self::Rollback { .. } => "trust.rollback",
            Self::Equivocation(_) => "trust.equivocation",
            Self::Predecessor => "trust.predecessor",
            Self::SelfListed => "trust.self-listed",
            Self::SignerTwice => "trust.signer-twice",
            Self::TooManySignatures(_) => "trust.too-many-signatures",
            Self::Threshold { .. } => "trust.threshold",
            Self::RotationOld => "trust.rotation-old",
            Self::RotationNew => "trust.rotation-new",
            Self::SignerUnlisted(_) => "trust.signer-unlisted",
            Self::NotGranted(_) => "trust.not-granted",
            Self::SignerNotYetValid => "trust.signer-not-yet-valid",
            Self::SignerExpired => "trust.signer-expired",
            Self::MissingFile(_) => "trust.missing-file",
            Self::NoDevices => "trust.no-devices",
            Self::Revoked(Revocation::Serial) => "trust.revoked-serial",
            Self::Revoked(Revocation::KeyId) => "trust.revoked-key-id",
            Self::Revoked(Revocation::Key) => "trust.revoked-key",
            Self::Revoked(Revocation::Ca) => "trust.revoked-ca",
            Self::RevokedJson(inner) => return inner.code(),
            Self::RevokedVersion => "trust.revoked-version",
            Self::RevokedValue => "trust.revoked-value",
            Self::Krl(inner) => return inner.code(),
            Self::KrlMismatch => "trust.krl-mismatch",
            Self::Signature(inner) => return inner.code(),
            Self::Certificate(inner) => return inner.code(),
        })
    }
}

fn moment(seconds: u64) -> String {
    time::write(seconds, time::RFC3339).unwrap_or_else(|| format!("second {seconds}"))
}
