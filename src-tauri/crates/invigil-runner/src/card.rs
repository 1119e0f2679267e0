//! What a candidate may want to know of a language before choosing it.

use std::{collections::BTreeMap, sync::LazyLock};

use invigil_model::Language;
use serde::Deserialize;

/// What is there in a language, what is not, and how a program reads its input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The language's name.
    pub name: String,
    /// Name and version of what runs it.
    pub version: String,
    /// What is there.
    pub here: Vec<String>,
    /// What is not.
    pub absent: Vec<String>,
    /// A program that reads the input.
    pub example: String,
    /// What the example is fed with.
    pub input: String,
    /// What it prints.
    pub output: String,
}

static CARDS: LazyLock<BTreeMap<Language, Card>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../assets/runtimes/cards.toml"))
        .expect("a test reads the cards that are built in")
});

/// The card of a language.
pub fn card(language: Language) -> Card {
    CARDS.get(&language).cloned().unwrap_or_default()
}
