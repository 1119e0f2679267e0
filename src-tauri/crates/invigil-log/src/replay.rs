//! A whole log from its two files: leaves, tree and events in one pass.

use crate::{
    FrameLines, LogError, MAX_LINE, Salts, Stamped, Tree, commitment, frame::decode_onto,
    leaf_of_commitment,
};

/// The longest `public.jsonl` or `private.jsonl` in bytes: the cap of an entry of the container.
pub const MAX_LOG: usize = 32 * 1024 * 1024;

/// What a log's two files and its seed say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    /// The tree of the frames' leaves; compare size and root with a checkpoint.
    pub tree: Tree,
    /// The leaves in their order, for a prefix comparison with another log of the ticket.
    pub leaves: Vec<[u8; 32]>,
    /// All events in their order; fold them.
    pub events: Vec<Stamped>,
}

/// Reads `public.jsonl` and `private.jsonl` under `log/seed`. Each line ends with one LF.
///
/// The result is what the files say, not yet what was signed.
pub fn replay(public: &[u8], private: &[u8], seed: &[u8; 32]) -> Result<Replay, LogError> {
    let (public, private) = (text(public, "public")?, text(private, "private")?);
    let salts = Salts::new(seed);
    let mut replay = Replay {
        tree: Tree::new(),
        leaves: Vec::new(),
        // An event takes about 30 bytes of the public line.
        events: Vec::with_capacity((public.len() / 30).min(200_000)),
    };
    let (mut publics, mut privates) = (lines(public), lines(private));
    loop {
        let index = replay.tree.size();
        let (public, private) = match (publics.next(), privates.next()) {
            (Some(public), Some(private)) => (public, private),
            (None, None) => return Ok(replay),
            (one, other) => {
                let left =
                    |line: Option<_>, rest: usize| index + u64::from(line.is_some()) + rest as u64;
                return Err(LogError::Unpaired {
                    public: left(one, publics.count()),
                    private: left(other, privates.count()),
                });
            }
        };
        decode_onto(index, public, private, &mut replay.events)?;
        let leaf = leaf_of_commitment(&commitment(&salts, index, private), public);
        replay.leaves.push(leaf);
        replay.tree.push(leaf);
    }
}

impl FrameLines {
    /// Adds this frame to the two files' text.
    pub fn append_to(&self, public: &mut String, private: &mut String) {
        for (file, line) in [(public, &self.public), (private, &self.private)] {
            file.push_str(line);
            file.push('\n');
        }
    }
}

fn text<'a>(bytes: &'a [u8], side: &'static str) -> Result<&'a str, LogError> {
    if bytes.len() > MAX_LOG {
        return Err(LogError::TooLong { side });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| LogError::Text { side })?;
    if text.is_empty() || text.ends_with('\n') {
        Ok(text)
    } else {
        Err(LogError::Text { side })
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_terminator('\n')
}

// A line's own cap is within a file's.
const _: () = assert!(MAX_LINE < MAX_LOG);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Event, encode_frame};

    fn files(frames: &[u64]) -> (String, String) {
        let (mut public, mut private) = (String::new(), String::new());
        for index in frames {
            let event = Event::Note {
                text: format!("note {index}"),
            };
            encode_frame(*index, &[Stamped { at: *index, event }])
                .expect("encode")
                .append_to(&mut public, &mut private);
        }
        (public, private)
    }

    fn check((public, private): &(String, String), expected: &str) {
        let error = replay(public.as_bytes(), private.as_bytes(), &[1; 32]).expect_err("refused");
        assert_eq!(error.code().0, expected, "{error}");
    }

    #[test]
    fn a_dropped_reordered_or_doubled_frame_is_refused() {
        let (public, private) = files(&[0, 1, 2]);
        let whole = replay(public.as_bytes(), private.as_bytes(), &[1; 32]).expect("whole");
        assert_eq!(
            (whole.tree.size(), whole.events.len(), whole.leaves.len()),
            (3, 3, 3)
        );
        check(&files(&[0, 2]), "log.order");
        check(&files(&[1, 2]), "log.order");
        check(&files(&[0, 2, 1]), "log.order");
        check(&files(&[0, 1, 1]), "log.order");
    }

    #[test]
    fn a_dropped_last_frame_gives_another_tree() {
        let (one, two) = (files(&[0, 1]), files(&[0, 1, 2]));
        let tree = |f: &(String, String)| {
            replay(f.0.as_bytes(), f.1.as_bytes(), &[1; 32])
                .expect("replay")
                .tree
        };
        assert_ne!(tree(&one).root(), tree(&two).root());
    }

    #[test]
    fn the_two_files_go_together() {
        let ((public, _), (_, private)) = (files(&[0, 1, 2]), files(&[0]));
        check(&(public.clone(), private.clone()), "log.unpaired");
        check(&(private, public), "log.line");
        let (public, private) = files(&[0]);
        check(&(public.trim_end().into(), private.clone()), "log.text");
        check(&(public.replace('\n', "\r\n"), private.clone()), "log.line");
        check(&(format!("{public}\n"), private), "log.unpaired");
    }

    #[test]
    fn the_seed_matters_to_the_leaves() {
        let (public, private) = files(&[0]);
        let leaves =
            |seed| replay(public.as_bytes(), private.as_bytes(), &[seed; 32]).map(|r| r.leaves);
        assert_ne!(leaves(1), leaves(2));
    }
}
