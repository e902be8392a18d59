//! Handout: a static site generator for guides that people read on a screen and on paper.
//!
//! Many files become one set of names, and the names many outputs. The modules in reading order: what the values
//! are, then the stages from the disk to the disk. `ARCHITECTURE.md` tells why.

pub mod config;
pub mod diagnostic;
pub mod document;
pub mod error;
pub mod paths;
pub mod text;
pub mod date;
pub mod picture;
pub mod raw;
pub mod language;
pub mod schema;
pub mod tokens;
pub mod view;
pub mod search;

pub mod snapshot;

pub mod discover;
pub mod parse;
pub mod theme;
pub mod site;
pub mod render;
pub mod write;
pub mod serve;

pub mod cli;
