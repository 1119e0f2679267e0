//! The lines of `forms.jsonl`: each form sealed for its own ticket.

use base64::{Engine, engine::general_purpose::STANDARD};
use invigil_crypto::{
    CryptoError, aead,
    digest::{Digest, sha256_parts},
    kdf::hkdf_sha256,
    random::{self, Random},
};
use invigil_model::{PackageId, TicketId};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{FormDocument, Package};
use crate::{
    doc::{DocError, DocumentError, Hex, Rule, Secret32, document, ticket::Ticket},
    json,
};

/// The most lines: tickets of one package.
pub(super) const MAX_FORMS: usize = 10_000;
/// A sealed form's plain text is filled up to a multiple of this.
const BLOCK: usize = 4096;
/// The most bytes of one line.
const LINE_CAP: usize = 2 << 20;
const LINE_LABEL: &[u8] = b"invigil-form-line/1\0";
const KEY_LABEL: &[u8] = b"invigil-form/1";

/// A form and the ticket that opens it.
#[derive(Clone, Debug)]
pub struct TicketForm {
    /// The form; its `ticket_id` says whose.
    pub form: FormDocument,
    /// The ticket's `form_key`.
    pub form_key: Secret32,
}

/// One line of `forms.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedForm {
    /// SHA-256 of label, package and ticket: names the ticket to whoever has it, to nobody else.
    pub ticket: Hex<32>,
    /// The sealed `form.json`, base64.
    pub sealed: String,
}

fn line_name(package: PackageId, ticket: TicketId) -> Digest {
    sha256_parts(&[LINE_LABEL, package.0.as_bytes(), ticket.0.as_bytes()])
}

/// The key seals one text ever, hence the fixed nonce.
fn key_of(package: PackageId, form_key: &Secret32) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(hkdf_sha256(package.0.as_bytes(), &form_key.0, KEY_LABEL))
}

fn aad(package: PackageId, ticket: TicketId) -> [u8; 32] {
    let mut aad = [0; 32];
    aad[..16].copy_from_slice(package.0.as_bytes());
    aad[16..].copy_from_slice(ticket.0.as_bytes());
    aad
}

/// Seals every form, the lines in a random order.
pub(super) fn seal(forms: &[TicketForm], random: &dyn Random) -> Result<Vec<u8>, DocError> {
    let mut lines = Vec::with_capacity(forms.len());
    for TicketForm { form, form_key } in forms {
        let (package, ticket) = (form.package_id, form.ticket_id);
        let mut plain = Zeroizing::new(document::write(form)?);
        let filled = plain.len().next_multiple_of(BLOCK);
        plain.resize(filled, b' ');
        let key = key_of(package, form_key);
        let sealed = aead::seal(&key, [0; 12], &aad(package, ticket), &plain);
        lines.push(json::to_vec(&SealedForm {
            ticket: Hex(line_name(package, ticket)),
            sealed: STANDARD.encode(sealed),
        }));
    }
    shuffle(&mut lines, random)?;
    Ok(lines.concat())
}

/// The form of `ticket`, without the spaces that filled it up.
pub(super) fn open(
    lines: &[u8],
    package: &Package,
    ticket: &Ticket,
) -> Result<Zeroizing<Vec<u8>>, DocError> {
    let (package, ticket_id) = (package.package_id, ticket.ticket_id);
    let name = Hex(line_name(package, ticket_id));
    let missing = || Rule::PackageTicketMissing.broken("the package holds no form for this ticket");
    let lines = lines.strip_suffix(b"\n").ok_or_else(missing)?;
    let mut found = None;
    for (number, line) in lines.split(|byte| *byte == b'\n').enumerate() {
        Rule::PackageEntries.ensure(number < MAX_FORMS, "more than 10,000 forms")?;
        let line: SealedForm = read_line(line)?;
        if line.ticket == name && found.replace(line.sealed).is_some() {
            return Err(Rule::PackageEntries.broken("two forms for one ticket"));
        }
    }
    let sealed_error = || Rule::PackageFormSealed.broken("the form does not open with this ticket");
    let sealed = STANDARD
        .decode(found.ok_or_else(missing)?)
        .map_err(|_| sealed_error())?;
    let key = key_of(package, &ticket.form_key);
    let plain = aead::open(&key, [0; 12], &aad(package, ticket_id), &sealed);
    let mut plain = Zeroizing::new(plain.map_err(|_| sealed_error())?);
    while plain.last() == Some(&b' ') {
        plain.pop();
    }
    Ok(plain)
}

fn read_line(line: &[u8]) -> Result<SealedForm, DocError> {
    json::from_slice(line, LINE_CAP).map_err(|error| {
        DocError::Document(DocumentError::Json {
            document: "forms.jsonl",
            error,
        })
    })
}

/// Fisher and Yates, without bias.
fn shuffle<T>(values: &mut [T], random: &dyn Random) -> Result<(), CryptoError> {
    for last in (1..values.len()).rev() {
        values.swap(last, below(last + 1, random)?);
    }
    Ok(())
}

/// Uniform in `0..end`; draws again instead of leaning to the low values.
fn below(end: usize, random: &dyn Random) -> Result<usize, CryptoError> {
    let end = end as u64;
    let limit = u64::MAX - u64::MAX % end;
    loop {
        let drawn = u64::from_be_bytes(random::bytes(random)?);
        if drawn < limit {
            return Ok(usize::try_from(drawn % end).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use invigil_crypto::random::FixedRandom;

    use super::*;

    #[test]
    fn a_shuffle_keeps_every_value_and_moves_most() {
        let mut values: Vec<usize> = (0..100).collect();
        shuffle(&mut values, &FixedRandom::new(1)).unwrap();
        let fixed = values.iter().enumerate().filter(|(i, v)| i == *v).count();
        assert!(fixed < 10, "{fixed}");
        values.sort_unstable();
        assert_eq!(values, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn draws_stay_below_the_end_and_reach_every_value() {
        let random = FixedRandom::new(2);
        let drawn: std::collections::BTreeSet<_> =
            (0..200).map(|_| below(7, &random).unwrap()).collect();
        assert_eq!(drawn, (0..7).collect());
    }
}
