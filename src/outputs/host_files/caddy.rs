//! `Caddyfile`, to import in the block of a site. Everything but the page for missing addresses is inside a `handle`
//! block, so that other sites at the same address are as they were.
//!
//! A path that needs no encoding is compared as it is; another one with a regular expression, which sees it decoded. Braces are
//! placeholders, so a target has none.

use std::fmt::Write;

use super::rules::{INDEX, Rules, pattern, target};
use crate::outputs::delivery::Delivery;

/// The first line.
const COMMENT: &str = "# Import this file in the block of the site, and reload Caddy when it changes.\n";

/// Returns the file.
pub fn file(rules: &Rules<'_>) -> String {
    let mut text = COMMENT.to_owned();
    let root = &rules.root;
    let block = match root.as_str() {
        "/" => "handle {\n".to_owned(),
        _ if is_plain(root) => format!("handle {root}* {{\n"),
        _ => format!("@handout path_regexp `^{}`\nhandle @handout {{\n", pattern(root)),
    };
    text.push_str(&block);
    text.push_str(&fields(rules));
    let _ = writeln!(text, "\t@hidden path_regexp `{}`\n\terror @hidden 404", any(&rules.hidden));
    for (at, (old, new)) in rules.redirects.iter().enumerate() {
        text.push_str(&redirect(at, old, &target(new)));
    }
    text.push_str("\tfile_server {\n\t\tprecompressed br gzip\n\t}\n}\n");
    let (root, missing) = (pattern(root), rewritten(&rules.not_found()));
    let checked = Delivery::Page.cache_control();
    let _ = write!(
        text,
        "handle_errors {{\n\t@missing {{\n\t\texpression {{http.error.status_code}} == 404\n\t\t\
         path_regexp `^{root}`\n\t}}\n\thandle @missing {{\n\t\theader Cache-Control \"{checked}\"\n\t\t\
         rewrite * {missing}\n\t\tfile_server\n\t}}\n}}\n"
    );
    text
}

/// Returns the address of a file to show instead of another one. It is not decoded.
fn rewritten(path: &str) -> String {
    if path.contains(['{', '}', '"', '\\']) { target(path) } else { format!("\"{path}\"") }
}

/// Returns the header fields.
fn fields(rules: &Rules<'_>) -> String {
    let field = |(name, value)| format!("\theader {name} \"{value}\"\n");
    let mut text: String = rules.fields.into_iter().map(field).collect();
    let assets = any(&rules.assets);
    let (cached, checked) = (Delivery::Asset.cache_control(), Delivery::Page.cache_control());
    let _ = writeln!(text, "\t@assets path_regexp `{assets}`\n\theader @assets Cache-Control \"{cached}\"");
    let _ =
        writeln!(text, "\t@others not path_regexp `{assets}`\n\theader @others Cache-Control \"{checked}\"");
    text
}

/// Returns the lines that redirect from an old address.
fn redirect(number: usize, old: &str, new: &str) -> String {
    let is_folder = old.ends_with('/');
    if is_plain(old) {
        let index = if is_folder { format!("\tredir {old}{INDEX} {new} 301\n") } else { String::new() };
        return format!("\tredir {old} {new} 301\n{index}");
    }
    let index = if is_folder { format!("({})?", pattern(INDEX)) } else { String::new() };
    format!("\t@old{number} path_regexp `^{}{index}$`\n\tredir @old{number} {new} 301\n", pattern(old))
}

/// Reports whether a path is the same text in a matcher.
fn is_plain(path: &str) -> bool {
    path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte))
}

/// Returns a regular expression that matches each of some files, and everything in each of some folders.
fn any(paths: &[String]) -> String {
    let end = |path: &str| if path.ends_with('/') { "" } else { "$" };
    let patterns: Vec<String> = paths.iter().map(|path| format!("{}{}", pattern(path), end(path))).collect();
    format!("^({})", patterns.join("|"))
}
