//! What the cards promise: their examples run and print what they say.

use std::{collections::BTreeMap, fs};

use invigil_sandbox::{End, Execute, Guest, engine::Backend};
use serde::Deserialize;

use crate::{
    guests::{JAVASCRIPT, Language, PYTHON, RUBY, root, run},
    outcomes::worker,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Card {
    name: String,
    version: String,
    here: Vec<String>,
    absent: Vec<String>,
    example: String,
    input: String,
    output: String,
}

fn cards() -> BTreeMap<String, Card> {
    let text = fs::read_to_string(root().join("assets/runtimes/cards.toml")).unwrap();
    toml::from_str(&text).unwrap()
}

#[test]
fn every_language_has_a_card() {
    let cards = cards();
    let names: Vec<&str> = cards.keys().map(String::as_str).collect();
    let expected = ["java", "javascript", "python", "ruby", "sql", "typescript"];
    assert_eq!(names, expected);
    for card in cards.values() {
        assert!(!card.name.is_empty() && !card.version.is_empty());
        assert!(
            card.here.len() >= 2 && card.absent.len() >= 2,
            "{}",
            card.name
        );
    }
}

fn check(language: Language) {
    let card = cards().remove(language.name).unwrap();
    let mut executor = language.executor(Backend::Native);
    let job = language.job(card.example.clone(), card.input.clone().into_bytes());
    let outcome = run(&mut executor, &job);
    assert_eq!(outcome.end, End::Exit(0), "{}", card.name);
    assert_eq!(String::from_utf8_lossy(&outcome.stdout), card.output);
}

#[test]
fn the_python_example_prints_what_the_card_says() {
    check(PYTHON);
}

#[test]
fn the_ruby_example_prints_what_the_card_says() {
    check(RUBY);
}

#[test]
fn the_javascript_example_prints_what_the_card_says() {
    check(JAVASCRIPT);
}

#[test]
fn the_sql_example_prints_what_the_card_says() {
    let card = cards().remove("sql").unwrap();
    let mut job = JAVASCRIPT.job(card.example.clone(), card.input.clone().into_bytes());
    job.guest = Guest::Sql;
    let outcome = worker(None).execute(&job, &mut |_, _| {}).unwrap();
    assert_eq!(outcome.end, End::Exit(0));
    assert_eq!(String::from_utf8_lossy(&outcome.stdout), card.output);
}
