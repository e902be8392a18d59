//! The stages after reading, each on a guide in memory: the routes and navigation, the rendered outputs, and the
//! meaning of `site.toml`. No process, no disk.

mod config;
mod render;
mod site;
