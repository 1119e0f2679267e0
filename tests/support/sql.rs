//! A test whose coding question is in SQL, which the library has none of: the practice bank's
//! items with the task of `tests/banks/sql`, issued by the demonstration's organisation.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use invigil_bank::Bank;
use invigil_clock::SystemClock;
use invigil_crypto::random::SystemRandom;
use invigil_model::CandidateRef;
use invigil_recruiter::{Context, Issued, Org, candidates::CandidateRow, ensure_demo};

use crate::root;

/// The bank's text below `dir`: `bank.toml`, `items/`, `tasks/`.
pub fn bank_text(dir: &Path) -> PathBuf {
    let bank = dir.join("sql-bank");
    copy(&root().join("tests/banks/sql"), &bank);
    copy(
        &root().join("assets/bank/practice/items"),
        &bank.join("items"),
    );
    bank
}

/// A solution of the bank's task, `accepted/reference.sql` say.
pub fn solution(name: &str) -> String {
    let task = root().join("tests/banks/sql/tasks/open-invoices");
    std::fs::read_to_string(task.join("submissions").join(name)).expect(name)
}

/// Issues the test to one candidate; the demonstration's organisation is made in `data` first.
pub fn issue(data: &Path) -> Issued {
    let text = invigil_bank::read(&bank_text(data)).expect("the bank's text");
    let image = invigil_bank::compile(&text).unwrap_or_else(|error| panic!("{error}"));
    // A bank in memory stays as long as the program.
    let image = invigil_storage::open_image(Vec::leak(image)).expect("a database");
    let bank = Bank::open(image).expect("a bank");
    let context = Context {
        clock: Arc::new(SystemClock::new()),
        random: Arc::new(SystemRandom::new()),
    };
    ensure_demo(&context, data).expect("the demonstration's organisation");
    let passphrase = std::fs::read_to_string(data.join("demo/passphrase.txt"));
    let org = Org::open(&data.join("demo/org")).expect("the organisation");
    let org = org.unlock(passphrase.expect("its passphrase").trim());
    let candidate = CandidateRow {
        candidate_ref: CandidateRef("sql".into()),
        name: "Ada Example".to_owned(),
        email: String::new(),
        extra_time_pct: 0,
        seat: None,
    };
    org.expect("the passphrase is right")
        .issue_of(
            &context,
            &bank,
            &[candidate],
            &data.join("sql-test"),
            &|_| Ok(()),
        )
        .expect("a test")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).expect("a copy");
        }
    }
}
