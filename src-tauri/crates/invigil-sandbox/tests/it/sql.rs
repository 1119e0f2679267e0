//! SQL: what is printed, what is counted, what is refused.

use invigil_sandbox::{End, Fault, Guest, GuestFile, Job, Worker};

use crate::jobs::{ends, job, run, text, timed, worker};

const STAFF: &str = "
CREATE TABLE dept(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE emp(id INTEGER PRIMARY KEY, dept INTEGER REFERENCES dept(id), salary REAL, name TEXT);
INSERT INTO dept VALUES (1,'ops'),(2,'lab');
INSERT INTO emp VALUES (1,1,1000,'Ada'),(2,2,1500.5,'Béla'),(3,1,NULL,'Çem');
";

/// 20,000 rows.
const MANY: &str = "
CREATE TABLE emp(id INTEGER PRIMARY KEY, dept INT, salary INT, name TEXT);
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19999)
INSERT INTO emp SELECT i, i % 50, (i * 7919) % 100000, 'n' || i FROM n;
";

/// Counts to about ten million opcodes.
const LOOP: &str =
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";

fn sql(source: &str, database: &str) -> Job {
    job(Guest::Sql, source, database)
}

fn check(source: &str, expected: &str) {
    let (end, out, err) = ends(&mut worker(), &sql(source, STAFF));
    assert_eq!(
        (end, out.as_str(), err.as_str()),
        (End::Exit(0), expected, "")
    );
}

fn fails(worker: &mut Worker, source: &str) -> (End, String) {
    let (end, _, err) = ends(worker, &sql(source, STAFF));
    (end, err)
}

#[test]
fn a_row_is_a_json_array_on_a_line() {
    check(
        "SELECT name, salary, dept, x'00ff' FROM emp ORDER BY id",
        "[\"Ada\",1000.0,1,{\"hex\":\"00ff\"}]\n[\"Béla\",1500.5,2,{\"hex\":\"00ff\"}]\n[\"Çem\",null,1,{\"hex\":\"00ff\"}]\n",
    );
}

#[test]
fn an_empty_line_stands_between_two_results() {
    check(
        "SELECT 1; CREATE TABLE t(a); INSERT INTO t VALUES (2); SELECT a FROM t; -- the end\n",
        "[1]\n\n[2]\n",
    );
}

#[test]
fn the_names_of_the_columns_come_when_asked_for() {
    let mut job = sql("SELECT id AS n, name FROM dept WHERE id = 9", STAFF);
    job.args.push("header".to_owned());
    let (_, out, _) = ends(&mut worker(), &job);
    assert_eq!(out, "{\"columns\":[\"n\",\"name\"]}\n");
}

#[test]
fn what_runs_after_the_source_shows_what_it_left() {
    let mut job = sql("UPDATE emp SET salary = 1 WHERE dept = 1", STAFF);
    job.files.push(GuestFile {
        path: "after.sql".to_owned(),
        bytes: b"SELECT id, salary FROM emp ORDER BY id".to_vec(),
    });
    let (_, out, _) = ends(&mut worker(), &job);
    assert_eq!(out, "[1,1.0]\n[2,1500.5]\n[3,1.0]\n");
}

#[test]
fn each_run_begins_with_the_database_as_it_was_made() {
    let mut worker = worker();
    for _ in 0..2 {
        let (_, out, _) = ends(
            &mut worker,
            &sql("DELETE FROM emp; SELECT count(*) FROM emp", STAFF),
        );
        assert_eq!(out, "[0]\n");
        let (_, out, _) = ends(&mut worker, &sql("SELECT count(*) FROM emp", STAFF));
        assert_eq!(out, "[3]\n");
    }
}

#[test]
fn an_error_has_sqlites_words_and_the_line() {
    let mut worker = worker();
    assert_eq!(
        fails(&mut worker, "SELECT 1;\nSELECT name\nFORM emp;"),
        (
            End::CompileError,
            "Error: line 3: near \"emp\": syntax error\n".to_owned()
        )
    );
    assert_eq!(
        fails(&mut worker, "SELECT nobody FROM emp"),
        (
            End::CompileError,
            "Error: line 1: no such column: nobody\n".to_owned()
        )
    );
    assert_eq!(
        fails(&mut worker, "INSERT INTO dept VALUES (1, 'again')"),
        (
            End::Exit(1),
            "Error: UNIQUE constraint failed: dept.id\n".to_owned()
        )
    );
}

#[test]
fn the_budget_is_exact_to_the_opcode() {
    let mut worker = worker();
    let mut job = sql(
        "SELECT dept, avg(salary) FROM emp GROUP BY dept ORDER BY 2; SELECT count(*) FROM emp",
        MANY,
    );
    let whole = run(&mut worker, &job).expect("an outcome");
    assert!(whole.fuel > 100_000, "{}", whole.fuel);
    job.limits.fuel = whole.fuel;
    assert_eq!(run(&mut worker, &job).expect("an outcome"), whole);
    job.limits.fuel = whole.fuel - 1;
    let short = run(&mut worker, &job).expect("an outcome");
    assert_eq!((short.end, short.fuel), (End::OutOfFuel, whole.fuel - 1));
}

#[test]
fn a_loop_ends_with_its_fuel() {
    let outcome = run(&mut worker(), &sql(LOOP, "")).expect("an outcome");
    assert_eq!((outcome.end, outcome.fuel), (End::OutOfFuel, 100_000_000));
}

#[test]
fn two_hundred_runs_in_two_processes_are_the_same_to_the_byte() {
    let mut job = sql(
        "SELECT id, name, random(), hex(randomblob(4)), datetime('now'), salary / 7.0 FROM emp
         WHERE dept = 7 ORDER BY random() LIMIT 50;
         SELECT dept, count(*), avg(salary) FROM emp GROUP BY dept ORDER BY 3",
        MANY,
    );
    job.seed = 99;
    let mut workers = [worker(), worker()];
    let first = run(&mut workers[0], &job).expect("an outcome");
    let ((), took) = timed(|| {
        for round in 0..200 {
            let again = run(&mut workers[round % 2], &job).expect("an outcome");
            assert_eq!(again, first, "round {round}");
        }
    });
    println!("200 runs on 20,000 rows: {} ms each", took as f64 / 200.0);
    job.seed = 100;
    let other = run(&mut workers[0], &job).expect("an outcome");
    assert_ne!(other.stdout, first.stdout, "chance comes from the seed");
    assert!(text(first.stdout).contains("2026-01-01 00:00:00"));
}

#[test]
fn memory_and_output_have_their_ends() {
    let mut worker = worker();
    let mut bomb = sql(
        "CREATE TABLE t(b); WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n)
         INSERT INTO t SELECT zeroblob(1000000) FROM n",
        "",
    );
    bomb.limits.memory = 16 << 20;
    let outcome = run(&mut worker, &bomb).expect("an outcome");
    assert_eq!(outcome.end, End::OutOfMemory, "{}", text(outcome.stderr));
    assert!(outcome.peak_memory <= 16 << 20, "{}", outcome.peak_memory);
    assert!(outcome.peak_memory > 8 << 20, "{}", outcome.peak_memory);

    let mut flood = sql(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "",
    );
    flood.limits.output = 1000;
    let outcome = run(&mut worker, &flood).expect("an outcome");
    assert_eq!(
        (outcome.end, outcome.stdout.len()),
        (End::OutputLimit, 1000)
    );
}

#[test]
fn nothing_outside_the_database_is_reached() {
    let mut worker = worker();
    for (source, refused) in [
        ("ATTACH '/etc/passwd' AS x", "ATTACH /etc/passwd"),
        ("ATTACH ':memory:' AS x", "ATTACH :memory:"),
        ("DETACH main", "DETACH main"),
        ("PRAGMA database_list", "PRAGMA database_list"),
        ("PRAGMA writable_schema = 1", "PRAGMA writable_schema"),
        ("PRAGMA hard_heap_limit = 0", "PRAGMA hard_heap_limit"),
        ("PRAGMA journal_mode = WAL", "PRAGMA journal_mode"),
        (
            "PRAGMA temp_store_directory = '/tmp'",
            "PRAGMA temp_store_directory",
        ),
        ("SELECT load_extension('x')", "load_extension()"),
        ("SELECT fts3_tokenizer('simple')", "fts3_tokenizer()"),
        (
            "CREATE VIRTUAL TABLE t USING fts4(a)",
            "CREATE VIRTUAL TABLE ... USING fts4",
        ),
    ] {
        let outcome = run(&mut worker, &sql(source, STAFF)).expect("an outcome");
        assert_ne!(outcome.end, End::Exit(0), "{source}");
        assert_eq!(outcome.refused, [refused], "{source}");
    }
    for source in [
        "VACUUM INTO '/tmp/x'",
        "SELECT readfile('/etc/passwd')",
        "SELECT writefile('/tmp/x', 'y')",
        "SELECT edit('x')",
        "CREATE VIRTUAL TABLE t USING csv(filename='/etc/passwd')",
        "UPDATE sqlite_master SET sql = 'x'",
        "INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 2, 'x')",
        "DELETE FROM sqlite_dbpage",
        "EXPLAIN SELECT 1",
    ] {
        let (end, err) = fails(&mut worker, source);
        assert_ne!(end, End::Exit(0), "{source}");
        assert!(err.starts_with("Error: "), "{source}: {err}");
    }
}

#[test]
fn large_values_and_deep_statements_are_refused_as_errors() {
    let mut worker = worker();
    for source in [
        "SELECT zeroblob(2000000000)".to_owned(),
        "SELECT length(printf('%2000000000d', 1))".to_owned(),
        format!("SELECT {}1{}", "(".repeat(5000), ")".repeat(5000)),
        format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(1000)),
        format!("SELECT 1{}", "+1".repeat(2000)),
    ] {
        let (end, err) = fails(&mut worker, &source);
        assert!(matches!(end, End::Exit(1) | End::CompileError), "{end:?}");
        assert!(err.starts_with("Error: "), "{err}");
    }
    let (end, _) = fails(
        &mut worker,
        "CREATE TRIGGER t AFTER INSERT ON dept BEGIN INSERT INTO dept(name) VALUES (new.name); END;
         PRAGMA recursive_triggers = 1; INSERT INTO dept(name) VALUES ('x')",
    );
    assert_eq!(end, End::Exit(1));
}

#[test]
fn a_database_file_is_as_good_as_a_script_and_a_broken_one_is_an_error() {
    let dir = tempfile::tempdir().expect("temp dir");
    let path = dir.path().join("staff.db");
    let conn = rusqlite::Connection::open(&path).expect("a file");
    conn.execute_batch(STAFF).expect("a database");
    drop(conn);
    let mut job = sql("SELECT name FROM dept ORDER BY id", "");
    job.stdin = invigil_files::read(&path, 1 << 20).expect("read");
    let mut worker = worker();
    let (end, out, _) = ends(&mut worker, &job);
    assert_eq!(
        (end, out.as_str()),
        (End::Exit(0), "[\"ops\"]\n[\"lab\"]\n")
    );
    job.stdin.truncate(5000);
    for byte in &mut job.stdin[100..] {
        *byte ^= 0x5a;
    }
    let (end, _, err) = ends(&mut worker, &job);
    assert_eq!(end, End::CompileError);
    assert!(
        err.contains("malformed") || err.contains("not a database"),
        "{err}"
    );
}

#[test]
fn a_script_that_makes_no_database_is_the_inputs_fault_in_sqlites_words() {
    let mut worker = worker();
    let mut check = |script: &str, expected: &str| {
        let fault = run(&mut worker, &sql("SELECT 1", script)).expect_err("no outcome");
        assert_eq!(fault, Fault::Input(expected.to_owned()), "{script}");
    };
    check(
        "CREATE TABLE t(a);\nINSERT INTO u VALUES(1)",
        "no such table: u",
    );
    check(
        "CREATE TABLE t(a);\nINSRT INTO t VALUES(1);",
        "line 2: near \"INSRT\": syntax error",
    );
    check(
        "CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES(1), (1)",
        "UNIQUE constraint failed: t.a",
    );
    check(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "it prints too much",
    );
    let long = format!("'{}", "x".repeat(500_000));
    let fault = run(&mut worker, &sql("SELECT 1", &long)).expect_err("no outcome");
    assert!(
        matches!(&fault, Fault::Input(words) if words.chars().count() <= 1000),
        "{fault:?}"
    );
    let mut bytes = sql("SELECT 1", "");
    bytes.stdin = b"SELECT '\xff'".to_vec();
    let fault = run(&mut worker, &bytes).expect_err("no outcome");
    assert!(
        matches!(&fault, Fault::Input(words) if words.starts_with("it is not UTF-8")),
        "{fault:?}"
    );
    let (end, out, _) = ends(&mut worker, &sql("SELECT 1", STAFF));
    assert_eq!((end, out.as_str()), (End::Exit(0), "[1]\n"));
}
