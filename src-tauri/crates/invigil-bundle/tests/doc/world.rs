//! One small organisation with a package, a ticket and a key package, all from fixed seeds.

use std::{collections::BTreeMap, sync::OnceLock};

use invigil_bundle::{
    age::Identity,
    code::AccessCode,
    doc::{
        Hex, Secret32, Stamp, document,
        issuer::{Anchor, device_signers},
        keypkg::{BankSource, KeyMaterial, Keys, SealedKeys, TicketKeys, seal_keys},
        package::{
            FormDocument, Kind, Package, PackageInput, Policy, Recorded, SealedPackage, Section,
            SectionKind, Shared, TicketForm, seal_package,
        },
        ticket::{Sitting, Ticket, Witness, write_ticket},
    },
    ssh,
    szip::Entry,
    trust::{Role, TrustFile, TrustLine, namespace, principal},
};
use invigil_crypto::{digest::sha256, random::FixedRandom, sign::SigningKey};
use invigil_model::{
    AnswerKey, CandidateRef, CodingTask, HiddenTest, Item, ItemId, Language, Letter, Limits,
    PackageId, Sample, Skill, TaskId, TestGroup, TicketId,
};
use uuid::Uuid;

pub(crate) const ORG: &str = "example";

pub(crate) fn time(text: &str) -> Stamp {
    text.parse().expect("a time")
}

/// The keys of the vectors; never of anything else.
pub(crate) mod key {
    use super::*;

    pub(crate) fn root() -> SigningKey {
        SigningKey::from_seed([1; 32])
    }
    pub(crate) fn issuing() -> SigningKey {
        SigningKey::from_seed([2; 32])
    }
    pub(crate) fn device() -> SigningKey {
        SigningKey::from_seed([3; 32])
    }
    pub(crate) fn mailbox() -> Identity {
        Identity::from_bytes([6; 32])
    }
    pub(crate) fn stranger() -> Identity {
        Identity::from_bytes([7; 32])
    }
}

/// What differs between one issue and another.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) kind: Kind,
    pub(crate) extra_time_pct: u16,
    pub(crate) witness: Witness,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            seed: 1,
            kind: Kind::Test,
            extra_time_pct: 25,
            witness: Witness::None,
        }
    }
}

/// One issue: the recruiter's side.
pub(crate) struct World {
    pub(crate) trust: Vec<Entry>,
    pub(crate) root: TrustFile,
    pub(crate) code: AccessCode,
    pub(crate) material: KeyMaterial,
    pub(crate) keys: SealedKeys,
    pub(crate) form: FormDocument,
    pub(crate) shared: Shared,
    pub(crate) package: SealedPackage,
    pub(crate) ticket: Ticket,
    pub(crate) ticket_bytes: Vec<u8>,
}

/// The issue that most tests use; made once.
pub(crate) fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| World::new(&Plan::default()))
}

impl World {
    pub(crate) fn new(plan: &Plan) -> Self {
        let random = FixedRandom::new(plan.seed);
        let package_id = PackageId(Uuid::from_u128(
            0x0195_0000_0000_7000_8000_0000_0000_0000 + u128::from(plan.seed),
        ));
        let ticket_id = TicketId(Uuid::from_u128(0xabc0 + u128::from(plan.seed)));
        let (root, trust) = trust();
        let shared = shared(package_id);
        let form = form(package_id, ticket_id);
        let material = material(package_id, &form, &shared);
        let recipients = [key::mailbox().recipient()];
        let keys = seal_keys(&material, &recipients, &random).expect("keys");
        let code = AccessCode::generate(&random).expect("code");
        let form_key = Secret32(sha256(&plan.seed.to_be_bytes()));
        let package = seal_package(
            PackageInput {
                package: package(package_id, plan.kind, keys.commitment),
                shared: shared.clone(),
                forms: vec![
                    TicketForm {
                        form: form.clone(),
                        form_key: form_key.clone(),
                    },
                    TicketForm {
                        form: FormDocument {
                            ticket_id: TicketId(Uuid::from_u128(0xdef0)),
                            ..form.clone()
                        },
                        form_key: Secret32([9; 32]),
                    },
                ],
                code: &code,
                issuer: &key::issuing(),
                trust: &trust,
            },
            &random,
        )
        .expect("package");
        let ticket = ticket(plan, package_id, ticket_id, package.sums_sha256, form_key);
        let ticket_bytes = write_ticket(&ticket, &key::issuing(), &trust).expect("ticket");
        Self {
            trust,
            root,
            code,
            material,
            keys,
            form,
            shared,
            package,
            ticket,
            ticket_bytes,
        }
    }

    pub(crate) fn anchor(&self) -> Anchor<'_> {
        Anchor {
            root: Some(&self.root),
            revoked: None,
        }
    }

    pub(crate) fn device_signers(&self) -> String {
        device_signers(ORG, key::device().public()).expect("device.signers")
    }
}

fn trust() -> (TrustFile, Vec<Entry>) {
    let file = |role, threshold, line| TrustFile {
        role,
        org: ORG.to_owned(),
        seq: 1,
        prev: None,
        issued: time("2026-01-01T00:00:00Z").unix_u64(),
        expires: time("2036-01-01T00:00:00Z").unix_u64(),
        threshold,
        lines: vec![line],
    };
    let line = TrustLine::new(principal::ORG, key::root().public());
    let root = file(Role::Root, Some(1), line);
    let mut line = TrustLine::new(principal::ISSUE, key::issuing().public());
    line.valid_before = Some(time("2027-01-01T00:00:00Z").unix_u64());
    let org = file(Role::Org, None, line).write().expect("org.signers");
    let sig = ssh::sign(&key::root(), None, namespace::TRUST, org.as_bytes());
    let text = root.write().expect("root.pub_signers");
    let entries = vec![
        Entry::new("trust/root.pub_signers", text),
        Entry::new("trust/org.signers", org),
        Entry::new("trust/org.signers.sig", sig),
    ];
    (root, entries)
}

fn package(package_id: PackageId, kind: Kind, key_commitment: Hex<32>) -> Package {
    let section = |kind, title: &str, questions| Section {
        kind,
        title: title.to_owned(),
        questions,
        seconds: 600,
    };
    Package {
        format: document::format::<Package>(),
        min_format: 1,
        package_id,
        exam_id: "backend-engineer".to_owned(),
        rev: 1,
        org: ORG.to_owned(),
        title: "Backend Engineer".to_owned(),
        issued: time("2026-03-01T08:00:00Z"),
        not_before: time("2026-03-02T08:00:00Z"),
        not_after: time("2026-03-09T08:00:00Z"),
        duration_s: 2400,
        sections: vec![
            section(SectionKind::Choice, "Questions", 3),
            section(SectionKind::Coding, "Coding", 1),
        ],
        languages: vec![Language::Python, Language::JavaScript],
        release: vec![],
        result_recipients: vec![key::mailbox().recipient()],
        key_commitment,
        policy: Policy {
            kind,
            records: Recorded::ALL[..5].to_vec(),
        },
    }
}

fn shared(package_id: PackageId) -> Shared {
    let starters = [
        (Language::Python, "import sys\n"),
        (Language::JavaScript, "// é😀\n"),
    ];
    Shared {
        format: document::format::<Shared>(),
        package_id,
        instructions: vec!["Work alone.".to_owned()],
        tasks: vec![CodingTask {
            id: TaskId("line-sum".to_owned()),
            title: "Line sums".to_owned(),
            seconds: 600,
            statement: "Print the sum of each line.".to_owned(),
            limits: Limits {
                time_ms: 1000,
                memory_mib: 256,
                largest: "100 lines".to_owned(),
            },
            samples: vec![Sample {
                input: "[1,2]\n".to_owned(),
                output: "3\n".to_owned(),
            }],
            starters: BTreeMap::from(starters.map(|(l, text)| (l, text.to_owned()))),
        }],
    }
}

fn form(package_id: PackageId, ticket_id: TicketId) -> FormDocument {
    let item = |cell: &str, family: &str| Item {
        id: ItemId(format!("{family}/0")),
        cell: cell.to_owned(),
        skill: Skill::of_cell(cell).expect("a cell"),
        seconds: 100,
        stem: format!("Which answer of {family} is right?"),
        code: None,
        options: ["one", "two", "three", "four"].map(|o| format!("{family} {o}")),
    };
    FormDocument {
        format: document::format::<FormDocument>(),
        package_id,
        ticket_id,
        items: vec![
            item("DB1", "db1-index"),
            item("DB2", "db2-lost-update"),
            item("API1", "api1-status"),
        ],
        tasks: vec![TaskId("line-sum".to_owned())],
    }
}

fn material(package_id: PackageId, form: &FormDocument, shared: &Shared) -> KeyMaterial {
    let keys = form.items.iter().map(|item| AnswerKey {
        item: item.id.clone(),
        key: Letter::B,
        rationales: ["no", "yes", "no", "no"].map(str::to_owned),
    });
    let group = TestGroup {
        name: "basic".to_owned(),
        weight: 100,
        tests: vec![HiddenTest {
            name: "01".to_owned(),
            data: Sample {
                input: "[4]\n".to_owned(),
                output: "4\n".to_owned(),
            },
        }],
    };
    let digest = |bytes: Vec<u8>| Hex(sha256(&bytes));
    let keys = Keys {
        format: document::format::<Keys>(),
        min_format: 1,
        package_id,
        exam_seed: Secret32([5; 32]),
        bank: BankSource {
            id: "backend-engineer".to_owned(),
            version: 1,
            sha256: Hex([8; 32]),
        },
        shared_sha256: digest(document::write(shared).expect("shared")),
        tickets: vec![TicketKeys {
            ticket_id: form.ticket_id,
            candidate_ref: CandidateRef("c-0412".to_owned()),
            seat: None,
            form_sha256: digest(document::write(form).expect("form")),
            keys: keys.collect(),
            tasks: form.tasks.clone(),
        }],
    };
    let hidden = BTreeMap::from([(TaskId("line-sum".to_owned()), vec![group])]);
    KeyMaterial { keys, hidden }
}

fn ticket(
    plan: &Plan,
    package_id: PackageId,
    ticket_id: TicketId,
    package_sums_sha256: Hex<32>,
    form_key: Secret32,
) -> Ticket {
    Ticket {
        format: document::format::<Ticket>(),
        min_format: 1,
        ticket_id,
        package_id,
        package_sums_sha256,
        candidate_ref: CandidateRef("c-0412".to_owned()),
        attempt_no: 1,
        max_attempts: 1,
        prev_ticket: None,
        issued: time("2026-03-01T08:30:00Z"),
        not_before: time("2026-03-02T08:00:00Z"),
        not_after: time("2026-03-09T08:00:00Z"),
        extra_time_pct: plan.extra_time_pct,
        mode: match plan.kind {
            Kind::Test => Sitting::Remote,
            Kind::Practice => Sitting::Practice,
        },
        witness: plan.witness,
        form_key,
    }
}
