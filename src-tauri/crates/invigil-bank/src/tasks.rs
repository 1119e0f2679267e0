//! The text of a coding task: statement, limits, starters, samples, hidden tests, submissions.
//!
//! Deliberately absent: running anything; `invigil problem check` does that in the sandbox.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use invigil_files as files;
use invigil_model::{Language, Limits, Sample};
use serde::Deserialize;

use crate::{
    Finding,
    text::{TEXT_CAP, file_name, finding},
};

/// Largest input or output of a test.
const TEST_CAP: u64 = 4 * 1024 * 1024;

/// The languages that a task has starter code for, unless it is for SQL alone.
pub(crate) const STARTERS: [Language; 4] = [
    Language::Python,
    Language::Java,
    Language::Ruby,
    Language::JavaScript,
];

/// One coding task as its authors wrote it.
#[derive(Clone, Debug)]
pub struct TaskText {
    /// The folder's name.
    pub id: String,
    /// Shown as the heading.
    pub title: String,
    /// Suggested time.
    pub seconds: u32,
    /// Topics it covers.
    pub topics: Vec<String>,
    /// The authors' guess, 1 to 3.
    pub difficulty: u32,
    /// Where it comes from.
    pub source: String,
    /// Shown up front.
    pub limits: Limits,
    /// Plain paragraphs.
    pub statement: String,
    /// Starter code by language.
    pub starters: BTreeMap<Language, String>,
    /// Public samples in the order of their names.
    pub samples: Vec<Sample>,
    /// Hidden tests in their groups, as `task.toml` orders them.
    pub groups: Vec<Group>,
    /// Reference and planted wrong solutions.
    pub submissions: Vec<Submission>,
}

impl TaskText {
    /// Whether it is written in SQL and in nothing else.
    pub(crate) fn is_sql(&self) -> bool {
        self.starters.keys().eq([&Language::Sql])
    }

    /// The task's file relative to the bank's folder.
    pub fn file(&self) -> PathBuf {
        Path::new("tasks").join(&self.id).join("task.toml")
    }
}

/// A weighted group of hidden tests.
#[derive(Clone, Debug)]
pub struct Group {
    /// `basic`, `edge`, `scale` or `robustness`.
    pub name: String,
    /// Points.
    pub weight: u32,
    /// Name and data of each test; the name is `<group>/<NN>`.
    pub tests: Vec<(String, Sample)>,
}

/// A solution that proves the tests.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The file relative to the bank's folder.
    pub file: PathBuf,
    /// Its language.
    pub language: Language,
    /// What must become of it.
    pub verdict: Verdict,
}

/// What must become of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Passes every sample and hidden test.
    Accepted,
    /// Fails a test of each of these groups and no other; from the file name
    /// `<group>[+<group>]-<name>`.
    Fails(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TaskFile {
    id: String,
    title: String,
    seconds: u32,
    topics: Vec<String>,
    difficulty: u32,
    source: String,
    limits: Limits,
    #[serde(default)]
    group: Vec<GroupFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupFile {
    name: String,
    weight: u32,
}

/// Reads the task in `folder` of the bank in `dir`; what cannot be read becomes a finding.
pub(crate) fn read(dir: &Path, folder: &Path, unreadable: &mut Vec<Finding>) -> Option<TaskText> {
    let name = file_name(folder);
    let place = Path::new("tasks").join(&name);
    match read_parts(dir, &place, &name) {
        Ok(task) => Some(task),
        Err((file, message)) => {
            unreadable.push(finding(&file, &name, &message));
            None
        }
    }
}

type Problem = (PathBuf, String);

fn read_parts(dir: &Path, place: &Path, name: &str) -> Result<TaskText, Problem> {
    let file = place.join("task.toml");
    let problem = |message: String| (file.clone(), message);
    let TaskFile {
        id,
        title,
        seconds,
        topics,
        difficulty,
        source,
        limits,
        group,
    } = toml::from_str(&read_text(dir, &file, TEXT_CAP)?)
        .map_err(|e| problem(e.to_string().trim().replace('\n', " ")))?;
    if id != name {
        return Err(problem(format!("the id is `{id}`, the folder `{name}`")));
    }
    let groups = group
        .into_iter()
        .map(|GroupFile { name, weight }| {
            if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase()) {
                return Err(problem(format!(
                    "the group `{name}` is not lower-case letters"
                )));
            }
            let tests = read_pairs(dir, &place.join("secret").join(&name))?
                .into_iter()
                .map(|(n, data)| (format!("{name}/{n}"), data))
                .collect();
            Ok(Group {
                name,
                weight,
                tests,
            })
        })
        .collect::<Result<_, Problem>>()?;
    let mut starters = BTreeMap::new();
    for language in STARTERS.into_iter().chain([Language::Sql]) {
        let path = place.join(format!("starter.{}", language.extension()));
        if files::exists(&dir.join(&path)) {
            starters.insert(language, read_text(dir, &path, TEXT_CAP)?);
        }
    }
    Ok(TaskText {
        id,
        title,
        seconds,
        topics,
        difficulty,
        source,
        limits,
        statement: read_text(dir, &place.join("statement.md"), TEXT_CAP)?
            .trim()
            .to_owned(),
        starters,
        samples: read_pairs(dir, &place.join("samples"))?
            .into_iter()
            .map(|(_, data)| data)
            .collect(),
        groups,
        submissions: read_submissions(dir, place)?,
    })
}

fn read_text(dir: &Path, file: &Path, cap: u64) -> Result<String, Problem> {
    files::read_text(&dir.join(file), cap).map_err(|e| (file.to_owned(), e.to_string()))
}

fn read_dir(dir: &Path, place: &Path) -> Result<Vec<String>, Problem> {
    if !dir.join(place).is_dir() {
        return Ok(Vec::new());
    }
    Ok(files::list(&dir.join(place))
        .map_err(|e| (place.to_owned(), e.to_string()))?
        .iter()
        .map(|p| file_name(p))
        .collect())
}

/// The pairs `NN.in` and `NN.out` of a folder; a half pair or another file is a problem.
fn read_pairs(dir: &Path, place: &Path) -> Result<Vec<(String, Sample)>, Problem> {
    let names = read_dir(dir, place)?;
    let mut pairs = Vec::new();
    for name in &names {
        let stem = name.strip_suffix(".in");
        let other = match stem {
            Some(stem) => format!("{stem}.out"),
            None => match name.strip_suffix(".out") {
                Some(stem) => format!("{stem}.in"),
                None => return Err((place.join(name), "neither `.in` nor `.out`".into())),
            },
        };
        if !names.contains(&other) {
            return Err((place.join(name), format!("`{other}` is missing")));
        }
        if let Some(stem) = stem {
            let input = read_text(dir, &place.join(name), TEST_CAP)?;
            let output = read_text(dir, &place.join(&other), TEST_CAP)?;
            pairs.push((stem.to_owned(), Sample { input, output }));
        }
    }
    Ok(pairs)
}

fn read_submissions(dir: &Path, place: &Path) -> Result<Vec<Submission>, Problem> {
    let mut found = Vec::new();
    for kind in ["accepted", "wrong_answer"] {
        let folder = place.join("submissions").join(kind);
        for name in read_dir(dir, &folder)? {
            let file = folder.join(&name);
            if dir.join(&file).is_dir() {
                continue; // an interpreter's cache
            }
            let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
            let language = Language::ALL
                .into_iter()
                .find(|language| language.extension() == extension);
            let Some(language) = language else {
                return Err((file, "its ending is no language's".into()));
            };
            let verdict = if kind == "accepted" {
                Verdict::Accepted
            } else {
                let groups = name.split_once('-').map_or("", |(groups, _)| groups);
                Verdict::Fails(groups.split('+').map(str::to_owned).collect())
            };
            found.push(Submission {
                file,
                language,
                verdict,
            });
        }
    }
    Ok(found)
}
