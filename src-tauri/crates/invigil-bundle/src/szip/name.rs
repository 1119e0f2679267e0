//! The names an entry may have: the same file on every operating system, inside its folder.

use super::{MAX_NAME, SzipError};

/// Refuses a name that some system would read in another way.
pub(super) fn check(name: &[u8]) -> Result<&str, SzipError> {
    let text = std::str::from_utf8(name).map_err(|_| SzipError::NameNonAscii)?;
    check_characters(name)?;
    if name.ends_with(b"/") {
        return Err(SzipError::Directory);
    }
    if name.len() > MAX_NAME {
        return Err(SzipError::NameLong);
    }
    for segment in text.split('/') {
        match segment {
            "" => return Err(SzipError::NameEmpty),
            ".." => return Err(SzipError::NameParent),
            _ if segment.starts_with('.') || segment.ends_with('.') => {
                return Err(SzipError::NameDot);
            }
            _ => {}
        }
    }
    Ok(text)
}

fn check_characters(name: &[u8]) -> Result<(), SzipError> {
    if name.starts_with(b"/") {
        return Err(SzipError::NameAbsolute);
    }
    if name.len() > 1 && name[0].is_ascii_alphabetic() && name[1] == b':' {
        return Err(SzipError::NameDrive);
    }
    for c in name {
        match c {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'/' | b'-' => {}
            0 => return Err(SzipError::NameNul),
            b'\\' => return Err(SzipError::NameBackslash),
            b':' => return Err(SzipError::NameStream),
            128.. => return Err(SzipError::NameNonAscii),
            _ => return Err(SzipError::NameCharacter),
        }
    }
    Ok(())
}

/// Refuses a name that is taken, on a file system that ignores case too, or that needs a file to
/// be a folder.
pub(super) fn check_new<'a>(
    name: &str,
    mut earlier: impl Iterator<Item = &'a str>,
) -> Result<(), SzipError> {
    earlier.try_for_each(|other| {
        if other == name {
            Err(SzipError::DuplicateName)
        } else if other.eq_ignore_ascii_case(name) {
            Err(SzipError::CaseDuplicate)
        } else if is_folder_of(other, name) || is_folder_of(name, other) {
            Err(SzipError::FileAsFolder)
        } else {
            Ok(())
        }
    })
}

fn is_folder_of(folder: &str, name: &str) -> bool {
    let (folder, name) = (folder.as_bytes(), name.as_bytes());
    name.len() > folder.len()
        && name[folder.len()] == b'/'
        && name[..folder.len()].eq_ignore_ascii_case(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_relative_names_pass() {
        let long = "a".repeat(MAX_NAME + 1);
        for (name, want) in [
            ("a", None),
            ("log/public.jsonl", None),
            ("A-b_c.9/x..y", None),
            (&long[1..], None),
            (&long, Some(SzipError::NameLong)),
            ("", Some(SzipError::NameEmpty)),
            ("a//b", Some(SzipError::NameEmpty)),
            ("../a", Some(SzipError::NameParent)),
            ("a/../b", Some(SzipError::NameParent)),
            ("a/..", Some(SzipError::NameParent)),
            ("./a", Some(SzipError::NameDot)),
            (".a", Some(SzipError::NameDot)),
            ("a.", Some(SzipError::NameDot)),
            ("a./b", Some(SzipError::NameDot)),
            ("/a", Some(SzipError::NameAbsolute)),
            ("a/", Some(SzipError::Directory)),
            ("a\\b", Some(SzipError::NameBackslash)),
            ("a\0", Some(SzipError::NameNul)),
            ("C:a", Some(SzipError::NameDrive)),
            ("a.b:c", Some(SzipError::NameStream)),
            ("é", Some(SzipError::NameNonAscii)),
            ("a b", Some(SzipError::NameCharacter)),
            ("a\x7f", Some(SzipError::NameCharacter)),
        ] {
            assert_eq!(check(name.as_bytes()).err(), want, "{name:?}");
        }
        assert_eq!(check(b"a\xff"), Err(SzipError::NameNonAscii));
    }

    #[test]
    fn a_name_is_new_on_every_file_system() {
        for (name, earlier, want) in [
            ("a", "b", None),
            ("ab", "a", None),
            ("a/b", "a/c", None),
            ("a", "a", Some(SzipError::DuplicateName)),
            ("a", "A", Some(SzipError::CaseDuplicate)),
            ("a/b", "A", Some(SzipError::FileAsFolder)),
            ("a", "a/b", Some(SzipError::FileAsFolder)),
        ] {
            let got = check_new(name, [earlier].into_iter()).err();
            assert_eq!(got, want, "{name} after {earlier}");
        }
    }
}
