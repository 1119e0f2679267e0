//! Packing and unpacking of one entry.

use libdeflater::{CompressionLvl, Compressor, DecompressionError, Decompressor};

use super::{SzipError, header::Record};

pub(super) const STORED: u16 = 0;
pub(super) const DEFLATED: u16 = 8;

/// The deflated bytes, when they are fewer.
pub(super) fn deflate(plain: &[u8]) -> Option<Vec<u8>> {
    let mut compressor = Compressor::new(CompressionLvl::default());
    let mut out = vec![0; compressor.deflate_compress_bound(plain.len())];
    let len = compressor.deflate_compress(plain, &mut out).ok()?;
    out.truncate(len);
    (len < plain.len()).then_some(out)
}

/// A decompressor kept for all entries of an archive.
pub(super) struct Inflater(Decompressor);

impl Default for Inflater {
    fn default() -> Self {
        Self(Decompressor::new())
    }
}

const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

impl Inflater {
    /// The content of an entry: exactly the declared length and CRC, from exactly `data`.
    pub(super) fn unpack(&mut self, record: &Record, data: &[u8]) -> Result<Vec<u8>, SzipError> {
        if record.method == STORED {
            return if libdeflater::crc32(data) == record.crc {
                Ok(data.to_vec())
            } else {
                Err(SzipError::Crc)
            };
        }
        // libdeflate does not say where a stream ended. Behind a gzip header it looks for CRC and
        // length right after that end, so both headers' claims and the end are checked in one pass.
        let footer = crc_and_len(record.crc, record.size);
        let gzip = [&GZIP_HEADER, data, &footer].concat();
        let mut out = vec![0; record.size as usize];
        match self.0.gzip_decompress(&gzip, &mut out) {
            Ok(len) if len == out.len() && self.ends_at_end(&gzip, &footer, len) => Ok(out),
            _ => Err(self.why(record, data, &mut out)),
        }
    }

    /// Whether the footer that was found is ours. Only a copy of it inside the data could stand
    /// in its place; then the stream must need its last byte.
    fn ends_at_end(&mut self, gzip: &[u8], footer: &[u8; 8], len: usize) -> bool {
        let body = &gzip[GZIP_HEADER.len()..];
        let data = &body[..body.len() - footer.len()];
        let found = memchr::memmem::find(body, footer);
        let copy = found.is_some_and(|at| at < data.len());
        !copy || self.needs_last_byte(data, len)
    }

    fn needs_last_byte(&mut self, data: &[u8], len: usize) -> bool {
        let Some((_, shorter)) = data.split_last() else {
            return false;
        };
        self.0
            .deflate_decompress(shorter, &mut vec![0; len])
            .is_err()
    }

    fn why(&mut self, record: &Record, data: &[u8], out: &mut [u8]) -> SzipError {
        match self.0.deflate_decompress(data, out) {
            Err(DecompressionError::BadData) => SzipError::Deflate,
            Err(DecompressionError::InsufficientSpace) => SzipError::Size,
            Ok(len) if len != out.len() => SzipError::Size,
            Ok(len) if !self.needs_last_byte(data, len) => SzipError::DeflateTrailing,
            Ok(_) if libdeflater::crc32(out) != record.crc => SzipError::Crc,
            Ok(_) => SzipError::Deflate,
        }
    }
}

/// The eight bytes that end a gzip member (RFC 1952, 2.3.1).
fn crc_and_len(crc: u32, len: u32) -> [u8; 8] {
    let mut out = [0; 8];
    out[..4].copy_from_slice(&crc.to_le_bytes());
    out[4..].copy_from_slice(&len.to_le_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(data: &[u8], plain: &[u8], want: Result<(), SzipError>) {
        let record = Record {
            name: "a",
            method: DEFLATED,
            crc: libdeflater::crc32(plain),
            packed: data.len() as u32,
            size: plain.len() as u32,
            offset: 0,
        };
        let got = Inflater::default().unpack(&record, data);
        assert_eq!(got.map(|bytes| assert_eq!(bytes, plain)), want);
    }

    fn footer(plain: &[u8]) -> [u8; 8] {
        crc_and_len(libdeflater::crc32(plain), plain.len() as u32)
    }

    #[test]
    fn bytes_after_the_stream_are_refused_even_where_they_copy_the_footer() {
        let plain = b"an answer, an answer, an answer, an answer";
        let data = deflate(plain).expect("smaller");
        check(&data, plain, Ok(()));
        let copied = footer(plain);
        for extra in [
            &b"x"[..],
            b"SMUGGLED",
            &copied,
            &[&copied[..], b"x"].concat(),
        ] {
            check(
                &[&data, extra].concat(),
                plain,
                Err(SzipError::DeflateTrailing),
            );
        }
        for cut in 0..data.len() {
            check(&data[..cut], plain, Err(SzipError::Deflate));
        }
    }

    /// Four bytes that give `prefix` a chosen CRC-32: the CRC is linear in them, so Gauss solves it.
    fn steer(prefix: &[u8], want: u32) -> [u8; 4] {
        let crc = |y: u32| libdeflater::crc32(&[prefix, &y.to_le_bytes()].concat());
        let mut rows: Vec<(u32, u32)> = (0..32).map(|i| (crc(1 << i) ^ crc(0), 1 << i)).collect();
        let mut rest = want ^ crc(0);
        let mut solution = 0;
        for bit in 0..32 {
            let i = rows.iter().position(|(column, _)| column >> bit & 1 == 1);
            let pivot = rows.swap_remove(i.expect("the CRC of four bytes has full rank"));
            if rest >> bit & 1 == 1 {
                rest ^= pivot.0;
                solution ^= pivot.1;
            }
            for row in rows.iter_mut().filter(|row| row.0 >> bit & 1 == 1) {
                *row = (row.0 ^ pivot.0, row.1 ^ pivot.1);
            }
        }
        solution.to_le_bytes()
    }

    #[test]
    fn content_that_holds_its_own_footer_still_unpacks() {
        // A stored deflate block (01 len !len bytes) carries the plain bytes as they are.
        let crc = 0x1234_5678;
        let prefix = [&b"text"[..], &crc_and_len(crc, 16)].concat();
        let plain = [&prefix[..], &steer(&prefix, crc)].concat();
        assert_eq!(footer(&plain), crc_and_len(crc, 16));
        let data = [&[1, 16, 0, 0xef, 0xff], &plain[..]].concat();
        check(&data, &plain, Ok(()));
        let trailing = [&data[..], &footer(&plain)].concat();
        check(&trailing, &plain, Err(SzipError::DeflateTrailing));
    }

    #[test]
    fn an_empty_deflated_entry_is_exact_too() {
        check(&[3, 0], b"", Ok(()));
        check(&[3, 0, 0], b"", Err(SzipError::DeflateTrailing));
        check(&[3], b"", Err(SzipError::Deflate));
        check(b"", b"", Err(SzipError::Deflate));
    }
}
