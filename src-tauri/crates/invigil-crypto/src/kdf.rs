//! HKDF-SHA256 (RFC 5869) and argon2id (RFC 9106).

use argon2::{Algorithm, Argon2, Params, Version};
use ring::hkdf;

use crate::CryptoError;

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// HKDF-SHA256: 32 bytes from `ikm` under `salt` and `info`.
pub fn hkdf_sha256(salt: &[u8], ikm: &[u8], info: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    let info = [info];
    hkdf::Salt::new(hkdf::HKDF_SHA256, salt)
        .extract(ikm)
        .expand(&info, Length(32))
        .and_then(|okm| okm.fill(&mut out))
        .expect("32 bytes are below HKDF's limit");
    out
}

/// argon2id costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Cost {
    /// Memory in KiB.
    pub m_kib: u32,
    /// Passes.
    pub t: u32,
    /// Lanes.
    pub p: u32,
}

impl Argon2Cost {
    /// What version 1 writes: 64 MiB, 3 passes, 1 lane.
    pub const V1: Self = Self {
        m_kib: 65_536,
        t: 3,
        p: 1,
    };

    /// The most a reader will run: 256 MiB, 10 passes, 4 lanes. Checked before any memory is taken.
    pub const CAP: Self = Self {
        m_kib: 262_144,
        t: 10,
        p: 4,
    };
}

/// argon2id version 0x13: 32 bytes from a secret and a salt of 8 to 64 bytes.
pub fn argon2id(secret: &[u8], salt: &[u8], cost: Argon2Cost) -> Result<[u8; 32], CryptoError> {
    let cap = Argon2Cost::CAP;
    if cost.m_kib > cap.m_kib || cost.t > cap.t || cost.p > cap.p || salt.len() > 64 {
        return Err(CryptoError::KdfParameters);
    }
    let params = Params::new(cost.m_kib, cost.t, cost.p, Some(32))
        .map_err(|_| CryptoError::KdfParameters)?;
    let mut out = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(secret, salt, &mut out)
        .map_err(|_| CryptoError::KdfParameters)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_above_the_cap_are_refused_before_they_run() {
        let huge = Argon2Cost {
            m_kib: 4 * 1024 * 1024,
            ..Argon2Cost::V1
        };
        assert_eq!(
            argon2id(b"x", &[0; 16], huge),
            Err(CryptoError::KdfParameters)
        );
    }

    #[test]
    fn small_costs_give_a_key_that_depends_on_secret_and_salt() {
        let cost = Argon2Cost {
            m_kib: 64,
            t: 1,
            p: 1,
        };
        let a = argon2id(b"a", &[0; 16], cost);
        assert!(a.is_ok());
        assert_ne!(a, argon2id(b"b", &[0; 16], cost));
        assert_ne!(a, argon2id(b"a", &[1; 16], cost));
    }
}
