//! Line by line, white space at line ends and empty lines at the end aside.

use super::{Difference, DifferenceKind, excerpt, missing, to_u32, value_or_case};

/// The first difference of two outputs, lines being the same by `same`.
pub(super) fn compare(
    expected: &[u8],
    got: &[u8],
    same: impl Fn(&[u8], &[u8]) -> bool,
) -> Option<Difference> {
    let mut lines = split(expected);
    let mut outputs = split(got);
    let mut at = 0;
    loop {
        at += 1;
        let (kind, column, line, output) = match (lines.next(), outputs.next()) {
            (None, None) => return None,
            (Some(line), None) => (missing(got), 1, Some(line), None),
            (None, Some(output)) => (DifferenceKind::Extra, 1, None, Some(output)),
            (Some(line), Some(output)) if same(line, output) => continue,
            (Some(line), Some(output)) => {
                let kind = kind(line, output);
                (kind, column(line, output), Some(line), Some(output))
            }
        };
        return Some(Difference {
            kind,
            line: to_u32(at),
            column,
            expected_line: to_u32(at),
            expected: line.map(excerpt),
            got: output.map(excerpt),
        });
    }
}

/// Lines without white space at their ends; none after the last that has text.
fn split(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let text = text.trim_ascii_end();
    let lines = text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end);
    // The only line of an empty text is none.
    lines.take(if text.is_empty() { 0 } else { usize::MAX })
}

fn kind(line: &[u8], output: &[u8]) -> DifferenceKind {
    let packed = |text: &[u8]| -> Vec<u8> {
        let mut text = text.to_vec();
        text.retain(|b| !b.is_ascii_whitespace());
        text
    };
    if packed(line) == packed(output) {
        DifferenceKind::WhiteSpace
    } else {
        value_or_case(line, output)
    }
}

fn column(line: &[u8], output: &[u8]) -> u32 {
    let (line, output) = (
        String::from_utf8_lossy(line),
        String::from_utf8_lossy(output),
    );
    let same = line.chars().zip(output.chars()).take_while(|(a, b)| a == b);
    to_u32(same.count() + 1)
}
