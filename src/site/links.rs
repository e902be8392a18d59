//! Resolves links. Authors write plain relative paths of files; a name that does not exist is reported with the nearest
//! one. Schemes are checked here, for every output alike.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Place, nearest, nearest_path};
use crate::document::{Editions, LinkRole, RawLink, ReaderEdition};
use crate::images::ImageError;
use crate::parse::INDEX;
use crate::paths::{self, UrlPath};
use crate::site::id::PageId;
use crate::site::images::image_problem;
use crate::site::model::{MAX_COMPARED, Site, SitePage};
use crate::site::output::Output;

/// The target of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page, or a place in it.
    Page {
        /// The page.
        page: PageId,
        /// The `?…` that the author wrote, for scripts on the page; else empty.
        query: String,
        /// The id of the place.
        anchor: Option<String>,
    },
    /// Another output, with the `?…` and `#…` that the author wrote.
    File(UrlPath, String),
    /// An address outside the site, as the author wrote it.
    External(String),
    /// Nothing.
    Broken {
        /// What is wrong, in one line.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
}

/// Schemes that a link can have, in lower case. Each opens a program that shows its target, or asks before it acts.
const LINK_SCHEMES: [&str; 13] =
    ["http", "https", "mailto", "tel", "sms", "geo", "ftp", "sftp", "irc", "ircs", "xmpp", "matrix", "doi"];
/// Schemes that an image can have.
const IMAGE_SCHEMES: [&str; 2] = ["http", "https"];
/// Schemes that can run code in the page (WHATWG URL, and every browser's own list).
const CODE_SCHEMES: [&str; 3] = ["javascript", "vbscript", "data"];

/// The maximum number of broken links on one page for which a near name is suggested.
const MAX_HINTED: usize = 20;

/// Whether to suggest the nearest name for a broken link. Finding one is slow, and rendering does not need it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Near {
    Sought,
    Unsought,
}

impl Near {
    /// Returns whether to suggest names after a number of broken links on a page.
    fn up_to(found: usize) -> Near {
        if found < MAX_HINTED { Near::Sought } else { Near::Unsought }
    }
}

fn broken(message: impl Into<String>, help: impl Into<Option<String>>) -> Target {
    Target::Broken { message: message.into(), help: help.into() }
}

impl Site {
    /// Resolves a destination on a page.
    pub fn resolve(&self, from: PageId, link: &RawLink) -> Target {
        self.lead(from, link, Near::Unsought)
    }

    /// Returns where a destination leads that is not an address of the author's.
    fn lead_by_role(&self, from: PageId, link: &RawLink, near: Near) -> Option<Target> {
        let destination = link.destination.trim();
        match link.role {
            LinkRole::Reference => Some(self.lead_reference(destination, near == Near::Sought)),
            LinkRole::Source => {
                let anchor = Some(format!("source--{destination}"));
                Some(Target::Page { page: from, query: String::new(), anchor })
            }
            LinkRole::SourceAddress => Some(Target::External(destination.to_owned())),
            LinkRole::Link | LinkRole::Image => None,
        }
    }

    fn lead(&self, from: PageId, link: &RawLink, near: Near) -> Target {
        let destination = link.destination.trim();
        if let Some(target) = self.lead_by_role(from, link, near) {
            return target;
        }
        if let Some(refused) = self.check_scheme(destination, link.role) {
            return refused;
        }
        let path_end = destination.bytes().position(|byte| matches!(byte, b'#' | b'?'));
        let (path, suffix) = destination.split_at(path_end.unwrap_or(destination.len()));
        let (query, anchor) = match suffix.split_once('#') {
            Some((query, anchor)) => (query, Some(anchor)),
            None => (suffix, None),
        };
        if path.is_empty() {
            return self.place_in(from, query, anchor, near);
        }
        let decoded = path.contains('%').then(|| paths::decode(path));
        let Some(wanted) = decoded.as_ref().map_or(Some(path), |decoded| decoded.as_deref()) else {
            let help = "write the file's name as it is, without `%`".to_owned();
            return broken("the address is not UTF-8 after percent-decoding", help);
        };
        let page = self.page(from);
        let Some(joined) = paths::join(paths::folder(&page.outline.path), wanted) else {
            let help = "copy the file into the guide, or link to its web address".to_owned();
            return broken("the link points outside the guide", help);
        };
        match self.find(&joined).or_else(|| self.find([&joined, "/", INDEX].concat().trim_start_matches('/')))
        {
            Some(id) if self.pages.withdrawal(id).is_some() => {
                Target::File(self.page(id).url.clone(), query.to_owned())
            }
            Some(id) if self.page(id).is_hidden() => self.hidden_target(id),
            Some(id) => self.place_in(id, query, anchor, near),
            None if self.names.files.contains_key(&joined) && self.pages.hides(&joined) => broken(
                "the file is in a section that is a draft or for other readers",
                "build with --drafts or --audience, or move it".to_owned(),
            ),
            None if self.names.files.contains_key(&joined)
                || self.names.statics.contains_key(&joined)
                || self.is_for_print(&joined) =>
            {
                Target::File(UrlPath::new(joined), suffix.to_owned())
            }
            None => self.not_there(page, &joined, link.role, near),
        }
    }

    /// Returns the address of a page or file by its path in the content folder, or what is wrong.
    pub fn address(&self, path: &str) -> Result<UrlPath, String> {
        let path = &*paths::nfc(path.trim_start_matches('/'));
        match self.find(path) {
            Some(id) if self.page(id).is_on_web() => Ok(self.page(id).url.clone()),
            Some(id) => Err(format!("the page `{path}` is {}", self.why_not_on_web(id))),
            None if self.routes.contains_key(&UrlPath::new(path)) => Ok(UrlPath::new(path)),
            None => {
                let help = self.pages.suggestion(path).map(|help| format!("; {help}")).unwrap_or_default();
                Err(format!("there is no page `{path}`{help}"))
            }
        }
    }

    /// Returns the problems of a page's links, in the order of the text. `shows` says whether an edition shows a byte of the
    /// page's text.
    pub fn check_links(
        &self,
        from: PageId,
        links: &[RawLink],
        shows: &dyn Fn(ReaderEdition, usize) -> bool,
    ) -> Vec<Diagnostic> {
        let path = &self.page(from).outline.source;
        let is_shown = |edition| match edition {
            ReaderEdition::Web => self.page(from).is_on_web(),
            ReaderEdition::Print => self.page(from).is_printed(),
        };
        let mut found = 0;
        let problem = |link: &RawLink| {
            let place = || Place::span(path, link.span.range());
            let seen = ReaderEdition::ALL
                .map(|edition| is_shown(edition) && shows(edition, link.span.range().start));
            let is_made = matches!(link.role, LinkRole::Source | LinkRole::SourceAddress);
            if is_made || seen == [false; 2] {
                return None;
            }
            match self.lead(from, link, Near::up_to(found)) {
                Target::Broken { message, help } => {
                    found += 1;
                    Some(Diagnostic::error(place(), message).help_if(help))
                }
                target => self
                    .image_error(link, &target)
                    .map(|error| image_problem(error, place()))
                    .or_else(|| self.withdrawn_target(&target, place()))
                    .or_else(|| self.absent_place(&target, seen, place())),
            }
        };
        links.iter().filter_map(problem).collect()
    }

    /// Returns the places at which a page shows a file.
    pub fn places_of(&self, from: PageId, links: &[RawLink], file: &UrlPath) -> Vec<Place> {
        let shows = |link: &&RawLink| {
            link.role == LinkRole::Image
                && matches!(self.resolve(from, link), Target::File(url, _) if url == *file)
        };
        let source = &self.page(from).outline.source;
        let place = |link: &RawLink| Place::span(source, link.span.range());
        links.iter().filter(shows).map(place).collect()
    }

    /// Reports a link to a page or a place that is absent in an edition that shows the link.
    fn absent_place(&self, target: &Target, seen: [bool; 2], place: Place) -> Option<Diagnostic> {
        let Target::Page { page, anchor, .. } = target else { return None };
        let SitePage { outline, editions, .. } = self.page(*page);
        let anchor = anchor.as_ref().and_then(|id| outline.anchors.iter().find(|anchor| anchor.id == *id));
        let shown = editions.and(Editions::of(anchor.and_then(|anchor| anchor.only)));
        let mut editions_with_link = ReaderEdition::ALL.into_iter().zip(seen).filter(|(_, seen)| *seen);
        let (lacking, _) = editions_with_link.find(|(edition, _)| !shown.has(*edition))?;
        let name = match anchor.filter(|_| editions.has(lacking)) {
            Some(anchor) => format!("#{}", anchor.id),
            None => outline.link_path().into_owned(),
        };
        let only = ReaderEdition::ALL.into_iter().find(|edition| shown.has(*edition));
        let only = only.map_or_else(String::new, |only| format!("it is only {}: ", only.name()));
        let help = format!("{only}put the link into the same kind of part, or link to another place");
        Some(Diagnostic::error(place, format!("`{name}` is absent {}", lacking.name())).help(help))
    }

    /// Returns what is wrong with a link to a page that no edition shows.
    fn hidden_target(&self, page: PageId) -> Target {
        match self.pages.readers_of(page) {
            Some(readers) => {
                let message = format!("the link points to a page that is {}", readers.describe());
                let help = "put the link into an `:::only` with the same condition, or remove it";
                broken(message, help.to_owned())
            }
            None => {
                broken("the link points to a draft", "build with --drafts, or remove the link".to_owned())
            }
        }
    }

    /// Returns why a page is not on the web, for a message.
    fn why_not_on_web(&self, page: PageId) -> String {
        match self.pages.readers_of(page) {
            Some(readers) => readers.describe(),
            None if self.pages.withdrawal(page).is_some() => "withdrawn".to_owned(),
            None if self.page(page).is_hidden() => "a draft".to_owned(),
            None => format!("only {}", ReaderEdition::Print.name()),
        }
    }

    /// Returns why the image that a link shows cannot be shown.
    fn image_error(&self, link: &RawLink, target: &Target) -> Option<&ImageError> {
        let Target::File(url, _) = target else { return None };
        let image = self.names.images.get(url.as_str()).filter(|_| link.role == LinkRole::Image)?;
        image.as_ref().err()
    }

    /// Returns an address outside the site, allowed or not; `None` for one inside it.
    fn check_scheme(&self, destination: &str, role: LinkRole) -> Option<Target> {
        if destination.starts_with("//") || destination.starts_with("\\\\") {
            let help = format!("write `https:{destination}`: from a disk, `//` is not a web address");
            return Some(broken("the address has no scheme", help));
        }
        let written = scheme(destination);
        let decoded = destination.contains('%').then(|| paths::decode(destination)).flatten();
        let meant = decoded.map_or_else(|| written.clone(), |decoded| scheme(&decoded));
        if let Some(code) = meant.filter(|it| CODE_SCHEMES.contains(&it.as_str())) {
            return Some(broken(format!("`{code}:` addresses can run code, so they are never linked"), None));
        }
        let scheme = written?;
        let usual: &[&str] = if role == LinkRole::Image { &IMAGE_SCHEMES } else { &LINK_SCHEMES };
        let own = &self.names.config.markdown.link_schemes;
        if usual.contains(&scheme.as_str()) || role == LinkRole::Link && own.contains(&scheme) {
            return Some(Target::External(destination.to_owned()));
        }
        let help = match role {
            LinkRole::Link | LinkRole::Reference | LinkRole::Source | LinkRole::SourceAddress => {
                format!("if it is intended, add `link_schemes = [\"{scheme}\"]` to [markdown] in site.toml")
            }
            LinkRole::Image => "put the file in the folder of the page and link to it".to_owned(),
        };
        Some(broken(format!("`{scheme}:` is not an allowed scheme"), help))
    }

    /// Reports whether an address is that of a print page or a PDF, which a page can link to although they have no
    /// file.
    fn is_for_print(&self, address: &str) -> bool {
        let output = self.routes.get(&UrlPath::new(address));
        matches!(output, Some(Output::PrintPage(_) | Output::LeafPage(_) | Output::Pdf(_)))
    }

    fn place_in(&self, page: PageId, query: &str, anchor: Option<&str>, near: Near) -> Target {
        let query = query.to_owned();
        let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else {
            return Target::Page { page, query, anchor: None };
        };
        let wanted = paths::decode(anchor).unwrap_or_else(|| anchor.to_owned());
        let outline = &self.page(page).outline;
        let same = |id: &str| id == wanted || paths::nfc(id) == paths::nfc(&wanted);
        match outline.anchors.iter().find(|it| same(&it.id)) {
            Some(found) => Target::Page { page, query, anchor: (!found.title).then(|| found.id.clone()) },
            None => {
                let known = outline.anchors.iter().take(if near == Near::Sought { MAX_COMPARED } else { 0 });
                let hint = nearest(&wanted, known.map(|it| it.id.as_str()));
                let help = match hint {
                    Some(id) => Some(format!("did you mean `#{id}`?")),
                    None if outline.anchors.is_empty() => Some("that page has no headings".to_owned()),
                    None => None,
                };
                broken(format!("no heading on {} has the id `{wanted}`", outline.source), help)
            }
        }
    }

    fn not_there(&self, from: &SitePage, joined: &str, role: LinkRole, near: Near) -> Target {
        let relative = |path: &str| {
            let href = UrlPath::new(from.outline.path.as_str()).href_to(&UrlPath::new(path));
            paths::decode(&href).unwrap_or(href)
        };
        let what = if role == LinkRole::Image { "image" } else { "page or file" };
        let message = format!("there is no {what} `{joined}`");
        if let Some(id) = self.page_behind(joined) {
            let path = relative(&self.page(id).outline.link_path());
            return broken(message, format!("link to the Markdown file: `{path}`"));
        }
        let found = (near == Near::Sought).then(|| self.near_file(from, joined)).flatten();
        let help = found.map(|path| format!("did you mean `{}`?", relative(&path)));
        broken(message, help)
    }

    /// Returns the page whose address in the site, with or without its extension, is `joined`.
    fn page_behind(&self, joined: &str) -> Option<PageId> {
        let stem = joined.strip_suffix(".html").unwrap_or(joined);
        self.find(&format!("{stem}.md")).filter(|id| !self.page(*id).is_hidden())
    }

    /// Returns the file of the same name elsewhere, else the nearest name in the folder, else anywhere; never the page itself.
    fn near_file(&self, from: &SitePage, joined: &str) -> Option<Cow<'_, str>> {
        let path = |id: &PageId| self.page(*id).outline.link_path();
        let is_other = |page: &SitePage| !page.is_hidden() && page.outline.path != from.outline.path;
        let other = |id: &&PageId| is_other(self.page(**id));
        let name = paths::file_name(joined);
        if let Some(same) = self.pages.by_file_name.get(name).filter(|_| name != INDEX) {
            let likely = nearest_path(joined, same.iter().filter(other).take(MAX_COMPARED / 100).map(path));
            if let Some(found) = likely.or_else(|| same.iter().find(other).map(path)) {
                return Some(found);
            }
        }
        let files = || self.names.files.keys().take(MAX_COMPARED).map(|name| Cow::Borrowed(name.as_str()));
        let siblings = from.parent.into_iter().flat_map(|id| &self.page(id).children);
        let siblings = siblings.filter(other).take(MAX_COMPARED).map(path);
        nearest_path(joined, siblings.chain(files())).or_else(|| {
            let pages = self.pages.all.iter().filter(|page| is_other(page)).take(MAX_COMPARED);
            nearest_path(joined, pages.map(|page| page.outline.link_path()))
        })
    }
}

/// Returns the scheme of an absolute address in lower case (RFC 3986, section 3.1), read as browsers do: white space
/// before it, and tabs and line ends inside it, are ignored.
fn scheme(address: &str) -> Option<String> {
    let read = |c: &char| !matches!(c, '\t' | '\n' | '\r');
    let end = address.find([':', '/', '?', '#']).filter(|end| address[*end..].starts_with(':'))?;
    let scheme: String = address[..end].trim_start_matches(|c: char| c <= ' ').chars().filter(read).collect();
    let mut letters = scheme.chars();
    let valid = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    valid.then(|| scheme.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::scheme;

    #[test]
    fn a_scheme_is_read_as_a_browser_reads_it() {
        assert_eq!(scheme(" \u{1}JaVa\tScRi\npt:alert(1)").as_deref(), Some("javascript"));
        assert_eq!(scheme("a/b:c"), None);
        assert_eq!(scheme("1a:b"), None);
        assert_eq!(scheme("page.md#a:b"), None);
    }
}
