//! The header's grammar (age.md, "Header"): strict both ways.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use invigil_crypto::digest;

use super::{AgeError, MAX_HEADER, MAX_STANZAS};

const ORIGIN: &[u8] = b"age-encryption.org/";
const VERSION: &[u8] = b"age-encryption.org/v1";
const COLUMNS: usize = 64;

/// An X25519 stanza: the ephemeral share, and the file key sealed under what it agrees on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wrapped {
    pub(super) share: [u8; 32],
    pub(super) body: [u8; 32],
}

/// A header that keeps the grammar; stanzas of other kinds were skipped.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) wrapped: Vec<Wrapped>,
    pub(super) mac: [u8; 32],
    /// The bytes that the MAC covers: from the start up to `---`.
    pub(super) covered: usize,
    /// The bytes of the header; the payload follows.
    pub(super) len: usize,
}

impl Header {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, AgeError> {
        check_version(bytes)?;
        let mut lines = Lines { bytes, at: 0 };
        lines.next()?;
        let mut stanzas = Vec::new();
        loop {
            let start = lines.at;
            let line = lines.next()?;
            if let Some(arguments) = line.strip_prefix(b"-> ") {
                if stanzas.len() == MAX_STANZAS {
                    return Err(AgeError::HeaderTooLarge);
                }
                stanzas.push((parse_arguments(arguments)?, parse_body(&mut lines)?));
            } else if line.starts_with(b"---") {
                let mac = parse_mac(line)?;
                return Ok(Self {
                    wrapped: choose(&stanzas)?,
                    mac,
                    covered: start + 3,
                    len: lines.at,
                });
            } else {
                return Err(AgeError::Line);
            }
        }
    }
}

fn check_version(bytes: &[u8]) -> Result<(), AgeError> {
    let end = bytes.iter().take(80).position(|c| *c == b'\n');
    let line = &bytes[..end.unwrap_or(bytes.len().min(80))];
    match line.strip_prefix(ORIGIN) {
        Some(_) if line == VERSION => Ok(()),
        Some(version) if !version.is_empty() && version.iter().all(u8::is_ascii_alphanumeric) => {
            Err(AgeError::Newer)
        }
        Some(_) => Err(AgeError::Line),
        None if line.starts_with(b"-----BEGIN AGE") => Err(AgeError::Armored),
        None => Err(AgeError::NotAge),
    }
}

struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Lines<'a> {
    /// The next line without its LF.
    fn next(&mut self) -> Result<&'a [u8], AgeError> {
        let rest = &self.bytes[self.at..];
        let room = MAX_HEADER.saturating_sub(self.at);
        let Some(len) = rest.iter().take(room).position(|c| *c == b'\n') else {
            return Err(if rest.len() > room {
                AgeError::HeaderTooLarge
            } else {
                AgeError::HeaderTruncated
            });
        };
        self.at += len + 1;
        Ok(&rest[..len])
    }
}

type Stanza<'a> = (Vec<&'a [u8]>, Vec<u8>);

fn parse_arguments(line: &[u8]) -> Result<Vec<&[u8]>, AgeError> {
    let arguments: Vec<_> = line.split(|c| *c == b' ').collect();
    let good = |a: &&[u8]| !a.is_empty() && a.iter().all(|c| (0x21..=0x7e).contains(c));
    if arguments.iter().all(good) {
        Ok(arguments)
    } else {
        Err(AgeError::Arguments)
    }
}

/// Full lines of 64 characters, then one shorter line, which may be empty.
fn parse_body(lines: &mut Lines) -> Result<Vec<u8>, AgeError> {
    let mut body = Vec::new();
    loop {
        let line = lines.next()?;
        if line.len() > COLUMNS {
            return Err(AgeError::Body);
        }
        let decoded = STANDARD_NO_PAD.decode(line).map_err(|_| AgeError::Body)?;
        body.extend(decoded);
        if line.len() < COLUMNS {
            return Ok(body);
        }
    }
}

fn parse_mac(line: &[u8]) -> Result<[u8; 32], AgeError> {
    line.strip_prefix(b"--- ")
        .and_then(decode_32)
        .ok_or(AgeError::MacLine)
}

/// The X25519 stanzas. A scrypt stanza ends it here: no work factor of a stranger's is ever run.
fn choose(stanzas: &[Stanza]) -> Result<Vec<Wrapped>, AgeError> {
    if stanzas.is_empty() {
        return Err(AgeError::HeaderTruncated);
    }
    if stanzas
        .iter()
        .any(|(arguments, _)| arguments[0] == b"scrypt")
    {
        return Err(AgeError::Scrypt);
    }
    stanzas
        .iter()
        .filter(|(arguments, _)| arguments[0] == b"X25519")
        .map(|(arguments, body)| x25519(arguments, body).ok_or(AgeError::X25519))
        .collect()
}

fn x25519(arguments: &[&[u8]], body: &[u8]) -> Option<Wrapped> {
    let [_, share] = arguments else { return None };
    Some(Wrapped {
        share: decode_32(share)?,
        body: body.try_into().ok()?,
    })
}

fn decode_32(text: &[u8]) -> Option<[u8; 32]> {
    STANDARD_NO_PAD.decode(text).ok()?.try_into().ok()
}

/// The version line.
pub(super) fn start() -> Vec<u8> {
    [VERSION, b"\n"].concat()
}

/// `-> X25519 share`, then the body: 43 characters, so one short line.
pub(super) fn write_stanza(out: &mut Vec<u8>, wrapped: &Wrapped) {
    let share = STANDARD_NO_PAD.encode(wrapped.share);
    let body = STANDARD_NO_PAD.encode(wrapped.body);
    out.extend_from_slice(format!("-> X25519 {share}\n{body}\n").as_bytes());
}

/// The MAC line.
pub(super) fn finish(out: &mut Vec<u8>, mac_key: &[u8; 32]) {
    out.extend_from_slice(b"---");
    let mac = digest::hmac_sha256(mac_key, &[out]);
    out.extend_from_slice(format!(" {}\n", STANDARD_NO_PAD.encode(mac)).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: AgeError) {
        assert_eq!(Header::parse(text.as_bytes()).err(), Some(want), "{text:?}");
    }

    #[test]
    fn each_broken_rule_has_its_own_error() {
        let mac = "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
        let v1 = "age-encryption.org/v1\n";
        check("", AgeError::NotAge);
        check("PK\x03\x04", AgeError::NotAge);
        check("-----BEGIN AGE ENCRYPTED FILE-----\n", AgeError::Armored);
        check("age-encryption.org/v2\n", AgeError::Newer);
        check("age-encryption.org/v1\r\n", AgeError::Line);
        check("age-encryption.org/v1", AgeError::HeaderTruncated);
        check(&format!("{v1}{mac}"), AgeError::HeaderTruncated);
        check(&format!("{v1}-> a\n"), AgeError::HeaderTruncated);
        check(&format!("{v1}->\n\n{mac}"), AgeError::Line);
        check(&format!("{v1}-> \n\n{mac}"), AgeError::Arguments);
        check(&format!("{v1}-> a  b\n\n{mac}"), AgeError::Arguments);
        check(&format!("{v1}-> a\r\n\n{mac}"), AgeError::Arguments);
        check(&format!("{v1}-> a\nAA==\n{mac}"), AgeError::Body);
        check(&format!("{v1}-> a\n\n---\n"), AgeError::MacLine);
        check(&format!("{v1}-> a\n\n--- AAAA\n"), AgeError::MacLine);
        check(&format!("{v1}-> X25519 AAAA\n\n{mac}"), AgeError::X25519);
        check(&format!("{v1}-> scrypt\n\n{mac}"), AgeError::Scrypt);
        let many = "-> a\n\n".repeat(MAX_STANZAS + 1);
        check(&format!("{v1}{many}{mac}"), AgeError::HeaderTooLarge);
        let long = "a".repeat(MAX_HEADER);
        check(&format!("{v1}-> {long}\n\n{mac}"), AgeError::HeaderTooLarge);
    }

    #[test]
    fn stanzas_of_other_kinds_are_skipped() {
        let text = "age-encryption.org/v1\n-> plugin x\nAAAA\n\
                    --- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\npayload";
        let header = Header::parse(text.as_bytes()).expect("header");
        assert_eq!(header.wrapped, []);
        assert_eq!(&text[header.len..], "payload");
        assert!(text[..header.covered].ends_with("\n---"));
    }
}
