//! Both outputs side by side, with white space that can be seen.
//!
//! Lines are paired by their numbers: outputs of these problems answer line by line, and a pairing
//! that moves lines would hide the one that is missing. The first rows shown are the three before
//! the first difference.

use serde::{Deserialize, Serialize};

/// Rows shown before the first difference, and rows in all.
const BEFORE: usize = 3;
const ROWS: usize = 60;
/// Characters of a line that are shown.
const LINE: usize = 400;

/// Rows round the first difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diff {
    /// The rows, at most 60.
    pub rows: Vec<DiffRow>,
    /// Lines of the expected output.
    pub expected_lines: u32,
    /// Lines of the program's output.
    pub got_lines: u32,
}

/// One line of both outputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiffRow {
    /// The line's number, from 1.
    pub line: u32,
    /// Whether both lines are the same to the checker.
    pub same: bool,
    /// The expected line; `None` past its end.
    pub expected: Option<Vec<Piece>>,
    /// The program's line; `None` past its end.
    pub got: Option<Vec<Piece>>,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// How it is marked.
    pub mark: Mark,
    /// Whether it is part of what differs.
    pub differs: bool,
    /// The text itself, never empty; for [`Mark::Control`] its code points, for example `U+0007`.
    pub text: String,
}

/// How a piece is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Text that can be seen.
    Plain,
    /// Spaces.
    Space,
    /// Tabs.
    Tab,
    /// Carriage returns and other control characters.
    Control,
    /// The last line has no line end; the text is empty here alone.
    NoLineEnd,
    /// The line goes on; the text is empty.
    Cut,
}

/// Both outputs side by side; `None` when they are the same, byte by byte.
pub fn diff(expected: &[u8], got: &[u8]) -> Option<Diff> {
    diff_unless(expected, got, |_, _| false)
}

/// Both outputs side by side, lines that are `alike` being the same; `None` when all are.
pub(super) fn diff_unless(
    expected: &[u8],
    got: &[u8],
    alike: impl Fn(&[u8], &[u8]) -> bool,
) -> Option<Diff> {
    let (answers, outputs) = (split(expected), split(got));
    let all = answers.len().max(outputs.len());
    let same = |at: usize| match (answers.get(at), outputs.get(at)) {
        (Some(answer), Some(output)) => answer == output || alike(answer.0, output.0),
        _ => false,
    };
    let first = (0..all).find(|at| !same(*at))?;
    let rows = (first.saturating_sub(BEFORE)..all).take(ROWS).map(|at| {
        let (answer, output) = (answers.get(at).copied(), outputs.get(at).copied());
        let same = same(at);
        // A line that is taken as it is has nothing to mark.
        let beside = |line, other| if same { Some(line) } else { other };
        DiffRow {
            line: super::to_u32(at + 1),
            same,
            expected: answer.map(|line| pieces(line, beside(line, output))),
            got: output.map(|line| pieces(line, beside(line, answer))),
        }
    });
    Some(Diff {
        rows: rows.collect(),
        expected_lines: super::to_u32(answers.len()),
        got_lines: super::to_u32(outputs.len()),
    })
}

/// A line without its end, and whether it has one.
type Line<'a> = (&'a [u8], bool);

fn split(text: &[u8]) -> Vec<Line<'_>> {
    text.split_inclusive(|b| *b == b'\n')
        .map(|line| match line.split_last() {
            Some((b'\n', line)) => (line, true),
            _ => (line, false),
        })
        .collect()
}

fn pieces((line, ended): Line<'_>, other: Option<Line<'_>>) -> Vec<Piece> {
    let text = String::from_utf8_lossy(line);
    let other_text = other.map(|(other, _)| String::from_utf8_lossy(other));
    let chars: Vec<char> = text.chars().take(LINE + 1).collect();
    let (from, to) = other_text.map_or((0, usize::MAX), |other| changed(&text, &other));
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, c) in chars.iter().take(LINE).enumerate() {
        let mark = mark(*c);
        let differs = (from..to).contains(&at);
        let shown = match mark {
            Mark::Control => format!("U+{:04X}", u32::from(*c)),
            _ => c.to_string(),
        };
        match pieces.last_mut() {
            Some(last) if last.mark == mark && last.differs == differs => {
                if mark == Mark::Control {
                    last.text.push(' ');
                }
                last.text.push_str(&shown);
            }
            _ => pieces.push(Piece {
                mark,
                differs,
                text: shown,
            }),
        }
    }
    let mut end = |mark, differs| {
        pieces.push(Piece {
            mark,
            differs,
            text: String::new(),
        });
    };
    if chars.len() > LINE {
        end(Mark::Cut, false);
    }
    if !ended {
        end(Mark::NoLineEnd, other.is_some_and(|(_, other)| other));
    }
    pieces
}

/// The characters of a line between what it shares with another at its start and at its end.
fn changed(line: &str, other: &str) -> (usize, usize) {
    let length = line.chars().count();
    let start = line
        .chars()
        .zip(other.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let room = length.min(other.chars().count()) - start;
    let end = line
        .chars()
        .rev()
        .zip(other.chars().rev())
        .take(room)
        .take_while(|(a, b)| a == b)
        .count();
    (start, length - end)
}

fn mark(c: char) -> Mark {
    match c {
        ' ' => Mark::Space,
        '\t' => Mark::Tab,
        c if c.is_control() => Mark::Control,
        _ => Mark::Plain,
    }
}
