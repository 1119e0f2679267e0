//! One document: a rope addressed by Unicode scalars.
//!
//! People type in runs. The run being typed is kept beside the rope and merged when an edit goes
//! elsewhere, so that a keystroke costs a few bytes and a hostile edit costs O(log n).

use std::ops::Range;

use invigil_model::Language;
use ropey::Rope;

/// The longest document in bytes of UTF-8.
pub const MAX_DOCUMENT: usize = 256 * 1024;

/// Why an edit cannot be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EditError {
    /// It reaches past the end.
    Outside,
    /// The document would be longer than [`MAX_DOCUMENT`].
    TooLarge,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    rope: Rope,
    /// The run: inserted before scalar `run_at` of the rope.
    run: String,
    run_at: usize,
    run_chars: usize,
    /// Scalars and bytes of rope and run together.
    chars: usize,
    bytes: usize,
}

impl Document {
    pub(crate) fn new(text: &str) -> Self {
        let rope = Rope::from_str(text);
        Self {
            chars: rope.len_chars(),
            bytes: rope.len_bytes(),
            rope,
            ..Self::default()
        }
    }

    pub(crate) fn text(&self) -> String {
        self.clone().into_text()
    }

    pub(crate) fn into_text(mut self) -> String {
        self.merge();
        self.rope.to_string()
    }

    /// Deletes `delete` scalars at `at`, then inserts `insert` there. On an error nothing changed.
    pub(crate) fn edit(&mut self, at: u32, delete: u32, insert: &str) -> Result<(), EditError> {
        let (at, delete) = (at as usize, delete as usize);
        let end = at.saturating_add(delete);
        if end > self.chars {
            return Err(EditError::Outside);
        }
        let grown = self.bytes + insert.len();
        if grown > MAX_DOCUMENT && grown - self.bytes_in(at..end) > MAX_DOCUMENT {
            return Err(EditError::TooLarge);
        }
        if at < self.run_at || end != self.run_at + self.run_chars {
            self.bytes -= self.bytes_in(at..end);
            self.rope.remove(at..end);
            self.run_at = at;
        } else {
            for _ in 0..delete {
                self.bytes -= self.run.pop().map_or(0, char::len_utf8);
            }
            self.run_chars -= delete;
        }
        // Mostly one key.
        let inserted = match *insert.as_bytes() {
            [] => 0,
            [key] => {
                self.run.push(char::from(key));
                1
            }
            _ => {
                self.run.push_str(insert);
                insert.chars().count()
            }
        };
        self.run_chars += inserted;
        self.chars = self.chars - delete + inserted;
        self.bytes += insert.len();
        Ok(())
    }

    fn bytes_in(&mut self, range: Range<usize>) -> usize {
        self.merge();
        if range.is_empty() {
            return 0;
        }
        self.rope.slice(range).len_bytes()
    }

    fn merge(&mut self) {
        if !self.run.is_empty() {
            self.rope.insert(self.run_at, &self.run);
            self.run.clear();
        }
        self.run_at = usize::MAX;
        self.run_chars = 0;
    }
}

/// An attempt's documents.
#[derive(Clone, Debug)]
pub(crate) struct Documents {
    /// In the order of their keys.
    documents: Vec<((u16, Language), Document)>,
    /// Which one was edited last: most edits are of the same one.
    last: usize,
}

impl Documents {
    /// These documents, given in the order of their keys, each of another one.
    pub(crate) fn new(documents: impl Iterator<Item = ((u16, Language), Document)>) -> Self {
        Self {
            documents: documents.collect(),
            last: 0,
        }
    }

    fn find(&self, task: u16, language: Language) -> Option<usize> {
        let key = (task, language);
        self.documents.binary_search_by_key(&key, |(k, _)| *k).ok()
    }

    pub(crate) fn get(&self, task: u16, language: Language) -> Option<&Document> {
        Some(&self.documents[self.find(task, language)?].1)
    }

    /// The document that an edit is of.
    #[inline]
    pub(crate) fn edited(&mut self, task: u16, language: Language) -> Option<&mut Document> {
        let last = self.documents.get(self.last);
        if last.is_none_or(|(key, _)| *key != (task, language)) {
            self.last = self.find(task, language)?;
        }
        Some(&mut self.documents[self.last].1)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = ((u16, Language), &Document)> {
        self.documents
            .iter()
            .map(|(key, document)| (*key, document))
    }

    pub(crate) fn into_iter(self) -> impl Iterator<Item = ((u16, Language), Document)> {
        self.documents.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same on a plain vector of scalars.
    fn model_edit(model: &mut Vec<char>, at: u32, delete: u32, insert: &str) -> bool {
        let (at, end) = (at as usize, at as usize + delete as usize);
        if end > model.len() {
            return false;
        }
        model.splice(at..end, insert.chars());
        true
    }

    fn any_edit() -> impl Strategy<Value = (u32, u32, String)> {
        let typing = (0u32..12, 0u32..3, "[a-c\\né😀\r]{0,3}");
        let anywhere = (0u32..60, 0u32..30, "\\PC{0,20}");
        prop_oneof![3 => typing, 1 => anywhere]
    }

    proptest! {
        #[test]
        fn edits_are_those_of_a_plain_string(
            start in "\\PC{0,20}", edits in prop::collection::vec(any_edit(), 0..60),
        ) {
            let mut document = Document::new(&start);
            let mut model: Vec<char> = start.chars().collect();
            for (at, delete, insert) in edits {
                let applied = model_edit(&mut model, at, delete, &insert);
                prop_assert_eq!(document.edit(at, delete, &insert).is_ok(), applied);
                prop_assert_eq!(document.text(), model.iter().collect::<String>());
            }
        }

        #[test]
        fn runs_at_the_caret_are_those_of_a_plain_string(
            keys in prop::collection::vec((any::<bool>(), any::<char>()), 0..80), jump in 0u32..9,
        ) {
            let mut document = Document::new("line one\nline two\n");
            let mut model: Vec<char> = "line one\nline two\n".chars().collect();
            let mut caret = jump;
            for (backspace, key) in keys {
                let (at, delete, insert) = match backspace && caret > 0 {
                    true => (caret - 1, 1, String::new()),
                    false => (caret, 0, key.to_string()),
                };
                caret = at + 1 - delete;
                prop_assert!(model_edit(&mut model, at, delete, &insert));
                prop_assert_eq!(document.edit(at, delete, &insert), Ok(()));
            }
            prop_assert_eq!(document.text(), model.into_iter().collect::<String>());
        }
    }

    #[test]
    fn an_edit_is_of_the_document_that_it_names() {
        use Language::{Python, Ruby};
        let keys = [(1, Python), (1, Ruby), (2, Ruby)];
        let mut documents = Documents::new(keys.into_iter().map(|key| (key, Document::new(""))));
        for (task, language, text) in [
            (1, Python, "a"),
            (2, Ruby, "b"),
            (2, Ruby, "c"),
            (1, Ruby, "d"),
            (1, Python, "e"),
        ] {
            let document = documents.edited(task, language).expect("a document");
            assert_eq!(document.edit(0, 0, text), Ok(()));
            assert!(documents.edited(2, Python).is_none(), "there is no such");
            assert!(documents.edited(3, Ruby).is_none(), "there is no such");
        }
        let texts = documents.into_iter().map(|(key, d)| (key, d.into_text()));
        let expected = ["ea", "d", "cb"].map(str::to_owned);
        assert!(texts.eq(keys.into_iter().zip(expected)));
    }

    #[test]
    fn the_cap_counts_what_the_edit_takes_away() {
        let mut document = Document::new(&"é".repeat(MAX_DOCUMENT / 2));
        let full = u32::try_from(MAX_DOCUMENT / 2).expect("fits");
        assert_eq!(document.edit(full, 0, "x"), Err(EditError::TooLarge));
        assert_eq!(document.edit(0, 1, "xy"), Ok(()));
        assert_eq!(document.edit(0, 1, "éé"), Err(EditError::TooLarge));
        assert_eq!(
            document.edit(0, full + 1, &"z".repeat(MAX_DOCUMENT)),
            Ok(())
        );
        assert_eq!(document.text().len(), MAX_DOCUMENT);
        assert_eq!(
            document.edit(u32::MAX, u32::MAX, ""),
            Err(EditError::Outside)
        );
    }
}
