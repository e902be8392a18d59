//! What search engines, feed readers, language models and the programs in which pages are shared find, read with the
//! parsers that such programs use.

mod data;
mod feeds;
mod head;
mod icons;
mod llms;
mod markdown_pages;
