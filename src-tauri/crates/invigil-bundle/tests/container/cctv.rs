//! age: all vectors of C2SP CCTV (`tests/vectors/age/cctv`).

use std::{collections::BTreeMap, fs};

use invigil_bundle::age::{self, Identity};
use invigil_crypto::digest;

use crate::vectors::folder;

const CAP: usize = 32 << 20;

struct Cctv {
    fields: Vec<(String, String)>,
    file: Vec<u8>,
}

impl Cctv {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes
            .windows(2)
            .position(|w| w == b"\n\n")
            .expect("a header");
        let header = std::str::from_utf8(&bytes[..end]).expect("text");
        let fields: Vec<_> = header
            .lines()
            .map(|line| line.split_once(": ").expect("key: value"))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        let mut vector = Self {
            fields,
            file: bytes[end + 2..].to_vec(),
        };
        match vector.field("compressed") {
            None => {}
            Some("zlib") => {
                let mut plain = vec![0; CAP];
                let mut inflater = libdeflater::Decompressor::new();
                let len = inflater
                    .zlib_decompress(&vector.file, &mut plain)
                    .expect("zlib");
                plain.truncate(len);
                vector.file = plain;
            }
            Some(other) => panic!("compressed: {other}"),
        }
        vector
    }

    fn field(&self, key: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(k, _)| k == key);
        field.map(|(_, value)| value.as_str())
    }

    /// The X25519 identities; hybrid ones are no identities to us, and must be refused as such.
    fn identities(&self) -> Vec<Identity> {
        self.fields
            .iter()
            .filter(|(key, _)| key == "identity")
            .filter_map(|(_, text)| {
                let hybrid = text.starts_with("AGE-SECRET-KEY-PQ-1");
                let identity = text.parse::<Identity>();
                assert_eq!(identity.is_err(), hybrid, "{text}");
                identity.ok()
            })
            .collect()
    }

    /// The outcome in CCTV's words.
    fn outcome(&self) -> &'static str {
        match age::decrypt(&self.identities(), &self.file, CAP) {
            Ok(plain) => {
                let payload = self.field("payload").expect("a payload hash");
                assert_eq!(digest::hex(&digest::sha256(&plain)), payload);
                "success"
            }
            Err(e) => match e.code().0 {
                "age.no-match" => "no match",
                "age.mac" => "HMAC failure",
                "age.chunk" | "age.truncated" | "age.extra-chunk" | "age.empty-chunk" => {
                    "payload failure"
                }
                _ => "header failure",
            },
        }
    }

    /// What version 1 answers, by name where it deliberately reads less than age does.
    fn expected(&self, name: &str) -> &'static str {
        let unread = self.field("armored").is_some() || name.starts_with("scrypt");
        match self.field("expect").expect("expect") {
            // Broken outside of the hybrid stanza's own rules.
            expect if ["hybrid_not_canonical_body", "hybrid_x25519_arg"].contains(&name) => {
                assert_eq!(expect, "header failure");
                "header failure"
            }
            // Stanzas of an unknown kind are skipped, whatever is wrong inside them.
            _ if name.starts_with("hybrid") => "no match",
            // The version line is missing, or a stanza asks for a passphrase.
            _ if unread && name != "scrypt_uppercase" => "header failure",
            "success" => "success",
            "no match" => "no match",
            "HMAC failure" => "HMAC failure",
            "payload failure" => "payload failure",
            "header failure" => "header failure",
            other => panic!("{name}: expect {other}"),
        }
    }
}

#[test]
fn every_cctv_vector_has_the_expected_outcome() {
    let mut counts = BTreeMap::new();
    let mut wrong = Vec::new();
    for entry in fs::read_dir(folder("age/cctv")).expect("vectors") {
        let path = entry.expect("entry").path();
        let name = path
            .file_name()
            .expect("name")
            .to_string_lossy()
            .into_owned();
        if name == "README.md" {
            continue;
        }
        let vector = Cctv::parse(&fs::read(&path).expect("read"));
        let (got, want) = (vector.outcome(), vector.expected(&name));
        *counts.entry(got).or_insert(0) += 1;
        if got != want {
            wrong.push(format!("{name}: {got} instead of {want}"));
        }
    }
    assert_eq!(wrong, [""; 0]);
    assert_eq!(counts.values().sum::<i32>(), 143, "{counts:?}");
    let read = ["success", "no match", "HMAC failure", "payload failure"];
    assert!(
        read.iter().all(|outcome| counts.contains_key(outcome)),
        "{counts:?}"
    );
}
