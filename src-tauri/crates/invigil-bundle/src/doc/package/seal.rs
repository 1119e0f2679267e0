//! Writing a package.

use invigil_crypto::{random::Random, sign::SigningKey};

use super::{
    FORMS, NAMESPACE, PACKAGE, Package, SEALED, SHARED, Shared, TicketForm, form_of,
    forms::{self, MAX_FORMS},
};
use crate::{
    age,
    code::{self, AccessCode},
    doc::{DocError, Hex, Rule, document},
    ssh, sums,
    szip::{self, Entry},
};

/// What a package is made of.
#[derive(Clone, Debug)]
pub struct PackageInput<'a> {
    /// `package.json`; `release` is replaced by one slot for `code`.
    pub package: Package,
    /// `shared.json`.
    pub shared: Shared,
    /// One form a ticket.
    pub forms: Vec<TicketForm>,
    /// The code that opens it.
    pub code: &'a AccessCode,
    /// The issuing key I.
    pub issuer: &'a SigningKey,
    /// The trust files, `trust/...`.
    pub trust: &'a [Entry],
}

/// A package as issued.
#[derive(Clone, Debug)]
pub struct SealedPackage {
    /// The file.
    pub bytes: Vec<u8>,
    /// For its tickets.
    pub sums_sha256: Hex<32>,
    /// `package.json` with its release slot.
    pub package: Package,
}

/// Seals and signs a package. Each form is checked against `package` and `shared` first.
pub fn seal_package(
    input: PackageInput<'_>,
    random: &dyn Random,
) -> Result<SealedPackage, DocError> {
    let PackageInput {
        mut package,
        shared,
        forms,
        code,
        issuer,
        trust,
    } = input;
    check(&package, &shared, &forms)?;
    let slot = code::slot_for(code, random)?;
    let recipient = slot.recipient;
    package.release = vec![slot];
    let inner = szip::write(&[
        Entry::new(SHARED, document::write(&shared)?),
        Entry::new(FORMS, forms::seal(&forms, random)?),
    ])?;
    let mut entries = vec![
        Entry::new(PACKAGE, document::write(&package)?),
        Entry::new(SEALED, age::encrypt(&[recipient], &inner, random)?),
    ];
    entries.extend_from_slice(trust);
    let listed = entries
        .iter()
        .map(|e| (e.name.as_str(), e.bytes.as_slice()));
    let sums = sums::write(listed)?;
    let sig = ssh::sign(issuer, None, NAMESPACE, sums.as_bytes());
    let sums_sha256 = Hex(invigil_crypto::digest::sha256(sums.as_bytes()));
    entries.insert(0, Entry::new(sums::SUMS_NAME, sums));
    entries.insert(1, Entry::new(sums::SIGNATURE_NAME, sig));
    Ok(SealedPackage {
        bytes: szip::write(&entries)?,
        sums_sha256,
        package,
    })
}

fn check(package: &Package, shared: &Shared, forms: &[TicketForm]) -> Result<(), DocError> {
    let count = (1..=MAX_FORMS).contains(&forms.len());
    Rule::PackageEntries.ensure(count, "a package has 1 to 10,000 forms")?;
    let same = shared.package_id == package.package_id;
    Rule::PackageInnerId.ensure(same, "the shared part is of another package")?;
    let mut tickets = std::collections::BTreeSet::new();
    for TicketForm { form, .. } in forms {
        let fresh = form.package_id == package.package_id && tickets.insert(form.ticket_id);
        Rule::PackageForm.ensure(
            fresh,
            "a form is of another package, or of a ticket named twice",
        )?;
        form_of(package, shared, form.clone())?;
    }
    Ok(())
}
