//! A coding question as the runner judges it, whatever format it came in.

use std::collections::BTreeMap;

use invigil_model::{CodingTask, Language, Limits, TestGroup};
use invigil_sandbox::GuestFile;

use crate::{Budget, Checker, OUTPUT_CAP};

/// Samples, hidden tests in their groups, limits and checker of one coding question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The task's name; part of every run's seed.
    pub id: String,
    /// Public tests in their order.
    pub samples: Vec<Test>,
    /// Hidden tests; empty on a candidate's laptop.
    pub hidden: Group,
    /// How an output is compared.
    pub checker: Checker,
    /// Time and memory of a test as people read them.
    pub limits: Limits,
    /// Bytes of output that a test may write.
    pub output: u64,
    /// Limits stated for single languages, in the guest's unit.
    pub budgets: BTreeMap<Language, Budget>,
}

/// One input with its expected output.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Test {
    /// Unique in the problem, for example `edge/03` or `sample/1`.
    pub name: String,
    /// Standard input.
    pub input: Vec<u8>,
    /// Expected standard output, or what the custom checker reads as the answer.
    pub answer: Vec<u8>,
    /// Arguments of the program.
    pub args: Vec<String>,
    /// Further files of this test.
    pub files: Vec<GuestFile>,
    /// A checker of its own.
    pub checker: Option<Checker>,
    /// Arguments of the input validators.
    pub validator_args: ValidatorArgs,
}

/// Arguments of input validators: the same for all, or for each by its name.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ValidatorArgs {
    all: Vec<String>,
    named: BTreeMap<String, Vec<String>>,
}

impl ValidatorArgs {
    /// The same arguments for every validator.
    pub fn all(args: Vec<String>) -> Self {
        Self {
            all: args,
            named: BTreeMap::new(),
        }
    }

    /// Arguments by name; a validator without an entry has none.
    pub fn named(named: BTreeMap<String, Vec<String>>) -> Self {
        Self {
            all: Vec::new(),
            named,
        }
    }

    /// The arguments of one validator.
    pub fn of(&self, validator: &str) -> Vec<String> {
        self.named.get(validator).unwrap_or(&self.all).clone()
    }
}

/// A group of hidden tests.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Group {
    /// Its path, for example `edge` or `secret/group1`; empty for the whole.
    pub name: String,
    /// How tests and groups inside add up.
    pub scoring: Scoring,
    /// What happens after a test that was not accepted.
    pub on_reject: OnReject,
    /// Groups that must be accepted before this one is run, by their names.
    pub requires: Vec<String>,
    /// Tests directly inside.
    pub tests: Vec<Test>,
    /// Groups inside, judged after the tests.
    pub groups: Vec<Group>,
}

/// Points in millionths, so that thirds and decimals stay integers.
pub type MicroPoints = u64;

/// A point.
pub const POINT: MicroPoints = 1_000_000;

/// How a group's points come about. Points of groups inside count in every variant but
/// [`Scoring::AllOrNothing`] and [`Scoring::Share`], which know the whole group's worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scoring {
    /// All of the points when every test inside is accepted, else none.
    AllOrNothing(MicroPoints),
    /// The points times accepted tests by all tests inside.
    Share(MicroPoints),
    /// The sum; an accepted test gives so much.
    Sum(MicroPoints),
    /// The least; an accepted test gives so much.
    Min(MicroPoints),
}

impl Default for Scoring {
    fn default() -> Self {
        Self::Sum(0)
    }
}

/// What happens after a test that was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum OnReject {
    /// The other tests of the group run all the same.
    #[default]
    Continue,
    /// The rest of the group is not run.
    Break,
}

impl Problem {
    /// What a candidate's laptop knows of a task: its samples.
    pub fn public(task: &CodingTask) -> Self {
        Self::with_hidden(task, &[])
    }

    /// A task with its hidden tests: each group gives its weight times the share of its tests
    /// that were accepted.
    pub fn with_hidden(task: &CodingTask, hidden: &[TestGroup]) -> Self {
        let groups = hidden.iter().map(|group| Group {
            name: group.name.clone(),
            scoring: Scoring::Share(u64::from(group.weight) * POINT),
            tests: group
                .tests
                .iter()
                .map(|test| Test::new(test.name.clone(), &test.data.input, &test.data.output))
                .collect(),
            ..Group::default()
        });
        Self {
            id: task.id.0.clone(),
            samples: task
                .samples
                .iter()
                .enumerate()
                .map(|(at, s)| Test::new(format!("sample/{}", at + 1), &s.input, &s.output))
                .collect(),
            hidden: Group {
                groups: groups.collect(),
                ..Group::default()
            },
            checker: Checker::JsonLines,
            limits: task.limits.clone(),
            output: OUTPUT_CAP,
            budgets: BTreeMap::new(),
        }
    }

    /// What a test may use in a language.
    pub fn budget(&self, language: Language) -> Budget {
        let stated = self.budgets.get(&language).copied();
        stated.unwrap_or_else(|| self.budget_of(language, self.limits.time_ms))
    }

    /// What a test may use in a language that has so much time.
    pub(crate) fn budget_of(&self, language: Language, time_ms: u32) -> Budget {
        Budget::new(language, time_ms, self.limits.memory_mib).with_output(self.output)
    }
}

impl Test {
    /// An input of the candidate's own; there is nothing to compare with.
    pub fn custom(input: &[u8]) -> Self {
        Self {
            name: "custom".into(),
            input: input.to_vec(),
            ..Self::default()
        }
    }

    /// A test without arguments and files.
    pub fn new(name: impl Into<String>, input: &str, answer: &str) -> Self {
        Self {
            name: name.into(),
            input: input.as_bytes().to_vec(),
            answer: answer.as_bytes().to_vec(),
            ..Self::default()
        }
    }
}

impl Group {
    /// Every test inside, in the order they are judged.
    pub fn all_tests(&self) -> Vec<&Test> {
        let mut tests: Vec<&Test> = self.tests.iter().collect();
        for group in &self.groups {
            tests.extend(group.all_tests());
        }
        tests
    }

    /// How many tests there are inside.
    pub fn count(&self) -> usize {
        self.tests.len() + self.groups.iter().map(Self::count).sum::<usize>()
    }
}
