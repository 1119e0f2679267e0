//! One solution on every test, with the limit and with its margin at once.
//!
//! Fuel is exact, so one run under the larger budget tells both: what used more than the limit is
//! too slow, what used up the margin as well is clearly so. Points follow from how the tests went,
//! by the same rules as of a judged submission.

use std::collections::{BTreeMap, BTreeSet};

use invigil_sandbox::Execute;

use super::{Expected, Submission};
use crate::{
    Context, Group, MicroPoints, POINT, Problem, Reason, RunnerError, Test, TestReport, Verdict,
    judge::{by_rules, most},
    run::Trial,
};

/// How a solution went.
pub(super) struct Measured {
    pub(super) tests: Vec<MeasuredTest>,
}

/// How it went on one test.
pub(super) struct MeasuredTest {
    group: String,
    /// Under the limit itself.
    report: TestReport,
    /// Too slow under the limit with its margin as well; `None` when it is not too slow.
    clearly: Option<bool>,
}

/// What the rules of its groups give a solution.
#[derive(Clone, Copy)]
pub(super) struct Points {
    pub(super) given: MicroPoints,
    /// What all tests accepted would give.
    pub(super) most: MicroPoints,
}

impl Measured {
    /// Runs a solution. The rest of a group is left out once its failing is all that counts.
    pub(super) fn run(
        execute: &mut dyn Execute,
        context: Context<'_>,
        problem: &Problem,
        submission: &Submission,
        margin: (u32, u32),
    ) -> Result<Self, RunnerError> {
        let language = submission.program.language();
        let budget = problem.budget(language);
        let mut wide = problem.clone();
        wide.budgets
            .insert(language, budget.scaled(margin.0, margin.1));
        let mut measured = Self { tests: Vec::new() };
        for (group, tests) in groups(problem, &submission.expected) {
            for test in tests {
                let tried = Trial {
                    context,
                    problem: &wide,
                    program: &submission.program,
                }
                .run(execute, test, &mut |_| {})?;
                let verdict = measured.add(&group, tried.report, budget.fuel);
                let decided = matches!(submission.expected, Expected::FailsGroups(_))
                    && verdict != Verdict::Accepted;
                if decided || verdict == Verdict::JudgeError {
                    break;
                }
            }
        }
        Ok(measured)
    }

    fn add(&mut self, group: &str, mut report: TestReport, limit: u64) -> Verdict {
        let clearly = report.verdict == Verdict::TimeLimit;
        let too_slow = clearly || fuel(&report) > limit;
        if too_slow && report.verdict != Verdict::JudgeError {
            report.verdict = Verdict::TimeLimit;
            report.reason = Reason::OutOfTime;
        }
        let verdict = report.verdict;
        self.tests.push(MeasuredTest {
            group: group.to_owned(),
            report,
            clearly: too_slow.then_some(clearly),
        });
        verdict
    }

    /// What the groups' rules give; `None` where a test has no verdict.
    pub(super) fn points(&self, hidden: &Group) -> Option<Points> {
        let reports: BTreeMap<&str, &TestReport> = self
            .tests
            .iter()
            .filter(|t| t.report.verdict != Verdict::JudgeError)
            .map(|t| (t.report.name.as_str(), &t.report))
            .collect();
        let mut report = |test: &Test| {
            let found = reports.get(test.name.as_str()).copied();
            found.cloned().ok_or(NotRun)
        };
        let judged = by_rules(hidden, &mut report).ok()?;
        Some(Points {
            given: judged.points,
            most: most(hidden),
        })
    }

    pub(super) fn slowest(&self) -> u64 {
        let fuel = self.tests.iter().map(|t| fuel(&t.report));
        fuel.max().unwrap_or(0)
    }

    /// `None` when nothing was too slow.
    pub(super) fn clearly_too_slow(&self) -> Option<bool> {
        let mut found = self.tests.iter().filter_map(|t| t.clearly);
        // One test that is clearly too slow is enough to fail for sure.
        found.next().map(|first| first || found.any(|c| c))
    }

    pub(super) fn judge_error(&self) -> Option<String> {
        let mut reports = self.tests.iter().map(|t| &t.report);
        let failed = reports.find(|r| r.verdict == Verdict::JudgeError)?;
        Some(format!("{}: {}", failed.name, failed.reason.english()))
    }

    /// Groups with a test that was not accepted, in their order.
    pub(super) fn failed_groups(&self) -> Vec<String> {
        let mut failed: Vec<String> = self.failed().map(|t| t.group.clone()).collect();
        failed.dedup();
        failed
    }

    /// The first failed test of each group.
    pub(super) fn how(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        self.failed()
            .filter(|t| seen.insert(&t.group))
            .map(|t| {
                let TestReport {
                    name,
                    verdict,
                    reason,
                    ..
                } = &t.report;
                format!("{name}: {} ({})", verdict.english(), reason.english())
            })
            .collect()
    }

    fn failed(&self) -> impl Iterator<Item = &MeasuredTest> {
        let failed = |t: &&MeasuredTest| t.report.verdict != Verdict::Accepted;
        self.tests.iter().filter(failed)
    }

    /// Why the solution, which has these points, did not end as it must; `None` when it did.
    pub(super) fn complaint(&self, expected: &Expected, points: Option<Points>) -> Option<String> {
        let failed = self.failed_groups();
        match expected {
            Expected::Accepted => (!failed.is_empty()).then(|| self.how().join("; ")),
            Expected::FailsGroups(groups) => {
                let (must, does): (BTreeSet<_>, BTreeSet<_>) =
                    (groups.iter().collect(), failed.iter().collect());
                (must != does).then(|| {
                    format!(
                        "must fail {groups:?}, fails {failed:?}: {}",
                        self.how().join("; ")
                    )
                })
            }
            Expected::Verdicts {
                permitted,
                required,
            } => {
                let mut reports = self.tests.iter().map(|t| &t.report);
                if let Some(stray) = reports.find(|r| !permitted.contains(&r.verdict)) {
                    let (name, verdict) = (&stray.name, stray.verdict.english());
                    let how = stray.reason.english();
                    return Some(format!("{name}: {verdict} is not permitted: {how}"));
                }
                let verdicts = || self.tests.iter().map(|t| t.report.verdict);
                let seen = verdicts().any(|v| required.contains(&v));
                (!seen).then(|| {
                    let wanted: Vec<&str> = required.iter().map(|v| v.english()).collect();
                    format!("no test ends with {}", wanted.join(" or "))
                })
            }
            Expected::Partial => match points {
                Some(points) if (1..points.most).contains(&points.given) => None,
                Some(points) => Some(format!(
                    "must have some points but not all, has {}",
                    points.english()
                )),
                None => Some("must have some points but not all, and points are not given".into()),
            },
        }
    }
}

impl Points {
    pub(super) fn english(self) -> String {
        let [given, most] = [self.given, self.most].map(decimal);
        format!("{given} of {most} points")
    }
}

/// Points without the zeros that say nothing.
fn decimal(points: MicroPoints) -> String {
    let (whole, rest) = (points / POINT, points % POINT);
    let text = format!("{whole}.{rest:06}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A test that has no verdict.
struct NotRun;

fn fuel(report: &TestReport) -> u64 {
    report.record.as_ref().map_or(0, |r| r.fuel)
}

/// Tests by their topmost group. Planted wrong solutions are about hidden groups, so samples are
/// run where every test counts.
fn groups<'a>(problem: &'a Problem, expected: &Expected) -> Vec<(String, Vec<&'a Test>)> {
    let hidden = &problem.hidden;
    let mut groups = Vec::new();
    let has_samples = hidden.groups.iter().any(|g| g.name == "sample");
    if !has_samples && !matches!(expected, Expected::FailsGroups(_)) {
        groups.push(("sample".to_owned(), problem.samples.iter().collect()));
    }
    if !hidden.tests.is_empty() {
        groups.push((hidden.name.clone(), hidden.tests.iter().collect()));
    }
    for group in &hidden.groups {
        groups.push((group.name.clone(), group.all_tests()));
    }
    groups
}
