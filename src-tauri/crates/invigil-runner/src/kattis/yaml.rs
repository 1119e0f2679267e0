//! `problem.yaml` of the three versions, made one.

use std::collections::BTreeMap;

use invigil_model::Language;
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};

use super::{
    Feature, KattisError, Package, Version, YAML_CAP,
    limits::{Allowed, LimitsFile},
    refuse, value, versions,
};

/// What judging needs to know.
pub(super) struct Facts {
    pub(super) version: Version,
    pub(super) scoring: bool,
    pub(super) custom: bool,
    pub(super) validator_flags: Vec<String>,
    pub(super) limits: Allowed,
    pub(super) languages: Option<Vec<Language>>,
    pub(super) constants: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    problem_format_version: Option<String>,
    r#type: Option<Several>,
    limits: Option<LimitsFile>,
    validation: Option<String>,
    validator_flags: Option<Several>,
    grading: Option<Grading>,
    languages: Option<Several>,
    #[serde(default)]
    allow_file_writing: bool,
    #[serde(default)]
    constants: BTreeMap<String, Constant>,
    // What says nothing about judging.
    #[serde(rename = "name")]
    _name: Option<IgnoredAny>,
    #[serde(rename = "uuid")]
    _uuid: Option<IgnoredAny>,
    #[serde(rename = "version")]
    _version: Option<IgnoredAny>,
    #[serde(rename = "author")]
    _author: Option<IgnoredAny>,
    #[serde(rename = "credits")]
    _credits: Option<IgnoredAny>,
    #[serde(rename = "source")]
    _source: Option<IgnoredAny>,
    #[serde(rename = "source_url")]
    _source_url: Option<IgnoredAny>,
    #[serde(rename = "license")]
    _license: Option<IgnoredAny>,
    #[serde(rename = "rights_owner")]
    _rights_owner: Option<IgnoredAny>,
    #[serde(rename = "embargo_until")]
    _embargo_until: Option<IgnoredAny>,
    #[serde(rename = "keywords")]
    _keywords: Option<IgnoredAny>,
}

/// A string of words, or a sequence of strings.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Several {
    One(String),
    Many(Vec<String>),
}

impl Several {
    pub(super) fn words(&self) -> Vec<String> {
        match self {
            Self::One(text) => text.split_whitespace().map(str::to_owned).collect(),
            Self::Many(words) => words.clone(),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Constant {
    Whole(i64),
    Decimal(f64),
    Text(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Grading {
    objective: Option<String>,
    #[serde(rename = "show_test_data_groups")]
    _show: Option<IgnoredAny>,
}

/// Reads a YAML file by its type; an empty one is an empty map.
pub(super) fn parse<T: DeserializeOwned>(place: &str, text: &str) -> Result<T, KattisError> {
    let asked = text.len() as u64;
    if asked > YAML_CAP {
        return Err(KattisError::TooLarge {
            place: place.into(),
            asked,
            most: YAML_CAP,
        });
    }
    let blank = text
        .lines()
        .all(|l| l.trim().is_empty() || l.trim_start().starts_with('#') || l.trim() == "---");
    serde_saphyr::from_str(if blank { "{}" } else { text }).map_err(|error| KattisError::Yaml {
        place: place.into(),
        message: crate::explain::cut(error.to_string().lines().next().unwrap_or_default(), 300),
    })
}

/// Reads and judges `problem.yaml`.
pub(super) fn read(package: &Package) -> Result<Facts, KattisError> {
    const PLACE: &str = "problem.yaml";
    let file: File = parse(PLACE, package.text(PLACE)?)?;
    let version = match file.problem_format_version.as_deref() {
        None | Some("legacy" | "legacy-icpc") => Version::Legacy,
        Some("2023-07" | "2023-07-draft" | "draft") => Version::V2023,
        Some("2025-09" | "2025-09-draft") => Version::V2025,
        Some(other) => return Err(KattisError::Version(other.into())),
    };
    of_version(version, &file)?;
    let kinds = file.r#type.as_ref().map_or_else(Vec::new, Several::words);
    let validation = file.validation.as_deref().unwrap_or("default");
    let words: Vec<&str> = kinds
        .iter()
        .map(String::as_str)
        .chain(validation.split_whitespace())
        .collect();
    for word in &words {
        match *word {
            "pass-fail" | "scoring" | "default" | "custom" => {}
            "interactive" => return refuse(Feature::Interactive, PLACE),
            "multi-pass" => return refuse(Feature::MultiPass, PLACE),
            "submit-answer" => return refuse(Feature::SubmitAnswer, PLACE),
            "score" => return refuse(Feature::ValidatorScore, PLACE),
            other => return Err(value(PLACE, format!("`{other}` is no type or validation"))),
        }
    }
    let custom = has_validator(version, package, &words)?;
    if file.allow_file_writing {
        return refuse(Feature::FileWriting, PLACE);
    }
    if file.grading.and_then(|g| g.objective).as_deref() == Some("min") {
        return refuse(Feature::Minimize, PLACE);
    }
    let languages = languages(version, file.languages)?;
    let limits = file.limits.unwrap_or_default();
    let mut limits = limits.allowed(version, languages)?;
    let languages = limits.languages.take();
    Ok(Facts {
        version,
        scoring: kinds.iter().any(|k| k == "scoring"),
        custom,
        validator_flags: file
            .validator_flags
            .as_ref()
            .map_or_else(Vec::new, Several::words),
        limits,
        languages,
        constants: file
            .constants
            .into_iter()
            .map(|(name, constant)| (name, constant.text()))
            .collect(),
    })
}

/// Whether the package brings an output validator, by the words of its type and validation.
fn has_validator(version: Version, package: &Package, words: &[&str]) -> Result<bool, KattisError> {
    let contradiction = |place: &str, message: String| {
        let place = place.to_owned();
        Err(KattisError::Contradiction { place, message })
    };
    for (one, other) in [("pass-fail", "scoring"), ("default", "custom")] {
        if words.contains(&one) && words.contains(&other) {
            let message = format!("`{one}` and `{other}` exclude each other");
            return contradiction("problem.yaml", message);
        }
    }
    if version != Version::Legacy {
        return Ok(package.is_folder("output_validator"));
    }
    let custom = words.contains(&"custom");
    if !custom && package.is_folder("output_validators") {
        let message = "it holds a validator, and problem.yaml does not say validation: custom";
        return contradiction("output_validators", message.to_owned());
    }
    Ok(custom)
}

/// Refuses keys about judging that the version does not have.
fn of_version(version: Version, file: &File) -> Result<(), KattisError> {
    use Version::{Legacy, V2023, V2025};
    let limits = file.limits.as_ref();
    let has = |key: fn(&LimitsFile) -> bool| limits.is_some_and(key);
    let (old, new): (&[Version], &[Version]) = (&[Legacy], &[V2023, V2025]);
    for (key, of, is_there) in [
        ("validation", old, file.validation.is_some()),
        ("validator_flags", old, file.validator_flags.is_some()),
        ("grading", old, file.grading.is_some()),
        ("languages", new, file.languages.is_some()),
        ("constants", new, !file.constants.is_empty()),
        (
            "limits.time_multiplier",
            old,
            has(|l| l.time_multiplier.is_some()),
        ),
        (
            "limits.time_safety_margin",
            old,
            has(|l| l.time_safety_margin.is_some()),
        ),
        (
            "limits.time_multipliers",
            new,
            has(|l| l.time_multipliers.is_some()),
        ),
    ] {
        versions::key(version, &format!("problem.yaml, {key}"), of, is_there)?;
    }
    Ok(())
}

impl Constant {
    fn text(self) -> String {
        match self {
            Self::Whole(n) => n.to_string(),
            Self::Decimal(n) => n.to_string(),
            Self::Text(text) => text,
        }
    }
}

fn languages(
    version: Version,
    asked: Option<Several>,
) -> Result<Option<Vec<Language>>, KattisError> {
    let Some(asked) = asked.filter(|_| version != Version::Legacy) else {
        return Ok(None);
    };
    let codes = asked.words();
    if codes == ["all"] {
        return Ok(None);
    }
    let known: Vec<Language> = codes.iter().filter_map(|code| language(code)).collect();
    if known.is_empty() {
        return refuse(Feature::Languages, "problem.yaml, languages");
    }
    Ok(Some(known))
}

/// A code of the format's table of languages.
pub(super) fn language(code: &str) -> Option<Language> {
    Some(match code {
        "python3" => Language::Python,
        "java" => Language::Java,
        "ruby" => Language::Ruby,
        "javascript" => Language::JavaScript,
        "typescript" => Language::TypeScript,
        _ => return None,
    })
}
