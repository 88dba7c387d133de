//! What was probably meant by a name that nothing has: the nearest one by letters.
//!
//! Comparing is bounded, since what was written may come from anybody and what is known may be very much.

/// Names that are longer have no neighbours, in bytes: nobody mistypes so much, and comparing takes the square of it.
const LONGEST: usize = 64;

/// The nearest of `known` to what was written, if any is near. `left` is how many pairs of letters may still be compared; where it is used up
/// nothing is near any more.
pub fn nearest<'k>(
    written: &str,
    known: impl Iterator<Item = &'k str>,
    left: &mut usize,
) -> Option<&'k str> {
    if written.len() > LONGEST {
        return None;
    }
    let most = 1 + written.len() / 4;
    let mut nearest = None;
    for word in known {
        *left = left.checked_sub(1)?;
        if word.len().abs_diff(written.len()) > most {
            continue;
        }
        *left = left.saturating_sub(word.len() * written.len());
        let distance = strsim::osa_distance(written, word);
        if distance <= most && nearest.is_none_or(|near| (distance, word) < near) {
            nearest = Some((distance, word));
        }
    }
    nearest.map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_is_found_within_bounds() {
        let known = ["claim", "clam", "chapter"];
        let near = |written: &str, mut left: usize| nearest(written, known.into_iter(), &mut left);
        assert_eq!(near("clain", 1_000), Some("claim"));
        assert_eq!(near("claam", 1_000), Some("claim"));
        assert_eq!(near("source", 1_000), None);
        assert_eq!(near("clain", 10), None);
        let long = "a".repeat(LONGEST + 1);
        assert_eq!(
            nearest(&long, [long.as_str()].into_iter(), &mut 1_000_000),
            None
        );
        // Each word counts, and the pairs of letters of those that are about as long.
        let mut left = 1_000;
        nearest("claim", ["clam", "interest"].into_iter(), &mut left);
        assert_eq!(left, 1_000 - 2 - 5 * 4);
    }
}
