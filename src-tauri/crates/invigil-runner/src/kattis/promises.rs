//! What must become of a submission: what its folder promises, and what `submissions.yaml` adds.
//!
//! Of that file a language and verdicts are honoured, for a folder, for all that is inside of it,
//! or for one submission. What else it may hold (points, messages, entry points, single groups of
//! tests, other patterns) is refused: a solution that is held to less than it promises proves
//! nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, de::IgnoredAny};

use super::{Feature, KattisError, Package, Version, refuse, value, versions, yaml};
use crate::{Expected, Verdict, explain::cut};

pub(super) const FILE: &str = "submissions/submissions.yaml";

/// To the format, running out of memory and writing too much are run-time errors.
const CRASHES: [Verdict; 3] = [
    Verdict::RuntimeError,
    Verdict::MemoryLimit,
    Verdict::OutputLimit,
];
const ALL: [Verdict; 6] = [
    Verdict::Accepted,
    Verdict::WrongAnswer,
    Verdict::TimeLimit,
    Verdict::RuntimeError,
    Verdict::MemoryLimit,
    Verdict::OutputLimit,
];

/// What folders and `submissions.yaml` say of submissions.
pub(super) struct Promises {
    version: Version,
    /// By the pattern: `folder`, `folder/*` or `folder/name`.
    rules: BTreeMap<String, Rule>,
}

/// What is said of the submissions of one pattern.
#[derive(Default, Deserialize)]
struct RuleFile {
    language: Option<String>,
    permitted: Option<Vec<String>>,
    required: Option<Vec<String>>,
    // What says nothing about judging.
    #[serde(rename = "authors")]
    _authors: Option<IgnoredAny>,
    #[serde(rename = "model_solution")]
    _model_solution: Option<IgnoredAny>,
    /// Everything else; nothing of it is supported.
    #[serde(flatten)]
    further: BTreeMap<String, IgnoredAny>,
}

struct Rule {
    language: Option<String>,
    permitted: Option<Vec<Verdict>>,
    required: Option<Vec<Verdict>>,
}

/// Verdicts that every test may have, and those that at least one must have.
struct Promise {
    permitted: Vec<Verdict>,
    required: Vec<Verdict>,
}

impl Promises {
    pub(super) fn read(package: &Package, version: Version) -> Result<Self, KattisError> {
        let mut rules = BTreeMap::new();
        if package.bytes(FILE).is_some() {
            versions::key(version, FILE, &[Version::V2023, Version::V2025], true)?;
            let file: BTreeMap<String, Option<RuleFile>> = yaml::parse(FILE, package.text(FILE)?)?;
            for (pattern, rule) in file {
                let place = place(&pattern);
                let rule = rule.unwrap_or_default().rule(&place)?;
                if rule.judges() {
                    check_pattern(package, &pattern, &place)?;
                    rules.insert(pattern, rule);
                }
            }
        }
        Ok(Self { version, rules })
    }

    /// The code of the language that a submission is said to be in; `None` where its name tells.
    pub(super) fn language(&self, folder: &str, name: &str) -> Result<Option<&str>, KattisError> {
        let own = self.rules.get(folder);
        let rules = own.into_iter().chain(self.inside(folder, name));
        let mut codes: Vec<&str> = rules.filter_map(|r| r.language.as_deref()).collect();
        codes.dedup();
        if codes.len() > 1 {
            let message = format!("more than one language for {folder}/{name}");
            return Err(value(FILE, message));
        }
        Ok(codes.pop())
    }

    /// What must become of a submission; `None` where nothing is promised.
    pub(super) fn expected(
        &self,
        folder: &str,
        name: &str,
    ) -> Result<Option<Expected>, KattisError> {
        let usual = usual(folder, self.version);
        let own = self.rules.get(folder).filter(|r| r.has_verdicts());
        let mut inside = self.inside(folder, name);
        inside.retain(|r| r.has_verdicts());
        if own.is_none() && inside.is_empty() {
            return Ok(usual);
        }
        let place = place(&format!("{folder}/{name}"));
        let Some(mut promise) = Promise::of(usual) else {
            return refuse(Feature::SubmissionRules, &place);
        };
        if let Some(own) = own {
            promise.replace(own);
        }
        if !inside.into_iter().all(|rule| promise.narrow(rule)) {
            return refuse(Feature::SubmissionRules, &place);
        }
        promise.expected(&place).map(Some)
    }

    /// The rules of all that is inside of a folder, and of one submission.
    fn inside(&self, folder: &str, name: &str) -> Vec<&Rule> {
        let patterns = [format!("{folder}/*"), format!("{folder}/{name}")];
        patterns.iter().filter_map(|p| self.rules.get(p)).collect()
    }
}

impl Rule {
    /// Whether it says anything about judging.
    fn judges(&self) -> bool {
        self.language.is_some() || self.has_verdicts()
    }

    fn has_verdicts(&self) -> bool {
        self.permitted.is_some() || self.required.is_some()
    }
}

impl RuleFile {
    fn rule(self, place: &str) -> Result<Rule, KattisError> {
        if !self.further.is_empty() {
            return refuse(Feature::SubmissionRules, place);
        }
        let read = |names: Option<Vec<String>>| names.map(|n| verdicts(place, &n)).transpose();
        Ok(Rule {
            language: self.language,
            permitted: read(self.permitted)?,
            required: read(self.required)?,
        })
    }
}

impl Promise {
    /// `None` for points, which are no verdicts.
    fn of(expected: Option<Expected>) -> Option<Self> {
        let (permitted, required) = match expected {
            None => (ALL.to_vec(), ALL.to_vec()),
            Some(Expected::Accepted) => (vec![Verdict::Accepted], ALL.to_vec()),
            Some(Expected::Verdicts {
                permitted,
                required,
            }) => (permitted, required),
            Some(Expected::FailsGroups(_) | Expected::Partial) => return None,
        };
        Some(Self {
            permitted,
            required,
        })
    }

    /// What is said of the folder itself takes the place of what it usually promises.
    fn replace(&mut self, rule: &Rule) {
        if let Some(permitted) = &rule.permitted {
            self.permitted.clone_from(permitted);
        }
        if let Some(required) = &rule.required {
            self.required.clone_from(required);
        }
    }

    /// Adds a rule; false where two sets of required verdicts do not come to one.
    fn narrow(&mut self, rule: &Rule) -> bool {
        let within = |a: &[Verdict], b: &[Verdict]| a.iter().all(|v| b.contains(v));
        if let Some(permitted) = &rule.permitted {
            self.permitted.retain(|v| permitted.contains(v));
        }
        match &rule.required {
            None => true,
            Some(required) if within(required, &self.required) => {
                self.required.clone_from(required);
                true
            }
            Some(required) => within(&self.required, required),
        }
    }

    fn expected(mut self, place: &str) -> Result<Expected, KattisError> {
        self.required.retain(|v| self.permitted.contains(v));
        if self.required.is_empty() {
            return Err(value(place, "no verdict that it requires is permitted"));
        }
        if self.permitted == [Verdict::Accepted] {
            return Ok(Expected::Accepted);
        }
        Ok(Expected::Verdicts {
            permitted: self.permitted,
            required: self.required,
        })
    }
}

fn place(pattern: &str) -> String {
    format!("{FILE}, {}", cut(pattern, 100))
}

/// Refuses a pattern that is none of a folder, all inside of one, and one submission, or that
/// matches nothing.
fn check_pattern(package: &Package, pattern: &str, place: &str) -> Result<(), KattisError> {
    let (folder, name) = pattern.split_once('/').unwrap_or((pattern, "*"));
    let globs = |text: &str| text.contains(['*', '?', '{', '[', '/']);
    if globs(folder) || (name != "*" && globs(name)) {
        return refuse(Feature::SubmissionRules, place);
    }
    let folder = format!("submissions/{folder}");
    let is_there = match name {
        "*" => package.is_folder(&folder),
        name => package.names(&folder).iter().any(|n| n == name),
    };
    if !is_there {
        return Err(value(place, "it matches no submission"));
    }
    Ok(())
}

fn verdicts(place: &str, names: &[String]) -> Result<Vec<Verdict>, KattisError> {
    let mut all = Vec::new();
    for name in names {
        match name.as_str() {
            "AC" => all.push(Verdict::Accepted),
            "WA" => all.push(Verdict::WrongAnswer),
            "TLE" => all.push(Verdict::TimeLimit),
            "RTE" => all.extend(CRASHES),
            other => {
                let message = format!("`{}` is none of AC, WA, TLE, RTE", cut(other, 100));
                return Err(value(place, message));
            }
        }
    }
    if all.is_empty() {
        return Err(value(place, "no verdict at all"));
    }
    Ok(all)
}

/// What the name of a folder promises; `None` for one that the format does not know.
fn usual(folder: &str, version: Version) -> Option<Expected> {
    use Verdict::{Accepted, TimeLimit, WrongAnswer};
    let verdicts = |permitted: &[Verdict], required: &[Verdict]| {
        Some(Expected::Verdicts {
            permitted: permitted.to_vec(),
            required: required.to_vec(),
        })
    };
    let [rte, mle, ole] = CRASHES;
    match (folder, version) {
        ("accepted", _) => Some(Expected::Accepted),
        ("rejected", _) => verdicts(&ALL, &ALL[1..]),
        ("wrong_answer", _) => verdicts(&[Accepted, WrongAnswer], &[WrongAnswer]),
        ("time_limit_exceeded", Version::Legacy) => {
            verdicts(&[Accepted, WrongAnswer, TimeLimit], &[TimeLimit])
        }
        ("time_limit_exceeded", _) => verdicts(&[Accepted, TimeLimit], &[TimeLimit]),
        ("run_time_error", Version::Legacy) => verdicts(&ALL, &CRASHES),
        ("run_time_error", _) => verdicts(&[Accepted, rte, mle, ole], &CRASHES),
        ("brute_force", _) => verdicts(
            &[Accepted, rte, mle, ole, TimeLimit],
            &[rte, mle, ole, TimeLimit],
        ),
        ("partially_accepted", _) => Some(Expected::Partial),
        _ => None,
    }
}
