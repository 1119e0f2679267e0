//! Verifying results against the least that any verifier must do with the same bytes.

use std::{
    hint::black_box,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use invigil_bundle::doc::{
    issuer::Anchor,
    verify::{self, Verdict, VerifyInputs},
};
use invigil_crypto::{aead, digest::sha256, sign::SigningKey, x25519};
use libdeflater::{CompressionLvl, Compressor, Decompressor};

use crate::{compare, sittings::Made};

/// Plain bytes of one chunk of an age file.
const CHUNK: usize = 64 << 10;
/// Signatures on the way from the root to the answers.
const SIGNATURES: usize = 6;

/// The floor of one result: hash everything twice, inflate, decrypt, agree, check signatures.
struct Floor {
    plain: Vec<Vec<u8>>,
    deflated: Vec<(Vec<u8>, usize)>,
    sealed: Vec<Vec<u8>>,
    secret: x25519::Secret,
    signer: SigningKey,
    signature: Vec<u8>,
}

impl Floor {
    fn of(bytes: &[u8], made: &Made) -> Self {
        let entries = verify::open_result(bytes, std::slice::from_ref(&made.mailbox));
        let plain: Vec<Vec<u8>> = entries
            .expect("opened")
            .into_iter()
            .map(|entry| entry.bytes)
            .collect();
        let mut compressor = Compressor::new(CompressionLvl::default());
        let deflated = plain.iter().map(|bytes| {
            let mut out = vec![0; compressor.deflate_compress_bound(bytes.len())];
            let length = compressor.deflate_compress(bytes, &mut out).expect("fits");
            out.truncate(length);
            (out, bytes.len())
        });
        let signer = SigningKey::from_seed([7; 32]);
        Self {
            deflated: deflated.collect(),
            sealed: bytes
                .chunks(CHUNK)
                .map(|chunk| aead::seal(&[1; 32], [0; 12], &[], chunk))
                .collect(),
            secret: x25519::Secret::from_bytes([9; 32]),
            signature: signer.sign(b"a digest").as_ref().to_vec(),
            signer,
            plain,
        }
    }

    fn run(&self) {
        for bytes in &self.plain {
            black_box((sha256(bytes), sha256(bytes)));
        }
        let mut inflater = Decompressor::new();
        for (bytes, length) in &self.deflated {
            let mut out = vec![0; *length];
            inflater
                .deflate_decompress(bytes, &mut out)
                .expect("inflated");
            black_box(&out);
        }
        for chunk in &self.sealed {
            black_box(aead::open(&[1; 32], [0; 12], &[], chunk).expect("opened"));
        }
        let theirs = self.secret.public();
        black_box(self.secret.agree(&theirs).expect("agreed"));
        let public = self.signer.public();
        for _ in 0..SIGNATURES {
            public
                .verify(b"a digest", &self.signature)
                .expect("a signature");
        }
    }
}

fn whole(bytes: &[u8], made: &Made) {
    let inputs = VerifyInputs {
        identities: std::slice::from_ref(&made.mailbox),
        anchor: Anchor {
            root: Some(&made.root),
            revoked: None,
        },
        ..VerifyInputs::default()
    };
    match verify::verify_result(bytes, &inputs) {
        Ok(Verdict::Attempt(record)) => {
            black_box(record.leaves.len());
        }
        other => panic!("not verified: {other:?}"),
    }
}

/// One result after the other on one core, its floor in turn with it.
pub(crate) fn one(name: &str, made: &Made, count: usize) {
    let bytes = std::fs::read(&made.results[0]).expect("a result");
    let floor = Floor::of(&bytes, made);
    println!(
        "{name}: a result of 40 minutes: {} KB, {} KB opened",
        bytes.len() / 1000,
        floor.plain.iter().map(Vec::len).sum::<usize>() / 1000
    );
    let (mut work, mut least) = (Vec::new(), Vec::new());
    for _ in 0..count {
        work.push(timed(|| whole(&bytes, made)));
        least.push(timed(|| floor.run()));
    }
    compare(
        &format!("{name}: verify one result / its floor"),
        &mut work,
        &mut least,
    );
}

/// Many results, each read from its file, by one thread and by two.
pub(crate) fn many(made: &Made, count: usize) {
    let floors: Vec<Floor> = made
        .results
        .iter()
        .map(|path| Floor::of(&std::fs::read(path).expect("a result"), made))
        .collect();
    let work = |n: usize| {
        let bytes = std::fs::read(&made.results[n % made.results.len()]).expect("a result");
        whole(&bytes, made);
    };
    let least = |n: usize| {
        let bytes = std::fs::read(&made.results[n % made.results.len()]).expect("a result");
        black_box(bytes);
        floors[n % floors.len()].run();
    };
    let tenth = count.div_ceil(10);
    let one = on_threads(1, tenth, &work).as_secs_f64() * 10.0;
    let two = on_threads(2, count, &work).as_secs_f64();
    let floor = on_threads(2, count, &least).as_secs_f64();
    println!(
        "verify {count} results ({} different ones): 2 threads {two:.1} s, floor {floor:.1} s, \
         ratio {:.2}; 1 thread {one:.1} s (of a tenth), 2 threads are {:.2}x as fast",
        made.results.len(),
        two / floor,
        one / two
    );
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn on_threads(threads: usize, count: usize, work: &(impl Fn(usize) + Sync)) -> Duration {
    let next = AtomicUsize::new(0);
    timed(|| {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        let n = next.fetch_add(1, Ordering::Relaxed);
                        if n >= count {
                            return;
                        }
                        work(n);
                    }
                });
            }
        });
    })
}
