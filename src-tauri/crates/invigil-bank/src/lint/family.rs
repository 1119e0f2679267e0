//! Rules about one family and how its variants differ.

use std::collections::BTreeSet;

use super::{Place, Rule, check_facts, check_topics};
use crate::{BankText, Family, Finding, Variant, words};

const SECONDS: std::ops::RangeInclusive<u32> = 30..=240;
const SURFACES: usize = 2;
const STEM_PERCENT: usize = 30;

/// Checks one family; `variants` are those of the whole bank.
pub(super) fn check(
    bank: &BankText,
    family: &Family,
    variants: &[Variant],
    findings: &mut Vec<Finding>,
) {
    let file = family.file();
    let mut place = Place {
        file: &file,
        family: &family.id,
        variant: None,
        findings,
    };
    let prefix = format!("{}-", family.cell.to_lowercase());
    place.demand(family.id.starts_with(&prefix), Rule::Layout, || {
        format!("the id does not start with `{prefix}`")
    });
    let simple = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    place.demand(family.id.bytes().all(simple), Rule::Layout, || {
        "the id has other characters than a-z, 0-9 and -".into()
    });
    place.demand(bank.info.cells.contains(&family.cell), Rule::Cells, || {
        format!("`{}` is no cell of the bank", family.cell)
    });
    check_topics(&mut place, &family.topics, false);
    check_facts(&mut place, &family.source, family.difficulty);
    place.demand(SECONDS.contains(&family.seconds), Rule::Seconds, || {
        format!(
            "{} s, {} to {} allowed",
            family.seconds,
            SECONDS.start(),
            SECONDS.end()
        )
    });
    check_scenarios(&mut place, bank.info.variants, family);
    let own: Vec<&Variant> = variants.iter().filter(|v| v.family == family.id).collect();
    check_variants(&mut place, &own);
}

fn check_scenarios(place: &mut Place<'_>, wanted: u32, family: &Family) {
    let n = family.scenario.len();
    place.demand(n >= wanted as usize, Rule::Scenarios, || {
        format!("{n} scenarios, at least {wanted} needed")
    });
    let keys = |i: usize| -> BTreeSet<&str> {
        family.scenario[i]
            .0
            .iter()
            .map(|(k, _)| k.as_str())
            .collect()
    };
    for i in 1..n {
        let odd: Vec<_> = keys(0).symmetric_difference(&keys(i)).copied().collect();
        place.demand(odd.is_empty(), Rule::Scenarios, || {
            format!(
                "scenarios 1 and {} do not both have `{}`",
                i + 1,
                odd.join("`, `")
            )
        });
    }
}

/// Checks how the variants of one family differ.
pub(super) fn check_variants(place: &mut Place<'_>, own: &[&Variant]) {
    for (i, a) in own.iter().enumerate() {
        for b in &own[i + 1..] {
            let pair = format!("variants {} and {}", a.number, b.number);
            let n = a
                .surfaces
                .iter()
                .filter(|(name, value)| b.surfaces.get(*name) != Some(value))
                .count();
            place.demand(n >= SURFACES, Rule::VariantSurfaces, || {
                format!("{pair} differ in {n} surfaces, at least {SURFACES} needed")
            });
            let percent = words::difference_percent(&a.item.stem, &b.item.stem);
            place.demand(percent >= STEM_PERCENT, Rule::VariantStems, || {
                format!("the stems of {pair} differ in {percent} % of the words, at least {STEM_PERCENT} % needed")
            });
        }
    }
    let places: BTreeSet<_> = own.iter().map(|v| v.key).collect();
    let wanted = own.len().min(4);
    place.demand(places.len() >= wanted, Rule::VariantKey, || {
        format!(
            "the key stands in {} places over {} variants, {wanted} needed",
            places.len(),
            own.len()
        )
    });
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use invigil_model::Letter;

    use super::*;
    use crate::lint::whole::tests::variant;

    #[test]
    fn a_key_that_stays_in_its_place_is_caught() {
        let moved = [Letter::A, Letter::B].map(|key| variant(key, ["a", "b", "c", "d"]));
        let stays = [Letter::B, Letter::B].map(|key| variant(key, ["a", "b", "c", "d"]));
        let check = |variants: &[Variant]| {
            let mut findings = Vec::new();
            let mut place = Place {
                file: Path::new("f"),
                family: "f",
                variant: None,
                findings: &mut findings,
            };
            check_variants(&mut place, &variants.iter().collect::<Vec<_>>());
            findings.iter().any(|f| f.rule == Rule::VariantKey)
        };
        assert!(check(&stays));
        assert!(!check(&moved));
    }
}
