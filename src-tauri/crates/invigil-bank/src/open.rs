//! A compiled bank, opened: what it holds, search, keys and hidden tests.
//!
//! Deliberately absent: writing. A bank is changed in its text and compiled again.

use std::collections::BTreeMap;

use invigil_crypto::digest::{Digest, sha256};
use invigil_model::{
    CodeBlock, CodingTask, HiddenTest, Item, ItemId, Letter, Limits, Sample, Skill, TaskId,
    TestGroup,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{BankError, BankInfo, compile::FORMAT};

/// Cells of a form at most.
const CELLS: usize = 40;
/// Hits of one search at most.
const HITS: i64 = 200;
/// Words of a query that are looked at.
const QUERY_WORDS: usize = 16;

/// A compiled bank.
#[derive(Debug)]
pub struct Bank {
    db: Connection,
    info: BankInfo,
    digest: Digest,
    pub(crate) items: Vec<Entry>,
    pub(crate) tasks: Vec<CodingTask>,
}

/// An item with what the keys' part says of it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) item: Item,
    pub(crate) key: Letter,
    pub(crate) rationales: [String; 4],
}

/// What a bank says of one family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyInfo {
    /// The family's id.
    pub id: String,
    /// Its blueprint cell.
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
    pub tags: Vec<String>,
}

/// What a search found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitKind {
    /// A multiple-choice item.
    Item,
    /// A coding task.
    Task,
}

/// One hit of a search, best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Item or task.
    pub kind: HitKind,
    /// The item's or task's id.
    pub id: String,
    /// The item's cell, empty for a task.
    pub cell: String,
    /// Up to 16 words round the first match, each match between `[` and `]`.
    pub excerpt: String,
}

impl Bank {
    /// Opens a compiled bank, for example of `invigil_storage::open_image`.
    pub fn open(mut db: Connection) -> Result<Self, BankError> {
        let meta = |name: &str| {
            db.query_row("select value from meta where name = ?1", [name], |r| {
                r.get::<_, String>(0)
            })
            .map_err(|e| BankError::NotABank(format!("`{name}`: {e}")))
        };
        let found = meta("format")?;
        if found != FORMAT {
            return Err(match found.strip_prefix("invigil-bank/") {
                Some(_) => BankError::Newer {
                    found,
                    known: FORMAT,
                },
                None => BankError::NotABank(format!("its format is `{found}`")),
            });
        }
        let info: BankInfo = serde_json::from_str(&meta("info")?)
            .map_err(|e| BankError::NotABank(format!("`info`: {e}")))?;
        if !(1..=CELLS).contains(&info.cells.len()) {
            let n = info.cells.len();
            return Err(BankError::NotABank(format!(
                "{n} cells, 1 to {CELLS} allowed"
            )));
        }
        let digest = sha256(&db.serialize("main")?);
        let items = read_items(&db)?;
        let tasks = read_tasks(&db)?;
        Ok(Self {
            db,
            info,
            digest,
            items,
            tasks,
        })
    }

    /// What the bank says of itself.
    pub fn info(&self) -> &BankInfo {
        &self.info
    }

    /// SHA-256 of the compiled file's bytes (`sha256sum bank.sqlite`).
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// An item with its options in their authored order.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items.iter().map(|e| &e.item).find(|i| i.id == *id)
    }

    /// The public part of a coding task.
    pub fn task(&self, id: &TaskId) -> Option<&CodingTask> {
        self.tasks.iter().find(|t| t.id == *id)
    }

    /// How many variants and how many tasks the bank holds.
    pub fn size(&self) -> (usize, usize) {
        (self.items.len(), self.tasks.len())
    }

    /// The families in the order of their ids.
    pub fn families(&self) -> Result<Vec<FamilyInfo>, BankError> {
        let mut query = self.db.prepare(
            "select id, cell, topics, difficulty, seconds, source, tags from families order by id",
        )?;
        let rows = query.query_map([], |r| {
            Ok(FamilyInfo {
                id: r.get(0)?,
                cell: r.get(1)?,
                topics: list(r, 2)?,
                difficulty: r.get(3)?,
                seconds: r.get(4)?,
                source: r.get(5)?,
                tags: list(r, 6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Items and tasks whose public text holds every word of `query`, the last word as a prefix.
    ///
    /// Only letters and digits of the query count, so that no query is a syntax error; a query
    /// without any finds nothing. At most 200 hits, best first, equal ones by id.
    pub fn search(&self, query: &str) -> Result<Vec<Hit>, BankError> {
        let Some(query) = match_expression(query) else {
            return Ok(Vec::new());
        };
        let mut statement = self.db.prepare_cached(
            "select kind, id, cell, snippet(search, -1, '[', ']', '…', 16) from search
             where search match ?1 order by rank, id limit ?2",
        )?;
        let rows = statement.query_map(params![query, HITS], |r| {
            let kind: String = r.get(0)?;
            Ok(Hit {
                kind: if kind == "task" {
                    HitKind::Task
                } else {
                    HitKind::Item
                },
                id: r.get(1)?,
                cell: r.get(2)?,
                excerpt: r.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The hidden tests of a task, for the keys' package.
    pub fn hidden(&self, task: &TaskId) -> Result<Vec<TestGroup>, BankError> {
        if self.task(task).is_none() {
            return Err(BankError::Unknown(task.0.clone()));
        }
        let mut groups = self
            .db
            .prepare("select name, weight, n from hidden_groups where task = ?1 order by n")?;
        let mut tests = self.db.prepare(
            "select name, input, output from hidden_tests where task = ?1 and grp = ?2 order by n",
        )?;
        let found = groups
            .query_map([&task.0], |r| {
                let n: i64 = r.get(2)?;
                let tests = tests.query_map(params![task.0, n], |r| {
                    Ok(HiddenTest {
                        name: r.get(0)?,
                        data: Sample {
                            input: r.get(1)?,
                            output: r.get(2)?,
                        },
                    })
                })?;
                Ok(TestGroup {
                    name: r.get(0)?,
                    weight: r.get(1)?,
                    tests: tests.collect::<Result<_, _>>()?,
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }

    /// The canary that stands in every row of the keys' part and nowhere else.
    pub fn canary(&self) -> Result<String, BankError> {
        self.db
            .query_row("select value from secret where name = 'canary'", [], |r| {
                r.get(0)
            })
            .optional()?
            .ok_or_else(|| BankError::NotABank("no canary".into()))
    }

    /// Texts that a candidate's laptop must never hold: the canary and every rationale. Hidden
    /// tests are in [`Bank::hidden`].
    pub fn secrets(&self) -> Result<Vec<String>, BankError> {
        let rationales = self.items.iter().flat_map(|e| e.rationales.iter().cloned());
        Ok(std::iter::once(self.canary()?).chain(rationales).collect())
    }
}

/// Each word as an FTS5 string; `None` for a query without words.
fn match_expression(query: &str) -> Option<String> {
    let words: Vec<String> = query
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(QUERY_WORDS)
        .map(|w| format!("\"{w}\""))
        .collect();
    (!words.is_empty()).then(|| format!("{}*", words.join(" ")))
}

fn letter(place: i64) -> Option<Letter> {
    Letter::from_index(usize::try_from(place).ok()?)
}

fn list(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<String>> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|e| bad(column, e))
}

fn bad(
    column: usize,
    error: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into())
}

fn read_items(db: &Connection) -> Result<Vec<Entry>, BankError> {
    let mut query = db.prepare(
        "select i.id, i.cell, i.seconds, i.stem, i.code_language, i.code_text,
                i.option1, i.option2, i.option3, i.option4, k.place,
                (select json_group_array(why order by place) from rationales where item = i.id)
         from items i join keys k on k.item = i.id order by i.family, i.variant",
    )?;
    let rows = query.query_map([], |r| {
        let cell: String = r.get(1)?;
        let skill = Skill::of_cell(&cell).ok_or_else(|| bad(1, "an unknown cell"))?;
        let language: Option<String> = r.get(4)?;
        let text: Option<String> = r.get(5)?;
        Ok(Entry {
            item: Item {
                id: ItemId(r.get(0)?),
                cell,
                skill,
                seconds: r.get(2)?,
                stem: r.get(3)?,
                code: language
                    .zip(text)
                    .map(|(language, text)| CodeBlock { language, text }),
                options: [r.get(6)?, r.get(7)?, r.get(8)?, r.get(9)?],
            },
            key: letter(r.get(10)?).ok_or_else(|| bad(10, "no such place"))?,
            rationales: list(r, 11)?
                .try_into()
                .map_err(|_| bad(11, "not 4 rationales"))?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_tasks(db: &Connection) -> Result<Vec<CodingTask>, BankError> {
    let mut samples = db.prepare("select input, output from samples where task = ?1 order by n")?;
    let mut starters = db.prepare("select language, text from starters where task = ?1")?;
    let mut query = db.prepare(
        "select id, title, seconds, statement, time_ms, memory_mib, largest from tasks order by id",
    )?;
    let rows = query.query_map([], |r| {
        let id: String = r.get(0)?;
        let samples = samples.query_map([&id], |r| {
            Ok(Sample {
                input: r.get(0)?,
                output: r.get(1)?,
            })
        })?;
        let samples = samples.collect::<Result<_, _>>()?;
        let starters = starters.query_map([&id], |r| {
            let name: String = r.get(0)?;
            Ok((name.parse().map_err(|e: String| bad(0, e))?, r.get(1)?))
        })?;
        Ok(CodingTask {
            samples,
            starters: starters.collect::<Result<BTreeMap<_, _>, _>>()?,
            id: TaskId(id),
            title: r.get(1)?,
            seconds: r.get(2)?,
            statement: r.get(3)?,
            limits: Limits {
                time_ms: r.get(4)?,
                memory_mib: r.get(5)?,
                largest: r.get(6)?,
            },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_reduced_to_quoted_words() {
        let check = |query: &str, expected: Option<&str>| {
            assert_eq!(match_expression(query).as_deref(), expected, "{query}");
        };
        check("index ord", Some("\"index\" \"ord\"*"));
        check("\"a\" OR (b:c*", Some("\"a\" \"OR\" \"b\" \"c\"*"));
        check(" -*^ ", None);
        check("", None);
    }
}
