//! One issue of a test: forms assembled together, keys sealed, package and tickets signed.
//! Pure but for clock and randomness; where the bytes go is the caller's business.

use std::collections::BTreeMap;

use invigil_bank::{AssembledForm, Bank, TicketSeat, assemble};
use invigil_bundle::{
    age::Recipient,
    code::AccessCode,
    doc::{
        Hex, Secret32, Stamp, document,
        keypkg::{self, BankSource, KeyMaterial, Keys, TicketKeys},
        package::{
            FormDocument, Kind, Package, PackageInput, Policy, Recorded, Section, SectionKind,
            Shared, TicketForm, seal_package,
        },
        ticket::{Sitting, Ticket, Witness, write_ticket},
    },
    szip::Entry,
};
use invigil_crypto::{digest::sha256, sign::SigningKey};
use invigil_model::{AnswerKey, CandidateRef, Code, Language, Notice, PackageId, TicketId};

use crate::{Context, candidates::CandidateRow, issue::Progress};

const DAY_S: i64 = 24 * 3600;
/// How long a ticket's window is open, from the issue.
const WINDOW_DAYS: i64 = 30;

/// What a mint needs beside the bank and the candidates.
pub(crate) struct Mint<'a> {
    pub(crate) org: &'a str,
    pub(crate) issuing: &'a SigningKey,
    pub(crate) trust: &'a [Entry],
    pub(crate) recipients: &'a [Recipient],
    pub(crate) kind: Kind,
}

/// Everything one issue yields.
pub(crate) struct Minted {
    pub(crate) package_id: PackageId,
    pub(crate) title: String,
    pub(crate) package: Vec<u8>,
    pub(crate) tickets: Vec<(CandidateRef, Vec<u8>)>,
    pub(crate) keypkg: Vec<u8>,
    pub(crate) code: AccessCode,
    /// The keys of the first ticket's form; practice alone shows them.
    pub(crate) first_keys: Vec<AnswerKey>,
    pub(crate) max_shared: u32,
    pub(crate) neighbour_shared: u32,
}

impl Mint<'_> {
    /// Mints a package and a ticket for each candidate.
    pub(crate) fn mint(
        &self,
        context: &Context,
        bank: &Bank,
        candidates: &[CandidateRow],
        watch: &dyn Fn(Progress) -> Result<(), Notice>,
    ) -> Result<Minted, Notice> {
        let all = candidates.len();
        watch(Progress::Forms(0, all))?;
        let random = &*context.random;
        let package_id = PackageId(context.uuid_v7()?);
        let exam_seed = context.bytes::<32>()?;
        let seats = seats(context, candidates)?;
        let assembly = assemble(bank, exam_seed, &seats).map_err(|e| e.notice())?;
        watch(Progress::Tickets(0, all))?;
        let shared = self.shared(bank, package_id, &assembly.forms);
        let mut forms = Vec::with_capacity(candidates.len());
        for form in &assembly.forms {
            forms.push(TicketForm {
                form: form_document(package_id, form),
                form_key: Secret32(context.bytes()?),
            });
        }
        let shared_json = document::write(&shared).map_err(|e| invalid(&e))?;
        let material = material(
            bank,
            package_id,
            exam_seed,
            &shared_json,
            candidates,
            &assembly.forms,
            &forms,
        )?;
        let keys = keypkg::seal_keys(&material, self.recipients, random)
            .map_err(|e| e.notice("the keys"))?;
        let code = AccessCode::generate(random).map_err(|e| crate::no_random(&e))?;
        let title = bank.info().title.clone();
        let now = context.unix();
        let sealed = seal_package(
            PackageInput {
                package: self.package(bank, package_id, &assembly.forms, keys.commitment, now)?,
                shared,
                forms: forms.clone(),
                code: &code,
                issuer: self.issuing,
                trust: self.trust,
            },
            random,
        )
        .map_err(|e| e.notice("the package"))?;
        let people = candidates.iter().zip(&seats).zip(&forms);
        let tickets = people.zip(1..).map(|(((row, seat), form), n)| {
            watch(Progress::Tickets(n, all))?;
            let sums = sealed.sums_sha256;
            let key = form.form_key.clone();
            let ticket = self.ticket(row, seat.ticket_id, package_id, sums, key, now)?;
            let bytes = write_ticket(&ticket, self.issuing, self.trust)
                .map_err(|e| e.notice("a ticket"))?;
            Ok((row.candidate_ref.clone(), bytes))
        });
        let tickets = tickets.collect::<Result<_, Notice>>()?;
        Ok(Minted {
            package_id,
            title,
            package: sealed.bytes,
            tickets,
            keypkg: keys.bytes,
            code,
            first_keys: assembly
                .forms
                .first()
                .map(|f| f.keys.clone())
                .unwrap_or_default(),
            max_shared: assembly.max_shared,
            neighbour_shared: assembly.neighbour_shared,
        })
    }

    fn shared(&self, bank: &Bank, package_id: PackageId, forms: &[AssembledForm]) -> Shared {
        let mut tasks = BTreeMap::new();
        for form in forms {
            for task in &form.form.tasks {
                tasks.insert(task.id.clone(), task.clone());
            }
        }
        let minutes = bank.info().duration_s / 60;
        let mut instructions = vec![
            format!("You have {minutes} minutes, plus any extra time on your ticket, from the moment you press Start now."),
            "Answer in any order. You can change an answer until you hand in; at the end of the time everything saved is handed in for you.".to_owned(),
            "Every answer is saved on this laptop as you give it. If the laptop stops, start Invigil again: the test goes on where it was, and the clock does not wait.".to_owned(),
            "You may use paper. Work alone, without other help, unless you were told otherwise.".to_owned(),
        ];
        if self.kind == Kind::Practice {
            instructions.insert(
                0,
                "This is practice: nothing is handed to anybody.".to_owned(),
            );
        }
        Shared {
            format: document::format::<Shared>(),
            package_id,
            instructions,
            tasks: tasks.into_values().collect(),
        }
    }

    fn package(
        &self,
        bank: &Bank,
        package_id: PackageId,
        forms: &[AssembledForm],
        key_commitment: Hex<32>,
        now: i64,
    ) -> Result<Package, Notice> {
        let info = bank.info();
        let first = &forms[0].form;
        let seconds = |s: u32| s.clamp(1, 86_400);
        let mut languages: Vec<Language> = forms
            .iter()
            .flat_map(|f| &f.form.tasks)
            .flat_map(|t| t.starters.keys().copied())
            .collect();
        languages.sort_unstable();
        languages.dedup();
        Ok(Package {
            format: document::format::<Package>(),
            min_format: document::VERSION,
            package_id,
            exam_id: info.id.clone(),
            rev: info.version,
            org: self.org.to_owned(),
            title: info.title.clone(),
            issued: stamp(now)?,
            not_before: stamp(now - DAY_S)?,
            not_after: stamp(now + WINDOW_DAYS * DAY_S)?,
            duration_s: info.duration_s,
            sections: vec![
                Section {
                    kind: SectionKind::Choice,
                    title: "Multiple choice".to_owned(),
                    questions: u16::try_from(first.items.len()).unwrap_or(u16::MAX),
                    seconds: seconds(first.items.iter().map(|i| i.seconds).sum()),
                },
                Section {
                    kind: SectionKind::Coding,
                    title: "Coding".to_owned(),
                    questions: u16::try_from(first.tasks.len()).unwrap_or(u16::MAX),
                    seconds: seconds(first.tasks.iter().map(|t| t.seconds).sum()),
                },
            ],
            languages,
            release: Vec::new(),
            result_recipients: self.recipients.to_vec(),
            key_commitment,
            policy: Policy {
                kind: self.kind,
                records: Recorded::ALL.to_vec(),
            },
        })
    }

    fn ticket(
        &self,
        row: &CandidateRow,
        ticket_id: TicketId,
        package_id: PackageId,
        package_sums_sha256: Hex<32>,
        form_key: Secret32,
        now: i64,
    ) -> Result<Ticket, Notice> {
        Ok(Ticket {
            format: document::format::<Ticket>(),
            min_format: document::VERSION,
            ticket_id,
            package_id,
            package_sums_sha256,
            candidate_ref: row.candidate_ref.clone(),
            attempt_no: 1,
            max_attempts: 1,
            prev_ticket: None,
            issued: stamp(now)?,
            not_before: stamp(now - DAY_S)?,
            not_after: stamp(now + WINDOW_DAYS * DAY_S)?,
            extra_time_pct: u16::try_from(row.extra_time_pct).unwrap_or(300),
            mode: match self.kind {
                Kind::Practice => Sitting::Practice,
                Kind::Test if row.seat.is_some() => Sitting::Event,
                Kind::Test => Sitting::Remote,
            },
            witness: Witness::None,
            form_key,
        })
    }
}

fn form_document(package_id: PackageId, form: &AssembledForm) -> FormDocument {
    FormDocument {
        format: document::format::<FormDocument>(),
        package_id,
        ticket_id: form.ticket,
        items: form.form.items.clone(),
        tasks: form.task_ids.clone(),
    }
}

/// A fresh ticket id for each candidate.
fn seats(context: &Context, candidates: &[CandidateRow]) -> Result<Vec<TicketSeat>, Notice> {
    let seat = |row: &CandidateRow| {
        let id = uuid::Builder::from_random_bytes(context.bytes()?).into_uuid();
        Ok(TicketSeat {
            ticket_id: TicketId(id),
            seat: row.seat,
        })
    };
    candidates.iter().map(seat).collect()
}

fn material(
    bank: &Bank,
    package_id: PackageId,
    exam_seed: [u8; 32],
    shared_json: &[u8],
    candidates: &[CandidateRow],
    assembled: &[AssembledForm],
    forms: &[TicketForm],
) -> Result<KeyMaterial, Notice> {
    let mut tickets = Vec::with_capacity(assembled.len());
    let mut hidden = BTreeMap::new();
    for ((row, form), sealed) in candidates.iter().zip(assembled).zip(forms) {
        let form_json = document::write(&sealed.form).map_err(|e| invalid(&e))?;
        for task in &form.task_ids {
            if !hidden.contains_key(task) {
                hidden.insert(task.clone(), bank.hidden(task).map_err(|e| e.notice())?);
            }
        }
        tickets.push(TicketKeys {
            ticket_id: form.ticket,
            candidate_ref: row.candidate_ref.clone(),
            seat: row.seat,
            form_sha256: Hex(sha256(&form_json)),
            keys: form.keys.clone(),
            tasks: form.task_ids.clone(),
        });
    }
    Ok(KeyMaterial {
        keys: Keys {
            format: document::format::<Keys>(),
            min_format: document::VERSION,
            package_id,
            exam_seed: Secret32(exam_seed),
            bank: BankSource {
                id: bank.info().id.clone(),
                version: bank.info().version,
                sha256: Hex(bank.digest()),
            },
            shared_sha256: Hex(sha256(shared_json)),
            tickets,
        },
        hidden,
    })
}

pub(crate) fn stamp(unix: i64) -> Result<Stamp, Notice> {
    Stamp::from_unix(unix).ok_or_else(|| {
        Notice::new(
            Code("cli.clock"),
            "This machine's clock cannot be used for signing.",
            format!("It says {unix} seconds since 1970."),
            "Set the clock, then try again.",
        )
    })
}

fn invalid(error: &document::DocumentError) -> Notice {
    Notice::new(
        error.code(),
        "A document could not be written.",
        error.to_string(),
        "Report this with the message above.",
    )
}

/// A seat at no organisation's table, for practice and for the demonstration.
pub(crate) fn lone_candidate(candidate_ref: &str, name: &str) -> CandidateRow {
    CandidateRow {
        candidate_ref: CandidateRef(candidate_ref.to_owned()),
        name: name.to_owned(),
        email: String::new(),
        extra_time_pct: 0,
        seat: None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use invigil_bundle::{
        age::Identity,
        doc::{issuer::Anchor, package::open_package},
        ssh,
        trust::namespace,
    };
    use invigil_clock::FakeClock;
    use invigil_crypto::random::SystemRandom;

    use super::*;
    use crate::{
        bank, candidates,
        make::{org_signers, root_file},
        org::{ROOT_FILE, TRUST, TRUST_SIG},
    };

    /// What a person with the key package alone assembles.
    fn assembled_again(keys: &Keys, bank: &Bank) -> Vec<Hex<32>> {
        let seat = |ticket: &TicketKeys| TicketSeat {
            ticket_id: ticket.ticket_id,
            seat: ticket.seat,
        };
        let seats: Vec<_> = keys.tickets.iter().map(seat).collect();
        let assembly = assemble(bank, keys.exam_seed.0, &seats).expect("forms");
        let digest = |form| {
            let form = form_document(keys.package_id, form);
            Hex(sha256(&document::write(&form).expect("a form")))
        };
        assembly.forms.iter().map(digest).collect()
    }

    #[test]
    fn the_forms_follow_from_the_key_package_with_and_without_seats() {
        let context = Context {
            clock: Arc::new(FakeClock::new()),
            random: Arc::new(SystemRandom::new()),
        };
        let key = || SigningKey::generate(&*context.random).expect("a key");
        let (root, issuing) = (key(), key());
        let mailbox = Identity::generate(&*context.random).expect("a key");
        let root_file = root_file(&context, "acme", &root.public()).expect("a root");
        let signers = org_signers(&context, "acme", &issuing.public()).expect("signers");
        let signature = ssh::sign(&root, None, namespace::TRUST, signers.as_bytes());
        let mint = Mint {
            org: "acme",
            issuing: &issuing,
            trust: &[
                Entry::new(ROOT_FILE, root_file),
                Entry::new(TRUST, signers),
                Entry::new(TRUST_SIG, signature),
            ],
            recipients: &[mailbox.recipient()],
            kind: Kind::Test,
        };
        let bank = bank::open("backend-engineer").expect("the bank");
        let grid = "ref,name,seat\na,A,A1\nb,B,A2\nc,C,A3\nd,D,B1\ne,E,B2\nf,F,\n";
        for list in [grid, "ref,name\na,A\nb,B\nc,C\n"] {
            let rows = candidates::parse(list.as_bytes()).expect("candidates");
            let minted = mint
                .mint(&context, &bank, &rows, &|_| Ok(()))
                .expect("minted");
            let package = open_package(&minted.package, &Anchor::default()).expect("a package");
            let identities = std::slice::from_ref(&mailbox);
            let opened = keypkg::open_keys(&minted.keypkg, identities, package.package());
            let opened = opened.expect("the keys");
            let keys = &opened.material().keys;
            let issued: Vec<_> = keys.tickets.iter().map(|t| t.form_sha256).collect();
            assert_eq!(assembled_again(keys, &bank), issued);
        }
    }
}
