//! Which modules this program runs: the manifest of `assets/runtimes`, part of the program itself,
//! and so the pin of every module beside it.

use invigil_crypto::digest;
use serde::Deserialize;

use crate::Guest;

/// The manifest's text, as it was when this program was built.
const MANIFEST: &str = include_str!("../../../../assets/runtimes/manifest.json");

/// The runtimes that this program runs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Manifest {
    /// One entry a guest.
    pub modules: Vec<ModuleEntry>,
}

/// One guest's module. Sources, versions and licences in the manifest are for people.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ModuleEntry {
    /// Which guest.
    pub guest: Guest,
    /// The compressed module's file name in `assets/runtimes`.
    pub file: String,
    /// The module's bytes, decompressed.
    pub bytes: u64,
    /// SHA-256 of the module, decompressed, in lower-case hexadecimal.
    pub sha256: String,
}

/// Why a module is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModuleRefused {
    /// The manifest has no such guest.
    #[error("this program comes without {0:?}")]
    Unknown(Guest),
    /// The compressed file cannot be read.
    #[error("the runtime's file is damaged: {0}")]
    Damaged(String),
    /// It is another module than the one this program was built for.
    #[error("the runtime's file is not the one this program was built for")]
    NotPinned,
}

impl Manifest {
    /// The manifest in this program.
    pub fn pinned() -> Self {
        Self::parse(MANIFEST).expect("a test reads the manifest that is built in")
    }

    /// A manifest from its JSON text.
    pub fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// The entry of `guest`.
    pub fn entry(&self, guest: Guest) -> Result<&ModuleEntry, ModuleRefused> {
        self.modules
            .iter()
            .find(|entry| entry.guest == guest)
            .ok_or(ModuleRefused::Unknown(guest))
    }

    /// SHA-256 of every module, for the engine id.
    pub fn digests(&self) -> impl Iterator<Item = [u8; 32]> {
        self.modules.iter().filter_map(ModuleEntry::digest)
    }
}

impl ModuleEntry {
    /// SHA-256 of the module; `None` when the manifest's text is not one.
    pub fn digest(&self) -> Option<[u8; 32]> {
        digest::unhex(&self.sha256)
    }

    /// The module from its compressed file: exactly as many bytes as the manifest says, with the
    /// digest it says.
    pub fn unpack(&self, compressed: &[u8]) -> Result<Vec<u8>, ModuleRefused> {
        let capacity = usize::try_from(self.bytes).map_err(|_| ModuleRefused::NotPinned)?;
        let module = zstd::bulk::decompress(compressed, capacity)
            .map_err(|error| ModuleRefused::Damaged(error.to_string()))?;
        if self.digest() == Some(digest::sha256(&module)) {
            Ok(module)
        } else {
            Err(ModuleRefused::NotPinned)
        }
    }
}
