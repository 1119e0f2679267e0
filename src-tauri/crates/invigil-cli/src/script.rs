//! The script of `invigil take`: what a scripted candidate answers.

use std::{collections::BTreeMap, path::Path};

use invigil_model::{Code, Language, Letter, Notice};
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};

const CAP: u64 = 1 << 20;

/// The file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Script {
    /// By item position from 1: a letter, "key", "wrong", or null to leave it open.
    #[serde(default, deserialize_with = "each_position_once")]
    pub(crate) answers: BTreeMap<u16, Option<Answer>>,
    /// What is typed into the first coding question.
    pub(crate) code: Option<CodeFile>,
    /// How long the scripted candidate takes, in seconds of the test's clock.
    #[serde(default)]
    pub(crate) seconds: u64,
}

/// One scripted answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum Answer {
    /// A letter as shown.
    Letter(Letter),
    /// By the key.
    Keyed(Keyed),
}

/// Answers that need the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyed {
    /// The key.
    Key,
    /// The first distractor.
    Wrong,
}

impl TryFrom<String> for Answer {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Ok(match text.as_str() {
            "A" => Self::Letter(Letter::A),
            "B" => Self::Letter(Letter::B),
            "C" => Self::Letter(Letter::C),
            "D" => Self::Letter(Letter::D),
            "key" => Self::Keyed(Keyed::Key),
            "wrong" => Self::Keyed(Keyed::Wrong),
            _ => {
                return Err(format!(
                    "`{text}` is no answer: \"A\" to \"D\", \"key\", \"wrong\" or null"
                ));
            }
        })
    }
}

impl Answer {
    /// The letter, given the key.
    pub(crate) fn letter(self, key: Option<Letter>) -> Result<Letter, Notice> {
        match (self, key) {
            (Self::Letter(letter), _) => Ok(letter),
            (Self::Keyed(Keyed::Key), Some(key)) => Ok(key),
            (Self::Keyed(Keyed::Wrong), Some(key)) => Ok(if key == Letter::A {
                Letter::B
            } else {
                Letter::A
            }),
            (Self::Keyed(_), None) => Err(refuse("\"key\" and \"wrong\" need --org")),
        }
    }

    /// Whether the key is needed.
    pub(crate) fn needs_key(self) -> bool {
        matches!(self, Self::Keyed(_))
    }
}

/// A source file for the coding question.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeFile {
    /// python, java, ruby, javascript, typescript or sql.
    pub(crate) language: Language,
    /// Path, relative to the script.
    pub(crate) file: String,
    /// Whether the samples are run before the hand-in.
    #[serde(default)]
    pub(crate) run: bool,
}

/// A map alone would take the last of two answers to one question.
fn each_position_once<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<u16, Option<Answer>>, D::Error> {
    struct Answers;
    impl<'de> Visitor<'de> for Answers {
        type Value = BTreeMap<u16, Option<Answer>>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("answers by position")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut answers = BTreeMap::new();
            while let Some((position, answer)) = map.next_entry()? {
                if answers.insert(position, answer).is_some() {
                    return Err(A::Error::custom(format!(
                        "position {position} is answered twice"
                    )));
                }
            }
            Ok(answers)
        }
    }
    deserializer.deserialize_map(Answers)
}

impl Script {
    /// Reads the script, and the source file it names.
    pub(crate) fn read(path: &Path) -> Result<(Self, Option<String>), Notice> {
        let text = invigil_files::read_text(path, CAP).map_err(|e| e.notice())?;
        let script: Self = serde_json::from_str(&text).map_err(|e| refuse(&e.to_string()))?;
        let source = match &script.code {
            None => None,
            Some(code) => {
                let file = path.parent().unwrap_or(Path::new(".")).join(&code.file);
                Some(invigil_files::read_text(&file, CAP).map_err(|e| e.notice())?)
            }
        };
        Ok((script, source))
    }
}

pub(crate) fn refuse(why: &str) -> Notice {
    Notice::new(
        Code("script.invalid"),
        "The script cannot be used; no attempt was started.",
        why,
        "See `invigil take --help` for its form.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_keys_and_open_answers_are_read() {
        let script: Script = serde_json::from_str(
            r#"{"answers":{"1":"A","2":"key","3":"wrong","4":null},"code":{"language":"python","file":"a.py"},"seconds":1200}"#,
        )
        .expect("the documented form");
        assert_eq!(script.answers[&1], Some(Answer::Letter(Letter::A)));
        assert_eq!(script.answers[&2], Some(Answer::Keyed(Keyed::Key)));
        assert_eq!(script.answers[&4], None);
        for wrong in [
            r#"{"answers":{"1":"E"}}"#,
            r#"{"answer":{}}"#,
            r#"{"answers":{"x":"A"}}"#,
            r#"{"answers":{"1":"A","1":"B"}}"#,
        ] {
            assert!(serde_json::from_str::<Script>(wrong).is_err(), "{wrong}");
        }
        let letter = serde_json::from_str::<Script>(r#"{"answers":{"1":"E"}}"#);
        let said = letter.expect_err("no such letter").to_string();
        assert!(said.contains("`E` is no answer: \"A\" to \"D\""), "{said}");
    }

    #[test]
    fn wrong_is_never_the_key() {
        for key in Letter::ALL {
            assert_ne!(
                Answer::Keyed(Keyed::Wrong)
                    .letter(Some(key))
                    .expect("a letter"),
                key
            );
        }
        assert!(Answer::Keyed(Keyed::Key).letter(None).is_err());
    }
}
