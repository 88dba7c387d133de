//! The least ratatui reader: reads a file, wraps what is visible, redraws on a key.

use ratatui::crossterm::event::{self, Event, KeyCode};
use ratatui::text::Line;

fn main() -> std::io::Result<()> {
    let path = std::env::args().nth(1).expect("a file to read");
    let text = std::fs::read_to_string(path)?;
    let lines: Vec<&str> = text.lines().collect();
    let mut top = 0usize;
    let mut terminal = ratatui::init();
    loop {
        terminal.draw(|frame| {
            let area = frame.area();
            let visible = lines.iter().skip(top).take(usize::from(area.height));
            let wrapped = visible.flat_map(|line| textwrap::wrap(line, usize::from(area.width)));
            for (row, line) in area.rows().zip(wrapped) {
                frame.render_widget(Line::from(line), row);
            }
        })?;
        match event::read()? {
            Event::Key(key) => match key.code {
                KeyCode::Char('q') => break,
                KeyCode::Char('j') => top = (top + 1).min(lines.len().saturating_sub(1)),
                KeyCode::Char(' ') => top = (top + 20).min(lines.len().saturating_sub(1)),
                _ => {}
            },
            _ => {}
        }
    }
    ratatui::restore();
    Ok(())
}
