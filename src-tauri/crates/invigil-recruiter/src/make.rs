//! Making an organisation: its keys, its trust files, its folder.
//!
//! A folder in which this was cut off says so, and may be made again.

use std::path::{Path, PathBuf};

use invigil_bundle::{
    age::{Identity, Recipient},
    ssh,
    trust::{Role, TrustFile, TrustLine, fingerprint_words, namespace, principal},
};
use invigil_crypto::sign::{PublicKey, SigningKey};
use invigil_files::Access;
use invigil_model::{Notice, steers};
use invigil_vault::passphrase;

use crate::{
    Context, Org, Unlocked, no_random,
    org::{
        About, FORMAT, ISSUING_KEY, MAILBOX_KEY, ORG_JSON, ROOT_KEY, ROOT_PUBLIC, SMALL, TRUST,
        TRUST_SIG, UNFINISHED, YEAR_S, broken,
    },
    org_notice,
    store::{self, LAST_SEEN, REVOKED},
};

const FOLDERS: [&str; 3] = ["keys", "trust", "issued"];
/// Everything that a making writes; the marker goes last.
const FILES: [&str; 9] = [
    ISSUING_KEY,
    MAILBOX_KEY,
    TRUST,
    TRUST_SIG,
    LAST_SEEN,
    ROOT_KEY,
    ROOT_PUBLIC,
    ORG_JSON,
    UNFINISHED,
];
/// What the marker says.
const MARK: &[u8] = b"invigil org init\n";

/// A new organisation, for the person who made it.
#[derive(Clone, Debug)]
pub struct Made {
    /// The folder.
    pub dir: PathBuf,
    /// The name as the desk and its slips show it; candidates' screens show the id.
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
        invigil_files::create_dir(dir, Access::Private).map_err(|e| e.notice())?;
        // Two makings at once would take each other's files away.
        let _held = store::lock_new(dir)?;
        check_new(dir, name)?;
        if is_unfinished(dir) {
            take_away(dir, true);
        }
        let made = Self::make(context, dir, name, secret, escrow);
        if made.is_err() {
            take_away(dir, before);
            let _ = invigil_files::remove(&dir.join("lock"));
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
        let unfinished = dir.join(UNFINISHED);
        invigil_files::write(&unfinished, MARK, Access::Private).map_err(|e| e.notice())?;
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
        let file = TrustFile::read(signers.as_bytes());
        let file = file.map_err(|e| broken(dir, &e.to_string()))?;
        write(
            LAST_SEEN,
            &store::last_seen(dir, &file, None)?,
            Access::Private,
        )?;
        write(ROOT_PUBLIC, root_file.as_bytes(), Access::Shared)?;
        let json = serde_json::to_vec_pretty(&about).map_err(|e| broken(dir, &e.to_string()))?;
        write(ORG_JSON, &json, Access::Shared)?;
        invigil_files::remove(&unfinished).map_err(|e| e.notice())?;
        let made = Made {
            dir: dir.to_owned(),
            name: name.to_owned(),
            id,
            fingerprint: ssh::key::fingerprint(&root.public()),
            words: fingerprint_words(&root.public()).to_vec(),
            root_key: dir.join(ROOT_KEY),
        };
        Ok((made, Unlocked::new(Self::open(dir)?, issuing, mailbox)))
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

/// The id in trust files, which candidates see: the name in `[a-z0-9-]`, at most 64; other
/// letters are written as these.
fn slug(name: &str) -> Result<String, Notice> {
    let mut id = String::new();
    for c in deunicode::deunicode(name).chars() {
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
            "It has no letter and no digit, of which the id in its trust files is made.",
            "Add a name with letters.",
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
    if name.trim().is_empty() || name.chars().count() > 100 || name.contains(steers) {
        return Err(org_notice(
            "org.name",
            "The organisation's name cannot be used.",
            "It is empty, longer than 100 characters, or has characters that nobody sees and that control text or its direction.",
            "Give a name of 1 to 100 letters, digits and signs, typed and not pasted.",
        ));
    }
    let files = match invigil_files::exists(dir) {
        true => invigil_files::list(dir).map_err(|e| e.notice())?,
        false => Vec::new(),
    };
    let lock = |path: &PathBuf| path.file_name() == Some("lock".as_ref());
    if !is_unfinished(dir) && !files.iter().all(lock) {
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

/// Whether an earlier [`Org::init`] was cut off here: nothing was ever done with what it made.
pub(crate) fn is_unfinished(dir: &Path) -> bool {
    let files = invigil_files::list(dir).unwrap_or_default();
    // The marker, or the file that was to become it.
    let begun = files.iter().any(|path| {
        let part = path.extension().is_some_and(|end| end == "part");
        let marked = || invigil_files::read(path, 64).is_ok_and(|text| text == MARK);
        is_ours(path, UNFINISHED) && (part || marked())
    });
    let there = |name: &str| invigil_files::occupied(&dir.join(name));
    begun && used_nothing(dir) && !there(ORG_JSON) && !there(REVOKED[0])
}

/// Nothing in the folder comes from work with an organisation.
fn used_nothing(dir: &Path) -> bool {
    let filled =
        |name: &&str| invigil_files::list(&dir.join(name)).is_ok_and(|files| !files.is_empty());
    !["issued", "grades", "trust/earlier", "trust/next"]
        .iter()
        .any(filled)
}

/// Whether a path has this name, or is what a killed write of it left: `.NAME.PID.part`.
fn is_ours(path: &Path, name: &str) -> bool {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let part = file
        .strip_prefix('.')
        .and_then(|file| file.strip_suffix(".part"))
        .and_then(|file| file.rsplit_once('.'));
    let pid = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    file == name || part.is_some_and(|(begun, text)| begun == name && pid(text))
}

/// Takes away what a failed [`Org::init`] made, by its names, and no folder in which anything
/// else is; the failure itself is what is told.
fn take_away(dir: &Path, before: bool) {
    for file in FILES {
        let path = dir.join(file);
        let folder = path.parent().unwrap_or(dir);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        for path in invigil_files::list(folder).unwrap_or_default() {
            if is_ours(&path, &name) {
                let _ = invigil_files::remove(&path);
            }
        }
    }
    for folder in FOLDERS {
        let _ = invigil_files::remove_empty_folder(&dir.join(folder));
    }
    if !before {
        let _ = invigil_files::remove(&dir.join("lock"));
        let _ = invigil_files::remove_empty_folder(dir);
    }
}
