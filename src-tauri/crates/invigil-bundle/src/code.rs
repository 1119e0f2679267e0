//! Access codes and the release slots they open.
//!
//! A code is the lock of a package: 50 random bits that somebody reads out, and 10 check bits, so
//! that a slip of the tongue is told from a wrong code before the slow key derivation runs.
//! Deliberately absent: chosen codes, PINs, attempt counters. Fields: `docs/formats/code.md`.

use std::str::FromStr;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use invigil_crypto::{
    CryptoError,
    kdf::{self, Argon2Cost},
    random::{self, Random},
};
use invigil_model::Code;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::age::{Identity, Recipient};

/// Crockford's base 32: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Random characters of a code.
const DATA: usize = 10;
/// All characters of a code.
const CHARS: usize = 12;
/// The largest prime below 32^2: a valid code, read as a number in base 32, is a multiple of it.
const PRIME: u64 = 1021;
const SALT_LEN: usize = 16;

/// Why a code or a slot was refused; its [`CodeError::code`] is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Not 12 characters.
    #[error("an access code has 12 characters")]
    Length,
    /// A character that is in no code.
    #[error("an access code has digits and letters other than U only")]
    Character,
    /// A slip: no package has this code.
    #[error("one of its characters is wrong, or two are swapped")]
    Check,
    /// A code of another package.
    #[error("it may be the code of another test")]
    Wrong,
    /// A slot of another kind.
    #[error("the package is released in a way this version does not know")]
    Kind,
    /// Another key derivation than argon2id, version 19.
    #[error("the release slot names a key derivation this version does not know")]
    Kdf,
    /// A key derivation dearer than the caps, or one that cannot be.
    #[error("the release slot asks for a key derivation outside the allowed range")]
    KdfCost,
    /// A salt that is not 16 bytes in canonical base64.
    #[error("the salt of the release slot is malformed")]
    Salt,
    /// The cryptographic room's answer.
    #[error(transparent)]
    Crypto(CryptoError),
}

impl CodeError {
    /// The stable code.
    pub fn code(&self) -> Code {
        Code(match self {
            Self::Length => "code.length",
            Self::Character => "code.character",
            Self::Check => "code.check",
            Self::Wrong => "code.wrong",
            Self::Kind => "code.kind",
            Self::Kdf => "code.kdf",
            Self::KdfCost => "code.kdf-cost",
            Self::Salt => "code.salt",
            Self::Crypto(_) => "code.crypto",
        })
    }
}

/// A generated access code, shown as `XXXX-XXXX-XXXX`; wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct AccessCode {
    /// 50 bits.
    value: u64,
}

impl AccessCode {
    /// A fresh code of 50 random bits.
    pub fn generate(random: &dyn Random) -> Result<Self, CryptoError> {
        let bytes: [u8; 8] = random::bytes(random)?;
        Ok(Self {
            value: u64::from_be_bytes(bytes) >> (64 - 5 * DATA),
        })
    }

    /// Reads a code as a person types it: any case, hyphens and spaces ignored, O as 0, I and L
    /// as 1.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let mut digits = [0; CHARS];
        let mut count = 0;
        for c in text.chars().filter(|c| !matches!(c, '-' | ' ')) {
            let digit = digit(c).ok_or(CodeError::Character)?;
            *digits.get_mut(count).ok_or(CodeError::Length)? = digit;
            count += 1;
        }
        if count < CHARS {
            return Err(CodeError::Length);
        }
        let number = |digits: &[u8]| digits.iter().fold(0, |n, d| n << 5 | u64::from(*d));
        let code = Self {
            value: number(&digits[..DATA]),
        };
        if code.check() == number(&digits[DATA..]) {
            Ok(code)
        } else {
            Err(CodeError::Check)
        }
    }

    /// The 10 bits that make value * 1024 + check a multiple of the prime.
    fn check(&self) -> u64 {
        (PRIME - self.value % PRIME * 1024 % PRIME) % PRIME
    }

    /// The 12 characters, upper case, ungrouped: what the key derivation reads.
    fn chars(&self) -> Zeroizing<[u8; CHARS]> {
        let number = self.value << 10 | self.check();
        let mut out = Zeroizing::new([0; CHARS]);
        for (i, c) in out.iter_mut().enumerate() {
            let digit = number >> (5 * (CHARS - 1 - i)) & 31;
            *c = ALPHABET[digit as usize];
        }
        out
    }
}

fn digit(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    let at = ALPHABET.iter().position(|a| char::from(*a) == c)?;
    u8::try_from(at).ok()
}

impl FromStr for AccessCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        Self::parse(text)
    }
}

impl std::fmt::Display for AccessCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, c) in self.chars().iter().enumerate() {
            if i > 0 && i % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*c))?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for AccessCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessCode(..)")
    }
}

/// A line of `package.json`'s `release[]`: the recipient whose identity the code derives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseSlot {
    /// `code`.
    pub kind: String,
    /// `argon2id`.
    pub kdf: String,
    /// argon2's version, 19 (0x13).
    pub v: u32,
    /// Memory in KiB.
    pub m_kib: u32,
    /// Passes.
    pub t: u32,
    /// Lanes.
    pub p: u32,
    /// 16 bytes, base64 without padding.
    pub salt: String,
    /// Whom the content is sealed to.
    pub recipient: Recipient,
}

/// The slot that `code` opens, under a fresh salt.
pub fn slot_for(code: &AccessCode, random: &dyn Random) -> Result<ReleaseSlot, CodeError> {
    slot_with(code, Argon2Cost::V1, random)
}

fn slot_with(
    code: &AccessCode,
    cost: Argon2Cost,
    random: &dyn Random,
) -> Result<ReleaseSlot, CodeError> {
    let salt: [u8; SALT_LEN] = random::bytes(random).map_err(CodeError::Crypto)?;
    Ok(ReleaseSlot {
        kind: "code".to_owned(),
        kdf: "argon2id".to_owned(),
        v: 19,
        m_kib: cost.m_kib,
        t: cost.t,
        p: cost.p,
        salt: STANDARD_NO_PAD.encode(salt),
        recipient: derive(code, &salt, cost)?.recipient(),
    })
}

/// The identity that opens what is sealed to the slot's recipient. Every field is checked before
/// the key derivation takes memory or time.
pub fn open_slot(slot: &ReleaseSlot, code: &AccessCode) -> Result<Identity, CodeError> {
    let (salt, cost) = check_slot(slot)?;
    let identity = derive(code, &salt, cost)?;
    if identity.recipient() == slot.recipient {
        Ok(identity)
    } else {
        Err(CodeError::Wrong)
    }
}

fn check_slot(slot: &ReleaseSlot) -> Result<([u8; SALT_LEN], Argon2Cost), CodeError> {
    if slot.kind != "code" {
        return Err(CodeError::Kind);
    }
    if slot.kdf != "argon2id" || slot.v != 19 {
        return Err(CodeError::Kdf);
    }
    let cap = Argon2Cost::CAP;
    if slot.m_kib > cap.m_kib || slot.t > cap.t || slot.p > cap.p {
        return Err(CodeError::KdfCost);
    }
    let salt = STANDARD_NO_PAD.decode(&slot.salt).ok();
    let salt = salt.and_then(|salt| salt.try_into().ok());
    let cost = Argon2Cost {
        m_kib: slot.m_kib,
        t: slot.t,
        p: slot.p,
    };
    Ok((salt.ok_or(CodeError::Salt)?, cost))
}

fn derive(
    code: &AccessCode,
    salt: &[u8; SALT_LEN],
    cost: Argon2Cost,
) -> Result<Identity, CodeError> {
    kdf::argon2id(&*code.chars(), salt, cost)
        .map(Identity::from_bytes)
        .map_err(|e| match e {
            CryptoError::KdfParameters => CodeError::KdfCost,
            other => CodeError::Crypto(other),
        })
}

#[cfg(test)]
mod tests {
    use invigil_crypto::random::FixedRandom;
    use proptest::prelude::*;

    use super::*;

    const CHEAP: Argon2Cost = Argon2Cost {
        m_kib: 64,
        t: 1,
        p: 1,
    };

    fn check(text: &str, want: Result<&str, CodeError>) {
        let got = AccessCode::parse(text).map(|code| code.to_string());
        assert_eq!(got.as_deref().map_err(|e| *e), want, "{text:?}");
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let zero = "0000-0000-0000";
        check(zero, Ok(zero));
        check("oooo OOOO-0000", Ok(zero));
        let code = AccessCode { value: 33 }.to_string();
        check(&code.to_lowercase(), Ok(&code));
        check(&code.replace('1', "l"), Ok(&code));
        check(&code.replace('1', "I").replace('-', ""), Ok(&code));
        check("", Err(CodeError::Length));
        check("0000-0000-000", Err(CodeError::Length));
        check("0000-0000-00000", Err(CodeError::Length));
        check("0000-0000-000U", Err(CodeError::Character));
        check("0000_0000_0000", Err(CodeError::Character));
        check("０000-0000-0000", Err(CodeError::Character));
        check("0000-0000-0001", Err(CodeError::Check));
    }

    #[test]
    fn debug_output_does_not_tell_the_code() {
        assert_eq!(format!("{:?}", AccessCode { value: 1 }), "AccessCode(..)");
    }

    #[test]
    fn a_wrong_code_and_every_foreign_slot_have_their_own_code() {
        let random = FixedRandom::new(1);
        let code = AccessCode::generate(&random).expect("code");
        let slot = slot_with(&code, CHEAP, &random).expect("slot");
        let check = |change: fn(&mut ReleaseSlot), want: &str| {
            let mut other = slot.clone();
            change(&mut other);
            let got = open_slot(&other, &code).map_err(|e| e.code().0);
            assert_eq!(got.err().unwrap_or("opened"), want);
        };
        check(|_| {}, "opened");
        check(|s| s.kind = "time".to_owned(), "code.kind");
        check(|s| s.kdf = "scrypt".to_owned(), "code.kdf");
        check(|s| s.v = 16, "code.kdf");
        check(|s| s.m_kib = Argon2Cost::CAP.m_kib + 1, "code.kdf-cost");
        check(|s| s.t = Argon2Cost::CAP.t + 1, "code.kdf-cost");
        check(|s| s.p = Argon2Cost::CAP.p + 1, "code.kdf-cost");
        check(|s| s.m_kib = 0, "code.kdf-cost");
        check(|s| s.t = 0, "code.kdf-cost");
        check(|s| s.salt.push('='), "code.salt");
        check(|s| s.salt.truncate(20), "code.salt");
        check(|s| s.t = 2, "code.wrong");
        let other = AccessCode::generate(&random).expect("code");
        assert_eq!(open_slot(&slot, &other).err(), Some(CodeError::Wrong));
    }

    #[test]
    fn version_1_costs_open_what_they_sealed() {
        let random = FixedRandom::new(2);
        let code = AccessCode::generate(&random).expect("code");
        let slot = slot_for(&code, &random).expect("slot");
        assert_eq!((slot.m_kib, slot.t, slot.p), (65_536, 3, 1));
        let identity = open_slot(&slot, &code).expect("open");
        assert_eq!(identity.recipient(), slot.recipient);
    }

    proptest! {
        #[test]
        fn a_code_round_trips(value in 0..1u64 << 50) {
            let code = AccessCode { value };
            prop_assert_eq!(AccessCode::parse(&code.to_string()), Ok(code));
        }

        #[test]
        fn any_text_is_a_code_or_an_error(text in "\\PC{0,20}") {
            let _ = AccessCode::parse(&text);
        }

        #[test]
        fn every_single_slip_and_every_swap_is_a_typing_error(value in 0..1u64 << 50) {
            let chars = *AccessCode { value }.chars();
            for i in 0..CHARS {
                for other in ALPHABET {
                    let mut slip = chars;
                    slip[i] = *other;
                    prop_assert_eq!(is_check_error(&slip), slip != chars);
                }
                for j in 0..i {
                    let mut swap = chars;
                    swap.swap(i, j);
                    prop_assert_eq!(is_check_error(&swap), swap != chars);
                }
            }
        }
    }

    fn is_check_error(chars: &[u8]) -> bool {
        let text = String::from_utf8_lossy(chars);
        AccessCode::parse(&text) == Err(CodeError::Check)
    }
}
