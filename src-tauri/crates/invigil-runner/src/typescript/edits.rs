//! Changes to a text that keep its lines.

use std::ops::Range;

/// What becomes of a piece of the text.
enum Change {
    /// Spaces, line ends kept.
    Blank,
    /// The same with a semicolon at its start, so that what follows is not read as its
    /// continuation.
    Semicolon,
    /// Other text, and as many line ends as the old one had more.
    Text(String),
}

/// Changes to one text.
pub(super) struct Edits<'s> {
    source: &'s str,
    list: Vec<(Range<usize>, Change)>,
}

impl<'s> Edits<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self {
            source,
            list: Vec::new(),
        }
    }

    pub(super) fn source(&self) -> &'s str {
        self.source
    }

    pub(super) fn blank(&mut self, range: Range<usize>) {
        self.list.push((range, Change::Blank));
    }

    pub(super) fn blank_statement(&mut self, range: Range<usize>) {
        self.list.push((range, Change::Semicolon));
    }

    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.list.push((range, Change::Text(text.into())));
    }

    /// Ends a statement that a blanked piece ended: the next line must not continue it.
    pub(super) fn end_statement(&mut self, range: &Range<usize>) {
        let inside = self.list.iter_mut().rev();
        let mut inside = inside.take_while(|(piece, _)| piece.start >= range.start);
        if let Some((_, change)) = inside.find(|(piece, change)| {
            piece.end == range.end && !piece.is_empty() && matches!(change, Change::Blank)
        }) {
            *change = Change::Semicolon;
        }
    }

    /// What stands behind a place, white space and comments skipped: its place and the byte.
    pub(super) fn next(&self, from: usize) -> Option<(usize, u8)> {
        let bytes = self.source.as_bytes();
        let mut at = from;
        loop {
            match (bytes.get(at)?, bytes.get(at + 1)) {
                (b'/', Some(b'/')) => {
                    at += bytes[at..].iter().position(|b| *b == b'\n')?;
                }
                (b'/', Some(b'*')) => {
                    at += 4 + self.source.get(at + 2..)?.find("*/")?;
                }
                (byte, _) if byte.is_ascii_whitespace() => at += 1,
                (byte, _) => return Some((at, *byte)),
            }
        }
    }

    /// Blanks the next byte behind a place when it is that one.
    pub(super) fn blank_next(&mut self, from: usize, byte: u8) {
        if let Some((at, found)) = self.next(from)
            && found == byte
        {
            self.blank(at..at + 1);
        }
    }

    /// Blanks these words where they stand alone in a range, comments aside.
    pub(super) fn blank_words(&mut self, range: Range<usize>, words: &[&str]) {
        let mut at = range.start;
        while let Some((start, _)) = self.next(at).filter(|(start, _)| *start < range.end) {
            let rest = &self.source[start..range.end];
            let length = rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
                .unwrap_or(rest.len());
            if words.contains(&&rest[..length]) {
                self.blank(start..start + length);
            }
            let step = rest.chars().next().map_or(1, char::len_utf8);
            at = start + length.max(step);
        }
    }

    /// The text with every change; a change inside of another one is dropped, and what is put in
    /// front of one stays.
    pub(super) fn apply(mut self) -> String {
        self.list.sort_by_key(|(range, _)| {
            let end = std::cmp::Reverse(range.end);
            (range.start, !range.is_empty(), end)
        });
        let mut text = String::with_capacity(self.source.len());
        let mut at = 0;
        for (range, change) in self.list {
            if range.start < at {
                continue;
            }
            text.push_str(&self.source[at..range.start]);
            let old = &self.source[range.clone()];
            match change {
                Change::Blank => text.extend(old.chars().map(blank)),
                Change::Semicolon => {
                    text.push(';');
                    text.extend(old.chars().skip(1).map(blank));
                }
                Change::Text(new) => {
                    let lines = |text: &str| text.matches('\n').count();
                    let missing = lines(old).saturating_sub(lines(&new));
                    text.push_str(&new);
                    text.push_str(&"\n".repeat(missing));
                }
            }
            at = range.end;
        }
        text.push_str(&self.source[at..]);
        text
    }
}

/// A space for a character, a line end for a line end.
fn blank(c: char) -> char {
    if matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}') {
        c
    } else {
        ' '
    }
}
