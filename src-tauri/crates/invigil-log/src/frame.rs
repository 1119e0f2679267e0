//! Frames: a few events committed together, as line i of `public.jsonl` and of `private.jsonl`.
//!
//! `commit_i = SHA256(salt_i || private_line)`, `leaf_i = SHA256(0x00 || commit_i || public_line)`
//! (RFC 6962, 2.1, with the commitment in front of the data), `salt_i` = the first 16 bytes of
//! HMAC-SHA256(seed, u64be i). Without the seed a private line cannot be guessed from its
//! commitment, and a redacted copy still has its leaves.

use invigil_crypto::digest::{Digest, HmacKey, sha256_parts};

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

    fn salt(&self, index: u64) -> [u8; 16] {
        let mut salt = [0; 16];
        salt.copy_from_slice(&self.0.tag(&index.to_be_bytes())[..16]);
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

/// The leaf of a public line and a commitment to its private twin.
pub fn leaf_of_commitment(commitment: &Digest, public: &str) -> Digest {
    sha256_parts(&[&[0], commitment, public.as_bytes()])
}

#[cfg(test)]
pub(crate) mod tests {
    use invigil_model::{Language, Letter};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{ClockCause, GrantKind, RunInput, RunVerdict};

    /// One event of each kind.
    pub(crate) fn one_of_each() -> Vec<Event> {
        let language = Language::Python;
        let (boot_ms, mono_ms, wall_ms) = (9, 8, -7);
        vec![
            Event::Start {
                limit_ms: 2_400_000,
            },
            Event::Shown { item: 1 },
            Event::Answer {
                item: 2,
                letter: Letter::C,
            },
            Event::Clear { item: 2 },
            Event::Flag { item: 3, on: true },
            Event::Edit {
                task: 1,
                language,
                at_char: 4,
                delete: 5,
                insert: "é\"\n".into(),
            },
            Event::Language { task: 1, language },
            Event::Run {
                task: 1,
                language,
                input: RunInput::Samples,
                verdict: RunVerdict::WrongAnswer,
                passed: 1,
                total: 3,
            },
            Event::Focus { on: false },
            Event::Paste { item: 0, chars: 12 },
            Event::Copy { item: 11, chars: 3 },
            Event::Clock {
                cause: ClockCause::Step,
                boot_ms,
                mono_ms,
                wall_ms,
            },
            Event::Suspend { slept_ms: 60_000 },
            Event::Boot {
                boot_id: Uuid::from_u128(1),
                gap_ms: -5,
                spent_ms: 0,
            },
            Event::Env {
                name: "os".into(),
                detail: "Linux".into(),
            },
            Event::Signal {
                name: "display-added".into(),
                detail: String::new(),
            },
            Event::Pause { grant: 1 },
            Event::Resume { grant: 2 },
            Event::Grant {
                counter: 1,
                kind: GrantKind::Pause,
                ms: 0,
                digest: [7; 32],
            },
            Event::Note {
                text: "the fire alarm rang".into(),
            },
            Event::Submit {},
            Event::Expire {},
        ]
    }

    fn frame_of_each() -> Vec<Stamped> {
        let at = 0..;
        at.zip(one_of_each())
            .map(|(at, event)| Stamped { at, event })
            .collect()
    }

    pub(crate) fn any_event() -> impl Strategy<Value = Event> {
        let text = any::<String>();
        (
            0..one_of_each().len(),
            any::<(u16, u32, u64, i64, bool)>(),
            text,
        )
            .prop_map(
                |(kind, (small, middle, large, signed, on), text)| match one_of_each()
                    .swap_remove(kind)
                {
                    Event::Start { .. } => Event::Start { limit_ms: large },
                    Event::Shown { .. } => Event::Shown { item: small },
                    Event::Answer { .. } => Event::Answer {
                        item: small,
                        letter: Letter::ALL[usize::from(small) % 4],
                    },
                    Event::Flag { .. } => Event::Flag { item: small, on },
                    Event::Edit { .. } => Event::Edit {
                        task: small,
                        language: Language::ALL[usize::from(small) % Language::ALL.len()],
                        at_char: middle,
                        delete: middle ^ 1,
                        insert: text.into(),
                    },
                    Event::Clock { cause, .. } => Event::Clock {
                        cause,
                        boot_ms: large,
                        mono_ms: large / 2,
                        wall_ms: signed,
                    },
                    Event::Boot { .. } => Event::Boot {
                        boot_id: Uuid::from_u128(u128::from(large) << 64),
                        gap_ms: signed,
                        spent_ms: large,
                    },
                    Event::Env { .. } => Event::Env {
                        name: text.clone(),
                        detail: text,
                    },
                    Event::Note { .. } => Event::Note { text },
                    other => other,
                },
            )
    }

    fn any_frame() -> impl Strategy<Value = Vec<Stamped>> {
        let stamped = (any::<u64>(), any_event()).prop_map(|(at, event)| Stamped { at, event });
        prop::collection::vec(stamped, 1..12)
    }

    fn check(index: u64, public: &str, private: &str, expected: &str) {
        let got = decode_frame(index, public, private).expect_err("must be refused");
        assert_eq!(got.code().0, expected, "{public} {private}: {got}");
    }

    #[test]
    fn the_table_of_kinds_is_the_contract() {
        let kinds: Vec<_> = one_of_each().iter().map(Event::kind).collect();
        assert_eq!(kinds, Event::KINDS);
        insta::assert_snapshot!(encode_frame(0, &frame_of_each()).expect("encode").public, @r#"{"frame":0,"events":[[0,"start",2400000],[1,"shown",1],[2,"answer",2],[3,"clear",2],[4,"flag",3,true],[5,"edit",1,"python"],[6,"language",1,"python"],[7,"run",1,"python","samples","wa",1,3],[8,"focus",false],[9,"paste",0,12],[10,"copy",11,3],[11,"clock","step",9,8,-7],[12,"suspend",60000],[13,"boot","00000000-0000-0000-0000-000000000001",-5,0],[14,"env","os"],[15,"signal","display-added"],[16,"pause",1],[17,"resume",2],[18,"grant",1,"pause",0,"0707070707070707070707070707070707070707070707070707070707070707"],[19,"note"],[20,"submit"],[21,"expire"]]}"#);
    }

    #[test]
    fn what_is_typed_or_chosen_is_private() {
        let lines = encode_frame(3, &frame_of_each()).expect("encode");
        insta::assert_snapshot!(lines.private, @r#"{"frame":3,"private":[["C"],[4,5,"é\"\n"],["Linux"],[""],["the fire alarm rang"]]}"#);
    }

    #[test]
    fn every_other_spelling_is_refused() {
        let public = r#"{"frame":0,"events":[[5,"answer",2]]}"#;
        let private = r#"{"frame":0,"private":[["C"]]}"#;
        decode_frame(0, public, private).expect("the valid twin");
        for (from, to, code) in [
            ("\"frame\":0", "\"frame\":1", "log.order"),
            ("\"frame\":0", "\"frame\":00", "log.line"),
            ("5", "5.0", "log.line"),
            ("5", "05", "log.line"),
            ("5", " 5", "log.line"),
            ("answer", "answers", "log.unknown-kind"),
            (",2", ",2,3", "log.line"),
            (",2", "", "log.line"),
            (",2", ",65536", "log.line"),
            ("]}", "]} ", "log.line"),
            ("]}", "],\"x\":0}", "log.line"),
            ("[[5,\"answer\",2]]", "[]", "log.line"),
        ] {
            check(0, &public.replace(from, to), private, code);
        }
        for (from, to, code) in [
            ("\"frame\":0", "\"frame\":1", "log.order"),
            ("C", "E", "log.line"),
            ("[\"C\"]", "[\"C\"],[\"C\"]", "log.line"),
            ("[\"C\"]", "", "log.line"),
            ("\"C\"", "\"C\",1", "log.line"),
        ] {
            check(0, public, &private.replace(from, to), code);
        }
        let (empty, none) = (r#"{"frame":0,"events":[]}"#, r#"{"frame":0,"private":[]}"#);
        check(0, empty, none, "log.frame-size");
        check(0, &" ".repeat(MAX_LINE + 1), none, "log.too-long");
    }

    #[test]
    fn a_frame_has_a_bounded_number_of_events() {
        let events = vec![
            Stamped {
                at: 0,
                event: Event::Submit {}
            };
            MAX_FRAME_EVENTS + 1
        ];
        let error = encode_frame(0, &events).expect_err("too many");
        assert_eq!(error.code().0, "log.frame-size");
        let mut public = "{\"frame\":0,\"events\":[".to_owned();
        public.push_str(&vec!["[0,\"submit\"]"; MAX_FRAME_EVENTS + 1].join(","));
        public.push_str("]}");
        check(0, &public, r#"{"frame":0,"private":[]}"#, "log.frame-size");
    }

    proptest! {
        #[test]
        fn a_frame_reads_back_and_is_json(index in any::<u64>(), events in any_frame()) {
            let lines = encode_frame(index, &events).expect("encode");
            prop_assert_eq!(decode_frame(index, &lines.public, &lines.private), Ok(events));
            for line in [&lines.public, &lines.private] {
                let value: serde_json::Value = serde_json::from_str(line).expect("json");
                prop_assert_eq!(&value["frame"], &serde_json::json!(index));
            }
        }

        #[test]
        fn edits_read_alike_are_the_edits_that_were_written(
            edits in prop::collection::vec(
                (0u64..3000, 1u16..3, prop::sample::select(Language::ALL.to_vec()), any::<u32>(),
                 any::<u32>(), "([a-z\\\\\"\n]|\\PC){0,3}"),
                1..20,
            ),
            cut in any::<prop::sample::Index>(),
        ) {
            let edits: Vec<Stamped> = edits
                .iter()
                .map(|(at, task, language, at_char, delete, insert)| {
                    let (at, task, language) = (*at, *task, *language);
                    let (at_char, delete) = (*at_char, *delete);
                    Edit { at, task, language, at_char, delete, insert }.into()
                })
                .collect();
            let lines = encode_frame(7, &edits).expect("encode");
            prop_assert_eq!(decode_frame(7, &lines.public, &lines.private), Ok(edits));
            // Cut off anywhere, the place of the error is the one without any memory.
            let cut = cut.index(lines.private.len());
            if lines.private.is_char_boundary(cut) {
                let error = decode_frame(7, &lines.public, &lines.private[..cut]);
                prop_assert!(error.is_err());
            }
        }

        #[test]
        fn a_changed_line_is_refused_or_means_something_else(
            events in any_frame(), at in any::<prop::sample::Index>(), to in any::<char>(), private in any::<bool>(),
        ) {
            let valid = encode_frame(0, &events).expect("encode");
            let mut changed = valid.clone();
            let side = if private { &mut changed.private } else { &mut changed.public };
            let mut chars: Vec<char> = side.chars().collect();
            let at = at.index(chars.len());
            prop_assume!(chars[at] != to);
            chars[at] = to;
            *side = chars.into_iter().collect();
            if let Ok(read) = decode_frame(0, &changed.public, &changed.private) {
                prop_assert_ne!(&read, &events);
                prop_assert_eq!(encode_frame(0, &read), Ok(changed.clone()));
            }
            let salts = Salts::new(&[1; 32]);
            prop_assert_ne!(leaf(&salts, 0, &changed), leaf(&salts, 0, &valid));
        }

        #[test]
        fn no_text_makes_the_reader_panic(public in any::<String>(), private in any::<String>()) {
            prop_assert!(decode_frame(0, &public, &private).is_err());
        }
    }
}
