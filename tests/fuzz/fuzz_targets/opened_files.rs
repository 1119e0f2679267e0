//! The inner files of a valid result with one of them replaced: refused, whatever stands there.
//! So the readers behind the container and the age file are reached.
#![no_main]

use std::sync::LazyLock;

use invigil_bundle::{
    age::Identity,
    doc::{
        issuer::Anchor,
        verify::{self, VerifyInputs},
    },
    szip::Entry,
    trust::TrustFile,
};
use libfuzzer_sys::fuzz_target;

const RESULT: &[u8] = include_bytes!("../../vectors/result/00-valid.result");

static ROOT: LazyLock<TrustFile> = LazyLock::new(|| {
    TrustFile::read(include_bytes!("../../vectors/result/root.pub_signers")).expect("a root")
});

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mailbox: Identity = include_str!("../../vectors/result/mailbox.key")
        .trim()
        .parse()
        .expect("an identity");
    verify::open_result(RESULT, &[mailbox]).expect("a valid result")
});

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, rest)) = bytes.split_first() else {
        return;
    };
    let mut entries = ENTRIES.clone();
    let at = usize::from(*choice) % entries.len();
    let same = entries[at].bytes == rest;
    entries[at].bytes = rest.to_vec();
    let inputs = VerifyInputs {
        anchor: Anchor {
            root: Some(&ROOT),
            revoked: None,
        },
        ..VerifyInputs::default()
    };
    let verdict = verify::verify_opened(entries, &inputs);
    assert_eq!(verdict.is_ok(), same, "{}", ENTRIES[at].name);
});
