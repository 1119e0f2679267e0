//! Frames and checkpoints: a frame has one legal encoding.
#![no_main]

use invigil_crypto::sign::SigningKey;
use invigil_log::{decode_frame, encode_frame, verify_checkpoint};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (public, private) = text.split_once('\n').unwrap_or((&text, ""));
    if let Ok(events) = decode_frame(0, public, private) {
        let lines = encode_frame(0, &events).expect("what was read can be written");
        assert_eq!(
            (lines.public.as_str(), lines.private.as_str()),
            (public, private)
        );
    }
    let key = SigningKey::from_seed([1; 32]).public();
    let _ = verify_checkpoint(&text, "invigil/attempt/x", &key);
});
