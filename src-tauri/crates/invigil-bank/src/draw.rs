//! Reproducible draws: ChaCha20 keyed by SHA-256 of what the draw is for.
//!
//! The way from key stream to number is written out here, so that another version of a crate
//! cannot change what a bank or a form looks like. Deliberately absent: secrets; whoever knows
//! the parts knows the draw.

use invigil_crypto::digest::sha256_parts;
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};

/// A stream of draws named by its parts.
pub(crate) struct Draw(ChaCha20Rng);

impl Draw {
    /// The stream of `purpose` and `parts`, each length-prefixed (u64, big-endian) before hashing.
    pub(crate) fn new(purpose: &str, parts: &[&[u8]]) -> Self {
        let lengths: Vec<[u8; 8]> = std::iter::once(purpose.len())
            .chain(parts.iter().map(|p| p.len()))
            .map(|n| (n as u64).to_be_bytes())
            .collect();
        let mut all: Vec<&[u8]> = Vec::with_capacity(2 * lengths.len());
        for (length, part) in lengths
            .iter()
            .zip(std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()))
        {
            all.push(length);
            all.push(part);
        }
        Self(ChaCha20Rng::from_seed(sha256_parts(&all)))
    }

    /// A uniform number below `n` (0 for `n` = 0): 64-bit words of the stream, those at or past
    /// the last multiple of `n` are dropped.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        if n == 0 {
            return 0;
        }
        let last_multiple = u64::MAX - u64::MAX % n;
        loop {
            let word = self.0.next_u64();
            if word < last_multiple {
                return word % n;
            }
        }
    }

    /// A uniform index below `n`.
    pub(crate) fn index(&mut self, n: usize) -> usize {
        usize::try_from(self.below(n as u64)).unwrap_or(0)
    }

    /// Fisher-Yates, from the last place to the first.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.index(i + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_every_part_and_its_borders() {
        let first = |parts: &[&[u8]]| Draw::new("test", parts).below(u64::MAX);
        assert_eq!(first(&[b"ab", b"c"]), first(&[b"ab", b"c"]));
        assert_ne!(first(&[b"ab", b"c"]), first(&[b"a", b"bc"]));
        assert_ne!(first(&[b"ab", b"c"]), first(&[b"abc"]));
    }

    #[test]
    fn the_stream_is_frozen() {
        let mut draw = Draw::new("frozen", &[b"bank", b"family"]);
        let drawn: Vec<u64> = (0..4).map(|_| draw.below(1_000_000)).collect();
        // The same by an independent ChaCha20 of RFC 8439 (zero nonce, 64-bit words little-endian).
        assert_eq!(drawn, [483_144, 303_516, 486_157, 841_103]);
    }

    #[test]
    fn draws_cover_the_range_evenly() {
        let mut draw = Draw::new("test", &[]);
        let mut counts = [0_u32; 7];
        for _ in 0..7000 {
            counts[draw.index(7)] += 1;
        }
        assert!(counts.iter().all(|c| (850..1150).contains(c)), "{counts:?}");
    }

    #[test]
    fn a_shuffle_keeps_every_item() {
        let mut items: Vec<u32> = (0..50).collect();
        Draw::new("test", &[b"x"]).shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
