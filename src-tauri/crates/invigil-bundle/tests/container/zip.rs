//! A ZIP writer that can break every rule, one at a time.

use libdeflater::{CompressionLvl, Compressor, crc32};

/// One entry, every header field open to change.
#[derive(Clone)]
pub(crate) struct Raw {
    pub(crate) name: Vec<u8>,
    pub(crate) method: u16,
    pub(crate) crc: u32,
    pub(crate) size: u32,
    pub(crate) flags: u16,
    pub(crate) needed: u16,
    pub(crate) made: u16,
    pub(crate) time: u16,
    pub(crate) attributes: u32,
    pub(crate) disk: u16,
    pub(crate) extra: Vec<u8>,
    pub(crate) comment: Vec<u8>,
    pub(crate) data: Vec<u8>,
    /// Bytes behind the data that no header counts.
    pub(crate) behind: Vec<u8>,
    /// `packed` of both headers, when it is not the length of `data`.
    pub(crate) packed: Option<u32>,
    /// Where the directory says the entry is, when it is not where it is; then it is nowhere.
    pub(crate) offset: Option<u32>,
    /// A change of the finished local header.
    pub(crate) local: fn(&mut Vec<u8>),
}

impl Raw {
    pub(crate) fn stored(name: &str, content: &[u8]) -> Self {
        Self {
            name: name.into(),
            method: 0,
            crc: crc32(content),
            size: content.len() as u32,
            flags: 0,
            needed: 20,
            made: 20,
            time: 0,
            attributes: 0,
            disk: 0,
            extra: Vec::new(),
            comment: Vec::new(),
            data: content.to_vec(),
            behind: Vec::new(),
            packed: None,
            offset: None,
            local: |_| {},
        }
    }

    pub(crate) fn deflated(name: &str, content: &[u8]) -> Self {
        let mut compressor = Compressor::new(CompressionLvl::new(6).expect("level"));
        let mut data = vec![0; compressor.deflate_compress_bound(content.len())];
        let len = compressor
            .deflate_compress(content, &mut data)
            .expect("deflate");
        data.truncate(len);
        Self {
            method: 8,
            data,
            ..Self::stored(name, content)
        }
    }

    fn shared(&self, out: &mut Vec<u8>) {
        for field in [self.needed, self.flags, self.method, self.time, 0x21] {
            out.extend(field.to_le_bytes());
        }
        let packed = self.packed.unwrap_or(self.data.len() as u32);
        for field in [self.crc, packed, self.size] {
            out.extend(field.to_le_bytes());
        }
        for field in [self.name.len(), self.extra.len()] {
            out.extend((field as u16).to_le_bytes());
        }
    }

    /// Local header, data, and what follows.
    pub(crate) fn local(&self) -> Vec<u8> {
        let mut out = 0x0403_4b50u32.to_le_bytes().to_vec();
        self.shared(&mut out);
        out.extend([&self.name[..], &self.extra].concat());
        (self.local)(&mut out);
        out.extend([&self.data[..], &self.behind].concat());
        out
    }

    fn central(&self, offset: u32) -> Vec<u8> {
        let mut out = 0x0201_4b50u32.to_le_bytes().to_vec();
        out.extend(self.made.to_le_bytes());
        self.shared(&mut out);
        for field in [self.comment.len() as u16, self.disk, 0] {
            out.extend(field.to_le_bytes());
        }
        out.extend(self.attributes.to_le_bytes());
        out.extend(offset.to_le_bytes());
        out.extend([&self.name[..], &self.extra, &self.comment].concat());
        out
    }
}

/// An archive, every part open to change.
#[derive(Clone, Default)]
pub(crate) struct Zip {
    pub(crate) prefix: Vec<u8>,
    pub(crate) entries: Vec<Raw>,
    /// Between the last entry and the directory.
    pub(crate) gap: Vec<u8>,
    /// Between the directory and the end record.
    pub(crate) end_gap: Vec<u8>,
    /// A change of the finished end record.
    pub(crate) end: Option<fn(&mut Vec<u8>)>,
    pub(crate) comment: Vec<u8>,
    pub(crate) trailing: Vec<u8>,
}

impl Zip {
    pub(crate) fn build(&self) -> Vec<u8> {
        let mut out = self.prefix.clone();
        let mut directory = Vec::new();
        for entry in &self.entries {
            directory.extend(entry.central(entry.offset.unwrap_or(out.len() as u32)));
            if entry.offset.is_none() {
                out.extend(entry.local());
            }
        }
        out.extend(&self.gap);
        let start = out.len() as u32;
        let mut end = 0x0605_4b50u32.to_le_bytes().to_vec();
        end.extend([0; 4]);
        for _ in 0..2 {
            end.extend((self.entries.len() as u16).to_le_bytes());
        }
        end.extend((directory.len() as u32).to_le_bytes());
        end.extend(start.to_le_bytes());
        end.extend((self.comment.len() as u16).to_le_bytes());
        if let Some(change) = self.end {
            change(&mut end);
        }
        out.extend(
            [
                &directory[..],
                &self.end_gap,
                &end,
                &self.comment,
                &self.trailing,
            ]
            .concat(),
        );
        out
    }
}
