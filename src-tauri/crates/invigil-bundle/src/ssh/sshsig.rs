//! SSHSIG, the signature container of every document (OpenSSH PROTOCOL.sshsig).
//!
//! Stricter than `ssh-keygen -Y verify`: one armor a signature and nothing around it, SHA-512
//! only, an empty `reserved`, no weak key, S below the group order. Deliberately absent: trust.
//! [`verify`] says *who* signed; whether that counts is said by [`crate::trust`].

use invigil_crypto::{
    digest::sha512,
    sign::{PublicKey, SigningKey},
};
use invigil_model::Code;

use super::{
    armor::{ArmorError, Label},
    cert::{self, CertError, Certificate},
    key::{self, KEY_TYPE, KeyError},
    wire::{Reader, WireError, Writer},
};

/// The largest armored signature that is read, bytes.
pub const ARMORED_CAP: usize = 16 * 1024;

const LABEL: Label = Label("SSH SIGNATURE");
/// The first bytes of every signature, before armor.
pub const MAGIC: &[u8] = b"SSHSIG";
const VERSION: u32 = 1;
const HASH: &str = "sha512";
const NAMESPACE_CAP: usize = 64;

/// Why a signature is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SshsigError {
    /// The armor is not as ssh-keygen writes it.
    #[error("the signature file is damaged: {0}")]
    Armor(#[from] ArmorError),
    /// The wire encoding is broken.
    #[error("the signature is damaged: {0}")]
    Wire(#[from] WireError),
    /// Does not start with `SSHSIG`.
    #[error("the file is not an SSH signature")]
    Magic,
    /// A version other than 1.
    #[error("the signature has version {0}; it was made by a newer version")]
    Version(u32),
    /// The signing key is refused.
    #[error("{0}")]
    Key(#[from] KeyError),
    /// The certificate of the signing key is refused.
    #[error("{0}")]
    Certificate(#[from] CertError),
    /// Made for another purpose.
    #[error("the signature was made for the purpose `{found}`, not `{wanted}`")]
    Namespace {
        /// The namespace in the file.
        found: String,
        /// The namespace asked for.
        wanted: String,
    },
    /// `reserved` holds bytes.
    #[error("the signature uses a field that version 1 reserves")]
    Reserved,
    /// A hash other than SHA-512.
    #[error("the signature names a hash other than sha512")]
    HashAlgorithm,
    /// The inner signature is not of type `ssh-ed25519`.
    #[error("the signature is not of type ssh-ed25519")]
    SignatureType,
    /// The inner signature is not 64 bytes long.
    #[error("the signature is not 64 bytes long")]
    SignatureLength,
    /// S is not below the group order: a second encoding of a signature (RFC 8032, 5.1.7).
    #[error("the signature is not in canonical form")]
    ScalarRange,
    /// The signature is not one of these bytes by this key.
    #[error("the signature does not belong to these bytes")]
    BadSignature,
    /// A bare key signed where a certified one is needed.
    #[error("a bare key signed where a certificate is needed")]
    CertificateNeeded,
    /// A certified key signed where a bare one is needed.
    #[error("a certificate signed where a bare key is needed")]
    KeyNeeded,
}

impl SshsigError {
    /// The stable code.
    pub fn code(&self) -> Code {
        Code(match self {
            Self::Armor(ArmorError::TooLarge(_)) => "sshsig.too-large",
            Self::Armor(ArmorError::Crlf) => "sshsig.crlf",
            Self::Armor(ArmorError::Frame) => "sshsig.armor",
            Self::Armor(ArmorError::LineLength) => "sshsig.line-length",
            Self::Armor(ArmorError::Base64) => "sshsig.base64",
            Self::Wire(inner) => return inner.code(),
            Self::Magic => "sshsig.magic",
            Self::Version(_) => "sshsig.version",
            Self::Key(inner) => return inner.code(),
            Self::Certificate(inner) => return inner.code(),
            Self::Namespace { .. } => "sshsig.namespace",
            Self::Reserved => "sshsig.reserved",
            Self::HashAlgorithm => "sshsig.hash-algorithm",
            Self::SignatureType => "sshsig.signature-type",
            Self::SignatureLength => "sshsig.signature-length",
            Self::ScalarRange => "sshsig.scalar-range",
            Self::BadSignature => "sshsig.bad-signature",
            Self::CertificateNeeded => "sshsig.certificate-needed",
            Self::KeyNeeded => "sshsig.key-needed",
        })
    }
}

/// Whose signature it is. Not yet trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signer {
    /// A bare key.
    Key(PublicKey),
    /// A key with a certificate that is whole; its CA is not yet trusted.
    Certificate(Box<Certificate>),
}

impl Signer {
    /// The key that made the signature, bare or certified.
    pub fn public(&self) -> &PublicKey {
        match self {
            Self::Key(key) => key,
            Self::Certificate(certificate) => certificate.subject(),
        }
    }

    /// The bare key, or [`SshsigError::KeyNeeded`].
    pub fn into_key(self) -> Result<PublicKey, SshsigError> {
        match self {
            Self::Key(key) => Ok(key),
            Self::Certificate(_) => Err(SshsigError::KeyNeeded),
        }
    }

    /// The certificate, or [`SshsigError::CertificateNeeded`].
    pub fn into_certificate(self) -> Result<Certificate, SshsigError> {
        match self {
            Self::Certificate(certificate) => Ok(*certificate),
            Self::Key(_) => Err(SshsigError::CertificateNeeded),
        }
    }
}

/// Signs `message` for the purpose `namespace`; the armored text of a `.sig` file.
///
/// With `cert`, the blob of a [`Certificate`] for `key`, the file carries the certificate in
/// the place of the bare key. Ed25519 is deterministic: equal arguments give equal bytes, and
/// the same bytes as `ssh-keygen -Y sign`.
pub fn sign(key: &SigningKey, cert: Option<&[u8]>, namespace: &str, message: &[u8]) -> String {
    let signature = key.sign(&to_be_signed(namespace, message));
    let bare = key::public_blob(&key.public());
    let blob = Writer::new()
        .raw(MAGIC)
        .u32(VERSION)
        .string(cert.unwrap_or(&bare))
        .string(namespace)
        .string("")
        .string(HASH)
        .string(Writer::new().string(KEY_TYPE).string(signature).finish())
        .finish();
    LABEL.write(&blob).to_string()
}

/// Checks that `armored` is a signature of `message` for the purpose `namespace`.
///
/// A certificate is returned only if its own signature holds; its CA, principal and validity
/// are the caller's to check with [`Certificate::verify`].
pub fn verify(armored: &[u8], namespace: &str, message: &[u8]) -> Result<Signer, SshsigError> {
    let read = read(armored, Some(namespace))?;
    let message = to_be_signed(namespace, message);
    let verified = read.signer.public().verify(&message, &read.signature);
    verified.map_err(|_| SshsigError::BadSignature)?;
    Ok(read.signer)
}

/// Whose signature `armored` says that it is, and for which purpose. Proves nothing: the signed
/// message is not at hand.
pub fn look(armored: &[u8]) -> Result<(Signer, String), SshsigError> {
    let read = read(armored, None)?;
    Ok((read.signer, read.namespace))
}

struct Parts {
    signer: Signer,
    namespace: String,
    signature: [u8; 64],
}

fn read(armored: &[u8], wanted: Option<&str>) -> Result<Parts, SshsigError> {
    let blob = LABEL.read(armored, ARMORED_CAP)?;
    let mut reader = Reader::new(&blob);
    if reader.take(MAGIC.len())? != MAGIC {
        return Err(SshsigError::Magic);
    }
    let version = reader.u32()?;
    if version != VERSION {
        return Err(SshsigError::Version(version));
    }
    let signer = read_signer(reader.string(ARMORED_CAP)?)?;
    let namespace = reader.text(NAMESPACE_CAP)?.to_owned();
    if namespace.is_empty() || wanted.is_some_and(|wanted| namespace != wanted) {
        return Err(SshsigError::Namespace {
            found: namespace,
            wanted: wanted.unwrap_or_default().to_owned(),
        });
    }
    if !reader.string(ARMORED_CAP)?.is_empty() {
        return Err(SshsigError::Reserved);
    }
    if reader.string(64)? != HASH.as_bytes() {
        return Err(SshsigError::HashAlgorithm);
    }
    let signature = reader.string(ARMORED_CAP)?;
    reader.finish()?;
    let signature = read_signature(signature)?;
    Ok(Parts {
        signer,
        namespace,
        signature,
    })
}

fn to_be_signed(namespace: &str, message: &[u8]) -> Vec<u8> {
    Writer::new()
        .raw(MAGIC)
        .string(namespace)
        .string("")
        .string(HASH)
        .string(sha512(message))
        .finish()
}

fn read_signer(blob: &[u8]) -> Result<Signer, SshsigError> {
    if Reader::new(blob).string(64)? == cert::CERT_TYPE.as_bytes() {
        let certificate = Certificate::from_blob(blob)?;
        Ok(Signer::Certificate(Box::new(certificate)))
    } else {
        Ok(Signer::Key(key::read_public_blob(blob)?))
    }
}

/// The 64 bytes inside a signature blob, with S in range.
pub(super) fn read_signature(blob: &[u8]) -> Result<[u8; 64], SshsigError> {
    let mut reader = Reader::new(blob);
    if reader.string(64)? != KEY_TYPE.as_bytes() {
        return Err(SshsigError::SignatureType);
    }
    let signature: [u8; 64] = reader
        .string(256)?
        .try_into()
        .map_err(|_| SshsigError::SignatureLength)?;
    reader.finish()?;
    if scalar_is_canonical(&signature) {
        Ok(signature)
    } else {
        Err(SshsigError::ScalarRange)
    }
}

/// The order of the base point, 2^252 + 27742317777372353535851937790883648493, big endian.
const GROUP_ORDER: [u8; 32] = [
    0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0xde, 0xf9, 0xde, 0xa2, 0xf7, 0x9c,
    0xd6, 0x58, 0x12, 0x63, 0x1a, 0x5c, 0xf5, 0xd3, 0xed,
];

fn scalar_is_canonical(signature: &[u8; 64]) -> bool {
    signature[32..].iter().rev().lt(GROUP_ORDER.iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NS: &str = "package-v1@invigil";

    fn key() -> SigningKey {
        SigningKey::from_seed([7; 32])
    }

    #[test]
    fn a_signature_holds_for_its_bytes_and_purpose_only() {
        let armored = sign(&key(), None, NS, b"bytes");
        let signer = verify(armored.as_bytes(), NS, b"bytes");
        assert_eq!(signer, Ok(Signer::Key(key().public())));
        assert_eq!(
            verify(armored.as_bytes(), NS, b"Bytes"),
            Err(SshsigError::BadSignature)
        );
        let other = verify(armored.as_bytes(), "ticket-v1@invigil", b"bytes");
        assert_eq!(
            other.map_err(|e| e.code().0),
            Err("sshsig.namespace"),
            "a package's signature is no ticket's"
        );
    }

    #[test]
    fn the_scalar_just_below_the_order_is_the_largest() {
        let mut signature = [0; 64];
        for (to, from) in signature[32..].iter_mut().zip(GROUP_ORDER.iter().rev()) {
            *to = *from;
        }
        assert!(!scalar_is_canonical(&signature));
        signature[32] -= 1;
        assert!(scalar_is_canonical(&signature));
        signature[63] = 0x11;
        assert!(!scalar_is_canonical(&signature));
    }

    #[test]
    fn a_bare_key_is_no_certificate() {
        let signer = Signer::Key(key().public());
        assert_eq!(
            signer.clone().into_certificate().unwrap_err().code().0,
            "sshsig.certificate-needed"
        );
        assert_eq!(signer.into_key(), Ok(key().public()));
    }
}
