//! Links that are not defined.

use pulldown_cmark::{BrokenLink, LinkType};

use crate::diagnostic::{Diagnostic, Place};
use crate::parse::options::ParseOptions;

/// Reports whether a link looks for a definition that is missing. Of two citations side by side, `[@a][@b]`, the second one
/// does not.
pub fn is_undefined(link: &BrokenLink<'_>, options: &ParseOptions) -> bool {
    let is_citation = options.can_cite && link.reference.contains('@');
    link.link_type == LinkType::Reference && !is_citation
}

/// Reports a link that is not defined.
pub fn undefined_link(place: Place, reference: &str) -> Diagnostic {
    Diagnostic::error(place, format!("no link is defined as `[{reference}]`"))
        .help(format!("add a line `[{reference}]: address`, or put a `\\` before the bracket"))
}
