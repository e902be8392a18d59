//! Accents: signs above a letter, and the characters that join a letter.

/// Signs that stand alone, each with the character that joins a letter.
const ACCENTS: [(char, char); 12] = [
    ('ˆ', '\u{302}'),
    ('¯', '\u{304}'),
    ('˙', '\u{307}'),
    ('¨', '\u{308}'),
    ('˜', '\u{303}'),
    ('˚', '\u{30A}'),
    ('´', '\u{301}'),
    ('`', '\u{300}'),
    ('˘', '\u{306}'),
    ('ˇ', '\u{30C}'),
    ('→', '\u{20D7}'),
    ('←', '\u{20D6}'),
];

/// Returns the character that joins a letter for a sign above it, which may be that character itself.
pub fn joining(sign: char) -> Option<char> {
    let is_joining = matches!(sign, '\u{300}'..='\u{36F}' | '\u{20D0}'..='\u{20FF}');
    let known = ACCENTS.iter().find(|(alone, _)| *alone == sign).map(|(_, joining)| *joining);
    known.or_else(|| is_joining.then_some(sign))
}
