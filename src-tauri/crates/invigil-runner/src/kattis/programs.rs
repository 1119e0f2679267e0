//! Programs of a package: submissions and validators.

use invigil_model::Language;
use invigil_sandbox::GuestFile;

use super::{Feature, KattisError, Package, Version, refuse, with_constants, yaml::Facts};
use crate::{CustomChecker, Expected, InputValidator, Program, Submission, Verdict};

/// Programs that prove a problem, and those that prove nothing here: in a language that is not
/// here, or in a folder that promises nothing the format knows.
pub(super) struct Submissions {
    pub(super) programs: Vec<Submission>,
    pub(super) skipped: Vec<String>,
}

/// Reads `submissions/`; at least one accepted program must be in a language here.
pub(super) fn submissions(package: &Package, facts: &Facts) -> Result<Submissions, KattisError> {
    let mut found = Submissions {
        programs: Vec::new(),
        skipped: Vec::new(),
    };
    for folder in package.names("submissions") {
        let place = format!("submissions/{folder}");
        let Some(expected) = expected(&folder, facts.version) else {
            let inside = package.names(&place);
            let all = inside.iter().map(|name| format!("{place}/{name}"));
            found.skipped.extend(all);
            if inside.is_empty() {
                found.skipped.push(place);
            }
            continue;
        };
        for name in package.names(&place) {
            let path = format!("{place}/{name}");
            let language = extension(&name).and_then(language);
            let allowed =
                language.filter(|l| facts.languages.as_ref().is_none_or(|all| all.contains(l)));
            let (Some(language), false) = (allowed, package.is_folder(&path)) else {
                found.skipped.push(path);
                continue;
            };
            let source = with_constants(package.text(&path)?, &facts.constants);
            let program = Program::new(language, source)
                .map_err(|error| super::value(&path, error.to_string()))?;
            found.programs.push(Submission {
                name: path,
                program,
                expected: expected.clone(),
            });
        }
    }
    let accepted = |s: &Submission| s.expected == Expected::Accepted;
    if !found.programs.iter().any(accepted) {
        return refuse(Feature::NoReference, "submissions/accepted");
    }
    Ok(found)
}

/// What the name of a folder promises; `None` for one that the format does not know.
fn expected(folder: &str, version: Version) -> Option<Expected> {
    use Verdict::{Accepted, MemoryLimit, OutputLimit, RuntimeError, TimeLimit, WrongAnswer};
    // To the format, running out of memory and writing too much are run-time errors.
    let crashes = [RuntimeError, MemoryLimit, OutputLimit];
    let verdicts = |permitted: &[Verdict], required: &[Verdict]| {
        Some(Expected::Verdicts {
            permitted: permitted.to_vec(),
            required: required.to_vec(),
        })
    };
    let all = [
        Accepted,
        WrongAnswer,
        TimeLimit,
        RuntimeError,
        MemoryLimit,
        OutputLimit,
    ];
    let [rte, mle, ole] = crashes;
    match (folder, version) {
        ("accepted", _) => Some(Expected::Accepted),
        ("rejected", _) => verdicts(&all, &all[1..]),
        ("wrong_answer", _) => verdicts(&[Accepted, WrongAnswer], &[WrongAnswer]),
        ("time_limit_exceeded", Version::Legacy) => {
            verdicts(&[Accepted, WrongAnswer, TimeLimit], &[TimeLimit])
        }
        ("time_limit_exceeded", _) => verdicts(&[Accepted, TimeLimit], &[TimeLimit]),
        ("run_time_error", Version::Legacy) => verdicts(&all, &crashes),
        ("run_time_error", _) => verdicts(&[Accepted, rte, mle, ole], &crashes),
        ("brute_force", _) => verdicts(
            &[Accepted, rte, mle, ole, TimeLimit],
            &[rte, mle, ole, TimeLimit],
        ),
        ("partially_accepted", _) => Some(Expected::Partial),
        _ => None,
    }
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
    match names.as_slice() {
        [] => Err(KattisError::Missing(folder.into())),
        [name] if !single => program(package, facts, &format!("{folder}/{name}")).map(Some),
        // A file, or the files of one program directly in the folder.
        [name] => program(package, facts, &format!("{folder}/{name}")).map(Some),
        _ if single && facts.version != Version::Legacy => {
            program(package, facts, folder).map(Some)
        }
        _ => refuse(Feature::SeveralValidators, folder),
    }
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
    Ok(CustomChecker {
        language,
        source: with_constants(package.text(&main)?, &facts.constants),
        files,
        flags: Vec::new(),
    })
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
