//! What all JSON documents share: a format name with a version, a size cap, a check of ranges.
//!
//! The format is looked at before the fields, so that a file of a newer version is called that
//! and not "unknown key". Deliberately absent: signatures (each file's own module).

use invigil_model::Code;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::json::{self, JsonError};

/// The version of every document that this library writes and the newest that it reads.
pub const VERSION: u32 = 1;

/// A document with a format name.
pub trait Document: Serialize + DeserializeOwned {
    /// The name before the `/` of `format`, for example `invigil-ticket`.
    const NAME: &'static str;
    /// The most bytes of the JSON text.
    const CAP: usize;

    /// Rules that types cannot say: ranges, lengths, order.
    fn check(&self) -> Result<(), FieldError>;
}

/// A field outside its range.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {rule}")]
pub struct FieldError {
    /// The field's name.
    pub field: &'static str,
    /// The rule that it breaks, a half sentence.
    pub rule: String,
}

/// Why bytes are not the document that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Not strict JSON of this document's shape.
    #[error("{document}: {error}")]
    Json {
        /// The document's name.
        document: &'static str,
        /// What is wrong.
        error: JsonError,
    },
    /// A document of another kind.
    #[error("this is `{found}`, not {wanted}")]
    OtherFormat {
        /// The `format` field.
        found: String,
        /// The name asked for.
        wanted: &'static str,
    },
    /// A higher version of this document.
    #[error("{document} was made by a newer version ({needs}; this one reads version {VERSION})")]
    Newer {
        /// The document's name.
        document: &'static str,
        /// What it needs.
        needs: String,
    },
    /// A field outside its range.
    #[error("{document}: {error}")]
    Field {
        /// The document's name.
        document: &'static str,
        /// Which field and rule.
        error: FieldError,
    },
}

impl DocumentError {
    /// The stable code.
    pub fn code(&self) -> Code {
        match self {
            Self::Json { error, .. } => error.code(),
            Self::OtherFormat { .. } => Code("doc.other-format"),
            Self::Newer { .. } => Code("doc.newer-version"),
            Self::Field { .. } => Code("doc.field"),
        }
    }
}

/// `format` of a document of this version, for example `invigil-ticket/1`.
pub fn format<T: Document>() -> String {
    format!("{}/{VERSION}", T::NAME)
}

/// Reads and checks one document.
pub fn read<T: Document>(bytes: &[u8]) -> Result<T, DocumentError> {
    let json = |error| DocumentError::Json {
        document: T::NAME,
        error,
    };
    json::scan(bytes, T::CAP).map_err(json)?;
    let head: Head = json::typed(bytes).map_err(json)?;
    check_version::<T>(&head)?;
    let document: T = json::typed(bytes).map_err(json)?;
    document.check().map_err(|error| DocumentError::Field {
        document: T::NAME,
        error,
    })?;
    Ok(document)
}

/// Writes one document after the checks that [`read`] makes.
pub fn write<T: Document>(document: &T) -> Result<Vec<u8>, DocumentError> {
    document.check().map_err(|error| DocumentError::Field {
        document: T::NAME,
        error,
    })?;
    let bytes = json::to_vec(document);
    if bytes.len() > T::CAP {
        let (len, cap) = (bytes.len(), T::CAP);
        return Err(DocumentError::Json {
            document: T::NAME,
            error: JsonError::TooLarge { len, cap },
        });
    }
    Ok(bytes)
}

/// The fields that tell versions apart. Unknown keys are allowed here only.
#[derive(Deserialize)]
struct Head {
    format: String,
    #[serde(default)]
    min_format: Option<u32>,
}

fn check_version<T: Document>(head: &Head) -> Result<(), DocumentError> {
    let other = || DocumentError::OtherFormat {
        found: head.format.chars().take(64).collect(),
        wanted: T::NAME,
    };
    let version = head
        .format
        .strip_prefix(T::NAME)
        .and_then(|rest| rest.strip_prefix('/'))
        .filter(|digits| !digits.starts_with(['0', '+']))
        .and_then(|digits| digits.parse::<u32>().ok())
        .ok_or_else(other)?;
    let needs = if version > VERSION {
        head.format.clone()
    } else if head.min_format.is_some_and(|min| min > VERSION) {
        format!("min_format {}", head.min_format.unwrap_or_default())
    } else {
        return Ok(());
    };
    Err(DocumentError::Newer {
        document: T::NAME,
        needs,
    })
}

/// The field rules, each a half sentence for [`FieldError`].
pub(crate) mod rule {
    use super::FieldError;

    pub(crate) fn ensure(
        holds: bool,
        field: &'static str,
        rule: impl Into<String>,
    ) -> Result<(), FieldError> {
        if holds {
            Ok(())
        } else {
            let rule = rule.into();
            Err(FieldError { field, rule })
        }
    }

    /// 1 to `cap` Unicode scalars, none of them a control character.
    pub(crate) fn text(field: &'static str, text: &str, cap: usize) -> Result<(), FieldError> {
        let holds =
            (1..=cap).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        let rule = format!("must be 1 to {cap} characters without control characters");
        ensure(holds, field, rule)
    }

    /// `[a-z0-9][a-z0-9._-]{0,63}`: usable in file names.
    pub(crate) fn slug(field: &'static str, text: &str) -> Result<(), FieldError> {
        let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b);
        let holds = (1..=64).contains(&text.len())
            && text.bytes().all(inner)
            && text
                .bytes()
                .next()
                .is_some_and(|b| b.is_ascii_alphanumeric())
            && !text.ends_with('.');
        let rule = "must be 1 to 64 lower-case letters, digits, `.`, `_`, `-`";
        ensure(holds, field, rule)
    }

    pub(crate) fn count(
        field: &'static str,
        found: usize,
        least: usize,
        most: usize,
    ) -> Result<(), FieldError> {
        let rule = format!("must have {least} to {most} entries and has {found}");
        ensure((least..=most).contains(&found), field, rule)
    }

    pub(crate) fn distinct<T: Ord>(
        field: &'static str,
        values: impl IntoIterator<Item = T>,
    ) -> Result<(), FieldError> {
        let mut seen = std::collections::BTreeSet::new();
        let holds = values.into_iter().all(|value| seen.insert(value));
        ensure(holds, field, "names something twice")
    }

    pub(crate) fn format(found: &str, wanted: &str) -> Result<(), FieldError> {
        ensure(found == wanted, "format", format!("must be `{wanted}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Note {
        format: String,
        min_format: u32,
        text: String,
    }

    impl Document for Note {
        const NAME: &'static str = "invigil-note";
        const CAP: usize = 200;
        fn check(&self) -> Result<(), FieldError> {
            rule::text("text", &self.text, 5)
        }
    }

    fn check(text: &str, code: &str) {
        let found = read::<Note>(text.as_bytes()).map_err(|e| e.code().0);
        assert_eq!(found, Err(code), "{text}");
    }

    #[test]
    fn a_newer_version_is_called_that_before_its_keys_are_looked_at() {
        assert!(read::<Note>(br#"{"format":"invigil-note/1","min_format":1,"text":"a"}"#).is_ok());
        check(
            r#"{"format":"invigil-note/2","more":[]}"#,
            "doc.newer-version",
        );
        check(
            r#"{"format":"invigil-note/1","min_format":2,"more":[]}"#,
            "doc.newer-version",
        );
        check(r#"{"format":"invigil-ticket/1"}"#, "doc.other-format");
        check(r#"{"format":"invigil-note/01"}"#, "doc.other-format");
        check(r#"{"format":"invigil-note"}"#, "doc.other-format");
        check(
            r#"{"format":"invigil-note/1","min_format":1,"text":"a","b":1}"#,
            "json.unknown-key",
        );
        check(
            r#"{"format":"invigil-note/1","min_format":1,"text":"abcdef"}"#,
            "doc.field",
        );
        check(
            r#"{"format":"invigil-note/1","min_format":1,"text":"a\u0000"}"#,
            "doc.field",
        );
        check(r#"{"min_format":1,"text":"a"}"#, "json.shape");
    }

    #[test]
    fn a_document_out_of_range_is_not_written() {
        let note = Note {
            format: format::<Note>(),
            min_format: 1,
            text: String::new(),
        };
        assert_eq!(write(&note).map_err(|e| e.code().0), Err("doc.field"));
    }
}
