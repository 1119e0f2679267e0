//! The multiple-choice items of one verified attempt.

use std::collections::BTreeMap;

use invigil_bundle::doc::{Verified, verify::AttemptRecord};
use invigil_model::{AnswerKey, Code, ItemId, Letter, Skill};

use crate::{Interval, MIN_ITEMS, wilson};

/// The score of the multiple-choice items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct McqScore {
    /// Items answered with the key.
    pub right: u16,
    /// All items.
    pub of: u16,
    /// Wilson 95 % interval of the proportion; `None` below [`MIN_ITEMS`] items.
    pub interval: Option<Interval>,
    /// The skills that have items, in the order of [`Skill`].
    pub skills: Vec<SkillResult>,
    /// Every item, in the form's order.
    pub items: Vec<ItemResult>,
}

/// The score of one skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkillResult {
    /// The skill.
    pub skill: Skill,
    /// Items answered with the key.
    pub right: u16,
    /// Its items.
    pub of: u16,
    /// Wilson 95 % interval; `None` says "not enough items".
    pub interval: Option<Interval>,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemResult {
    /// The item.
    pub item: ItemId,
    /// The answer; `None` if it was left open.
    pub letter: Option<Letter>,
    /// The key.
    pub key: Letter,
}

impl ItemResult {
    /// Whether the answer is the key.
    pub fn is_right(&self) -> bool {
        self.letter == Some(self.key)
    }
}

/// Why an attempt cannot be scored with these keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GradingError {
    /// An item without a key.
    #[error("there is no key for the item `{0}`")]
    NoKey(ItemId),
    /// A key for an item that was not asked, or two keys for one.
    #[error("the key for `{0}` belongs to no item of this form, or comes twice")]
    OtherKey(ItemId),
}

impl GradingError {
    /// The stable code.
    pub fn code(&self) -> Code {
        Code(match self {
            Self::NoKey(_) => "grading.no-key",
            Self::OtherKey(_) => "grading.other-key",
        })
    }
}

/// Scores the items of a verified attempt with the keys of its ticket's form.
///
/// # Errors
/// Keys and items must be the same set: a missing or foreign key is an error, never a wrong
/// answer.
pub fn score_mcq(
    record: &Verified<AttemptRecord>,
    keys: &[AnswerKey],
) -> Result<McqScore, GradingError> {
    let asked = record.form.items.iter().zip(&record.answers.items);
    let asked = asked.map(|(item, answer)| (&item.id, item.skill, answer.letter));
    score(asked, keys)
}

fn score<'a>(
    asked: impl Iterator<Item = (&'a ItemId, Skill, Option<Letter>)>,
    keys: &[AnswerKey],
) -> Result<McqScore, GradingError> {
    let mut left = BTreeMap::new();
    for key in keys {
        if left.insert(&key.item, key.key).is_some() {
            return Err(GradingError::OtherKey(key.item.clone()));
        }
    }
    let mut skills: BTreeMap<Skill, (u16, u16)> = BTreeMap::new();
    let mut items = Vec::new();
    for (id, skill, letter) in asked {
        let key = left.remove(id);
        let key = key.ok_or_else(|| GradingError::NoKey(id.clone()))?;
        let item = ItemResult {
            item: id.clone(),
            letter,
            key,
        };
        let (right, of) = skills.entry(skill).or_default();
        *right += u16::from(item.is_right());
        *of += 1;
        items.push(item);
    }
    if let Some(id) = left.into_keys().next() {
        return Err(GradingError::OtherKey(id.clone()));
    }
    let (right, of) = skills
        .values()
        .fold((0, 0), |sum, s| (sum.0 + s.0, sum.1 + s.1));
    let skills = skills.into_iter().map(|(skill, (right, of))| SkillResult {
        skill,
        right,
        of,
        interval: interval(right, of),
    });
    Ok(McqScore {
        right,
        of,
        interval: interval(right, of),
        skills: skills.collect(),
        items,
    })
}

fn interval(right: u16, of: u16) -> Option<Interval> {
    if of < MIN_ITEMS {
        return None;
    }
    wilson(right, of)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(n: usize) -> ItemId {
        ItemId(format!("family/{n}"))
    }

    fn key(n: usize, key: Letter) -> AnswerKey {
        AnswerKey {
            item: id(n),
            key,
            rationales: [const { String::new() }; 4],
        }
    }

    fn asked(
        answers: &[(Skill, Option<Letter>)],
        keys: &[AnswerKey],
    ) -> Result<McqScore, GradingError> {
        let ids: Vec<_> = (0..answers.len()).map(id).collect();
        let asked = ids
            .iter()
            .zip(answers)
            .map(|(id, (skill, letter))| (id, *skill, *letter));
        score(asked, keys)
    }

    #[test]
    fn each_skill_counts_its_own_items_and_two_are_not_enough() {
        use Letter::{A, B};
        let answers = [
            (Skill::Apis, Some(A)),
            (Skill::Databases, Some(A)),
            (Skill::Databases, Some(B)),
            (Skill::Apis, None),
            (Skill::Databases, Some(A)),
        ];
        let keys: Vec<_> = (0..5).map(|n| key(n, A)).collect();
        let score = asked(&answers, &keys).unwrap();
        assert_eq!((score.right, score.of), (3, 5));
        assert_eq!(score.interval, wilson(3, 5));
        let skills: Vec<_> = score
            .skills
            .iter()
            .map(|s| (s.skill, s.right, s.of))
            .collect();
        assert_eq!(skills, [(Skill::Databases, 2, 3), (Skill::Apis, 1, 2)]);
        assert_eq!(score.skills[0].interval, wilson(2, 3));
        assert_eq!(score.skills[1].interval, None, "not enough items");
        assert!(!score.items[3].is_right(), "left open");
    }

    #[test]
    fn a_verified_result_is_scored_with_the_keys_its_package_committed_to() {
        use invigil_bundle::{
            doc::{
                issuer::Anchor,
                keypkg::open_keys,
                verify::{VerifyInputs, verify_result},
            },
            trust::TrustFile,
        };
        const RESULT: &[u8] = include_bytes!("../../../../tests/vectors/result/00-valid.result");
        const KEYS: &[u8] = include_bytes!("../../../../tests/vectors/doc/00-valid.keypkg");
        const ROOT: &[u8] = include_bytes!("../../../../tests/vectors/result/root.pub_signers");
        const MAILBOX: &str = include_str!("../../../../tests/vectors/result/mailbox.key");
        let identities = [MAILBOX.trim().parse().unwrap()];
        let root = TrustFile::read(ROOT).unwrap();
        let inputs = VerifyInputs {
            identities: &identities,
            anchor: Anchor {
                root: Some(&root),
                revoked: None,
            },
            ..VerifyInputs::default()
        };
        let verdict = verify_result(RESULT, &inputs).unwrap();
        let record = verdict.into_attempt().unwrap();
        let opened = open_keys(KEYS, &identities, &record.package).unwrap();
        let keys = opened.material().keys.of(record.ticket.ticket_id).unwrap();
        let score = score_mcq(&record, &keys.keys).unwrap();
        let right: Vec<_> = score.items.iter().map(ItemResult::is_right).collect();
        assert_eq!(right, [true, false, false]);
        assert_eq!(
            (score.right, score.of, score.interval),
            (1, 3, wilson(1, 3))
        );
        assert!(score.skills.iter().all(|skill| skill.interval.is_none()));
    }

    #[test]
    fn keys_and_items_must_be_the_same_set() {
        let answers = [(Skill::Apis, None)];
        let code = |keys: &[AnswerKey]| asked(&answers, keys).map(drop).map_err(|e| e.code().0);
        assert_eq!(code(&[key(0, Letter::A)]), Ok(()));
        assert_eq!(code(&[]), Err("grading.no-key"));
        assert_eq!(
            code(&[key(0, Letter::A), key(1, Letter::A)]),
            Err("grading.other-key")
        );
        assert_eq!(
            code(&[key(0, Letter::A), key(0, Letter::B)]),
            Err("grading.other-key")
        );
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_of_skills_and_of_items(
            letters in prop::collection::vec((0usize..5, 0usize..4, 0usize..3), 1..40),
        ) {
            let skills = [Skill::Databases, Skill::Apis, Skill::Engineering];
            let answers: Vec<_> = letters.iter().map(|(l, _, s)| (skills[*s], Letter::from_index(*l))).collect();
            let keys: Vec<_> = letters.iter().enumerate().map(|(n, (_, k, _))| key(n, Letter::ALL[*k])).collect();
            let score = asked(&answers, &keys).unwrap();
            let right = letters.iter().filter(|(l, k, _)| l == k).count();
            prop_assert_eq!(usize::from(score.right), right);
            prop_assert_eq!(score.skills.iter().map(|s| s.right).sum::<u16>(), score.right);
            prop_assert_eq!(score.skills.iter().map(|s| s.of).sum::<u16>(), score.of);
            prop_assert_eq!(score.items.iter().filter(|i| i.is_right()).count(), right);
        }
    }
}
