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
pub mod error;
pub mod paths;
pub mod text;
pub mod date;
pub mod picture;
pub mod raw;
pub mod language;
pub mod schema;
pub mod kinds;
pub mod tokens;
pub mod view;
pub mod search;

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

pub mod cli;

pub use build::{PrintOptions, Printed, Progress, Report, build, check, print};
pub use serve::{Preview, ServeOptions, serve};
pub use site::{Drafts, Pdfs};
pub use snapshot::Options;
