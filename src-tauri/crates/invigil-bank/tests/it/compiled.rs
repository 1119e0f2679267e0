//! The database: the same bytes each time, keys apart, search that no query breaks.

use invigil_bank::{Bank, BankError, HitKind, compile, lint};
use invigil_crypto::digest::sha256;
use invigil_model::{Code, ItemId, TaskId};
use proptest::prelude::*;

use crate::fixture::{CANARY, CELLS, database, files, image, open, text};

#[test]
fn the_same_text_gives_the_same_bytes() {
    let first = image();
    assert!(first == image());
    let mut changed = files();
    let path = "items/db1-two/family.toml";
    let family = changed
        .get_mut(std::path::Path::new(path))
        .expect("a family");
    *family = family.replacen("dawn", "dusk", 1);
    assert!(first != compile(&text(&changed)).expect("clean"));
    assert_eq!(open(&first).digest(), sha256(&first));
}

#[test]
fn text_with_findings_is_never_compiled() {
    let mut files = files();
    files.retain(|path, _| !path.starts_with("tasks"));
    let error = compile(&text(&files)).expect_err("no task");
    assert_eq!(error.code(), Code("bank.findings"));
    assert!(matches!(error, BankError::Findings(list) if list.len() == 1));
}

#[test]
fn the_bank_holds_what_the_text_says() {
    let (variants, _) = lint(&text(&files()));
    let bank = open(&image());
    assert_eq!(bank.info().cells, CELLS);
    assert_eq!(bank.size(), (124, 1));
    assert_eq!(bank.families().expect("families").len(), 31);
    for variant in &variants {
        assert_eq!(bank.item(&variant.item.id), Some(&variant.item));
    }
    let groups = bank.hidden(&TaskId("line-sum".into())).expect("groups");
    let sizes: Vec<_> = groups
        .iter()
        .map(|g| (g.name.as_str(), g.weight, g.tests.len()))
        .collect();
    assert_eq!(
        sizes,
        [
            ("basic", 40, 4),
            ("edge", 30, 2),
            ("scale", 20, 2),
            ("robustness", 10, 2)
        ]
    );
    assert_eq!(groups[1].tests[0].data.output, "0\n");
    let none = bank
        .hidden(&TaskId("other".into()))
        .expect_err("no such task");
    assert_eq!(none.code(), Code("bank.unknown"));
}

#[test]
fn a_rendered_item_is_frozen() {
    let bank = open(&image());
    let item = bank.item(&ItemId("db1-two/3".into())).expect("an item");
    assert_eq!(
        item.stem,
        "The town library counts borrowed books per reader. Each of 3 steps reads 810 lines twice. \
         Which amount of work is left to do?"
    );
    assert_eq!(item.options[0], "It reads 4860 lines from the table again");
}

#[test]
fn keys_and_canary_stand_in_the_keys_part_alone() {
    let bank = open(&image());
    let secrets = bank.secrets().expect("secrets");
    assert_eq!(secrets.len(), 1 + 4 * 124);
    assert_eq!(secrets[0], CANARY);
    let db = database(&image());
    let dump = |table: &str| -> String {
        let mut query = db
            .prepare(&format!("select * from {table}"))
            .expect("a table");
        let n = query.column_count();
        let row = |r: &rusqlite::Row<'_>| {
            (0..n)
                .map(|i| {
                    Ok(format!(
                        "{:?}\t",
                        r.get_ref(i)?.as_str().unwrap_or_default()
                    ))
                })
                .collect()
        };
        let rows = query.query_map([], row).expect("rows");
        rows.collect::<Result<Vec<String>, _>>()
            .expect("text")
            .join("\n")
    };
    let public = [
        "meta",
        "families",
        "items",
        "tasks",
        "starters",
        "samples",
        "search",
        "search_data",
    ];
    for table in public {
        let text = dump(table);
        assert!(secrets.iter().all(|s| !text.contains(s)), "{table}");
    }
    for table in ["secret", "keys", "rationales", "hidden_tests"] {
        let text = dump(table);
        assert!(
            !text.is_empty() && text.lines().all(|l| l.contains(CANARY)),
            "{table}"
        );
    }
}

#[test]
fn search_finds_words_prefixes_topics_and_tasks() {
    let bank = open(&image());
    let ids = |query: &str| -> Vec<String> {
        bank.search(query)
            .expect("hits")
            .into_iter()
            .map(|h| h.id)
            .collect()
    };
    assert_eq!(ids("vaccine db2").len(), 3);
    assert!(
        ids("vaccine db2")
            .iter()
            .all(|id| id.starts_with("db2-") && id.ends_with("/4"))
    );
    assert_eq!(ids("VACC db2"), Vec::<String>::new());
    assert_eq!(ids("db2 vacc").len(), 3);
    assert_eq!(ids("paging").len(), 124);
    let task = bank.search("sum of each").expect("hits");
    assert_eq!(
        (task[0].kind, task[0].id.as_str()),
        (HitKind::Task, "line-sum")
    );
    assert!(task[0].excerpt.contains('['));
    assert_eq!(ids(""), Vec::<String>::new());
}

#[test]
fn a_search_never_finds_an_item_by_its_options() {
    assert_eq!(open(&image()).search("queue").expect("hits"), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_query_is_an_error(queries in prop::collection::vec(".{0,40}", 16)) {
        thread_local!(static BANK: Bank = open(&image()));
        BANK.with(|bank| {
            for query in &queries {
                prop_assert!(bank.search(query).is_ok(), "{query}");
            }
            for syntax in ["\"", "a AND", "NEAR(", "stem:", "-a", "a\0b", "^*", "'; drop table items"] {
                prop_assert!(bank.search(syntax).is_ok(), "{syntax}");
            }
            Ok(())
        })?;
    }
}

#[test]
fn what_is_no_bank_is_refused_with_its_code() {
    let check = |sql: &str, expected: &'static str| {
        let db = database(&image());
        db.execute_batch(sql).expect("a change");
        let error = Bank::open(db).expect_err("refused");
        assert_eq!(error.code(), Code(expected), "{sql}: {error}");
    };
    check("drop table meta", "bank.not-a-bank");
    check(
        "update meta set value = 'other' where name = 'format'",
        "bank.not-a-bank",
    );
    check(
        "update meta set value = 'invigil-bank/2' where name = 'format'",
        "bank.newer",
    );
    check(
        "update meta set value = '{}' where name = 'info'",
        "bank.not-a-bank",
    );
    check("update keys set place = 4", "bank.database");
    check("delete from rationales where place = 2", "bank.database");
}
