//! A whole log from its two files: leaves, tree and events in one pass, kept or passed on.

use crate::{
    Edit, FrameLines, LogError, MAX_LINE, Salts, Stamped, Tree,
    frame::{Alike, Met, decode_to, leaves},
};

/// Frames whose leaves are hashed together.
const BATCH: usize = 64;

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
    let (mut leaves, mut events) = (Vec::new(), Vec::new());
    let tree = replay_to(public, private, seed, |seen| match seen {
        Seen::Edit(edit) => events.push(edit.into()),
        Seen::Event(event) => events.push(event),
        Seen::Frame { leaf, .. } => leaves.push(leaf),
    })?;
    Ok(Replay {
        tree,
        leaves,
        events,
    })
}

/// What [`replay_to`] comes upon.
#[derive(Debug)]
pub enum Seen<'a> {
    /// An edit.
    Edit(Edit<'a>),
    /// An event; an edit too, where it is unlike the one before.
    Event(Stamped),
    /// A whole frame; its events came before, and maybe those of some later frames too.
    Frame {
        /// Its leaf.
        leaf: [u8; 32],
        /// The tree with this leaf.
        tree: &'a Tree,
    },
}

/// [`replay`] without keeping anything: gives the events away in their order, and the frames in
/// theirs.
/// What was given away before an error counts for nothing.
pub fn replay_to(
    public: &[u8],
    private: &[u8],
    seed: &[u8; 32],
    mut each: impl FnMut(Seen<'_>),
) -> Result<Tree, LogError> {
    let (public, private) = (text(public, "public")?, text(private, "private")?);
    let salts = Salts::new(seed);
    let (mut tree, mut alike) = (Tree::new(), Alike::default());
    let (mut publics, mut privates) = (lines(public), lines(private));
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        let index = tree.size() + batch.len() as u64;
        let (public, private) = match (publics.next(), privates.next()) {
            (Some(public), Some(private)) => (public, private),
            (None, None) => {
                grow(&mut tree, &salts, &mut batch, &mut each);
                return Ok(tree);
            }
            (one, other) => {
                let left =
                    |line: Option<_>, rest: usize| index + u64::from(line.is_some()) + rest as u64;
                return Err(LogError::Unpaired {
                    public: left(one, publics.count()),
                    private: left(other, privates.count()),
                });
            }
        };
        decode_to(index, public, private, &mut alike, |met| {
            each(match met {
                Met::Edit(edit) => Seen::Edit(edit),
                Met::Other(event) => Seen::Event(event),
            });
        })?;
        batch.push((public, private));
        if batch.len() == BATCH {
            grow(&mut tree, &salts, &mut batch, &mut each);
        }
    }
}

/// Takes the frames of a batch into the tree.
fn grow(
    tree: &mut Tree,
    salts: &Salts,
    batch: &mut Vec<(&str, &str)>,
    each: &mut impl FnMut(Seen<'_>),
) {
    for leaf in leaves(salts, tree.size(), batch) {
        tree.push(leaf);
        let tree = &*tree;
        each(Seen::Frame { leaf, tree });
    }
    batch.clear();
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

/// The lines of a text whose last one is ended.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut from = 0;
    memchr::memchr_iter(b'\n', text.as_bytes()).map(move |end| {
        let line = &text[from..end];
        from = end + 1;
        line
    })
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
