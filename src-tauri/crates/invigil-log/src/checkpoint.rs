//! Checkpoints: a log's size and root, signed by the attempt key as a C2SP signed note.
//!
//! Sources: c2sp.org/signed-note, c2sp.org/tlog-checkpoint. Version 1 knows one signature, that
//! of the log itself: a witness's cosignature or an extension line is refused by its own code,
//! never skipped.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use invigil_crypto::{
    digest::{Digest, sha256_parts},
    sign::{PublicKey, SigningKey},
};
use invigil_model::{AttemptId, Code};

/// The longest note read, bytes.
const MAX_NOTE: usize = 16 * 1024;

/// The origin that cosignatures sign under; no log may use it.
const RESERVED_ORIGIN: &str = "cosignature/v1";

/// A signed head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Number of frames.
    pub size: u64,
    /// Root of the tree of their leaves.
    pub root: Digest,
}

/// A checkpoint that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not the text of a signed note.
    #[error("the checkpoint is not a signed note")]
    Note,
    /// Not the body of a checkpoint: origin, size, root.
    #[error("the checkpoint's body is not origin, size and root")]
    Body,
    /// A line after the root.
    #[error("the checkpoint has an extension line, which version 1 does not know")]
    Extension,
    /// Another log's.
    #[error("the checkpoint is of another log")]
    Origin,
    /// The origin `cosignature/v1`, whose messages could be taken for cosignatures.
    #[error("the checkpoint's origin is reserved for cosignatures")]
    ReservedOrigin,
    /// No signature line by the log's key.
    #[error("the checkpoint is not signed by the log's key")]
    Unsigned,
    /// A second signature line: nobody else's key is listed in version 1.
    #[error("the checkpoint has a signature by a key that is not listed")]
    UnlistedWitness,
    /// The signature does not verify.
    #[error("the checkpoint's signature does not verify")]
    Signature,
    /// A good checkpoint of a log of another size.
    #[error("the checkpoint is of a log of another size")]
    Size,
    /// A good checkpoint of another log of this size.
    #[error("the checkpoint's root is not that of the log")]
    Root,
}

impl CheckpointError {
    /// The stable code.
    pub fn code(self) -> Code {
        Code(match self {
            Self::Note => "log.checkpoint-note",
            Self::Body => "log.checkpoint-body",
            Self::Extension => "log.checkpoint-extension",
            Self::Origin => "log.checkpoint-origin",
            Self::ReservedOrigin => "log.checkpoint-reserved-origin",
            Self::Unsigned => "log.checkpoint-unsigned",
            Self::UnlistedWitness => "log.checkpoint-unlisted-witness",
            Self::Signature => "log.checkpoint-signature",
            Self::Size => "log.checkpoint-size",
            Self::Root => "log.checkpoint-root",
        })
    }
}

impl Checkpoint {
    /// Whether this is the head of `tree`.
    pub fn check(&self, tree: &crate::Tree) -> Result<(), CheckpointError> {
        if self.size != tree.size() {
            return Err(CheckpointError::Size);
        }
        if self.root != tree.root() {
            return Err(CheckpointError::Root);
        }
        Ok(())
    }
}

/// The origin of an attempt's log: `invigil/attempt/<attempt id>`.
pub fn attempt_origin(attempt: AttemptId) -> String {
    format!("invigil/attempt/{attempt}")
}

/// A signed checkpoint: the text of `log/checkpoint`.
pub fn sign_checkpoint(key: &SigningKey, origin: &str, size: u64, root: &Digest) -> String {
    let mut text = format!("{origin}\n{size}\n{}\n", STANDARD.encode(root));
    let mut blob = key_hash(origin, &key.public()).to_vec();
    blob.extend(key.sign(text.as_bytes()));
    // Writing to a string cannot fail.
    let _ = write!(text, "\n\u{2014} {origin} {}\n", STANDARD.encode(blob));
    text
}

/// Reads a checkpoint of `origin` and checks its one signature under `key`.
pub fn verify_checkpoint(
    text: &str,
    origin: &str,
    key: &PublicKey,
) -> Result<Checkpoint, CheckpointError> {
    let note = Note::parse(text)?;
    let (found, checkpoint) = read_body(note.body)?;
    if found == RESERVED_ORIGIN {
        return Err(CheckpointError::ReservedOrigin);
    }
    if found != origin {
        return Err(CheckpointError::Origin);
    }
    let ours = |s: &&NoteSignature<'_>| s.name == origin && s.key_hash == key_hash(origin, key);
    let signature = note
        .signatures
        .iter()
        .find(ours)
        .ok_or(CheckpointError::Unsigned)?;
    if note.signatures.len() > 1 {
        return Err(CheckpointError::UnlistedWitness);
    }
    key.verify(note.body.as_bytes(), &signature.signature)
        .map_err(|_| CheckpointError::Signature)?;
    Ok(checkpoint)
}

/// A signed note in its parts, nothing verified: for `inspect` and for the standard tools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note<'a> {
    /// What is signed, with its last line end.
    pub body: &'a str,
    /// The signature lines.
    pub signatures: Vec<NoteSignature<'a>>,
}

/// One signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature<'a> {
    /// The key's name; of a log's own key, the origin.
    pub name: &'a str,
    /// The key's 4-byte hash.
    pub key_hash: [u8; 4],
    /// What follows the hash: 64 bytes for Ed25519.
    pub signature: Vec<u8>,
}

impl<'a> Note<'a> {
    /// Splits a note. Control characters other than LF, a missing or doubled blank line, and
    /// base64 that is not canonical are refused.
    pub fn parse(text: &'a str) -> Result<Self, CheckpointError> {
        let refused = CheckpointError::Note;
        let control = |c: char| c < ' ' && c != '\n';
        if text.len() > MAX_NOTE || text.contains(control) {
            return Err(refused);
        }
        let (body, signatures) = text.split_once("\n\n").ok_or(refused)?;
        let lines = signatures.strip_suffix('\n').ok_or(refused)?;
        let signatures = lines
            .split('\n')
            .map(|line| signature_line(line).ok_or(refused));
        Ok(Self {
            body: &text[..=body.len()],
            signatures: signatures.collect::<Result<_, _>>()?,
        })
    }
}

fn signature_line(line: &str) -> Option<NoteSignature<'_>> {
    let (name, blob) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    let blob = STANDARD.decode(blob).ok()?;
    let (key_hash, signature) = blob.split_first_chunk()?;
    if name.is_empty() || name.contains(['+', ' ']) || signature.is_empty() {
        return None;
    }
    Some(NoteSignature {
        name,
        key_hash: *key_hash,
        signature: signature.to_vec(),
    })
}

fn read_body(body: &str) -> Result<(&str, Checkpoint), CheckpointError> {
    let refused = CheckpointError::Body;
    let mut lines = body.split_terminator('\n');
    let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
        return Err(refused);
    };
    let number: u64 = size.parse().map_err(|_| refused)?;
    let root = STANDARD.decode(root).map_err(|_| refused)?;
    let root = Digest::try_from(root).map_err(|_| refused)?;
    if origin.is_empty() || number.to_string() != size {
        return Err(refused);
    }
    if lines.next().is_some() {
        return Err(CheckpointError::Extension);
    }
    Ok((origin, Checkpoint { size: number, root }))
}

/// The first four bytes of SHA-256(name || LF || 0x01 || key); 0x01 stands for Ed25519.
fn key_hash(name: &str, key: &PublicKey) -> [u8; 4] {
    let digest = sha256_parts(&[name.as_bytes(), b"\n\x01", key.as_bytes()]);
    [digest[0], digest[1], digest[2], digest[3]]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ORIGIN: &str = "invigil/attempt/00000000-0000-0000-0000-000000000001";

    fn key() -> SigningKey {
        SigningKey::from_seed([7; 32])
    }

    fn valid() -> String {
        sign_checkpoint(&key(), ORIGIN, 42, &[9; 32])
    }

    /// The note with another body, signed again.
    fn signed(body: &str, name: &str) -> String {
        let mut blob = key_hash(name, &key().public()).to_vec();
        blob.extend(key().sign(body.as_bytes()));
        format!("{body}\n\u{2014} {name} {}\n", STANDARD.encode(blob))
    }

    fn check(text: &str, expected: CheckpointError) {
        assert_eq!(
            verify_checkpoint(text, ORIGIN, &key().public()),
            Err(expected),
            "{text}"
        );
    }

    #[test]
    fn a_checkpoint_is_a_signed_note() {
        insta::assert_snapshot!(valid(), @r"
        invigil/attempt/00000000-0000-0000-0000-000000000001
        42
        CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=

        — invigil/attempt/00000000-0000-0000-0000-000000000001 G4enxzFpH3ddK2r07dFRLtCF4mj6YDOuLpNeK3u4iPDVqn4Hlpn6GtM0rwPzIKQ/eaNL1fUVWkSI0tP2Ks3ePjDvngI=
        ");
        let origin = attempt_origin("00000000-0000-0000-0000-000000000001".parse().expect("id"));
        assert_eq!(origin, ORIGIN);
        let checkpoint = Checkpoint {
            size: 42,
            root: [9; 32],
        };
        assert_eq!(
            verify_checkpoint(&valid(), ORIGIN, &key().public()),
            Ok(checkpoint)
        );
    }

    #[test]
    fn the_published_example_of_a_signed_note_verifies() {
        // golang.org/x/mod/sumdb/note, package documentation.
        let text = "If you think cryptography is the answer to your problem,\n\
            then you don't know what your problem is.\n\n\
            \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        let encoded = STANDARD
            .decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
            .expect("base64");
        let key = PublicKey::from_bytes(encoded[1..].try_into().expect("32 bytes")).expect("key");
        let note = Note::parse(text).expect("note");
        let [line] = &note.signatures[..] else {
            panic!("one signature")
        };
        assert_eq!(line.name, "PeterNeumann");
        assert_eq!(line.key_hash, key_hash("PeterNeumann", &key));
        assert_eq!(line.key_hash, [0xc7, 0x4f, 0x20, 0xa3]);
        assert_eq!(key.verify(note.body.as_bytes(), &line.signature), Ok(()));
    }

    #[test]
    fn another_log_or_another_key_is_refused() {
        let root = STANDARD.encode([9; 32]);
        let other = format!("{}2", &ORIGIN[..ORIGIN.len() - 1]);
        check(
            &sign_checkpoint(&key(), &other, 42, &[9; 32]),
            CheckpointError::Origin,
        );
        let reserved = format!("{RESERVED_ORIGIN}\n42\n{root}\n");
        check(
            &signed(&reserved, RESERVED_ORIGIN),
            CheckpointError::ReservedOrigin,
        );
        let stranger = SigningKey::from_seed([8; 32]);
        check(
            &sign_checkpoint(&stranger, ORIGIN, 42, &[9; 32]),
            CheckpointError::Unsigned,
        );
        let body = format!("{ORIGIN}\n42\n{root}\n");
        check(&signed(&body, "someone"), CheckpointError::Unsigned);
    }

    #[test]
    fn a_second_signature_is_refused_as_an_unlisted_witness() {
        let witness = signed(
            &valid()[..valid().find("\n\n").expect("blank") + 1],
            "witness.example",
        );
        let line = witness.lines().last().expect("line").to_owned() + "\n";
        check(&(valid() + &line), CheckpointError::UnlistedWitness);
    }

    #[test]
    fn a_body_has_one_spelling() {
        let root = STANDARD.encode([9; 32]);
        for body in [
            format!("{ORIGIN}\n042\n{root}\n"),
            format!("{ORIGIN}\n+42\n{root}\n"),
            format!("{ORIGIN}\n18446744073709551616\n{root}\n"),
            format!("{ORIGIN}\n42\n{}\n", root.trim_end_matches('=')),
            format!("{ORIGIN}\n42\n{}\n", STANDARD.encode([9; 31])),
            format!("{ORIGIN}\n42\n"),
        ] {
            check(&signed(&body, ORIGIN), CheckpointError::Body);
        }
        let extended = format!("{ORIGIN}\n42\n{root}\nmore\n");
        check(&signed(&extended, ORIGIN), CheckpointError::Extension);
    }

    #[test]
    fn a_note_has_one_spelling() {
        for text in [
            String::new(),
            valid().replace('\n', "\r\n"),
            valid().trim_end().to_owned(),
            valid().replace("\n\n", "\n"),
            valid().replace('\u{2014}', "-"),
            valid() + "\n",
            valid() + "x",
            valid().replace("\u{2014} invigil", "\u{2014}  invigil"),
            "a\n".repeat(MAX_NOTE),
        ] {
            check(&text, CheckpointError::Note);
        }
    }

    #[test]
    fn a_head_is_held_against_the_tree() {
        let mut tree = crate::Tree::new();
        tree.push([1; 32]);
        let head = |size, root| Checkpoint { size, root }.check(&tree);
        assert_eq!(head(1, tree.root()), Ok(()));
        assert_eq!(head(2, tree.root()), Err(CheckpointError::Size));
        assert_eq!(head(1, [2; 32]), Err(CheckpointError::Root));
    }

    proptest! {
        #[test]
        fn a_changed_character_is_refused(at in any::<prop::sample::Index>(), to in any::<char>()) {
            let mut chars: Vec<char> = valid().chars().collect();
            let at = at.index(chars.len());
            prop_assume!(chars[at] != to);
            chars[at] = to;
            let text: String = chars.into_iter().collect();
            prop_assert!(verify_checkpoint(&text, ORIGIN, &key().public()).is_err());
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "(\\PC|\n|\u{2014} ){0,80}") {
            prop_assert!(verify_checkpoint(&text, ORIGIN, &key().public()).is_err());
        }
    }
}
