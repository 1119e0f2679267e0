//! From the pinned root to the key of a document.

use std::collections::BTreeSet;

use invigil_crypto::sign::PublicKey;

use super::{
    LastSeen, Revoked, Role, TrustError, TrustFile, TrustLine, check_succession, namespace,
    principal,
    succession::{needed, same_org, same_role},
};
use crate::ssh::{CertError, Certificate, Krl, Signer, krl::Revocation, sshsig};

const ROOT: &str = "root.pub_signers";
const ORG: &str = "org.signers";
const EVENT: &str = "event.signers";
const DEVICE: &str = "device.signers";
const REVOKED_JSON: &str = "revoked.json";
const REVOKED_KRL: &str = "revoked.krl";

/// The names of trust files in a `trust/` folder. A root with a threshold of 2 or 3 adds the
/// signatures `.sig.2` and `.sig.3`.
pub const FILES: [&str; 16] = [
    ROOT,
    ORG,
    "org.signers.sig",
    "org.signers.sig.2",
    "org.signers.sig.3",
    EVENT,
    "event.signers.sig",
    DEVICE,
    REVOKED_JSON,
    "revoked.json.sig",
    "revoked.json.sig.2",
    "revoked.json.sig.3",
    REVOKED_KRL,
    "revoked.krl.sig",
    "revoked.krl.sig.2",
    "revoked.krl.sig.3",
];

/// The most signatures of one file.
const SIGNATURES_CAP: usize = 16;

/// A file with its detached signatures.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// The file.
    pub bytes: &'a [u8],
    /// Armored SSHSIG files over it.
    pub signatures: &'a [&'a [u8]],
}

/// The two lists of revocations, both signed by R.
#[derive(Clone, Copy, Debug)]
pub struct RevokedFiles<'a> {
    /// `revoked.json`.
    pub json: Signed<'a>,
    /// `revoked.krl`.
    pub krl: Signed<'a>,
}

/// What a chain is made of.
#[derive(Clone, Copy, Debug)]
pub struct TrustInputs<'a> {
    /// `root.pub_signers`: nothing in the chain vouches for it, so it must be pinned.
    pub root: &'a TrustFile,
    /// `org.signers`. With an organisation's folder at hand its own newest file belongs here;
    /// the copy in a package or result is for those who hold the root alone.
    pub org: Signed<'a>,
    /// `event.signers`, signed by E.
    pub event: Option<Signed<'a>>,
    /// `device.signers`, unsigned.
    pub device: Option<&'a [u8]>,
    /// The lists of revocations.
    pub revoked: Option<RevokedFiles<'a>>,
}

/// A chain whose signatures hold. Each use of it names the moment at which all of it must have
/// been valid: for a result, the time of its last checkpoint.
#[derive(Clone, Debug)]
pub struct TrustChain {
    root: TrustFile,
    org: TrustFile,
    org_signers: BTreeSet<PublicKey>,
    event: Option<(TrustFile, BTreeSet<PublicKey>)>,
    device: Option<TrustFile>,
    revoked: Option<(Revoked, Krl)>,
}

/// Who signed an attempt's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptSigner {
    /// The attempt's certificate.
    pub certificate: Certificate,
    /// Whether the device is in `event.signers`; otherwise it vouches for itself.
    pub enrolled: bool,
}

impl TrustChain {
    /// Checks the signatures of the chain from the root downwards.
    pub fn verify(inputs: &TrustInputs<'_>) -> Result<Self, TrustError> {
        let root = inputs.root;
        same_role(root, Role::Root)?;
        let revoked = inputs.revoked.as_ref();
        let revoked = revoked
            .map(|files| verify_revoked(root, files))
            .transpose()?;
        let org = TrustFile::read(inputs.org.bytes)?;
        same_role(&org, Role::Org)?;
        same_org(&org, &root.org)?;
        let org_signers = signed_by_root(root, &inputs.org, namespace::TRUST, &org.lines)?;
        let mut chain = Self {
            root: root.clone(),
            org,
            org_signers,
            event: None,
            device: None,
            revoked,
        };
        chain.event = inputs.event.map(|f| chain.read_event(&f)).transpose()?;
        chain.device = inputs.device.map(|f| chain.read_device(f)).transpose()?;
        Ok(chain)
    }

    /// [`TrustChain::verify`] over trust files by name, as [`FILES`] lists them; other names are
    /// passed over. Without `pinned` the chain starts at the `root.pub_signers` among the files:
    /// then who issued is the files' own word, for a person to compare by
    /// [`super::fingerprint_words`].
    ///
    /// # Errors
    /// [`TrustError::MissingFile`], and those of [`TrustChain::verify`].
    pub fn read<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
        pinned: Option<&TrustFile>,
    ) -> Result<Self, TrustError> {
        let files = Files(files.into_iter().collect());
        let root = match pinned {
            Some(root) => root.clone(),
            None => TrustFile::read(files.need(ROOT)?)?,
        };
        let org = files.signed(ORG)?;
        let event = files.optional(EVENT)?;
        let revoked = files.optional(REVOKED_JSON)?;
        let revoked = revoked.map(|json| files.signed(REVOKED_KRL).map(|krl| (json, krl)));
        let revoked = revoked.transpose()?;
        Self::verify(&TrustInputs {
            root: &root,
            org: org.borrow(),
            event: event.as_ref().map(OwnedSigned::borrow),
            device: files.get(DEVICE),
            revoked: revoked.as_ref().map(|(json, krl)| RevokedFiles {
                json: json.borrow(),
                krl: krl.borrow(),
            }),
        })
    }

    fn read_event(
        &self,
        signed: &Signed<'_>,
    ) -> Result<(TrustFile, BTreeSet<PublicKey>), TrustError> {
        let file = TrustFile::read(signed.bytes)?;
        same_role(&file, Role::Event)?;
        same_org(&file, &self.org.org)?;
        let signers = signers(signed, namespace::TRUST)?;
        for key in &signers {
            if file.lines.iter().any(|line| line.key == *key) {
                return Err(TrustError::SelfListed);
            }
            self.granted(key, principal::EVENT, namespace::TRUST, None)?;
        }
        if signers.is_empty() {
            return Err(TrustError::Threshold {
                found: 0,
                needed: 1,
            });
        }
        Ok((file, signers))
    }

    fn read_device(&self, bytes: &[u8]) -> Result<TrustFile, TrustError> {
        let file = TrustFile::read(bytes)?;
        same_role(&file, Role::Device)?;
        same_org(&file, &self.org.org)?;
        Ok(file)
    }

    /// Checks that `signature` over `message` was made for `namespace` by a bare key that
    /// `org.signers` lists as `principal` ([`principal::ISSUE`], [`principal::EVENT`]) at the
    /// Unix second `at`.
    pub fn verify_document(
        &self,
        principal: &str,
        namespace: &str,
        message: &[u8],
        signature: &[u8],
        at: u64,
    ) -> Result<PublicKey, TrustError> {
        let signer = sshsig::verify(signature, namespace, message)?;
        self.check_signer(&signer, principal, namespace, at)
    }

    /// Whether `signer`, whose signature holds, may sign for `namespace` as `principal`.
    pub fn check_signer(
        &self,
        signer: &Signer,
        principal: &str,
        namespace: &str,
        at: u64,
    ) -> Result<PublicKey, TrustError> {
        let key = signer.clone().into_key()?;
        self.check_time(at)?;
        self.granted(&key, principal, namespace, Some(at))?;
        Ok(key)
    }

    /// Checks that `signature` over `message` was made for `namespace` by the attempt key of
    /// `principal`, certified by an enrolled device or, failing that, by the device that vouches
    /// for itself.
    pub fn verify_attempt(
        &self,
        principal: &str,
        namespace: &str,
        message: &[u8],
        signature: &[u8],
        at: u64,
    ) -> Result<AttemptSigner, TrustError> {
        let certificate = sshsig::verify(signature, namespace, message)?.into_certificate()?;
        self.check_attempt(certificate, principal, namespace, at)
    }

    /// Whether `certificate`, under which a signature holds, counts for `principal` and
    /// `namespace` at the Unix second `at`.
    pub fn check_attempt(
        &self,
        certificate: Certificate,
        principal: &str,
        namespace: &str,
        at: u64,
    ) -> Result<AttemptSigner, TrustError> {
        self.check_time(at)?;
        let event = self.event.as_ref().map(|(file, _)| file);
        let files: Vec<&TrustFile> = event.into_iter().chain(&self.device).collect();
        if files.is_empty() {
            return Err(TrustError::NoDevices);
        }
        let lines = files.iter().flat_map(|file| &file.lines);
        let cas: Vec<PublicKey> = lines.map(|line| line.key).collect();
        certificate.verify(&cas, principal, at)?;
        let lists = |file: &&TrustFile| file.lines.iter().any(|l| l.key == *certificate.ca());
        let file = files.into_iter().find(lists);
        let file = file.ok_or(CertError::UnlistedCa)?;
        let enrolled = file.role == Role::Event;
        if enrolled {
            self.check_event_time(at)?;
        }
        file.check_time(at)?;
        granted(file, certificate.ca(), principal, namespace, Some(at))?;
        self.check_not_revoked(&certificate)?;
        Ok(AttemptSigner {
            certificate,
            enrolled,
        })
    }

    /// Whether no list of revocations of the chain names the certificate, its key or its CA.
    pub fn check_not_revoked(&self, certificate: &Certificate) -> Result<(), TrustError> {
        let krl = self.revoked.as_ref().map(|(_, krl)| krl);
        match krl.and_then(|krl| krl.revokes(certificate)) {
            Some(why) => Err(TrustError::Revoked(why)),
            None => Ok(()),
        }
    }

    /// Whether `org.signers` is the one seen last or comes after it; see
    /// [`super::check_succession`]. Whoever has no [`LastSeen`] says "rollback not checked".
    pub fn check_succession(&self, last: &LastSeen) -> Result<(), TrustError> {
        check_succession(&self.org, last)
    }

    /// Root and `org.signers` at the Unix second `at`, and the root's keys that signed it.
    fn check_time(&self, at: u64) -> Result<(), TrustError> {
        self.root.check_time(at)?;
        for key in &self.org_signers {
            granted(&self.root, key, principal::ORG, namespace::TRUST, Some(at))?;
        }
        self.org.check_time(at)
    }

    /// The keys that signed `event.signers`, at the Unix second `at`.
    fn check_event_time(&self, at: u64) -> Result<(), TrustError> {
        let signers = self.event.iter().flat_map(|(_, signers)| signers);
        for key in signers {
            self.granted(key, principal::EVENT, namespace::TRUST, Some(at))?;
        }
        Ok(())
    }

    fn granted(
        &self,
        key: &PublicKey,
        principal: &str,
        namespace: &str,
        at: Option<u64>,
    ) -> Result<(), TrustError> {
        granted(&self.org, key, principal, namespace, at)?;
        match &self.revoked {
            Some((_, krl)) if krl.revokes_key(key) => Err(TrustError::Revoked(Revocation::Key)),
            _ => Ok(()),
        }
    }

    /// The root that the chain starts at.
    pub fn root(&self) -> &TrustFile {
        &self.root
    }

    /// The verified `org.signers`.
    pub fn org(&self) -> &TrustFile {
        &self.org
    }

    /// The verified `event.signers`.
    pub fn event(&self) -> Option<&TrustFile> {
        self.event.as_ref().map(|(file, _)| file)
    }

    /// The verified `revoked.json`, which agrees with `revoked.krl`; without one, say
    /// "revocation not checked".
    pub fn revoked(&self) -> Option<&Revoked> {
        self.revoked.as_ref().map(|(revoked, _)| revoked)
    }
}

/// Trust files by name.
struct Files<'a>(Vec<(&'a str, &'a [u8])>);

struct OwnedSigned<'a> {
    bytes: &'a [u8],
    signatures: Vec<&'a [u8]>,
}

impl<'a> OwnedSigned<'a> {
    fn borrow(&self) -> Signed<'_> {
        Signed {
            bytes: self.bytes,
            signatures: &self.signatures,
        }
    }
}

impl<'a> Files<'a> {
    fn get(&self, name: &str) -> Option<&'a [u8]> {
        let found = self.0.iter().find(|(found, _)| *found == name);
        found.map(|(_, bytes)| *bytes)
    }

    fn need(&self, name: &'static str) -> Result<&'a [u8], TrustError> {
        self.get(name).ok_or(TrustError::MissingFile(name))
    }

    fn signed(&self, name: &'static str) -> Result<OwnedSigned<'a>, TrustError> {
        let suffixes = [".sig", ".sig.2", ".sig.3"].into_iter();
        let signatures = suffixes.filter_map(|suffix| self.get(&format!("{name}{suffix}")));
        Ok(OwnedSigned {
            bytes: self.need(name)?,
            signatures: signatures.collect(),
        })
    }

    fn optional(&self, name: &'static str) -> Result<Option<OwnedSigned<'a>>, TrustError> {
        self.get(name).map(|_| self.signed(name)).transpose()
    }
}

fn verify_revoked(
    root: &TrustFile,
    files: &RevokedFiles<'_>,
) -> Result<(Revoked, Krl), TrustError> {
    signed_by_root(root, &files.json, namespace::REVOKED, &[])?;
    signed_by_root(root, &files.krl, namespace::REVOKED, &[])?;
    let revoked = Revoked::read(files.json.bytes)?;
    if revoked.org != root.org {
        return Err(TrustError::OtherOrg {
            found: revoked.org,
            wanted: root.org.clone(),
        });
    }
    let krl = Krl::read(files.krl.bytes)?;
    if revoked.krl()?.write() != files.krl.bytes {
        return Err(TrustError::KrlMismatch);
    }
    Ok((revoked, krl))
}

/// The keys of the root that signed: as many different ones as it asks for, no other key, and
/// none that is in `lines` of the file itself.
fn signed_by_root(
    root: &TrustFile,
    signed: &Signed<'_>,
    namespace: &str,
    lines: &[TrustLine],
) -> Result<BTreeSet<PublicKey>, TrustError> {
    let signers = signers(signed, namespace)?;
    for key in &signers {
        if lines.iter().any(|line| line.key == *key) {
            return Err(TrustError::SelfListed);
        }
        granted(root, key, principal::ORG, namespace, None)?;
    }
    if signers.len() < needed(root) {
        return Err(TrustError::Threshold {
            found: signers.len(),
            needed: needed(root),
        });
    }
    Ok(signers)
}

/// The different bare keys that signed; a key that signed twice is an error, not a vote.
pub(super) fn signers(
    signed: &Signed<'_>,
    namespace: &str,
) -> Result<BTreeSet<PublicKey>, TrustError> {
    if signed.signatures.len() > SIGNATURES_CAP {
        return Err(TrustError::TooManySignatures(SIGNATURES_CAP));
    }
    let mut keys = BTreeSet::new();
    for signature in signed.signatures {
        let key = sshsig::verify(signature, namespace, signed.bytes)?.into_key()?;
        if !keys.insert(key) {
            return Err(TrustError::SignerTwice);
        }
    }
    Ok(keys)
}

/// Whether `file` lets `key` act as `principal` for `namespace`, and if `at` is given, at that
/// Unix second.
pub(super) fn granted(
    file: &TrustFile,
    key: &PublicKey,
    principal: &str,
    namespace: &str,
    at: Option<u64>,
) -> Result<(), TrustError> {
    let line = file.lines.iter().find(|line| line.key == *key);
    let line = line
        .filter(|line| line.names(principal))
        .ok_or_else(|| TrustError::SignerUnlisted(principal.to_owned()))?;
    if !line.namespaces.contains(namespace) {
        return Err(TrustError::NotGranted(namespace.to_owned()));
    }
    let Some(at) = at else {
        return Ok(());
    };
    if line.valid_after.is_some_and(|after| at < after) {
        return Err(TrustError::SignerNotYetValid);
    }
    if line.valid_before.is_some_and(|before| at >= before) {
        return Err(TrustError::SignerExpired);
    }
    Ok(())
}
