//! Files that reach a laptop: the candidate app, package, ticket, data folder, result.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use invigil_bundle::{
    age,
    code::{self, AccessCode},
    doc::{issuer::Anchor, package::open_package, ticket::read_ticket},
    szip::{self, Entry},
};
use invigil_tests::{
    binary,
    desk::{Desk, Issue, LETTERS},
    root,
};

use crate::{
    bank::secrets,
    scanner::{Needle, Scanner},
    unpack,
};

const NOTHING: BTreeSet<&str> = BTreeSet::new();

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Scans every file below a folder; gives how many there were.
fn scan_folder(scanner: &Scanner, dir: &Path) -> usize {
    let (mut count, mut folders) = (0, vec![dir.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                assert_eq!(scanner.find(&read(&path)), NOTHING, "{}", path.display());
                count += 1;
            }
        }
    }
    count
}

fn issued() -> (Desk, Issue) {
    let desk = Desk::new();
    let issue = desk.issue("ref,name\nc-1,A Person\nc-2,Another\n", "out");
    (desk, issue)
}

#[test]
fn the_full_program_holds_every_kind_of_secret_and_the_scanner_sees_it() {
    let found = secrets();
    let found = found.find(&read(&binary("invigil")));
    for kind in [
        "backend-engineer canary",
        "backend-engineer rationale",
        "backend-engineer hidden test",
        "practice canary",
    ] {
        assert!(found.contains(kind), "{kind}: {found:?}");
    }
}

#[test]
fn the_candidate_app_holds_no_secret() {
    let path = binary("invigil-candidate-app");
    let (app, page) = (read(&path), unpack::embedded(&path));
    assert_eq!(secrets().find_in_app(&app, &page), NOTHING);
    // The practice package is in it, and the scanner looks inside that.
    let package = szip::read(&read(&root().join("assets/practice/practice.exampkg")));
    let package = package.expect("the practice package");
    let inside = package.get("package.json").expect("package.json").to_vec();
    let control = Scanner::new(vec![Needle::new("control", inside)]);
    assert_eq!(control.find(&app), BTreeSet::from(["control"]));
    every_file_of_the_page_is_looked_through(&app, &page);
}

/// The page and the runtimes are compressed in the app: a piece of each is found in it by the
/// scanner, and not without unpacking.
fn every_file_of_the_page_is_looked_through(app: &[u8], streams: &[Vec<u8>]) {
    let page = root().join("ui/dist");
    let files = ["index.html", "assets"].map(|name| page.join(name));
    let [index, assets] = files;
    let assets = std::fs::read_dir(assets).expect("the page is built");
    let assets = assets.map(|entry| entry.expect("an entry").path());
    let text = |path: &PathBuf| {
        path.extension()
            .is_some_and(|end| end == "js" || end == "css")
    };
    // The recruiter's page is in the full app alone.
    let ours = |path: &PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy();
        !name.starts_with("recruiter")
    };
    let pieces = assets.filter(|path| text(path) && ours(path)).map(|path| {
        let bytes = read(&path);
        let middle = bytes.len() / 2;
        let name = path.file_name().expect("a name").to_string_lossy();
        Needle::new(name, &bytes[middle - 32..middle + 32])
    });
    let mut pieces: Vec<Needle> = pieces.collect();
    assert!(pieces.len() >= 4, "{} files", pieces.len());
    // The build writes its nonces into the tags of this one: what stands in a comment stays.
    let html = read(&index);
    let comment = html.windows(4).position(|four| four == b"<!--");
    let comment = comment.expect("a comment in the page") + 4;
    pieces.push(Needle::new("index.html", &html[comment..comment + 32]));
    let python = unpack::zstd(&read(&root().join("assets/runtimes/python.wasm.zst"))).next();
    let python = python.expect("the runtime");
    let middle = python.len() / 2;
    pieces.push(Needle::new("python", &python[middle..middle + 64]));
    let names: BTreeSet<String> = pieces.iter().map(|p| p.kind().to_owned()).collect();
    let scanner = Scanner::new(pieces);
    assert_eq!(scanner.plain(app), NOTHING, "it is compressed");
    let found = scanner.find_in_app(app, streams);
    assert_eq!(found, names.iter().map(String::as_str).collect());
}

#[test]
fn package_ticket_and_their_plain_text_hold_no_secret() {
    let (_desk, issue) = issued();
    let secrets = secrets();
    let package_bytes = read(&issue.out.join("exam.exampkg"));
    let ticket_bytes = read(&issue.out.join("tickets/c-1.ticket"));
    assert_eq!(secrets.find(&package_bytes), NOTHING);
    assert_eq!(secrets.find(&ticket_bytes), NOTHING);

    let package = open_package(&package_bytes, &Anchor::default()).expect("the package");
    let ticket = read_ticket(&ticket_bytes, &Anchor::default()).expect("the ticket");
    let code = AccessCode::parse(&issue.code).expect("the code");
    let identity = code::open_slot(&package.package().release[0], &code).expect("the slot");
    let archive = szip::read(&package_bytes).expect("szip");
    let sealed = archive.get("sealed.age").expect("sealed.age");
    let plain = age::decrypt(&[identity], sealed, szip::MAX_FILE).expect("age");
    assert_eq!(secrets.find(&plain), NOTHING);
    let inner = szip::read(&plain).expect("szip");
    assert_eq!(
        inner.names().collect::<Vec<_>>(),
        ["shared.json", "forms.jsonl"]
    );
    for entry in inner.entries() {
        assert_eq!(secrets.find(&entry.bytes), NOTHING, "{}", entry.name);
    }
    let form = package.unlock(&code, &ticket).expect("the form");
    assert_eq!(secrets.find(&form.form_json), NOTHING);
    assert_eq!(secrets.find(&form.shared_json), NOTHING);

    // What is public is found there by the same scanner, so the plain text is what was scanned;
    // and no form but the ticket's own is in it.
    let title = form.form.tasks[0].title.clone();
    let control = Scanner::new(vec![Needle::new("title", title)]);
    assert_eq!(control.find(&plain), BTreeSet::from(["title"]));
    let stem: Vec<u8> = form.form.items[0].stem.bytes().take(24).collect();
    let own = Scanner::new(vec![Needle::new("stem", stem)]);
    assert_eq!(
        own.find(&plain),
        NOTHING,
        "forms are sealed each for itself"
    );
    assert_eq!(own.find(&form.form_json), BTreeSet::from(["stem"]));
}

#[test]
fn the_laptops_folder_holds_no_secret_while_the_test_runs_and_after() {
    let (desk, issue) = issued();
    let secrets = secrets();
    desk.take(&issue, "c-1", LETTERS).expect(0);
    assert!(scan_folder(&secrets, &desk.dir().join("c-1.result.attempt")) >= 5);
    assert_eq!(secrets.find(&desk.read("c-1.result")), NOTHING);

    let data = desk.dir().join("laptop");
    let mut running = Command::new(binary("invigil-fault-driver"))
        .args([
            &data,
            &issue.out.join("exam.exampkg"),
            &issue.out.join("tickets/c-2.ticket"),
        ])
        .args([&issue.code, "1", "40", "wait"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the driver starts");
    let lines = BufReader::new(running.stdout.take().expect("piped")).lines();
    let mut lines = lines.map_while(Result::ok);
    assert!(
        lines.any(|l| l.starts_with("saved 40 ")),
        "it sits the test"
    );
    let logged = std::fs::read_dir(data.join("attempts")).expect("attempts");
    let logged = logged.filter_map(|e| e.ok()?.file_name().into_string().ok());
    assert!(
        logged
            .collect::<Vec<_>>()
            .iter()
            .any(|n| n.ends_with(".sqlite-wal"))
    );
    assert!(scan_folder(&secrets, &data) >= 5);
    drop(running.stdin.take());
    running.wait().expect("it ends");
}

#[test]
fn a_planted_secret_is_found_plain_deflated_and_in_a_database() {
    let (desk, issue) = issued();
    desk.take(&issue, "c-1", LETTERS).expect(0);
    let secrets = secrets();
    let text = std::fs::read_to_string(root().join("assets/bank/backend-engineer/bank.toml"));
    let canary = text.expect("bank.toml");
    let canary = canary
        .lines()
        .find_map(|l| l.strip_prefix("canary = \""))
        .expect("a canary");
    let canary = canary.trim_end_matches('"');
    let expected = BTreeSet::from(["backend-engineer canary"]);
    let package = read(&issue.out.join("exam.exampkg"));

    let appended = [&package[..], canary.as_bytes()].concat();
    assert_eq!(secrets.find(&appended), expected);

    let filler = "filler that deflates well ".repeat(200);
    let mut entries = szip::read(&package).expect("szip").into_entries();
    entries.push(Entry::new(
        "planted.txt",
        format!("{filler}{canary}{filler}"),
    ));
    let deflated = szip::write(&entries).expect("szip");
    assert_eq!(secrets.plain(&deflated), NOTHING, "it is deflated");
    assert_eq!(secrets.find(&deflated), expected);
    let nested = szip::write(&[Entry::new("inner.zip", deflated)]).expect("szip");
    assert_eq!(secrets.find(&nested), expected);

    let page = std::fs::read_to_string(root().join("assets/i18n/en/candidate.ftl"));
    let page = page.expect("the page's texts");
    let text = format!("{page}{canary}{page}");
    let frame = zstd::encode_all(text.as_bytes(), 3).expect("zstd");
    let inside = [&package[..], &frame, &package].concat();
    assert_eq!(secrets.plain(&inside), NOTHING, "it is compressed");
    assert_eq!(secrets.find(&inside), expected);

    // As tauri embeds the page.
    let mut stream = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut text.as_bytes(), &mut stream, &settings).expect("brotli");
    let inside = [&package[..], &stream, &package].concat();
    let page = [stream];
    assert_eq!(secrets.find(&inside), NOTHING, "it is compressed");
    assert_eq!(secrets.find_in_app(&inside, &page), expected);
    assert_eq!(secrets.find_in_app(&package, &page), NOTHING);

    let attempts = desk.dir().join("c-1.result.attempt/attempts");
    let files = std::fs::read_dir(attempts).expect("attempts");
    let mut paths = files.map(|e| e.expect("an entry").path());
    let database = paths.find(|p| p.extension().is_some_and(|e| e == "sqlite"));
    let mut database = read(&database.expect("the attempt's database"));
    let middle = database.len() / 2;
    database.splice(middle..middle, canary.bytes());
    assert_eq!(secrets.find(&database), expected);
    let wide: Vec<u8> = canary.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(secrets.find(&wide), expected);
}
