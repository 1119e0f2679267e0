//! Hidden tests: groups, stop rules, points.
//!
//! Points are integers (millionths of a point), the score of a submission hundredths of a percent
//! of what all tests accepted would give. It is exact but for one rounding, half up, and 100 %
//! means that every test was accepted. A judge error gives no score at all.

use invigil_crypto::digest::{hex, sha256};
use invigil_model::Language;
use invigil_sandbox::Execute;
use serde::{Deserialize, Serialize};

use crate::{
    Context, Group, MicroPoints, OnReject, POINT, Problem, Program, Progress, RunnerError, Scoring,
    Test, TestReport, Verdict, run::Trial,
};

/// What hidden tests gave: stable, version 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgeReport {
    /// 1.
    pub version: u32,
    /// The problem.
    pub task: String,
    /// The language.
    pub language: Language,
    /// SHA-256 of the source, lower-case hex.
    pub code_sha256: String,
    /// The engine's id.
    pub engine: String,
    /// Whether a second run on the same engine gives the same bits (Java does not).
    pub repeatable: bool,
    /// A judge error, else the first verdict that is not accepted, else accepted.
    pub verdict: Verdict,
    /// Score in hundredths of a percent; `None` after a judge error.
    pub score: Option<u32>,
    /// Each group that has tests or groups, parents before children.
    pub groups: Vec<GroupReport>,
    /// Each test that ran, in the order it ran.
    pub tests: Vec<TestReport>,
    /// Tests that did not run: a group stopped, or what it requires failed.
    pub skipped: Vec<String>,
}

/// What one group gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupReport {
    /// Its path; empty for the whole.
    pub name: String,
    /// As of a submission; `None` when no test of it ran.
    pub verdict: Option<Verdict>,
    /// Tests accepted.
    pub passed: u32,
    /// Tests inside.
    pub total: u32,
    /// Millionths of a point.
    pub points: MicroPoints,
    /// Millionths of a point that all tests accepted would give.
    pub most: MicroPoints,
}

/// Runs every hidden test of a problem by its groups' rules.
///
/// Errors: [`RunnerError::Cancelled`], [`RunnerError::NoHiddenTests`]. Everything else is a verdict.
pub fn judge(
    execute: &mut dyn Execute,
    context: Context<'_>,
    problem: &Problem,
    program: &Program,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<JudgeReport, RunnerError> {
    if problem.hidden.count() == 0 {
        return Err(RunnerError::NoHiddenTests);
    }
    let trial = Trial {
        context,
        problem,
        program,
    };
    let judged = by_rules(&problem.hidden, &mut |test| {
        let tried = trial.run(execute, test, progress);
        tried.map(|tried| tried.report)
    })?;
    let verdict = worst(&judged.tests).unwrap_or(Verdict::Accepted);
    let most = most(&problem.hidden);
    let score =
        (verdict != Verdict::JudgeError).then(|| score(judged.points, most, judged.accepted));
    Ok(JudgeReport {
        version: 1,
        task: problem.id.clone(),
        language: program.language(),
        code_sha256: hex(&sha256(program.source().as_bytes())),
        engine: context.engine.to_owned(),
        repeatable: crate::language::is_repeatable(program.language()),
        verdict,
        score,
        groups: judged.groups,
        tests: judged.tests,
        skipped: judged.skipped,
    })
}

/// The score of a task by the rules of [`Problem::with_hidden`], from what a signed grade keeps of
/// each group: weight, tests passed, tests. The same number as [`JudgeReport::score`].
pub fn score_of_counts(groups: impl IntoIterator<Item = (u32, u16, u16)>) -> u32 {
    let (mut accepted, mut points, mut most) = (true, 0, 0);
    for (weight, passed, of) in groups {
        accepted &= passed == of;
        let weight = u64::from(weight) * POINT;
        most += weight;
        points += weight * u64::from(passed) / u64::from(of.max(1));
    }
    score(points, most, accepted)
}

/// What the groups' rules made of their tests.
pub(crate) struct Judged {
    pub(crate) groups: Vec<GroupReport>,
    pub(crate) tests: Vec<TestReport>,
    pub(crate) skipped: Vec<String>,
    /// Of the whole.
    pub(crate) points: MicroPoints,
    /// Whether every test ran and was accepted.
    pub(crate) accepted: bool,
}

/// Takes tests through their groups' rules; `run` says how each of them went, and is not asked
/// for those that a rule leaves out.
pub(crate) fn by_rules<E>(
    hidden: &Group,
    run: &mut dyn FnMut(&Test) -> Result<TestReport, E>,
) -> Result<Judged, E> {
    let mut course = Course {
        run,
        groups: Vec::new(),
        tests: Vec::new(),
        skipped: Vec::new(),
        stopped: false,
    };
    let whole = course.group(hidden)?;
    let accepted = whole.passed == whole.total && course.skipped.is_empty();
    Ok(Judged {
        groups: course.groups,
        tests: course.tests,
        skipped: course.skipped,
        points: whole.points,
        accepted,
    })
}

/// Hundredths of a percent, rounded half up; without points it is all or nothing.
fn score(points: MicroPoints, most: MicroPoints, accepted: bool) -> u32 {
    if accepted {
        return 10_000;
    }
    if most == 0 {
        return 0;
    }
    let share = (u128::from(points) * 20_000 + u128::from(most)) / (u128::from(most) * 2);
    u32::try_from(share.min(9_999)).unwrap_or(9_999)
}

/// A judge error, else the first that is not accepted, else accepted; `None` for nothing.
fn worst(tests: &[TestReport]) -> Option<Verdict> {
    let verdicts = || tests.iter().map(|t| t.verdict);
    verdicts()
        .find(|v| *v == Verdict::JudgeError)
        .or_else(|| verdicts().find(|v| *v != Verdict::Accepted))
        .or_else(|| verdicts().next())
}

/// What a group gives when every test is accepted.
pub(crate) fn most(group: &Group) -> MicroPoints {
    let inside = || group.groups.iter().map(most);
    let tests = group.tests.len() as u64;
    match group.scoring {
        Scoring::AllOrNothing(points) | Scoring::Share(points) => points,
        Scoring::Sum(each) => each.saturating_mul(tests).saturating_add(inside().sum()),
        Scoring::Min(each) => least(inside(), (tests > 0).then_some(each)),
    }
}

fn least(groups: impl Iterator<Item = MicroPoints>, tests: Option<MicroPoints>) -> MicroPoints {
    groups.chain(tests).min().unwrap_or(0)
}

/// A group while it is judged.
struct Tally {
    passed: u64,
    total: u64,
    /// Accepted tests directly inside.
    own: u64,
    points: MicroPoints,
}

struct Course<'a, E> {
    run: &'a mut dyn FnMut(&Test) -> Result<TestReport, E>,
    groups: Vec<GroupReport>,
    tests: Vec<TestReport>,
    skipped: Vec<String>,
    /// The program does not compile, or the sandbox failed: no test can tell more.
    stopped: bool,
}

impl<E> Course<'_, E> {
    fn group(&mut self, group: &Group) -> Result<Tally, E> {
        let place = self.groups.len();
        self.groups.push(GroupReport {
            name: group.name.clone(),
            verdict: None,
            passed: 0,
            total: u32::try_from(group.count()).unwrap_or(u32::MAX),
            points: 0,
            most: most(group),
        });
        let first = self.tests.len();
        let mut tally = Tally {
            passed: 0,
            total: group.count() as u64,
            own: 0,
            points: 0,
        };
        let mut open = self.requirements_hold(group);
        for test in &group.tests {
            if !(open && self.test(test, &mut tally)?) {
                self.skip_unless_run(test);
                open &= group.on_reject == OnReject::Continue;
            }
        }
        let mut inside = Vec::new();
        for child in &group.groups {
            if open && !self.stopped {
                let child = self.group(child)?;
                tally.passed += child.passed;
                inside.push(child.points);
                open &= child.passed == child.total || group.on_reject == OnReject::Continue;
            } else {
                self.skip_group(child);
                inside.push(0);
            }
        }
        tally.points = points(group, &tally, &inside);
        let report = &mut self.groups[place];
        report.verdict = worst(&self.tests[first..]);
        report.passed = u32::try_from(tally.passed).unwrap_or(u32::MAX);
        report.points = tally.points;
        Ok(tally)
    }

    /// Runs a test; whether it was accepted.
    fn test(&mut self, test: &Test, tally: &mut Tally) -> Result<bool, E> {
        if self.stopped {
            return Ok(false);
        }
        let report = (self.run)(test)?;
        let verdict = report.verdict;
        self.tests.push(report);
        self.stopped |= matches!(verdict, Verdict::CompileError | Verdict::JudgeError);
        let accepted = verdict == Verdict::Accepted;
        tally.passed += u64::from(accepted);
        tally.own += u64::from(accepted);
        Ok(accepted)
    }

    fn requirements_hold(&self, group: &Group) -> bool {
        group.requires.iter().all(|name| {
            self.groups
                .iter()
                .any(|g| g.name == *name && g.passed == g.total)
        })
    }

    fn skip_unless_run(&mut self, test: &Test) {
        if self.tests.last().is_none_or(|t| t.name != test.name) {
            self.skipped.push(test.name.clone());
        }
    }

    fn skip_group(&mut self, group: &Group) {
        self.groups.push(GroupReport {
            name: group.name.clone(),
            verdict: None,
            passed: 0,
            total: u32::try_from(group.count()).unwrap_or(u32::MAX),
            points: 0,
            most: most(group),
        });
        self.skipped
            .extend(group.tests.iter().map(|t| t.name.clone()));
        for child in &group.groups {
            self.skip_group(child);
        }
    }
}

fn points(group: &Group, tally: &Tally, inside: &[MicroPoints]) -> MicroPoints {
    let all = tally.passed == tally.total;
    match group.scoring {
        Scoring::AllOrNothing(points) => points * u64::from(all),
        Scoring::Share(points) => {
            let share = u128::from(points) * u128::from(tally.passed);
            u64::try_from(share / u128::from(tally.total.max(1))).unwrap_or(points)
        }
        Scoring::Sum(each) => each
            .saturating_mul(tally.own)
            .saturating_add(inside.iter().sum()),
        Scoring::Min(each) => {
            let tests = (!group.tests.is_empty())
                .then(|| each * u64::from(tally.own == group.tests.len() as u64));
            least(inside.iter().copied(), tests)
        }
    }
}
