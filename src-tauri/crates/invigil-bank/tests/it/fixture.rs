//! A clean bank as files in memory: 31 families in 10 cells, one coding task.
//!
//! The wording is plain on purpose; what is tested are the rules, not the questions.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use invigil_bank::{Bank, BankText, compile, read};
use rusqlite::Connection;

pub(crate) const CANARY: &str = "5f1d0c9ab2e84763a0d4c8f1e7b29630";
pub(crate) const CELLS: [&str; 10] = [
    "DB1", "DB2", "DB3", "API1", "API2", "API3", "PR1", "PR2", "AR1", "SE1",
];
/// The options of family `i`: number `i % 4` is the longest, number `(i + 2) % 4` the most
/// specific; 0 is the key.
const SOURCES: [&str; 4] = ["index", "table", "cache", "queue"];

const SCENARIOS: [[&str; 2]; 4] = [
    [
        "A parcel depot prints its delivery list at dawn.",
        "How many entries will the printer get?",
    ],
    [
        "Music fans look up old songs with a phone app.",
        "What does one full search touch?",
    ],
    [
        "The town library counts borrowed books per reader.",
        "Which amount of work is left to do?",
    ],
    [
        "Nurses check vaccine stock on a small tablet.",
        "Where do those figures come from in the end?",
    ],
];

pub(crate) type Files = BTreeMap<PathBuf, String>;

/// The clean bank.
pub(crate) fn files() -> Files {
    let mut files = Files::new();
    let cells = CELLS.map(|c| format!("{c:?}")).join(", ");
    files.insert(
        "bank.toml".into(),
        format!(
            "id = \"fixture\"\ntitle = \"Fixture\"\nversion = 1\nkind = \"test\"\nduration_s = 2400\n\
             cells = [{cells}]\nvariants = 4\ncanary = \"{CANARY}\"\n"
        ),
    );
    let names = ["one", "two", "three"];
    let mut families: Vec<(&str, &str)> = CELLS
        .iter()
        .flat_map(|cell| names.map(|name| (*cell, name)))
        .collect();
    families.push(("DB1", "four"));
    for (i, (cell, name)) in families.into_iter().enumerate() {
        let id = format!("{}-{name}", cell.to_lowercase());
        let path = format!("items/{id}/family.toml");
        files.insert(path.into(), family(&id, cell, i));
    }
    files.extend(task());
    files
}

fn family(id: &str, cell: &str, i: usize) -> String {
    let option = |n: usize| {
        let source = SOURCES[n];
        let tick = if n == (i + 2) % 4 { "`" } else { "" };
        let more = if n == i % 4 { " again" } else { "" };
        format!("It reads {{{{ total }}}} lines from the {tick}{source}{tick}{more}")
    };
    let mut text = format!(
        "id = \"{id}\"\ncell = \"{cell}\"\ntopics = [\"G7\", \"D7\"]\ndifficulty = 2\n\
         seconds = 100\nsource = \"Own manual, chapter 3\"\ntags = [\"paging\"]\n\
         constraints = [\"total > 1000\"]\n\n\
         [values]\nrows = {{ min = 400, max = 900, step = 10 }}\npage = {{ pick = [3, 4, 5] }}\n\n\
         [computed]\ndouble = \"rows * 2\"\ntotal = \"double * page\"\n\n"
    );
    for [setting, ask] in SCENARIOS {
        text += &format!("[[scenario]]\nsetting = \"{setting}\"\nask = \"{ask}\"\n");
    }
    text += "[stem]\ntext = \"\"\"\n{{ setting }} Each of {{ page }} steps\nreads {{ rows }} lines twice. {{ ask }}\"\"\"\n";
    text += &format!(
        "[key]\ntext = \"{}\"\nwhy = \"Each step reads the {} rows twice.\"\n",
        option(0),
        "{{ rows }}"
    );
    for (n, name) in [(1, "first"), (2, "second"), (3, "third")] {
        text += &format!(
            "[[distractor]]\nmisconception = \"{name} wrong idea\"\ntext = \"{}\"\nwhy = \"Mixes up what is read {name}.\"\n",
            option(n)
        );
    }
    text
}

const GOOD_PY: &str = "import sys\nfor line in sys.stdin:\n    numbers = line.split()\n    if numbers:\n        print(sum(int(n) for n in numbers))\n";
const GOOD_JS: &str = "const lines = require('fs').readFileSync(0, 'utf8').split('\\n');\n\
    for (const line of lines) {\n  const numbers = line.split(' ').filter(Boolean);\n  \
    if (numbers.length) console.log(numbers.reduce((sum, n) => sum + Number(n), 0));\n}\n";

fn task() -> Files {
    let mut files = Files::new();
    let mut put = |path: &str, text: &str| {
        files.insert(Path::new("tasks/line-sum").join(path), text.to_owned());
    };
    put(
        "task.toml",
        "id = \"line-sum\"\ntitle = \"Sum of each line\"\nseconds = 1200\ntopics = [\"A4\"]\n\
         difficulty = 1\nsource = \"own writing\"\n[limits]\ntime_ms = 3000\nmemory_mib = 64\n\
         largest = \"up to 2,000 lines\"\n\
         [[group]]\nname = \"basic\"\nweight = 40\n[[group]]\nname = \"edge\"\nweight = 30\n\
         [[group]]\nname = \"scale\"\nweight = 20\n[[group]]\nname = \"robustness\"\nweight = 10\n",
    );
    put(
        "statement.md",
        "Read lines of whole numbers with one space between them, and print the sum of each line \
         on a line of its own, in the order of the input. A number may be below zero. Skip a line \
         without numbers.\n\nInput: lines as above. Output: one sum a line.\n",
    );
    for extension in ["py", "java", "rb", "js"] {
        put(&format!("starter.{extension}"), "read the lines here\n");
    }
    put("samples/01.in", "1 2\n");
    put("samples/01.out", "3\n");
    put("samples/02.in", "4\n5 6\n");
    put("samples/02.out", "4\n11\n");
    let many: String = (0..2000).map(|n| format!("{n} 1\n")).collect();
    let sums: String = (0..2000).map(|n| format!("{}\n", n + 1)).collect();
    for (name, input, output) in [
        ("basic/01", "1 2 3\n", "6\n"),
        ("basic/02", "10\n", "10\n"),
        ("basic/03", "1 1\n2 2\n", "2\n4\n"),
        ("basic/04", "7 8\n", "15\n"),
        ("edge/01", "-1 1\n", "0\n"),
        ("edge/02", "-5 -6\n", "-11\n"),
        ("scale/01", many.as_str(), sums.as_str()),
        ("scale/02", many.as_str(), sums.as_str()),
        ("robustness/01", "1\n\n2\n", "1\n2\n"),
        ("robustness/02", "\n", ""),
    ] {
        put(&format!("secret/{name}.in"), input);
        put(&format!("secret/{name}.out"), output);
    }
    put("submissions/accepted/sum.py", GOOD_PY);
    put("submissions/accepted/sum.js", GOOD_JS);
    put(
        "submissions/wrong_answer/edge-drops-sign.py",
        &GOOD_PY.replace("int(n)", "abs(int(n))"),
    );
    put(
        "submissions/wrong_answer/scale-first-lines.js",
        &GOOD_JS.replace("of lines)", "of lines.slice(0, 99))"),
    );
    put(
        "submissions/wrong_answer/robustness-empty-line.py",
        &GOOD_PY.replace("if numbers", "if True"),
    );
    files
}

/// Writes the files into a temporary folder.
#[expect(
    clippy::disallowed_methods,
    reason = "thousands of small files need not survive a power loss"
)]
pub(crate) fn write(files: &Files) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("temp dir");
    for (path, text) in files {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folder");
        std::fs::write(path, text).expect("file");
    }
    dir
}

pub(crate) fn text(files: &Files) -> BankText {
    read(write(files).path()).expect("a bank")
}

pub(crate) fn image() -> Vec<u8> {
    compile(&text(&files())).expect("a clean bank")
}

pub(crate) fn open(image: &[u8]) -> Bank {
    Bank::open(database(image)).expect("a compiled bank")
}

pub(crate) fn database(image: &[u8]) -> Connection {
    let mut db = Connection::open_in_memory().expect("memory");
    db.deserialize_read_exact("main", image, image.len(), false)
        .expect("an image");
    db
}
