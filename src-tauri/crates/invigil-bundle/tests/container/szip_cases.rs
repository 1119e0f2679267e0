//! The hostile archives, each one property away from [`valid`].

use invigil_bundle::szip::Entry;

use crate::zip::{Raw, Zip};

/// What the valid archive holds.
pub(crate) fn contents() -> [Entry; 3] {
    [
        Entry::new(
            "manifest.json",
            "{\"score\":10,\"score_of\":[10,10,10,10,10,10,10,10]}\n",
        ),
        Entry::new("answers.json", "{\"1\":\"B\"}\n"),
        Entry::new("log/public.jsonl", "{\"kind\":\"flag\"}\n".repeat(8)),
    ]
}

/// The twin of every case, built without the code under test.
pub(crate) fn valid() -> Zip {
    let [manifest, answers, log] = contents();
    Zip {
        entries: vec![
            Raw::deflated(&manifest.name, &manifest.bytes),
            Raw::stored(&answers.name, &answers.bytes),
            Raw::deflated(&log.name, &log.bytes),
        ],
        ..Zip::default()
    }
}

/// The valid archive with one change.
pub(crate) fn with(change: impl FnOnce(&mut Zip)) -> Vec<u8> {
    let mut zip = valid();
    change(&mut zip);
    zip.build()
}

fn named(name: &str) -> Vec<u8> {
    with(|z| z.entries[1].name = name.into())
}

const HIDDEN: &str = "{\"score\":99}\n";

/// The cases 01 to 32 of the contract: file name, code, bytes. A letter after the number is a
/// second form of the same rule.
pub(crate) fn numbered() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let mut cases = names();
    cases.extend(framing());
    cases.extend(entries());
    cases.extend(whole());
    cases.sort_by_key(|case| case.0);
    cases
}

fn names() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    vec![
        (
            "01-duplicate-name",
            "szip.duplicate-name",
            named("manifest.json"),
        ),
        (
            "02-case-duplicate",
            "szip.case-duplicate",
            named("Manifest.JSON"),
        ),
        ("03-parent", "szip.name-parent", named("../answers.json")),
        ("04-absolute", "szip.name-absolute", named("/answers.json")),
        (
            "05-backslash",
            "szip.name-backslash",
            named("log\\answers.json"),
        ),
        ("06-nul", "szip.name-nul", named("answers.json\0.txt")),
        ("07-drive", "szip.name-drive", named("C:answers.json")),
        (
            "08-stream",
            "szip.name-stream",
            named("answers.json:stream"),
        ),
        ("09-trailing-dot", "szip.name-dot", named("answers.json.")),
        (
            "10-non-ascii",
            "szip.name-non-ascii",
            named("re\u{301}ponses.json"),
        ),
        ("28-directory", "szip.directory", named("answers.json/")),
    ]
}

fn framing() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let prefix = b"MZ not a zip".to_vec();
    let unadjusted = [&prefix, &valid().build()[..]].concat();
    let two = [valid().build(), valid().build()].concat();
    let two_adjusted = with(|z| z.prefix = valid().build());
    let hidden = Raw::stored("hidden.json", HIDDEN.as_bytes()).local();
    let gap_between = with(|z| z.entries[0].behind = hidden.clone());
    let inner = valid().build();
    let inner = inner[inner.len() - 22..].to_vec();
    vec![
        ("11-prefix", "szip.prefix", with(|z| z.prefix = prefix)),
        ("11b-prefix-unadjusted", "szip.prefix", unadjusted),
        (
            "12-trailing-bytes",
            "szip.trailing-bytes",
            with(|z| z.trailing = b"junk".to_vec()),
        ),
        (
            "13-comment",
            "szip.comment",
            with(|z| z.comment = b"hello".to_vec()),
        ),
        ("14-gap", "szip.gap", with(|z| z.gap = hidden)),
        ("14b-gap-between", "szip.gap", gap_between),
        (
            "25-count-short",
            "szip.count-short",
            with(|z| z.end = Some(|end| (end[8], end[10]) = (2, 2))),
        ),
        ("26-two-archives", "szip.two-archives", two),
        (
            "26b-two-archives-adjusted",
            "szip.two-archives",
            two_adjusted,
        ),
        (
            "27-end-in-comment",
            "szip.end-in-comment",
            with(|z| z.comment = inner),
        ),
        ("31-zip64", "szip.zip64", zip64()),
    ]
}

fn entries() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let entry = |change: fn(&mut Raw)| with(|z| change(&mut z.entries[0]));
    let last = |change: fn(&mut Raw)| with(|z| change(&mut z.entries[2]));
    vec![
        (
            "15-local-name",
            "szip.local-name",
            entry(|e| e.local = |h| h[30] = b'M'),
        ),
        (
            "16-local-size",
            "szip.local-size",
            entry(|e| e.local = |h| h[22] -= 1),
        ),
        ("17-overlap", "szip.overlap", with(overlap)),
        ("19-lying-size", "szip.size", last(|e| e.size = 100)),
        ("19b-lying-size-above", "szip.size", last(|e| e.size = 1000)),
        (
            "20-symlink",
            "szip.symlink",
            entry(|e| e.attributes = 0o120_777 << 16),
        ),
        ("21-crc", "szip.crc", entry(|e| e.crc ^= 1)),
        (
            "21b-crc-stored",
            "szip.crc",
            with(|z| z.entries[1].crc ^= 1),
        ),
        (
            "22-data-descriptor",
            "szip.data-descriptor",
            entry(data_descriptor),
        ),
        ("23-encrypted", "szip.encrypted", entry(|e| e.flags = 1)),
        ("24-unicode-path", "szip.extra", entry(unicode_path)),
        (
            "29-after-deflate-end",
            "szip.deflate-trailing",
            entry(|e| e.data.extend(b"SMUGGLED")),
        ),
        ("32-method", "szip.method", entry(|e| e.method = 12)),
    ]
}

/// The third entry is the first one's data under another name.
fn overlap(zip: &mut Zip) {
    let name = zip.entries[2].name.clone();
    zip.entries[2] = Raw {
        name,
        offset: Some(0),
        ..zip.entries[0].clone()
    };
}

fn data_descriptor(entry: &mut Raw) {
    entry.flags = 8;
    entry.behind = 0x0807_4b50u32.to_le_bytes().to_vec();
    for field in [entry.crc, entry.data.len() as u32, entry.size] {
        entry.behind.extend(field.to_le_bytes());
    }
}

/// Info-ZIP's Unicode path (APPNOTE 4.6.9): a second name.
fn unicode_path(entry: &mut Raw) {
    let mut body = vec![1];
    body.extend(libdeflater::crc32(&entry.name).to_le_bytes());
    body.extend(b"answers2.json");
    entry.extra = [
        &0x7075u16.to_le_bytes()[..],
        &(body.len() as u16).to_le_bytes(),
        &body,
    ]
    .concat();
}

fn whole() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let zeros = |len: usize| Raw::deflated("answers.json", &vec![0; len]);
    let bomb = with(|z| z.entries[1] = zeros((32 << 20) + 1));
    let total = with(|z| {
        for entry in &mut z.entries {
            let name = entry.name.clone();
            *entry = Raw {
                name,
                ..zeros(22 << 20)
            };
        }
    });
    let thousands = with(|z| {
        z.entries = (0..3000)
            .map(|i| Raw::stored(&format!("f{i}"), b""))
            .collect();
    });
    vec![
        ("18-bomb", "szip.entry-too-large", bomb),
        ("18b-bomb-total", "szip.total-too-large", total),
        ("30-thousands-of-entries", "szip.too-many", thousands),
    ]
}

/// The same archive with the zip64 records in front of a saturated end record.
fn zip64() -> Vec<u8> {
    let plain = valid().build();
    let (body, end) = plain.split_at(plain.len() - 22);
    let number = |at: usize| u64::from(u32::from_le_bytes(end[at..at + 4].try_into().expect("4")));
    let mut out = body.to_vec();
    out.extend(0x0606_4b50u32.to_le_bytes());
    out.extend(44u64.to_le_bytes());
    out.extend([45, 0, 45, 0]);
    out.extend([0; 8]);
    for field in [3, 3, number(12), number(16)] {
        out.extend(field.to_le_bytes());
    }
    out.extend(0x0706_4b50u32.to_le_bytes());
    out.extend(0u32.to_le_bytes());
    out.extend((body.len() as u64).to_le_bytes());
    out.extend(1u32.to_le_bytes());
    out.extend(&end[..8]);
    out.extend([0xff; 12]);
    out.extend([0; 2]);
    out
}

/// The rules that the contract does not number.
pub(crate) fn others() -> Vec<(&'static str, Vec<u8>)> {
    let entry = |change: fn(&mut Raw)| with(|z| change(&mut z.entries[0]));
    let local = |change: fn(&mut Vec<u8>)| with(|z| z.entries[0].local = change);
    let end = |change: fn(&mut Vec<u8>)| with(|z| z.end = Some(change));
    let cut = valid().build();
    vec![
        ("szip.not-zip", Vec::new()),
        ("szip.not-zip", cut[..cut.len() - 22].to_vec()),
        ("szip.end-gap", with(|z| z.end_gap = b"gap".to_vec())),
        ("szip.directory-bounds", end(|e| e[18] = 1)),
        ("szip.directory-bounds", end(|e| e[15] = 0xff)),
        ("szip.directory-record", end(|e| (e[8], e[10]) = (4, 4))),
        ("szip.count-mismatch", end(|e| e[8] = 2)),
        ("szip.multi-disk", end(|e| e[4] = 1)),
        ("szip.comment", end(|e| e[20] = 9)),
        ("szip.directory-size", with(directory_size)),
        ("szip.flags", entry(|e| e.flags = 0x800)),
        (
            "szip.entry-comment",
            entry(|e| e.comment = b"hello".to_vec()),
        ),
        ("szip.version", entry(|e| e.needed = 45)),
        ("szip.version", entry(|e| e.made = 0x0314)),
        ("szip.time", entry(|e| e.time = 1)),
        ("szip.attributes", entry(|e| e.attributes = 0x20)),
        ("szip.multi-disk", entry(|e| e.disk = 1)),
        ("szip.zip64", entry(|e| e.size = u32::MAX)),
        ("szip.stored-size", with(|z| z.entries[1].size -= 1)),
        (
            "szip.entry-bounds",
            with(|z| z.entries[2].packed = Some(60_000)),
        ),
        ("szip.local-record", local(|h| h[0] = b'Q')),
        ("szip.local-crc", local(|h| h[14] ^= 1)),
        ("szip.local-field", local(|h| h[6] = 8)),
        ("szip.file-as-folder", named("LOG")),
        ("szip.name-empty", named("")),
        ("szip.name-empty", named("a//b")),
        ("szip.name-long", named(&"a".repeat(121))),
        ("szip.name-dot", named(".hidden")),
        ("szip.name-character", named("a b")),
        ("szip.deflate", entry(|e| e.data[0] = 7)),
        ("szip.file-too-large", vec![0; (64 << 20) + (64 << 10)]),
    ]
}

/// The last entry's bytes are part of the directory, by the end record's account.
fn directory_size(zip: &mut Zip) {
    zip.end_gap = b"more".to_vec();
    zip.end = Some(|end| end[12] += 4);
}
