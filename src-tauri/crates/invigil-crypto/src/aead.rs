//! ChaCha20-Poly1305 (RFC 8439).

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};

use crate::CryptoError;

/// Bytes that sealing adds.
pub const TAG_LEN: usize = 16;

/// Seals `plain`; the result is ciphertext || tag. A (key, nonce) pair must never seal twice.
pub fn seal(key: &[u8; 32], nonce: [u8; 12], aad: &[u8], plain: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(plain.len() + TAG_LEN);
    out.extend_from_slice(plain);
    cipher(key)
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(aad),
            &mut out,
        )
        .expect("ring seals any text below 256 GiB");
    out
}

/// Opens ciphertext || tag.
pub fn open(
    key: &[u8; 32],
    nonce: [u8; 12],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, CryptoError> {
    let mut out = Vec::with_capacity(sealed.len());
    open_onto(key, nonce, aad, sealed, &mut out)?;
    Ok(out)
}

/// [`open`] at the end of `out`, which is as before when the text does not open.
pub fn open_onto(
    key: &[u8; 32],
    nonce: [u8; 12],
    aad: &[u8],
    sealed: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), CryptoError> {
    let start = out.len();
    out.extend_from_slice(sealed);
    let nonce = Nonce::assume_unique_for_key(nonce);
    let opened = cipher(key).open_in_place(nonce, Aad::from(aad), &mut out[start..]);
    let length = opened.map(|plain| plain.len());
    out.truncate(start + length.as_ref().copied().unwrap_or(0));
    length.map(|_| ()).map_err(|_| CryptoError::CannotOpen)
}

fn cipher(key: &[u8; 32]) -> LessSafeKey {
    LessSafeKey::new(
        UnboundKey::new(&CHACHA20_POLY1305, key).expect("ring takes every 32-byte key"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_with_the_same_key_nonce_and_aad() {
        let sealed = seal(&[1; 32], [2; 12], b"aad", b"plain");
        assert_eq!(sealed.len(), 5 + TAG_LEN);
        assert_eq!(
            open(&[1; 32], [2; 12], b"aad", &sealed),
            Ok(b"plain".to_vec())
        );
        for (key, nonce, aad) in [
            ([0; 32], [2; 12], &b"aad"[..]),
            ([1; 32], [0; 12], b"aad"),
            ([1; 32], [2; 12], b""),
        ] {
            assert_eq!(
                open(&key, nonce, aad, &sealed),
                Err(CryptoError::CannotOpen)
            );
        }
        assert_eq!(
            open(&[1; 32], [2; 12], b"aad", b"short"),
            Err(CryptoError::CannotOpen)
        );
        let mut out = b"kept".to_vec();
        let refused = open_onto(&[1; 32], [0; 12], b"aad", &sealed, &mut out);
        assert_eq!(
            (refused, &out[..]),
            (Err(CryptoError::CannotOpen), &b"kept"[..])
        );
        let opened = open_onto(&[1; 32], [2; 12], b"aad", &sealed, &mut out);
        assert_eq!((opened, &out[..]), (Ok(()), &b"keptplain"[..]));
    }
}
