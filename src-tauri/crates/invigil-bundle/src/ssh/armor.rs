//! The armor of SSHSIG and of private keys: a frame and base64 lines of 70 columns.
//!
//! One text a blob: what was read is written again and compared, so that nothing can hide in
//! the frame, the line ends or the last base64 character.

use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

const COLUMNS: usize = 70;

/// What is wrong with an armor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArmorError {
    /// More bytes than any file of the kind has.
    #[error("the file is larger than {0} bytes")]
    TooLarge(usize),
    /// A carriage return.
    #[error("the lines end with CR LF instead of LF")]
    Crlf,
    /// The frame is missing, or something stands before or after it.
    #[error("something other than the armor is in the file, or its frame is missing")]
    Frame,
    /// A line is not 70 columns wide (the last: 1 to 70).
    #[error("a line of the armor is not 70 columns wide")]
    LineLength,
    /// Not canonical base64.
    #[error("the armor holds bytes that are not canonical base64")]
    Base64,
}

/// What stands between `-----BEGIN ` and `-----`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label(pub(super) &'static str);

impl Label {
    /// The armored text, with a final LF.
    pub(super) fn write(self, blob: &[u8]) -> Zeroizing<String> {
        let body = Zeroizing::new(STANDARD.encode(blob));
        let mut out = Zeroizing::new(String::with_capacity(body.len() + body.len() / 35 + 128));
        out.push_str(&format!("-----BEGIN {}-----\n", self.0));
        let mut rest = body.as_str();
        while !rest.is_empty() {
            let (line, tail) = rest.split_at(rest.len().min(COLUMNS));
            out.push_str(line);
            out.push('\n');
            rest = tail;
        }
        out.push_str(&format!("-----END {}-----\n", self.0));
        out
    }

    /// The blob inside `text`, which holds the armor and nothing else.
    pub(super) fn read(self, text: &[u8], cap: usize) -> Result<Zeroizing<Vec<u8>>, ArmorError> {
        if text.len() > cap {
            return Err(ArmorError::TooLarge(cap));
        }
        if text.contains(&b'\r') {
            return Err(ArmorError::Crlf);
        }
        let body = text
            .strip_prefix(format!("-----BEGIN {}-----\n", self.0).as_bytes())
            .and_then(|rest| rest.strip_suffix(format!("-----END {}-----\n", self.0).as_bytes()))
            .and_then(|body| body.strip_suffix(b"\n"))
            .ok_or(ArmorError::Frame)?;
        if body.windows(5).any(|window| window == b"-----") {
            return Err(ArmorError::Frame);
        }
        let mut joined = Zeroizing::new(Vec::with_capacity(body.len()));
        let mut lines = body.split(|b| *b == b'\n').peekable();
        while let Some(line) = lines.next() {
            let last = lines.peek().is_none();
            if line.len() > COLUMNS || line.is_empty() || (line.len() < COLUMNS && !last) {
                return Err(ArmorError::LineLength);
            }
            joined.extend_from_slice(line);
        }
        let blob = Zeroizing::new(
            STANDARD
                .decode(joined.as_slice())
                .map_err(|_| ArmorError::Base64)?,
        );
        if self.write(&blob).as_bytes() != text {
            return Err(ArmorError::Base64);
        }
        Ok(blob)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABEL: Label = Label("TEST");

    fn check(change: impl Fn(String) -> String, expected: ArmorError) {
        let text = change(LABEL.write(&[7; 100]).to_string());
        assert_eq!(
            LABEL.read(text.as_bytes(), 4096).map(|_| ()),
            Err(expected),
            "{text}"
        );
    }

    #[test]
    fn every_length_of_blob_is_read_back() {
        for len in 1..=160 {
            let blob = vec![0xa5; len];
            let text = LABEL.write(&blob);
            assert_eq!(
                LABEL.read(text.as_bytes(), 4096).as_deref(),
                Ok(&blob),
                "{len}"
            );
        }
    }

    #[test]
    fn nothing_but_the_armor_may_be_in_the_file() {
        check(|t| format!("junk\n{t}"), ArmorError::Frame);
        check(|t| format!("{t}junk\n"), ArmorError::Frame);
        check(|t| format!("{t}\n"), ArmorError::Frame);
        check(|t| t.trim_end().to_owned(), ArmorError::Frame);
        check(|t| format!("{t}{t}"), ArmorError::Frame);
        check(|_| String::new(), ArmorError::Frame);
        check(|t| t.replace("TEST", "TOAST"), ArmorError::Frame);
    }

    #[test]
    fn there_is_one_spelling_of_the_body() {
        check(|t| t.replace('\n', "\r\n"), ArmorError::Crlf);
        check(
            |t| t.replacen("\nBwcH", "\n\nBwcH", 1),
            ArmorError::LineLength,
        );
        check(|t| t.replacen("HBw\n", "HB\nw", 1), ArmorError::LineLength);
        check(|t| t.replacen("BwcH", "Bw H", 1), ArmorError::Base64);
        check(|t| t.replace("Bw==", "Bx=="), ArmorError::Base64);
        check(|t| t.replace("Bw==", "Bw"), ArmorError::Base64);
        assert_eq!(
            LABEL.read(&[b'-'; 65], 64).map(|_| ()),
            Err(ArmorError::TooLarge(64))
        );
    }
}
