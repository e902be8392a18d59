//! The whole site in one ZIP file, to take along: unpacked, it works from a disk. Its files are rendered once more for it, because
//! their pages do not link to a file that is not beside them.

use std::borrow::Cow;
use std::io::{self, Cursor};

use rayon::prelude::*;

use crate::archive::ArchiveWriter;
use crate::config;
use crate::diagnostic::{Diagnostic, Place};
use crate::outputs::context::{Context, Rendered};
use crate::paths::{SourcePath, UrlPath};
use crate::site::{Output, Plan, Route, Site};
use crate::snapshot::Snapshot;

/// The address of the archive: a name beside that of the guide's PDF.
const ARCHIVE: &str = "guide.zip";

/// The number of files that are in memory at a time, while they are rendered on all threads.
const BATCH: usize = 64;

/// The largest site that has an archive, in bytes: an archive is made in memory.
const MAX_BYTES: usize = 2_000_000_000;

/// Returns the route of the archive, if the guide asks for it.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let route = || Route::made(UrlPath::new(ARCHIVE), Output::Archive);
    plan.names.config.web.download.then(route).into_iter().collect()
}

/// Renders an output.
type Render<'a> = dyn Fn(Context<'_>, &UrlPath, &Output) -> Result<Rendered, Vec<Diagnostic>> + Sync + 'a;

/// Renders the archive. `render` renders each output in it.
pub fn render(context: Context<'_>, render: &Render<'_>) -> Result<Rendered, Vec<Diagnostic>> {
    let (snapshot, context) = (context.snapshot, Context { is_archived: true, ..context });
    let files: Vec<(&UrlPath, &Output)> =
        snapshot.site.routes.iter().filter(|(_, output)| is_in_archive(&snapshot.site, output)).collect();
    let mut archive = ArchiveWriter::new(Cursor::new(Vec::new()));
    let mut size = 0;
    for batch in files.chunks(BATCH) {
        let rendered = batch.par_iter().map(|(url, output)| render(context, url, output));
        let rendered: Vec<Result<Rendered, Vec<Diagnostic>>> = rendered.collect();
        for ((url, output), rendered) in batch.iter().zip(rendered) {
            let rendered = rendered?;
            let bytes = bytes(snapshot, output, &rendered)?;
            size += bytes.len();
            if size > MAX_BYTES {
                return Err(vec![too_large()]);
            }
            archive.add(url.as_str(), &bytes).map_err(|error| refused(&error))?;
        }
    }
    Ok(Rendered::Made(archive.finish().map_err(|error| refused(&error))?.into_inner()))
}

/// Reports whether an output is in the archive: everything that readers see, and nothing that only a host or a crawler of the
/// site needs.
fn is_in_archive(site: &Site, output: &Output) -> bool {
    match output {
        // A guide's own page for missing addresses is one for a host.
        Output::Page(id) => !site.page(*id).outline.is_not_found(),
        Output::Asset(_)
        | Output::File(_)
        | Output::Scaled(_)
        | Output::Redirect(_)
        | Output::Withdrawn(_)
        | Output::PrintPage(_)
        | Output::Pdf(_)
        | Output::LeafList
        | Output::LeafPage(_)
        | Output::Icon(_)
        | Output::Feed
        | Output::Llms
        | Output::MarkdownPage(_)
        | Output::Search(..)
        | Output::AToZ(_) => true,
        Output::Archive
        | Output::NotFound
        | Output::NoJekyll
        | Output::HostFile(_)
        | Output::Robots
        | Output::Sitemap(_) => false,
    }
}

/// Returns the bytes of an output. Files of the guide are read here, one at a time, because they may be large.
fn bytes<'a>(
    snapshot: &Snapshot,
    output: &Output,
    rendered: &'a Rendered,
) -> Result<Cow<'a, [u8]>, Vec<Diagnostic>> {
    match rendered {
        Rendered::Made(bytes) => Ok(Cow::Borrowed(bytes)),
        Rendered::Shared(bytes) => Ok(Cow::Borrowed(bytes)),
        Rendered::File(_) => snapshot.bytes(output).map(Cow::Owned).map_err(|why| {
            let place = match output {
                Output::File(file) => Place::file(&snapshot.file(file).path),
                _ => in_settings(),
            };
            vec![Diagnostic::error(
                place,
                format!("the file cannot be read for the ZIP file of the site: {why}"),
            )]
        }),
    }
}

fn in_settings() -> Place {
    Place::file(&SourcePath::new(config::FILE))
}

fn too_large() -> Diagnostic {
    let message =
        format!("the site is too large for its ZIP file; the limit is {} GB", MAX_BYTES / 1_000_000_000);
    Diagnostic::error(in_settings(), message).help("set `download = false` under [web]")
}

fn refused(error: &io::Error) -> Vec<Diagnostic> {
    vec![Diagnostic::error(in_settings(), format!("the ZIP file of the site cannot be made: {error}"))]
}
