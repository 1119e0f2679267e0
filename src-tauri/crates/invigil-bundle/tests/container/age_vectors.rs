//! age: the cases 73 and 74 as files.

use invigil_bundle::age;

use crate::{
    age_files::{file, identity, sealed_chunk, x25519_stanza},
    vectors::{Vector, check_folder},
};

/// A work factor of 2^62 would not end: that the test ends shows that nothing was run.
const SCRYPT: &str = "-> scrypt bm90IGEgcmVhbCBzYWx0IQ 62\n\
                      AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
const PLUGIN: &str = "-> example-plugin run this\nAAAA\n";

fn vectors() -> Vec<Vector> {
    let ours = x25519_stanza(&identity().recipient());
    let full = vec![b'x'; 64 << 10];
    let whole = file(&[&ours], &[&full]);
    let header = whole.len() - full.len() - 16;
    let extra = [&whole[..], &sealed_chunk(1, true, b"more")].concat();
    vec![
        Vector::new("73-valid.age", "ok", whole.clone()),
        Vector::new(
            "73-truncated-chunk.age",
            "age.chunk",
            whole[..whole.len() - 1].to_vec(),
        ),
        Vector::new(
            "73b-no-chunk.age",
            "age.truncated",
            whole[..header].to_vec(),
        ),
        Vector::new(
            "73c-last-chunk-missing.age",
            "age.truncated",
            last_chunk_missing(&ours),
        ),
        Vector::new("73d-extra-chunk.age", "age.extra-chunk", extra),
        Vector::new("74-valid.age", "ok", file(&[&ours], &[b"plain"])),
        Vector::new("74-scrypt.age", "age.scrypt", file(&[SCRYPT], &[b"plain"])),
        Vector::new(
            "74b-scrypt-and-x25519.age",
            "age.scrypt",
            file(&[&ours, SCRYPT], &[b"plain"]),
        ),
        Vector::new(
            "74c-plugin.age",
            "age.no-match",
            file(&[PLUGIN], &[b"plain"]),
        ),
        Vector::new(
            "74d-plugin-and-x25519.age",
            "ok",
            file(&[PLUGIN, &ours], &[b"plain"]),
        ),
    ]
}

/// One full chunk that says another one follows.
fn last_chunk_missing(ours: &str) -> Vec<u8> {
    let full = vec![b'x'; 64 << 10];
    let mut two = file(&[ours], &[&full, b"end"]);
    two.truncate(two.len() - 3 - 16);
    two
}

#[test]
fn every_vector_is_refused_with_its_own_code_and_the_twins_open() {
    check_folder("age", &vectors());
    for vector in vectors() {
        let got = age::decrypt(&[identity()], &vector.bytes, 1 << 20);
        let got = got.map_or_else(|e| e.code().0, |_| "ok");
        assert_eq!(got, vector.expected, "{}", vector.file);
    }
}
