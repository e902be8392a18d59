//! What `print` is asked for: the choices of a caller, resolved to a PDF and a file.

use std::path::PathBuf;

use crate::config::print::Paper;
use crate::diagnostic::nearest;
use crate::error::Error;
use crate::outputs::pdf::GUIDE;
use crate::paths;
use crate::site::{PageId, Pdf, Scope, Variant};
use crate::snapshot::Snapshot;

/// What a caller chooses about a printed guide.
#[derive(Clone, Debug, Default)]
pub struct PrintOptions {
    /// The folder or the title of the section to print, instead of the whole guide.
    pub section: Option<String>,
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
    /// Where it goes.
    pub file: PathBuf,
}

impl Request {
    /// Resolves the choices of a caller. Fails if there is no such section.
    pub fn new(snapshot: &Snapshot, options: &PrintOptions) -> Result<Request, Error> {
        let section = options.section.as_deref().map(|name| section(snapshot, name)).transpose()?;
        let pdf = Pdf {
            scope: section.map_or(Scope::Guide, Scope::Section),
            variant: options.variant,
            paper: options.paper.unwrap_or(snapshot.config.print.paper),
        };
        let default = || file_name(snapshot, section, options.variant).into();
        Ok(Request { pdf, file: options.output.clone().unwrap_or_else(default) })
    }

    /// Fails if no page is to be printed.
    pub fn check_not_empty(&self, snapshot: &Snapshot) -> Result<(), Error> {
        if snapshot.site.printed(self.pdf.scope).is_empty() {
            let why = "there is nothing to print: every page has `print: false`";
            return Err(Error::refused(snapshot.root(), why));
        }
        Ok(())
    }
}

fn file_name(snapshot: &Snapshot, section: Option<PageId>, variant: Variant) -> String {
    match section {
        Some(id) => {
            let folder = paths::folder(&snapshot.site.page(id).outline.path);
            variant.of(&format!("{}.pdf", paths::file_name(folder)))
        }
        None => variant.of(GUIDE),
    }
}

/// Finds a section by its folder or, regardless of ASCII case, by its title.
fn section(snapshot: &Snapshot, name: &str) -> Result<PageId, Error> {
    let site = &snapshot.site;
    let wanted = name.replace('\\', "/");
    let wanted = wanted.trim_matches('/');
    let sections = || site.shown().filter(|id| site.is_section(*id));
    let folder = |id: PageId| paths::folder(&site.page(id).outline.path);
    let title = |id: PageId| site.page(id).outline.title.as_str();
    let by_folder = sections().find(|id| folder(*id) == wanted);
    let found = by_folder.or_else(|| sections().find(|id| title(*id).eq_ignore_ascii_case(wanted)));
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
