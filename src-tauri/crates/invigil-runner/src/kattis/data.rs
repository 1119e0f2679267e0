//! `data/`: tests, their groups, and the tests of the validators.

use std::collections::BTreeSet;

use invigil_sandbox::GuestFile;

use super::{
    Feature, KattisError, Package, SelfTests, Version, refuse,
    rules::{CaseFile, GroupFile, Inherited, LegacyFile, Rule},
    value, with_constants,
    yaml::{self, Facts},
};
use crate::{
    Checker, CustomChecker, Group, MicroPoints, OutputCase, Test, TokenRules, Tolerance,
    judge::most,
};

/// Folders inside each other.
const DEPTH: usize = 8;

pub(super) struct Reader<'a> {
    pub(super) package: &'a Package,
    pub(super) facts: &'a Facts,
    pub(super) validator: Option<&'a CustomChecker>,
}

/// One folder's files by the part before the first dot.
struct Folder {
    /// Names of tests, in their order.
    tests: Vec<String>,
    groups: Vec<String>,
}

impl Reader<'_> {
    /// The tests of `data/sample`, with all folders inside.
    pub(super) fn samples(&self) -> Result<Vec<Test>, KattisError> {
        let top = self.inherited("", &Inherited::default())?;
        let mut tests = Vec::new();
        self.walk(("sample", true), &top, DEPTH, &mut |group, name, above| {
            tests.push(self.test(group, name, above, ".ans")?);
            Ok(())
        })?;
        Ok(tests)
    }

    /// Every group that a submission is judged by: the samples first, as the format says.
    pub(super) fn hidden(&self, samples: &[Test]) -> Result<Group, KattisError> {
        let inherited = self.inherited("", &Inherited::default())?;
        let secret = self.group("secret", &inherited, DEPTH)?;
        if secret.count() == 0 {
            return Err(KattisError::Missing("a test in data/secret".into()));
        }
        let mut groups = Vec::new();
        if !samples.is_empty() {
            groups.push(Group {
                name: "sample".into(),
                tests: samples.to_vec(),
                ..Group::default()
            });
        }
        groups.push(secret);
        let whole = Group {
            on_reject: if self.facts.scoring {
                crate::OnReject::Continue
            } else {
                crate::OnReject::Break
            },
            groups,
            ..Group::default()
        };
        require_earlier(&whole, &mut BTreeSet::new())?;
        if self.facts.scoring && most(&whole) == 0 {
            return Err(value("data/secret", "no test gives a point"));
        }
        Ok(whole)
    }

    fn group(&self, name: &str, above: &Inherited, depth: usize) -> Result<Group, KattisError> {
        if depth == 0 {
            return Err(value(format!("data/{name}"), "groups too deep"));
        }
        let inherited = self.inherited(name, above)?;
        let folder = self.folder(name, true)?;
        let tests = folder
            .tests
            .iter()
            .map(|test| self.test(name, test, &inherited, ".ans"))
            .collect::<Result<Vec<_>, _>>()?;
        let groups = folder
            .groups
            .iter()
            .map(|child| self.group(&format!("{name}/{child}"), &inherited, depth - 1))
            .collect::<Result<Vec<_>, _>>()?;
        let Rule {
            scoring,
            on_reject,
            requires,
        } = self.rule(name, &inherited, &tests, &groups)?;
        Ok(Group {
            name: name.to_owned(),
            scoring,
            on_reject,
            requires,
            tests,
            groups,
        })
    }

    fn rule(
        &self,
        name: &str,
        inherited: &Inherited,
        tests: &[Test],
        groups: &[Group],
    ) -> Result<Rule, KattisError> {
        let (is_secret, scoring) = (name == "secret", self.facts.scoring);
        if self.facts.version == Version::Legacy {
            let inside: Vec<MicroPoints> = groups.iter().map(most).collect();
            let place = format!("data/{name}/testdata.yaml");
            return inherited
                .legacy
                .rule(&place, scoring, is_secret, tests.len(), &inside);
        }
        let place = format!("data/{name}/test_group.yaml");
        let file = self.group_file(&place)?;
        file.rule(&place, scoring, is_secret, !groups.is_empty())
    }

    fn group_file(&self, place: &str) -> Result<GroupFile, KattisError> {
        match self.package.bytes(place) {
            None => Ok(GroupFile::default()),
            Some(_) => yaml::parse(
                place,
                &with_constants(self.package.text(place)?, &self.facts.constants),
            ),
        }
    }

    fn inherited(&self, name: &str, above: &Inherited) -> Result<Inherited, KattisError> {
        let at = |file: &str| match name {
            "" => format!("data/{file}"),
            name => format!("data/{name}/{file}"),
        };
        if self.facts.version != Version::Legacy {
            return Ok(above.with(self.group_file(&at("test_group.yaml"))?.case()));
        }
        let place = at("testdata.yaml");
        if self.package.bytes(&place).is_none() {
            return Ok(above.clone());
        }
        let file: LegacyFile = yaml::parse(&place, self.package.text(&place)?)?;
        Ok(above.with_legacy(file))
    }

    /// Tests and groups of a folder; half a test is refused.
    fn folder(&self, name: &str, has_answers: bool) -> Result<Folder, KattisError> {
        let place = format!("data/{name}");
        let names = self.package.names(&place);
        let there: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        let mut folder = Folder {
            tests: Vec::new(),
            groups: Vec::new(),
        };
        for name in &names {
            let pair = |stem: &str, other: &str| {
                if there.contains(format!("{stem}{other}").as_str()) {
                    return Ok(());
                }
                Err(KattisError::Unpaired(format!("{place}/{name}")))
            };
            if let Some(stem) = name.strip_suffix(".in") {
                if has_answers {
                    pair(stem, ".ans")?;
                }
                folder.tests.push(stem.to_owned());
            } else if let Some(stem) = name.strip_suffix(".ans").or(name.strip_suffix(".out")) {
                pair(stem, ".in")?;
            } else if let Some(stem) = name.strip_suffix(".files") {
                pair(stem, ".in")?;
            } else if self.package.is_folder(&format!("{place}/{name}")) {
                if there.contains(format!("{name}.in").as_str()) {
                    return Err(value(format!("{place}/{name}"), "a test has this name too"));
                }
                // Past the legacy format no group is there, only what is offered for download.
                if place != "data/sample" || self.facts.version == Version::Legacy {
                    folder.groups.push(name.clone());
                }
            }
        }
        Ok(folder)
    }

    fn test(
        &self,
        group: &str,
        name: &str,
        above: &Inherited,
        answer: &str,
    ) -> Result<Test, KattisError> {
        let stem = format!("data/{group}/{name}");
        let config = format!("{stem}.yaml");
        let mut inherited = above.clone();
        if self.facts.version != Version::Legacy && self.package.bytes(&config).is_some() {
            let file: CaseFile = yaml::parse(&config, self.package.text(&config)?)?;
            inherited = above.with(&file);
        }
        let bytes = |extension: &str| {
            let bytes = self.package.bytes(&format!("{stem}{extension}"));
            bytes.map(<[u8]>::to_vec).unwrap_or_default()
        };
        let files = self.package.below(&format!("{stem}.files"));
        let mut flags = self.facts.validator_flags.clone();
        flags.extend(inherited.output);
        Ok(Test {
            name: format!("{group}/{name}"),
            input: bytes(".in"),
            answer: bytes(answer),
            args: inherited.args,
            files: files
                .map(|(path, bytes)| GuestFile {
                    path: path.to_owned(),
                    bytes: bytes.to_vec(),
                })
                .collect(),
            checker: Some(self.checker(&stem, &flags)?),
            validator_args: inherited.input,
        })
    }

    /// The checker with arguments.
    pub(super) fn checker(&self, place: &str, flags: &[String]) -> Result<Checker, KattisError> {
        match self.validator {
            Some(validator) => Ok(Checker::Custom(CustomChecker {
                flags: flags.to_vec(),
                ..validator.clone()
            })),
            None => token_rules(flags).map_or_else(
                || refuse(Feature::ValidatorFlags, place),
                |rules| Ok(Checker::Tokens(rules)),
            ),
        }
    }

    /// `invalid_input`, `invalid_output`, `valid_output`, with all folders inside.
    pub(super) fn self_tests(&self) -> Result<SelfTests, KattisError> {
        let mut found = SelfTests::default();
        if self.facts.version == Version::Legacy {
            return Ok(found);
        }
        let top = self.inherited("", &Inherited::default())?;
        self.walk(
            ("invalid_input", false),
            &top,
            DEPTH,
            &mut |group, name, inherited| {
                let test = self.test(group, name, inherited, ".ans")?;
                found.invalid_inputs.push(test);
                Ok(())
            },
        )?;
        for (folder, accepted) in [("invalid_output", false), ("valid_output", true)] {
            self.walk(
                (folder, false),
                &top,
                DEPTH,
                &mut |group, name, inherited| {
                    let test = self.test(group, name, inherited, ".ans")?;
                    let place = format!("data/{group}/{name}.out");
                    let Some(output) = self.package.bytes(&place) else {
                        return Err(KattisError::Missing(place));
                    };
                    found.outputs.push(OutputCase {
                        test,
                        output: output.to_vec(),
                        accepted,
                    });
                    Ok(())
                },
            )?;
        }
        Ok(found)
    }

    /// Each test of a folder and of those inside of it; whether tests there have answers.
    fn walk(
        &self,
        (name, has_answers): (&str, bool),
        above: &Inherited,
        depth: usize,
        each: &mut dyn FnMut(&str, &str, &Inherited) -> Result<(), KattisError>,
    ) -> Result<(), KattisError> {
        if depth == 0 {
            return Err(value(format!("data/{name}"), "folders too deep"));
        }
        let inherited = self.inherited(name, above)?;
        let folder = self.folder(name, has_answers)?;
        for test in &folder.tests {
            each(name, test, &inherited)?;
        }
        for child in &folder.groups {
            let name = format!("{name}/{child}");
            self.walk((name.as_str(), has_answers), &inherited, depth - 1, each)?;
        }
        Ok(())
    }
}

/// Each group that is required comes earlier and exists.
fn require_earlier(group: &Group, earlier: &mut BTreeSet<String>) -> Result<(), KattisError> {
    for name in &group.requires {
        if !earlier.contains(name) {
            let place = format!("data/{}, require_pass", group.name);
            return Err(value(
                place,
                format!("`{name}` is no group before this one"),
            ));
        }
    }
    for child in &group.groups {
        require_earlier(child, earlier)?;
    }
    earlier.insert(group.name.clone());
    Ok(())
}

/// The default validator's arguments; `None` for others, a bad number, or one given twice.
fn token_rules(flags: &[String]) -> Option<TokenRules> {
    let mut rules = TokenRules::default();
    let (mut relative, mut absolute) = (None, None);
    let mut flags = flags.iter();
    while let Some(flag) = flags.next() {
        let mut number = || flags.next()?.parse::<f64>().ok();
        match flag.as_str() {
            "case_sensitive" => rules.case_sensitive = true,
            "space_change_sensitive" => rules.space_change_sensitive = true,
            "float_relative_tolerance" if relative.is_none() => relative = Some(number()?),
            "float_absolute_tolerance" if absolute.is_none() => absolute = Some(number()?),
            "float_tolerance" if relative.is_none() && absolute.is_none() => {
                let both = number()?;
                (relative, absolute) = (Some(both), Some(both));
            }
            _ => return None,
        }
    }
    if relative.is_some() || absolute.is_some() {
        let tolerance = Tolerance::new(relative.unwrap_or(0.0), absolute.unwrap_or(0.0));
        rules.tolerance = Some(tolerance?);
    }
    Some(rules)
}
