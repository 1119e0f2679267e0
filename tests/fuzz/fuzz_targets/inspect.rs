//! What a person may point `inspect` at, and a list of candidates: read or refused with a code,
//! and a list that is taken has each ref once.
#![no_main]

use std::collections::BTreeSet;

use invigil_recruiter::{candidates, inspect_bytes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match inspect_bytes(bytes) {
        Ok(report) => {
            let plain = |text: &str| !text.chars().any(char::is_control);
            assert!(report.facts.iter().all(|(_, fact)| plain(fact)));
        }
        Err(notice) => assert!(!notice.why.is_empty()),
    }
    if let Ok(rows) = candidates::parse(bytes) {
        let name = |row: &candidates::CandidateRow| row.candidate_ref.0.to_ascii_lowercase();
        let refs: BTreeSet<String> = rows.iter().map(name).collect();
        assert_eq!(refs.len(), rows.len());
    }
});
