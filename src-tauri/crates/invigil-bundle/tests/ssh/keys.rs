//! The cast of every test: one fixed key a role.

use invigil_bundle::{
    ssh::{Bindings, Certificate, CertificateRequest},
    trust::{Role, TrustFile, TrustLine},
};
use invigil_crypto::{
    digest::sha256,
    random::FixedRandom,
    sign::{PublicKey, SigningKey},
};

/// 2026-03-01T09:00:00Z.
pub(crate) const AT: u64 = 1_772_355_600;
pub(crate) const DAY: u64 = 86_400;
pub(crate) const PRINCIPAL: &str = "attempt-018f6b0e";
pub(crate) const TICKET: &str = "0d9c2f6e-ticket";
pub(crate) const SERIAL: u64 = 7;

fn key(name: &str) -> SigningKey {
    SigningKey::from_seed(sha256(format!("invigil test key {name}").as_bytes()))
}

pub(crate) fn root() -> SigningKey {
    key("root")
}

pub(crate) fn second_root() -> SigningKey {
    key("second root")
}

pub(crate) fn issue() -> SigningKey {
    key("issue")
}

pub(crate) fn event() -> SigningKey {
    key("event")
}

pub(crate) fn witness() -> SigningKey {
    key("witness")
}

pub(crate) fn device() -> SigningKey {
    key("device")
}

pub(crate) fn attempt() -> SigningKey {
    key("attempt")
}

pub(crate) fn stranger() -> SigningKey {
    key("stranger")
}

pub(crate) fn certificate() -> Certificate {
    let request = CertificateRequest {
        subject: attempt().public(),
        serial: SERIAL,
        key_id: TICKET,
        principal: PRINCIPAL,
        bindings: Bindings {
            ticket: sha256(b"ticket"),
            package: sha256(b"package"),
            journal: sha256(b"journal"),
        },
    };
    Certificate::issue(&device(), &request, &FixedRandom::new(1)).unwrap()
}

fn file(role: Role, threshold: Option<usize>, lines: Vec<TrustLine>) -> TrustFile {
    TrustFile {
        role,
        org: "example-ltd".to_owned(),
        seq: 1,
        prev: None,
        issued: AT - 30 * DAY,
        expires: AT + 300 * DAY,
        threshold,
        lines,
    }
}

/// A root of these keys that asks for `threshold` of them.
pub(crate) fn root_file(keys: &[PublicKey], threshold: usize) -> TrustFile {
    let lines = keys.iter().map(|key| TrustLine::new("org", *key));
    file(Role::Root, Some(threshold), lines.collect())
}

/// `org.signers` number 7 with I, E and W.
pub(crate) fn org_file() -> TrustFile {
    let lines = vec![
        TrustLine {
            valid_after: Some(AT - 10 * DAY),
            valid_before: Some(AT + 100 * DAY),
            ..TrustLine::new("issue", issue().public())
        },
        TrustLine::new("event", event().public()),
        TrustLine::new("witness-hall-1", witness().public()),
    ];
    TrustFile {
        seq: 7,
        prev: Some(sha256(b"org.signers number 6")),
        ..file(Role::Org, None, lines)
    }
}

/// `event.signers` with the device.
pub(crate) fn event_file() -> TrustFile {
    let lines = vec![TrustLine::new("attempt-*", device().public())];
    file(Role::Event, None, lines)
}

/// `device.signers` of a device that vouches for itself, valid for a day around [`AT`].
pub(crate) fn device_file() -> TrustFile {
    let lines = vec![TrustLine::new("attempt-*", device().public())];
    TrustFile {
        issued: AT - DAY,
        expires: AT + DAY,
        ..file(Role::Device, None, lines)
    }
}
