//! A secret sealed under a passphrase: the text file `invigil-sealed/1`.
//!
//! argon2id (RFC 9106) gives the key, ChaCha20-Poly1305 (RFC 8439) seals; the header is
//! authenticated with the secret. Deliberately absent: prompting, strength rules, Unicode
//! normalisation (the passphrase is its bytes). Fields: `docs/formats/sealed.md`.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use invigil_crypto::{
    CryptoError, aead,
    kdf::{self, Argon2Cost},
    random::{self, Random},
};
use invigil_model::{Code, Notice};
use zeroize::Zeroizing;

/// The longest secret that is sealed, in bytes.
pub const MAX_SECRET: usize = 16 << 10;
/// The longest file that is opened, in bytes.
pub const MAX_FILE: usize = 32 << 10;

const FORMAT: &str = "invigil-sealed/";
const VERSION: &str = "invigil-sealed/1";
const COLUMNS: usize = 64;

/// Why a secret was not sealed or opened; its [`SealedError::code`] is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealedError {
    /// Not a sealed file, or not in its one spelling.
    #[error("this is not a sealed key file, or it was damaged")]
    Format,
    /// Another version of the format.
    #[error("the sealed key file was made by a newer version")]
    Newer,
    /// A key derivation dearer than the caps, or one that cannot be.
    #[error("the sealed key file asks for a key derivation outside the allowed range")]
    KdfCost,
    /// The passphrase is another one, or the file was changed.
    #[error("the passphrase does not open the key file")]
    Wrong,
    /// An empty passphrase.
    #[error("the passphrase is empty")]
    Empty,
    /// A secret or a file longer than the caps.
    #[error("the sealed key file is too long")]
    TooLong,
    /// The cryptographic room's answer.
    #[error(transparent)]
    Crypto(CryptoError),
}

impl SealedError {
    /// The stable code.
    pub fn code(&self) -> Code {
        Code(match self {
            Self::Format => "sealed.format",
            Self::Newer => "sealed.newer",
            Self::KdfCost => "sealed.kdf-cost",
            Self::Wrong => "sealed.wrong-passphrase",
            Self::Empty => "sealed.empty-passphrase",
            Self::TooLong => "sealed.too-long",
            Self::Crypto(_) => "sealed.crypto",
        })
    }

    /// What a person reads.
    pub fn notice(&self) -> Notice {
        let next = match self {
            Self::Format | Self::KdfCost | Self::TooLong => {
                "Check that this is the file you meant, or take a copy from your backup."
            }
            Self::Newer => "Update Invigil, then open it again; the file is untouched.",
            Self::Wrong | Self::Empty => "Type the passphrase again; capitals and spaces count.",
            Self::Crypto(_) => "Try again; if it goes on, restart the computer.",
        };
        let what = "A sealed key could not be used.";
        Notice::new(self.code(), what, self.to_string(), next)
    }
}

/// Seals `secret`; the result is ASCII text.
pub fn seal(passphrase: &str, secret: &[u8], random: &dyn Random) -> Result<Vec<u8>, SealedError> {
    seal_with(passphrase, secret, Argon2Cost::V1, random)
}

fn seal_with(
    passphrase: &str,
    secret: &[u8],
    cost: Argon2Cost,
    random: &dyn Random,
) -> Result<Vec<u8>, SealedError> {
    if passphrase.is_empty() {
        return Err(SealedError::Empty);
    }
    if secret.len() > MAX_SECRET {
        return Err(SealedError::TooLong);
    }
    let mut file = Sealed {
        cost,
        salt: random::bytes(random).map_err(SealedError::Crypto)?,
        nonce: random::bytes(random).map_err(SealedError::Crypto)?,
        body: Vec::new(),
    };
    let key = file.key(passphrase)?;
    file.body = aead::seal(&key, file.nonce, file.header().as_bytes(), secret);
    Ok(file.write().into_bytes())
}

/// Opens what [`seal`] made. Every field is checked before the key derivation takes memory or
/// time.
pub fn open(passphrase: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealedError> {
    if passphrase.is_empty() {
        return Err(SealedError::Empty);
    }
    let file = Sealed::read(sealed)?;
    let key = file.key(passphrase)?;
    aead::open(&key, file.nonce, file.header().as_bytes(), &file.body)
        .map(Zeroizing::new)
        .map_err(|_| SealedError::Wrong)
}

struct Sealed {
    cost: Argon2Cost,
    salt: [u8; 16],
    nonce: [u8; 12],
    body: Vec<u8>,
}

impl Sealed {
    fn key(&self, passphrase: &str) -> Result<Zeroizing<[u8; 32]>, SealedError> {
        kdf::argon2id(passphrase.as_bytes(), &self.salt, self.cost)
            .map(Zeroizing::new)
            .map_err(|e| match e {
                CryptoError::KdfParameters => SealedError::KdfCost,
                other => SealedError::Crypto(other),
            })
    }

    fn header(&self) -> String {
        let Argon2Cost { m_kib, t, p } = self.cost;
        let salt = STANDARD_NO_PAD.encode(self.salt);
        let nonce = STANDARD_NO_PAD.encode(self.nonce);
        format!("{VERSION}\nargon2id v=19 m_kib={m_kib} t={t} p={p}\nsalt {salt}\nnonce {nonce}\n")
    }

    fn write(&self) -> String {
        let mut text = self.header();
        let body = STANDARD_NO_PAD.encode(&self.body);
        for i in (0..body.len()).step_by(COLUMNS) {
            let line = &body[i..body.len().min(i + COLUMNS)];
            writeln!(text, "{line}").expect("a String takes every write");
        }
        text
    }

    /// Takes exactly what [`Self::write`] makes of the parsed fields.
    fn read(bytes: &[u8]) -> Result<Self, SealedError> {
        if bytes.len() > MAX_FILE {
            return Err(SealedError::TooLong);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| SealedError::Format)?;
        let (version, rest) = text.split_once('\n').ok_or(SealedError::Format)?;
        match version.strip_prefix(FORMAT) {
            Some("1") => {}
            Some(n) if !n.is_empty() && n.bytes().all(|c| c.is_ascii_digit()) => {
                return Err(SealedError::Newer);
            }
            _ => return Err(SealedError::Format),
        }
        let file = Self::read_fields(rest).ok_or(SealedError::Format)?;
        if file.write() != text {
            return Err(SealedError::Format);
        }
        let (cost, cap) = (file.cost, Argon2Cost::CAP);
        if cost.m_kib > cap.m_kib || cost.t > cap.t || cost.p > cap.p {
            return Err(SealedError::KdfCost);
        }
        Ok(file)
    }

    fn read_fields(text: &str) -> Option<Self> {
        let (kdf, rest) = text.split_once('\n')?;
        let (salt, rest) = rest.split_once('\n')?;
        let (nonce, body) = rest.split_once('\n')?;
        let mut cost = kdf.strip_prefix("argon2id v=19 ")?.split(' ');
        let mut number =
            |key: &str| -> Option<u32> { cost.next()?.strip_prefix(key)?.parse().ok() };
        let cost = Argon2Cost {
            m_kib: number("m_kib=")?,
            t: number("t=")?,
            p: number("p=")?,
        };
        Some(Self {
            cost,
            salt: decode(salt.strip_prefix("salt ")?)?.try_into().ok()?,
            nonce: decode(nonce.strip_prefix("nonce ")?)?.try_into().ok()?,
            body: decode(&body.replace('\n', ""))?,
        })
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD_NO_PAD.decode(text).ok()
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

    fn sealed(secret: &[u8]) -> Vec<u8> {
        seal_with("correct horse", secret, CHEAP, &FixedRandom::new(1)).expect("seal")
    }

    #[test]
    fn the_text_of_a_sealed_file_is_frozen() {
        let frozen = "invigil-sealed/1\nargon2id v=19 m_kib=64 t=1 p=1\n\
                      salt 8OOZMzMzL0WcsGP4mHAhYg\nnonce OOqXrTRMDh7iVu5+\n\
                      vwxdlghgYnB7PJ7btA0auF3Teqc\n";
        assert_eq!(String::from_utf8(sealed(b"seed")).expect("text"), frozen);
        let opened = open("correct horse", frozen.as_bytes()).expect("open");
        assert_eq!(opened.as_slice(), b"seed");
    }

    #[test]
    fn version_1_costs_open_what_they_sealed() {
        let file = seal("correct horse", b"seed", &FixedRandom::new(1)).expect("seal");
        assert!(String::from_utf8_lossy(&file).contains("m_kib=65536 t=3 p=1\n"));
        assert_eq!(
            open("correct horse", &file).expect("open").as_slice(),
            b"seed"
        );
        assert_eq!(open("Correct horse", &file), Err(SealedError::Wrong));
    }

    #[test]
    fn every_broken_rule_has_its_code() {
        let text = String::from_utf8(sealed(&[7; 100])).expect("text");
        let check = |from: &str, to: &str, want: &str| {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text, "{from:?} is in the file");
            let got = open("correct horse", changed.as_bytes());
            assert_eq!(got.expect_err(to).code().0, want, "{from:?} -> {to:?}");
        };
        check("sealed/1", "sealed/2", "sealed.newer");
        check("sealed/1", "sealed/", "sealed.format");
        check("sealed/1", "sealed/1\r", "sealed.format");
        check("argon2id", "argon2i", "sealed.format");
        check("v=19", "v=16", "sealed.format");
        check("m_kib=64", "m_kib=4194304", "sealed.kdf-cost");
        check("t=1", "t=11", "sealed.kdf-cost");
        check("p=1", "p=5", "sealed.kdf-cost");
        check("m_kib=64", "m_kib=1", "sealed.kdf-cost");
        check("t=1", "t=0", "sealed.kdf-cost");
        check("t=1", "t=01", "sealed.format");
        check("t=1", "t=+1", "sealed.format");
        check("t=1", "t=2", "sealed.wrong-passphrase");
        check(" p=1", " p=1 x=1", "sealed.format");
        check("salt ", "salt  ", "sealed.format");
        check("salt ", "pepper ", "sealed.format");
        let short = text.trim_end();
        assert_eq!(
            open("correct horse", short.as_bytes()),
            Err(SealedError::Format)
        );
        let long = format!("{text}\n");
        assert_eq!(
            open("correct horse", long.as_bytes()),
            Err(SealedError::Format)
        );
        let joined = long.replacen("\n", "", 5);
        assert_eq!(
            open("correct horse", joined.as_bytes()),
            Err(SealedError::Format)
        );
    }

    #[test]
    fn caps_and_the_empty_passphrase_are_refused() {
        let random = FixedRandom::new(1);
        let long = vec![0; MAX_SECRET + 1];
        assert_eq!(
            seal_with("a", &long, CHEAP, &random),
            Err(SealedError::TooLong)
        );
        assert_eq!(seal_with("", b"", CHEAP, &random), Err(SealedError::Empty));
        assert_eq!(open("", &sealed(b"")), Err(SealedError::Empty));
        assert_eq!(
            open("a", &vec![b'a'; MAX_FILE + 1]),
            Err(SealedError::TooLong)
        );
        let longest = sealed(&vec![0; MAX_SECRET]);
        assert!(open("correct horse", &longest).is_ok());
    }

    proptest! {
        #[test]
        fn a_secret_round_trips(secret in prop::collection::vec(any::<u8>(), 0..300)) {
            let opened = open("correct horse", &sealed(&secret)).expect("open");
            prop_assert_eq!(opened.as_slice(), secret.as_slice());
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(open("correct horse", &bytes).is_err());
        }

        #[test]
        fn any_changed_byte_is_refused(at in any::<prop::sample::Index>(), to in any::<u8>()) {
            let mut bytes = sealed(b"secret");
            let at = at.index(bytes.len());
            prop_assume!(bytes[at] != to);
            bytes[at] = to;
            prop_assert!(open("correct horse", &bytes).is_err());
        }
    }
}
