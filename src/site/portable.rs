//! Names that some disks cannot hold: those of the files of a guide and of the addresses that it asks for. A site is for
//! USB sticks too, and a guide for authors on every system.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Place};
use crate::paths::{self, INDEX, UrlPath};

/// Characters that no name on Windows or on a FAT disk can have.
const FORBIDDEN: [char; 9] = ['<', '>', ':', '"', '|', '?', '*', '\\', '/'];
/// Names of devices on Windows, whatever extension they have, in lower case.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
/// Names of devices on Windows that have a digit from 1 to 9 after them.
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// Reports each name once: a folder at a file in it, which is not a first page, for those may have no file.
pub fn check<'a>(claims: impl Iterator<Item = (&'a UrlPath, &'a Place)>) -> Vec<Diagnostic> {
    let mut reported = BTreeSet::new();
    let mut claims: Vec<_> = claims.collect();
    claims.sort_by_key(|(_, place)| place.path.file_name() == INDEX);
    claims.into_iter().filter_map(|(url, place)| problem(url, place, &mut reported)).collect()
}

/// Returns what is wrong with a claim of the author's: with the path of a file, or with an address in its text.
fn problem(url: &UrlPath, place: &Place, reported: &mut BTreeSet<String>) -> Option<Diagnostic> {
    // Of a file, the name is that on the disk; the page at its address may have another extension.
    let is_file = place.start == place.end;
    let name = if is_file { place.path.file_name() } else { paths::file_name(url.as_str()) };
    let path = paths::join(paths::folder(url.as_str()), name)?;
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    let mut start = 0;
    for end in ends {
        let name = &path[start..end];
        start = end + 1;
        let Some(why) = refusal(name) else { continue };
        if !reported.insert(path[..end].to_owned()) {
            continue;
        }
        let message = format!("the name `{name}` {why}");
        let help = "rename it, so that the guide and its site can be copied to any computer and USB stick";
        return Some(Diagnostic::warning(place.clone(), message).help(help));
    }
    None
}

/// Returns why a name cannot be on every disk; `None` if it can.
fn refusal(name: &str) -> Option<String> {
    if let Some(c) = name.chars().find(|c| FORBIDDEN.contains(c)) {
        return Some(format!("contains `{c}`, which Windows and USB sticks cannot store"));
    }
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let digit = |device: &&str| {
        let rest = stem.strip_prefix(*device)?;
        (rest.chars().count() == 1 && rest.contains(is_device_digit)).then_some(())
    };
    if DEVICES.contains(&stem.as_str()) || NUMBERED_DEVICES.iter().find_map(digit).is_some() {
        return Some("is reserved on Windows".to_owned());
    }
    match name.chars().last() {
        Some('.') => Some("ends with a dot, which Windows removes".to_owned()),
        Some(' ') => Some("ends with a space, which Windows removes".to_owned()),
        _ => None,
    }
}

/// Returns whether a character is a digit in the name of a device; Windows reads a raised digit as one.
fn is_device_digit(c: char) -> bool {
    matches!(c, '1'..='9' | '¹' | '²' | '³')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_device_is_refused_with_any_extension() {
        for name in ["con", "CON.md", "aux.tar.gz", "lpt9", "com¹.txt", "nul .md", "a.", "a ", "a:b"] {
            assert!(refusal(name).is_some(), "{name}");
        }
        for name in ["console", "com", "com0", "com10", "a.con", "lpt.md", "a b", "ü"] {
            assert_eq!(refusal(name), None, "{name}");
        }
    }
}
