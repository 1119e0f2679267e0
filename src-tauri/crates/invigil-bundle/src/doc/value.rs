//! The small typed values of documents: times, digests, secrets.
//!
//! Each has one spelling; a second spelling of the same value is refused.

use chrono::{DateTime, NaiveDateTime};
use invigil_crypto::digest;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use zeroize::{Zeroize, ZeroizeOnDrop};

const PATTERN: &str = "%Y-%m-%dT%H:%M:%SZ";

/// A moment in whole seconds, written `2026-03-01T09:00:00Z` (RFC 3339, always `Z`), from
/// 2000-01-01 to 9999-12-31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(i64);

impl Stamp {
    /// 2000-01-01T00:00:00Z.
    pub const FIRST: Self = Self(946_684_800);
    /// 9999-12-31T23:59:59Z.
    pub const LAST: Self = Self(253_402_300_799);

    /// The moment `seconds` after 1970-01-01T00:00:00Z; `None` outside the years 2000 to 9999.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        let stamp = Self(seconds);
        (Self::FIRST..=Self::LAST).contains(&stamp).then_some(stamp)
    }

    /// Seconds since 1970-01-01T00:00:00Z; at least 946684800.
    pub fn unix(self) -> i64 {
        self.0
    }

    /// The same, as the wire formats of OpenSSH count.
    pub fn unix_u64(self) -> u64 {
        self.0.unsigned_abs()
    }
}

impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match DateTime::from_timestamp(self.0, 0) {
            Some(time) => time.format(PATTERN).fmt(f),
            None => Err(std::fmt::Error),
        }
    }
}

impl std::str::FromStr for Stamp {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        NaiveDateTime::parse_from_str(text, PATTERN)
            .ok()
            .and_then(|time| Self::from_unix(time.and_utc().timestamp()))
            .filter(|stamp| stamp.to_string() == text)
            .ok_or_else(|| format!("`{text}` is not a time like 2026-03-01T09:00:00Z"))
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

/// `N` bytes written as lower-case hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hex<const N: usize>(pub [u8; N]);

impl<const N: usize> std::fmt::Display for Hex<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&digest::hex(&self.0))
    }
}

impl<const N: usize> std::fmt::Debug for Hex<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        digest::unhex(&text)
            .map(Self)
            .ok_or_else(|| D::Error::custom(format!("not {N} bytes in lower-case hexadecimal")))
    }
}

/// 32 secret bytes, written as lower-case hexadecimal; wiped when dropped, never shown.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Secret32(pub [u8; 32]);

impl std::fmt::Debug for Secret32 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret32(..)")
    }
}

impl Serialize for Secret32 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&digest::hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for Secret32 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Hex::<32>::deserialize(deserializer).map(|hex| Self(hex.0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_time_has_one_spelling() {
        assert_eq!(
            "2026-03-01T09:00:00Z".parse::<Stamp>().map(Stamp::unix),
            Ok(1_772_355_600)
        );
        for wrong in [
            "2026-03-01T09:00:00+00:00",
            "2026-03-01t09:00:00z",
            "2026-03-01T09:00:00.0Z",
            "2026-3-01T09:00:00Z",
            "2026-02-30T09:00:00Z",
            "2026-03-01T09:00:60Z",
            "2026-03-01 09:00:00Z",
            " 2026-03-01T09:00:00Z",
            "1999-12-31T23:59:59Z",
            "",
        ] {
            assert!(wrong.parse::<Stamp>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_secret_is_not_shown() {
        assert_eq!(format!("{:?}", Secret32([7; 32])), "Secret32(..)");
    }

    proptest! {
        #[test]
        fn a_time_is_read_back(seconds in Stamp::FIRST.0..=Stamp::LAST.0) {
            let stamp = Stamp::from_unix(seconds).unwrap();
            prop_assert_eq!(stamp.to_string().parse(), Ok(stamp));
        }

        #[test]
        fn any_text_is_read_without_panic(text: String) {
            let _ = text.parse::<Stamp>();
        }
    }
}
