//! Two logs of the same answers, compared event by event.
//!
//! What may differ between the window and a script is a closed list ([`BY_THE_WAY`], times, and
//! how many keystrokes an edit took); everything else must be the same events in the same order.

use std::path::Path;

use invigil_bundle::doc::{
    document,
    package::{FormDocument, Shared},
};
use invigil_log::{CHECKED_IN, Event, Fold, Stamped, replay};
use invigil_model::{Form, Language};

/// Kinds that say how a machine or a window fared, and nothing of what was answered:
/// - `boot`, `clock`, `suspend`: each sitting's own clocks; a reading comes every 15 s
/// - `env`: facts about the machine
/// - `focus`, `paste`, `copy`: a script has no window and no clipboard
///
/// And signals other than the check-in, such as a display that was plugged in.
pub const BY_THE_WAY: [&str; 7] = ["boot", "clock", "suspend", "env", "focus", "paste", "copy"];

/// What is left of an event without its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The event as logged.
    Event(Event),
    /// Edits of one document with no other event in between: the document after them.
    Typed {
        /// The coding task, 1-based.
        task: u16,
        /// Whose document.
        language: Language,
        /// The whole text.
        text: String,
    },
}

/// A log with the form that it is of.
pub struct Log {
    /// As shown.
    pub form: Form,
    /// In order.
    pub events: Vec<Stamped>,
}

impl Log {
    /// Reads the opened files of a result.
    pub fn read(opened: &Path) -> Self {
        let file = |name: &str| std::fs::read(opened.join(name)).expect(name);
        let form: FormDocument = document::read(&file("form.json")).expect("form.json");
        let shared: Shared = document::read(&file("shared.json")).expect("shared.json");
        let seed: [u8; 32] = file("log/seed").try_into().expect("32 bytes");
        let (public, private) = (file("log/public.jsonl"), file("log/private.jsonl"));
        let log = replay(&public, &private, &seed).expect("the log reads");
        let mut tasks = shared.tasks;
        tasks.retain(|task| form.tasks.contains(&task.id));
        Self {
            form: Form {
                items: form.items,
                tasks,
            },
            events: log.events,
        }
    }

    /// What was done, without what may differ.
    pub fn steps(&self) -> Vec<Step> {
        let mut fold = Fold::new(&self.form);
        let mut steps: Vec<Step> = Vec::new();
        for stamped in &self.events {
            fold.push(stamped).expect("a legal log");
            let event = &stamped.event;
            let by_the_way = BY_THE_WAY.contains(&event.kind())
                || matches!(event, Event::Signal { name, .. } if name != CHECKED_IN);
            if by_the_way {
                continue;
            }
            let Event::Edit { task, language, .. } = event else {
                steps.push(Step::Event(event.clone()));
                continue;
            };
            let same = |step: &Step| matches!(step, Step::Typed { task: t, language: l, .. } if (t, l) == (task, language));
            if steps.last().is_some_and(same) {
                steps.pop();
            }
            steps.push(Step::Typed {
                task: *task,
                language: *language,
                text: fold.document(*task, *language).expect("an edited document"),
            });
        }
        steps
    }
}

/// Where two logs part, in words; `None` when they say the same.
pub fn difference(one: &Log, other: &Log) -> Option<String> {
    let (one, other) = (one.steps(), other.steps());
    let at = (0..one.len().max(other.len())).find(|at| one.get(*at) != other.get(*at))?;
    Some(format!(
        "step {at}: {:?} against {:?}",
        one.get(at),
        other.get(at)
    ))
}
