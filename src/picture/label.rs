//! Where labels go: beside what they name, inside of the area, none over another.

/// A rectangle of cells in a row, which a label takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Its row.
    pub y: u16,
    /// Its first cell.
    pub x: u16,
    /// How many cells.
    pub cells: u16,
}

impl Taken {
    fn meets(self, other: Taken) -> bool {
        // A free cell between two labels, or they would read as one.
        self.y == other.y && self.x < other.x + other.cells + 1 && other.x < self.x + self.cells + 1
    }
}

/// Rows for labels that belong to the rows `wanted`, each its own, as near as there is room; `None` for those without any, of which
/// the last go first. The labels stand in the order of what they belong to, and those of one row in that of `wanted`.
pub fn rows(wanted: &[u16], n_rows: u16) -> Vec<Option<u16>> {
    let n_placed = wanted.len().min(usize::from(n_rows));
    let mut order: Vec<usize> = (0..n_placed).collect();
    order.sort_by_key(|i| wanted[*i]);

    // Labels that would meet stand below each other as a block, around the middle of what they want. A block is known by how many it
    // holds and by the sum of the rows that its first label would have, if each of its labels had the row that it wants.
    let mut blocks: Vec<(i64, i64)> = Vec::new();
    for (n, i) in (0i64..).zip(&order) {
        let row = wanted[*i].min(n_rows - 1);
        blocks.push((1, i64::from(row) - n));
        while let [.., (above, upper), (below, lower)] = blocks[..]
            && upper * below >= lower * above
        {
            blocks.pop();
            blocks.pop();
            blocks.push((above + below, upper + lower));
        }
    }
    let mut placed = vec![None; wanted.len()];
    let last = i64::from(n_rows) - n_placed as i64;
    let mut labels = (0i64..).zip(order);
    for (n_labels, sum) in blocks {
        // The nearest whole row, between what leaves room for the labels above and for those below.
        let first = (2 * sum + n_labels).div_euclid(2 * n_labels);
        for (n, i) in labels.by_ref().take(n_labels as usize) {
            placed[i] = Some((first.clamp(0, last) + n) as u16);
        }
    }
    placed
}

/// Places in one row for labels of `cells` around the columns `wanted`, centered where that is free; `None` for those that would
/// meet an earlier one.
pub fn along(wanted: &[(u16, u16)], n_cells: u16) -> Vec<Option<u16>> {
    let mut taken: Vec<Taken> = Vec::new();
    let mut place = |&(at, cells): &(u16, u16)| {
        if cells == 0 || cells > n_cells {
            return None;
        }
        let x = at.saturating_sub(cells / 2).min(n_cells - cells);
        let own = Taken { y: 0, x, cells };
        if taken.iter().any(|other| own.meets(*other)) {
            return None;
        }
        taken.push(own);
        Some(x)
    };
    wanted.iter().map(&mut place).collect()
}

/// Places for labels around points `(x, y, cells)` in an area, right of them, left of them, above or below; `None` where each
/// would meet a point or an earlier label.
pub fn around(points: &[(u16, u16, u16)], (width, height): (u16, u16)) -> Vec<Option<(u16, u16)>> {
    let mut taken: Vec<Taken> = points
        .iter()
        .map(|&(x, y, _)| Taken { y, x, cells: 1 })
        .collect();
    let mut place = |&(x, y, cells): &(u16, u16, u16)| {
        let (x, y, cells) = (i32::from(x), i32::from(y), i32::from(cells));
        let tries = [
            (x + 2, y),
            (x - cells - 1, y),
            (x - cells / 2, y - 1),
            (x - cells / 2, y + 1),
            (x + 1, y - 1),
            (x + 1, y + 1),
            (x - cells, y - 1),
            (x - cells, y + 1),
        ];
        let inside = |&(x, y): &(i32, i32)| {
            cells > 0 && x >= 0 && y >= 0 && x + cells <= i32::from(width) && y < i32::from(height)
        };
        let own = |(x, y): (i32, i32)| Taken {
            y: y as u16,
            x: x as u16,
            cells: cells as u16,
        };
        let found = tries
            .into_iter()
            .filter(inside)
            .map(own)
            .find(|own| !taken.iter().any(|other| own.meets(*other)))?;
        taken.push(found);
        Some((found.x, found.y))
    };
    points.iter().map(&mut place).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn labels_move_aside() {
        assert_eq!(rows(&[3, 3, 3], 6), [Some(2), Some(3), Some(4)]);
        assert_eq!(rows(&[5, 5, 1], 6), [Some(4), Some(5), Some(1)]);
        assert_eq!(rows(&[4, 3, 3], 6), [Some(4), Some(2), Some(3)]);
        assert_eq!(rows(&[0, 0], 1), [Some(0), None]);
        assert_eq!(rows(&[0], 0), [None]);
        assert_eq!(
            along(&[(0, 4), (3, 4), (9, 4)], 12),
            [Some(0), None, Some(7)]
        );
        assert_eq!(
            around(&[(1, 0, 3), (9, 0, 3)], (10, 2)),
            [Some((3, 0)), Some((6, 1))]
        );
    }

    proptest! {
        #[test]
        fn rows_are_apart_and_inside(wanted in prop::collection::vec(0u16..60, 0..30), n in 0u16..40) {
            let placed: Vec<u16> = rows(&wanted, n).into_iter().flatten().collect();
            let mut once = placed.clone();
            once.sort_unstable();
            once.dedup();
            prop_assert_eq!(once.len(), placed.len());
            prop_assert!(placed.iter().all(|row| *row < n));
            prop_assert_eq!(placed.len(), wanted.len().min(usize::from(n)));
        }

        #[test]
        fn rows_keep_the_order_of_what_they_belong_to(wanted in prop::collection::vec(0u16..60, 0..30), n in 0u16..40) {
            let placed = rows(&wanted, n);
            let n_placed = wanted.len().min(usize::from(n));
            prop_assert!(placed[n_placed..].iter().all(Option::is_none));
            for i in 0..n_placed {
                for j in i + 1..n_placed {
                    prop_assert_eq!(placed[i] < placed[j], wanted[i] <= wanted[j]);
                }
            }
        }

        #[test]
        fn no_other_rows_are_nearer(mut wanted in prop::collection::vec(0u16..8, 0..5), n in 5u16..8) {
            wanted.sort_unstable();
            let away = |rows: &[u16]| -> i32 {
                let each = rows.iter().zip(&wanted);
                each.map(|(row, want)| i32::from(row.abs_diff((*want).min(n - 1))).pow(2)).sum()
            };
            let placed: Vec<u16> = rows(&wanted, n).into_iter().flatten().collect();
            // Each way to take some of the rows is a number whose bits say which.
            let ways = (0u32..1 << n).filter(|way| way.count_ones() as usize == wanted.len());
            let rows_of = |way: u32| (0..n).filter(|row| way >> row & 1 == 1).collect::<Vec<u16>>();
            let best = ways.map(|way| away(&rows_of(way))).min().expect("there is room");
            prop_assert_eq!(away(&placed), best);
        }

        #[test]
        fn labels_along_never_meet(wanted in prop::collection::vec((0u16..200, 0u16..30), 0..30), n in 1u16..200) {
            let placed = along(&wanted, n);
            let spans: Vec<(u16, u16)> = placed.iter().zip(&wanted).filter_map(|(x, (_, cells))| Some(((*x)?, *cells))).collect();
            for (i, (x, cells)) in spans.iter().enumerate() {
                prop_assert!(x + cells <= n);
                for (y, more) in &spans[i + 1..] {
                    prop_assert!(x + cells < *y || y + more < *x);
                }
            }
        }

        #[test]
        fn labels_around_never_meet_and_stay_inside((width, height, points) in (1u16..160, 1u16..50).prop_flat_map(|(width, height)| {
            (Just(width), Just(height), prop::collection::vec((0..width, 0..height, 0u16..24), 0..40))
        })) {
            let placed = around(&points, (width, height));
            let spots: Vec<(u16, u16, u16)> = placed.iter().zip(&points).filter_map(|(p, (_, _, cells))| p.map(|(x, y)| (x, y, *cells))).collect();
            for (i, (x, y, cells)) in spots.iter().enumerate() {
                prop_assert!(x + cells <= width && *y < height);
                for (a, b, more) in &spots[i + 1..] {
                    prop_assert!(y != b || x + cells < *a || a + more < *x);
                }
                for (a, b, _) in &points {
                    prop_assert!(y != b || *a < *x || *a >= x + cells);
                }
            }
        }
    }
}
