//! SQL on the bundled SQLite, repeatable to the last opcode.
//!
//! The job's input makes the database: a script, or a whole database file (it begins with
//! `SQLite format 3`). The job's source is what runs on it, and a file `after.sql` of the job, if
//! there is one, runs after that (a task that asks for an UPDATE looks at the table there). Each
//! statement that returns rows prints them, one JSON array a line (see [`rows`]); an empty line
//! stands between two results; with the argument `header` each result begins with the names of
//! its columns.
//!
//! Fuel is opcodes of SQLite's virtual machine; memory is what SQLite allocates, the database
//! included. Making the database costs no fuel; an input that makes none is a [`Fault::Input`].
//! `now` is the first moment of 2026, random numbers come from the seed. Deliberately absent: any
//! file, ATTACH, extensions, most PRAGMAs, EXPLAIN with its addresses (EXPLAIN QUERY PLAN is fine).

mod clockwork;
mod guard;
mod meter;
mod rows;

use rusqlite::{
    Batch, Connection, ErrorCode, MAIN_DB, OpenFlags, Statement, StatementStatus,
    fallible_iterator::FallibleIterator,
    hooks::{AuthContext, Authorization},
};

use self::{clockwork::Memory, guard::Refused, meter::Meter};
use crate::{
    End, Execute, Fault, Guest, Job, Outcome, Stream,
    output::{Full, Output},
};

/// How a database file begins.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// Opcodes that making the database may take.
const MAKE_FUEL: u64 = 2_000_000_000;
/// Bytes that making the database may take.
const MAKE_MEMORY: u64 = 1 << 30;
/// The file that runs after the source.
const AFTER: &str = "after.sql";
/// What stands before an error's words.
const ERROR: &str = "Error: ";

/// What is made of a script beside SQLite's own doing: what is refused, how rows are written, what
/// counts as fuel. Whoever changes that counts this up; it is a part of the engine id.
pub(crate) const RULES: &str = "rules 1";
/// Characters of what is said about an input that makes no database.
const WORDS: usize = 1000;

/// The version of the bundled SQLite, a part of the engine id.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// Runs SQL jobs. The database of the last job's input is kept as bytes, for its next test.
#[derive(Default)]
pub(crate) struct Sql {
    made: Option<(Vec<u8>, Vec<u8>)>,
}

/// Why a script stops before its end.
enum Stop {
    End(End),
    /// What standard error says, and the end.
    Said(String, End),
}

impl From<Full> for Stop {
    fn from(_: Full) -> Self {
        Self::End(End::OutputLimit)
    }
}

impl Execute for Sql {
    fn execute(
        &mut self,
        job: &Job,
        sink: &mut dyn FnMut(Stream, &[u8]),
    ) -> Result<Outcome, Fault> {
        let after = match job.files.iter().find(|f| f.path == AFTER) {
            Some(file) => std::str::from_utf8(&file.bytes)
                .map_err(|e| Fault::Malformed(format!("{AFTER} is not UTF-8: {e}")))?,
            None => "",
        };
        if self
            .made
            .as_ref()
            .is_none_or(|(from, _)| *from != job.stdin)
        {
            let image = if job.stdin.starts_with(MAGIC) {
                job.stdin.clone()
            } else {
                let script = std::str::from_utf8(&job.stdin);
                make(script.map_err(|e| Fault::Input(format!("it is not UTF-8: {e}")))?)?
            };
            self.made = Some((job.stdin.clone(), image));
        }
        let image = self.made.as_ref().map_or(&[][..], |(_, image)| image);
        run(job, after, image, sink)
    }
}

/// The database that a script makes, as the bytes of its file.
fn make(script: &str) -> Result<Vec<u8>, Fault> {
    let broken = |what: String| Fault::Malformed(format!("the database: {what}"));
    let _memory = Memory::cap(MAKE_MEMORY);
    clockwork::seed(1);
    let mut conn = open()?;
    let meter = Meter::start(&mut conn, MAKE_FUEL).map_err(|e| broken(e.to_string()))?;
    guard::narrow(&mut conn, Refused::default()).map_err(|e| broken(e.to_string()))?;
    let mut nobody = |_: Stream, _: &[u8]| {};
    let mut output = Output::new(1 << 20, &mut nobody);
    play(&conn, script, &meter, false, &mut output).map_err(|stop| Fault::Input(why(&stop)))?;
    // SQLite asks itself for the number of pages by a PRAGMA.
    conn.authorizer(None::<fn(AuthContext<'_>) -> Authorization>)
        .and_then(|()| conn.serialize(MAIN_DB).map(|image| image.to_vec()))
        .map_err(|e| broken(e.to_string()))
}

/// Why a script makes no database, in SQLite's words where it has some.
fn why(stop: &Stop) -> String {
    match stop {
        // It quotes from the script, which may be long.
        Stop::Said(words, _) => {
            let words = words.strip_prefix(ERROR).unwrap_or(words);
            words.chars().take(WORDS).collect()
        }
        Stop::End(End::OutOfFuel) => "it takes too long".to_owned(),
        Stop::End(End::OutOfMemory) => "it takes too much memory".to_owned(),
        Stop::End(_) => "it prints too much".to_owned(),
    }
}

fn run(
    job: &Job,
    after: &str,
    image: &[u8],
    sink: &mut dyn FnMut(Stream, &[u8]),
) -> Result<Outcome, Fault> {
    let memory = Memory::cap(job.limits.memory);
    clockwork::seed(job.seed);
    let mut output = Output::new(job.limits.output, sink);
    let refused = Refused::default();
    let mut conn = open()?;
    let mut fuel = 0;
    let played = prepare(&mut conn, image, &refused, job.limits.fuel).and_then(|meter| {
        let header = job.args.iter().any(|a| a == "header");
        let played = play(&conn, &job.source, &meter, header, &mut output)
            .and_then(|()| play(&conn, after, &meter, header, &mut output));
        fuel = meter.spent();
        played
    });
    let end = match played {
        Ok(()) => End::Exit(0),
        Err(Stop::End(end)) => end,
        Err(Stop::Said(what, end)) => {
            // An end has its words even where the cap left no room for all of them.
            let _ = output.push(Stream::Err, format!("{what}\n").as_bytes());
            end
        }
    };
    output.flush();
    Ok(Outcome {
        end,
        fuel: fuel.min(job.limits.fuel),
        peak_memory: memory.peak(),
        stdout: output.stdout,
        stderr: output.stderr,
        refused: refused.list(),
    })
}

/// A connection with nothing in it.
fn open() -> Result<Connection, Fault> {
    let unavailable = |reason: String| Fault::Unavailable {
        guest: Guest::Sql,
        reason,
    };
    let vfs = clockwork::timeless().ok_or_else(|| unavailable("SQLite does not start".into()))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_MEMORY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags_and_vfs(":memory:", flags, vfs)
        .map_err(|e| unavailable(e.to_string()))
}

/// The database in the connection, and the connection narrowed and metered.
fn prepare(
    conn: &mut Connection,
    image: &[u8],
    refused: &Refused,
    fuel: u64,
) -> Result<Meter, Stop> {
    let stop = |e: rusqlite::Error| ended(&e, "", End::Exit(1));
    if !image.is_empty() {
        conn.deserialize_read_exact(MAIN_DB, image, image.len(), false)
            .map_err(stop)?;
    }
    guard::narrow(conn, refused.clone()).map_err(stop)?;
    Meter::start(conn, fuel).map_err(stop)
}

/// Runs a script statement by statement.
fn play(
    conn: &Connection,
    script: &str,
    meter: &Meter,
    header: bool,
    output: &mut Output<'_>,
) -> Result<(), Stop> {
    let mut statements = Batch::new(conn, script);
    let mut results = 0;
    loop {
        let statement = meter.prepare(|| statements.next());
        let Some(mut statement) = statement.map_err(|e| ended(&e, script, End::CompileError))?
        else {
            return Ok(());
        };
        if statement.is_explain() == 1 {
            let what = format!("{ERROR}EXPLAIN shows addresses; EXPLAIN QUERY PLAN is there");
            return Err(Stop::Said(what, End::CompileError));
        }
        if statement.column_count() > 0 {
            if results > 0 {
                output.push(Stream::Out, b"\n")?;
            }
            results += 1;
        }
        let played = step(&mut statement, header, output);
        let steps = statement.get_status(StatementStatus::VmStep);
        let within = meter.settle(u64::try_from(steps).unwrap_or(0));
        played?;
        if !within {
            return Err(Stop::End(End::OutOfFuel));
        }
    }
}

/// Runs one statement and prints its rows.
fn step(statement: &mut Statement<'_>, header: bool, output: &mut Output<'_>) -> Result<(), Stop> {
    let columns = statement.column_count();
    if header && columns > 0 {
        output.push(
            Stream::Out,
            rows::header(statement.column_names()).as_bytes(),
        )?;
    }
    let stop = |e: rusqlite::Error| ended(&e, "", End::Exit(1));
    let mut found = statement.raw_query();
    while let Some(row) = found.next().map_err(stop)? {
        if columns > 0 {
            output.push(
                Stream::Out,
                rows::line(row, columns).map_err(stop)?.as_bytes(),
            )?;
        }
    }
    Ok(())
}

/// How a script ends by an error of SQLite's, with its words.
fn ended(error: &rusqlite::Error, script: &str, otherwise: End) -> Stop {
    let end = match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => return Stop::End(End::OutOfFuel),
        Some(ErrorCode::OutOfMemory) => return Stop::End(End::OutOfMemory),
        _ => otherwise,
    };
    let words = match error {
        rusqlite::Error::SqliteFailure(_, Some(words)) => words.clone(),
        rusqlite::Error::SqlInputError {
            msg, sql, offset, ..
        } => {
            let before = script.len().saturating_sub(sql.len());
            let at = before + usize::try_from(*offset).unwrap_or(0);
            let upto = &script.as_bytes()[..at.min(script.len())];
            let line = upto.iter().filter(|b| **b == b'\n').count() + 1;
            format!("line {line}: {msg}")
        }
        other => other.to_string(),
    };
    Stop::Said(format!("{ERROR}{words}"), end)
}
