//! The one table of actions: names, labels, categories, contexts, default keys, and who may use them.
//!
//! Key resolution, the footer's hints, the help page, the palette, key configuration and the list of keys in the README all come from
//! [`TABLE`]. Names are public and stable.

use std::sync::{Arc, OnceLock};

use crate::i18n::{Msg, key_name};
use crate::key::Key;
use crate::page::KeyLine;
use crate::text::Lang;

/// Where a key means an action. Of two actions on one key the one of the narrower context wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// On every page.
    Page,
    /// On every page of an author's preview.
    Author,
    /// In the claims ledger.
    Ledger,
    /// On a comparison.
    Comparison,
    /// On a picture.
    Picture,
    /// While following a guide.
    Guide,
    /// While words are marked.
    Marked,
    /// In a list or field that lies over the page, and while typing.
    Typing,
}

/// Who is offered an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Offer {
    /// Every reader.
    Everyone,
    /// Readers at their own machine.
    Local,
    /// Authors who preview their own folder.
    Author,
}

/// What a group of actions is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Moving on a page.
    Move,
    /// Opening and going back.
    Open,
    /// Going to a list.
    Go,
    /// Finding.
    Find,
    /// Keeping and copying.
    Keep,
    /// How things are shown.
    View,
    /// Writing, in an author's preview.
    Write,
    /// The program.
    Program,
}

impl Category {
    /// Every category, in the order of the help.
    pub const ALL: &[Category] = &[
        Category::Move,
        Category::Open,
        Category::Go,
        Category::Find,
        Category::Keep,
        Category::View,
        Category::Write,
        Category::Program,
    ];

    /// Its heading.
    pub fn msg(self) -> Msg {
        match self {
            Category::Move => Msg::CategoryMove,
            Category::Open => Msg::CategoryOpen,
            Category::Go => Msg::CategoryGo,
            Category::Find => Msg::CategoryFind,
            Category::Keep => Msg::CategoryKeep,
            Category::View => Msg::CategoryView,
            Category::Write => Msg::CategoryWrite,
            Category::Program => Msg::CategoryProgram,
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The action.
    pub action: Action,
    /// Its stable name.
    pub name: &'static str,
    /// What it does, in English and in Spanish.
    labels: [&'static str; 2],
    /// Its word in the footer, in English and in Spanish.
    hints: [&'static str; 2],
    /// Its group.
    pub category: Category,
    /// Where its keys mean it.
    pub context: Context,
    /// Who is offered it.
    pub offer: Offer,
    /// Its keys by default, in the notation of [`crate::key`]; the first is the one that hints show.
    pub keys: &'static [&'static str],
}

impl Row {
    /// What it does.
    pub fn label(&self, lang: Lang) -> &'static str {
        self.labels[usize::from(lang == Lang::ES)]
    }

    /// Its word in the footer.
    pub fn hint(&self, lang: Lang) -> &'static str {
        self.hints[usize::from(lang == Lang::ES)]
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident $name:literal $category:ident $context:ident $offer:ident [$($key:literal),*]
        $en:literal $es:literal $hint_en:literal $hint_es:literal;)*) => {
        /// What a reader can ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $($(#[$doc])* $variant),* }

        /// Every action.
        pub const TABLE: &[Row] = &[$(Row {
            action: Action::$variant,
            name: $name,
            labels: [$en, $es],
            hints: [$hint_en, $hint_es],
            category: Category::$category,
            context: Context::$context,
            offer: Offer::$offer,
            keys: &[$($key),*],
        }),*];

        impl Action {
            /// Its row in the table.
            pub fn row(self) -> &'static Row {
                &TABLE[self as usize]
            }
        }
    };
}

actions! {
    /// One line on, or the next item of a list.
    Down "down" Move Page Everyone ["j", "down"]
        "one line on; in a list the next item" "una línea más; en una lista, el siguiente" "down" "abajo";
    /// One line back, or the item before.
    Up "up" Move Page Everyone ["k", "up"]
        "one line back; in a list the item before" "una línea atrás; en una lista, el anterior" "up" "arriba";
    /// One screen on.
    PageDown "page-down" Move Page Everyone ["space", "pagedown", "ctrl-f"]
        "one screen on" "una pantalla más" "on" "sigue";
    /// One screen back.
    PageUp "page-up" Move Page Everyone ["b", "pageup", "ctrl-b"]
        "one screen back" "una pantalla atrás" "back" "atrás";
    /// Half a screen on.
    HalfDown "half-page-down" Move Page Everyone ["ctrl-d"]
        "half a screen on" "media pantalla más" "half on" "media";
    /// Half a screen back.
    HalfUp "half-page-up" Move Page Everyone ["ctrl-u"]
        "half a screen back" "media pantalla atrás" "half back" "media";
    /// The beginning of the page.
    Top "top" Move Page Everyone ["g", "home"]
        "to the beginning" "al principio" "top" "inicio";
    /// The end of the page.
    Bottom "bottom" Move Page Everyone ["G", "end"]
        "to the end" "al final" "end" "final";
    /// The next section, aspect, letter or year.
    NextSection "next-section" Move Page Everyone ["]", "right", "l"]
        "to the next section" "a la siguiente sección" "section" "sección";
    /// The section before.
    PreviousSection "previous-section" Move Page Everyone ["[", "left", "h"]
        "to the section before" "a la sección anterior" "section" "sección";
    /// The next link.
    NextLink "next-link" Move Page Everyone ["tab"]
        "to the next link" "al siguiente enlace" "next link" "enlace";
    /// The link before.
    PreviousLink "previous-link" Move Page Everyone ["shift-tab"]
        "to the link before" "al enlace anterior" "link" "enlace";
    /// Opens what has the focus: a claim or term in place, anything else as its page.
    Open "open" Open Page Everyone ["enter"]
        "open what is marked; a claim or a term opens in place" "abrir lo marcado; una afirmación o un término se abre en su lugar" "open" "abrir";
    /// Closes what is open in place, or the marks of a search.
    Close "close" Open Page Everyone ["esc"]
        "close what is open in place, or remove marks" "cerrar lo abierto o quitar las marcas" "close" "cerrar";
    /// Back to where the reader was before.
    Back "back" Open Page Everyone ["backspace", "alt-left", "H"]
        "back to where you were" "volver a donde estabas" "back" "volver";
    /// Forward again.
    Forward "forward" Open Page Everyone ["alt-right", "L"]
        "forward again" "avanzar de nuevo" "forward" "avanzar";
    /// The list that this page belongs to, or home.
    Parent "up-a-level" Open Page Everyone ["u"]
        "up to what this page belongs to" "subir a lo que contiene esta página" "up" "subir";
    /// The next step of the guide.
    NextStep "next-step" Open Guide Everyone [">", "."]
        "next step of the guide" "siguiente paso de la guía" "next step" "siguiente";
    /// The step before.
    PreviousStep "previous-step" Open Guide Everyone ["<", ","]
        "step of the guide before" "paso anterior de la guía" "step before" "anterior";
    /// Leaves the guide.
    LeaveGuide "leave-guide" Open Guide Everyone ["ctrl-g"]
        "leave the guide" "dejar la guía" "leave" "dejar";
    /// Home.
    GoHome "home" Go Page Everyone ["0"]
        "home" "inicio" "home" "inicio";
    /// The claims ledger.
    GoClaims "claims" Go Page Everyone ["c"]
        "all claims" "todas las afirmaciones" "claims" "afirmaciones";
    /// The sources.
    GoSources "sources" Go Page Everyone ["o"]
        "all sources" "todas las fuentes" "sources" "fuentes";
    /// The bibliography.
    GoBibliography "bibliography" Go Page Everyone ["B"]
        "the bibliography" "la bibliografía" "bibliography" "bibliografía";
    /// The comparisons.
    GoComparisons "comparisons" Go Page Everyone ["d"]
        "where sources disagree" "donde las fuentes difieren" "disagree" "difieren";
    /// The timeline.
    GoTimeline "timeline" Go Page Everyone ["t"]
        "the timeline" "la cronología" "timeline" "cronología";
    /// The glossary.
    GoGlossary "glossary" Go Page Everyone ["w"]
        "the glossary" "el glosario" "glossary" "glosario";
    /// The questions.
    GoFaq "questions" Go Page Everyone ["a"]
        "questions and answers" "preguntas y respuestas" "questions" "preguntas";
    /// The guides.
    GoGuides "guides" Go Page Everyone ["v"]
        "the guides" "las guías" "guides" "guías";
    /// Charts, maps, timelines, figures to redo and self-checks.
    GoPictures "pictures" Go Page Everyone ["P"]
        "charts, maps, figures and self-checks" "gráficas, mapas, cifras y autoevaluación" "pictures" "gráficas";
    /// Who commands, as of the date of what is marked.
    GoCommand "who-commands" Go Page Everyone ["C"]
        "who commands, on the date of what is marked" "quién manda, en la fecha de lo marcado" "who commands" "quién manda";
    /// The bookmarks and notes.
    GoBookmarks "bookmarks" Go Page Everyone ["'"]
        "bookmarks and notes" "marcadores y notas" "bookmarks" "marcadores";
    /// Search.
    Search "search" Find Page Everyone ["/"]
        "search everything" "buscar en todo" "search" "buscar";
    /// Find on this page.
    Find "find" Find Page Everyone ["f"]
        "find on this page" "buscar en esta página" "find" "en la página";
    /// The next match.
    NextMatch "next-match" Find Marked Everyone ["n"]
        "to the next match" "a la siguiente coincidencia" "next" "siguiente";
    /// The match before.
    PreviousMatch "previous-match" Find Marked Everyone ["N"]
        "to the match before" "a la coincidencia anterior" "before" "anterior";
    /// The palette: anything by name.
    Palette "palette" Find Page Everyone [":", "ctrl-p"]
        "go to anything, or do anything, by name" "ir a cualquier cosa, o hacerla, por su nombre" "go to" "ir a";
    /// This page's contents.
    Contents "contents" Find Page Everyone ["i"]
        "contents of this page" "contenido de esta página" "contents" "contenido";
    /// Marks or unmarks this place.
    Bookmark "bookmark" Keep Page Everyone ["m"]
        "bookmark this place, or remove the bookmark" "marcar este lugar, o quitar la marca" "bookmark" "marcar";
    /// A note about what has the focus, or this section.
    Note "note" Keep Page Everyone ["e"]
        "write a note about this" "escribir una nota sobre esto" "note" "nota";
    /// Copies with citation, date and status.
    Copy "copy" Keep Page Everyone ["y"]
        "copy with citation, date and status" "copiar con cita, fecha y situación" "copy" "copiar";
    /// Filters the ledger.
    Filter "filter" View Ledger Everyone ["F", "r"]
        "filter the claims" "filtrar las afirmaciones" "filter" "filtrar";
    /// Steps through the ledger's orders.
    SortBy "sort" View Ledger Everyone ["s"]
        "another order" "otro orden" "order" "orden";
    /// Only rows that differ.
    OnlyDiffering "only-differing" View Comparison Everyone ["="]
        "only where they differ" "solo donde difieren" "differing" "diferencias";
    /// Swaps the first two columns.
    Swap "swap-columns" View Comparison Everyone ["x"]
        "swap the columns" "intercambiar las columnas" "swap" "cambiar";
    /// Chooses columns.
    Columns "columns" View Comparison Everyone ["F", "r"]
        "choose the columns" "elegir las columnas" "columns" "columnas";
    /// On a picture, to the next point.
    WalkRight "walk-right" Move Picture Everyone ["right", "l"]
        "on a picture: to the next point" "en una gráfica: al siguiente punto" "walk" "recorrer";
    /// On a picture, to the point before.
    WalkLeft "walk-left" Move Picture Everyone ["left", "h"]
        "on a picture: to the point before" "en una gráfica: al punto anterior" "walk" "recorrer";
    /// On a picture, to the series, band or place above.
    WalkUp "walk-up" Move Picture Everyone ["up"]
        "on a picture: to what is above" "en una gráfica: a lo de arriba" "above" "arriba";
    /// On a picture, to the series, band or place below.
    WalkDown "walk-down" Move Picture Everyone ["down"]
        "on a picture: to what is below" "en una gráfica: a lo de abajo" "below" "abajo";
    /// The table of a picture's values, or the picture again.
    Table "table" View Picture Everyone ["p"]
        "the values as a table, or the picture again" "los valores en una tabla, o la gráfica de nuevo" "table" "tabla";
    /// Chooses among a picture's parts: series to hide, places, events, dates.
    Parts "parts" View Picture Everyone ["F", "r"]
        "series to show, places, events or dates to go to" "series visibles, lugares, sucesos o fechas" "choose" "elegir";
    /// Another series as shades of a map.
    Shade "shade" View Picture Everyone ["s"]
        "shade the map by another series" "sombrear el mapa con otra serie" "shade" "sombra";
    /// Makes a timeline larger.
    ZoomIn "zoom-in" View Picture Everyone ["+", "="]
        "larger around the marked event" "ampliar alrededor del suceso" "larger" "ampliar";
    /// Makes it smaller.
    ZoomOut "zoom-out" View Picture Everyone ["-"]
        "smaller again" "reducir" "smaller" "reducir";
    /// Asks for a date.
    PickDate "pick-date" View Picture Everyone ["D"]
        "who held what on a date of your choice" "quién ocupaba qué en la fecha que elijas" "date" "fecha";
    /// Pictures of ASCII characters, or not.
    Glyphs "plain-pictures" View Page Everyone ["A"]
        "pictures of plain characters, or not" "gráficas con caracteres simples o no" "plain" "simple";
    /// The next theme.
    Theme "theme" View Page Everyone ["T"]
        "another theme" "otro tema" "theme" "tema";
    /// The next language.
    Language "language" View Page Everyone ["E"]
        "another language" "otro idioma" "language" "idioma";
    /// Mouse on or off.
    Mouse "mouse" View Page Everyone ["M"]
        "mouse on or off; off leaves selecting text to the terminal" "ratón sí o no; sin él, la terminal selecciona texto" "mouse" "ratón";
    /// Opens what is shown in the author's editor.
    Edit "edit" Write Author Author ["e"]
        "preview: edit what this shows, where it is written" "vista previa: editar esto donde está escrito" "edit" "editar";
    /// What is wrong with the folder.
    Findings "findings" Write Author Author ["!"]
        "preview: what was found in the folder" "vista previa: lo que se encontró en la carpeta" "found" "hallazgos";
    /// The next thing that the last save changed.
    NextChange "next-change" Write Author Author [")"]
        "preview: to the next thing that the last save changed" "vista previa: a lo siguiente que cambió al guardar" "change" "cambio";
    /// Goes to what changes, or stays.
    Follow "follow" Write Author Author ["1"]
        "preview: go to what a save changes, or stay" "vista previa: ir a lo que cambia al guardar, o quedarse" "follow" "seguir";
    /// The size of another terminal.
    FrameSize "frame-size" Write Author Author ["2"]
        "preview: as on a terminal of 40x12, 80x24 or 120x40" "vista previa: como en una terminal de 40x12, 80x24 o 120x40" "size" "tamaño";
    /// The background of another terminal.
    FrameTone "frame-tone" Write Author Author ["3"]
        "preview: as on a dark or a light terminal" "vista previa: como en una terminal oscura o clara" "tone" "fondo";
    /// The colours of another terminal.
    FrameDepth "frame-colours" Write Author Author ["4"]
        "preview: as on a terminal of fewer colours" "vista previa: como en una terminal de menos colores" "colours" "colores";
    /// Draws everything anew.
    Redraw "redraw" Program Page Everyone ["ctrl-l"]
        "draw the screen anew" "redibujar la pantalla" "redraw" "redibujar";
    /// Help.
    Help "help" Program Page Everyone ["?", "f1"]
        "help: keys and marks" "ayuda: teclas y signos" "help" "ayuda";
    /// Suspends the program.
    Suspend "suspend" Program Page Local ["ctrl-z"]
        "suspend; fg brings it back" "suspender; fg lo devuelve" "suspend" "suspender";
    /// Ends the program.
    Quit "quit" Program Page Everyone ["q", "ctrl-c"]
        "quit" "salir" "quit" "salir";
    /// Takes what was typed or chosen.
    Accept "accept" Open Typing Everyone ["enter"]
        "take what is typed or chosen" "aceptar lo escrito o elegido" "take" "aceptar";
    /// Leaves the field or list.
    Cancel "cancel" Open Typing Everyone ["esc", "ctrl-c"]
        "leave the field or list" "dejar el campo o la lista" "leave" "dejar";
    /// The next in the list.
    NextChoice "next-choice" Move Typing Everyone ["down", "ctrl-n", "tab"]
        "the next of the list" "el siguiente de la lista" "next" "siguiente";
    /// The one before in the list.
    PreviousChoice "previous-choice" Move Typing Everyone ["up", "ctrl-p", "shift-tab"]
        "the one before in the list" "el anterior de la lista" "before" "anterior";
}

/// Which keys mean what: the table's, with a reader's own in their place. Clones share one.
#[derive(Debug, Clone)]
pub struct Keymap(Arc<Keys>);

#[derive(Debug)]
struct Keys {
    keys: Vec<(Context, Key, Action)>,
    /// The help's lines in the languages that the interface has, for readers and for authors, once somebody has asked for them.
    lines: [OnceLock<Vec<KeyLine>>; 4],
}

/// Whom the help is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Who reads.
    Readers,
    /// Who writes, and previews it.
    Authors,
}

impl PartialEq for Keymap {
    fn eq(&self, other: &Self) -> bool {
        self.0.keys == other.0.keys
    }
}

impl Eq for Keymap {}

impl Default for Keymap {
    fn default() -> Self {
        Keymap::new(|_| None).0
    }
}

impl Keymap {
    /// The table's keys, but for actions for whose name `own` has others. Gives back what in them is not a key.
    pub fn new(own: impl Fn(&str) -> Option<Vec<String>>) -> (Self, Vec<String>) {
        let mut keys = Vec::new();
        let mut faults = Vec::new();
        for row in TABLE {
            let texts = own(row.name)
                .unwrap_or_else(|| row.keys.iter().map(|key| key.to_string()).collect());
            for text in texts {
                match text.parse() {
                    Ok(key) => keys.push((row.context, key, row.action)),
                    Err(_) => faults.push(text),
                }
            }
        }
        let lines = Default::default();
        (Keymap(Arc::new(Keys { keys, lines })), faults)
    }

    /// The help's lines: every action that they are offered with its keys, by category.
    pub fn lines(&self, lang: Lang, to: Audience) -> &[KeyLine] {
        let at = 2 * usize::from(to == Audience::Authors) + usize::from(lang == Lang::ES);
        self.0.lines[at].get_or_init(|| key_lines(self, lang, to))
    }

    /// What `key` means in these contexts, of which later ones are narrower.
    pub fn resolve(&self, key: Key, contexts: &[Context]) -> Option<Action> {
        contexts.iter().rev().find_map(|context| {
            let mut all = self.0.keys.iter();
            all.find(|(of, bound, _)| of == context && *bound == key)
                .map(|(_, _, action)| *action)
        })
    }

    /// The key that hints show for an action.
    pub fn shown(&self, action: Action) -> Option<Key> {
        self.0
            .keys
            .iter()
            .find(|(_, _, of)| *of == action)
            .map(|(_, key, _)| *key)
    }

    /// Every key of an action.
    pub fn keys_of(&self, action: Action) -> impl Iterator<Item = Key> {
        self.0
            .keys
            .iter()
            .filter(move |(_, _, of)| *of == action)
            .map(|(_, key, _)| *key)
    }
}

fn key_lines(keymap: &Keymap, lang: Lang, to: Audience) -> Vec<KeyLine> {
    let line = |row: &Row| KeyLine {
        group: row.category.msg(),
        keys: keymap
            .keys_of(row.action)
            .map(|key| key_name(key, lang))
            .collect::<Vec<_>>()
            .join(" "),
        does: row.label(lang),
    };
    let of = |category: &Category| {
        let is_offered = |row: &&Row| to == Audience::Authors || row.offer != Offer::Author;
        let own = TABLE.iter().filter(|row| row.category == *category);
        own.filter(is_offered).map(line).collect::<Vec<_>>()
    };
    Category::ALL.iter().flat_map(of).collect()
}

/// The list of keys as a Markdown table, as the README has it.
pub fn markdown(keymap: &Keymap, lang: Lang) -> String {
    let mut out = String::new();
    for category in Category::ALL {
        out.push_str(&format!(
            "\n| {} | | |\n|---|---|---|\n",
            category.msg().text(lang)
        ));
        for row in TABLE.iter().filter(|row| row.category == *category) {
            let keys: Vec<String> = keymap
                .keys_of(row.action)
                .map(|key| format!("`{}`", key.to_string().replace('|', "\\|")))
                .collect();
            out.push_str(&format!(
                "| {} | `{}` | {} |\n",
                keys.join(" "),
                row.name,
                row.label(lang)
            ));
        }
    }
    out.trim_start().to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_table_is_complete() {
        let mut names = HashSet::new();
        for (n, row) in TABLE.iter().enumerate() {
            assert_eq!(row.action as usize, n, "{}", row.name);
            assert!(names.insert(row.name), "{} twice", row.name);
            assert!(
                row.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
                "{}",
                row.name
            );
            assert!(!row.keys.is_empty(), "{} has no key", row.name);
            for text in row.labels.iter().chain(&row.hints) {
                assert!(!text.is_empty(), "{}", row.name);
            }
        }
    }

    #[test]
    fn every_key_reads_and_means_one_thing() {
        let (keymap, faults) = Keymap::new(|_| None);
        assert_eq!(faults, Vec::<String>::new());
        let mut seen = HashSet::new();
        for (context, key, action) in &keymap.0.keys {
            assert!(
                seen.insert((*context, *key)),
                "{key} is bound twice, also to {action:?}"
            );
        }
        for row in TABLE {
            for text in row.keys {
                let key: Key = text.parse().expect("keys of the table read");
                assert_eq!(keymap.resolve(key, &[row.context]), Some(row.action));
            }
        }
    }

    #[test]
    fn readers_can_have_other_keys() {
        let (keymap, faults) = Keymap::new(|name| {
            (name == "quit").then(|| vec!["Q".to_string(), "nonsense".to_string()])
        });
        assert_eq!(faults, ["nonsense"]);
        assert_eq!(
            keymap.resolve(Key::char('Q'), &[Context::Page]),
            Some(Action::Quit)
        );
        assert_eq!(keymap.resolve(Key::char('q'), &[Context::Page]), None);
    }
}
