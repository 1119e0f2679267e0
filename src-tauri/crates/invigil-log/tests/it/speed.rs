//! Any valid log folds in under a second.

use invigil_clock::{Clock, SystemClock};
use invigil_log::{Event, MAX_DOCUMENT, MAX_EVENTS, Stamped};
use invigil_model::Language;

use super::{edit, language, started};

#[test]
fn as_many_hostile_edits_as_a_log_may_hold_fold_in_under_a_second() {
    let mut fold = started(&[(0, language(Language::Python))]).expect("started");
    // A document near its cap, no scalar of one byte, and every edit far from the last one.
    let scalars = u32::try_from(MAX_DOCUMENT / 4 - 8).expect("fits");
    fold.push(&Stamped {
        at: 0,
        event: edit(0, 5, &"😀".repeat(scalars as usize)),
    })
    .expect("fits");
    let count = u32::try_from(MAX_EVENTS - fold.outline().events).expect("fits");
    let hostile: Vec<Event> = (0..count)
        .map(|n| edit(n.wrapping_mul(2_654_435_761) % (scalars - 2), 1, "é"))
        .collect();
    let clock = SystemClock::new();
    let begin = clock.read().mono_ms;
    for event in hostile {
        fold.push(&Stamped { at: 0, event }).expect("legal");
    }
    let answers = fold.answers();
    let took = clock.read().mono_ms - begin;
    assert_eq!(answers.events, MAX_EVENTS);
    assert!(took < 1_000, "{took} ms");
    let one_more = fold
        .push(&Stamped {
            at: 0,
            event: edit(0, 0, ""),
        })
        .expect_err("full");
    assert_eq!(one_more.code().0, "log.too-many-events");
}
