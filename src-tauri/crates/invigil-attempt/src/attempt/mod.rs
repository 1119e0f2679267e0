//! An attempt as the candidate's app uses it: the engine, its journal, its keys and its lock.
//!
//! Saved means on the disk: an acknowledgement leaves after the commit. When a commit fails, what
//! was taken waits and is written with the next success. Deliberately absent: the result file.

mod kept;
mod shapes;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use invigil_clock::Reading;
use invigil_crypto::{
    digest::Digest,
    random::{self, Random},
    sign::{PublicKey, SigningKey},
};
use invigil_files::{Access, FileError, Lock};
use invigil_log::{
    Event, RunRecord, Salts, Tree, attempt_origin, encode_frame, leaf, sign_checkpoint,
};
use invigil_model::{Form, Language, Letter, TicketId};
use invigil_storage::Durability;
use invigil_vault::SecretStore;

use crate::{
    AttemptError, Edit, Effect, Engine, Grant, Header, Input, Phase,
    journal::{Commit, Journal, JournalKeys},
};
use kept::{Kept, Secrets, open_part, read_form, read_journal, seal_parts, secret_name};
pub use shapes::{Beginning, Resumed, Sealed, View};

/// One attempt, open in this process alone.
pub struct Attempt {
    header: Header,
    counts: (u16, u16),
    engine: Engine,
    journal: Journal,
    tree: Tree,
    secrets: Secrets,
    keys: JournalKeys,
    random: Arc<dyn Random>,
    vault: Arc<dyn SecretStore>,
    resumed: Option<Resumed>,
    durable_seq: u64,
    saved_wall_ms: Option<i64>,
    _lock: Lock,
}

impl Attempt {
    /// Makes an attempt: keys into the vault, header and form into the journal, then the first
    /// frame. Until this returns there is no attempt.
    pub fn create(
        dir: &Path,
        beginning: Beginning,
        reading: Reading,
        random: Arc<dyn Random>,
        vault: Arc<dyn SecretStore>,
    ) -> Result<Self, AttemptError> {
        Self::create_with(
            dir,
            beginning,
            reading,
            random,
            vault,
            Durability::EveryCommit,
        )
    }

    /// [`Attempt::create`] with another durability: for the test that must see the difference.
    #[doc(hidden)]
    pub fn create_with(
        dir: &Path,
        beginning: Beginning,
        reading: Reading,
        random: Arc<dyn Random>,
        vault: Arc<dyn SecretStore>,
        durability: Durability,
    ) -> Result<Self, AttemptError> {
        let Beginning {
            header,
            form,
            form_key,
            attachments,
        } = beginning;
        let engine = Engine::new(&header, &form, reading).ok_or(AttemptError::BadHeader)?;
        invigil_files::create_dir(dir, Access::Private)?;
        let lock = lock(dir, header.ticket_id)?;
        let journal = Journal::open(&attempt_path(dir, header.ticket_id), durability)?;
        if journal.header()?.is_some() {
            return Err(AttemptError::Exists(header.ticket_id));
        }
        let secrets = Secrets {
            signing: SigningKey::generate(&*random)?,
            log_seed: random::bytes(&*random)?,
            form_key,
        };
        let keys = secrets.journal_keys(header.attempt_id);
        let parts = seal_parts(&keys, &*random, &form, &attachments)?;
        vault.put(&secret_name(header.attempt_id), &secrets.to_bytes())?;
        journal.begin(&header, &parts)?;
        journal.preallocate();
        let mut attempt = Self {
            counts: counts(&form),
            header,
            engine,
            journal,
            tree: Tree::new(),
            secrets,
            keys,
            random,
            vault,
            resumed: None,
            durable_seq: 0,
            saved_wall_ms: None,
            _lock: lock,
        };
        attempt.flush(false)?;
        Ok(attempt)
    }

    /// Opens the attempt of a ticket as its last durable frame left it; the time since is spent by
    /// the rules of [`Engine::resume`]. A journal that cannot be read is moved aside.
    pub fn reopen(
        dir: &Path,
        ticket: TicketId,
        reading: Reading,
        random: Arc<dyn Random>,
        vault: Arc<dyn SecretStore>,
    ) -> Result<Self, AttemptError> {
        let path = attempt_path(dir, ticket);
        if !invigil_files::exists(&path) {
            return Err(AttemptError::NotFound(ticket));
        }
        let lock = lock(dir, ticket)?;
        let journal = Journal::open(&path, Durability::EveryCommit)?;
        let kept = match read_journal(&journal, ticket, reading, &*vault) {
            Err(AttemptError::Unreadable { why }) => return Err(journal.move_aside(why)),
            other => other?,
        };
        let Kept {
            header,
            secrets,
            keys,
            form,
            log,
            engine,
            resumed,
        } = kept;
        if !engine.has_ended() {
            journal.preallocate();
        }
        let mut attempt = Self {
            counts: counts(&form),
            header,
            engine,
            journal,
            tree: log.tree,
            secrets,
            keys,
            random,
            vault,
            resumed: Some(resumed),
            durable_seq: log.mark.map_or(0, |m| m.seq),
            saved_wall_ms: log.mark.map(|m| m.reading.wall_ms),
            _lock: lock,
        };
        attempt.flush(attempt.engine.wants_checkpoint())?;
        Ok(attempt)
    }

    /// What the attempt is of.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The attempt key's public half, for the certificate.
    pub fn public_key(&self) -> PublicKey {
        self.secrets.signing.public()
    }

    /// The attempt key, to sign the result and its envelope.
    pub fn signing_key(&self) -> &SigningKey {
        &self.secrets.signing
    }

    /// How a relaunch found the attempt; `None` when it was made by this process.
    pub fn resumed(&self) -> Option<Resumed> {
        self.resumed
    }

    /// Identity given and rules accepted. Durable when it returns.
    pub fn check_in(&mut self, reading: Reading) -> Result<(), AttemptError> {
        self.act(reading, Input::CheckIn)
    }

    /// The first item is on screen: time starts. Durable when it returns.
    pub fn start(&mut self, reading: Reading) -> Result<(), AttemptError> {
        self.act(reading, Input::Start)
    }

    /// A question came on screen; 1-based, items first.
    pub fn show(&mut self, reading: Reading, position: u16) -> Result<(), AttemptError> {
        self.act(reading, Input::Show { position })
    }

    /// Saves or clears an answer. Durable when it returns. The same `seq` again changes nothing.
    pub fn save_response(
        &mut self,
        reading: Reading,
        item: u16,
        letter: Option<Letter>,
        seq: u64,
    ) -> Result<(), AttemptError> {
        self.act(reading, Input::Respond { item, letter, seq })
    }

    /// Sets or takes off a flag. Durable when it returns.
    pub fn flag(
        &mut self,
        reading: Reading,
        position: u16,
        on: bool,
        seq: u64,
    ) -> Result<(), AttemptError> {
        self.act(reading, Input::Flag { position, on, seq })
    }

    /// Chooses the language of a task. Durable when it returns.
    pub fn choose_language(
        &mut self,
        reading: Reading,
        task: u16,
        language: Language,
        seq: u64,
    ) -> Result<(), AttemptError> {
        self.act(
            reading,
            Input::ChooseLanguage {
                task,
                language,
                seq,
            },
        )
    }

    /// Takes edits of one document, all or none. Durable at the latest 200 ms later, given the
    /// ticks of [`Attempt::due`]; [`View::durable_seq`] says when.
    pub fn apply_edits(
        &mut self,
        reading: Reading,
        task: u16,
        language: Language,
        edits: Vec<Edit>,
        seq: u64,
    ) -> Result<(), AttemptError> {
        self.act(
            reading,
            Input::Edits {
                task,
                language,
                edits,
                seq,
            },
        )
    }

    /// Records focus, paste, copy, env, signal, run or note.
    pub fn observe(&mut self, reading: Reading, event: Event) -> Result<(), AttemptError> {
        self.act(reading, Input::Observe(event))
    }

    /// Takes a grant whose signature the caller has verified.
    pub fn grant(&mut self, reading: Reading, grant: Grant) -> Result<(), AttemptError> {
        self.act(reading, Input::Grant(grant))
    }

    /// Lets time pass: closes frames, signs checkpoints, ends the attempt at its deadline.
    pub fn tick(&mut self, reading: Reading) -> Result<(), AttemptError> {
        self.act(reading, Input::Tick)
    }

    /// Hands in. Durable when it returns; a second time changes nothing.
    pub fn submit(&mut self, reading: Reading) -> Result<(), AttemptError> {
        self.act(reading, Input::Submit)
    }

    /// Boot-time milliseconds by which [`Attempt::tick`] should come.
    pub fn due(&self) -> Option<u64> {
        self.engine.due()
    }

    /// Where it stands.
    pub fn phase(&self) -> Phase {
        self.engine.phase()
    }

    /// Milliseconds left at the last reading.
    pub fn remaining_ms(&self) -> u64 {
        self.engine.remaining_ms()
    }

    /// The attempt as a window shows it, at the last reading.
    pub fn view(&self) -> View {
        let answers = self.engine.answers();
        View {
            phase: answers.phase,
            remaining_ms: self.engine.remaining_ms(),
            responses: answers.responses,
            flags: answers.flags,
            shown: answers.shown,
            languages: answers.languages,
            documents: answers.documents,
            taken_seq: self.engine.seq(),
            durable_seq: self.durable_seq,
            saved_wall_ms: self.saved_wall_ms,
        }
    }

    /// Every run with its code, in their order; what is not durable yet with them.
    pub fn runs(&self) -> &[Arc<RunRecord>] {
        self.engine.runs()
    }

    /// One document as it stands.
    pub fn document(&self, task: u16, language: Language) -> Option<String> {
        self.engine.document(task, language)
    }

    /// The form, read from its sealed store.
    pub fn form(&self) -> Result<Form, AttemptError> {
        read_form(&self.journal, &self.keys)
    }

    /// Numbers of items and of coding tasks.
    pub fn counts(&self) -> (u16, u16) {
        self.counts
    }

    /// A file that came with [`Beginning::attachments`].
    pub fn attachment(&self, name: &str) -> Result<Option<Vec<u8>>, AttemptError> {
        open_part(&self.journal, &self.keys, &format!("file/{name}"))
    }

    /// Everything that a result needs, once the attempt has ended and is on the disk.
    pub fn seal(&mut self) -> Result<Sealed, AttemptError> {
        self.flush(self.engine.wants_checkpoint())?;
        if !self.engine.has_ended() {
            return Err(AttemptError::NotEnded);
        }
        let salts = Salts::new(&self.secrets.log_seed);
        let loaded = self.journal.load(&self.keys, &salts)?;
        let (mut public, mut private) = (String::new(), String::new());
        for frame in &loaded.frames {
            frame.lines.append_to(&mut public, &mut private);
        }
        let (size, root) = (loaded.tree.size(), loaded.tree.root());
        let checkpoint = match loaded.checkpoints.last() {
            Some((at, text)) if *at == size => text.clone(),
            _ => self.sign_head(size, &root),
        };
        let mark = loaded.mark.ok_or(AttemptError::NotEnded)?;
        Ok(Sealed {
            header: self.header.clone(),
            public,
            private,
            seed: self.secrets.log_seed,
            checkpoint,
            checkpoints: loaded
                .checkpoints
                .into_iter()
                .map(|(_, text)| text)
                .collect(),
            size,
            root,
            answers: self.engine.answers(),
            ended_wall_ms: mark.reading.wall_ms,
        })
    }

    /// Forgets the attempt's keys, once its result is safe. Best effort: whoever rules the
    /// machine can have kept a copy.
    pub fn forget_keys(self) -> Result<(), AttemptError> {
        Ok(self.vault.delete(&secret_name(self.header.attempt_id))?)
    }

    fn act(&mut self, reading: Reading, input: Input) -> Result<(), AttemptError> {
        let step = self.engine.handle(reading, input);
        if step.effects.contains(&Effect::Flush) {
            self.flush(step.effects.contains(&Effect::Checkpoint))?;
        }
        Ok(step.outcome?)
    }

    fn flush(&mut self, checkpoint: bool) -> Result<(), AttemptError> {
        let salts = Salts::new(&self.secrets.log_seed);
        while let Some(frame) = self.engine.next_frame() {
            let lines = encode_frame(frame.index, &frame.events)?;
            let leaf = leaf(&salts, frame.index, &lines);
            let mut tree = self.tree.clone();
            tree.push(leaf);
            let last = frame.events.len() == self.engine.pending();
            let head = (checkpoint && last).then(|| self.sign_head(tree.size(), &tree.root()));
            self.journal.commit(&Commit {
                index: frame.index,
                lines: &lines,
                sealed: &self
                    .keys
                    .seal_line(&*self.random, frame.index, &lines.private)?,
                leaf: &leaf,
                mark: &frame.mark,
                checkpoint: head.as_deref(),
            })?;
            self.engine.frame_committed(&frame);
            self.tree = tree;
            self.durable_seq = frame.mark.seq;
            self.saved_wall_ms = Some(frame.mark.reading.wall_ms);
        }
        Ok(())
    }

    fn sign_head(&self, size: u64, root: &Digest) -> String {
        let origin = attempt_origin(self.header.attempt_id);
        sign_checkpoint(&self.secrets.signing, &origin, size, root)
    }
}

/// The journal's file of a ticket.
pub fn attempt_path(dir: &Path, ticket: TicketId) -> PathBuf {
    dir.join(format!("{ticket}.sqlite"))
}

/// The tickets that have an attempt in `dir`, sorted.
pub fn tickets_in(dir: &Path) -> Result<Vec<TicketId>, AttemptError> {
    if !invigil_files::exists(dir) {
        return Ok(Vec::new());
    }
    let ticket = |path: &PathBuf| {
        path.file_name()?
            .to_str()?
            .strip_suffix(".sqlite")?
            .parse()
            .ok()
    };
    Ok(invigil_files::list(dir)?
        .iter()
        .filter_map(ticket)
        .collect())
}

fn lock(dir: &Path, ticket: TicketId) -> Result<Lock, AttemptError> {
    Lock::acquire(&dir.join(format!("{ticket}.lock"))).map_err(|e| match e {
        FileError::Locked { .. } => AttemptError::InUse(ticket),
        other => AttemptError::File(other),
    })
}

fn counts(form: &Form) -> (u16, u16) {
    let count = |len: usize| u16::try_from(len).unwrap_or(u16::MAX);
    (count(form.items.len()), count(form.tasks.len()))
}
