//! Randomness as an argument.

use ring::rand::SecureRandom;

use crate::{CryptoError, digest};

/// A source of random bytes.
pub trait Random: Send + Sync {
    /// Fills `out`, or says that there is no randomness.
    fn fill(&self, out: &mut [u8]) -> Result<(), CryptoError>;
}

/// `N` random bytes.
pub fn bytes<const N: usize>(random: &dyn Random) -> Result<[u8; N], CryptoError> {
    let mut out = [0; N];
    random.fill(&mut out)?;
    Ok(out)
}

/// The operating system's generator.
#[derive(Clone, Debug)]
pub struct SystemRandom(ring::rand::SystemRandom);

impl Default for SystemRandom {
    fn default() -> Self {
        Self::new()
    }
}

impl SystemRandom {
    /// The system's generator.
    pub fn new() -> Self {
        Self(ring::rand::SystemRandom::new())
    }
}

impl Random for SystemRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), CryptoError> {
        self.0.fill(out).map_err(|_| CryptoError::NoRandom)
    }
}

/// A reproducible stream for tests and frozen vectors: SHA-256(seed || counter). Never for keys
/// that protect anything.
#[derive(Debug)]
pub struct FixedRandom {
    seed: [u8; 32],
    counter: std::sync::atomic::AtomicU64,
}

impl FixedRandom {
    /// The stream named by `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            seed: digest::sha256(&seed.to_be_bytes()),
            counter: 0.into(),
        }
    }
}

impl Random for FixedRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), CryptoError> {
        for chunk in out.chunks_mut(32) {
            let n = self
                .counter
                .fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let block = digest::sha256_parts(&[&self.seed, &n.to_be_bytes()]);
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        Ok(())
    }
}
