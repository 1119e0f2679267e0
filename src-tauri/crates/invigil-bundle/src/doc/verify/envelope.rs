//! The outside of a result: what can be checked without a mailbox key.

use invigil_crypto::digest::sha256;

use super::report::{CheckId, Ledger, Refused, Report, Tier};
use crate::{
    doc::{
        DocError, Rule, document, issuer,
        result::{ENVELOPE_NAMESPACE, Envelope, name},
    },
    ssh::{self, Certificate},
    szip,
};

/// The outside of a result whose signature holds.
#[derive(Debug)]
pub(super) struct Outer {
    pub(super) envelope: Envelope,
    pub(super) certificate: Certificate,
    pub(super) sealed: Vec<u8>,
}

/// What an envelope alone shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvelopeReport {
    /// The envelope; nothing in it is vouched for by the organisation.
    pub envelope: Envelope,
    /// The checks; there is no tier, because nothing inside was read.
    pub report: Report,
}

/// Reads the envelope of a result without checking anything but its shape: for `inspect`, and to
/// find the issuer's record before [`super::verify_result`].
pub fn read_envelope(bytes: &[u8]) -> Result<Envelope, DocError> {
    let archive = szip::read(bytes)?;
    Ok(document::read(
        archive.get(name::ENVELOPE).unwrap_or_default(),
    )?)
}

/// Verifies a result as far as it goes without a mailbox key.
pub fn verify_envelope_only(bytes: &[u8]) -> Result<EnvelopeReport, Refused> {
    let mut ledger = Ledger::default();
    let outer = verify(bytes, &mut ledger)?;
    let rest = &CheckId::ALL[CheckId::Addressed as usize..];
    ledger.not_checked(rest, "the sealed part was not opened: no mailbox key");
    Ok(EnvelopeReport {
        envelope: outer.envelope,
        report: ledger.close(Tier::None),
    })
}

pub(super) fn verify(bytes: &[u8], ledger: &mut Ledger) -> Result<Outer, Refused> {
    let archive = ledger.check(CheckId::Container, || Ok(szip::read(bytes)?))?;
    ledger.check(CheckId::Receipt, || check_entries(archive.entries()))?;
    let [mut json, mut sig, mut sealed] = [vec![], vec![], vec![]];
    for entry in archive.into_entries() {
        match entry.name.as_str() {
            name::ENVELOPE => json = entry.bytes,
            name::ENVELOPE_SIG => sig = entry.bytes,
            _ => sealed = entry.bytes,
        }
    }
    let (envelope, certificate) = ledger.check(CheckId::Envelope, || {
        let signer = ssh::verify(&sig, ENVELOPE_NAMESPACE, &json)?;
        let envelope: Envelope = document::read(&json)?;
        Ok((envelope, signer.into_certificate()?))
    })?;
    ledger.check(CheckId::Certificate, || {
        check_certificate(&envelope, &certificate)
    })?;
    ledger.check(CheckId::Sealed, || {
        let same = sha256(&sealed) == envelope.sealed_sha256.0;
        let why = "the sealed part is not the one that the envelope names";
        Rule::ResultSealedDiffers.ensure(same, why)
    })?;
    Ok(Outer {
        envelope,
        certificate,
        sealed,
    })
}

fn check_entries(entries: &[szip::Entry]) -> Result<(), DocError> {
    refuse_receipts(entries)?;
    let other = [
        ("package.json", "an issued package"),
        ("ticket.json", "a ticket"),
    ];
    let has = |name: &str| entries.iter().any(|entry| entry.name == name);
    if let Some((_, kind)) = other.into_iter().find(|(name, _)| has(name)) {
        return Err(Rule::ResultEntries.broken(format!("this is {kind}, and no result")));
    }
    issuer::exactly(entries, &[name::ENVELOPE, name::ENVELOPE_SIG, name::SEALED])
        .map_err(|why| Rule::ResultEntries.broken(why))
}

/// Receipts belong to versions with an invigilator's station.
pub(super) fn refuse_receipts(entries: &[szip::Entry]) -> Result<(), DocError> {
    let receipt = |entry: &&szip::Entry| {
        let name = entry.name.rsplit('/').next().unwrap_or_default();
        name.ends_with(".receipt") || name == "grant.json"
    };
    match entries.iter().find(receipt) {
        None => Ok(()),
        Some(entry) => Err(Rule::ResultReceipt.broken(format!(
            "`{}` is a receipt or grant, which this version cannot judge",
            entry.name
        ))),
    }
}

/// The certificate is a whole one for this attempt and ticket. Its CA is the laptop's own word
/// here, and its validity is judged inside, at the time of sealing.
fn check_certificate(envelope: &Envelope, certificate: &Certificate) -> Result<(), DocError> {
    let principal = principal(envelope.attempt_id);
    let (from, _) = certificate.validity();
    certificate.verify(&[*certificate.ca()], &principal, from)?;
    let bindings = certificate.bindings();
    let ticket = bindings.is_some() && certificate.key_id() == envelope.ticket_id.to_string();
    Rule::ResultCertificateTicket.ensure(ticket, "the certificate is for another ticket")?;
    let package = bindings.is_some_and(|b| b.package == envelope.package_sums_sha256.0);
    Rule::ResultCertificatePackage.ensure(package, "the certificate is for another package")
}

/// The principal of an attempt's certificate.
pub(super) fn principal(attempt: invigil_model::AttemptId) -> String {
    format!("attempt-{attempt}")
}
