//! Which characters of text may have a meaning: one pass over a text, so that few texts are searched for each meaning.

use std::ops::BitOrAssign;

/// The signs that a text contains.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Signs(u8);

impl Signs {
    /// What begins a reference to a value: `{`.
    pub const VALUE: Signs = Signs(1);
    /// What begins the call of a footnote: `[`.
    pub const NOTE: Signs = Signs(2);
    /// What bare addresses contain, and what begins a reference: `:`, `.`, `@`.
    pub const ADDRESS: Signs = Signs(4);
    /// The marks of superscript and subscript: `^`, `~`.
    pub const SCRIPT: Signs = Signs(8);
    /// Punctuation that may be replaced: quotes, `-`, `.`.
    pub const PUNCTUATION: Signs = Signs(16);

    /// Returns the signs of a text.
    pub fn of(text: &str) -> Signs {
        Signs(text.bytes().fold(0, |signs, byte| signs | SIGNS[usize::from(byte)]))
    }

    /// Reports whether one of these signs is among them.
    pub fn has(self, signs: Signs) -> bool {
        self.0 & signs.0 != 0
    }
}

impl BitOrAssign for Signs {
    fn bitor_assign(&mut self, other: Signs) {
        self.0 |= other.0;
    }
}

/// The signs that each byte is.
const SIGNS: [u8; 256] = {
    let groups: [(&[u8], Signs); 5] = [
        (b"{", Signs::VALUE),
        (b"[", Signs::NOTE),
        (b":.@", Signs::ADDRESS),
        (b"^~", Signs::SCRIPT),
        (b"\"'-.", Signs::PUNCTUATION),
    ];
    let (mut table, mut group) = ([0; 256], 0);
    while group < groups.len() {
        let (bytes, signs) = groups[group];
        let mut at = 0;
        while at < bytes.len() {
            table[bytes[at] as usize] |= signs.0;
            at += 1;
        }
        group += 1;
    }
    table
};
