//! Finds any of many texts in bytes, also inside the deflated entries of archives in them.

use std::collections::{BTreeSet, HashMap};

/// A text to look for.
#[derive(Clone, Debug)]
pub(crate) struct Needle {
    kind: String,
    bytes: Vec<u8>,
}

impl Needle {
    pub(crate) fn new(kind: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            kind: kind.into(),
            bytes: bytes.into(),
        }
    }
}

/// Looks for its needles.
pub(crate) struct Scanner {
    needles: Vec<Needle>,
    /// Needles by their first eight bytes.
    index: HashMap<[u8; 8], Vec<usize>>,
    /// Which pairs of bytes begin a needle.
    pairs: Vec<bool>,
}

impl Scanner {
    /// Needles of eight bytes and more; each is looked for as it is and in UTF-16.
    pub(crate) fn new(needles: Vec<Needle>) -> Self {
        let wide = needles.iter().filter_map(|needle| {
            let text = std::str::from_utf8(&needle.bytes).ok()?;
            let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            Some(Needle::new(needle.kind.clone(), bytes))
        });
        let wide: Vec<Needle> = wide.collect();
        let mut scanner = Self {
            needles: needles.into_iter().chain(wide).collect(),
            index: HashMap::new(),
            pairs: vec![false; 1 << 16],
        };
        for (n, needle) in scanner.needles.iter().enumerate() {
            let start = needle.bytes.first_chunk().expect("eight bytes and more");
            scanner.index.entry(*start).or_default().push(n);
            scanner.pairs[pair(start)] = true;
        }
        scanner
    }

    /// Needles of a kind.
    pub(crate) fn count(&self, kind: &str) -> usize {
        self.needles.iter().filter(|n| n.kind == kind).count() / 2
    }

    /// The longest needle.
    pub(crate) fn longest(&self) -> usize {
        self.needles
            .iter()
            .map(|n| n.bytes.len())
            .max()
            .unwrap_or(0)
    }

    /// The kinds of the needles that stand in the bytes as they are.
    pub(crate) fn plain(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        for at in 0..bytes.len().saturating_sub(7) {
            if !self.pairs[pair(&bytes[at..])] {
                continue;
            }
            let Some(start) = bytes[at..].first_chunk() else {
                continue;
            };
            for n in self.index.get(start).into_iter().flatten() {
                let needle = &self.needles[*n];
                if bytes[at..].starts_with(&needle.bytes) {
                    found.insert(needle.kind.as_str());
                }
            }
        }
        found
    }

    /// The same, and in what archives in the bytes hold.
    pub(crate) fn find(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let mut found = self.plain(bytes);
        for entry in deflated(bytes) {
            found.extend(self.find(&entry));
        }
        found
    }
}

fn pair(bytes: &[u8]) -> usize {
    usize::from(u16::from_le_bytes([bytes[0], bytes[1]]))
}

/// The inflated entries behind every local header of a ZIP archive.
fn deflated(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut entries = Vec::new();
    for at in 0..bytes.len().saturating_sub(30) {
        if bytes[at..].starts_with(b"PK\x03\x04") {
            entries.extend(inflate(&bytes[at..]));
        }
    }
    entries
}

fn inflate(entry: &[u8]) -> Option<Vec<u8>> {
    let short = |at: usize| {
        Some(usize::from(u16::from_le_bytes(
            *entry.get(at..)?.first_chunk()?,
        )))
    };
    let long =
        |at: usize| usize::try_from(u32::from_le_bytes(*entry.get(at..)?.first_chunk()?)).ok();
    let (method, packed, size) = (short(8)?, long(18)?, long(22)?);
    let start = 30 + short(26)? + short(28)?;
    let data = entry.get(start..start.checked_add(packed)?)?;
    if method != 8 || size > 64 << 20 {
        return None;
    }
    let mut out = vec![0; size];
    let mut decompressor = libdeflater::Decompressor::new();
    let written = decompressor.deflate_decompress(data, &mut out).ok()?;
    out.truncate(written);
    Some(out)
}
