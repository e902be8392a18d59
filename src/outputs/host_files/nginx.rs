//! `nginx.conf`, to include in a `server` block. Everything is inside the location of the site, so that other sites of the server
//! are as they were. A location compares decoded paths; in a text, `$` begins a variable and cannot be escaped.

use std::fmt::Write;

use super::rules::{INDEX, Rules, target};
use crate::outputs::delivery::Delivery;

/// The first line.
const COMMENT: &str =
    "# Include this file in the server block of the site, and reload nginx when it changes.\n";

/// Settings for the files of the site.
const SETTINGS: &str = "    absolute_redirect off;\n    gzip_static on;\n    gzip_vary on;\n    charset utf-8;\n    \
     charset_types text/css text/javascript text/markdown text/plain text/xml application/javascript \
     application/json application/xml image/svg+xml;\n";

/// Returns the file.
pub fn file(rules: &Rules<'_>) -> String {
    let mut text = format!("{COMMENT}location {} {{\n{SETTINGS}", quoted(&rules.root));
    // This address is not decoded. One with a variable is left out.
    if let Some(missing) = Some(rules.not_found()).filter(|missing| !missing.contains('$')) {
        let _ = writeln!(text, "    error_page 404 {};", quoted(&missing));
    }
    text.push_str(&fields(rules, "    "));
    let _ = writeln!(text, "    add_header Cache-Control \"{}\" always;", Delivery::Page.cache_control());
    text.push_str("    location ~ \"\\.md$\" {\n        default_type text/markdown;\n    }\n");
    for asset in &rules.assets {
        text.push_str(&cached(rules, asset));
    }
    for file in &rules.hidden {
        let _ = writeln!(text, "    location = {} {{\n        return 404;\n    }}", quoted(file));
    }
    for (old, new) in &rules.redirects {
        text.push_str(&redirect(old, new));
        if old.ends_with('/') {
            text.push_str(&redirect(&format!("{old}{INDEX}"), new));
        }
    }
    text.push_str("}\n");
    text
}

/// Returns the header fields of every answer.
fn fields(rules: &Rules<'_>, indent: &str) -> String {
    let field = |(name, value)| format!("{indent}add_header {name} {} always;\n", quoted(value));
    rules.fields.into_iter().map(field).collect()
}

/// Returns the location of what never changes. A location with a field of its own inherits none.
fn cached(rules: &Rules<'_>, asset: &str) -> String {
    let (how, cached) = (if asset.ends_with('/') { "^~" } else { "=" }, Delivery::Asset.cache_control());
    let fields = fields(rules, "        ");
    let asset = quoted(asset);
    format!("    location {how} {asset} {{\n{fields}        add_header Cache-Control \"{cached}\";\n    }}\n")
}

fn redirect(old: &str, new: &str) -> String {
    format!("    location = {} {{\n        return 301 {};\n    }}\n", quoted(old), quoted(&target(new)))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
