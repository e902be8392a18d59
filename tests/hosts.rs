//! The files for hosts, read as the hosts read them, and the compressed copies beside the files of the site.

mod copies;
mod readers;

use std::collections::BTreeSet;
use std::fmt::Write;

use handout::outputs::delivery::{self, Delivery};
use handout::outputs::redirects;

use crate::harness::memory::Guide;
use readers::Answer;

const ALL: &str = "[web]\nhosts = [\"netlify\", \"cloudflare\", \"apache\", \"nginx\", \"caddy\"]\n";

/// Texts that would be more than a name in the file of some host.
const HOSTILE: [&str; 14] = [
    "a 301!",
    "a /b 200",
    "\"; return 200 \"x",
    "'; }",
    "} location / {",
    "$host${HOME}$1",
    "{env.HOME}{$HOME}{path}",
    "%{HTTP_HOST}e%20%%",
    "#comment",
    "?query=1&b",
    "*",
    "[a-z]+(x|y)^.$",
    "`x`<!--",
    "straße ünï 日本 e\u{301}",
];

/// Returns a guide whose pages and old addresses have hostile names, and every mark of ASCII that an address can have.
fn hostile(settings: &str) -> Guide {
    let mut files = vec![("site.toml".to_owned(), settings.to_owned())];
    files.push(("content/index.md".to_owned(), "# Home\n".to_owned()));
    for (number, name) in HOSTILE.iter().enumerate() {
        let mut aliases = String::new();
        let encoded: String = name.bytes().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "%{byte:02X}");
            text
        });
        let _ = write!(aliases, "[\"old{number}-{encoded}.html\", \"folder{number} {encoded}/\"]");
        let path = format!("content/p{number} {}.md", name.replace('/', "-"));
        files.push((path, format!("---\ntitle: Page {number}\naliases: {aliases}\n---\n\nText.\n")));
    }
    let marks = (' '..='~').filter(|c| c.is_ascii_punctuation() && !"/\\:".contains(*c));
    let alias = |c| format!("\n  - \"x%{0:02X}y.html\"\n  - \"z%{0:02X}/\"", u32::from(c));
    let aliases = marks.map(alias).collect::<Vec<_>>().concat();
    files.push((
        "content/marks.md".to_owned(),
        format!("---\ntitle: Marks\naliases:{aliases}\n---\n\nText.\n"),
    ));
    Guide::new(files.iter().map(|(path, text)| (path.as_str(), text.as_str())))
}

/// Returns the redirects of a guide as paths on its host: the names of files, and the page as a host shows it.
fn expected(guide: &Guide, root: &str) -> Vec<(String, String)> {
    let page = |url: &str| match url.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder.to_owned(),
        _ => url.to_owned(),
    };
    let redirects = redirects(guide.site()).into_iter();
    let path = |(old, new): (_, &handout::paths::UrlPath)| {
        let old: &handout::paths::UrlPath = old;
        (format!("{root}{}", old.as_str()), format!("{root}{}", page(new.as_str())))
    };
    redirects.map(path).collect()
}

/// Returns the addresses that a reader may type for a file.
fn typed(file: &str) -> Vec<String> {
    let folder = file.strip_suffix("index.html").filter(|folder| folder.ends_with('/'));
    [Some(file), folder].into_iter().flatten().map(str::to_owned).collect()
}

#[test]
fn every_old_address_leads_to_its_page_on_every_host_whatever_its_name() {
    let guide = hostile(ALL);
    let old = expected(&guide, "/");
    assert!(old.len() > 60, "{} redirects", old.len());
    let rules = readers::redirects(&guide.output("_redirects"));
    let (htaccess, nginx, caddy) =
        (guide.output(".htaccess"), guide.output("nginx.conf"), guide.output("Caddyfile"));
    let mut addresses = 0;
    for (file, page) in &old {
        for typed in typed(file) {
            addresses += 1;
            let found: Vec<_> = rules.iter().filter(|(old, ..)| *old == typed).collect();
            assert!(
                matches!(found[..], [(_, new, status)] if new == page && status == "301"),
                "{typed}: {found:?}"
            );
            assert_eq!(readers::nginx_answer(&nginx, &typed).redirect.as_ref(), Some(page), "nginx: {typed}");
            assert_eq!(readers::caddyfile(&caddy, &typed).0.redirect.as_ref(), Some(page), "Caddy: {typed}");
            // Apache cannot redirect to these; the pages at the old addresses can.
            let wanted = Some(page).filter(|page| !page.contains(['?', '#', '$']));
            assert_eq!(readers::htaccess(&htaccess, &typed).0.redirect.as_ref(), wanted, "Apache: {typed}");
        }
    }
    assert_eq!(rules.len(), addresses, "`_redirects` has other rules");
}

#[test]
fn no_name_adds_a_directive() {
    let guide = hostile(ALL);
    let names =
        |names: Vec<String>| names.into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>();
    let (_, apache) = readers::htaccess(&guide.output(".htaccess"), "/");
    let known = [
        "</IfModule>",
        "<IfModule",
        "AddCharset",
        "AddType",
        "ErrorDocument",
        "Header",
        "RedirectMatch",
        "SetEnvIf",
    ];
    assert_eq!(names(apache), known);
    let (_, caddy) = readers::caddyfile(&guide.output("Caddyfile"), "/");
    let known = [
        "@assets",
        "@hidden",
        "@old",
        "@others",
        "error",
        "file_server",
        "handle",
        "header",
        "precompressed",
        "redir",
        "}",
    ];
    assert_eq!(names(caddy), known);
    let nginx = readers::nginx(&guide.output("nginx.conf"));
    assert_eq!(nginx.len(), 1);
    for directive in &nginx[0].block {
        let inner: Vec<&str> = directive.block.iter().map(|inner| inner.words[0].as_str()).collect();
        let is_known = match directive.words[0].as_str() {
            "location" => inner == ["return"] || inner == ["default_type"] || inner == ["add_header"; 4],
            name => [
                "absolute_redirect",
                "add_header",
                "charset",
                "charset_types",
                "error_page",
                "gzip_static",
                "gzip_vary",
            ]
            .contains(&name),
        };
        assert!(is_known && directive.block.iter().all(|inner| inner.block.is_empty()), "{directive:?}");
    }
}

/// Asserts that what hosts say of the cache is what the table says, for each output.
fn assert_caches(guide: &Guide, root: &str) {
    let files = [".htaccess", "nginx.conf", "Caddyfile"].map(|file| guide.output(file));
    let headers =
        guide.site().routes.keys().any(|url| url.as_str() == "_headers").then(|| guide.output("_headers"));
    for (url, output) in &guide.site().routes {
        let address = format!("{root}{}", url.as_str());
        let wanted = Delivery::of(output).cache_control();
        let answers = [
            readers::htaccess(&files[0], &address).0,
            readers::nginx_answer(&files[1], &address),
            readers::caddyfile(&files[2], &address).0,
        ];
        for (host, Answer { fields, redirect }) in ["Apache", "nginx", "Caddy"].into_iter().zip(answers) {
            let values = |name: &str| -> Vec<&str> {
                fields.iter().filter(|field| field.0 == name).map(|field| field.1.as_str()).collect()
            };
            // A location of nginx that only redirects, or hides a file, inherits the fields.
            assert_eq!(values("Cache-Control"), [wanted], "{host}: {address} {redirect:?}");
            for (name, value) in delivery::fields(&guide.site().config().web) {
                assert_eq!(values(name), [value], "{host}: {address}");
            }
        }
        if let Some(headers) = &headers {
            let fields = readers::headers(headers, &address);
            let cached: Vec<&str> = fields
                .iter()
                .filter(|field| field.0 == "Cache-Control")
                .map(|field| field.1.as_str())
                .collect();
            // Without a field, both hosts say that browsers must ask each time.
            let wanted = if wanted == "no-cache" { vec![] } else { vec![wanted] };
            assert_eq!(cached, wanted, "{address}");
        }
    }
}

#[test]
fn every_output_is_kept_by_browsers_as_long_as_the_table_says() {
    let page = ("content/index.md", "---\ntitle: Home\naliases: [old.html]\n---\n\n![A dot](a.svg)\n");
    let image = ("content/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>");
    assert_caches(&Guide::new([("site.toml", ALL), page, image]), "/");
    let folder = format!("url = \"https://example.org/my%20guide\"\n{ALL}");
    assert_caches(&Guide::new([("site.toml", folder.as_str()), page, image]), "/my guide/");
}

#[test]
fn a_file_of_the_guide_among_the_assets_is_not_kept_for_a_year() {
    let guide =
        Guide::new([("site.toml", ALL), ("content/index.md", "# Home\n"), ("static/assets/price.txt", "5")]);
    assert_caches(&guide, "/");
    assert!(!guide.output("_headers").contains("/assets/*"));
}

#[test]
fn in_a_folder_rules_begin_with_it_and_files_for_the_root_of_a_host_are_left_out() {
    let guide = hostile(&format!("url = \"https://example.org/My%20guide%20(x)/b%25/\"\n{ALL}"));
    let old = expected(&guide, "/My guide (x)/b%/");
    let (nginx, caddy) = (guide.output("nginx.conf"), guide.output("Caddyfile"));
    for (file, page) in &old {
        assert_eq!(readers::nginx_answer(&nginx, file).redirect.as_ref(), Some(page), "{file}");
        assert_eq!(readers::caddyfile(&caddy, file).0.redirect.as_ref(), Some(page), "{file}");
    }
    assert!(guide.output(".htaccess").starts_with("ErrorDocument 404 \"/My%20guide%20(x)/b%25/404.html\"\n"));
    assert!(!guide.addresses().iter().any(|address| address.starts_with('_')), "{:?}", guide.addresses());
}

#[test]
fn without_hosts_there_is_no_file_for_a_host() {
    let guide = Guide::new([("content/index.md", "---\ntitle: Home\naliases: [old.html]\n---\n")]);
    let own = ["_headers", "_redirects", ".htaccess", "nginx.conf", "Caddyfile"];
    assert!(!guide.addresses().iter().any(|address| own.contains(address)), "{:?}", guide.addresses());
}

#[test]
fn a_file_of_the_guide_is_published_instead() {
    let guide = Guide::new([
        ("site.toml", ALL),
        ("content/index.md", "# Home\n"),
        ("static/_headers", "/*\n  X-Own: 1\n"),
        ("static/nginx.conf", "# own\n"),
    ]);
    assert_eq!(guide.messages(), "");
    for file in ["_headers", "nginx.conf"] {
        let output = guide.site().routes.iter().find(|(url, _)| url.as_str() == file).expect(file).1;
        assert!(matches!(output, handout::site::Output::File(_)), "{file}: {output:?}");
    }
}

#[test]
fn netlify_redirects_where_there_is_a_page_only_if_the_rule_says_so() {
    let page = ("content/index.md", "---\ntitle: Home\naliases: [old.html]\n---\n");
    let rules = |hosts: &str| Guide::new([("site.toml", hosts), page]).output("_redirects");
    assert_eq!(rules("[web]\nhosts = [\"netlify\"]\n"), "/old.html / 301!\n");
    // Cloudflare redirects in any case, and does not read the mark.
    assert_eq!(rules("[web]\nhosts = [\"netlify\", \"cloudflare\"]\n"), "/old.html / 301\n");
}

#[test]
fn no_rule_leads_in_a_circle_where_extensions_are_not_shown() {
    let guide = Guide::new([
        ("site.toml", ALL),
        ("content/index.md", "# Home\n"),
        ("content/a.md", "---\ntitle: A\naliases: [a/, other/]\n---\n"),
        ("content/b/index.md", "---\ntitle: B\naliases: [b.html]\n---\n"),
    ]);
    assert_eq!(guide.output("_redirects"), "/other/ /a.html 301\n/other/index.html /a.html 301\n");
}

#[test]
fn what_is_more_than_a_host_reads_is_an_error() {
    let aliases = (0..2100).map(|number| format!("\n  - old/{number}.html")).collect::<Vec<_>>().concat();
    let page = format!("---\ntitle: Home\naliases:{aliases}\n---\n");
    let guide = Guide::new([
        ("site.toml", "[web]\nhosts = [\"netlify\", \"cloudflare\"]\n"),
        ("content/index.md", &page),
    ]);
    insta::assert_snapshot!(guide.problem("_redirects"), @r#"
    error: _redirects would have 2100 rules, and Cloudflare reads 2000
     --> site.toml:2:21
      |
    2 | hosts = ["netlify", "cloudflare"]
      |                     ^^^^^^^^^^^^
      |
      = help: put your own _redirects into static/; pages at old addresses redirect without it
    "#);
    let long = format!("---\ntitle: Home\naliases: [{}x.html]\n---\n", "long-name/".repeat(120));
    let guide = Guide::new([("site.toml", "[web]\nhosts = [\"cloudflare\"]\n"), ("content/index.md", &long)]);
    insta::assert_snapshot!(guide.problem("_redirects"), @r#"
    error: a line of _redirects would have 1213 bytes, and Cloudflare reads 1000
     --> site.toml:2:10
      |
    2 | hosts = ["cloudflare"]
      |          ^^^^^^^^^^^^
      |
      = help: shorten the address or the policy in `/long-name/long-name/long-name/long-name…`, or put your own _redirects into static/; pages at old addresses redirect without it
    "#);
}

#[test]
fn hosts_and_the_policy_are_checked() {
    let messages = |settings: &str| {
        let guide = Guide::new([("site.toml", settings), ("content/index.md", "# Home\n\nText.\n")]);
        guide.messages()
    };
    insta::assert_snapshot!(messages("[web]\nhosts = [\"ngnix\", \"httpd\", \"iis\"]\n"), @r#"
    error: `hosts` expects `netlify`, `cloudflare`, `apache`, `nginx` or `caddy`, found `ngnix`
     --> site.toml:2:10
      |
    2 | hosts = ["ngnix", "httpd", "iis"]
      |          ^^^^^^^
      |
      = help: did you mean `nginx`?

    error: `hosts` expects `netlify`, `cloudflare`, `apache`, `nginx` or `caddy`, found `httpd`
     --> site.toml:2:19
      |
    2 | hosts = ["ngnix", "httpd", "iis"]
      |                   ^^^^^^^
      |
      = help: did you mean `apache`?

    error: `hosts` expects `netlify`, `cloudflare`, `apache`, `nginx` or `caddy`, found `iis`
     --> site.toml:2:28
      |
    2 | hosts = ["ngnix", "httpd", "iis"]
      |                            ^^^^^
    "#);
    insta::assert_snapshot!(messages("[web]\npolicy = \"img-src 'self'\\nX-Own: 1\"\n"), @r#"
    error: `policy` contains the character '\n', which no host would send as it is
     --> site.toml:2:10
      |
    2 | policy = "img-src 'self'\nX-Own: 1"
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write directives on one line, with `;` between them: `default-src 'none'; img-src 'self'`
    "#);
    assert!(messages("[web]\npolicy = \"img-src $host\"\n").contains("contains the character '$'"));
    assert!(messages("[web]\npolicy = \" \"\n").contains("`policy` is empty"));
    let in_folder = "url = \"https://example.org/guide\"\n[web]\nhosts = [\"netlify\", \"nginx\"]\n";
    insta::assert_snapshot!(messages(in_folder), @r#"
    warning: `netlify` reads its files at the root of an address, and the site is at `/guide`
     --> site.toml:3:10
      |
    3 | hosts = ["netlify", "nginx"]
      |          ^^^^^^^^^
      |
      = help: remove `netlify`, and write the header fields and redirects for the whole address yourself
    "#);
}

#[test]
fn a_policy_of_the_guide_is_sent_by_every_host_and_by_the_preview() {
    let policy = "default-src 'self'; img-src https://example.org/100%25; sandbox";
    let settings = format!("{ALL}policy = \"{policy}\"\n");
    let guide = Guide::new([("site.toml", settings.as_str()), ("content/index.md", "# Home\n")]);
    assert_eq!(delivery::policy(&guide.site().config().web), policy);
    assert_caches(&guide, "/");
    assert_eq!(
        handout::serve::preview_policy(policy),
        format!("{policy}; script-src 'self'; style-src 'self'; connect-src 'self'")
    );
    assert_eq!(
        handout::serve::preview_policy("Script-Src 'none'; style-src https://a.org; default-src 'none';"),
        "script-src 'self'; style-src https://a.org 'self'; default-src 'none'; connect-src 'self'"
    );
    // Without a default, what is not named is allowed.
    assert_eq!(handout::serve::preview_policy("img-src 'self'"), "img-src 'self'");
}
