//! Scoring a verified result with the keys that its package committed to, and keeping the score
//! as a signed grade. Grading again finds the same grade.

use std::path::{Path, PathBuf};

use invigil_bundle::{
    doc::{
        DocError, Hex, Verified, document,
        grade::{self, ChoiceScore, Grade, ItemScore, Proportion, SkillScore, sign_grade},
        keypkg::OpenedKeys,
        verify::AttemptRecord,
    },
    szip,
};
use invigil_crypto::digest::unhex;
use invigil_files::Access;
use invigil_grading::{Interval, McqScore, score_mcq};
use invigil_model::Notice;
use invigil_runner::Runtimes;
use serde::Serialize;

use crate::{
    Context, Unlocked,
    coding::{self, TaskLine},
    mint::stamp,
    org_notice,
    rerun::{self, ReplayReport},
    store, trust,
};

const GRADE: &str = "grade.json";
const GRADE_SIG: &str = "grade.json.sig";
/// For each ticket the results that were graded, a line each.
const BY_TICKET: &str = "grades/by-ticket";
const GRADE_CAP: u64 = 256 << 10;
const GRADER: &str = concat!("invigil ", env!("CARGO_PKG_VERSION"));

/// What `invigil grade` prints. Field names are stable; proportions are integers in 1/10,000.
#[derive(Clone, Debug, Serialize)]
pub struct GradeReport {
    /// The candidate's opaque name.
    pub candidate_ref: String,
    /// The test's title.
    pub title: String,
    /// Names the result.
    pub sums_sha256: String,
    /// `T0`, `T1`.
    pub tier: &'static str,
    /// Whether a script gave the answers.
    pub scripted: bool,
    /// Items answered with the key.
    pub right: u16,
    /// All items.
    pub of: u16,
    /// Wilson 95 % interval in 1/10,000.
    pub interval: Option<(u16, u16)>,
    /// By skill; an interval of null says "not enough items".
    pub skills: Vec<SkillLine>,
    /// By item, in the form's order.
    pub items: Vec<ItemLine>,
    /// The coding questions in one sentence.
    pub coding: String,
    /// By coding task: the groups of hidden tests, and each test. Where no code was run, what the
    /// kept signed grade holds.
    pub tasks: Vec<TaskLine>,
    /// When the grade was signed.
    pub graded: String,
    /// `grade.json`; its signature stands beside it.
    pub file: String,
    /// What the recruiter should know, a sentence each.
    pub warnings: Vec<String>,
}

/// One skill.
#[derive(Clone, Debug, Serialize)]
pub struct SkillLine {
    /// `databases`, `apis`, `engineering`.
    pub skill: invigil_model::Skill,
    /// Right answers.
    pub right: u16,
    /// Items.
    pub of: u16,
    /// Wilson 95 % interval in 1/10,000.
    pub interval: Option<(u16, u16)>,
}

/// One item.
#[derive(Clone, Debug, Serialize)]
pub struct ItemLine {
    /// Which.
    pub item: String,
    /// The answer as shown; null if open.
    pub letter: Option<invigil_model::Letter>,
    /// The key as shown.
    pub key: invigil_model::Letter,
    /// Whether they are the same.
    pub right: bool,
}

/// A score with the keys that it was made with.
pub(crate) struct Scored {
    pub(crate) keys: OpenedKeys,
    pub(crate) score: McqScore,
}

/// A result with its score, not kept yet.
pub struct Marked {
    bytes: Vec<u8>,
    record: Verified<AttemptRecord>,
    key_reveal: Hex<32>,
    score: McqScore,
    tasks: Vec<TaskLine>,
}

impl Unlocked {
    /// Verifies a result, scores its multiple-choice items, runs the hidden tests of its code and
    /// keeps the signed grade in the organisation's folder. Without `runtimes` no code is run.
    pub fn grade(
        &self,
        context: &Context,
        path: &Path,
        runtimes: Option<&mut Runtimes>,
    ) -> Result<GradeReport, Notice> {
        self.keep_grade(context, self.mark(path, runtimes)?)
    }

    /// The part of [`Unlocked::grade`] that takes time and writes nothing: results may be marked
    /// side by side.
    pub fn mark(&self, path: &Path, runtimes: Option<&mut Runtimes>) -> Result<Marked, Notice> {
        let bytes = invigil_files::read(path, szip::MAX_FILE as u64).map_err(|e| e.notice())?;
        let record = self.verified(&bytes)?;
        let Scored { keys, score } = self.score(&record)?;
        let tasks = match runtimes {
            Some(runtimes) => coding::judge_result(runtimes, &record, &keys.material().hidden)?,
            None => Vec::new(),
        };
        Ok(Marked {
            bytes,
            record,
            key_reveal: keys.reveal(),
            score,
            tasks,
        })
    }

    /// Signs and keeps the grade of a marked result. Two results of one ticket are told of by the
    /// one that is kept later.
    pub fn keep_grade(&self, context: &Context, marked: Marked) -> Result<GradeReport, Notice> {
        let held = store::lock(&self.org.dir)?;
        let fresh = self.held(&held)?;
        // What was taken back while the code ran is taken back.
        if fresh.org.kept != self.org.kept {
            fresh.verified(&marked.bytes)?;
        }
        fresh.keep(context, marked)
    }

    /// Under the lock.
    fn keep(&self, context: &Context, marked: Marked) -> Result<GradeReport, Notice> {
        let Marked {
            bytes: _,
            record,
            key_reveal,
            score,
            tasks,
        } = marked;
        let grade = self.signed(context, &record, key_reveal, &score, &tasks)?;
        let tasks = coding::with_kept(&record, tasks, &grade);
        Ok(GradeReport {
            graded: grade.graded.to_string(),
            file: self.grade_dir(&record).join(GRADE).display().to_string(),
            warnings: self.forks(&record)?,
            candidate_ref: record.ticket.candidate_ref.to_string(),
            title: record.package.title.clone(),
            sums_sha256: invigil_crypto::digest::hex(&record.sums_sha256.0),
            tier: record.tier().as_str(),
            scripted: record.manifest.mode.scripted,
            right: score.right,
            of: score.of,
            interval: score.interval.map(bounds),
            skills: score
                .skills
                .iter()
                .map(|s| SkillLine {
                    skill: s.skill,
                    right: s.right,
                    of: s.of,
                    interval: s.interval.map(bounds),
                })
                .collect(),
            items: score
                .items
                .iter()
                .map(|i| ItemLine {
                    item: i.item.to_string(),
                    letter: i.letter,
                    key: i.key,
                    right: i.is_right(),
                })
                .collect(),
            coding: coding::sentence(&record, &tasks, grade.graded),
            tasks,
        })
    }

    /// Verifies a result and runs every logged run of its code again.
    pub fn replay(&self, path: &Path, runtimes: &mut Runtimes) -> Result<ReplayReport, Notice> {
        let bytes = invigil_files::read(path, szip::MAX_FILE as u64).map_err(|e| e.notice())?;
        let record = self.verified(&bytes)?;
        rerun::replay_result(runtimes, &record)
    }

    /// Scores a verified attempt with the keys that its package committed to; keeps nothing.
    pub(crate) fn score(&self, record: &Verified<AttemptRecord>) -> Result<Scored, Notice> {
        let package = &record.package.package_id;
        self.keys_here(package)?;
        let keys = self.issued(package)?.keys;
        let ticket = record.ticket.ticket_id;
        let of_ticket = keys.material().keys.of(ticket).ok_or_else(|| {
            org_notice(
                "grading.no-ticket",
                "This result cannot be scored.",
                format!("The keys of its package know no ticket {ticket}."),
                "Check that the result is of this organisation's issue.",
            )
        })?;
        let score = score_mcq(record, &of_ticket.keys).map_err(|e| {
            Notice::new(
                e.code(),
                "This result cannot be scored.",
                e.to_string(),
                "Check that the keys belong to this issue.",
            )
        })?;
        Ok(Scored { keys, score })
    }

    /// Remembers the result under its ticket, and names the ticket's other results that were
    /// graded: a ticket is for one attempt, so that two of them are copies that went apart.
    fn forks(&self, record: &AttemptRecord) -> Result<Vec<String>, Notice> {
        let folder = self.org.dir.join(BY_TICKET);
        let path = folder.join(record.ticket.ticket_id.to_string());
        let own = invigil_crypto::digest::hex(&record.sums_sha256.0);
        let known = if invigil_files::exists(&path) {
            invigil_files::read_text(&path, GRADE_CAP).map_err(|e| e.notice())?
        } else {
            String::new()
        };
        if known.lines().all(|sums| sums != own) {
            let text = format!("{known}{own}\n");
            invigil_files::create_dir(&folder, Access::Private).map_err(|e| e.notice())?;
            invigil_files::write(&path, text.as_bytes(), Access::Private)
                .map_err(|e| e.notice())?;
        }
        if let Some(odd) = known.lines().find(|sums| unhex::<32>(sums).is_none()) {
            let why = format!("{}: `{odd:.70}` names no result", path.display());
            return Err(bad_grade(&why));
        }
        let others = known.lines().filter(|sums| *sums != own);
        Ok(others.map(|sums| self.fork(record, sums)).collect())
    }

    /// Why a ticket has two results, as far as the other one's grade tells.
    fn fork(&self, record: &AttemptRecord, other: &str) -> String {
        let path = self.org.dir.join("grades").join(other).join(GRADE);
        let grade = invigil_files::read(&path, GRADE_CAP).ok();
        let grade = grade.and_then(|bytes| document::read::<Grade>(&bytes).ok());
        let how = match grade.map(|grade| grade.attempt_id == record.manifest.attempt_id) {
            Some(true) => "it is of this very attempt, which was copied and went on twice",
            Some(false) => {
                "it is of another attempt: the test was begun twice, on two laptops or in two folders"
            }
            None => "its grade cannot be read, so that it is open whether it is of this attempt",
        };
        format!("Another result of this ticket was graded, {other}: {how}. Ask which one counts.")
    }

    fn grade_dir(&self, record: &AttemptRecord) -> PathBuf {
        let name = invigil_crypto::digest::hex(&record.sums_sha256.0);
        self.org.dir.join("grades").join(name)
    }

    /// The kept grade of this result, or a new one.
    fn signed(
        &self,
        context: &Context,
        record: &AttemptRecord,
        key_reveal: Hex<32>,
        score: &McqScore,
        tasks: &[TaskLine],
    ) -> Result<Grade, Notice> {
        let dir = self.grade_dir(record);
        let (json, sig) = (dir.join(GRADE), dir.join(GRADE_SIG));
        let grade = Grade {
            format: document::format::<Grade>(),
            min_format: document::VERSION,
            org: self.org.id().to_owned(),
            package_id: record.package.package_id,
            ticket_id: record.ticket.ticket_id,
            attempt_id: record.manifest.attempt_id,
            result_sums_sha256: record.sums_sha256,
            key_commitment: record.package.key_commitment,
            key_reveal,
            grader: coding::grader(GRADER, tasks),
            graded: stamp(context.unix())?,
            choice: choice(score),
            coding: coding::signed_lines(record, tasks),
        };
        if invigil_files::exists(&json) {
            let kept = self.kept(&json, &sig, record)?;
            match compare(&kept, &grade) {
                Compared::Covers => return Ok(kept),
                Compared::Less => keep_less(&dir)?,
                Compared::Other => return Err(other_grade(&json, &kept)),
            }
        }
        let signed = sign_grade(&grade, self.issuing()?).map_err(|e| e.notice("the grade"))?;
        let write = |path: &Path, bytes: &[u8]| {
            invigil_files::write(path, bytes, Access::Private).map_err(|e| e.notice())
        };
        invigil_files::create_dir(&dir, Access::Private).map_err(|e| e.notice())?;
        // The signature is written first: a grade that is there has one.
        write(&sig, signed.sig.as_bytes())?;
        write(&json, &signed.json)?;
        Ok(grade)
    }

    /// The grade that was signed before.
    fn kept(&self, json: &Path, sig: &Path, record: &AttemptRecord) -> Result<Grade, Notice> {
        let bad = |why: String| bad_grade(&format!("{}: {why}", json.display()));
        let read = |path| invigil_files::read(path, GRADE_CAP).map_err(|e| store::unread(&e, bad));
        let (bytes, sig) = (read(json)?, read(sig)?);
        let kept = self
            .read_grade(&bytes, &sig)?
            .map_err(|e| bad(e.to_string()))?;
        kept.check_of(record).map_err(|e| bad(e.to_string()))?;
        Ok(kept)
    }

    /// Under the trust file of today, or the one that it was signed under: what is wrong is told
    /// by the file that lists the signer.
    fn read_grade(&self, json: &[u8], sig: &[u8]) -> Result<Result<Grade, DocError>, Notice> {
        let today = self.org.trust_entries()?;
        let anchor = self.org.anchor();
        let mut refused = match grade::read_grade(json, sig, &today, &anchor) {
            Ok(grade) => return Ok(Ok(grade)),
            Err(refused) => refused,
        };
        let Some(root) = today.first() else {
            return Ok(Err(refused));
        };
        for files in trust::earlier(&self.org.dir, root)? {
            match grade::read_grade(json, sig, &files, &anchor) {
                Ok(grade) => return Ok(Ok(grade)),
                Err(e) if e.code().0.starts_with("trust.revoked") => refused = e,
                Err(_) => {}
            }
        }
        Ok(Err(refused))
    }

    /// The keys of one ticket's form, for scripted attempts.
    pub fn key_letters(&self, ticket: &[u8]) -> Result<Vec<invigil_model::Letter>, Notice> {
        let ticket = invigil_bundle::doc::ticket::read_ticket(ticket, &self.org.anchor())
            .map_err(|e| e.notice("the ticket"))?;
        let package = &ticket.ticket().package_id;
        self.keys_here(package)?;
        let keys = self.issued(package)?.keys;
        let of_ticket = keys.material().keys.of(ticket.ticket().ticket_id);
        Ok(of_ticket
            .map(|t| t.keys.iter().map(|k| k.key).collect())
            .unwrap_or_default())
    }
}

/// How a kept grade stands to a new one.
enum Compared {
    /// It says all that the new one says.
    Covers,
    /// It says nothing else, and less: code that was not run then is scored now.
    Less,
    /// They contradict each other.
    Other,
}

fn compare(kept: &Grade, new: &Grade) -> Compared {
    let (mut covers, mut less) = (true, kept.coding.len() == new.coding.len());
    for (kept, new) in kept.coding.iter().zip(&new.coding) {
        covers &= kept.groups == new.groups || new.groups.is_none();
        less &= kept.groups == new.groups || kept.groups.is_none();
    }
    let same = Grade {
        graded: kept.graded,
        grader: kept.grader.clone(),
        coding: kept.coding.clone(),
        ..new.clone()
    };
    let tasks = |grade: &Grade| {
        grade
            .coding
            .iter()
            .map(|c| c.id.clone())
            .collect::<Vec<_>>()
    };
    if same != *kept || tasks(kept) != tasks(new) {
        Compared::Other
    } else if covers {
        Compared::Covers
    } else if less {
        Compared::Less
    } else {
        Compared::Other
    }
}

/// A signed grade is never thrown away: the one that says less goes beside its successor.
fn keep_less(dir: &Path) -> Result<(), Notice> {
    let (grade, signature) = (dir.join(GRADE), dir.join(GRADE_SIG));
    let name = |n: u32| match n {
        1 => "grade-without-code.json".to_owned(),
        n => format!("grade-without-code-{n}.json"),
    };
    let free = |name: &String| !invigil_files::occupied(&dir.join(name));
    let less = (1..).map(name).find(free).unwrap_or_default();
    // The signature is copied, so that the grade has one on either side of the rename.
    let copy = dir.join(format!("{less}.sig"));
    invigil_files::read(&signature, GRADE_CAP)
        .and_then(|sig| invigil_files::write(&copy, &sig, Access::Private))
        .and_then(|()| invigil_files::rename(&grade, &dir.join(less)))
        .map_err(|e| e.notice())
}

/// The folder's fault, and not the result's.
fn bad_grade(why: &str) -> Notice {
    org_notice(
        "org.grade",
        "The kept grade of this result cannot be used.",
        format!("{why}."),
        "Restore that folder from your backup; or move it away, then grade again. Nothing is wrong with the result by that.",
    )
}

fn other_grade(json: &Path, kept: &Grade) -> Notice {
    org_notice(
        "grading.other-grade",
        "An earlier grade of this result says something else.",
        format!("{} was signed on {}.", json.display(), kept.graded),
        "Keep both: move that folder to another place, then grade again.",
    )
}

fn choice(score: &McqScore) -> ChoiceScore {
    let proportion = |right, of, interval: Option<Interval>| Proportion {
        right,
        of,
        interval: interval.map(|i| grade::Interval {
            low: i.low,
            high: i.high,
        }),
    };
    let skills = score.skills.iter().map(|s| SkillScore {
        skill: s.skill,
        score: proportion(s.right, s.of, s.interval),
    });
    let items = score.items.iter().map(|i| ItemScore {
        id: i.item.clone(),
        letter: i.letter,
        right: i.is_right(),
    });
    ChoiceScore {
        total: proportion(score.right, score.of, score.interval),
        skills: skills.collect(),
        items: items.collect(),
    }
}

fn bounds(interval: Interval) -> (u16, u16) {
    (interval.low, interval.high)
}
