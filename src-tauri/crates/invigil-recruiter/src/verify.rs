//! Verifying a result, for a person and for a program.

use std::path::{Path, PathBuf};

use invigil_bundle::{
    age::Identity,
    doc::{
        Hex, Verified, document,
        issuer::Anchor,
        keypkg::{self, OpenedKeys},
        package::{self, Kind},
        result::name,
        verify::{
            self, AttemptBinding, AttemptRecord, Check, EnvelopeReport, Issued, Outcome, Refused,
            Report, Tier, Verdict, VerifyInputs,
        },
    },
    szip::Entry,
    trust::LastSeen,
};
use invigil_model::{Notice, PackageId};
use serde::Serialize;

use crate::{Context, Unlocked, org::read_root, org_notice, store};

pub(crate) const RESULT_CAP: u64 = 64 << 20;

/// Whose keys a result is checked with.
pub enum Source {
    /// The organisation's own folder.
    Organisation(Box<Unlocked>),
    /// Its root.pub_signers alone.
    Root(PathBuf),
}

/// What `invigil verify` prints. Field names are stable.
#[derive(Clone, Debug, Serialize)]
pub struct VerifyReport {
    /// `verified`, `envelope-only`, `practice` or `refused`.
    pub verdict: &'static str,
    /// The code of the refusal.
    pub code: Option<String>,
    /// What is wrong and why, where it is refused.
    pub reason: Option<String>,
    /// What to do next, where it is refused.
    pub next: Option<String>,
    /// `none` (practice, refused, or not opened), `T0`, `T1`.
    pub tier: &'static str,
    /// What the tier means.
    pub tier_meaning: &'static str,
    /// Every single check.
    pub checks: Vec<CheckLine>,
    /// The candidate's opaque name.
    pub candidate_ref: Option<String>,
    /// The name as typed at check-in.
    pub candidate_name: Option<String>,
    /// The test's title.
    pub title: Option<String>,
    /// Whether a script gave the answers.
    pub scripted: Option<bool>,
    /// Answered items and all items.
    pub answered: Option<(usize, usize)>,
    /// SHA-256 of the inner SHA256SUMS: names this result.
    pub sums_sha256: Option<String>,
    /// What no signature shows.
    pub not_shown: &'static [&'static str],
}

/// One check.
#[derive(Clone, Debug, Serialize)]
pub struct CheckLine {
    /// Stable name.
    pub id: &'static str,
    /// `holds`, `noted`, `not-checked` or `fails`.
    pub outcome: &'static str,
    /// What it proves when it holds.
    pub proves: &'static str,
    /// The facts: what it rests on, or why it does not simply hold.
    pub detail: Option<String>,
}

/// Said beside every result.
const NOT_SHOWN: &[&str] = &[
    "who sat at the laptop, and who or what was beside it (a phone, a second computer)",
    "that the laptop recorded honestly: on a machine that the candidate owns, a signature proves `unchanged since sealing`",
];

impl VerifyReport {
    /// 0: all checks hold; 2: refused; 3: the envelope alone was checked, or practice.
    pub fn exit_code(&self) -> u8 {
        match self.verdict {
            "verified" => 0,
            "refused" => 2,
            _ => 3,
        }
    }

    fn of(verdict: &'static str, report: &Report) -> Self {
        Self {
            verdict,
            code: None,
            reason: None,
            next: None,
            tier: report.tier.as_str(),
            tier_meaning: report.tier.meaning(),
            checks: lines(&report.checks),
            candidate_ref: None,
            candidate_name: None,
            title: None,
            scripted: None,
            answered: None,
            sums_sha256: None,
            not_shown: NOT_SHOWN,
        }
    }

    /// What the envelope alone can say.
    fn outside(outer: &EnvelopeReport) -> Self {
        match outer.envelope.kind {
            Kind::Practice => Self::of("practice", &outer.report),
            Kind::Test => Self {
                tier_meaning: "Not known: the sealed part was not read.",
                ..Self::of("envelope-only", &outer.report)
            },
        }
    }

    fn attempt(record: &AttemptRecord) -> Self {
        let answers = &record.answers.items;
        Self {
            candidate_ref: Some(record.ticket.candidate_ref.to_string()),
            candidate_name: Some(record.candidate.name.clone()),
            title: Some(record.package.title.clone()),
            scripted: Some(record.manifest.mode.scripted),
            answered: Some((
                answers.iter().filter(|a| a.letter.is_some()).count(),
                answers.len(),
            )),
            sums_sha256: Some(invigil_crypto::digest::hex(&record.sums_sha256.0)),
            ..Self::of("verified", &record.report)
        }
    }

    fn refused(refused: Refused) -> Self {
        let report = Report {
            checks: refused.checks,
            tier: Tier::None,
        };
        Self {
            code: Some(refused.code.to_string()),
            reason: Some(format!("{} {}", refused.what, refused.why)),
            next: Some(refused.next),
            tier_meaning: "Refused: it has no tier.",
            ..Self::of("refused", &report)
        }
    }
}

fn lines(checks: &[Check]) -> Vec<CheckLine> {
    checks
        .iter()
        .map(|check| {
            let (outcome, detail) = match &check.outcome {
                Outcome::Holds => ("holds", None),
                Outcome::HoldsBy(facts) => ("holds", Some(facts.clone())),
                Outcome::Noted(facts) => ("noted", Some(facts.clone())),
                Outcome::NotChecked(why) => ("not-checked", Some(why.clone())),
                Outcome::Fails(code, why) => ("fails", Some(format!("{code}: {why}"))),
            };
            CheckLine {
                id: check.id.as_str(),
                outcome,
                proves: check.id.proves(),
                detail,
            }
        })
        .collect()
}

/// Verifies a `.result` file or a folder of opened files.
pub fn verify(_context: &Context, path: &Path, source: &Source) -> Result<VerifyReport, Notice> {
    if path.is_dir() {
        let entries = opened_entries(path)?;
        return match source {
            Source::Organisation(org) => Ok(report(org.opened_verdict(entries)?)),
            Source::Root(file) => {
                let root = read_root(file)?;
                let anchor = Anchor {
                    root: Some(&root),
                    revoked: None,
                };
                let inputs = VerifyInputs {
                    anchor,
                    ..VerifyInputs::default()
                };
                Ok(report(verify::verify_opened(entries, &inputs)))
            }
        };
    }
    let bytes = invigil_files::read(path, RESULT_CAP).map_err(|e| e.notice())?;
    match source {
        Source::Organisation(org) => Ok(report(org.verdict(&bytes)?)),
        Source::Root(file) => {
            // The envelope is signed by the attempt's own key; the root is read so that a wrong
            // file is found at once, and judged with the inner files.
            read_root(file)?;
            Ok(match verify::verify_envelope_only(&bytes) {
                Ok(outer) => VerifyReport::outside(&outer),
                Err(refused) => VerifyReport::refused(refused),
            })
        }
    }
}

fn report(verdict: Result<Verdict, Refused>) -> VerifyReport {
    match verdict {
        Ok(Verdict::Attempt(record)) => VerifyReport::attempt(&record),
        Ok(Verdict::Practice(report)) => VerifyReport::of("practice", &report),
        Err(refused) => VerifyReport::refused(refused),
    }
}

/// A package that this organisation issued, by its own record.
pub(crate) struct OwnIssue {
    pub(crate) issued: Issued,
    pub(crate) keys: OpenedKeys,
    /// The trust file that it was issued under.
    trust: LastSeen,
}

impl Unlocked {
    /// Verifies with the mailbox key, the root and, where this organisation issued the package,
    /// its own record. The outer error is of that record, and says nothing of the result.
    pub(crate) fn verdict(&self, bytes: &[u8]) -> Result<Result<Verdict, Refused>, Notice> {
        let package = verify::read_envelope(bytes).map(|envelope| envelope.package_id);
        let identities = [self.mailbox.clone()];
        self.judge(package.ok(), &identities, |inputs| {
            verify::verify_result(bytes, inputs)
        })
    }

    /// What a result is bound to, by the mailbox key, the root and the organisation's own record of
    /// the issue. The outer error is of that record.
    pub(crate) fn binding(&self, bytes: &[u8]) -> Result<Result<AttemptBinding, Refused>, Notice> {
        let package = verify::read_envelope(bytes).map(|envelope| envelope.package_id);
        let identities = [self.mailbox.clone()];
        self.judge(package.ok(), &identities, |inputs| {
            verify::verify_binding(bytes, inputs)
        })
    }

    /// [`Unlocked::verdict`] of files that were opened.
    fn opened_verdict(&self, entries: Vec<Entry>) -> Result<Result<Verdict, Refused>, Notice> {
        let package = entries.iter().find(|entry| entry.name == name::PACKAGE);
        let package = package.and_then(|e| document::read::<package::Package>(&e.bytes).ok());
        self.judge(package.map(|package| package.package_id), &[], |inputs| {
            verify::verify_opened(entries, inputs)
        })
    }

    /// A package of our own is held against the trust file that it was issued under, an older one
    /// by right; any other one against the newest.
    fn judge<T>(
        &self,
        package: Option<PackageId>,
        identities: &[Identity],
        verify: impl FnOnce(&VerifyInputs<'_>) -> Result<T, Refused>,
    ) -> Result<Result<T, Refused>, Notice> {
        let own = package.filter(|id| self.has_issued(id));
        let own = own.map(|id| self.issued(&id)).transpose()?;
        let newest = LastSeen::of(&self.org.signers).ok();
        Ok(verify(&VerifyInputs {
            identities,
            anchor: self.org.anchor(),
            last_seen: own.as_ref().map(|own| &own.trust).or(newest.as_ref()),
            issued: own.as_ref().map(|own| &own.issued),
        }))
    }

    /// Whether this organisation has a record of the package, be it whole or not.
    fn has_issued(&self, id: &PackageId) -> bool {
        let dir = self.org.issued_dir(id);
        let named = |path: &PathBuf| path.file_name() == dir.file_name();
        let all = dir.parent().map(invigil_files::list);
        match all {
            Some(Ok(all)) => all.iter().any(named),
            Some(Err(e)) if e.io_kind() == Some(std::io::ErrorKind::NotFound) => false,
            // A list that cannot be read is told of by whoever reads the record.
            _ => true,
        }
    }

    /// A result of another folder's issue can be verified here, and not scored.
    pub(crate) fn keys_here(&self, package: &PackageId) -> Result<(), Notice> {
        if self.has_issued(package) {
            return Ok(());
        }
        Err(org_notice(
            "grading.not-here",
            "The keys of this test are not here.",
            format!("There is no {}.", self.org.issued_dir(package).display()),
            "Open it with the folder that the test was issued from, or bring that record back from your backup.",
        ))
    }

    /// A verified attempt, or the refusal as a notice.
    pub(crate) fn verified(&self, bytes: &[u8]) -> Result<Verified<AttemptRecord>, Notice> {
        self.verdict(bytes)?
            .and_then(Verdict::into_attempt)
            .map_err(|refused| refused.notice())
    }

    /// The organisation's own record of a package, with its keys.
    pub(crate) fn issued(&self, id: &PackageId) -> Result<OwnIssue, Notice> {
        let dir = self.org.issued_dir(id);
        let lost = |why: String| damaged_record(&dir, &why);
        let read = |name: &str| {
            let read = invigil_files::read(&dir.join(name), RESULT_CAP);
            read.map_err(|e| store::unread(&e, lost))
        };
        let package = package::open_package(&read("package.exampkg")?, &self.org.own_anchor())
            .map_err(|e| lost(format!("package.exampkg: {e}")))?;
        let identity = std::slice::from_ref(&self.mailbox);
        let keys = keypkg::open_keys(&read("keypkg")?, identity, package.package())
            .map_err(|e| lost(format!("keypkg: {e}")))?;
        if package.package().package_id != *id {
            return Err(lost("it holds another package".to_owned()));
        }
        let sums = Hex(package.proof().sums_sha256());
        let trust = package.issuer().last_seen();
        Ok(OwnIssue {
            issued: Issued::from_keys(&keys.material().keys, sums),
            trust: trust.map_err(|e| lost(e.to_string()))?,
            keys,
        })
    }
}

/// The folder's fault, not the result's: nothing is said of a result then.
fn damaged_record(dir: &Path, why: &str) -> Notice {
    org_notice(
        "org.record",
        "The organisation's own record of this issue is damaged.",
        format!("{}: {why}.", dir.display()),
        "Restore this folder from your backup, then try again. Nothing is wrong with the result by that.",
    )
}

/// The files of a folder made by `open`, with their paths below it as names.
fn opened_entries(dir: &Path) -> Result<Vec<Entry>, Notice> {
    let mut entries = Vec::new();
    let mut folders = vec![(dir.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for path in invigil_files::list(&folder).map_err(|e| e.notice())? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("{prefix}{name}");
            if path.is_dir() {
                if name.matches('/').count() > 4 {
                    return Err(odd(dir, "folders in folders"));
                }
                folders.push((path, format!("{name}/")));
            } else {
                if entries.len() >= 64 {
                    return Err(odd(dir, "more than 64 files"));
                }
                let bytes = invigil_files::read(&path, 32 << 20).map_err(|e| e.notice())?;
                entries.push(Entry::new(name, bytes));
            }
        }
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

fn odd(dir: &Path, why: &str) -> Notice {
    org_notice(
        "file.not-opened",
        "This folder was not made by `invigil open`.",
        format!("{} holds {why}.", dir.display()),
        "Give a .result file, or a folder made by `invigil open`.",
    )
}
