//! Measures of a text: words, sentences, syllables, reading grade, likeness.
//!
//! Deliberately absent: any rule; the numbers are judged in `lint`. Code between backticks is
//! read by nobody as prose, so the prose measures leave it out.

/// Runs of white space become one space; the ends are trimmed.
pub(crate) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` without what stands between backticks.
pub(crate) fn prose(text: &str) -> String {
    text.split('`').step_by(2).collect::<Vec<_>>().join(" ")
}

/// Words: runs without white space that hold a letter or digit. Code counts as well.
pub(crate) fn count(text: &str) -> usize {
    text.split_whitespace()
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .count()
}

/// Lower-case words of the prose, without surrounding punctuation; inner hyphens and
/// apostrophes stay, so `read-only` is one word.
pub(crate) fn bare(text: &str) -> Vec<String> {
    prose(text)
        .replace('\u{2019}', "'")
        .split_whitespace()
        .map(|w| {
            w.trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase()
        })
        .filter(|w| !w.is_empty())
        .collect()
}

/// The last sentence of a text: what stands after the last `.`, `?` or `!` that is followed by
/// white space.
pub(crate) fn last_sentence(text: &str) -> &str {
    let text = text.trim_end();
    let cut = text
        .char_indices()
        .zip(text.chars().skip(1))
        .filter(|((_, c), next)| matches!(c, '.' | '?' | '!') && next.is_whitespace())
        .map(|((i, c), _)| i + c.len_utf8())
        .last();
    text[cut.unwrap_or(0)..].trim_start()
}

fn sentences(text: &str) -> usize {
    let mut chars = text.trim_end().chars().peekable();
    let mut count = 0;
    while let Some(c) = chars.next() {
        if matches!(c, '.' | '?' | '!') && chars.peek().is_none_or(|n| n.is_whitespace()) {
            count += 1;
        }
    }
    count.max(1)
}

/// Syllables of one word: groups of the vowels a, e, i, o, u, y; less one for a silent final
/// `e`, `es` or `ed` (but `-le` after a consonant, `-ted`, `-ded` and `-ses`, `-ces`, `-ges`,
/// `-xes`, `-zes`, `-ches`, `-shes` are spoken); at least one. A number counts one.
pub(crate) fn syllables(word: &str) -> usize {
    word.split('-')
        .filter(|p| !p.is_empty())
        .map(part_syllables)
        .sum::<usize>()
        .max(1)
}

fn part_syllables(part: &str) -> usize {
    let w: Vec<char> = part
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphabetic())
        .collect();
    let vowel = |c: char| "aeiouy".contains(c);
    let mut groups = 0;
    let mut before = false;
    for &c in &w {
        let is = vowel(c);
        groups += usize::from(is && !before);
        before = is;
    }
    let text: String = w.iter().collect();
    let at = |back: usize| {
        w.len()
            .checked_sub(back)
            .and_then(|i| w.get(i))
            .copied()
            .unwrap_or(' ')
    };
    let silent = if text.ends_with('e') {
        let spoken_le = at(2) == 'l' && w.len() > 2 && !vowel(at(3));
        !vowel(at(2)) && !spoken_le
    } else if text.ends_with("es") {
        let spoken = ["ses", "ces", "ges", "xes", "zes", "ches", "shes"]
            .iter()
            .any(|end| text.ends_with(end));
        let spoken_le = at(3) == 'l' && w.len() > 3 && !vowel(at(4));
        !vowel(at(3)) && !spoken && !spoken_le
    } else if text.ends_with("ed") {
        !vowel(at(3)) && !matches!(at(3), 't' | 'd')
    } else {
        false
    };
    if silent && groups > 1 {
        groups - 1
    } else {
        groups.max(1)
    }
}

/// The Flesch-Kincaid grade of the prose:
/// 0.39 words / sentences + 11.8 syllables / words - 15.59 (Kincaid et al. 1975).
pub(crate) fn reading_grade(text: &str) -> f64 {
    let prose = prose(text);
    let words: Vec<&str> = prose
        .split_whitespace()
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .collect();
    if words.is_empty() {
        return 0.0;
    }
    let syllables: usize = words.iter().map(|w| syllables(w)).sum();
    let words = words.len() as f64;
    0.39 * words / sentences(&prose) as f64 + 11.8 * syllables as f64 / words - 15.59
}

/// Per cent of the words in which two texts differ: of the longer one's words, those without a
/// partner in the other (as multisets, in lower case, code included).
pub(crate) fn difference_percent(a: &str, b: &str) -> usize {
    let words = |t: &str| {
        let mut w: Vec<String> = t
            .split_whitespace()
            .map(|w| {
                w.trim_matches(|c: char| !c.is_alphanumeric())
                    .to_lowercase()
            })
            .filter(|w| !w.is_empty())
            .collect();
        w.sort_unstable();
        w
    };
    let (a, b) = (words(a), words(b));
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
        }
    }
    let longer = a.len().max(b.len());
    (100 * (longer - common)).checked_div(longer).unwrap_or(0)
}

/// A text for comparing options: one space between words, prose in lower case without its
/// final punctuation and without articles; code stays as it is.
pub(crate) fn normal(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    for (i, part) in text.split('`').enumerate() {
        if i % 2 == 1 {
            out.push(format!("`{}`", tidy(part)));
        } else {
            out.extend(
                part.split_whitespace()
                    .map(|w| w.trim_matches(|c| ",.;:!\"'".contains(c)).to_lowercase())
                    .filter(|w| !w.is_empty() && !matches!(w.as_str(), "a" | "an" | "the")),
            );
        }
    }
    out.join(" ")
}

/// The numbers of a text and the text with `#` in their places. Group commas belong to a number.
pub(crate) fn numbers(text: &str) -> (String, Vec<f64>) {
    let chars: Vec<char> = text.chars().collect();
    let (mut skeleton, mut found, mut i) = (String::new(), Vec::new(), 0);
    while i < chars.len() {
        if !chars[i].is_ascii_digit() {
            skeleton.push(chars[i]);
            i += 1;
            continue;
        }
        let mut digits = String::new();
        while i < chars.len() {
            let inner =
                matches!(chars[i], ',' | '.') && chars.get(i + 1).is_some_and(char::is_ascii_digit);
            if chars[i].is_ascii_digit() || (inner && chars[i] == '.') {
                digits.push(chars[i]);
            } else if !inner {
                break;
            }
            i += 1;
        }
        skeleton.push('#');
        found.push(digits.parse().unwrap_or(f64::NAN));
    }
    (skeleton, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_of_everyday_words() {
        let check = |word: &str, expected: usize| assert_eq!(syllables(word), expected, "{word}");
        for (word, expected) in [
            ("table", 2),
            ("cache", 1),
            ("cached", 1),
            ("updated", 3),
            ("caches", 2),
            ("services", 3),
            ("queries", 2),
            ("the", 1),
            ("read-only", 3),
            ("transaction", 3),
            ("200,000", 1),
            ("tables", 2),
        ] {
            check(word, expected);
        }
    }

    #[test]
    fn the_grade_of_a_known_sentence() {
        // 6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 - 15.59 = -1.45
        let grade = reading_grade("The cat sat on the mat. ");
        assert!((grade + 1.45).abs() < 1e-9, "{grade}");
        let same = reading_grade("The cat sat `incomprehensible_identifier` on the mat.");
        assert!((same + 1.45).abs() < 1e-9, "{same}");
    }

    #[test]
    fn difference_is_counted_against_the_longer_text() {
        let check = |a: &str, b: &str, expected| assert_eq!(difference_percent(a, b), expected);
        check("one two three four", "four three two one", 0);
        check("one two three four", "one two three five", 25);
        check("one two", "one two three four", 50);
        check("", "", 0);
    }

    #[test]
    fn normal_form_keeps_code_and_order() {
        assert_eq!(normal("An index on `(a,  b)`."), "index on `(a, b)`");
        assert_ne!(normal("`a < b`"), normal("`a <= b`"));
        assert_eq!(
            numbers("1,200.5 rows, 3 pages"),
            ("# rows, # pages".into(), vec![1200.5, 3.0])
        );
    }

    #[test]
    fn the_last_sentence_is_the_question() {
        let check = |text: &str, expected: &str| assert_eq!(last_sentence(text), expected);
        check("It runs v1.2 today. Which one fits?", "Which one fits?");
        check("Which one fits?", "Which one fits?");
    }
}
