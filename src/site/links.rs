//! Where a link leads. Authors write plain relative paths of files; a name that is not there comes back with the
//! nearest one. Schemes are checked here, for every output alike.

use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::document::{LinkRole, RawLink};
use crate::parse::INDEX;
use crate::paths::{self, UrlPath};
use crate::picture::Fault;
use crate::site::id::PageId;
use crate::site::images::faulty;
use crate::site::model::{MAX_COMPARED, Site, SitePage};
use crate::site::output::Output;

/// What a destination stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page, or a place in it.
    Page {
        /// The page.
        page: PageId,
        /// The `?…` that the author wrote, for what reads it on the page; else empty.
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

/// Schemes that a link may have, lower case. Each hands over to a program that shows or asks before it acts.
const LINK_SCHEMES: [&str; 13] =
    ["http", "https", "mailto", "tel", "sms", "geo", "ftp", "sftp", "irc", "ircs", "xmpp", "matrix", "doi"];
/// Schemes that an image may have.
const IMAGE_SCHEMES: [&str; 2] = ["http", "https"];
/// Schemes that can run code in the page (WHATWG URL, and every browser's own list).
const CODE_SCHEMES: [&str; 3] = ["javascript", "vbscript", "data"];

/// The most broken links of one page for which a near name is looked for.
const MAX_HINTED: usize = 20;

/// Whether a broken link is told the nearest right name. To look for it is slow, and rendering has no use for it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Near {
    Sought,
    Unsought,
}

impl Near {
    /// What to do after so many broken links on a page.
    fn up_to(found: usize) -> Near {
        if found < MAX_HINTED { Near::Sought } else { Near::Unsought }
    }
}

fn broken(message: impl Into<String>, help: impl Into<Option<String>>) -> Target {
    Target::Broken { message: message.into(), help: help.into() }
}

impl Site {
    /// What a destination on a page stands for.
    pub fn resolve(&self, from: PageId, link: &RawLink) -> Target {
        self.lead(from, link, Near::Unsought)
    }

    fn lead(&self, from: PageId, link: &RawLink, near: Near) -> Target {
        let destination = link.destination.trim();
        if let Some(refused) = self.check_scheme(destination, link.role) {
            return refused;
        }
        let (before_anchor, anchor) = match destination.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor)),
            None => (destination, None),
        };
        let (path, query) = match before_anchor.split_once('?') {
            Some((path, _)) => (path, &before_anchor[path.len()..]),
            None => (before_anchor, ""),
        };
        if path.is_empty() {
            return self.place_in(from, query, anchor, near);
        }
        let suffix = &destination[path.len()..];
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
        match self.find(&joined).or_else(|| self.find(format!("{joined}/{INDEX}").trim_start_matches('/'))) {
            Some(id) if self.page(id).hidden => {
                broken("the link points to a draft", "build with --drafts, or remove the link".to_owned())
            }
            Some(id) => self.place_in(id, query, anchor, near),
            None if self.names.files.contains_key(&joined) && self.pages.hides(&joined) => broken(
                "the file is in a section that is a draft",
                "build with --drafts, or move it".to_owned(),
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

    /// The address of a page or file, by its path in the content folder; else what is wrong.
    pub fn address(&self, path: &str) -> Result<UrlPath, String> {
        let path = path.trim_start_matches('/');
        match self.find(path) {
            Some(id) if !self.page(id).hidden => Ok(self.page(id).url.clone()),
            Some(_) => Err(format!("the page `{path}` is a draft")),
            None if self.routes.contains_key(&UrlPath::new(path)) => Ok(UrlPath::new(path)),
            None => {
                let help = self.pages.suggestion(path).map(|help| format!("; {help}")).unwrap_or_default();
                Err(format!("there is no page `{path}`{help}"))
            }
        }
    }

    /// The problems of a page's links, in the order of the text.
    pub fn check_links(&self, from: PageId, links: &[RawLink]) -> Vec<Diagnostic> {
        let path = &self.page(from).outline.source;
        let mut found = 0;
        let problem = |link: &RawLink| {
            let place = || Place::span(path, link.span.range());
            match self.lead(from, link, Near::up_to(found)) {
                Target::Broken { message, help } => {
                    found += 1;
                    Some(Diagnostic::error(place(), message).help_if(help))
                }
                target => self.fault(link, &target).map(|fault| faulty(fault, place())),
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

    /// Returns why the picture that a link shows cannot be shown.
    fn fault(&self, link: &RawLink, target: &Target) -> Option<&Fault> {
        let Target::File(url, _) = target else { return None };
        let picture = self.names.pictures.get(url.as_str()).filter(|_| link.role == LinkRole::Image)?;
        picture.as_ref().err()
    }

    /// An address outside the site, allowed or not; `None` for one inside it.
    fn check_scheme(&self, destination: &str, role: LinkRole) -> Option<Target> {
        if destination.starts_with("//") || destination.starts_with("\\\\") {
            let help = format!("write `https:{destination}`: from a disk, `//` is not a web address");
            return Some(broken("the address has no scheme", help));
        }
        let decoded = destination.contains('%').then(|| paths::decode(destination)).flatten();
        if let Some(code) =
            scheme(decoded.as_deref().unwrap_or(destination)).filter(|it| CODE_SCHEMES.contains(&it.as_str()))
        {
            return Some(broken(format!("`{code}:` addresses can run code, so they are never linked"), None));
        }
        let scheme = scheme(destination)?;
        let usual: &[&str] = if role == LinkRole::Image { &IMAGE_SCHEMES } else { &LINK_SCHEMES };
        let own = &self.names.config.markdown.link_schemes;
        if usual.contains(&scheme.as_str()) || role == LinkRole::Link && own.contains(&scheme) {
            return Some(Target::External(destination.to_owned()));
        }
        let help = match role {
            LinkRole::Link => {
                format!("if it is intended, add `link_schemes = [\"{scheme}\"]` to [markdown] in site.toml")
            }
            LinkRole::Image => "put the file in the folder of the page and link to it".to_owned(),
        };
        Some(broken(format!("`{scheme}:` is not an allowed scheme"), help))
    }

    /// Whether an address is that of a print page or a PDF, the things without a file that a page can link to.
    fn is_for_print(&self, address: &str) -> bool {
        matches!(self.routes.get(&UrlPath::new(address)), Some(Output::PrintPage(_) | Output::Pdf(_)))
    }

    fn place_in(&self, page: PageId, query: &str, anchor: Option<&str>, near: Near) -> Target {
        let query = query.to_owned();
        let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else {
            return Target::Page { page, query, anchor: None };
        };
        let wanted = paths::decode(anchor).unwrap_or_else(|| anchor.to_owned());
        let outline = &self.page(page).outline;
        match outline.anchors.iter().find(|it| it.id == wanted) {
            Some(found) => Target::Page { page, query, anchor: (!found.title).then_some(wanted) },
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
            let path = relative(&self.page(id).outline.path);
            return broken(message, format!("link to the Markdown file: `{path}`"));
        }
        let found = (near == Near::Sought).then(|| self.near_file(from, joined)).flatten();
        let help = found.map(|path| format!("did you mean `{}`?", relative(path)));
        broken(message, help)
    }

    /// The page whose built address, with or without its ending, is `joined`.
    fn page_behind(&self, joined: &str) -> Option<PageId> {
        let stem = joined.strip_suffix(".html").unwrap_or(joined);
        self.find(&format!("{stem}.md")).filter(|id| !self.page(*id).hidden)
    }

    /// The file of the same name elsewhere, else the nearest name in the folder, else anywhere.
    fn near_file(&self, from: &SitePage, joined: &str) -> Option<&str> {
        let path = |id: &PageId| self.page(*id).outline.path.as_str();
        let shown = |id: &&PageId| !self.page(**id).hidden;
        let name = paths::file_name(joined);
        if let Some(same) = self.pages.by_file_name.get(name).filter(|_| name != INDEX) {
            let found = nearest(joined, same.iter().filter(shown).take(MAX_COMPARED / 100).map(path));
            return found.or_else(|| same.iter().find(shown).map(path));
        }
        let files = || self.names.files.keys().take(MAX_COMPARED).map(String::as_str);
        let siblings =
            from.parent.into_iter().flat_map(|id| &self.page(id).children).take(MAX_COMPARED).map(path);
        nearest(joined, siblings.chain(files())).or_else(|| {
            let pages = self.pages.all.iter().filter(|page| !page.hidden).take(MAX_COMPARED);
            nearest(joined, pages.map(|page| page.outline.path.as_str()))
        })
    }
}

/// The scheme of an absolute address in lower case (RFC 3986, section 3.1), read as browsers do: white space before
/// it, and tabs and line ends within it, do not count.
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
