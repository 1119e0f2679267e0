//! The text of a bank: `bank.toml` and one `family.toml` a family, read with size caps.
//!
//! Deliberately absent: judgement. A file that cannot be read as its format becomes a finding
//! beside the others, so that an author sees everything at once; the rules are in `lint`.

use std::{
    marker::PhantomData,
    path::{Path, PathBuf},
};

use invigil_files as files;
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{BankError, Finding, Rule, TaskText, tasks};

/// Largest `bank.toml`, `family.toml`, `task.toml`, statement or starter.
pub(crate) const TEXT_CAP: u64 = 64 * 1024;
/// Most families, and most tasks, of one bank.
const COUNT_CAP: usize = 4096;

/// A test library's bank or the practice bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BankKind {
    /// Real tests are drawn from it.
    Test,
    /// Shown to everybody; never graded.
    Practice,
}

/// What a bank says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankInfo {
    /// The bank's name, for example `backend-engineer`.
    pub id: String,
    /// Shown to people.
    pub title: String,
    /// Counted up by the authors with every published change.
    pub version: u32,
    /// Real or practice.
    pub kind: BankKind,
    /// How long a test of this bank takes, seconds.
    pub duration_s: u32,
    /// The blueprint cells; a form has one item of each.
    pub cells: Vec<String>,
    /// Variants a family.
    pub variants: u32,
}

/// `bank.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BankFile {
    id: String,
    title: String,
    version: u32,
    kind: BankKind,
    duration_s: u32,
    cells: Vec<String>,
    variants: u32,
    canary: String,
}

/// The text of one bank as its authors wrote it.
#[derive(Clone, Debug)]
pub struct BankText {
    /// What `bank.toml` says.
    pub info: BankInfo,
    /// Random hexadecimal text that goes into the keys' part alone, so that a scan finds a leak.
    pub canary: String,
    /// The families in the order of their names.
    pub families: Vec<Family>,
    /// The coding tasks in the order of their names.
    pub tasks: Vec<TaskText>,
    /// Files that could not be read as their format.
    pub unreadable: Vec<Finding>,
}

/// One family of items: templates, surfaces and how values are drawn.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// The folder's name.
    pub id: String,
    /// The blueprint cell.
    pub cell: String,
    /// Topics it covers.
    pub topics: Vec<String>,
    /// The authors' guess, 1 to 3.
    pub difficulty: u32,
    /// Suggested time.
    pub seconds: u32,
    /// Where the fact can be looked up.
    pub source: String,
    /// Words for the search.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Expressions that must hold for drawn values.
    #[serde(default)]
    pub(crate) constraints: Vec<String>,
    #[serde(default)]
    pub(crate) values: Ordered<Range>,
    #[serde(default)]
    pub(crate) computed: Ordered<String>,
    #[serde(default)]
    pub(crate) scenario: Vec<Ordered<Scalar>>,
    pub(crate) stem: Text,
    pub(crate) code: Option<Code>,
    pub(crate) key: Key,
    #[serde(default)]
    pub(crate) distractor: Vec<Distractor>,
}

impl Family {
    /// The family's file relative to the bank's folder.
    pub fn file(&self) -> PathBuf {
        Path::new("items").join(&self.id).join("family.toml")
    }
}

/// A template alone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    pub(crate) text: String,
}

/// A block of code under the stem.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    pub(crate) language: String,
    pub(crate) text: String,
}

/// The right option.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Key {
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) why: String,
}

/// A wrong option, from a named misconception.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Distractor {
    #[serde(default)]
    pub(crate) misconception: String,
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) why: String,
}

/// What a value is drawn from: an inclusive range or a list.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum Range {
    Steps {
        min: i64,
        max: i64,
        #[serde(default = "one")]
        step: i64,
    },
    Pick {
        pick: Vec<Scalar>,
    },
    List(Vec<Scalar>),
}

fn one() -> i64 {
    1
}

/// A value of a scenario or list.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Scalar {
    Int(i64),
    Float(f64),
    Bool(bool),
    Text(String),
}

/// A table whose entries keep their authored order.
#[derive(Clone, Debug)]
pub(crate) struct Ordered<T>(pub(crate) Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Entries<T> {
            type Value = Ordered<T>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a table")
            }
            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Ordered<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Ordered(entries))
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

/// Reads the text of the bank in `dir`.
///
/// `bank.toml` must be readable; what is wrong in families and tasks is collected in
/// [`BankText::unreadable`].
pub fn read(dir: &Path) -> Result<BankText, BankError> {
    let text = files::read_text(&dir.join("bank.toml"), TEXT_CAP)?;
    let file: BankFile = toml::from_str(&text).map_err(|e| {
        BankError::Findings(vec![finding(
            Path::new("bank.toml"),
            "",
            &e.to_string().trim().replace('\n', " "),
        )])
    })?;
    let BankFile {
        id,
        title,
        version,
        kind,
        duration_s,
        cells,
        variants,
        canary,
    } = file;
    let mut unreadable = Vec::new();
    let families = folders(dir, "items", &mut unreadable)?
        .iter()
        .filter_map(|folder| read_family(dir, folder, &mut unreadable))
        .collect();
    let tasks = folders(dir, "tasks", &mut unreadable)?
        .iter()
        .filter_map(|folder| tasks::read(dir, folder, &mut unreadable))
        .collect();
    Ok(BankText {
        info: BankInfo {
            id,
            title,
            version,
            kind,
            duration_s,
            cells,
            variants,
        },
        canary,
        families,
        tasks,
        unreadable,
    })
}

fn read_family(dir: &Path, folder: &Path, unreadable: &mut Vec<Finding>) -> Option<Family> {
    let name = file_name(folder);
    let file = Path::new("items").join(&name).join("family.toml");
    let text = match files::read_text(&dir.join(&file), TEXT_CAP) {
        Ok(text) => text,
        Err(e) => {
            unreadable.push(finding(&file, &name, &e.to_string()));
            return None;
        }
    };
    match toml::from_str::<Family>(&text) {
        Ok(family) if family.id == name => Some(family),
        Ok(family) => {
            let message = format!("the id is `{}`, the folder `{name}`", family.id);
            unreadable.push(Finding {
                rule: Rule::Layout,
                ..finding(&file, &name, &message)
            });
            None
        }
        Err(e) => {
            let message = e.to_string().trim().replace('\n', " ");
            unreadable.push(finding(&file, &name, &message));
            None
        }
    }
}

/// A file that is not what its format says.
pub(crate) fn finding(file: &Path, family: &str, message: &str) -> Finding {
    Finding {
        rule: Rule::Unreadable,
        file: file.to_owned(),
        family: family.to_owned(),
        variant: None,
        message: message.to_owned(),
    }
}

/// The last part of a path as text.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn folders(
    dir: &Path,
    name: &str,
    unreadable: &mut Vec<Finding>,
) -> Result<Vec<PathBuf>, BankError> {
    let folder = dir.join(name);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = files::list(&folder)?;
    found.retain(|p| p.is_dir());
    if found.len() > COUNT_CAP {
        let message = format!("{} folders, at most {COUNT_CAP}", found.len());
        unreadable.push(finding(Path::new(name), "", &message));
        found.truncate(COUNT_CAP);
    }
    Ok(found)
}
