//! Eight words that two people can compare aloud.
//!
//! The list is this project's own: 256 English words of at most 7 letters that differ within
//! their first three letters. A word is a byte, eight words are 64 bits: enough against a
//! mistaken file and against somebody who must find a key that matches while two people wait;
//! not a replacement for the pinned file itself.

use invigil_crypto::{digest::sha256, sign::PublicKey};

use crate::ssh::key::public_blob;

/// The words of a key: one for each of the first 8 bytes of the SHA-256 of its SSH key blob,
/// that is, of the digest that `ssh-keygen -l` prints in base64.
pub fn fingerprint_words(key: &PublicKey) -> [&'static str; 8] {
    let digest = sha256(&public_blob(key));
    std::array::from_fn(|i| WORDS[usize::from(digest[i])])
}

/// The list of version 1, ascending; the word of byte n is the n-th, from 0.
#[rustfmt::skip]
pub const WORDS: [&str; 256] = [
    "acorn", "actor", "agent", "album", "alley", "amber", "anchor", "ankle",
    "apple", "arrow", "artist", "aspen", "atlas", "autumn", "axle", "bacon",
    "badge", "baker", "bamboo", "banjo", "barrel", "basket", "beach", "beetle",
    "bench", "berry", "birch", "blanket", "blossom", "boat", "bottle", "branch",
    "bread", "brick", "broom", "brush", "bucket", "bugle", "bundle", "butter",
    "cabin", "cactus", "camel", "candle", "carpet", "castle", "cedar", "cellar",
    "chalk", "cherry", "chimney", "circle", "citrus", "clay", "cliff", "clock",
    "cobalt", "coffee", "collar", "comet", "copper", "coral", "cotton", "cradle",
    "cricket", "crown", "crystal", "cup", "curtain", "cushion", "daisy", "dance",
    "diamond", "dolphin", "domino", "donkey", "dragon", "dream", "drum", "duck",
    "dune", "eagle", "easel", "echo", "elbow", "fable", "falcon", "feather",
    "fennel", "fern", "fiddle", "finger", "flag", "flute", "forest", "fossil",
    "fox", "frost", "fudge", "galaxy", "garden", "ginger", "giraffe", "glacier",
    "glove", "granite", "guitar", "hammer", "hazel", "helmet", "heron", "hinge",
    "honey", "horse", "hotel", "hunter", "igloo", "indigo", "island", "ivory",
    "jacket", "jaguar", "jelly", "jewel", "jigsaw", "juice", "jungle", "kayak",
    "kettle", "kitten", "knot", "koala", "ladder", "lagoon", "lantern", "lemon",
    "lentil", "lilac", "lion", "lizard", "lobster", "lotus", "magnet", "maple",
    "marble", "meadow", "melon", "mirror", "moon", "mosaic", "motor", "napkin",
    "needle", "nest", "nickel", "noodle", "north", "nutmeg", "oasis", "ocean",
    "olive", "onion", "opera", "orange", "orbit", "orchid", "otter", "oven",
    "owl", "oyster", "paddle", "palace", "panda", "paper", "parrot", "pebble",
    "pencil", "pepper", "piano", "pigeon", "pillow", "pine", "planet", "plum",
    "pocket", "polar", "pony", "poppy", "potato", "prairie", "pumpkin", "puzzle",
    "quartz", "quilt", "rabbit", "radar", "raven", "ribbon", "river", "robin",
    "rocket", "rope", "ruby", "saddle", "salmon", "sandal", "saturn", "scarf",
    "silver", "snow", "soap", "sofa", "spider", "spoon", "stone", "sugar",
    "summer", "swan", "table", "tango", "teapot", "temple", "thistle", "ticket",
    "tiger", "timber", "toast", "tomato", "topaz", "tower", "tractor", "tulip",
    "tunnel", "turtle", "valley", "vanilla", "velvet", "village", "violin", "volcano",
    "wagon", "walnut", "water", "weasel", "whale", "wheat", "willow", "window",
    "wizard", "wolf", "wool", "yarn", "yellow", "yogurt", "zebra", "zenith",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use invigil_crypto::sign::SigningKey;

    use super::*;

    #[test]
    fn the_words_are_short_ascending_and_differ_in_three_letters() {
        let heads: BTreeSet<&str> = WORDS.iter().map(|word| &word[..3]).collect();
        assert_eq!(heads.len(), 256);
        assert!(WORDS.is_sorted());
        assert!(WORDS.iter().all(|word| (3..=7).contains(&word.len())));
        let lower = |word: &&str| word.bytes().all(|b| b.is_ascii_lowercase());
        assert!(WORDS.iter().all(lower));
    }

    #[test]
    fn the_words_of_a_key_are_the_first_bytes_of_its_fingerprint() {
        let key = SigningKey::from_seed([7; 32]).public();
        let digest = sha256(&public_blob(&key));
        for (word, byte) in fingerprint_words(&key).into_iter().zip(digest) {
            assert_eq!(
                WORDS.iter().position(|w| *w == word),
                Some(usize::from(byte))
            );
        }
    }
}
