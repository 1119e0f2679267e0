//! Properties of the readers over arbitrary and changed bytes.

use invigil_bundle::{
    age,
    szip::{self, Entry},
};
use invigil_crypto::random::FixedRandom;
use proptest::{collection::vec, prelude::*, sample::Index};

use crate::{
    age_files::identity,
    szip_cases::{contents, valid},
};

/// One change of a file.
#[derive(Clone, Debug)]
enum Change {
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Cut(Index),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Set(at, to) => {
                let at = at.index(bytes.len());
                bytes[at] = *to;
            }
            Self::Insert(at, more) => {
                let at = at.index(bytes.len() + 1);
                bytes.splice(at..at, more.iter().copied());
            }
            Self::Remove(at, len) => {
                let at = at.index(bytes.len());
                let end = bytes.len().min(at + len);
                bytes.drain(at..end);
            }
            Self::Cut(at) => bytes.truncate(at.index(bytes.len())),
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (any::<Index>(), any::<u8>()).prop_map(|(at, to)| Change::Set(at, to)),
        1 => (any::<Index>(), vec(any::<u8>(), 1..30)).prop_map(|(at, b)| Change::Insert(at, b)),
        1 => (any::<Index>(), 1..30usize).prop_map(|(at, len)| Change::Remove(at, len)),
        1 => any::<Index>().prop_map(Change::Cut),
    ]
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let content = prop_oneof![
        vec(any::<u8>(), 0..400),
        (any::<u8>(), 0..4000usize).prop_map(|(b, n)| vec![b; n]),
    ];
    let names = prop::collection::btree_set("[a-z0-9_-]{1,8}(/[a-z0-9]{1,8}[.][a-z]{1,3})?", 0..20);
    let names = names.prop_map(|names| names.into_iter().collect::<Vec<_>>());
    (names, vec(content, 20)).prop_map(|(names, contents)| {
        let pairs = names.into_iter().zip(contents);
        pairs.map(|(name, bytes)| Entry { name, bytes }).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn an_archive_round_trips(entries in entries()) {
        // Two drawn names may need one another as file and as folder.
        let Ok(bytes) = szip::write(&entries) else { return Ok(()) };
        prop_assert_eq!(szip::read(&bytes).expect("read").into_entries(), entries.clone());
        prop_assert_eq!(szip::write(&entries).expect("write"), bytes);
    }

    #[test]
    fn arbitrary_bytes_are_no_archive(bytes in vec(any::<u8>(), 0..600)) {
        prop_assert!(szip::read(&bytes).is_err());
    }

    #[test]
    fn a_changed_archive_is_refused_or_reads_the_same(changes in vec(change(), 1..4)) {
        let mut bytes = valid().build();
        for change in &changes {
            if !bytes.is_empty() {
                change.apply(&mut bytes);
            }
        }
        if let Ok(archive) = szip::read(&bytes) {
            prop_assert_eq!(archive.entries(), contents());
        }
    }

    #[test]
    fn a_sealed_text_round_trips(plain in vec(any::<u8>(), 0..300), seed: u64) {
        let sealed = age::encrypt(&[identity().recipient()], &plain, &FixedRandom::new(seed));
        let opened = age::decrypt(&[identity()], &sealed.expect("seal"), plain.len());
        let opened = opened.expect("open");
        prop_assert_eq!(opened.as_slice(), plain.as_slice());
    }

    #[test]
    fn arbitrary_bytes_are_no_age_file(bytes in vec(any::<u8>(), 0..300)) {
        let framed = [b"age-encryption.org/v1\n-> ", &bytes[..]].concat();
        for bytes in [bytes, framed] {
            prop_assert!(age::decrypt(&[identity()], &bytes, 1 << 20).is_err());
        }
    }

    #[test]
    fn a_changed_age_file_is_refused(change in change()) {
        let sealed = age::encrypt(&[identity().recipient()], &[7; 100], &FixedRandom::new(1));
        let sealed = sealed.expect("seal");
        let mut changed = sealed.clone();
        change.apply(&mut changed);
        prop_assume!(changed != sealed);
        prop_assert!(age::decrypt(&[identity()], &changed, 1 << 20).is_err());
    }
}
