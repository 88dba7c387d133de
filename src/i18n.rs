//! The interface's own words, in every language it has; all languages of one text stand together.
//!
//! A language is an argument, never a setting of the process. Texts with a value in them hold `{}` once, filled by
//! [`Msg::with`]; sentences are never put together from parts. What the interface has no words for in a language comes in English.

use crate::content::date::{Date, Period};
use crate::content::model::{Agreement, ClaimKind, Evidence, Operation, Reason, SourceKind, Tone};
use crate::key::{Key, KeyCode};
use crate::text::Lang;

macro_rules! messages {
    ($($name:ident: $en:literal, $es:literal;)*) => {
        /// A text of the interface.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each is documented by its English text, which stands beside it in the table")]
        pub enum Msg { $($name),* }

        impl Msg {
            /// Every text.
            pub const ALL: &[Msg] = &[$(Msg::$name),*];

            /// The name of the text itself, the same in every language.
            pub fn name(self) -> &'static str {
                match self { $(Msg::$name => stringify!($name)),* }
            }

            /// The text in `lang`.
            pub fn text(self, lang: Lang) -> &'static str {
                match (self, lang == Lang::ES) {
                    $((Msg::$name, false) => $en, (Msg::$name, true) => $es,)*
                }
            }
        }
    };
}

messages! {
    Home: "Home", "Inicio";
    Chapters: "Chapters", "Capítulos";
    Guides: "Guides", "Guías";
    Claims: "Claims", "Afirmaciones";
    Sources: "Sources", "Fuentes";
    Bibliography: "Bibliography", "Bibliografía";
    Comparisons: "Where sources disagree", "Donde las fuentes difieren";
    ComparisonsShort: "Comparisons", "Comparaciones";
    Timeline: "Timeline", "Cronología";
    Glossary: "Glossary", "Glosario";
    Faq: "Questions", "Preguntas";
    Search: "Search", "Buscar";
    Bookmarks: "Bookmarks", "Marcadores";
    Help: "Help", "Ayuda";
    Contents: "Contents", "Contenido";
    Continue: "Continue where you stopped", "Seguir donde lo dejaste";
    GuidesByQuestion: "Start with a question", "Empieza con una pregunta";
    Minutes: "{} min", "{} min";
    AllOf: "All of it", "Todo";
    AsOf: "as of {}", "a {}";
    AsOfLabel: "As of", "Vigencia";
    CheckedTo: "checked to {}", "revisado hasta {}";
    KnowAfter: "What you will know after this chapter", "Lo que sabrás después de este capítulo";
    RemainsDisputed: "What remains disputed", "Lo que sigue en disputa";
    SaysLabel: "Says", "Dice";
    KindLabel: "Kind", "Tipo";
    EvidenceLabel: "Evidence", "Evidencia";
    AgreementLabel: "Agreement", "Acuerdo";
    FigureLabel: "Number", "Cifra";
    SourceLabel: "Source", "Fuente";
    RelaysLabel: "passes on", "retoma";
    ContradictsLabel: "Speaks against", "Va en contra de";
    ContradictedByLabel: "Contradicted by", "La contradice";
    SupersedesLabel: "Supersedes", "Reemplaza";
    SupersededByLabel: "Superseded by", "Reemplazada por";
    RestatesLabel: "Restates", "Repite";
    RestatedByLabel: "Restated by", "La repite";
    SameNumberLabel: "Same number, different thing", "Misma cifra, otra cosa";
    SettleLabel: "Would settle it", "Lo resolvería";
    NoteLabel: "Note", "Nota";
    CitedInLabel: "Cited in", "Citada en";
    CitedForLabel: "Cited for", "Citada para";
    NoCitation: "no source is given", "no se da fuente";
    Undated: "undated", "sin fecha";
    NoDate: "n.d.", "s. f.";
    OfWhom: "of", "de";
    Counting: "counting", "contando";
    AuthorLabel: "Author", "Autor";
    PublisherLabel: "Publisher", "Editor";
    DateLabel: "Date", "Fecha";
    AddressLabel: "Address", "Dirección";
    LanguageLabel: "Language", "Idioma";
    RetrievedLabel: "Last seen", "Última consulta";
    InterestLabel: "Interest", "Interés";
    ReliabilityLabel: "Reliability", "Fiabilidad";
    WhyDiffer: "Why they differ", "Por qué difieren";
    WouldSettle: "What would settle it", "Qué lo resolvería";
    Aspect: "Aspect", "Aspecto";
    OnlyDiffering: "only where they differ", "solo donde difieren";
    AspectOf: "aspect {}", "aspecto {}";
    Same: "the same", "lo mismo";
    ShowAnswer: "Answer", "Respuesta";
    InFull: "In full", "En detalle";
    SeeAlso: "See also", "Véase";
    AlsoCalled: "also called", "también";
    Treats: "Treated in", "Tratado en";
    StepOf: "Step {}", "Paso {}";
    StepEnd: "end of this step", "fin de este paso";
    LastStepEnd: "end of the guide", "fin de la guía";
    BackToStep: "back to the step", "volver al paso";
    PictureHint: "picture", "gráfica";
    KeepHint: "keep", "guardar";
    Inputs: "Input", "Dato";
    Result: "Result", "Resultado";
    Printed: "Printed as", "Publicado como";
    Rounded: "to the nearest {}", "redondeado a múltiplos de {}";
    RoundedToWhole: "to the nearest whole number", "redondeado a enteros";
    FilterLabel: "Filter", "Filtro";
    SortLabel: "Order", "Orden";
    NoneFound: "Nothing found", "No se encontró nada";
    NoneFoundHint: "Fewer words, another spelling, or no filter may find more.", "Con menos palabras, otra grafía o sin filtro puede haber más.";
    NoNoteHere: "a note can't be written here", "aquí no se puede escribir una nota";
    NoContents: "this page has no contents", "esta página no tiene índice";
    RemoveHint: "remove", "quitar";
    NothingHere: "Nothing here yet", "Todavía no hay nada";
    BookmarksHint: "Press the bookmark key on any page to keep your place here.", "Pulsa la tecla de marcador en cualquier página para guardarla aquí.";
    SearchHint: "Type words, \"a phrase\", or filters: source: kind: status: in:", "Escribe palabras, \"una frase\" o filtros: source: kind: status: in:";
    Indexing: "reading the rest of the explainer…", "leyendo el resto…";
    Results: "{} found", "{} resultados";
    ResultsPartly: "{} found, none with every word", "{} resultados, ninguno con todas las palabras";
    BestShown: "the best {} are here", "aquí están los {} mejores";
    Matches: "match {}", "coincidencia {}";
    NoMatch: "not on this page: {}", "no está en esta página: {}";
    Copied: "sent to the terminal's clipboard: {}", "enviado al portapapeles de la terminal: {}";
    CopyHere: "Text to copy", "Texto para copiar";
    Bookmarked: "bookmarked: {}", "marcado: {}";
    Unbookmarked: "bookmark removed: {}", "marcador quitado: {}";
    NoteFor: "Note", "Nota";
    Notes: "Notes", "Notas";
    NoteSaved: "note kept", "nota guardada";
    NoteRemoved: "note removed", "nota borrada";
    OpenAddress: "opening {}", "abriendo {}";
    AddressIs: "address: {}", "dirección: {}";
    ThemeIs: "theme: {}", "tema: {}";
    LanguageIs: "language: {}", "idioma: {}";
    MouseOn: "mouse on", "ratón activado";
    MouseOff: "mouse off: the terminal selects text", "ratón desactivado: la terminal selecciona texto";
    NoBack: "this is where you began", "aquí empezaste";
    NoForward: "there is nothing to go forward to", "no hay a dónde avanzar";
    NoSuchPlace: "nothing is called {}", "nada se llama {}";
    PlaceGone: "that place is gone; this is the nearest that is left", "ese lugar ya no existe; este es el más cercano";
    TooSmall: "This terminal is too small to read in. Make it at least 40 columns wide and 12 rows high.", "Esta terminal es demasiado pequeña para leer. Necesita al menos 40 columnas y 12 filas.";
    Reloaded: "the explainer has changed; your place is kept", "el contenido cambió; sigues en el mismo lugar";
    NothingToCopy: "nothing here can be copied", "no hay nada que copiar aquí";
    NoFocus: "nothing to open here; Tab goes to the next link", "nada que abrir aquí; Tab va al siguiente enlace";
    MoreClaims: "{} claims", "{} afirmaciones";
    OneClaim: "1 claim", "1 afirmación";
    ChapterLabel: "Chapter", "Capítulo";
    Any: "any", "cualquiera";
    ByPlace: "as cited", "según se citan";
    ByDate: "by date", "por fecha";
    BySpeaker: "by who says so", "por quién lo dice";
    ByStatus: "by status", "por situación";
    CategoryMove: "Moving", "Moverse";
    CategoryOpen: "Opening", "Abrir";
    CategoryGo: "Going to", "Ir a";
    CategoryFind: "Finding", "Buscar";
    CategoryKeep: "Keeping", "Guardar";
    CategoryView: "Looking", "Ver";
    CategoryProgram: "Program", "Programa";
    HelpIntro: "Every key, by what it does. The palette runs any of these by name.", "Cada tecla, por lo que hace. La paleta ejecuta cualquiera por su nombre.";
    HelpMarks: "How claims are marked", "Cómo se marcan las afirmaciones";
    HelpMarksText: "A number in brackets cites a claim: Enter opens it in place and shows who says so, since when, where, how well it is supported and whether others agree. A sign in the brackets warns: ≠ is disputed or contradicted, ~ is superseded, ? is not found.", "Un número entre corchetes cita una afirmación: Intro la abre en su lugar y muestra quién lo dice, desde cuándo, dónde, qué la respalda y si otros coinciden. Un signo avisa: ≠ en disputa o contradicha, ~ superada, ? no encontrada.";
    HelpKeysOnly: "Key", "Tecla";
    EndOfChapter: "Next chapter", "Siguiente capítulo";
    WhatIsThis: "Before you read", "Antes de leer";
    DisputedNow: "What is disputed", "Lo que está en disputa";
    Empty: "(empty)", "(vacío)";
    QuotedFrom: "quoted from", "citado de";
    Themes: "Theme", "Tema";
    ClaimLabel: "Claim", "Afirmación";
    ComparisonLabel: "Comparison", "Comparación";
    QuestionLabel: "Question", "Pregunta";
    TermLabel: "Term", "Término";
    EventLabel: "Event", "Suceso";
    GuideLabel: "Guide", "Guía";
    Loading: "reading…", "leyendo…";
    FindLabel: "Find on this page", "Buscar en esta página";
    PaletteLabel: "Go to, or do", "Ir a, o hacer";
    FilterBy: "Show only claims with", "Mostrar solo afirmaciones con";
    ColumnsLabel: "Columns shown", "Columnas visibles";
    ActionLabel: "Action", "Acción";
    PlaceLabel: "Place", "Lugar";
    AllClaims: "all claims: no filter", "todas las afirmaciones: sin filtro";
    TwoColumns: "a comparison has at least two columns", "una comparación tiene al menos dos columnas";
    EndOfList: "that is the last one", "es lo último";
    BeginningOfList: "that is the first one", "es lo primero";
    StepTitle: "step {}", "paso {}";
    GuideEnd: "end of the guide: {}", "fin de la guía: {}";
    OtherGuides: "{} shows the others", "{} muestra las demás";
    OneLanguage: "this explainer has one language", "este contenido tiene un solo idioma";
    Aspects: "{} aspects", "{} aspectos";
    Unreadable: "The explainer can't be read", "No se puede leer el contenido";
    RefusedStartups: "too many visitors are arriving at once; try again in {}", "están llegando demasiados visitantes a la vez; intenta de nuevo en {}";
    RefusedAddressStartups: "too many connections from your address are waiting to get in; try again in {}", "hay demasiadas conexiones desde tu dirección esperando entrar; intenta de nuevo en {}";
    RefusedRate: "too many connections from your address in a short time; try again in {}", "demasiadas conexiones desde tu dirección en poco tiempo; intenta de nuevo en {}";
    RefusedSessions: "every place is taken; try again in {}", "todos los lugares están ocupados; intenta de nuevo en {}";
    RefusedAddressSessions: "your address has as many sessions open as it may have; close one, or try again in {}", "tu dirección ya tiene abiertas todas las sesiones permitidas; cierra una o intenta de nuevo en {}";
    RefusedDraining: "this server is about to stop; try again in {}", "este servidor está por detenerse; intenta de nuevo en {}";
    RefusedGrace: "logging in took too long; try again in {}", "el ingreso tardó demasiado; intenta de nuevo en {}";
    RefusedProxy: "the balancer did not say who is connecting; try again in {}", "el balanceador no dijo quién se conecta; intenta de nuevo en {}";
    EndedLeft: "goodbye", "hasta luego";
    EndedIdle: "nothing was pressed for too long, so the session has ended; come back whenever you like", "pasó demasiado tiempo sin que se pulsara una tecla, así que la sesión terminó; vuelve cuando quieras";
    EndedLifetime: "a session lasts only so long, and this one is over; you may come back at once", "cada sesión tiene un tiempo máximo y esta terminó; puedes volver de inmediato";
    EndedFlood: "more was sent than anybody types, so the session has ended; you may come back at once", "se envió más de lo que nadie teclea, así que la sesión terminó; puedes volver de inmediato";
    EndedStalled: "what was sent was not read, so the session has ended; you may come back at once", "lo enviado no se leyó, así que la sesión terminó; puedes volver de inmediato";
    EndedPreview: "the preview has ended", "la vista previa terminó";
    EndedDrained: "this server is stopping; come back in a minute", "este servidor se va a detener; vuelve en un minuto";
    EndedPanicked: "something in the program went wrong and ended this session; you may come back at once", "algo falló en el programa y terminó esta sesión; puedes volver de inmediato";
    EndedLost: "the connection is lost", "se perdió la conexión";
    DidYouMean: "did you mean {}?", "¿querías decir {}?";
    KioskGreeting: "{} leaves. Open to everyone: no account, nothing kept", "{}: salir. Abierto a todos: sin cuenta y sin guardar nada";
    KioskBack: "to come back to this place, put {}@ before the host's name", "para volver a este lugar, escribe {}@ antes del nombre del servidor";
    KioskEndsIn: "the session ends in {}; press any key to stay", "la sesión termina en {}; pulsa una tecla para seguir";
    KioskBeginsIn: "it all begins anew in {}; press any key to stay", "todo vuelve al inicio en {}; pulsa una tecla para seguir";
    KioskStopsIn: "this server stops in {}; on leaving you get a code that leads back here", "este servidor se detiene en {}; al salir recibes un código para volver aquí";
    KioskAttract: "press any key to begin", "pulsa cualquier tecla para empezar";
    KioskUnknown: "there is no shell here, and no command: {}", "aquí no hay intérprete ni existe la orden: {}";
    KioskHelp: "{}\n\n  ssh -t HOST                  open the reader; q leaves it\n  ssh -t HOST read PLACE       open it at a chapter, section, claim, source or question\n  ssh HOST read PLACE          the same as plain text\n  ssh HOST search WORDS        search everything\n  ssh HOST faq                 questions and short answers\n  ssh CODE@HOST                back to where you were, with the code shown on leaving\n\nBehind read, search and faq: --plain for a line each paragraph, --lang en or es.", "{}\n\n  ssh -t HOST                  abre el lector; con q se sale\n  ssh -t HOST read LUGAR       lo abre en un capítulo, sección, afirmación, fuente o pregunta\n  ssh HOST read LUGAR          lo mismo como texto simple\n  ssh HOST search PALABRAS     busca en todo\n  ssh HOST faq                 preguntas y respuestas breves\n  ssh CÓDIGO@HOST              de vuelta a donde estabas, con el código que aparece al salir\n\nDespués de read, search y faq: --plain para una línea por párrafo, --lang en o es.";
    KioskChapters: "Chapters:", "Capítulos:";
    OneSecond: "1 second", "1 segundo";
    Seconds: "{} seconds", "{} segundos";
    OneMinute: "1 minute", "1 minuto";
    MinutesLong: "{} minutes", "{} minutos";
    OneHour: "1 hour", "1 hora";
    HoursLong: "{} hours", "{} horas";
    Pictures: "To look at", "Para ver";
    Charts: "Charts", "Gráficas";
    ChartLabel: "Chart", "Gráfica";
    Maps: "Maps", "Mapas";
    MapLabel: "Map", "Mapa";
    Figures: "Figures to redo", "Cifras para rehacer";
    Commands: "Who commands", "Quién manda";
    CheckYourself: "Check yourself", "Ponte a prueba";
    InLaw: "In law", "En la ley";
    InPractice: "In practice", "En la práctica";
    AccordingTo: "according to {}", "según {}";
    NothingBefore: "nothing is recorded before {}", "no hay nada registrado antes de {}";
    NothingRecorded: "nothing is recorded here", "aquí no hay nada registrado";
    LastRecorded: "last recorded before this date:", "lo último registrado antes de esta fecha:";
    Changes: "Changes", "Cambios";
    ChangeOf: "change {}", "cambio {}";
    ChangedNow: "changed on this date", "cambió en esta fecha";
    NoValue: "no value: {}", "sin valor: {}";
    NoneGiven: "no value", "sin valor";
    UnmarkedNone: "unmarked: no value", "sin marca: sin valor";
    Below: "fewer than {}", "menos de {}";
    Between: "{}", "{}";
    From: "{} or more", "{} o más";
    PartOfShown: "{} % of what is shown here", "{} % de lo que aquí se muestra";
    DigitsOfEvents: "a digit: so many events that close together", "una cifra: tantos hechos así de juntos";
    HiddenSeries: "hidden: {}", "ocultas: {}";
    PartsLabel: "Show, or go to", "Mostrar, o ir a";
    WhichDate: "Date (2019, 2019-06 or 2019-06-30)", "Fecha (2019, 2019-06 o 2019-06-30)";
    NoDateThat: "not a date: {}", "no es una fecha: {}";
    NoNumber: "not a number: {}", "no es un número: {}";
    NoZoom: "only a timeline can be made larger", "solo una cronología se puede ampliar";
    NoShade: "there is no other shade", "no hay otra sombra";
    WhatSourcesSay: "What the sources say", "Lo que dicen las fuentes";
    SourcesSaySo: "yes", "sí";
    SourcesDoNot: "no", "no";
    YouChose: "your answer", "tu respuesta";
    NextCheck: "Next", "Siguiente";
    Exact: "Exactly", "Exacto";
    AuthorsNumbers: "As given", "Como se da";
    YourNumbers: "As you put it", "Con tus números";
    ChangeHint: "Enter on a number puts another in its place; an empty one brings it back.", "Intro sobre un número permite cambiarlo; vacío, vuelve el original.";
    CantBeWorkedOut: "can't be worked out from these", "no se puede calcular con estos";
    CategoryWrite: "Writing, in cotejo preview", "Escribir, en cotejo preview";
    FindingsTitle: "What was found", "Lo que se encontró";
    FindingsHint: "Enter edits it; Esc shows the last state that could be read", "Intro lo edita; Esc muestra el último estado que se pudo leer";
    LastGood: "what is shown is the last state without errors", "se muestra el último estado sin errores";
    NothingFound: "nothing was found", "no se encontró nada";
    SavedWith: "saved; {} to look at", "guardado; {} por revisar";
    Saved: "saved", "guardado";
    NothingChanged: "the last save changed nothing that is shown", "al guardar no cambió nada de lo que se muestra";
    ChangedThere: "changed: {}", "cambió: {}";
    Following: "each save leads to what it changes", "cada vez que guardas se va a lo que cambia";
    Staying: "saves leave you where you are", "al guardar sigues donde estás";
    NoEditor: "can't run an editor ({}); set VISUAL or EDITOR", "no se puede abrir un editor ({}); define VISUAL o EDITOR";
    WholeScreen: "the whole screen", "toda la pantalla";
    FrameIs: "as on a terminal of {}", "como en una terminal de {}";
    ColorsFull: "all colours", "todos los colores";
    ColorsIndexed: "256 colours", "256 colores";
    ColorsPalette: "16 colours", "16 colores";
    ColorsMono: "no colours", "sin colores";
    GroundOwn: "this terminal's background", "el fondo de esta terminal";
    GroundDark: "dark background", "fondo oscuro";
    GroundLight: "light background", "fondo claro";
    SharedOver: "a colleague comes with {}", "para quien vaya a mirar: {}";
    NotYetReadable: "Nothing can be shown yet", "Todavía no hay nada que mostrar";
    NotYetReadableHint: "This folder has errors. As soon as a save mends them, it is shown here.", "Esta carpeta tiene errores. En cuanto los corrijas y guardes, se mostrará aquí.";
    ValuesLabel: "The values", "Los valores";
    SkipToText: "To the text", "Al texto";
    SearchNeedsScript: "Searching needs JavaScript. Everything else can be read without it.", "La búsqueda necesita JavaScript. Todo lo demás se puede leer sin él.";
    WordsLabel: "Words to search for", "Palabras que buscar";
    MadeWith: "Written and checked with cotejo", "Escrito y revisado con cotejo";
    OtherLanguage: "English", "Español";
    KeysLost: "not keys, in the settings: {}", "no son teclas, en la configuración: {}";
}

impl Msg {
    /// The text in `lang` with `value` in the place of its `{}`.
    pub fn with(self, lang: Lang, value: &str) -> String {
        self.text(lang).replacen("{}", value, 1)
    }
}

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_ES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// A date in words: "30 June 2019", "30 de junio de 2019".
pub fn date(date: Date, lang: Lang) -> String {
    let spanish = lang == Lang::ES;
    let Some(month) = date.month() else {
        return date.year.to_string();
    };
    let names = if spanish { MONTHS_ES } else { MONTHS_EN };
    let month = names[usize::from(month - 1) % 12];
    match (date.day(), spanish) {
        (None, false) => format!("{month} {}", date.year),
        (None, true) => format!("{month} de {}", date.year),
        (Some(day), false) => format!("{day} {month} {}", date.year),
        (Some(day), true) => format!("{day} de {month} de {}", date.year),
    }
}

/// How long in words, of the largest unit that fits and never less than it is: "20 seconds", "2 minutes".
pub fn length(seconds: u64, lang: Lang) -> String {
    let (n, one, many) = match seconds {
        0..60 => (seconds.max(1), Msg::OneSecond, Msg::Seconds),
        60..3_600 => (seconds.div_ceil(60), Msg::OneMinute, Msg::MinutesLong),
        _ => (seconds.div_ceil(3_600), Msg::OneHour, Msg::HoursLong),
    };
    match n {
        1 => one.text(lang).to_string(),
        n => many.with(lang, &n.to_string()),
    }
}

/// A period in words: "2019–2024", "since 1 October 2024".
pub fn period(period: Period, lang: Lang) -> String {
    let say = |d| date(d, lang);
    match (period, lang == Lang::ES) {
        (Period::At(at), _) => say(at),
        (Period::Between(a, b), _) if a.month().is_none() && b.month().is_none() => {
            format!("{}–{}", say(a), say(b))
        }
        (Period::Between(a, b), false) => format!("{} to {}", say(a), say(b)),
        (Period::Between(a, b), true) => {
            let (from, to) = (if a.day().is_some() { "del" } else { "de" }, article(b));
            format!("{from} {} {to} {}", say(a), say(b))
        }
        (Period::Since(a), false) => format!("since {}", say(a)),
        (Period::Since(a), true) if a.day().is_some() => format!("desde el {}", say(a)),
        (Period::Since(a), true) => format!("desde {}", say(a)),
        (Period::Until(b), false) => format!("until {}", say(b)),
        (Period::Until(b), true) if b.day().is_some() => format!("hasta el {}", say(b)),
        (Period::Until(b), true) => format!("hasta {}", say(b)),
    }
}

/// What stands before a date that something goes to: Spanish has an article before days alone.
fn article(date: Date) -> &'static str {
    if date.day().is_some() { "al" } else { "a" }
}

/// A date as the one that something holds of: "as of June 2019", "al 30 de junio de 2019".
pub fn as_of(at: Date, lang: Lang) -> String {
    match lang {
        Lang::ES => format!("{} {}", article(at), date(at, lang)),
        _ => Msg::AsOf.with(lang, &date(at, lang)),
    }
}

/// The period that something holds of: "as of June 2019", "since 1 October 2024".
pub fn holds(when: Period, lang: Lang) -> String {
    match when {
        Period::At(at) => as_of(at, lang),
        Period::Between(..) | Period::Since(_) | Period::Until(_) => period(when, lang),
    }
}

/// A number with separators: `133,000`, `0.43`; both languages of the interface write it so in Mexico and the United States.
pub fn number(value: f64) -> String {
    let plain = if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{value:.0}")
    } else {
        // Four digits behind the point; more where they would all be zeros.
        let zeros = (-value.abs().log10().ceil()).clamp(0.0, 12.0) as usize;
        let text = format!("{value:.*}", zeros + 4);
        text.trim_end_matches('0').trim_end_matches('.').to_string()
    };
    let (sign, rest) = plain
        .strip_prefix('-')
        .map_or(("", plain.as_str()), |rest| ("−", rest));
    let (whole, fraction) = rest
        .split_once('.')
        .map_or((rest, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// The languages that have a name, with it in English and in Spanish.
const LANGUAGES: [(&str, &str, &str); 6] = [
    ("de", "German", "alemán"),
    ("en", "English", "inglés"),
    ("es", "Spanish", "español"),
    ("fr", "French", "francés"),
    ("it", "Italian", "italiano"),
    ("pt", "Portuguese", "portugués"),
];

/// What a language is called in the reader's; its code where no name is known.
pub fn language(which: Lang, lang: Lang) -> String {
    let named = LANGUAGES.iter().find(|(code, ..)| *code == which.code());
    let name = match named {
        Some((_, en, es)) => [*en, *es][usize::from(lang == Lang::ES)],
        None => which.code(),
    };
    name.to_string()
}

/// The names of keys in Spanish, as keyboards have them; other keys are called the same in both languages.
const SPANISH_KEYS: [(KeyCode, &str); 13] = [
    (KeyCode::Enter, "intro"),
    (KeyCode::Backspace, "retroceso"),
    (KeyCode::Delete, "supr"),
    (KeyCode::Insert, "insertar"),
    (KeyCode::Up, "↑"),
    (KeyCode::Down, "↓"),
    (KeyCode::Left, "←"),
    (KeyCode::Right, "→"),
    (KeyCode::Home, "inicio"),
    (KeyCode::End, "fin"),
    (KeyCode::PageUp, "repág"),
    (KeyCode::PageDown, "avpág"),
    (KeyCode::Char(' '), "espacio"),
];

/// What a key is called where a reader is told of it. Settings and scripts have the one notation of [`crate::key`], whatever the language.
pub fn key_name(key: Key, lang: Lang) -> String {
    let mut name = key.to_string();
    if lang != Lang::ES {
        return name;
    }
    let own = SPANISH_KEYS.iter().find(|(code, _)| *code == key.code);
    if let Some((code, spanish)) = own {
        let english = Key::plain(*code).to_string();
        name.truncate(name.len() - english.len());
        name.push_str(spanish);
    }
    name.replace("shift-", "mayús-")
}

/// A word of the model in the reader's language.
pub trait Spoken {
    /// The word.
    fn spoken(self, lang: Lang) -> &'static str;
}

macro_rules! spoken {
    ($($type:ident { $($variant:ident: $en:literal, $es:literal;)* })*) => {$(
        impl Spoken for $type {
            fn spoken(self, lang: Lang) -> &'static str {
                match (self, lang == Lang::ES) {
                    $(($type::$variant, false) => $en, ($type::$variant, true) => $es,)*
                }
            }
        }
    )*};
}

spoken! {
    ClaimKind {
        Fact: "fact", "hecho";
        Figure: "figure", "cifra";
        Argument: "argument", "argumento";
        Opinion: "opinion", "opinión";
        Prediction: "prediction", "predicción";
        Definition: "definition", "definición";
        Recommendation: "recommendation", "recomendación";
    }
    Evidence {
        OfficialRecord: "official record", "registro oficial";
        Corroborated: "corroborated", "corroborado";
        SingleSource: "single source", "una sola fuente";
        Asserted: "asserted without a source", "afirmado sin fuente";
        Opinion: "opinion", "opinión";
        Prediction: "prediction", "predicción";
        NotFound: "not found", "no encontrado";
    }
    Agreement {
        Undisputed: "undisputed", "sin disputa";
        Disputed: "disputed", "en disputa";
        Contradicted: "contradicted", "contradicho";
        Superseded: "superseded", "superado";
    }
    SourceKind {
        Law: "law", "ley";
        Court: "court", "tribunal";
        Statistics: "official statistics", "estadística oficial";
        Government: "government statement", "declaración del gobierno";
        Academic: "academic work", "trabajo académico";
        Ngo: "non-governmental organisation", "organización no gubernamental";
        ThinkTank: "think tank", "centro de análisis";
        Press: "press", "prensa";
        Opinion: "signed opinion", "opinión firmada";
        Web: "web page", "página web";
    }
    Reason {
        Date: "date", "fecha";
        Definition: "definition", "definición";
        Method: "method", "método";
        Interest: "interest", "interés";
        Error: "error", "error";
        Scope: "scope", "alcance";
    }
    Tone {
        Note: "Note", "Nota";
        Caution: "Caution", "Cuidado";
        Disputed: "Disputed", "En disputa";
    }
    Operation {
        Sum: "added together", "suma";
        Difference: "the first less the others", "el primero menos los demás";
        Product: "multiplied", "multiplicación";
        Quotient: "the first divided by the second", "el primero entre el segundo";
        Percentage: "the first as a share of the second, in percent", "el primero como porcentaje del segundo";
        Change: "the change from the first to the second, in percent", "cambio del primero al segundo, en porcentaje";
        RatePer100000: "the first for each 100,000 of the second", "el primero por cada 100,000 del segundo";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_places_for_values() {
        for msg in Msg::ALL {
            let [en, es] = [Lang::EN, Lang::ES].map(|lang| msg.text(lang));
            assert!(!en.is_empty() && !es.is_empty(), "{msg:?}");
            assert_eq!(
                en.matches("{}").count(),
                es.matches("{}").count(),
                "{msg:?}"
            );
            assert!(en.matches("{}").count() <= 1, "{msg:?}");
        }
    }

    #[test]
    fn keys_are_named_in_the_language_of_the_reader() {
        for (notation, spanish) in [
            ("space", "espacio"),
            ("enter", "intro"),
            ("alt-left", "alt-←"),
            ("shift-tab", "mayús-tab"),
            ("ctrl-shift-end", "ctrl-mayús-fin"),
            ("ctrl--", "ctrl--"),
            ("G", "G"),
            ("f1", "f1"),
        ] {
            let key: Key = notation.parse().expect("a key");
            assert_eq!(key_name(key, Lang::EN), notation);
            assert_eq!(key_name(key, Lang::ES), spanish);
        }
    }

    #[test]
    fn languages_are_named_where_a_name_is_known() {
        let french = Lang::parse("fr").expect("a language");
        assert_eq!(language(french, Lang::EN), "French");
        assert_eq!(language(french, Lang::ES), "francés");
        assert_eq!(language(Lang::ES, Lang::ES), "español");
        let unnamed = Lang::parse("qq").expect("a language");
        assert_eq!(language(unnamed, Lang::ES), "qq");
    }

    #[test]
    fn dates_and_numbers_in_words() {
        let day = Date::parse("2019-06-30").expect("a date");
        assert_eq!(date(day, Lang::EN), "30 June 2019");
        assert_eq!(date(day, Lang::ES), "30 de junio de 2019");
        let since = Period::parse("2024-10-01/..").expect("a period");
        assert_eq!(period(since, Lang::EN), "since 1 October 2024");
        assert_eq!(period(since, Lang::ES), "desde el 1 de octubre de 2024");
        let between = Period::parse("2019-03-26/2022-09-09").expect("a period");
        assert_eq!(
            period(between, Lang::ES),
            "del 26 de marzo de 2019 al 9 de septiembre de 2022"
        );
        assert_eq!(holds(since, Lang::ES), "desde el 1 de octubre de 2024");
        let year = Period::parse("2026").expect("a year");
        assert_eq!(
            (holds(year, Lang::ES), holds(year, Lang::EN)),
            ("a 2026".into(), "as of 2026".into())
        );
        assert_eq!(number(133_000.0), "133,000");
        assert_eq!(number(-1_234.5), "−1,234.5");
        assert_eq!(number(0.43), "0.43");
    }
}
