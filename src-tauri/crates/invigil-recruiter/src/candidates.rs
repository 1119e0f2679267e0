//! candidates.csv: who is invited, with accommodations and seats.
//!
//! Columns by name, in any order: `ref,name,email,extra_time_pct,seat`; the last three are
//! optional. Every row is checked before anything is issued, and errors name their row.

use std::collections::BTreeSet;

use invigil_model::{CandidateRef, Code, Notice, steers};

/// Most bytes of a candidates file.
pub const CAP: u64 = 4 << 20;
/// Most candidates of one package.
pub const MOST: usize = 2_000;

/// One invited candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateRow {
    /// The organiser's opaque name, unique in the file whatever its case, because it names a file
    /// that may lie on FAT or NTFS; 1 to 40 of `A-Z a-z 0-9 . _ -`, the first a letter or digit,
    /// and no device of Windows.
    pub candidate_ref: CandidateRef,
    /// The person's name, for the organiser's own list; never in a package or ticket.
    pub name: String,
    /// E-mail, for the organiser's own list.
    pub email: String,
    /// Accommodation: extra time in percent, 0 to 300.
    pub extra_time_pct: u32,
    /// Row and column of the seat, both from 1.
    pub seat: Option<(u32, u32)>,
}

/// What is wrong with one row. Its sentence stands behind `row N:`; its code and values are for
/// a page that says it in its own words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// The ref has other characters or another length.
    #[error("ref `{0}` is not 1 to 40 of A-Z a-z 0-9 . _ - with a letter or digit first")]
    Ref(String),
    /// A name that Windows keeps for a device, so that no file can have it there.
    #[error("ref `{0}` is the name of a device on Windows, where no file can have it")]
    RefDevice(String),
    /// Another row has this ref.
    #[error("ref `{0}` stands twice")]
    RefTwice(String),
    /// No name, or one that cannot be shown.
    #[error(
        "the name is empty, longer than 120 characters, or has characters that control text or its direction"
    )]
    Name,
    /// Extra time that is no percentage of ours.
    #[error("extra_time_pct `{0}` is not a whole number from 0 to 300")]
    ExtraTime(String),
    /// A seat in another notation.
    #[error("seat `{0}` is neither like B4 (row B, column 4) nor like 2-4")]
    Seat(String),
    /// Another row has the seat of this ref.
    #[error("the seat of `{0}` is taken")]
    SeatTaken(String),
    /// Not a row of this table.
    #[error("{0}")]
    Row(String),
}

impl RowFault {
    /// The stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ref(_) => "ref",
            Self::RefDevice(_) => "ref-device",
            Self::RefTwice(_) => "ref-twice",
            Self::Name => "name",
            Self::ExtraTime(_) => "extra-time",
            Self::Seat(_) => "seat",
            Self::SeatTaken(_) => "seat-taken",
            Self::Row(_) => "row",
        }
    }

    /// The words it is about, as they stand in the file; long ones cut.
    pub fn value(&self) -> &str {
        match self {
            Self::Ref(text)
            | Self::RefDevice(text)
            | Self::RefTwice(text)
            | Self::ExtraTime(text)
            | Self::Seat(text)
            | Self::SeatTaken(text)
            | Self::Row(text) => text,
            Self::Name => "",
        }
    }
}

/// One row as it stands in the file, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewRow {
    /// Line of the file, counted from 1; the header is 1.
    pub line: usize,
    /// `ref`, `name`, `email`, `extra_time_pct`, `seat` as written; empty where absent.
    pub fields: [String; 5],
    /// The candidate, or what is wrong.
    pub meaning: Result<CandidateRow, RowFault>,
}

/// The whole file, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// In the file's order; at most one more than [`MOST`] good ones.
    pub rows: Vec<PreviewRow>,
}

impl Preview {
    /// Rows that are wrong.
    pub fn faults(&self) -> usize {
        self.rows.iter().filter(|row| row.meaning.is_err()).count()
    }

    /// The candidates, or every row that is wrong.
    pub fn candidates(self) -> Result<Vec<CandidateRow>, Notice> {
        let mut rows = Vec::new();
        let mut errors = Vec::new();
        for PreviewRow { line, meaning, .. } in self.rows {
            match meaning {
                Ok(row) => rows.push(row),
                Err(fault) => errors.push(format!("row {line}: {fault}")),
            }
        }
        if rows.len() > MOST {
            errors.push(format!("more than {MOST} candidates"));
        }
        if rows.is_empty() && errors.is_empty() {
            errors.push("there is no candidate in it".to_owned());
        }
        if errors.is_empty() {
            return Ok(rows);
        }
        let more = errors.len().saturating_sub(8);
        errors.truncate(8);
        let tail = if more > 0 {
            format!("; and {more} more")
        } else {
            String::new()
        };
        Err(refuse(&(errors.join("; ") + &tail)))
    }
}

/// Reads the whole file row by row; refuses only what has no rows of ours at all.
pub fn preview(bytes: &[u8]) -> Result<Preview, Notice> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text);
    let headers = reader.headers().map_err(|e| refuse(&e.to_string()))?;
    let (columns, width) = (Columns::find(headers)?, headers.len());
    let mut rows = Vec::new();
    let mut lines = Lines::of(text);
    let (mut seen, mut seats, mut good) = (BTreeSet::new(), BTreeSet::new(), 0);
    for record in reader.records() {
        let place = match &record {
            Ok(record) => record.position(),
            Err(error) => error.position(),
        };
        let line = place.map_or(0, |place| lines.at(place.byte()));
        let (fields, read) = match record {
            Ok(record) if record.len() == width => (columns.fields(&record), columns.row(&record)),
            Ok(record) => (
                columns.fields(&record),
                Err(RowFault::Row(format!(
                    "it has {} columns, and the first row has {width}",
                    record.len()
                ))),
            ),
            Err(error) => (Default::default(), Err(RowFault::Row(error.to_string()))),
        };
        let meaning = read.and_then(|row| {
            let name = || row.candidate_ref.to_string();
            // Refs name files, also on disks that know no upper and lower case.
            if !seen.insert(row.candidate_ref.0.to_ascii_lowercase()) {
                return Err(RowFault::RefTwice(name()));
            }
            if row.seat.is_some_and(|seat| !seats.insert(seat)) {
                return Err(RowFault::SeatTaken(name()));
            }
            Ok(row)
        });
        good += usize::from(meaning.is_ok());
        rows.push(PreviewRow {
            line,
            fields,
            meaning,
        });
        if good > MOST {
            break;
        }
    }
    // An open quote swallows the rest of the file, so that the last row has it.
    if let (Some(line), true) = (open_quote(text), good <= MOST) {
        let why = format!("the quote (\") that begins a field in line {line} is never closed");
        match rows.last_mut() {
            Some(row) => row.meaning = Err(RowFault::Row(why)),
            None => return Err(refuse(&why)),
        }
    }
    Ok(Preview { rows })
}

/// Counts lines as an editor does, forwards.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    fn of(text: &'a [u8]) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
        }
    }

    /// The line of a record that the reader says begins at `byte`, before the blank lines and what
    /// is left of a line end.
    fn at(&mut self, byte: u64) -> usize {
        let ends = |c: &u8| matches!(c, b'\r' | b'\n');
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        while self.at < self.text.len() && (self.at < byte || ends(&self.text[self.at])) {
            let next = self.text.get(self.at + 1);
            self.line += usize::from(ends_line(self.text[self.at], next));
            self.at += 1;
        }
        self.line
    }
}

/// LF, CRLF or CR alone.
fn ends_line(byte: u8, next: Option<&u8>) -> bool {
    byte == b'\n' || (byte == b'\r' && next != Some(&b'\n'))
}

/// The line of a quoted field that does not end, as the reader understands quotes: one at the
/// start of a field opens, a doubled one is a character.
fn open_quote(text: &[u8]) -> Option<usize> {
    let (mut line, mut opened) = (1, None);
    let mut fresh = true;
    let mut bytes = text.iter().peekable();
    while let Some(&byte) = bytes.next() {
        let quote = byte == b'"';
        if quote && opened.is_some() {
            // A doubled quote is a character of the field.
            if bytes.next_if_eq(&&b'"').is_none() {
                opened = None;
            }
        } else if quote && fresh {
            opened = Some(line);
        }
        line += usize::from(ends_line(byte, bytes.peek().copied()));
        fresh = matches!(byte, b',' | b'\n' | b'\r');
    }
    opened
}

/// Reads the whole file, or lists every row that is wrong.
pub fn parse(bytes: &[u8]) -> Result<Vec<CandidateRow>, Notice> {
    preview(bytes)?.candidates()
}

fn refuse(why: &str) -> Notice {
    Notice::new(
        Code("candidates.invalid"),
        "The list of candidates cannot be used; nothing was issued.",
        why,
        "Mend these rows, then issue again. Columns: ref,name,email,extra_time_pct,seat.",
    )
}

struct Columns {
    candidate_ref: usize,
    name: usize,
    email: Option<usize>,
    extra: Option<usize>,
    seat: Option<usize>,
}

impl Columns {
    fn find(headers: &csv::StringRecord) -> Result<Self, Notice> {
        let known = ["ref", "name", "email", "extra_time_pct", "seat"];
        if let Some(other) = headers.iter().find(|h| !known.contains(h)) {
            return Err(refuse(&format!("there is no column `{}`", cut(other))));
        }
        let twice = |name: &&&str| headers.iter().filter(|h| h == *name).count() > 1;
        if let Some(name) = known.iter().find(twice) {
            return Err(refuse(&format!("the column `{name}` stands twice")));
        }
        let at = |name: &str| headers.iter().position(|h| h == name);
        let need =
            |name: &str| at(name).ok_or_else(|| refuse(&format!("the column `{name}` is missing")));
        Ok(Self {
            candidate_ref: need("ref")?,
            name: need("name")?,
            email: at("email"),
            extra: at("extra_time_pct"),
            seat: at("seat"),
        })
    }

    /// As written, in the order of [`PreviewRow::fields`].
    fn fields(&self, record: &csv::StringRecord) -> [String; 5] {
        let at = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default();
        [
            Some(self.candidate_ref),
            Some(self.name),
            self.email,
            self.extra,
            self.seat,
        ]
        .map(|column| at(column).to_owned())
    }

    fn row(&self, record: &csv::StringRecord) -> Result<CandidateRow, RowFault> {
        let field = |at: usize| record.get(at).unwrap_or_default();
        let optional = |at: Option<usize>| at.map(field).filter(|f| !f.is_empty());
        let candidate_ref = field(self.candidate_ref);
        let fine = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if !candidate_ref.starts_with(|c: char| c.is_ascii_alphanumeric())
            || candidate_ref.len() > 40
            || !candidate_ref.chars().all(fine)
        {
            return Err(RowFault::Ref(cut(candidate_ref)));
        }
        if is_device(candidate_ref) {
            return Err(RowFault::RefDevice(cut(candidate_ref)));
        }
        let name = field(self.name);
        if name.is_empty() || name.chars().count() > 120 || name.contains(steers) {
            return Err(RowFault::Name);
        }
        let extra_time_pct = match optional(self.extra) {
            None => 0,
            Some(text) => {
                let number = text.parse().ok().filter(|pct| *pct <= 300);
                number.ok_or_else(|| RowFault::ExtraTime(cut(text)))?
            }
        };
        let seat = match optional(self.seat) {
            None => None,
            Some(text) => Some(seat(text).ok_or_else(|| RowFault::Seat(cut(text)))?),
        };
        Ok(CandidateRow {
            candidate_ref: CandidateRef(candidate_ref.to_owned()),
            name: name.to_owned(),
            email: optional(self.email).unwrap_or_default().to_owned(),
            extra_time_pct,
            seat,
        })
    }
}

/// A value as an error shows it: the first 60 characters of a long one.
fn cut(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Whether Windows takes this name, with any ending, for a device.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.to_ascii_uppercase();
    let numbered = ["COM", "LPT"].iter().any(|port| {
        let number = stem.strip_prefix(port);
        number.is_some_and(|n| n.len() == 1 && matches!(n.as_bytes()[0], b'1'..=b'9'))
    });
    numbered || ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str())
}

/// `B4` or `2-4`: row and column, both from 1 to 999.
fn seat(text: &str) -> Option<(u32, u32)> {
    let number = |t: &str| t.parse().ok().filter(|n| (1..=999).contains(n));
    if let Some((row, column)) = text.split_once('-') {
        return Some((number(row)?, number(column)?));
    }
    let mut characters = text.chars();
    let row = characters.next()?.to_ascii_uppercase();
    if !row.is_ascii_uppercase() {
        return None;
    }
    Some((
        u32::from(row) - u32::from('A') + 1,
        number(characters.as_str())?,
    ))
}

#[cfg(test)]
mod tests;
