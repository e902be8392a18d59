//! `handout schema`: the JSON Schema of a file that authors and designers write, and the directives as snippets.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::snippets;
use crate::config::{self, Config};
use crate::error::Error;
use crate::kinds::{KindField, PageKind};
use crate::parse::FrontMatter;
use crate::releases::{self, ReleaseFile};
use crate::schema::{Settings, json};
use crate::snapshot::{Options, Snapshot};
use crate::theme::manifest::{self, Manifest};

/// The arguments of `handout schema`.
#[derive(Args)]
pub struct SchemaArgs {
    /// The file
    file: SchemaFile,
    /// Folder of a guide: the schema of front matter then knows the kinds of page of its theme, and the snippets its
    /// directives
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

/// A file that has a schema.
#[derive(Clone, Copy, ValueEnum)]
enum SchemaFile {
    /// site.toml
    Site,
    /// The front matter of a page
    FrontMatter,
    /// theme.toml
    Theme,
    /// editions.toml
    Editions,
    /// The directives, as snippets for VS Code instead of a schema
    Snippets,
}

/// Returns the schema of a file, or the snippets. With a guide, that of front matter includes its kinds of page, and the
/// snippets the directives of its theme.
pub fn text(args: SchemaArgs) -> Result<String, Error> {
    let theme = || match args.root {
        Some(root) => {
            let snapshot = Snapshot::take(&Options { root, ..Options::default() }, None)?;
            Ok(Some(snapshot.theme))
        }
        None => Ok(None),
    };
    let json = match args.file {
        SchemaFile::Site => json::schema(config::FILE, Config::FIELDS),
        SchemaFile::Theme => json::schema(manifest::FILE, Manifest::FIELDS),
        SchemaFile::Editions => json::schema(releases::FILE, ReleaseFile::FIELDS),
        SchemaFile::FrontMatter => {
            let mut schema = json::schema(FrontMatter::NAME, FrontMatter::FIELDS);
            if let Some(theme) = theme()? {
                let cases: Vec<_> = theme.kinds.iter().map(case).collect();
                json::with_cases(&mut schema, "kind", "extra", &cases);
            }
            schema
        }
        SchemaFile::Snippets => {
            let directives = theme()?.map_or_else(Arc::default, |theme| Arc::clone(&theme.directives));
            json::snippets(&snippets::of(&directives))
        }
    };
    Ok(format!("{json:#}"))
}

/// Returns what the front matter of a kind of page may contain, for a schema.
fn case(kind: &PageKind) -> json::Case<'_> {
    json::Case { value: kind.name(), fields: kind.fields.iter().map(case_field).collect() }
}

fn case_field(field: &KindField) -> json::CaseField<'_> {
    json::CaseField {
        name: &field.name,
        value: &field.value,
        description: &field.description,
        required: field.required,
    }
}
