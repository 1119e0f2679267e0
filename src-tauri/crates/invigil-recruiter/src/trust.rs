//! The organisation's trust files over the years: what was last seen, a new issuing key, what is
//! taken back.
//!
//! Deliberately absent: a change of the root; whoever pinned it must pin the new one, and this
//! version has no way to hand that out.

use std::path::{Path, PathBuf};

use invigil_bundle::{
    doc::verify::{AttemptBinding, Refused},
    ssh,
    szip::Entry,
    trust::{
        Revoked, RevokedEntry, RevokedWhat, TrustError, TrustFile, TrustLine, namespace, principal,
    },
};
use invigil_crypto::{
    digest::sha256,
    sign::{PublicKey, SigningKey},
};
use invigil_files::Access;
use invigil_model::{Code, Notice};
use invigil_vault::passphrase;
use zeroize::Zeroizing;

use crate::{
    Context, Unlocked, no_random,
    org::{ISSUING_KEY, NEXT_ISSUING_KEY, Org, ROOT_KEY, SMALL, TRUST, TRUST_SIG, YEAR_S, broken},
    org_notice,
    store::{self, LAST_SEEN, REVOKED, REVOKED_KRL},
    verify::RESULT_CAP,
};

const EARLIER: &str = "trust/earlier";

/// A new issuing key.
#[derive(Clone, Debug)]
pub struct Rotated {
    /// The trust file's number from now on.
    pub seq: u64,
    /// `SHA256:...` of the key that issued until now.
    pub old: String,
    /// `SHA256:...` of the key that issues from now on.
    pub new: String,
    /// Whether the key that issued until now is revoked: then nothing it signed is taken.
    pub old_revoked: bool,
}

/// What is taken back.
#[derive(Clone, Debug)]
pub enum Revocation {
    /// A public key, as one line of OpenSSH, in every use; with serials the certificates of a
    /// device.
    Key {
        /// The file.
        file: PathBuf,
        /// First and last serial of the device's certificates.
        serials: Option<(u64, u64)>,
    },
    /// The certificate of the attempt that this result is of.
    Result(PathBuf),
}

/// The list of revocations as it stands now.
#[derive(Clone, Debug)]
pub struct RevokedList {
    /// Its number.
    pub seq: u64,
    /// How many entries it has.
    pub entries: usize,
    /// Whether what was asked for stood in it already.
    pub before: bool,
    /// The list for ssh-keygen.
    pub krl: PathBuf,
    /// Whose attempt it was, where a result was given.
    pub attempt: Option<RevokedAttempt>,
}

/// An attempt whose certificate is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokedAttempt {
    /// The candidate's opaque name on the ticket.
    pub candidate_ref: String,
    /// The ticket.
    pub ticket_id: String,
    /// `SHA256:...` of the attempt's key.
    pub attempt_key: String,
    /// `SHA256:...` of the device's key, which certified it.
    pub device: String,
    /// The certificate's serial: the device's count of attempts.
    pub serial: u64,
}

impl RevokedAttempt {
    fn of(binding: &AttemptBinding) -> Self {
        let AttemptBinding {
            ticket,
            certificate,
        } = binding;
        Self {
            candidate_ref: ticket.candidate_ref.to_string(),
            ticket_id: ticket.ticket_id.to_string(),
            attempt_key: ssh::key::fingerprint(certificate.subject()),
            device: ssh::key::fingerprint(certificate.ca()),
            serial: certificate.serial(),
        }
    }
}

/// What is to be taken back, as read.
struct Asked {
    what: RevokedWhat,
    /// Where a result was given, what it is bound to.
    attempt: Option<AttemptBinding>,
}

impl Asked {
    /// Whether `list` takes it back already; an attempt also by its key, its device or a range.
    fn stands_in(&self, list: &Revoked) -> Result<bool, TrustError> {
        if list.entries.iter().any(|entry| entry.what == self.what) {
            return Ok(true);
        }
        let Some(attempt) = &self.attempt else {
            return Ok(false);
        };
        Ok(list.krl()?.revokes(&attempt.certificate).is_some())
    }
}

/// The trust files of earlier numbers, the newest first: what was signed under them stays signed.
pub(crate) fn earlier(dir: &Path, root: &Entry) -> Result<Vec<Vec<Entry>>, Notice> {
    let folder = dir.join(EARLIER);
    if !invigil_files::exists(&folder) {
        return Ok(Vec::new());
    }
    let mut numbers: Vec<u64> = invigil_files::list(&folder)
        .map_err(|e| e.notice())?
        .iter()
        .filter_map(|path| {
            path.file_name()?
                .to_str()?
                .strip_suffix(".signers")?
                .parse()
                .ok()
        })
        .collect();
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    let read = |name: String| {
        let read = invigil_files::read(&folder.join(name), SMALL);
        read.map_err(|e| store::unread(&e, |why| broken(dir, &why)))
    };
    let set = |number: &u64| {
        Ok(vec![
            root.clone(),
            Entry::new(TRUST, read(format!("{number}.signers"))?),
            Entry::new(TRUST_SIG, read(format!("{number}.signers.sig"))?),
        ])
    };
    numbers.iter().map(set).collect()
}

impl Org {
    /// Whether this key stands in the organisation's own list of what is revoked.
    fn revokes(&self, key: &PublicKey) -> Result<bool, Notice> {
        let Some(list) = self.kept.list() else {
            return Ok(false);
        };
        let list = Revoked::read(list).map_err(|e| trust_notice(&self.dir, &e))?;
        let krl = list.krl().map_err(|e| trust_notice(&self.dir, &e))?;
        Ok(krl.revokes_key(key))
    }

    /// Copies `org.signers` and its signature, unless a cut-off rotation has done so.
    fn keep_earlier(&self) -> Result<(), Notice> {
        let folder = self.dir.join(EARLIER);
        invigil_files::create_dir(&folder, Access::Private).map_err(|e| e.notice())?;
        let [signers, signature] = &self.kept.signers;
        let seq = self.signers.seq;
        for (entry, copy) in [
            (signature, format!("{seq}.signers.sig")),
            (signers, format!("{seq}.signers")),
        ] {
            let copy = folder.join(copy);
            if !invigil_files::exists(&copy) {
                invigil_files::write_new(&copy, &entry.bytes, Access::Private)
                    .map_err(|e| e.notice())?;
            }
        }
        Ok(())
    }
}

impl Unlocked {
    /// Makes a new issuing key and certifies it with the root. What the old one signed stays
    /// valid, by the trust file that it was signed under. May be repeated when it was cut off.
    pub fn rotate(
        self,
        context: &Context,
        secret: &str,
        root_key: Option<&Path>,
    ) -> Result<Rotated, Notice> {
        let root = self.root_key(secret, root_key)?;
        let now = u64::try_from(context.unix()).unwrap_or(0);
        self.org.root().check_time(now).map_err(|e| over(&e))?;
        let dir = &self.org.dir;
        let held = store::lock(dir)?;
        let org = Org::open_held(dir, &held)?;
        // A key that is certified already must not be lost under the next one; one that was lost
        // is replaced.
        org.settle_key(secret)?;
        let old = &org.signers;
        let issuing = SigningKey::generate(&*context.random).map_err(|e| no_random(&e))?;
        let others = old.lines.iter().filter(|l| l.principal != principal::ISSUE);
        let line = TrustLine::new(principal::ISSUE, issuing.public());
        let file = TrustFile {
            seq: old.seq + 1,
            prev: Some(old.digest().map_err(|e| trust_notice(dir, &e))?),
            issued: now,
            expires: now + YEAR_S,
            lines: std::iter::once(line).chain(others.cloned()).collect(),
            ..old.clone()
        };
        let text = file.write().map_err(|e| trust_notice(dir, &e))?;
        let signature = ssh::sign(&root, None, namespace::TRUST, text.as_bytes());
        let sealed = passphrase::seal(secret, issuing.seed(), &*context.random);
        let sealed = sealed.map_err(|e| e.notice())?;
        clear_parts(&dir.join("keys"));
        let next = dir.join(NEXT_ISSUING_KEY);
        invigil_files::write(&next, &sealed, Access::Private).map_err(|e| e.notice())?;
        org.keep_earlier()?;
        let files = [
            (TRUST_SIG, signature.as_bytes()),
            (TRUST, text.as_bytes()),
            (LAST_SEEN, &store::last_seen(dir, &file, org.kept.list())?),
        ];
        store::replace(dir, &files)?;
        invigil_files::rename(&next, &dir.join(ISSUING_KEY)).map_err(|e| e.notice())?;
        let before = old.lines.iter().find(|l| l.principal == principal::ISSUE);
        let before = before.map(|line| line.key);
        let old_revoked = before.map(|key| org.revokes(&key)).transpose()?;
        Ok(Rotated {
            seq: file.seq,
            old_revoked: old_revoked.unwrap_or(false),
            old: before
                .as_ref()
                .map(ssh::key::fingerprint)
                .unwrap_or_default(),
            new: ssh::key::fingerprint(&issuing.public()),
        })
    }

    /// Adds to the list of what is taken back, and signs it with the root. Asking twice for the
    /// same changes nothing.
    pub fn revoke(
        &self,
        context: &Context,
        secret: &str,
        root_key: Option<&Path>,
        what: &Revocation,
        reason: &str,
    ) -> Result<RevokedList, Notice> {
        let root = self.root_key(secret, root_key)?;
        let dir = &self.org.dir;
        let asked = self.read_what(what)?;
        self.refuse_root(&asked.what)?;
        let attempt = asked.attempt.as_ref().map(RevokedAttempt::of);
        let held = store::lock(dir)?;
        let org = Org::open_held(dir, &held)?;
        let list = dir.join(REVOKED_KRL);
        let before = org.kept.list();
        let old = before.map(Revoked::read).transpose();
        let old = old.map_err(|e| trust_notice(dir, &e))?;
        let mut entries = old.as_ref().map(|o| o.entries.clone()).unwrap_or_default();
        let seq = old.as_ref().map_or(0, |old| old.seq);
        let stands = old.as_ref().map(|list| asked.stands_in(list)).transpose();
        if stands.map_err(|e| trust_notice(dir, &e))? == Some(true) {
            return Ok(RevokedList {
                seq,
                entries: entries.len(),
                before: true,
                krl: list,
                attempt,
            });
        }
        let now = u64::try_from(context.unix()).unwrap_or(0);
        entries.push(RevokedEntry {
            what: asked.what,
            since: now,
            reason: reason.to_owned(),
        });
        let count = entries.len();
        let revoked = Revoked::new(self.org.id(), seq + 1, before.map(sha256), now, entries);
        let json = revoked.write().map_err(|e| bad_entry(&e))?;
        let krl = revoked.krl().map_err(|e| bad_entry(&e))?.write();
        let sign = |bytes: &[u8]| ssh::sign(&root, None, namespace::REVOKED, bytes).into_bytes();
        let (json_sig, krl_sig) = (sign(&json), sign(&krl));
        let seen = store::last_seen(dir, &org.signers, Some(&json))?;
        let bytes = [&json[..], &json_sig, &krl, &krl_sig];
        let files = REVOKED.into_iter().zip(bytes);
        let files: Vec<_> = files.chain([(LAST_SEEN, &*seen)]).collect();
        store::replace(dir, &files)?;
        Ok(RevokedList {
            seq: seq + 1,
            entries: count,
            before: false,
            krl: list,
            attempt,
        })
    }

    fn read_what(&self, what: &Revocation) -> Result<Asked, Notice> {
        match what {
            Revocation::Key { file, serials } => {
                let ca = public_key(file)?;
                let what = match *serials {
                    None => RevokedWhat::Key(ca),
                    Some((first, last)) => RevokedWhat::Serials { ca, first, last },
                };
                Ok(Asked {
                    what,
                    attempt: None,
                })
            }
            Revocation::Result(path) => {
                let bytes = invigil_files::read(path, RESULT_CAP).map_err(|e| e.notice())?;
                let binding = self.binding(&bytes)?.map_err(|e| not_bound(path, &e))?;
                let certificate = &binding.certificate;
                let what = RevokedWhat::Serials {
                    ca: *certificate.ca(),
                    first: certificate.serial(),
                    last: certificate.serial(),
                };
                Ok(Asked {
                    what,
                    attempt: Some(binding),
                })
            }
        }
    }

    /// The root signs the list itself: with its own key in it, no reader would take the list, nor
    /// anything else of the organisation.
    fn refuse_root(&self, what: &RevokedWhat) -> Result<(), Notice> {
        let (RevokedWhat::Key(key) | RevokedWhat::Serials { ca: key, .. }) = what;
        if self.org.root().lines.iter().all(|line| line.key != *key) {
            return Ok(());
        }
        Err(org_notice(
            "org.revoke-what",
            "Nothing was taken back.",
            "This is the key of the organisation's own root, which signs the list of what is taken back.",
            "Make a new organisation with `invigil org init`, and tell whoever pinned this root to pin the new one.",
        ))
    }

    /// The root's key, from the folder or from where it was moved to.
    fn root_key(&self, secret: &str, file: Option<&Path>) -> Result<SigningKey, Notice> {
        let default = self.org.dir.join(ROOT_KEY);
        let path = file.unwrap_or(&default);
        let sealed = invigil_files::read(path, SMALL).map_err(|e| {
            if e.io_kind() == Some(std::io::ErrorKind::NotFound) {
                wrong_root(format!("{} is not there.", path.display()))
            } else {
                e.notice()
            }
        })?;
        let seed = passphrase::open(secret, &sealed).map_err(|e| e.notice())?;
        let seed = <[u8; 32]>::try_from(seed.as_slice())
            .map(Zeroizing::new)
            .map_err(|_| wrong_root(format!("{} does not hold a key.", path.display())))?;
        let key = SigningKey::from_seed(*seed);
        if self
            .org
            .root()
            .lines
            .iter()
            .any(|line| line.key == key.public())
        {
            Ok(key)
        } else {
            Err(wrong_root(format!(
                "{} does not hold the key of this organisation's root.",
                path.display()
            )))
        }
    }
}

/// What killed writes left beside the keys.
fn clear_parts(keys: &Path) {
    let files = invigil_files::list(keys).unwrap_or_default();
    let part = |path: &&PathBuf| path.extension().is_some_and(|end| end == "part");
    for file in files.iter().filter(part) {
        let _ = invigil_files::remove(file);
    }
}

fn wrong_root(why: String) -> Notice {
    org_notice(
        "org.root-key",
        "Nothing was signed: this needs the root's key.",
        why,
        "Bring the file root.key.sealed from where you keep it, and name it with --root-key.",
    )
}

/// A root outside its time certifies nothing that anybody would take.
fn over(error: &TrustError) -> Notice {
    org_notice(
        "org.root-time",
        "No issuing key was made.",
        format!("The root cannot certify one: {error}."),
        "Check this machine's clock. A root that has expired is followed by a new organisation (`invigil org init`), whose root.pub_signers goes to whoever verifies.",
    )
}

fn public_key(path: &Path) -> Result<PublicKey, Notice> {
    let text = invigil_files::read_text(path, SMALL).map_err(|e| e.notice())?;
    if text.starts_with("-----BEGIN OPENSSH PRIVATE KEY") {
        let why = "this is the private half of a key, and the public one is needed: its file ends in .pub";
        return Err(not_taken_back(path, &why));
    }
    let read = ssh::key::read_public_line(text.trim_end());
    read.map(|(key, _)| key)
        .map_err(|e| not_taken_back(path, &e))
}

fn not_taken_back(path: &Path, why: &dyn std::fmt::Display) -> Notice {
    org_notice(
        "org.revoke-what",
        "Nothing was taken back.",
        format!("{}: {why}.", path.display()),
        "Give a public key as one line `ssh-ed25519 AAAA...`, whose file ends in .pub.",
    )
}

/// The file does not show whose attempt it is of: whatever it names stays valid.
fn not_bound(path: &Path, refused: &Refused) -> Notice {
    Notice::new(
        refused.code,
        "Nothing was taken back.",
        format!("{}: {} {}", path.display(), refused.what, refused.why),
        format!(
            "{} To take back what a device certified without its result, give --key and --serials.",
            refused.next
        ),
    )
}

/// What was asked for cannot stand in a list: a slip of the hand, no file that is refused.
fn bad_entry(error: &TrustError) -> Notice {
    org_notice(
        "org.revoke-value",
        "Nothing was taken back.",
        error.to_string(),
        "Give a reason of 1 to 200 bytes in one line, and serials from 1 on.",
    )
}

pub(crate) fn trust_notice(dir: &Path, error: &TrustError) -> Notice {
    trust_files(dir, error.code(), &error.to_string())
}

pub(crate) fn trust_files(dir: &Path, code: Code, why: &str) -> Notice {
    Notice::new(
        code,
        "The organisation's trust files do not fit together.",
        format!("{}: {why}", dir.display()),
        "Restore the whole folder from your newest backup.",
    )
}
