//! The Wilson score interval in integers (Wilson 1927; Brown, Cai and DasGupta 2001).

/// Fewer items than this say nothing about a skill: "not enough items".
pub const MIN_ITEMS: u16 = 3;

/// One.
const UNIT: u128 = 10_000;
/// z for 95 %, in 1/10,000: 1.9600 (1.95996).
const Z: u128 = 19_600;

/// An interval of a proportion in 1/10,000, rounded outwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Lower end, 0 to 10,000.
    pub low: u16,
    /// Upper end, 0 to 10,000.
    pub high: u16,
}

/// The Wilson 95 % interval of `right` out of `of`; `None` for nothing or for `right > of`.
///
/// With k of n and z: (2k + z² ± z·sqrt(z² + 4k(n - k)/n)) / (2(n + z²)). Everything below is
/// that fraction times n, with z² in 1/10^8, under one integer square root.
pub fn wilson(right: u16, of: u16) -> Option<Interval> {
    if of == 0 || right > of {
        return None;
    }
    let (k, n) = (u128::from(right), u128::from(of));
    let (square, scale) = (Z * Z, UNIT * UNIT);
    // n² (z² + 4k(n-k)/n) in 1/10^8, times z² in 1/10^8: its root is n·z·sqrt(..) in 1/10^8.
    let under = square * (n * n * square + 4 * k * (n - k) * n * scale);
    let middle = n * (2 * k * scale + square);
    let below = 2 * n * (n * scale + square);
    let floor = under.isqrt();
    let ceil = if floor * floor == under {
        floor
    } else {
        floor + 1
    };
    let low = middle.saturating_sub(ceil) * UNIT / below;
    let high = ((middle + ceil) * UNIT).div_ceil(below).min(UNIT);
    Some(Interval {
        low: u16::try_from(low).ok()?,
        high: u16::try_from(high).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(right: u16, of: u16, expected: Option<(u16, u16)>) {
        let found = wilson(right, of).map(|i| (i.low, i.high));
        assert_eq!(found, expected, "{right} of {of}");
    }

    #[test]
    fn published_intervals_are_met() {
        // statsmodels proportion_confint(k, n, method="wilson"), rounded outwards.
        check(0, 10, Some((0, 2776)));
        check(5, 10, Some((2365, 7635)));
        check(7, 10, Some((3967, 8923)));
        check(10, 10, Some((7224, 10_000)));
        check(1, 3, Some((614, 7924)));
        check(81, 263, Some((2552, 3663)));
        check(0, 0, None);
        check(4, 3, None);
    }

    fn model(right: u16, of: u16) -> (f64, f64) {
        let (k, n, z) = (f64::from(right), f64::from(of), 1.96f64);
        let root = z * (z * z + 4.0 * k * (n - k) / n).sqrt();
        let (middle, below) = (2.0 * k + z * z, 2.0 * (n + z * z));
        ((middle - root) / below, (middle + root) / below)
    }

    proptest! {
        #[test]
        fn it_is_the_formula_rounded_outwards(of in 1u16..=u16::MAX, pick in any::<prop::sample::Index>()) {
            let right = u16::try_from(pick.index(usize::from(of) + 1)).unwrap();
            let (low, high) = model(right, of);
            let found = wilson(right, of).unwrap();
            let (low, high) = (low.max(0.0) * 1e4, high.min(1.0) * 1e4);
            prop_assert!(f64::from(found.low) <= low + 1e-6 && f64::from(found.low) > low - 1.000_001);
            prop_assert!(f64::from(found.high) >= high - 1e-6 && f64::from(found.high) < high + 1.000_001);
        }

        #[test]
        fn it_holds_the_proportion_and_is_symmetric(of in 1u16..5000, pick in any::<prop::sample::Index>()) {
            let right = u16::try_from(pick.index(usize::from(of) + 1)).unwrap();
            let found = wilson(right, of).unwrap();
            let mirror = wilson(of - right, of).unwrap();
            let share = u32::from(right) * 10_000 / u32::from(of);
            prop_assert!(u32::from(found.low) <= share && share <= u32::from(found.high));
            prop_assert_eq!(found.low + mirror.high, 10_000);
        }
    }
}
