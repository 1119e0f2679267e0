//! The runs of a sitting as the page shows them.

use std::collections::{BTreeMap, BTreeSet};

use invigil_log::{RunInput, RunRecord, RunVerdict};
use invigil_model::Language;
use invigil_runner::{Card, Diff, Mark, Piece, ShownTest, Verdict};
use serde::Serialize;

use crate::{
    code_runner::{LanguageState, LanguageStatus},
    dto::{
        DiffDto, DiffPieceDto, DiffRowDto, LanguageCardDto, RunCaseDto, RunDetailDto, RunDto,
        RunLanguageDto, RunLanguageStateDto, RunningDto, RunsDto, SentenceDto,
    },
    runs::{Current, overall},
    sitting::Sitting,
};

/// Bytes of one output in a view.
const SHOWN: usize = 64 * 1024;

impl Sitting {
    /// What can run, what runs, what ran.
    pub(crate) fn runs_view(&self) -> RunsDto {
        let offered: BTreeSet<Language> = self
            .form
            .tasks
            .iter()
            .flat_map(|task| task.starters.keys().copied())
            .collect();
        let statuses = self.runs.languages().into_iter();
        let records = self.attempt.runs();
        let current = self.runs.current.as_ref();
        let ended = |run: &&std::sync::Arc<RunRecord>| {
            current.is_none_or(|current| current.number != run.number)
        };
        let shown = self.runs.shown;
        RunsDto {
            languages: statuses
                .filter(|s| offered.contains(&s.language))
                .map(language_dto)
                .collect(),
            running: current.map(running_dto),
            history: records
                .iter()
                .rev()
                .filter(ended)
                .map(|run| self.run_dto(run))
                .collect(),
            shown: records
                .iter()
                .find(|run| Some(run.number) == shown)
                .map(|run| self.detail_dto(run)),
        }
    }

    fn run_dto(&self, run: &RunRecord) -> RunDto {
        let custom = run.input == RunInput::Custom;
        let passed = run
            .cases
            .iter()
            .filter(|case| case.verdict == RunVerdict::Accepted)
            .count();
        let question = self.form.tasks.get(usize::from(run.task).wrapping_sub(1));
        let total = question.map_or(0, |task| if custom { 0 } else { task.samples.len() });
        let count = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        RunDto {
            number: run.number,
            task: run.task,
            language: run.language.to_string(),
            at_ms: run.at,
            custom,
            verdict: overall(run).map(|v| v.as_str().to_owned()),
            passed: count(passed),
            total: count(total),
        }
    }

    fn detail_dto(&self, run: &RunRecord) -> RunDetailDto {
        let custom = run.input == RunInput::Custom;
        let tests = self.runs.reports.get(&run.number).into_iter().flatten();
        let cases = (u16::from(!custom)..).zip(tests);
        RunDetailDto {
            number: run.number,
            code: run.code.clone(),
            stdin: custom.then(|| run.stdin.clone()),
            cases: cases.map(|(case, test)| case_dto(case, test)).collect(),
        }
    }
}

fn language_dto(status: LanguageStatus) -> RunLanguageDto {
    let LanguageStatus {
        language,
        state,
        engine: _,
        repeatable,
        card,
    } = status;
    let (state, why) = match state {
        LanguageState::Preparing => (RunLanguageStateDto::Preparing, None),
        LanguageState::Ready => (RunLanguageStateDto::Ready, None),
        LanguageState::Absent(why) => (RunLanguageStateDto::Absent, Some(why)),
    };
    RunLanguageDto {
        language: language.to_string(),
        state,
        why,
        repeatable,
        card: card_dto(card),
    }
}

fn card_dto(card: Card) -> LanguageCardDto {
    let Card {
        name: _,
        version,
        here,
        absent,
        example,
        input: _,
        output: _,
    } = card;
    LanguageCardDto {
        version,
        here,
        absent,
        example,
    }
}

fn running_dto(current: &Current) -> RunningDto {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    RunningDto {
        number: current.number,
        task: current.task,
        language: current.language.to_string(),
        case: current.case.min(current.total),
        total: current.total,
        stdout: text(&current.stdout),
        stderr: text(&current.stderr),
        stopping: current.stopping,
    }
}

fn case_dto(case: u16, test: &ShownTest) -> RunCaseDto {
    let report = &test.report;
    let verdict = match report.verdict {
        Verdict::Accepted if case == 0 => RunVerdict::Done.as_str(),
        other => other.as_str(),
    };
    let look = report.look_at_next.as_ref();
    RunCaseDto {
        case,
        verdict: verdict.to_owned(),
        reason: sentence(&report.reason, report.reason.english()),
        look_at_next: look.map(|advice| sentence(advice, advice.english())),
        time_share: report.time_share,
        memory_share: report.memory_share,
        input: cut(&test.input),
        expected: test.expected.as_deref().map(cut),
        stdout: cut(&test.stdout),
        stderr: cut(&test.stderr),
        diff: test.diff.as_ref().map(diff_dto),
    }
}

fn plain_value(value: serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The code and the values of a tagged enum, one level deep.
fn sentence(tagged: &impl Serialize, english: String) -> SentenceDto {
    let mut facts = BTreeMap::new();
    let mut code = String::new();
    if let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(tagged) {
        for (name, value) in fields {
            match value {
                serde_json::Value::String(text) if name == "code" => code = text,
                serde_json::Value::String(text) => drop(facts.insert(name, text)),
                serde_json::Value::Object(inner) => {
                    let plain = inner.into_iter();
                    facts.extend(
                        plain.filter_map(|(name, value)| Some((name, plain_value(value)?))),
                    );
                }
                other => facts.extend(plain_value(other).map(|text| (name, text))),
            }
        }
    }
    SentenceDto {
        code,
        facts,
        english,
    }
}

fn diff_dto(diff: &Diff) -> DiffDto {
    let pieces = |pieces: &Vec<Piece>| pieces.iter().map(piece_dto).collect();
    DiffDto {
        rows: diff
            .rows
            .iter()
            .map(|row| DiffRowDto {
                line: row.line,
                same: row.same,
                expected: row.expected.as_ref().map(pieces),
                got: row.got.as_ref().map(pieces),
            })
            .collect(),
        expected_lines: diff.expected_lines,
        got_lines: diff.got_lines,
    }
}

fn piece_dto(piece: &Piece) -> DiffPieceDto {
    let mark = match piece.mark {
        Mark::Plain => "plain",
        Mark::Space => "space",
        Mark::Tab => "tab",
        Mark::Control => "control",
        Mark::NoLineEnd => "noLineEnd",
        Mark::Cut => "cut",
    };
    DiffPieceDto {
        mark: mark.to_owned(),
        differs: piece.differs,
        text: piece.text.clone(),
    }
}

fn cut(text: &str) -> String {
    let end = text.floor_char_boundary(SHOWN);
    if end == text.len() {
        return text.to_owned();
    }
    format!("{}\n[{} bytes left out]", &text[..end], text.len() - end)
}
