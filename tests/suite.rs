//! The tests that need a whole guide on a disk, one module a kind. `tests/README.md` says which kind to write when.

#![expect(clippy::case_sensitive_file_extension_comparisons, reason = "the names are those that a test gave")]

#[cfg(feature = "pdf")]
mod booklet;
mod clinic;
mod commonmark;
mod cli;
mod diagnostics;
mod docs;
mod drafts;
mod metadata;
mod golden;
mod harness;
mod hostile;
mod hostile_text;
mod images;
mod kinds;
mod laws;
#[cfg(feature = "pdf")]
mod pdf;
mod pdf_reader;
mod print_pages;
mod reference;
mod theme_messages;
mod theme_tools;
mod tidy;
mod safety;
mod sample;
mod search;
mod serve;
mod stages;
