//! The tests that need a whole guide on a disk, one module a kind. `tests/README.md` says which kind to write when.

mod commonmark;
mod cli;
mod diagnostics;
mod drafts;
mod golden;
mod harness;
mod hostile_text;
mod tidy;
mod sample;
