//! The OpenSSH readers; the first byte chooses one.
#![no_main]

use invigil_bundle::ssh::{self, Certificate, Krl, key};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, rest)) = bytes.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(rest);
    match choice % 7 {
        0 => drop(ssh::verify(rest, "result-v1@invigil", b"message")),
        1 => drop(Certificate::from_line(&text)),
        2 => drop(Certificate::from_blob(rest)),
        3 => {
            if let Ok(krl) = Krl::read(rest) {
                assert_eq!(Krl::read(&krl.write()), Ok(krl));
            }
        }
        4 => drop(key::read_private(rest)),
        5 => drop(key::read_public_line(&text)),
        _ => drop(key::read_public_blob(rest)),
    }
});
