//! The Content-Security-Policy of a site (W3C, Content Security Policy Level 3): one line of directives. A browser ignores what it
//! does not know, so a mistake would protect nothing in silence.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, nearest};
use crate::raw::Entry;
use crate::schema::TableReader;

/// Characters that no policy needs and that have a meaning in the settings of a host. In an address they are
/// percent-encoded.
const NOT_IN_POLICY: [char; 7] = ['"', '\\', '`', '$', '{', '}', ','];

/// The directives: sections 6.1 to 6.5 of Level 3, and those of Trusted Types, Mixed Content and Upgrade Insecure Requests.
const DIRECTIVES: [&str; 28] = [
    "base-uri",
    "block-all-mixed-content",
    "child-src",
    "connect-src",
    "default-src",
    "fenced-frame-src",
    "font-src",
    "form-action",
    "frame-ancestors",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "object-src",
    "report-to",
    "report-uri",
    "require-trusted-types-for",
    "sandbox",
    "script-src",
    "script-src-attr",
    "script-src-elem",
    "style-src",
    "style-src-attr",
    "style-src-elem",
    "trusted-types",
    "upgrade-insecure-requests",
    "webrtc",
    "worker-src",
];

/// The directives with a list of sources whose names do not say so.
const WITH_SOURCES: [&str; 3] = ["base-uri", "form-action", "frame-ancestors"];

/// Words that are in single quotes in a list of sources (section 2.3.1). Without them, they are names of hosts.
const KEYWORDS: [&str; 8] = [
    "none",
    "report-sample",
    "self",
    "strict-dynamic",
    "unsafe-eval",
    "unsafe-hashes",
    "unsafe-inline",
    "wasm-unsafe-eval",
];

/// Words in single quotes that nobody means as the name of a host: of reports, of Trusted Types, of speculation rules, of
/// `WebTransport`, and for hashes of addresses.
const OTHER_KEYWORDS: [&str; 7] = [
    "inline-speculation-rules",
    "report-sha256",
    "report-sha384",
    "report-sha512",
    "strict-dynamic-url",
    "trusted-types-eval",
    "unsafe-webtransport-hashes",
];

/// Reads a policy. What a browser would ignore in it is a warning.
pub fn read(entry: &Entry, reader: &mut TableReader<'_>) -> Option<String> {
    let text = entry.text()?.trim();
    let is_wrong = |c: &char| !matches!(c, ' '..='~') || NOT_IN_POLICY.contains(c);
    let place = reader.place(&entry.node.span);
    if text.is_empty() {
        let problem = Diagnostic::error(place, "`policy` is empty");
        reader.problems.push(problem.help("leave the key out for the policy of the program"));
        return None;
    }
    if let Some(c) = text.chars().find(is_wrong) {
        let message = format!("`policy` contains the character {c:?}, which no host would send as it is");
        let help =
            "write directives on one line, with `;` between them: `default-src 'none'; img-src 'self'`";
        reader.problems.push(Diagnostic::error(place, message).help(help));
        return None;
    }
    let warning = |(message, help)| Diagnostic::warning(place.clone(), message).help(help);
    reader.problems.extend(ignored(text).into_iter().map(warning));
    Some(text.to_owned())
}

/// Returns what a browser ignores in a policy, each with the help.
fn ignored(policy: &str) -> Vec<(String, String)> {
    let (mut found, mut names) = (Vec::new(), BTreeSet::new());
    for directive in policy.split(';') {
        let mut words = directive.split_ascii_whitespace();
        let Some(name) = words.next() else { continue };
        let lower = name.to_ascii_lowercase();
        if !DIRECTIVES.contains(&&*lower) {
            let help = match nearest(&lower, DIRECTIVES) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    "remove it, or put `;` between directives: `default-src 'none'; img-src 'self'`".into()
                }
            };
            found.push((
                format!("`policy` has `{name}`, which is not a directive, so browsers ignore it"),
                help,
            ));
        } else if !names.insert(lower.clone()) {
            let message = format!("`policy` has `{name}` twice, and browsers ignore the second one");
            found.push((message, "write its sources after the first one".into()));
        }
        if lower.contains("-src") || WITH_SOURCES.contains(&&*lower) {
            found.extend(ignored_sources(name, &words.collect::<Vec<_>>()));
        }
    }
    found
}

/// Returns what a browser ignores in the list of sources of a directive, each with the help.
fn ignored_sources(name: &str, words: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for word in words {
        let lower = word.to_ascii_lowercase();
        if KEYWORDS.contains(&&*lower) {
            let message = format!("`policy` has `{word}` without quotes, so browsers read it as a host");
            found.push((message, format!("write `'{lower}'`")));
        } else if DIRECTIVES.contains(&&*lower) {
            let message = format!("`policy` has `{word}` among the sources of `{name}`");
            found.push((message, format!("put `;` before `{word}`")));
        } else if lower == "'none'" && words.iter().any(|it| is_source(&it.to_ascii_lowercase())) {
            let message =
                format!("`policy` has `{word}` beside other sources of `{name}`, so browsers ignore it");
            found.push((message, format!("remove `{word}`, or the other sources")));
        } else if lower.starts_with('\'') != lower.ends_with('\'') {
            let message = format!("`policy` has `{word}` with one quote, so browsers ignore it");
            found.push((message, format!("write `'{}'`", word.trim_matches('\''))));
        } else if lower.starts_with('\'') && !is_quoted_source(lower.trim_matches('\'')) {
            let help = nearest(lower.trim_matches('\''), KEYWORDS).map_or_else(
                || "only keywords, nonces and hashes are in quotes; write a host without them".to_owned(),
                |near| format!("did you mean `'{near}'`?"),
            );
            let message = format!("`policy` has `{word}`, which is not a source, so browsers ignore it");
            found.push((message, help));
        }
    }
    found
}

/// Reports whether a word in small letters is a source, not `'none'` itself or a word about reports.
fn is_source(word: &str) -> bool {
    word != "'none'" && !word.starts_with("'report-")
}

/// Reports whether a word in small letters, without its quotes, is a keyword, a nonce or a hash.
fn is_quoted_source(word: &str) -> bool {
    let has_value = |prefix: &&str| word.strip_prefix(*prefix).is_some_and(|value| !value.is_empty());
    let prefixes = ["nonce-", "sha256-", "sha384-", "sha512-"];
    // Hashes of addresses and of code for `eval` have the name of the algorithm after their own.
    let of_hash = word.strip_prefix("url-").or_else(|| word.strip_prefix("eval-")).unwrap_or(word);
    let is_hash = prefixes[1..]
        .iter()
        .any(|prefix| of_hash.strip_prefix(prefix).is_some_and(|value| !value.is_empty()));
    KEYWORDS.contains(&word) || OTHER_KEYWORDS.contains(&word) || prefixes.iter().any(has_value) || is_hash
}

#[cfg(test)]
mod tests {
    use super::ignored;

    #[test]
    fn what_a_browser_ignores_is_found() {
        let messages = |policy| ignored(policy).into_iter().map(|it| it.0).collect::<Vec<_>>().join("\n");
        assert_eq!(
            messages(
                "default-src 'none'; IMG-SRC 'self' https://x.org data:;upgrade-insecure-requests; webrtc 'allow'; \
                 script-src 'nonce-a' 'SHA256-b' 'report-sample'; object-src 'none' 'report-sample'; \
                 script-src-elem 'url-sha256-a' 'eval-sha384-b' 'strict-dynamic-url' 'report-sha256'"
            ),
            ""
        );
        for (policy, expected) in [
            ("img-src self", "`self` without quotes"),
            ("IMG-SRC Self", "`Self` without quotes"),
            ("frame-ancestors none", "`none` without quotes"),
            ("default-src 'none' img-src 'self'", "`img-src` among the sources of `default-src`"),
            ("defualt-src 'none'", "`defualt-src`, which is not a directive"),
            ("img-src 'self'; img-src x.org", "`img-src` twice"),
            ("'self'", "`'self'`, which is not a directive"),
            ("img-src 'none' 'self'", "`'none'` beside other sources of `img-src`"),
            ("script-src 'selff'", "`'selff'`, which is not a source"),
            ("script-src 'self", "`'self` with one quote"),
            ("script-src self'", "`self'` with one quote"),
            ("script-src 'nonce-'", "`'nonce-'`, which is not a source"),
            ("script-src 'sha256-'", "`'sha256-'`, which is not a source"),
            ("script-src 'report-sha256x'", "`'report-sha256x'`, which is not a source"),
            ("img-src 'x.org'", "`'x.org'`, which is not a source"),
        ] {
            assert!(messages(policy).contains(expected), "{policy}: {}", messages(policy));
        }
        assert_eq!(ignored("script-src 'selff'")[0].1, "did you mean `'self'`?");
        assert_eq!(ignored("defualt-src *")[0].1, "did you mean `default-src`?");
    }
}
