//! A built site in its output folder → its files with their fingerprints.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::manifest::{FileEntry, MANIFEST, Manifest, NEXT_MANIFEST};
use crate::error::Error;
use crate::outputs::{self, delivery::Delivery};
use crate::paths::UrlPath;
use crate::site::Output;
use crate::snapshot::Snapshot;
use crate::write;

/// A site to publish.
pub struct LocalSite {
    /// The folder it is in.
    pub folder: PathBuf,
    /// Its manifest, without files of earlier versions.
    pub manifest: Manifest,
    /// The folders that hold the guide or are made from it, as the system knows them. Nothing is published there.
    pub guarded: Vec<PathBuf>,
    /// The titles of its pages.
    pub titles: BTreeMap<String, String>,
    /// The addresses that only lead to another one.
    pub redirects: BTreeMap<String, String>,
}

impl LocalSite {
    /// Reads the files that a build wrote.
    pub fn read(snapshot: &Snapshot) -> Result<LocalSite, Error> {
        let folder = snapshot.output.clone();
        let paths = write::owned_files(&folder)?;
        if let Some(taken) = paths.iter().find(|path| [MANIFEST, NEXT_MANIFEST].contains(&path.as_str())) {
            let why = "has the name of a file in which `handout publish` notes what is published: give it another name";
            return Err(Error::refused(folder.join(taken), why));
        }
        let files: Result<BTreeMap<_, _>, Error> = paths
            .into_par_iter()
            .map(|path| {
                let bytes = read(&folder.join(&path))?;
                let entry = FileEntry {
                    sha256: sha256(&bytes),
                    size: bytes.len() as u64,
                    media_type: media_type(&path),
                    delivery: delivery(snapshot, &path),
                };
                Ok((path, entry))
            })
            .collect();
        let config = &snapshot.config;
        let manifest = Manifest {
            title: config.title.clone(),
            url: config.url.clone(),
            files: files?,
            ..Manifest::default()
        };
        let redirects = outputs::redirects(&snapshot.site).into_iter();
        let redirects =
            redirects.map(|(old, new)| (old.as_str().to_owned(), new.as_str().to_owned())).collect();
        let titles = titles(snapshot);
        let folders = snapshot.sources.folders().into_iter().map(|folder| snapshot.root().join(folder));
        let guarded =
            folders.chain([folder.clone()]).filter_map(|folder| folder.canonicalize().ok()).collect();
        Ok(LocalSite { folder, manifest, guarded, titles, redirects })
    }

    /// Returns the bytes of a file. Fails if they changed since it was read for the plan.
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>, Error> {
        let file = self.folder.join(path);
        let bytes = read(&file)?;
        if self.manifest.files.get(path).is_some_and(|entry| entry.sha256 == sha256(&bytes)) {
            return Ok(bytes);
        }
        Err(Error::refused(file, "changed while the site was being published: run the command again"))
    }
}

fn read(file: &PathBuf) -> Result<Vec<u8>, Error> {
    fs::read(file).map_err(Error::io("read", file))
}

/// Returns the SHA-256 of bytes, as 64 hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Returns bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]))
        .collect()
}

/// Returns how a file is delivered. A compressed copy is delivered as its original.
fn delivery(snapshot: &Snapshot, path: &str) -> Delivery {
    let routes = &snapshot.site.routes;
    let original = path.strip_suffix(".br").or_else(|| path.strip_suffix(".gz"));
    let output = routes.get(&UrlPath::new(path)).or_else(|| routes.get(&UrlPath::new(original?)));
    output.map_or(Delivery::File, Delivery::of)
}

/// Returns the media type of a file, with the encoding of text.
fn media_type(path: &str) -> String {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let is_text =
        guess.type_() == "text" || matches!(guess.subtype().as_str(), "javascript" | "json" | "xml");
    if is_text { format!("{guess}; charset=utf-8") } else { guess.to_string() }
}

fn titles(snapshot: &Snapshot) -> BTreeMap<String, String> {
    let title = |(url, output): (&UrlPath, &Output)| match output {
        Output::Page(id) => Some((url.as_str().to_owned(), snapshot.site.page(*id).outline.title.clone())),
        _ => None,
    };
    snapshot.site.routes.iter().filter_map(title).collect()
}
