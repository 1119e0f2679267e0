//! Variants of a family: values drawn, key and distractors computed, texts rendered.
//!
//! Variant `v` (counted from 1) uses scenario `v`; its values come from a stream keyed by bank,
//! family, variant and try, so that the same text gives the same variants on every machine.
//! A try whose constraints do not hold, or whose options come out near-equal, is drawn again.
//! Deliberately absent: the rules of writing (`lint`), and the order a candidate sees.

use std::{collections::BTreeMap, path::PathBuf};

use invigil_crypto::digest::sha256;
use invigil_model::{CodeBlock, Item, ItemId, Letter, Skill};
use minijinja::{Environment, UndefinedBehavior, Value};

use crate::{
    BankText, Family, Finding, Rule,
    draw::Draw,
    text::{Range, Scalar},
    words,
};

/// Draws of one variant before it is given up.
const TRIES: u32 = 500;
/// Computed numbers closer than this share of the larger one are near-equal.
const NEAR: f64 = 0.02;

/// One rendered item with its key, options in their authored order.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The family's id.
    pub family: String,
    /// The family's file relative to the bank's folder.
    pub file: PathBuf,
    /// Counted from 1.
    pub number: u32,
    /// What a candidate may see; the id is `<family>/<number>`.
    pub item: Item,
    /// Which option is right.
    pub key: Letter,
    /// Why each option is right or wrong.
    pub rationales: [String; 4],
    /// The misconception behind each option, empty for the key.
    pub misconceptions: [String; 4],
    /// Scenario strings and values that the text uses, by name: what a variant may differ in.
    pub surfaces: BTreeMap<String, String>,
}

/// Every variant of every family, and what could not be rendered.
pub fn render(bank: &BankText) -> (Vec<Variant>, Vec<Finding>) {
    let (mut variants, mut findings) = (Vec::new(), Vec::new());
    for family in &bank.families {
        for number in 1..=bank.info.variants {
            match render_variant(&bank.info.id, family, number) {
                Ok(variant) => variants.push(variant),
                Err((rule, message)) => findings.push(Finding {
                    rule,
                    file: family.file(),
                    family: family.id.clone(),
                    variant: Some(number),
                    message,
                }),
            }
        }
    }
    (variants, findings)
}

type Problem = (Rule, String);
type Scope = BTreeMap<String, Value>;

fn render_variant(bank: &str, family: &Family, number: u32) -> Result<Variant, Problem> {
    if family.distractor.len() != 3 {
        let n = family.distractor.len() + 1;
        return Err((Rule::Options, format!("{n} options, exactly 4 allowed")));
    }
    let mut last = (Rule::Constraints, "no values drawn".to_owned());
    for attempt in 0..TRIES {
        let values = draw(bank, family, number, attempt)?;
        let made = make(family, number, values);
        match made {
            Ok(variant) => return Ok(variant),
            Err(problem @ (Rule::Constraints | Rule::NearEqual, _)) => last = problem,
            Err(other) => return Err(other),
        }
        if family.values.0.is_empty() {
            return Err(last);
        }
    }
    last.1.push_str(&format!("; {TRIES} draws tried"));
    Err(last)
}

fn draw(bank: &str, family: &Family, number: u32, attempt: u32) -> Result<Scope, Problem> {
    let mut stream = Draw::new(
        "invigil-bank/variant/1",
        &[
            bank.as_bytes(),
            family.id.as_bytes(),
            &number.to_be_bytes(),
            &attempt.to_be_bytes(),
        ],
    );
    let mut scope = Scope::new();
    for (name, range) in &family.values.0 {
        let value = match range {
            Range::Steps { min, max, step } => {
                let bad = || (Rule::Render, format!("`{name}`: no value in its range"));
                let span = max.checked_sub(*min).ok_or_else(bad)?;
                if *step < 1 || span < 0 {
                    return Err(bad());
                }
                let n = u64::try_from(span / step).map_err(|_| bad())? + 1;
                Value::from(min + step * i64::try_from(stream.below(n)).map_err(|_| bad())?)
            }
            Range::Pick { pick } | Range::List(pick) => pick
                .get(stream.index(pick.len()))
                .map(value)
                .ok_or_else(|| (Rule::Render, format!("`{name}`: an empty list")))?,
        };
        scope.insert(name.clone(), value);
    }
    Ok(scope)
}

fn value(scalar: &Scalar) -> Value {
    match scalar {
        Scalar::Int(n) => Value::from(*n),
        Scalar::Float(x) => Value::from(*x),
        Scalar::Bool(b) => Value::from(*b),
        Scalar::Text(text) => Value::from(text.as_str()),
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
}

fn context(scope: &Scope) -> Value {
    Value::from_pairs(scope.iter().map(|(k, v)| (k.as_str(), v.clone())))
}

fn make(family: &Family, number: u32, values: Scope) -> Result<Variant, Problem> {
    let index = number as usize - 1;
    let scenario = family.scenario.get(index).ok_or_else(|| {
        let n = family.scenario.len();
        (
            Rule::Scenarios,
            format!("{n} scenarios, variant {number} needs one of its own"),
        )
    })?;
    let environment = environment();
    let mut surfaces: BTreeMap<String, String> = values
        .iter()
        .map(|(k, v)| (k.clone(), v.to_string()))
        .collect();
    let mut scope = values;
    for (name, scalar) in &scenario.0 {
        if scope.insert(name.clone(), value(scalar)).is_some() {
            return Err((
                Rule::Render,
                format!("`{name}` is a value and a scenario key"),
            ));
        }
    }
    for (name, expression) in &family.computed.0 {
        let result = evaluate(&environment, expression, &scope)?;
        scope.insert(name.clone(), result);
    }
    for constraint in &family.constraints {
        if !evaluate(&environment, constraint, &scope)?.is_true() {
            return Err((Rule::Constraints, format!("`{constraint}` does not hold")));
        }
    }
    // Scenario strings may themselves refer to values, computed values and earlier strings.
    for (name, scalar) in &scenario.0 {
        if let Scalar::Text(text) = scalar {
            let rendered = fill(&environment, text, &scope)?;
            surfaces.insert(name.clone(), words::tidy(&rendered));
            scope.insert(name.clone(), Value::from(rendered));
        } else {
            surfaces.insert(name.clone(), value(scalar).to_string());
        }
    }
    surfaces.retain(|name, _| family.uses(name));
    let variant = fill_variant(&environment, family, number, &scope, surfaces)?;
    let literal: String =
        family
            .templates()
            .chain(scenario_texts(&scenario.0))
            .fold(String::new(), |mut all, t| {
                all.push_str(t);
                all.push('\n');
                all
            });
    near_equal(&variant.item.options, &literal)?;
    Ok(variant)
}

fn scenario_texts(entries: &[(String, Scalar)]) -> impl Iterator<Item = &str> {
    entries.iter().filter_map(|(_, s)| match s {
        Scalar::Text(text) => Some(text.as_str()),
        _ => None,
    })
}

impl Family {
    /// Whether a template, expression or scenario string names `name`.
    fn uses(&self, name: &str) -> bool {
        let scenarios = self.scenario.iter().flat_map(|s| scenario_texts(&s.0));
        let code = self.code.iter().map(|c| c.text.as_str());
        let computed = self.computed.0.iter().map(|(_, e)| e.as_str());
        self.templates()
            .chain(std::iter::once(self.stem.text.as_str()))
            .chain(code)
            .chain(computed)
            .chain(scenarios)
            .any(|text| {
                text.split(|c: char| !c.is_alphanumeric() && c != '_')
                    .any(|word| word == name)
            })
    }

    fn templates(&self) -> impl Iterator<Item = &str> {
        let options = self.distractor.iter().map(|d| d.text.as_str());
        std::iter::once(self.key.text.as_str()).chain(options)
    }
}

fn evaluate(environment: &Environment<'_>, text: &str, scope: &Scope) -> Result<Value, Problem> {
    let problem = |e: minijinja::Error| (Rule::Render, format!("`{text}`: {e}"));
    environment
        .compile_expression(text)
        .and_then(|e| e.eval(context(scope)))
        .map_err(problem)
}

fn fill(environment: &Environment<'_>, text: &str, scope: &Scope) -> Result<String, Problem> {
    environment
        .render_str(text, context(scope))
        .map_err(|e| (Rule::Render, format!("`{}`: {e}", words::tidy(text))))
}

fn fill_variant(
    environment: &Environment<'_>,
    family: &Family,
    number: u32,
    scope: &Scope,
    surfaces: BTreeMap<String, String>,
) -> Result<Variant, Problem> {
    let text = |template: &str| fill(environment, template, scope).map(|t| words::tidy(&t));
    let code = family
        .code
        .as_ref()
        .map(|code| {
            Ok::<_, Problem>(CodeBlock {
                language: code.language.clone(),
                text: lines(&fill(environment, &code.text, scope)?),
            })
        })
        .transpose()?
        .filter(|code| !code.text.is_empty());
    let key = key_place(&family.id, number);
    let mut wrong = family.distractor.iter();
    let (mut options, mut rationales, mut misconceptions) =
        <([String; 4], [_; 4], [_; 4])>::default();
    for place in 0..4 {
        let (option, why, misconception) = if place == key.index() {
            (&family.key.text, &family.key.why, "")
        } else {
            let Some(d) = wrong.next() else { continue };
            (&d.text, &d.why, d.misconception.as_str())
        };
        options[place] = text(option)?;
        rationales[place] = text(why)?;
        misconceptions[place] = misconception.to_owned();
    }
    Ok(Variant {
        family: family.id.clone(),
        file: family.file(),
        number,
        item: Item {
            id: ItemId(format!("{}/{number}", family.id)),
            cell: family.cell.clone(),
            // A cell without a skill is refused by the rule `Cells`.
            skill: Skill::of_cell(&family.cell).unwrap_or(Skill::Engineering),
            seconds: family.seconds,
            stem: text(&family.stem.text)?,
            code,
            options,
        },
        key,
        rationales,
        misconceptions,
        surfaces,
    })
}

/// The key's authored place: the first byte of SHA-256(family) plus the variant, modulo 4, so
/// that it moves with every variant and no author chooses it.
fn key_place(family: &str, number: u32) -> Letter {
    let start = u32::from(sha256(family.as_bytes())[0]);
    Letter::ALL[(start + number) as usize % 4]
}

/// Code with LF line ends, no trailing white space, no empty line at either end.
fn lines(code: &str) -> String {
    let lines: Vec<&str> = code.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

fn near_equal(options: &[String; 4], literal: &str) -> Result<(), Problem> {
    let literal = words::numbers(literal).1;
    for (i, a) in options.iter().enumerate() {
        for b in &options[i + 1..] {
            if is_near(a, b, &literal) {
                let message = format!("the options `{a}` and `{b}` are too close to tell apart");
                return Err((Rule::NearEqual, message));
            }
        }
    }
    Ok(())
}

/// Equal in their normal form, or in all but computed numbers less than 2 % apart. A number that
/// the author wrote out (a status code, a port) is meant as it is.
fn is_near(a: &str, b: &str, literal: &[f64]) -> bool {
    let ((a_text, a_numbers), (b_text, b_numbers)) = (
        words::numbers(&words::normal(a)),
        words::numbers(&words::normal(b)),
    );
    a_text == b_text
        && a_numbers.len() == b_numbers.len()
        && a_numbers.iter().zip(&b_numbers).all(|(x, y)| {
            x == y
                || ((x - y).abs() < NEAR * x.abs().max(y.abs())
                    && !literal.contains(x)
                    && !literal.contains(y))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_equal_options_are_told_from_meant_ones() {
        let check = |a, b, literal: &[f64], expected| {
            assert_eq!(is_near(a, b, literal), expected, "{a} / {b}");
        };
        check("The `a` index.", "a `a` index", &[], true);
        check("`(a, b)`", "`(b, a)`", &[], false);
        check("wait 1,000 ms", "wait 1000 ms", &[], true);
        check("wait 1000 ms", "wait 1019 ms", &[], true);
        check("wait 1000 ms", "wait 1050 ms", &[], false);
        check("`401` at once", "`403` at once", &[401.0, 403.0], false);
    }

    #[test]
    fn the_key_visits_every_place_in_four_variants() {
        let mut places: Vec<Letter> = (1..=4).map(|n| key_place("db1-x", n)).collect();
        places.sort_unstable();
        assert_eq!(places, Letter::ALL);
    }
}
