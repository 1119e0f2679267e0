//! One solution on every test, with the limit and with its margin at once.
//!
//! Fuel is exact, so one run under the larger budget tells both: what used more than the limit is
//! too slow, what used up the margin as well is clearly so.

use std::collections::BTreeSet;

use invigil_sandbox::Execute;

use super::{Expected, Submission};
use crate::{Context, Problem, RunnerError, Test, TestReport, Verdict, run::Trial};

/// How a solution went.
pub(super) struct Measured {
    pub(super) tests: Vec<MeasuredTest>,
}

/// How it went on one test.
pub(super) struct MeasuredTest {
    group: String,
    name: String,
    /// Under the limit itself.
    verdict: Verdict,
    fuel: u64,
    /// Too slow under the limit with its margin as well; `None` when it is not too slow.
    clearly: Option<bool>,
    how: String,
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
                let verdict = measured.add(&group, &tried.report, budget.fuel);
                let decided = matches!(submission.expected, Expected::FailsGroups(_))
                    && verdict != Verdict::Accepted;
                if decided || verdict == Verdict::JudgeError {
                    break;
                }
            }
        }
        Ok(measured)
    }

    fn add(&mut self, group: &str, report: &TestReport, limit: u64) -> Verdict {
        let fuel = report.record.as_ref().map_or(0, |r| r.fuel);
        let clearly = report.verdict == Verdict::TimeLimit;
        let too_slow = clearly || fuel > limit;
        let verdict = match report.verdict {
            Verdict::JudgeError => Verdict::JudgeError,
            _ if too_slow => Verdict::TimeLimit,
            verdict => verdict,
        };
        self.tests.push(MeasuredTest {
            group: group.to_owned(),
            name: report.name.clone(),
            verdict,
            fuel,
            clearly: too_slow.then_some(clearly),
            how: match verdict {
                Verdict::TimeLimit => "the time limit was used up".into(),
                _ => report.reason.english(),
            },
        });
        verdict
    }

    pub(super) fn slowest(&self) -> u64 {
        self.tests.iter().map(|t| t.fuel).max().unwrap_or(0)
    }

    /// `None` when nothing was too slow.
    pub(super) fn clearly_too_slow(&self) -> Option<bool> {
        let mut found = self.tests.iter().filter_map(|t| t.clearly);
        // One test that is clearly too slow is enough to fail for sure.
        found.next().map(|first| first || found.any(|c| c))
    }

    pub(super) fn judge_error(&self) -> Option<String> {
        let failed = self
            .tests
            .iter()
            .find(|t| t.verdict == Verdict::JudgeError)?;
        Some(format!("{}: {}", failed.name, failed.how))
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
            .map(|t| format!("{}: {} ({})", t.name, t.verdict.english(), t.how))
            .collect()
    }

    fn failed(&self) -> impl Iterator<Item = &MeasuredTest> {
        self.tests.iter().filter(|t| t.verdict != Verdict::Accepted)
    }

    /// Why the solution did not end as it must; `None` when it did.
    pub(super) fn complaint(&self, expected: &Expected) -> Option<String> {
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
                let stray = self.tests.iter().find(|t| !permitted.contains(&t.verdict));
                if let Some(test) = stray {
                    let (name, verdict) = (&test.name, test.verdict.english());
                    return Some(format!("{name}: {verdict} is not permitted: {}", test.how));
                }
                let seen = self.tests.iter().any(|t| required.contains(&t.verdict));
                (!seen).then(|| {
                    let wanted: Vec<&str> = required.iter().map(|v| v.english()).collect();
                    format!("no test ends with {}", wanted.join(" or "))
                })
            }
            Expected::Partial => {
                let all = failed.is_empty() || failed.len() == self.group_count();
                all.then(|| "must have some points but not all".into())
            }
        }
    }

    fn group_count(&self) -> usize {
        let groups: BTreeSet<&str> = self.tests.iter().map(|t| t.group.as_str()).collect();
        groups.len()
    }
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
