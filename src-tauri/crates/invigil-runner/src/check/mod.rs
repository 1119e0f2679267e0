//! Proves a problem: its validators, its reference and planted wrong solutions, its limits.
//!
//! A problem is proved when every input passes every validator, every reference passes every test
//! with time to spare, and every planted wrong solution fails as it must: in the groups its name
//! says, or with the verdicts its folder promises. Limits are measured in fuel, so that a proof on
//! one machine is a proof on all (Java aside). Deliberately absent: reading files, printing.

mod measure;
mod validators;

use std::collections::BTreeMap;

use invigil_model::Language;
use invigil_sandbox::Execute;
use serde::{Deserialize, Serialize};

use crate::{
    Calibration, Context, CustomChecker, MicroPoints, Problem, Program, RunnerError, Test, Verdict,
    fuel_per_ms, language::guest, limits::longest_ms,
};
use measure::{Measured, Points};

/// Why a limit that follows from the references is not as long as they ask for.
const HELD: &str = "the longest that the sandbox holds on a slow laptop";

/// A problem with everything that proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The problem.
    pub problem: Problem,
    /// Reference and planted wrong solutions.
    pub submissions: Vec<Submission>,
    /// Solutions that are not tried: in languages that do not run here, or in folders that promise
    /// nothing.
    pub skipped: Vec<String>,
    /// Programs that every input must pass.
    pub input_validators: Vec<InputValidator>,
    /// Inputs that at least one validator must refuse.
    pub invalid_inputs: Vec<Test>,
    /// Outputs that the checker must accept or refuse.
    pub outputs: Vec<OutputCase>,
    /// How limit and solutions belong together.
    pub timing: Timing,
    /// Whether solutions have points, by the rules of the hidden groups, and not verdicts alone.
    pub has_points: bool,
}

/// A solution that proves the tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Its path.
    pub name: String,
    /// The program.
    pub program: Program,
    /// What must become of it.
    pub expected: Expected,
}

/// What must become of a solution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Every sample and hidden test is accepted.
    Accepted,
    /// It fails a hidden test of each of these groups and of no other.
    FailsGroups(Vec<String>),
    /// Every test ends with a permitted verdict, at least one with a required verdict.
    Verdicts {
        /// Any of these.
        permitted: Vec<Verdict>,
        /// At least once one of these.
        required: Vec<Verdict>,
    },
    /// Some points, but not all.
    Partial,
}

/// A program that every input must pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputValidator {
    /// Its name, as arguments are addressed by.
    pub name: String,
    /// The program; 42 accepts.
    pub program: CustomChecker,
}

/// An output that the checker must accept or refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputCase {
    /// Input and answer.
    pub test: Test,
    /// The output.
    pub output: Vec<u8>,
    /// Whether it must be accepted.
    pub accepted: bool,
}

/// How limit and solutions belong together; ratios as numerator and denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Whether the problem states its limit; otherwise it follows from the references.
    pub fixed: bool,
    /// The limit is at least so many times the slowest reference.
    pub slack: (u32, u32),
    /// What is too slow is still too slow at so many times the limit.
    pub margin: (u32, u32),
    /// The limit is at least so long, in milliseconds.
    pub least_ms: u32,
    /// A limit that follows from the references is a multiple of this, in milliseconds.
    pub resolution_ms: u32,
}

/// What a check found: stable, version 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckReport {
    /// 1.
    pub version: u32,
    /// The problem.
    pub task: String,
    /// The engine's id.
    pub engine: String,
    /// What is wrong; empty: the problem is proved.
    pub findings: Vec<CheckFinding>,
    /// Each solution.
    pub submissions: Vec<SubmissionReport>,
    /// Limits by language.
    pub calibrations: Vec<Calibration>,
    /// Solutions that were not tried.
    pub skipped: Vec<String>,
}

impl CheckReport {
    /// Whether the problem is proved.
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Something that is wrong with a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckFinding {
    /// What sort of thing.
    pub code: CheckCode,
    /// Test, solution or validator.
    pub place: String,
    /// What was seen.
    pub message: String,
}

/// What can be wrong with a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckCode {
    /// A validator refuses an input of a test.
    InputRefused,
    /// No validator refuses an input that must be refused.
    InvalidInputAccepted,
    /// The checker does not judge an output as it must.
    OutputJudged,
    /// A solution does not end as it must.
    Solution,
    /// A run had no outcome.
    JudgeError,
    /// The limit is too close to a reference.
    LimitTooTight,
    /// What must be too slow is hardly so.
    LimitTooLoose,
    /// No reference at all.
    NoReference,
}

/// How one solution went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionReport {
    /// Its path.
    pub name: String,
    /// Its language.
    pub language: Language,
    /// Whether it ended as it must.
    pub holds: bool,
    /// Tests that ran.
    pub tests: u32,
    /// Groups with a test that was not accepted.
    pub failed_groups: Vec<String>,
    /// The most fuel a test used.
    pub slowest: u64,
    /// The same in milliseconds that the limit is stated in.
    pub slowest_ms: u64,
    /// What it failed by, a sentence a group.
    pub how: Vec<String>,
    /// Millionths of a point by the rules of the hidden groups; `None` where the problem gives
    /// none, or a test had no verdict.
    pub points: Option<MicroPoints>,
    /// The same of a solution whose tests are all accepted.
    pub most: Option<MicroPoints>,
}

impl SubmissionReport {
    /// Its points in the words of the command line, for example `40 of 100 points`.
    pub fn points_english(&self) -> Option<String> {
        let (given, most) = (self.points?, self.most?);
        Some(Points { given, most }.english())
    }
}

/// Proves a problem. `progress` hears of each solution as it is done.
///
/// Errors: [`RunnerError::Cancelled`].
pub fn check(
    execute: &mut dyn Execute,
    context: Context<'_>,
    proof: &Proof,
    progress: &mut dyn FnMut(&SubmissionReport),
) -> Result<CheckReport, RunnerError> {
    let mut findings = validators::check(execute, context, proof)?;
    let mut problem = proof.problem.clone();
    let mut course = Course {
        execute,
        context,
        proof,
        progress,
        findings: Vec::new(),
        reports: Vec::new(),
    };
    let is_reference = |s: &&Submission| s.expected == Expected::Accepted;
    let mut slowest: BTreeMap<Language, u64> = BTreeMap::new();
    for submission in proof.submissions.iter().filter(is_reference) {
        let measured = course.submission(&problem, submission, (1, 1))?;
        let most = slowest.entry(submission.program.language()).or_default();
        *most = (*most).max(measured.slowest());
    }
    if slowest.is_empty() {
        course.find(CheckCode::NoReference, &problem.id, "no reference".into());
    }
    if !proof.timing.fixed {
        course.derive_budgets(&mut problem, &slowest);
    }
    let mut too_slow: BTreeMap<Language, bool> = BTreeMap::new();
    for submission in proof.submissions.iter().filter(|s| !is_reference(s)) {
        let measured = course.submission(&problem, submission, proof.timing.margin)?;
        if let Some(clear) = measured.clearly_too_slow() {
            let all = too_slow
                .entry(submission.program.language())
                .or_insert(true);
            *all &= clear;
        }
    }
    let calibrations = calibrate(&problem, &slowest, &too_slow, proof.timing);
    course.judge_limits(&calibrations);
    findings.append(&mut course.findings);
    Ok(CheckReport {
        version: 1,
        task: problem.id,
        engine: context.engine.to_owned(),
        findings,
        submissions: course.reports,
        calibrations,
        skipped: proof.skipped.clone(),
    })
}

/// The fuel that a limit must at least give.
fn need(slowest: u64, language: Language, timing: Timing) -> u64 {
    let (numerator, denominator) = timing.slack;
    let least = u64::from(timing.least_ms) * fuel_per_ms(guest(language));
    (slowest.saturating_mul(numerator.into()) / u64::from(denominator)).max(least)
}

fn calibrate(
    problem: &Problem,
    slowest: &BTreeMap<Language, u64>,
    too_slow: &BTreeMap<Language, bool>,
    timing: Timing,
) -> Vec<Calibration> {
    let languages = slowest.keys().chain(too_slow.keys());
    let languages: std::collections::BTreeSet<Language> = languages.copied().collect();
    languages
        .into_iter()
        .map(|language| {
            let slowest = slowest.get(&language).copied().unwrap_or(0);
            let budget = problem.budget(language);
            Calibration {
                language,
                limit: budget.fuel,
                limit_ms: budget.time_ms,
                slowest,
                need: need(slowest, language, timing),
                too_slow: too_slow.get(&language).copied(),
            }
        })
        .collect()
}

struct Course<'a> {
    execute: &'a mut dyn Execute,
    context: Context<'a>,
    proof: &'a Proof,
    progress: &'a mut dyn FnMut(&SubmissionReport),
    findings: Vec<CheckFinding>,
    reports: Vec<SubmissionReport>,
}

impl Course<'_> {
    fn find(&mut self, code: CheckCode, place: &str, message: String) {
        self.findings.push(CheckFinding {
            code,
            place: place.to_owned(),
            message,
        });
    }

    /// Budgets that the references ask for, in each language; the same milliseconds where a
    /// language has no reference. None is longer than the sandbox holds: what a reference then
    /// lacks is found as any limit is that is too tight.
    fn derive_budgets(&mut self, problem: &mut Problem, slowest: &BTreeMap<Language, u64>) {
        let timing = self.proof.timing;
        let step = u64::from(timing.resolution_ms.max(1));
        let asked: BTreeMap<Language, u32> = slowest
            .iter()
            .map(|(language, slowest)| {
                let per_step = fuel_per_ms(guest(*language)) * step;
                let steps = need(*slowest, *language, timing).div_ceil(per_step).max(1);
                let ms = u32::try_from(steps.saturating_mul(step)).unwrap_or(u32::MAX);
                (*language, ms)
            })
            .collect();
        let longest = asked.values().copied().max();
        let longest = longest.unwrap_or(0).max(timing.resolution_ms.max(1));
        for language in Language::ALL {
            let ms = asked.get(&language).copied().unwrap_or(longest);
            let held = longest_ms(language, timing.margin);
            if ms > held && !asked.contains_key(&language) && self.tries(language) {
                let message = format!("the limit of {ms} ms is more than {held} ms, {HELD}");
                self.find(CheckCode::LimitTooTight, language.as_str(), message);
            }
            let budget = problem.budget_of(language, ms.min(held));
            problem.budgets.insert(language, budget);
        }
        problem.limits.time_ms = longest;
    }

    /// Whether a solution is in this language.
    fn tries(&self, language: Language) -> bool {
        let mut programs = self.proof.submissions.iter().map(|s| &s.program);
        programs.any(|program| program.language() == language)
    }

    fn submission(
        &mut self,
        problem: &Problem,
        submission: &Submission,
        margin: (u32, u32),
    ) -> Result<Measured, RunnerError> {
        let measured = Measured::run(self.execute, self.context, problem, submission, margin)?;
        let points = match self.proof.has_points {
            true => measured.points(&problem.hidden),
            false => None,
        };
        let complaint = measured.complaint(&submission.expected, points);
        if let Some(error) = measured.judge_error() {
            self.find(CheckCode::JudgeError, &submission.name, error);
        } else if let Some(complaint) = &complaint {
            self.find(CheckCode::Solution, &submission.name, complaint.clone());
        }
        let language = submission.program.language();
        let report = SubmissionReport {
            name: submission.name.clone(),
            language,
            holds: complaint.is_none(),
            tests: u32::try_from(measured.tests.len()).unwrap_or(u32::MAX),
            failed_groups: measured.failed_groups(),
            slowest: measured.slowest(),
            slowest_ms: measured.slowest() / fuel_per_ms(guest(language)),
            how: measured.how(),
            points: points.map(|p| p.given),
            most: points.map(|p| p.most),
        };
        (self.progress)(&report);
        self.reports.push(report);
        Ok(measured)
    }

    fn judge_limits(&mut self, calibrations: &[Calibration]) {
        for calibration in calibrations {
            let language = calibration.language;
            let per_ms = fuel_per_ms(guest(language));
            if calibration.limit < calibration.need {
                let mut message = format!(
                    "the limit of {} ms is less than the {} ms that the slowest reference asks for",
                    calibration.limit_ms,
                    calibration.need.div_ceil(per_ms)
                );
                if calibration.limit_ms == longest_ms(language, self.proof.timing.margin) {
                    message.push_str(&format!("; it is {HELD}"));
                }
                self.find(CheckCode::LimitTooTight, language.as_str(), message);
            }
            if calibration.too_slow == Some(false) {
                let (numerator, denominator) = self.proof.timing.margin;
                let message = format!(
                    "a solution that is too slow at {} ms is not at {numerator}/{denominator} of it",
                    calibration.limit_ms
                );
                self.find(CheckCode::LimitTooLoose, language.as_str(), message);
            }
        }
    }
}
