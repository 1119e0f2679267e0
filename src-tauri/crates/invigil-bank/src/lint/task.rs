//! Rules about one coding task. Whether its solutions do what they must is the runner's to say.

use std::collections::BTreeSet;

use invigil_model::Language;

use super::{Place, Rule, check_facts, check_topics};
use crate::{
    Finding,
    tasks::{STARTERS, Submission, TaskText, Verdict},
    words,
};

const GROUPS: [(&str, u32); 4] = [
    ("basic", 40),
    ("edge", 30),
    ("scale", 20),
    ("robustness", 10),
];
const STATEMENT_WORDS: std::ops::RangeInclusive<usize> = 30..=350;
const SAMPLES: std::ops::RangeInclusive<usize> = 2..=3;
const TESTS: std::ops::RangeInclusive<usize> = 10..=14;
const SECONDS: std::ops::RangeInclusive<u32> = 300..=3600;

/// Checks one task.
pub(super) fn check(task: &TaskText, findings: &mut Vec<Finding>) {
    let file = task.file();
    let mut place = Place {
        file: &file,
        family: &task.id,
        variant: None,
        findings,
    };
    check_topics(&mut place, &task.topics, true);
    check_facts(&mut place, &task.source, task.difficulty);
    place.demand(SECONDS.contains(&task.seconds), Rule::Seconds, || {
        format!(
            "{} s, {} to {} allowed",
            task.seconds,
            SECONDS.start(),
            SECONDS.end()
        )
    });
    let n = words::count(&task.statement);
    place.demand(STATEMENT_WORDS.contains(&n), Rule::TaskStatement, || {
        format!("the statement has {n} words, 30 to 350 allowed")
    });
    let n = task.statement.matches('`').count();
    place.demand(n.is_multiple_of(2), Rule::Markup, || {
        format!("{n} backticks in the statement, an even number allowed")
    });
    check_starters(&mut place, task);
    let n = task.samples.len();
    place.demand(SAMPLES.contains(&n), Rule::TaskSamples, || {
        format!("{n} samples, 2 or 3 allowed")
    });
    check_tests(&mut place, task);
    check_submissions(&mut place, task);
    let limits = &task.limits;
    let fair = limits.time_ms >= 1000 && limits.memory_mib >= 16;
    place.demand(fair, Rule::TaskLimits, || {
        format!(
            "{} ms and {} MiB, at least 1000 ms and 16 MiB needed",
            limits.time_ms, limits.memory_mib
        )
    });
    place.demand(!limits.largest.trim().is_empty(), Rule::TaskLimits, || {
        "the largest input is not named".into()
    });
}

fn check_starters(place: &mut Place<'_>, task: &TaskText) {
    let wanted = if task.is_sql() {
        &[Language::Sql][..]
    } else {
        &STARTERS[..]
    };
    for language in wanted {
        let there = task
            .starters
            .get(language)
            .is_some_and(|s| !s.trim().is_empty());
        place.demand(there, Rule::TaskStarters, || {
            format!("no starter.{}", language.extension())
        });
    }
    for language in task.starters.keys().filter(|l| !wanted.contains(l)) {
        place.demand(false, Rule::TaskStarters, || {
            format!("starter.{} beside other languages", language.extension())
        });
    }
}

fn check_tests(place: &mut Place<'_>, task: &TaskText) {
    let groups: Vec<(&str, u32)> = task
        .groups
        .iter()
        .map(|g| (g.name.as_str(), g.weight))
        .collect();
    place.demand(groups == GROUPS, Rule::TaskGroups, || {
        format!("the groups are {groups:?}, {GROUPS:?} needed")
    });
    let n: usize = task.groups.iter().map(|g| g.tests.len()).sum();
    place.demand(TESTS.contains(&n), Rule::TaskTests, || {
        format!("{n} hidden tests, 10 to 14 allowed")
    });
    for group in &task.groups {
        place.demand(!group.tests.is_empty(), Rule::TaskTests, || {
            format!("no hidden test in `{}`", group.name)
        });
    }
}

fn check_submissions(place: &mut Place<'_>, task: &TaskText) {
    let mut languages = BTreeSet::new();
    let (mut references, mut wrong) = (0, 0);
    for submission in &task.submissions {
        match &submission.verdict {
            Verdict::Accepted => {
                references += 1;
                languages.insert(submission.language);
            }
            Verdict::Fails(groups) => {
                wrong += 1;
                for group in groups {
                    let known = task.groups.iter().any(|g| g.name == *group);
                    place.demand(known, Rule::TaskSubmissions, || {
                        format!("{} names the group `{group}`", submission.file.display())
                    });
                }
            }
        }
    }
    let n = languages.len();
    let enough = n >= 2 || (task.is_sql() && references >= 2);
    place.demand(enough, Rule::TaskSubmissions, || {
        format!("{references} references in {n} languages, at least 2 needed")
    });
    let fits = |s: &Submission| task.is_sql() == (s.language == Language::Sql);
    for other in task.submissions.iter().filter(|s| !fits(s)) {
        place.demand(false, Rule::TaskSubmissions, || {
            format!("{} is in no language of the task", other.file.display())
        });
    }
    place.demand(wrong >= 3, Rule::TaskSubmissions, || {
        format!("{wrong} planted wrong solutions, at least 3 needed")
    });
}
