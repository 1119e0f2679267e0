//! OpenSSH user certificates of Ed25519 keys (OpenSSH PROTOCOL.certkeys).
//!
//! A [`Certificate`] that exists is whole: its fields are in range and its CA's signature over
//! them holds. Whether that CA counts is [`Certificate::verify`]'s to say. Deliberately absent:
//! host certificates, critical options (none is known, so each one refuses), chains.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use invigil_crypto::{
    CryptoError,
    digest::Digest,
    random::{self, Random},
    sign::{PublicKey, SigningKey},
};
use invigil_model::Code;

use super::{
    key::{self, KEY_TYPE, KeyError},
    sshsig::{self, SshsigError},
    wire::{Reader, WireError, Writer},
};

/// The certificate type of version 1.
pub const CERT_TYPE: &str = "ssh-ed25519-cert-v01@openssh.com";

/// The largest certificate, bytes.
pub const CERT_CAP: usize = 8 * 1024;

/// The longest key id and the longest principal, bytes.
pub const NAME_CAP: usize = 256;

/// The most principals, critical options or extensions of a certificate.
pub const LIST_CAP: usize = 32;

const NONCE: usize = 32;
const USER: u32 = 1;
const HOST: u32 = 2;
const TICKET: &str = "ticket-sha256@invigil";
const PACKAGE: &str = "package-sha256@invigil";
const JOURNAL: &str = "journal-sha256@invigil";

/// Why a certificate is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertError {
    /// The wire encoding is broken.
    #[error("the certificate is damaged: {0}")]
    Wire(#[from] WireError),
    /// The subject's or the CA's key is refused.
    #[error("{0}")]
    Key(#[from] KeyError),
    /// Not an Ed25519 user or host certificate.
    #[error("the file is not an ssh-ed25519 certificate")]
    Type,
    /// Not `TYPE BASE64 [comment]` in one line.
    #[error("the line is not a certificate in base64")]
    Line,
    /// The nonce is not 32 bytes long.
    #[error("the certificate's nonce is not 32 bytes long")]
    Nonce,
    /// Neither a user nor a host certificate.
    #[error("the certificate is of the unknown kind {0}")]
    Kind(u32),
    /// `reserved` holds bytes.
    #[error("the certificate uses a field that version 1 reserves")]
    Reserved,
    /// Options or extensions out of order or twice, or too many entries of a list.
    #[error("a list of the certificate is out of order, has an entry twice, or is too long")]
    List,
    /// The CA's signature is not of the right shape.
    #[error("the certificate's signature is not a canonical Ed25519 signature")]
    SignatureForm,
    /// The CA's signature does not hold.
    #[error("the certificate was changed after it was signed")]
    BadSignature,
    /// A host certificate.
    #[error("the certificate is a host's, not a person's or a device's")]
    Host,
    /// Serial 0, which no revocation list can name.
    #[error("the certificate has the serial 0, which cannot be revoked")]
    SerialZero,
    /// A critical option; none is known.
    #[error("the certificate demands `{0}`, which this version does not know")]
    CriticalOption(String),
    /// No principal: OpenSSH takes such a certificate for everybody's.
    #[error("the certificate names nobody")]
    NoPrincipal,
    /// More than one principal.
    #[error("the certificate names more than one principal")]
    ManyPrincipals,
    /// Another principal.
    #[error("the certificate is for `{found}`, not for `{wanted}`")]
    OtherPrincipal {
        /// The principal of the certificate.
        found: String,
        /// The principal asked for.
        wanted: String,
    },
    /// The subject is its own CA.
    #[error("the certificate was signed by the key that it certifies")]
    SelfCertified,
    /// The CA is none of the allowed ones.
    #[error("the certificate was signed by a key that is not trusted to certify")]
    UnlistedCa,
    /// Judged before its validity begins.
    #[error("the certificate was not valid yet")]
    NotYetValid,
    /// Judged after its validity ended.
    #[error("the certificate had expired")]
    Expired,
    /// A principal or key id that cannot be written.
    #[error("the key id or the principal is empty, too long, or not printable ASCII")]
    Name,
    /// No randomness for the nonce.
    #[error("{0}")]
    Random(CryptoError),
}

impl CertError {
    /// The stable code.
    pub fn code(&self) -> Code {
        Code(match self {
            Self::Wire(inner) => return inner.code(),
            Self::Key(inner) => return inner.code(),
            Self::Type => "cert.type",
            Self::Line => "cert.line",
            Self::Nonce => "cert.nonce",
            Self::Kind(_) => "cert.kind",
            Self::Reserved => "cert.reserved",
            Self::List => "cert.list",
            Self::SignatureForm => "cert.signature-form",
            Self::BadSignature => "cert.bad-signature",
            Self::Host => "cert.host",
            Self::SerialZero => "cert.serial-zero",
            Self::CriticalOption(_) => "cert.critical-option",
            Self::NoPrincipal => "cert.no-principal",
            Self::ManyPrincipals => "cert.many-principals",
            Self::OtherPrincipal { .. } => "cert.other-principal",
            Self::SelfCertified => "cert.self-certified",
            Self::UnlistedCa => "cert.unlisted-ca",
            Self::NotYetValid => "cert.not-yet-valid",
            Self::Expired => "cert.expired",
            Self::Name => "cert.name",
            Self::Random(_) => "cert.no-random",
        })
    }
}

/// What an attempt's certificate binds the attempt key to: SHA-256 of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bindings {
    /// `ticket.json`.
    pub ticket: Digest,
    /// The package's `SHA256SUMS`.
    pub package: Digest,
    /// The device journal's head at the attempt's start.
    pub journal: Digest,
}

/// What a device certifies about a fresh attempt key.
#[derive(Clone, Debug)]
pub struct CertificateRequest<'a> {
    /// The attempt key A.
    pub subject: PublicKey,
    /// The device's attempt counter, from 1.
    pub serial: u64,
    /// The ticket id.
    pub key_id: &'a str,
    /// `attempt-<attempt id>`.
    pub principal: &'a str,
    /// The three digests.
    pub bindings: Bindings,
}

/// A whole certificate. Not yet trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    blob: Vec<u8>,
    subject: PublicKey,
    serial: u64,
    kind: u32,
    key_id: String,
    principals: Vec<String>,
    valid_after: u64,
    valid_before: u64,
    critical: BTreeMap<String, Vec<u8>>,
    extensions: BTreeMap<String, Vec<u8>>,
    ca: PublicKey,
}

impl Certificate {
    /// Issues an attempt's certificate: user, one principal, valid for ever (the ticket's window
    /// is judged from the signed ticket, so that sealing late cannot fail), no critical option,
    /// the three digests as extensions.
    ///
    /// # Errors
    /// [`CertError::SerialZero`], [`CertError::Name`], [`CertError::SelfCertified`],
    /// [`CertError::Random`].
    pub fn issue(
        ca: &SigningKey,
        request: &CertificateRequest<'_>,
        random: &dyn Random,
    ) -> Result<Self, CertError> {
        if request.serial == 0 {
            return Err(CertError::SerialZero);
        }
        if ![request.key_id, request.principal].into_iter().all(is_name) {
            return Err(CertError::Name);
        }
        if ca.public() == request.subject {
            return Err(CertError::SelfCertified);
        }
        let nonce: [u8; NONCE] = random::bytes(random).map_err(CertError::Random)?;
        let mut blob = to_be_signed(&nonce, request, &ca.public());
        let signature = ca.sign(&blob);
        let signature = Writer::new().string(KEY_TYPE).string(signature).finish();
        blob.extend(Writer::new().string(signature).finish());
        Self::from_blob(&blob)
    }

    /// Reads a certificate and checks its CA's signature over it.
    pub fn from_blob(blob: &[u8]) -> Result<Self, CertError> {
        if blob.len() > CERT_CAP {
            return Err(WireError::TooLong(CERT_CAP).into());
        }
        let mut reader = Reader::new(blob);
        if reader.string(64)? != CERT_TYPE.as_bytes() {
            return Err(CertError::Type);
        }
        if reader.string(CERT_CAP)?.len() != NONCE {
            return Err(CertError::Nonce);
        }
        let subject = key::read_point(&mut reader)?;
        let serial = reader.u64()?;
        let kind = reader.u32()?;
        if kind != USER && kind != HOST {
            return Err(CertError::Kind(kind));
        }
        let key_id = reader.text(NAME_CAP)?.to_owned();
        let principals = read_principals(reader.string(CERT_CAP)?)?;
        let (valid_after, valid_before) = (reader.u64()?, reader.u64()?);
        let critical = read_options(reader.string(CERT_CAP)?)?;
        let extensions = read_options(reader.string(CERT_CAP)?)?;
        if !reader.string(CERT_CAP)?.is_empty() {
            return Err(CertError::Reserved);
        }
        let ca = key::read_public_blob(reader.string(CERT_CAP)?)?;
        let signed = &blob[..blob.len() - reader.rest().len()];
        let signature = reader.string(CERT_CAP)?;
        reader.finish()?;
        check_signature(&ca, signed, signature)?;
        Ok(Self {
            blob: blob.to_vec(),
            subject,
            serial,
            kind,
            key_id,
            principals,
            valid_after,
            valid_before,
            critical,
            extensions,
            ca,
        })
    }

    /// Reads a `-cert.pub` line: type, base64, an optional comment, one optional final LF.
    pub fn from_line(line: &str) -> Result<Self, CertError> {
        if line.len() > 2 * CERT_CAP {
            return Err(CertError::Line);
        }
        let mut words = line.strip_suffix('\n').unwrap_or(line).splitn(3, ' ');
        if words.next() != Some(CERT_TYPE) {
            return Err(CertError::Type);
        }
        let body = words.next().ok_or(CertError::Line)?;
        Self::from_blob(&STANDARD.decode(body).map_err(|_| CertError::Line)?)
    }

    /// The line of a `-cert.pub` file, without comment and line end.
    pub fn line(&self) -> String {
        format!("{CERT_TYPE} {}", STANDARD.encode(&self.blob))
    }

    /// The bytes, as [`sshsig::sign`] takes them.
    pub fn blob(&self) -> &[u8] {
        &self.blob
    }

    /// The key that is certified.
    pub fn subject(&self) -> &PublicKey {
        &self.subject
    }

    /// The serial; for an attempt, the device's attempt counter.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// The key id; for an attempt, the ticket id.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The principals, in order.
    pub fn principals(&self) -> &[String] {
        &self.principals
    }

    /// `(after, before)` in Unix seconds: valid when `after <= at < before`. `(0, u64::MAX)` is
    /// always.
    pub fn validity(&self) -> (u64, u64) {
        (self.valid_after, self.valid_before)
    }

    /// The extensions by name, each with its data as it stands in the certificate.
    pub fn extensions(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.extensions
    }

    /// The key that certified.
    pub fn ca(&self) -> &PublicKey {
        &self.ca
    }

    /// The three digests of an attempt's certificate; `None` if one is missing or not 32 bytes.
    pub fn bindings(&self) -> Option<Bindings> {
        Some(Bindings {
            ticket: self.digest(TICKET)?,
            package: self.digest(PACKAGE)?,
            journal: self.digest(JOURNAL)?,
        })
    }

    fn digest(&self, name: &str) -> Option<Digest> {
        let mut reader = Reader::new(self.extensions.get(name)?);
        let digest = reader.string(32).ok()?.try_into().ok()?;
        reader.finish().ok()?;
        Some(digest)
    }

    /// Whether this certificate makes its subject `principal` at the Unix second `at`, when only
    /// `cas` may certify. Revocation is a question of its own: [`super::Krl::revokes`].
    pub fn verify(&self, cas: &[PublicKey], principal: &str, at: u64) -> Result<(), CertError> {
        if self.kind != USER {
            return Err(CertError::Host);
        }
        if self.serial == 0 {
            return Err(CertError::SerialZero);
        }
        if let Some(name) = self.critical.keys().next() {
            return Err(CertError::CriticalOption(name.clone()));
        }
        match self.principals.as_slice() {
            [] => return Err(CertError::NoPrincipal),
            [found] if found == principal => {}
            [found] => {
                return Err(CertError::OtherPrincipal {
                    found: found.clone(),
                    wanted: principal.to_owned(),
                });
            }
            _ => return Err(CertError::ManyPrincipals),
        }
        if self.ca == self.subject {
            return Err(CertError::SelfCertified);
        }
        if !cas.contains(&self.ca) {
            return Err(CertError::UnlistedCa);
        }
        if at < self.valid_after {
            return Err(CertError::NotYetValid);
        }
        if at >= self.valid_before {
            return Err(CertError::Expired);
        }
        Ok(())
    }
}

fn is_name(name: &str) -> bool {
    (1..=NAME_CAP).contains(&name.len()) && name.bytes().all(|b| (0x21..0x7f).contains(&b))
}

fn to_be_signed(nonce: &[u8], request: &CertificateRequest<'_>, ca: &PublicKey) -> Vec<u8> {
    let digests = [
        (JOURNAL, request.bindings.journal),
        (PACKAGE, request.bindings.package),
        (TICKET, request.bindings.ticket),
    ];
    let mut extensions = Writer::new();
    for (name, digest) in digests {
        let value = Writer::new().string(digest).finish();
        extensions = extensions.string(name).string(value);
    }
    Writer::new()
        .string(CERT_TYPE)
        .string(nonce)
        .string(request.subject.as_bytes())
        .u64(request.serial)
        .u32(USER)
        .string(request.key_id)
        .string(Writer::new().string(request.principal).finish())
        .u64(0)
        .u64(u64::MAX)
        .string("")
        .string(extensions.finish())
        .string("")
        .string(key::public_blob(ca))
        .finish()
}

fn check_signature(ca: &PublicKey, signed: &[u8], signature: &[u8]) -> Result<(), CertError> {
    let signature = sshsig::read_signature(signature).map_err(|error| match error {
        SshsigError::Wire(inner) => CertError::Wire(inner),
        _ => CertError::SignatureForm,
    })?;
    ca.verify(signed, &signature)
        .map_err(|_| CertError::BadSignature)
}

fn read_principals(bytes: &[u8]) -> Result<Vec<String>, CertError> {
    let mut reader = Reader::new(bytes);
    let mut principals = Vec::new();
    while !reader.is_empty() {
        if principals.len() == LIST_CAP {
            return Err(CertError::List);
        }
        principals.push(reader.text(NAME_CAP)?.to_owned());
    }
    Ok(principals)
}

/// Names in strictly ascending order, each with its data.
fn read_options(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, CertError> {
    let mut reader = Reader::new(bytes);
    let mut options = BTreeMap::new();
    let mut last: Option<&str> = None;
    while !reader.is_empty() {
        let name = reader.text(NAME_CAP)?;
        let data = reader.string(CERT_CAP)?;
        if last.is_some_and(|last| last >= name) || options.len() == LIST_CAP {
            return Err(CertError::List);
        }
        last = Some(name);
        options.insert(name.to_owned(), data.to_vec());
    }
    Ok(options)
}
