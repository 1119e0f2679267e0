//! The rules of the age subset, one error each.

use invigil_crypto::CryptoError;
use invigil_model::Code;

/// Why a file did not seal or open; its [`AgeError::code`] is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AgeError {
    /// No age file at all.
    #[error("this is not an age file")]
    NotAge,
    /// The armored (text) form.
    #[error("the age file is in the armored form; only the binary one is read")]
    Armored,
    /// Another version than v1.
    #[error("the age file was made by a newer version")]
    Newer,
    /// The header ends in the middle, or has no recipient.
    #[error("the age header is cut off")]
    HeaderTruncated,
    /// More bytes or stanzas than any file of ours.
    #[error("the age header is too long")]
    HeaderTooLarge,
    /// A line that is no stanza, or one with a carriage return.
    #[error("a line of the age header is malformed")]
    Line,
    /// A stanza without arguments, with an empty one, or with a character that is not allowed.
    #[error("the arguments of an age stanza are malformed")]
    Arguments,
    /// A stanza's body that is not canonical base64 in lines of 64 characters.
    #[error("the body of an age stanza is malformed")]
    Body,
    /// A MAC line that is not `--- ` and 43 characters of canonical base64.
    #[error("the last line of the age header is malformed")]
    MacLine,
    /// An X25519 stanza of another shape.
    #[error("an X25519 stanza of the age header is malformed")]
    X25519,
    /// A passphrase stanza; nothing was run.
    #[error("the age file is sealed with a passphrase, which version 1 never reads")]
    Scrypt,
    /// A share or recipient of low order.
    #[error("the age file or recipient uses a weak X25519 point")]
    LowOrder,
    /// None of our identities opens it.
    #[error("the age file is not addressed to this key")]
    NoMatch,
    /// The header was changed.
    #[error("the age header was changed after sealing")]
    Mac,
    /// The payload has no nonce.
    #[error("the age payload is cut off in its nonce")]
    Nonce,
    /// A chunk of the payload was changed.
    #[error("the age payload was changed after sealing")]
    Chunk,
    /// The payload ends before its last chunk.
    #[error("the age payload is cut off")]
    Truncated,
    /// Bytes follow the last chunk.
    #[error("bytes follow the end of the age payload")]
    ExtraChunk,
    /// The last chunk is empty though it is not the only one.
    #[error("the age payload ends with an empty chunk")]
    EmptyChunk,
    /// More plain bytes than the caller takes.
    #[error("the age payload is larger than allowed")]
    TooLarge,
    /// Not `age1...` in lower case.
    #[error("this is not an age recipient (age1...)")]
    Recipient,
    /// Not `AGE-SECRET-KEY-1...` in upper case.
    #[error("this is not an age identity (AGE-SECRET-KEY-1...)")]
    Identity,
    /// Sealing to nobody, or to too many.
    #[error("an age file needs 1 to 64 recipients")]
    Recipients,
    /// The cryptographic room's answer.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
}

impl AgeError {
    /// The stable code.
    pub fn code(&self) -> Code {
        Code(match self {
            Self::NotAge => "age.not-age",
            Self::Armored => "age.armored",
            Self::Newer => "age.newer",
            Self::HeaderTruncated => "age.header-truncated",
            Self::HeaderTooLarge => "age.header-too-large",
            Self::Line => "age.line",
            Self::Arguments => "age.arguments",
            Self::Body => "age.body",
            Self::MacLine => "age.mac-line",
            Self::X25519 => "age.x25519",
            Self::Scrypt => "age.scrypt",
            Self::LowOrder => "age.low-order",
            Self::NoMatch => "age.no-match",
            Self::Mac => "age.mac",
            Self::Nonce => "age.nonce",
            Self::Chunk => "age.chunk",
            Self::Truncated => "age.truncated",
            Self::ExtraChunk => "age.extra-chunk",
            Self::EmptyChunk => "age.empty-chunk",
            Self::TooLarge => "age.too-large",
            Self::Recipient => "age.recipient",
            Self::Identity => "age.identity",
            Self::Recipients => "age.recipients",
            Self::Crypto(_) => "age.crypto",
        })
    }
}
