//! Access codes: case 75 (a key derivation that would take 4 GiB) as a file.

use invigil_bundle::code::{self, AccessCode, ReleaseSlot};
use invigil_crypto::random::FixedRandom;

use crate::vectors::{Vector, check_folder};

/// The code of the vectors; `expected.tsv` is about this one.
const CODE: &str = "4VQ0-ZYAG-KEWV";

fn json(slot: &ReleaseSlot) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(slot).expect("json");
    bytes.push(b'\n');
    bytes
}

#[test]
fn a_slot_of_4_gib_is_refused_before_it_takes_any_memory_and_its_twin_opens() {
    let code = AccessCode::generate(&FixedRandom::new(75)).expect("code");
    assert_eq!(code.to_string(), CODE);
    let twin = code::slot_for(&code, &FixedRandom::new(76)).expect("slot");
    let huge = ReleaseSlot {
        m_kib: 4 << 20,
        ..twin.clone()
    };
    let vectors = [
        Vector::new("75-valid.json", "ok", json(&twin)),
        Vector::new("75-kdf-4-gib.json", "code.kdf-cost", json(&huge)),
    ];
    check_folder("code", &vectors);
    for vector in vectors {
        let slot: ReleaseSlot = serde_json::from_slice(&vector.bytes).expect("slot");
        let got = code::open_slot(&slot, &code).map_or_else(|e| e.code().0, |_| "ok");
        assert_eq!(got, vector.expected, "{}", vector.file);
    }
}
