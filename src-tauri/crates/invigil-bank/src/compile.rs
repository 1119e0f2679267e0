//! Text in, one SQLite image out: the same bytes for the same text.
//!
//! Public tables and the keys' part (`keys`, `rationales`, `hidden_tests`, `secret`) are apart,
//! and every row of the latter carries the canary. Deliberately absent: submissions, which prove
//! the tests at build time and are nobody's afterwards; dates, paths and whatever else would make
//! two builds differ.

use invigil_crypto::digest::hex;
use rusqlite::{Connection, Transaction, params};

use crate::{BankError, BankText, Family, TaskText, Variant, assemble::item_sha256, lint};

/// The format of the database, in `meta`.
pub(crate) const FORMAT: &str = "invigil-bank/1";

const SCHEMA: &str = "
create table meta(name text primary key, value text not null) strict, without rowid;
create table families(
  id text primary key, cell text not null, topics text not null, difficulty integer not null,
  seconds integer not null, source text not null, tags text not null
) strict, without rowid;
create table items(
  id text primary key, family text not null references families, variant integer not null,
  cell text not null, seconds integer not null, stem text not null,
  code_language text, code_text text,
  option1 text not null, option2 text not null, option3 text not null, option4 text not null,
  sha256 text not null
) strict, without rowid;
create table tasks(
  id text primary key, title text not null, seconds integer not null, topics text not null,
  difficulty integer not null, source text not null, statement text not null,
  time_ms integer not null, memory_mib integer not null, largest text not null
) strict, without rowid;
create table starters(
  task text not null references tasks, language text not null, text text not null,
  primary key (task, language)
) strict, without rowid;
create table samples(
  task text not null references tasks, n integer not null, input text not null,
  output text not null, primary key (task, n)
) strict, without rowid;
create virtual table search using fts5(
  kind unindexed, id unindexed, cell, title, body, tags,
  tokenize = \"unicode61 remove_diacritics 2\"
);
create table secret(name text primary key, value text not null) strict, without rowid;
create table keys(
  item text primary key references items, place integer not null, canary text not null
) strict, without rowid;
create table rationales(
  item text not null references items, place integer not null, misconception text not null,
  why text not null, canary text not null, primary key (item, place)
) strict, without rowid;
create table hidden_groups(
  task text not null references tasks, n integer not null, name text not null,
  weight integer not null, primary key (task, n)
) strict, without rowid;
create table hidden_tests(
  task text not null references tasks, grp integer not null, n integer not null,
  name text not null, input text not null, output text not null, canary text not null,
  primary key (task, grp, n)
) strict, without rowid;
";

/// Lints the text and compiles it; broken rules are [`BankError::Findings`] and nothing is made.
pub fn compile(bank: &BankText) -> Result<Vec<u8>, BankError> {
    let (variants, findings) = lint(bank);
    if !findings.is_empty() {
        return Err(BankError::Findings(findings));
    }
    Ok(build(bank, &variants)?)
}

fn build(bank: &BankText, variants: &[Variant]) -> Result<Vec<u8>, BuildError> {
    let mut db = Connection::open_in_memory()?;
    db.execute_batch(
        "pragma page_size = 4096; pragma encoding = 'UTF-8'; pragma foreign_keys = on;",
    )?;
    let transaction = db.transaction()?;
    transaction.execute_batch(SCHEMA)?;
    write_meta(&transaction, bank)?;
    for family in &bank.families {
        write_family(&transaction, family)?;
    }
    for variant in variants {
        let family = bank.families.iter().find(|f| f.id == variant.family);
        write_variant(&transaction, variant, family, &bank.canary)?;
    }
    for task in &bank.tasks {
        write_task(&transaction, task)?;
        write_hidden(&transaction, task, &bank.canary)?;
    }
    transaction.execute("insert into search(search) values ('optimize')", [])?;
    transaction.commit()?;
    db.execute_batch("vacuum")?;
    Ok(db.serialize("main")?.to_vec())
}

type BuildError = rusqlite::Error;

fn json(list: &[String]) -> String {
    serde_json::json!(list).to_string()
}

fn write_meta(db: &Transaction<'_>, bank: &BankText) -> Result<(), BuildError> {
    let info = serde_json::json!(bank.info).to_string();
    for (name, value) in [("format", FORMAT), ("info", &info)] {
        db.execute("insert into meta values (?1, ?2)", [name, value])?;
    }
    db.execute("insert into secret values ('canary', ?1)", [&bank.canary])?;
    Ok(())
}

fn write_family(db: &Transaction<'_>, family: &Family) -> Result<(), BuildError> {
    db.prepare_cached("insert into families values (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![
            family.id,
            family.cell,
            json(&family.topics),
            family.difficulty,
            family.seconds,
            family.source,
            json(&family.tags),
        ])?;
    Ok(())
}

fn write_variant(
    db: &Transaction<'_>,
    variant: &Variant,
    family: Option<&Family>,
    canary: &str,
) -> Result<(), BuildError> {
    let item = &variant.item;
    let id = &item.id.0;
    let [a, b, c, d] = &item.options;
    db.prepare_cached(
        "insert into items values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        id,
        variant.family,
        variant.number,
        item.cell,
        item.seconds,
        item.stem,
        item.code.as_ref().map(|c| &c.language),
        item.code.as_ref().map(|c| &c.text),
        a,
        b,
        c,
        d,
        hex(&item_sha256(item)),
    ])?;
    db.prepare_cached("insert into keys values (?1, ?2, ?3)")?
        .execute(params![id, variant.key.index() as i64, canary])?;
    for (place, (why, misconception)) in
        (0_i64..).zip(variant.rationales.iter().zip(&variant.misconceptions))
    {
        db.prepare_cached("insert into rationales values (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![id, place, misconception, why, canary])?;
    }
    // Options stay out of the index: a search that finds the key first would be a hint.
    let code = item.code.as_ref().map_or("", |c| c.text.as_str());
    let body = format!("{}\n{code}", item.stem);
    let tags = family.map_or_else(String::new, |f| {
        [f.tags.as_slice(), &f.topics].concat().join(" ")
    });
    let title = variant.family.replace('-', " ");
    write_search(db, ["item", id, &item.cell, &title, &body, &tags])
}

fn write_task(db: &Transaction<'_>, task: &TaskText) -> Result<(), BuildError> {
    db.execute(
        "insert into tasks values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            task.id,
            task.title,
            task.seconds,
            json(&task.topics),
            task.difficulty,
            task.source,
            task.statement,
            task.limits.time_ms,
            task.limits.memory_mib,
            task.limits.largest,
        ],
    )?;
    for (language, text) in &task.starters {
        db.execute(
            "insert into starters values (?1, ?2, ?3)",
            [&task.id, language.as_str(), text],
        )?;
    }
    for (n, sample) in (0_i64..).zip(&task.samples) {
        db.execute(
            "insert into samples values (?1, ?2, ?3, ?4)",
            params![task.id, n, sample.input, sample.output],
        )?;
    }
    let tags = task.topics.join(" ");
    write_search(
        db,
        ["task", &task.id, "", &task.title, &task.statement, &tags],
    )
}

fn write_hidden(db: &Transaction<'_>, task: &TaskText, canary: &str) -> Result<(), BuildError> {
    for (g, group) in (0_i64..).zip(&task.groups) {
        db.execute(
            "insert into hidden_groups values (?1, ?2, ?3, ?4)",
            params![task.id, g, group.name, group.weight],
        )?;
        for (n, (name, data)) in (0_i64..).zip(&group.tests) {
            db.execute(
                "insert into hidden_tests values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![task.id, g, n, name, data.input, data.output, canary],
            )?;
        }
    }
    Ok(())
}

fn write_search(db: &Transaction<'_>, row: [&str; 6]) -> Result<(), BuildError> {
    db.prepare_cached("insert into search values (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(row)?;
    Ok(())
}
