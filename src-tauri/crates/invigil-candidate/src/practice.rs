//! The practice package that every build carries: pre-signed by a key that was thrown away, so
//! that practising shows the same screens as a test and proves nothing. Its answers are explained
//! at the end, so it alone comes with its keys.

use std::collections::BTreeMap;

use invigil_bundle::doc::{issuer::Anchor, ticket};
use invigil_model::{AnswerKey, Form, Language, Letter, TicketId};

use crate::{
    Offer,
    dto::{ExplainedDto, ExplainedOptionDto, LetterDto, OwnCodeDto, SolvedDto},
    view::letter_dto,
};

const PACKAGE: &[u8] = include_bytes!("../../../../assets/practice/practice.exampkg");
const TICKET: &[u8] = include_bytes!("../../../../assets/practice/practice.ticket");
const CODE: &str = include_str!("../../../../assets/practice/code.txt");
const EXPLAINED: &str = include_str!("../../../../assets/practice/explained.json");

/// Why the coding question is solved like that, and two solutions that its bank proves with every
/// hidden test.
const IDEA: &str = include_str!("../../../../assets/practice/line-sum.md");
const SOLUTIONS: [(Language, &str); 2] = [
    (
        Language::Python,
        include_str!(
            "../../../../assets/bank/practice/tasks/line-sum/submissions/accepted/line_sum.py"
        ),
    ),
    (
        Language::JavaScript,
        include_str!(
            "../../../../assets/bank/practice/tasks/line-sum/submissions/accepted/line_sum.js"
        ),
    ),
];
const SOLVED: &str = "line-sum";

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

/// Whether a ticket is the practice test's.
pub(crate) fn is_ticket(ticket: TicketId) -> bool {
    ticket::read_ticket(TICKET, &Anchor::default())
        .is_ok_and(|practice| practice.ticket().ticket_id == ticket)
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

/// The coding questions of a practice form, each with one solution: in the language that was
/// chosen, else in the first that there is.
pub(crate) fn solve(
    form: &Form,
    chosen: &BTreeMap<u16, Language>,
    written: &[OwnCodeDto],
) -> Vec<SolvedDto> {
    let first = u16::try_from(form.items.len()).unwrap_or(u16::MAX);
    (1u16..)
        .zip(&form.tasks)
        .filter(|(_, task)| task.id.0.split('/').next() == Some(SOLVED))
        .map(|(n, task)| {
            let wanted = |(language, _): &&(Language, &str)| Some(language) == chosen.get(&n);
            let (language, code) = SOLUTIONS.iter().find(wanted).unwrap_or(&SOLUTIONS[0]);
            SolvedDto {
                position: first.saturating_add(n),
                title: task.title.clone(),
                idea: IDEA.trim().to_owned(),
                language: language.to_string(),
                code: (*code).to_owned(),
                tried: written.iter().any(|own| own.title == task.title),
            }
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
        let solved = |language| solve(&form, &BTreeMap::from([(1, language)]), &[]);
        for (chosen, shown) in [
            (Language::JavaScript, "javascript"),
            (Language::Python, "python"),
            (Language::Ruby, "python"),
        ] {
            let solved = solved(chosen);
            assert_eq!(solved.len(), form.tasks.len());
            assert_eq!(solved[0].language, shown);
            assert_eq!(usize::from(solved[0].position), form.items.len() + 1);
            assert!(!solved[0].tried && solved[0].code.contains("error"));
        }
    }
}
