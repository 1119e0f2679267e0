//! A whole log and its fold: public and private lines parted by a zero byte. What replays is
//! written again as it was, and folds or is refused.
#![no_main]

use std::collections::BTreeMap;

use invigil_log::{Fold, decode_frame, encode_frame, replay};
use invigil_model::{CodingTask, Form, Item, ItemId, Language, Limits, Skill, TaskId};
use libfuzzer_sys::fuzz_target;

fn form() -> Form {
    let item = |n: u16| Item {
        id: ItemId(format!("x/{n}")),
        cell: "DB1".into(),
        skill: Skill::Databases,
        seconds: 60,
        stem: "Which?".into(),
        code: None,
        options: ["a", "b", "c", "d"].map(String::from),
    };
    let task = CodingTask {
        id: TaskId("t/1".into()),
        title: "T".into(),
        seconds: 60,
        statement: "S".into(),
        limits: Limits {
            time_ms: 1000,
            memory_mib: 64,
            largest: "x".into(),
        },
        samples: Vec::new(),
        starters: BTreeMap::from([(Language::Python, "start\n".into())]),
    };
    Form {
        items: vec![item(1), item(2)],
        tasks: vec![task],
    }
}

fuzz_target!(|bytes: &[u8]| {
    let at = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
    let (public, private) = (&bytes[..at], bytes.get(at + 1..).unwrap_or_default());
    let Ok(log) = replay(public, private, &[7; 32]) else {
        return;
    };
    let text = |bytes| std::str::from_utf8(bytes).expect("it was read");
    let mut written = (String::new(), String::new());
    for (index, lines) in (0..).zip(text(public).lines().zip(text(private).lines())) {
        let events = decode_frame(index, lines.0, lines.1).expect("it was read");
        let frame = encode_frame(index, &events).expect("what was read can be written");
        frame.append_to(&mut written.0, &mut written.1);
    }
    assert_eq!(
        (written.0.as_str(), written.1.as_str()),
        (text(public), text(private))
    );
    let mut fold = Fold::new(&form());
    for event in &log.events {
        let before = fold.outline().events;
        if fold.push(event).is_err() {
            assert_eq!(fold.outline().events, before);
            break;
        }
    }
    let _ = fold.into_answers();
});
