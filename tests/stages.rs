//! The stages after reading, each tried on a guide in memory: what the names become, what is rendered, and what
//! `site.toml` means. No process, no disk.

mod config;
mod render;
mod site;
