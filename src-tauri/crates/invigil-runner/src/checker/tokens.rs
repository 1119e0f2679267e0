//! The default checker of problem packages: token by token.
//!
//! By the format's "default output validator": tokens are runs of bytes that are no white space;
//! without `case_sensitive` ASCII case does not count; with a tolerance a token of the answer that
//! is a number is compared as one, and either tolerance suffices; with `space_change_sensitive`
//! the white space must be the same too.

use super::{Difference, DifferenceKind, excerpt, missing, place, value_or_case};

/// Flags of the default checker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct TokenRules {
    /// Upper and lower case differ.
    pub case_sensitive: bool,
    /// White space must be the same.
    pub space_change_sensitive: bool,
    /// Numbers are compared as numbers; `None`: as text.
    pub tolerance: Option<Tolerance>,
}

/// A number is right when it is within one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tolerance {
    relative: u64,
    absolute: u64,
}

impl Tolerance {
    /// Relative and absolute tolerance; both finite and not negative, else `None`.
    pub fn new(relative: f64, absolute: f64) -> Option<Self> {
        let sound = |x: f64| x.is_finite() && x.is_sign_positive();
        (sound(relative) && sound(absolute)).then(|| Self {
            relative: relative.to_bits(),
            absolute: absolute.to_bits(),
        })
    }

    fn holds(self, expected: f64, got: f64) -> bool {
        let off = (expected - got).abs();
        off <= f64::from_bits(self.absolute)
            || off <= f64::from_bits(self.relative) * expected.abs()
    }
}

/// The first difference of two outputs.
pub(super) fn compare(rules: &TokenRules, expected: &[u8], got: &[u8]) -> Option<Difference> {
    let mut answers = Tokens::new(expected);
    let mut outputs = Tokens::new(got);
    loop {
        let (space, output_space) = (answers.space(), outputs.space());
        if rules.space_change_sensitive && space.bytes != output_space.bytes {
            let both = answers.peek().is_some() == outputs.peek().is_some();
            if both {
                let (kind, e, g) = (
                    DifferenceKind::WhiteSpace,
                    show_space(space.bytes),
                    show_space(output_space.bytes),
                );
                return Some(at(kind, expected, space.at, got, output_space.at, e, g));
            }
        }
        let (answer, output) = (answers.next_token(), outputs.next_token());
        let kind = match (answer, output) {
            (None, None) => return None,
            (Some(_), None) => missing(got),
            (None, Some(_)) => DifferenceKind::Extra,
            (Some(answer), Some(output)) => match differ(rules, answer.bytes, output.bytes) {
                None => continue,
                Some(kind) => kind,
            },
        };
        let offset = |token: Option<Token<'_>>, text: &[u8]| token.map_or(text.len(), |t| t.at);
        return Some(at(
            kind,
            expected,
            offset(answer, expected),
            got,
            offset(output, got),
            answer.map(|t| excerpt(t.bytes)),
            output.map(|t| excerpt(t.bytes)),
        ));
    }
}

fn differ(rules: &TokenRules, answer: &[u8], output: &[u8]) -> Option<DifferenceKind> {
    if answer == output {
        return None;
    }
    if let Some(tolerance) = rules.tolerance
        && let Some(expected) = float(answer)
    {
        return match float(output) {
            None => Some(DifferenceKind::NotANumber),
            Some(got) if tolerance.holds(expected, got) => None,
            Some(_) => Some(DifferenceKind::Tolerance),
        };
    }
    if !rules.case_sensitive && answer.eq_ignore_ascii_case(output) {
        return None;
    }
    Some(value_or_case(answer, output))
}

/// A decimal number by the format's grammar: digits with at most one point and an exponent; no
/// `inf`, no `nan`, no hexadecimal.
fn float(token: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(token).ok()?;
    let decimal = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
    text.chars().all(decimal).then(|| text.parse().ok())?
}

#[derive(Clone, Copy)]
struct Token<'a> {
    at: usize,
    bytes: &'a [u8],
}

struct Tokens<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    fn run(&mut self, of: impl Fn(u8) -> bool) -> Token<'a> {
        let rest = &self.text[self.at..];
        let length = rest.iter().position(|b| !of(*b)).unwrap_or(rest.len());
        let token = Token {
            at: self.at,
            bytes: &rest[..length],
        };
        self.at += length;
        token
    }

    fn space(&mut self) -> Token<'a> {
        self.run(is_space)
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn next_token(&mut self) -> Option<Token<'a>> {
        let token = self.run(|b| !is_space(b));
        (!token.bytes.is_empty()).then_some(token)
    }
}

/// As C's `isspace`.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn show_space(bytes: &[u8]) -> Option<String> {
    (!bytes.is_empty()).then(|| excerpt(bytes))
}

fn at(
    kind: DifferenceKind,
    expected: &[u8],
    expected_at: usize,
    got: &[u8],
    got_at: usize,
    shown: Option<String>,
    shown_got: Option<String>,
) -> Difference {
    let (line, column) = place(got, got_at);
    Difference {
        kind,
        line,
        column,
        expected_line: place(expected, expected_at).0,
        expected: shown,
        got: shown_got,
    }
}
