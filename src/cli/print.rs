//! PDFs: those of a site, made before its pages, which say their sizes; and `handout print`, which makes one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::report::{self, Report};
use super::{FINE, GuideArgs, REFUSED, look, say};
use crate::config::print::Paper;
use crate::diagnostic::{Diagnostic, nearest};
use crate::error::Error;
use crate::paths::{self, UrlPath};
use crate::render;
use crate::site::pdf::{GUIDE, MOST_UNASKED};
use crate::site::{Output, PageId, Pdf, Scope, Variant};
use crate::snapshot::Snapshot;

/// What `handout print` takes.
#[derive(Args)]
pub struct PrintArgs {
    #[command(flatten)]
    pub guide: GuideArgs,
    /// Only this section, by its folder or its title
    #[arg(long, value_name = "SECTION")]
    section: Option<String>,
    /// The paper [default: `paper` in site.toml, else a4]
    #[arg(long)]
    paper: Option<PaperName>,
    /// The file to write [default: guide.pdf]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// In 18 point, for readers who need large letters
    #[arg(long, conflicts_with = "booklet")]
    large_print: bool,
    /// Two pages to a side, in the order of a booklet to fold and staple
    #[arg(long)]
    booklet: bool,
}

/// A size of paper.
#[derive(Clone, Copy, ValueEnum)]
enum PaperName {
    /// 210 × 297 mm
    A4,
    /// 8½ × 11 inches
    Letter,
    /// 148 × 210 mm
    A5,
}

/// The PDFs of a site, by their addresses.
pub type Pdfs = BTreeMap<UrlPath, Arc<[u8]>>;

/// Makes every PDF of a site, one after the other, and notes their sizes for the pages that link them.
pub fn make_all(now: &mut Snapshot) -> (Pdfs, Vec<Diagnostic>) {
    let (mut pdfs, mut problems) = (Pdfs::new(), Vec::new());
    for (url, output) in &now.site.routes {
        let Output::Pdf(pdf) = output else { continue };
        match render::make_pdf(now, *pdf) {
            Ok(made) => {
                problems.extend(made.warnings);
                pdfs.insert(url.clone(), made.bytes.into());
            }
            Err(more) => problems.extend(more),
        }
    }
    now.sizes = pdfs.iter().map(|(url, bytes)| (url.clone(), bytes.len() as u64)).collect();
    (pdfs, problems)
}

/// Says that a large guide has no PDF, where it did not ask for one.
pub fn note_unasked(now: &Snapshot) {
    if now.site.is_too_large_unasked() {
        say(&format!(
            "No PDF was made, for the guide has more than {MOST_UNASKED} pages: \
             `pdf = [\"guide\"]` under [print] in site.toml asks for one."
        ));
    }
}

/// Runs `handout print`; gives the exit code.
pub fn run(args: &PrintArgs) -> Result<u8, Error> {
    if !cfg!(feature = "pdf") {
        let error = Error::refused("handout print", "this build of the program has no print engine");
        anstream::eprintln!("{}", report::refusal(&error));
        return Ok(REFUSED);
    }
    let now = look(&args.guide.options(None))?;
    let section = args.section.as_deref().map(|name| section(&now, name)).transpose()?;
    let report = Report::new(now.problems(), args.guide.fails_at());
    if report.failed() {
        return Ok(report.print(&now, "Nothing was written."));
    }
    let variant = match (args.large_print, args.booklet) {
        (true, _) => Variant::LargePrint,
        (_, true) => Variant::Booklet,
        _ => Variant::Normal,
    };
    let paper = args.paper.map_or(now.config.print.paper, |it| match it {
        PaperName::A4 => Paper::A4,
        PaperName::Letter => Paper::Letter,
        PaperName::A5 => Paper::A5,
    });
    let scope = section.map_or(Scope::Guide, Scope::Section);
    if now.site.printed(scope).is_empty() {
        return Err(Error::refused(&args.guide.root, "nothing is printed: every page has `print: false`"));
    }
    let pdf = Pdf { scope, variant, paper };
    let (bytes, report) = match render::make_pdf(&now, pdf) {
        Ok(made) => (made.bytes, report.with(made.warnings)),
        Err(problems) => return Ok(report.with(problems).print(&now, "Nothing was written.")),
    };
    if report.failed() {
        return Ok(report.print(&now, "Nothing was written."));
    }
    report.print_warnings(&now);
    let file = args.output.clone().unwrap_or_else(|| file_name(&now, section, variant).into());
    write(&file, &bytes)?;
    say(&format!("Wrote {} ({}).", file.display(), render::viewer::size(&now, bytes.len() as u64)));
    Ok(FINE)
}

fn file_name(now: &Snapshot, section: Option<PageId>, variant: Variant) -> String {
    match section {
        Some(id) => {
            let folder = paths::folder(&now.site.page(id).outline.path);
            variant.of(&format!("{}.pdf", paths::file_name(folder)))
        }
        None => variant.of(GUIDE),
    }
}

/// A section by its folder or its title.
fn section(now: &Snapshot, name: &str) -> Result<PageId, Error> {
    let wanted = name.replace('\\', "/");
    let wanted = wanted.trim_matches('/');
    let sections = || now.site.shown().filter(|id| now.site.is_section(*id));
    let folder = |id: PageId| paths::folder(&now.site.page(id).outline.path);
    let title = |id: PageId| now.site.page(id).outline.title.as_str();
    let by_folder = sections().find(|id| folder(*id) == wanted);
    let found = by_folder.or_else(|| sections().find(|id| title(*id).eq_ignore_ascii_case(wanted)));
    if let Some(id) = found {
        return Ok(id);
    }
    let names = sections().flat_map(|id| [folder(id), title(id)]);
    let why = match nearest(wanted, names) {
        Some(near) => format!("there is no such section; did you mean `{near}`?"),
        None => {
            let all: Vec<String> = sections().map(|id| format!("`{}`", folder(id))).collect();
            match all.as_slice() {
                [] => "there is no such section: the guide has none".into(),
                all => format!("there is no such section; the sections are {}", all.join(", ")),
            }
        }
    };
    Err(Error::refused(name, why))
}

/// Writes the file beside itself first, so that a reader of the old one never sees half of the new one.
fn write(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    let beside = file.with_extension("pdf.new");
    fs::write(&beside, bytes).map_err(Error::io("write", file))?;
    fs::rename(&beside, file).map_err(|error| {
        // What cannot take its place is of no use.
        let _ = fs::remove_file(&beside);
        Error::io("write", file)(error)
    })
}
