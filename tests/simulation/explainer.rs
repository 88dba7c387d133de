//! Random explainers without errors: every kind of thing that the format has, in any number, with texts of many scripts.

use cotejo::content::load::{File, load};
use cotejo::content::model::Library;
use cotejo::diagnostic::SourceMap;
use cotejo::diagnostic::report::concise;

use crate::dice::Dice;

/// Words of which texts are made; each explainer uses a part of them.
pub const WORDS: &[&[&str]] = &[
    &[
        "the",
        "planet",
        "was",
        "found",
        "in",
        "a",
        "night",
        "of",
        "September",
        "by",
        "calculation",
    ],
    &["señal", "corrigió", "¿qué?", "niñez", "común", "México"],
    &["漢字", "かな", "カタカナ", "한국어", "測試文字寬度"],
    &["👍", "👩‍👩‍👧‍👦", "🇲🇽", "👍🏽", "❤️", "🏔️", "1️⃣"],
    &[
        "e\u{301}te\u{301}",
        "ng\u{303}",
        "a\u{323}\u{302}",
        "Z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}",
    ],
    &["שלום", "עולם", "مرحبا", "بالعالم", "א1ב"],
    &["ไทยไม่เว้นวรรค", "हिन्दी", "தமிழ்", "မြန်မာ"],
    &[
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsmitglied",
        "x",
    ],
    &["one\\ttab", "no\u{a0}break", "ｶﾞ", "…", "—"],
];

/// An explainer that reads, from a seed.
pub fn library(seed: u64) -> Library {
    let files = Writer::new(seed).files();
    let loaded = load(files, Vec::new(), SourceMap::default());
    let told = concise(&loaded.diagnostics, &loaded.sources);
    loaded
        .library
        .unwrap_or_else(|| panic!("the explainer of seed {seed} has errors:\n{told}"))
}

struct Writer {
    dice: Dice,
    words: Vec<&'static str>,
    n_sources: usize,
    n_claims: usize,
    n_terms: usize,
    n_events: usize,
    n_chapters: usize,
}

impl Writer {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mut words: Vec<&str> = WORDS[0].to_vec();
        for more in &WORDS[1..] {
            if dice.once_in(3) {
                words.extend(*more);
            }
        }
        Writer {
            n_sources: 1 + dice.below(5),
            n_claims: 1 + dice.below(12),
            n_terms: 1 + dice.below(4),
            n_events: 2 + dice.below(6),
            n_chapters: 1 + dice.below(3),
            words,
            dice,
        }
    }

    fn files(&mut self) -> Vec<File> {
        let mut files = vec![("explainer.toml".to_string(), self.explainer())];
        for n in 0..self.n_chapters {
            files.push((format!("chapters/c{n}.toml"), self.chapter(n)));
        }
        files.push(("sources.toml".to_string(), self.sources()));
        files.push(("claims.toml".to_string(), self.claims()));
        files.push(("entities.toml".to_string(), self.entities()));
        files.push(("pictures.toml".to_string(), self.pictures()));
        let file = |(path, text): (String, String)| File {
            path,
            bytes: text.into_bytes(),
        };
        files.into_iter().map(file).collect()
    }

    /// Some words, without markup.
    fn words(&mut self, most: usize) -> String {
        let n = 1 + self.dice.below(most);
        let words: Vec<&str> = (0..n).map(|_| *self.dice.of(&self.words)).collect();
        words.join(" ")
    }

    /// Some words with markup between them.
    fn prose(&mut self, most: usize) -> String {
        let mut text = self.words(most);
        for _ in 0..self.dice.below(4) {
            let words = self.words(3);
            let claim = self.dice.below(self.n_claims);
            let term = self.dice.below(self.n_terms);
            let part = match self.dice.below(9) {
                0 => format!("*{words}*"),
                1 => format!("**{words}**"),
                2 => "`code`".to_string(),
                3 => format!("[{words}](https://example.org/{claim})"),
                4 | 5 => format!("[@k{claim}]"),
                6 => format!("[[t{term}|{words}]]"),
                7 => format!("[[t{term}]]"),
                _ => format!("[#k{claim}]"),
            };
            let more = self.words(6);
            text = format!("{text} {part} {more}");
        }
        text
    }

    fn explainer(&mut self) -> String {
        let chapters: Vec<String> = (0..self.n_chapters).map(|n| format!("\"c{n}\"")).collect();
        // Texts are in the first language only, which is a warning.
        let languages = *self.dice.of(&["\"en\"", "\"en\", \"es\"", "\"es\""]);
        format!(
            "[explainer]\nformat = 1\nid = \"random\"\ntitle = \"{}\"\nsummary = \"{}\"\nlanguages = [{languages}]\nas-of = \"2024-01\"\nchapters = [{}]\nopening = \"{}\"\n",
            self.words(9),
            self.prose(20),
            chapters.join(", "),
            self.prose(20),
        )
    }

    fn chapter(&mut self, chapter: usize) -> String {
        let mut text = format!(
            "[chapter]\nid = \"c{chapter}\"\ntitle = \"{}\"\nsummary = \"{}\"\nknow = \"{}\"\ndisputed = \"{}\"\n",
            self.words(8),
            self.words(12),
            self.prose(12),
            self.prose(12),
        );
        for section in 0..1 + self.dice.below(4) {
            text += &format!(
                "\n[[section]]\nid = \"c{chapter}-s{section}\"\ntitle = \"{}\"\n",
                self.words(9)
            );
            for _ in 0..1 + self.dice.below(5) {
                text += &self.block();
            }
        }
        text
    }

    fn block(&mut self) -> String {
        let body = match self.dice.below(12) {
            0 => format!(
                "kind = \"callout\"\ntone = \"caution\"\ntext = \"{}\"",
                self.prose(30)
            ),
            1 => "kind = \"picture\"\nshow = \"chart\"".to_string(),
            2 => "kind = \"picture\"\nshow = \"line\"".to_string(),
            3 => "kind = \"picture\"\nshow = \"map\"".to_string(),
            4 => "kind = \"derivation\"\nshow = \"sum\"".to_string(),
            5 => "kind = \"comparison\"\nshow = \"comparison\"".to_string(),
            6 => "kind = \"check\"\nshow = \"check\"".to_string(),
            7 => {
                let items: Vec<String> = (0..1 + self.dice.below(4))
                    .map(|_| format!("- {}", self.prose(9)))
                    .collect();
                format!("text = \"\"\"\n{}\n\"\"\"", items.join("\n"))
            }
            _ => format!("text = \"{}\"", self.prose(60)),
        };
        format!("\n[[section.block]]\n{body}\n")
    }

    fn sources(&mut self) -> String {
        let source = |n: usize, own: &mut Self| {
            format!(
                "[[source]]\nid = \"s{n}\"\nkind = \"press\"\ntitle = \"{}\"\nshort = \"{}\"\npublisher = \"{}\"\ndate = \"20{:02}\"\nlanguage = \"en\"\nurl = \"https://example.org/{n}\"\n",
                own.words(9),
                own.words(2),
                own.words(3),
                own.dice.below(24),
            )
        };
        (0..self.n_sources)
            .map(|n| source(n, self))
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn claims(&mut self) -> String {
        let claim = |n: usize, own: &mut Self| {
            let agreement = *own.dice.of(&["undisputed", "disputed"]);
            let kind = *own.dice.of(&["fact", "argument", "recommendation"]);
            let settle = if agreement == "disputed" {
                format!("settle = \"{}\"\n", own.words(9))
            } else {
                String::new()
            };
            format!(
                "[[claim]]\nid = \"k{n}\"\ntext = \"{}.\"\nkind = \"{kind}\"\nsays = \"{}\"\nas-of = \"20{:02}\"\nevidence = \"single-source\"\nagreement = \"{agreement}\"\n{settle}citations = [{{ source = \"s{}\", locator = \"{}\" }}]\nnote = \"{}\"\n",
                own.words(20),
                own.words(3),
                own.dice.below(24),
                own.dice.below(own.n_sources),
                own.words(3),
                own.prose(12),
            )
        };
        (0..self.n_claims)
            .map(|n| claim(n, self))
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn entities(&mut self) -> String {
        let mut text = String::new();
        for n in 0..self.n_terms {
            text += &format!(
                "[[term]]\nid = \"t{n}\"\nname = \"{} {n}\"\ndefinition = \"{}\"\n\n",
                self.words(2),
                self.words(15)
            );
        }
        for n in 0..self.n_events {
            let claim = self.dice.below(self.n_claims);
            text += &format!(
                "[[event]]\nid = \"e{n}\"\ndate = \"20{:02}\"\ntitle = \"{}\"\ntext = \"{} [@k{claim}].\"\ntheme = \"{}\"\nabout = \"c0-s0\"\n\n",
                self.dice.below(24),
                self.words(6),
                self.words(9),
                ["one", "two"][n % 2],
            );
        }
        for n in 0..self.dice.below(4) {
            text += &format!(
                "[[faq]]\nid = \"q{n}\"\nquestion = \"{}?\"\nshort = \"{} [@k0].\"\nfull = \"{}\"\n\n",
                self.words(9),
                self.words(12),
                self.prose(30)
            );
        }
        text += &format!(
            "[[guide]]\nid = \"guide\"\ntitle = \"{}\"\nminutes = 3\nsummary = \"{}\"\n",
            self.words(6),
            self.words(12)
        );
        for at in ["c0-s0", "comparison", "k0", "t0"] {
            text += &format!(
                "[[guide.step]]\nat = \"{at}\"\ntitle = \"{}\"\ntext = \"{}\"\n",
                self.words(4),
                self.words(15)
            );
        }
        text + &self.comparison()
    }

    fn comparison(&mut self) -> String {
        let n_columns = 2 + self.dice.below(3);
        let subjects: Vec<String> = (0..n_columns)
            .map(|n| format!("{{ id = \"x{n}\", title = \"{}\" }}", self.words(3)))
            .collect();
        let mut text = format!(
            "\n[[comparison]]\nid = \"comparison\"\ntitle = \"{}\"\nquestion = \"{}?\"\nsubjects = [{}]\nwhy-differ = [{{ reason = \"scope\", text = \"{}\" }}]\nsettle = \"{}\"\n",
            self.words(5),
            self.words(9),
            subjects.join(", "),
            self.words(9),
            self.words(9),
        );
        for n in 0..1 + self.dice.below(5) {
            text += &format!(
                "[[comparison.aspect]]\nid = \"a{n}\"\ntitle = \"{}\"\n[comparison.aspect.cells]\n",
                self.words(4)
            );
            for column in 0..n_columns {
                text += &match self.dice.below(4) {
                    0 => format!("x{column} = {{ none = \"{}\" }}\n", self.words(4)),
                    _ => format!(
                        "x{column} = {{ text = \"{}\", claims = [\"k{}\"] }}\n",
                        self.words(15),
                        self.dice.below(self.n_claims)
                    ),
                };
            }
        }
        text + &format!(
            "\n[[check]]\nid = \"check\"\nquestion = \"{}?\"\noptions = [{{ text = \"{} a\", because = \"{}\" }}, {{ text = \"{} b\", right = true, because = \"{}\" }}]\nanswer = \"{} [@k0].\"\n",
            self.words(9),
            self.words(4),
            self.words(9),
            self.words(4),
            self.words(9),
            self.words(9),
        )
    }

    fn pictures(&mut self) -> String {
        let mut text = String::new();
        for series in ["one", "two"] {
            let points: Vec<String> = (0..2 + self.dice.below(9))
                .map(|n| match self.dice.below(6) {
                    0 if n > 1 => {
                        format!("{{ x = \"{}\", gap = \"{}\" }}", 2000 + n, self.words(3))
                    }
                    _ => format!(
                        "{{ x = \"{}\", y = {}, claim = \"k0\" }}",
                        2000 + n,
                        self.dice.below(1000)
                    ),
                })
                .collect();
            text += &format!(
                "[[series]]\nid = \"series-{series}\"\ntitle = \"{} {series}\"\nshort = \"{series}\"\nunit = \"(points)\"\ndefinition = \"{}\"\nevery = \"year\"\npoints = [{}]\n\n",
                self.words(4),
                self.words(6),
                points.join(", "),
            );
        }
        for (id, kind) in [
            ("line", "line"),
            (
                "chart",
                *self
                    .dice
                    .of(&["bars", "stacked", "share", "sparklines", "multiples"]),
            ),
        ] {
            text += &format!(
                "[[chart]]\nid = \"{id}\"\ntitle = \"{}\"\nkind = \"{kind}\"\nseries = [\"series-one\", \"series-two\"]\nsays = \"{}\"\nevents = [\"e0\"]\n\n",
                self.words(6),
                self.words(12),
            );
        }
        let (a, b) = (self.dice.below(900), self.dice.below(900));
        text += &format!(
            "[[derivation]]\nid = \"sum\"\ntitle = \"{}\"\noperation = \"sum\"\ninputs = [{{ label = \"{}\", value = {a}, claim = \"k0\" }}, {{ label = \"{}\", value = {b}, claim = \"k0\" }}]\nunit = \"(points)\"\nresult = {}\n\n",
            self.words(5),
            self.words(3),
            self.words(3),
            a + b,
        );
        text += &format!(
            "[[map]]\nid = \"map\"\ntitle = \"{}\"\nsays = \"{}\"\ncredit = \"{}\"\nlines = [\"86.5 27.6, 87.4 27.6, 87.4 28.4, 86.5 28.4, 86.5 27.6\"]\n[[map.area]]\nid = \"frame\"\ntitle = \"{}\"\nrings = [[1]]\n\n",
            self.words(5),
            self.words(9),
            self.words(4),
            self.words(2),
        );
        for n in 0..1 + self.dice.below(3) {
            text += &format!(
                "[[place]]\nid = \"p{n}\"\ntitle = \"{}\"\nmap = \"map\"\narea = \"frame\"\nlat = 27.{}\nlon = 86.{}\ntext = \"{}\"\nsee = [\"c0-s0\"]\n\n",
                self.words(3),
                61 + self.dice.below(38),
                51 + self.dice.below(48),
                self.words(9)
            );
        }
        text += &format!(
            "[[timeline]]\nid = \"timeline-all\"\ntitle = \"{}\"\nsays = \"{}\"\nthemes = [{{ id = \"one\", title = \"{}\" }}, {{ id = \"two\", title = \"{}\" }}]\ncommand = \"who\"\n\n",
            self.words(5),
            self.words(9),
            self.words(2),
            self.words(2)
        );
        text += &format!(
            "[[command]]\nid = \"who\"\ntitle = \"{}\"\nsays = \"{}\"\n[[command.office]]\nid = \"office\"\ntitle = \"{}\"\nholder = [{{ who = \"{}\", when = \"2001/2010\", rule = \"practice\", says = \"{}\", claims = [\"k0\"] }}, {{ who = \"{}\", when = \"2011/..\", rule = \"practice\", says = \"{}\", claims = [\"k0\"] }}]\n",
            self.words(4),
            self.words(9),
            self.words(3),
            self.words(3),
            self.words(3),
            self.words(3),
            self.words(3)
        );
        text
    }
}
