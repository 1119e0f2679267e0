//! What is kept of an attempt between launches: its keys in the vault, its form, attachments and
//! log in the journal; and how they are read again.

use std::collections::BTreeMap;

use invigil_clock::Reading;
use invigil_crypto::{random::Random, sign::SigningKey};
use invigil_log::{Salts, Tree, attempt_origin, leaf, verify_checkpoint};
use invigil_model::{AttemptId, CodingTask, Form, Item, TicketId};
use invigil_vault::SecretStore;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{Resumed, counts};
use crate::{
    AttemptError, Engine, Header,
    journal::{Journal, JournalKeys, Loaded},
};

/// What the vault keeps for one attempt.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(super) struct Secrets {
    pub(super) signing: SigningKey,
    pub(super) log_seed: [u8; 32],
    pub(super) form_key: [u8; 32],
}

impl Secrets {
    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let parts = [self.signing.seed(), &self.log_seed, &self.form_key];
        Zeroizing::new(parts.into_iter().flatten().copied().collect())
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (parts, rest) = bytes.as_chunks::<32>();
        let ([signing, log_seed, form_key], []) = (parts, rest) else {
            return None;
        };
        Some(Self {
            signing: SigningKey::from_seed(*signing),
            log_seed: *log_seed,
            form_key: *form_key,
        })
    }

    pub(super) fn journal_keys(&self, attempt: AttemptId) -> JournalKeys {
        JournalKeys::derive(attempt, &self.form_key, &self.log_seed)
    }
}

/// An attempt as its journal and the vault keep it, at the reading it was opened with.
pub(super) struct Kept {
    pub(super) header: Header,
    pub(super) secrets: Secrets,
    pub(super) keys: JournalKeys,
    pub(super) form: Form,
    pub(super) log: Loaded,
    pub(super) engine: Engine,
    pub(super) resumed: Resumed,
}

pub(super) fn read_journal(
    journal: &Journal,
    ticket: TicketId,
    reading: Reading,
    vault: &dyn SecretStore,
) -> Result<Kept, AttemptError> {
    let header = journal.header()?.ok_or(AttemptError::NotFound(ticket))?;
    let unreadable = |why: String| AttemptError::Unreadable { why };
    if header.ticket_id != ticket {
        return Err(unreadable(format!("it is of ticket {}", header.ticket_id)));
    }
    let secrets = vault
        .get(&secret_name(header.attempt_id))?
        .and_then(|bytes| Secrets::from_bytes(&bytes))
        .ok_or(AttemptError::NoKeys)?;
    let keys = secrets.journal_keys(header.attempt_id);
    let form = read_form(journal, &keys)?;
    let loaded = journal.load(&keys, &Salts::new(&secrets.log_seed))?;
    check_last_checkpoint(&loaded, &header, &secrets)?;
    // An attempt killed before its first frame stands where its making left it.
    let (engine, resumed) = match loaded.mark {
        None => {
            let engine = Engine::new(&header, &form, reading).ok_or(AttemptError::BadHeader)?;
            (
                engine,
                Resumed {
                    gap_ms: 0,
                    spent_ms: 0,
                    rebooted: false,
                    clock_unknown: false,
                },
            )
        }
        Some(mark) => {
            let events = loaded.frames.iter().flat_map(|f| f.events.iter().cloned());
            Engine::resume(&header, &form, loaded.tree.size(), events, mark, reading).map_err(
                |fold| fold.map_or(AttemptError::BadHeader, |e| unreadable(e.to_string())),
            )?
        }
    };
    Ok(Kept {
        header,
        secrets,
        keys,
        form,
        log: loaded,
        engine,
        resumed,
    })
}

/// The last checkpoint, where the log is still as long as it says, must be this log's.
fn check_last_checkpoint(
    loaded: &Loaded,
    header: &Header,
    secrets: &Secrets,
) -> Result<(), AttemptError> {
    let Some((size, text)) = loaded.checkpoints.last() else {
        return Ok(());
    };
    let origin = attempt_origin(header.attempt_id);
    let mut tree = Tree::new();
    let salts = Salts::new(&secrets.log_seed);
    for (index, frame) in (0..*size).zip(&loaded.frames) {
        tree.push(leaf(&salts, index, &frame.lines));
    }
    verify_checkpoint(text, &origin, &secrets.signing.public())
        .and_then(|head| head.check(&tree))
        .map_err(|e| AttemptError::Unreadable { why: e.to_string() })
}

pub(super) fn secret_name(attempt: AttemptId) -> String {
    format!("attempt-{attempt}")
}

/// Each question is a row of its own, and so is each attachment.
pub(super) fn seal_parts(
    keys: &JournalKeys,
    random: &dyn Random,
    form: &Form,
    attachments: &BTreeMap<String, Vec<u8>>,
) -> Result<Vec<(String, Vec<u8>)>, AttemptError> {
    let mut plain: Vec<(String, Zeroizing<Vec<u8>>)> = Vec::new();
    plain.push(("form".into(), json(&counts(form))?));
    for (n, item) in (1..).zip(&form.items) {
        plain.push((item_part(n), json(item)?));
    }
    for (n, task) in (1..).zip(&form.tasks) {
        plain.push((task_part(n), json(task)?));
    }
    for (name, bytes) in attachments {
        plain.push((format!("file/{name}"), Zeroizing::new(bytes.clone())));
    }
    let sealed = plain.into_iter().map(|(name, bytes)| {
        let sealed = keys.seal_part(random, &name, &bytes)?;
        Ok((name, sealed))
    });
    sealed.collect()
}

fn json(value: &impl serde::Serialize) -> Result<Zeroizing<Vec<u8>>, AttemptError> {
    serde_json::to_vec(value)
        .map(Zeroizing::new)
        .map_err(|e| AttemptError::Unreadable { why: e.to_string() })
}

fn item_part(n: u16) -> String {
    format!("form/item/{n}")
}

fn task_part(n: u16) -> String {
    format!("form/task/{n}")
}

pub(super) fn open_part(
    journal: &Journal,
    keys: &JournalKeys,
    name: &str,
) -> Result<Option<Vec<u8>>, AttemptError> {
    let open = |sealed: Vec<u8>| {
        keys.open_part(name, &sealed)
            .map_err(|_| AttemptError::Unreadable {
                why: format!("the part {name} does not open"),
            })
    };
    journal.part(name)?.map(open).transpose()
}

fn read_part<T: serde::de::DeserializeOwned>(
    journal: &Journal,
    keys: &JournalKeys,
    name: &str,
) -> Result<T, AttemptError> {
    let why = |what: &str| AttemptError::Unreadable {
        why: format!("the part {name} {what}"),
    };
    let bytes = Zeroizing::new(open_part(journal, keys, name)?.ok_or_else(|| why("is missing"))?);
    serde_json::from_slice(&bytes).map_err(|_| why("does not read"))
}

pub(super) fn read_form(journal: &Journal, keys: &JournalKeys) -> Result<Form, AttemptError> {
    let (items, tasks): (u16, u16) = read_part(journal, keys, "form")?;
    let item = |n| read_part::<Item>(journal, keys, &item_part(n));
    let task = |n| read_part::<CodingTask>(journal, keys, &task_part(n));
    Ok(Form {
        items: (1..=items).map(item).collect::<Result<_, _>>()?,
        tasks: (1..=tasks).map(task).collect::<Result<_, _>>()?,
    })
}
