//! The device journal's lines, and the entry of one attempt with its proof.
//!
//! A device keeps one leaf for each attempt's start and end in a second RFC 6962 tree; its head
//! goes into each attempt's certificate. Deliberately absent: where the journal is kept.

use invigil_crypto::digest::{Digest, sha256_parts};
use invigil_model::{AttemptId, Code, TicketId};
use uuid::Uuid;

use crate::{
    verify_inclusion,
    wire::{Cursor, Field, Read},
};

/// The longest `journal/entry.json`, bytes.
const MAX_ENTRY: usize = 16 * 1024;

/// What a leaf of the device journal records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceMoment {
    /// The attempt began on this device.
    Start,
    /// The attempt ended with this log.
    End {
        /// Frames of its log.
        size: u64,
        /// Root of its log.
        root: Digest,
    },
}

/// One leaf of the device journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceLine {
    /// The device's attempt counter, from 1.
    pub serial: u64,
    /// The attempt.
    pub attempt: AttemptId,
    /// Its ticket.
    pub ticket: TicketId,
    /// The laptop's wall clock, milliseconds since 1970.
    pub wall_ms: i64,
    /// Start or end.
    pub moment: DeviceMoment,
}

/// The start of one attempt, proved to be under a head: the text of `journal/entry.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceEntry {
    /// The leaf.
    pub line: DeviceLine,
    /// Its place in the tree, 0-based.
    pub index: u64,
    /// Size of the tree under the head.
    pub size: u64,
    /// The head, as in the attempt's certificate.
    pub head: Digest,
    /// The audit path.
    pub proof: Vec<Digest>,
}

/// A journal entry that does not read or does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// Bytes that the writer would not have made.
    #[error("the device journal's entry is not as written")]
    Text,
    /// The proof does not lead from the leaf to the head.
    #[error("the device journal's proof does not lead to its head")]
    Proof,
}

impl DeviceError {
    /// The stable code.
    pub fn code(self) -> Code {
        Code(match self {
            Self::Text => "log.device-entry",
            Self::Proof => "log.device-proof",
        })
    }
}

impl DeviceLine {
    /// The line as it is hashed, without a line end.
    pub fn write(&self) -> String {
        let mut out = String::from("[");
        self.serial.write(&mut out);
        for id in [self.attempt.0, self.ticket.0] {
            out.push(',');
            id.write(&mut out);
        }
        out.push(',');
        self.wall_ms.write(&mut out);
        match self.moment {
            DeviceMoment::Start => out.push_str(",\"start\"]"),
            DeviceMoment::End { size, root } => {
                out.push_str(",\"end\",");
                size.write(&mut out);
                out.push(',');
                root.write(&mut out);
                out.push(']');
            }
        }
        out
    }

    /// Reads what [`DeviceLine::write`] writes.
    pub fn read(text: &str) -> Result<Self, DeviceError> {
        let mut cursor = Cursor::new(text);
        let line = read_line(&mut cursor).map_err(|_| DeviceError::Text)?;
        if cursor.at_end() {
            Ok(line)
        } else {
            Err(DeviceError::Text)
        }
    }

    /// The leaf's hash: SHA256(0x00 || line).
    pub fn leaf(&self) -> Digest {
        sha256_parts(&[&[0], self.write().as_bytes()])
    }
}

impl DeviceEntry {
    /// The text of `journal/entry.json`, with its LF.
    pub fn write(&self) -> String {
        let mut out = String::from("{\"format\":\"invigil-journal/1\",\"line\":");
        out.push_str(&self.line.write());
        for (name, number) in [(",\"index\":", self.index), (",\"size\":", self.size)] {
            out.push_str(name);
            number.write(&mut out);
        }
        out.push_str(",\"head\":");
        self.head.write(&mut out);
        out.push_str(",\"proof\":[");
        for (n, node) in self.proof.iter().enumerate() {
            if n > 0 {
                out.push(',');
            }
            node.write(&mut out);
        }
        out.push_str("]}\n");
        out
    }

    /// Reads `journal/entry.json` and checks that the proof leads from the leaf to the head.
    pub fn read(text: &str) -> Result<Self, DeviceError> {
        if text.len() > MAX_ENTRY {
            return Err(DeviceError::Text);
        }
        let mut cursor = Cursor::new(text);
        let entry = read_entry(&mut cursor).map_err(|_| DeviceError::Text)?;
        if !cursor.at_end() || entry.line.moment != DeviceMoment::Start {
            return Err(DeviceError::Text);
        }
        let leaf = entry.line.leaf();
        if verify_inclusion(&leaf, entry.index, entry.size, &entry.proof, &entry.head) {
            Ok(entry)
        } else {
            Err(DeviceError::Proof)
        }
    }
}

fn read_line(cursor: &mut Cursor<'_>) -> Read<DeviceLine> {
    cursor.expect("[")?;
    let serial = u64::read(cursor)?;
    cursor.expect(",")?;
    let attempt = AttemptId(Uuid::read(cursor)?);
    cursor.expect(",")?;
    let ticket = TicketId(Uuid::read(cursor)?);
    cursor.expect(",")?;
    let wall_ms = i64::read(cursor)?;
    cursor.expect(",")?;
    let moment = match cursor.name()? {
        "start" => DeviceMoment::Start,
        "end" => {
            cursor.expect(",")?;
            let size = u64::read(cursor)?;
            cursor.expect(",")?;
            let root = Digest::read(cursor)?;
            DeviceMoment::End { size, root }
        }
        _ => return cursor.fail(),
    };
    cursor.expect("]")?;
    Ok(DeviceLine {
        serial,
        attempt,
        ticket,
        wall_ms,
        moment,
    })
}

fn read_entry(cursor: &mut Cursor<'_>) -> Read<DeviceEntry> {
    cursor.expect("{\"format\":\"invigil-journal/1\",\"line\":")?;
    let line = read_line(cursor)?;
    cursor.expect(",\"index\":")?;
    let index = u64::read(cursor)?;
    cursor.expect(",\"size\":")?;
    let size = u64::read(cursor)?;
    cursor.expect(",\"head\":")?;
    let head = Digest::read(cursor)?;
    cursor.expect(",\"proof\":[")?;
    let mut proof = Vec::new();
    while !cursor.peek(b']') {
        if !proof.is_empty() {
            cursor.expect(",")?;
        }
        proof.push(Digest::read(cursor)?);
    }
    cursor.expect("]}\n")?;
    Ok(DeviceEntry {
        line,
        index,
        size,
        head,
        proof,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Tree, inclusion_proof};

    fn line(serial: u64, moment: DeviceMoment) -> DeviceLine {
        DeviceLine {
            serial,
            attempt: AttemptId(Uuid::from_u128(u128::from(serial))),
            ticket: TicketId(Uuid::from_u128(7)),
            wall_ms: -3,
            moment,
        }
    }

    fn entry() -> DeviceEntry {
        let lines: Vec<_> = (1..6).map(|n| line(n, DeviceMoment::Start)).collect();
        let leaves: Vec<_> = lines.iter().map(DeviceLine::leaf).collect();
        let mut tree = Tree::new();
        leaves.iter().for_each(|leaf| tree.push(*leaf));
        DeviceEntry {
            line: lines[2],
            index: 2,
            size: 5,
            head: tree.root(),
            proof: inclusion_proof(&leaves, 2).expect("a leaf"),
        }
    }

    #[test]
    fn lines_and_entries_read_back() {
        for moment in [
            DeviceMoment::Start,
            DeviceMoment::End {
                size: 9,
                root: [1; 32],
            },
        ] {
            assert_eq!(
                DeviceLine::read(&line(4, moment).write()),
                Ok(line(4, moment))
            );
        }
        assert_eq!(DeviceEntry::read(&entry().write()), Ok(entry()));
        insta::assert_snapshot!(line(4, DeviceMoment::Start).write(), @r#"[4,"00000000-0000-0000-0000-000000000004","00000000-0000-0000-0000-000000000007",-3,"start"]"#);
    }

    #[test]
    fn an_entry_of_another_place_or_head_is_refused() {
        let check = |change: &dyn Fn(&mut DeviceEntry), expected| {
            let mut changed = entry();
            change(&mut changed);
            assert_eq!(DeviceEntry::read(&changed.write()), Err(expected));
        };
        check(&|e| e.index = 3, DeviceError::Proof);
        check(&|e| e.size = 3, DeviceError::Proof);
        check(&|e| e.head[0] ^= 1, DeviceError::Proof);
        check(&|e| e.line.serial = 4, DeviceError::Proof);
        check(
            &|e| {
                e.line.moment = DeviceMoment::End {
                    size: 1,
                    root: [0; 32],
                }
            },
            DeviceError::Text,
        );
        check(&|e| e.proof = vec![[0; 32]; 300], DeviceError::Text);
    }

    proptest! {
        #[test]
        fn a_changed_character_is_refused(at in any::<prop::sample::Index>(), to in any::<char>()) {
            let mut chars: Vec<char> = entry().write().chars().collect();
            let at = at.index(chars.len());
            prop_assume!(chars[at] != to);
            chars[at] = to;
            prop_assert!(DeviceEntry::read(&chars.into_iter().collect::<String>()).is_err());
        }
    }
}
