//! `SHA256SUMS` as `sha256sum -c` reads it, strictly.
//!
//! One spelling: names ascending by bytes, lower-case digits, two spaces, LF. Every entry of an
//! archive is listed exactly once and the other way round. Deliberately absent: `*` binary
//! marks, escaped names, comments, other digests.

use std::collections::{BTreeMap, BTreeSet};

use invigil_crypto::digest::{Digest, hex, sha256, sha256_each, unhex};
use invigil_model::Code;

/// The name of the list inside an archive.
pub const SUMS_NAME: &str = "SHA256SUMS";

/// The name of its signature inside an archive.
pub const SIGNATURE_NAME: &str = "SHA256SUMS.sig";

/// The entries of an archive that its list never names: itself and its signature.
pub const EXEMPT: [&str; 2] = [SUMS_NAME, SIGNATURE_NAME];

/// The most lines of a list; an archive has at most 64 entries.
pub const LINES_CAP: usize = 64;

/// The longest name, bytes.
pub const NAME_CAP: usize = 120;

const DIGITS: usize = 64;

/// Why a list, or an archive under it, is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SumsError {
    /// More than [`LINES_CAP`] lines.
    #[error("the list of digests has more than {LINES_CAP} lines")]
    TooLarge,
    /// Not LF-terminated lines of ASCII.
    #[error("the list of digests is not made of complete lines of ASCII")]
    NotLines,
    /// A digest with upper-case digits.
    #[error("line {0} of the list of digests has upper-case digits")]
    Uppercase(usize),
    /// A line that does not start with 64 hexadecimal digits.
    #[error("line {0} of the list of digests does not start with 64 hexadecimal digits")]
    Digest(usize),
    /// Digest and name are not parted by exactly two spaces.
    #[error("line {0} of the list of digests does not part digest and name by two spaces")]
    Separator(usize),
    /// A name that no archive entry can have, such as `../x`.
    #[error("line {0} of the list of digests names a file that cannot be in the archive")]
    Name(usize),
    /// Names that do not ascend.
    #[error("line {0} of the list of digests is out of order")]
    Unsorted(usize),
    /// A name that is listed twice.
    #[error("`{0}` is listed twice")]
    Duplicate(String),
    /// The list names itself or its signature.
    #[error("`{0}` must not be in the list of digests")]
    Exempt(String),
    /// An entry of the archive that the list does not name.
    #[error("`{0}` is in the archive but not in the list of digests")]
    Unlisted(String),
    /// A name of the list that the archive does not hold.
    #[error("`{0}` is in the list of digests but not in the archive")]
    Missing(String),
    /// An entry with other bytes.
    #[error("`{0}` was changed")]
    Mismatch(String),
}

impl SumsError {
    /// The stable code.
    pub fn code(&self) -> Code {
        Code(match self {
            Self::TooLarge => "sums.too-large",
            Self::NotLines => "sums.not-lines",
            Self::Uppercase(_) => "sums.uppercase",
            Self::Digest(_) => "sums.digest",
            Self::Separator(_) => "sums.separator",
            Self::Name(_) => "sums.name",
            Self::Unsorted(_) => "sums.unsorted",
            Self::Duplicate(_) => "sums.duplicate",
            Self::Exempt(_) => "sums.exempt",
            Self::Unlisted(_) => "sums.unlisted",
            Self::Missing(_) => "sums.missing",
            Self::Mismatch(_) => "sums.mismatch",
        })
    }
}

/// The text of `SHA256SUMS` for `entries` of (name, bytes) in any order; [`EXEMPT`] names among
/// them are left out.
///
/// # Errors
/// [`SumsError::Name`] (with the entry's position from 1), [`SumsError::Duplicate`],
/// [`SumsError::TooLarge`].
pub fn write<'a>(
    entries: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> Result<String, SumsError> {
    let mut lines = BTreeMap::new();
    let entries = entries
        .into_iter()
        .filter(|(name, _)| !EXEMPT.contains(name));
    for (position, (name, bytes)) in entries.enumerate() {
        if !is_name(name) {
            return Err(SumsError::Name(position + 1));
        }
        if lines.insert(name, sha256(bytes)).is_some() {
            return Err(SumsError::Duplicate(name.to_owned()));
        }
    }
    if lines.len() > LINES_CAP {
        return Err(SumsError::TooLarge);
    }
    Ok(lines
        .into_iter()
        .map(|(name, digest)| format!("{}  {name}\n", hex(&digest)))
        .collect())
}

/// Reads a list into digests by name.
pub fn read(text: &[u8]) -> Result<BTreeMap<String, Digest>, SumsError> {
    if text.len() > LINES_CAP * (DIGITS + 2 + NAME_CAP + 1) {
        return Err(SumsError::TooLarge);
    }
    let text = str::from_utf8(text)
        .ok()
        .filter(|text| text.is_ascii() && (text.is_empty() || text.ends_with('\n')))
        .ok_or(SumsError::NotLines)?;
    let mut sums = BTreeMap::new();
    let mut last = "";
    for (number, line) in (1..).zip(text.split_terminator('\n')) {
        if number > LINES_CAP {
            return Err(SumsError::TooLarge);
        }
        let (digest, name) = read_line(number, line)?;
        if sums.insert(name.to_owned(), digest).is_some() {
            return Err(SumsError::Duplicate(name.to_owned()));
        }
        if name < last {
            return Err(SumsError::Unsorted(number));
        }
        last = name;
    }
    Ok(sums)
}

fn read_line(number: usize, line: &str) -> Result<(Digest, &str), SumsError> {
    let (digits, rest) = line
        .split_at_checked(DIGITS)
        .filter(|(digits, _)| digits.bytes().all(|b| b.is_ascii_hexdigit()))
        .ok_or(SumsError::Digest(number))?;
    let digest = unhex(digits).ok_or(SumsError::Uppercase(number))?;
    let name = rest
        .strip_prefix("  ")
        .filter(|name| !name.starts_with([' ', '*']))
        .ok_or(SumsError::Separator(number))?;
    if !is_name(name) {
        return Err(SumsError::Name(number));
    }
    Ok((digest, name))
}

/// The rule of archive names: 1 to 120 of `[A-Za-z0-9._/-]`, no segment empty or with a dot at
/// either end.
fn is_name(name: &str) -> bool {
    let bytes = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"._/-".contains(&b));
    let segments = name
        .split('/')
        .all(|s| !s.is_empty() && !s.starts_with('.') && !s.ends_with('.'));
    bytes && segments && name.len() <= NAME_CAP
}

/// Checks that the list `text` names every entry exactly once, nothing else, and the right bytes.
///
/// `exempt` names are neither listed nor hashed: [`EXEMPT`] in our archives. All names are looked
/// at before any bytes.
pub fn check<'a>(
    text: &[u8],
    entries: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    exempt: &[&str],
) -> Result<(), SumsError> {
    let mut sums = read(text)?;
    if let Some(name) = exempt.iter().find(|name| sums.contains_key(**name)) {
        return Err(SumsError::Exempt((*name).to_owned()));
    }
    let mut seen = BTreeSet::new();
    let (mut names, mut contents, mut wanted) = (Vec::new(), Vec::new(), Vec::new());
    for (name, bytes) in entries {
        if exempt.contains(&name) {
            continue;
        }
        if !seen.insert(name) {
            return Err(SumsError::Duplicate(name.to_owned()));
        }
        let digest = sums
            .remove(name)
            .ok_or_else(|| SumsError::Unlisted(name.to_owned()))?;
        names.push(name);
        contents.push([bytes]);
        wanted.push(digest);
    }
    if let Some((name, _)) = sums.pop_first() {
        return Err(SumsError::Missing(name));
    }
    let mut other = None;
    sha256_each(contents, |n, digest| {
        if digest != wanted[n] {
            other = Some(other.map_or(n, |first: usize| first.min(n)));
        }
    });
    match other {
        None => Ok(()),
        Some(n) => Err(SumsError::Mismatch(names[n].to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRIES: [(&str, &[u8]); 3] = [("b", b"2"), ("a/x.json", b"1"), (SUMS_NAME, b"")];

    #[test]
    fn a_list_covers_exactly_the_archive() {
        let text = write(ENTRIES).unwrap();
        assert_eq!(text.lines().count(), 2);
        assert_eq!(check(text.as_bytes(), ENTRIES, &EXEMPT), Ok(()));
        let twice = ENTRIES.into_iter().chain([("b", &b"2"[..])]);
        assert_eq!(
            check(text.as_bytes(), twice, &EXEMPT),
            Err(SumsError::Duplicate("b".to_owned()))
        );
        let changed = [("b", &b"3"[..]), ("a/x.json", b"1")];
        assert_eq!(
            check(text.as_bytes(), changed, &EXEMPT),
            Err(SumsError::Mismatch("b".to_owned()))
        );
    }

    #[test]
    fn the_list_does_not_name_itself() {
        let line = format!("{}  {SUMS_NAME}\n", hex(&sha256(b"")));
        assert_eq!(
            check(line.as_bytes(), ENTRIES, &EXEMPT),
            Err(SumsError::Exempt(SUMS_NAME.to_owned()))
        );
    }

    #[test]
    fn names_are_those_of_an_archive() {
        for (name, good) in [
            ("a/b-c_d.json", true),
            ("", false),
            ("/a", false),
            ("a/", false),
            ("a//b", false),
            ("../a", false),
            ("a/../b", false),
            (".hidden", false),
            ("a.", false),
            ("a b", false),
            ("a\\b", false),
            ("\u{e9}", false),
        ] {
            assert_eq!(is_name(name), good, "{name:?}");
        }
        assert!(is_name(&"a".repeat(NAME_CAP)));
        assert!(!is_name(&"a".repeat(NAME_CAP + 1)));
    }
}
