//! Who issued a file: the trust files that it brings, from the organisation's root down.
//!
//! The issuing key's line is judged at the time that the signed document gives as `issued`, so
//! that a file verifies years later; a key that was lost is taken back by revocation.
//! Deliberately absent: where a pinned root comes from (pairing, the organisation's folder).

use invigil_crypto::sign::PublicKey;

use crate::{
    doc::{DocError, Stamp},
    ssh::Certificate,
    szip::Entry,
    trust::{
        FILES, LastSeen, Revoked, Role, TrustChain, TrustError, TrustFile, TrustLine,
        fingerprint_words, principal,
    },
};

/// The trust file of the device, in a result.
pub const DEVICE_SIGNERS: &str = "trust/device.signers";

const FOLDER: &str = "trust/";
const REVOKED: &str = "trust/revoked.";
const REVOKED_JSON: &str = "trust/revoked.json";

/// What is known beforehand of the organisation.
#[derive(Clone, Copy, Debug, Default)]
pub struct Anchor<'a> {
    /// The pinned `root.pub_signers`. Without it a file's own root counts, and the issuer is the
    /// file's own word.
    pub root: Option<&'a TrustFile>,
    /// The newest `trust/revoked.*` at hand, empty where the organisation has taken nothing back;
    /// without any, those that the file brings.
    pub revoked: Option<&'a [Entry]>,
}

/// The organisation that a file's trust files lead to.
#[derive(Clone, Debug)]
pub struct Issuer {
    chain: TrustChain,
    pinned: bool,
}

impl Issuer {
    /// Verifies the signatures of trust files, `trust/...`, from the root down.
    pub fn read(entries: &[Entry], anchor: &Anchor<'_>) -> Result<Self, DocError> {
        let known = anchor.revoked.unwrap_or_default();
        // The newer list is judged by, whoever brings it: both must be signed by the root.
        let newer = if revoked_seq(known) < revoked_seq(entries) {
            &[]
        } else {
            known
        };
        let replaced = |entry: &&Entry| !newer.is_empty() && is_revocation(&entry.name);
        let files = entries.iter().filter(|entry| !replaced(entry)).chain(newer);
        let files = files.filter_map(|entry| {
            let name = entry.name.strip_prefix(FOLDER)?;
            Some((name, entry.bytes.as_slice()))
        });
        let chain = TrustChain::read(files, anchor.root)?;
        let pinned = anchor.root.is_some();
        Ok(Self { chain, pinned })
    }

    /// The organisation's id.
    pub fn org(&self) -> &str {
        &self.chain.org().org
    }

    /// The sequence number of the trust file.
    pub fn seq(&self) -> u64 {
        self.chain.org().seq
    }

    /// Whether the list of revoked keys that was judged by is the file's own, and newer than what is
    /// known beforehand.
    pub(crate) fn brings_newer_revocations(&self, anchor: &Anchor<'_>) -> bool {
        let seq = self.chain.revoked().map_or(0, |revoked| revoked.seq);
        seq > revoked_seq(anchor.revoked.unwrap_or_default())
    }

    /// The list of revoked keys that was judged by.
    pub(crate) fn revoked(&self) -> Option<&Revoked> {
        self.chain.revoked()
    }

    /// Whether the root was pinned beforehand; else who issued is the file's own word.
    pub fn pinned(&self) -> bool {
        self.pinned
    }

    /// The root, as pinned or as the file brings it.
    pub fn root(&self) -> &TrustFile {
        self.chain.root()
    }

    /// The eight words of each root key, for a person to compare.
    pub fn words(&self) -> Vec<[&'static str; 8]> {
        let keys = self.root().lines.iter();
        keys.map(|line| fingerprint_words(&line.key)).collect()
    }

    /// Whether both lead to the same root.
    pub fn same_root(&self, other: &Self) -> bool {
        self.root() == other.root()
    }

    /// Checks that `signature` over `message` is the issuing key's, for `namespace`, when all of
    /// the chain is judged at `at`.
    pub fn verify_issued(
        &self,
        namespace: &str,
        message: &[u8],
        signature: &[u8],
        at: Stamp,
    ) -> Result<(), DocError> {
        let (chain, issue) = (&self.chain, principal::ISSUE);
        chain.verify_document(issue, namespace, message, signature, at.unix_u64())?;
        Ok(())
    }

    /// Checks that `signature` over `message` is that of an attempt's certified key.
    pub(crate) fn verify_attempt(
        &self,
        principal: &str,
        namespace: &str,
        message: &[u8],
        signature: &[u8],
        at: Stamp,
    ) -> Result<Certificate, DocError> {
        let (chain, at) = (&self.chain, at.unix_u64());
        let signer = chain.verify_attempt(principal, namespace, message, signature, at)?;
        Ok(signer.certificate)
    }

    /// What to remember of the trust file.
    pub fn last_seen(&self) -> Result<LastSeen, DocError> {
        Ok(LastSeen::of(self.chain.org())?)
    }

    /// Whether the trust file is at least as new as the last one seen.
    pub(crate) fn check_rollback(&self, seen: &LastSeen) -> Result<(), DocError> {
        Ok(self.chain.check_succession(seen)?)
    }
}

/// The number of the list of revoked keys among these files, as it says itself; 0 without one.
fn revoked_seq(entries: &[Entry]) -> u64 {
    let list = entries.iter().find(|entry| entry.name == REVOKED_JSON);
    let list = list.and_then(|entry| Revoked::read(&entry.bytes).ok());
    list.map_or(0, |list| list.seq)
}

/// The text of `trust/device.signers` for a device that nobody enrolled: self-asserted, without
/// limits of time, because a laptop's clock is nobody's proof.
///
/// # Errors
/// For an organisation id that no trust file can have.
pub fn device_signers(org: &str, device: PublicKey) -> Result<String, TrustError> {
    let attempts = format!("{}*", principal::ATTEMPT);
    let file = TrustFile {
        role: Role::Device,
        org: org.to_owned(),
        seq: 1,
        prev: None,
        issued: Stamp::FIRST.unix_u64(),
        expires: Stamp::LAST.unix_u64(),
        threshold: None,
        lines: vec![TrustLine::new(&attempts, device)],
    };
    file.write()
}

/// A file of the lists of revocations, or a signature of one.
pub(crate) fn is_revocation(name: &str) -> bool {
    name.starts_with(REVOKED)
}

/// A trust file that version 1 knows and that belongs to the organisation.
fn is_trust_name(name: &str) -> bool {
    let file = name.strip_prefix(FOLDER);
    name != DEVICE_SIGNERS && file.is_some_and(|file| FILES.contains(&file))
}

/// The trust files among the entries of a file.
pub(crate) fn trust_entries(entries: &[Entry]) -> Vec<Entry> {
    let files = entries
        .iter()
        .filter(|entry| entry.name.starts_with(FOLDER));
    files.cloned().collect()
}

/// Every needed name is there, and every other one is a trust file that version 1 knows.
pub(crate) fn check_names<'a>(
    entries: impl IntoIterator<Item = &'a Entry> + Clone,
    needed: &[&str],
) -> Result<(), String> {
    let has = |name: &str| entries.clone().into_iter().any(|entry| entry.name == name);
    if let Some(name) = needed.iter().find(|name| !has(name)) {
        return Err(format!("`{name}` is missing"));
    }
    let known = |name: &str| needed.contains(&name) || is_trust_name(name);
    match entries.into_iter().find(|entry| !known(&entry.name)) {
        None => Ok(()),
        Some(entry) => Err(format!("`{}` does not belong here", entry.name)),
    }
}

/// Exactly these names.
pub(crate) fn exactly(entries: &[Entry], names: &[&str]) -> Result<(), String> {
    check_names(entries, names)?;
    let other = |entry: &&Entry| !names.contains(&entry.name.as_str());
    match entries.iter().find(other) {
        None => Ok(()),
        Some(entry) => Err(format!("`{}` does not belong here", entry.name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trust_files_of_version_1_have_a_place() {
        for known in [
            "trust/org.signers",
            "trust/org.signers.sig",
            "trust/revoked.krl.sig.3",
        ] {
            assert!(is_trust_name(known), "{known}");
        }
        for unknown in [
            "trust/root.pub_signers.sig",
            "trust/device.signers",
            "trust/x",
            "x",
        ] {
            assert!(!is_trust_name(unknown), "{unknown}");
        }
    }
}
