//! `sha256sum` and `openssl`.

use invigil_bundle::sums;
use invigil_crypto::sign::{PublicKey, SigningKey};

use crate::{keys, tools::Desk};

const ENTRIES: [(&str, &[u8]); 3] = [
    ("manifest.json", b"{}\n"),
    ("answers.json", b"{\"1\":\"A\"}\n"),
    ("code/main.py", b"print(input())\n"),
];

fn desk() -> Desk {
    let desk = Desk::new();
    for (name, bytes) in ENTRIES {
        desk.put(name, bytes);
    }
    desk
}

#[test]
fn sha256sum_checks_our_list() {
    let desk = desk();
    desk.put(sums::SUMS_NAME, sums::write(ENTRIES).unwrap());
    let arguments = ["--strict", "-c", sums::SUMS_NAME];
    let said = desk.must("sha256sum", &arguments);
    assert_eq!(said.matches(": OK").count(), ENTRIES.len(), "{said}");
    desk.put("answers.json", b"{\"1\":\"B\"}\n");
    assert!(!desk.run("sha256sum", &arguments, b"").ok);
}

#[test]
fn we_check_the_list_of_sha256sum() {
    let desk = desk();
    let list = desk.must(
        "sha256sum",
        &["answers.json", "code/main.py", "manifest.json"],
    );
    assert_eq!(sums::check(list.as_bytes(), ENTRIES, &sums::EXEMPT), Ok(()));
    assert_eq!(list, sums::write(ENTRIES).unwrap());
    let mut changed = ENTRIES;
    changed[1].1 = b"{\"1\":\"B\"}\n";
    let verdict = sums::check(list.as_bytes(), changed, &sums::EXEMPT);
    assert_eq!(verdict.map_err(|e| e.code().0), Err("sums.mismatch"));
    let marked = desk.must("sha256sum", &["-b", "answers.json"]);
    let verdict = sums::read(marked.as_bytes());
    assert_eq!(verdict.map_err(|e| e.code().0), Err("sums.separator"));
}

/// SubjectPublicKeyInfo of an Ed25519 key (RFC 8410, section 4).
fn spki(key: &PublicKey) -> Vec<u8> {
    let head = [
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ];
    [&head[..], key.as_bytes()].concat()
}

/// PrivateKeyInfo of an Ed25519 key (RFC 8410, section 7).
fn pkcs8(key: &SigningKey) -> Vec<u8> {
    let head = [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04,
        0x20,
    ];
    [&head[..], key.seed()].concat()
}

#[test]
fn openssl_verifies_our_signatures_and_we_verify_its() {
    let desk = Desk::new();
    let key = keys::issue();
    desk.put("key.der", spki(&key.public()));
    desk.put("private.der", pkcs8(&key));
    desk.put("message", b"a checkpoint\n");
    desk.put("signature", key.sign(b"a checkpoint\n"));
    let verify = [
        "pkeyutl",
        "-verify",
        "-rawin",
        "-pubin",
        "-keyform",
        "DER",
        "-inkey",
        "key.der",
        "-sigfile",
        "signature",
        "-in",
        "message",
    ];
    desk.must("openssl", &verify);
    let sign = [
        "pkeyutl",
        "-sign",
        "-rawin",
        "-keyform",
        "DER",
        "-inkey",
        "private.der",
        "-in",
        "message",
        "-out",
        "theirs",
    ];
    desk.must("openssl", &sign);
    let theirs = desk.get("theirs");
    assert_eq!(key.public().verify(b"a checkpoint\n", &theirs), Ok(()));
    assert!(key.public().verify(b"a checkpoin\n", &theirs).is_err());
    desk.put("message", b"a checkpoinT\n");
    assert!(!desk.run("openssl", &verify, b"").ok);
}
