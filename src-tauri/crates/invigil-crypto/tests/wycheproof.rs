//! Project Wycheproof's published attack vectors against this room's functions.

use invigil_crypto::{CryptoError, aead, kdf, sign::PublicKey, x25519::Secret};
use wycheproof::TestResult;

/// How many vectors were accepted and refused: a set that shrinks must not pass unseen.
#[derive(Default)]
struct Counts {
    accepted: usize,
    refused: usize,
}

impl Counts {
    fn add(&mut self, accepted: bool) {
        if accepted {
            self.accepted += 1;
        } else {
            self.refused += 1;
        }
    }

    fn check(&self, accepted: usize, refused: usize) {
        assert_eq!((self.accepted, self.refused), (accepted, refused));
    }
}

#[test]
fn ed25519_verdicts_are_wycheproofs() {
    use wycheproof::eddsa::{TestName, TestSet};
    let set = TestSet::load(TestName::Ed25519).expect("vectors");
    let mut counts = Counts::default();
    for group in &set.test_groups {
        let key: [u8; 32] = group.key.pk[..].try_into().expect("32 bytes");
        // No vector has a weak key, so the stricter rule for keys changes no verdict here.
        let key = PublicKey::from_bytes(key).expect("a strong key");
        for test in &group.tests {
            let accepted = key.verify(&test.msg, &test.sig).is_ok();
            assert_eq!(accepted, test.result == TestResult::Valid, "{test:?}");
            counts.add(accepted);
        }
    }
    counts.check(88, 63);
}

#[test]
fn x25519_secrets_are_wycheproofs_and_the_zero_secret_is_refused() {
    use wycheproof::xdh::{TestName, TestSet};
    let set = TestSet::load(TestName::X25519).expect("vectors");
    let mut counts = Counts::default();
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let secret = Secret::from_bytes(test.private_key[..].try_into().expect("32 bytes"));
        let Ok(public) = test.public_key[..].try_into() else {
            assert_ne!(test.result, TestResult::Valid, "{test:?}");
            counts.add(false);
            continue;
        };
        let got = secret.agree(public);
        // RFC 7748 lets an implementation accept the all-zero secret; this one never does.
        if test.shared_secret.iter().all(|b| *b == 0) {
            assert_eq!(got, Err(CryptoError::LowOrder), "{test:?}");
            assert_ne!(test.result, TestResult::Valid, "{test:?}");
        } else {
            let want = &test.shared_secret[..];
            assert_eq!(got.as_ref().map(|s| &s[..]), Ok(want), "{test:?}");
            assert_ne!(test.result, TestResult::Invalid, "{test:?}");
        }
        counts.add(got.is_ok());
    }
    counts.check(487, 31);
}

#[test]
fn chacha20_poly1305_verdicts_are_wycheproofs() {
    use wycheproof::aead::{TestName, TestSet};
    let set = TestSet::load(TestName::ChaCha20Poly1305).expect("vectors");
    let mut counts = Counts::default();
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let key: &[u8; 32] = test.key[..].try_into().expect("32 bytes");
        // A nonce of another size cannot be expressed.
        let Ok(nonce) = <[u8; 12]>::try_from(&test.nonce[..]) else {
            assert_eq!(test.result, TestResult::Invalid, "{test:?}");
            counts.add(false);
            continue;
        };
        let sealed = [&test.ct[..], &test.tag[..]].concat();
        let opened = aead::open(key, nonce, &test.aad, &sealed);
        assert_eq!(opened.is_ok(), test.result == TestResult::Valid, "{test:?}");
        if let Ok(plain) = &opened {
            assert_eq!(plain[..], test.pt[..]);
            assert_eq!(aead::seal(key, nonce, &test.aad, plain), sealed);
        }
        counts.add(opened.is_ok());
    }
    counts.check(256, 69);
}

#[test]
fn hkdf_sha256_gives_the_first_32_bytes_of_wycheproofs() {
    use wycheproof::hkdf::{TestName, TestSet};
    let set = TestSet::load(TestName::HkdfSha256).expect("vectors");
    let mut counts = Counts::default();
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        // The invalid ones ask for more than 255 blocks, which cannot be expressed.
        let valid = test.result == TestResult::Valid;
        if valid {
            let got = kdf::hkdf_sha256(&test.salt, &test.ikm, &test.info);
            let len = test.okm.len().min(got.len());
            assert!(len > 0 && got[..len] == test.okm[..len], "{test:?}");
        } else {
            assert!(test.size > 255 * 32, "{test:?}");
        }
        counts.add(valid);
    }
    counts.check(83, 3);
}
