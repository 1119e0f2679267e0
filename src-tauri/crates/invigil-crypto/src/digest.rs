//! SHA-256, SHA-512, HMAC-SHA256 and hexadecimal.

use ring::{digest, hmac};

/// A SHA-256 digest.
pub type Digest = [u8; 32];

/// SHA-256 of `bytes` (FIPS 180-4).
pub fn sha256(bytes: &[u8]) -> Digest {
    sha256_parts(&[bytes])
}

/// What is joined on the stack before it is hashed: a hash in one go costs a third of one in
/// pieces, and most of a log's hashes are of less than this.
const JOINED: usize = 512;

/// SHA-256 of the concatenation of `parts`.
pub fn sha256_parts(parts: &[&[u8]]) -> Digest {
    if let [one] = parts {
        return array(digest::digest(&digest::SHA256, one).as_ref());
    }
    let length: usize = parts.iter().map(|part| part.len()).sum();
    if length <= JOINED {
        let (mut joined, mut at) = ([0; JOINED], 0);
        for part in parts {
            joined[at..at + part.len()].copy_from_slice(part);
            at += part.len();
        }
        return array(digest::digest(&digest::SHA256, &joined[..length]).as_ref());
    }
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    array(context.finish().as_ref())
}

/// SHA-512 of `bytes`.
pub fn sha512(bytes: &[u8]) -> [u8; 64] {
    array(digest::digest(&digest::SHA512, bytes).as_ref())
}

/// A key for many HMAC-SHA256 tags: its two first blocks are hashed once.
#[derive(Clone)]
pub struct HmacKey(hmac::Key);

impl HmacKey {
    /// The key with these bytes.
    pub fn new(key: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// HMAC-SHA256 (RFC 2104) of `bytes`.
    pub fn tag(&self, bytes: &[u8]) -> Digest {
        array(hmac::sign(&self.0, bytes).as_ref())
    }
}

impl std::fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HmacKey(..)")
    }
}

/// HMAC-SHA256 (RFC 2104) of the concatenation of `parts`.
pub fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> Digest {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    for part in parts {
        context.update(part);
    }
    array(context.sign().as_ref())
}

/// Whether `tag` is the HMAC-SHA256 of `bytes`, compared in constant time.
pub fn hmac_sha256_verify(key: &[u8], bytes: &[u8], tag: &[u8]) -> bool {
    hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, key), bytes, tag).is_ok()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [b >> 4, b & 15])
        .map(|n| char::from(DIGITS[usize::from(n)]))
        .collect()
}

/// Lower-case hexadecimal of exactly `N` bytes; anything else is `None`.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let text = text.as_bytes();
    if text.len() != 2 * N {
        return None;
    }
    let mut out = [0; N];
    for (byte, pair) in out.iter_mut().zip(text.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(out)
}

fn nibble(c: u8) -> Option<u8> {
    match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    }
}

fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(bytes);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_of_abc_is_the_published_value() {
        let want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hex(&sha256(b"abc")), want);
        assert_eq!(sha256_parts(&[b"a", b"", b"bc"]), sha256(b"abc"));
        assert_eq!(unhex(want), Some(sha256(b"abc")));
    }

    #[test]
    fn parts_hash_like_their_concatenation_at_every_length() {
        let bytes: Vec<u8> = (0..=255).cycle().take(2 * JOINED).collect();
        for length in [0, 1, 63, 64, JOINED - 1, JOINED, JOINED + 1, 2 * JOINED] {
            let (whole, middle) = (&bytes[..length], length / 3);
            let (a, b) = whole.split_at(middle);
            assert_eq!(sha256_parts(&[a, b]), sha256(whole), "{length}");
        }
    }

    #[test]
    fn a_key_used_often_gives_the_same_tags() {
        let key = HmacKey::new(b"key");
        for text in [&b""[..], b"a", &[7; 200]] {
            assert_eq!(key.tag(text), hmac_sha256(b"key", &[text]));
        }
    }

    #[test]
    fn hexadecimal_is_lower_case_and_exact() {
        assert_eq!(unhex::<1>("AB"), None);
        assert_eq!(unhex::<1>("a"), None);
        assert_eq!(unhex::<1>("abc"), None);
        assert_eq!(unhex::<1>("ab"), Some([0xab]));
    }
}
