//! Standard output and standard error of one run, under one cap.

use crate::Stream;

/// Bytes that may wait before the sink sees them.
const CHUNK: usize = 16 << 10;

/// The cap was reached.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Full;

/// What a run wrote.
pub(crate) struct Output<'s> {
    limit: usize,
    /// Standard output.
    pub(crate) stdout: Vec<u8>,
    /// Standard error.
    pub(crate) stderr: Vec<u8>,
    /// How much of `stdout` and `stderr` the sink has.
    shown: (usize, usize),
    sink: &'s mut dyn FnMut(Stream, &[u8]),
}

impl<'s> Output<'s> {
    pub(crate) fn new(limit: u64, sink: &'s mut dyn FnMut(Stream, &[u8])) -> Self {
        Self {
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            stdout: Vec::new(),
            stderr: Vec::new(),
            shown: (0, 0),
            sink,
        }
    }

    /// Takes bytes up to the cap.
    pub(crate) fn push(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Full> {
        let room = self.limit - (self.stdout.len() + self.stderr.len());
        let taken = &bytes[..bytes.len().min(room)];
        match stream {
            Stream::Out => self.stdout.extend_from_slice(taken),
            Stream::Err => self.stderr.extend_from_slice(taken),
        }
        let waiting = self.stdout.len() - self.shown.0 + self.stderr.len() - self.shown.1;
        if waiting >= CHUNK {
            self.flush();
        }
        if bytes.len() > room {
            return Err(Full);
        }
        Ok(())
    }

    /// Shows the sink what it has not seen.
    pub(crate) fn flush(&mut self) {
        let (out, err) = (&self.stdout[self.shown.0..], &self.stderr[self.shown.1..]);
        if !out.is_empty() {
            (self.sink)(Stream::Out, out);
        }
        if !err.is_empty() {
            (self.sink)(Stream::Err, err);
        }
        self.shown = (self.stdout.len(), self.stderr.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sink_sees_each_byte_once_and_none_above_the_cap() {
        let mut seen = Vec::new();
        let mut sink = |_: Stream, bytes: &[u8]| seen.extend_from_slice(bytes);
        let mut output = Output::new(5, &mut sink);
        assert_eq!(output.push(Stream::Out, b"abc"), Ok(()));
        output.flush();
        assert_eq!(output.push(Stream::Err, b"def"), Err(Full));
        output.flush();
        assert_eq!(
            (&*output.stdout, &*output.stderr),
            (&b"abc"[..], &b"de"[..])
        );
        assert_eq!(seen, b"abcde");
    }
}
