//! Ed25519 keys as OpenSSH writes them: blobs, `.pub` lines, unencrypted private key files.
//!
//! Deliberately absent: passphrases and ciphers inside the key file (secrets at rest are sealed
//! by the vault) and every other key type.

use base64::{Engine, engine::general_purpose::STANDARD, engine::general_purpose::STANDARD_NO_PAD};
use invigil_crypto::{
    CryptoError,
    digest::sha256,
    random::{self, Random},
    sign::{PublicKey, SigningKey},
};
use invigil_model::Code;
use zeroize::Zeroizing;

use super::{
    armor::{ArmorError, Label},
    wire::{Reader, WireError, Writer},
};

/// The only key type of version 1 (RFC 8709).
pub const KEY_TYPE: &str = "ssh-ed25519";

/// The largest private key file that is read, bytes.
pub const PRIVATE_CAP: usize = 16 * 1024;

/// The longest comment of a key, bytes.
pub const COMMENT_CAP: usize = 256;

const PRIVATE: Label = Label("OPENSSH PRIVATE KEY");
const MAGIC: &[u8] = b"openssh-key-v1\0";
const BLOCK: usize = 8;

/// What is wrong with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The wire encoding is broken.
    #[error("the key is damaged: {0}")]
    Wire(#[from] WireError),
    /// The armor of a private key file is not as ssh-keygen writes it.
    #[error("the private key file is damaged: {0}")]
    Armor(ArmorError),
    /// Not `ssh-ed25519`.
    #[error("the key is not of type ssh-ed25519")]
    Type,
    /// A public half that is not 32 bytes, or a private one that is not 64.
    #[error("the key has the wrong length")]
    Length,
    /// A small-order point or a second encoding of one.
    #[error("the public key is weak or not in canonical form")]
    Weak,
    /// Not `ssh-ed25519 BASE64 [comment]` in one line.
    #[error("the line is not `ssh-ed25519`, one space, and the key in base64")]
    Line,
    /// A comment that does not fit in one line.
    #[error("the comment is too long or not printable ASCII")]
    Comment,
    /// The private key file is encrypted.
    #[error("the private key file is encrypted with a passphrase")]
    Encrypted,
    /// Not an OpenSSH private key with exactly one key.
    #[error("the file does not hold exactly one OpenSSH private key")]
    NotPrivate,
    /// The two public halves and the private half do not belong together.
    #[error("the halves of the private key file do not belong together")]
    Mismatch,
    /// No randomness for a check value.
    #[error("{0}")]
    Random(CryptoError),
}

impl KeyError {
    /// The stable code.
    pub fn code(self) -> Code {
        Code(match self {
            Self::Wire(inner) => return inner.code(),
            Self::Armor(_) => "key.armor",
            Self::Type => "key.type",
            Self::Length => "key.length",
            Self::Weak => "key.weak",
            Self::Line => "key.line",
            Self::Comment => "key.comment",
            Self::Encrypted => "key.encrypted",
            Self::NotPrivate => "key.not-private",
            Self::Mismatch => "key.mismatch",
            Self::Random(_) => "key.no-random",
        })
    }
}

/// The key blob: string `ssh-ed25519`, string of 32 bytes (RFC 8709, section 4). 51 bytes.
pub fn public_blob(key: &PublicKey) -> Vec<u8> {
    Writer::new()
        .string(KEY_TYPE)
        .string(key.as_bytes())
        .finish()
}

/// Reads [`public_blob`]; refuses other types, weak keys and second encodings.
pub fn read_public_blob(blob: &[u8]) -> Result<PublicKey, KeyError> {
    let mut reader = Reader::new(blob);
    if reader.string(64)? != KEY_TYPE.as_bytes() {
        return Err(KeyError::Type);
    }
    let key = read_point(&mut reader)?;
    reader.finish()?;
    Ok(key)
}

pub(super) fn read_point(reader: &mut Reader<'_>) -> Result<PublicKey, KeyError> {
    let bytes = reader
        .string(64)?
        .try_into()
        .map_err(|_| KeyError::Length)?;
    PublicKey::from_bytes(bytes).map_err(|_| KeyError::Weak)
}

/// `ssh-ed25519 AAAA...` and, unless it is empty, a space and the comment. No line end.
pub fn public_line(key: &PublicKey, comment: &str) -> String {
    let mut line = format!("{KEY_TYPE} {}", STANDARD.encode(public_blob(key)));
    if !comment.is_empty() {
        line.push(' ');
        line.push_str(comment);
    }
    line
}

/// Reads [`public_line`] as key and comment; one final LF is allowed, as in a `.pub` file.
pub fn read_public_line(line: &str) -> Result<(PublicKey, String), KeyError> {
    if line.len() > PRIVATE_CAP {
        return Err(KeyError::Line);
    }
    let line = line.strip_suffix('\n').unwrap_or(line);
    let mut words = line.splitn(3, ' ');
    let (kind, body) = (words.next(), words.next().ok_or(KeyError::Line)?);
    if kind != Some(KEY_TYPE) {
        return Err(KeyError::Type);
    }
    if body.is_empty() {
        return Err(KeyError::Line);
    }
    let blob = STANDARD.decode(body).map_err(|_| KeyError::Line)?;
    let key = read_public_blob(&blob)?;
    let comment = words.next().unwrap_or_default();
    check_comment(comment)?;
    if public_line(&key, comment) != line {
        return Err(KeyError::Line);
    }
    Ok((key, comment.to_owned()))
}

fn check_comment(comment: &str) -> Result<(), KeyError> {
    let printable = comment.bytes().all(|b| (0x20..0x7f).contains(&b));
    if printable && comment.len() <= COMMENT_CAP {
        Ok(())
    } else {
        Err(KeyError::Comment)
    }
}

/// `SHA256:` and the unpadded base64 of the blob's SHA-256, as `ssh-keygen -l` prints it.
pub fn fingerprint(key: &PublicKey) -> String {
    format!(
        "SHA256:{}",
        STANDARD_NO_PAD.encode(sha256(&public_blob(key)))
    )
}

/// A private key file's content.
#[derive(Clone, Debug)]
pub struct PrivateKey {
    /// The key; wiped when dropped.
    pub key: SigningKey,
    /// The comment, printable ASCII.
    pub comment: String,
}

/// The text of an unencrypted OpenSSH private key file (PROTOCOL.key).
///
/// # Errors
/// [`KeyError::Comment`], [`KeyError::Random`].
pub fn write_private(
    key: &SigningKey,
    comment: &str,
    random: &dyn Random,
) -> Result<Zeroizing<String>, KeyError> {
    check_comment(comment)?;
    let check: [u8; 4] = random::bytes(random).map_err(KeyError::Random)?;
    let public = key.public();
    let pair = Zeroizing::new([*key.seed(), *public.as_bytes()].concat());
    let mut secret = Zeroizing::new(
        Writer::with_capacity(512)
            .raw(&check)
            .raw(&check)
            .string(KEY_TYPE)
            .string(public.as_bytes())
            .string(pair.as_slice())
            .string(comment)
            .finish(),
    );
    let pad = (BLOCK - secret.len() % BLOCK) % BLOCK;
    secret.extend((1u8..).take(pad));
    let blob = Zeroizing::new(
        Writer::with_capacity(1024)
            .raw(MAGIC)
            .string("none")
            .string("none")
            .string("")
            .u32(1)
            .string(public_blob(&public))
            .string(secret.as_slice())
            .finish(),
    );
    Ok(PRIVATE.write(&blob))
}

/// Reads an unencrypted OpenSSH private key file with one Ed25519 key.
pub fn read_private(text: &[u8]) -> Result<PrivateKey, KeyError> {
    let blob = PRIVATE.read(text, PRIVATE_CAP).map_err(KeyError::Armor)?;
    let mut reader = Reader::new(&blob);
    if reader.take(MAGIC.len())? != MAGIC {
        return Err(KeyError::NotPrivate);
    }
    let (cipher, kdf, options) = (reader.string(64)?, reader.string(64)?, reader.string(256)?);
    if cipher != b"none" || kdf != b"none" || !options.is_empty() {
        return Err(KeyError::Encrypted);
    }
    if reader.u32()? != 1 {
        return Err(KeyError::NotPrivate);
    }
    let public = read_public_blob(reader.string(PRIVATE_CAP)?)?;
    let secret = reader.string(PRIVATE_CAP)?;
    reader.finish()?;
    read_secret(secret, &public)
}

fn read_secret(secret: &[u8], public: &PublicKey) -> Result<PrivateKey, KeyError> {
    let mut reader = Reader::new(secret);
    if !secret.len().is_multiple_of(BLOCK) || reader.u32()? != reader.u32()? {
        return Err(KeyError::NotPrivate);
    }
    if reader.string(64)? != KEY_TYPE.as_bytes() {
        return Err(KeyError::Type);
    }
    let inner = read_point(&mut reader)?;
    let pair = reader.string(64)?;
    let (seed, half) = pair.split_first_chunk::<32>().ok_or(KeyError::Length)?;
    let comment = reader.text(COMMENT_CAP)?.to_owned();
    let pad = reader.rest();
    if pad.len() >= BLOCK || !pad.iter().copied().eq((1u8..).take(pad.len())) {
        return Err(KeyError::NotPrivate);
    }
    let key = SigningKey::from_seed(*seed);
    if inner != *public || half != public.as_bytes() || key.public() != *public {
        return Err(KeyError::Mismatch);
    }
    Ok(PrivateKey { key, comment })
}

#[cfg(test)]
mod tests {
    use invigil_crypto::random::FixedRandom;

    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_seed([7; 32])
    }

    #[test]
    fn a_private_key_file_is_read_back() {
        for comment in ["", "a", "root of Example Ltd", "0123456"] {
            let text = write_private(&key(), comment, &FixedRandom::new(1)).unwrap();
            let read = read_private(text.as_bytes()).unwrap();
            assert_eq!(read.key.seed(), key().seed());
            assert_eq!(read.comment, comment);
        }
    }

    #[test]
    fn a_file_whose_halves_differ_is_refused() {
        let other = SigningKey::from_seed([8; 32]).public();
        let text = write_private(&key(), "", &FixedRandom::new(1)).unwrap();
        let mut blob = PRIVATE.read(text.as_bytes(), PRIVATE_CAP).unwrap();
        let at = blob
            .windows(32)
            .position(|w| w == key().public().as_bytes())
            .unwrap();
        blob[at..at + 32].copy_from_slice(other.as_bytes());
        let read = read_private(PRIVATE.write(&blob).as_bytes());
        assert_eq!(read.map(|_| ()), Err(KeyError::Mismatch));
    }

    #[test]
    fn a_line_has_one_spelling() {
        let line = public_line(&key().public(), "me@x");
        assert_eq!(
            read_public_line(&line),
            Ok((key().public(), "me@x".to_owned()))
        );
        for (changed, expected) in [
            (line.replacen(' ', "  ", 1), KeyError::Line),
            (line.replace("ssh-ed25519", "ssh-rsa"), KeyError::Type),
            (format!("{line}\r\n"), KeyError::Comment),
            (format!("{line}\n\n"), KeyError::Comment),
            ("ssh-ed25519".to_owned(), KeyError::Line),
            (
                format!("{} ", public_line(&key().public(), "")),
                KeyError::Line,
            ),
        ] {
            assert_eq!(read_public_line(&changed), Err(expected), "{changed}");
        }
    }

    #[test]
    fn a_weak_key_is_refused_when_it_is_read() {
        let mut identity = [0; 32];
        identity[0] = 1;
        let blob = Writer::new().string(KEY_TYPE).string(identity).finish();
        assert_eq!(read_public_blob(&blob), Err(KeyError::Weak));
        let line = format!("{KEY_TYPE} {}", STANDARD.encode(&blob));
        assert_eq!(read_public_line(&line), Err(KeyError::Weak));
    }
}
