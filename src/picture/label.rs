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

/// Rows for labels that belong to the rows `wanted`, each its own, as near as there is room; `None` for those without any.
/// Earlier ones go first.
pub fn rows(wanted: &[u16], n_rows: u16) -> Vec<Option<u16>> {
    let mut taken = vec![false; usize::from(n_rows)];
    let mut place = |want: &u16| {
        let want = i32::from((*want).min(n_rows.saturating_sub(1)));
        let free = |row: &i32| *row >= 0 && *row < i32::from(n_rows) && !taken[*row as usize];
        let near = (0..i32::from(n_rows)).flat_map(|by| [want + by, want - by]);
        let row = near.into_iter().find(free)?;
        taken[row as usize] = true;
        Some(row as u16)
    };
    wanted.iter().map(&mut place).collect()
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
        assert_eq!(rows(&[3, 3, 3], 6), [Some(3), Some(4), Some(2)]);
        assert_eq!(rows(&[0, 0], 1), [Some(0), None]);
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
