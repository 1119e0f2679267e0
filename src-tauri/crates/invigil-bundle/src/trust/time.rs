//! The two spellings of a moment: RFC 3339 in headers and JSON, OpenSSH's in options.

use chrono::{DateTime, NaiveDateTime};

/// `2026-03-01T09:00:00Z`.
pub(super) const RFC3339: &str = "%Y-%m-%dT%H:%M:%SZ";

/// `20260301090000Z`; the `Z` makes ssh-keygen read it as UTC.
pub(super) const OPENSSH: &str = "%Y%m%d%H%M%SZ";

/// 9999-12-31T23:59:59Z, the last moment with a four-digit year.
const LAST: u64 = 253_402_300_799;

/// Unix seconds in a pattern; `None` after the year 9999.
pub(super) fn write(seconds: u64, pattern: &str) -> Option<String> {
    let seconds = i64::try_from(seconds).ok().filter(|_| seconds <= LAST)?;
    let time = DateTime::from_timestamp(seconds, 0)?;
    Some(time.format(pattern).to_string())
}

/// Unix seconds of a text that is exactly what [`write`] gives.
pub(super) fn read(text: &str, pattern: &str) -> Option<u64> {
    let time = NaiveDateTime::parse_from_str(text, pattern).ok()?;
    let seconds = u64::try_from(time.and_utc().timestamp()).ok()?;
    (write(seconds, pattern)? == text).then_some(seconds)
}

/// serde: Unix seconds as RFC 3339.
pub(super) mod rfc3339 {
    use serde::{Deserialize, Deserializer, Serializer, de, ser};

    pub(in super::super) fn serialize<S: Serializer>(
        seconds: &u64,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let text = super::write(*seconds, super::RFC3339);
        let text = text.ok_or_else(|| ser::Error::custom("a time after the year 9999"))?;
        serializer.serialize_str(&text)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        super::read(&text, super::RFC3339)
            .ok_or_else(|| de::Error::custom(format!("`{text}` is not like 2026-03-01T09:00:00Z")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_one_spelling_in_each_pattern() {
        let at = 1_772_355_600;
        assert_eq!(write(at, RFC3339).as_deref(), Some("2026-03-01T09:00:00Z"));
        assert_eq!(write(at, OPENSSH).as_deref(), Some("20260301090000Z"));
        assert_eq!(read("20260301090000Z", OPENSSH), Some(at));
        for wrong in [
            "2026-03-01T09:00:60Z",
            "2026-3-01T09:00:00Z",
            " 2026-03-01T09:00:00Z",
            "1969-12-31T23:59:59Z",
            "",
        ] {
            assert_eq!(read(wrong, RFC3339), None, "{wrong}");
        }
        assert_eq!(write(LAST + 1, RFC3339), None);
    }
}
