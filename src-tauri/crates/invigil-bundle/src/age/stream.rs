//! The payload (age.md, "Payload"): chunks of 64 KiB, each sealed under a counter and a last flag.

use super::AgeError;
use invigil_crypto::aead;

const CHUNK: usize = 64 << 10;
const SEALED_CHUNK: usize = CHUNK + aead::TAG_LEN;

/// Appends the sealed chunks of `plain`; an empty text is one empty chunk.
pub(super) fn seal(key: &[u8; 32], plain: &[u8], out: &mut Vec<u8>) {
    let mut rest = plain;
    for counter in 0.. {
        let (chunk, behind) = rest.split_at(rest.len().min(CHUNK));
        let last = behind.is_empty();
        out.extend(aead::seal(key, nonce(counter, last), b"", chunk));
        if last {
            return;
        }
        rest = behind;
    }
}

/// The plain text of all chunks, when every one authenticates in its place.
pub(super) fn open(key: &[u8; 32], sealed: &[u8], cap: usize) -> Result<Vec<u8>, AgeError> {
    let count = sealed.len().div_ceil(SEALED_CHUNK);
    let len = sealed.len().saturating_sub(count * aead::TAG_LEN);
    if len > cap {
        return Err(AgeError::TooLarge);
    }
    // A chunk is opened where it stands, so that nothing is copied: room for the last tag too.
    let mut out = Vec::with_capacity(len + aead::TAG_LEN);
    for (i, chunk) in sealed.chunks(SEALED_CHUNK).enumerate() {
        let last = i + 1 == count;
        let before = out.len();
        open_chunk(key, i as u64, last, chunk, &mut out)?;
        if last && out.len() == before && i > 0 {
            return Err(AgeError::EmptyChunk);
        }
    }
    if count == 0 {
        return Err(AgeError::Truncated);
    }
    Ok(out)
}

fn open_chunk(
    key: &[u8; 32],
    counter: u64,
    last: bool,
    chunk: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), AgeError> {
    let mut opens = |last| aead::open_onto(key, nonce(counter, last), b"", chunk, out);
    opens(last).map_err(|_| match (opens(!last), last) {
        (Err(_), _) => AgeError::Chunk,
        (Ok(_), true) => AgeError::Truncated,
        (Ok(_), false) => AgeError::ExtraChunk,
    })
}

/// 11 bytes of big-endian counter, then 1 for the last chunk.
fn nonce(counter: u64, last: bool) -> [u8; 12] {
    let mut out = [0; 12];
    out[3..11].copy_from_slice(&counter.to_be_bytes());
    out[11] = u8::from(last);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    fn sealed(len: usize) -> Vec<u8> {
        let mut out = Vec::new();
        seal(&KEY, &vec![1; len], &mut out);
        out
    }

    fn check(sealed: &[u8], want: Result<usize, AgeError>) {
        let got = open(&KEY, sealed, usize::MAX);
        assert_eq!(got.map(|plain| plain.len()), want);
    }

    #[test]
    fn every_length_around_a_chunk_round_trips() {
        for len in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1] {
            check(&sealed(len), Ok(len));
        }
    }

    #[test]
    fn chunks_dropped_added_swapped_or_cut_are_refused() {
        let two = sealed(CHUNK + 1);
        check(&two[..SEALED_CHUNK], Err(AgeError::Truncated));
        check(&two[..two.len() - 1], Err(AgeError::Chunk));
        check(&two[..SEALED_CHUNK + 3], Err(AgeError::Chunk));
        check(&two[SEALED_CHUNK..], Err(AgeError::Chunk));
        check(&[], Err(AgeError::Truncated));
        let full = sealed(CHUNK);
        check(&[&full, &b"x"[..]].concat(), Err(AgeError::ExtraChunk));
        check(&[full.clone(), full].concat(), Err(AgeError::ExtraChunk));
    }

    #[test]
    fn an_empty_chunk_behind_others_is_refused() {
        let mut bytes = aead::seal(&KEY, nonce(0, false), b"", &[1; CHUNK]);
        bytes.extend(aead::seal(&KEY, nonce(1, true), b"", b""));
        check(&bytes, Err(AgeError::EmptyChunk));
    }
}
