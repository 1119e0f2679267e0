//! Revocation lists: `ssh-keygen -Q` and `-r` read ours, we read what `ssh-keygen -k` makes.

use invigil_bundle::{
    ssh::{
        self, Bindings, Certificate, CertificateRequest, Krl,
        key::{fingerprint, public_line},
        krl::Revocation,
    },
    trust::{Revoked, RevokedEntry, RevokedWhat, namespace as ns},
};
use invigil_crypto::{digest::sha256, random::FixedRandom};

use crate::{
    keys::{self, AT, PRINCIPAL},
    tools::Desk,
};

fn certificate(serial: u64, key_id: &str) -> Certificate {
    let request = CertificateRequest {
        subject: keys::attempt().public(),
        serial,
        key_id,
        principal: PRINCIPAL,
        bindings: Bindings {
            ticket: [1; 32],
            package: [2; 32],
            journal: [3; 32],
        },
    };
    Certificate::issue(&keys::device(), &request, &FixedRandom::new(serial)).unwrap()
}

/// Whether `ssh-keygen -Q` finds a line revoked by the list `krl`.
fn keygen_says_revoked(desk: &Desk, line: &str) -> bool {
    desk.put("asked.pub", format!("{line}\n"));
    let said = desk.run("ssh-keygen", &["-Q", "-f", "krl", "asked.pub"], b"");
    assert!(said.text.contains("asked.pub"), "{}", said.text);
    assert_eq!(!said.ok, said.text.contains("REVOKED"), "{}", said.text);
    !said.ok
}

/// Both readers say the same of every certificate with these serials and of these keys.
fn compare(desk: &Desk, krl: &Krl, serials: &[u64]) {
    for serial in serials {
        for id in ["ticket-1", "ticket-2"] {
            let certificate = certificate(*serial, id);
            assert_eq!(
                krl.revokes(&certificate).is_some(),
                keygen_says_revoked(desk, &certificate.line()),
                "serial {serial}, key id {id}"
            );
        }
    }
    for key in [keys::attempt(), keys::issue(), keys::device()] {
        assert_eq!(
            krl.revokes_key(&key.public()),
            keygen_says_revoked(desk, &public_line(&key.public(), "")),
            "{key:?}"
        );
    }
}

const SERIALS: [u64; 9] = [1, 3, 4, 5, 9, 10, 11, 64, u64::MAX];

#[test]
fn ssh_keygen_reads_our_lists_as_we_mean_them() {
    let desk = Desk::new();
    let device = Some(keys::device().public());
    let mut krl = Krl::new(5, AT, "example-ltd").unwrap();
    krl.revoke_serials(device, 4..=9).unwrap();
    krl.revoke_serials(device, 11..=11).unwrap();
    krl.revoke_serials(device, u64::MAX..=u64::MAX).unwrap();
    krl.revoke_key(keys::issue().public()).unwrap();
    desk.put("krl", krl.write());
    compare(&desk, &krl, &SERIALS);
    let list = desk.must("ssh-keygen", &["-Q", "-l", "-f", "krl"]);
    for part in ["# KRL version 5", "serial: 4-9", "serial: 11"] {
        assert!(list.contains(part), "{part} in {list}");
    }

    let mut ids = Krl::new(6, AT, "").unwrap();
    ids.revoke_key_id(device, "ticket-2").unwrap();
    let blob = ssh::key::public_blob(&keys::issue().public());
    ids.revoke_fingerprint(sha256(&blob)).unwrap();
    desk.put("krl", ids.write());
    compare(&desk, &ids, &[1, 7]);
    let id = ids.revokes(&certificate(7, "ticket-2"));
    assert_eq!(id, Some(Revocation::KeyId));

    let mut whole = Krl::new(7, AT, "").unwrap();
    whole.revoke_key(keys::device().public()).unwrap();
    desk.put("krl", whole.write());
    compare(&desk, &whole, &[1, 7]);
}

#[test]
fn a_broken_list_is_refused_by_both() {
    let desk = Desk::new();
    let mut krl = Krl::new(5, AT, "").unwrap();
    krl.revoke_serials(Some(keys::device().public()), 4..=9)
        .unwrap();
    let bytes = krl.write();
    let cut = &bytes[..bytes.len() - 1];
    desk.put("krl", cut);
    assert!(Krl::read(cut).is_err());
    desk.put("asked.pub", certificate(1, "ticket-1").line() + "\n");
    let said = desk.run("ssh-keygen", &["-Q", "-f", "krl", "asked.pub"], b"");
    assert!(!said.ok && !said.text.contains("REVOKED"), "{}", said.text);
}

#[test]
fn we_read_lists_that_ssh_keygen_makes_as_it_means_them() {
    let desk = Desk::new();
    let line = |key: &invigil_crypto::sign::SigningKey| public_line(&key.public(), "") + "\n";
    desk.put("ca.pub", line(&keys::device()));
    let make = |spec: &str| {
        desk.put("spec", spec);
        let _ = std::fs::remove_file(desk.path("krl"));
        let arguments = ["-k", "-q", "-f", "krl", "-s", "ca.pub", "-z", "3", "spec"];
        desk.must("ssh-keygen", &arguments);
        Krl::read(&desk.get("krl"))
    };
    let dense = "serial: 1\nserial: 3\nserial: 5\nserial: 9\nserial: 11\nserial: 64\n";
    let print = format!("hash: {}\n", fingerprint(&keys::issue().public()));
    for spec in [
        "serial: 4\n",
        "serial: 4-9\n",
        "serial: 4-1000000\n",
        "serial: 1\nserial: 1000000\n",
        dense,
        "id: ticket-2\n",
        &print,
        &line(&keys::issue()),
        &line(&keys::attempt()),
        &format!("serial: 5\nid: ticket-2\n{}", line(&keys::issue())),
    ] {
        let krl = make(spec).unwrap();
        assert_eq!(krl.version(), 3);
        compare(&desk, &krl, &SERIALS);
        assert_eq!(Krl::read(&krl.write()), Ok(krl), "{spec}");
    }
    let old = make(&format!("sha1: {}", line(&keys::issue())));
    assert_eq!(old.map_err(|error| error.code().0), Err("krl.section"));
    make("serial: 4-9\n").unwrap();
    let mut bytes = desk.get("krl");
    bytes.pop();
    assert!(Krl::read(&bytes).is_err());
}

#[test]
fn a_revoked_certificate_fails_verification_with_the_list_of_revoked_json() {
    let desk = Desk::new();
    desk.put("event.signers", keys::event_file().write().unwrap());
    let certificate = keys::certificate();
    let signature = ssh::sign(&keys::attempt(), Some(certificate.blob()), ns::RESULT, b"r");
    desk.put("r.sig", signature);
    let check = |serial: u64| {
        let entry = RevokedEntry {
            what: RevokedWhat::Serials {
                ca: keys::device().public(),
                first: serial,
                last: serial,
            },
            since: AT,
            reason: "laptop stolen".to_owned(),
        };
        let revoked = Revoked::new("example-ltd", 1, None, AT, vec![entry]);
        desk.put("revoked.krl", revoked.krl().unwrap().write());
        let more = ["-r", "revoked.krl"];
        desk.keygen_verify("event.signers", PRINCIPAL, ns::RESULT, "r.sig", b"r", &more)
    };
    assert!(check(keys::SERIAL + 1));
    assert!(!check(keys::SERIAL));
}
