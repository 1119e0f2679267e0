//! A running attempt: its beginning, its commands, and what time brings.

use std::{path::PathBuf, sync::Arc};

use invigil_attempt::{Attempt, Beginning, Device, Edit, Header, Phase};
use invigil_bundle::doc::package::Package;
use invigil_clock::Reading;
use invigil_files::Access;
use invigil_log::Event;
use invigil_model::{AttemptId, Code, Form, Language, Letter, Notice};

use crate::{
    check_in::{CheckIn, out_of_order},
    done,
    dto::{Command, EditDto, LetterDto, SeenDto},
    host::Host,
    kept::{NAME, attachment, attachments, kept_wrong, read_package},
    no_such,
    runs::Runs,
    time_left,
};

/// Characters of the scratch area.
const NOTES: usize = 20_000;
const NOTES_CAP: u64 = 4 * NOTES as u64;

/// An attempt with what the window shows beside it.
pub(crate) struct Sitting {
    pub(crate) attempt: Attempt,
    pub(crate) form: Form,
    pub(crate) title: String,
    pub(crate) name: String,
    pub(crate) practice: bool,
    /// The scratch area: beside the attempt, never in its log.
    pub(crate) notes: String,
    pub(crate) notes_path: PathBuf,
    /// The question on the screen, once one was shown by this process.
    pub(crate) position: Option<u16>,
    /// Runs of the code.
    pub(crate) runs: Runs,
    /// The boot-time clock when time acted last.
    ticked_boot_ms: u64,
}

impl Sitting {
    /// Makes the attempt durable, then starts its clock.
    pub(crate) fn begin(
        host: &Host,
        device: &mut Device,
        check_in: &CheckIn,
        now: Reading,
    ) -> Result<Self, Notice> {
        let (Some(opened), Some(name)) = (&check_in.opened, &check_in.name) else {
            return Err(out_of_order());
        };
        if check_in.step() != crate::dto::StepDto::Rules {
            return Err(out_of_order());
        }
        let package = check_in.package.package();
        let ticket = check_in.ticket.ticket();
        let id = invigil_crypto::random::bytes(&*host.random).map_err(|e| no_random(&e))?;
        let attempt_id = AttemptId(uuid::Builder::from_random_bytes(id).into_uuid());
        device
            .start(attempt_id, ticket.ticket_id, now.wall_ms)
            .map_err(|e| e.notice())?;
        let attachments = attachments(check_in, opened, name)?;
        let mut attempt = Attempt::create(
            &host.data.join("attempts"),
            Beginning {
                header: Header {
                    attempt_id,
                    ticket_id: ticket.ticket_id,
                    package_id: package.package_id,
                    candidate_ref: ticket.candidate_ref.clone(),
                    duration_s: package.duration_s,
                    extra_time_pct: u32::from(ticket.extra_time_pct),
                    scripted: host.scripted,
                },
                form: opened.form.clone(),
                form_key: ticket.form_key.0,
                attachments,
            },
            now,
            Arc::clone(&host.random),
            Arc::clone(&host.vault),
        )
        .map_err(|e| e.notice())?;
        attempt.check_in(now).map_err(|e| e.notice())?;
        note_environment(&mut attempt, host, now)?;
        attempt.start(now).map_err(|e| e.notice())?;
        Ok(Self {
            attempt,
            form: opened.form.clone(),
            title: package.title.clone(),
            name: name.clone(),
            practice: package.is_practice(),
            notes: String::new(),
            notes_path: done::notes_path(&host.data, ticket.ticket_id),
            position: None,
            runs: Runs::new(&host.runner),
            ticked_boot_ms: now.boot_ms,
        })
    }

    /// Around an attempt that an earlier process left.
    pub(crate) fn resumed(
        mut attempt: Attempt,
        device: &Device,
        host: &Host,
    ) -> Result<Self, Notice> {
        let form = attempt.form().map_err(|e| e.notice())?;
        let package: Package = read_package(&attempt)?;
        if device.entry(attempt.header().attempt_id).is_none() {
            return Err(kept_wrong("the device journal does not know this attempt"));
        }
        let now = host.clock.read();
        // "Start now" was pressed, and the process ended before the start was durable.
        if attempt.view().phase == Phase::Waiting {
            attempt.check_in(now).map_err(|e| e.notice())?;
        }
        let begins = attempt.view().phase == Phase::CheckedIn;
        if begins || attempt.view().phase == Phase::Running {
            note_environment(&mut attempt, host, now)?;
        }
        if begins {
            attempt.start(now).map_err(|e| e.notice())?;
        }
        let notes_path = done::notes_path(&host.data, attempt.header().ticket_id);
        Ok(Self {
            name: String::from_utf8_lossy(&attachment(&attempt, NAME)?).into_owned(),
            practice: package.is_practice(),
            notes: invigil_files::read_text(&notes_path, NOTES_CAP).unwrap_or_default(),
            notes_path,
            attempt,
            form,
            title: package.title,
            position: None,
            runs: Runs::new(&host.runner),
            ticked_boot_ms: now.boot_ms,
        })
    }

    /// Carries out one act of the candidate.
    pub(crate) fn act(&mut self, command: Command, now: Reading) -> Result<(), Notice> {
        let attempt = &mut self.attempt;
        let done = match command {
            Command::Show { position } => {
                let result = attempt.show(now, position);
                if result.is_ok() {
                    self.position = Some(position);
                }
                result
            }
            Command::SaveResponse { item, letter, seq } => {
                attempt.save_response(now, item, letter.map(letter_of), seq)
            }
            Command::Flag { position, on, seq } => attempt.flag(now, position, on, seq),
            Command::ChooseLanguage {
                task,
                language,
                seq,
            } => attempt.choose_language(now, task, language_of(&language)?, seq),
            Command::Edit {
                task,
                language,
                edits,
                seq,
            } => {
                let edits = edits.into_iter().map(edit_of).collect();
                attempt.apply_edits(now, task, language_of(&language)?, edits, seq)
            }
            Command::Observe { seen } => {
                attempt.observe(now, event_of(seen, self.position.unwrap_or(1)))
            }
            Command::Note { text } => return self.note(text),
            Command::Run { task, input } => {
                return self.runs.begin(attempt, &self.form, task, input, now);
            }
            Command::CancelRun => {
                self.runs.cancel();
                return Ok(());
            }
            Command::ShowRun { number } => return self.runs.show(attempt, number),
            Command::Submit => attempt.submit(now),
            _ => return Err(out_of_order()),
        };
        done.map_err(|e| e.notice())
    }

    fn note(&mut self, text: String) -> Result<(), Notice> {
        let length = text.chars().count();
        if length > NOTES {
            return Err(Notice::new(
                Code("session.notes-too-long"),
                "The last change to your notes was not kept.",
                format!("They have {length} characters; {NOTES} are possible."),
                "Shorten them; your answers are not touched by this.",
            ));
        }
        invigil_files::write(&self.notes_path, text.as_bytes(), Access::Private)
            .map_err(|e| e.notice())?;
        self.notes = text;
        Ok(())
    }

    /// What the page shows of durability.
    pub(crate) fn durable(&self) -> (u64, Option<i64>) {
        let view = self.attempt.view();
        (view.durable_seq, view.saved_wall_ms)
    }

    /// Lets time act.
    pub(crate) fn tick(&mut self, now: Reading) -> Result<(), Notice> {
        self.ticked_boot_ms = now.boot_ms;
        self.attempt.tick(now).map_err(|e| e.notice())
    }

    /// The mark that the time left has come down to.
    pub(crate) fn time_mark(&self) -> Option<u16> {
        time_left::mark(self.attempt.remaining_ms())
    }

    /// When time alone changes something next, on the boot-time clock. What happened since time
    /// acted last can make it too early, never too late.
    pub(crate) fn due(&self) -> Option<u64> {
        let running = self.attempt.phase() == Phase::Running;
        let next = time_left::until_next(self.attempt.remaining_ms()).filter(|_| running);
        let mark = next.map(|ms| self.ticked_boot_ms.saturating_add(ms));
        self.attempt.due().into_iter().chain(mark).min()
    }

    /// Whether it was handed in, or its time is up.
    pub(crate) fn ended(&self) -> bool {
        matches!(
            self.attempt.view().phase,
            Phase::Submitted | Phase::Expired | Phase::Voided
        )
    }

    /// Takes what the runner has to tell; true if the window should show it.
    pub(crate) fn listen(&mut self, now: Reading) -> Result<bool, Notice> {
        self.runs.listen(&mut self.attempt, now)
    }
}

fn note_environment(attempt: &mut Attempt, host: &Host, now: Reading) -> Result<(), Notice> {
    if host.environment.is_empty() {
        return Ok(());
    }
    let event = Event::Env {
        name: "environment-scrubbed".to_owned(),
        detail: host.environment.join(","),
    };
    attempt.observe(now, event).map_err(|e| e.notice())
}

pub(crate) fn no_random(error: &invigil_crypto::CryptoError) -> Notice {
    Notice::new(
        Code("crypto.no-random"),
        "No keys could be made for this attempt.",
        error.to_string(),
        "Restart the laptop, then open the test again; the clock has not started.",
    )
}

fn letter_of(letter: LetterDto) -> Letter {
    match letter {
        LetterDto::A => Letter::A,
        LetterDto::B => Letter::B,
        LetterDto::C => Letter::C,
        LetterDto::D => Letter::D,
    }
}

fn language_of(name: &str) -> Result<Language, Notice> {
    name.parse().map_err(|why: String| no_such(&why))
}

fn edit_of(edit: EditDto) -> Edit {
    let EditDto { at, delete, insert } = edit;
    Edit {
        at_char: at,
        delete,
        insert,
    }
}

fn event_of(seen: SeenDto, item: u16) -> Event {
    match seen {
        SeenDto::FocusLost => Event::Focus { on: false },
        SeenDto::FocusGained => Event::Focus { on: true },
        SeenDto::Paste { chars } => Event::Paste { item, chars },
        SeenDto::Copy { chars } => Event::Copy { item, chars },
    }
}
