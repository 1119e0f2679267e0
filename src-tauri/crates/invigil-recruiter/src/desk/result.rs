//! One result as the desk shows it: checks, person, answers beside the keys, score. Looking keeps
//! nothing: a signed grade is made by `grade` alone.

use std::path::Path;

use invigil_bundle::doc::{
    Stamp, Verified,
    result::End,
    verify::{AttemptRecord, Check, Outcome, Refused, Report, Tier, Verdict},
};
use invigil_grading::{Interval, MIN_ITEMS, McqScore};
use invigil_model::{AnswerKey, Item, Letter, Notice};

use crate::{
    Unlocked, candidates,
    dto::{
        CheckDto, CodeDto, IntervalDto, OptionDto, OutcomeDto, PersonDto, QuestionDto, ResultDto,
        ScoreDto, SkillDto, VerdictDto,
    },
    verify::RESULT_CAP,
};

impl Unlocked {
    /// Verifies a result and lays it out. A refused one is a result too: it shows what was checked
    /// until then.
    pub(super) fn look_at(&self, path: &Path) -> Result<ResultDto, Notice> {
        let bytes = invigil_files::read(path, RESULT_CAP).map_err(|e| e.notice())?;
        let mut dto = match self.verdict(&bytes)? {
            Ok(Verdict::Attempt(record)) => self.attempt(&record),
            Ok(Verdict::Practice(report)) => plain(VerdictDto::Practice, &report),
            Err(refused) => refusal(refused),
        };
        dto.path = path.display().to_string();
        Ok(dto)
    }

    fn attempt(&self, record: &Verified<AttemptRecord>) -> ResultDto {
        let mut dto = plain(VerdictDto::Verified, record.report());
        dto.person = Some(self.person(record));
        dto.code = code(record);
        dto.sums = Some(invigil_crypto::digest::hex(&record.sums_sha256.0));
        let ticket = record.ticket.ticket_id;
        let scored = self.score(record);
        let keys = scored.as_ref().ok().and_then(|scored| {
            let of_ticket = scored.keys.material().keys.of(ticket)?;
            Some(of_ticket.keys.as_slice())
        });
        dto.questions = questions(record, keys.unwrap_or_default());
        match scored {
            Ok(scored) => dto.score = Some(score(record, &scored.score)),
            Err(notice) => dto.unscored = Some(notice.into()),
        }
        dto
    }

    fn person(&self, record: &AttemptRecord) -> PersonDto {
        let ticket = &record.ticket;
        PersonDto {
            candidate_ref: ticket.candidate_ref.to_string(),
            typed_name: record.candidate.name.clone(),
            listed_name: self.listed(record),
            extra_time: u32::from(ticket.extra_time_pct),
            title: record.package.title.clone(),
            started: record.manifest.started.map(local),
            sealed: local(record.manifest.sealed),
            minutes: u32::try_from(record.answers.end_ms.div_ceil(60_000)).unwrap_or(u32::MAX),
            allowed: ticket.total_s(record.package.duration_s).div_ceil(60),
            expired: record.answers.end == End::Expired,
            scripted: record.manifest.mode.scripted,
            app: record.manifest.app.clone(),
        }
    }

    /// The name on the list that was kept at the issue.
    fn listed(&self, record: &AttemptRecord) -> Option<String> {
        let dir = self.org.issued_dir(&record.package.package_id);
        let list = invigil_files::read(&dir.join("candidates.csv"), candidates::CAP).ok()?;
        // A row that was fine when it was issued and is refused by a later rule hides no other.
        let rows = candidates::preview(&list).ok()?.rows;
        let mine =
            |row: &candidates::CandidateRow| row.candidate_ref == record.ticket.candidate_ref;
        let mut rows = rows.into_iter().filter_map(|row| row.meaning.ok());
        rows.find(mine).map(|row| row.name)
    }
}

fn plain(verdict: VerdictDto, report: &Report) -> ResultDto {
    ResultDto {
        path: String::new(),
        verdict,
        tier: report.tier.as_str().to_owned(),
        tier_meaning: report.tier.meaning().to_owned(),
        checks: report.checks.iter().map(check).collect(),
        refusal: None,
        person: None,
        score: None,
        unscored: None,
        questions: Vec::new(),
        code: Vec::new(),
        sums: None,
    }
}

fn refusal(refused: Refused) -> ResultDto {
    let notice = refused.notice();
    let report = Report {
        checks: refused.checks,
        tier: Tier::None,
    };
    ResultDto {
        refusal: Some(notice.into()),
        tier_meaning: "Refused: it has no tier.".to_owned(),
        ..plain(VerdictDto::Refused, &report)
    }
}

fn check(check: &Check) -> CheckDto {
    let (outcome, detail) = match &check.outcome {
        Outcome::Holds => (OutcomeDto::Holds, None),
        Outcome::HoldsBy(facts) => (OutcomeDto::Holds, Some(facts.clone())),
        Outcome::Noted(facts) => (OutcomeDto::Noted, Some(facts.clone())),
        Outcome::NotChecked(why) => (OutcomeDto::NotChecked, Some(why.clone())),
        Outcome::Fails(code, why) => (OutcomeDto::Fails, Some(format!("{code}: {why}"))),
    };
    CheckDto {
        id: check.id.as_str().to_owned(),
        outcome,
        proves: check.id.proves().to_owned(),
        detail,
    }
}

fn score(record: &AttemptRecord, score: &McqScore) -> ScoreDto {
    let answered = record.answers.items.iter().filter(|a| a.letter.is_some());
    ScoreDto {
        right: u32::from(score.right),
        of: u32::from(score.of),
        answered: u32::try_from(answered.count()).unwrap_or(u32::MAX),
        interval: score.interval.map(interval),
        skills: score
            .skills
            .iter()
            .map(|of| SkillDto {
                skill: of.skill.name().to_owned(),
                right: u32::from(of.right),
                of: u32::from(of.of),
                interval: of.interval.map(interval),
            })
            .collect(),
        least: u32::from(MIN_ITEMS),
    }
}

fn interval(interval: Interval) -> IntervalDto {
    IntervalDto {
        low: u32::from(interval.low),
        high: u32::from(interval.high),
    }
}

fn questions(record: &AttemptRecord, keys: &[AnswerKey]) -> Vec<QuestionDto> {
    let answered = record.form.items.iter().zip(&record.answers.items);
    (1..)
        .zip(answered)
        .map(|(position, (item, answer))| {
            let key = keys.iter().find(|key| key.item == item.id);
            QuestionDto {
                response: answer.letter.map(|letter| letter.to_string()),
                flagged: answer.flagged,
                ..question(position, item, key)
            }
        })
        .collect()
}

fn question(position: u32, item: &Item, key: Option<&AnswerKey>) -> QuestionDto {
    let Item {
        id,
        cell,
        skill: of_skill,
        seconds: _,
        stem,
        code,
        options,
    } = item;
    let options = Letter::ALL.iter().zip(options).map(|(letter, text)| {
        let why = key.map(|key| key.rationales[letter.index()].clone());
        OptionDto {
            letter: letter.to_string(),
            text: text.clone(),
            why,
        }
    });
    QuestionDto {
        position,
        id: id.to_string(),
        cell: cell.clone(),
        skill: of_skill.name().to_owned(),
        stem: stem.clone(),
        code_language: code.as_ref().map(|code| code.language.clone()),
        code: code.as_ref().map(|code| code.text.clone()),
        options: options.collect(),
        response: None,
        key: key.map(|key| key.key.to_string()),
        flagged: false,
    }
}

fn code(record: &AttemptRecord) -> Vec<CodeDto> {
    (1u16..)
        .zip(&record.form.tasks)
        .map(|(n, task)| {
            let submitted = record.code.get(&n);
            let starter = submitted.and_then(|code| task.starters.get(&code.language));
            CodeDto {
                task: u32::from(n),
                title: task.title.clone(),
                language: submitted.map(|code| code.language.to_string()),
                text: submitted.map(|code| code.text.clone()).unwrap_or_default(),
                untouched: submitted.is_some_and(|code| Some(&code.text) == starter),
            }
        })
        .collect()
}

/// `YYYY-MM-DD HH:MM` in this computer's time zone.
fn local(stamp: Stamp) -> String {
    chrono::DateTime::from_timestamp(stamp.unix(), 0)
        .unwrap_or_default()
        .with_timezone(&chrono::Local)
        .format("%Y-%m-%d %H:%M")
        .to_string()
}
