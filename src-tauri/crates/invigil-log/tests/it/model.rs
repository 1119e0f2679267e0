//! The fold against the plainest model: whole strings, last letter wins.

use std::collections::BTreeMap;

use invigil_log::{Event, Fold, Stamped, encode_frame, replay};
use invigil_model::{Language, Letter};
use proptest::prelude::*;

use super::{form, started};

fn any_work() -> impl Strategy<Value = Event> {
    let language =
        prop::sample::select(vec![Language::Python, Language::JavaScript, Language::Java]);
    let item = 0u16..5;
    prop_oneof![
        (item.clone(), 0usize..4).prop_map(|(item, l)| Event::Answer {
            item,
            letter: Letter::ALL[l]
        }),
        item.prop_map(|item| Event::Clear { item }),
        language
            .clone()
            .prop_map(|language| Event::Language { task: 1, language }),
        (language, 0u32..12, 0u32..5, "\\PC{0,6}").prop_map(
            |(language, at_char, delete, insert)| {
                Event::Edit {
                    task: 1,
                    language,
                    at_char,
                    delete,
                    insert: insert.into(),
                }
            }
        ),
    ]
}

#[derive(Default)]
struct Model {
    responses: BTreeMap<u16, Letter>,
    language: Option<Language>,
    texts: BTreeMap<Language, String>,
}

impl Model {
    fn new() -> Self {
        let texts = form().tasks.remove(0).starters;
        Self {
            texts,
            ..Self::default()
        }
    }

    /// Takes the event, or says that it cannot be.
    fn take(&mut self, event: &Event) -> bool {
        match event {
            Event::Answer {
                item: item @ (1 | 2),
                letter,
            } => {
                self.responses.insert(*item, *letter);
            }
            Event::Clear {
                item: item @ (1 | 2),
            } => {
                self.responses.remove(item);
            }
            Event::Language { language, .. } if self.texts.contains_key(language) => {
                self.language = Some(*language);
            }
            Event::Edit {
                language,
                at_char,
                delete,
                insert,
                ..
            } if self.language.is_some() => {
                let Some(text) = self.texts.get_mut(language) else {
                    return false;
                };
                let chars: Vec<char> = text.chars().collect();
                let (at, end) = (*at_char as usize, (at_char + delete) as usize);
                if end > chars.len() {
                    return false;
                }
                let (head, tail) = (&chars[..at], &chars[end..]);
                *text = head
                    .iter()
                    .chain(&insert.chars().collect::<Vec<_>>())
                    .chain(tail)
                    .collect();
            }
            _ => return false,
        }
        true
    }
}

proptest! {
    #[test]
    fn the_fold_takes_what_the_model_takes_and_ends_alike(
        events in prop::collection::vec(any_work(), 0..80),
    ) {
        let mut fold = started(&[]).expect("started");
        let mut model = Model::new();
        for event in events {
            let taken = model.take(&event);
            prop_assert_eq!(fold.push(&Stamped { at: 1, event }).is_ok(), taken);
        }
        let answers = fold.answers();
        prop_assert_eq!(&answers.responses, &model.responses);
        let submitted = model.language.map(|l| (l, model.texts[&l].as_str()));
        prop_assert_eq!(answers.submitted(1), submitted);
        for (language, text) in &model.texts {
            prop_assert_eq!(&answers.documents[&(1, *language)], text);
        }
    }

    #[test]
    fn what_was_written_folds_to_the_same_answers(
        events in prop::collection::vec(any_work(), 1..60), cuts in prop::collection::vec(1usize..6, 60),
    ) {
        let mut live = Fold::new(&form());
        let opening = [super::check_in(), Event::Start { limit_ms: 1_000 }];
        let stamped = opening.into_iter().chain(events).map(|event| Stamped { at: 0, event });
        let mut kept: Vec<Stamped> = stamped.filter(|s| live.push(s).is_ok()).collect();
        let (mut public, mut private) = (String::new(), String::new());
        for (index, cut) in (0..).zip(cuts) {
            let rest = kept.split_off(cut.min(kept.len()));
            if !kept.is_empty() {
                encode_frame(index, &kept).expect("encode").append_to(&mut public, &mut private);
            }
            kept = rest;
        }
        prop_assert!(kept.is_empty());
        let read = replay(public.as_bytes(), private.as_bytes(), &[3; 32]).expect("replay");
        let mut again = Fold::new(&form());
        for stamped in &read.events {
            again.push(stamped).expect("legal");
        }
        prop_assert_eq!(again.answers(), live.answers());
    }
}
