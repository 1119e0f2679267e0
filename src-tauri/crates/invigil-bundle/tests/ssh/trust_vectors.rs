//! Cases 50 to 54, and 40 at registration: trust files and what was taken back.

use std::collections::BTreeMap;

use invigil_bundle::{
    ssh,
    trust::{
        LastSeen, Revoked, RevokedEntry, RevokedFiles, RevokedWhat, Signed, TrustChain, TrustError,
        TrustFile, TrustInputs, TrustLine, namespace as ns,
    },
};
use invigil_crypto::{digest::sha256, sign::SigningKey};
use serde::{Deserialize, Serialize};

use crate::{
    keys::{self, AT, DAY, PRINCIPAL, SERIAL},
    vectors::{Folder, pretty},
};

const MESSAGE: &[u8] = b"The bytes that are signed.\n";

/// A chain and what is asked of it, by file names.
#[derive(Clone, Serialize, Deserialize)]
struct Case {
    name: String,
    /// What differs from the twin; empty for a chain that is accepted.
    property: String,
    /// The case that is accepted.
    twin: String,
    root: String,
    org: String,
    org_signatures: Vec<String>,
    revoked: Option<String>,
    last_seen: LastSeen,
    /// `null` when the chain is accepted.
    code: Option<String>,
}

struct Made {
    folder: Folder,
    cases: Vec<Case>,
}

impl Made {
    /// Writes a trust file and its signature by `signer`.
    fn signed(&mut self, name: &str, text: &str, signer: &SigningKey) {
        let signature = ssh::sign(signer, None, ns::TRUST, text.as_bytes());
        self.folder.put(name, text);
        self.folder.put(&format!("{name}.sig"), signature);
    }

    /// A case that differs from `twin` as `edit` says.
    fn differs(
        &mut self,
        name: &str,
        twin: &str,
        property: &str,
        code: Option<&str>,
        edit: impl FnOnce(&mut Case),
    ) {
        let twin = self.cases.iter().find(|case| case.name == twin).unwrap();
        let mut case = Case {
            name: name.to_owned(),
            property: property.to_owned(),
            twin: twin.name.clone(),
            code: code.map(str::to_owned),
            ..twin.clone()
        };
        edit(&mut case);
        self.cases.push(case);
    }

    /// A case with an `org.signers` of its own.
    fn org(
        &mut self,
        name: &str,
        property: &str,
        code: Option<&str>,
        text: &str,
        signer: &SigningKey,
    ) {
        let file = format!("{name}.org.signers");
        self.signed(&file, text, signer);
        self.differs(name, "00-valid", property, code, |case| {
            case.org_signatures = vec![format!("{file}.sig")];
            case.org = file;
        });
    }
}

fn base(made: &mut Made) {
    let root = keys::root_file(&[keys::root().public()], 1);
    made.folder.put("root.pub_signers", root.write().unwrap());
    let org = keys::org_file();
    made.signed("org.signers", &org.write().unwrap(), &keys::root());
    let event = keys::event_file().write().unwrap();
    made.signed("event.signers", &event, &keys::event());
    let certificate = keys::certificate();
    let signature = ssh::sign(
        &keys::attempt(),
        Some(certificate.blob()),
        ns::RESULT,
        MESSAGE,
    );
    made.folder.put("message.txt", MESSAGE);
    made.folder.put("message.txt.sig", signature);
    made.cases.push(Case {
        name: "00-valid".to_owned(),
        property: String::new(),
        twin: "00-valid".to_owned(),
        root: "root.pub_signers".to_owned(),
        org: "org.signers".to_owned(),
        org_signatures: vec!["org.signers.sig".to_owned()],
        revoked: None,
        last_seen: LastSeen::of(&org).unwrap(),
        code: None,
    });
}

fn successions(made: &mut Made) {
    let org = keys::org_file();
    let edited = |edit: &dyn Fn(&mut TrustFile)| {
        let mut file = org.clone();
        edit(&mut file);
        file.write().unwrap()
    };
    let root = keys::root();
    let lower = edited(&|file| file.seq = 6);
    made.org(
        "50-lower-seq",
        "number 6 after number 7",
        Some("trust.rollback"),
        &lower,
        &root,
    );
    let next = |prev| {
        edited(&|file| {
            file.seq = 8;
            file.prev = Some(prev);
        })
    };
    made.org(
        "50-next",
        "number 8, which names number 7",
        None,
        &next(org.digest().unwrap()),
        &root,
    );
    made.org(
        "50-other-predecessor",
        "number 8 after another number 7",
        Some("trust.predecessor"),
        &next(sha256(b"another number 7")),
        &root,
    );
    let same = edited(&|file| file.expires += DAY);
    made.org(
        "51-same-seq-other-content",
        "another number 7",
        Some("trust.equivocation"),
        &same,
        &root,
    );
    let text = org.write().unwrap();
    made.org(
        "52-signed-by-listed-key",
        "signed by the issuing key that it lists",
        Some("trust.self-listed"),
        &text,
        &keys::issue(),
    );
    made.org(
        "52-signed-by-stranger",
        "signed by a key that is not the root",
        Some("trust.signer-unlisted"),
        &text,
        &keys::stranger(),
    );
    let version = text.replacen("invigil-trust/1", "invigil-trust/2", 1);
    made.org(
        "37-header-version-2",
        "header of version 2",
        Some("trust.version"),
        &version,
        &root,
    );
    let line = edited(&|file| file.lines[0].key = keys::root().public());
    made.org(
        "52-lists-its-signer",
        "lists the root that signed it",
        Some("trust.self-listed"),
        &line,
        &root,
    );
}

fn weak_key(made: &mut Made) {
    let good = keys::org_file().write().unwrap();
    let issue = ssh::key::public_line(&keys::issue().public(), "");
    let blob = ssh::wire::Writer::new().string("ssh-ed25519");
    let mut identity = [0; 32];
    identity[0] = 1;
    let blob = blob.string(identity).finish();
    let weak = {
        use base64::{Engine, engine::general_purpose::STANDARD};
        format!("ssh-ed25519 {}", STANDARD.encode(blob))
    };
    made.org(
        "40-small-order-key",
        "lists the identity as the issuing key",
        Some("key.weak"),
        &good.replacen(&issue, &weak, 1),
        &keys::root(),
    );
}

fn thresholds(made: &mut Made) {
    let pair = [keys::root().public(), keys::second_root().public()];
    let two = keys::root_file(&pair, 2).write().unwrap();
    let one = keys::root_file(&pair, 1).write().unwrap();
    let org = keys::org_file().write().unwrap();
    let second = ssh::sign(&keys::second_root(), None, ns::TRUST, org.as_bytes());
    made.folder.put("org.signers.sig.2", second);
    made.folder.put("53-two-of-two.pub_signers", &two);
    made.folder.put("53-one-of-two.pub_signers", &one);
    made.folder.put(
        "53-threshold-zero.pub_signers",
        one.replacen("threshold=1", "threshold=0", 1),
    );
    made.differs(
        "53-two-of-two",
        "00-valid",
        "two roots, both signed",
        None,
        |case| {
            case.root = "53-two-of-two.pub_signers".to_owned();
            case.org_signatures.push("org.signers.sig.2".to_owned());
        },
    );
    made.differs(
        "53-signer-counted-twice",
        "53-two-of-two",
        "the first root's signature twice",
        Some("trust.signer-twice"),
        |case| case.org_signatures[1] = "org.signers.sig".to_owned(),
    );
    made.differs(
        "53-one-signature-missing",
        "53-two-of-two",
        "one signature of two",
        Some("trust.threshold"),
        |case| case.org_signatures.truncate(1),
    );
    made.differs(
        "53-one-of-two",
        "00-valid",
        "two roots, one has to sign",
        None,
        |case| case.root = "53-one-of-two.pub_signers".to_owned(),
    );
    made.differs(
        "53-threshold-zero",
        "53-one-of-two",
        "threshold 0",
        Some("trust.threshold-zero"),
        |case| case.root = "53-threshold-zero.pub_signers".to_owned(),
    );
}

fn revocations(made: &mut Made) {
    let serials = |serial| RevokedWhat::Serials {
        ca: keys::device().public(),
        first: serial,
        last: serial,
    };
    let list = |what| {
        let entry = RevokedEntry {
            what,
            since: AT - DAY,
            reason: "laptop stolen".to_owned(),
        };
        Revoked::new("example-ltd", 1, None, AT - DAY, vec![entry])
    };
    let mut put = |name: &str, json: &Revoked, krl: &Revoked| {
        let (json, krl) = (json.write().unwrap(), krl.krl().unwrap().write());
        for (kind, bytes) in [("json", json), ("krl", krl)] {
            let signature = ssh::sign(&keys::root(), None, ns::REVOKED, &bytes);
            let file = format!("{name}.{kind}");
            made.folder.put(&file, bytes);
            made.folder.put(&format!("{file}.sig"), signature);
        }
    };
    let other = list(serials(SERIAL + 1));
    let this = list(serials(SERIAL));
    put("54-other-serial", &other, &other);
    put("54-revoked-serial", &this, &this);
    put(
        "54-revoked-device",
        &list(RevokedWhat::Key(keys::device().public())),
        &list(RevokedWhat::Key(keys::device().public())),
    );
    put("54-lists-differ", &other, &this);
    for (name, twin, property, code) in [
        ("54-other-serial", "00-valid", "another serial", None),
        (
            "54-revoked-serial",
            "54-other-serial",
            "the certificate's serial",
            Some("trust.revoked-serial"),
        ),
        (
            "54-revoked-device",
            "54-other-serial",
            "the device's key",
            Some("trust.revoked-ca"),
        ),
        (
            "54-lists-differ",
            "54-other-serial",
            "the two lists name different serials",
            Some("trust.krl-mismatch"),
        ),
    ] {
        made.differs(name, twin, property, code, |case| {
            case.revoked = Some(name.to_owned());
        });
    }
}

fn judge(case: &Case, files: &BTreeMap<String, Vec<u8>>) -> Result<(), TrustError> {
    let get = |name: &str| files[name].as_slice();
    let root = TrustFile::read(get(&case.root))?;
    let org_signatures: Vec<&[u8]> = case.org_signatures.iter().map(|name| get(name)).collect();
    let event_signatures = [get("event.signers.sig")];
    let revoked = case.revoked.as_ref().map(|name| {
        let file = |kind: &str| get(&format!("{name}.{kind}"));
        (
            file("json"),
            [file("json.sig")],
            file("krl"),
            [file("krl.sig")],
        )
    });
    let revoked = revoked
        .as_ref()
        .map(|(json, json_sig, krl, krl_sig)| RevokedFiles {
            json: Signed {
                bytes: json,
                signatures: json_sig,
            },
            krl: Signed {
                bytes: krl,
                signatures: krl_sig,
            },
        });
    let chain = TrustChain::verify(&TrustInputs {
        root: &root,
        org: Signed {
            bytes: get(&case.org),
            signatures: &org_signatures,
        },
        event: Some(Signed {
            bytes: get("event.signers"),
            signatures: &event_signatures,
        }),
        device: None,
        revoked,
    })?;
    chain.check_succession(&case.last_seen)?;
    let (message, signature) = (get("message.txt"), get("message.txt.sig"));
    let signer = chain.verify_attempt(PRINCIPAL, ns::RESULT, message, signature, AT)?;
    assert!(signer.enrolled);
    Ok(())
}

#[test]
fn each_chain_is_refused_with_its_code_and_its_twin_accepted() {
    let mut made = Made {
        folder: Folder::new("trust"),
        cases: Vec::new(),
    };
    base(&mut made);
    successions(&mut made);
    weak_key(&mut made);
    thresholds(&mut made);
    revocations(&mut made);
    made.folder.put("expected.json", pretty(&made.cases));
    let files = made.folder.committed();
    let cases: Vec<Case> = serde_json::from_slice(&files["expected.json"]).unwrap();
    for case in &cases {
        let code = judge(case, &files)
            .err()
            .map(|error| error.code().to_string());
        assert_eq!(code, case.code, "{}", case.name);
        let twin = cases.iter().find(|twin| twin.name == case.twin).unwrap();
        assert_eq!(twin.code, None, "the twin of {}", case.name);
    }
    for number in ["40", "50", "51", "52", "53", "54"] {
        let has = |case: &Case| case.name.starts_with(number) && case.code.is_some();
        assert!(cases.iter().any(has), "{number}");
    }
}

#[test]
fn a_line_is_granted_to_its_role_alone() {
    let line = TrustLine::new("issue", keys::issue().public());
    assert!(line.namespaces.contains(ns::PACKAGE));
    assert!(!line.namespaces.contains(ns::TRUST));
    let witness = TrustLine::new("witness-hall-1", keys::witness().public());
    assert_eq!(
        witness.namespaces.into_iter().collect::<Vec<_>>(),
        [ns::COSIGNATURE]
    );
}
