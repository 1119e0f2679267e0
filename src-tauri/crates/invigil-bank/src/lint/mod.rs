//! The checkable rules of writing, each with its own code. A finding fails the build.
//!
//! Deliberately absent: taste and truth. Whether a fact is right and a distractor tempting is
//! for a reviewer; what is here is counted.

mod family;
mod item;
mod task;
mod whole;

use std::path::Path;

use invigil_model::Code;

use crate::{BankText, Finding, Variant, render};

macro_rules! rules {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal,)*) => {
        /// One rule of the text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[doc = $doc])* $name,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable code.
            pub fn code(self) -> Code {
                match self {
                    $(Self::$name => Code($code),)*
                }
            }

            /// What it demands, one or two sentences.
            pub fn demands(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),*).trim_ascii(),)*
                }
            }
        }
    };
}

rules! {
    /// Every file is what its format says, with no field unknown.
    Unreadable = "bank.unreadable",
    /// A family's id is its folder's name and starts with its cell in lower case.
    Layout = "bank.layout",
    /// A bank has 10 different cells, each of a known skill; a family's cell is one of them.
    Cells = "bank.cells",
    /// The canary is at least 32 hexadecimal digits and stands in no public text.
    Canary = "bank.canary",
    /// At least 3 families a cell; 1 in a practice bank.
    CellFamilies = "bank.cell-families",
    /// At least one coding task.
    TaskCount = "bank.task-count",
    /// The longest item of every cell and the longest task fit into the test's duration.
    TimeBudget = "bank.time-budget",
    /// Exactly 4 options: the key and 3 distractors.
    Options = "bank.options",
    /// A scenario for every variant, all with the same keys.
    Scenarios = "bank.scenarios",
    /// Templates and expressions render.
    Render = "bank.render",
    /// Some draw satisfies the constraints.
    Constraints = "bank.constraints",
    /// No two options are the same but for wording of no weight, or for computed numbers less
    /// than 2 % apart.
    NearEqual = "bank.near-equal",
    /// A stem has at most 60 words.
    StemLong = "bank.stem-long",
    /// A stem is a complete question: it ends with a question mark.
    StemQuestion = "bank.stem-question",
    /// Code has at most 15 lines.
    CodeLong = "bank.code-long",
    /// The stem's Flesch-Kincaid grade is at most 11.
    ReadingGrade = "bank.reading-grade",
    /// No option points at other options: all of the above, none of the above, both A and B.
    BannedPhrase = "bank.banned-phrase",
    /// A negation in the question's own sentence is marked: NOT, EXCEPT.
    UnmarkedNot = "bank.unmarked-not",
    /// always, never, only, all, every, none stand in no option, or in the key and a distractor:
    /// else they give the key away.
    Absolute = "bank.absolute",
    /// An option has 4 to 25 words, code included.
    OptionWords = "bank.option-words",
    /// The key has at most 1.4 times the characters of the mean distractor.
    KeyLong = "bank.key-long",
    /// Options are parallel: the same final punctuation, the same case at the start, all or none
    /// bare code, lengths within a factor of 2.5, no key that alone starts with another word
    /// (articles aside).
    Parallel = "bank.parallel",
    /// The key's text does not stand in the stem.
    KeyInStem = "bank.key-in-stem",
    /// Plain text: backticks in pairs, no code fence, no control character.
    Markup = "bank.markup",
    /// A rationale for the key and each distractor; a misconception for each distractor.
    Rationale = "bank.rationale",
    /// The source of the fact is named.
    Source = "bank.source",
    /// The suggested time of an item is 30 to 240 seconds, of a task 300 to 3600.
    Seconds = "bank.seconds",
    /// At least one topic, all known; an item has none that is for interviews only.
    Topic = "bank.topic",
    /// The difficulty is 1, 2 or 3.
    Difficulty = "bank.difficulty",
    /// Two variants of a family differ in at least 2 surfaces.
    VariantSurfaces = "bank.variant-surfaces",
    /// The stems of two variants differ in at least 30 % of the words.
    VariantStems = "bank.variant-stems",
    /// The key moves: up to 4 variants have it in as many places.
    VariantKey = "bank.variant-key",
    /// Always picking the longest option scores within the 95 % binomial interval round 25 %.
    GuessLongest = "bank.guess-longest",
    /// Always picking the most specific option (most digits and backticks) scores within it.
    GuessSpecific = "bank.guess-specific",
    /// Always picking the first option scores within it.
    GuessFirst = "bank.guess-first",
    /// Always picking the last option scores within it.
    GuessLast = "bank.guess-last",
    /// A task's statement has 30 to 350 words.
    TaskStatement = "bank.task-statement",
    /// A task has a starter in Python, Java, Ruby and JavaScript, or in SQL alone.
    TaskStarters = "bank.task-starters",
    /// A task shows 2 or 3 samples.
    TaskSamples = "bank.task-samples",
    /// A task has 10 to 14 hidden tests, each group at least one.
    TaskTests = "bank.task-tests",
    /// Its groups are basic 40, edge 30, scale 20, robustness 10.
    TaskGroups = "bank.task-groups",
    /// References in at least 2 languages (of a task for SQL, 2 in SQL), and at least 3 wrong
    /// solutions, each named after a group of the task; all in languages of the task.
    TaskSubmissions = "bank.task-submissions",
    /// Limits are at least 1 second and 16 MiB, and the largest input is named.
    TaskLimits = "bank.task-limits",
}

/// Renders every variant and checks every rule; what comes first in the text comes first in the
/// list.
pub fn lint(bank: &BankText) -> (Vec<Variant>, Vec<Finding>) {
    let (variants, mut findings) = render(bank);
    findings.extend(bank.unreadable.iter().cloned());
    whole::check(bank, &variants, &mut findings);
    for family in &bank.families {
        family::check(bank, family, &variants, &mut findings);
    }
    for variant in &variants {
        item::check(variant, &mut findings);
    }
    for task in &bank.tasks {
        task::check(task, &mut findings);
    }
    findings.sort_by(|a, b| (&a.file, a.variant, a.rule).cmp(&(&b.file, b.variant, b.rule)));
    findings.dedup();
    (variants, findings)
}

/// Where a finding of one family, task or the bank belongs.
struct Place<'a> {
    file: &'a Path,
    family: &'a str,
    variant: Option<u32>,
    findings: &'a mut Vec<Finding>,
}

impl Place<'_> {
    /// Notes a broken rule unless it holds.
    fn demand(&mut self, holds: bool, rule: Rule, message: impl FnOnce() -> String) {
        if !holds {
            self.findings.push(Finding {
                rule,
                file: self.file.to_owned(),
                family: self.family.to_owned(),
                variant: self.variant,
                message: message(),
            });
        }
    }
}

/// The topics, as a letter and how many; those for interviews only are no item's.
const TOPICS: [(&str, u32); 4] = [("G", 8), ("J", 21), ("D", 9), ("A", 14)];
const INTERVIEW_ONLY: [&str; 8] = ["G5", "G6", "G8", "J3", "J11", "J15", "J19", "A6"];

fn check_topics(place: &mut Place<'_>, topics: &[String], interview_too: bool) {
    place.demand(!topics.is_empty(), Rule::Topic, || "no topic".into());
    for topic in topics {
        let known = TOPICS
            .iter()
            .any(|(letter, n)| (1..=*n).any(|i| *topic == format!("{letter}{i}")));
        place.demand(known, Rule::Topic, || format!("`{topic}` is no topic"));
        place.demand(
            interview_too || !INTERVIEW_ONLY.contains(&topic.as_str()),
            Rule::Topic,
            || format!("`{topic}` is for interviews only"),
        );
    }
}

fn check_facts(place: &mut Place<'_>, source: &str, difficulty: u32) {
    place.demand(!source.trim().is_empty(), Rule::Source, || {
        "no source".into()
    });
    place.demand((1..=3).contains(&difficulty), Rule::Difficulty, || {
        format!("{difficulty}, 1 to 3 allowed")
    });
}
