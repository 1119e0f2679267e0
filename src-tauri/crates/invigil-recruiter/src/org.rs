//! The organisation's folder: keys, trust files, issued packages.
//!
//! ```text
//! org.json             what this folder is
//! root.pub_signers     the root's public key, to be pinned by others
//! root.key.sealed      the root key; move it offline, issue and grade work without it
//! keys/                issuing and mailbox keys, behind the passphrase
//! trust/               org.signers, revocations, their signatures, and what was last seen
//! trust/earlier/       the org.signers before
//! trust/next/          a change that was cut off; it counts
//! lock                 held over a change
//! grades/              signed grades, by result
//! issued/<package_id>/ code.txt, keypkg, seeds, the list of tickets
//! ```

use std::path::{Path, PathBuf};

use invigil_bundle::{
    age::{Identity, Recipient},
    doc::issuer::Anchor,
    ssh,
    szip::Entry,
    trust::{Role, TrustFile, fingerprint_words, principal},
};
use invigil_crypto::sign::SigningKey;
use invigil_files::{Access, Lock};
use invigil_model::Notice;
use invigil_vault::passphrase;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{make, org_notice, store};

pub(crate) const ROOT_FILE: &str = "trust/root.pub_signers";
pub(crate) const TRUST: &str = "trust/org.signers";
pub(crate) const TRUST_SIG: &str = "trust/org.signers.sig";
pub(crate) const ORG_JSON: &str = "org.json";
pub(crate) const ROOT_PUBLIC: &str = "root.pub_signers";
pub(crate) const ROOT_KEY: &str = "root.key.sealed";
pub(crate) const ISSUING_KEY: &str = "keys/issuing.key.sealed";
pub(crate) const NEXT_ISSUING_KEY: &str = "keys/issuing.next.key.sealed";
pub(crate) const MAILBOX_KEY: &str = "keys/mailbox.key.sealed";
/// There while `org init` works.
pub(crate) const UNFINISHED: &str = "unfinished";
pub(crate) const SMALL: u64 = 64 << 10;
pub(crate) const YEAR_S: u64 = 365 * 24 * 3600;

/// `org.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct About {
    pub(crate) format: String,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) mailbox: Recipient,
    pub(crate) escrow: Option<Recipient>,
}

pub(crate) const FORMAT: &str = "invigil-org/1";

/// Whether these bytes are an `org.json`.
pub(crate) fn check_about(bytes: &[u8]) -> Result<(), String> {
    let about: About = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
    if about.format == FORMAT {
        Ok(())
    } else {
        Err(format!("its format is `{}`", about.format))
    }
}

/// An organisation's folder; its keys are sealed.
#[derive(Clone, Debug)]
pub struct Org {
    pub(crate) dir: PathBuf,
    about: About,
    root: TrustFile,
    /// The newest `org.signers`.
    pub(crate) signers: TrustFile,
    /// The files of `trust/`.
    pub(crate) kept: store::Kept,
}

/// An organisation's folder with its issuing and mailbox keys at hand.
#[derive(Clone, Debug)]
pub struct Unlocked {
    pub(crate) org: Org,
    issuing: Option<SigningKey>,
    pub(crate) mailbox: Identity,
}

impl Org {
    /// Opens an organisation's folder; its keys stay sealed.
    pub fn open(dir: &Path) -> Result<Self, Notice> {
        Self::load(dir, false)
    }

    /// [`Org::open`] by whoever changes the folder: what was cut off before is finished first.
    pub(crate) fn open_held(dir: &Path, _held: &Lock) -> Result<Self, Notice> {
        store::finish(dir)?;
        let mut org = Self::load(dir, true)?;
        store::remember(dir, &mut org.kept, &org.signers)?;
        Ok(org)
    }

    fn load(dir: &Path, held: bool) -> Result<Self, Notice> {
        let json = invigil_files::read(&dir.join(ORG_JSON), SMALL).map_err(|e| {
            if e.io_kind() == Some(std::io::ErrorKind::NotFound) {
                if make::is_unfinished(dir) {
                    return unfinished(dir);
                }
                org_notice(
                    "org.not-found",
                    "This is not an organisation's folder.",
                    format!("There is no {ORG_JSON} in {}.", dir.display()),
                    "Give the folder that `invigil org init` made.",
                )
            } else {
                e.notice()
            }
        })?;
        let about: About =
            serde_json::from_slice(&json).map_err(|e| broken(dir, &e.to_string()))?;
        if about.format != FORMAT {
            return Err(org_notice(
                "org.newer",
                "This organisation's folder was made by another version.",
                format!(
                    "Its format is `{}`; this program knows `{FORMAT}`.",
                    about.format
                ),
                "Use the version of Invigil that made it, or a newer one.",
            ));
        }
        if !invigil_files::occupied(&dir.join(ROOT_PUBLIC)) {
            return Err(broken(dir, "root.pub_signers is missing"));
        }
        let root = read_root(&dir.join(ROOT_PUBLIC))?;
        let (kept, signers) = store::read(dir, &root, held)?;
        Ok(Self {
            dir: dir.to_owned(),
            about,
            root,
            signers,
            kept,
        })
    }

    /// Opens the issuing and the mailbox key. The root key stays sealed. Without an issuing key
    /// that counts, results are opened and verified all the same.
    pub fn unlock(self, secret: &str) -> Result<Unlocked, Notice> {
        let mailbox = self.open_key(MAILBOX_KEY, secret)?;
        let mailbox =
            mailbox.ok_or_else(|| broken(&self.dir, "keys/mailbox.key.sealed is missing"))?;
        let mut org = self;
        let mut found = org.issuing_key(secret)?;
        let settled = matches!(found, Some((ISSUING_KEY, _))) && !store::unfinished(&org.dir);
        // What goes on in another process is over under the lock, and what was cut off is finished
        // there. A folder that cannot be written is read as it is.
        if !settled && let Ok(held) = store::lock(&org.dir) {
            org = Self::open_held(&org.dir, &held)?;
            found = org.settle_key(secret)?.map(|key| (ISSUING_KEY, key));
        }
        // Left by a making that was cut off at its last step.
        if invigil_files::occupied(&org.dir.join(UNFINISHED)) {
            let _ = invigil_files::remove(&org.dir.join(UNFINISHED));
        }
        Ok(Unlocked {
            org,
            issuing: found.map(|(_, key)| key),
            mailbox: Identity::from_bytes(*mailbox),
        })
    }

    /// The issuing key that `org.signers` lists, in its place. Under the lock: behind a rotation
    /// that was cut off the next key is certified already.
    pub(crate) fn settle_key(&self, secret: &str) -> Result<Option<SigningKey>, Notice> {
        let found = self.issuing_key(secret)?;
        if let Some((NEXT_ISSUING_KEY, _)) = found {
            let path = |name: &str| self.dir.join(name);
            invigil_files::rename(&path(NEXT_ISSUING_KEY), &path(ISSUING_KEY))
                .map_err(|e| e.notice())?;
        }
        Ok(found.map(|(_, key)| key))
    }

    /// The issuing key that `org.signers` lists, and the file it is in.
    fn issuing_key(&self, secret: &str) -> Result<Option<(&'static str, SigningKey)>, Notice> {
        for name in [ISSUING_KEY, NEXT_ISSUING_KEY] {
            let key = self.open_key(name, secret)?;
            let key = key.map(|seed| SigningKey::from_seed(*seed));
            if let Some(key) = key.filter(|key| self.lists(key)) {
                return Ok(Some((name, key)));
            }
        }
        Ok(None)
    }

    /// A sealed key of the folder, if its file is there.
    fn open_key(&self, name: &str, secret: &str) -> Result<Option<Zeroizing<[u8; 32]>>, Notice> {
        let sealed = match invigil_files::read(&self.dir.join(name), SMALL) {
            Err(e) if e.io_kind() == Some(std::io::ErrorKind::NotFound) => return Ok(None),
            read => read.map_err(|e| e.notice())?,
        };
        let bytes = passphrase::open(secret, &sealed).map_err(|e| e.notice())?;
        let bytes = <[u8; 32]>::try_from(bytes.as_slice())
            .map_err(|_| broken(&self.dir, &format!("{name} does not hold 32 bytes")))?;
        Ok(Some(Zeroizing::new(bytes)))
    }

    pub(crate) fn root(&self) -> &TrustFile {
        &self.root
    }

    fn lists(&self, issuing: &SigningKey) -> bool {
        let mut lines = self.signers.lines.iter();
        lines.any(|line| line.principal == principal::ISSUE && line.key == issuing.public())
    }

    /// The pinned root and the newest revocations, for readers.
    pub(crate) fn anchor(&self) -> Anchor<'_> {
        Anchor {
            root: Some(&self.root),
            revoked: Some(&self.kept.revoked),
        }
    }

    /// The pinned root alone: this folder's own records are not taken back.
    pub(crate) fn own_anchor(&self) -> Anchor<'_> {
        Anchor {
            root: Some(&self.root),
            revoked: None,
        }
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The name as the desk and its slips show it; candidates' screens show the id.
    pub fn name(&self) -> &str {
        &self.about.name
    }

    /// Eight words of the root key, for invitations.
    pub fn words(&self) -> Vec<&'static str> {
        let key = self.root.lines.first().map(|line| line.key);
        key.map_or_else(Vec::new, |key| fingerprint_words(&key).to_vec())
    }

    /// `SHA256:...` of the root key.
    pub fn fingerprint(&self) -> String {
        let key = self.root.lines.first().map(|line| line.key);
        key.map_or_else(String::new, |key| ssh::key::fingerprint(&key))
    }

    /// The root key's sealed file, while it still lies in the folder.
    pub fn root_key(&self) -> Option<PathBuf> {
        let path = self.dir.join(ROOT_KEY);
        invigil_files::exists(&path).then_some(path)
    }

    pub(crate) fn id(&self) -> &str {
        &self.about.id
    }

    pub(crate) fn recipients(&self) -> Vec<Recipient> {
        std::iter::once(self.about.mailbox)
            .chain(self.about.escrow)
            .collect()
    }

    /// The trust files as they go into packages and tickets.
    pub(crate) fn trust_entries(&self) -> Result<Vec<Entry>, Notice> {
        let root = invigil_files::read(&self.dir.join(ROOT_PUBLIC), SMALL);
        let root = Entry::new(ROOT_FILE, root.map_err(|e| e.notice())?);
        let files = self.kept.signers.iter().chain(&self.kept.revoked).cloned();
        Ok(std::iter::once(root).chain(files).collect())
    }

    pub(crate) fn issued_dir(&self, package: &invigil_model::PackageId) -> PathBuf {
        self.dir.join("issued").join(package.to_string())
    }
}

impl Unlocked {
    pub(crate) fn new(org: Org, issuing: SigningKey, mailbox: Identity) -> Self {
        Self {
            org,
            issuing: Some(issuing),
            mailbox,
        }
    }

    /// The key that issues and grades.
    pub(crate) fn issuing(&self) -> Result<&SigningKey, Notice> {
        self.issuing.as_ref().ok_or_else(|| {
            org_notice(
                "org.no-issuing-key",
                "The issuing key is not in the organisation's folder.",
                format!(
                    "No key in {} is the one that org.signers lists.",
                    self.org.dir.join("keys").display()
                ),
                "Restore the folder keys/ from your backup, or make a new issuing key with `invigil org rotate`.",
            )
        })
    }

    /// Writes the mailbox key as an age identity file (mode 0600), for `age -d`.
    pub fn export_mailbox(&self, out: &Path) -> Result<(), Notice> {
        self.refuse_inside("Nothing was written.", out)?;
        let text = Zeroizing::new(format!("{}\n", self.mailbox));
        invigil_files::write_new(out, text.as_bytes(), Access::Private).map_err(|e| e.notice())
    }

    /// Takes up what was changed in the folder meanwhile, by another process.
    pub(crate) fn refresh(&mut self) -> Result<(), Notice> {
        let org = Org::open(&self.org.dir)?;
        self.take(org)
    }

    /// The folder as it is under the lock, with the keys at hand.
    pub(crate) fn held(&self, held: &Lock) -> Result<Self, Notice> {
        let mut fresh = self.clone();
        fresh.take(Org::open_held(&self.org.dir, held)?)?;
        Ok(fresh)
    }

    fn take(&mut self, org: Org) -> Result<(), Notice> {
        if self.issuing.as_ref().is_some_and(|key| !org.lists(key)) {
            return Err(org_notice(
                "org.other-key",
                "This organisation has a new issuing key.",
                "It was made after the organisation was opened here.",
                "Lock the organisation, then open it again with its passphrase.",
            ));
        }
        self.org = org;
        Ok(())
    }

    /// The organisation's folder.
    pub fn org(&self) -> &Org {
        &self.org
    }
}

/// The pinned root of a `root.pub_signers` file.
pub(crate) fn read_root(path: &Path) -> Result<TrustFile, Notice> {
    let text = invigil_files::read(path, SMALL).map_err(|e| e.notice())?;
    let wrong = |why: String| {
        org_notice(
            "org.root",
            "The root's public key cannot be read.",
            format!("{}: {why}", path.display()),
            "Get root.pub_signers from the organisation again.",
        )
    };
    let file = TrustFile::read(&text).map_err(|e| wrong(e.to_string()))?;
    if file.role == Role::Root {
        Ok(file)
    } else {
        Err(wrong(format!(
            "it is a trust file of the role `{}`",
            file.role
        )))
    }
}

fn unfinished(dir: &Path) -> Notice {
    org_notice(
        "org.unfinished",
        "This organisation was not made to the end.",
        format!("`invigil org init` was cut off in {}.", dir.display()),
        "Make it again in this folder with `invigil org init`: what is there was never used.",
    )
}

pub(crate) fn broken(dir: &Path, why: &str) -> Notice {
    org_notice(
        "org.broken",
        "The organisation's folder is damaged.",
        format!("{}: {why}", dir.display()),
        "Restore it from your backup.",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VALID: &str = r#"{"format":"invigil-org/1","id":"acme","name":"Acme","mailbox":"age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj","escrow":null}"#;

    proptest! {
        #[test]
        fn an_org_json_is_itself_or_refused(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
            at: prop::sample::Index,
            value: u8,
        ) {
            prop_assert!(check_about(VALID.as_bytes()).is_ok());
            prop_assert!(check_about(&bytes).is_err());
            let mut changed = VALID.as_bytes().to_vec();
            let at = at.index(changed.len());
            changed[at] = value;
            // What is read is what is written: no byte is passed over.
            if check_about(&changed).is_ok() {
                let about: About = serde_json::from_slice(&changed).expect("just read");
                let again = serde_json::to_string(&about).expect("JSON");
                let same = again == String::from_utf8_lossy(&changed);
                prop_assert!(same || value.is_ascii_whitespace(), "{}", again);
            }
            prop_assert!(check_about(&VALID.as_bytes()[..at]).is_err());
        }
    }
}
