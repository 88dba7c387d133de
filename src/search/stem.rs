//! Stems of words, so that "guards" finds "guard" and "jueces" finds "juez".

use frostem::{Algorithm, Stemmer};

use crate::text::Lang;
use crate::text::fold::fold;

/// Longer words are names of something, or noise.
const LONGEST: usize = 40;

/// The languages that stems are known for, as small numbers: an index keeps one with each word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stems {
    /// No stems.
    None,
    /// Those of English.
    English,
    /// Those of Spanish.
    Spanish,
}

impl Stems {
    /// Those that a query may mean.
    pub const KNOWN: [Stems; 2] = [Stems::English, Stems::Spanish];

    /// Those of a language.
    pub fn of(lang: Lang) -> Self {
        match lang {
            Lang::EN => Stems::English,
            Lang::ES => Stems::Spanish,
            _ => Stems::None,
        }
    }

    /// The stem of a word in its common form, accents folded; `None` for what has none, such as a number.
    pub fn stem(self, surface: &str) -> Option<String> {
        let algorithm = match self {
            Stems::None => return None,
            Stems::English => Algorithm::English,
            Stems::Spanish => Algorithm::Spanish,
        };
        if surface.len() > LONGEST || !surface.chars().all(char::is_alphabetic) {
            return None;
        }
        // "militar" loses its ending as if it were a verb's, and "militares" would not.
        let singular = match self {
            Stems::Spanish
                if ["ares", "eres", "ires"]
                    .iter()
                    .any(|end| surface.ends_with(end)) =>
            {
                &surface[..surface.len() - 2]
            }
            _ => surface,
        };
        // The stemmers look at accents, so they see the word before it is folded.
        let mut stem = fold(&Stemmer::new(algorithm).stem(singular));
        if self == Stems::Spanish && stem.ends_with('z') {
            // "juez" and "jueces" would else come out as "juez" and "juec".
            stem.pop();
            stem.push('c');
        }
        (!stem.is_empty()).then_some(stem)
    }
}

#[cfg(test)]
mod tests {
    use super::Stems;
    use proptest::prelude::any;
    use proptest::proptest;

    #[test]
    fn forms_of_one_word_have_one_stem() {
        for (stems, forms) in [
            (Stems::English, &["guard", "guards", "guarded"][..]),
            (Stems::English, &["military", "militaries"]),
            (Stems::Spanish, &["juez", "jueces"]),
            (Stems::Spanish, &["nación", "naciones"]),
            (Stems::Spanish, &["militar", "militares"]),
            (Stems::Spanish, &["mujer", "mujeres"]),
            (Stems::Spanish, &["poder", "poderes"]),
            (Stems::Spanish, &["federal", "federales"]),
            (Stems::Spanish, &["constitución", "constituciones"]),
        ] {
            let first = stems.stem(forms[0]);
            assert!(first.is_some());
            assert!(
                forms.iter().all(|form| stems.stem(form) == first),
                "{forms:?}"
            );
        }
        assert_eq!(Stems::English.stem("2019"), None);
        assert_eq!(Stems::None.stem("guards"), None);
    }

    proptest! {
        #[test]
        fn any_word_can_be_stemmed(word in any::<String>(), latin in "[a-záéíóúüñ']{0,20}") {
            for stems in Stems::KNOWN {
                stems.stem(&word);
                stems.stem(&word.to_lowercase());
                stems.stem(&latin);
            }
        }
    }
}
