//! Whether two lines are the same JSON: white space and the order of members do not count.
//!
//! Numbers are compared as they are written (`1` is not `1.0`, and no digit of a long one is
//! lost), so this reads the text itself instead of values with floats inside.

use std::collections::BTreeMap;

/// Arrays and objects inside each other.
const DEPTH: u32 = 64;

/// Equal as text, or both the same JSON array or object.
pub(super) fn same_line(expected: &[u8], got: &[u8]) -> bool {
    if expected == got {
        return true;
    }
    if !matches!(expected.first(), Some(b'{' | b'[')) {
        return false;
    }
    let read = |bytes| Reader::read(std::str::from_utf8(bytes).ok()?);
    read(expected).is_some_and(|value| read(got).as_ref() == Some(&value))
}

#[derive(PartialEq, Eq)]
enum Value<'a> {
    /// `null`, `true`, `false` or a number, as written.
    Bare(&'a str),
    Text(String),
    Array(Vec<Value<'a>>),
    Object(BTreeMap<String, Value<'a>>),
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn read(text: &'a str) -> Option<Value<'a>> {
        let mut reader = Self { text, at: 0 };
        let value = reader.value(DEPTH)?;
        reader.skip();
        (reader.at == text.len()).then_some(value)
    }

    fn skip(&mut self) {
        let rest = self.text.as_bytes()[self.at..].iter();
        self.at += rest.take_while(|b| b" \t\r\n".contains(b)).count();
    }

    fn peek(&mut self) -> Option<u8> {
        self.skip();
        self.text.as_bytes().get(self.at).copied()
    }

    /// Takes a byte after white space when it is that one.
    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn value(&mut self, depth: u32) -> Option<Value<'a>> {
        let depth = depth.checked_sub(1)?;
        match self.peek()? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => self.string().map(Value::Text),
            _ => self.bare(),
        }
    }

    fn object(&mut self, depth: u32) -> Option<Value<'a>> {
        self.at += 1;
        let mut members = BTreeMap::new();
        if self.take(b'}') {
            return Some(Value::Object(members));
        }
        loop {
            if self.peek()? != b'"' {
                return None;
            }
            let name = self.string()?;
            if !self.take(b':') {
                return None;
            }
            let value = self.value(depth)?;
            // A member that is there twice says two things.
            if members.insert(name, value).is_some() {
                return None;
            }
            if self.take(b'}') {
                return Some(Value::Object(members));
            }
            if !self.take(b',') {
                return None;
            }
        }
    }

    fn array(&mut self, depth: u32) -> Option<Value<'a>> {
        self.at += 1;
        let mut values = Vec::new();
        if self.take(b']') {
            return Some(Value::Array(values));
        }
        loop {
            values.push(self.value(depth)?);
            if self.take(b']') {
                return Some(Value::Array(values));
            }
            if !self.take(b',') {
                return None;
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let bytes = self.text.as_bytes();
        let mut end = self.at + 1;
        while *bytes.get(end)? != b'"' {
            end += 1 + usize::from(bytes[end] == b'\\');
        }
        let text = self.text.get(self.at..=end)?;
        self.at = end + 1;
        serde_json::from_str(text).ok()
    }

    fn bare(&mut self) -> Option<Value<'a>> {
        let rest = &self.text[self.at..];
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)))
            .unwrap_or(rest.len());
        let word = &rest[..end];
        let sound = matches!(word, "null" | "true" | "false")
            || serde_json::from_str::<serde_json::Number>(word).is_ok();
        self.at += end;
        sound.then_some(Value::Bare(word))
    }
}
