//! A subset of age v1: X25519 recipients, binary form.
//!
//! What [`encrypt`] writes opens with `age -d`; what `age -r` writes to X25519 recipients opens
//! with [`decrypt`]. Source: C2SP age.md (age-encryption.org/v1). Deliberately absent: passphrases
//! (a scrypt stanza is refused before anything runs), plugins, armor, streaming: nothing is
//! released before the whole file authenticated.

mod error;
mod header;
mod keys;
mod stream;

pub use error::AgeError;
pub use keys::{Identity, Recipient};

use invigil_crypto::{CryptoError, aead, digest, kdf, random, random::Random, x25519};
use zeroize::Zeroizing;

use header::{Header, Wrapped};

/// The most bytes of a header; ours have some 300.
pub const MAX_HEADER: usize = 64 << 10;
/// The most recipient stanzas of a file.
pub const MAX_STANZAS: usize = 64;

type FileKey = Zeroizing<[u8; 16]>;

/// Seals `plain` to every recipient; each of them alone can open it.
pub fn encrypt(
    recipients: &[Recipient],
    plain: &[u8],
    random: &dyn Random,
) -> Result<Vec<u8>, AgeError> {
    if recipients.is_empty() || recipients.len() > MAX_STANZAS {
        return Err(AgeError::Recipients);
    }
    let file_key: FileKey = Zeroizing::new(random::bytes(random)?);
    let mut out = header::start();
    for recipient in recipients {
        let ephemeral = x25519::Secret::generate(random)?;
        header::write_stanza(&mut out, &wrap(&file_key, recipient, &ephemeral)?);
    }
    header::finish(&mut out, &mac_key(&file_key));
    let nonce: [u8; 16] = random::bytes(random)?;
    out.extend_from_slice(&nonce);
    stream::seal(&payload_key(&file_key, &nonce), plain, &mut out);
    Ok(out)
}

/// Opens a file of at most `cap` plain bytes with the first identity that fits. What is secret
/// beyond the file is the caller's to wipe.
pub fn decrypt(identities: &[Identity], sealed: &[u8], cap: usize) -> Result<Vec<u8>, AgeError> {
    let header = Header::parse(sealed)?;
    let file_key = unwrap_any(identities, &header.wrapped)?;
    let (covered, payload) = (&sealed[..header.covered], &sealed[header.len..]);
    if !digest::hmac_sha256_verify(&*mac_key(&file_key), covered, &header.mac) {
        return Err(AgeError::Mac);
    }
    let (nonce, chunks) = payload.split_first_chunk().ok_or(AgeError::Nonce)?;
    stream::open(&payload_key(&file_key, nonce), chunks, cap)
}

fn wrap(
    file_key: &FileKey,
    recipient: &Recipient,
    ephemeral: &x25519::Secret,
) -> Result<Wrapped, AgeError> {
    let share = ephemeral.public();
    let key = wrap_key(ephemeral, recipient.as_bytes(), &share, recipient)?;
    let sealed = aead::seal(&key, [0; 12], b"", &file_key[..]);
    let mut body = [0; 32];
    body.copy_from_slice(&sealed);
    Ok(Wrapped { share, body })
}

fn unwrap_any(identities: &[Identity], wrapped: &[Wrapped]) -> Result<FileKey, AgeError> {
    for stanza in wrapped {
        for identity in identities {
            let recipient = identity.recipient();
            let key = wrap_key(identity.secret(), &stanza.share, &stanza.share, &recipient)?;
            if let Ok(opened) = aead::open(&key, [0; 12], b"", &stanza.body) {
                let opened = Zeroizing::new(opened);
                let mut file_key = FileKey::default();
                file_key.copy_from_slice(&opened);
                return Ok(file_key);
            }
        }
    }
    Err(AgeError::NoMatch)
}

/// HKDF(ikm = secret * point, salt = share || recipient, info = "age-encryption.org/v1/X25519").
fn wrap_key(
    secret: &x25519::Secret,
    point: &[u8; 32],
    share: &[u8; 32],
    recipient: &Recipient,
) -> Result<Zeroizing<[u8; 32]>, AgeError> {
    let shared = Zeroizing::new(secret.agree(point).map_err(|e| match e {
        CryptoError::LowOrder => AgeError::LowOrder,
        other => AgeError::Crypto(other),
    })?);
    let salt = [*share, *recipient.as_bytes()].concat();
    let info = b"age-encryption.org/v1/X25519";
    Ok(Zeroizing::new(kdf::hkdf_sha256(&salt, &*shared, info)))
}

fn mac_key(file_key: &FileKey) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(kdf::hkdf_sha256(b"", &file_key[..], b"header"))
}

fn payload_key(file_key: &FileKey, nonce: &[u8; 16]) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(kdf::hkdf_sha256(nonce, &file_key[..], b"payload"))
}

#[cfg(test)]
mod tests {
    use invigil_crypto::random::FixedRandom;

    use super::*;

    fn identity(n: u8) -> Identity {
        Identity::from_bytes([n; 32])
    }

    #[test]
    fn each_recipient_alone_opens_the_file_and_nobody_else() {
        let to = [identity(1).recipient(), identity(2).recipient()];
        let sealed = encrypt(&to, b"plain", &FixedRandom::new(1)).expect("encrypt");
        for n in [1, 2] {
            let opened = decrypt(&[identity(3), identity(n)], &sealed, 5).expect("decrypt");
            assert_eq!(opened.as_slice(), b"plain");
        }
        for identities in [&[][..], &[identity(3)]] {
            assert_eq!(decrypt(identities, &sealed, 5), Err(AgeError::NoMatch));
        }
    }

    #[test]
    fn a_plain_text_above_the_cap_is_refused() {
        let to = [identity(1).recipient()];
        let sealed = encrypt(&to, &[7; 70_000], &FixedRandom::new(1)).expect("encrypt");
        let check = |cap| decrypt(&[identity(1)], &sealed, cap).map(|plain| plain.len());
        assert_eq!(check(70_000), Ok(70_000));
        assert_eq!(check(69_999), Err(AgeError::TooLarge));
    }

    #[test]
    fn nobody_to_seal_to_is_an_error() {
        let got = encrypt(&[], b"plain", &FixedRandom::new(1));
        assert_eq!(got, Err(AgeError::Recipients));
    }
}
