//! Words that authors bring from other programs, each with Handout's own. A setting, a value of a choice, a token of a theme,
//! a command or a flag that is unknown is looked up here first, and then among names that are spelled like it.

use crate::diagnostic::nearest;

/// Words of Handout, each with the words that other programs have for it. One word may have several meanings; the first
/// that is known in a place is taken.
type Synonyms = &'static [(&'static str, &'static [&'static str])];

/// Keys and values of `site.toml`, `theme.toml` and front matter.
const SETTINGS: Synonyms = &[
    // site.toml
    ("url", &["base_url", "site_url", "site", "address", "domain", "host", "canonical_url"]),
    ("title", &["name", "site_name", "site_title", "project", "heading", "link_title", "sidebar_label"]),
    ("description", &["summary", "subtitle", "abstract", "site_description", "excerpt", "lead", "about"]),
    ("language", &["lang", "locale", "language_code", "default_language"]),
    ("author", &["authors", "site_author", "creator", "publisher"]),
    ("content", &["docs_dir", "src", "source", "content_dir", "src_dir"]),
    (
        "output",
        &["site_dir", "publish_dir", "build_dir", "out", "out_dir", "dist", "destination", "public_dir"],
    ),
    ("ignore", &["exclude", "exclude_docs", "ignore_files", "exclude_patterns"]),
    ("nav", &["menu", "menus", "sidebar", "navigation", "navbar", "chapters"]),
    ("print", &["pdf", "pdfs", "paper"]),
    ("web", &["seo", "meta", "metadata", "social", "head"]),
    ("checks", &["lint", "lints", "validation", "quality"]),
    ("theme", &["template", "style", "appearance", "design"]),
    // [markdown]
    ("raw_html", &["html", "unsafe", "raw"]),
    ("autolinks", &["linkify", "autolink", "magic_links"]),
    ("smart_punctuation", &["typographer", "smart", "smartypants", "smart_quotes"]),
    ("strikethrough", &["strikeout", "del"]),
    ("task_lists", &["checkboxes", "todo", "tasks", "tasklist"]),
    ("alerts", &["admonitions", "callouts"]),
    ("math", &["katex", "mathjax", "latex", "formulas"]),
    ("definition_lists", &["deflist", "def_list"]),
    // [print]
    ("pdf", &["outputs", "formats", "scopes", "files"]),
    ("paper", &["paper_size", "page_size", "format", "size"]),
    ("two_sided", &["duplex", "double_sided", "twoside"]),
    ("contents_depth", &["toc_depth", "toc", "contents"]),
    ("font_size", &["text_size", "fontsize", "type_size"]),
    ("version", &["edition", "revision", "release"]),
    ("cover", &["title_page", "cover_page"]),
    // [web]
    ("subject", &["topic", "schema", "about"]),
    ("feed", &["rss", "atom"]),
    ("image", &["og_image", "social_image", "cover", "thumbnail", "banner", "featured_image", "card"]),
    ("markdown", &["llms", "llms_txt", "copies"]),
    ("download", &["downloadable", "offline", "archive"]),
    ("hosts", &["servers", "platforms", "hosting", "deploy"]),
    ("policy", &["csp", "content_security_policy", "security_policy"]),
    ("cloudflare", &["cloudflare-pages", "workers", "wrangler"]),
    ("apache", &["httpd", "htaccess", "apache2"]),
    ("caddy", &["caddyfile"]),
    ("health", &["medical", "medicine", "clinical", "healthcare"]),
    ("technical", &["tech", "technology", "software", "docs", "documentation"]),
    // Front matter
    (
        "order",
        &["weight", "nav_order", "position", "sidebar_position", "index", "menu_order", "priority", "rank"],
    ),
    ("updated", &["date", "lastmod", "last_modified", "modified", "last_updated", "changed"]),
    ("reviewed", &["last_reviewed", "checked", "review_date"]),
    ("definition", &["meaning", "description", "text", "def"]),
    ("expansion", &["abbreviation", "full", "full_form", "long"]),
    ("forms", &["synonyms", "aliases", "other", "variants"]),
    ("reviewers", &["reviewer", "reviewed_by", "checked_by"]),
    ("review_every", &["review_cycle", "review_interval", "review_period"]),
    ("valid_until", &["expires", "expiry", "expiry_date", "expiration", "best_before"]),
    ("aliases", &["redirect_from", "redirects", "old_urls", "redirect"]),
    ("tags", &["keywords", "categories", "topics", "labels", "taxonomies"]),
    ("template", &["layout"]),
    ("kind", &["type", "page_type", "category"]),
    ("toc", &["table_of_contents", "show_toc", "outline", "on_this_page"]),
    ("draft", &["unlisted", "hidden", "wip", "published"]),
    ("sources", &["references"]),
    ("citations", &["bibliography", "biblatex", "bibtex", "csl"]),
    ("search", &["searchable", "search_exclude", "no_search", "in_search"]),
    ("extra", &["params", "custom", "data", "user", "properties"]),
    // Tokens and settings of themes
    (
        "accent",
        &[
            "primary",
            "brand",
            "color",
            "colour",
            "primary_color",
            "accent_color",
            "brand_color",
            "theme_color",
        ],
    ),
    ("paper", &["background", "bg", "background_color"]),
    ("ink", &["text_color", "foreground", "fg", "font_color", "text_colour"]),
    ("text", &["font", "font_family", "body_font", "text_font"]),
    ("display", &["heading_font", "headings", "title_font", "font_heading"]),
    ("mono", &["code_font", "monospace", "font_mono", "font_code"]),
    ("line", &["border", "border_color", "rule"]),
    ("measure", &["width", "max_width", "content_width", "line_length"]),
    ("labels", &["strings", "translations", "i18n", "words"]),
];

/// Commands.
const COMMANDS: Synonyms = &[
    ("new", &["init", "create", "start", "scaffold"]),
    ("build", &["generate", "make", "render", "compile", "export", "publish"]),
    ("check", &["lint", "test", "validate", "verify", "doctor"]),
    ("serve", &["watch", "preview", "dev", "server", "run", "live", "open", "start"]),
    ("print", &["typeset", "booklet"]),
    ("theme", &["themes", "eject", "style"]),
    ("completions", &["completion", "complete"]),
    ("man", &["manual", "manpage"]),
];

/// Flags.
const FLAGS: Synonyms = &[
    ("output", &["out", "dest", "destination", "dest_dir", "site_dir", "target", "outdir", "out_dir"]),
    ("base-url", &["url", "site_url", "baseurl", "host"]),
    ("root", &["dir", "source", "src", "folder", "project", "chdir", "cwd", "config"]),
    ("drafts", &["draft", "include_drafts", "build_drafts", "future"]),
    ("strict", &["fail_on_warnings", "warnings_as_errors", "deny", "werror"]),
    ("no-pdf", &["skip_pdf", "without_pdf", "html_only"]),
    ("lan", &["host", "network", "public", "bind", "expose"]),
    ("open", &["browser", "launch", "open_browser"]),
    ("poll", &["polling", "watch_poll"]),
    ("port", &["listen"]),
    ("paper", &["paper_size", "format", "size", "page_size"]),
    ("large-print", &["large", "big", "font_size"]),
    ("section", &["chapter", "part", "folder", "only"]),
];

/// Returns the known setting, or word of a setting, that an author may have meant.
pub fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    suggest(SETTINGS, name, known)
}

/// Returns the known command that a user may have meant.
pub fn command<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    suggest(COMMANDS, name, known)
}

/// Returns the known flag, without its `--`, that a user may have meant.
pub fn flag<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    suggest(FLAGS, name, known)
}

fn suggest<'a>(synonyms: Synonyms, name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<&str> = known.into_iter().collect();
    // The same word in another spelling comes before a word of the same meaning.
    if let Some(same) = known.iter().find(|other| is_same(name, other)) {
        return Some(same);
    }
    let means = |(_, words): &&(&str, &[&str])| words.iter().any(|word| is_same(name, word));
    let mut candidates = synonyms.iter().filter(means).map(|(ours, _)| *ours);
    let found = candidates.find_map(|ours| known.iter().find(|other| **other == ours));
    found.copied().or_else(|| nearest(name, known))
}

/// Returns whether two names are the same but for what programs write in different ways: case, `-` and `_`.
fn is_same(name: &str, other: &str) -> bool {
    fn plain(name: &str) -> impl Iterator<Item = u8> {
        name.bytes().filter(|b| !matches!(b, b'-' | b'_')).map(|b| b.to_ascii_lowercase())
    }
    plain(name).eq(plain(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_another_program_leads_to_ours_where_that_is_known() {
        let site = ["title", "url", "print", "nav", "theme"];
        let front = ["title", "order", "updated", "tags", "template"];
        assert_eq!(suggestion("base_url", site), Some("url"));
        assert_eq!(suggestion("baseURL", site), Some("url"));
        assert_eq!(suggestion("pdf", site), Some("print"));
        assert_eq!(suggestion("name", site), Some("title"));
        assert_eq!(suggestion("weight", front), Some("order"));
        assert_eq!(suggestion("date", front), Some("updated"));
        assert_eq!(suggestion("template", site), Some("theme"));
        assert_eq!(suggestion("titel", front), Some("title"));
        assert_eq!(suggestion("colophon", front), None);
        assert_eq!(command("typeset", ["build", "print"]), Some("print"));
        assert_eq!(flag("out", ["output", "root"]), Some("output"));
    }

    #[test]
    fn no_word_of_ours_is_declared_twice_in_one_table_for_the_same_word() {
        for table in [SETTINGS, COMMANDS, FLAGS] {
            for (at, (ours, words)) in table.iter().enumerate() {
                for word in *words {
                    let again =
                        table[at + 1..].iter().any(|(other, words)| other == ours && words.contains(word));
                    assert!(!again && word != ours, "{ours}: {word}");
                }
            }
        }
    }
}
