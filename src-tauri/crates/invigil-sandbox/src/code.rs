//! Compiled modules at rest: machine code, so none of it runs before a MAC under the vault's key
//! says that we made it. Bytes in, bytes out: the files are the caller's.

use invigil_crypto::digest::{hmac_sha256, hmac_sha256_verify, sha256, sha256_parts};

/// A file starts with this.
const MAGIC: &[u8; 16] = b"invigil-code 1\n\0";
const MAC: usize = 32;
const IDENTITY: usize = 32;
/// Where the MAC's bytes begin: everything behind the MAC.
const SIGNED: usize = MAGIC.len() + MAC;
/// Where the length of the embedded files is, 8 bytes; the files follow, then the machine code.
const LENGTH: usize = SIGNED + IDENTITY;
const BODY: usize = LENGTH + 8;

/// Compiled code that is ours: made in this process, or read with a MAC that held. Nothing else
/// makes one.
pub struct TrustedCode(Code);

/// What compiling a module gives.
pub(crate) struct Code {
    pub(crate) files: EmbeddedFiles,
    pub(crate) native: Vec<u8>,
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
    pub(crate) fn compiled(code: Code) -> Self {
        Self(code)
    }

    /// The file to keep: `module` is the SHA-256 of the module that this was compiled from,
    /// `engine` the identity of the engine that did it, `key` the vault's.
    pub fn seal(&self, module: &[u8; 32], engine: &str, key: &[u8; 32]) -> Vec<u8> {
        let Code { files, native } = &self.0;
        let identity = identity(module, engine);
        let length = (files.0.len() as u64).to_le_bytes();
        let parts: [&[u8]; 4] = [&identity, &length, &files.0, native];
        let mac = hmac_sha256(key, &parts);
        let head: [&[u8]; 2] = [MAGIC, &mac];
        [&head[..], &parts].concat().concat()
    }

    /// Code from a kept file, when this installation made it for that module and engine.
    pub fn open(
        mut file: Vec<u8>,
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
        let length = file.get(LENGTH..BODY).and_then(|bytes| bytes.first_chunk());
        let length = u64::from_le_bytes(*length.ok_or(not_ours)?);
        let end = usize::try_from(length)
            .ok()
            .and_then(|length| BODY.checked_add(length))
            .filter(|end| *end <= file.len())
            .ok_or(not_ours)?;
        let native = file.split_off(end);
        file.drain(..BODY);
        let files = EmbeddedFiles(file);
        Ok(Self(Code { files, native }))
    }

    pub(crate) fn native(&self) -> &[u8] {
        &self.0.native
    }

    /// The files that travel in the module: absolute path and contents.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.files.iter()
    }
}

fn identity(module: &[u8; 32], engine: &str) -> [u8; IDENTITY] {
    sha256_parts(&[module, &sha256(engine.as_bytes())])
}

/// Read-only files that travel in a module's custom section `invigil.files` (a standard library,
/// say): for each, the lengths of path and contents (u32, little-endian), then both.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct EmbeddedFiles(Vec<u8>);

const SECTION: &str = "invigil.files";
/// The 8 bytes that a module starts with.
const PREAMBLE: &[u8; 8] = b"\0asm\x01\0\0\0";

impl EmbeddedFiles {
    /// The files in a module; `None` when its sections cannot be walked.
    pub(crate) fn of_module(wasm: &[u8]) -> Option<Self> {
        let mut found = Self::default();
        for section in Sections::of(wasm)? {
            if let Section { id: 0, body, .. } = section?
                && let Some((SECTION, files)) = custom(body)
            {
                found = Self(files.to_vec());
            }
        }
        Some(found)
    }

    /// `wasm` with these files, and without any custom section that it had (names, producers).
    #[cfg(feature = "snapshot")]
    pub(crate) fn embed(wasm: &[u8], files: &[(String, Vec<u8>)]) -> Option<Vec<u8>> {
        let mut out = PREAMBLE.to_vec();
        for section in Sections::of(wasm)? {
            let section = section?;
            if section.id != 0 {
                out.extend_from_slice(section.whole);
            }
        }
        if files.is_empty() {
            return Some(out);
        }
        let mut body = Vec::new();
        leb(&mut body, SECTION.len());
        body.extend_from_slice(SECTION.as_bytes());
        for (path, bytes) in files {
            for length in [path.len(), bytes.len()] {
                body.extend_from_slice(&u32::try_from(length).ok()?.to_le_bytes());
            }
            body.extend_from_slice(path.as_bytes());
            body.extend_from_slice(bytes);
        }
        out.push(0);
        leb(&mut out, body.len());
        out.extend(body);
        Some(out)
    }

    /// What cannot be read ends the list.
    fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let mut rest = self.0.as_slice();
        std::iter::from_fn(move || {
            let mut length = || {
                let (bytes, later) = rest.split_first_chunk()?;
                rest = later;
                usize::try_from(u32::from_le_bytes(*bytes)).ok()
            };
            let (path, contents) = (length()?, length()?);
            let (path, later) = rest.split_at_checked(path)?;
            let (contents, later) = later.split_at_checked(contents)?;
            rest = later;
            Some((str::from_utf8(path).ok()?, contents))
        })
    }
}

/// One section of a module.
struct Section<'a> {
    id: u8,
    body: &'a [u8],
    #[cfg_attr(
        not(feature = "snapshot"),
        expect(dead_code, reason = "the snapshot copies it")
    )]
    whole: &'a [u8],
}

/// Walks a module's sections.
struct Sections<'a>(&'a [u8]);

impl<'a> Sections<'a> {
    fn of(wasm: &'a [u8]) -> Option<Self> {
        wasm.strip_prefix(PREAMBLE).map(Self)
    }

    fn read(&mut self) -> Option<Section<'a>> {
        let (id, after) = self.0.split_first()?;
        let (length, body) = unleb(after)?;
        let (body, later) = body.split_at_checked(length)?;
        let whole = self.0.get(..self.0.len() - later.len())?;
        self.0 = later;
        Some(Section {
            id: *id,
            body,
            whole,
        })
    }
}

impl<'a> Iterator for Sections<'a> {
    /// `None` for a section that cannot be read; nothing follows it.
    type Item = Option<Section<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let section = self.read();
        if section.is_none() {
            self.0 = &[];
        }
        Some(section)
    }
}

/// A custom section's name and contents.
fn custom(body: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = unleb(body)?;
    let (name, contents) = rest.split_at_checked(length)?;
    Some((str::from_utf8(name).ok()?, contents))
}

/// An unsigned LEB128 number of at most 32 bits, and what follows it.
fn unleb(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0u64;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            let value = u32::try_from(value).ok()?;
            return Some((usize::try_from(value).ok()?, bytes.get(at + 1..)?));
        }
    }
    None
}

#[cfg(feature = "snapshot")]
fn leb(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
