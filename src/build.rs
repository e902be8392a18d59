//! The order in which a guide becomes a site: plan, then images and PDFs, then pages, then the output folder. `build`,
//! `check` and `print` are here; the preview renders the same outputs, each when a browser asks for it.

mod images;
mod request;

use std::path::PathBuf;

use rayon::prelude::*;

pub use request::PrintOptions;

use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::outputs::{self, Context, Made};
use crate::paths::UrlPath;
use crate::render::TypesetPdf;
use crate::site::Output;
use crate::snapshot::{Options, Snapshot};
use crate::write::{self, Failure, Written};
use images::Cache;

/// What came of a guide: everything that is wrong with it, and what was made of it.
pub struct Report<T> {
    /// The guide as it was read. It holds the texts that diagnostics point into.
    pub snapshot: Snapshot,
    /// Every error and warning, sorted by place, without duplicates.
    pub diagnostics: Vec<Diagnostic>,
    /// What was made; `None` if a diagnostic is as severe as `Options::fail_on`. Then nothing was written.
    pub result: Option<T>,
}

/// The file that `print` wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Where it is.
    pub file: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Follows a build. `()` follows nothing.
///
/// ```
/// use std::sync::atomic::{AtomicUsize, Ordering};
///
/// #[derive(Default)]
/// struct Counter(AtomicUsize);
///
/// impl handout::Progress for Counter {
///     fn step(&self) {
///         self.0.fetch_add(1, Ordering::Relaxed);
///     }
/// }
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let guide = tempfile::tempdir()?;
/// # std::fs::create_dir(guide.path().join("content"))?;
/// # std::fs::write(guide.path().join("content/index.md"), "# Knots\n")?;
/// # let options = handout::Options { pdfs: handout::Pdfs::Left, ..handout::Options::new(guide.path()) };
///
/// let counter = Counter::default();
/// let report = handout::build(&options, &counter)?;
/// let written = report.result.ok_or("the guide has errors")?;
/// assert_eq!(counter.0.into_inner(), written.changed);
/// # Ok(())
/// # }
/// ```
pub trait Progress: Sync {
    /// Called once, before outputs are rendered, with their number.
    fn start(&self, outputs: usize) {
        let _ = outputs;
    }

    /// Called after each output, on any thread.
    fn step(&self) {}
}

impl Progress for () {}

/// Builds the site of a guide into its output folder.
///
/// If the guide has problems as severe as `options.fail_on`, nothing is written and the output folder stays as it is;
/// the report still holds every problem of every output. Fails only if the system refuses to read or write a file.
///
/// ```
/// use handout::{Options, Pdfs};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let guide = tempfile::tempdir()?;
/// std::fs::create_dir(guide.path().join("content"))?;
/// std::fs::write(guide.path().join("content/index.md"), "# Knots\n\nTie [one](bowline.md).\n")?;
///
/// let options = Options { pdfs: Pdfs::Left, ..Options::new(guide.path()) };
/// let report = handout::build(&options, &())?;
/// assert!(report.result.is_none(), "nothing was written");
/// assert!(report.diagnostics[0].message.contains("bowline.md"));
///
/// std::fs::write(guide.path().join("content/bowline.md"), "# The bowline\n\nA loop that holds.\n")?;
/// let report = handout::build(&options, &())?;
/// let written = report.result.expect("the link leads to a page now");
/// assert!(guide.path().join("public/bowline.html").is_file());
/// assert_eq!(written.unchanged, 0);
/// # Ok(())
/// # }
/// ```
pub fn build(options: &Options, progress: &dyn Progress) -> Result<Report<Written>, Error> {
    let mut plan = Plan::new(options)?;
    let made = plan.make(Cache::Fill);
    let context = Context { snapshot: &plan.snapshot, made: &made };
    if plan.fails() {
        let problems = render_all(context);
        return Ok(plan.report(problems, None));
    }
    match write_all(context, progress) {
        Ok(written) => {
            images::sweep(context);
            Ok(plan.report(Vec::new(), Some(written)))
        }
        Err(Failure::Guide(problems)) => Ok(plan.report(problems, None)),
        Err(Failure::Machine(error)) => Err(error),
    }
}

/// Checks a guide: renders every output as `build` does, and writes nothing.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let guide = tempfile::tempdir()?;
/// std::fs::create_dir(guide.path().join("content"))?;
/// std::fs::write(guide.path().join("content/index.md"), "# Knots\n\n![](rope.jpg)\n")?;
///
/// let options = handout::Options { pdfs: handout::Pdfs::Left, ..handout::Options::new(guide.path()) };
/// let report = handout::check(&options)?;
/// assert!(report.result.is_none(), "the image is missing, so the guide is not ready to build");
/// for problem in &report.diagnostics {
///     println!("{}: {}", problem.place.path, problem.message);
/// }
/// # Ok(())
/// # }
/// ```
pub fn check(options: &Options) -> Result<Report<()>, Error> {
    let mut plan = Plan::new(options)?;
    let made = plan.make(Cache::Leave);
    let problems = render_all(Context { snapshot: &plan.snapshot, made: &made });
    Ok(plan.report(problems, Some(())))
}

/// Typesets a guide, or one section of it, as a PDF and writes it to a file.
///
/// Fails if there is no such section, if no page is to be printed, or if the program was built without the feature
/// `pdf`. As in `build`, nothing is written if the guide has problems.
///
/// ```
/// use handout::{Options, PrintOptions};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # if !cfg!(feature = "pdf") { return Ok(()); }
/// let guide = tempfile::tempdir()?;
/// std::fs::create_dir(guide.path().join("content"))?;
/// std::fs::write(guide.path().join("content/index.md"), "# Knots\n\nA loop that holds.\n")?;
///
/// let print = PrintOptions { output: Some(guide.path().join("knots.pdf")), ..PrintOptions::default() };
/// let report = handout::print(&Options::new(guide.path()), &print)?;
/// let printed = report.result.expect("the guide has no errors");
/// assert_eq!(std::fs::read(&printed.file)?.len() as u64, printed.bytes);
/// # Ok(())
/// # }
/// ```
pub fn print(options: &Options, print: &PrintOptions) -> Result<Report<Printed>, Error> {
    if !cfg!(feature = "pdf") {
        return Err(Error::refused("handout print", "this build of Handout has no print engine"));
    }
    let mut plan = Plan::new(options)?;
    let request = request::Request::new(&plan.snapshot, print)?;
    if plan.fails() {
        return Ok(plan.report(Vec::new(), None));
    }
    request.check_not_empty(&plan.snapshot)?;
    match outputs::pdf::typeset(&plan.snapshot, request.pdf) {
        Ok(TypesetPdf { bytes, warnings }) => {
            plan.add(warnings);
            if plan.fails() {
                return Ok(plan.report(Vec::new(), None));
            }
            write::replace(&request.file, &bytes)?;
            let printed = Printed { file: request.file, bytes: bytes.len() as u64 };
            Ok(plan.report(Vec::new(), Some(printed)))
        }
        Err(problems) => Ok(plan.report(problems, None)),
    }
}

/// A guide whose outputs are known, and the problems found so far.
struct Plan {
    snapshot: Snapshot,
    diagnostics: Vec<Diagnostic>,
    fail_on: Severity,
}

impl Plan {
    /// Reads a guide and checks what can be checked before anything is rendered.
    fn new(options: &Options) -> Result<Plan, Error> {
        let snapshot = Snapshot::take(options, None)?;
        let diagnostics = snapshot.problems();
        Ok(Plan { snapshot, diagnostics, fail_on: options.fail_on })
    }

    /// Makes what pages mention: smaller images first, then PDFs, unless the guide fails without them.
    fn make(&mut self, cache: Cache) -> Made {
        let cache = if self.fails() { Cache::Leave } else { cache };
        let (image_hashes, problems) = images::make_all(&self.snapshot, cache);
        self.add(problems);
        let mut made = Made { image_hashes, ..Made::default() };
        if !self.fails() {
            let problems = make_pdfs(&self.snapshot, &mut made);
            self.add(problems);
        }
        made
    }

    fn fails(&self) -> bool {
        self.diagnostics.iter().any(|problem| problem.severity <= self.fail_on)
    }

    /// Adds what a later step found. A mistake in a template that many pages show is reported once.
    fn add(&mut self, problems: Vec<Diagnostic>) {
        self.diagnostics.extend(problems);
        self.diagnostics.sort();
        self.diagnostics.dedup();
    }

    /// Ends a run. A result only counts if the guide does not fail.
    fn report<T>(mut self, problems: Vec<Diagnostic>, result: Option<T>) -> Report<T> {
        self.add(problems);
        let result = result.filter(|_| !self.fails());
        Report { snapshot: self.snapshot, diagnostics: self.diagnostics, result }
    }
}

/// Typesets every PDF of a site, one after the other because Typst uses every core.
fn make_pdfs(snapshot: &Snapshot, made: &mut Made) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (url, output) in &snapshot.site.routes {
        let Output::Pdf(pdf) = output else { continue };
        match outputs::pdf::typeset(snapshot, *pdf) {
            Ok(TypesetPdf { bytes, warnings }) => {
                problems.extend(warnings);
                made.pdf_sizes.insert(url.clone(), bytes.len() as u64);
                made.pdfs.insert(url.clone(), bytes.into());
            }
            Err(errors) => problems.extend(errors),
        }
    }
    problems
}

/// Renders every output and writes the site.
fn write_all(context: Context<'_>, progress: &dyn Progress) -> Result<Written, Failure> {
    let Snapshot { site, output, .. } = context.snapshot;
    context.snapshot.make_indexes();
    let addresses: Vec<&str> = site.routes.keys().map(UrlPath::as_str).collect();
    progress.start(addresses.len());
    write::write(output, &addresses, |address| {
        let url = UrlPath::new(address);
        let rendered = outputs::render(context, &url, &site.routes[&url]);
        progress.step();
        rendered
    })
}

/// Renders every output that was not made before, and returns what is wrong.
fn render_all(context: Context<'_>) -> Vec<Diagnostic> {
    // What a theme with errors renders to adds nothing.
    if context.snapshot.theme.problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Vec::new();
    }
    let routes = context.snapshot.site.routes.par_iter();
    routes.flat_map(|(url, output)| outputs::check(context, url, output)).collect()
}
