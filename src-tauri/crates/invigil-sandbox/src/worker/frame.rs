//! What goes over the pipes between the app and its worker.
//!
//! A frame is one byte of kind, four bytes of length (little endian) and that many bytes. Each
//! side takes only the kinds meant for it, each kind has a cap, and memory grows with the bytes
//! that came, never with the length that was announced: the worker may have been taken over.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{End, Fault, Job, Stream};

/// Bytes of one piece of output.
pub(super) const PIECE: usize = 64 << 10;
/// Bytes of an end, a fault or a reason.
const SMALL: usize = 256 << 10;
/// Bytes of a job; its parts have caps of their own.
const JOB: usize = 68 << 20;
/// How many refusals are kept, and bytes of each.
const REFUSED: (usize, usize) = (100, 200);

/// Who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The app, which hears of outcomes.
    App,
    /// The worker, which hears of jobs.
    Worker,
}

/// An outcome without its output, which went ahead in pieces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ended {
    pub(super) end: End,
    pub(super) fuel: u64,
    pub(super) peak_memory: u64,
    pub(super) refused: Vec<String>,
}

/// One message.
#[derive(Debug, PartialEq)]
pub(super) enum Frame {
    Run(Box<Job>),
    Ready,
    Unjailed(String),
    Output(Stream, Vec<u8>),
    Done(Ended),
    Fault(Fault),
}

/// Why the other side's bytes are no frame.
#[derive(Debug, thiserror::Error)]
pub(super) enum FrameError {
    #[error("the pipe broke: {0}")]
    Io(#[from] io::Error),
    #[error("a frame of kind {kind} and {length} bytes is not expected")]
    Unexpected { kind: u8, length: usize },
    #[error("a frame of kind {kind} does not read: {reason}")]
    Broken { kind: u8, reason: String },
}

const RUN: u8 = 1;
const READY: u8 = 2;
const UNJAILED: u8 = 3;
const OUT: u8 = 4;
const ERR: u8 = 5;
const DONE: u8 = 6;
const FAULT: u8 = 7;

/// The most bytes that a side takes of a kind.
fn cap(side: Side, kind: u8) -> Option<usize> {
    match (side, kind) {
        (Side::Worker, RUN) => Some(JOB),
        (Side::App, READY) => Some(0),
        (Side::App, UNJAILED | DONE | FAULT) => Some(SMALL),
        (Side::App, OUT | ERR) => Some(PIECE),
        _ => None,
    }
}

impl Frame {
    /// The bytes on the pipe.
    pub(super) fn encode(&self) -> io::Result<Vec<u8>> {
        let (kind, body) = match self {
            Self::Run(job) => (RUN, packed(job)?),
            Self::Ready => (READY, Vec::new()),
            Self::Unjailed(reason) => (UNJAILED, packed(reason)?),
            Self::Output(Stream::Out, bytes) => (OUT, bytes.clone()),
            Self::Output(Stream::Err, bytes) => (ERR, bytes.clone()),
            Self::Done(ended) => (DONE, packed(&ended.clone().clamped())?),
            Self::Fault(fault) => (FAULT, packed(fault)?),
        };
        framed(kind, &body)
    }
}

/// Writes one piece of output without a copy of its own.
pub(super) fn write_piece(to: &mut impl Write, stream: Stream, piece: &[u8]) -> io::Result<()> {
    let kind = match stream {
        Stream::Out => OUT,
        Stream::Err => ERR,
    };
    to.write_all(&framed(kind, piece)?)
}

fn framed(kind: u8, body: &[u8]) -> io::Result<Vec<u8>> {
    let length = u32::try_from(body.len()).map_err(io::Error::other)?;
    let mut frame = Vec::with_capacity(body.len() + 5);
    frame.push(kind);
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(body);
    Ok(frame)
}

/// The next frame; `None` when the pipe ended between two.
pub(super) fn read(from: &mut impl Read, side: Side) -> Result<Option<Frame>, FrameError> {
    let mut header = [0; 5];
    if from.read(&mut header[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut header[1..])?;
    let [kind, length @ ..] = header;
    let length = u32::from_le_bytes(length) as usize;
    if cap(side, kind).is_none_or(|cap| length > cap) {
        return Err(FrameError::Unexpected { kind, length });
    }
    let mut body = Vec::new();
    from.take(length as u64).read_to_end(&mut body)?;
    if body.len() < length {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
    }
    Ok(Some(match kind {
        RUN => Frame::Run(unpacked(kind, &body)?),
        READY => Frame::Ready,
        UNJAILED => Frame::Unjailed(unpacked(kind, &body)?),
        OUT => Frame::Output(Stream::Out, body),
        ERR => Frame::Output(Stream::Err, body),
        DONE => Frame::Done(unpacked::<Ended>(kind, &body)?.clamped()),
        _ => Frame::Fault(unpacked(kind, &body)?),
    }))
}

fn packed(value: &impl Serialize) -> io::Result<Vec<u8>> {
    postcard::to_allocvec(value).map_err(io::Error::other)
}

fn unpacked<T: DeserializeOwned>(kind: u8, body: &[u8]) -> Result<T, FrameError> {
    let broken = |reason: String| FrameError::Broken { kind, reason };
    match postcard::take_from_bytes(body) {
        Ok((value, [])) => Ok(value),
        Ok((_, rest)) => Err(broken(format!("{} bytes too many", rest.len()))),
        Err(e) => Err(broken(e.to_string())),
    }
}

impl Ended {
    /// Within the caps of an [`Outcome`](crate::Outcome).
    fn clamped(mut self) -> Self {
        self.refused.truncate(REFUSED.0);
        for text in &mut self.refused {
            clamp(text);
        }
        if let End::Trap(reason) = &mut self.end {
            clamp(reason);
        }
        self
    }
}

fn clamp(text: &mut String) {
    text.truncate(text.floor_char_boundary(REFUSED.1));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Guest, Limits};
    use proptest::prelude::*;
    use std::time::Duration;

    fn job(source: String, stdin: Vec<u8>) -> Job {
        Job {
            guest: Guest::Sql,
            source,
            args: vec!["a".to_owned()],
            files: Vec::new(),
            stdin,
            seed: 7,
            limits: Limits {
                fuel: 1,
                memory: 2,
                output: 3,
                wall: Duration::from_millis(4),
            },
        }
    }

    proptest! {
        #[test]
        fn what_one_side_writes_the_other_reads(source in ".{0,200}", stdin: Vec<u8>, fuel: u64) {
            let ended = Ended { end: End::Exit(-1), fuel, peak_memory: 9, refused: vec!["x".into()] };
            for (side, frame) in [
                (Side::Worker, Frame::Run(Box::new(job(source, stdin.clone())))),
                (Side::App, Frame::Ready),
                (Side::App, Frame::Output(Stream::Err, stdin)),
                (Side::App, Frame::Done(ended)),
                (Side::App, Frame::Fault(Fault::WallClock(Duration::from_nanos(fuel)))),
            ] {
                let bytes = frame.encode().expect("encodes");
                let mut rest = &bytes[..];
                prop_assert_eq!(read(&mut rest, side).expect("reads"), Some(frame));
                prop_assert!(rest.is_empty());
            }
        }

        #[test]
        fn foreign_bytes_are_refused_or_read_and_never_panic(kind in 0u8..10, length: u32, body: Vec<u8>) {
            for length in [length, body.len() as u32] {
                let mut bytes = vec![kind];
                bytes.extend_from_slice(&length.to_le_bytes());
                bytes.extend_from_slice(&body);
                for side in [Side::App, Side::Worker] {
                    if let Ok(Some(Frame::Done(ended))) = read(&mut &bytes[..], side) {
                        prop_assert!(ended.refused.len() <= 100);
                    }
                }
            }
        }
    }

    #[test]
    fn neither_side_takes_what_is_meant_for_the_other() {
        let run = Frame::Run(Box::new(job(String::new(), Vec::new())));
        let bytes = run.encode().expect("encodes");
        assert!(read(&mut &bytes[..], Side::App).is_err());
        let bytes = Frame::Ready.encode().expect("encodes");
        assert!(read(&mut &bytes[..], Side::Worker).is_err());
    }

    #[test]
    fn a_long_piece_is_refused_by_its_header_alone() {
        let mut bytes = vec![OUT];
        bytes.extend_from_slice(&(PIECE as u32 + 1).to_le_bytes());
        let refused = read(&mut &bytes[..], Side::App).expect_err("too long");
        assert!(matches!(refused, FrameError::Unexpected { kind: OUT, .. }));
    }
}
