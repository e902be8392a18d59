//! `_headers` and `_redirects`, which Netlify and Cloudflare read. A `*` and a word after a `:` are placeholders, and a space ends an
//! address; all three are percent-encoded.

use std::fmt::Write;

use super::rules::{INDEX, Rules, plain, target};
use crate::config::web::{Host, Web};
use crate::outputs::delivery::Delivery;

/// Returns `_headers`. Both hosts join the values of all rules for an address, so each field has one rule; what has no
/// `Cache-Control` here is checked for a newer version by default.
pub fn headers(rules: &Rules<'_>) -> String {
    let mut text = String::from("/*\n");
    for (name, value) in rules.fields {
        let _ = writeln!(text, "  {name}: {value}");
    }
    for asset in &rules.assets {
        let all = if asset.ends_with('/') { "*" } else { "" };
        let cached = Delivery::Asset.cache_control();
        let _ = writeln!(text, "\n{}{all}\n  Cache-Control: {cached}", plain(asset));
    }
    text
}

/// Returns `_redirects`. Netlify redirects where there is a file only with `!`, which Cloudflare does not read.
pub fn redirects(rules: &Rules<'_>, web: &Web) -> String {
    let status = if web.has_host(Host::Cloudflare) { "301" } else { "301!" };
    let mut text = String::new();
    for (old, new) in rules.redirects.iter().filter(|(old, new)| name(old) != name(new)) {
        let (old, new) = (plain(old), target(new));
        let _ = writeln!(text, "{old} {new} {status}");
        if old.ends_with('/') {
            let _ = writeln!(text, "{old}{INDEX} {new} {status}");
        }
    }
    text
}

/// Returns what both hosts may take an address for: they show `a.html` and `a/index.html` as `a`. A redirect from the one to the other
/// could be a circle; without a rule, the page at the old address redirects.
fn name(address: &str) -> &str {
    let address = address.strip_suffix('/').unwrap_or(address);
    address.strip_suffix(".html").unwrap_or(address)
}
