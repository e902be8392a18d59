//! A request to `print`: the options of a caller, resolved to a PDF and a file.

use std::path::PathBuf;

use crate::config::leaf::LeafFormat;
use crate::config::print::Paper;
use crate::diagnostic::nearest;
use crate::error::Error;
use crate::outputs::pdf::GUIDE;
use crate::parse::stem;
use crate::paths;
use crate::site::{PageId, Pdf, Scope, Variant};
use crate::snapshot::Snapshot;

/// The most names in a message.
const MAX_NAMED: usize = 20;

/// The options of a printed guide.
#[derive(Clone, Debug, Default)]
pub struct PrintOptions {
    /// The folder or the title of the section to print, instead of the whole guide.
    pub section: Option<String>,
    /// The path of the page to print, instead of the whole guide.
    pub page: Option<String>,
    /// The name of the leaf to print, instead of the whole guide.
    pub leaf: Option<String>,
    /// The format of a page or leaf, instead of its own.
    pub format: Option<LeafFormat>,
    /// Values for this printing, by their names.
    pub set: Vec<(String, String)>,
    /// The kind of PDF.
    pub variant: Variant,
    /// The paper, instead of `paper` in `site.toml`.
    pub paper: Option<Paper>,
    /// The file to write, instead of `guide.pdf` or one named after the section, in the working directory.
    pub output: Option<PathBuf>,
}

/// A PDF to typeset, and the file for it.
pub struct Request {
    /// The PDF.
    pub pdf: Pdf,
    /// The file to write.
    pub file: PathBuf,
}

impl Request {
    /// Resolves the choices of a caller. Fails if there is no such section, page or leaf.
    pub fn new(snapshot: &Snapshot, options: &PrintOptions) -> Result<Request, Error> {
        let scope = match (&options.leaf, &options.page, &options.section) {
            (Some(name), ..) => Scope::Leaf(leaf(snapshot, name)?),
            (_, Some(path), _) => Scope::Page(page(snapshot, path)?),
            (.., Some(name)) => Scope::Section(section(snapshot, name)?),
            _ => Scope::Guide,
        };
        let of_leaf = if let Scope::Leaf(number) = scope { snapshot.site.leaves.get(number) } else { None };
        let own = match scope {
            Scope::Leaf(_) => of_leaf.map(|leaf| leaf.format),
            Scope::Page(_) => Some(LeafFormat::Page),
            Scope::Guide | Scope::Section(_) => None,
        };
        if options.format.is_some() && own.is_none() {
            return Err(Error::refused("--format", "is for a page or a leaf: name one of them"));
        }
        let is_large = options.variant == Variant::LargePrint;
        // A page or leaf is a booklet by its format.
        let is_booklet = options.variant == Variant::Booklet && own.is_some();
        let format = options.format.or(is_booklet.then_some(LeafFormat::Booklet)).or(own);
        let paper = of_leaf.map_or(snapshot.config.print.paper, |leaf| leaf.paper);
        let pdf = Pdf {
            scope,
            variant: if is_booklet { Variant::Normal } else { options.variant },
            paper: options.paper.unwrap_or(paper),
            // Large letters need as many sheets as they need.
            format: format.map(|format| if is_large { LeafFormat::Page } else { format }),
        };
        let default = || file_name(snapshot, scope, options.variant).into();
        Ok(Request { pdf, file: options.output.clone().unwrap_or_else(default) })
    }

    /// Fails if no page is to be printed.
    pub fn check_not_empty(&self, snapshot: &Snapshot) -> Result<(), Error> {
        if snapshot.site.printed(self.pdf.scope).is_empty() {
            let why = "there is nothing to print: every page has `print: false` or `only: web`";
            return Err(Error::refused(snapshot.root(), why));
        }
        Ok(())
    }
}

fn file_name(snapshot: &Snapshot, scope: Scope, variant: Variant) -> String {
    let path = |id: PageId| snapshot.site.page(id).outline.path.as_str();
    let name = match scope {
        Scope::Guide => return variant.of(GUIDE),
        Scope::Section(id) => paths::file_name(paths::folder(path(id))),
        Scope::Page(id) => paths::file_name(stem(path(id))),
        Scope::Leaf(number) => paths::file_name(&snapshot.site.leaves[number].name),
    };
    variant.of(&format!("{name}.pdf"))
}

/// Finds a leaf by its name.
fn leaf(snapshot: &Snapshot, name: &str) -> Result<usize, Error> {
    let leaves = &snapshot.site.leaves;
    let names = || leaves.iter().map(|leaf| leaf.name.as_str());
    snapshot.site.leaf_number(name).ok_or_else(|| {
        let why = match nearest(name, names()) {
            _ if leaves.is_empty() => "there is no such leaf: site.toml has no [[leaf]]".to_owned(),
            Some(near) => format!("there is no such leaf; did you mean `{near}`?"),
            None => {
                let all: Vec<String> = names().take(MAX_NAMED).map(|name| format!("`{name}`")).collect();
                format!("there is no such leaf; choose one of {}", all.join(", "))
            }
        };
        Error::refused(name, why)
    })
}

/// Finds a page by its path in the content folder, or from the folder of the guide.
fn page(snapshot: &Snapshot, path: &str) -> Result<PageId, Error> {
    let site = &snapshot.site;
    let wanted = path.replace('\\', "/");
    let wanted = &*paths::nfc(wanted.trim_start_matches("./"));
    let is_source = |id: &PageId| site.page(*id).outline.source.as_str() == wanted;
    let found = site.find(wanted).or_else(|| site.shown().find(is_source));
    found.filter(|id| site.page(*id).is_printed()).ok_or_else(|| {
        let pages = site.shown().map(|id| site.page(id).outline.path.as_str());
        Error::refused(
            path,
            match (found, nearest(wanted, pages)) {
                (Some(_), _) => {
                    "is not printed: it has `draft`, `print: false` or `only` in its front matter".to_owned()
                }
                (None, Some(near)) => format!("there is no such page; did you mean `{near}`?"),
                (None, None) => "there is no such page in the content folder".to_owned(),
            },
        )
    })
}

/// Finds a section by its folder or, regardless of ASCII case, by its title.
fn section(snapshot: &Snapshot, name: &str) -> Result<PageId, Error> {
    let site = &snapshot.site;
    let wanted = name.replace('\\', "/");
    let wanted = &*paths::nfc(wanted.trim_matches('/'));
    let sections = || site.shown().filter(|id| site.is_section(*id));
    let folder = |id: PageId| paths::folder(&site.page(id).outline.path);
    let title = |id: PageId| site.page(id).outline.title.as_str();
    let by_folder = sections().find(|id| folder(*id) == wanted);
    let is_titled = |id: &PageId| paths::nfc(title(*id)).eq_ignore_ascii_case(wanted);
    let found = by_folder.or_else(|| sections().find(is_titled));
    found.ok_or_else(|| {
        let why = match nearest(wanted, sections().flat_map(|id| [folder(id), title(id)])) {
            Some(near) => format!("there is no such section; did you mean `{near}`?"),
            None => {
                let all: Vec<String> = sections().map(|id| format!("`{}`", folder(id))).collect();
                match all.as_slice() {
                    [] => "there is no such section: the guide has none".into(),
                    all => format!("there is no such section; choose one of {}", all.join(", ")),
                }
            }
        };
        Error::refused(name, why)
    })
}
