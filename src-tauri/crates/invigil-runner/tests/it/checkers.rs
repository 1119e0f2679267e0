//! Comparing outputs.

use invigil_runner::{Checker, DifferenceKind, Mark, TokenRules, Tolerance, diff};
use proptest::prelude::*;

const PLAIN: TokenRules = TokenRules {
    case_sensitive: false,
    space_change_sensitive: false,
    tolerance: None,
};

/// `None` for accepted, else kind, line and column.
fn place(checker: &Checker, expected: &str, got: &str) -> Option<(DifferenceKind, u32, u32)> {
    let difference = checker.compare(expected.as_bytes(), got.as_bytes())?;
    Some((difference.kind, difference.line, difference.column))
}

#[test]
fn tokens_ignore_white_space_and_case_unless_told() {
    let check = |rules: TokenRules, expected, got, want| {
        let found = place(&Checker::Tokens(rules), expected, got);
        assert_eq!(found, want, "{expected:?} {got:?}");
    };
    let case = TokenRules {
        case_sensitive: true,
        ..PLAIN
    };
    let space = TokenRules {
        space_change_sensitive: true,
        ..PLAIN
    };
    check(PLAIN, "1 2\n3\n", "1\t2 3", None);
    check(PLAIN, "Yes", "yes\r\n", None);
    check(case, "Yes", "yes", Some((DifferenceKind::Case, 1, 1)));
    check(
        PLAIN,
        "1 2\n3\n",
        "1 2\n4\n",
        Some((DifferenceKind::Value, 2, 1)),
    );
    check(
        PLAIN,
        "1 2\n3\n",
        "1 2\n",
        Some((DifferenceKind::Missing, 2, 1)),
    );
    check(PLAIN, "1", "", Some((DifferenceKind::Empty, 1, 1)));
    check(PLAIN, "1\n", "1\n x\n", Some((DifferenceKind::Extra, 2, 2)));
    check(
        space,
        "1 2\n",
        "1  2\n",
        Some((DifferenceKind::WhiteSpace, 1, 2)),
    );
    check(
        space,
        "1 2\n",
        "1 2",
        Some((DifferenceKind::WhiteSpace, 1, 4)),
    );
    check(space, "1 2\n", "1 2\n", None);
    check(PLAIN, "1.0", "1.00", Some((DifferenceKind::Value, 1, 1)));
}

#[test]
fn a_number_is_right_within_either_tolerance() {
    let rules = |relative, absolute| {
        Checker::Tokens(TokenRules {
            tolerance: Tolerance::new(relative, absolute),
            ..PLAIN
        })
    };
    let check = |checker: &Checker, expected, got, want: Option<DifferenceKind>| {
        let found = place(checker, expected, got).map(|p| p.0);
        assert_eq!(found, want, "{expected} {got}");
    };
    let both = rules(1e-6, 1e-6);
    check(&both, "1000000", "1000000.9", None);
    check(&both, "1000000", "1000002", Some(DifferenceKind::Tolerance));
    check(&both, "0", "0.0000005", None);
    check(&both, "0", "-1e-3", Some(DifferenceKind::Tolerance));
    check(&both, "1.5", "one", Some(DifferenceKind::NotANumber));
    check(&both, "word", "WORD", None);
    check(&both, "1", "nan", Some(DifferenceKind::NotANumber));
    check(&both, "inf", "inf", None);
    check(&both, ".5", "5.e-1", None);
    check(&both, "16", "0x10", Some(DifferenceKind::NotANumber));
    check(
        &rules(0.0, 0.01),
        "100",
        "100.02",
        Some(DifferenceKind::Tolerance),
    );
    check(&rules(0.01, 0.0), "100", "100.02", None);
    assert_eq!(Tolerance::new(f64::NAN, 0.0), None);
    assert_eq!(Tolerance::new(-1.0, 0.0), None);
}

#[test]
fn lines_of_json_may_be_spaced_and_ordered_otherwise() {
    let check = |expected, got, want| {
        assert_eq!(place(&Checker::JsonLines, expected, got), want, "{got}");
    };
    let line = "{\"allow\":false,\"retry_ms\":80}\n";
    check(line, "{\"allow\": false, \"retry_ms\": 80}\n\n", None);
    check(line, "{\"retry_ms\":80,\"allow\":false}", None);
    check(
        line,
        "{\"allow\":false,\"retry_ms\":80.0}",
        Some((DifferenceKind::Value, 1, 29)),
    );
    check(
        line,
        "{\"allow\":false,\"retry_ms\":80",
        Some((DifferenceKind::Value, 1, 29)),
    );
    check(
        line,
        "{\"allow\":false,\"allow\":false,\"retry_ms\":80}",
        Some((DifferenceKind::Value, 1, 17)),
    );
    check(line, "", Some((DifferenceKind::Empty, 1, 1)));
    check("[1]\n[2]\n", "[1]\n", Some((DifferenceKind::Missing, 2, 1)));
    check("[\"\\u00e9\"]", "[\"é\"]", None);
    check(
        "[90071992547409930]",
        "[90071992547409931]",
        Some((DifferenceKind::Value, 1, 18)),
    );
    check("12", "1 2", Some((DifferenceKind::WhiteSpace, 1, 2)));
    check("12 \n\n", "12", None);
    assert!(
        place(
            &Checker::Lines,
            line,
            "{\"allow\": false, \"retry_ms\": 80}"
        )
        .is_some()
    );
}

#[test]
fn a_diff_shows_white_space_and_the_rows_round_the_first_difference() {
    let expected: String = (1..=100).map(|n| format!("line {n}\n")).collect();
    let got = expected.replace("line 50\n", "line\t50 \r\n");
    let diff = diff(expected.as_bytes(), got.as_bytes()).expect("they differ");
    assert_eq!((diff.expected_lines, diff.got_lines), (100, 100));
    assert_eq!(diff.rows[0].line, 47);
    let row = &diff.rows[3];
    assert!(!row.same && diff.rows[2].same);
    let shown: Vec<_> = row
        .got
        .iter()
        .flatten()
        .map(|p| (p.mark, p.differs, p.text.as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            (Mark::Plain, false, "line"),
            (Mark::Tab, true, "\t"),
            (Mark::Plain, true, "50"),
            (Mark::Space, true, " "),
            (Mark::Control, true, "U+000D"),
        ]
    );
    let end = invigil_runner::diff(b"a\n", b"a").expect("a line end is missing");
    let last = end.rows[0].got.iter().flatten().last().expect("a piece");
    assert_eq!((last.mark, last.differs), (Mark::NoLineEnd, true));
    assert_eq!(invigil_runner::diff(b"a\n", b"a\n"), None);
}

#[test]
fn a_diff_shows_no_difference_in_a_line_that_the_checker_forgives() {
    let expected = "{\"a\":1,\"b\":2}\n{\"a\":3}\n{\"a\":5}\n";
    let got = "{\"b\": 2, \"a\": 1} \n{\"a\": 4}\n{ \"a\": 5 }";
    let same = |checker: &Checker| -> Vec<bool> {
        let diff = checker.diff(expected.as_bytes(), got.as_bytes());
        diff.expect("4 is not 3")
            .rows
            .iter()
            .map(|r| r.same)
            .collect()
    };
    assert_eq!(same(&Checker::JsonLines), [true, false, true]);
    assert_eq!(same(&Checker::Tokens(PLAIN)), [false; 3]);
    let diff = Checker::JsonLines.diff(expected.as_bytes(), got.as_bytes());
    let diff = diff.expect("4 is not 3");
    let pieces = |row: usize| diff.rows[row].got.iter().flatten();
    assert!(pieces(0).all(|piece| !piece.differs));
    assert!(pieces(1).any(|piece| piece.differs));
}

proptest! {
    #[test]
    fn an_output_equals_itself_and_a_reported_place_exists(
        expected in "[ a1{}:\",.\\[\\]\n\té-]{0,60}", got in "[ a1{}:\",.\\[\\]\n\té-]{0,60}",
    ) {
        let all = [
            Checker::Tokens(PLAIN),
            Checker::Tokens(TokenRules { case_sensitive: true, space_change_sensitive: true, tolerance: Tolerance::new(1e-6, 0.0) }),
            Checker::Lines,
            Checker::JsonLines,
        ];
        for checker in &all {
            prop_assert_eq!(checker.compare(expected.as_bytes(), expected.as_bytes()), None);
            if let Some(d) = checker.compare(expected.as_bytes(), got.as_bytes()) {
                prop_assert!(d.line as usize <= got.lines().count() + 1);
                prop_assert!(d.column as usize <= got.lines().map(|l| l.chars().count()).max().unwrap_or(0) + 2);
                // Nothing is refused that is the same byte by byte.
                prop_assert!(diff(expected.as_bytes(), got.as_bytes()).is_some());
                prop_assert!(checker.diff(expected.as_bytes(), got.as_bytes()).is_some());
            }
        }
    }

    #[test]
    fn no_bytes_make_a_checker_or_a_diff_panic(expected: Vec<u8>, got: Vec<u8>) {
        let _ = Checker::JsonLines.compare(&expected, &got);
        let _ = Checker::Tokens(PLAIN).compare(&expected, &got);
        let _ = diff(&expected, &got);
    }
}
