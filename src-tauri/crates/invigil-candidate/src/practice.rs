//! The practice package that every build carries: pre-signed by a key that was thrown away, so
//! that practising shows the same screens as a test and proves nothing. Its answers are explained
//! at the end, so it alone comes with its keys.

use invigil_model::{AnswerKey, Form, Letter};

use crate::{
    Offer,
    dto::{ExplainedDto, ExplainedOptionDto, LetterDto},
    view::letter_dto,
};

const PACKAGE: &[u8] = include_bytes!("../../../../assets/practice/practice.exampkg");
const TICKET: &[u8] = include_bytes!("../../../../assets/practice/practice.ticket");
const CODE: &str = include_str!("../../../../assets/practice/code.txt");
const EXPLAINED: &str = include_str!("../../../../assets/practice/explained.json");

/// The offer's id.
pub(crate) const ID: &str = "practice";

/// The practice test. Its title and words are the page's.
pub(crate) fn offer() -> Offer {
    Offer {
        id: ID.to_owned(),
        title: "Practice test".to_owned(),
        note: String::new(),
        package: PACKAGE.to_vec(),
        ticket: TICKET.to_vec(),
        code: Some(CODE.trim().to_owned()),
    }
}

/// Every question of a practice form with its key and why; a form that is not the built-in one
/// has none.
pub(crate) fn explain(form: &Form, chosen: impl Fn(u16) -> Option<LetterDto>) -> Vec<ExplainedDto> {
    let keys: Vec<AnswerKey> = serde_json::from_str(EXPLAINED).unwrap_or_default();
    let letters = [Letter::A, Letter::B, Letter::C, Letter::D];
    (1u16..)
        .zip(&form.items)
        .filter_map(|(position, item)| {
            let key = keys.iter().find(|key| key.item == item.id)?;
            let options = letters.iter().zip(&item.options).zip(&key.rationales);
            Some(ExplainedDto {
                position,
                stem: item.stem.clone(),
                code_language: item.code.as_ref().map(|c| c.language.clone()),
                code: item.code.as_ref().map(|c| c.text.clone()),
                options: options
                    .map(|((letter, text), why)| ExplainedOptionDto {
                        letter: letter_dto(*letter),
                        text: text.clone(),
                        why: why.clone(),
                    })
                    .collect(),
                key: letter_dto(key.key),
                chosen: chosen(position),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use invigil_bundle::{
        code::AccessCode,
        doc::{issuer::Anchor, package::open_package, ticket::read_ticket},
    };

    use super::*;

    #[test]
    fn every_question_of_the_built_in_form_is_explained() {
        let offer = offer();
        let package = open_package(&offer.package, &Anchor::default()).expect("the package");
        let ticket = read_ticket(&offer.ticket, &Anchor::default()).expect("the ticket");
        let code = AccessCode::parse(&offer.code.expect("a code")).expect("the code");
        let form = package.unlock(&code, &ticket).expect("the form").form;
        let explained = explain(&form, |_| Some(LetterDto::B));
        assert_eq!(explained.len(), form.items.len());
        for question in explained {
            assert!(question.options.iter().all(|option| option.why.len() > 10));
            assert_eq!(question.chosen, Some(LetterDto::B));
        }
    }
}
