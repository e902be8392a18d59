//! Where the parts of a text come from that was put together from several files.

/// The files of a text, part by part.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Splices {
    parts: Vec<Part>,
    /// The places of the lines that include another file, each in the file that it is in.
    includes: Vec<Include>,
}

/// A part of the text that is a part of one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Part {
    /// Where it begins in the text.
    start: usize,
    /// Its length. What follows up to the next part is in no file.
    length: usize,
    /// Where it begins in its file.
    at: usize,
    /// The include that it is there for; `None` if it is of the page itself.
    include: Option<usize>,
}

/// A line that includes a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Include {
    /// The file that is included, relative to the root.
    path: String,
    /// The folder of the file, relative to the content folder.
    folder: String,
    /// The start and end of the line that includes it, in the page.
    in_page: (usize, usize),
}

/// A file that an include puts into a text.
#[derive(Clone, Copy, Debug)]
pub struct IncludedFile<'a> {
    /// Its path, relative to the root.
    pub path: &'a str,
    /// Its folder, relative to the content folder.
    pub folder: &'a str,
}

/// The place of a byte range in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpliceOrigin<'a> {
    /// The included file, relative to the root; `None` for the page itself.
    pub path: Option<&'a str>,
    /// The start in bytes.
    pub start: usize,
    /// The end in bytes.
    pub end: usize,
    /// The start and end of the line of the page that includes it.
    pub included_at: Option<(usize, usize)>,
}

impl Splices {
    /// Adds a part of a file at the end. `include` is the number of its include.
    pub fn add_part(&mut self, start: usize, length: usize, at: usize, include: Option<usize>) {
        self.parts.push(Part { start, length, at, include });
    }

    /// Adds a line that includes a file, and returns its number. `line` is its place in the file that it is in, which is
    /// the page or was included by `outer`.
    pub fn add_include(
        &mut self,
        file: IncludedFile<'_>,
        line: (usize, usize),
        outer: Option<usize>,
    ) -> usize {
        let in_page = outer.map_or(line, |outer| self.includes[outer].in_page);
        self.includes.push(Include { path: file.path.to_owned(), folder: file.folder.to_owned(), in_page });
        self.includes.len() - 1
    }

    /// Returns where a byte range of the text comes from.
    pub fn origin(&self, start: usize, end: usize) -> SpliceOrigin<'_> {
        let next = self.parts.partition_point(|part| part.start <= start);
        let Some(part) = next.checked_sub(1).and_then(|at| self.parts.get(at)) else {
            return SpliceOrigin { path: None, start, end, included_at: None };
        };
        let inside = |offset: usize| part.at + offset.saturating_sub(part.start).min(part.length);
        let include = part.include.map(|include| &self.includes[include]);
        SpliceOrigin {
            path: include.map(|include| include.path.as_str()),
            start: inside(start),
            end: inside(end),
            included_at: include.map(|include| include.in_page),
        }
    }

    /// Returns the folder of the file that a byte of the text comes from, relative to the content folder; `None` if it is
    /// the page's own.
    pub fn folder_at(&self, at: usize) -> Option<&str> {
        let next = self.parts.partition_point(|part| part.start <= at);
        let part = next.checked_sub(1).and_then(|at| self.parts.get(at))?;
        Some(&self.includes[part.include?].folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_in_its_file() {
        let mut splices = Splices::default();
        splices.add_part(0, 20, 0, None);
        let file = IncludedFile { path: "content/_parts/a.md", folder: "_parts" };
        let include = splices.add_include(file, (10, 20), None);
        splices.add_part(22, 5, 7, Some(include));
        splices.add_part(30, 9, 20, None);
        assert_eq!(splices.origin(3, 5), SpliceOrigin { path: None, start: 3, end: 5, included_at: None });
        let inside = splices.origin(23, 25);
        assert_eq!((inside.path, inside.start, inside.end), (Some("content/_parts/a.md"), 8, 10));
        assert_eq!(inside.included_at, Some((10, 20)));
        assert_eq!((splices.folder_at(23), splices.folder_at(31)), (Some("_parts"), None));
        assert_eq!(splices.origin(33, 34).start, 23);
        assert_eq!(splices.origin(28, 29).end, 12, "what is in no file is at the end of the part before it");
    }
}
