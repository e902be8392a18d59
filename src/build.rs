//! The order in which a guide becomes a site: plan, then images and PDFs, then pages, then the output folder. `build`
//! and `check` are here, `print` is beside them; the preview renders the same outputs, each when a browser asks for it.

mod images;
mod prepared;
mod print;
mod request;

use std::path::Path;

use rayon::prelude::*;

use prepared::Prepared;
pub use prepared::Report;
pub use print::{Printed, print, print_each};
pub use request::PrintOptions;

use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::outputs::{self, Context, Made};
use crate::paths::UrlPath;
use crate::render::TypesetPdf;
use crate::site::Output;
use crate::snapshot::{Options, Snapshot};
use crate::write::{self, Copies, Failure, Written};
use images::Cache;

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
    /// Receives the number of outputs, once, before they are rendered.
    fn start(&self, outputs: usize) {
        let _ = outputs;
    }

    /// Counts one rendered output. Called on any thread.
    fn step(&self) {}

    /// Returns whether to stop. Then the output folder stays as it was, and the build fails.
    fn is_stopped(&self) -> bool {
        false
    }
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
    let mut prepared = Prepared::new(options)?;
    let made = make(&mut prepared, Cache::Fill);
    let context = Context::new(&prepared.snapshot, &made);
    if prepared.fails() {
        let problems = render_all(context);
        return Ok(prepared.report(problems, None));
    }
    match write_all(context, progress) {
        Ok(written) => {
            images::sweep(context);
            Ok(prepared.report(Vec::new(), Some(written)))
        }
        Err(Failure::Guide(problems)) => Ok(prepared.report(problems, None)),
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
    let mut prepared = Prepared::new(options)?;
    let made = make(&mut prepared, Cache::Leave);
    let problems = render_all(Context::new(&prepared.snapshot, &made));
    Ok(prepared.report(problems, Some(())))
}

/// Makes what pages refer to, unless the guide already fails: smaller images first, then PDFs.
fn make(prepared: &mut Prepared, cache: Cache) -> Made {
    let cache = if prepared.fails() { Cache::Leave } else { cache };
    let (image_hashes, problems) = images::make_all(&prepared.snapshot, cache);
    prepared.add(problems);
    let mut made = Made { image_hashes, ..Made::default() };
    if !prepared.fails() {
        prepared.snapshot.make_readers();
        let problems = make_pdfs(&prepared.snapshot, &mut made);
        prepared.add(problems);
    }
    made
}

/// Typesets every PDF of a site, one after the other because Typst uses every core.
fn make_pdfs(snapshot: &Snapshot, made: &mut Made) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (url, output) in &snapshot.site.routes {
        let Output::Pdf(pdf) = output else { continue };
        let made_pdf = snapshot.for_pdf(*pdf).map_err(Vec::from);
        match made_pdf.and_then(|(own, pdf)| outputs::pdf::typeset(own, pdf)) {
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
    check_output(context.snapshot)?;
    context.snapshot.make_indexes();
    let addresses: Vec<&str> = site.routes.keys().map(UrlPath::as_str).collect();
    progress.start(addresses.len());
    let render = |address: &str| {
        let url = UrlPath::new(address);
        let rendered = outputs::render(context, &url, &site.routes[&url]);
        progress.step();
        rendered
    };
    let has_copies = context.snapshot.config.web.has_compressed_copies();
    let copies = if has_copies { Copies::Made } else { Copies::None };
    write::write(output, (&addresses, copies), render, &|| progress.is_stopped())
}

/// Fails if the site would take the place of a folder that an author writes to, even if that is empty today.
fn check_output(snapshot: &Snapshot) -> Result<(), Error> {
    let real = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).ok();
    let output = real(&snapshot.output);
    let root = snapshot.root().canonicalize().unwrap_or_else(|_| snapshot.root().to_owned());
    let mut folders = snapshot.sources.folders().into_iter().map(|folder| root.join(folder));
    if output.is_some() && folders.any(|folder| real(&folder) == output) {
        let why =
            "is a folder of the guide itself: choose another one with `output` in site.toml or --output";
        return Err(Error::refused(&snapshot.output, why));
    }
    Ok(())
}

/// Renders every output that was not made before, and returns the problems.
fn render_all(context: Context<'_>) -> Vec<Diagnostic> {
    // The errors of a theme are reported already; rendering with it would only add their consequences.
    if context.snapshot.theme.problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Vec::new();
    }
    let routes = context.snapshot.site.routes.par_iter();
    routes.flat_map(|(url, output)| outputs::check(context, url, output)).collect()
}
