//! X25519 recipients and identities in their one spelling (Bech32, BIP 173).

use std::str::FromStr;

use bech32::{Bech32, Hrp, primitives::decode::CheckedHrpstring};
use invigil_crypto::{CryptoError, random::Random, x25519};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::AgeError;

const RECIPIENT: Hrp = Hrp::parse_unchecked("age");
const IDENTITY: Hrp = Hrp::parse_unchecked("age-secret-key-");

/// Who can open a file: a public X25519 point, written `age1...`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Recipient([u8; 32]);

impl Recipient {
    /// The point with this encoding; one of low order is refused.
    pub fn from_bytes(point: [u8; 32]) -> Result<Self, AgeError> {
        if x25519::is_low_order(&point) {
            return Err(AgeError::LowOrder);
        }
        Ok(Self(point))
    }

    /// The 32-byte encoding.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Display for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        bech32::encode_lower_to_fmt::<Bech32, _>(f, RECIPIENT, &self.0).map_err(|_| std::fmt::Error)
    }
}

impl FromStr for Recipient {
    type Err = AgeError;

    /// Lower case only.
    fn from_str(text: &str) -> Result<Self, AgeError> {
        let point = decode(text, RECIPIENT).ok_or(AgeError::Recipient)?;
        let recipient = Self::from_bytes(*point)?;
        if recipient.to_string() == text {
            Ok(recipient)
        } else {
            Err(AgeError::Recipient)
        }
    }
}

impl TryFrom<String> for Recipient {
    type Error = AgeError;

    fn try_from(text: String) -> Result<Self, AgeError> {
        text.parse()
    }
}

impl From<Recipient> for String {
    fn from(recipient: Recipient) -> Self {
        recipient.to_string()
    }
}

/// What opens a file: an X25519 secret, written `AGE-SECRET-KEY-1...`; wiped when dropped.
///
/// `Display` writes the secret, for the key file that `age -d -i` reads; `Debug` does not.
#[derive(Clone, Debug)]
pub struct Identity {
    secret: x25519::Secret,
    recipient: Recipient,
}

impl Identity {
    /// The identity with this scalar (clamped on use).
    pub fn from_bytes(scalar: [u8; 32]) -> Self {
        Self::new(x25519::Secret::from_bytes(scalar))
    }

    /// A fresh identity.
    pub fn generate(random: &dyn Random) -> Result<Self, CryptoError> {
        x25519::Secret::generate(random).map(Self::new)
    }

    /// A clamped scalar times the base point is never of low order.
    fn new(secret: x25519::Secret) -> Self {
        let recipient = Recipient(secret.public());
        Self { secret, recipient }
    }

    /// The public half.
    pub fn recipient(&self) -> Recipient {
        self.recipient
    }

    /// The scalar, to be sealed at rest.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.secret.as_bytes()
    }

    pub(super) fn secret(&self) -> &x25519::Secret {
        &self.secret
    }
}

impl std::fmt::Display for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        bech32::encode_upper_to_fmt::<Bech32, _>(f, IDENTITY, self.as_bytes())
            .map_err(|_| std::fmt::Error)
    }
}

impl FromStr for Identity {
    type Err = AgeError;

    /// Upper case only.
    fn from_str(text: &str) -> Result<Self, AgeError> {
        let identity = decode(text, IDENTITY)
            .map(|scalar| Self::from_bytes(*scalar))
            .ok_or(AgeError::Identity)?;
        if *Zeroizing::new(identity.to_string()) == text {
            Ok(identity)
        } else {
            Err(AgeError::Identity)
        }
    }
}

fn decode(text: &str, hrp: Hrp) -> Option<Zeroizing<[u8; 32]>> {
    let checked = CheckedHrpstring::new::<Bech32>(text).ok()?;
    if checked.hrp() != hrp {
        return None;
    }
    let mut bytes = checked.byte_iter();
    let mut out = Zeroizing::new([0; 32]);
    for slot in out.iter_mut() {
        *slot = bytes.next()?;
    }
    bytes.next().is_none().then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The identity of the CCTV vectors.
    const SECRET: &str =
        "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0";

    #[test]
    fn an_identity_is_read_in_its_one_spelling() {
        let identity: Identity = SECRET.parse().expect("identity");
        assert_eq!(identity.to_string(), SECRET);
        assert!(!format!("{identity:?}").contains("EGTZ"));
        let changed = SECRET.replace("EGTZ", "EGTT");
        for wrong in [
            "",
            &SECRET.to_lowercase(),
            &changed,
            &format!("{SECRET}\n"),
            &identity.recipient().to_string(),
        ] {
            assert_eq!(wrong.parse::<Identity>().err(), Some(AgeError::Identity));
        }
    }

    #[test]
    fn a_recipient_is_read_in_its_one_spelling() {
        let recipient = Identity::from_bytes([7; 32]).recipient();
        let text = recipient.to_string();
        assert!(text.starts_with("age1"));
        assert_eq!(text.parse(), Ok(recipient));
        for wrong in [
            "",
            "age1",
            &text.to_uppercase(),
            &text[..text.len() - 1],
            SECRET,
        ] {
            assert_eq!(wrong.parse::<Recipient>(), Err(AgeError::Recipient));
        }
    }

    #[test]
    fn a_checksum_of_another_kind_is_refused() {
        let point = Identity::from_bytes([7; 32]).recipient();
        let other = bech32::encode::<bech32::Bech32m>(RECIPIENT, point.as_bytes()).expect("encode");
        assert_eq!(other.parse::<Recipient>(), Err(AgeError::Recipient));
    }

    #[test]
    fn a_weak_point_is_no_recipient() {
        let mut one = [0; 32];
        one[0] = 1;
        for point in [[0; 32], one] {
            assert_eq!(Recipient::from_bytes(point), Err(AgeError::LowOrder));
            let text = bech32::encode::<Bech32>(RECIPIENT, &point).expect("encode");
            assert_eq!(text.parse::<Recipient>(), Err(AgeError::LowOrder));
        }
    }
}
