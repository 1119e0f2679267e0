//! `*.keypkg`: keys, rationales, hidden tests and the seed; stays with the recruiter.
//!
//! Not signed by itself: the signed package carries a commitment to it. Layout, commitment and
//! fields: `docs/formats/keypkg.md`.

mod fields;

use std::collections::BTreeMap;

use invigil_crypto::{
    digest::{hmac_sha256, hmac_sha256_verify},
    random::{self, Random},
};
use invigil_model::{TaskId, TestGroup};
use zeroize::Zeroizing;

pub use fields::{BankSource, Hidden, Keys, TicketKeys};

use crate::{
    age::{self, Identity, Recipient},
    doc::{DocError, Hex, Rule, document, issuer, package::Package},
    szip::{self, Archive, Entry},
};

const INNER: &str = "keypkg.zip";
const REVEAL: &str = "r.bin";
const KEYS: &str = "keys.json";

/// What a key package holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyMaterial {
    /// `keys.json`.
    pub keys: Keys,
    /// The hidden tests of every coding task that a ticket names.
    pub hidden: BTreeMap<TaskId, Vec<TestGroup>>,
}

/// A key package as written.
#[derive(Clone, Debug)]
pub struct SealedKeys {
    /// The file.
    pub bytes: Vec<u8>,
    /// For `package.json`.
    pub commitment: Hex<32>,
}

/// A key package that is the one its package committed to.
#[derive(Clone, Debug)]
pub struct OpenedKeys {
    material: KeyMaterial,
    reveal: Hex<32>,
}

impl OpenedKeys {
    /// Keys and hidden tests.
    pub fn material(&self) -> &KeyMaterial {
        &self.material
    }

    /// r, for `grade.json`.
    pub fn reveal(&self) -> Hex<32> {
        self.reveal
    }
}

/// Seals a key package to the mailbox and the escrow.
pub fn seal_keys(
    material: &KeyMaterial,
    recipients: &[Recipient],
    random: &dyn Random,
) -> Result<SealedKeys, DocError> {
    check_hidden(material)?;
    let mut entries = vec![Entry::new(KEYS, document::write(&material.keys)?)];
    for (task, groups) in &material.hidden {
        let hidden = Hidden {
            format: document::format::<Hidden>(),
            task: task.clone(),
            groups: groups.clone(),
        };
        entries.push(Entry::new(hidden_name(task), document::write(&hidden)?));
    }
    let inner = szip::write(&entries)?;
    let reveal: [u8; 32] = random::bytes(random)?;
    let commitment = Hex(hmac_sha256(&reveal, &[&inner]));
    let plain = szip::write(&[Entry::new(INNER, inner), Entry::new(REVEAL, reveal)])?;
    let bytes = age::encrypt(recipients, &Zeroizing::new(plain), random)?;
    Ok(SealedKeys { bytes, commitment })
}

/// Opens the key package of `package`: the bytes are those that it committed to.
pub fn open_keys(
    bytes: &[u8],
    identities: &[Identity],
    package: &Package,
) -> Result<OpenedKeys, DocError> {
    let plain = Zeroizing::new(age::decrypt(identities, bytes, szip::MAX_FILE)?);
    let outer = szip::read(&plain)?;
    exactly(&outer, &[INNER, REVEAL])?;
    let inner = outer.get(INNER).unwrap_or_default();
    let reveal = outer.get(REVEAL).unwrap_or_default();
    let reveal: [u8; 32] = reveal
        .try_into()
        .map_err(|_| Rule::KeypkgEntries.broken("r.bin is not 32 bytes long"))?;
    check_commitment(package, inner, &reveal)?;
    let material = read_inner(inner)?;
    let same = material.keys.package_id == package.package_id;
    Rule::KeypkgOtherPackage.ensure(same, "the keys are of another package")?;
    let reveal = Hex(reveal);
    Ok(OpenedKeys { material, reveal })
}

/// Whether `inner` (`keypkg.zip`) is what `package` committed to under the revealed `r`.
pub fn check_commitment(package: &Package, inner: &[u8], r: &[u8; 32]) -> Result<(), DocError> {
    let holds = hmac_sha256_verify(r, inner, &package.key_commitment.0);
    let why = "the keys are not those that the package committed to when it was issued";
    Rule::KeypkgCommitment.ensure(holds, why)
}

fn read_inner(bytes: &[u8]) -> Result<KeyMaterial, DocError> {
    let archive = szip::read(bytes)?;
    let keys: Keys = document::read(archive.get(KEYS).unwrap_or_default())?;
    let mut hidden = BTreeMap::new();
    for entry in archive.entries().iter().filter(|e| e.name != KEYS) {
        let Hidden { task, groups, .. } = document::read(&entry.bytes)?;
        let named = entry.name == hidden_name(&task);
        Rule::KeypkgHidden.ensure(named, format!("`{}` holds `{task}`", entry.name))?;
        hidden.insert(task, groups);
    }
    let material = KeyMaterial { keys, hidden };
    check_hidden(&material)?;
    Ok(material)
}

fn check_hidden(material: &KeyMaterial) -> Result<(), DocError> {
    let mut tasks = material.keys.tickets.iter().flat_map(|entry| &entry.tasks);
    match tasks.find(|task| !material.hidden.contains_key(task)) {
        None => Ok(()),
        Some(task) => Err(Rule::KeypkgHidden.broken(format!("`{task}` has no hidden tests"))),
    }
}

fn hidden_name(task: &TaskId) -> String {
    format!("hidden/{task}.json")
}

fn exactly(archive: &Archive, names: &[&str]) -> Result<(), DocError> {
    issuer::exactly(archive.entries(), names).map_err(|why| Rule::KeypkgEntries.broken(why))
}
