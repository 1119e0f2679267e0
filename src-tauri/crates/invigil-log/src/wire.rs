//! The characters of a log line: one legal spelling for every value.
//!
//! A line is JSON, so that anybody's tools read it; the reader here accepts only the bytes that
//! the writer makes. Deliberately absent: white space, key order, number spellings, recursion.

use invigil_crypto::digest::{Digest, hex, unhex};
use invigil_model::{Code, Language, Letter};
use smol_str::SmolStr;
use uuid::Uuid;

/// A log that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// Bytes that the writer would not have made.
    #[error("the {side} line of frame {frame} is not as written, at byte {at}")]
    Line {
        /// The frame, 0-based.
        frame: u64,
        /// `public` or `private`.
        side: &'static str,
        /// Byte offset in the line.
        at: usize,
    },
    /// A kind of event that version 1 does not have.
    #[error("frame {frame} holds an event of a kind this version does not know")]
    UnknownKind {
        /// The frame, 0-based.
        frame: u64,
    },
    /// A line that belongs elsewhere: frames are numbered from 0 in their order.
    #[error("line {line} of the {side} log is numbered otherwise")]
    Order {
        /// The line, 0-based.
        line: u64,
        /// `public` or `private`.
        side: &'static str,
    },
    /// A frame without events, or with more than [`crate::MAX_FRAME_EVENTS`].
    #[error("frame {frame} holds {count} events")]
    FrameSize {
        /// The frame, 0-based.
        frame: u64,
        /// How many events it holds.
        count: usize,
    },
    /// A line longer than [`crate::MAX_LINE`], or a log longer than [`crate::MAX_LOG`].
    #[error("the {side} log is longer than its cap")]
    TooLong {
        /// `public` or `private`.
        side: &'static str,
    },
    /// The two files hold different numbers of lines.
    #[error("the public log has {public} lines, the private one {private}")]
    Unpaired {
        /// Lines of `public.jsonl`.
        public: u64,
        /// Lines of `private.jsonl`.
        private: u64,
    },
    /// Not UTF-8, or the last line is not ended.
    #[error("the {side} log is not made of whole UTF-8 lines")]
    Text {
        /// `public` or `private`.
        side: &'static str,
    },
}

impl LogError {
    /// The stable code.
    pub fn code(&self) -> Code {
        Code(match self {
            Self::Line { .. } => "log.line",
            Self::UnknownKind { .. } => "log.unknown-kind",
            Self::Order { .. } => "log.order",
            Self::FrameSize { .. } => "log.frame-size",
            Self::TooLong { .. } => "log.too-long",
            Self::Unpaired { .. } => "log.unpaired",
            Self::Text { .. } => "log.text",
        })
    }
}

/// The reader met something else than the writer writes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// At this byte.
    At(usize),
    /// An event kind that is not in the table.
    Kind,
}

pub(crate) type Read<T> = Result<T, Mismatch>;

/// A place in a line.
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(crate) fn fail<T>(&self) -> Read<T> {
        Err(Mismatch::At(self.at))
    }

    #[inline]
    fn rest(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.at..]
    }

    #[inline]
    pub(crate) fn peek(&self, byte: u8) -> bool {
        self.rest().first() == Some(&byte)
    }

    pub(crate) fn at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// Where it stands.
    #[inline]
    pub(crate) fn mark(&self) -> usize {
        self.at
    }

    /// Back to a mark of this cursor.
    #[inline]
    pub(crate) fn back_to(&mut self, mark: usize) {
        self.at = mark;
    }

    /// What was passed since a mark.
    pub(crate) fn since(&self, mark: usize) -> &'a str {
        &self.text[mark..self.at]
    }

    /// Passes this byte.
    #[inline(always)]
    pub(crate) fn byte(&mut self, byte: u8) -> Option<()> {
        let found = self.peek(byte);
        self.at += usize::from(found);
        found.then_some(())
    }

    /// Passes exactly this text.
    #[inline(always)]
    pub(crate) fn text(&mut self, text: &str) -> Option<()> {
        let found = self.rest().starts_with(text.as_bytes());
        self.at += if found { text.len() } else { 0 };
        found.then_some(())
    }

    /// A string without escapes, as it stands there, or of one character that is escaped by one.
    #[inline(always)]
    pub(crate) fn plain(&mut self) -> Option<&'a str> {
        self.byte(b'"')?;
        let run = self.run().ok()?;
        if run.is_empty()
            && let [b'\\', escaped, b'"', ..] = *self.rest()
        {
            let (_, text) = ESCAPED.iter().find(|(byte, _)| *byte == escaped)?;
            self.at += 3;
            return Some(text);
        }
        self.byte(b'"')?;
        Some(run)
    }

    /// Passes exactly these bytes.
    #[inline]
    pub(crate) fn expect(&mut self, literal: &str) -> Read<()> {
        let end = self.at + literal.len();
        if self.text.as_bytes().get(self.at..end) == Some(literal.as_bytes()) {
            self.at = end;
            Ok(())
        } else {
            self.fail()
        }
    }

    /// A string without escapes, for names of a closed set.
    #[inline]
    pub(crate) fn name(&mut self) -> Read<&'a str> {
        self.expect("\"")?;
        let Some(length) = self.rest().iter().position(|b| *b == b'"') else {
            self.at = self.text.len();
            return self.fail();
        };
        let name = &self.text[self.at..self.at + length];
        self.at += length + 1;
        Ok(name)
    }

    #[inline(always)]
    fn digits(&mut self) -> Read<u64> {
        if let Some((number, length)) = self.rest().first_chunk().and_then(short_number) {
            self.at += length;
            return Ok(number);
        }
        self.more_digits()
    }

    /// [`Cursor::digits`] of any length, one after the other.
    fn more_digits(&mut self) -> Read<u64> {
        let (mut number, mut length) = (0u64, 0);
        for byte in self.rest() {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            // Any 19 digits fit.
            number = if length < 19 {
                number * 10 + u64::from(digit)
            } else {
                let tens = number.checked_mul(10);
                let more = tens.and_then(|n| n.checked_add(u64::from(digit)));
                more.ok_or(Mismatch::At(self.at))?
            };
            length += 1;
        }
        if length == 0 || (length > 1 && self.peek(b'0')) {
            return self.fail();
        }
        self.at += length;
        Ok(number)
    }

    /// What stands before the next quote, escape or control character.
    #[inline(always)]
    fn run(&mut self) -> Read<&'a str> {
        let rest = self.rest();
        let mut length = 0;
        // Mostly one letter: a search would cost more than it finds.
        loop {
            match rest.get(length) {
                None => return self.fail(),
                Some(b'"' | b'\\' | ..0x20) => break,
                Some(_) => length += 1,
            }
        }
        let run = &self.text[self.at..self.at + length];
        self.at += length;
        Ok(run)
    }

    /// A string of any length without escapes is not copied.
    #[inline]
    fn string<T: From<&'a str> + From<String>>(&mut self) -> Read<T> {
        self.expect("\"")?;
        let run = self.run()?;
        if self.peek(b'"') {
            self.at += 1;
            return Ok(T::from(run));
        }
        self.escaped(run).map(T::from)
    }

    fn escaped(&mut self, run: &str) -> Read<String> {
        let mut out = run.to_owned();
        loop {
            match self.rest()[0] {
                b'"' => {
                    self.at += 1;
                    return Ok(out);
                }
                b'\\' => out.push(self.escape()?),
                _ => return self.fail(),
            }
            out.push_str(self.run()?);
        }
    }

    fn escape(&mut self) -> Read<char> {
        let c = match self.rest().get(1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let byte = self
                    .text
                    .get(self.at + 2..self.at + 6)
                    .and_then(|h| h.strip_prefix("00"))
                    .and_then(unhex::<1>);
                match byte {
                    Some([b]) if b < 0x20 && !matches!(b, 8 | 9 | 10 | 12 | 13) => {
                        self.at += 4;
                        char::from(b)
                    }
                    _ => return self.fail(),
                }
            }
            _ => return self.fail(),
        };
        self.at += 2;
        Ok(c)
    }
}

/// What is typed often, and its escape.
const ESCAPED: [(u8, &str); 4] = [(b'n', "\n"), (b'"', "\""), (b'\\', "\\"), (b't', "\t")];

/// The number of one to seven digits that these bytes begin with, and how many it has; `None` for
/// any other beginning. All digits at once: pairs, then fours, then all.
#[inline(always)]
fn short_number(bytes: &[u8; 8]) -> Option<(u64, usize)> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let digits = u64::from_le_bytes(*bytes) ^ (EACH * 0x30);
    // The high bit of each byte that is more than nine. What is carried may mark bytes behind the
    // first such one.
    let ends = (digits.wrapping_add(EACH * 0x76) | digits) & (EACH * 0x80);
    let length = ends.trailing_zeros() / 8;
    if !(1..8).contains(&length) || (length > 1 && bytes[0] == b'0') {
        return None;
    }
    let digits = digits << (64 - 8 * length);
    let pairs = (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    let all = (fours * 10_000 + (fours >> 32)) & 0xffff_ffff;
    Some((all, length as usize))
}

/// A value with one legal spelling.
pub(crate) trait Field: Sized {
    fn write(&self, out: &mut String);
    fn read(cursor: &mut Cursor<'_>) -> Read<Self>;
}

macro_rules! unsigned_field {
    ($($ty:ty)*) => {$(
        impl Field for $ty {
            fn write(&self, out: &mut String) {
                out.push_str(&self.to_string());
            }
            #[inline]
            fn read(cursor: &mut Cursor<'_>) -> Read<Self> {
                let at = cursor.at;
                <$ty>::try_from(cursor.digits()?).map_err(|_| Mismatch::At(at))
            }
        }
    )*};
}
unsigned_field!(u16 u32 u64);

impl Field for i64 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
    fn read(cursor: &mut Cursor<'_>) -> Read<Self> {
        let at = cursor.at;
        if !cursor.peek(b'-') {
            return Self::try_from(cursor.digits()?).map_err(|_| Mismatch::At(at));
        }
        cursor.at += 1;
        match cursor.digits()? {
            0 => Err(Mismatch::At(at)),
            n => 0i64.checked_sub_unsigned(n).ok_or(Mismatch::At(at)),
        }
    }
}

impl Field for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
    fn read(cursor: &mut Cursor<'_>) -> Read<Self> {
        if cursor.peek(b't') {
            cursor.expect("true")?;
            Ok(true)
        } else {
            cursor.expect("false")?;
            Ok(false)
        }
    }
}

impl Field for String {
    fn write(&self, out: &mut String) {
        write_string(self, out);
    }
    fn read(cursor: &mut Cursor<'_>) -> Read<Self> {
        cursor.string::<Self>()
    }
}

impl Field for SmolStr {
    fn write(&self, out: &mut String) {
        write_string(self, out);
    }
    #[inline]
    fn read(cursor: &mut Cursor<'_>) -> Read<Self> {
        cursor.string()
    }
}

impl Field for Uuid {
    fn write(&self, out: &mut String) {
        write_string(&self.as_hyphenated().to_string(), out);
    }
    fn read(cursor: &mut Cursor<'_>) -> Read<Self> {
        let at = cursor.at;
        let name = cursor.name()?;
        Self::try_parse(name)
            .ok()
            .filter(|id| id.as_hyphenated().to_string() == name)
            .ok_or(Mismatch::At(at))
    }
}

impl Field for Digest {
    fn write(&self, out: &mut String) {
        write_string(&hex(self), out);
    }
    fn read(cursor: &mut Cursor<'_>) -> Read<Self> {
        let at = cursor.at;
        unhex(cursor.name()?).ok_or(Mismatch::At(at))
    }
}

impl Field for Letter {
    fn write(&self, out: &mut String) {
        write_string(["A", "B", "C", "D"][self.index()], out);
    }
    fn read(cursor: &mut Cursor<'_>) -> Read<Self> {
        let at = cursor.at;
        let name = cursor.name()?;
        Self::ALL
            .into_iter()
            .find(|l| ["A", "B", "C", "D"][l.index()] == name)
            .ok_or(Mismatch::At(at))
    }
}

impl Field for Language {
    fn write(&self, out: &mut String) {
        write_string(self.as_str(), out);
    }
    fn read(cursor: &mut Cursor<'_>) -> Read<Self> {
        let at = cursor.at;
        let name = cursor.name()?;
        Self::ALL
            .into_iter()
            .find(|l| l.as_str() == name)
            .ok_or(Mismatch::At(at))
    }
}

/// A JSON string, escaped no more than RFC 8259 asks: `\"`, `\\`, `\b \f \n \r \t`, `\u00xx`.
fn write_string(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' => '"',
            b'\\' => '\\',
            8 => 'b',
            9 => 't',
            10 => 'n',
            12 => 'f',
            13 => 'r',
            0..0x20 => 'u',
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push('\\');
        out.push(short);
        if short == 'u' {
            out.push_str("00");
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
        from = at + 1;
    }
    out.push_str(&text[from..]);
    out.push('"');
}

#[cfg(test)]
mod tests;
