//! Rules about a bank as a whole: its blueprint, and what a guesser would score.

use std::{collections::BTreeSet, path::Path};

use invigil_model::Skill;

use super::{Place, Rule};
use crate::{BankKind, BankText, Finding, Variant};

const CELLS: usize = 10;
/// Banks with fewer variants are exempt from the guessers' rules.
const ENOUGH: usize = 100;

/// Checks the bank.
pub(super) fn check(bank: &BankText, variants: &[Variant], findings: &mut Vec<Finding>) {
    let mut place = Place {
        file: Path::new("bank.toml"),
        family: "",
        variant: None,
        findings,
    };
    check_blueprint(&mut place, bank);
    check_canary(&mut place, bank, variants);
    check_time(&mut place, bank);
    check_guessers(&mut place, variants);
}

fn check_blueprint(place: &mut Place<'_>, bank: &BankText) {
    let cells = &bank.info.cells;
    let different: BTreeSet<_> = cells.iter().collect();
    place.demand(
        cells.len() == CELLS && different.len() == CELLS,
        Rule::Cells,
        || {
            format!(
                "{} different cells of {}, {CELLS} needed",
                different.len(),
                cells.len()
            )
        },
    );
    let wanted = match bank.info.kind {
        BankKind::Test => 3,
        BankKind::Practice => 1,
    };
    for cell in cells {
        place.demand(Skill::of_cell(cell).is_some(), Rule::Cells, || {
            format!("`{cell}` belongs to no skill")
        });
        let n = bank.families.iter().filter(|f| f.cell == *cell).count();
        place.demand(n >= wanted, Rule::CellFamilies, || {
            format!("{cell} has {n} families, at least {wanted} needed")
        });
    }
    // A task that could not be read is a finding of its own already.
    let unread = bank.unreadable.iter().any(|f| f.file.starts_with("tasks"));
    place.demand(!bank.tasks.is_empty() || unread, Rule::TaskCount, || {
        "no coding task".into()
    });
    place.demand(bank.info.variants > 0, Rule::Scenarios, || {
        "0 variants a family".into()
    });
}

fn check_canary(place: &mut Place<'_>, bank: &BankText, variants: &[Variant]) {
    let canary = bank.canary.as_str();
    let good = canary.len() >= 32 && canary.bytes().all(|b| b.is_ascii_hexdigit());
    place.demand(good, Rule::Canary, || {
        format!(
            "{} characters, at least 32 hexadecimal digits needed",
            canary.len()
        )
    });
    if !good {
        return;
    }
    for variant in variants {
        let item = &variant.item;
        let code = item.code.as_ref().map_or("", |c| c.text.as_str());
        let leaks = item.stem.contains(canary)
            || code.contains(canary)
            || item.options.iter().any(|o| o.contains(canary));
        place.demand(!leaks, Rule::Canary, || format!("it stands in {}", item.id));
    }
    for task in &bank.tasks {
        let leaks = task.statement.contains(canary)
            || task.starters.values().any(|s| s.contains(canary))
            || task
                .samples
                .iter()
                .any(|s| s.input.contains(canary) || s.output.contains(canary));
        place.demand(!leaks, Rule::Canary, || format!("it stands in {}", task.id));
    }
}

fn check_time(place: &mut Place<'_>, bank: &BankText) {
    let items: u32 = bank
        .info
        .cells
        .iter()
        .filter_map(|cell| {
            let own = bank.families.iter().filter(|f| f.cell == *cell);
            own.map(|f| f.seconds).max()
        })
        .fold(0, u32::saturating_add);
    let task = bank.tasks.iter().map(|t| t.seconds).max().unwrap_or(0);
    let need = items.saturating_add(task);
    let have = bank.info.duration_s;
    place.demand(need <= have, Rule::TimeBudget, || {
        format!("items {items} s and task {task} s at the longest, {have} s given")
    });
}

/// What a guesser with one habit expects to score: a tie between `k` options counts 1/k.
fn guess(variants: &[Variant], mark: impl Fn(usize, &str) -> usize) -> f64 {
    let expected = |v: &Variant| {
        let marks: Vec<usize> = v
            .item
            .options
            .iter()
            .enumerate()
            .map(|(i, o)| mark(i, o))
            .collect();
        let best = marks.iter().max().copied().unwrap_or(0);
        let tied = marks.iter().filter(|m| **m == best).count();
        if marks[v.key.index()] == best {
            1.0 / tied as f64
        } else {
            0.0
        }
    };
    variants.iter().map(expected).sum()
}

fn check_guessers(place: &mut Place<'_>, variants: &[Variant]) {
    let n = variants.len();
    if n < ENOUGH {
        return;
    }
    let (low, high) = interval(n);
    let specific = |o: &str| {
        o.chars()
            .filter(|c| c.is_ascii_digit() || *c == '`')
            .count()
    };
    let scores = [
        (
            Rule::GuessLongest,
            "longest",
            guess(variants, |_, o| o.chars().count()),
        ),
        (
            Rule::GuessSpecific,
            "most specific",
            guess(variants, |_, o| specific(o)),
        ),
        (
            Rule::GuessFirst,
            "first",
            guess(variants, |i, _| usize::from(i == 0)),
        ),
        (
            Rule::GuessLast,
            "last",
            guess(variants, |i, _| usize::from(i == 3)),
        ),
    ];
    for (rule, what, score) in scores {
        let within = low as f64 <= score && score <= high as f64;
        place.demand(within, rule, || {
            format!("always the {what} option scores {score:.1} of {n}, {low} to {high} allowed")
        });
    }
}

/// The central 95 % interval of a binomial count with chance 1/4: the least counts with
/// P(X <= low) >= 2.5 % and P(X <= high) >= 97.5 %.
pub(super) fn interval(n: usize) -> (usize, usize) {
    let mut log_mass = n as f64 * 0.75_f64.ln();
    let (mut below, mut low) = (0.0, None);
    for count in 0..=n {
        below += log_mass.exp();
        if low.is_none() && below >= 0.025 {
            low = Some(count);
        }
        if below >= 0.975 {
            return (low.unwrap_or(0), count);
        }
        log_mass += ((n - count) as f64 / (count + 1) as f64 / 3.0).ln();
    }
    (low.unwrap_or(0), n)
}

#[cfg(test)]
pub(super) mod tests {
    use invigil_model::{Item, ItemId, Letter};

    use super::*;

    pub(in crate::lint) fn variant(key: Letter, options: [&str; 4]) -> Variant {
        Variant {
            family: "f".into(),
            file: "f".into(),
            number: 1,
            item: Item {
                id: ItemId("f/1".into()),
                cell: "DB1".into(),
                skill: Skill::Databases,
                seconds: 60,
                stem: String::new(),
                code: None,
                options: options.map(str::to_owned),
            },
            key,
            rationales: Default::default(),
            misconceptions: Default::default(),
            surfaces: Default::default(),
        }
    }

    /// 120 variants whose key turns through the places; `with` of them carry `key_text` as key.
    fn bank(with: usize, key_text: &str, plain_keys: impl Fn(usize) -> Letter) -> Vec<Variant> {
        (0..120)
            .map(|i| {
                let key = plain_keys(i);
                let mut options = ["even text"; 4];
                // The marked option is the key in `with` variants, a distractor in the others.
                let at = if i < with {
                    key.index()
                } else {
                    (key.index() + 1) % 4
                };
                options[at] = key_text;
                variant(key, options)
            })
            .collect()
    }

    fn broken(variants: &[Variant]) -> Vec<Rule> {
        let mut findings = Vec::new();
        let mut place = Place {
            file: Path::new("bank.toml"),
            family: "",
            variant: None,
            findings: &mut findings,
        };
        check_guessers(&mut place, variants);
        findings.iter().map(|f| f.rule).collect()
    }

    fn turning(i: usize) -> Letter {
        Letter::ALL[i % 4]
    }

    #[test]
    fn the_interval_is_the_binomial_one() {
        // scipy.stats.binom.ppf([.025, .975], n, .25)
        assert_eq!(interval(100), (17, 34));
        assert_eq!(interval(120), (21, 40));
    }

    #[test]
    fn a_guesser_by_length_must_score_like_chance() {
        assert_eq!(broken(&bank(30, "a much longer text", turning)), []);
        assert_eq!(
            broken(&bank(60, "a much longer text", turning)),
            [Rule::GuessLongest]
        );
        assert_eq!(
            broken(&bank(5, "a much longer text", turning)),
            [Rule::GuessLongest]
        );
    }

    #[test]
    fn a_guesser_by_digits_and_code_must_score_like_chance() {
        assert_eq!(broken(&bank(30, "`n` 12345", turning)), []);
        assert_eq!(
            broken(&bank(60, "`n` 12345", turning)),
            [Rule::GuessSpecific]
        );
    }

    #[test]
    fn a_guesser_by_place_must_score_like_chance() {
        let often = |mostly, fairly| {
            move |i: usize| match i % 4 {
                0 | 2 => mostly,
                1 => fairly,
                _ => Letter::B,
            }
        };
        let (first, last) = (often(Letter::A, Letter::D), often(Letter::D, Letter::A));
        assert_eq!(broken(&bank(30, "even text", turning)), []);
        assert_eq!(broken(&bank(30, "even text", first)), [Rule::GuessFirst]);
        assert_eq!(broken(&bank(30, "even text", last)), [Rule::GuessLast]);
    }

    #[test]
    fn a_small_bank_is_exempt() {
        assert_eq!(broken(&bank(60, "a much longer text", turning)[..99]), []);
    }
}
