//! The tests that need a whole guide on a disk, one module for each kind. `tests/README.md` says which kind to write
//! when.

#![expect(clippy::case_sensitive_file_extension_comparisons, reason = "the names are those that a test gave")]

#[cfg(feature = "pdf")]
mod booklet;
mod attributes;
#[cfg(feature = "pdf")]
mod book_index;
mod citations;
mod clinic;
mod cmark;
mod conditions;
mod commonmark;
mod cli;
mod diagnostics;
mod directives;
mod docs;
mod download;
mod edition_codes;
mod drafts;
mod evidence;
mod metadata;
mod named_values;
mod output_folder;
mod formulas;
mod fuzz;
mod glossary;
mod golden;
mod harness;
mod hostile;
mod hostile_text;
mod hosts;
mod images;
mod includes;
mod kinds;
mod laws;
mod leaf_pages;
mod leaves;
mod markdown;
mod myst;
mod names;
mod numbers;
mod page_conditions;
#[cfg(feature = "pdf")]
mod pdf;
mod pdf_reader;
mod print_pages;
mod publish;
mod reference;
mod review;
mod stylesheet;
mod theme_directives;
mod theme_messages;
mod theme_tools;
mod tidy;
mod safety;
mod sample;
mod search;
mod serve;
mod stages;
mod values;
mod withdrawn;
mod workflows;
