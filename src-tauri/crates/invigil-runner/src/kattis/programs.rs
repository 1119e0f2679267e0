//! Programs of a package: submissions and validators.

use invigil_model::Language;
use invigil_sandbox::GuestFile;

use super::{
    Feature, KattisError, Package, Version,
    promises::{self, Promises},
    refuse, with_constants,
    yaml::{self, Facts},
};
use crate::{CustomChecker, Expected, InputValidator, Program, Submission, custom::SCORES};

/// Programs that prove a problem, and those that prove nothing here: in a language that is not
/// here, or in a folder that promises nothing the format knows.
pub(super) struct Submissions {
    pub(super) programs: Vec<Submission>,
    pub(super) skipped: Vec<String>,
}

/// Reads `submissions/`; at least one accepted program must be in a language here.
pub(super) fn submissions(package: &Package, facts: &Facts) -> Result<Submissions, KattisError> {
    let promises = Promises::read(package, facts.version)?;
    let mut found = Submissions {
        programs: Vec::new(),
        skipped: Vec::new(),
    };
    for folder in package.names("submissions") {
        let place = format!("submissions/{folder}");
        if !package.is_folder(&place) && place != promises::FILE {
            found.skipped.push(place.clone());
        }
        for name in package.names(&place) {
            match submission(package, facts, &promises, &folder, &name)? {
                Some(submission) => found.programs.push(submission),
                None => found.skipped.push(format!("{place}/{name}")),
            }
        }
    }
    let accepted = |s: &Submission| s.expected == Expected::Accepted;
    if !found.programs.iter().any(accepted) {
        return refuse(Feature::NoReference, "submissions/accepted");
    }
    Ok(found)
}

/// The submission of a folder and a name; `None` for one that proves nothing here.
fn submission(
    package: &Package,
    facts: &Facts,
    promises: &Promises,
    folder: &str,
    name: &str,
) -> Result<Option<Submission>, KattisError> {
    let path = format!("submissions/{folder}/{name}");
    let language = match promises.language(folder, name)? {
        Some(code) => yaml::language(code),
        None => extension(name).and_then(language),
    };
    let allowed = language.filter(|l| facts.languages.as_ref().is_none_or(|all| all.contains(l)));
    let expected = promises.expected(folder, name)?;
    let (Some(language), Some(expected), false) = (allowed, expected, package.is_folder(&path))
    else {
        return Ok(None);
    };
    if language == Language::Java && facts.limits.compiler {
        return refuse(Feature::CompilerLimits, "problem.yaml, limits");
    }
    let text = package.text(&path)?;
    let (asked, most) = (text.len() as u64, facts.limits.code);
    if asked > most {
        let place = path;
        return Err(KattisError::TooLarge { place, asked, most });
    }
    let source = with_constants(text, &facts.constants);
    let program =
        Program::new(language, source).map_err(|error| super::value(&path, error.to_string()))?;
    Ok(Some(Submission {
        name: path,
        program,
        expected,
    }))
}

fn extension(name: &str) -> Option<&str> {
    Some(name.rsplit_once('.')?.1)
}

/// By the format's table of languages.
fn language(extension: &str) -> Option<Language> {
    Some(match extension {
        "py" | "py3" => Language::Python,
        "java" => Language::Java,
        "rb" => Language::Ruby,
        "js" => Language::JavaScript,
        "ts" => Language::TypeScript,
        _ => return None,
    })
}

/// The output validator, `None` for the default one.
pub(super) fn output_validator(
    package: &Package,
    facts: &Facts,
) -> Result<Option<CustomChecker>, KattisError> {
    if !facts.custom {
        return Ok(None);
    }
    let folder = match facts.version {
        Version::Legacy => "output_validators",
        _ => "output_validator",
    };
    let names = package.names(folder);
    let single = names
        .iter()
        .all(|n| !package.is_folder(&format!("{folder}/{n}")));
    let validator = match names.as_slice() {
        [] => return Err(KattisError::Missing(folder.into())),
        // A file, or a folder with one program.
        [name] => program(package, facts, &format!("{folder}/{name}"))?,
        // The files of one program directly in the folder.
        _ if single && facts.version != Version::Legacy => program(package, facts, folder)?,
        _ => return refuse(Feature::SeveralValidators, folder),
    };
    if names_points(&validator) {
        return refuse(Feature::ValidatorScore, folder);
    }
    Ok(Some(validator))
}

/// Whether a validator in JavaScript names a file by which it gives points. Such a program can
/// write no file at all, so it would not be seen to; one in Python is, when it does.
fn names_points(validator: &CustomChecker) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let whole = |text: &str, at: usize| !text[..at].ends_with(inside);
    let named = |text: &str| {
        let mut names = SCORES.iter();
        names.any(|name| text.match_indices(name).any(|(at, _)| whole(text, at)))
    };
    let mut files = validator.files.iter();
    validator.language == Language::JavaScript
        && (named(&validator.source)
            || files.any(|file| named(&String::from_utf8_lossy(&file.bytes))))
}

/// Every input validator.
pub(super) fn input_validators(
    package: &Package,
    facts: &Facts,
) -> Result<Vec<InputValidator>, KattisError> {
    let mut found = Vec::new();
    for folder in ["input_validators", "input_format_validators"] {
        for name in package.names(folder) {
            let place = format!("{folder}/{name}");
            found.push(InputValidator {
                program: program(package, facts, &place)?,
                name: name.split('.').next().unwrap_or(&name).to_owned(),
            });
        }
    }
    Ok(found)
}

/// One Python or JavaScript file, or a folder with a main file and modules beside it.
fn program(package: &Package, facts: &Facts, place: &str) -> Result<CustomChecker, KattisError> {
    let names = package.names(place);
    if names.iter().any(|n| n == "build" || n == "run") {
        return refuse(Feature::ValidatorScript, place);
    }
    let main = main_file(place, &names);
    let language = main.as_deref().and_then(extension).and_then(language);
    let (Some(main), Some(language)) = (main, language) else {
        return refuse(Feature::ValidatorLanguage, place);
    };
    if !matches!(language, Language::Python | Language::JavaScript) {
        return refuse(Feature::ValidatorLanguage, place);
    }
    let mut files = Vec::new();
    for name in names.iter().filter(|n| format!("{place}/{n}") != main) {
        let path = format!("{place}/{name}");
        if package.is_folder(&path) {
            return refuse(Feature::ValidatorLanguage, &path);
        }
        files.push(GuestFile {
            path: name.clone(),
            bytes: with_constants(package.text(&path)?, &facts.constants).into_bytes(),
        });
    }
    let source = with_constants(package.text(&main)?, &facts.constants);
    let mut program = CustomChecker {
        files,
        ..CustomChecker::new(language, source)
    };
    facts.limits.validation.apply(&mut program);
    Ok(program)
}

fn main_file(place: &str, names: &[String]) -> Option<String> {
    let runs = |name: &&String| matches!(extension(name), Some("py" | "py3" | "js"));
    if names.is_empty() {
        return Some(place.to_owned());
    }
    let named = |wanted: &str| names.iter().find(|n| n.as_str() == wanted);
    let mut sources = names.iter().filter(runs);
    let main = named("__main__.py")
        .or_else(|| named("main.py"))
        .or_else(|| match (sources.next(), sources.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        })?;
    Some(format!("{place}/{main}"))
}
