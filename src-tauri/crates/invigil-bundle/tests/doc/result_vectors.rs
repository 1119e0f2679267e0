//! Cases 60 to 65 of the formats, and this project's own from 80: each differs from
//! `00-valid.result` in one property, signed again by the attempt's own key where that is needed.

use std::sync::OnceLock;

use invigil_bundle::{
    doc::{
        Hex,
        package::{FormDocument, Kind},
        result::{Answers, Candidate, Manifest, name},
    },
    ssh::Bindings,
    szip::{self, Entry},
};
use invigil_crypto::digest::sha256;
use invigil_log::{Event, GrantKind, Tree, attempt_origin, replay, sign_checkpoint};
use invigil_model::AttemptId;
use uuid::Uuid;

use crate::{
    log,
    sitting::{Inner, Sat, bindings, certify, sat},
    vectors::{Vector, check_folder},
    verify::verdict,
    world::{Plan, World, key, world},
};

/// As sealed while `VERIFY.txt` had other words: the text is for people, and no reader compares it.
const EARLIER: &[u8] =
    include_bytes!("../../../../../tests/vectors/result/00-valid-earlier-instructions.result");

type Case = (&'static str, &'static str, Vec<u8>);

fn changed(change: impl FnOnce(&mut Inner)) -> Vec<u8> {
    let mut inner = sat().inner();
    change(&mut inner);
    inner.seal()
}

/// Another issue of the same organisation, and an attempt at it.
fn other() -> &'static (World, Sat) {
    static OTHER: OnceLock<(World, Sat)> = OnceLock::new();
    OTHER.get_or_init(|| {
        let plan = Plan {
            seed: 2,
            ..Plan::default()
        };
        let world = World::new(&plan);
        let sat = Sat::new(&world, 2, false);
        (world, sat)
    })
}

fn binding_cases() -> Vec<Case> {
    let (_, theirs) = other();
    let theirs = theirs.inner();
    let of_other = |names: &'static [&'static str]| {
        changed(|inner| {
            for name in names {
                inner.put(name, theirs.bytes(name));
            }
        })
    };
    let rebound = |change: fn(&mut Bindings)| {
        changed(|inner| {
            let mut bound = bindings(world(), &sat().journal);
            change(&mut bound);
            inner.certificate = certify(world(), sat().attempt, &sat().key, 1, bound);
        })
    };
    let reserial = changed(|inner| {
        let bound = bindings(world(), &sat().journal);
        inner.certificate = certify(world(), sat().attempt, &sat().key, 8, bound);
    });
    vec![
        (
            "60-proof-of-another-package",
            "result.package-proof",
            of_other(&[name::PACKAGE_SUMS, name::PACKAGE_SIG]),
        ),
        (
            "60b-another-package-with-its-proof",
            "ticket.other-package",
            of_other(&[name::PACKAGE, name::PACKAGE_SUMS, name::PACKAGE_SIG]),
        ),
        (
            "60c-certificate-of-another-ticket",
            "result.certificate-ticket",
            rebound(|bound| bound.ticket = [1; 32]),
        ),
        (
            "60d-certificate-of-another-package",
            "result.certificate-package",
            rebound(|bound| bound.package = [1; 32]),
        ),
        (
            "60e-certificate-of-another-journal",
            "result.certificate-journal",
            rebound(|bound| bound.journal = [1; 32]),
        ),
        (
            "60f-certificate-of-another-serial",
            "result.certificate-journal",
            reserial,
        ),
    ]
}

fn envelope_cases() -> Vec<Case> {
    let twin = Sat::new(world(), 8, false);
    let (mine, theirs) = (sat().outer(), twin.outer());
    let mixed = vec![mine[0].clone(), mine[1].clone(), theirs[2].clone()];
    let wrapped = sat().inner().wrap(theirs[2].bytes.clone());
    vec![
        (
            "61-envelope-of-a-with-sealed-of-b",
            "result.sealed-differs",
            szip::write(&mixed).expect("szip"),
        ),
        (
            "61b-sealed-of-b-wrapped-by-a",
            "result.other-attempt",
            wrapped,
        ),
        (
            "61c-envelope-of-another-head",
            "result.head-differs",
            changed(|inner| inner.envelope.head.size += 1),
        ),
        (
            "62-addressed-to-another",
            "result.not-addressed",
            changed(|inner| {
                inner.recipients = vec![key::stranger().recipient()];
                inner.envelope.recipients.clone_from(&inner.recipients);
            }),
        ),
        (
            "62b-sealed-to-another",
            "age.no-match",
            changed(|inner| inner.recipients = vec![key::stranger().recipient()]),
        ),
        (
            "62c-sealed-to-one-more",
            "result.recipients-differ",
            changed(|inner| {
                inner.recipients.push(key::stranger().recipient());
                inner.envelope.recipients.clone_from(&inner.recipients);
            }),
        ),
    ]
}

/// Lines of both log files after the same change.
fn lines(change: fn(&mut Vec<&str>)) -> Vec<u8> {
    changed(|inner| {
        for name in [name::LOG_PUBLIC, name::LOG_PRIVATE] {
            let text = inner.text(name);
            let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
            change(&mut lines);
            inner.put(name, lines.concat());
        }
    })
}

/// The head of the first `size` frames.
fn head(origin: &str, size: usize) -> String {
    let log = &sat().log;
    let replay = replay(log.public.as_bytes(), log.private.as_bytes(), &log.seed).expect("a log");
    let mut tree = Tree::new();
    replay.leaves[..size]
        .iter()
        .for_each(|leaf| tree.push(*leaf));
    sign_checkpoint(&sat().key, origin, tree.size(), &tree.root())
}

fn log_cases() -> Vec<Case> {
    let origin = attempt_origin(sat().attempt);
    let other_origin = attempt_origin(AttemptId(Uuid::from_u128(1)));
    let put = |name: &'static str, text: String| {
        changed(|inner| {
            inner.put(name, text);
        })
    };
    let cosigned = {
        let by_other = head(&origin, 9).replace(&origin, "witness.example");
        let line = by_other.lines().last().expect("a signature").to_owned();
        format!("{}{line}\n", sat().log.checkpoint)
    };
    let private = changed(|inner| {
        let text = inner.text(name::LOG_PRIVATE);
        let cut = text.trim_end().rfind('\n').expect("lines") + 1;
        inner.put(name::LOG_PRIVATE, &text.as_bytes()[..cut]);
    });
    vec![
        (
            "63-frame-dropped",
            "log.order",
            lines(|lines| {
                lines.remove(3);
            }),
        ),
        (
            "63b-frames-reordered",
            "log.order",
            lines(|lines| lines.swap(3, 4)),
        ),
        (
            "63c-frame-duplicated",
            "log.order",
            lines(|lines| lines.insert(3, lines[3])),
        ),
        (
            "63d-last-frame-dropped",
            "log.checkpoint-size",
            lines(|lines| {
                lines.pop();
            }),
        ),
        ("63e-private-line-dropped", "log.unpaired", private),
        (
            "63f-seed-changed",
            "log.checkpoint-root",
            changed(|inner| {
                inner.put(name::LOG_SEED, [1; 32]);
            }),
        ),
        (
            "64-root-of-another-size",
            "log.checkpoint-size",
            put(name::LOG_HEAD, head(&origin, 8)),
        ),
        (
            "65-another-origin",
            "log.checkpoint-origin",
            put(name::LOG_HEAD, head(&other_origin, 9)),
        ),
        (
            "66-cosigned-by-an-unlisted-witness",
            "log.checkpoint-unlisted-witness",
            put(name::LOG_HEAD, cosigned),
        ),
        (
            "80-earlier-head-of-another-log",
            "result.checkpoints",
            put(name::LOG_HEADS, head(&other_origin, 3)),
        ),
        (
            "80b-earlier-heads-shrink",
            "result.checkpoints",
            put(name::LOG_HEADS, head(&origin, 3) + &head(&origin, 2)),
        ),
    ]
}

/// The same attempt with other events, honestly logged and signed.
fn relogged(change: impl FnOnce(&mut Vec<Vec<(u64, Event)>>)) -> Vec<u8> {
    let mut frames = log::frames(u64::from(world().ticket.total_s(2400)) * 1000);
    change(&mut frames);
    let log = log::write(sat().attempt, &sat().key, &frames);
    let replay = replay(log.public.as_bytes(), log.private.as_bytes(), &log.seed).expect("a log");
    changed(|inner| {
        inner.put_log(&log);
        let (size, root) = (replay.tree.size(), Hex(replay.tree.root()));
        inner.edit(name::MANIFEST, |manifest: &mut Manifest| {
            manifest.head.size = size;
            manifest.head.root = root;
        });
        inner.envelope.head.size = size;
        inner.envelope.head.root = root;
    })
}

fn fold_cases() -> Vec<Case> {
    let grant = Event::Grant {
        counter: 1,
        kind: GrantKind::ExtraTime,
        ms: 60_000,
        digest: [7; 32],
    };
    vec![
        (
            "81-answer-not-in-the-log",
            "result.answers-differ",
            changed(|inner| {
                inner.edit(name::ANSWERS, |answers: &mut Answers| {
                    answers.items[2].letter = Some(invigil_model::Letter::A);
                });
            }),
        ),
        (
            "81b-log-without-the-answer",
            "result.answers-differ",
            relogged(|frames| {
                frames.remove(4);
            }),
        ),
        (
            "82-code-not-in-the-log",
            "result.code-differs",
            changed(|inner| {
                inner.put("code/1.py", "print(3)\n");
            }),
        ),
        (
            "82b-code-of-another-task",
            "result.code-differs",
            changed(|inner| {
                inner.put("code/2.py", "print(3)\n");
            }),
        ),
        (
            "83-log-without-an-end",
            "result.not-ended",
            relogged(|frames| {
                frames.pop();
            }),
        ),
        (
            "83b-answer-after-the-end",
            "log.after-end",
            relogged(|frames| {
                frames.push(frames[2].iter().map(|(_, e)| (70_000, e.clone())).collect());
            }),
        ),
        (
            "84-more-time-than-the-ticket",
            "result.time-limit",
            relogged(|frames| {
                frames[1][0].1 = Event::Start {
                    limit_ms: 9_000_000,
                }
            }),
        ),
        (
            "85-grant-in-the-log",
            "result.grant",
            relogged(|frames| frames.insert(5, vec![(10_000, grant)])),
        ),
    ]
}

fn content_cases() -> Vec<Case> {
    let receipt = |mut entries: Vec<Entry>| {
        entries.push(Entry::new("start.receipt", "{}"));
        szip::write(&entries).expect("szip")
    };
    vec![
        ("86-receipt", "result.receipt", receipt(sat().outer())),
        (
            "86b-grant-file-inside",
            "result.receipt",
            changed(|inner| {
                inner.put("grant.json", "{}");
            }),
        ),
        (
            "87-entry-too-many",
            "result.entries",
            changed(|inner| {
                inner.put("notes.txt", "hello");
            }),
        ),
        (
            "87b-entry-missing",
            "result.entries",
            changed(|inner| inner.entries.retain(|entry| entry.name != name::JOURNAL)),
        ),
        (
            "88-another-question",
            "result.form",
            changed(|inner| {
                inner.edit(name::FORM, |form: &mut FormDocument| {
                    form.items[0].stem.push('?');
                });
            }),
        ),
        (
            "88b-another-question-with-its-hash",
            "keypkg.other-form",
            changed(|inner| {
                let mut hash = Hex([0; 32]);
                inner.edit(name::FORM, |form: &mut FormDocument| {
                    form.items[0].stem.push('?');
                    hash = Hex(invigil_bundle::doc::result::rendered_sha256(&form.items[0]));
                });
                inner.edit(name::MANIFEST, |manifest: &mut Manifest| {
                    manifest.items[0].sha256 = hash;
                });
            }),
        ),
        (
            "89-another-candidate",
            "result.candidate-ref",
            changed(|inner| {
                inner.edit(name::CANDIDATE, |candidate: &mut Candidate| {
                    candidate.candidate_ref.0 = "c-0001".to_owned();
                });
            }),
        ),
        (
            "90-newer-version",
            "doc.newer-version",
            changed(|inner| {
                let text = inner.text(name::MANIFEST);
                inner.put(
                    name::MANIFEST,
                    text.replace("invigil-result/1", "invigil-result/2"),
                );
            }),
        ),
    ]
}

fn practice() -> Vec<u8> {
    let plan = Plan {
        seed: 3,
        kind: Kind::Practice,
        ..Plan::default()
    };
    Sat::new(&World::new(&plan), 9, false).result.bytes
}

#[test]
fn each_changed_result_is_refused_with_its_own_code() {
    let mut cases: Vec<Case> = vec![
        ("00-valid", "ok", sat().result.bytes.clone()),
        ("00-valid-earlier-instructions", "ok", EARLIER.to_vec()),
        ("00-practice", "practice", practice()),
        (
            "91-not-issued-here",
            "result.not-issued",
            other().1.result.bytes.clone(),
        ),
    ];
    cases.extend(binding_cases());
    cases.extend(envelope_cases());
    cases.extend(log_cases());
    cases.extend(fold_cases());
    cases.extend(content_cases());
    cases.sort_by_key(|(name, _, _)| *name);
    let mut vectors: Vec<Vector> = cases
        .into_iter()
        .map(|(name, code, bytes)| Vector::new(&format!("{name}.result"), code, bytes))
        .collect();
    for vector in &vectors {
        assert_eq!(verdict(&vector.bytes), vector.expected, "{}", vector.file);
    }
    vectors.push(Vector::new(
        "mailbox.key",
        "key",
        format!("{}\n", key::mailbox()),
    ));
    vectors.push(Vector::new(
        "root.pub_signers",
        "key",
        world().root.write().expect("root"),
    ));
    check_folder("result", &vectors);
}

#[test]
fn sealing_again_without_a_change_gives_a_result_that_verifies() {
    let again = sat().inner().seal();
    assert_eq!(verdict(&again), "ok");
    assert_ne!(
        sha256(&again),
        sha256(&sat().result.bytes),
        "another age file"
    );
}
