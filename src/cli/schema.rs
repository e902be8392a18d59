//! `handout schema`: the JSON Schema of a file that authors and designers write.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{FINE, say};
use crate::config::{self, Config};
use crate::error::Error;
use crate::kinds::{KindField, PageKind};
use crate::parse::FrontMatter;
use crate::schema::{Settings, json};
use crate::snapshot::{Options, Snapshot};
use crate::theme::manifest::{self, Manifest};

/// What `handout schema` takes.
#[derive(Args)]
pub struct SchemaArgs {
    /// The file
    file: SchemaFile,
    /// Folder of a guide: the schema of front matter then knows the kinds of page of its theme
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
}

/// Prints the schema of a file; that of front matter with the kinds of page of a guide, if one is given.
pub fn run(args: SchemaArgs) -> Result<u8, Error> {
    let (title, fields) = match args.file {
        SchemaFile::Site => (config::FILE, Config::FIELDS),
        SchemaFile::FrontMatter => (FrontMatter::NAME, FrontMatter::FIELDS),
        SchemaFile::Theme => (manifest::FILE, Manifest::FIELDS),
    };
    let mut schema = json::schema(title, fields);
    if let (SchemaFile::FrontMatter, Some(root)) = (args.file, args.root) {
        let snapshot = Snapshot::take(&Options { root, ..Options::default() }, None)?;
        let cases: Vec<_> = snapshot.theme.kinds.iter().map(case).collect();
        json::with_cases(&mut schema, "kind", "extra", &cases);
    }
    say(&format!("{schema:#}"));
    Ok(FINE)
}

/// Returns what the front matter of a kind of page may hold, for a schema.
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
