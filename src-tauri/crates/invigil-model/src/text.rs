//! Characters of a name that nobody sees and that change how what stands around it is read.

/// Whether a character is a control character, or steers the direction of text: the characters of
/// Unicode's property Bidi_Control (UAX #9, 2.). A name with one can look like another name, or
/// turn round what stands beside it on a screen.
///
/// Letters of every script, and the joiners that some of them need (U+200C, U+200D), are none.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Words from a file for a terminal: nothing in them moves its cursor or turns its text round.
pub fn shown(words: &str) -> String {
    let plain = |c| {
        if steers(c) {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        }
    };
    words.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_told_from_what_is_written() {
        for c in
            "\0\n\u{1b}\u{7f}\u{9b}\u{61c}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}".chars()
        {
            assert!(steers(c), "{c:?}");
        }
        let names = "O'Neill-Żółć 李小龍 می\u{200c}خواهم עברית a\u{301} 👩\u{200d}🔬 \u{2029}";
        assert_eq!(names.find(steers), None);
        assert_eq!(shown("Ada\u{202e}\u{1b}[1m"), "Ada\u{fffd}\u{fffd}[1m");
        assert_eq!(shown(names), names);
    }
}
