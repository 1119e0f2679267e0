//! Trust files, revocations and SHA256SUMS: what is read is written back as it was.
#![no_main]

use invigil_bundle::{
    sums,
    trust::{Revoked, TrustFile},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(file) = TrustFile::read(bytes) {
        assert_eq!(file.write().expect("writes").as_bytes(), bytes);
    }
    let _ = Revoked::read(bytes);
    let _ = sums::read(bytes);
});
