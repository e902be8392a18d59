//! Handout: a static site generator for guides that people read on a screen and on paper.
//!
//! Four functions are the program: [`build`](fn@build) writes a site, [`check`] reports what is wrong with a guide,
//! [`serve`](fn@serve) previews it while it is written, and [`print`](fn@print) typesets it. The command line is words around
//! them.
//!
//! ```
//! use handout::{Options, Pdfs};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let guide = tempfile::tempdir()?;
//! std::fs::create_dir(guide.path().join("content"))?;
//! std::fs::write(guide.path().join("content/index.md"), "# Knots\n\nA loop that holds.\n")?;
//!
//! let options = Options { pdfs: Pdfs::Left, ..Options::new(guide.path()) };
//! let report = handout::build(&options, &())?;
//! assert!(report.result.is_some());
//! assert!(guide.path().join("public/index.html").is_file());
//! # Ok(())
//! # }
//! ```
//!
//! The modules are in reading order: values first, then the stages from disk to disk. `ARCHITECTURE.md` explains why.

pub mod config;
pub mod diagnostic;
pub mod document;
pub mod edition_code;
pub mod error;
pub mod splices;
pub mod paths;
pub mod text;
pub mod date;
pub mod deadline;
pub mod archive;
pub mod math;
pub mod images;
pub mod raw;
pub mod values;
pub mod language;
pub mod schema;
pub mod releases;
pub mod evidence;
pub mod kinds;
pub mod tokens;
pub mod view;
pub mod search;
pub mod bibliography;

pub mod snapshot;

pub mod discover;
pub mod parse;
pub mod theme;
pub mod site;
pub mod render;
pub mod outputs;
pub mod stages;
pub mod write;
pub mod build;
pub mod serve;
pub mod publish;

#[doc(hidden)]
pub mod fuzzing;

pub mod cli;

pub use build::{PrintOptions, Printed, Progress, Report, build, check, print, print_each};
pub use publish::{Publication, PublishOptions, Publishing, publish};
pub use serve::{Preview, ServeOptions, serve};
pub use site::{Drafts, DueDates, Pdfs};
pub use snapshot::Options;
