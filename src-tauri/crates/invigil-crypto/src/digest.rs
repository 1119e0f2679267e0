//! SHA-256, SHA-512, HMAC-SHA256 and hexadecimal.

mod lanes;

use ring::{digest, hmac};

/// A SHA-256 digest.
pub type Digest = [u8; 32];

/// SHA-256 of `bytes` (FIPS 180-4).
pub fn sha256(bytes: &[u8]) -> Digest {
    sha256_parts(&[bytes])
}

/// SHA-256 of the concatenation of `parts`.
pub fn sha256_parts(parts: &[&[u8]]) -> Digest {
    if let Some(digest) = short(INITIAL, 0, parts) {
        return digest;
    }
    if let [one] = parts {
        return array(digest::digest(&digest::SHA256, one).as_ref());
    }
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    array(context.finish().as_ref())
}

/// SHA-256 of each message, which is the concatenation of its parts; two at a time.
pub fn sha256_each<'a, const N: usize>(
    messages: impl IntoIterator<Item = [&'a [u8]; N]>,
    each: impl FnMut(usize, Digest),
) {
    lanes::run((INITIAL, 0), messages, sha256_parts, each);
}

/// The most blocks that are put together on the stack. Most of a log's hashes are shorter; there
/// ring's bookkeeping costs as much as the hash.
const BLOCKS: usize = 8;
const BLOCK: usize = 64;
/// The byte that ends a message, and its length in bits.
const PADDING: usize = 9;

/// The initial hash value (FIPS 180-4, 5.3.3).
const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// SHA-256 of `parts` behind `before` bytes (whole blocks) that led to `state`; `None` when they
/// are long.
fn short(mut state: [u32; 8], before: usize, parts: &[&[u8]]) -> Option<Digest> {
    let mut blocks = [[0; BLOCK]; BLOCKS];
    let count = pad(&mut blocks, before, parts)?;
    sha2::block_api::compress256(&mut state, &blocks[..count]);
    Some(bytes_of(state))
}

/// Puts the blocks of a message behind `before` bytes together; how many there are, unless it is
/// long.
fn pad(blocks: &mut [[u8; BLOCK]; BLOCKS], before: usize, parts: &[&[u8]]) -> Option<usize> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let count = (length + PADDING).div_ceil(BLOCK);
    let bytes = blocks.get_mut(..count)?.as_flattened_mut();
    let mut at = 0;
    for part in parts {
        bytes[at..at + part.len()].copy_from_slice(part);
        at += part.len();
    }
    bytes[at] = 0x80;
    bytes[at + 1..].fill(0);
    let end = bytes.len();
    let bits = (before as u64 + length as u64) * 8;
    bytes[end - 8..].copy_from_slice(&bits.to_be_bytes());
    Some(count)
}

fn bytes_of(state: [u32; 8]) -> Digest {
    let mut out = [0; 32];
    for (word, bytes) in state.iter().zip(out.chunks_exact_mut(4)) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    out
}

/// SHA-512 of `bytes`.
pub fn sha512(bytes: &[u8]) -> [u8; 64] {
    array(digest::digest(&digest::SHA512, bytes).as_ref())
}

/// A key for many HMAC-SHA256 tags: its two first blocks are hashed once.
#[derive(Clone)]
pub struct HmacKey {
    inner: [u32; 8],
    outer: [u32; 8],
    key: hmac::Key,
}

impl HmacKey {
    /// The key with these bytes.
    pub fn new(key: &[u8]) -> Self {
        let mut block = [0; BLOCK];
        if key.len() > BLOCK {
            block[..32].copy_from_slice(&sha256(key));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let behind = |pad: u8| {
            let mut state = INITIAL;
            sha2::block_api::compress256(&mut state, &[block.map(|byte| byte ^ pad)]);
            state
        };
        Self {
            inner: behind(0x36),
            outer: behind(0x5c),
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
        }
    }

    /// HMAC-SHA256 (RFC 2104) of `bytes`.
    pub fn tag(&self, bytes: &[u8]) -> Digest {
        short(self.inner, BLOCK, &[bytes])
            .and_then(|inner| short(self.outer, BLOCK, &[&inner]))
            .unwrap_or_else(|| array(hmac::sign(&self.key, bytes).as_ref()))
    }

    /// [`HmacKey::tag`] of each message of eight bytes, two at a time.
    pub fn tags(&self, messages: &[[u8; 8]]) -> Vec<Digest> {
        let mut inner = vec![Digest::default(); messages.len()];
        let parts = messages.iter().map(|message| [&message[..]]);
        let short = |_: &[&[u8]]| unreachable!("eight bytes are one block");
        lanes::run((self.inner, BLOCK), parts, short, |n, digest| {
            inner[n] = digest;
        });
        let mut outer = vec![Digest::default(); messages.len()];
        let parts = inner.iter().map(|digest| [&digest[..]]);
        lanes::run((self.outer, BLOCK), parts, short, |n, digest| {
            outer[n] = digest;
        });
        outer
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
    fn every_length_and_split_hashes_as_ring_hashes_it() {
        let bytes: Vec<u8> = (0..=255).cycle().take(2 * BLOCKS * BLOCK).collect();
        for length in 0..=bytes.len() {
            let (whole, middle) = (&bytes[..length], length / 3);
            let ring: Digest = array(digest::digest(&digest::SHA256, whole).as_ref());
            let (a, b) = whole.split_at(middle);
            assert_eq!(sha256_parts(&[a, b]), ring, "{length}");
            assert_eq!(sha256(whole), ring, "{length}");
        }
    }

    #[test]
    fn a_key_used_often_gives_the_tags_of_ring() {
        let bytes: Vec<u8> = (0..=255).cycle().take(2 * BLOCKS * BLOCK).collect();
        for length in [0, 1, 31, 32, 63, 64, 65, 200] {
            let key = HmacKey::new(&bytes[..length]);
            for message in 0..=bytes.len() {
                let message = &bytes[..message];
                let ring = hmac_sha256(&bytes[..length], &[message]);
                assert_eq!(key.tag(message), ring, "{length} {}", message.len());
            }
        }
    }

    #[test]
    fn many_messages_hash_as_each_alone() {
        let bytes: Vec<u8> = (0..=255).cycle().take(2 * BLOCKS * BLOCK).collect();
        for count in [0, 1, 2, 3, bytes.len()] {
            let whole: Vec<[&[u8]; 1]> = (0..count).map(|n| [&bytes[..n]]).collect();
            let split: Vec<[&[u8]; 2]> = (0..count)
                .map(|n| bytes[..n].split_at(n / 3).into())
                .collect();
            for digests in [each(whole), each(split)] {
                let alone = (0..count).map(|n| sha256(&bytes[..n]));
                assert!(digests.into_iter().eq(alone.map(Some)), "{count}");
            }
        }
    }

    fn each<const N: usize>(messages: Vec<[&[u8]; N]>) -> Vec<Option<Digest>> {
        let mut digests = vec![None; messages.len()];
        sha256_each(messages, |n, digest| {
            assert_eq!(digests[n].replace(digest), None, "one digest a message");
        });
        digests
    }

    #[test]
    fn many_tags_are_each_alone() {
        let key = HmacKey::new(b"a key");
        for count in [0, 1, 2, 3, 64] {
            let messages: Vec<[u8; 8]> = (0..count).map(u64::to_be_bytes).collect();
            let alone = messages.iter().map(|message| key.tag(message));
            assert!(key.tags(&messages).into_iter().eq(alone), "{count}");
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
