//! `*.ticket`: one seat's right to take one test. Fields: `docs/formats/ticket.md`.

mod fields;

use invigil_crypto::sign::SigningKey;

pub use fields::{Sitting, Ticket, Witness};

use crate::{
    doc::{
        DocError, Rule, document,
        issuer::{self, Anchor, Issuer},
        package::Package,
    },
    ssh,
    szip::{self, Entry},
};

/// The namespace of the signature over `ticket.json`.
pub use crate::trust::namespace::TICKET as NAMESPACE;

pub(crate) const TICKET: &str = "ticket.json";
pub(crate) const TICKET_SIG: &str = "ticket.json.sig";

/// A ticket whose signature holds.
#[derive(Clone, Debug)]
pub struct TicketFile {
    ticket: Ticket,
    issuer: Issuer,
    proof: TicketProof,
}

/// What shows that a ticket was issued: it goes into the result, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketProof {
    /// `ticket.json`.
    pub json: Vec<u8>,
    /// Its signature.
    pub sig: Vec<u8>,
}

impl TicketFile {
    /// `ticket.json`.
    pub fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    /// Who issued it, and whether that is certain.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// What shows that it was issued.
    pub fn proof(&self) -> &TicketProof {
        &self.proof
    }
}

/// Signs a ticket and writes its file with the trust files, `trust/...`.
pub fn write_ticket(
    ticket: &Ticket,
    issuer: &SigningKey,
    trust: &[Entry],
) -> Result<Vec<u8>, DocError> {
    let json = document::write(ticket)?;
    let sig = ssh::sign(issuer, None, NAMESPACE, &json);
    let mut entries = vec![Entry::new(TICKET, json), Entry::new(TICKET_SIG, sig)];
    entries.extend_from_slice(trust);
    Ok(szip::write(&entries)?)
}

/// Reads a ticket: structure, signature, issuer; `anchor` as for
/// [`open_package`](super::package::open_package).
pub fn read_ticket(bytes: &[u8], anchor: &Anchor<'_>) -> Result<TicketFile, DocError> {
    let archive = szip::read(bytes)?;
    issuer::check_names(archive.entries(), &[TICKET, TICKET_SIG])
        .map_err(|why| Rule::TicketEntries.broken(why))?;
    let entry = |name| archive.get(name).unwrap_or_default().to_vec();
    let proof = TicketProof {
        json: entry(TICKET),
        sig: entry(TICKET_SIG),
    };
    let ticket: Ticket = document::read(&proof.json)?;
    let trust = issuer::trust_entries(archive.entries());
    let issuer = Issuer::read(&trust, anchor)?;
    issuer.verify_issued(NAMESPACE, &proof.json, &proof.sig, ticket.issued)?;
    Ok(TicketFile {
        ticket,
        issuer,
        proof,
    })
}

/// Practice tickets go with practice packages, and the other way round.
pub(crate) fn check_practice(ticket: &Ticket, package: &Package) -> Result<(), DocError> {
    let same = package.is_practice() == (ticket.mode == Sitting::Practice);
    Rule::ResultPracticeMode.ensure(
        same,
        "one of package and ticket is for practice, one is not",
    )
}

#[cfg(test)]
pub(crate) mod tests {
    use invigil_model::{CandidateRef, PackageId, TicketId};
    use uuid::Uuid;

    use super::*;
    use crate::doc::{Hex, Secret32};

    pub(crate) fn ticket() -> Ticket {
        Ticket {
            format: document::format::<Ticket>(),
            min_format: 1,
            ticket_id: TicketId(Uuid::from_u128(1)),
            package_id: PackageId(Uuid::from_u128(2)),
            package_sums_sha256: Hex([3; 32]),
            candidate_ref: CandidateRef("c-0412".to_owned()),
            attempt_no: 1,
            max_attempts: 1,
            prev_ticket: None,
            issued: "2026-03-01T08:00:00Z".parse().unwrap(),
            not_before: "2026-03-02T08:00:00Z".parse().unwrap(),
            not_after: "2026-03-09T08:00:00Z".parse().unwrap(),
            extra_time_pct: 0,
            mode: Sitting::Remote,
            witness: Witness::None,
            form_key: Secret32([4; 32]),
        }
    }

    fn check(change: impl FnOnce(&mut Ticket), expected: Result<(), &str>) {
        let mut changed = ticket();
        change(&mut changed);
        let written = document::write(&changed).map(drop).map_err(|e| e.code().0);
        assert_eq!(written, expected);
    }

    #[test]
    fn fields_out_of_range_are_refused() {
        check(|_| (), Ok(()));
        check(|t| t.attempt_no = 0, Err("doc.field"));
        check(|t| t.attempt_no = 2, Err("doc.field"));
        check(|t| t.prev_ticket = Some(t.ticket_id), Err("doc.field"));
        check(|t| t.not_after = t.not_before, Err("doc.field"));
        check(|t| t.extra_time_pct = 301, Err("doc.field"));
        check(|t| t.candidate_ref.0.clear(), Err("doc.field"));
    }
}
