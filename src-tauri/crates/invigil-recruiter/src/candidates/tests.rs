//! Lists as people write them, and lists that nobody wrote.

use super::*;

#[test]
fn optional_columns_may_be_absent_or_empty() {
    let rows = parse(b"name,ref\nA Person,c-1\n").expect("two columns");
    assert_eq!(rows[0].extra_time_pct, 0);
    let rows = parse(
        b"\xef\xbb\xbfref,name,email,extra_time_pct,seat\nc-1,A,,25,B4\nc-2,B,b@example.org,,2-5\n",
    )
    .expect("all");
    assert_eq!((rows[0].extra_time_pct, rows[0].seat), (25, Some((2, 4))));
    assert_eq!(
        (rows[1].email.as_str(), rows[1].seat),
        ("b@example.org", Some((2, 5)))
    );
}

#[test]
fn every_wrong_row_is_named() {
    let notice = parse(b"ref,name,extra_time_pct,seat\nc 1,A,0,\nc-2,,0,\nc-3,C,301,\nc-4,D,0,4B\nc-5,E,0,A1\nc-5,F,0,A2\nc-6,G,0,1-1\n").expect_err("wrong rows");
    for row in 2..=5 {
        assert!(
            notice.why.contains(&format!("row {row}:")),
            "{}",
            notice.why
        );
    }
    assert!(
        notice.why.contains("row 7: ref `c-5` stands twice"),
        "{}",
        notice.why
    );
    assert!(
        notice.why.contains("row 8: the seat of `c-6` is taken"),
        "{}",
        notice.why
    );
}

#[test]
fn refs_name_files_on_every_disk() {
    let notice = parse(b"ref,name\nc-1,A\nC-1,B\n-rf,C\n.hidden,D\n_x,E\n..,F\n1.a,G\n")
        .expect_err("wrong refs");
    assert!(
        notice.why.contains("row 3: ref `C-1` stands twice"),
        "{}",
        notice.why
    );
    for row in 4..=7 {
        let said = format!("row {row}: ref `");
        assert!(notice.why.contains(&said), "{said} {}", notice.why);
    }
    for row in [2, 8] {
        let said = format!("row {row}:");
        assert!(!notice.why.contains(&said), "{said} {}", notice.why);
    }
}

#[test]
fn a_name_that_steers_text_is_refused_and_one_of_any_script_is_not() {
    let steering = [
        "A\u{202e}B",
        "A\u{2066}B",
        "\u{200e}A",
        "A\u{200f}",
        "A\u{1b}B",
    ];
    let fine = ["O'Neill", "李小龍", "می\u{200c}خواهم", "עברית"];
    let rows: String = (0..)
        .zip(steering.iter().chain(&fine))
        .map(|(n, name)| format!("c-{n},{name}\n"))
        .collect();
    let preview = preview(format!("ref,name\n{rows}").as_bytes()).expect("rows");
    let refused = preview
        .rows
        .iter()
        .map(|row| row.meaning == Err(RowFault::Name));
    let expected = [vec![true; steering.len()], vec![false; fine.len()]].concat();
    assert_eq!(refused.collect::<Vec<_>>(), expected);
}

#[test]
fn no_ref_is_a_device_of_windows() {
    let taken = ["con", "NUL", "aux.1", "Com7", "lpt1.ticket", "PRN"];
    let free = ["con-1", "com", "com0", "com10", "lpt", "null", "1.con"];
    let rows: String = taken
        .iter()
        .chain(&free)
        .map(|name| format!("{name},A\n"))
        .collect();
    let preview = preview(format!("ref,name\n{rows}").as_bytes()).expect("rows");
    let faults = preview.rows.iter().map(|row| row.meaning.as_ref().err());
    let codes: Vec<_> = faults.map(|fault| fault.map(RowFault::code)).collect();
    let expected = [
        vec![Some("ref-device"); taken.len()],
        vec![None; free.len()],
    ]
    .concat();
    assert_eq!(codes, expected);
}

#[test]
fn a_long_value_is_cut_where_it_is_shown() {
    let long = "é".repeat(50_000);
    let row = format!("ref,name,extra_time_pct,seat\n{long},A,,\nc-2,B,{long},\nc-3,C,,{long}\n");
    for text in [row, format!("ref,name,{long}\nc-1,A,\n")] {
        let notice = parse(text.as_bytes()).expect_err("refused");
        let shown = format!("`{}…`", "é".repeat(60));
        assert!(notice.why.contains(&shown), "{}", notice.why);
        assert!(notice.why.len() < 1_000, "{} bytes", notice.why.len());
    }
}

#[test]
fn rows_are_counted_as_an_editor_counts_lines() {
    let notice =
        parse(b"ref,name,email\nc-1,A,\"two\nlines\"\nc 2,B,\nc-3\n").expect_err("wrong rows");
    for said in ["row 4: ref `c 2`", "row 5:"] {
        assert!(notice.why.contains(said), "{said}: {}", notice.why);
    }
    assert!(!notice.why.contains("row 3:"), "{}", notice.why);
}

#[test]
fn unknown_missing_and_no_rows_are_refused() {
    for (text, why) in [
        ("ref,name,phone\n", "there is no column `phone`"),
        ("ref,email\n", "the column `name` is missing"),
        ("ref,name,ref\nc-1,A,c-2\n", "the column `ref` stands twice"),
        ("ref,name\n", "there is no candidate in it"),
        ("ref,name\na\n", "row 2:"),
    ] {
        let notice = parse(text.as_bytes()).expect_err(text);
        assert!(notice.why.contains(why), "{}", notice.why);
    }
}

#[test]
fn a_row_has_the_number_that_an_editor_shows() {
    for (text, lines) in [
        ("ref,name\nc-1,A\nc-2,B\n", [2, 3]),
        ("ref,name\r\nc-1,A\r\nc-2,B\r\n", [2, 3]),
        ("ref,name\rc-1,A\rc-2,B\r", [2, 3]),
        ("ref,name\n\n\nc-1,A\n\nc-2,B", [4, 6]),
        ("ref,name\r\n\r\nc-1,A\r\n\r\nc-2,B", [3, 5]),
        ("ref,name\r\nc-1,\"A\r\nB\"\r\nc-2,B", [2, 4]),
    ] {
        let preview = preview(text.as_bytes()).expect("rows");
        let found: Vec<usize> = preview.rows.iter().map(|row| row.line).collect();
        assert_eq!(found, lines, "{text:?}");
    }
}

#[test]
fn a_quote_that_is_never_closed_is_a_fault_of_its_row() {
    let open = preview(b"ref,name\na,\"Ann \"\"A\"\"\"\nb,\"Bob\nc,Cay\n").expect("rows");
    assert_eq!(open.faults(), 1);
    let refused = open.candidates().expect_err("an open quote").why;
    assert!(refused.starts_with("row 3: "), "{refused}");
    assert!(refused.contains("line 3"), "{refused}");
    for whole in [
        "ref,name\na,\"Ann, A\"\n",
        "ref,name\r\na,\"two\"\"\"\r\n",
        "ref,name\na,5\" disk\n",
        "ref,name\n\"a\",\"\"\"x\"\"\"",
    ] {
        let preview = preview(whole.as_bytes()).expect("rows");
        assert_eq!(preview.faults(), 0, "{whole}");
    }
    let header = preview(b"ref,\"name\n").expect_err("no column");
    assert!(
        header.why.contains("column") || header.why.contains("quote"),
        "{header}"
    );
}

use proptest::prelude::*;

/// A list as a spreadsheet writes it: every field quoted, quotes doubled.
fn written(rows: &[(String, String, u32)]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |(candidate, name, pct): &(String, String, u32)| {
        format!("{},{},{pct}\r\n", quoted(candidate), quoted(name))
    };
    let rows: String = rows.iter().map(line).collect();
    format!("ref,name,extra_time_pct\r\n{rows}")
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let headed = [b"ref,name,email,extra_time_pct,seat\n", &bytes[..]].concat();
        for bytes in [bytes, headed] {
            if let Ok(rows) = parse(&bytes) {
                prop_assert!(!rows.is_empty() && rows.len() <= MOST);
                let refs: BTreeSet<_> = rows
                    .iter()
                    .map(|row| row.candidate_ref.0.to_ascii_lowercase())
                    .collect();
                prop_assert_eq!(refs.len(), rows.len());
                prop_assert!(rows.iter().all(|row| row.extra_time_pct <= 300));
            }
        }
    }

    #[test]
    fn what_a_spreadsheet_writes_is_read_as_it_was(
        names in prop::collection::vec("[a-zA-Z0-9,\"äß' -]{1,20}[a-z]", 1..8),
        pct in 0u32..=300,
    ) {
        let rows: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(n, name)| (format!("c-{n}"), format!("x{name}"), pct))
            .collect();
        let read = parse(written(&rows).as_bytes()).expect("a list");
        let read: Vec<_> = read
            .into_iter()
            .map(|row| (row.candidate_ref.0, row.name, row.extra_time_pct))
            .collect();
        prop_assert_eq!(read, rows);
    }
}
