//! The inside of a result: coverage, trust, package, ticket, binding, and what hangs on them.

use invigil_crypto::digest::sha256;
use invigil_log::DeviceEntry;
use invigil_model::Form;

use super::{
    AttemptRecord, CheckId, Issued, IssuedTicket, LogFiles, Outcome, Refused, Tier, Verdict,
    Verified, VerifyInputs,
    envelope::{principal, refuse_receipts},
    log::{self, Logged},
    report::Ledger,
};
use crate::{
    doc::{
        DocError, Hex, Rule, Stamp, document,
        issuer::{self, Anchor, Issuer},
        package::{self, FormDocument, Package, PackageProof, Shared},
        result::{
            Candidate, Envelope, Manifest, RESULT_NAMESPACE, Rendered, name, rendered_sha256,
        },
        ticket::{self, Ticket, Witness},
    },
    ssh::Certificate,
    sums,
    szip::Entry,
    trust::{LastSeen, Revoked},
};

/// What the envelope said.
pub(super) struct Outside {
    pub(super) envelope: Envelope,
    pub(super) certificate: Certificate,
}

/// Why what is about the envelope cannot be checked.
pub(super) const NO_ENVELOPE: &str = "these are the opened files, without their envelope";

/// The inner files by name.
pub(super) struct Files(pub(super) Vec<Entry>);

impl Files {
    /// The bytes of an entry that [`check_names`] found.
    pub(super) fn get(&self, name: &str) -> &[u8] {
        let entry = self.0.iter().find(|entry| entry.name == name);
        entry.map_or(&[], |entry| entry.bytes.as_slice())
    }

    /// The log's own files, given away.
    fn into_log(self) -> LogFiles {
        let mut log = LogFiles::default();
        for Entry { name, bytes } in self.0 {
            match name.as_str() {
                name::LOG_PUBLIC => log.public = bytes,
                name::LOG_PRIVATE => log.private = bytes,
                name::LOG_SEED => log.seed = bytes.try_into().unwrap_or_default(),
                _ => {}
            }
        }
        log
    }

    pub(super) fn code(&self) -> impl Iterator<Item = &Entry> {
        self.0
            .iter()
            .filter(|entry| entry.name.starts_with(name::CODE))
    }
}

/// What the signed documents say, before the log is looked at.
pub(super) struct Signed {
    manifest: Manifest,
    pub(super) certificate: Certificate,
    issuer: Issuer,
    package: Package,
    package_sums_sha256: Hex<32>,
    pub(super) ticket: Ticket,
}

pub(super) fn verify(
    entries: Vec<Entry>,
    outside: Option<&Outside>,
    inputs: &VerifyInputs<'_>,
    mut ledger: Ledger,
) -> Result<Verdict, Refused> {
    let files = Files(entries);
    let sums_sha256 = Hex(sha256(files.get(sums::SUMS_NAME)));
    let trust = issuer::trust_entries(&files.0);
    let signed = signed(&files, &trust, outside, inputs, &mut ledger)?;
    if signed.package.is_practice() {
        let made: Vec<_> = [CheckId::Log, CheckId::Heads, CheckId::Fold].to_vec();
        ledger.not_checked(&made, "a practice result has no weight");
        return Ok(Verdict::Practice(ledger.close(Tier::None)));
    }
    let form = ledger.check(CheckId::Form, || form(&files, &signed))?;
    let logged = log::verify(
        &files,
        &signed.manifest,
        &signed.certificate,
        &form,
        &mut ledger,
    )?;
    ledger.check(CheckId::Form, || check_limit(&signed, &logged))?;
    let candidate = ledger.check(CheckId::Ticket, || candidate(&files, &signed.ticket))?;
    ledger.add(CheckId::Window, window(&signed.ticket, &logged));
    ledger.add(CheckId::Gaps, logged.gaps);
    let form_sha256 = Hex(sha256(files.get(name::FORM)));
    let shared_sha256 = Hex(sha256(files.get(name::SHARED)));
    match inputs.issued {
        None => ledger.not_checked(&[CheckId::Issue], "the issuer's own record is not at hand"),
        Some(issued) => ledger.check(CheckId::Issue, || {
            check_issue(issued, &signed, form_sha256, shared_sha256)
        })?,
    }
    let witness = match signed.ticket.witness {
        Witness::None => "the ticket asks for none",
        _ => "this version has no witness",
    };
    ledger.not_checked(&[CheckId::Witness], witness);
    let tier = tier(&signed);
    let value = AttemptRecord {
        sums_sha256,
        package: signed.package,
        package_sums_sha256: signed.package_sums_sha256,
        ticket: signed.ticket,
        manifest: signed.manifest,
        candidate,
        form,
        form_sha256,
        shared_sha256,
        answers: logged.answers,
        code: logged.code,
        log: files.into_log(),
        leaves: logged.leaves,
        device: *signed.certificate.ca(),
        serial: signed.certificate.serial(),
        report: ledger.close(tier),
    };
    Ok(Verdict::Attempt(Box::new(Verified { value })))
}

fn tier(signed: &Signed) -> Tier {
    if signed.issuer.pinned() && !signed.manifest.mode.scripted {
        Tier::T1
    } else {
        Tier::T0
    }
}

/// The signed documents, from the root down, by the trust files of `trust`.
pub(super) fn signed(
    files: &Files,
    trust: &[Entry],
    outside: Option<&Outside>,
    inputs: &VerifyInputs<'_>,
    ledger: &mut Ledger,
) -> Result<Signed, Refused> {
    ledger.check(CheckId::Receipt, || check_entries(files))?;
    let claims = ledger.check(CheckId::Trust, || claims(files))?;
    // A practice package's own word is enough: it makes the result worthless, not valid.
    let practice = claims.package.is_practice();
    let anchor = if practice {
        Anchor::default()
    } else {
        inputs.anchor
    };
    let (issuer, certificate) = ledger.check(CheckId::Trust, || {
        let issuer = Issuer::read(trust, &anchor)?;
        let certificate = attempt_certificate(files, &issuer, &claims)?;
        Ok((issuer, certificate))
    })?;
    ledger.check(CheckId::Coverage, || coverage(files))?;
    ledger.first_step(CheckId::Binding, || {
        check_key_id(&claims.manifest, &certificate)
    })?;
    match outside {
        Some(outside) => ledger.check(CheckId::SameAttempt, || {
            check_same(&claims.manifest, &certificate, outside)
        })?,
        None => ledger.not_checked(&[CheckId::SameAttempt], NO_ENVELOPE),
    }
    let seen = inputs.last_seen.filter(|_| !practice);
    history(&issuer, &anchor, seen, ledger)?;
    let proof = PackageProof {
        json: files.get(name::PACKAGE).to_vec(),
        sums: files.get(name::PACKAGE_SUMS).to_vec(),
        sig: files.get(name::PACKAGE_SIG).to_vec(),
    };
    let package_sums_sha256 = Hex(proof.sums_sha256());
    ledger.check(CheckId::Package, || {
        check_package(&proof, &claims, &issuer)?;
        outside.map_or(Ok(()), |outside| {
            check_envelope(&outside.envelope, &claims.package)
        })
    })?;
    ledger.check(CheckId::Ticket, || {
        check_ticket(files, &issuer, &claims, package_sums_sha256)
    })?;
    ledger.check(CheckId::Binding, || {
        binding(files, &certificate, &claims.manifest, package_sums_sha256)
    })?;
    let Claims {
        manifest,
        package,
        ticket,
    } = claims;
    Ok(Signed {
        manifest,
        certificate,
        issuer,
        package,
        package_sums_sha256,
        ticket,
    })
}

/// What is known of the organisation from before.
fn history(
    issuer: &Issuer,
    anchor: &Anchor<'_>,
    seen: Option<&LastSeen>,
    ledger: &mut Ledger,
) -> Result<(), Refused> {
    ledger.add(CheckId::Revocation, revocation(issuer, anchor));
    if !issuer.pinned() {
        let why = "no root key is pinned: who issued the test is the file's own word";
        ledger.add(CheckId::Trust, Outcome::Noted(why.to_owned()));
    }
    if let Some(seen) = seen {
        return ledger.check(CheckId::Rollback, || issuer.check_rollback(seen));
    }
    let why = "rollback not checked: no earlier trust file is remembered";
    ledger.not_checked(&[CheckId::Rollback], why);
    Ok(())
}

/// A key that a list takes back was refused before; here is said how new that list is.
fn revocation(issuer: &Issuer, anchor: &Anchor<'_>) -> Outcome {
    let newer = issuer.brings_newer_revocations(anchor);
    let own = anchor.revoked.is_some() && !newer;
    match issuer.revoked() {
        Some(list) if own => Outcome::HoldsBy(format!(
            "by the organisation's list of revocations, {}",
            numbered(list)
        )),
        None if own => Outcome::HoldsBy("nothing was ever revoked by this organisation".to_owned()),
        Some(list) => Outcome::Noted(format!(
            "by the list that the file brings, {}: whether there is a later one is not known here",
            numbered(list)
        )),
        None => Outcome::NotChecked(
            "revocation not checked: no list of revoked keys is at hand".to_owned(),
        ),
    }
}

/// Which list of revocations it is, and of when.
fn numbered(list: &Revoked) -> String {
    let made = i64::try_from(list.issued).ok().and_then(Stamp::from_unix);
    let made = made.map_or_else(String::new, |made| format!(" of {made}"));
    format!("number {}{made}", list.seq)
}

/// Documents as read, before the signatures that cover them.
struct Claims {
    manifest: Manifest,
    package: Package,
    ticket: Ticket,
}

fn claims(files: &Files) -> Result<Claims, DocError> {
    Ok(Claims {
        manifest: document::read(files.get(name::MANIFEST))?,
        package: document::read(files.get(name::PACKAGE))?,
        ticket: document::read(files.get(name::TICKET))?,
    })
}

fn check_entries(files: &Files) -> Result<(), DocError> {
    refuse_receipts(&files.0)?;
    let needed = [&name::INNER[..], &sums::EXEMPT, &[issuer::DEVICE_SIGNERS]].concat();
    let code = |entry: &&Entry| entry.name.starts_with(name::CODE);
    let others = files.0.iter().filter(|entry| !code(entry));
    issuer::check_names(others, &needed).map_err(|why| Rule::ResultEntries.broken(why))
}

/// The list of digests was signed by an attempt key that the device certified. Judged at the
/// ticket's time: the laptop's own clock is nobody's proof, and must not refuse an honest result.
fn attempt_certificate(
    files: &Files,
    issuer: &Issuer,
    Claims {
        manifest, ticket, ..
    }: &Claims,
) -> Result<Certificate, DocError> {
    let principal = principal(manifest.attempt_id);
    let (list, sig) = (files.get(sums::SUMS_NAME), files.get(sums::SIGNATURE_NAME));
    let at = ticket.issued;
    let certificate = issuer.verify_attempt(&principal, RESULT_NAMESPACE, list, sig, at)?;
    let same = manifest.trust.org == issuer.org() && manifest.trust.seq == issuer.seq();
    let why = format!(
        "the manifest names trust file {} of `{}`, the result brings {} of `{}`",
        manifest.trust.seq,
        manifest.trust.org,
        issuer.seq(),
        issuer.org()
    );
    Rule::PackageOrg.ensure(same, why)?;
    Ok(certificate)
}

/// Every entry is listed with its bytes, and every listed one is there.
fn coverage(files: &Files) -> Result<(), DocError> {
    let entries = files
        .0
        .iter()
        .map(|e| (e.name.as_str(), e.bytes.as_slice()));
    Ok(sums::check(
        files.get(sums::SUMS_NAME),
        entries,
        &sums::EXEMPT,
    )?)
}

fn check_key_id(manifest: &Manifest, certificate: &Certificate) -> Result<(), DocError> {
    let named = certificate.key_id() == manifest.ticket_id.to_string();
    Rule::ResultCertificateTicket.ensure(named, "the certificate is for another ticket")
}

fn check_same(
    manifest: &Manifest,
    certificate: &Certificate,
    outside: &Outside,
) -> Result<(), DocError> {
    let Outside {
        envelope,
        certificate: outer,
    } = outside;
    let ids = envelope.attempt_id == manifest.attempt_id
        && envelope.ticket_id == manifest.ticket_id
        && envelope.package_id == manifest.package_id;
    let same = ids && outer.blob() == certificate.blob();
    Rule::ResultOtherAttempt.ensure(same, "envelope and content are of different attempts")?;
    let head = envelope.head == manifest.head;
    Rule::ResultHeadDiffers.ensure(head, "envelope and content name different heads of the log")
}

fn check_package(proof: &PackageProof, claims: &Claims, issuer: &Issuer) -> Result<(), DocError> {
    issuer.verify_issued(
        package::NAMESPACE,
        &proof.sums,
        &proof.sig,
        claims.package.issued,
    )?;
    let listed = sums::read(&proof.sums)?;
    let same = listed.get(package::PACKAGE) == Some(&sha256(&proof.json));
    let why = "the list of digests that was signed is not of this package.json";
    Rule::ResultPackageProof.ensure(same, why)?;
    package::check_org(&claims.package, issuer)
}

/// What the envelope repeats of the package.
fn check_envelope(envelope: &Envelope, package: &Package) -> Result<(), DocError> {
    let same = envelope.recipients == package.result_recipients;
    let why = "the envelope names other recipients than the package";
    Rule::ResultRecipients.ensure(same, why)?;
    let same = envelope.kind == package.policy.kind;
    Rule::ResultPracticeMode.ensure(same, "the envelope hides that the package is for practice")
}

fn check_ticket(
    files: &Files,
    issuer: &Issuer,
    claims: &Claims,
    package_sums: Hex<32>,
) -> Result<(), DocError> {
    let Claims {
        manifest,
        package,
        ticket,
    } = claims;
    let (json, sig) = (files.get(name::TICKET), files.get(name::TICKET_SIG));
    issuer.verify_issued(ticket::NAMESPACE, json, sig, ticket.issued)?;
    let same =
        ticket.package_id == package.package_id && ticket.package_sums_sha256 == package_sums;
    Rule::TicketOtherPackage.ensure(same, "the ticket is for another package")?;
    let same = ticket.ticket_id == manifest.ticket_id && package.package_id == manifest.package_id;
    Rule::ResultTicketDiffers.ensure(same, "the manifest names another ticket or package")?;
    ticket::check_practice(ticket, package)?;
    let same = ticket.mode == manifest.mode.sitting;
    let why = "ticket and manifest say different things of the sitting";
    Rule::ResultPracticeMode.ensure(same, why)
}

/// The certificate was made at the attempt's start, for this ticket, package and device.
fn binding(
    files: &Files,
    certificate: &Certificate,
    manifest: &Manifest,
    package_sums: Hex<32>,
) -> Result<(), DocError> {
    let unbound = || Rule::ResultCertificateTicket.broken("the certificate binds nothing");
    let bound = certificate.bindings().ok_or_else(unbound)?;
    let ticket = bound.ticket == sha256(files.get(name::TICKET));
    Rule::ResultCertificateTicket.ensure(ticket, "the certificate was made for another ticket")?;
    let package = bound.package == package_sums.0;
    Rule::ResultCertificatePackage
        .ensure(package, "the certificate was made for another package")?;
    let journal = files.get(name::JOURNAL);
    let text = str::from_utf8(journal).map_err(|_| invigil_log::DeviceError::Text)?;
    let entry = DeviceEntry::read(text)?;
    let same = bound.journal == entry.head
        && certificate.serial() == entry.line.serial
        && entry.line.attempt == manifest.attempt_id
        && entry.line.ticket == manifest.ticket_id;
    let why = "the device's journal entry is not the one that the certificate names";
    Rule::ResultCertificateJournal.ensure(same, why)
}

/// The form as the candidate saw it; its rendered hashes are those of the manifest.
fn form(files: &Files, signed: &Signed) -> Result<Form, DocError> {
    let document: FormDocument = document::read(files.get(name::FORM))?;
    let shared: Shared = document::read(files.get(name::SHARED))?;
    let mine = document.package_id == signed.package.package_id
        && document.ticket_id == signed.ticket.ticket_id
        && shared.package_id == signed.package.package_id;
    Rule::ResultForm.ensure(mine, "the form is of another ticket or package")?;
    let form = package::form_of(&signed.package, &shared, document)?;
    let items = form.items.iter().map(|item| Rendered {
        id: item.id.clone(),
        sha256: Hex(rendered_sha256(item)),
    });
    let tasks = form.tasks.iter().map(|task| Rendered {
        id: task.id.clone(),
        sha256: Hex(rendered_sha256(task)),
    });
    let same = items.eq(signed.manifest.items.iter().cloned())
        && tasks.eq(signed.manifest.tasks.iter().cloned());
    Rule::ResultForm.ensure(same, "the manifest names other questions than the form")?;
    Ok(form)
}

fn check_limit(signed: &Signed, logged: &Logged) -> Result<(), DocError> {
    let allowed = u64::from(signed.ticket.total_s(signed.package.duration_s)) * 1000;
    let why = format!(
        "the log allows {} ms, the ticket {allowed} ms",
        logged.start_limit_ms
    );
    Rule::ResultTimeLimit.ensure(logged.start_limit_ms == allowed, why)
}

fn candidate(files: &Files, ticket: &Ticket) -> Result<Candidate, DocError> {
    let candidate: Candidate = document::read(files.get(name::CANDIDATE))?;
    let same = candidate.candidate_ref == ticket.candidate_ref;
    Rule::ResultCandidateRef.ensure(same, "the candidate is not the one of the ticket")?;
    Ok(candidate)
}

/// Judged, never refused: a laptop's clock is nobody's proof.
fn window(ticket: &Ticket, logged: &Logged) -> Outcome {
    let started = logged.started_wall_ms.map(|ms| ms.div_euclid(1000));
    let Some(started) = started.and_then(Stamp::from_unix) else {
        return Outcome::NotChecked("the log holds no clock reading at the start".to_owned());
    };
    if started < ticket.not_before || started > ticket.not_after {
        return Outcome::Noted(format!(
            "by the laptop's clock the attempt started at {started}, outside {} to {}",
            ticket.not_before, ticket.not_after
        ));
    }
    Outcome::Holds
}

/// The issuer's own record of the ticket, which is the same candidate's.
pub(super) fn issued_ticket<'a>(
    issued: &'a Issued,
    signed: &Signed,
) -> Result<&'a IssuedTicket, DocError> {
    let same = issued.package_id == signed.package.package_id
        && issued.package_sums_sha256 == signed.package_sums_sha256;
    let ticket = issued
        .tickets
        .get(&signed.ticket.ticket_id)
        .filter(|_| same);
    let not_issued = || Rule::ResultNotIssued.broken("this ticket was not issued here");
    let ticket = ticket.ok_or_else(not_issued)?;
    let same = ticket.candidate_ref == signed.ticket.candidate_ref;
    Rule::ResultCandidateRef.ensure(same, "the ticket was issued to another candidate")?;
    Ok(ticket)
}

fn check_issue(
    issued: &Issued,
    signed: &Signed,
    form: Hex<32>,
    shared: Hex<32>,
) -> Result<(), DocError> {
    let ticket = issued_ticket(issued, signed)?;
    let same = ticket.form_sha256 == form && issued.shared_sha256 == shared;
    let why = "the questions are not the ones that were issued for this ticket";
    Rule::KeypkgOtherForm.ensure(same, why)
}
