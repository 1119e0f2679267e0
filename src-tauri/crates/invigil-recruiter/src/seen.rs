//! What the organisation's folder remembers of its own trust files, so that older ones that are put
//! back are noticed: the newest `org.signers`, and the newest list of revocations.
//!
//! Deliberately absent: lists that results bring. They are judged by when they are newer, and a
//! folder that has never held one would be refused for its lack.

use invigil_bundle::{
    doc::Hex,
    trust::{LastSeen, Revoked, TrustError, TrustFile},
};
use invigil_crypto::digest::sha256;
use invigil_model::Code;
use serde::{Deserialize, Deserializer, Serialize};

/// `trust/last-seen.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seen {
    org: String,
    seq: u64,
    sha256: Hex<32>,
    /// The newest `revoked.json`; absent where there was none, and in files of earlier versions.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "there"
    )]
    revoked: Option<SeenList>,
}

/// A `revoked.json` that stood in the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeenList {
    seq: u64,
    sha256: Hex<32>,
}

/// Why a list of revocations does not follow the one that was seen.
pub(crate) enum NotFollowing {
    /// None is there.
    Missing(String),
    /// Another one is there; the stable code and the facts.
    Other(Code, String),
}

/// The field is left out or holds a value: null is neither.
fn there<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SeenList>, D::Error> {
    SeenList::deserialize(from).map(Some)
}

impl Seen {
    /// What to remember of an `org.signers` and a `revoked.json`.
    ///
    /// # Errors
    /// Those of [`TrustFile::write`] and [`Revoked::read`].
    pub(crate) fn of(signers: &TrustFile, revoked: Option<&[u8]>) -> Result<Self, TrustError> {
        let LastSeen { org, seq, hash } = LastSeen::of(signers)?;
        let list = |json: &[u8]| {
            Ok::<_, TrustError>(SeenList {
                seq: Revoked::read(json)?.seq,
                sha256: Hex(sha256(json)),
            })
        };
        Ok(Self {
            org,
            seq,
            sha256: Hex(hash),
            revoked: revoked.map(list).transpose()?,
        })
    }

    /// Reads a `last-seen.json`.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// The bytes of `last-seen.json`.
    pub(crate) fn write(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }

    /// What is remembered of `org.signers`.
    pub(crate) fn signers(&self) -> LastSeen {
        LastSeen {
            org: self.org.clone(),
            seq: self.seq,
            hash: self.sha256.0,
        }
    }

    /// Whether the list in the folder, read from its verified bytes, is the one seen last or comes
    /// after it. Where none was seen, any is taken, and none as well.
    pub(crate) fn check_list(&self, list: Option<(&Revoked, &[u8])>) -> Result<(), NotFollowing> {
        let Some(seen) = self.revoked else {
            return Ok(());
        };
        let Some((list, json)) = list else {
            return Err(NotFollowing::Missing(format!(
                "trust/revoked.json is missing, and its number {} was seen before",
                seen.seq
            )));
        };
        let other = |code, why| Err(NotFollowing::Other(Code(code), why));
        if list.seq < seen.seq {
            let why = format!(
                "the list of revocations has number {}, but number {} was seen before",
                list.seq, seen.seq
            );
            return other("trust.rollback", why);
        }
        if list.seq == seen.seq && sha256(json) != seen.sha256.0 {
            let why = format!(
                "there are two different lists of revocations with number {}",
                list.seq
            );
            return other("trust.equivocation", why);
        }
        if list.seq - seen.seq == 1 && list.prev != Some(seen.sha256.0) {
            let why = "the list of revocations does not follow the one that was seen last";
            return other("trust.predecessor", why.to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "0101010101010101010101010101010101010101010101010101010101010101";

    fn seen(revoked: &str) -> Result<Seen, serde_json::Error> {
        let json = format!(r#"{{"org":"acme","seq":7,"sha256":"{HASH}"{revoked}}}"#);
        let seen = Seen::read(json.as_bytes())?;
        assert_eq!(seen.write()?, json.as_bytes());
        Ok(seen)
    }

    fn list(seq: u64, prev: Option<[u8; 32]>) -> Revoked {
        Revoked::new("acme", seq, prev, 0, Vec::new())
    }

    fn code(seen: &Seen, list: &Revoked, json: &[u8]) -> &'static str {
        match seen.check_list(Some((list, json))) {
            Ok(()) => "",
            Err(NotFollowing::Missing(_)) => "missing",
            Err(NotFollowing::Other(code, _)) => code.0,
        }
    }

    #[test]
    fn what_is_remembered_is_written_as_it_was_read_and_nothing_else_is_taken() {
        assert_eq!(seen("").expect("as before").revoked, None);
        let with = seen(&format!(r#","revoked":{{"seq":2,"sha256":"{HASH}"}}"#));
        assert_eq!(with.expect("a list").revoked.map(|list| list.seq), Some(2));
        for wrong in [
            r#","revoked":null"#.to_owned(),
            r#","revoked":{"seq":2}"#.to_owned(),
            format!(r#","revoked":{{"seq":2,"sha256":"{HASH}","x":1}}"#),
            r#","other":1"#.to_owned(),
        ] {
            assert!(seen(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_list_is_the_one_seen_or_comes_after_it() {
        let none = seen("").expect("as before");
        assert_eq!(code(&none, &list(1, None), b"1"), "");
        assert!(none.check_list(None).is_ok());
        let hash = Hex::<32>(sha256(b"2"));
        let two = seen(&format!(r#","revoked":{{"seq":2,"sha256":"{hash}"}}"#));
        let two = two.expect("a list");
        let missing = two.check_list(None);
        assert!(matches!(missing, Err(NotFollowing::Missing(_))));
        for (list, json, expected) in [
            (list(1, None), "1", "trust.rollback"),
            (list(2, Some([0; 32])), "2", ""),
            (list(2, Some([0; 32])), "2 other", "trust.equivocation"),
            (list(3, Some(sha256(b"2"))), "3", ""),
            (list(3, Some([0; 32])), "3", "trust.predecessor"),
            (list(4, Some([0; 32])), "4", ""),
        ] {
            assert_eq!(code(&two, &list, json.as_bytes()), expected, "{json}");
        }
    }
}
