//! `test_group.yaml`, a test's `.yaml` and legacy's `testdata.yaml`: how a group adds up, and what
//! its tests inherit.

use std::collections::BTreeMap;

use serde::{Deserialize, de::IgnoredAny};

use super::{Feature, KattisError, refuse, value, yaml::Several};
use crate::{MicroPoints, OnReject, POINT, Scoring, ValidatorArgs};

/// The most points of a package.
const POINTS_MOST: f64 = 1_000_000.0;

/// What tests inherit from the groups above them.
#[derive(Clone, Default)]
pub(super) struct Inherited {
    pub(super) args: Vec<String>,
    pub(super) output: Vec<String>,
    pub(super) input: ValidatorArgs,
    pub(super) legacy: LegacyFile,
}

/// `test_group.yaml` of 2023-07 and 2025-09.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupFile {
    max_score: Option<Score>,
    score_aggregation: Option<String>,
    scoring: Option<ScoringFile>,
    require_pass: Option<Several>,
    static_validation_score: Option<IgnoredAny>,
    static_validation: Option<StaticFile>,
    static_validator_args: Option<IgnoredAny>,
    #[serde(flatten)]
    case: CaseFile,
}

/// A test's own `.yaml`; the keys that groups have as well.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseFile {
    args: Option<Vec<String>>,
    input_validator_args: Option<InputArgs>,
    output_validator_args: Option<Vec<String>>,
    #[serde(rename = "input_visualizer_args")]
    _input_visualizer: Option<IgnoredAny>,
    #[serde(rename = "output_visualizer_args")]
    _output_visualizer: Option<IgnoredAny>,
    #[serde(rename = "full_feedback")]
    _full_feedback: Option<IgnoredAny>,
    #[serde(rename = "hint")]
    _hint: Option<IgnoredAny>,
    #[serde(rename = "description")]
    _description: Option<IgnoredAny>,
}

/// 2023-07's map.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScoringFile {
    score: Option<Score>,
    aggregation: Option<String>,
    require_pass: Option<Several>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum StaticFile {
    Bool(bool),
    Map(IgnoredAny),
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Score {
    Number(f64),
    Text(String),
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum InputArgs {
    All(Vec<String>),
    Text(String),
    ByName(BTreeMap<String, Vec<String>>),
}

/// `testdata.yaml`; the nearest one above a group counts as a whole.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LegacyFile {
    on_reject: Option<String>,
    grading: Option<String>,
    grader_flags: Option<Several>,
    input_validator_flags: Option<LegacyFlags>,
    output_validator_flags: Option<LegacyFlags>,
    accept_score: Option<Score>,
    reject_score: Option<Score>,
    #[serde(rename = "range")]
    _range: Option<Several>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum LegacyFlags {
    Text(String),
    Named { name: String, flags: Several },
}

/// How one group adds up.
pub(super) struct Rule {
    pub(super) scoring: Scoring,
    pub(super) on_reject: OnReject,
    pub(super) requires: Vec<String>,
}

impl Inherited {
    pub(super) fn with(&self, file: &CaseFile) -> Self {
        let mut inherited = self.clone();
        if let Some(args) = &file.args {
            inherited.args.clone_from(args);
        }
        if let Some(args) = &file.output_validator_args {
            inherited.output.clone_from(args);
        }
        if let Some(args) = file.input_validator_args.clone() {
            inherited.input = args.into();
        }
        inherited
    }

    pub(super) fn with_legacy(&self, file: LegacyFile) -> Self {
        let flags = |flags: &Option<LegacyFlags>| match flags {
            None => ValidatorArgs::default(),
            Some(LegacyFlags::Text(text)) => ValidatorArgs::all(Several::One(text.clone()).words()),
            Some(LegacyFlags::Named { name, flags }) => {
                ValidatorArgs::named([(name.clone(), flags.words())].into())
            }
        };
        let output = match &file.output_validator_flags {
            Some(LegacyFlags::Named { flags, .. }) => flags.words(),
            other => flags(other).of(""),
        };
        Self {
            args: self.args.clone(),
            output,
            input: flags(&file.input_validator_flags),
            legacy: file,
        }
    }
}

impl From<InputArgs> for ValidatorArgs {
    fn from(args: InputArgs) -> Self {
        match args {
            InputArgs::All(args) => Self::all(args),
            InputArgs::Text(text) => Self::all(Several::One(text).words()),
            InputArgs::ByName(names) => Self::named(names),
        }
    }
}

impl GroupFile {
    pub(super) fn case(&self) -> &CaseFile {
        &self.case
    }

    /// The rule of a group of 2023-07 or 2025-09.
    pub(super) fn rule(
        &self,
        place: &str,
        scoring: bool,
        is_secret: bool,
        has_groups: bool,
    ) -> Result<Rule, KattisError> {
        let is_static = !matches!(self.static_validation, None | Some(StaticFile::Bool(false)));
        if self.static_validation_score.is_some()
            || self.static_validator_args.is_some()
            || is_static
        {
            return refuse(Feature::StaticValidator, place);
        }
        let nested = self.scoring.as_ref();
        let score = self
            .max_score
            .as_ref()
            .or(nested.and_then(|s| s.score.as_ref()));
        let aggregation = self
            .score_aggregation
            .as_deref()
            .or(nested.and_then(|s| s.aggregation.as_deref()));
        let requires = self
            .require_pass
            .as_ref()
            .or(nested.and_then(|s| s.require_pass.as_ref()))
            .map_or_else(Vec::new, Several::words);
        if !scoring {
            if score.is_some() || aggregation.is_some() || !requires.is_empty() {
                return Err(value(place, "only scoring problems have points"));
            }
            return Ok(Rule::pass_fail(is_secret));
        }
        let most = match score {
            Some(score) => Some(score.points(place)?),
            None => is_secret.then_some(100 * POINT),
        };
        let default = if is_secret { "sum" } else { "pass-fail" };
        let aggregation = aggregation.unwrap_or(default);
        let (scoring, on_reject) = match (aggregation, most) {
            ("sum", _) if has_groups => (Scoring::Sum(0), OnReject::Continue),
            ("min", _) if has_groups => (Scoring::Min(0), OnReject::Continue),
            (_, None) => return refuse(Feature::Unbounded, place),
            ("pass-fail", Some(most)) => (Scoring::AllOrNothing(most), OnReject::Break),
            ("sum", Some(most)) => (Scoring::Share(most), OnReject::Continue),
            ("min", Some(most)) => (Scoring::Min(most), OnReject::Break),
            (other, _) => {
                return Err(value(place, format!("`{other}` is no way to add up")));
            }
        };
        Ok(Rule {
            scoring,
            on_reject,
            requires,
        })
    }
}

impl Rule {
    /// All or nothing: the first test that is not accepted decides.
    pub(super) fn pass_fail(is_secret: bool) -> Self {
        Self {
            scoring: if is_secret {
                Scoring::AllOrNothing(100 * POINT)
            } else {
                Scoring::Sum(0)
            },
            on_reject: OnReject::Break,
            requires: Vec::new(),
        }
    }
}

impl LegacyFile {
    /// The rule of a legacy group with so many tests; `inside` is what its groups give at most.
    pub(super) fn rule(
        &self,
        place: &str,
        scoring: bool,
        is_secret: bool,
        tests: usize,
        inside: &[MicroPoints],
    ) -> Result<Rule, KattisError> {
        let on_reject = match self.on_reject.as_deref() {
            None | Some("break") => OnReject::Break,
            Some("continue") => OnReject::Continue,
            Some(other) => return Err(value(place, format!("on_reject `{other}`"))),
        };
        if self.grading.as_deref().is_some_and(|g| g != "default") {
            return refuse(Feature::Grader, place);
        }
        let (mode, always) = self.grader(place)?;
        if !scoring {
            let rule = Rule::pass_fail(is_secret);
            return Ok(Rule { on_reject, ..rule });
        }
        if let Some(score) = &self.reject_score
            && score.points(place)? != 0
        {
            return refuse(Feature::Grader, place);
        }
        let each = match &self.accept_score {
            None => POINT,
            Some(score) => score.points(place)?,
        };
        // Without `always_accept` a group with a failed test has no points at all.
        let scoring = match (mode, always) {
            ("min", true) => Scoring::Min(each),
            (_, true) => Scoring::Sum(each),
            ("min", false) => {
                let own = (tests > 0).then_some(each);
                Scoring::AllOrNothing(inside.iter().copied().chain(own).min().unwrap_or(0))
            }
            (_, false) => Scoring::AllOrNothing(
                inside
                    .iter()
                    .fold(each.saturating_mul(tests as u64), |a, b| {
                        a.saturating_add(*b)
                    }),
            ),
        };
        Ok(Rule {
            scoring,
            on_reject,
            requires: Vec::new(),
        })
    }

    fn grader(&self, place: &str) -> Result<(&'static str, bool), KattisError> {
        let (mut mode, mut always) = ("sum", false);
        for flag in self
            .grader_flags
            .as_ref()
            .map_or_else(Vec::new, Several::words)
        {
            match flag.as_str() {
                "sum" => mode = "sum",
                "min" => mode = "min",
                "always_accept" => always = true,
                "worst_error" | "first_error" => always = false,
                "ignore_sample" => {}
                _ => return refuse(Feature::Grader, place),
            }
        }
        Ok((mode, always))
    }
}

impl Score {
    fn points(&self, place: &str) -> Result<MicroPoints, KattisError> {
        let number = match self {
            Self::Number(number) => *number,
            Self::Text(text) if text == "unbounded" => {
                return refuse(Feature::Unbounded, place);
            }
            Self::Text(text) => text
                .parse()
                .map_err(|_| value(place, format!("`{text}` is no number of points")))?,
        };
        if !(0.0..=POINTS_MOST).contains(&number) {
            return Err(value(place, format!("{number} points")));
        }
        Ok((number * 1e6).round() as MicroPoints)
    }
}
