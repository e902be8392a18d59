//! `.htaccess`, for the Apache HTTP Server 2.4 with `AllowOverride FileInfo`. It is read at every request, so it is short where it
//! can be, and a server without one of the modules still serves the site.

use std::fmt::Write;

use super::rules::{INDEX, Rules, pattern};
use crate::outputs::delivery::Delivery;
use crate::paths;

/// The variable that marks a request for what never changes.
const ASSET: &str = "HANDOUT_ASSET";

/// Types that older servers do not know.
const TYPES: &str = "AddType text/markdown .md\nAddType image/webp .webp\nAddType font/woff2 .woff2\n\
                     AddCharset utf-8 .css .html .js .json .md .svg .txt .xml\n";

/// Returns the file.
pub fn file(rules: &Rules<'_>) -> String {
    let mut text = format!("ErrorDocument 404 \"{}\"\n", paths::encode(&rules.not_found()));
    let _ = writeln!(text, "<IfModule mod_mime.c>\n{TYPES}</IfModule>");
    text.push_str(&headers(rules));
    text.push_str("<IfModule mod_alias.c>\n");
    for file in &rules.hidden {
        let _ = writeln!(text, "RedirectMatch 404 \"^{}$\"", pattern(file));
    }
    for (old, new) in rules.redirects.iter().filter(|(_, new)| is_target(new)) {
        let index = if old.ends_with('/') { format!("({})?", pattern(INDEX)) } else { String::new() };
        let new = new.replace('"', "\\\"");
        let _ = writeln!(text, "RedirectMatch 301 \"^{}{index}$\" \"{new}\"", pattern(old));
    }
    text.push_str("</IfModule>\n");
    text
}

/// Reports whether the server can redirect to an address. It encodes a target itself, except for the query and the fragment, and
/// fills in variables; the page at the old address still redirects.
fn is_target(path: &str) -> bool {
    !path.contains(['?', '#', '$', '\\'])
}

/// Returns the header fields. A field is set either for all answers or for successful ones: if it were set for both, both
/// would be sent.
fn headers(rules: &Rules<'_>) -> String {
    let mut text = String::from("<IfModule mod_headers.c>\n");
    for (name, value) in rules.fields {
        let _ = writeln!(text, "Header always set {name} \"{}\"", value.replace('%', "%%"));
    }
    let cached = Delivery::Asset.cache_control();
    let checked = Delivery::Page.cache_control();
    text.push_str("<IfModule mod_setenvif.c>\n");
    for asset in &rules.assets {
        let end = if asset.ends_with('/') { "" } else { "$" };
        let _ = writeln!(text, "SetEnvIf Request_URI \"^{}{end}\" {ASSET}", pattern(asset));
    }
    let _ = writeln!(text, "Header set Cache-Control \"{cached}\" env={ASSET}\n</IfModule>");
    let _ = writeln!(text, "Header always set Cache-Control \"{checked}\" env=!{ASSET}\n</IfModule>");
    text
}
