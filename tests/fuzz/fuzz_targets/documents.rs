//! Every JSON document: what is read is written, and reads back as the same. The first byte
//! chooses the kind.
#![no_main]

use std::fmt::Debug;

use invigil_bundle::doc::{
    document::{self, Document},
    grade::Grade,
    keypkg::{Hidden, Keys},
    package::{FormDocument, Package, Shared},
    result::{Answers, Candidate, Envelope, Manifest},
    ticket::Ticket,
};
use libfuzzer_sys::fuzz_target;

fn round<T: Document + PartialEq + Debug>(bytes: &[u8]) {
    if let Ok(first) = document::read::<T>(bytes) {
        let written = document::write(&first).expect("what was read can be written");
        assert_eq!(document::read::<T>(&written).as_ref(), Ok(&first));
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, rest)) = bytes.split_first() else {
        return;
    };
    match choice % 11 {
        0 => round::<Package>(rest),
        1 => round::<Ticket>(rest),
        2 => round::<Manifest>(rest),
        3 => round::<Candidate>(rest),
        4 => round::<Envelope>(rest),
        5 => round::<Answers>(rest),
        6 => round::<Keys>(rest),
        7 => round::<Hidden>(rest),
        8 => round::<Grade>(rest),
        9 => round::<FormDocument>(rest),
        _ => round::<Shared>(rest),
    }
});
