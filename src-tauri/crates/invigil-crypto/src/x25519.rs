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

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_agree_and_low_order_points_are_refused() {
        let (a, b) = (Secret::from_bytes([1; 32]), Secret::from_bytes([2; 32]));
        assert_eq!(a.agree(&b.public()), b.agree(&a.public()));
        assert_eq!(a.agree(&[0; 32]), Err(CryptoError::LowOrder));
    }
}
