//! Two hashes at a time: a block waits for the block before it, and a block of another message in
//! between does not, so that a processor works on both.

use sha2::block_api::compress256;

use super::{BLOCK, BLOCKS, Digest, bytes_of, pad};

type Block = [u8; BLOCK];

/// One message on its way: the blocks that lie ready in it, then those that were put together.
#[derive(Clone, Copy)]
struct Lane<'a> {
    state: [u32; 8],
    ready: &'a [Block],
    blocks: [Block; BLOCKS],
    at: usize,
    count: usize,
    /// Which message it is.
    of: usize,
}

impl<'a> Lane<'a> {
    fn is_idle(&self) -> bool {
        self.at == self.count && self.ready.is_empty()
    }

    /// Takes a message up, unless it is long and of several parts.
    fn take(&mut self, of: usize, state: [u32; 8], before: usize, parts: &[&'a [u8]]) -> bool {
        let (ready, count) = match *parts {
            [one] => {
                let (ready, rest) = one.as_chunks();
                let count = pad(&mut self.blocks, before + ready.len() * BLOCK, &[rest]);
                (ready, count)
            }
            _ => (&[][..], pad(&mut self.blocks, before, parts)),
        };
        let Some(count) = count else {
            return false;
        };
        (self.of, self.state, self.ready) = (of, state, ready);
        (self.at, self.count) = (0, count);
        true
    }

    /// All that is left, in one go.
    fn finish(&mut self) -> Digest {
        compress256(&mut self.state, self.ready);
        compress256(&mut self.state, &self.blocks[self.at..self.count]);
        (self.ready, self.at) = (&[], self.count);
        bytes_of(self.state)
    }

    /// The next block; the digest behind the last one.
    fn step(&mut self) -> Option<Digest> {
        if let Some((block, rest)) = self.ready.split_first() {
            self.ready = rest;
            compress256(&mut self.state, std::slice::from_ref(block));
            return None;
        }
        compress256(&mut self.state, &self.blocks[self.at..=self.at]);
        self.at += 1;
        (self.at == self.count).then(|| bytes_of(self.state))
    }
}

/// Hashes messages that follow `before` bytes (whole blocks), which led to `state`: gives each
/// message's number and digest, not always in order. `long` hashes what fits no lane.
pub(super) fn run<'a, const N: usize>(
    (state, before): ([u32; 8], usize),
    messages: impl IntoIterator<Item = [&'a [u8]; N]>,
    long: impl Fn(&[&[u8]]) -> Digest,
    mut each: impl FnMut(usize, Digest),
) {
    let idle = Lane {
        state,
        ready: &[],
        blocks: [[0; BLOCK]; BLOCKS],
        at: 0,
        count: 0,
        of: 0,
    };
    let mut lanes = [idle; 2];
    let mut left = messages.into_iter().enumerate();
    loop {
        for lane in &mut lanes {
            while lane.is_idle() {
                let Some((of, parts)) = left.next() else {
                    break;
                };
                if !lane.take(of, state, before, &parts) {
                    each(of, long(&parts));
                }
            }
        }
        match &mut lanes {
            [one, two] if !one.is_idle() && !two.is_idle() => {
                for lane in [one, two] {
                    if let Some(digest) = lane.step() {
                        each(lane.of, digest);
                    }
                }
            }
            [last, idle] | [idle, last] if idle.is_idle() && !last.is_idle() => {
                return each(last.of, last.finish());
            }
            _ => return,
        }
    }
}
