//! Each rule catches a planted violation, and its clean twin passes.

use std::{collections::BTreeSet, path::PathBuf};

use invigil_bank::{Rule, lint};

use crate::fixture::{CANARY, Files, files, text};

/// A change to the clean bank.
enum Plant {
    /// In a file, one text for another, at its first place.
    Swap(&'static str, &'static str, String),
    /// Everything whose path starts so is removed.
    Drop(&'static str),
    /// A file more.
    Add(&'static str, String),
}

use Plant::{Add, Drop, Swap};

impl Plant {
    fn apply(&self, files: &mut Files) {
        match self {
            Swap(path, from, to) => {
                let text = files.get_mut(&PathBuf::from(path)).expect("a file");
                assert!(text.contains(from), "{path} has no {from}");
                *text = text.replacen(from, to, 1);
            }
            Drop(prefix) => {
                let before = files.len();
                files.retain(|path, _| !path.starts_with(prefix));
                assert!(files.len() < before, "nothing under {prefix}");
            }
            Add(path, text) => {
                files.insert(path.into(), text.clone());
            }
        }
    }
}

/// In family `db1-two` the key is neither the longest nor the most specific option.
const TWO: &str = "items/db1-two/family.toml";
const TASK: &str = "tasks/line-sum/task.toml";
const DAWN: &str = "A parcel depot prints its delivery list at dawn.";
const ASK: &str = "How many entries will the printer get?";
const SECOND: &str = "It reads {{ total }} lines from the cache";

fn swap(path: &'static str, from: &'static str, to: impl Into<String>) -> Plant {
    Swap(path, from, to.into())
}

/// Rules that the text alone cannot break: the key's place is the compiler's. Their planted
/// violations are in the unit tests of `lint`.
const BY_UNIT_TEST: [Rule; 5] = [
    Rule::VariantKey,
    Rule::GuessLongest,
    Rule::GuessSpecific,
    Rule::GuessFirst,
    Rule::GuessLast,
];

fn violations() -> Vec<(Rule, Vec<Plant>)> {
    [
        bank_violations(),
        item_violations(),
        family_violations(),
        task_violations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn bank_violations() -> Vec<(Rule, Vec<Plant>)> {
    let bank = "bank.toml";
    vec![
        (
            Rule::Unreadable,
            vec![swap(TWO, "difficulty", "hardness = 1\ndifficulty")],
        ),
        (Rule::Unreadable, vec![swap(TWO, "cell = ", "cell ")]),
        (
            Rule::Unreadable,
            vec![Add("tasks/line-sum/samples/03.in", "1\n".into())],
        ),
        (
            Rule::Unreadable,
            vec![swap(TASK, "name = \"edge\"", "name = \"../edge\"")],
        ),
        (Rule::Layout, vec![swap(TWO, "db1-two", "db1-deux")]),
        (
            Rule::Cells,
            vec![swap(bank, "\"SE1\"]", "\"SE1\", \"SE1\"]")],
        ),
        (Rule::Canary, vec![swap(bank, CANARY, "12ab")]),
        (
            Rule::Canary,
            vec![swap(TWO, DAWN, format!("A list of `{CANARY}` is made."))],
        ),
        (
            Rule::Canary,
            vec![swap("tasks/line-sum/starter.py", "here", CANARY)],
        ),
        (Rule::CellFamilies, vec![Drop("items/se1-one")]),
        (Rule::TaskCount, vec![Drop("tasks")]),
        (Rule::TimeBudget, vec![swap(bank, "2400", "2199")]),
    ]
}

fn item_violations() -> Vec<(Rule, Vec<Plant>)> {
    let many = "Ants eat it up. ".repeat(14);
    let code = format!(
        "[code]\nlanguage = \"text\"\ntext = '''\n{}'''\n[key]",
        "a\n".repeat(16)
    );
    let hard = "Internationally distributed organisational infrastructure necessitates \
                comprehensive interoperability considerations.";
    vec![
        (Rule::StemLong, vec![swap(TWO, DAWN, many)]),
        (
            Rule::StemQuestion,
            vec![swap(TWO, ASK, "The printer gets many entries.")],
        ),
        (Rule::CodeLong, vec![swap(TWO, "[key]", code)]),
        (Rule::ReadingGrade, vec![swap(TWO, DAWN, hard)]),
        (
            Rule::BannedPhrase,
            vec![swap(TWO, SECOND, "It reads both A and B in turn here")],
        ),
        (
            Rule::UnmarkedNot,
            vec![swap(TWO, ASK, "Which entries does the printer not get?")],
        ),
        (
            Rule::UnmarkedNot,
            vec![swap(TWO, ASK, "Which entries doesn't the printer get?")],
        ),
        (Rule::Absolute, vec![swap(TWO, "the cache", "every cache")]),
        (Rule::Absolute, vec![swap(TWO, "the index", "every index")]),
        (
            Rule::OptionWords,
            vec![swap(TWO, SECOND, "It re-materialises {{ total }}")],
        ),
        (
            Rule::KeyLong,
            vec![swap(
                TWO,
                "the index",
                "the index of the first step, as the plan says",
            )],
        ),
        (Rule::Parallel, vec![swap(TWO, "the cache", "the cache.")]),
        (
            Rule::Parallel,
            vec![swap(
                TWO,
                SECOND,
                "it reads {{ total }} lines from the cache",
            )],
        ),
        (
            Rule::Parallel,
            vec![swap(TWO, SECOND, "`read {{ total }} lines from the cache`")],
        ),
        (
            Rule::Parallel,
            vec![swap(TWO, "[key]\ntext = \"It", "[key]\ntext = \"One")],
        ),
        (
            Rule::Parallel,
            vec![swap(
                TWO,
                "the cache",
                "the cache, which the depot fills afresh once each new day at dawn and again at dusk",
            )],
        ),
        (
            Rule::KeyInStem,
            vec![swap(
                TWO,
                DAWN,
                "It reads {{ total }} lines from the index.",
            )],
        ),
        (
            Rule::Markup,
            vec![swap(TWO, "Each step reads", "Each `step reads")],
        ),
        (
            Rule::Rationale,
            vec![swap(TWO, "Each step reads the {{ rows }} rows twice.", "")],
        ),
        (Rule::Rationale, vec![swap(TWO, "first wrong idea", "")]),
        (Rule::NearEqual, vec![swap(TWO, "the cache", "an index")]),
        (
            Rule::NearEqual,
            vec![swap(
                TWO,
                SECOND,
                "It reads {{ total + 3 }} lines from the index",
            )],
        ),
    ]
}

fn family_violations() -> Vec<(Rule, Vec<Plant>)> {
    let third = "[[distractor]]\nmisconception = \"third wrong idea\"\ntext = \"It reads {{ total }} \
                 lines from the `queue`\"\nwhy = \"Mixes up what is read third.\"\n";
    vec![
        (Rule::Options, vec![swap(TWO, third, "")]),
        (
            Rule::Scenarios,
            vec![swap(TWO, "[[scenario]]", "[[scenario]]\nmore = \"text\"")],
        ),
        (
            Rule::Render,
            vec![swap(TWO, "lines from the cache", "{{ nothing }} lines")],
        ),
        (Rule::Render, vec![swap(TWO, "double * page", "double * {")]),
        (
            Rule::Constraints,
            vec![swap(TWO, "total > 1000", "total > 100000")],
        ),
        (Rule::Source, vec![swap(TWO, "Own manual, chapter 3", " ")]),
        (
            Rule::Seconds,
            vec![swap(TWO, "seconds = 100", "seconds = 20")],
        ),
        (Rule::Topic, vec![swap(TWO, "\"D7\"", "\"D10\"")]),
        (Rule::Topic, vec![swap(TWO, "\"D7\"", "\"J15\"")]),
        (Rule::Topic, vec![swap(TWO, "\"G7\", \"D7\"", "")]),
        (
            Rule::Difficulty,
            vec![swap(TWO, "difficulty = 2", "difficulty = 4")],
        ),
        (
            Rule::VariantSurfaces,
            vec![
                swap(TWO, "min = 400, max = 900", "min = 500, max = 500"),
                swap(TWO, "[3, 4, 5]", "[4]"),
                swap(TWO, "What does one full search touch?", ASK),
            ],
        ),
        (
            Rule::VariantStems,
            vec![
                swap(TWO, "Music fans look up old songs with a phone app.", DAWN),
                swap(
                    TWO,
                    "What does one full search touch?",
                    "How many rows will the printer get?",
                ),
            ],
        ),
    ]
}

fn task_violations() -> Vec<(Rule, Vec<Plant>)> {
    let wrong = "tasks/line-sum/submissions/wrong_answer";
    vec![
        (
            Rule::TaskStatement,
            vec![Add("tasks/line-sum/statement.md", "Sum the lines.".into())],
        ),
        (Rule::TaskStarters, vec![Drop("tasks/line-sum/starter.rb")]),
        (
            Rule::TaskStarters,
            vec![Add("tasks/line-sum/starter.sql", "SELECT 1;\n".into())],
        ),
        (
            Rule::TaskSamples,
            vec![
                Drop("tasks/line-sum/samples/02.in"),
                Drop("tasks/line-sum/samples/02.out"),
            ],
        ),
        (Rule::TaskTests, vec![Drop("tasks/line-sum/secret/scale")]),
        (
            Rule::TaskGroups,
            vec![swap(TASK, "weight = 40", "weight = 50")],
        ),
        (
            Rule::TaskSubmissions,
            vec![Add(
                "tasks/line-sum/submissions/wrong_answer/sum-x.py",
                String::new(),
            )],
        ),
        (
            Rule::TaskSubmissions,
            vec![Drop("tasks/line-sum/submissions/accepted/sum.js")],
        ),
        (Rule::TaskSubmissions, vec![Drop(wrong)]),
        (
            Rule::TaskSubmissions,
            vec![Add(
                "tasks/line-sum/submissions/accepted/sum.sql",
                "SELECT 1;\n".into(),
            )],
        ),
        (
            Rule::TaskLimits,
            vec![swap(TASK, "time_ms = 3000", "time_ms = 999")],
        ),
    ]
}

fn broken(plants: &[Plant]) -> (BTreeSet<Rule>, String) {
    let mut files = files();
    plants.iter().for_each(|p| p.apply(&mut files));
    let (_, findings) = lint(&text(&files));
    let list: Vec<String> = findings.iter().map(ToString::to_string).collect();
    (findings.iter().map(|f| f.rule).collect(), list.join("\n"))
}

#[test]
fn the_clean_bank_breaks_no_rule() {
    assert_eq!(broken(&[]), (BTreeSet::new(), String::new()));
}

/// The clean bank with its task turned into one for SQL, but for `left_out`.
fn for_sql(left_out: &str) -> Vec<Plant> {
    let mut plants = vec![
        Drop("tasks/line-sum/starter.py"),
        Drop("tasks/line-sum/starter.java"),
        Drop("tasks/line-sum/starter.rb"),
        Drop("tasks/line-sum/starter.js"),
        Drop("tasks/line-sum/submissions"),
    ];
    let files = [
        "tasks/line-sum/starter.sql",
        "tasks/line-sum/submissions/accepted/one.sql",
        "tasks/line-sum/submissions/accepted/two.sql",
        "tasks/line-sum/submissions/wrong_answer/edge-a.sql",
        "tasks/line-sum/submissions/wrong_answer/edge-b.sql",
        "tasks/line-sum/submissions/wrong_answer/scale-c.sql",
    ];
    let kept = files.into_iter().filter(|file| !file.ends_with(left_out));
    plants.extend(kept.map(|file| Add(file, "SELECT 1;\n".into())));
    plants
}

#[test]
fn a_task_may_be_for_sql_alone_with_two_references() {
    assert_eq!(
        broken(&for_sql("nothing")),
        (BTreeSet::new(), String::new())
    );
    let (rules, list) = broken(&for_sql("two.sql"));
    assert_eq!(rules, [Rule::TaskSubmissions].into(), "{list}");
}

#[test]
fn each_planted_violation_is_caught_by_its_rule_alone() {
    for (rule, plants) in violations() {
        let (rules, list) = broken(&plants);
        assert_eq!(rules, BTreeSet::from([rule]), "{}:\n{list}", rule.code());
        assert!(list.contains(rule.code().0), "{list}");
    }
}

#[test]
fn every_rule_has_a_planted_violation() {
    let planted: BTreeSet<Rule> = violations().iter().map(|(rule, _)| *rule).collect();
    for rule in Rule::ALL {
        let by_unit_test = BY_UNIT_TEST.contains(rule);
        assert!(planted.contains(rule) != by_unit_test, "{}", rule.code());
    }
    let codes: BTreeSet<_> = Rule::ALL.iter().map(|r| r.code()).collect();
    assert_eq!(codes.len(), Rule::ALL.len());
}

#[test]
fn what_is_next_to_a_violation_passes() {
    for twin in [
        swap(TWO, ASK, "Which entries does the printer NOT get?"),
        swap(
            TWO,
            ASK,
            "How many `not null` entries will the printer get?",
        ),
        swap(TWO, DAWN, "Not every depot prints lists."),
        swap(
            TWO,
            SECOND,
            "It reads {{ total }} lines from the read-only cache",
        ),
        swap(
            TWO,
            SECOND,
            "It reads {{ total + 400 }} lines from the index",
        ),
        swap(TWO, "the cache", "the cache now"),
        swap(TWO, "seconds = 100", "seconds = 100 # a guess"),
        swap("bank.toml", "2400", "2200"),
    ] {
        let (rules, list) = broken(&[twin]);
        assert!(rules.is_empty(), "{list}");
    }
    let both = [
        swap(TWO, "the index", "every index"),
        swap(TWO, "the cache", "every cache"),
    ];
    assert!(broken(&both).0.is_empty());
}

#[test]
fn a_finding_names_file_family_variant_code_and_number() {
    let (_, list) = broken(&[swap(TWO, ASK, "It gets many entries.")]);
    assert_eq!(
        list,
        "items/db1-two/family.toml: db1-two/1: bank.stem-question: the stem ends with \
         `t gets many entries.`, not with a question mark"
    );
}

#[test]
fn a_practice_bank_needs_one_family_a_cell_and_one_variant() {
    let plants = [
        swap("bank.toml", "\"test\"", "\"practice\""),
        swap("bank.toml", "variants = 4", "variants = 1"),
    ];
    let mut files = files();
    plants.iter().for_each(|p| p.apply(&mut files));
    files.retain(|path, _| {
        let path = path.to_string_lossy();
        !path.starts_with("items") || path.contains("-one/")
    });
    let (variants, findings) = lint(&text(&files));
    assert_eq!((variants.len(), findings), (10, Vec::new()));
}
