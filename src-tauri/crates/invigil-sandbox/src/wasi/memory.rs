//! The guest's memory, as a host call sees it: every address and length is checked, and what does
//! not lie inside is `EFAULT`.

use super::errno::Errno;

/// The most pieces of one scattered read or write (`IOV_MAX` of the usual systems).
const PIECES: u32 = 1024;

/// A view of the guest's memory for one host call.
pub(super) struct Memory<'a> {
    bytes: &'a mut [u8],
}

/// One piece of a scattered read or write.
#[derive(Clone, Copy)]
pub(super) struct Piece {
    pub(super) at: u32,
    pub(super) length: u32,
}

impl<'a> Memory<'a> {
    pub(super) fn new(bytes: &'a mut [u8]) -> Self {
        Self { bytes }
    }

    /// `length` bytes from `at`.
    pub(super) fn slice(&self, at: u32, length: u32) -> Result<&[u8], Errno> {
        let at = at as usize;
        let end = at.checked_add(length as usize).ok_or(Errno::FAULT)?;
        self.bytes.get(at..end).ok_or(Errno::FAULT)
    }

    /// `length` bytes from `at`, to be written.
    pub(super) fn slice_mut(&mut self, at: u32, length: u32) -> Result<&mut [u8], Errno> {
        let at = at as usize;
        let end = at.checked_add(length as usize).ok_or(Errno::FAULT)?;
        self.bytes.get_mut(at..end).ok_or(Errno::FAULT)
    }

    pub(super) fn write(&mut self, at: u32, bytes: &[u8]) -> Result<(), Errno> {
        let length = u32::try_from(bytes.len()).map_err(|_| Errno::FAULT)?;
        self.slice_mut(at, length)?.copy_from_slice(bytes);
        Ok(())
    }

    pub(super) fn write_u32(&mut self, at: u32, value: u32) -> Result<(), Errno> {
        self.write(at, &value.to_le_bytes())
    }

    pub(super) fn write_u64(&mut self, at: u32, value: u64) -> Result<(), Errno> {
        self.write(at, &value.to_le_bytes())
    }

    pub(super) fn read<const N: usize>(&self, at: u32) -> Result<[u8; N], Errno> {
        self.bytes
            .get(at as usize..)
            .and_then(|rest| rest.first_chunk())
            .copied()
            .ok_or(Errno::FAULT)
    }

    pub(super) fn read_u32(&self, at: u32) -> Result<u32, Errno> {
        self.read(at).map(u32::from_le_bytes)
    }

    /// The pieces of a scattered read or write; `EINVAL` for more than 1024.
    pub(super) fn pieces(&self, at: u32, count: u32) -> Result<Vec<Piece>, Errno> {
        if count > PIECES {
            return Err(Errno::INVAL);
        }
        let (pairs, _) = self.slice(at, count * 8)?.as_chunks::<8>();
        let piece = |[a, b, c, d, e, f, g, h]: &[u8; 8]| Piece {
            at: u32::from_le_bytes([*a, *b, *c, *d]),
            length: u32::from_le_bytes([*e, *f, *g, *h]),
        };
        Ok(pairs.iter().map(piece).collect())
    }

    /// Scatters `bytes` over `pieces`; how many bytes found room.
    pub(super) fn scatter(&mut self, pieces: &[Piece], mut bytes: &[u8]) -> Result<u32, Errno> {
        let mut total = 0u32;
        for piece in pieces {
            let room = self.slice_mut(piece.at, piece.length)?;
            let length = room.len().min(bytes.len());
            let (now, later) = bytes.split_at(length);
            if let Some(room) = room.get_mut(..length) {
                room.copy_from_slice(now);
            }
            total = total.saturating_add(u32::try_from(length).unwrap_or(u32::MAX));
            bytes = later;
            if bytes.is_empty() {
                break;
            }
        }
        Ok(total)
    }
}
