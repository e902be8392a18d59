//! What search engines, feed readers, language models and programs that share pages read, parsed as such programs do.

mod data;
mod feeds;
mod head;
mod icons;
mod llms;
mod markdown_pages;
