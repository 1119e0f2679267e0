//! The candidate's side: an attempt at the fixture's package, sealed; and the same content sealed
//! again after a change, signed so that only that change differs.

use std::sync::OnceLock;

use invigil_bundle::{
    age,
    doc::{
        Hex, document,
        package::{OpenedForm, open_package},
        result::{
            ENVELOPE_NAMESPACE, Envelope, LogFiles, RESULT_NAMESPACE, ResultInput, SealedResult,
            name, seal_result,
        },
        ticket::read_ticket,
        verify::open_result,
    },
    ssh::{self, Bindings, Certificate, CertificateRequest},
    sums,
    szip::{self, Entry},
};
use invigil_crypto::{digest::sha256, random::FixedRandom, sign::SigningKey};
use invigil_log::{DeviceEntry, DeviceLine, DeviceMoment, Event};
use invigil_model::AttemptId;
use uuid::Uuid;

use crate::{
    log::{self, LogText, STARTED_MS},
    world::{World, key, time, world},
};

/// One attempt.
pub(crate) struct Sat {
    pub(crate) attempt: AttemptId,
    pub(crate) key: SigningKey,
    pub(crate) certificate: Certificate,
    pub(crate) journal: String,
    pub(crate) log: LogText,
    pub(crate) result: SealedResult,
}

/// The attempt that most tests use; made once.
pub(crate) fn sat() -> &'static Sat {
    static SAT: OnceLock<Sat> = OnceLock::new();
    SAT.get_or_init(|| Sat::new(world(), 1, false))
}

/// Opened forms are the slow part (argon2id): once for the common world.
fn opened(world: &World) -> OpenedForm {
    let package = open_package(&world.package.bytes, &world.anchor()).expect("package");
    let ticket = read_ticket(&world.ticket_bytes, &world.anchor()).expect("ticket");
    package.unlock(&world.code, &ticket).expect("form")
}

fn journal(world: &World, attempt: AttemptId, serial: u64) -> DeviceEntry {
    let line = DeviceLine {
        serial,
        attempt,
        ticket: world.ticket.ticket_id,
        wall_ms: STARTED_MS,
        moment: DeviceMoment::Start,
    };
    DeviceEntry {
        line,
        index: 0,
        size: 1,
        head: line.leaf(),
        proof: vec![],
    }
}

/// The binding that an honest device certifies.
pub(crate) fn bindings(world: &World, journal: &str) -> Bindings {
    Bindings {
        ticket: sha256(&document::write(&world.ticket).expect("ticket")),
        package: world.package.sums_sha256.0,
        journal: DeviceEntry::read(journal).expect("entry").head,
    }
}

pub(crate) fn certify(
    world: &World,
    attempt: AttemptId,
    subject: &SigningKey,
    serial: u64,
    bindings: Bindings,
) -> Certificate {
    let ticket = world.ticket.ticket_id.to_string();
    certify_for(&ticket, attempt, subject, serial, bindings)
}

/// [`certify`] with any key id in the ticket's place.
pub(crate) fn certify_for(
    ticket: &str,
    attempt: AttemptId,
    subject: &SigningKey,
    serial: u64,
    bindings: Bindings,
) -> Certificate {
    let request = CertificateRequest {
        subject: subject.public(),
        serial,
        key_id: ticket,
        principal: &format!("attempt-{attempt}"),
        bindings,
    };
    Certificate::issue(&key::device(), &request, &FixedRandom::new(40)).expect("certificate")
}

impl Sat {
    pub(crate) fn new(world: &World, number: u8, scripted: bool) -> Self {
        let limit_ms = u64::from(world.ticket.total_s(2400)) * 1000;
        Self::with_frames(world, number, scripted, &log::frames(limit_ms))
    }

    pub(crate) fn with_frames(
        world: &World,
        number: u8,
        scripted: bool,
        frames: &[Vec<(u64, Event)>],
    ) -> Self {
        let attempt = AttemptId(Uuid::from_u128(0xa77e_0000 + u128::from(number)));
        let key = SigningKey::from_seed([0x40 + number; 32]);
        let serial = u64::from(number);
        let journal = journal(world, attempt, serial).write();
        let bound = bindings(world, &journal);
        let certificate = certify(world, attempt, &key, serial, bound);
        let log = log::write(attempt, &key, frames);
        let package = open_package(&world.package.bytes, &world.anchor()).expect("package");
        let ticket = read_ticket(&world.ticket_bytes, &world.anchor()).expect("ticket");
        let opened = opened(world);
        let result = seal_result(
            &ResultInput {
                attempt_id: attempt,
                package: package.proof(),
                ticket: ticket.proof(),
                trust: package.trust(),
                device_signers: &world.device_signers(),
                form_json: &opened.form_json,
                shared_json: &opened.shared_json,
                log: LogFiles {
                    public: log.public.as_bytes(),
                    private: log.private.as_bytes(),
                    seed: &log.seed,
                    checkpoint: &log.checkpoint,
                    checkpoints: &log.checkpoints,
                },
                journal_entry: &journal,
                candidate_name: "Ada Example",
                app: "invigil 0.1.0",
                scripted,
                started: Some(time("2026-03-03T10:00:00Z")),
                sealed: time("2026-03-03T10:01:00Z"),
                key: &key,
                certificate: &certificate,
            },
            &FixedRandom::new(50 + u64::from(number)),
        )
        .expect("result");
        Self {
            attempt,
            key,
            certificate,
            journal,
            log,
            result,
        }
    }

    /// The inner files without the list of digests and its signature.
    pub(crate) fn inner(&self) -> Inner {
        let entries = open_result(&self.result.bytes, &[key::mailbox()]).expect("opens");
        let kept = |entry: &Entry| !sums::EXEMPT.contains(&entry.name.as_str());
        Inner {
            entries: entries.into_iter().filter(kept).collect(),
            key: self.key.clone(),
            certificate: self.certificate.clone(),
            envelope: self.envelope(),
            recipients: vec![key::mailbox().recipient()],
        }
    }

    pub(crate) fn envelope(&self) -> Envelope {
        invigil_bundle::doc::verify::read_envelope(&self.result.bytes).expect("envelope")
    }

    /// The three outer entries.
    pub(crate) fn outer(&self) -> Vec<Entry> {
        szip::read(&self.result.bytes).expect("szip").into_entries()
    }
}

/// The content of a result, to be changed and signed again.
pub(crate) struct Inner {
    pub(crate) entries: Vec<Entry>,
    pub(crate) key: SigningKey,
    pub(crate) certificate: Certificate,
    pub(crate) envelope: Envelope,
    pub(crate) recipients: Vec<age::Recipient>,
}

impl Inner {
    pub(crate) fn bytes(&self, name: &str) -> &[u8] {
        let entry = self.entries.iter().find(|entry| entry.name == name);
        &entry.unwrap_or_else(|| panic!("{name}")).bytes
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name).to_vec()).expect("UTF-8")
    }

    /// Replaces an entry, or adds it.
    pub(crate) fn put(&mut self, name: &str, bytes: impl Into<Vec<u8>>) -> &mut Self {
        let entry = Entry::new(name, bytes);
        match self.entries.iter_mut().find(|entry| entry.name == name) {
            Some(found) => *found = entry,
            None => self.entries.push(entry),
        }
        self
    }

    /// Changes a document.
    pub(crate) fn edit<T: document::Document>(
        &mut self,
        name: &str,
        change: impl FnOnce(&mut T),
    ) -> &mut Self {
        let mut document: T = document::read(self.bytes(name)).expect(name);
        change(&mut document);
        let bytes = document::write(&document).expect(name);
        self.put(name, bytes)
    }

    pub(crate) fn put_log(&mut self, log: &LogText) -> &mut Self {
        self.put(name::LOG_PUBLIC, log.public.as_bytes())
            .put(name::LOG_PRIVATE, log.private.as_bytes())
            .put(name::LOG_SEED, log.seed)
            .put(name::LOG_HEAD, log.checkpoint.as_bytes())
            .put(name::LOG_HEADS, log.checkpoints.as_bytes())
    }

    /// The opened files, signed.
    pub(crate) fn signed(&self) -> Vec<Entry> {
        let mut entries = self.entries.clone();
        let listed = entries
            .iter()
            .map(|e| (e.name.as_str(), e.bytes.as_slice()));
        let list = sums::write(listed).expect("sums");
        let sig = self.sign(RESULT_NAMESPACE, list.as_bytes());
        entries.insert(0, Entry::new(sums::SUMS_NAME, list));
        entries.insert(1, Entry::new(sums::SIGNATURE_NAME, sig));
        entries
    }

    /// The result, signed and sealed again.
    pub(crate) fn seal(&self) -> Vec<u8> {
        let inner = szip::write(&self.signed()).expect("szip");
        let random = FixedRandom::new(99);
        let sealed = age::encrypt(&self.recipients, &inner, &random).expect("age");
        self.wrap(sealed)
    }

    pub(crate) fn wrap(&self, sealed: Vec<u8>) -> Vec<u8> {
        let mut envelope = self.envelope.clone();
        envelope.sealed_sha256 = Hex(sha256(&sealed));
        let json = document::write(&envelope).expect("envelope");
        let sig = self.sign(ENVELOPE_NAMESPACE, &json);
        szip::write(&[
            Entry::new(name::ENVELOPE, json),
            Entry::new(name::ENVELOPE_SIG, sig),
            Entry::new(name::SEALED, sealed),
        ])
        .expect("szip")
    }

    fn sign(&self, namespace: &str, message: &[u8]) -> String {
        ssh::sign(&self.key, Some(self.certificate.blob()), namespace, message)
    }
}
