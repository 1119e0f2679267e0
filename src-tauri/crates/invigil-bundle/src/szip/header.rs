//! The three ZIP records as szip/1 writes them; reading compares against these bytes.

pub(super) const LOCAL: u32 = 0x0403_4b50;
pub(super) const CENTRAL: u32 = 0x0201_4b50;
pub(super) const END: u32 = 0x0605_4b50;
pub(super) const LOCAL_LEN: usize = 30;
pub(super) const CENTRAL_LEN: usize = 46;
pub(super) const END_LEN: usize = 22;

const VERSION: u16 = 20;
const DOS_DATE: u16 = 0x0021;

/// The fields of an entry that may vary.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    pub(super) name: &'a str,
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) packed: u32,
    pub(super) size: u32,
    pub(super) offset: u32,
}

impl Record<'_> {
    pub(super) fn write_local(&self, out: &mut Vec<u8>) {
        out.extend(LOCAL.to_le_bytes());
        self.write_shared(out);
        out.extend(self.name.as_bytes());
    }

    pub(super) fn write_central(&self, out: &mut Vec<u8>) {
        out.extend(CENTRAL.to_le_bytes());
        out.extend(VERSION.to_le_bytes());
        self.write_shared(out);
        // comment length, disk, internal and external attributes
        out.extend([0; 2 + 2 + 2 + 4]);
        out.extend(self.offset.to_le_bytes());
        out.extend(self.name.as_bytes());
    }

    /// From "version needed" to "extra field length": equal in both headers.
    fn write_shared(&self, out: &mut Vec<u8>) {
        let (flags, time) = (0, 0);
        for field in [VERSION, flags, self.method, time, DOS_DATE] {
            out.extend(field.to_le_bytes());
        }
        for field in [self.crc, self.packed, self.size] {
            out.extend(field.to_le_bytes());
        }
        let name_len = u16::try_from(self.name.len()).unwrap_or(u16::MAX);
        for field in [name_len, 0] {
            out.extend(field.to_le_bytes());
        }
    }
}

/// The fields of the end record that may vary.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) count: u16,
    pub(super) size: u32,
    pub(super) offset: u32,
}

impl End {
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend(END.to_le_bytes());
        out.extend([0; 4]);
        out.extend(self.count.to_le_bytes());
        out.extend(self.count.to_le_bytes());
        out.extend(self.size.to_le_bytes());
        out.extend(self.offset.to_le_bytes());
        out.extend([0; 2]);
    }
}

/// The little-endian number at `at`; 0 outside of `bytes`, which every caller has ruled out.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    array_at(bytes, at).map_or(0, u16::from_le_bytes)
}

/// The little-endian number at `at`; 0 outside of `bytes`, which is no record's signature.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    array_at(bytes, at).map_or(0, u32::from_le_bytes)
}

fn array_at<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}
