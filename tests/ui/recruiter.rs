//! Every screen of the recruiter's side, reached as a person reaches it.

use std::path::{Path, PathBuf};

use invigil_tests::{invigil, root};
use serde_json::json;

use crate::walk::{Look, Walk};

const PASSPHRASE: &str = "four words of mine";
const BAR: &[&str] = &[
    "go-issue",
    "go-result",
    "go-organisation",
    "organisation-name",
    "display",
    "lock",
];
/// A name as long as may be, a long address, and every kind of row that is wrong.
const WRONG: &str = "ref,name,email,extra_time_pct,seat\nC-0412,Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh Maria Esperanza de los Angeles,maria.esperanza.wolfeschlegelsteinhausenbergerdorff@department-of-engineering.example.org,25,A1\nC 0413,Ben Otieno,,0,A2\nC-0414,,,0,A3\nC-0415,Dana Novak,,400,A4\nC-0416,Eli Ono,,,4B\nC-0412,Fay Lund,,,A5\nC-0417,Gus Ivers,,,A1\nC-0418,Hana Ito\n";
const RIGHT: &str = "ref,name,email,extra_time_pct,seat\nC-0412,Maria Esperanza,maria@example.org,25,A1\nC-0413,Ben Otieno,ben@example.org,,A2\nC-0414,Chris Lee,,,A3\n";
const SOLUTION: &str = "import sys\n\n\ndef main():\n    for line in sys.stdin:\n        print(line.rstrip())\n\n\nmain()\n";
const SCRIPT: &str = r#"{"answers":{"1":"A","2":"B","3":"C","4":"D","5":"A","6":"A","7":"B","8":"C","9":null},"code":{"language":"python","file":"a.py"},"seconds":1500}"#;

fn holds(more: &[&'static str]) -> Vec<&'static str> {
    [BAR, more].concat()
}

/// Walks through all screens with one look.
pub(crate) async fn all(look: Look) {
    let mut walk = Walk::begin_desk(look).await;
    door(&mut walk).await;
    draft(&mut walk).await;
    let code = issued(&mut walk).await;
    let result = take(walk.data.path(), &code);
    no_result(&mut walk, &result).await;
    one_result(&mut walk, &result).await;
    odd_results(&mut walk, &result).await;
    leave(&mut walk).await;
    walk.end().await;
}

async fn door(walk: &mut Walk) {
    walk.screen(
        "door",
        &[
            "organisation-folder",
            "passphrase",
            "open-organisation",
            "open-demo",
            "make",
            "display",
        ],
    )
    .await;
    walk.window.click("display").await;
    walk.screen(
        "display",
        &["theme-system", "text-larger", "still", "display-close"],
    )
    .await;
    walk.window.click("display-close").await;
    walk.window.click("make").await;
    let folder = walk.data.path().join("acme").display().to_string();
    for (id, text) in [
        ("make-name", "Acme Söftware"),
        ("make-folder", folder.as_str()),
        ("make-passphrase", PASSPHRASE),
        ("make-again", "other words of mine"),
    ] {
        walk.window.fill(id, text).await;
    }
    let fields = [
        "make-name",
        "make-folder",
        "make-passphrase",
        "make-again",
        "advice",
        "make-go",
        "make-back",
    ];
    walk.screen("make", &fields).await;
    walk.window.click("make-go").await;
    walk.screen("make-differs", &["notice", "make-go"]).await;
    walk.window.fill("make-again", PASSPHRASE).await;
    walk.window.click("make-go").await;
    let made = [
        "organisation-words",
        "root-key",
        "organisation-at",
        "fingerprint",
        "to-issue",
    ];
    walk.screen("made", &holds(&made)).await;
    let words = "return document.querySelectorAll('[data-testid=organisation-words] li').length === 8 && !document.querySelector('[type=password]')";
    walk.window
        .until("eight words, and no passphrase left", words)
        .await;
    walk.window.click("to-issue").await;
}

const DRAFT: &[&str] = &["test-backend-engineer", "public-bank", "out", "issue"];

async fn draft(walk: &mut Walk) {
    let empty = [DRAFT, &["list-drop", "list-path", "list-read"]].concat();
    walk.screen("issue", &holds(&empty)).await;
    walk.host.emit("tauri://drag-enter", &json!({"paths": []}));
    walk.window
        .until(
            "the drop zone is lit",
            "return !!document.querySelector('.dragging')",
        )
        .await;
    walk.screen("issue-drag", &holds(&empty)).await;
    let list = walk.data.path().join("candidates.csv");
    std::fs::write(&list, WRONG).expect("a list");
    walk.host
        .emit("tauri://drag-drop", &json!({"paths": [list]}));
    let rows = [
        DRAFT,
        &["list-state", "candidates", "list-again", "list-other"],
    ]
    .concat();
    let wrong = [&rows[..], &["only-faults", "row-2", "row-9"]].concat();
    walk.screen("issue-faults", &holds(&wrong)).await;
    let count = "return document.querySelectorAll('tr.wrong').length === 7";
    walk.window.until("seven rows are wrong", count).await;
    walk.window.click("only-faults").await;
    let hidden = "return document.querySelectorAll('tbody tr').length === 7";
    walk.window.until("only those are shown", hidden).await;
    std::fs::write(&list, RIGHT).expect("a mended list");
    walk.window.click("list-again").await;
    let mended = "return !document.querySelector('tr.wrong') && document.querySelectorAll('tbody tr').length === 3";
    walk.window.until("the list is mended", mended).await;
    let out = walk.data.path().join("hand-out").display().to_string();
    walk.window.fill("out", &out).await;
    walk.screen("issue-ready", &holds(&rows)).await;
}

async fn issued(walk: &mut Walk) -> String {
    // The act is held back, so that what is shown meanwhile can be looked at.
    let hold = "const shell = window.__TAURI_INTERNALS__, real = shell.invoke; shell.invoke = (cmd, args) => args?.command?.do !== 'issue' ? real(cmd, args) : new Promise((done, failed) => { window.go = () => real(cmd, args).then(done, failed); }); return true";
    walk.window.script(hold).await;
    walk.window.click("issue").await;
    walk.window.find("busy").await;
    let progress = json!({"stage": "tickets", "done": 120, "of": 300});
    walk.host.emit("desk-progress", &progress);
    walk.screen("issue-progress", &holds(&["busy", "stop"]))
        .await;
    walk.window.script("window.go(); return true").await;
    let holds_code = [
        "issued",
        "access-code",
        "code-written",
        "hand-out",
        "slips",
        "issued-words",
        "public-bank",
        "issue-another",
    ];
    walk.screen("issued", &holds(&holds_code)).await;
    let code = walk.window.text_of("access-code").await;
    walk.window.click("code-written").await;
    walk.screen("issued-written", &holds(&["code-gone", "hand-out"]))
        .await;
    assert!(!walk.window.text("body").await.contains(&code));
    let slips = std::fs::read_to_string(walk.data.path().join("hand-out/slips.html"));
    assert!(!slips.expect("slips").contains(&code));
    code
}

/// The first candidate's test, taken by a script.
fn take(data: &Path, code: &str) -> PathBuf {
    std::fs::write(data.join("a.py"), SOLUTION).expect("code");
    std::fs::write(data.join("script.json"), SCRIPT).expect("a script");
    let arguments = [
        "take",
        "--package",
        "hand-out/exam.exampkg",
        "--ticket",
        "hand-out/tickets/C-0412.ticket",
        "--code",
        code,
        "--script",
        "script.json",
        "--out",
        "C-0412.result",
    ];
    invigil(data, &arguments).expect(0);
    data.join("C-0412.result")
}

async fn no_result(walk: &mut Walk, result: &Path) {
    walk.window.click("go-result").await;
    let zone = ["result-drop", "result-path", "result-open"];
    walk.screen("result-none", &holds(&zone)).await;
    let missing = result.with_extension("missing.result");
    let missing = missing.display().to_string();
    walk.window.fill("result-path", &missing).await;
    walk.window.click("result-open").await;
    walk.screen("result-missing", &holds(&["notice", "result-drop"]))
        .await;
    walk.window.click("notice-close").await;
    walk.host.emit("tauri://drag-enter", &json!({"paths": []}));
    let lit = "return !!document.querySelector('.dragging')";
    walk.window.until("the drop zone is lit", lit).await;
    walk.screen("result-drag", &holds(&["result-drop"])).await;
    walk.host
        .emit("tauri://drag-drop", &json!({"paths": [result]}));
}

const RESULT: &[&str] = &[
    "result",
    "person",
    "tier",
    "scripted",
    "answers",
    "answers-all",
    "answer-1",
    "answer-10",
    "submitted",
    "checks",
    "check-container",
    "check-fold",
    "not-shown",
    "result-another",
];

async fn one_result(walk: &mut Walk, result: &Path) {
    let scored = [
        "score",
        "score-right",
        "score-interval",
        "skill-databases",
        "skill-apis",
        "skill-engineering",
        "names-differ",
    ];
    let all = holds(&[RESULT, &scored].concat());
    walk.screen("result", &all).await;
    walk.window.click("answers-all").await;
    let open = "return document.querySelectorAll('[data-testid=answers] details[open]').length === 10 && document.querySelectorAll('.option.key').length === 10";
    walk.window
        .until("each answer lies beside its key", open)
        .await;
    walk.window
        .script("document.querySelector('[data-testid=answers]').scrollIntoView(); return true")
        .await;
    walk.screen("result-answers", &all).await;
    walk.window.click("answers-all").await;
    for (name, id) in [("result-code", "submitted"), ("result-checks", "checks")] {
        let script =
            format!("document.querySelector('[data-testid={id}]').scrollIntoView(); return true");
        walk.window.script(&script).await;
        walk.screen(name, &all).await;
    }
    // The record of the issue is gone: the result stands, its score does not.
    let issued = walk.data.path().join("acme/issued");
    let away = walk.data.path().join("acme/away");
    std::fs::rename(&issued, &away).expect("moved away");
    open_result(walk, result).await;
    let all = holds(&[RESULT, &["unscored"]].concat());
    walk.screen("result-unscored", &all).await;
    std::fs::rename(&away, &issued).expect("moved back");
}

async fn open_result(walk: &Walk, result: &Path) {
    walk.window.click("result-another").await;
    let path = result.display().to_string();
    walk.window.fill("result-path", &path).await;
    walk.window.click("result-open").await;
}

async fn odd_results(walk: &mut Walk, result: &Path) {
    let mut bytes = std::fs::read(result).expect("the result");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let changed = result.with_file_name("changed.result");
    std::fs::write(&changed, bytes).expect("a changed result");
    open_result(walk, &changed).await;
    let refused = ["result", "refusal", "tier", "checks", "not-shown"];
    walk.screen("result-refused", &holds(&refused)).await;
    assert!(!walk.window.has("score").await);
    let practice = root().join("assets/practice");
    let file = |name: &str| practice.join(name).display().to_string();
    let code = std::fs::read_to_string(practice.join("code.txt")).expect("the code");
    let data = walk.data.path();
    std::fs::write(data.join("practice.json"), r#"{"answers":{"1":"A"}}"#).expect("a script");
    let (package, ticket) = (file("practice.exampkg"), file("practice.ticket"));
    let arguments = [
        "take",
        "--package",
        &package,
        "--ticket",
        &ticket,
        "--code",
        code.trim(),
        "--script",
        "practice.json",
        "--out",
        "practice.result",
    ];
    invigil(data, &arguments).expect(0);
    open_result(walk, &data.join("practice.result")).await;
    let practice = ["result", "practice-result", "tier", "checks"];
    walk.screen("result-practice", &holds(&practice)).await;
    assert!(!walk.window.has("score").await);
}

async fn leave(walk: &mut Walk) {
    walk.window.click("go-organisation").await;
    walk.screen(
        "organisation",
        &holds(&["organisation-heading", "organisation-words"]),
    )
    .await;
    walk.window.click("lock").await;
    walk.screen(
        "locked",
        &["organisation-folder", "passphrase", "open-demo"],
    )
    .await;
    walk.window.fill("passphrase", "not these words").await;
    walk.window.click("open-organisation").await;
    walk.screen("wrong-passphrase", &["notice", "passphrase"])
        .await;
    let empty = "return document.querySelector('[data-testid=passphrase]').value === ''";
    walk.window
        .until("the page keeps no passphrase", empty)
        .await;
    walk.window.click("notice-close").await;
    walk.window.click("open-demo").await;
    walk.window.find("go-organisation").await;
    walk.window.click("go-organisation").await;
    walk.screen("demo", &holds(&["organisation-words"])).await;
    walk.host.break_bridge(true);
    walk.window.click("go-issue").await;
    walk.screen("unreachable", &holds(&["notice"])).await;
    walk.host.break_bridge(false);
}
