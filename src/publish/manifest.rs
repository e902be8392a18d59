//! The manifest of a published site: which files are there, so that the next run moves only what changed. A host's own
//! checksums are not used, because they depend on how a file was sent.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::outputs::delivery::Delivery;

/// The address of the manifest in a published site.
pub const MANIFEST: &str = "handout-manifest.json";

/// The address of the manifest of a site that is being published.
pub const NEXT_MANIFEST: &str = "handout-manifest.next.json";

/// The version of the format.
const FORMAT: u64 = 1;

/// A published file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// The SHA-256 of its bytes, as 64 hexadecimal digits (FIPS 180-4).
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its media type.
    pub media_type: String,
    /// How it is delivered.
    pub delivery: Delivery,
}

/// A file of an earlier version of the site that is not removed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// What it is.
    pub file: FileEntry,
    /// The time at which it stopped being part of the site, in seconds since 1970; 0 if it can be removed at once.
    pub since: u64,
}

/// What is at a destination.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The title of the site.
    pub title: String,
    /// The address of the site, if it has one.
    pub url: Option<String>,
    /// The files of the site.
    pub files: BTreeMap<String, FileEntry>,
    /// Files of earlier versions that are still there.
    pub kept: BTreeMap<String, KeptFile>,
    /// New files of a run that did not come to the pages that link to them. So nobody reads them, and those that they link to may be
    /// missing. Empty when a run is complete.
    pub unlinked: BTreeSet<String>,
    /// The run that wrote this, if it is not finished.
    pub run: Option<String>,
}

impl Manifest {
    /// Returns it as JSON, a file a line. The same site has the same text.
    pub fn to_json(&self) -> String {
        let mut text = format!("{{\n\"handout\": {FORMAT},\n\"title\": {},\n", json!(self.title));
        if let Some(url) = &self.url {
            let _ = writeln!(text, "\"url\": {},", json!(url));
        }
        if let Some(run) = &self.run {
            let _ = writeln!(text, "\"run\": {},", json!(run));
        }
        let table = |name: &str, rows: Vec<String>| format!("\"{name}\": {{\n{}\n}}", rows.join(",\n"));
        let files =
            self.files.iter().map(|(path, file)| format!("{}: {}", json!(path), file.to_json())).collect();
        let kept =
            self.kept.iter().map(|(path, kept)| format!("{}: {}", json!(path), kept.to_json())).collect();
        text.push_str(&table("files", files));
        text.push_str(",\n");
        text.push_str(&table("kept", kept));
        if !self.unlinked.is_empty() {
            let _ = write!(text, ",\n\"unlinked\": {}", json!(self.unlinked));
        }
        text.push_str("\n}\n");
        text
    }

    /// Reads a manifest. Fails with what is wrong with it, which continues a sentence that begins with its name.
    pub fn from_json(bytes: &[u8]) -> Result<Manifest, String> {
        let damaged = || "is damaged: it is not a manifest of Handout".to_owned();
        let value: Value = serde_json::from_slice(bytes).map_err(|_| damaged())?;
        match value.get("handout").and_then(Value::as_u64) {
            Some(FORMAT) => {}
            Some(other) => {
                return Err(format!("has the format {other}, of a newer version of Handout: update Handout"));
            }
            None => return Err(damaged()),
        }
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let table = |name: &str| value.get(name).and_then(Value::as_object).ok_or_else(damaged);
        let mut manifest = Manifest {
            title: text("title").ok_or_else(damaged)?,
            url: text("url"),
            files: BTreeMap::new(),
            kept: BTreeMap::new(),
            unlinked: BTreeSet::new(),
            run: text("run"),
        };
        let unlinked = value.get("unlinked").and_then(Value::as_array);
        manifest.unlinked.extend(unlinked.into_iter().flatten().filter_map(|path| safe(path.as_str()?)));
        for (path, file) in table("files")? {
            let path = safe(path).ok_or_else(damaged)?;
            manifest.files.insert(path, FileEntry::from_json(file).ok_or_else(damaged)?);
        }
        for (path, kept) in table("kept")? {
            let path = safe(path).ok_or_else(damaged)?;
            manifest.kept.insert(path, KeptFile::from_json(kept).ok_or_else(damaged)?);
        }
        Ok(manifest)
    }

    /// Reports whether this is a manifest of another site: its address differs or, if one of them has none, its title.
    pub fn is_of_another_site(&self, other: &Manifest) -> bool {
        match (&self.url, &other.url) {
            (Some(own), Some(other)) => own != other,
            _ => self.title != other.title,
        }
    }
}

/// Returns a path that cannot lead out of the site. Files are removed by these paths, and others may have written the manifest.
fn safe(path: &str) -> Option<String> {
    crate::paths::join("", path).filter(|joined| joined == path && !path.is_empty())
}

impl FileEntry {
    fn to_json(&self) -> Value {
        let mut row = Map::new();
        row.insert("sha256".into(), json!(self.sha256));
        row.insert("size".into(), json!(self.size));
        row.insert("type".into(), json!(self.media_type));
        row.insert("delivery".into(), json!(self.delivery.name()));
        Value::Object(row)
    }

    fn from_json(value: &Value) -> Option<FileEntry> {
        let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        let sha256 =
            text("sha256").filter(|it| it.len() == 64 && it.bytes().all(|b| b.is_ascii_hexdigit()))?;
        Some(FileEntry {
            sha256,
            size: value.get("size")?.as_u64()?,
            media_type: text("type")?,
            delivery: Delivery::from_name(&text("delivery")?)?,
        })
    }
}

impl KeptFile {
    fn to_json(&self) -> Value {
        let mut row = self.file.to_json();
        row["since"] = json!(self.since);
        row
    }

    fn from_json(value: &Value) -> Option<KeptFile> {
        Some(KeptFile { file: FileEntry::from_json(value)?, since: value.get("since")?.as_u64()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> FileEntry {
        let sha256 = "0a".repeat(32);
        FileEntry { sha256, size: 7, media_type: "text/html".into(), delivery: Delivery::Page }
    }

    fn manifest() -> Manifest {
        let kept = KeptFile { file: FileEntry { delivery: Delivery::Asset, ..file() }, since: 12 };
        Manifest {
            title: "A “guide”\n".into(),
            url: Some("https://example.org".into()),
            files: [("tips/a b.html".to_owned(), file())].into(),
            kept: [("assets/old.css".to_owned(), kept)].into(),
            unlinked: ["tips/a b.html".to_owned()].into(),
            run: Some("7".into()),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(Manifest::from_json(manifest().to_json().as_bytes()), Ok(manifest()));
        let empty = Manifest::default();
        assert_eq!(Manifest::from_json(empty.to_json().as_bytes()), Ok(empty));
    }

    #[test]
    fn a_manifest_cannot_name_a_file_outside_the_site() {
        for path in ["../x", "/etc/passwd", "a/../../b", "", "a//b", "./a"] {
            let text = manifest().to_json().replace("assets/old.css", path);
            assert!(Manifest::from_json(text.as_bytes()).is_err(), "{path}");
        }
    }

    #[test]
    fn a_newer_format_is_named() {
        let newer = manifest().to_json().replacen("\"handout\": 1", "\"handout\": 2", 1);
        assert!(Manifest::from_json(newer.as_bytes()).is_err_and(|why| why.contains("newer version")));
        for text in ["", "[]", "<html>", "{\"handout\": 1}"] {
            assert!(Manifest::from_json(text.as_bytes()).is_err_and(|why| why.contains("damaged")), "{text}");
        }
    }
}
