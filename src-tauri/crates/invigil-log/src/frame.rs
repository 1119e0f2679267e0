//! Frames: a few events committed together, as line i of `public.jsonl` and of `private.jsonl`.
//!
//! `commit_i = SHA256(salt_i || private_line)`, `leaf_i = SHA256(0x00 || commit_i || public_line)`
//! (RFC 6962, 2.1, with the commitment in front of the data), `salt_i` = the first 16 bytes of
//! HMAC-SHA256(seed, u64be i). Without the seed a private line cannot be guessed from its
//! commitment, and a redacted copy still has its leaves.

use invigil_crypto::digest::{Digest, HmacKey, sha256_each, sha256_parts};

use invigil_model::Language;

use crate::{
    Edit, Event, LogError, Stamped,
    event::ReadError,
    wire::{Cursor, Field, Mismatch},
};

/// The most events a frame holds.
pub const MAX_FRAME_EVENTS: usize = 1024;

/// The longest line in bytes, public or private.
pub const MAX_LINE: usize = 2 * 1024 * 1024;

/// Bytes of a frame's salt.
const SALT: usize = 16;

const PUBLIC: &str = "public";
const PRIVATE: &str = "private";

/// The two lines of a frame, without line ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameLines {
    /// The line of `public.jsonl`.
    pub public: String,
    /// The line of `private.jsonl`: what was typed and chosen.
    pub private: String,
}

/// Writes frame `index`: the one legal encoding of these events.
pub fn encode_frame(index: u64, events: &[Stamped]) -> Result<FrameLines, LogError> {
    check_size(index, events.len())?;
    let mut lines = FrameLines {
        public: format!("{{\"frame\":{index},\"events\":["),
        private: format!("{{\"frame\":{index},\"private\":["),
    };
    let mut no_private_yet = true;
    for (n, Stamped { at, event }) in events.iter().enumerate() {
        lines.public.push_str(if n == 0 { "[" } else { ",[" });
        at.write(&mut lines.public);
        lines.public.push(',');
        no_private_yet &= !event.write(&mut lines.public, &mut lines.private, no_private_yet);
        lines.public.push(']');
    }
    lines.public.push_str("]}");
    lines.private.push_str("]}");
    check_length(&lines.public, &lines.private)?;
    Ok(lines)
}

/// Reads frame `index`; any other bytes than [`encode_frame`] makes are refused.
pub fn decode_frame(index: u64, public: &str, private: &str) -> Result<Vec<Stamped>, LogError> {
    let mut events = Vec::new();
    decode_to(index, public, private, &mut Alike::default(), |met| {
        events.push(match met {
            Met::Edit(edit) => edit.into(),
            Met::Other(event) => event,
        });
    })?;
    Ok(events)
}

/// An event as it is read.
pub(crate) enum Met<'a> {
    Edit(Edit<'a>),
    Other(Stamped),
}

/// One edit's public array is like the next one's but for the time: what stands behind the time
/// is remembered and compared in one go.
#[derive(Default)]
pub(crate) struct Alike<'a>(Option<(&'a str, u16, Language)>);

impl<'a> Alike<'a> {
    fn remember(&mut self, event: &Event, behind: &'a str) {
        if let Event::Edit { task, language, .. } = event {
            self.0 = Some((behind, *task, *language));
        }
    }

    /// The next event if it is such an edit and its text has no escapes; otherwise the cursors
    /// stand where they stood.
    #[inline]
    fn next(
        &self,
        public: &mut Cursor<'a>,
        private: &mut Cursor<'a>,
        first: bool,
        first_private: bool,
    ) -> Option<Edit<'a>> {
        let alike = self.0?;
        let marks = (public.mark(), private.mark());
        let edit = read_alike(alike, public, private, first, first_private);
        if edit.is_none() {
            public.back_to(marks.0);
            private.back_to(marks.1);
        }
        edit
    }
}

#[inline]
fn read_alike<'a>(
    (behind, task, language): (&str, u16, Language),
    public: &mut Cursor<'a>,
    private: &mut Cursor<'a>,
    first: bool,
    first_private: bool,
) -> Option<Edit<'a>> {
    for (cursor, first) in [(&mut *public, first), (&mut *private, first_private)] {
        if !first {
            cursor.byte(b',')?;
        }
        cursor.byte(b'[')?;
    }
    let at = u64::read(public).ok()?;
    public.text(behind)?;
    let at_char = u32::read(private).ok()?;
    private.byte(b',')?;
    let delete = u32::read(private).ok()?;
    private.byte(b',')?;
    let insert = private.plain()?;
    private.byte(b']')?;
    Some(Edit {
        at,
        task,
        language,
        at_char,
        delete,
        insert,
    })
}

/// [`decode_frame`], giving each event away as it is read.
pub(crate) fn decode_to<'a>(
    index: u64,
    public: &'a str,
    private: &'a str,
    alike: &mut Alike<'a>,
    each: impl FnMut(Met<'a>),
) -> Result<(), LogError> {
    check_length(public, private)?;
    let mut cursors = (Cursor::new(public), Cursor::new(private));
    check_number(index, &mut cursors.0, PUBLIC)?;
    check_number(index, &mut cursors.1, PRIVATE)?;
    let count = decode_events(&mut cursors.0, &mut cursors.1, alike, each);
    let count = count.map_err(|e| match e {
        ReadError::Public(Mismatch::At(at)) => line(index, PUBLIC, at),
        ReadError::Private(Mismatch::At(at)) => line(index, PRIVATE, at),
        ReadError::Public(Mismatch::Kind) | ReadError::Private(Mismatch::Kind) => {
            LogError::UnknownKind { frame: index }
        }
    })?;
    check_size(index, count)
}

fn line(frame: u64, side: &'static str, at: usize) -> LogError {
    LogError::Line { frame, side, at }
}

fn check_size(frame: u64, count: usize) -> Result<(), LogError> {
    if (1..=MAX_FRAME_EVENTS).contains(&count) {
        Ok(())
    } else {
        Err(LogError::FrameSize { frame, count })
    }
}

fn check_length(public: &str, private: &str) -> Result<(), LogError> {
    for (side, text) in [(PUBLIC, public), (PRIVATE, private)] {
        if text.len() > MAX_LINE {
            return Err(LogError::TooLong { side });
        }
    }
    Ok(())
}

/// Passes `{"frame":N,"events":[` or its private twin.
fn check_number(index: u64, cursor: &mut Cursor<'_>, side: &'static str) -> Result<(), LogError> {
    let mut read = || {
        cursor.expect("{\"frame\":")?;
        let number = u64::read(cursor)?;
        cursor.expect(if side == PUBLIC {
            ",\"events\":["
        } else {
            ",\"private\":["
        })?;
        Ok(number)
    };
    match read() {
        Ok(number) if number == index => Ok(()),
        Ok(_) => Err(LogError::Order { line: index, side }),
        Err(Mismatch::At(at)) => Err(line(index, side, at)),
        Err(Mismatch::Kind) => Err(LogError::UnknownKind { frame: index }),
    }
}

/// Gives the number of events, which may be one more than a frame holds.
fn decode_events<'a>(
    public: &mut Cursor<'a>,
    private: &mut Cursor<'a>,
    alike: &mut Alike<'a>,
    mut each: impl FnMut(Met<'a>),
) -> Result<usize, ReadError> {
    let (mut count, mut no_private_yet) = (0, true);
    while !public.peek(b']') && count <= MAX_FRAME_EVENTS {
        if let Some(edit) = alike.next(public, private, count == 0, no_private_yet) {
            no_private_yet = false;
            each(Met::Edit(edit));
            count += 1;
            continue;
        }
        let before = if count == 0 { "[" } else { ",[" };
        public.expect(before).map_err(ReadError::Public)?;
        let at = u64::read(public).map_err(ReadError::Public)?;
        let behind = public.mark();
        public.expect(",").map_err(ReadError::Public)?;
        let (event, had_private) = Event::read(public, private, no_private_yet)?;
        no_private_yet &= !had_private;
        public.expect("]").map_err(ReadError::Public)?;
        alike.remember(&event, public.since(behind));
        each(Met::Other(Stamped { at, event }));
        count += 1;
    }
    if count <= MAX_FRAME_EVENTS {
        end(public).map_err(ReadError::Public)?;
        end(private).map_err(ReadError::Private)?;
    }
    Ok(count)
}

fn end(cursor: &mut Cursor<'_>) -> Result<(), Mismatch> {
    cursor.expect("]}")?;
    if cursor.at_end() {
        Ok(())
    } else {
        cursor.fail()
    }
}

/// The salts of one log, from `log/seed`.
#[derive(Clone, Debug)]
pub struct Salts(HmacKey);

impl Salts {
    /// The salts under this seed.
    pub fn new(seed: &[u8; 32]) -> Self {
        Self(HmacKey::new(seed))
    }

    fn salt(&self, index: u64) -> [u8; SALT] {
        let mut salt = [0; SALT];
        salt.copy_from_slice(&self.0.tag(&index.to_be_bytes())[..SALT]);
        salt
    }
}

/// What a redacted copy keeps of a private line.
pub fn commitment(salts: &Salts, index: u64, private: &str) -> Digest {
    sha256_parts(&[&salts.salt(index), private.as_bytes()])
}

/// The leaf of frame `index`.
pub fn leaf(salts: &Salts, index: u64, lines: &FrameLines) -> Digest {
    leaf_of_commitment(&commitment(salts, index, &lines.private), &lines.public)
}

/// The leaves of consecutive frames, given as public and private line, from frame `first` on.
pub(crate) fn leaves(salts: &Salts, first: u64, lines: &[(&str, &str)]) -> Vec<Digest> {
    let indexes: Vec<[u8; 8]> = (first..).take(lines.len()).map(u64::to_be_bytes).collect();
    let salts = salts.0.tags(&indexes);
    let mut commitments = vec![Digest::default(); lines.len()];
    let private = salts.iter().zip(lines);
    let private = private.map(|(salt, (_, private))| [&salt[..SALT], private.as_bytes()]);
    sha256_each(private, |n, commitment| commitments[n] = commitment);
    let mut leaves = vec![Digest::default(); lines.len()];
    let public = commitments.iter().zip(lines);
    let public = public.map(|(commitment, (public, _))| [&[0], &commitment[..], public.as_bytes()]);
    sha256_each(public, |n, leaf| leaves[n] = leaf);
    leaves
}

/// The leaf of a public line and a commitment to its private twin.
pub fn leaf_of_commitment(commitment: &Digest, public: &str) -> Digest {
    sha256_parts(&[&[0], commitment, public.as_bytes()])
}

#[cfg(test)]
pub(crate) mod tests;
