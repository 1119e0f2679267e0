//! Sealing a running attempt into a result, and what the last screen shows of it.

use invigil_attempt::{Device, Sealed};
use invigil_bundle::{
    doc::{
        Stamp, issuer,
        package::{Package, PackageProof},
        result::{LogFiles, ResultInput, seal_result},
        ticket::TicketProof,
    },
    ssh::{Bindings, Certificate, CertificateRequest},
    trust::WORDS,
};
use invigil_clock::Reading;
use invigil_crypto::digest::{hex, sha256};
use invigil_files::Access;
use invigil_model::{Code, Notice};

use crate::{
    check_in::recorded,
    done::{Done, Kept},
    dto::{OwnAnswerDto, OwnCodeDto},
    host::Host,
    kept::{
        FORM, NAME, PACKAGE, PACKAGE_SIG, PACKAGE_SUMS, SHARED, TICKET, TICKET_SIG, attachment,
        kept_trust, kept_wrong, read_package,
    },
    practice,
    sitting::Sitting,
    view::letter_dto,
};

impl Sitting {
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
        let code = self.own_code(&sealed);
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
            explained: if self.practice {
                let responses = &sealed.answers.responses;
                practice::explain(&self.form, |n| responses.get(&n).copied().map(letter_dto))
            } else {
                Vec::new()
            },
            solved: if self.practice {
                practice::solve(&self.form, &sealed.answers.languages, &code)
            } else {
                Vec::new()
            },
            code,
            removed: false,
        };
        Done::keep(&host.data, sealed.header.ticket_id, kept)
    }

    /// Removes the notes and the attempt's keys, once the result is kept.
    pub(crate) fn clear_away(self) -> Result<(), Notice> {
        let notes = invigil_files::remove(&self.notes_path).map_err(|e| e.notice());
        let keys = self.attempt.forget_keys().map_err(|e| e.notice());
        notes.and(keys)
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

    /// What the candidate wrote: the starter code as it came is none of it, as in the review.
    fn own_code(&self, sealed: &Sealed) -> Vec<OwnCodeDto> {
        let answers = &sealed.answers;
        (1u16..)
            .zip(&self.form.tasks)
            .filter_map(|(n, task)| {
                let language = *answers.languages.get(&n)?;
                let text = answers.documents.get(&(n, language))?;
                if task.starters.get(&language) == Some(text) {
                    return None;
                }
                Some(OwnCodeDto {
                    title: task.title.clone(),
                    language: language.to_string(),
                    text: text.clone(),
                })
            })
            .collect()
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
                trust: &kept_trust(&self.attempt)?,
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

fn sealing(code: &Code, why: &str) -> Notice {
    Notice::new(
        *code,
        "The result could not be sealed yet.",
        why.to_owned(),
        "Start Invigil again; everything saved is still there and is sealed then.",
    )
}
