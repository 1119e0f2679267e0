//! Rules about one rendered item.

use super::{Place, Rule};
use crate::{Finding, Variant, words};

const STEM_WORDS: usize = 60;
const CODE_LINES: usize = 15;
const GRADE: f64 = 11.0;
const OPTION_WORDS: std::ops::RangeInclusive<usize> = 4..=25;
const KEY_RATIO: f64 = 1.4;
const LENGTH_RATIO: usize = 5; // halves: 2.5 times
const LENGTH_SLACK: usize = 20;

const POINTERS: [&str; 14] = [
    "all of the above",
    "none of the above",
    "all of these",
    "none of these",
    "any of the above",
    "both of the above",
    "all the above",
    "all of the others",
    "none of the others",
    "both a and b",
    "a and b",
    "b and c",
    "option a",
    "option b",
];
const ABSOLUTES: [&str; 6] = ["always", "never", "only", "all", "every", "none"];
const NEGATIONS: [&str; 3] = ["not", "cannot", "except"];

/// Checks one rendered item.
pub(super) fn check(variant: &Variant, findings: &mut Vec<Finding>) {
    let mut place = Place {
        file: &variant.file,
        family: &variant.family,
        variant: Some(variant.number),
        findings,
    };
    check_stem(&mut place, variant);
    check_markup(&mut place, variant);
    for option in &variant.item.options {
        check_option(&mut place, option);
    }
    check_absolutes(&mut place, variant);
    check_key(&mut place, variant);
    check_parallel(&mut place, variant);
    check_rationales(&mut place, variant);
}

fn check_stem(place: &mut Place<'_>, variant: &Variant) {
    let stem = &variant.item.stem;
    let n = words::count(stem);
    place.demand(n <= STEM_WORDS, Rule::StemLong, || {
        format!("the stem has {n} words, at most {STEM_WORDS} allowed")
    });
    place.demand(n > 0 && stem.ends_with('?'), Rule::StemQuestion, || {
        let end: String = stem.chars().rev().take(20).collect();
        let end: String = end.chars().rev().collect();
        format!("the stem ends with `{end}`, not with a question mark")
    });
    let code = variant.item.code.as_ref();
    let n = code.map_or(0, |c| c.text.lines().count());
    place.demand(n <= CODE_LINES, Rule::CodeLong, || {
        format!("the code has {n} lines, at most {CODE_LINES} allowed")
    });
    let grade = words::reading_grade(stem);
    place.demand(grade <= GRADE, Rule::ReadingGrade, || {
        format!("the stem reads at grade {grade:.1}, at most {GRADE:.1} allowed")
    });
    let question = words::prose(words::last_sentence(stem)).replace('\u{2019}', "'");
    for word in question.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let lower = word.to_lowercase();
        let negates = NEGATIONS.contains(&lower.as_str()) || lower.ends_with("n't");
        let marked = word == lower.to_uppercase();
        place.demand(!negates || marked, Rule::UnmarkedNot, || {
            format!("`{word}` in the question is not in capitals")
        });
    }
}

fn check_markup(place: &mut Place<'_>, variant: &Variant) {
    let item = &variant.item;
    let texts = std::iter::once(&item.stem)
        .chain(&item.options)
        .chain(&variant.rationales);
    for text in texts {
        let n = text.matches('`').count();
        place.demand(n % 2 == 0, Rule::Markup, || {
            format!("{n} backticks in `{text}`, an even number allowed")
        });
        place.demand(!text.contains("``"), Rule::Markup, || {
            format!("an empty or fenced code span in `{text}`")
        });
        place.demand(!text.chars().any(char::is_control), Rule::Markup, || {
            format!("a control character in `{text}`")
        });
    }
}

fn check_option(place: &mut Place<'_>, option: &str) {
    let n = words::count(option);
    place.demand(OPTION_WORDS.contains(&n), Rule::OptionWords, || {
        format!(
            "the option `{option}` has {n} words, {} to {} allowed",
            OPTION_WORDS.start(),
            OPTION_WORDS.end()
        )
    });
    let bare = format!(" {} ", words::bare(option).join(" "));
    for phrase in POINTERS {
        let found = bare.contains(&format!(" {phrase} "));
        place.demand(!found, Rule::BannedPhrase, || {
            format!("the option `{option}` says `{phrase}`")
        });
    }
}

fn check_absolutes(place: &mut Place<'_>, variant: &Variant) {
    let holds: Vec<Option<String>> = variant
        .item
        .options
        .iter()
        .map(|o| {
            words::bare(o)
                .into_iter()
                .find(|w| ABSOLUTES.contains(&w.as_str()))
        })
        .collect();
    let found: Vec<&str> = holds.iter().flatten().map(String::as_str).collect();
    let in_key = holds[variant.key.index()].is_some();
    let fair = found.is_empty() || (in_key && found.len() > 1);
    place.demand(fair, Rule::Absolute, || {
        let n = found.len();
        let whose = if in_key { "the key" } else { "distractors" };
        format!("`{}` in {n} of 4 options, in {whose} alone", found[0])
    });
}

fn check_key(place: &mut Place<'_>, variant: &Variant) {
    let lengths = variant.item.options.each_ref().map(|o| o.chars().count());
    let key = lengths[variant.key.index()];
    let mean = (lengths.iter().sum::<usize>() - key) as f64 / 3.0;
    let ratio = key as f64 / mean.max(1.0);
    place.demand(ratio <= KEY_RATIO, Rule::KeyLong, || {
        format!(
            "the key has {key} characters, {ratio:.2} times the mean distractor's {mean:.0}, at most {KEY_RATIO} allowed"
        )
    });
    let key = words::normal(&variant.item.options[variant.key.index()]);
    let stem = words::normal(&variant.item.stem);
    let given = format!(" {stem} ").contains(&format!(" {key} "));
    place.demand(key.is_empty() || !given, Rule::KeyInStem, || {
        format!("the stem says `{key}`")
    });
}

fn check_parallel(place: &mut Place<'_>, variant: &Variant) {
    let options = &variant.item.options;
    let mut same = |what: &str, of: &dyn Fn(&str) -> Option<bool>| {
        let classes: Vec<bool> = options.iter().filter_map(|o| of(o)).collect();
        let n = classes.iter().filter(|c| **c).count();
        place.demand(n == 0 || n == classes.len(), Rule::Parallel, || {
            format!("{n} of {} options {what}", classes.len())
        });
    };
    same("end with punctuation", &|o| {
        Some(o.ends_with(['.', ';', ',', '!']))
    });
    same("start with a capital", &|o| {
        let c = o.chars().next()?;
        c.is_alphabetic().then(|| c.is_uppercase())
    });
    same("are bare code", &|o| {
        let bare = o.len() > 2 && o.starts_with('`') && o.ends_with('`');
        Some(bare && o.matches('`').count() == 2)
    });
    let mut lengths = options.each_ref().map(|o| o.chars().count());
    lengths.sort_unstable();
    let [short, _, _, long] = lengths;
    let near = 2 * long <= LENGTH_RATIO * short || long - short <= LENGTH_SLACK;
    place.demand(near, Rule::Parallel, || {
        format!("the options have {short} to {long} characters, a factor of 2.5 allowed")
    });
    let article = |w: &String| matches!(w.as_str(), "a" | "an" | "the");
    let first = options
        .each_ref()
        .map(|o| words::bare(o).into_iter().find(|w| !article(w)));
    let key = variant.key.index();
    let others: Vec<_> = (0..4).filter(|i| *i != key).map(|i| &first[i]).collect();
    let odd =
        others[0].is_some() && others.iter().all(|w| *w == others[0]) && first[key] != *others[0];
    place.demand(!odd, Rule::Parallel, || {
        let word = others[0].as_deref().unwrap_or_default();
        format!("every option but the key starts with `{word}`")
    });
}

fn check_rationales(place: &mut Place<'_>, variant: &Variant) {
    for (i, why) in variant.rationales.iter().enumerate() {
        let letter = ["A", "B", "C", "D"][i];
        let n = words::count(why);
        place.demand(n >= 3, Rule::Rationale, || {
            format!("the rationale of option {letter} has {n} words, at least 3 allowed")
        });
        let named = i == variant.key.index() || !variant.misconceptions[i].trim().is_empty();
        place.demand(named, Rule::Rationale, || {
            format!("option {letter} names no misconception")
        });
    }
}
