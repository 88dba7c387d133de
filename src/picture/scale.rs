//! Scales: from values to dots, and the round values at which an axis has its ticks.
//!
//! Never panics and never gives a place outside of its axis, whatever it is asked; equal ends are set apart.

/// Beyond it nothing is drawn to scale: far above what anybody counts, far below what arithmetic with squares overflows at.
const BOUND: f64 = 1e100;

/// A stretch of values laid along an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The value at the beginning.
    pub low: f64,
    /// The value at the end; above `low`.
    pub high: f64,
}

impl Scale {
    /// A scale over `low..=high`, whatever their order; ends that are equal are set apart, ends that are no numbers are replaced.
    pub fn new(low: f64, high: f64) -> Self {
        let (low, high) = if low <= high {
            (low, high)
        } else {
            (high, low)
        };
        let fine = low > -BOUND && high < BOUND;
        if !fine {
            return Scale {
                low: 0.0,
                high: 1.0,
            };
        }
        let least = (low.abs().max(high.abs()) * 1e-9).max(1e-9);
        if high - low < least {
            let apart = if low.abs() < 1e-9 { 1.0 } else { low.abs() };
            return Scale {
                low: low - apart / 2.0,
                high: high + apart / 2.0,
            };
        }
        Scale { low, high }
    }

    /// A scale over round values that holds all of `low..=high`, and its ticks, at most `most`, of which there are two at least; three are needed for what lies around zero.
    pub fn round(low: f64, high: f64, most: usize) -> (Self, Vec<f64>) {
        let own = Scale::new(low, high);
        let most = most.max(3);
        let mut step = round_step((own.high - own.low) / (most - 1) as f64);
        // The steps grow at least by a quarter; a few suffice for one tick less.
        for _ in 0..8 {
            let first = (own.low / step + 1e-9).floor();
            let last = (own.high / step - 1e-9).ceil();
            let n = (last - first) as usize + 1;
            if n <= most {
                // Round values of few digits, so that a tick at 0.3 is not one at 0.30000000000000004.
                let ticks: Vec<f64> = (0..n).map(|i| tidy((first + i as f64) * step)).collect();
                let scale = Scale::new(ticks[0], ticks[n - 1]);
                return (scale, ticks);
            }
            step = round_step(step * 1.5);
        }
        (own, vec![own.low, own.high])
    }

    /// How far along the axis a value lies, from 0 to 1; values beyond an end lie at it.
    pub fn share(self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        if share.is_nan() {
            0.0
        } else {
            share.clamp(0.0, 1.0)
        }
    }

    /// The cell, of `cells`, whose middle is nearest to a value.
    pub fn cell(self, value: f64, cells: u16) -> u16 {
        (self.share(value) * f64::from(cells.saturating_sub(1))).round() as u16
    }

    /// How many cells of `cells` a bar from the low end to a value fills, in eighths.
    pub fn eighths(self, value: f64, cells: u16) -> u32 {
        (self.share(value) * f64::from(cells) * 8.0).round() as u32
    }
}

/// The least of 1, 2, 2.5 or 5 times a power of ten that is not below `least`.
pub fn round_step(least: f64) -> f64 {
    let least = if least.is_finite() && least > 1e-300 {
        least
    } else {
        1.0
    };
    let power = 10f64.powf(least.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    let fits = |step: &f64| step * power >= least * (1.0 - 1e-9);
    steps.into_iter().find(fits).unwrap_or(10.0) * power
}

/// The nearest number of twelve digits.
fn tidy(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 0.0;
    }
    format!("{value:.11e}").parse().unwrap_or(value)
}

/// A tick on a scale of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The year.
    pub year: i32,
    /// The month, where the scale is fine enough for months.
    pub month: Option<u8>,
}

impl Moment {
    /// Where it lies: in the middle of its year or month.
    pub fn at(self) -> f64 {
        match self.month {
            None => f64::from(self.year) + 0.5,
            Some(month) => f64::from(self.year) + (f64::from(month) - 0.5) / 12.0,
        }
    }
}

/// The ticks of a scale of years, at most `most`: years in round steps, or months where there are few years.
pub fn moments(scale: Scale, most: usize) -> Vec<Moment> {
    let most = most.max(1);
    let span = scale.high - scale.low;
    if span < 3.0 && span * 12.0 / (most as f64) < 7.0 {
        let steps = [1, 2, 3, 6, 12];
        let fits = |step: &i32| span * 12.0 / f64::from(*step) < most as f64;
        let step = steps.into_iter().find(fits).unwrap_or(12);
        return months(scale, step).take(most).collect();
    }
    let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
    let fits = |step: &i32| span / f64::from(*step) + 1.0 <= most as f64;
    let step = steps.into_iter().find(fits).unwrap_or(10_000);
    let first = (scale.low.floor() as i32).div_euclid(step) * step;
    let years = (0..).map(|n| first + n * step);
    years
        .map(|year| Moment { year, month: None })
        .take_while(|moment| moment.at() <= scale.high)
        .filter(|moment| moment.at() >= scale.low)
        .take(most)
        .collect()
}

/// Every `step`th month of a scale.
fn months(scale: Scale, step: i32) -> impl Iterator<Item = Moment> {
    let first = (scale.low * 12.0).floor() as i32;
    let first = first.div_euclid(step) * step;
    let moment = |n: i32| Moment {
        year: n.div_euclid(12),
        month: Some(n.rem_euclid(12) as u8 + 1),
    };
    (0..)
        .map(move |n| moment(first + n * step))
        .take_while(move |moment| moment.at() <= scale.high)
        .filter(move |moment| moment.at() >= scale.low)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ticks_are_what_a_hand_would_write() {
        let (scale, ticks) = Scale::round(0.0, 36_773.0, 6);
        assert_eq!(ticks, [0.0, 10_000.0, 20_000.0, 30_000.0, 40_000.0]);
        assert_eq!((scale.low, scale.high), (0.0, 40_000.0));
        let (_, ticks) = Scale::round(0.1, 0.42, 5);
        assert_eq!(ticks, [0.1, 0.2, 0.3, 0.4, 0.5]);
        let years: Vec<i32> = moments(Scale::new(2004.0, 2025.0), 6)
            .iter()
            .map(|m| m.year)
            .collect();
        assert_eq!(years, [2005, 2010, 2015, 2020]);
        let few = moments(Scale::new(2024.0, 2025.0), 4);
        assert_eq!(
            few.iter().map(|m| m.month).collect::<Vec<_>>(),
            [Some(1), Some(7)]
        );
    }

    proptest! {
        #[test]
        fn ticks_are_round_ordered_and_hold_the_values(a in -1e12f64..1e12, b in -1e12f64..1e12, most in 2usize..12) {
            let (scale, ticks) = Scale::round(a, b, most);
            prop_assert!(ticks.len() >= 2 && ticks.len() <= most.max(3));
            prop_assert!(ticks.windows(2).all(|pair| pair[0] < pair[1]));
            let slack = (scale.high - scale.low) * 1e-6;
            prop_assert!(scale.low <= a.min(b) + slack && a.max(b) - slack <= scale.high);
            let step = ticks[1] - ticks[0];
            for tick in &ticks {
                let n = tick / step;
                prop_assert!((n - n.round()).abs() < 1e-6, "{tick} is no multiple of {step}");
                prop_assert!(*tick >= scale.low && *tick <= scale.high);
            }
            let digits = step / 10f64.powf(step.log10().floor());
            prop_assert!([1.0, 2.0, 2.5, 5.0, 10.0].iter().any(|d| (digits - d).abs() < 1e-6), "{step}");
        }

        #[test]
        fn ticks_of_any_magnitude_are_told_apart(a in -1e3f64..1e3, b in -1e3f64..1e3, power in -7i32..12, most in 2usize..12) {
            prop_assume!((a - b).abs() > 1e-2);
            let (a, b) = (a * 10f64.powi(power), b * 10f64.powi(power));
            let (scale, ticks) = Scale::round(a, b, most);
            prop_assert!(ticks.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(ticks.iter().all(|tick| (scale.low..=scale.high).contains(tick)));
            let mut words: Vec<String> = ticks.iter().map(|tick| crate::i18n::number(*tick)).collect();
            words.dedup();
            prop_assert_eq!(words.len(), ticks.len(), "{:?}", ticks);
        }

        #[test]
        fn a_value_lies_where_it_says(low in -1e9f64..1e9, span in 1e-3f64..1e9, at in 0.0f64..=1.0, cells in 1u16..400) {
            let scale = Scale::new(low, low + span);
            let value = scale.low + (scale.high - scale.low) * at;
            let cell = scale.cell(value, cells);
            prop_assert!(cell < cells);
            let exact = scale.share(value) * f64::from(cells - 1);
            prop_assert!((f64::from(cell) - exact).abs() <= 0.5 + 1e-9);
        }

        #[test]
        fn anything_can_be_asked(low in any::<f64>(), high in any::<f64>(), value in any::<f64>(), cells in any::<u16>()) {
            let scale = Scale::new(low, high);
            prop_assert!(scale.low < scale.high);
            prop_assert!(cells == 0 || scale.cell(value, cells) < cells);
            let (_, ticks) = Scale::round(low, high, 5);
            prop_assert!((2..=5).contains(&ticks.len()));
        }

        #[test]
        fn moments_are_inside_and_ordered(low in 1.0f64..9_990.0, span in 0.01f64..900.0, most in 1usize..20) {
            let scale = Scale::new(low, low + span);
            let all = moments(scale, most);
            prop_assert!(all.len() <= most);
            prop_assert!(all.windows(2).all(|pair| pair[0].at() < pair[1].at()));
            prop_assert!(all.iter().all(|m| m.at() >= scale.low && m.at() <= scale.high));
        }
    }
}
