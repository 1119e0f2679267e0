//! What reads as an archive survives being written and read again.
#![no_main]

use invigil_bundle::szip;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(archive) = szip::read(bytes) {
        let written = szip::write(archive.entries()).expect("what was read can be written");
        assert_eq!(szip::read(&written), Ok(archive));
    }
});
