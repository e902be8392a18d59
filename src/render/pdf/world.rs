//! What Typst can read while it typesets a PDF: files that were made or read before, and fonts. It has no access to a
//! disk, a clock, a network or a package.

use std::collections::HashMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::render::pdf::fonts::Fonts;

/// The main file, with which Typst begins.
pub const MAIN: &str = "/main.typ";

/// The files and fonts of one PDF.
pub struct TypstWorld {
    library: LazyHash<Library>,
    fonts: Fonts,
    main: FileId,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
}

impl TypstWorld {
    /// Returns a world with fonts and no files.
    pub fn new(fonts: Fonts) -> TypstWorld {
        TypstWorld {
            library: LazyHash::new(Library::default()),
            fonts,
            main: id(MAIN),
            sources: HashMap::new(),
            files: HashMap::new(),
        }
    }

    /// Adds a file in Typst's language.
    pub fn put_source(&mut self, path: &str, text: String) {
        let id = id(path);
        self.sources.insert(id, Source::new(id, text));
    }

    /// Adds any other file.
    pub fn put_file(&mut self, path: &str, bytes: Bytes) {
        self.files.insert(id(path), bytes);
    }
}

/// Returns Typst's number for a path. A process has 65,535 of them, and equal paths have equal numbers, so a path must
/// name a thing and never a version of it.
fn id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("our paths start at the root and have no `..`");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for TypstWorld {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let made = || Some(Bytes::from_string(self.sources.get(&id)?.clone()));
        self.files.get(&id).cloned().or_else(made).ok_or_else(|| missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.faces.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}
