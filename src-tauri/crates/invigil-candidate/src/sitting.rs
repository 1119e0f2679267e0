//! A running attempt: its commands, and sealing it into a result at the end.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use invigil_attempt::{Attempt, Beginning, Device, Edit, Header, Phase, Sealed};
use invigil_bundle::{
    doc::{
        Stamp, issuer,
        package::{OpenedForm, Package, PackageProof},
        result::{LogFiles, ResultInput, seal_result},
        ticket::TicketProof,
    },
    ssh::{Bindings, Certificate, CertificateRequest},
    szip::Entry,
    trust::WORDS,
};
use invigil_clock::Reading;
use invigil_crypto::digest::{hex, sha256};
use invigil_files::Access;
use invigil_log::Event;
use invigil_model::{AttemptId, Code, Form, Language, Letter, Notice};

use crate::{
    check_in::{CheckIn, out_of_order, recorded},
    done::{self, Done, Kept},
    dto::{Command, EditDto, LetterDto, OwnAnswerDto, OwnCodeDto, SeenDto},
    host::Host,
    no_such, practice,
    runs::Runs,
    view::letter_dto,
};

const PACKAGE: &str = "package.json";
const PACKAGE_SUMS: &str = "package.sums";
const PACKAGE_SIG: &str = "package.sig";
const TICKET: &str = "ticket.json";
const TICKET_SIG: &str = "ticket.sig";
const FORM: &str = "form.json";
const SHARED: &str = "shared.json";
const NAME: &str = "name.txt";
const TRUST: &str = "trust.json";
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
    notes_path: PathBuf,
    /// The question on the screen, for events that name a place.
    position: u16,
    /// Runs of the code.
    pub(crate) runs: Runs,
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
            position: 1,
            runs: Runs::new(&host.runner),
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
            position: 1,
            runs: Runs::new(&host.runner),
        })
    }

    /// Carries out one act of the candidate.
    pub(crate) fn act(&mut self, command: Command, now: Reading) -> Result<(), Notice> {
        let attempt = &mut self.attempt;
        let done = match command {
            Command::Show { position } => {
                let result = attempt.show(now, position);
                if result.is_ok() {
                    self.position = position;
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
            Command::Observe { seen } => attempt.observe(now, event_of(seen, self.position)),
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

    /// Writes the result and what the Done screen shows. Asked again after a crash it writes the
    /// same attempt's result again.
    pub(crate) fn seal(
        &mut self,
        host: &Host,
        device: &mut Device,
        now: Reading,
    ) -> Result<Done, Notice> {
        self.runs.abandon();
        let sealed = self.attempt.seal().map_err(|e| e.notice())?;
        device.end(&sealed).map_err(|e| e.notice())?;
        let bytes = self.result(host, device, &sealed)?;
        let dir = host.data.join("results");
        let kept = dir.join(format!("{}.result", sealed.header.ticket_id));
        invigil_files::write(&kept, &bytes.0, Access::Private).map_err(|e| e.notice())?;
        let text = dir.join(format!("{}.VERIFY.txt", sealed.header.ticket_id));
        invigil_files::write(&text, bytes.1.as_bytes(), Access::Private).map_err(|e| e.notice())?;
        let package: Package = read_package(&self.attempt)?;
        let digest = sha256(&bytes.0);
        let kept = Kept {
            title: self.title.clone(),
            practice: self.practice,
            candidate_ref: sealed.header.candidate_ref.to_string(),
            name: self.name.clone(),
            at_deadline: sealed.answers.submitted_at.is_none(),
            at: crate::view::local_time(now.wall_ms),
            answered: u16::try_from(sealed.answers.responses.len()).unwrap_or(u16::MAX),
            items: u16::try_from(self.form.items.len()).unwrap_or(u16::MAX),
            words: digest[..8]
                .iter()
                .map(|b| WORDS[usize::from(*b)].to_owned())
                .collect(),
            sha256: hex(&digest),
            kept_at: kept.display().to_string(),
            saved_to: Vec::new(),
            recorded: recorded(&package.policy.records),
            answers: self.own_answers(&sealed),
            code: self.own_code(&sealed),
            explained: if self.practice {
                let responses = &sealed.answers.responses;
                practice::explain(&self.form, |n| responses.get(&n).copied().map(letter_dto))
            } else {
                Vec::new()
            },
            removed: false,
        };
        let done = Done::keep(&host.data, sealed.header.ticket_id, kept)?;
        invigil_files::remove(&self.notes_path).map_err(|e| e.notice())?;
        Ok(done)
    }

    fn own_answers(&self, sealed: &Sealed) -> Vec<OwnAnswerDto> {
        let positions = (1u16..).take(self.form.items.len());
        positions
            .map(|position| OwnAnswerDto {
                position,
                letter: sealed
                    .answers
                    .responses
                    .get(&position)
                    .copied()
                    .map(letter_dto),
            })
            .collect()
    }

    fn own_code(&self, sealed: &Sealed) -> Vec<OwnCodeDto> {
        let answers = &sealed.answers;
        (1u16..)
            .zip(&self.form.tasks)
            .filter_map(|(n, task)| {
                let language = *answers.languages.get(&n)?;
                let text = answers.documents.get(&(n, language))?;
                Some(OwnCodeDto {
                    title: task.title.clone(),
                    language: language.to_string(),
                    text: text.clone(),
                })
            })
            .collect()
    }

    /// The package's trust files, as they were at the start.
    fn trust(&self) -> Result<Vec<Entry>, Notice> {
        let json = attachment(&self.attempt, TRUST)?;
        let files: Vec<(String, Vec<u8>)> =
            serde_json::from_slice(&json).map_err(|e| kept_wrong(&e.to_string()))?;
        let files = files.into_iter();
        Ok(files.map(|(name, bytes)| Entry::new(name, bytes)).collect())
    }

    /// The device vouches for the attempt's key.
    fn certificate(
        &self,
        host: &Host,
        device: &Device,
        serial: u64,
        bindings: Bindings,
    ) -> Result<Certificate, Notice> {
        let header = self.attempt.header();
        let request = CertificateRequest {
            subject: self.attempt.public_key(),
            serial,
            key_id: &header.ticket_id.to_string(),
            principal: &format!("attempt-{}", header.attempt_id),
            bindings,
        };
        Certificate::issue(device.key(), &request, &*host.random)
            .map_err(|e| sealing(&e.code(), &e.to_string()))
    }

    fn result(
        &self,
        host: &Host,
        device: &Device,
        sealed: &Sealed,
    ) -> Result<(Vec<u8>, String), Notice> {
        let header = &sealed.header;
        let file = |name: &str| attachment(&self.attempt, name);
        let entry = device
            .entry(header.attempt_id)
            .ok_or_else(|| kept_wrong("the device journal does not know this attempt"))?;
        let package = PackageProof {
            json: file(PACKAGE)?,
            sums: file(PACKAGE_SUMS)?,
            sig: file(PACKAGE_SIG)?,
        };
        let ticket = TicketProof {
            json: file(TICKET)?,
            sig: file(TICKET_SIG)?,
        };
        let bindings = Bindings {
            ticket: sha256(&ticket.json),
            package: package.sums_sha256(),
            journal: entry.head,
        };
        let certificate = self.certificate(host, device, entry.line.serial, bindings)?;
        let org = invigil_bundle::doc::document::read::<Package>(&package.json)
            .map_err(|e| kept_wrong(&e.to_string()))?
            .org;
        let device_signers = issuer::device_signers(&org, device.key().public())
            .map_err(|e| sealing(&e.code(), &e.to_string()))?;
        let name = String::from_utf8(file(NAME)?).map_err(|e| kept_wrong(&e.to_string()))?;
        let result = seal_result(
            &ResultInput {
                attempt_id: header.attempt_id,
                package: &package,
                ticket: &ticket,
                trust: &self.trust()?,
                device_signers: &device_signers,
                form_json: &file(FORM)?,
                shared_json: &file(SHARED)?,
                log: LogFiles {
                    public: sealed.public.as_bytes(),
                    private: sealed.private.as_bytes(),
                    seed: &sealed.seed,
                    checkpoint: &sealed.checkpoint,
                    checkpoints: &sealed.checkpoints.concat(),
                },
                journal_entry: &entry.write(),
                candidate_name: &name,
                app: concat!("invigil ", env!("CARGO_PKG_VERSION")),
                scripted: header.scripted,
                started: Stamp::from_unix(entry.line.wall_ms.div_euclid(1000)),
                sealed: Stamp::from_unix(sealed.ended_wall_ms.div_euclid(1000))
                    .ok_or_else(|| kept_wrong("the laptop's clock is far out of range"))?,
                key: self.attempt.signing_key(),
                certificate: &certificate,
            },
            &*host.random,
        )
        .map_err(|e| e.notice("the result"))?;
        Ok((result.bytes, result.verify_txt))
    }
}

/// What is kept of package, ticket and form until the result is sealed.
fn attachments(
    check_in: &CheckIn,
    opened: &OpenedForm,
    name: &str,
) -> Result<BTreeMap<String, Vec<u8>>, Notice> {
    let proof = check_in.package.proof();
    let trust: Vec<(String, Vec<u8>)> = check_in
        .package
        .trust()
        .iter()
        .map(|e| (e.name.clone(), e.bytes.clone()))
        .collect();
    let trust = serde_json::to_vec(&trust).map_err(|e| kept_wrong(&e.to_string()))?;
    Ok(BTreeMap::from([
        (PACKAGE.to_owned(), proof.json.clone()),
        (PACKAGE_SUMS.to_owned(), proof.sums.clone()),
        (PACKAGE_SIG.to_owned(), proof.sig.clone()),
        (TICKET.to_owned(), check_in.ticket.proof().json.clone()),
        (TICKET_SIG.to_owned(), check_in.ticket.proof().sig.clone()),
        (FORM.to_owned(), opened.form_json.to_vec()),
        (SHARED.to_owned(), opened.shared_json.to_vec()),
        (NAME.to_owned(), name.as_bytes().to_vec()),
        (TRUST.to_owned(), trust),
    ]))
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

fn attachment(attempt: &Attempt, name: &str) -> Result<Vec<u8>, Notice> {
    attempt
        .attachment(name)
        .map_err(|e| e.notice())?
        .ok_or_else(|| kept_wrong(&format!("`{name}` is missing")))
}

fn read_package(attempt: &Attempt) -> Result<Package, Notice> {
    invigil_bundle::doc::document::read(&attachment(attempt, PACKAGE)?)
        .map_err(|e| kept_wrong(&e.to_string()))
}

pub(crate) fn kept_wrong(why: &str) -> Notice {
    Notice::new(
        Code("session.kept-files"),
        "What this laptop keeps of the attempt is not whole.",
        why.to_owned(),
        "Tell the organiser; leave the laptop as it is, so that the saved answers can be read.",
    )
}

fn sealing(code: &Code, why: &str) -> Notice {
    Notice::new(
        *code,
        "The result could not be sealed yet.",
        why.to_owned(),
        "Start Invigil again; everything saved is still there and is sealed then.",
    )
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
