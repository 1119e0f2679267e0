//! The minutes at which the time left is announced. The page counts down between two views for
//! display alone; that it is time to speak is decided here.

const MINUTE: u64 = 60_000;
const MARKS: [u16; 4] = [1, 5, 10, 20];

/// The smallest mark that the time left has come down to.
pub(crate) fn mark(remaining_ms: u64) -> Option<u16> {
    MARKS
        .into_iter()
        .find(|minutes| remaining_ms <= u64::from(*minutes) * MINUTE)
}

/// Milliseconds until the next mark.
pub(crate) fn until_next(remaining_ms: u64) -> Option<u64> {
    let ahead = MARKS.into_iter().rev().map(|m| u64::from(m) * MINUTE);
    ahead
        .filter(|mark| *mark < remaining_ms)
        .map(|mark| remaining_ms - mark)
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_reached_to_the_millisecond() {
        let check = |remaining, reached, next| {
            assert_eq!(mark(remaining), reached, "{remaining} ms");
            assert_eq!(until_next(remaining), next, "{remaining} ms");
        };
        check(40 * MINUTE, None, Some(20 * MINUTE));
        check(20 * MINUTE + 1, None, Some(1));
        check(20 * MINUTE, Some(20), Some(10 * MINUTE));
        check(10 * MINUTE, Some(10), Some(5 * MINUTE));
        check(9 * MINUTE, Some(10), Some(4 * MINUTE));
        check(5 * MINUTE, Some(5), Some(4 * MINUTE));
        check(MINUTE + 1, Some(5), Some(1));
        check(MINUTE, Some(1), None);
        check(0, Some(1), None);
    }
}
