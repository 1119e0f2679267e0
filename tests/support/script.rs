//! What a driven candidate does, step by step, and what must be saved after each step. Both the
//! driver and the test that kills it know the same steps from one seed.

use std::collections::{BTreeMap, BTreeSet};

use invigil_candidate::dto::{Command, EditDto, LetterDto, TestDto};

/// Languages that the driven candidate switches between.
pub const LANGUAGES: [&str; 4] = ["python", "java", "ruby", "javascript"];
/// Items of the test.
const ITEMS: u64 = 10;
const LETTERS: [LetterDto; 4] = [LetterDto::A, LetterDto::B, LetterDto::C, LetterDto::D];

/// A number from a seed and a counter (SplitMix64).
pub fn number(seed: u64, n: u64) -> u64 {
    let mut z = seed.wrapping_add(n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What is saved after some steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Saved {
    /// Answers by item.
    pub letters: BTreeMap<u16, LetterDto>,
    /// Flagged positions.
    pub flags: BTreeSet<u16>,
    /// The chosen language.
    pub language: Option<usize>,
    /// What was typed before the starter code of each language.
    pub typed: BTreeMap<usize, String>,
}

impl Saved {
    /// What is saved after the steps 1 to `last`.
    pub fn after(seed: u64, last: u64) -> Self {
        let mut saved = Self::default();
        for seq in 1..=last {
            saved.step(seed, seq);
        }
        saved
    }

    /// The command of step `seq`, and its trace in what is saved.
    pub fn step(&mut self, seed: u64, seq: u64) -> Command {
        let roll = number(seed, seq);
        let draw = |shift: u32, below: u64| (roll >> shift) % below;
        match (draw(0, 10), self.language) {
            (0..=4, _) => {
                let item = u16::try_from(1 + draw(8, ITEMS)).unwrap_or(1);
                let letter = LETTERS
                    .get(usize::try_from(draw(16, 5)).unwrap_or(0))
                    .copied();
                match letter {
                    Some(letter) => self.letters.insert(item, letter),
                    None => self.letters.remove(&item),
                };
                Command::SaveResponse { item, letter, seq }
            }
            (5, _) => {
                let position = u16::try_from(1 + draw(8, ITEMS + 1)).unwrap_or(1);
                let on = self.flags.insert(position) || !self.flags.remove(&position);
                Command::Flag { position, on, seq }
            }
            (6, _) | (_, None) => {
                let language = usize::try_from(draw(8, 4)).unwrap_or(0);
                self.language = Some(language);
                Command::ChooseLanguage {
                    task: 1,
                    language: LANGUAGES[language].to_owned(),
                    seq,
                }
            }
            (_, Some(language)) => {
                let typed = self.typed.entry(language).or_default();
                let mut characters: Vec<char> = typed.chars().collect();
                let at = usize::try_from(roll >> 8).unwrap_or(0) % (characters.len() + 1);
                let most = (characters.len() - at).min(3) + 1;
                let delete = usize::try_from(draw(24, 64)).unwrap_or(0) % most;
                let insert = format!("é{:x}\n", roll >> 48);
                characters.splice(at..at + delete, insert.chars());
                *typed = characters.into_iter().collect();
                Command::Edit {
                    task: 1,
                    language: LANGUAGES[language].to_owned(),
                    edits: vec![EditDto {
                        at: u32::try_from(at).unwrap_or(0),
                        delete: u32::try_from(delete).unwrap_or(0),
                        insert,
                    }],
                    seq,
                }
            }
        }
    }

    /// The coding question's text, given the starter code of each language.
    pub fn text(&self, starters: &BTreeMap<String, String>) -> Option<String> {
        let language = self.language?;
        let typed = self.typed.get(&language).map_or("", String::as_str);
        Some(format!("{typed}{}", starters[LANGUAGES[language]]))
    }

    /// Panics unless the window shows exactly this.
    #[track_caller]
    pub fn assert_shown(&self, shown: &TestDto, starters: &BTreeMap<String, String>) {
        let letters = shown
            .items
            .iter()
            .filter_map(|i| Some((i.position, i.response?)));
        assert_eq!(letters.collect::<BTreeMap<_, _>>(), self.letters, "answers");
        let items = shown.items.iter().map(|i| (i.position, i.flagged));
        let flagged = items.chain(shown.tasks.iter().map(|t| (t.position, t.flagged)));
        let flags = flagged.filter(|(_, on)| *on).map(|(position, _)| position);
        assert_eq!(flags.collect::<BTreeSet<_>>(), self.flags, "flags");
        if let (Some(language), Some(text)) = (self.language, self.text(starters)) {
            assert_eq!(shown.tasks[0].language, LANGUAGES[language]);
            assert_eq!(shown.tasks[0].text, text);
        }
    }
}
