//! Sealing at rest: the form, attachments and private lines of one attempt.
//!
//! ChaCha20-Poly1305 under keys of this attempt alone; a sealed blob is nonce (12 random bytes)
//! || ciphertext || tag, and its place in the journal is authenticated with it.

use invigil_crypto::{
    CryptoError, aead,
    kdf::hkdf_sha256,
    random::{self, Random},
};
use invigil_model::AttemptId;
use zeroize::{Zeroize, ZeroizeOnDrop};

const NONCE_LEN: usize = 12;

/// The two keys of an attempt's journal.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct JournalKeys {
    form: [u8; 32],
    private: [u8; 32],
}

impl JournalKeys {
    /// From the ticket's form key and the log's seed; the attempt id is the salt.
    pub(crate) fn derive(attempt: AttemptId, form_key: &[u8; 32], log_seed: &[u8; 32]) -> Self {
        let salt = attempt.0.as_bytes();
        Self {
            form: hkdf_sha256(salt, form_key, b"invigil-form-store/1"),
            private: hkdf_sha256(salt, log_seed, b"invigil-journal-private/1"),
        }
    }

    /// Seals a named part: a question of the form or an attachment.
    pub(crate) fn seal_part(
        &self,
        random: &dyn Random,
        name: &str,
        plain: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        seal(&self.form, random, name.as_bytes(), plain)
    }

    /// Opens what [`JournalKeys::seal_part`] sealed under this name.
    pub(crate) fn open_part(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, CryptoError> {
        open(&self.form, name.as_bytes(), sealed)
    }

    /// Seals the private line of a frame.
    pub(crate) fn seal_line(
        &self,
        random: &dyn Random,
        index: u64,
        line: &str,
    ) -> Result<Vec<u8>, CryptoError> {
        seal(&self.private, random, &index.to_be_bytes(), line.as_bytes())
    }

    /// Opens what [`JournalKeys::seal_line`] sealed for this frame.
    pub(crate) fn open_line(&self, index: u64, sealed: &[u8]) -> Result<String, CryptoError> {
        let plain = open(&self.private, &index.to_be_bytes(), sealed)?;
        String::from_utf8(plain).map_err(|_| CryptoError::CannotOpen)
    }
}

fn seal(
    key: &[u8; 32],
    random: &dyn Random,
    place: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, CryptoError> {
    let nonce: [u8; NONCE_LEN] = random::bytes(random)?;
    let mut out = nonce.to_vec();
    out.extend(aead::seal(key, nonce, place, plain));
    Ok(out)
}

fn open(key: &[u8; 32], place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let (nonce, sealed) = sealed.split_first_chunk().ok_or(CryptoError::CannotOpen)?;
    aead::open(key, *nonce, place, sealed)
}

#[cfg(test)]
mod tests {
    use invigil_crypto::random::FixedRandom;
    use uuid::Uuid;

    use super::*;

    fn keys(attempt: u128) -> JournalKeys {
        JournalKeys::derive(AttemptId(Uuid::from_u128(attempt)), &[1; 32], &[2; 32])
    }

    #[test]
    fn a_blob_opens_in_its_place_in_its_attempt_alone() {
        let random = FixedRandom::new(1);
        let part = keys(1).seal_part(&random, "form/1", b"stem").expect("seal");
        assert_eq!(keys(1).open_part("form/1", &part), Ok(b"stem".to_vec()));
        assert_eq!(
            keys(1).open_part("form/2", &part),
            Err(CryptoError::CannotOpen)
        );
        assert_eq!(
            keys(2).open_part("form/1", &part),
            Err(CryptoError::CannotOpen)
        );
        let line = keys(1).seal_line(&random, 7, "line").expect("seal");
        assert_eq!(keys(1).open_line(7, &line), Ok("line".to_owned()));
        assert_eq!(keys(1).open_line(8, &line), Err(CryptoError::CannotOpen));
        assert_eq!(keys(1).open_line(7, b"short"), Err(CryptoError::CannotOpen));
        assert_ne!(line, keys(1).seal_line(&random, 7, "line").expect("seal"));
    }
}
