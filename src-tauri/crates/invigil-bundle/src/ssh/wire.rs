//! The SSH wire encoding (RFC 4251, section 5): big-endian integers and length-prefixed strings.
//!
//! Deliberately absent: mpints as numbers, name-lists, and any allocation driven by a length
//! that a file claims.

use invigil_model::Code;

/// What is wrong with an SSH wire encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// A field reaches past the end.
    #[error("the data ends inside a field")]
    Truncated,
    /// A string is longer than its field allows.
    #[error("a field is longer than {0} bytes")]
    TooLong(usize),
    /// Bytes after the last field.
    #[error("there are bytes after the last field")]
    Trailing,
    /// A text field that is not printable ASCII.
    #[error("a text field holds bytes that are not printable ASCII")]
    NotText,
}

impl WireError {
    /// The stable code.
    pub fn code(self) -> Code {
        Code(match self {
            Self::Truncated => "ssh.truncated",
            Self::TooLong(_) => "ssh.too-long",
            Self::Trailing => "ssh.trailing",
            Self::NotText => "ssh.not-text",
        })
    }
}

/// Reads fields from the front of a byte slice.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader at the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Whether every byte was read.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What was not read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next `count` bytes.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], WireError> {
        let (head, rest) = self
            .rest
            .split_at_checked(count)
            .ok_or(WireError::Truncated)?;
        self.rest = rest;
        Ok(head)
    }

    /// The next `N` bytes as an array.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], WireError> {
        let (head, rest) = self.rest.split_first_chunk().ok_or(WireError::Truncated)?;
        self.rest = rest;
        Ok(*head)
    }

    /// `byte`.
    pub fn u8(&mut self) -> Result<u8, WireError> {
        Ok(self.array::<1>()?[0])
    }

    /// `uint32`.
    pub fn u32(&mut self) -> Result<u32, WireError> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    /// `uint64`.
    pub fn u64(&mut self) -> Result<u64, WireError> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    /// `string` of at most `cap` bytes.
    pub fn string(&mut self, cap: usize) -> Result<&'a [u8], WireError> {
        let len = usize::try_from(self.u32()?).unwrap_or(usize::MAX);
        if len > self.rest.len() {
            return Err(WireError::Truncated);
        }
        if len > cap {
            return Err(WireError::TooLong(cap));
        }
        self.take(len)
    }

    /// `string` of at most `cap` bytes of printable ASCII.
    pub fn text(&mut self, cap: usize) -> Result<&'a str, WireError> {
        let bytes = self.string(cap)?;
        if !bytes.iter().all(|b| (0x20..0x7f).contains(b)) {
            return Err(WireError::NotText);
        }
        str::from_utf8(bytes).map_err(|_| WireError::NotText)
    }

    /// Ends the reading; a byte left over is an error.
    pub fn finish(self) -> Result<(), WireError> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(WireError::Trailing)
        }
    }
}

/// Appends fields to a buffer.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    out: Vec<u8>,
}

impl Writer {
    /// An empty writer.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty writer that takes `capacity` bytes without moving, for secrets that are wiped.
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            out: Vec::with_capacity(capacity),
        }
    }

    /// Bytes as they are.
    pub fn raw(mut self, bytes: &[u8]) -> Self {
        self.out.extend_from_slice(bytes);
        self
    }

    /// `byte`.
    pub fn u8(self, value: u8) -> Self {
        self.raw(&[value])
    }

    /// `uint32`.
    pub fn u32(self, value: u32) -> Self {
        self.raw(&value.to_be_bytes())
    }

    /// `uint64`.
    pub fn u64(self, value: u64) -> Self {
        self.raw(&value.to_be_bytes())
    }

    /// `string`.
    pub fn string(self, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        let len = u32::try_from(bytes.len()).expect("fields are far below 4 GiB");
        self.u32(len).raw(bytes)
    }

    /// The bytes written.
    pub fn finish(self) -> Vec<u8> {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let bytes = Writer::new()
            .u8(7)
            .u32(0x0102_0304)
            .u64(u64::MAX)
            .string("text")
            .string([])
            .finish();
        let mut reader = Reader::new(&bytes);
        assert_eq!(reader.u8(), Ok(7));
        assert_eq!(reader.u32(), Ok(0x0102_0304));
        assert_eq!(reader.u64(), Ok(u64::MAX));
        assert_eq!(reader.text(4), Ok("text"));
        assert_eq!(reader.string(0), Ok(&[][..]));
        assert_eq!(reader.finish(), Ok(()));
    }

    #[test]
    fn a_lying_length_a_long_string_and_a_left_over_byte_are_errors() {
        assert_eq!(
            Reader::new(&[0, 0, 0, 9, 1]).string(64),
            Err(WireError::Truncated)
        );
        assert_eq!(
            Reader::new(&[255; 8]).string(usize::MAX),
            Err(WireError::Truncated)
        );
        assert_eq!(
            Reader::new(&[0, 0, 0, 2, 1, 1]).string(1),
            Err(WireError::TooLong(1))
        );
        assert_eq!(
            Reader::new(&[0, 0, 0, 1, 10]).text(1),
            Err(WireError::NotText)
        );
        assert_eq!(Reader::new(&[0]).finish(), Err(WireError::Trailing));
        assert_eq!(Reader::new(&[0]).u32(), Err(WireError::Truncated));
    }
}
