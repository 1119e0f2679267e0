//! Problem packages of the Kattis format: legacy, 2023-07, 2025-09.
//!
//! A [`Package`] is a listing of files that whoever calls has read; [`load`] makes a [`Proof`] of
//! it: the problem with everything that proves it. What this app cannot honour (interaction,
//! several passes, points given by a validator, limits beyond the sandbox's) is refused with a
//! code, never approximated. Deliberately absent: files, statements, running anything.
//! Source: the format's specification, <https://www.kattis.com/problem-package-format/>.

mod data;
mod error;
mod limits;
mod programs;
mod promises;
mod rules;
mod versions;
mod yaml;

use std::collections::BTreeMap;

pub use error::{Feature, KattisError};

use crate::{OutputCase, Problem, Proof, Test};

/// Bytes of one file, of a package, and files of a package.
pub const FILE_CAP: u64 = 64 * 1024 * 1024;
/// Bytes of a package.
pub const TOTAL_CAP: u64 = 256 * 1024 * 1024;
/// Files of a package.
pub const FILES_CAP: u64 = 20_000;
/// Bytes of a YAML file.
const YAML_CAP: u64 = 64 * 1024;

/// The files of a package by their paths, `/` between names.
#[derive(Clone, Debug, Default)]
pub struct Package {
    files: BTreeMap<String, Vec<u8>>,
    total: u64,
}

/// Version of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    Legacy,
    V2023,
    V2025,
}

impl Version {
    fn name(self) -> &'static str {
        match self {
            Self::Legacy => "legacy (as it does where it says nothing)",
            Self::V2023 => "2023-07",
            Self::V2025 => "2025-09",
        }
    }
}

impl Package {
    /// Whether a file counts at all: what begins with a dot is other tools', and some folders say
    /// nothing about judging. Ask before reading.
    ///
    /// Errors: [`KattisError::Name`] for a name that the format does not allow where it counts. A
    /// test that is left out for its name would be missed by nobody.
    pub fn wants(path: &str) -> Result<bool, KattisError> {
        let sound = |name: &str| {
            name.len() <= 255
                && !name.starts_with('-')
                && !name.is_empty()
                && name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
        };
        let top = path.split('/').next().unwrap_or_default();
        let judges = matches!(
            top,
            "problem.yaml"
                | "data"
                | "submissions"
                | "include"
                | "graders"
                | "input_validators"
                | "input_format_validators"
                | "output_validators"
                | "output_validator"
                | "static_validator"
        );
        let hidden = |name: &str| name.starts_with('.') && name != "..";
        if !judges || path.split('/').any(hidden) {
            return Ok(false);
        }
        if path.split('/').all(|name| sound(name) && name != "..") {
            return Ok(true);
        }
        Err(KattisError::Name(crate::explain::cut(path, 300)))
    }

    /// Adds a file; one that [`wants`](Self::wants) does not is left out.
    pub fn add(&mut self, path: &str, bytes: Vec<u8>) -> Result<(), KattisError> {
        if !Self::wants(path)? {
            return Ok(());
        }
        let size = bytes.len() as u64;
        let cap = |place: &str, asked, most| {
            if asked > most {
                let place = place.to_owned();
                return Err(KattisError::TooLarge { place, asked, most });
            }
            Ok(())
        };
        cap(path, size, FILE_CAP)?;
        cap("the package", self.total + size, TOTAL_CAP)?;
        cap("the package", self.files.len() as u64 + 1, FILES_CAP)?;
        self.total += size;
        self.files.insert(path.to_owned(), bytes);
        Ok(())
    }

    fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    fn text(&self, path: &str) -> Result<&str, KattisError> {
        let bytes = self
            .bytes(path)
            .ok_or_else(|| KattisError::Missing(path.into()))?;
        std::str::from_utf8(bytes).map_err(|_| KattisError::NotText(path.into()))
    }

    /// Paths below a folder, without it.
    fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = (&'a str, &'a [u8])> + use<'a> {
        let prefix = format!("{folder}/");
        self.files
            .range(prefix.clone()..)
            .map_while(move |(path, bytes)| Some((path.strip_prefix(&prefix)?, bytes.as_slice())))
    }

    /// Names directly in a folder, files and folders.
    fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = self
            .below(folder)
            .filter_map(|(path, _)| path.split('/').next().map(str::to_owned))
            .collect();
        names.dedup();
        names
    }

    fn is_folder(&self, path: &str) -> bool {
        self.below(path).next().is_some()
    }
}

/// Reads a package; `id` is its folder's name.
pub fn load(id: &str, package: &Package) -> Result<Proof, KattisError> {
    let facts = yaml::read(package)?;
    if package.is_folder("include") {
        return refuse(Feature::Include, "include");
    }
    if package.is_folder("static_validator") {
        return refuse(Feature::StaticValidator, "static_validator");
    }
    if package.is_folder("graders") {
        return refuse(Feature::Grader, "graders");
    }
    versions::folders(package, facts.version)?;
    let validator = programs::output_validator(package, &facts)?;
    let data = data::Reader {
        package,
        facts: &facts,
        validator: validator.as_ref(),
    };
    let samples = data.samples()?;
    let hidden = data.hidden(&samples)?;
    let submissions = programs::submissions(package, &facts)?;
    let self_tests = data.self_tests()?;
    Ok(Proof {
        problem: Problem {
            id: id.to_owned(),
            samples,
            hidden,
            checker: data.checker("problem.yaml", &facts.validator_flags)?,
            limits: facts.limits.test.clone(),
            output: facts.limits.output,
            budgets: BTreeMap::new(),
        },
        has_points: facts.scoring,
        submissions: submissions.programs,
        skipped: submissions.skipped,
        input_validators: programs::input_validators(package, &facts)?,
        invalid_inputs: self_tests.invalid_inputs,
        outputs: self_tests.outputs,
        timing: facts.limits.timing,
    })
}

/// Tests of the validators themselves.
#[derive(Default)]
struct SelfTests {
    invalid_inputs: Vec<Test>,
    outputs: Vec<OutputCase>,
}

fn refuse<T>(feature: Feature, place: &str) -> Result<T, KattisError> {
    let place = place.to_owned();
    Err(KattisError::Unsupported { feature, place })
}

fn value(place: impl Into<String>, message: impl Into<String>) -> KattisError {
    KattisError::Value {
        place: place.into(),
        message: message.into(),
    }
}

/// Replaces `{{name}}` by the problem's constants.
fn with_constants(text: &str, constants: &BTreeMap<String, String>) -> String {
    let mut text = text.to_owned();
    for (name, value) in constants {
        text = text.replace(&format!("{{{{{name}}}}}"), value);
    }
    text
}
