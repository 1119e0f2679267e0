//! THE fold: from events to answers. The engine lives by it and the verifier repeats it.
//!
//! Whatever an honest engine refuses (a late answer, a position that does not exist, an edit past
//! the end, an event after the end) is refused here as well, so that a log that folds is a legal
//! course of an attempt. Deliberately absent: keys, scores, and opinions about signals.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use invigil_model::{Form, Language};

use crate::{
    Answers, Edit, Event, FoldError, GrantKind, GrantTaken, Phase, RunRecord, Stamped,
    answers::Breach,
    document::{Document, Documents},
    runs::Runs,
};

/// The most events of one attempt.
pub const MAX_EVENTS: u64 = 200_000;

/// The signal by which a check-in is logged: identity given, rules accepted.
pub const CHECKED_IN: &str = "checked-in";

/// The most extra time of one grant, milliseconds: one day.
const MAX_GRANT_MS: u64 = 24 * 3600 * 1000;
const MAX_NOTE: usize = 4096;
const MAX_DETAIL: usize = 1024;
const MAX_NAME: usize = 64;

/// The fold in progress.
#[derive(Clone, Debug)]
pub struct Fold {
    items: u16,
    tasks: u16,
    documents: Documents,
    /// `documents` of the answers is filled when they are asked for.
    answers: Answers,
    paused_at: Option<u64>,
    runs: Runs,
}

impl Fold {
    /// Before the first event. Of the form only the number of items, the number of tasks, the
    /// starter texts and the number of samples matter.
    pub fn new(form: &Form) -> Self {
        Self::with(form, false)
    }

    /// [`Fold::new`] that also keeps every run with its code, for [`Fold::runs`].
    pub fn keeping_runs(form: &Form) -> Self {
        Self::with(form, true)
    }

    fn with(form: &Form, keep_runs: bool) -> Self {
        let documents = (1..).zip(&form.tasks).flat_map(|(task, t)| {
            let starters = t.starters.iter();
            starters.map(move |(language, text)| ((task, *language), Document::new(text)))
        });
        Self {
            items: u16::try_from(form.items.len()).unwrap_or(u16::MAX),
            tasks: u16::try_from(form.tasks.len()).unwrap_or(u16::MAX),
            documents: Documents::new(documents),
            answers: Answers {
                responses: BTreeMap::new(),
                flags: BTreeSet::new(),
                shown: BTreeSet::new(),
                languages: BTreeMap::new(),
                documents: BTreeMap::new(),
                phase: Phase::Waiting,
                limit_ms: None,
                start_limit_ms: None,
                submitted_at: None,
                expired_at: None,
                last_at: 0,
                events: 0,
                grants: Vec::new(),
                runs: 0,
            },
            paused_at: None,
            runs: Runs::new(form, keep_runs),
        }
    }

    /// Takes the next event. On an error the fold is as it was.
    pub fn push(&mut self, stamped: &Stamped) -> Result<(), FoldError> {
        self.take(stamped).map_err(|what| FoldError {
            event: self.answers.events,
            kind: stamped.event.kind(),
            what,
        })
    }

    /// [`Fold::push`] of an edit.
    #[inline]
    pub fn push_edit(&mut self, edit: &Edit<'_>) -> Result<(), FoldError> {
        self.take_edit(edit).map_err(|what| FoldError {
            event: self.answers.events,
            kind: "edit",
            what,
        })
    }

    fn take_edit(&mut self, edit: &Edit<'_>) -> Result<(), Breach> {
        self.check_course(edit.at, Sort::Work)?;
        self.edit(edit)?;
        self.answers.last_at = edit.at;
        self.answers.events += 1;
        Ok(())
    }

    fn edit(&mut self, edit: &Edit<'_>) -> Result<(), Breach> {
        let (task, language) = (edit.task, edit.language);
        let Some(document) = self.documents.edited(task, language) else {
            return self.check_language(task, language);
        };
        if !self.answers.languages.contains_key(&task) {
            return Err(Breach::LanguageNotChosen);
        }
        Ok(document.edit(edit.at_char, edit.delete, edit.insert)?)
    }

    /// Whether these events would be taken one after the other, at one moment.
    pub fn would_take(&self, at: u64, events: &[Event]) -> Result<(), FoldError> {
        let mut trial = self.clone();
        events.iter().try_for_each(|event| {
            let event = event.clone();
            trial.push(&Stamped { at, event })
        })
    }

    /// The answers so far, with the texts of all documents.
    pub fn answers(&self) -> Answers {
        let texts = self.documents.iter().map(|(key, d)| (key, d.text()));
        Answers {
            documents: texts.collect(),
            ..self.answers.clone()
        }
    }

    /// [`Fold::answers`] of a fold that is over.
    pub fn into_answers(self) -> Answers {
        let mut answers = self.answers;
        let texts = self.documents.into_iter();
        answers.documents = texts.map(|(key, d)| (key, d.into_text())).collect();
        answers
    }

    /// The answers so far, without any document.
    pub fn outline(&self) -> &Answers {
        &self.answers
    }

    /// The runs so far, where they are kept.
    pub fn runs(&self) -> &[Arc<RunRecord>] {
        self.runs.kept()
    }

    /// When the pause began that lasts, on the attempt's clock.
    pub fn paused_at(&self) -> Option<u64> {
        self.paused_at
    }

    /// One document's text.
    pub fn document(&self, task: u16, language: Language) -> Option<String> {
        Some(self.documents.get(task, language)?.text())
    }

    fn take(&mut self, Stamped { at, event }: &Stamped) -> Result<(), Breach> {
        self.check_course(*at, sort(event))?;
        self.apply(*at, event)?;
        self.answers.last_at = *at;
        self.answers.events += 1;
        Ok(())
    }

    /// The rules of time and phase, alike for all kinds of one sort.
    fn check_course(&self, at: u64, sort: Sort) -> Result<(), Breach> {
        let answers = &self.answers;
        if answers.events >= MAX_EVENTS {
            return Err(Breach::TooMany);
        }
        if at < answers.last_at {
            return Err(Breach::Backwards);
        }
        match (answers.phase, sort) {
            (Phase::Submitted | Phase::Expired | Phase::Voided, _) => Err(Breach::AfterEnd),
            (Phase::Waiting | Phase::CheckedIn, _) if at != 0 => Err(Breach::BeforeStart),
            (_, Sort::Fact) => Ok(()),
            (Phase::Waiting, Sort::Start) => Err(Breach::NotCheckedIn),
            (Phase::CheckedIn, Sort::Start) => Ok(()),
            (_, Sort::Start) => Err(Breach::StartedTwice),
            (Phase::Waiting | Phase::CheckedIn, _) => Err(Breach::BeforeStart),
            (Phase::Paused, Sort::Work | Sort::End) => Err(Breach::WhilePaused),
            (_, Sort::Work) if self.is_late(at) => Err(Breach::Late),
            (_, Sort::Work | Sort::End | Sort::Clockwork) => Ok(()),
        }
    }

    fn is_late(&self, at: u64) -> bool {
        self.answers.limit_ms.is_none_or(|limit| at >= limit)
    }

    fn apply(&mut self, at: u64, event: &Event) -> Result<(), Breach> {
        match event {
            Event::Start { limit_ms } => {
                self.answers.start_limit_ms = Some(*limit_ms);
                let granted = self.answers.grants.iter().map(|g| g.ms);
                self.answers.limit_ms = Some(granted.fold(*limit_ms, u64::saturating_add));
                self.answers.phase = Phase::Running;
            }
            Event::Shown { item } => {
                self.check_place(*item)?;
                self.answers.shown.insert(*item);
            }
            Event::Answer { item, letter } => {
                self.check_item(*item)?;
                self.answers.responses.insert(*item, *letter);
            }
            Event::Clear { item } => {
                self.check_item(*item)?;
                self.answers.responses.remove(item);
            }
            Event::Flag { item, on } => {
                self.check_place(*item)?;
                if *on {
                    self.answers.flags.insert(*item);
                } else {
                    self.answers.flags.remove(item);
                }
            }
            Event::Edit {
                task,
                language,
                at_char,
                delete,
                insert,
            } => {
                self.edit(&Edit {
                    at,
                    task: *task,
                    language: *language,
                    at_char: *at_char,
                    delete: *delete,
                    insert,
                })?;
            }
            Event::Language { task, language } => {
                self.check_language(*task, *language)?;
                self.answers.languages.insert(*task, *language);
            }
            Event::Run { task, language, .. } => {
                self.check_language(*task, *language)?;
                if self.answers.languages.get(task) != Some(language) {
                    return Err(Breach::LanguageNotChosen);
                }
                let document = self.documents.get(*task, *language);
                self.runs.begin(at, event, document)?;
                self.answers.runs = self.runs.count();
            }
            Event::Ran { .. } => self.runs.end(event)?,
            Event::Paste { item, .. } | Event::Copy { item, .. } => {
                if *item != 0 {
                    self.check_place(*item)?;
                }
            }
            Event::Signal { name, detail } => {
                check_fact(name, detail)?;
                self.check_in(name)?;
            }
            Event::Env { name, detail } => check_fact(name, detail)?,
            Event::Note { text } => check_text(text, MAX_NOTE)?,
            Event::Grant { .. } | Event::Pause { .. } | Event::Resume { .. } => {
                self.apply_grant(at, event)?;
            }
            Event::Submit {} => {
                self.answers.submitted_at = Some(at);
                self.answers.phase = Phase::Submitted;
            }
            Event::Expire {} => {
                if !self.is_late(at) {
                    return Err(Breach::Early);
                }
                self.answers.expired_at = Some(at);
                self.answers.phase = Phase::Expired;
            }
            Event::Focus { .. }
            | Event::Clock { .. }
            | Event::Suspend { .. }
            | Event::Boot { .. } => {}
        }
        Ok(())
    }

    fn apply_grant(&mut self, at: u64, event: &Event) -> Result<(), Breach> {
        let last = self.answers.grants.last().copied();
        let stands =
            |counter: u32, kind| last.is_some_and(|g| g.counter == counter && g.kind == kind);
        match *event {
            Event::Grant {
                counter,
                kind,
                ms,
                digest,
            } => {
                let rising = last.is_none_or(|g| counter > g.counter);
                let sized = (ms > 0) == (kind == GrantKind::ExtraTime) && ms <= MAX_GRANT_MS;
                let fits = match kind {
                    GrantKind::Pause => self.answers.phase == Phase::Running && !self.is_late(at),
                    GrantKind::Resume => self.answers.phase == Phase::Paused,
                    GrantKind::ExtraTime => {
                        self.answers.phase != Phase::Running || !self.is_late(at)
                    }
                    GrantKind::Transfer => true,
                };
                if !(rising && sized && fits) {
                    return Err(Breach::Grant);
                }
                self.answers.limit_ms = self.answers.limit_ms.map(|l| l.saturating_add(ms));
                self.answers.grants.push(GrantTaken {
                    counter,
                    kind,
                    ms,
                    digest,
                });
                if kind == GrantKind::Transfer {
                    self.answers.phase = Phase::Voided;
                }
            }
            Event::Pause { grant }
                if stands(grant, GrantKind::Pause) && self.paused_at.is_none() =>
            {
                if self.answers.phase != Phase::Running {
                    return Err(Breach::Grant);
                }
                self.paused_at = Some(at);
                self.answers.phase = Phase::Paused;
            }
            Event::Resume { grant } if stands(grant, GrantKind::Resume) => {
                let Some(since) = self.paused_at.take() else {
                    return Err(Breach::Grant);
                };
                let limit = self.answers.limit_ms;
                self.answers.limit_ms = limit.map(|l| l.saturating_add(at - since));
                self.answers.phase = Phase::Running;
            }
            _ => return Err(Breach::Grant),
        }
        Ok(())
    }

    fn check_in(&mut self, signal: &str) -> Result<(), Breach> {
        match (signal, self.answers.phase) {
            (CHECKED_IN, Phase::Waiting) => self.answers.phase = Phase::CheckedIn,
            (CHECKED_IN, _) => return Err(Breach::CheckedInTwice),
            _ => {}
        }
        Ok(())
    }

    fn check_item(&self, item: u16) -> Result<(), Breach> {
        within(item, u32::from(self.items), Breach::NoSuchItem)
    }

    fn check_place(&self, place: u16) -> Result<(), Breach> {
        within(
            place,
            u32::from(self.items) + u32::from(self.tasks),
            Breach::NoSuchItem,
        )
    }

    fn check_language(&self, task: u16, language: Language) -> Result<(), Breach> {
        within(task, u32::from(self.tasks), Breach::NoSuchTask)?;
        if self.documents.get(task, language).is_some() {
            Ok(())
        } else {
            Err(Breach::NoSuchLanguage)
        }
    }
}

/// Kinds that share rules of time and phase.
#[derive(Clone, Copy)]
enum Sort {
    Start,
    /// The candidate's work: only while time runs.
    Work,
    /// What stops and starts the time.
    Clockwork,
    /// What is simply so: at any time before the end.
    Fact,
    End,
}

fn sort(event: &Event) -> Sort {
    match event {
        Event::Start { .. } => Sort::Start,
        Event::Shown { .. }
        | Event::Answer { .. }
        | Event::Clear { .. }
        | Event::Flag { .. }
        | Event::Edit { .. }
        | Event::Language { .. }
        | Event::Run { .. }
        | Event::Submit {} => Sort::Work,
        Event::Pause { .. } | Event::Resume { .. } => Sort::Clockwork,
        Event::Expire {} => Sort::End,
        Event::Focus { .. }
        | Event::Paste { .. }
        | Event::Copy { .. }
        | Event::Clock { .. }
        | Event::Suspend { .. }
        | Event::Boot { .. }
        | Event::Env { .. }
        | Event::Signal { .. }
        // A run that was under way when the time was up may still tell how it ended.
        | Event::Ran { .. }
        | Event::Grant { .. }
        | Event::Note { .. } => Sort::Fact,
    }
}

fn within(number: u16, count: u32, breach: Breach) -> Result<(), Breach> {
    if (1..=count).contains(&u32::from(number)) {
        Ok(())
    } else {
        Err(breach)
    }
}

fn check_fact(name: &str, detail: &str) -> Result<(), Breach> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if name.is_empty() || name.len() > MAX_NAME || !name.bytes().all(plain) {
        return Err(Breach::Text);
    }
    check_text(detail, MAX_DETAIL)
}

fn check_text(text: &str, cap: usize) -> Result<(), Breach> {
    if text.len() > cap {
        return Err(Breach::Text);
    }
    Ok(())
}
