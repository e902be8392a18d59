//! Reads the files of `values/`.

use std::collections::BTreeMap;

use super::Sources;
use super::layout::{VALUES, below, value_file};
use super::text_source::{self, MAX_TEXT, TextSource};
use super::walk::Walker;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Error;
use crate::values::is_part;

impl Walker<'_> {
    /// Returns the files of values, by their names without `.toml`. If they are in the content folder, there are none.
    /// Where the root is the content folder, other files in the folder are content; elsewhere they are reported if they look like values.
    pub fn values(
        &mut self,
        content: &str,
        (previous, newest): (&Sources, u128),
    ) -> Result<BTreeMap<String, TextSource>, Error> {
        let mut values = BTreeMap::new();
        if content == VALUES {
            return Ok(values);
        }
        for found in self.walk(VALUES, &|_| false)? {
            let path = below(VALUES, &found.relative);
            let mut report = |message: String, help: &str| {
                self.problems.push(Diagnostic::error(Place::file(&path), message).help(help));
            };
            let Some(name) = value_file(&found.name) else {
                let is_data = [".toml", ".yaml", ".yml", ".json"].iter().any(|end| found.name.ends_with(end));
                if is_data && !content.is_empty() {
                    let message = "a file that gives no values".to_owned();
                    report(
                        message,
                        "write values in TOML, in a file directly in `values`: `values/clinic.toml`",
                    );
                }
                continue;
            };
            if !is_part(name) {
                let message = format!("`{name}` is not a name of values");
                report(message, "rename the file: a name has letters, digits, `_` and `-`");
                continue;
            }
            if found.stamp.size > MAX_TEXT {
                let message = format!("values of {} bytes; the limit is {MAX_TEXT}", found.stamp.size);
                report(message, "keep only the values of the guide in it");
                continue;
            }
            let source = text_source::read(&found, path, previous.values.get(name), newest)?;
            self.problems.extend(source.problem.clone());
            values.insert(name.to_owned(), source);
        }
        Ok(values)
    }
}
