//! The whole site in one ZIP file: to drop onto a host, or to take along. The same site makes the same bytes.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind};
use std::path::{Path, PathBuf};

use super::folder::partial;
use super::follow::Publishing;
use super::local::LocalSite;
use super::manifest::{MANIFEST, Manifest};
use super::plan::PublishPlan;
use super::whole::Whole;
use crate::archive::{ArchiveWriter, read_file};
use crate::error::Error;

/// A ZIP file.
pub struct Archive {
    file: PathBuf,
}

impl Archive {
    /// Opens a ZIP file, which need not exist. Fails if the folder that it is in is missing.
    pub fn open(file: PathBuf) -> Result<Archive, Error> {
        let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !parent.is_dir() {
            let why =
                "cannot be written, because the folder that it is in is missing: is the drive connected?";
            return Err(Error::refused(file, why));
        }
        Ok(Archive { file })
    }

    fn write(
        to: &Path,
        site: &LocalSite,
        manifest: &Manifest,
        publishing: &dyn Publishing,
    ) -> Result<(), Error> {
        let failed = || Error::io("write", to);
        let out = File::create(to).map_err(failed())?;
        let mut archive = ArchiveWriter::new(BufWriter::new(out));
        for path in manifest.files.keys() {
            let bytes = site.bytes(path)?;
            archive.add(path, &bytes).map_err(failed())?;
            publishing.step(path);
        }
        archive.add(MANIFEST, manifest.to_json().as_bytes()).map_err(failed())?;
        let out = archive.finish().map_err(failed())?;
        let out = out.into_inner().map_err(|error| failed()(error.into_error()))?;
        out.sync_all().map_err(failed())
    }
}

impl Whole for Archive {
    fn manifest(&self) -> Result<Option<Vec<u8>>, Error> {
        let file = match File::open(&self.file) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io("read", &self.file)(error)),
        };
        match read_file(file, MANIFEST).map_err(Error::io("read", &self.file))? {
            Some(bytes) => Ok(Some(bytes)),
            None => {
                let why = "is not a ZIP file that Handout wrote: choose another name, or delete it";
                Err(Error::refused(&self.file, why))
            }
        }
    }

    fn replace(
        &self,
        site: &LocalSite,
        plan: &PublishPlan,
        publishing: &dyn Publishing,
    ) -> Result<Option<String>, Error> {
        let partial = partial(&self.file);
        let written = Archive::write(&partial, site, &plan.manifest, publishing);
        let written = written.and_then(|()| {
            fs::rename(&partial, &self.file).map_err(|error: io::Error| Error::io("write", &self.file)(error))
        });
        written.inspect_err(|_| drop(fs::remove_file(&partial)))?;
        Ok(None)
    }
}
