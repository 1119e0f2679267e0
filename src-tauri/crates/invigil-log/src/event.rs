//! The closed table of event kinds.
//!
//! Each kind has a public part and, some, a private part: what the candidate typed or chose, and
//! details that may name a person. A new kind or field raises the format's version.

use invigil_crypto::digest::Digest;
use invigil_model::{Language, Letter};
use smol_str::SmolStr;
use uuid::Uuid;

use crate::wire::{Cursor, Field, Mismatch, Read};

/// An event with its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped {
    /// Milliseconds since `start` on the attempt's boot-time clock; 0 before `start`.
    pub at: u64,
    /// What happened.
    pub event: Event,
}

/// An [`Event::Edit`] with its time, its text not copied: nearly all events of a log are edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit<'a> {
    /// As in [`Stamped`].
    pub at: u64,
    /// The coding task, 1-based among the tasks.
    pub task: u16,
    /// Whose document of that task.
    pub language: Language,
    /// Offset in Unicode scalars.
    pub at_char: u32,
    /// Unicode scalars deleted there.
    pub delete: u32,
    /// Text inserted there.
    pub insert: &'a str,
}

impl From<Edit<'_>> for Stamped {
    fn from(edit: Edit<'_>) -> Self {
        Self {
            at: edit.at,
            event: Event::Edit {
                task: edit.task,
                language: edit.language,
                at_char: edit.at_char,
                delete: edit.delete,
                insert: edit.insert.into(),
            },
        }
    }
}

macro_rules! wire_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// Every value, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The wire name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }

        impl Field for $name {
            fn write(&self, out: &mut String) {
                out.push('"');
                out.push_str(self.as_str());
                out.push('"');
            }
            fn read(cursor: &mut Cursor<'_>) -> Read<Self> {
                match cursor.name()? {
                    $($text => Ok(Self::$variant),)*
                    _ => cursor.fail(),
                }
            }
        }
    };
}

wire_enum!(
    /// Why the clocks were written down.
    ClockCause {
        /// A periodic reading.
        Reading = "reading",
        /// The wall clock moved against boot time by more than a second within one boot.
        Step = "step",
        /// After a reboot the wall clock stood before the last durable frame: the gap is unknown.
        Unknown = "unknown",
    }
);

wire_enum!(
    /// What a signed grant allows.
    GrantKind {
        /// The clock stops.
        Pause = "pause",
        /// The clock runs again.
        Resume = "resume",
        /// More time.
        ExtraTime = "extra_time",
        /// The attempt goes on elsewhere; it ends here.
        Transfer = "transfer",
    }
);

wire_enum!(
    /// What a run of the candidate's code was fed with.
    RunInput {
        /// The public samples.
        Samples = "samples",
        /// The candidate's own input.
        Custom = "custom",
    }
);

wire_enum!(
    /// How the program ended on one input.
    RunVerdict {
        /// It ended by itself; there was nothing to compare its output with.
        Done = "done",
        /// Accepted.
        Accepted = "ac",
        /// Wrong answer.
        WrongAnswer = "wa",
        /// Time limit exceeded.
        TimeLimit = "tle",
        /// Memory limit exceeded.
        MemoryLimit = "mle",
        /// Output limit exceeded.
        OutputLimit = "ole",
        /// Run-time error.
        RuntimeError = "rte",
        /// Compile error.
        CompileError = "ce",
        /// The judge failed.
        JudgeError = "je",
        /// Taken back by the candidate.
        Cancelled = "cancelled",
    }
);

/// Writes the private array of one event: nothing at all when it has no private field.
struct PrivateWriter<'a> {
    out: &'a mut String,
    fields: usize,
    first_in_line: bool,
}

impl PrivateWriter<'_> {
    fn begin(&mut self, first_in_line: bool) {
        self.first_in_line = first_in_line;
    }

    fn put(&mut self, field: &impl Field) {
        match (self.fields, self.first_in_line) {
            (0, true) => self.out.push('['),
            (0, false) => self.out.push_str(",["),
            _ => self.out.push(','),
        }
        self.fields += 1;
        field.write(self.out);
    }

    fn end(self) -> bool {
        if self.fields > 0 {
            self.out.push(']');
        }
        self.fields > 0
    }
}

/// Reads what [`PrivateWriter`] writes.
struct PrivateReader<'a, 'b> {
    cursor: &'a mut Cursor<'b>,
    fields: usize,
    first_in_line: bool,
}

impl PrivateReader<'_, '_> {
    #[inline]
    fn get<T: Field>(&mut self) -> Result<T, ReadError> {
        let before = match (self.fields, self.first_in_line) {
            (0, true) => "[",
            (0, false) => ",[",
            _ => ",",
        };
        self.fields += 1;
        self.cursor.expect(before).map_err(ReadError::Private)?;
        T::read(self.cursor).map_err(ReadError::Private)
    }

    fn end(self) -> Result<bool, ReadError> {
        if self.fields > 0 {
            self.cursor.expect("]").map_err(ReadError::Private)?;
        }
        Ok(self.fields > 0)
    }
}

/// Which of the two lines did not read.
pub(crate) enum ReadError {
    Public(Mismatch),
    Private(Mismatch),
}

#[inline]
fn next<T: Field>(cursor: &mut Cursor<'_>) -> Result<T, ReadError> {
    cursor.expect(",").map_err(ReadError::Public)?;
    T::read(cursor).map_err(ReadError::Public)
}

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident $kind:literal {
        $($(#[$pdoc:meta])* $public:ident: $pty:ty),* $(,)?
    } private {
        $($(#[$qdoc:meta])* $private:ident: $qty:ty),* $(,)?
    })*) => {
        /// What can happen in an attempt.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Event {
            $($(#[$doc])* $variant {
                $($(#[$pdoc])* $public: $pty,)*
                $($(#[$qdoc])* $private: $qty,)*
            },)*
        }

        impl Event {
            /// Every kind's wire name, in the order of the table.
            pub const KINDS: &[&str] = &[$($kind),*];

            /// The kind's wire name.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $kind),* }
            }

            /// Writes `"kind",field,...` and the private array; says whether there was one.
            pub(crate) fn write(
                &self, public: &mut String, private: &mut String, first_in_line: bool,
            ) -> bool {
                let out = private;
                match self {
                    $(Self::$variant { $($public,)* $($private,)* } => {
                        public.push_str(concat!("\"", $kind, "\""));
                        $(public.push(','); $public.write(public);)*
                        let mut parts = PrivateWriter { out, fields: 0, first_in_line: false };
                        parts.begin(first_in_line);
                        $(parts.put($private);)*
                        parts.end()
                    })*
                }
            }

            /// Reads what [`Event::write`] writes.
            #[inline]
            pub(crate) fn read(
                public: &mut Cursor<'_>, private: &mut Cursor<'_>, first_in_line: bool,
            ) -> Result<(Self, bool), ReadError> {
                let mut parts = PrivateReader { cursor: private, fields: 0, first_in_line };
                let event = match public.name().map_err(ReadError::Public)? {
                    $($kind => Self::$variant {
                        $($public: next(public)?,)*
                        $($private: parts.get()?,)*
                    },)*
                    _ => return Err(ReadError::Public(Mismatch::Kind)),
                };
                Ok((event, parts.end()?))
            }
        }
    };
}

events! {
    /// The first item is on screen: time starts.
    Start "start" {
        /// Time allowed, milliseconds: the test's duration with the ticket's extra time.
        limit_ms: u64,
    } private {}
    /// A question came on screen.
    Shown "shown" {
        /// Position in the form, 1-based: items first, then coding tasks.
        item: u16,
    } private {}
    /// A multiple-choice answer was chosen.
    Answer "answer" {
        /// The item's position, 1-based.
        item: u16,
    } private {
        /// The option chosen, as shown.
        letter: Letter,
    }
    /// A multiple-choice answer was taken back.
    Clear "clear" {
        /// The item's position, 1-based.
        item: u16,
    } private {}
    /// A question was flagged for review, or the flag taken off.
    Flag "flag" {
        /// Position in the form, 1-based: items first, then coding tasks.
        item: u16,
        /// Whether the flag is on.
        on: bool,
    } private {}
    /// A change of one document: delete, then insert, at one place.
    Edit "edit" {
        /// The coding task, 1-based among the tasks.
        task: u16,
        /// Whose document of that task.
        language: Language,
    } private {
        /// Offset in Unicode scalars.
        at_char: u32,
        /// Unicode scalars deleted there.
        delete: u32,
        /// Text inserted there.
        insert: SmolStr,
    }
    /// The language of a task was chosen: its document is the one submitted.
    Language "language" {
        /// The coding task, 1-based among the tasks.
        task: u16,
        /// The language.
        language: Language,
    } private {}
    /// The candidate ran a document.
    Run "run" {
        /// Counts the attempt's runs from 1.
        number: u32,
        /// The coding task, 1-based among the tasks.
        task: u16,
        /// The language.
        language: Language,
        /// What it was fed with.
        input: RunInput,
        /// Names what ran it: the same engine gives the same outcome bit for bit.
        engine: Digest,
    } private {
        /// SHA-256 of the document as it stands here.
        code: Digest,
        /// The candidate's own input; empty for the samples.
        stdin: String,
    }
    /// The program ended on one input of the run that was logged last.
    Ran "ran" {
        /// Which run.
        number: u32,
        /// The sample, 1-based; 0 for the candidate's own input.
        case: u16,
        /// How it ended.
        verdict: RunVerdict,
        /// Time used, in the engine's own unit.
        fuel: u64,
        /// The most memory it had, in bytes.
        memory: u64,
    } private {
        /// How the engine says it ended, for example `exit 0`; empty without an outcome.
        end: SmolStr,
        /// SHA-256 of its standard output.
        stdout: Digest,
        /// SHA-256 of its standard error.
        stderr: Digest,
    }
    /// The window gained or lost the focus.
    Focus "focus" {
        /// Whether it has the focus.
        on: bool,
    } private {}
    /// Text came from the clipboard; the text itself is in the edit that follows, if any.
    Paste "paste" {
        /// Where: position in the form, 0 for elsewhere.
        item: u16,
        /// Length in Unicode scalars.
        chars: u32,
    } private {}
    /// Text went to the clipboard.
    Copy "copy" {
        /// Where: position in the form, 0 for elsewhere.
        item: u16,
        /// Length in Unicode scalars.
        chars: u32,
    } private {}
    /// The three clocks, read together.
    Clock "clock" {
        /// Why they were written down.
        cause: ClockCause,
        /// Milliseconds since boot, counting suspend.
        boot_ms: u64,
        /// Milliseconds since boot, not counting suspend.
        mono_ms: u64,
        /// Milliseconds since 1970-01-01T00:00:00Z by the laptop's wall clock.
        wall_ms: i64,
    } private {}
    /// The laptop slept.
    Suspend "suspend" {
        /// For how long, milliseconds.
        slept_ms: u64,
    } private {}
    /// The app was launched with this attempt.
    Boot "boot" {
        /// The boot it runs in.
        boot_id: Uuid,
        /// Milliseconds since the last durable frame: by the boot clock within one boot, by the
        /// wall clock after a reboot (may be negative), 0 at the first launch.
        gap_ms: i64,
        /// How much of the gap was spent of the candidate's time.
        spent_ms: u64,
    } private {}
    /// A fact about the machine.
    Env "env" {
        /// Which fact, for example `environment-scrubbed`.
        name: String,
    } private {
        /// Its value.
        detail: String,
    }
    /// Something seen while the attempt ran, or a step of its course.
    Signal "signal" {
        /// Which signal, for example `display-added`.
        name: String,
    } private {
        /// Its detail.
        detail: String,
    }
    /// The clock stopped, by a grant.
    Pause "pause" {
        /// The grant's counter.
        grant: u32,
    } private {}
    /// The clock runs again, by a grant.
    Resume "resume" {
        /// The grant's counter.
        grant: u32,
    } private {}
    /// A signed grant was taken.
    Grant "grant" {
        /// The grant's counter, rising within the attempt.
        counter: u32,
        /// What it allows.
        kind: GrantKind,
        /// Extra time in milliseconds; 0 for the other kinds.
        ms: u64,
        /// SHA-256 of `grant.json`.
        digest: Digest,
    } private {}
    /// A remark of the candidate to the organiser.
    Note "note" {} private {
        /// The remark.
        text: String,
    }
    /// The candidate handed in.
    Submit "submit" {} private {}
    /// Time was up: handed in as saved.
    Expire "expire" {} private {}
}
