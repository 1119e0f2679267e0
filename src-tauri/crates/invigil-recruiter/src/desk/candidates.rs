//! The list of candidates on the desk.

use std::path::Path;

use invigil_model::Notice;

use super::{Draft, Open};
use crate::{
    bank,
    candidates::{self, PreviewRow},
    dto::{CandidateDto, DraftDto, FaultDto, PlaceDto, TestDto},
};

impl Open {
    /// Reads a list; the one before stays where this one cannot be read at all.
    pub(super) fn read_candidates(&mut self, path: &Path) -> Result<(), Notice> {
        let bytes = invigil_files::read(path, candidates::CAP).map_err(|e| e.notice())?;
        let preview = candidates::preview(&bytes)?;
        self.draft.list = Some((path.to_owned(), preview));
        self.at = PlaceDto::Issue;
        Ok(())
    }
}

impl Draft {
    pub(super) fn dto(&self) -> Result<DraftDto, Notice> {
        let tests = bank::TESTS.iter().map(|test| test_dto(test));
        let path = self.list.as_ref().map(|(path, _)| path);
        let preview = self.list.as_ref().map(|(_, preview)| preview);
        Ok(DraftDto {
            tests: tests.collect::<Result<_, _>>()?,
            test: self.test.clone(),
            list: path.map(|path| path.display().to_string()),
            candidates: preview
                .map(|preview| preview.rows.iter().map(candidate_dto).collect())
                .unwrap_or_default(),
            faults: preview.map_or(0, |preview| number(preview.faults())),
        })
    }
}

fn test_dto(id: &str) -> Result<TestDto, Notice> {
    let bank = bank::open(id)?;
    let info = bank.info();
    let (items, tasks) = bank.size();
    Ok(TestDto {
        id: id.to_owned(),
        title: info.title.clone(),
        minutes: info.duration_s.div_ceil(60),
        items: number(info.cells.len()),
        bank_items: number(items),
        bank_tasks: number(tasks),
        // The only bank there is stands in this program's source.
        public: true,
    })
}

fn candidate_dto(row: &PreviewRow) -> CandidateDto {
    let PreviewRow {
        line,
        fields: [candidate_ref, name, email, extra_time, seat],
        meaning,
    } = row;
    CandidateDto {
        line: number(*line),
        candidate_ref: candidate_ref.clone(),
        name: name.clone(),
        email: email.clone(),
        extra_time: extra_time.clone(),
        seat: seat.clone(),
        fault: meaning.as_ref().err().map(|fault| FaultDto {
            code: fault.code().to_owned(),
            value: fault.value().to_owned(),
        }),
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
