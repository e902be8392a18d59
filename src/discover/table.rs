//! Tables of texts in CSV.

use std::path::Path;

use crate::discover::input;
use crate::error::Error;

/// The largest table that is read, in bytes.
const MAX_TABLE: u64 = 64 * 1024 * 1024;

/// A table of texts.
#[derive(Debug)]
pub struct TextTable {
    /// The texts of the first row.
    pub names: Vec<String>,
    /// The other rows. A row may be shorter or longer than the first.
    pub rows: Vec<Vec<String>>,
}

impl TextTable {
    /// Reads a CSV file (RFC 4180) in UTF-8. White space around a text is dropped.
    pub fn read(file: &Path) -> Result<TextTable, Error> {
        let bytes = input::read(file, MAX_TABLE).map_err(Error::io("read", file))?;
        let text = std::str::from_utf8(&bytes).map_err(|_| Error::refused(file, "is not UTF-8"))?;
        let text = text.trim_start_matches('\u{FEFF}');
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
        let wrong = |error: csv::Error| Error::refused(file, format!("is not a table in CSV: {error}"));
        let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
        let names = texts(reader.headers().map_err(wrong)?);
        let rows =
            reader.records().map(|record| record.map(|record| texts(&record))).collect::<Result<_, _>>();
        Ok(TextTable { names, rows: rows.map_err(wrong)? })
    }
}
