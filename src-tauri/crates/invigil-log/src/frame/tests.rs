//! Frames as the table says, spelled one way.

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
            number: 1,
            task: 1,
            language,
            input: RunInput::Custom,
            engine: [5; 32],
            code: [6; 32],
            stdin: "1 2\n".into(),
        },
        Event::Ran {
            number: 1,
            case: 0,
            verdict: RunVerdict::Done,
            fuel: 1_000_000,
            memory: 65_536,
            end: "exit 0".into(),
            stdout: [8; 32],
            stderr: [9; 32],
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
        .prop_map(|(kind, (small, middle, large, signed, on), text)| {
            match one_of_each().swap_remove(kind) {
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
            }
        })
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
    insta::assert_snapshot!(encode_frame(0, &frame_of_each()).expect("encode").public, @r#"{"frame":0,"events":[[0,"start",2400000],[1,"shown",1],[2,"answer",2],[3,"clear",2],[4,"flag",3,true],[5,"edit",1,"python"],[6,"language",1,"python"],[7,"run",1,1,"python","custom","0505050505050505050505050505050505050505050505050505050505050505"],[8,"ran",1,0,"done",1000000,65536],[9,"focus",false],[10,"paste",0,12],[11,"copy",11,3],[12,"clock","step",9,8,-7],[13,"suspend",60000],[14,"boot","00000000-0000-0000-0000-000000000001",-5,0],[15,"env","os"],[16,"signal","display-added"],[17,"pause",1],[18,"resume",2],[19,"grant",1,"pause",0,"0707070707070707070707070707070707070707070707070707070707070707"],[20,"note"],[21,"submit"],[22,"expire"]]}"#);
}

#[test]
fn what_is_typed_or_chosen_is_private() {
    let lines = encode_frame(3, &frame_of_each()).expect("encode");
    insta::assert_snapshot!(lines.private, @r#"{"frame":3,"private":[["C"],[4,5,"é\"\n"],["0606060606060606060606060606060606060606060606060606060606060606","1 2\n"],["exit 0","0808080808080808080808080808080808080808080808080808080808080808","0909090909090909090909090909090909090909090909090909090909090909"],["Linux"],[""],["the fire alarm rang"]]}"#);
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
