//! The hand-in slip: the result's name as words, as a QR code, and as a text file; and the
//! candidate's own answers as text. See `docs/formats/slip.md`.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

use crate::done::{Kept, letter_text};

/// What the QR code says: the format, the result's SHA-256 and the ticket's reference.
pub(crate) fn payload(sha256: &str, candidate_ref: &str) -> String {
    format!("invigil-slip/1 {sha256} {candidate_ref}")
}

/// The modules of a QR code, a row a string of `0` and `1`; empty for a text that fits no code.
pub(crate) fn qr(text: &str) -> Vec<String> {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else {
        return Vec::new();
    };
    let side = 0..code.size();
    side.clone()
        .map(|y| {
            let row = side.clone().map(|x| code.get_module(x, y));
            row.map(|dark| if dark { '1' } else { '0' }).collect()
        })
        .collect()
}

/// The slip as a text file, two rows of the code a line.
pub(crate) fn text(kept: &Kept) -> String {
    let Kept {
        title,
        candidate_ref,
        at,
        answered,
        items,
        words,
        sha256,
        ..
    } = kept;
    let mut out = format!(
        "Hand-in slip\n\ntest       {title}\nreference  {candidate_ref}\nhanded in  {at} (this laptop's clock)\nanswered   {answered} of {items}\nwords      {}\nSHA-256    {sha256}\n\n",
        words.join(" ")
    );
    let rows: Vec<Vec<bool>> = qr(&payload(sha256, candidate_ref))
        .iter()
        .map(|row| row.bytes().map(|b| b == b'1').collect())
        .collect();
    for pair in rows.chunks(2) {
        out.push_str("  ");
        for (x, upper) in pair[0].iter().enumerate() {
            let lower = pair.get(1).is_some_and(|row| row[x]);
            out.push(match (*upper, lower) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        out.push('\n');
    }
    out.push_str("\nThe words, the code and the SHA-256 all name one file: the result saved beside this slip.\n");
    out
}

/// The candidate's own answers as a text file.
pub(crate) fn answers(kept: &Kept) -> String {
    let mut out = format!(
        "My answers\n\n{}\nreference {}\nhanded in {}\n\n",
        kept.title, kept.candidate_ref, kept.at
    );
    for answer in &kept.answers {
        // Writing to a String does not fail.
        let _ = writeln!(
            out,
            "{:>3}  {}",
            answer.position,
            letter_text(answer.letter)
        );
    }
    for code in &kept.code {
        let _ = write!(
            out,
            "\n{} ({})\n\n{}\n",
            code.title, code.language, code.text
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dto::{LetterDto, OwnAnswerDto, OwnCodeDto};

    fn kept() -> Kept {
        Kept {
            title: "Backend Engineer".to_owned(),
            practice: false,
            candidate_ref: "C-0412".to_owned(),
            name: "A Person".to_owned(),
            at_deadline: false,
            at: "14:41:09".to_owned(),
            answered: 1,
            items: 2,
            words: ["one", "two"].map(str::to_owned).to_vec(),
            sha256: "ab".repeat(32),
            kept_at: String::new(),
            saved_to: Vec::new(),
            recorded: Vec::new(),
            answers: vec![
                OwnAnswerDto {
                    position: 1,
                    letter: Some(LetterDto::C),
                },
                OwnAnswerDto {
                    position: 2,
                    letter: None,
                },
            ],
            code: vec![OwnCodeDto {
                title: "Sums".to_owned(),
                language: "python".to_owned(),
                text: "print(1)".to_owned(),
            }],
            explained: Vec::new(),
            solved: Vec::new(),
            removed: false,
        }
    }

    #[test]
    fn the_code_is_square_with_its_three_corners() {
        let rows = qr(&payload(&"ab".repeat(32), "C-0412"));
        assert!(rows.len() >= 33, "{}", rows.len());
        assert!(rows.iter().all(|row| row.len() == rows.len()));
        let last = rows.len() - 7;
        for (y, x) in [(0, 0), (0, last), (last, 0)] {
            assert_eq!(&rows[y][x..x + 7], "1111111");
            assert_eq!(&rows[y + 1][x..x + 7], "1000001");
            assert_eq!(&rows[y + 3][x..x + 7], "1011101");
        }
    }

    #[test]
    fn the_slip_names_the_result_and_no_person() {
        let text = text(&kept());
        for part in ["C-0412", "one two", &"ab".repeat(32), "14:41:09", "█"] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(!text.contains("A Person"));
    }

    #[test]
    fn own_answers_are_letters_and_code_without_the_questions() {
        let text = answers(&kept());
        assert!(text.contains("  1  C\n  2  -\n"), "{text}");
        assert!(text.ends_with("Sums (python)\n\nprint(1)\n"), "{text}");
    }
}
