//! Compiled modules at rest: machine code, so none of it runs before a MAC under the vault's key
//! says that we made it. Bytes in, bytes out: the files are the caller's.

use invigil_crypto::digest::{hmac_sha256, hmac_sha256_verify, sha256, sha256_parts};

/// A file starts with this.
const MAGIC: &[u8; 16] = b"invigil-code 1\n\0";
const MAC: usize = 32;
const IDENTITY: usize = 32;
/// The machine code follows.
const HEAD: usize = MAGIC.len() + MAC + IDENTITY;

/// Compiled code that is ours: made in this process, or read with a MAC that held. Nothing else
/// makes one.
pub struct TrustedCode {
    bytes: Vec<u8>,
    /// Where the machine code begins: a file's head stays before it.
    start: usize,
}

/// Why compiled code at rest is not used. It is made again from its module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeRefused {
    /// Not a file of ours, cut short, or its MAC does not hold.
    #[error("the compiled module was not made by this installation, or was changed")]
    NotOurs,
    /// Made from another module, or by another engine.
    #[error("the compiled module belongs to another version")]
    OtherVersion,
}

impl TrustedCode {
    /// Only `Engine::compile` calls this.
    pub(crate) fn compiled(bytes: Vec<u8>) -> Self {
        Self { bytes, start: 0 }
    }

    /// The file to keep: `module` is the SHA-256 of the module that this was compiled from,
    /// `engine` the identity of the engine that did it, `key` the vault's.
    pub fn seal(&self, module: &[u8; 32], engine: &str, key: &[u8; 32]) -> Vec<u8> {
        let identity = identity(module, engine);
        let mac = hmac_sha256(key, &[&identity, self.native()]);
        let parts: [&[u8]; 4] = [MAGIC, &mac, &identity, self.native()];
        parts.concat()
    }

    /// Code from a kept file, when this installation made it for that module and engine.
    pub fn open(
        file: Vec<u8>,
        module: &[u8; 32],
        engine: &str,
        key: &[u8; 32],
    ) -> Result<Self, CodeRefused> {
        let not_ours = CodeRefused::NotOurs;
        let rest = file.strip_prefix(MAGIC).ok_or(not_ours)?;
        let (mac, signed) = rest.split_at_checked(MAC).ok_or(not_ours)?;
        if !hmac_sha256_verify(key, signed, mac) {
            return Err(not_ours);
        }
        if !signed.starts_with(&identity(module, engine)) {
            return Err(CodeRefused::OtherVersion);
        }
        Ok(Self {
            bytes: file,
            start: HEAD,
        })
    }

    pub(crate) fn native(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }
}

fn identity(module: &[u8; 32], engine: &str) -> [u8; IDENTITY] {
    sha256_parts(&[module, &sha256(engine.as_bytes())])
}
