//! Finds any of many texts in bytes, also in what is compressed in them.

use std::collections::{BTreeSet, HashMap};

use crate::unpack;

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

impl Needle {
    pub(crate) fn kind(&self) -> &str {
        &self.kind
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

    /// The same, and in what is packed in the bytes: entries of archives, and runtimes.
    pub(crate) fn find(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let mut found = self.plain(bytes);
        for inner in unpack::deflated(bytes).chain(unpack::zstd(bytes)) {
            found.extend(self.find(&inner));
        }
        found
    }

    /// The same, and in those of the page's compressed files that are embedded in an app.
    pub(crate) fn find_in_app(&self, app: &[u8], page: &[Vec<u8>]) -> BTreeSet<&str> {
        let mut found = self.find(app);
        for file in unpack::brotli(app, page) {
            found.extend(self.find(&file));
        }
        found
    }
}

fn pair(bytes: &[u8]) -> usize {
    usize::from(u16::from_le_bytes([bytes[0], bytes[1]]))
}
