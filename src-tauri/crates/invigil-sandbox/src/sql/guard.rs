//! What a script may say to SQLite.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{
    Connection,
    config::DbConfig,
    hooks::{AuthAction, AuthContext, Authorization},
    limits::Limit,
};

/// Pragmas that only look, or change nothing beyond the connection.
const PRAGMAS: &[&str] = &[
    "case_sensitive_like",
    "foreign_key_check",
    "foreign_key_list",
    "foreign_keys",
    "index_info",
    "index_list",
    "index_xinfo",
    "recursive_triggers",
    "table_info",
    "table_list",
    "table_xinfo",
];

/// Functions that reach out of SQLite or into it.
const FUNCTIONS: &[&str] = &["fts3_tokenizer", "load_extension"];

/// Modules of virtual tables; the read-only ones need no leave.
const MODULES: &[&str] = &["fts5"];

/// Refusals are kept up to here.
const REFUSALS: usize = 100;

/// What a script asked for and did not get.
#[derive(Clone, Default)]
pub(super) struct Refused(Arc<Mutex<Vec<String>>>);

impl Refused {
    fn note(&self, what: String) {
        let mut list = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if list.len() < REFUSALS && !list.contains(&what) {
            list.push(what);
        }
    }

    pub(super) fn list(&self) -> Vec<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Narrows a connection: no other file, no extension, no trick with the schema, sizes bounded.
pub(super) fn narrow(conn: &mut Connection, refused: Refused) -> rusqlite::Result<()> {
    conn.pragma_update(None, "temp_store", "memory")?;
    for (config, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, false),
        (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE, false),
    ] {
        conn.set_db_config(config, on)?;
    }
    for (limit, most) in [
        (Limit::SQLITE_LIMIT_LENGTH, 4 << 20),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 64 << 20),
        (Limit::SQLITE_LIMIT_COLUMN, 500),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 500),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 200),
        (Limit::SQLITE_LIMIT_VDBE_OP, 1 << 20),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 50),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        conn.set_limit(limit, most)?;
    }
    conn.authorizer(Some(move |context: AuthContext<'_>| {
        match refusal(context.action) {
            None => Authorization::Allow,
            Some(what) => {
                refused.note(what);
                Authorization::Deny
            }
        }
    }))
}

/// What is refused about an action; `None` when it is fine.
fn refusal(action: AuthAction<'_>) -> Option<String> {
    let unless = |list: &[&str], name: &str, kind: &str| {
        let known = list.contains(&name.to_ascii_lowercase().as_str());
        (!known).then(|| format!("{kind} {name}"))
    };
    match action {
        AuthAction::Attach { filename } => Some(format!("ATTACH {filename}")),
        AuthAction::Detach { database_name } => Some(format!("DETACH {database_name}")),
        AuthAction::Pragma { pragma_name, .. } => unless(PRAGMAS, pragma_name, "PRAGMA"),
        AuthAction::CreateVtable { module_name, .. } => {
            unless(MODULES, module_name, "CREATE VIRTUAL TABLE ... USING")
        }
        AuthAction::Function { function_name } => FUNCTIONS
            .contains(&function_name.to_ascii_lowercase().as_str())
            .then(|| format!("{function_name}()")),
        AuthAction::Unknown { code, .. } => Some(format!("action {code}")),
        _ => None,
    }
}
