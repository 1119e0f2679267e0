//! Scoring a verified result with the keys that its package committed to.

use std::path::Path;

use invigil_bundle::szip;
use invigil_grading::{Interval, score_mcq};
use invigil_model::Notice;
use serde::Serialize;

use crate::{Context, Unlocked, org_notice};

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
    /// What is not scored here.
    pub coding: &'static str,
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

impl Unlocked {
    /// Verifies a result and scores its multiple-choice items.
    pub fn grade(&self, _context: &Context, path: &Path) -> Result<GradeReport, Notice> {
        let bytes = invigil_files::read(path, szip::MAX_FILE as u64).map_err(|e| e.notice())?;
        let record = self.verified(&bytes)?;
        let (_, keys) = self.issued(&record.package.package_id)?;
        let ticket = record.ticket.ticket_id;
        let of_ticket = keys.material().keys.of(ticket).ok_or_else(|| {
            org_notice(
                "grading.no-ticket",
                "This result cannot be scored.",
                format!("The keys of its package know no ticket {ticket}."),
                "Check that the result is of this organisation's issue.",
            )
        })?;
        let score = score_mcq(&record, &of_ticket.keys).map_err(|e| {
            Notice::new(
                e.code(),
                "This result cannot be scored.",
                e.to_string(),
                "Check that the keys belong to this issue.",
            )
        })?;
        Ok(GradeReport {
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
            coding: "not scored: this version does not run code",
        })
    }

    /// The keys of one ticket's form, for scripted attempts.
    pub fn key_letters(&self, ticket: &[u8]) -> Result<Vec<invigil_model::Letter>, Notice> {
        let ticket = invigil_bundle::doc::ticket::read_ticket(ticket, &self.org.anchor())
            .map_err(|e| e.notice("the ticket"))?;
        let (_, keys) = self.issued(&ticket.ticket().package_id)?;
        let of_ticket = keys.material().keys.of(ticket.ticket().ticket_id);
        Ok(of_ticket
            .map(|t| t.keys.iter().map(|k| k.key).collect())
            .unwrap_or_default())
    }
}

fn bounds(interval: Interval) -> (u16, u16) {
    (interval.low, interval.high)
}
