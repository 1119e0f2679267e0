//! From one trust file to the next: what was seen last, and the change of a root.

use std::collections::BTreeSet;

use invigil_crypto::{
    digest::{Digest, hex, unhex},
    sign::PublicKey,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::{
    Role, Signed, TrustError, TrustFile,
    chain::{granted, signers},
    namespace, principal,
};

/// The newest `org.signers` that was accepted, to be kept in the organisation's folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastSeen {
    /// The organisation's id.
    pub org: String,
    /// Its sequence number.
    pub seq: u64,
    /// SHA-256 of its text; on the wire `sha256`, in lower-case hexadecimal.
    #[serde(
        rename = "sha256",
        serialize_with = "write_hex",
        deserialize_with = "read_hex"
    )]
    pub hash: Digest,
}

impl LastSeen {
    /// What to remember of `file`.
    ///
    /// # Errors
    /// Those of [`TrustFile::write`]; none for a file that was read.
    pub fn of(file: &TrustFile) -> Result<Self, TrustError> {
        Ok(Self {
            org: file.org.clone(),
            seq: file.seq,
            hash: file.digest()?,
        })
    }
}

fn write_hex<S: Serializer>(digest: &Digest, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&hex(digest))
}

fn read_hex<'de, D: Deserializer<'de>>(from: D) -> Result<Digest, D::Error> {
    let digits = String::deserialize(from)?;
    unhex(&digits).ok_or_else(|| D::Error::custom("not a SHA-256 in hexadecimal"))
}

/// Whether `file` is the one seen last or comes after it.
///
/// # Errors
/// [`TrustError::OtherOrg`], [`TrustError::Rollback`] for a lower number,
/// [`TrustError::Equivocation`] for the same number with other content (the caller keeps both),
/// [`TrustError::Predecessor`] when the next number names another predecessor. Across a gap of
/// numbers the predecessor is not known and not checked.
pub fn check_succession(file: &TrustFile, last: &LastSeen) -> Result<(), TrustError> {
    same_org(file, &last.org)?;
    if file.seq < last.seq {
        return Err(TrustError::Rollback {
            found: file.seq,
            seen: last.seq,
        });
    }
    if file.seq == last.seq && file.digest()? != last.hash {
        return Err(TrustError::Equivocation(file.seq));
    }
    if file.seq - last.seq == 1 && file.prev != Some(last.hash) {
        return Err(TrustError::Predecessor);
    }
    Ok(())
}

pub(super) fn same_org(file: &TrustFile, org: &str) -> Result<(), TrustError> {
    if file.org == org {
        return Ok(());
    }
    Err(TrustError::OtherOrg {
        found: file.org.clone(),
        wanted: org.to_owned(),
    })
}

pub(super) fn same_role(file: &TrustFile, role: Role) -> Result<(), TrustError> {
    if file.role == role {
        return Ok(());
    }
    Err(TrustError::OtherRole {
        found: file.role,
        wanted: role,
    })
}

/// Accepts `new` as the root after `old`: the next number, naming `old` as its predecessor,
/// signed by as many keys of the old root and of the new root as each asks for. A key that is in
/// both roots signs once and counts for both.
pub fn verify_rotation(old: &TrustFile, new: &Signed<'_>) -> Result<TrustFile, TrustError> {
    same_role(old, Role::Root)?;
    let file = TrustFile::read(new.bytes)?;
    same_role(&file, Role::Root)?;
    let last = LastSeen::of(old)?;
    check_succession(&file, &last)?;
    if file.seq - last.seq != 1 {
        return Err(TrustError::Predecessor);
    }
    let signers = signers(new, namespace::TRUST)?;
    let at = file.issued;
    let by_old = count(old, &signers, at);
    let by_new = count(&file, &signers, at);
    if by_old < needed(old) {
        return Err(TrustError::RotationOld);
    }
    if by_new < needed(&file) {
        return Err(TrustError::RotationNew);
    }
    Ok(file)
}

/// The threshold of a root; a file without one could never be met.
pub(super) fn needed(root: &TrustFile) -> usize {
    root.threshold.unwrap_or(usize::MAX)
}

fn count(root: &TrustFile, signers: &BTreeSet<PublicKey>, at: u64) -> usize {
    let counts =
        |key: &&PublicKey| granted(root, key, principal::ORG, namespace::TRUST, Some(at)).is_ok();
    signers.iter().filter(counts).count()
}
