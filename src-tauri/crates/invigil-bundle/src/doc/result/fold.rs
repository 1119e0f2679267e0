//! `answers.json` and `code/*` from the fold of a log: one function for the writer and the
//! verifier, so that they cannot disagree.

use invigil_log::{self as log, Phase};
use invigil_model::{AttemptId, Form, Language};

use super::{Answers, End, ItemAnswer, TaskAnswer};
use crate::{
    doc::{DocError, Rule, document},
    szip::Entry,
};

/// The entry of a task's submitted text, for example `code/1.py`.
fn code_name(task: u16, language: Language) -> String {
    format!("code/{task}.{}", language.extension())
}

/// `answers.json` of a log that ended.
pub(crate) fn answers_of(
    attempt_id: AttemptId,
    form: &Form,
    folded: &log::Answers,
) -> Result<Answers, DocError> {
    let (end, end_ms) = end_of(folded)?;
    let items = (1..).zip(&form.items).map(|(position, item)| ItemAnswer {
        id: item.id.clone(),
        letter: folded.responses.get(&position).copied(),
        flagged: folded.flags.contains(&position),
    });
    let items: Vec<_> = items.collect();
    let before = u16::try_from(items.len()).unwrap_or(u16::MAX);
    let tasks = (1..).zip(&form.tasks).map(|(task, shown)| {
        let language = folded.submitted(task).map(|(language, _)| language);
        TaskAnswer {
            id: shown.id.clone(),
            language,
            file: language.map(|language| code_name(task, language)),
            flagged: folded.flags.contains(&before.saturating_add(task)),
        }
    });
    Ok(Answers {
        format: document::format::<Answers>(),
        attempt_id,
        tasks: tasks.collect(),
        items,
        end,
        end_ms,
    })
}

fn end_of(folded: &log::Answers) -> Result<(End, u64), DocError> {
    let ended = match folded.phase {
        Phase::Submitted => folded.submitted_at.map(|at| (End::Submitted, at)),
        Phase::Expired => folded.expired_at.map(|at| (End::Expired, at)),
        _ => None,
    };
    ended.ok_or_else(|| Rule::ResultNotEnded.broken("the log ends before the hand-in"))
}

/// `code/*`: the submitted text of every task that has one.
pub(crate) fn code_entries(form: &Form, folded: &log::Answers) -> Vec<Entry> {
    let tasks = (1..).zip(&form.tasks);
    tasks
        .filter_map(|(task, _)| {
            let (language, text) = folded.submitted(task)?;
            Some(Entry::new(code_name(task, language), text))
        })
        .collect()
}
