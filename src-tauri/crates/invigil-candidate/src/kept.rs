//! What is kept of package, ticket and form beside a running attempt, until its result is sealed.

use std::collections::BTreeMap;

use invigil_attempt::Attempt;
use invigil_bundle::{
    doc::package::{OpenedForm, Package},
    szip::Entry,
};
use invigil_model::{Code, Notice};

use crate::check_in::CheckIn;

pub(crate) const PACKAGE: &str = "package.json";
pub(crate) const PACKAGE_SUMS: &str = "package.sums";
pub(crate) const PACKAGE_SIG: &str = "package.sig";
pub(crate) const TICKET: &str = "ticket.json";
pub(crate) const TICKET_SIG: &str = "ticket.sig";
pub(crate) const FORM: &str = "form.json";
pub(crate) const SHARED: &str = "shared.json";
pub(crate) const NAME: &str = "name.txt";
pub(crate) const TRUST: &str = "trust.json";

/// What is kept of package, ticket and form until the result is sealed.
pub(crate) fn attachments(
    check_in: &CheckIn,
    opened: &OpenedForm,
    name: &str,
) -> Result<BTreeMap<String, Vec<u8>>, Notice> {
    let proof = check_in.package.proof();
    let trust: Vec<(String, Vec<u8>)> = check_in
        .package
        .trust()
        .iter()
        .map(|e| (e.name.clone(), e.bytes.clone()))
        .collect();
    let trust = serde_json::to_vec(&trust).map_err(|e| kept_wrong(&e.to_string()))?;
    Ok(BTreeMap::from([
        (PACKAGE.to_owned(), proof.json.clone()),
        (PACKAGE_SUMS.to_owned(), proof.sums.clone()),
        (PACKAGE_SIG.to_owned(), proof.sig.clone()),
        (TICKET.to_owned(), check_in.ticket.proof().json.clone()),
        (TICKET_SIG.to_owned(), check_in.ticket.proof().sig.clone()),
        (FORM.to_owned(), opened.form_json.to_vec()),
        (SHARED.to_owned(), opened.shared_json.to_vec()),
        (NAME.to_owned(), name.as_bytes().to_vec()),
        (TRUST.to_owned(), trust),
    ]))
}

pub(crate) fn attachment(attempt: &Attempt, name: &str) -> Result<Vec<u8>, Notice> {
    attempt
        .attachment(name)
        .map_err(|e| e.notice())?
        .ok_or_else(|| kept_wrong(&format!("`{name}` is missing")))
}

pub(crate) fn read_package(attempt: &Attempt) -> Result<Package, Notice> {
    invigil_bundle::doc::document::read(&attachment(attempt, PACKAGE)?)
        .map_err(|e| kept_wrong(&e.to_string()))
}

pub(crate) fn kept_wrong(why: &str) -> Notice {
    Notice::new(
        Code("session.kept-files"),
        "What this laptop keeps of the attempt is not whole.",
        why.to_owned(),
        "Tell the organiser; leave the laptop as it is, so that the saved answers can be read.",
    )
}

/// The package's trust files, as they were at the start.
pub(crate) fn kept_trust(attempt: &Attempt) -> Result<Vec<Entry>, Notice> {
    let json = attachment(attempt, TRUST)?;
    let files: Vec<(String, Vec<u8>)> =
        serde_json::from_slice(&json).map_err(|e| kept_wrong(&e.to_string()))?;
    let files = files.into_iter();
    Ok(files.map(|(name, bytes)| Entry::new(name, bytes)).collect())
}
