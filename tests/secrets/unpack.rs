//! What is compressed inside other bytes, found where it begins.

use std::{collections::BTreeSet, io::Read, path::Path};

/// The most that one stream unpacks to.
const MOST: usize = 64 << 20;

/// The inflated entries behind every local header of a ZIP archive.
pub(crate) fn deflated(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    starts(bytes, b"PK\x03\x04").filter_map(inflate)
}

/// The frames of Zstandard, as the runtimes rest.
pub(crate) fn zstd(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    starts(bytes, b"\x28\xb5\x2f\xfd").filter_map(|frame| {
        let mut out = Vec::new();
        let decoder = zstd::Decoder::new(frame).ok()?.single_frame();
        // What came out before a fault is looked through as well.
        let _ = decoder.take(MOST as u64).read_to_end(&mut out);
        Some(out)
    })
}

/// What stands in the bytes of these streams of Brotli. Nothing marks the beginning of one, so
/// that they are looked for as tauri made them, beside the app that it built.
pub(crate) fn brotli(bytes: &[u8], streams: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut pairs = vec![false; 1 << 16];
    for start in streams.iter().filter_map(|stream| stream.first_chunk()) {
        pairs[usize::from(u16::from_le_bytes(*start))] = true;
    }
    let two = bytes.windows(2).enumerate();
    let marked = two.filter(|(_, two)| pairs[usize::from(u16::from_le_bytes([two[0], two[1]]))]);
    let stands = |(at, _): (usize, &[u8])| {
        let here = &bytes[at..];
        streams.iter().find(|stream| here.starts_with(stream))
    };
    let unpack = |stream: &Vec<u8>| {
        let mut out = Vec::new();
        brotli::BrotliDecompress(&mut stream.as_slice(), &mut out).ok()?;
        Some(out)
    };
    marked.filter_map(stands).filter_map(unpack).collect()
}

/// The compressed files of the page, of every build that is kept beside the app.
pub(crate) fn embedded(app: &Path) -> Vec<Vec<u8>> {
    let build = app.parent().expect("a folder").join("build");
    let out = |entry: std::fs::DirEntry| entry.path().join("out/tauri-codegen-assets");
    let builds = std::fs::read_dir(build).expect("the builds beside the app");
    let folders = builds.map(|entry| out(entry.expect("an entry")));
    let files = folders
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten();
    let read = |entry: std::io::Result<std::fs::DirEntry>| std::fs::read(entry.ok()?.path()).ok();
    let streams: BTreeSet<Vec<u8>> = files.filter_map(read).filter(|s| s.len() > 1).collect();
    streams.into_iter().collect()
}

fn starts<'a>(bytes: &'a [u8], mark: &'a [u8; 4]) -> impl Iterator<Item = &'a [u8]> {
    let marked = bytes
        .windows(4)
        .enumerate()
        .filter(move |(_, four)| four == mark);
    marked.map(|(at, _)| &bytes[at..])
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
