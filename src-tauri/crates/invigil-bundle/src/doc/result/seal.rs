//! Writing a result.

use invigil_crypto::{
    digest::sha256,
    random::{self, Random},
    sign::SigningKey,
};
use invigil_log::{Fold, attempt_origin, replay, verify_checkpoint};
use invigil_model::{AttemptId, Form};
use zeroize::Zeroizing;

use super::{
    Candidate, ENVELOPE_NAMESPACE, Envelope, Head, Manifest, Mode, RESULT_NAMESPACE, Rendered,
    TrustSource, answers_of, code_entries, commands::Named, name, rendered_sha256, verify_text,
};
use crate::{
    age,
    doc::{
        DocError, Hex, Stamp, document,
        issuer::{Anchor, Issuer},
        package::{self, FormDocument, Package, PackageProof, Shared},
        ticket::{Ticket, TicketProof},
    },
    ssh::{self, Certificate},
    sums,
    szip::{self, Entry},
};

/// The log of an attempt as files.
#[derive(Clone, Copy, Debug)]
pub struct LogFiles<'a> {
    /// `log/public.jsonl`.
    pub public: &'a [u8],
    /// `log/private.jsonl`.
    pub private: &'a [u8],
    /// `log/seed`.
    pub seed: &'a [u8; 32],
    /// `log/checkpoint`: the signed last head.
    pub checkpoint: &'a str,
    /// `log/checkpoints`: the earlier signed heads, one after the other.
    pub checkpoints: &'a str,
}

/// What a result is made of.
#[derive(Clone, Debug)]
pub struct ResultInput<'a> {
    /// The attempt.
    pub attempt_id: AttemptId,
    /// From the package.
    pub package: &'a PackageProof,
    /// From the ticket.
    pub ticket: &'a TicketProof,
    /// The trust files of the package, `trust/...`.
    pub trust: &'a [Entry],
    /// The text of `trust/device.signers`.
    pub device_signers: &'a str,
    /// `form.json` as opened.
    pub form_json: &'a [u8],
    /// `shared.json` as opened.
    pub shared_json: &'a [u8],
    /// The log.
    pub log: LogFiles<'a>,
    /// `journal/entry.json`.
    pub journal_entry: &'a str,
    /// The name as typed at check-in.
    pub candidate_name: &'a str,
    /// Name and version of the app.
    pub app: &'a str,
    /// Whether a script gave the answers.
    pub scripted: bool,
    /// The laptop's clock at the first item.
    pub started: Option<Stamp>,
    /// The laptop's clock at sealing.
    pub sealed: Stamp,
    /// The attempt key A.
    pub key: &'a SigningKey,
    /// Its certificate by D.
    pub certificate: &'a Certificate,
}

/// A result as written.
#[derive(Clone, Debug)]
pub struct SealedResult {
    /// The file.
    pub bytes: Vec<u8>,
    /// SHA-256 of the inner `SHA256SUMS`: names this result.
    pub sums_sha256: Hex<32>,
    /// `VERIFY.txt`, to be written beside the result.
    pub verify_txt: String,
}

struct Parts {
    package: Package,
    ticket: Ticket,
    form: Form,
    head: Head,
    trust: TrustSource,
}

/// Folds the log, writes the documents, signs and seals them.
///
/// # Errors
/// Everything that the verifier would refuse about log, form and documents is refused here.
pub fn seal_result(input: &ResultInput<'_>, random: &dyn Random) -> Result<SealedResult, DocError> {
    let log = replay(input.log.public, input.log.private, input.log.seed)?;
    let origin = attempt_origin(input.attempt_id);
    let checkpoint = verify_checkpoint(input.log.checkpoint, &origin, &input.key.public())?;
    checkpoint.check(&log.tree)?;
    let head = Head {
        size: checkpoint.size,
        root: Hex(checkpoint.root),
    };
    let parts = parts(input, head)?;
    let mut fold = Fold::new(&parts.form);
    log.events.iter().try_for_each(|event| fold.push(event))?;
    let folded = fold.answers();
    let answers = answers_of(input.attempt_id, &parts.form, &folded)?;
    let mut entries = documents(input, &parts, random)?;
    entries.push(Entry::new(name::ANSWERS, document::write(&answers)?));
    entries.extend(code_entries(&parts.form, &folded));
    let verify_txt = verify_text(parts.package.policy.kind, &named(input, &parts));
    entries.push(Entry::new(name::VERIFY, verify_txt.as_bytes()));
    let listed = entries
        .iter()
        .map(|e| (e.name.as_str(), e.bytes.as_slice()));
    let sums = sums::write(listed)?;
    let sums_sha256 = Hex(sha256(sums.as_bytes()));
    let sig = sign(input, RESULT_NAMESPACE, sums.as_bytes());
    entries.insert(0, Entry::new(sums::SUMS_NAME, sums));
    entries.insert(1, Entry::new(sums::SIGNATURE_NAME, sig));
    let inner = Zeroizing::new(szip::write(&entries)?);
    let sealed = age::encrypt(&parts.package.result_recipients, &inner, random)?;
    let bytes = wrap(input, &parts, sealed)?;
    Ok(SealedResult {
        bytes,
        sums_sha256,
        verify_txt,
    })
}

/// What `VERIFY.txt` names.
fn named(input: &ResultInput<'_>, parts: &Parts) -> Named {
    Named {
        attempt: input.attempt_id,
        ticket: Some(parts.ticket.ticket_id),
        package_issued: Some(parts.package.issued),
        ticket_issued: Some(parts.ticket.issued),
        certificate: Some(input.certificate.blob().len()),
    }
}

fn parts(input: &ResultInput<'_>, head: Head) -> Result<Parts, DocError> {
    let package: Package = document::read(&input.package.json)?;
    let ticket: Ticket = document::read(&input.ticket.json)?;
    let shared: Shared = document::read(input.shared_json)?;
    let document: FormDocument = document::read(input.form_json)?;
    let form = package::form_of(&package, &shared, document)?;
    let issuer = Issuer::read(input.trust, &Anchor::default())?;
    let trust = TrustSource {
        org: issuer.org().to_owned(),
        seq: issuer.seq(),
    };
    Ok(Parts {
        package,
        ticket,
        form,
        head,
        trust,
    })
}

fn documents(
    input: &ResultInput<'_>,
    parts: &Parts,
    random: &dyn Random,
) -> Result<Vec<Entry>, DocError> {
    let candidate = Candidate {
        format: document::format::<Candidate>(),
        candidate_ref: parts.ticket.candidate_ref.clone(),
        name: input.candidate_name.to_owned(),
        salt: Hex(random::bytes(random)?),
    };
    let mut entries = vec![
        Entry::new(name::MANIFEST, document::write(&manifest(input, parts))?),
        Entry::new(name::CANDIDATE, document::write(&candidate)?),
    ];
    for (name, bytes) in [
        (name::TICKET, input.ticket.json.as_slice()),
        (name::TICKET_SIG, &input.ticket.sig),
        (name::PACKAGE, &input.package.json),
        (name::PACKAGE_SUMS, &input.package.sums),
        (name::PACKAGE_SIG, &input.package.sig),
        (name::FORM, input.form_json),
        (name::SHARED, input.shared_json),
        (name::LOG_PUBLIC, input.log.public),
        (name::LOG_PRIVATE, input.log.private),
        (name::LOG_SEED, input.log.seed),
        (name::LOG_HEAD, input.log.checkpoint.as_bytes()),
        (name::LOG_HEADS, input.log.checkpoints.as_bytes()),
        (name::JOURNAL, input.journal_entry.as_bytes()),
    ] {
        entries.push(Entry::new(name, bytes));
    }
    entries.extend_from_slice(input.trust);
    let signers = input.device_signers.as_bytes();
    entries.push(Entry::new(crate::doc::issuer::DEVICE_SIGNERS, signers));
    Ok(entries)
}

fn manifest(input: &ResultInput<'_>, parts: &Parts) -> Manifest {
    let items = parts.form.items.iter().map(|item| Rendered {
        id: item.id.clone(),
        sha256: Hex(rendered_sha256(item)),
    });
    let tasks = parts.form.tasks.iter().map(|task| Rendered {
        id: task.id.clone(),
        sha256: Hex(rendered_sha256(task)),
    });
    Manifest {
        format: document::format::<Manifest>(),
        min_format: document::VERSION,
        attempt_id: input.attempt_id,
        ticket_id: parts.ticket.ticket_id,
        package_id: parts.package.package_id,
        app: input.app.to_owned(),
        mode: Mode {
            sitting: parts.ticket.mode,
            scripted: input.scripted,
        },
        started: input.started,
        sealed: input.sealed,
        head: parts.head,
        trust: parts.trust.clone(),
        items: items.collect(),
        tasks: tasks.collect(),
    }
}

fn wrap(input: &ResultInput<'_>, parts: &Parts, sealed: Vec<u8>) -> Result<Vec<u8>, DocError> {
    let envelope = document::write(&Envelope {
        format: document::format::<Envelope>(),
        min_format: document::VERSION,
        attempt_id: input.attempt_id,
        ticket_id: parts.ticket.ticket_id,
        package_id: parts.package.package_id,
        kind: parts.package.policy.kind,
        package_sums_sha256: Hex(input.package.sums_sha256()),
        head: parts.head,
        sealed_sha256: Hex(sha256(&sealed)),
        recipients: parts.package.result_recipients.clone(),
    })?;
    let sig = sign(input, ENVELOPE_NAMESPACE, &envelope);
    Ok(szip::write(&[
        Entry::new(name::ENVELOPE, envelope),
        Entry::new(name::ENVELOPE_SIG, sig),
        Entry::new(name::SEALED, sealed),
    ])?)
}

fn sign(input: &ResultInput<'_>, namespace: &str, message: &[u8]) -> String {
    ssh::sign(
        input.key,
        Some(input.certificate.blob()),
        namespace,
        message,
    )
}
