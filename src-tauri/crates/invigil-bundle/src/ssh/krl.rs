//! OpenSSH key revocation lists (OpenSSH PROTOCOL.krl), as `ssh-keygen -Q` and `-r` read them.
//!
//! The reader takes all that `ssh-keygen -k` writes for Ed25519 keys with SHA-256. Deliberately
//! absent: SHA-1 fingerprints, signatures inside the list (a list is signed from outside, like
//! every file), extensions.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use invigil_crypto::{
    digest::{Digest, sha256},
    sign::PublicKey,
};
use invigil_model::Code;

use super::{
    Certificate,
    key::{self, KeyError},
    wire::{Reader, WireError, Writer},
};

/// The largest list that is read, bytes.
pub const KRL_CAP: usize = 1024 * 1024;

/// The most ranges, keys, key ids and fingerprints of a list, together.
pub const ENTRIES_CAP: usize = 65_536;

const MAGIC: &[u8] = b"SSHKRL\n\0";
const FORMAT: u32 = 1;
const CERTIFICATES: u8 = 1;
const EXPLICIT_KEY: u8 = 2;
const FINGERPRINT_SHA256: u8 = 5;
const SERIAL_LIST: u8 = 0x20;
const SERIAL_RANGE: u8 = 0x21;
const SERIAL_BITMAP: u8 = 0x22;
const KEY_ID: u8 = 0x23;

/// Why a revocation list is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KrlError {
    /// The wire encoding is broken.
    #[error("the revocation list is damaged: {0}")]
    Wire(#[from] WireError),
    /// A key in the list is refused.
    #[error("{0}")]
    Key(#[from] KeyError),
    /// Does not start with `SSHKRL`.
    #[error("the file is not a revocation list")]
    Magic,
    /// A format version other than 1.
    #[error("the revocation list has version {0}; it was made by a newer version")]
    Version(u32),
    /// Flags or reserved fields are in use.
    #[error("the revocation list uses a field that version 1 reserves")]
    Reserved,
    /// A section that is not read: SHA-1, a signature, an extension, or unknown.
    #[error("the revocation list has a section of the unsupported type {0}")]
    Section(u8),
    /// Serial 0, a range that ends before it starts, or a bitmap past the last serial.
    #[error("the revocation list names serials that no certificate can have")]
    Serial,
    /// A fingerprint that is not 32 bytes long.
    #[error("the revocation list has a fingerprint of a wrong length")]
    Fingerprint,
    /// More entries than [`ENTRIES_CAP`].
    #[error("the revocation list has more than {ENTRIES_CAP} entries")]
    TooMany,
    /// A key id or comment that cannot be written.
    #[error("a key id or comment is too long or not printable ASCII")]
    Text,
}

impl KrlError {
    /// The stable code.
    pub fn code(self) -> Code {
        Code(match self {
            Self::Wire(inner) => return inner.code(),
            Self::Key(inner) => return inner.code(),
            Self::Magic => "krl.magic",
            Self::Version(_) => "krl.version",
            Self::Reserved => "krl.reserved",
            Self::Section(_) => "krl.section",
            Self::Serial => "krl.serial",
            Self::Fingerprint => "krl.fingerprint",
            Self::TooMany => "krl.too-many",
            Self::Text => "krl.text",
        })
    }
}

/// Why a list revokes a certificate or key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// The certificate's serial, for its CA.
    Serial,
    /// The certificate's key id, for its CA.
    KeyId,
    /// The key itself, or the certificate's subject.
    Key,
    /// The certificate's CA as a key.
    Ca,
}

/// A revocation list. Two lists are equal when they are the same bytes.
#[derive(Clone, Debug, Default)]
pub struct Krl {
    version: u64,
    generated: u64,
    comment: String,
    /// By CA; `None` is every CA.
    certificates: BTreeMap<Option<PublicKey>, Certificates>,
    keys: BTreeSet<PublicKey>,
    fingerprints: BTreeSet<Digest>,
    entries: usize,
}

impl PartialEq for Krl {
    fn eq(&self, other: &Self) -> bool {
        self.write() == other.write()
    }
}

impl Eq for Krl {}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Certificates {
    /// First serial -> last serial; ranges neither overlap nor touch.
    serials: BTreeMap<u64, u64>,
    key_ids: BTreeSet<String>,
}

impl Krl {
    /// An empty list; `version` counts up, `generated` is in Unix seconds.
    ///
    /// # Errors
    /// [`KrlError::Text`] for a comment that is not printable ASCII of at most 256 bytes.
    pub fn new(version: u64, generated: u64, comment: &str) -> Result<Self, KrlError> {
        check_text(comment)?;
        Ok(Self {
            version,
            generated,
            comment: comment.to_owned(),
            ..Self::default()
        })
    }

    /// The list's own version number.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// When it was made, Unix seconds.
    pub fn generated(&self) -> u64 {
        self.generated
    }

    /// Revokes the certificates of `ca` (`None`: of every CA) with these serials, from 1.
    pub fn revoke_serials(
        &mut self,
        ca: Option<PublicKey>,
        serials: RangeInclusive<u64>,
    ) -> Result<(), KrlError> {
        let (mut first, mut last) = serials.into_inner();
        if first == 0 || first > last {
            return Err(KrlError::Serial);
        }
        self.count()?;
        let ranges = &mut self.certificates.entry(ca).or_default().serials;
        while let Some((&start, &end)) = ranges.range(..=last.saturating_add(1)).next_back() {
            if end < first - 1 {
                break;
            }
            ranges.remove(&start);
            (first, last) = (first.min(start), last.max(end));
        }
        ranges.insert(first, last);
        Ok(())
    }

    /// Revokes the certificates of `ca` (`None`: of every CA) with this key id.
    pub fn revoke_key_id(&mut self, ca: Option<PublicKey>, id: &str) -> Result<(), KrlError> {
        check_text(id)?;
        self.count()?;
        let section = self.certificates.entry(ca).or_default();
        section.key_ids.insert(id.to_owned());
        Ok(())
    }

    /// Revokes a key, bare and in every certificate of it or by it.
    pub fn revoke_key(&mut self, key: PublicKey) -> Result<(), KrlError> {
        self.count()?;
        self.keys.insert(key);
        Ok(())
    }

    /// Revokes the key whose blob has this SHA-256.
    pub fn revoke_fingerprint(&mut self, fingerprint: Digest) -> Result<(), KrlError> {
        self.count()?;
        self.fingerprints.insert(fingerprint);
        Ok(())
    }

    fn count(&mut self) -> Result<(), KrlError> {
        self.entries += 1;
        if self.entries > ENTRIES_CAP {
            return Err(KrlError::TooMany);
        }
        Ok(())
    }

    /// Whether a bare key is revoked.
    pub fn revokes_key(&self, key: &PublicKey) -> bool {
        self.keys.contains(key) || self.fingerprints.contains(&sha256(&key::public_blob(key)))
    }

    /// Why a certificate is revoked, if it is. Serial 0 is never found, as in OpenSSH.
    pub fn revokes(&self, certificate: &Certificate) -> Option<Revocation> {
        if self.revokes_key(certificate.subject()) {
            return Some(Revocation::Key);
        }
        if self.revokes_key(certificate.ca()) {
            return Some(Revocation::Ca);
        }
        let serial = certificate.serial();
        for ca in [Some(*certificate.ca()), None] {
            let Some(section) = self.certificates.get(&ca) else {
                continue;
            };
            let range = section.serials.range(..=serial).next_back();
            if serial != 0 && range.is_some_and(|(_, last)| serial <= *last) {
                return Some(Revocation::Serial);
            }
            if section.key_ids.contains(certificate.key_id()) {
                return Some(Revocation::KeyId);
            }
        }
        None
    }

    /// The bytes of the file: certificates by CA, then keys, then fingerprints, each ascending.
    /// Equal lists give equal bytes.
    pub fn write(&self) -> Vec<u8> {
        let mut out = Writer::new()
            .raw(MAGIC)
            .u32(FORMAT)
            .u64(self.version)
            .u64(self.generated)
            .u64(0)
            .string("")
            .string(&self.comment);
        for (ca, section) in &self.certificates {
            out = out.u8(CERTIFICATES).string(section.write(ca.as_ref()));
        }
        if !self.keys.is_empty() {
            let blobs = self.keys.iter().fold(Writer::new(), |section, key| {
                section.string(key::public_blob(key))
            });
            out = out.u8(EXPLICIT_KEY).string(blobs.finish());
        }
        if !self.fingerprints.is_empty() {
            let digests = self.fingerprints.iter();
            let digests = digests.fold(Writer::new(), |section, digest| section.string(digest));
            out = out.u8(FINGERPRINT_SHA256).string(digests.finish());
        }
        out.finish()
    }

    /// Reads a list of at most [`KRL_CAP`] bytes.
    pub fn read(bytes: &[u8]) -> Result<Self, KrlError> {
        if bytes.len() > KRL_CAP {
            return Err(WireError::TooLong(KRL_CAP).into());
        }
        let mut reader = Reader::new(bytes);
        if reader.take(MAGIC.len())? != MAGIC {
            return Err(KrlError::Magic);
        }
        let format = reader.u32()?;
        if format != FORMAT {
            return Err(KrlError::Version(format));
        }
        let (version, generated, flags) = (reader.u64()?, reader.u64()?, reader.u64()?);
        if flags != 0 || !reader.string(KRL_CAP)?.is_empty() {
            return Err(KrlError::Reserved);
        }
        let mut krl = Self::new(version, generated, reader.text(key::COMMENT_CAP)?)?;
        while !reader.is_empty() {
            let kind = reader.u8()?;
            let mut section = Reader::new(reader.string(KRL_CAP)?);
            match kind {
                CERTIFICATES => krl.read_certificates(section)?,
                EXPLICIT_KEY => {
                    while !section.is_empty() {
                        krl.revoke_key(key::read_public_blob(section.string(KRL_CAP)?)?)?;
                    }
                }
                FINGERPRINT_SHA256 => {
                    while !section.is_empty() {
                        let digest = section.string(64)?;
                        let digest = digest.try_into().map_err(|_| KrlError::Fingerprint)?;
                        krl.revoke_fingerprint(digest)?;
                    }
                }
                other => return Err(KrlError::Section(other)),
            }
        }
        Ok(krl)
    }

    fn read_certificates(&mut self, mut section: Reader<'_>) -> Result<(), KrlError> {
        let blob = section.string(KRL_CAP)?;
        let ca = match blob {
            [] => None,
            blob => Some(key::read_public_blob(blob)?),
        };
        if !section.string(KRL_CAP)?.is_empty() {
            return Err(KrlError::Reserved);
        }
        while !section.is_empty() {
            let kind = section.u8()?;
            let mut part = Reader::new(section.string(KRL_CAP)?);
            match kind {
                SERIAL_LIST => {
                    while !part.is_empty() {
                        let serial = part.u64()?;
                        self.revoke_serials(ca, serial..=serial)?;
                    }
                }
                SERIAL_RANGE => {
                    let (first, last) = (part.u64()?, part.u64()?);
                    part.finish()?;
                    self.revoke_serials(ca, first..=last)?;
                }
                SERIAL_BITMAP => self.read_bitmap(ca, part)?,
                KEY_ID => {
                    while !part.is_empty() {
                        self.revoke_key_id(ca, part.text(key::COMMENT_CAP)?)?;
                    }
                }
                other => return Err(KrlError::Section(other)),
            }
        }
        Ok(())
    }

    /// `uint64 offset, mpint bits`: bit i from the right is the serial offset + i.
    fn read_bitmap(&mut self, ca: Option<PublicKey>, mut part: Reader<'_>) -> Result<(), KrlError> {
        let offset = part.u64()?;
        let bits = part.string(KRL_CAP)?;
        part.finish()?;
        if bits.first().is_some_and(|first| first & 0x80 != 0) {
            return Err(KrlError::Serial);
        }
        let bytes = (0u64..).zip(bits.iter().rev());
        for (index, byte) in bytes.filter(|(_, byte)| **byte != 0) {
            for bit in (0..8).filter(|bit| byte >> bit & 1 == 1) {
                let serial = offset.checked_add(index * 8 + bit);
                let serial = serial.ok_or(KrlError::Serial)?;
                self.revoke_serials(ca, serial..=serial)?;
            }
        }
        Ok(())
    }
}

impl Certificates {
    fn write(&self, ca: Option<&PublicKey>) -> Vec<u8> {
        let mut out = Writer::new()
            .string(ca.map(key::public_blob).unwrap_or_default())
            .string("");
        for (first, last) in &self.serials {
            out = if first == last {
                let serial = Writer::new().u64(*first).finish();
                out.u8(SERIAL_LIST).string(serial)
            } else {
                let range = Writer::new().u64(*first).u64(*last).finish();
                out.u8(SERIAL_RANGE).string(range)
            };
        }
        if !self.key_ids.is_empty() {
            let ids = self.key_ids.iter();
            let ids = ids.fold(Writer::new(), |section, id| section.string(id));
            out = out.u8(KEY_ID).string(ids.finish());
        }
        out.finish()
    }
}

fn check_text(text: &str) -> Result<(), KrlError> {
    let printable = text.bytes().all(|b| (0x20..0x7f).contains(&b));
    if printable && text.len() <= key::COMMENT_CAP {
        Ok(())
    } else {
        Err(KrlError::Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serials(ranges: &[RangeInclusive<u64>]) -> Vec<(u64, u64)> {
        let mut krl = Krl::new(1, 0, "").unwrap();
        for range in ranges {
            krl.revoke_serials(None, range.clone()).unwrap();
        }
        let section = krl.certificates.remove(&None).unwrap_or_default();
        section.serials.into_iter().collect()
    }

    #[test]
    fn serials_that_touch_become_one_range() {
        assert_eq!(serials(&[4..=9, 10..=10, 2..=2]), [(2, 2), (4, 10)]);
        assert_eq!(serials(&[1..=1, 3..=3, 2..=2]), [(1, 3)]);
        assert_eq!(serials(&[5..=6, 1..=u64::MAX]), [(1, u64::MAX)]);
        assert_eq!(serials(&[1..=9, 3..=4]), [(1, 9)]);
        assert_eq!(
            serials(&[u64::MAX..=u64::MAX, 1..=1]),
            [(1, 1), (u64::MAX, u64::MAX)]
        );
    }

    #[test]
    fn serials_that_no_certificate_has_are_refused() {
        let mut krl = Krl::new(1, 0, "").unwrap();
        assert_eq!(krl.revoke_serials(None, 0..=4), Err(KrlError::Serial));
        let (first, last) = (5, 4);
        assert_eq!(
            krl.revoke_serials(None, RangeInclusive::new(first, last)),
            Err(KrlError::Serial)
        );
    }

    #[test]
    fn sections_that_are_not_understood_are_refused_not_skipped() {
        for kind in [0, 3, 4, 6, 255] {
            let mut bytes = Krl::new(1, 0, "").unwrap().write();
            bytes.extend(Writer::new().u8(kind).string("").finish());
            assert_eq!(Krl::read(&bytes), Err(KrlError::Section(kind)));
        }
    }
}
