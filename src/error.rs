//! What the machine refused: always with the path it was about. An author's mistake is a `Diagnostic` instead.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// A refusal that ends the command with exit code 2.
#[derive(Debug)]
pub enum Error {
    /// The system refused something about `path`; `doing` reads as in "cannot read content/a.md".
    Io {
        /// What was tried, in the infinitive.
        doing: &'static str,
        /// The file or folder it was tried on.
        path: PathBuf,
        /// The system's own words.
        source: io::Error,
    },
    /// The command was used on something it must not touch.
    Refused {
        /// The file or folder that stays as it is.
        path: PathBuf,
        /// Why, and what to do instead.
        why: String,
    },
}

impl Error {
    /// For `map_err`: wraps a system's error with what was tried on which path.
    pub fn io(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io { doing, path, source }
    }

    /// A refusal of our own.
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
