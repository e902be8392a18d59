//! Errors of the system and of wrong use, each with its path. A mistake of an author is a `Diagnostic` instead.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// The reason why a command cannot continue.
#[derive(Debug)]
pub enum Error {
    /// The system refused to do something with `path`.
    Io {
        /// The attempted action, as a verb: `read` in "cannot read content/a.md".
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// Handout refused to do something with `path`.
    Refused {
        /// The file or folder, which is left as it is.
        path: PathBuf,
        /// The reason, and what to do instead.
        why: String,
    },
}

impl Error {
    /// Returns a function for `map_err` that adds what was tried with which path.
    ///
    /// ```
    /// use handout::error::Error;
    ///
    /// let error = std::fs::read("no/such/file").map_err(Error::io("read", "no/such/file")).unwrap_err();
    /// assert!(error.to_string().starts_with("cannot read no/such/file: "));
    /// ```
    pub fn io(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io { doing, path, source }
    }

    /// Returns an error that is not from the system. `why` continues a sentence that begins with the path.
    pub fn refused(path: impl Into<PathBuf>, why: impl Into<String>) -> Error {
        Error::Refused { path: path.into(), why: why.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io { doing, path, source } => write!(f, "cannot {doing} {}: {source}", path.display()),
            Error::Refused { path, why } => write!(f, "{}: {why}", path.display()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            Error::Refused { .. } => None,
        }
    }
}
