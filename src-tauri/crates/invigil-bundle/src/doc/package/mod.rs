//! `*.exampkg`: one issued test, each form sealed for its own ticket.
//!
//! Two locks in a row: the access code opens what all candidates share and a list of sealed
//! forms; a ticket's `form_key` opens one of them. Deliberately absent: keys, rationales, hidden
//! tests. Layout and fields: `docs/formats/package.md`.

mod fields;
mod forms;
mod seal;

use invigil_crypto::digest::{Digest, sha256};
use invigil_model::{CodingTask, Form};
use zeroize::Zeroizing;

pub use fields::{FormDocument, Kind, Package, Policy, Recorded, Section, SectionKind, Shared};
pub use forms::{SealedForm, TicketForm};
pub use seal::{PackageInput, SealedPackage, seal_package};

use crate::{
    age,
    code::{self, AccessCode, CodeError},
    doc::{
        DocError, Rule, document,
        issuer::{self, Anchor, Issuer},
        ticket::{TicketFile, Witness},
    },
    sums,
    szip::{self, Archive, Entry},
};

/// The namespace of the signature over `SHA256SUMS`.
pub use crate::trust::namespace::PACKAGE as NAMESPACE;

pub(crate) const PACKAGE: &str = "package.json";
pub(crate) const SEALED: &str = "sealed.age";
const SHARED: &str = "shared.json";
const FORMS: &str = "forms.jsonl";

/// A package whose signature holds and whose content is still sealed.
#[derive(Clone, Debug)]
pub struct UnopenedPackage {
    package: Package,
    issuer: Issuer,
    proof: PackageProof,
    trust: Vec<Entry>,
    sealed: Vec<u8>,
}

/// What shows that a `package.json` was issued: it goes into every result, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageProof {
    /// `package.json`.
    pub json: Vec<u8>,
    /// The package's `SHA256SUMS`.
    pub sums: Vec<u8>,
    /// Its signature.
    pub sig: Vec<u8>,
}

impl PackageProof {
    /// SHA-256 of the package's `SHA256SUMS`.
    pub fn sums_sha256(&self) -> Digest {
        sha256(&self.sums)
    }
}

/// One ticket's form, open. The plain texts are wiped when dropped.
#[derive(Clone, Debug)]
pub struct OpenedForm {
    /// What the candidate sees.
    pub form: Form,
    /// The rules, one paragraph each.
    pub instructions: Vec<String>,
    /// `form.json`, byte for byte; goes into the result.
    pub form_json: Zeroizing<Vec<u8>>,
    /// `shared.json`, byte for byte; goes into the result.
    pub shared_json: Zeroizing<Vec<u8>>,
}

/// Opens the outside of a package: structure, digests, signature, issuer.
///
/// With a pinned root the issuer is certain. Without, the package says of itself who issued it
/// ([`Issuer::pinned`] is false), and a person compares the eight words.
pub fn open_package(bytes: &[u8], anchor: &Anchor<'_>) -> Result<UnopenedPackage, DocError> {
    let archive = szip::read(bytes)?;
    check_names(&archive)?;
    let entry = |name| archive.get(name).unwrap_or_default();
    let proof = PackageProof {
        json: entry(PACKAGE).to_vec(),
        sums: entry(sums::SUMS_NAME).to_vec(),
        sig: entry(sums::SIGNATURE_NAME).to_vec(),
    };
    let sealed = entry(SEALED).to_vec();
    let trust = issuer::trust_entries(archive.entries());
    let package: Package = document::read(&proof.json)?;
    let issuer = Issuer::read(&trust, anchor)?;
    issuer.verify_issued(NAMESPACE, &proof.sums, &proof.sig, package.issued)?;
    let entries = archive.entries().iter();
    let entries = entries.map(|entry| (entry.name.as_str(), entry.bytes.as_slice()));
    sums::check(&proof.sums, entries, &sums::EXEMPT)?;
    check_org(&package, &issuer)?;
    Ok(UnopenedPackage {
        package,
        issuer,
        proof,
        trust,
        sealed,
    })
}

pub(crate) fn check_org(package: &Package, issuer: &Issuer) -> Result<(), DocError> {
    let why = format!(
        "the package names `{}`, its trust file `{}`",
        package.org,
        issuer.org()
    );
    Rule::PackageOrg.ensure(package.org == issuer.org(), why)
}

fn check_names(archive: &Archive) -> Result<(), DocError> {
    let needed = [sums::SUMS_NAME, sums::SIGNATURE_NAME, PACKAGE, SEALED];
    issuer::check_names(archive.entries(), &needed).map_err(|why| Rule::PackageEntries.broken(why))
}

impl UnopenedPackage {
    /// `package.json`.
    pub fn package(&self) -> &Package {
        &self.package
    }

    /// Who issued it, and whether that is certain.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// What shows that it was issued.
    pub fn proof(&self) -> &PackageProof {
        &self.proof
    }

    /// The trust files, `trust/...`.
    pub fn trust(&self) -> &[Entry] {
        &self.trust
    }

    /// Whether `ticket` is for this package: ids, digest of every byte, issuer. Needs no code.
    pub fn check_ticket(&self, ticket: &TicketFile) -> Result<(), DocError> {
        let fields = ticket.ticket();
        let same = fields.package_id == self.package.package_id
            && fields.package_sums_sha256.0 == self.proof.sums_sha256();
        let why = format!(
            "the ticket is for package {}, not for this one",
            fields.package_id
        );
        Rule::TicketOtherPackage.ensure(same, why)?;
        let same = ticket.issuer().same_root(&self.issuer);
        Rule::TicketOtherIssuer.ensure(same, "package and ticket have different root keys")?;
        let why = "no version 1 laptop can reach a witness";
        Rule::TicketWitnessRequired.ensure(fields.witness != Witness::Required, why)?;
        super::ticket::check_practice(fields, &self.package)
    }

    /// Opens the form of one ticket with the access code. Runs argon2id once (some 0.1 s).
    ///
    /// # Errors
    /// [`CodeError::Wrong`] for a code of another package, the rules of [`Self::check_ticket`],
    /// [`Rule::PackageInnerId`], [`Rule::PackageTicketMissing`], [`Rule::PackageFormSealed`].
    pub fn unlock(&self, code: &AccessCode, ticket: &TicketFile) -> Result<OpenedForm, DocError> {
        self.check_ticket(ticket)?;
        let inner = self.open_sealed(code)?;
        let shared_json = Zeroizing::new(inner.get(SHARED).unwrap_or_default().to_vec());
        let shared: Shared = document::read(&shared_json)?;
        let why = format!("the sealed part is of package {}", shared.package_id);
        Rule::PackageInnerId.ensure(shared.package_id == self.package.package_id, why)?;
        let lines = inner.get(FORMS).unwrap_or_default();
        let form_json = forms::open(lines, &self.package, ticket.ticket())?;
        let document: FormDocument = document::read(&form_json)?;
        let form = assemble(&self.package, ticket, &shared, document)?;
        Ok(OpenedForm {
            form,
            instructions: shared.instructions,
            form_json,
            shared_json,
        })
    }

    fn open_sealed(&self, code: &AccessCode) -> Result<Archive, DocError> {
        let mut refused = DocError::Code(CodeError::Wrong);
        for slot in &self.package.release {
            match code::open_slot(slot, code) {
                Ok(identity) => {
                    let plain = age::decrypt(&[identity], &self.sealed, szip::MAX_FILE)?;
                    let plain = Zeroizing::new(plain);
                    let inner = szip::read(&plain)?;
                    issuer::exactly(inner.entries(), &[SHARED, FORMS])
                        .map_err(|why| Rule::PackageEntries.broken(why))?;
                    return Ok(inner);
                }
                Err(CodeError::Wrong) => {}
                Err(other) => refused = other.into(),
            }
        }
        Err(refused)
    }
}

fn assemble(
    package: &Package,
    ticket: &TicketFile,
    shared: &Shared,
    document: FormDocument,
) -> Result<Form, DocError> {
    let mine = document.package_id == package.package_id
        && document.ticket_id == ticket.ticket().ticket_id;
    Rule::PackageForm.ensure(mine, "the form is of another package or ticket")?;
    form_of(package, shared, document)
}

/// The form as the candidate sees it, from `form.json` and `shared.json`.
pub(crate) fn form_of(
    package: &Package,
    shared: &Shared,
    document: FormDocument,
) -> Result<Form, DocError> {
    let counts = document.items.len() == package.questions(SectionKind::Choice)
        && document.tasks.len() == package.questions(SectionKind::Coding);
    Rule::PackageForm.ensure(
        counts,
        "the form has not as many questions as the package says",
    )?;
    let task = |id| {
        let found = shared.tasks.iter().find(|task| task.id == id);
        found.cloned().ok_or_else(|| {
            Rule::PackageForm.broken(format!("the task `{id}` is not in the package"))
        })
    };
    let tasks: Vec<CodingTask> = document
        .tasks
        .into_iter()
        .map(task)
        .collect::<Result<_, _>>()?;
    let listed = |task: &CodingTask| {
        let mut languages = task.starters.keys();
        languages.all(|language| package.languages.contains(language))
    };
    let why = "a task is offered in a language that the package does not list";
    Rule::PackageForm.ensure(tasks.iter().all(listed), why)?;
    let items = document.items;
    Ok(Form { items, tasks })
}
