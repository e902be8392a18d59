//! What the documentation claims and the program can be asked: commands, flags, settings, limits, and which files of a guide
//! are published.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use clap::error::ErrorKind;
use handout::cli;
use handout::config::checks::Checks;
use handout::config::glossary::Glossary;
use handout::config::print::Print;
use handout::config::publish::PublishEntry;
use handout::config::review::Review;
use handout::config::web::Web;
use handout::config::{Config, FrontMatterPolicy, Markdown, NavEntry};
use handout::evidence::{Level, Scale};
use handout::parse::{FrontMatter, Reviewer};
use handout::schema::{Field, Settings};
use handout::theme::directive_decl::{AttributeDecl, DirectiveDecl};
use handout::theme::kind_decl::{FieldDecl, KindDecl};
use handout::theme::manifest::{Manifest, ThemeSetting, TokenDecl};
use handout::tokens::Contrast;

use super::{Project, fences, pages};
use crate::harness::memory::Guide;

/// Returns the pages of the documentation and what readers see of the repository first.
fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("a readme").replace("\r\n", "\n");
    pages().into_iter().chain([("README.md".to_owned(), readme)]).collect()
}

/// Returns what a page has in backticks in a line of prose, without its fenced blocks.
fn code_spans(page: &str) -> Vec<String> {
    let mut prose = String::new();
    let mut fence = 0;
    for line in page.lines() {
        let ticks = line.trim_start().bytes().take_while(|b| *b == b'`').count();
        if ticks >= 3 {
            fence = if fence == 0 {
                ticks
            } else if ticks >= fence {
                0
            } else {
                fence
            };
        } else if fence == 0 {
            prose += line;
            prose.push('\n');
        }
    }
    prose.split('`').skip(1).step_by(2).map(|span| span.replace('\n', " ")).collect()
}

/// Returns the commands of a page that start with `handout`: in prose, and as lines of blocks of any kind.
fn commands(page: &str) -> Vec<String> {
    let fences = fences(page);
    let lines = fences.iter().flat_map(|fence| fence.text.lines()).map(|line| {
        let line = line.trim().trim_start_matches("$ ").trim_start_matches("- ").trim_start_matches("run: ");
        line.split([';', '&', '|', '>']).next().unwrap_or_default().trim().to_owned()
    });
    let all = lines.chain(code_spans(page));
    all.filter(|line| line.starts_with("handout ") && !line.contains(['…', '{'])).collect()
}

/// Returns the words of a command, as a shell splits it: what is in quotes is one.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut quote) = (vec![String::new()], None);
    for c in command.chars() {
        if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && matches!(c, '"' | '\'') {
            quote = Some(c);
        } else if quote.is_none() && c.is_whitespace() {
            words.push(String::new());
        } else if let Some(word) = words.last_mut() {
            word.push(c);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn every_command_of_the_documentation_is_known() {
    let mut known = 0;
    for (path, page) in texts() {
        for command in commands(&page) {
            let words = words(&command);
            if let Err(error) = cli::command().try_get_matches_from(&words) {
                let wrong =
                    [ErrorKind::UnknownArgument, ErrorKind::InvalidSubcommand, ErrorKind::InvalidValue];
                // `SHELL` and `FILE` stand for one of several words.
                let is_placeholder = words.iter().any(|word| ["SHELL", "FILE"].contains(&word.as_str()));
                assert!(!wrong.contains(&error.kind()) || is_placeholder, "{path}: `{command}`: {error}");
            }
            known += 1;
        }
    }
    assert!(known > 60, "only {known} commands were found");
}

#[test]
fn every_flag_of_the_documentation_is_one_of_a_command() {
    let cli = cli::command();
    let of_command = |command: &clap::Command| {
        command.get_arguments().filter_map(|it| it.get_long().map(str::to_owned)).collect::<Vec<_>>()
    };
    let below = cli.get_subcommands().flat_map(clap::Command::get_subcommands);
    let mut flags: BTreeSet<String> = cli.get_subcommands().chain(below).flat_map(of_command).collect();
    // Flags of clap, and of other programs that a page explains.
    flags.extend(["help", "version", "exclude", "locked", "no-default-features"].map(str::to_owned));
    let mut known = 0;
    for (path, page) in texts() {
        for span in code_spans(&page).iter().filter(|span| span.starts_with("--") && span.len() > 2) {
            let flag = span.trim_start_matches('-').split([' ', '=']).next().unwrap_or_default();
            let is_flag = flag.starts_with(|c: char| c.is_ascii_lowercase());
            // A custom property of CSS begins in the same way.
            let is_property = page.contains(&format!("var(--{flag})"));
            assert!(
                !is_flag || is_property || flags.contains(flag),
                "{path}: `{span}` is a flag of no command"
            );
            known += usize::from(is_flag);
        }
    }
    assert!(known > 30, "only {known} flags were found");
}

/// Returns every key that a file of settings can have, and every name that a theme can have in it.
fn known_keys() -> BTreeSet<String> {
    let tables: [&[Field]; 21] = [
        Config::FIELDS,
        Markdown::FIELDS,
        FrontMatterPolicy::FIELDS,
        NavEntry::FIELDS,
        Print::FIELDS,
        Checks::FIELDS,
        Web::FIELDS,
        Review::FIELDS,
        PublishEntry::FIELDS,
        Glossary::FIELDS,
        Scale::FIELDS,
        Level::FIELDS,
        FrontMatter::FIELDS,
        Reviewer::FIELDS,
        Manifest::FIELDS,
        KindDecl::FIELDS,
        FieldDecl::FIELDS,
        DirectiveDecl::FIELDS,
        AttributeDecl::FIELDS,
        ThemeSetting::FIELDS,
        TokenDecl::FIELDS,
    ];
    let fields = tables.into_iter().flatten().chain(Contrast::FIELDS);
    let mut keys: BTreeSet<String> = fields.map(|field| field.name.to_owned()).collect();
    let theme = Guide::new([("content/index.md", "# Home\n"), ("site.toml", "theme = \"care\"\n")])
        .snapshot
        .theme
        .clone();
    keys.extend(theme.tokens.keys().chain(theme.settings.keys()).cloned());
    keys.extend(theme.kinds.iter().flat_map(|kind| kind.fields.iter().map(|field| field.name.clone())));
    keys
}

/// Names that a page invents in an example, each of which is declared in the same page or the one before.
const INVENTED: [&str; 13] = [
    "name",
    "columns",
    "phone",
    "partners",
    "cards",
    "show_tags",
    "tools",
    "difficulty",
    "indoors",
    "recalled",
    "trust",
    "time",
    "wheel_size",
];

#[test]
fn every_setting_of_the_documentation_exists() {
    let keys = known_keys();
    let mut known = 0;
    for (path, page) in texts() {
        for span in code_spans(&page) {
            let name = span.split_once(" = ").or_else(|| span.split_once(": ")).map(|(name, _)| name);
            let is_key =
                |name: &&str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            let Some(name) = name.filter(is_key) else { continue };
            let is_css = span.contains("var(--");
            assert!(
                keys.contains(name) || INVENTED.contains(&name) || is_css,
                "{path}: `{span}` sets no known key"
            );
            known += 1;
        }
    }
    assert!(known > 30, "only {known} settings were found");
}

#[test]
fn every_table_of_the_documentation_exists() {
    let own: [&[Field]; 2] = [Config::FIELDS, Manifest::FIELDS];
    let mut tables: BTreeSet<&str> = own.into_iter().flatten().map(|field| field.name).collect();
    tables.extend(["table"]);
    for (path, page) in texts() {
        for span in code_spans(&page) {
            let Some(name) = span.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { continue };
            let name = name.trim_start_matches('[').trim_end_matches(']');
            let top = name.split('.').next().unwrap_or_default();
            let is_name = !top.is_empty() && top.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            // A reference link of Markdown looks the same.
            let is_link = page.contains(&format!("\n[{name}]:"));
            assert!(!is_name || is_link || tables.contains(top), "{path}: `{span}` is a table of no file");
        }
    }
}

/// A limit in the documentation: the page, its words, and the constant with its file and its value in the words' unit.
type Limit = (&'static str, &'static str, (&'static str, &'static str, u64));

const LIMITS: [Limit; 35] = [
    ("security.md", "more than 64 KB", ("src/raw.rs", "MAX_BYTES", 64 * 1024)),
    ("security.md", "10,000 values", ("src/raw.rs", "MAX_NODES", 10_000)),
    ("security.md", "more than 32 MB", ("src/discover/text_source.rs", "MAX_TEXT", 32 * 1024 * 1024)),
    ("security.md", "more than 16 deep", ("src/discover/layout.rs", "MAX_FOLDER_DEPTH", 16)),
    ("security.md", "more than 64 deep", ("src/parse/markdown.rs", "MAX_DEPTH", 64)),
    ("security.md", "more than 30 seconds", ("src/theme.rs", "Duration::from_secs(30)", 0)),
    ("security.md", "more than 256 MB", ("src/theme/budget.rs", "MAX_OUTPUT", 256 * 1024 * 1024)),
    ("security.md", "more than 500 branches", ("src/theme/budget.rs", "MAX_BRANCHES", 500)),
    ("security.md", "at most 30 combining marks", ("src/render/pdf/writer/breaks.rs", "MAX_CLUSTER", 31)),
    ("publishing/pdf.md", "more than 400 pages", ("src/site/pdf.rs", "MAX_UNASKED", 400)),
    ("publishing/cloudflare-pages.md", "20,000 files", ("src/publish/cloudflare.rs", "MAX_FILES", 20_000)),
    (
        "publishing/cloudflare-pages.md",
        "at most 25 MiB",
        ("src/publish/cloudflare.rs", "MAX_FILE", 25 * 1024 * 1024),
    ),
    ("publishing/found-and-shared.md", "more than 1,000 pages", ("src/outputs/llms.rs", "MAX_LISTED", 1000)),
    (
        "publishing/found-and-shared.md",
        "more than 50,000 pages",
        ("src/outputs/sitemap.rs", "MAX_ADDRESSES", 50_000),
    ),
    ("writing/search.md", "more than 1,000 pages", ("src/outputs/a_to_z.rs", "MAX_COMPLETE", 1000)),
    ("writing/links-and-images.md", "up to 100 million pixels", ("src/images.rs", "MAX_PIXELS", 100_000_000)),
    ("writing/links-and-images.md", "50 MB", ("src/images.rs", "MAX_BYTES", 50 * 1024 * 1024)),
    ("writing/checks.md", "fewer than 100 words", ("src/parse/reading.rs", "MIN_WORDS", 100)),
    ("writing/markdown.md", "more than 100 KB", ("src/render/highlight.rs", "MAX_BLOCK_LENGTH", 100_000)),
    ("writing/markdown.md", "more than 300 characters", ("src/render/highlight.rs", "MAX_LINE_LENGTH", 300)),
    ("writing/print-pages.md", "more than 1,000 pages", ("src/site/print_pages.rs", "MAX_PRINTED", 1000)),
    ("reference/view.md", "up to 6 on a print page", ("src/render/html.rs", "LOWEST_HEADING", 6)),
    ("reference/configuration.md", "7 to 36", ("src/config/print.rs", "whole_within::<7, 36>", 0)),
    ("reference/configuration.md", "0 to 6", ("src/config/print.rs", "whole_within::<0, 6>", 0)),
    ("reference/configuration.md", "1 to 20", ("src/config/checks.rs", "MAX_GRADE", 20)),
    ("writing/links-and-images.md", "480, 960, 1440", ("src/images.rs", "[480, 960, 1440, 1920]", 0)),
    ("writing/values.md", "at most 1,000 characters", ("src/values.rs", "MAX_LENGTH", 1000)),
    ("writing/navigation.md", "more than 255 bytes", ("src/site/routes.rs", "MAX_NAME", 255)),
    ("publishing/found-and-shared.md", "16, 32 and 48 pixels", ("src/outputs/icon.rs", "[16, 32, 48]", 0)),
    (
        "publishing/cloudflare-pages.md",
        "at most 2,000 redirects",
        ("src/outputs/host_files.rs", "MAX_REDIRECTS", 2000),
    ),
    (
        "publishing/cloudflare-pages.md",
        "at most 1,000 bytes",
        ("src/outputs/host_files.rs", "MAX_REDIRECT", 1000),
    ),
    (
        "publishing/cloudflare-pages.md",
        "at most 100 rules",
        ("src/outputs/host_files.rs", "MAX_HEADERS", 100),
    ),
    (
        "publishing/cloudflare-pages.md",
        "at most 2,000 bytes",
        ("src/outputs/host_files.rs", "MAX_HEADER", 2000),
    ),
    ("publishing/usb-stick.md", "more than 2 GB", ("src/outputs/archive.rs", "MAX_BYTES", 2_000_000_000)),
    ("publishing/found-and-shared.md", "180 pixels", ("src/outputs/icon.rs", "TOUCH_SIZE", 180)),
];

/// Returns the value of a constant that is a product of numbers.
fn constant(file: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("a source file");
    let line = text.lines().find(|line| line.contains(&format!("const {name}: ")))?;
    let value = line.split_once(" = ")?.1.split(';').next()?;
    value.split('*').map(|factor| factor.trim().replace('_', "").parse::<u64>().ok()).product()
}

#[test]
fn every_limit_of_the_documentation_is_that_of_the_program() {
    let texts: BTreeMap<String, String> = texts()
        .into_iter()
        .map(|(path, page)| (path, page.split_whitespace().collect::<Vec<_>>().join(" ")))
        .collect();
    for (page, words, (file, name, value)) in LIMITS {
        assert!(texts[page].contains(words), "{page} does not say `{words}`");
        if value == 0 {
            let source =
                fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("a file");
            assert!(source.contains(name), "{page}: `{words}`, and {file} does not have `{name}`");
        } else {
            assert_eq!(constant(file, name), Some(value), "{page}: `{words}`, and `{name}` in {file}");
        }
    }
}

#[test]
fn every_number_that_reads_like_a_limit_is_tried() {
    let before =
        ["more than ", "up to ", "at most ", "fewer than ", "longer than ", "larger than ", "deeper than "];
    for (path, page) in texts() {
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        for start in before {
            for (at, _) in page.match_indices(start) {
                let rest = &page[at..];
                let is_number = rest[start.len()..].starts_with(|c: char| c.is_ascii_digit());
                let is_tried = LIMITS.iter().any(|(page, words, _)| *page == path && rest.starts_with(words));
                let shown: String = rest.chars().take(60).collect();
                assert!(!is_number || is_tried, "{path}: `{shown}` is in no row of LIMITS");
            }
        }
    }
}

#[test]
fn files_are_left_out_and_published_as_the_documentation_says() {
    let texts: BTreeMap<String, String> = texts().into_iter().collect();
    let page = &texts["writing/links-and-images.md"];
    let sentence = page.split("except for those that hosts read:").nth(1).expect("the sentence");
    let sentence = sentence.split(".\n").next().expect("its end");
    let published: Vec<&str> = sentence.split('`').skip(1).step_by(2).collect();
    assert!(published.len() >= 4, "{published:?}");
    let project = Project::with([("content/index.md", "# Home\n")]);
    for name in &published {
        let path = if *name == ".well-known" { ".well-known/security.txt" } else { name };
        project.write(&format!("static/{path}"), "x");
    }
    for hidden in ["static/.hidden", "content/.hidden", "content/.git/config", "content/.htaccess"] {
        project.write(hidden, "secret");
    }
    project.write("static/CNAME", "guide.example.org");
    project.write("static/robots.txt", "mine");
    project.write("content/notes/plan/draft-a.txt", "x");
    project.write("content/a.psd", "x");
    project.write(
        "site.toml",
        "url = \"https://example.org\"\nignore = [\"*.psd\", \"/private\", \"notes/**/draft-*.txt\"]\n",
    );
    project.build();
    let site = project.site();
    for name in published {
        assert!(site.keys().any(|path| path.starts_with(name)), "{name} is published");
    }
    assert!(site.values().all(|bytes| bytes != b"secret"), "hidden files are left out");
    assert!(
        !site.contains_key("a.psd") && !site.contains_key("notes/plan/draft-a.txt"),
        "as are ignored ones"
    );
    assert_eq!(
        (site["robots.txt"].as_slice(), site["CNAME"].as_slice()),
        (&b"mine"[..], &b"guide.example.org"[..])
    );
}

#[test]
fn what_every_page_of_the_default_theme_says_of_scripts_holds() {
    let theme = handout::discover::default_theme();
    let scripts =
        theme.keys().filter(|path| Path::new(path).extension().is_some_and(|it| it == "js")).count();
    for (path, page) in texts() {
        let denies = ["theme has no script", "Pages without script"].iter().any(|words| page.contains(words));
        assert!(
            !denies || scripts == 0,
            "{path} says that there are no scripts, and the theme has {scripts}"
        );
    }
}

#[test]
fn the_starter_has_as_many_pages_as_the_documentation_says() {
    let project = Project::new();
    project.run(&["new", "guide"]);
    let run = project.run(&["check", "--root", "guide"]);
    let count =
        run.stdout.split("Checked ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a number");
    let texts: BTreeMap<String, String> = texts().into_iter().collect();
    assert!(texts["start/preview.md"].contains(&format!("“My guide”, {count} pages")), "{count} pages");
}
