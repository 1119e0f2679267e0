//! `revoked.json`, and the OpenSSH revocation list that says the same to ssh-keygen.

use invigil_crypto::{
    digest::{Digest, hex, unhex},
    sign::PublicKey,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::{TrustError, time};
use crate::{
    json,
    ssh::{Krl, key},
};

/// The largest `revoked.json`, bytes.
pub const REVOKED_CAP: usize = 1024 * 1024;

const FORMAT: &str = "invigil-revoked/1";
const FAMILY: &str = "invigil-revoked/";
const REASON_CAP: usize = 200;

/// What an organisation has taken back. Signed by R.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revoked {
    format: String,
    /// The organisation's id.
    pub org: String,
    /// Counts up from 1; the version number of the revocation list.
    pub seq: u64,
    /// SHA-256 of the `revoked.json` before; `None` exactly for the first.
    #[serde(with = "hex_digest")]
    pub prev: Option<Digest>,
    /// When it was made, Unix seconds.
    #[serde(with = "time::rfc3339")]
    pub issued: u64,
    /// What is taken back.
    pub entries: Vec<RevokedEntry>,
}

/// One key or range of certificates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokedEntry {
    /// What is taken back.
    pub what: RevokedWhat,
    /// Since when it does not count, Unix seconds. Version 1 knows no witness, so nothing proves
    /// that a signature is older: the entry refuses whatever the signature's own time says.
    #[serde(with = "time::rfc3339")]
    pub since: u64,
    /// Why, for people: 1 to 200 bytes in one line.
    pub reason: String,
}

/// What an entry takes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum RevokedWhat {
    /// A key, bare and in every certificate of it or by it.
    Key(#[serde(with = "key_line")] PublicKey),
    /// The certificates of a device with these serials.
    Serials {
        /// The device's key D.
        #[serde(with = "key_line")]
        ca: PublicKey,
        /// The first serial, from 1.
        first: u64,
        /// The last serial, not below `first`.
        last: u64,
    },
}

impl Revoked {
    /// A list.
    pub fn new(
        org: &str,
        seq: u64,
        prev: Option<Digest>,
        issued: u64,
        entries: Vec<RevokedEntry>,
    ) -> Self {
        Self {
            format: FORMAT.to_owned(),
            org: org.to_owned(),
            seq,
            prev,
            issued,
            entries,
        }
    }

    /// The bytes of `revoked.json`.
    ///
    /// # Errors
    /// [`TrustError::RevokedValue`], and [`TrustError::Krl`] for a range that no list can hold.
    pub fn write(&self) -> Result<Vec<u8>, TrustError> {
        self.check()?;
        Ok(json::to_vec(self))
    }

    /// Reads `revoked.json`; says nothing of who made it.
    pub fn read(bytes: &[u8]) -> Result<Self, TrustError> {
        let revoked: Self =
            json::from_slice(bytes, REVOKED_CAP).map_err(TrustError::RevokedJson)?;
        if revoked.format != FORMAT && revoked.format.starts_with(FAMILY) {
            return Err(TrustError::RevokedVersion);
        }
        revoked.check()?;
        Ok(revoked)
    }

    /// `revoked.krl`: a function of `revoked.json`, with its `seq` as version and its `issued`
    /// as date.
    pub fn krl(&self) -> Result<Krl, TrustError> {
        let mut krl = Krl::new(self.seq, self.issued, &format!("{FORMAT} {}", self.org))?;
        for entry in &self.entries {
            match &entry.what {
                RevokedWhat::Key(key) => krl.revoke_key(*key)?,
                RevokedWhat::Serials { ca, first, last } => {
                    krl.revoke_serials(Some(*ca), *first..=*last)?;
                }
            }
        }
        Ok(krl)
    }

    fn check(&self) -> Result<(), TrustError> {
        let in_a_line = |text: &str| {
            (1..=REASON_CAP).contains(&text.len()) && !text.chars().any(char::is_control)
        };
        let times = self.entries.iter().map(|entry| entry.since);
        let good = self.format == FORMAT
            && self.seq != 0
            && (self.seq == 1) == self.prev.is_none()
            && self.entries.iter().all(|entry| in_a_line(&entry.reason))
            && times
                .chain([self.issued])
                .all(|at| time::write(at, time::RFC3339).is_some());
        if !good {
            return Err(TrustError::RevokedValue);
        }
        self.krl().map(|_| ())
    }
}

mod key_line {
    use super::{Deserialize, Deserializer, Error, PublicKey, Serializer, key};

    pub(super) fn serialize<S: Serializer>(key: &PublicKey, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&key::public_line(key, ""))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<PublicKey, D::Error> {
        match key::read_public_line(&String::deserialize(from)?) {
            Ok((key, comment)) if comment.is_empty() => Ok(key),
            Ok(_) => Err(D::Error::custom("a key with a comment")),
            Err(error) => Err(D::Error::custom(error)),
        }
    }
}

mod hex_digest {
    use super::{Deserialize, Deserializer, Digest, Error, Serialize, Serializer, hex, unhex};

    pub(super) fn serialize<S: Serializer>(
        digest: &Option<Digest>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        digest.map(|digest| hex(&digest)).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Digest>, D::Error> {
        Option::<String>::deserialize(from)?
            .map(|digits| unhex(&digits).ok_or_else(|| D::Error::custom("not a SHA-256 in hex")))
            .transpose()
    }
}
