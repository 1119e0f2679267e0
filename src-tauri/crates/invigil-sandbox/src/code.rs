//! Compiled modules at rest: machine code, so none of it runs before a MAC under the vault's key
//! says that we made it. Bytes in, bytes out: the files are the caller's.

use invigil_crypto::digest::{hmac_sha256, hmac_sha256_verify, sha256, sha256_parts};

/// A file starts with this.
const MAGIC: &[u8; 16] = b"invigil-code 1\n\0";
const MAC: usize = 32;
const IDENTITY: usize = 32;
/// The machine code follows.
const HEAD: usize = MAGIC.len() + MAC + IDENTITY;

/// Compiled code that is ours: made in this process, read with a MAC that held, or given by the
/// process that started this one. Nothing else makes one.
pub struct TrustedCode(pub(crate) Place);

/// Where the machine code is.
pub(crate) enum Place {
    /// In memory; a file's head stays before it.
    Bytes { bytes: Vec<u8>, start: usize },
    /// In a memory file that nobody can change any more.
    #[cfg(target_os = "linux")]
    Shared(std::fs::File),
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
        Self(Place::Bytes { bytes, start: 0 })
    }

    /// The file to keep: `module` is the SHA-256 of the module that this was compiled from,
    /// `engine` the identity of the engine that did it, `key` the vault's. Shared code has no file.
    pub fn seal(&self, module: &[u8; 32], engine: &str, key: &[u8; 32]) -> Vec<u8> {
        let identity = identity(module, engine);
        let native = self.bytes();
        let mac = hmac_sha256(key, &[&identity, native]);
        let parts: [&[u8]; 4] = [MAGIC, &mac, &identity, native];
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
        Ok(Self(Place::Bytes {
            bytes: file,
            start: HEAD,
        }))
    }

    fn bytes(&self) -> &[u8] {
        match &self.0 {
            Place::Bytes { bytes, start } => bytes.get(*start..).unwrap_or_default(),
            #[cfg(target_os = "linux")]
            Place::Shared(_) => &[],
        }
    }
}

/// Code for worker processes: checked and copied once, mapped by each of them in a millisecond.
#[cfg(target_os = "linux")]
impl TrustedCode {
    /// The code in a memory file, sealed: what it holds can never change again.
    pub fn share(&self) -> std::io::Result<std::fs::File> {
        use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
        let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
        let mut file = std::fs::File::from(memfd_create("invigil-code", flags)?);
        std::io::Write::write_all(&mut file, self.bytes())?;
        fcntl_add_seals(&file, SEALS | SealFlags::SEAL)?;
        Ok(file)
    }

    /// Shared code, in a worker process. `file` comes from the process that started this one, at
    /// this one's very start: the seals say that nobody changed it since, not who wrote it.
    pub fn shared_by_parent(file: std::fs::File) -> Result<Self, CodeRefused> {
        match rustix::fs::fcntl_get_seals(&file) {
            Ok(seals) if seals.contains(SEALS) => Ok(Self(Place::Shared(file))),
            _ => Err(CodeRefused::NotOurs),
        }
    }
}

#[cfg(target_os = "linux")]
const SEALS: rustix::fs::SealFlags = rustix::fs::SealFlags::WRITE
    .union(rustix::fs::SealFlags::GROW)
    .union(rustix::fs::SealFlags::SHRINK);

fn identity(module: &[u8; 32], engine: &str) -> [u8; IDENTITY] {
    sha256_parts(&[module, &sha256(engine.as_bytes())])
}
