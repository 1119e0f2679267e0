//! Ed25519 (RFC 8032).
//!
//! ring, OpenSSL 3.0 and ssh-keygen 9.2 accept A = R = identity with S = 0 for every message.
//! [`PublicKey`] therefore refuses the eight small-order points and every y >= p when it is made.

use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{CryptoError, random::Random};

/// An Ed25519 signature, R || S.
pub type Signature = [u8; 64];

/// A private signing key; wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SigningKey {
    seed: [u8; 32],
}

impl SigningKey {
    /// The key with this 32-byte seed.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self { seed }
    }

    /// A fresh key.
    pub fn generate(random: &dyn Random) -> Result<Self, CryptoError> {
        Ok(Self::from_seed(crate::random::bytes(random)?))
    }

    /// The 32-byte seed, to be sealed at rest.
    pub fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        let mut out = [0; 32];
        out.copy_from_slice(self.pair().public_key().as_ref());
        PublicKey(out)
    }

    /// Signs `message`.
    pub fn sign(&self, message: &[u8]) -> Signature {
        let mut out = [0; 64];
        out.copy_from_slice(self.pair().sign(message).as_ref());
        out
    }

    fn pair(&self) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&self.seed).expect("ring takes every 32-byte seed")
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({:?})", self.public())
    }
}

/// A public key that is neither weak nor in a second encoding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Refuses the small-order points in all encodings and any y >= p.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, CryptoError> {
        if is_non_canonical(&bytes) || is_small_order(&bytes) {
            return Err(CryptoError::WeakKey);
        }
        Ok(Self(bytes))
    }

    /// The 32-byte encoding.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Checks `signature` over `message`; S >= L is refused (RFC 8032, 5.1.7).
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), CryptoError> {
        UnparsedPublicKey::new(&ED25519, &self.0)
            .verify(message, signature)
            .map_err(|_| CryptoError::BadSignature)
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&crate::digest::hex(&self.0))
    }
}

/// y >= 2^255 - 19 with the sign bit masked off.
fn is_non_canonical(bytes: &[u8; 32]) -> bool {
    bytes[0] >= 0xed && bytes[1..31].iter().all(|b| *b == 0xff) && bytes[31] & 0x7f == 0x7f
}

/// The y coordinates of the eight points whose order divides 8, little endian, sign bit cleared.
const SMALL_ORDER_Y: [[u8; 32]; 5] = [
    y(&[0]),
    y(&[1]),
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
    [
        0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0x7f,
    ],
];

const fn y(low: &[u8; 1]) -> [u8; 32] {
    let mut out = [0; 32];
    out[0] = low[0];
    out
}

fn is_small_order(bytes: &[u8; 32]) -> bool {
    let mut masked = *bytes;
    masked[31] &= 0x7f;
    SMALL_ORDER_Y.contains(&masked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_small_order_point_is_refused_in_both_signs() {
        for y in SMALL_ORDER_Y {
            for sign in [0, 0x80] {
                let mut key = y;
                key[31] |= sign;
                assert_eq!(
                    PublicKey::from_bytes(key),
                    Err(CryptoError::WeakKey),
                    "{key:?}"
                );
            }
        }
    }

    #[test]
    fn a_y_at_or_above_p_is_refused() {
        for low in 0xed..=0xffu8 {
            let mut key = [0xff; 32];
            key[0] = low;
            assert_eq!(PublicKey::from_bytes(key), Err(CryptoError::WeakKey));
            key[31] = 0x7f;
            assert_eq!(PublicKey::from_bytes(key), Err(CryptoError::WeakKey));
        }
    }

    #[test]
    fn ring_alone_would_accept_the_identity_key() {
        let mut identity = [0; 32];
        identity[0] = 1;
        let mut forged = [0; 64];
        forged[0] = 1;
        let ring_says = UnparsedPublicKey::new(&ED25519, identity).verify(b"anything", &forged);
        assert!(ring_says.is_ok(), "the check above would have no reason");
    }

    #[test]
    fn a_signature_verifies_and_its_change_does_not() {
        let key = SigningKey::from_seed([7; 32]);
        let mut signature = key.sign(b"message");
        assert_eq!(key.public().verify(b"message", &signature), Ok(()));
        assert_eq!(
            key.public().verify(b"massage", &signature),
            Err(CryptoError::BadSignature)
        );
        signature[3] ^= 1;
        assert_eq!(
            key.public().verify(b"message", &signature),
            Err(CryptoError::BadSignature)
        );
    }
}
