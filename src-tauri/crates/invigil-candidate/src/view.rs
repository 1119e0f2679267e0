//! The running test as the page shows it.

use invigil_attempt::{Phase, Resumed};
use invigil_model::{CodingTask, Item, Language, Letter, Notice};

use crate::{
    dto::{ItemDto, LetterDto, ResumedDto, SampleDto, TaskDto, TestDto},
    sitting::Sitting,
    time_left,
};

impl Sitting {
    /// The whole view, at the attempt's last reading.
    pub(crate) fn view(&self) -> Result<TestDto, Notice> {
        let state = self.attempt.view();
        let items: Vec<ItemDto> = (1u16..)
            .zip(&self.form.items)
            .map(|(position, item)| {
                item_dto(
                    position,
                    item,
                    state.responses.get(&position).copied(),
                    state.flags.contains(&position),
                    state.shown.contains(&position),
                )
            })
            .collect();
        let first = u16::try_from(items.len()).unwrap_or(u16::MAX);
        let tasks = (1u16..)
            .zip(&self.form.tasks)
            .map(|(task, shown)| {
                let position = first.saturating_add(task);
                let language = state.languages.get(&task).copied();
                let language = language.or_else(|| default_language(shown));
                let text = language.and_then(|l| state.documents.get(&(task, l)));
                let starter = language.and_then(|l| shown.starters.get(&l));
                let mut dto = task_dto(task, position, shown);
                dto.language = language.map(|l| l.to_string()).unwrap_or_default();
                dto.edited = text.is_some() && text != starter;
                dto.text = text.or(starter).cloned().unwrap_or_default();
                dto.starter = starter.cloned().unwrap_or_default();
                dto.flagged = state.flags.contains(&position);
                dto.seen = state.shown.contains(&position);
                dto
            })
            .collect();
        Ok(TestDto {
            title: self.title.clone(),
            remaining_ms: state.remaining_ms,
            paused: state.phase == Phase::Paused,
            unsealed: None,
            time_mark: time_left::mark(state.remaining_ms),
            saved_at: state.saved_wall_ms.map(local_time),
            durable_seq: state.durable_seq,
            taken_seq: state.taken_seq,
            position: self.position,
            resumed: self.attempt.resumed().map(resumed_dto),
            notes: self.notes.clone(),
            name: self.name.clone(),
            practice: self.practice,
            battery_low: None,
            items,
            tasks,
            runs: self.runs_view(),
        })
    }
}

fn default_language(task: &CodingTask) -> Option<Language> {
    task.starters.keys().next().copied()
}

fn resumed_dto(resumed: Resumed) -> ResumedDto {
    ResumedDto {
        spent_ms: resumed.spent_ms,
        clock_unknown: resumed.clock_unknown,
    }
}

pub(crate) fn letter_dto(letter: Letter) -> LetterDto {
    match letter {
        Letter::A => LetterDto::A,
        Letter::B => LetterDto::B,
        Letter::C => LetterDto::C,
        Letter::D => LetterDto::D,
    }
}

/// `HH:MM:SS` of the laptop's wall clock in its own time zone.
pub(crate) fn local_time(wall_ms: i64) -> String {
    local(wall_ms, "%H:%M:%S")
}

/// `YYYY-MM-DD HH:MM` of the laptop's wall clock in its own time zone.
pub(crate) fn local_day(wall_ms: i64) -> String {
    local(wall_ms, "%Y-%m-%d %H:%M")
}

fn local(wall_ms: i64, format: &str) -> String {
    chrono::DateTime::from_timestamp_millis(wall_ms)
        .unwrap_or_default()
        .with_timezone(&chrono::Local)
        .format(format)
        .to_string()
}

fn item_dto(
    position: u16,
    item: &Item,
    response: Option<Letter>,
    flagged: bool,
    seen: bool,
) -> ItemDto {
    let Item {
        id: _,
        cell: _,
        skill,
        seconds,
        stem,
        code,
        options,
    } = item;
    ItemDto {
        position,
        skill: skill.name().to_owned(),
        minutes: seconds.div_ceil(60),
        stem: stem.clone(),
        code_language: code.as_ref().map(|c| c.language.clone()),
        code: code.as_ref().map(|c| c.text.clone()),
        options: options.to_vec(),
        response: response.map(letter_dto),
        flagged,
        seen,
    }
}

fn task_dto(task: u16, position: u16, shown: &CodingTask) -> TaskDto {
    let CodingTask {
        id: _,
        title,
        seconds,
        statement,
        limits,
        samples,
        starters,
    } = shown;
    TaskDto {
        task,
        position,
        title: title.clone(),
        minutes: seconds.div_ceil(60),
        statement: statement.clone(),
        time_ms: limits.time_ms,
        memory_mib: limits.memory_mib,
        largest: limits.largest.clone(),
        samples: samples
            .iter()
            .map(|s| SampleDto {
                input: s.input.clone(),
                output: s.output.clone(),
            })
            .collect(),
        languages: starters.keys().map(|l| l.to_string()).collect(),
        language: String::new(),
        text: String::new(),
        starter: String::new(),
        edited: false,
        flagged: false,
        seen: false,
    }
}
