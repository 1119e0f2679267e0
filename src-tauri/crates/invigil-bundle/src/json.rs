//! Strict JSON: typed structs, no duplicate or unknown keys, integers only.
//!
//! A scan of the bytes comes first and knows nothing of types: size, BOM, UTF-8, grammar
//! (RFC 8259), duplicate keys at any level, integers, surrogates, depth, trailing data. Only
//! then does serde fill a struct. Deliberately absent: a value tree (`serde_json::Value` keeps
//! the last of two equal keys) and canonical forms (signatures are over bytes).

use std::{borrow::Cow, collections::BTreeSet};

use invigil_model::Code;
use serde::{Serialize, de::DeserializeOwned};

/// Arrays and objects may nest this deep.
pub const MAX_DEPTH: usize = 16;

/// Why bytes are not a document of ours. Offsets count bytes from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// More bytes than the document may have.
    #[error("{len} bytes, and at most {cap} are allowed")]
    TooLarge {
        /// Bytes found.
        len: usize,
        /// Bytes allowed.
        cap: usize,
    },
    /// A byte order mark at the start.
    #[error("the text starts with a byte order mark")]
    Bom,
    /// Not UTF-8.
    #[error("the text is not UTF-8 at byte {at}")]
    Encoding {
        /// First offending byte.
        at: usize,
    },
    /// Not JSON.
    #[error("not JSON at byte {at}")]
    Syntax {
        /// First offending byte.
        at: usize,
    },
    /// A key twice in one object.
    #[error("the key `{key}` is given twice")]
    DuplicateKey {
        /// The key, escapes resolved.
        key: String,
    },
    /// A key that the document does not have.
    #[error("{detail}")]
    UnknownKey {
        /// Which key, and which were expected.
        detail: String,
    },
    /// A number with a fraction, an exponent or a minus zero.
    #[error("the number at byte {at} is not written as an integer")]
    NotAnInteger {
        /// Start of the number.
        at: usize,
    },
    /// An integer outside -2^63 .. 2^64 - 1.
    #[error("the integer at byte {at} does not fit into 64 bits")]
    IntegerRange {
        /// Start of the number.
        at: usize,
    },
    /// Half of a UTF-16 pair.
    #[error("the escape at byte {at} is half of a surrogate pair")]
    LoneSurrogate {
        /// The backslash.
        at: usize,
    },
    /// Nested too deep.
    #[error("more than {MAX_DEPTH} levels at byte {at}")]
    Depth {
        /// The opening bracket one level too deep.
        at: usize,
    },
    /// Something after the value.
    #[error("something follows the document at byte {at}")]
    Trailing {
        /// First byte that is not white space.
        at: usize,
    },
    /// A missing key, or a value of another type or range.
    #[error("{detail}")]
    Shape {
        /// What was expected.
        detail: String,
    },
}

impl JsonError {
    /// The stable code.
    pub fn code(&self) -> Code {
        Code(match self {
            Self::TooLarge { .. } => "json.too-large",
            Self::Bom => "json.bom",
            Self::Encoding { .. } => "json.encoding",
            Self::Syntax { .. } => "json.syntax",
            Self::DuplicateKey { .. } => "json.duplicate-key",
            Self::UnknownKey { .. } => "json.unknown-key",
            Self::NotAnInteger { .. } => "json.not-an-integer",
            Self::IntegerRange { .. } => "json.integer-range",
            Self::LoneSurrogate { .. } => "json.lone-surrogate",
            Self::Depth { .. } => "json.depth",
            Self::Trailing { .. } => "json.trailing",
            Self::Shape { .. } => "json.shape",
        })
    }
}

/// Reads one document of at most `cap` bytes. `T` must be made of structs with
/// `deny_unknown_fields`.
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8], cap: usize) -> Result<T, JsonError> {
    scan(bytes, cap)?;
    typed(bytes)
}

/// Writes one document: compact, fields in the order of the struct, one LF at the end.
///
/// # Panics
/// Never for structs of strings, integers, options, lists and maps with string keys.
pub fn to_vec<T: Serialize>(value: &T) -> Vec<u8> {
    let mut out = serde_json::to_vec(value).expect("documents hold nothing that JSON cannot say");
    out.push(b'\n');
    out
}

/// Fills `T` from bytes that [`scan`] has passed.
pub(crate) fn typed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, JsonError> {
    serde_json::from_slice(bytes).map_err(|error| {
        let detail = error.to_string();
        if detail.starts_with("unknown field") {
            JsonError::UnknownKey { detail }
        } else {
            JsonError::Shape { detail }
        }
    })
}

/// Everything that can be said of the bytes without knowing the document.
pub(crate) fn scan(bytes: &[u8], cap: usize) -> Result<(), JsonError> {
    if bytes.len() > cap {
        return Err(JsonError::TooLarge {
            len: bytes.len(),
            cap,
        });
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(JsonError::Bom);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| JsonError::Encoding {
        at: error.valid_up_to(),
    })?;
    let mut scanner = Scanner { text, at: 0 };
    scanner.space();
    scanner.value(0)?;
    scanner.space();
    if scanner.at < text.len() {
        return Err(JsonError::Trailing { at: scanner.at });
    }
    Ok(())
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn syntax<T>(&self) -> Result<T, JsonError> {
        Err(JsonError::Syntax { at: self.at })
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), JsonError> {
        if self.peek() != Some(byte) {
            return self.syntax();
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self, depth: usize) -> Result<(), JsonError> {
        match self.peek() {
            Some(b'{' | b'[') if depth == MAX_DEPTH => Err(JsonError::Depth { at: self.at }),
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.array(depth + 1),
            Some(b'"') => self.string().map(drop),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            _ => self.syntax(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), JsonError> {
        let mut keys = BTreeSet::new();
        self.at += 1;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            if self.peek() != Some(b'"') {
                return self.syntax();
            }
            let key = self.string()?;
            if !keys.insert(key.clone()) {
                return Err(JsonError::DuplicateKey {
                    key: key.into_owned(),
                });
            }
            self.space();
            self.expect(b':')?;
            self.space();
            self.value(depth)?;
            if self.ends(b'}')? {
                return Ok(());
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<(), JsonError> {
        self.at += 1;
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.value(depth)?;
            if self.ends(b']')? {
                return Ok(());
            }
        }
    }

    /// After a member: true at `close`, false after a comma.
    fn ends(&mut self, close: u8) -> Result<bool, JsonError> {
        self.space();
        if self.peek() == Some(close) {
            self.at += 1;
            return Ok(true);
        }
        self.expect(b',')?;
        self.space();
        Ok(false)
    }

    fn word(&mut self, word: &str) -> Result<(), JsonError> {
        if !self.text[self.at..].starts_with(word) {
            return self.syntax();
        }
        self.at += word.len();
        Ok(())
    }

    fn number(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let digits = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        let written = &self.text[digits..self.at];
        if written.is_empty() || (written.len() > 1 && written.starts_with('0')) {
            return Err(JsonError::Syntax { at: digits });
        }
        if matches!(self.peek(), Some(b'.' | b'e' | b'E')) || &self.text[start..self.at] == "-0" {
            return Err(JsonError::NotAnInteger { at: start });
        }
        let fits = if digits > start {
            self.text[start..self.at].parse::<i64>().is_ok()
        } else {
            written.parse::<u64>().is_ok()
        };
        if fits {
            Ok(())
        } else {
            Err(JsonError::IntegerRange { at: start })
        }
    }

    fn string(&mut self) -> Result<Cow<'a, str>, JsonError> {
        self.at += 1;
        let mut start = self.at;
        let mut decoded: Option<String> = None;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let rest = &self.text[start..self.at];
                    self.at += 1;
                    return Ok(match decoded {
                        None => Cow::Borrowed(rest),
                        Some(text) => Cow::Owned(text + rest),
                    });
                }
                Some(b'\\') => {
                    let text = decoded.get_or_insert_default();
                    text.push_str(&self.text[start..self.at]);
                    text.push(self.escape()?);
                    start = self.at;
                }
                Some(0x20..) => self.at += 1,
                _ => return self.syntax(),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let start = self.at;
        self.at += 1;
        let plain = match self.peek() {
            Some(b'u') => return self.unicode(start),
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(c),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            _ => return self.syntax(),
        };
        self.at += 1;
        Ok(plain)
    }

    fn unicode(&mut self, start: usize) -> Result<char, JsonError> {
        let lone = JsonError::LoneSurrogate { at: start };
        let high = self.hex4()?;
        if !(0xd800..0xe000).contains(&high) {
            return char::from_u32(high).ok_or(lone);
        }
        if high >= 0xdc00 || !self.text[self.at..].starts_with("\\u") {
            return Err(lone);
        }
        self.at += 1;
        let low = self.hex4()?;
        if !(0xdc00..0xe000).contains(&low) {
            return Err(lone);
        }
        char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)).ok_or(lone)
    }

    /// The four digits after the `u` that `at` points to.
    fn hex4(&mut self) -> Result<u32, JsonError> {
        let digits = self.text.as_bytes().get(self.at + 1..self.at + 5);
        let mut value = 0;
        for digit in digits.unwrap_or(b"-") {
            match char::from(*digit).to_digit(16) {
                Some(digit) => value = value << 4 | digit,
                None => return self.syntax(),
            }
        }
        self.at += 5;
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        n: u64,
        s: String,
        #[serde(default)]
        inner: Option<Box<Sample>>,
    }

    fn check(text: &[u8], code: &str) {
        let found = from_slice::<Sample>(text, 4096).map_err(|e| e.code().0);
        assert_eq!(found, Err(code), "{}", String::from_utf8_lossy(text));
    }

    #[test]
    fn each_departure_has_its_own_code() {
        assert!(
            from_slice::<Sample>(br#" {"n":18446744073709551615,"s":"\ud83d\ude00"} "#, 99).is_ok()
        );
        check(br#"{"n":1,"n":1,"s":""}"#, "json.duplicate-key");
        check(br#"{"n":1,"\u006e":1,"s":""}"#, "json.duplicate-key");
        check(
            br#"{"n":1,"s":"","inner":{"n":1,"s":"","s":""}}"#,
            "json.duplicate-key",
        );
        check(br#"{"n":1,"s":"","more":1}"#, "json.unknown-key");
        check(br#"{"n":1e0,"s":""}"#, "json.not-an-integer");
        check(br#"{"n":1.0,"s":""}"#, "json.not-an-integer");
        check(br#"{"n":-0,"s":""}"#, "json.not-an-integer");
        check(
            br#"{"n":18446744073709551616,"s":""}"#,
            "json.integer-range",
        );
        check(
            br#"{"n":-9223372036854775809,"s":""}"#,
            "json.integer-range",
        );
        check(b"\xef\xbb\xbf{\"n\":1,\"s\":\"\"}", "json.bom");
        check(b"{\"n\":1,\"s\":\"\xff\"}", "json.encoding");
        check(br#"{"n":1,"s":"\ud800"}"#, "json.lone-surrogate");
        check(br#"{"n":1,"s":"\udc00\ud800"}"#, "json.lone-surrogate");
        check(br#"{"n":1,"s":"\ud800\u0041"}"#, "json.lone-surrogate");
        check(br#"{"n":1,"s":""}{}"#, "json.trailing");
        check(br#"{"n":01,"s":""}"#, "json.syntax");
        check(br#"{"n":1,"s":"a	b"}"#, "json.syntax");
        check(br#"{"n":1,"s":"\u12"}"#, "json.syntax");
        check(br#"{"n":1,"s":"","#, "json.syntax");
        check(b"", "json.syntax");
        check(br#"{"n":"1","s":""}"#, "json.shape");
        check(br#"{"n":-1,"s":""}"#, "json.shape");
        check(br#"{"s":""}"#, "json.shape");
        check(&[b' '; 5000], "json.too-large");
    }

    #[test]
    fn sixteen_levels_are_read_and_seventeen_are_not() {
        let nest = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert_eq!(scan(nest(16).as_bytes(), 999), Ok(()));
        assert_eq!(
            scan(nest(17).as_bytes(), 999),
            Err(JsonError::Depth { at: 16 })
        );
        assert_eq!(
            scan("[".repeat(200).as_bytes(), 999),
            Err(JsonError::Depth { at: 16 })
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(n: u64, s: String) {
            let value = Sample { n, s, inner: None };
            prop_assert_eq!(from_slice::<Sample>(&to_vec(&value), 1 << 20), Ok(value));
        }

        #[test]
        fn the_scan_accepts_nothing_that_serde_json_refuses(text in r#"[ \[\]{}:,"a\\u0d8e.+\-1tfn]{0,24}"#) {
            if scan(text.as_bytes(), 99).is_ok() {
                prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
            }
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
            let _ = from_slice::<Sample>(&bytes, 1 << 20);
        }
    }
}
