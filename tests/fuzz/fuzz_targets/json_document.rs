//! The strict JSON reader on the smallest document with text, integers and a key in it.
#![no_main]

use invigil_bundle::{code::ReleaseSlot, json};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = json::from_slice::<ReleaseSlot>(bytes, 1 << 16);
    let _ = json::from_slice::<Vec<ReleaseSlot>>(bytes, 1 << 16);
});
