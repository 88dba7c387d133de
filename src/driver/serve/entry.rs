//! How visitors come in: anybody without being asked, or those who know a password.
//!
//! A password is drawn for one run and never kept as text: what is kept is its sum under a random key, by which a guess is compared in a time
//! that tells nothing of it.

use ring::hmac::{self, HMAC_SHA256};
use ring::rand::{SecureRandom, SystemRandom};

/// What a password is made of: 32 signs that nobody takes for each other, so that each says 5 bits.
const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// How many signs a password has: 100 bits.
const LENGTH: usize = 20;

/// After how many signs it has a hyphen, for who reads it aloud.
const GROUP: usize = 5;

/// How visitors come in.
pub enum Entry {
    /// Without being asked.
    Free,
    /// With this password.
    With(Box<Password>),
}

/// A password that can only be compared.
pub struct Password {
    key: hmac::Key,
    sum: hmac::Tag,
}

/// The system has no random numbers to give.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no random numbers")]
pub struct NoChance;

impl Password {
    /// A new password, and its text, which is not kept.
    ///
    /// # Errors
    ///
    /// When the system has no random numbers.
    pub fn draw() -> Result<(Self, String), NoChance> {
        let system = SystemRandom::new();
        let mut bytes = [0; LENGTH];
        system.fill(&mut bytes).map_err(|_| NoChance)?;
        let mut text = String::new();
        for (n, byte) in bytes.iter().enumerate() {
            if n > 0 && n % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(SIGNS[usize::from(*byte) % SIGNS.len()]));
        }
        let key = hmac::Key::generate(HMAC_SHA256, &system).map_err(|_| NoChance)?;
        let sum = hmac::sign(&key, text.as_bytes());
        Ok((Password { key, sum }, text))
    }

    /// Whether somebody has said it.
    pub fn is(&self, said: &str) -> bool {
        hmac::verify(&self.key, said.as_bytes(), self.sum.as_ref()).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_password_is_new_each_time_and_says_100_bits() {
        let distinct: HashSet<&u8> = SIGNS.iter().collect();
        assert_eq!(distinct.len(), SIGNS.len());
        let mut drawn = HashSet::new();
        for _ in 0..50 {
            let (password, text) = Password::draw().expect("the system draws");
            let signs = text.bytes().filter(|sign| SIGNS.contains(sign)).count();
            assert_eq!((signs, text.len()), (LENGTH, LENGTH + 3), "{text}");
            assert!(password.is(&text));
            for other in ["", &text[1..], &format!("{text} "), &text.to_uppercase()] {
                assert!(!password.is(other), "{other:?} for {text}");
            }
            drawn.insert(text);
        }
        assert_eq!(drawn.len(), 50);
    }
}
