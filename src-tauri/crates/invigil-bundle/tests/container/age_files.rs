//! An age writer for headers that ours would never write.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use invigil_bundle::age::{Identity, Recipient};
use invigil_crypto::{aead, digest, kdf, x25519};

const FILE_KEY: [u8; 16] = [0x5a; 16];
const NONCE: [u8; 16] = [0xa5; 16];

/// The identity of the generated files.
pub(crate) fn identity() -> Identity {
    Identity::from_bytes([0x42; 32])
}

/// A stanza that wraps the file key for `recipient`.
pub(crate) fn x25519_stanza(recipient: &Recipient) -> String {
    let ephemeral = x25519::Secret::from_bytes([0x24; 32]);
    let share = ephemeral.public();
    let shared = ephemeral.agree(recipient.as_bytes()).expect("agree");
    let salt = [share, *recipient.as_bytes()].concat();
    let key = kdf::hkdf_sha256(&salt, &shared, b"age-encryption.org/v1/X25519");
    let body = aead::seal(&key, [0; 12], b"", &FILE_KEY);
    format!(
        "-> X25519 {}\n{}\n",
        STANDARD_NO_PAD.encode(share),
        STANDARD_NO_PAD.encode(body)
    )
}

/// A file with these stanzas, a right MAC, and these chunks (the last one flagged so).
pub(crate) fn file(stanzas: &[&str], chunks: &[&[u8]]) -> Vec<u8> {
    let mut out = b"age-encryption.org/v1\n".to_vec();
    out.extend(stanzas.concat().as_bytes());
    out.extend(b"---");
    let mac_key = kdf::hkdf_sha256(b"", &FILE_KEY, b"header");
    let mac = digest::hmac_sha256(&mac_key, &[&out]);
    out.extend(format!(" {}\n", STANDARD_NO_PAD.encode(mac)).as_bytes());
    out.extend(NONCE);
    for (i, chunk) in chunks.iter().enumerate() {
        out.extend(sealed_chunk(i as u64, i + 1 == chunks.len(), chunk));
    }
    out
}

/// One sealed chunk of such a file.
pub(crate) fn sealed_chunk(counter: u64, last: bool, chunk: &[u8]) -> Vec<u8> {
    let key = kdf::hkdf_sha256(&NONCE, &FILE_KEY, b"payload");
    let mut nonce = [0; 12];
    nonce[3..11].copy_from_slice(&counter.to_be_bytes());
    nonce[11] = u8::from(last);
    aead::seal(&key, nonce, b"", chunk)
}
