//! The organisation's folder: keys, trust files, issued packages.
//!
//! ```text
//! org.json             what this folder is
//! root.pub_signers     the root's public key, to be pinned by others
//! root.key.sealed      the root key; move it offline, issue and grade work without it
//! keys/                issuing and mailbox keys, behind the passphrase
//! trust/               org.signers, revocations, their signatures, and what was last seen
//! trust/earlier/       the org.signers before
//! grades/              signed grades, by result
//! issued/<package_id>/ code.txt, keypkg, seeds, the list of tickets
//! ```

use std::path::{Path, PathBuf};

use invigil_bundle::{
    age::{Identity, Recipient},
    doc::issuer::Anchor,
    ssh,
    szip::Entry,
    trust::{Role, TrustFile, TrustLine, fingerprint_words, namespace, principal},
};
use invigil_crypto::sign::{PublicKey, SigningKey};
use invigil_files::Access;
use invigil_model::Notice;
use invigil_vault::passphrase;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Context, no_random, org_notice, trust};

pub(crate) const ROOT_FILE: &str = "trust/root.pub_signers";
pub(crate) const TRUST: &str = "trust/org.signers";
pub(crate) const TRUST_SIG: &str = "trust/org.signers.sig";
const ORG_JSON: &str = "org.json";
const ROOT_PUBLIC: &str = "root.pub_signers";
pub(crate) const ROOT_KEY: &str = "root.key.sealed";
pub(crate) const ISSUING_KEY: &str = "keys/issuing.key.sealed";
pub(crate) const NEXT_ISSUING_KEY: &str = "keys/issuing.next.key.sealed";
const MAILBOX_KEY: &str = "keys/mailbox.key.sealed";
const FOLDERS: [&str; 3] = ["keys", "trust", "issued"];
pub(crate) const SMALL: u64 = 64 << 10;
pub(crate) const YEAR_S: u64 = 365 * 24 * 3600;

/// `org.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    format: String,
    id: String,
    name: String,
    mailbox: Recipient,
    escrow: Option<Recipient>,
}

const FORMAT: &str = "invigil-org/1";

/// Whether these bytes are an `org.json`.
pub(crate) fn check_about(bytes: &[u8]) -> Result<(), String> {
    let about: About = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
    if about.format == FORMAT {
        Ok(())
    } else {
        Err(format!("its format is `{}`", about.format))
    }
}

/// A new organisation, for the person who made it.
#[derive(Clone, Debug)]
pub struct Made {
    /// The folder.
    pub dir: PathBuf,
    /// The name as candidates see it.
    pub name: String,
    /// The id in its trust files.
    pub id: String,
    /// `SHA256:...` of the root key.
    pub fingerprint: String,
    /// Eight words of the root key, for invitations.
    pub words: Vec<&'static str>,
    /// The root key's file.
    pub root_key: PathBuf,
}

/// An organisation's folder, locked.
#[derive(Clone, Debug)]
pub struct Org {
    pub(crate) dir: PathBuf,
    about: About,
    root: TrustFile,
    /// The newest `org.signers`, whose signature is judged with the files it goes into.
    pub(crate) signers: TrustFile,
    pub(crate) revoked: Vec<Entry>,
}

/// An organisation's folder with its issuing and mailbox keys at hand.
#[derive(Clone, Debug)]
pub struct Unlocked {
    pub(crate) org: Org,
    pub(crate) issuing: SigningKey,
    pub(crate) mailbox: Identity,
}

impl Org {
    /// Makes an organisation in an empty or new folder, or leaves nothing.
    pub fn init(
        context: &Context,
        dir: &Path,
        name: &str,
        secret: &str,
        escrow: Option<&Path>,
    ) -> Result<Made, Notice> {
        Self::init_unlocked(context, dir, name, secret, escrow).map(|(made, _)| made)
    }

    /// [`Org::init`], going on with the keys that were made: sealed ones need not be opened.
    pub(crate) fn init_unlocked(
        context: &Context,
        dir: &Path,
        name: &str,
        secret: &str,
        escrow: Option<&Path>,
    ) -> Result<(Made, Unlocked), Notice> {
        check_new(dir, name)?;
        let escrow = escrow.map(read_recipient).transpose()?;
        let before = invigil_files::exists(dir);
        let made = Self::make(context, dir, name, secret, escrow);
        if made.is_err() {
            take_away(dir, before);
        }
        made
    }

    fn make(
        context: &Context,
        dir: &Path,
        name: &str,
        secret: &str,
        escrow: Option<Recipient>,
    ) -> Result<(Made, Unlocked), Notice> {
        let random = &*context.random;
        let key = || SigningKey::generate(random).map_err(|e| no_random(&e));
        let (root, issuing) = (key()?, key()?);
        let mailbox = Identity::generate(random).map_err(|e| no_random(&e))?;
        let id = slug(name)?;
        let about = About {
            format: FORMAT.to_owned(),
            id: id.clone(),
            name: name.to_owned(),
            mailbox: mailbox.recipient(),
            escrow,
        };
        for folder in FOLDERS {
            invigil_files::create_dir(&dir.join(folder), Access::Private)
                .map_err(|e| e.notice())?;
        }
        let root_file = root_file(context, &id, &root.public())?;
        let signers = org_signers(context, &id, &issuing.public())?;
        let signature = ssh::sign(&root, None, namespace::TRUST, signers.as_bytes());
        let write = |name: &str, bytes: &[u8], access| {
            invigil_files::write_new(&dir.join(name), bytes, access).map_err(|e| e.notice())
        };
        let seal = |bytes: &[u8]| passphrase::seal(secret, bytes, random).map_err(|e| e.notice());
        write(ROOT_KEY, &seal(root.seed())?, Access::Private)?;
        write(ISSUING_KEY, &seal(issuing.seed())?, Access::Private)?;
        write(MAILBOX_KEY, &seal(mailbox.as_bytes())?, Access::Private)?;
        write(TRUST, signers.as_bytes(), Access::Shared)?;
        write(TRUST_SIG, signature.as_bytes(), Access::Shared)?;
        trust::remember(dir, signers.as_bytes())?;
        write(ROOT_PUBLIC, root_file.as_bytes(), Access::Shared)?;
        let json = serde_json::to_vec_pretty(&about).map_err(|e| broken(dir, &e.to_string()))?;
        write(ORG_JSON, &json, Access::Shared)?;
        let made = Made {
            dir: dir.to_owned(),
            name: name.to_owned(),
            id,
            fingerprint: ssh::key::fingerprint(&root.public()),
            words: fingerprint_words(&root.public()).to_vec(),
            root_key: dir.join(ROOT_KEY),
        };
        let unlocked = Unlocked {
            org: Self::open(dir)?,
            issuing,
            mailbox,
        };
        Ok((made, unlocked))
    }

    /// Opens an organisation's folder, still locked.
    pub fn open(dir: &Path) -> Result<Self, Notice> {
        let json = invigil_files::read(&dir.join(ORG_JSON), SMALL).map_err(|e| {
            if e.io_kind() == Some(std::io::ErrorKind::NotFound) {
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
        let root = read_root(&dir.join(ROOT_PUBLIC))?;
        Ok(Self {
            dir: dir.to_owned(),
            about,
            root,
            signers: trust::newest(dir)?,
            revoked: trust::revocations(dir)?,
        })
    }

    /// Opens the issuing and the mailbox key. The root key stays sealed.
    pub fn unlock(self, secret: &str) -> Result<Unlocked, Notice> {
        let open = |name: &str| -> Result<Zeroizing<[u8; 32]>, Notice> {
            let sealed =
                invigil_files::read(&self.dir.join(name), SMALL).map_err(|e| e.notice())?;
            let bytes = passphrase::open(secret, &sealed).map_err(|e| e.notice())?;
            let bytes = <[u8; 32]>::try_from(bytes.as_slice())
                .map_err(|_| broken(&self.dir, &format!("{name} does not hold 32 bytes")))?;
            Ok(Zeroizing::new(bytes))
        };
        let mut issuing = SigningKey::from_seed(*open(ISSUING_KEY)?);
        if !self.lists(&issuing) {
            // A rotation that was cut off before its last step: the new key is certified already.
            issuing = SigningKey::from_seed(*open(NEXT_ISSUING_KEY)?);
            if !self.lists(&issuing) {
                return Err(broken(&self.dir, "org.signers lists another issuing key"));
            }
            let path = |name: &str| self.dir.join(name);
            invigil_files::rename(&path(NEXT_ISSUING_KEY), &path(ISSUING_KEY))
                .map_err(|e| e.notice())?;
        }
        Ok(Unlocked {
            issuing,
            mailbox: Identity::from_bytes(*open(MAILBOX_KEY)?),
            org: self,
        })
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
            revoked: (!self.revoked.is_empty()).then_some(self.revoked.as_slice()),
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

    /// The name as candidates see it.
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
        let files = [
            (ROOT_FILE, ROOT_PUBLIC),
            (TRUST, TRUST),
            (TRUST_SIG, TRUST_SIG),
        ];
        let files = files.into_iter().map(|(name, file)| {
            invigil_files::read(&self.dir.join(file), SMALL)
                .map(|bytes| Entry::new(name, bytes))
                .map_err(|e| e.notice())
        });
        files.chain(self.revoked.iter().cloned().map(Ok)).collect()
    }

    pub(crate) fn issued_dir(&self, package: &invigil_model::PackageId) -> PathBuf {
        self.dir.join("issued").join(package.to_string())
    }
}

impl Unlocked {
    /// Writes the mailbox key as an age identity file (mode 0600), for `age -d`.
    pub fn export_mailbox(&self, out: &Path) -> Result<(), Notice> {
        let text = Zeroizing::new(format!("{}\n", self.mailbox));
        invigil_files::write_new(out, text.as_bytes(), Access::Private).map_err(|e| e.notice())
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

/// `root.pub_signers`: the root key vouches for the organisation's other keys.
pub(crate) fn root_file(context: &Context, id: &str, root: &PublicKey) -> Result<String, Notice> {
    let line = TrustLine::new(principal::ORG, *root);
    trust_file(context, id, Role::Root, Some(1), 10 * YEAR_S, line)
}

/// `org.signers`: the issuing key, for a year.
pub(crate) fn org_signers(
    context: &Context,
    id: &str,
    issuing: &PublicKey,
) -> Result<String, Notice> {
    let line = TrustLine::new(principal::ISSUE, *issuing);
    trust_file(context, id, Role::Org, None, YEAR_S, line)
}

fn trust_file(
    context: &Context,
    id: &str,
    role: Role,
    threshold: Option<usize>,
    life: u64,
    line: TrustLine,
) -> Result<String, Notice> {
    let issued = u64::try_from(context.unix()).unwrap_or(0);
    let file = TrustFile {
        role,
        org: id.to_owned(),
        seq: 1,
        prev: None,
        issued,
        expires: issued + life,
        threshold,
        lines: vec![line],
    };
    file.write().map_err(|e| {
        org_notice(
            "org.trust",
            "The trust file could not be written.",
            e.to_string(),
            "Check the name and this machine's clock.",
        )
    })
}

/// The id in trust files: the name in `[a-z0-9-]`, at most 64.
fn slug(name: &str) -> Result<String, Notice> {
    let mut id = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.truncate(64);
    let id = id.trim_end_matches('-').to_owned();
    if id.is_empty() {
        return Err(org_notice(
            "org.name",
            "The organisation's name cannot be used.",
            "It has no letter a-z and no digit, of which the id in its trust files is made.",
            "Add a name in Latin letters.",
        ));
    }
    Ok(id)
}

fn read_recipient(path: &Path) -> Result<Recipient, Notice> {
    let text = invigil_files::read_text(path, SMALL).map_err(|e| e.notice())?;
    let line = text
        .lines()
        .map(str::trim)
        .find(|l| !l.is_empty() && !l.starts_with('#'));
    line.unwrap_or_default()
        .parse()
        .map_err(|e: invigil_bundle::age::AgeError| {
            org_notice(
                "org.escrow",
                "The escrow recipient cannot be used.",
                format!("{}: {e}", path.display()),
                "Give a file with one age recipient (age1...).",
            )
        })
}

fn check_new(dir: &Path, name: &str) -> Result<(), Notice> {
    if name.trim().is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(org_notice(
            "org.name",
            "The organisation's name cannot be used.",
            "It is empty, longer than 100 characters, or has control characters.",
            "Choose the name that candidates know.",
        ));
    }
    if invigil_files::exists(dir) && !invigil_files::list(dir).map_err(|e| e.notice())?.is_empty() {
        return Err(org_notice(
            "org.exists",
            "No organisation was made.",
            format!(
                "{} is not empty, and nothing in it is ever replaced.",
                dir.display()
            ),
            "Choose a new folder.",
        ));
    }
    Ok(())
}

/// Takes away what a failed [`Org::init`] made; the failure itself is what is told.
fn take_away(dir: &Path, before: bool) {
    for folder in FOLDERS {
        let _ = invigil_files::remove_folder(&dir.join(folder));
    }
    for file in [ROOT_KEY, ROOT_PUBLIC, ORG_JSON] {
        let _ = invigil_files::remove(&dir.join(file));
    }
    if !before && invigil_files::list(dir).is_ok_and(|left| left.is_empty()) {
        let _ = invigil_files::remove_folder(dir);
    }
}

pub(crate) fn broken(dir: &Path, why: &str) -> Notice {
    org_notice(
        "org.broken",
        "The organisation's folder is damaged.",
        format!("{}: {why}", dir.display()),
        "Restore it from your backup.",
    )
}
