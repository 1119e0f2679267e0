//! Whose attempt a result is: what binds the file to a ticket and to a device's certificate.
//!
//! For taking an attempt back. A result that is revoked already, or whose log was edited by whoever
//! held the attempt's key, is what somebody wants to take back: so neither revocations nor log,
//! answers and form are judged here. Deliberately absent: a [`super::Verified`]; nothing is imported
//! or graded by a binding.

use super::{
    CheckId, Refused, VerifyInputs, envelope,
    inner::{self, Files, Outside},
    open_sealed,
    report::{Ledger, Tier},
};
use crate::{
    doc::{
        Rule,
        issuer::{self, Anchor},
        package::Kind,
        ticket::Ticket,
    },
    ssh::Certificate,
};

/// What a result is bound to.
#[derive(Clone, Debug)]
pub struct AttemptBinding {
    /// The ticket, as it was issued here.
    pub ticket: Ticket,
    /// The attempt's certificate: it names the ticket, the package and the device, and signed both
    /// the outside and the inside.
    pub certificate: Certificate,
}

/// Checks that a result is sealed to us and signed, outside and inside, by one attempt key, which
/// a device certified for a ticket and a package that were issued here, by the issuer's own record.
/// Of `inputs` the revocations and what was last seen are not looked at.
///
/// # Errors
/// Those of [`super::verify_result`]; `result.practice`; `result.not-issued` without the record.
pub fn verify_binding(bytes: &[u8], inputs: &VerifyInputs<'_>) -> Result<AttemptBinding, Refused> {
    let mut ledger = Ledger::default();
    let outer = envelope::verify(bytes, &mut ledger)?;
    if outer.envelope.kind == Kind::Practice {
        let error = Rule::ResultPractice.broken("the package is for practice");
        return Err(Refused::new(&error, ledger.close(Tier::None).checks));
    }
    let entries = ledger.check(CheckId::Addressed, || {
        open_sealed(&outer, inputs.identities)
    })?;
    let files = Files(entries);
    let outside = Outside {
        envelope: outer.envelope,
        certificate: outer.certificate,
    };
    let unrevoked = VerifyInputs {
        anchor: Anchor {
            revoked: None,
            ..inputs.anchor
        },
        last_seen: None,
        ..*inputs
    };
    let mut trust = issuer::trust_entries(&files.0);
    trust.retain(|entry| !issuer::is_revocation(&entry.name));
    let signed = inner::signed(&files, &trust, Some(&outside), &unrevoked, &mut ledger)?;
    ledger.check(CheckId::Issue, || {
        let none = || Rule::ResultNotIssued.broken("there is no record of this package's issue");
        let issued = inputs.issued.ok_or_else(none)?;
        inner::issued_ticket(issued, &signed).map(drop)
    })?;
    Ok(AttemptBinding {
        ticket: signed.ticket,
        certificate: signed.certificate,
    })
}
