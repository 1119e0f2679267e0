//! The age reader with the vectors' identity, on whole files and behind a version line.
#![no_main]

use invigil_bundle::age::{self, Identity};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let identities = [Identity::from_bytes([0x42; 32])];
    let _ = age::decrypt(&identities, bytes, 1 << 20);
    let framed = [b"age-encryption.org/v1\n", bytes].concat();
    let _ = age::decrypt(&identities, &framed, 1 << 20);
});
