//! Figures worked out from others: the one rule by which they are computed, rounded and compared.

use crate::content::model::Operation;

/// How far two results may lie apart, relative to their size, and still be equal: far above what 64-bit numbers lose, far below
/// what anybody rounds to.
const EQUAL: f64 = 1e-9;

/// The result of an operation before rounding; `None` when the inputs don't allow it (too few, or a division by zero).
pub fn worked_out(operation: Operation, inputs: &[f64]) -> Option<f64> {
    let (first, rest) = inputs.split_first()?;
    let second = rest.first().copied();
    let by_second =
        |share: &dyn Fn(f64) -> f64| second.filter(|n| *n != 0.0 && rest.len() == 1).map(share);
    let result = match operation {
        Operation::Sum => Some(inputs.iter().sum()),
        Operation::Difference => Some(first - rest.iter().sum::<f64>()),
        Operation::Product => Some(inputs.iter().product()),
        Operation::Quotient => by_second(&|n| first / n),
        Operation::Percentage => by_second(&|n| first / n * 100.0),
        Operation::Change => {
            (rest.len() == 1 && *first != 0.0).then(|| (rest[0] - first) / first * 100.0)
        }
        Operation::RatePer100000 => by_second(&|n| first / n * 100_000.0),
    };
    result.filter(|n| n.is_finite())
}

/// `value` rounded to a multiple of `step`, halves away from zero; as it is without a step.
pub fn rounded(value: f64, step: Option<f64>) -> f64 {
    match step.filter(|step| *step > 0.0) {
        Some(step) => (value / step).round() * step,
        None => value,
    }
}

/// Whether two results are the same number.
pub fn is_equal(one: f64, other: f64) -> bool {
    (one - other).abs() <= EQUAL * one.abs().max(other.abs()).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_and_rounding() {
        assert_eq!(worked_out(Operation::Sum, &[1.0, 2.0, 3.5]), Some(6.5));
        assert_eq!(
            worked_out(Operation::Difference, &[10.0, 2.0, 3.0]),
            Some(5.0)
        );
        assert_eq!(worked_out(Operation::Product, &[2.0, 3.0]), Some(6.0));
        assert_eq!(worked_out(Operation::Quotient, &[1.0, 0.0]), None);
        assert_eq!(worked_out(Operation::Percentage, &[1.0, 4.0]), Some(25.0));
        assert_eq!(worked_out(Operation::Change, &[50.0, 75.0]), Some(50.0));
        assert_eq!(
            worked_out(Operation::RatePer100000, &[5.0, 1_000_000.0]),
            Some(0.5)
        );
        assert_eq!(worked_out(Operation::Sum, &[]), None);
        assert!(is_equal(rounded(133_421.0, Some(1_000.0)), 133_000.0));
        assert!(is_equal(rounded(0.256, Some(0.01)), 0.26));
        assert!(!is_equal(0.25, 0.26));
    }
}
