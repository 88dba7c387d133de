//! What a terminal can show of a colour. A leaf: knows nothing of roles, themes or terminals.

use ratatui::style::Color;

/// How many colours a terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Depth {
    /// None but its own foreground and background.
    Mono,
    /// The sixteen of its palette.
    Palette,
    /// The sixteen, a cube of 216 and 24 greys.
    Indexed,
    /// Any, by red, green and blue.
    Full,
}

/// Whether text on a background should be light or dark, told by the background.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Text on it should be light.
    Dark,
    /// Text on it should be dark.
    Light,
}

impl Tone {
    /// The tone of a background, by its luma.
    pub fn of_background(red: u8, green: u8, blue: u8) -> Self {
        let luma = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
        if luma < 127_500 {
            Tone::Dark
        } else {
            Tone::Light
        }
    }
}

/// The levels of a channel in the cube of 216.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The sixteen as xterm shows them unless told otherwise. What a reader's palette makes of them is theirs.
const PALETTE: [(Color, [u8; 3]); 16] = [
    (Color::Black, [0, 0, 0]),
    (Color::Red, [205, 0, 0]),
    (Color::Green, [0, 205, 0]),
    (Color::Yellow, [205, 205, 0]),
    (Color::Blue, [0, 0, 238]),
    (Color::Magenta, [205, 0, 205]),
    (Color::Cyan, [0, 205, 205]),
    (Color::Gray, [229, 229, 229]),
    (Color::DarkGray, [127, 127, 127]),
    (Color::LightRed, [255, 0, 0]),
    (Color::LightGreen, [0, 255, 0]),
    (Color::LightYellow, [255, 255, 0]),
    (Color::LightBlue, [92, 92, 255]),
    (Color::LightMagenta, [255, 0, 255]),
    (Color::LightCyan, [0, 255, 255]),
    (Color::White, [255, 255, 255]),
];

/// The nearest colour to `color` that `depth` has; `color` itself if it has it.
pub fn reduce(color: Color, depth: Depth) -> Color {
    match (color, depth) {
        (Color::Reset, _) | (_, Depth::Full) => color,
        (_, Depth::Mono) => Color::Reset,
        (Color::Rgb(r, g, b), Depth::Indexed) => Color::Indexed(indexed([r, g, b])),
        (Color::Rgb(r, g, b), Depth::Palette) => palette([r, g, b]),
        (Color::Indexed(n), Depth::Palette) => match PALETTE.get(usize::from(n)) {
            Some((named, _)) => *named,
            None => palette(rgb_of_index(n)),
        },
        (_, Depth::Palette | Depth::Indexed) => color,
    }
}

/// The red, green and blue of a colour, as xterm shows it; `own` for the terminal's own.
pub fn rgb_of(color: Color, own: [u8; 3]) -> [u8; 3] {
    match color {
        Color::Reset => own,
        Color::Rgb(r, g, b) => [r, g, b],
        Color::Indexed(n) => rgb_of_index(n),
        named => PALETTE
            .iter()
            .find(|(of, _)| *of == named)
            .map_or(own, |(_, rgb)| *rgb),
    }
}

fn indexed(rgb: [u8; 3]) -> u8 {
    let steps = rgb.map(nearest_step);
    let in_cube = steps.map(|step| CUBE[usize::from(step)]);
    let mean = rgb.iter().map(|c| u16::from(*c)).sum::<u16>() / 3;
    let grey = u8::try_from((mean.max(3) - 3) / 10)
        .unwrap_or(u8::MAX)
        .min(23);
    let level = 8 + 10 * grey;
    if distance(rgb, in_cube) <= distance(rgb, [level; 3]) {
        16 + 36 * steps[0] + 6 * steps[1] + steps[2]
    } else {
        232 + grey
    }
}

fn nearest_step(channel: u8) -> u8 {
    match channel {
        0..=47 => 0,
        48..=114 => 1,
        115..=154 => 2,
        155..=194 => 3,
        195..=234 => 4,
        235.. => 5,
    }
}

fn rgb_of_index(index: u8) -> [u8; 3] {
    match index {
        0..=15 => PALETTE[usize::from(index)].1,
        16..=231 => {
            let n = index - 16;
            [n / 36, n / 6 % 6, n % 6].map(|step| CUBE[usize::from(step)])
        }
        232.. => [8 + 10 * (index - 232); 3],
    }
}

fn palette(rgb: [u8; 3]) -> Color {
    let nearest = PALETTE
        .iter()
        .min_by_key(|(_, shown)| distance(rgb, *shown));
    nearest.map_or(Color::Reset, |(named, _)| *named)
}

/// Squared distance, green weighing most, as in luma.
fn distance(a: [u8; 3], b: [u8; 3]) -> u32 {
    let squared = |i: usize| u32::from(a[i].abs_diff(b[i])).pow(2);
    3 * squared(0) + 6 * squared(1) + squared(2)
}

#[cfg(test)]
mod tests {
    use super::{Depth, PALETTE, Tone, reduce, rgb_of_index};
    use ratatui::style::Color;

    #[test]
    fn colors_that_a_depth_has_stay() {
        for n in 16..=255 {
            let [r, g, b] = rgb_of_index(n);
            let Color::Indexed(nearest) = reduce(Color::Rgb(r, g, b), Depth::Indexed) else {
                panic!("an index was expected for {n}");
            };
            assert_eq!(rgb_of_index(nearest), [r, g, b], "{n}");
        }
        for (n, (named, [r, g, b])) in PALETTE.into_iter().enumerate() {
            let index = u8::try_from(n).expect("sixteen fit");
            assert_eq!(reduce(Color::Rgb(r, g, b), Depth::Palette), named);
            assert_eq!(reduce(Color::Indexed(index), Depth::Palette), named);
            assert_eq!(reduce(named, Depth::Indexed), named);
            assert_eq!(reduce(named, Depth::Mono), Color::Reset);
        }
        assert_eq!(reduce(Color::Reset, Depth::Palette), Color::Reset);
    }

    #[test]
    fn greys_grow_lighter_with_their_level() {
        let light = |level| match reduce(Color::Rgb(level, level, level), Depth::Indexed) {
            Color::Indexed(n) => rgb_of_index(n)[1],
            other => panic!("{other:?}"),
        };
        for level in 1..=255 {
            assert!(light(level - 1) <= light(level), "{level}");
        }
    }

    #[test]
    fn backgrounds_are_dark_or_light() {
        assert_eq!(Tone::of_background(30, 30, 46), Tone::Dark);
        assert_eq!(Tone::of_background(0, 43, 54), Tone::Dark);
        assert_eq!(Tone::of_background(253, 246, 227), Tone::Light);
    }
}
