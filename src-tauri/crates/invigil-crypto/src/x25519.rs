//! X25519 (RFC 7748) with static keys.

use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{CryptoError, random::Random};

/// A private X25519 scalar (clamped on use); wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret([u8; 32]);

impl Secret {
    /// The secret with these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A fresh secret.
    pub fn generate(random: &dyn Random) -> Result<Self, CryptoError> {
        Ok(Self(crate::random::bytes(random)?))
    }

    /// The bytes, to be sealed at rest or written as an age identity.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The public point.
    pub fn public(&self) -> [u8; 32] {
        PublicKey::from(&StaticSecret::from(self.0)).to_bytes()
    }

    /// The shared secret with `their` point; a low-order point is refused.
    pub fn agree(&self, their: &[u8; 32]) -> Result<[u8; 32], CryptoError> {
        let shared = StaticSecret::from(self.0).diffie_hellman(&PublicKey::from(*their));
        if shared.was_contributory() {
            Ok(shared.to_bytes())
        } else {
            Err(CryptoError::LowOrder)
        }
    }
}

/// The u coordinates of low order in every encoding, little endian, the unused top bit cleared:
/// 0, 1, the two of order 8, p - 1, p, p + 1.
const LOW_ORDER: [[u8; 32]; 7] = [
    ends(0, 0, 0),
    ends(1, 0, 0),
    [
        0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4,
        0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49,
        0xb8, 0x00,
    ],
    [
        0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef,
        0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f,
        0x11, 0x57,
    ],
    ends(0xec, 0xff, 0x7f),
    ends(0xed, 0xff, 0x7f),
    ends(0xee, 0xff, 0x7f),
];

const fn ends(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut out = [middle; 32];
    out[0] = first;
    out[31] = last;
    out
}

/// Whether every secret gives zero with this point (RFC 7748, 6.1).
pub fn is_low_order(point: &[u8; 32]) -> bool {
    let mut point = *point;
    point[31] &= 0x7f;
    LOW_ORDER.contains(&point)
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_listed_points_are_of_low_order_and_their_neighbours_are_not() {
        let secret = Secret::from_bytes([7; 32]);
        for mut point in LOW_ORDER {
            assert!(is_low_order(&point));
            assert_eq!(secret.agree(&point), Err(CryptoError::LowOrder));
            point[31] |= 0x80;
            assert!(is_low_order(&point));
            assert_eq!(secret.agree(&point), Err(CryptoError::LowOrder));
        }
        // p + 2 to p + 18, and small points: the same verdict by multiplication.
        let high = (0xef..=0xff).map(|first| ends(first, 0xff, 0x7f));
        for point in high.chain((2..=255).map(|first| ends(first, 0, 0))) {
            assert!(!is_low_order(&point));
            assert!(secret.agree(&point).is_ok(), "{point:?}");
        }
    }

    #[test]
    fn both_sides_agree_and_low_order_points_are_refused() {
        let (a, b) = (Secret::from_bytes([1; 32]), Secret::from_bytes([2; 32]));
        assert_eq!(a.agree(&b.public()), b.agree(&a.public()));
        assert_eq!(a.agree(&[0; 32]), Err(CryptoError::LowOrder));
    }
}
