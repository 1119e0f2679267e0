//! Cases 56 to 59: what the list of digests covers, and how it is spelled.

use invigil_bundle::sums;
use serde::{Deserialize, Serialize};

use crate::vectors::{Folder, pretty};

const VALID: &str = "00-valid.SHA256SUMS";
const ENTRIES: [(&str, &[u8]); 3] = [
    ("answers.json", b"{\"1\":\"A\"}\n"),
    ("code/main.py", b"print(input())\n"),
    ("manifest.json", b"{}\n"),
];

#[derive(Serialize, Deserialize)]
struct Case {
    case: String,
    file: String,
    property: String,
    /// The list that is accepted over the same `files/`.
    twin: String,
    code: String,
}

/// Lists that differ from the valid one in one property.
fn cases(valid: &str) -> Vec<(Case, String)> {
    let lines: Vec<&str> = valid.split_inclusive('\n').collect();
    let [answers, code, manifest] = lines[..] else {
        panic!("three lines");
    };
    let extra = manifest.replace("manifest.json", "z.json");
    let case = |name: &str, property: &str, code: &str, text: String| {
        let case = Case {
            case: name[..2].to_owned(),
            file: format!("{name}.SHA256SUMS"),
            property: property.to_owned(),
            twin: VALID.to_owned(),
            code: code.to_owned(),
        };
        (case, text)
    };
    let (head, tail) = answers.split_at(64);
    let other = format!("{}{}", &code[..64], tail);
    vec![
        case(
            "56-unlisted",
            "an entry has no line",
            "sums.unlisted",
            format!("{answers}{manifest}"),
        ),
        case(
            "57-missing",
            "a line has no entry",
            "sums.missing",
            format!("{valid}{extra}"),
        ),
        case(
            "58-listed-twice",
            "a line stands twice",
            "sums.duplicate",
            format!("{answers}{code}{code}{manifest}"),
        ),
        case(
            "59-unsorted",
            "two lines changed places",
            "sums.unsorted",
            format!("{code}{answers}{manifest}"),
        ),
        case(
            "59-uppercase",
            "a digest in upper case",
            "sums.uppercase",
            format!("{}{tail}{code}{manifest}", head.to_uppercase()),
        ),
        case(
            "59-one-space",
            "one space between digest and name",
            "sums.separator",
            valid.replacen("  ", " ", 1),
        ),
        case(
            "59-binary-mark",
            "a star before the name",
            "sums.separator",
            valid.replacen("  ", " *", 1),
        ),
        case(
            "59-parent",
            "a name outside the archive",
            "sums.name",
            valid.replacen("answers.json", "../answers.json", 1),
        ),
        case(
            "59-crlf",
            "lines end with CR LF",
            "sums.name",
            valid.replace('\n', "\r\n"),
        ),
        case(
            "59-no-final-newline",
            "the last line does not end",
            "sums.not-lines",
            valid.trim_end().to_owned(),
        ),
        case(
            "59-itself",
            "the list names itself",
            "sums.exempt",
            format!("{}SHA256SUMS\n{valid}", &manifest[..66]),
        ),
        case(
            "57-changed",
            "the digest of other bytes",
            "sums.mismatch",
            format!("{other}{code}{manifest}"),
        ),
    ]
}

#[test]
fn each_list_is_refused_with_its_code_and_the_valid_one_accepted() {
    let mut folder = Folder::new("sums");
    for (name, bytes) in ENTRIES {
        folder.put(&format!("files/{name}"), bytes);
    }
    let valid = sums::write(ENTRIES).unwrap();
    folder.put(VALID, &valid);
    let mut expected = Vec::new();
    for (case, text) in cases(&valid) {
        folder.put(&case.file, text);
        expected.push(case);
    }
    folder.put("expected.json", pretty(&expected));
    let files = folder.committed();
    let judge = |list: &str| {
        let entries = files
            .iter()
            .filter_map(|(name, bytes)| Some((name.strip_prefix("files/")?, bytes.as_slice())));
        let verdict = sums::check(&files[list], entries, &sums::EXEMPT);
        verdict.map_err(|error| error.code().to_string())
    };
    let expected: Vec<Case> = serde_json::from_slice(&files["expected.json"]).unwrap();
    for case in &expected {
        assert_eq!(judge(&case.file), Err(case.code.clone()), "{}", case.file);
        assert_eq!(judge(&case.twin), Ok(()), "the twin of {}", case.file);
    }
    for number in ["56", "57", "58", "59"] {
        assert!(expected.iter().any(|case| case.case == number), "{number}");
    }
}
