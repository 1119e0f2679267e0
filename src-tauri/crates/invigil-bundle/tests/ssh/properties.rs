//! Readers never panic, and what is written is read back.

use invigil_bundle::{
    ssh::{
        self, Bindings, Certificate, CertificateRequest, Krl,
        key::{public_line, read_private, read_public_blob, read_public_line, write_private},
    },
    sums, szip,
    trust::{Revoked, RevokedEntry, RevokedWhat, TrustFile},
};
use invigil_crypto::{
    random::FixedRandom,
    sign::{PublicKey, SigningKey},
};
use proptest::prelude::*;

use crate::{keys, raw::armor};

const NS: &str = "package-v1@invigil";

fn read_everything(bytes: &[u8]) {
    let _ = ssh::verify(bytes, NS, b"");
    let _ = ssh::verify(armor(bytes, 70).as_bytes(), NS, b"");
    let _ = Certificate::from_blob(bytes);
    let _ = Krl::read(bytes);
    let _ = read_private(bytes);
    let _ = read_public_blob(bytes);
    let _ = sums::read(bytes);
    let _ = TrustFile::read(bytes);
    let _ = Revoked::read(bytes);
    if let Ok(text) = str::from_utf8(bytes) {
        let _ = read_public_line(text);
        let _ = Certificate::from_line(text);
    }
}

/// A valid file of each kind.
fn samples() -> Vec<Vec<u8>> {
    let certificate = keys::certificate();
    let mut krl = Krl::new(1, 2, "c").unwrap();
    krl.revoke_serials(Some(keys::device().public()), 4..=9)
        .unwrap();
    krl.revoke_key(keys::issue().public()).unwrap();
    let private = write_private(&keys::issue(), "c", &FixedRandom::new(1)).unwrap();
    vec![
        ssh::sign(&keys::issue(), None, NS, b"").into_bytes(),
        ssh::sign(&keys::attempt(), Some(certificate.blob()), NS, b"").into_bytes(),
        certificate.blob().to_vec(),
        certificate.line().into_bytes(),
        krl.write(),
        private.as_bytes().to_vec(),
        public_line(&keys::issue().public(), "c").into_bytes(),
        sums::write([("a", &b"1"[..]), ("b", b"2")])
            .unwrap()
            .into_bytes(),
        keys::org_file().write().unwrap().into_bytes(),
        Revoked::new("o", 1, None, keys::AT, vec![])
            .write()
            .unwrap(),
    ]
}

fn key() -> impl Strategy<Value = SigningKey> {
    any::<[u8; 32]>().prop_map(SigningKey::from_seed)
}

fn public() -> impl Strategy<Value = PublicKey> {
    key().prop_map(|key| key.public())
}

fn range() -> impl Strategy<Value = (u64, u64)> {
    prop_oneof![
        (1u64..200, 0u64..20).prop_map(|(first, more)| (first, first + more)),
        (1u64.., 0u64..).prop_map(|(a, b)| (a.min(b).max(1), a.max(b))),
    ]
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        read_everything(&bytes);
    }

    #[test]
    fn changed_files_never_panic(
        which in 0usize..10,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let mut bytes = samples().swap_remove(which);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        read_everything(&bytes);
    }

    #[test]
    fn a_signature_holds_for_any_message(
        key in key(),
        message in prop::collection::vec(any::<u8>(), 0..300),
        namespace in "[a-z0-9@-]{1,40}",
    ) {
        let armored = ssh::sign(&key, None, &namespace, &message);
        let signer = ssh::verify(armored.as_bytes(), &namespace, &message).unwrap();
        prop_assert_eq!(signer.into_key().unwrap(), key.public());
        let mut other = message;
        other.push(0);
        prop_assert!(ssh::verify(armored.as_bytes(), &namespace, &other).is_err());
    }

    #[test]
    fn keys_are_read_back(key in key(), comment in "[ -~]{0,60}", seed: u64) {
        let text = write_private(&key, &comment, &FixedRandom::new(seed)).unwrap();
        let read = read_private(text.as_bytes()).unwrap();
        prop_assert_eq!(read.key.seed(), key.seed());
        prop_assert_eq!(&read.comment, &comment);
        let line = public_line(&key.public(), &comment);
        prop_assert_eq!(read_public_line(&line), Ok((key.public(), comment)));
    }

    #[test]
    fn certificates_are_read_back(
        ca in key(),
        subject in public(),
        serial in 1u64..,
        key_id in "[!-~]{1,60}",
        principal in "[!-~]{1,60}",
        digests: [[u8; 32]; 3],
    ) {
        prop_assume!(ca.public() != subject);
        let bindings = Bindings { ticket: digests[0], package: digests[1], journal: digests[2] };
        let request = CertificateRequest {
            subject,
            serial,
            key_id: &key_id,
            principal: &principal,
            bindings,
        };
        let made = Certificate::issue(&ca, &request, &FixedRandom::new(serial)).unwrap();
        let read = Certificate::from_line(&made.line()).unwrap();
        prop_assert_eq!(&read, &made);
        prop_assert_eq!(read.bindings(), Some(bindings));
        prop_assert_eq!(read.verify(&[ca.public()], &principal, 0), Ok(()));
        prop_assert_eq!(read.verify(&[ca.public()], &principal, u64::MAX - 1), Ok(()));
    }

    #[test]
    fn revocation_lists_are_read_back_and_find_each_serial(
        ranges in prop::collection::vec(range(), 0..12),
        revoked in prop::collection::vec(public(), 0..4),
        ids in prop::collection::vec("[ -~]{1,20}", 0..4),
        prints in prop::collection::vec(any::<[u8; 32]>(), 0..4),
        serial in 1u64..240,
    ) {
        let device = keys::device();
        let mut krl = Krl::new(3, 4, "list").unwrap();
        for (first, last) in &ranges {
            krl.revoke_serials(Some(device.public()), *first..=*last).unwrap();
        }
        for key in &revoked {
            krl.revoke_key(*key).unwrap();
        }
        for id in &ids {
            krl.revoke_key_id(Some(device.public()), id).unwrap();
        }
        for print in prints {
            krl.revoke_fingerprint(print).unwrap();
        }
        let read = Krl::read(&krl.write()).unwrap();
        prop_assert_eq!(&read, &krl);
        let request = CertificateRequest {
            subject: keys::attempt().public(),
            serial,
            key_id: "~not~an~id~of~the~list~",
            principal: "attempt-1",
            bindings: Bindings { ticket: [0; 32], package: [0; 32], journal: [0; 32] },
        };
        let certificate = Certificate::issue(&device, &request, &FixedRandom::new(1)).unwrap();
        let listed = ranges.iter().any(|(first, last)| (first..=last).contains(&&serial));
        prop_assert_eq!(read.revokes(&certificate).is_some(), listed);
    }

    #[test]
    fn digests_cover_what_they_list(
        entries in prop::collection::btree_map(
            "[a-z0-9_-]{1,12}(/[a-z0-9_-]{1,12})?",
            prop::collection::vec(any::<u8>(), 0..40),
            0..20,
        ),
    ) {
        let pairs = || entries.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        let text = sums::write(pairs()).unwrap();
        prop_assert_eq!(sums::check(text.as_bytes(), pairs(), &sums::EXEMPT), Ok(()));
        if !entries.is_empty() {
            let fewer = pairs().skip(1);
            prop_assert!(sums::check(text.as_bytes(), fewer, &sums::EXEMPT).is_err());
        }
    }

    #[test]
    fn a_list_of_digests_takes_the_names_that_an_archive_takes(name in "[a-zA-Z0-9./_ \\\\:é-]{0,10}") {
        let listed = sums::write([(name.as_str(), &b""[..])]).is_ok();
        let archived = szip::write(&[szip::Entry::new(name, b"")]).is_ok();
        prop_assert_eq!(listed, archived);
    }

    #[test]
    fn trust_files_are_read_back(
        org in "[a-z0-9-]{1,64}",
        seq in 2u64..,
        prev: [u8; 32],
        issued in 0u64..200_000_000_000,
        life in 1u64..50_000_000_000,
        limits in any::<(bool, bool)>(),
    ) {
        let mut file = keys::org_file();
        (file.org, file.seq, file.prev) = (org, seq, Some(prev));
        (file.issued, file.expires) = (issued, issued + life);
        file.lines[1].valid_after = limits.0.then_some(issued);
        file.lines[1].valid_before = limits.1.then_some(issued + life);
        let text = file.write().unwrap();
        prop_assert_eq!(TrustFile::read(text.as_bytes()), Ok(file));
    }

    #[test]
    fn revocations_are_read_back_and_give_a_list(
        entries in prop::collection::vec((public(), range(), any::<bool>()), 0..6),
        since in 0u64..200_000_000_000,
        reason in "[ -~]{1,60}",
    ) {
        let entries = entries.into_iter().map(|(key, (first, last), whole)| RevokedEntry {
            what: if whole {
                RevokedWhat::Key(key)
            } else {
                RevokedWhat::Serials { ca: key, first, last }
            },
            since,
            reason: reason.clone(),
        });
        let revoked = Revoked::new("example-ltd", 1, None, since, entries.collect());
        let read = Revoked::read(&revoked.write().unwrap()).unwrap();
        prop_assert_eq!(&read, &revoked);
        let krl = read.krl().unwrap();
        prop_assert_eq!(Krl::read(&krl.write()), Ok(krl));
    }
}
