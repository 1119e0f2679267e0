//! A checkpoint checked by OpenSSL, without our software.

use std::{path::Path, process::Command};

use invigil_crypto::sign::SigningKey;
use invigil_files::Access;
use invigil_log::{Note, sign_checkpoint};

const ORIGIN: &str = "invigil/attempt/00000000-0000-0000-0000-000000000001";

/// RFC 8410: SubjectPublicKeyInfo of an Ed25519 key, up to the key.
const SPKI: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

#[expect(
    clippy::disallowed_methods,
    reason = "the test's subject is another program"
)]
fn openssl_verifies(dir: &Path, key: &SigningKey, body: &[u8], signature: &[u8]) -> bool {
    let spki = [&SPKI[..], key.public().as_bytes()].concat();
    for (name, bytes) in [("key", &spki[..]), ("body", body), ("signature", signature)] {
        invigil_files::write(&dir.join(name), bytes, Access::Private).expect("write");
    }
    let out = Command::new("openssl")
        .current_dir(dir)
        .args(["pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER"])
        .args(["-inkey", "key", "-in", "body", "-sigfile", "signature"])
        .output()
        .expect("openssl is needed for this test");
    let said = String::from_utf8_lossy(&out.stdout);
    assert_eq!(
        said.contains("Verified Successfully"),
        out.status.success(),
        "{out:?}"
    );
    out.status.success()
}

#[test]
fn openssl_verifies_a_checkpoint_and_not_its_corrupted_twins() {
    let dir = tempfile::tempdir().expect("temp dir");
    let key = SigningKey::from_seed([7; 32]);
    let text = sign_checkpoint(&key, ORIGIN, 42, &[9; 32]);
    let note = Note::parse(&text).expect("note");
    let (body, signature) = (note.body.as_bytes(), &note.signatures[0].signature[..]);
    assert!(openssl_verifies(dir.path(), &key, body, signature));
    let other_size = note.body.replace("42", "43");
    assert!(!openssl_verifies(
        dir.path(),
        &key,
        other_size.as_bytes(),
        signature
    ));
    let stranger = SigningKey::from_seed([8; 32]);
    assert!(!openssl_verifies(dir.path(), &stranger, body, signature));
    let mut flipped = signature.to_vec();
    flipped[5] ^= 1;
    assert!(!openssl_verifies(dir.path(), &key, body, &flipped));
}
