//! Digests, signatures, sealing, key derivation and randomness: small and hard to misuse.
//!
//! The only user of ring; `x25519-dalek`, `argon2` and the short hashes of `sha2` fill its gaps. Deliberately absent:
//! algorithm choice (the format's version fixes it), file formats, IO.

pub mod aead;
pub mod digest;
pub mod kdf;
pub mod random;
pub mod sign;
pub mod x25519;

/// What can go wrong in this room; callers give it their own meaning and code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CryptoError {
    /// A signature that does not verify.
    #[error("the signature does not verify")]
    BadSignature,
    /// A small-order or non-canonical Ed25519 public key.
    #[error("the public key is weak or not in canonical form")]
    WeakKey,
    /// A sealed text that does not open: wrong key, or changed bytes.
    #[error("the sealed bytes do not open with this key")]
    CannotOpen,
    /// A low-order X25519 point.
    #[error("the X25519 point is of low order")]
    LowOrder,
    /// KDF parameters outside the caps.
    #[error("the key derivation parameters are outside the allowed range")]
    KdfParameters,
    /// The operating system gave no randomness.
    #[error("the operating system gave no random bytes")]
    NoRandom,
}
