//! Values that authors write in other ways than Handout does: understood where the meaning is clear, else refused with the
//! nearest right one.

use crate::harness::memory::Guide;
use crate::harness::{Project, dom::Document};

const HOME: (&str, &str) = ("content/index.md", "# Home\n");

/// Returns the messages of a guide with this `site.toml`.
fn of_site(config: &str) -> String {
    Guide::new([HOME, ("content/sources.md", "# Sources\n"), ("site.toml", config)]).messages()
}

/// Returns the messages of a guide with a page with this front matter.
fn of_page(front: &str) -> String {
    Guide::new([HOME, ("content/page.md", &format!("---\ntitle: Page\n{front}---\n"))]).messages()
}

#[test]
fn a_language_is_a_registered_tag() {
    for (written, near) in
        [("english", "en"), ("German", "de"), ("en_GB", "en-GB"), ("en-UK", "en-GB"), ("eng", "en")]
    {
        let message = format!("error: `language` expects a language tag such as `en`, found `{written}`");
        let help = format!("help: did you mean `{near}`?");
        let said = of_site(&format!("language = \"{written}\"\n"));
        assert!(said.contains(&message) && said.contains(&help), "{said}");
        let said = of_page(&format!("language: {written}\n"));
        assert!(said.contains(&message) && said.contains(&help), "{said}");
    }
    for tag in ["en", "en-GB", "pt-BR", "zh-Hant", "gsw", "yue", "sr-Latn-RS"] {
        assert_eq!(of_page(&format!("language: {tag}\n")), "", "{tag}");
    }
    assert!(of_site("language = \"xx\"\n").contains("error"), "no language has this code");
}

#[test]
fn a_colour_is_no_font_and_a_font_no_colour() {
    let said = of_site("[theme]\ntext = \"#222222\"\n");
    assert!(said.contains("error: the token `text` expects font families such as"), "{said}");
    assert!(said.contains("found the colour `#222222`"), "{said}");
    for value in ["rgb(1 2 3)", "red", "hsl(1 2% 3%)", "Black"] {
        assert!(
            of_site(&format!("[theme]\ndisplay = \"{value}\"\n")).contains("found the colour"),
            "{value}"
        );
        assert!(of_site(&format!("[theme]\nmeasure = \"{value}\"\n")).contains("error"), "{value}");
    }
    let said = of_site("[theme]\naccent = \"Georgia, serif\"\n");
    assert!(said.contains("expects a colour such as"), "{said}");
    assert_eq!(of_site("[theme]\ntext = \"Redaction, Georgia, serif\"\n"), "");
}

#[test]
fn a_word_of_a_choice_may_have_capital_letters() {
    assert_eq!(
        of_site("[print]\npaper = \"A4\"\nlinks = \"Inline\"\npdf_ua = \"Strict\"\npdf = [\"Guide\"]\n"),
        ""
    );
    assert_eq!(of_site("[markdown]\nraw_html = \"ESCAPE\"\n[web]\nsubject = \"Health\"\n"), "");
    let project = Project::with([HOME]);
    let run = project.run(&["print", "--paper", "A5", "--section", "none"]);
    assert!(!run.stderr.contains("invalid value"), "{}", run.stderr);
}

#[test]
fn a_switch_of_older_yaml_is_true_or_false() {
    for (word, is_draft) in
        [("yes", true), ("on", true), ("Yes", true), ("no", false), ("off", false), ("OFF", false)]
    {
        let guide = Guide::bare([HOME, ("content/page.md", &format!("---\ntitle: P\ndraft: {word}\n---\n"))]);
        assert_eq!(guide.messages(), "", "{word}");
        assert_eq!(guide.site().page(guide.page("page.md")).is_hidden(), is_draft, "{word}");
    }
    assert!(of_page("draft: maybe\n").contains("`draft` expects true or false, found text"));
    let said = of_site("search = \"yes\"\n");
    assert!(said.contains("write true or false, without quotes"), "TOML has one way: {said}");
    assert_eq!(of_page("description: yes\ntags: [no, off]\n"), "", "where text belongs it is text");
}

#[test]
fn an_address_of_the_site_is_a_host_and_a_path() {
    let refused = [
        ("https://user:secret@example.org", "a user name or password would be published"),
        ("https://me@example.org/guide", "a user name or password would be published"),
        ("http://[::1", "the host is not valid"),
        ("https://exa]mple.org", "the host is not valid"),
        ("https://exa[mple.org/x", "the host is not valid"),
        ("https://example.org:port", "the port is not a number"),
        ("https://example.org:99999", "the port is not a number"),
        ("https://:80", "the address has no host"),
    ];
    for (url, why) in refused {
        let said = of_site(&format!("url = \"{url}\"\n"));
        assert!(said.contains(&format!("error: `url`: {why}")), "{url}: {said}");
    }
    let project = Project::with([HOME]);
    let run = project.run(&["check", "--base-url", "https://me:you@example.org"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    for url in
        ["https://example.org", "http://[::1]:8080/a", "http://localhost:4000/", "https://example.org/a@b"]
    {
        assert_eq!(of_site(&format!("url = \"{url}\"\n")), "", "{url}");
    }
}

#[test]
fn a_number_out_of_range_is_reported_in_plain_words() {
    for number in ["99999999999999999999", "9223372036854775808", "-99999999999999999999"] {
        let said = of_page(&format!("order: {number}\n"));
        assert!(said.contains(&format!("the number {number} is too")), "{said}");
        assert!(!said.contains("u128") && !said.contains("i128"), "{said}");
        let said = of_site(&format!("[print]\nfont_size = {number}\n"));
        assert!(said.contains(&format!("the number {number} is too")), "{said}");
    }
    let said = of_site("[print]\nfont_size = 99\n");
    assert!(said.contains("`font_size` expects a whole number from 7 to 36, found 99"), "{said}");
}

#[test]
fn a_merge_key_is_reported() {
    for front in ["base: &b {a: 1}\nextra:\n  <<: *b\n", "<<: {draft: true}\n", "extra:\n  - {<<: {a: 1}}\n"]
    {
        let said = of_page(front);
        assert!(said.contains("the merge key `<<` is not supported"), "{said}");
        assert!(said.contains("help: write out the keys of the other mapping"), "{said}");
    }
}

#[test]
fn a_near_name_is_one_that_can_be_meant() {
    let guide = Guide::bare([
        HOME,
        ("content/a.md", "# A\n\n[x](nope.md) [y](abs.md) [z](a.mdx)\n"),
        ("content/milk.md", "# Milk\n\n[x](mlik.md) [y](mil.md) [z](mikl)\n"),
    ]);
    let said = guide.messages();
    assert!(!said.contains("`index.md`?") && !said.contains("did you mean `a.md`?"), "{said}");
    assert!(!said.contains("did you mean `milk.md`?"), "a page is no hint on itself: {said}");
    let said = Guide::bare([("content/index.md", "# H\n\n[x](mlik.md)\n"), ("content/milk.md", "# Milk\n")])
        .messages();
    assert!(said.contains("did you mean `milk.md`?"), "{said}");
}

#[test]
fn a_word_of_another_program_leads_to_the_right_one() {
    let cases = [
        (of_site("base_url = \"https://example.org\"\n"), "url"),
        (of_site("baseURL = \"https://example.org\"\n"), "url"),
        (of_site("name = \"Mine\"\n"), "title"),
        (of_site("pdf = true\n"), "print"),
        (of_site("[web]\nsubject = \"medical\"\n"), "health"),
        (of_site("[theme]\nbrand = \"#123456\"\n"), "accent"),
        (of_site("[theme]\nprimary = \"#123456\"\n"), "accent"),
        (of_site("[theme]\ncolor = \"#123456\"\n"), "accent"),
        (of_site("[theme]\nbackground = \"#123456\"\n"), "paper"),
        (of_site("[theme]\ntext_color = \"#123456\"\n"), "ink"),
        (of_site("[theme]\nfont = \"Georgia\"\n"), "text"),
        (of_page("weight: 3\n"), "order"),
        (of_page("nav_order: 3\n"), "order"),
        (of_page("date: 2026-01-01\n"), "updated"),
        (of_page("summary: x\n"), "description"),
    ];
    for (said, meant) in cases {
        assert!(said.contains(&format!("did you mean `{meant}`?")), "{meant}: {said}");
    }
}

#[test]
fn a_command_or_flag_of_another_program_leads_to_the_right_one() {
    let project = Project::with([HOME]);
    for (args, meant) in [
        (["typeset", "--root", "."], "'print'"),
        (["init", "--root", "."], "'new'"),
        (["preview", "--root", "."], "'serve'"),
        (["build", "--out", "x"], "'--output'"),
        (["build", "--destination", "x"], "'--output'"),
        (["build", "--url", "https://example.org"], "'--base-url'"),
    ] {
        let run = project.run(&args);
        assert!(run.code == 2 && run.stderr.contains(meant), "{args:?}: {}", run.stderr);
    }
    let run = project.run(&["build", "-o", "site"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(project.path("site/index.html").is_file());
}

#[test]
fn a_task_can_be_ticked_and_is_named_by_its_words() {
    let page = "# Home\n\n- [ ] I have **no** fever\n- [x] Done, see [page](a.md)\n\n\
                1. [ ] First\n\n   More\n2. [ ] <b>Bold</b> <input>\n\nNote[^1]\n\n[^1]: - [ ] In a note\n";
    let guide = Guide::new([("content/index.md", page), ("content/a.md", "# A\n\n- [ ] Other\n")]);
    for url in ["index.html", "print.html"] {
        let html = guide.output(url);
        let page = Document::parse(&html);
        let ids: Vec<&str> = page.values("id").collect();
        let boxes: Vec<_> =
            page.named("input").filter(|it| it.attribute("type") == Some("checkbox")).collect();
        assert!(boxes.len() >= 5, "{html}");
        for tick in &boxes {
            assert_eq!(tick.attribute("disabled"), None);
            assert_eq!(tick.attribute("aria-label"), None, "its words name it");
            match (tick.attribute("id"), tick.attribute("aria-labelledby")) {
                (Some(id), None) => {
                    assert_eq!(
                        page.named("label").filter(|it| it.attribute("for") == Some(id)).count(),
                        1,
                        "{html}"
                    );
                    assert_eq!(ids.iter().filter(|other| **other == id).count(), 1);
                    assert!(id.contains("--"), "no author's id is like {id}");
                }
                (None, Some(id)) => {
                    assert_eq!(ids.iter().filter(|other| **other == id).count(), 1, "{id}: {html}");
                }
                other => panic!("{other:?}"),
            }
        }
        assert!(html.contains(">I have <strong>no</strong> fever</label>"), "{html}");
        assert_eq!(boxes.iter().filter(|it| it.attribute("checked").is_some()).count(), 1);
    }
}

#[test]
fn labels_in_another_language_than_the_guide_are_a_warning() {
    for theme in ["", "theme = \"care\"\n"] {
        let said = of_site(&format!("language = \"de\"\n{theme}"));
        assert_eq!(said.matches("warning: ").count(), 1, "{said}");
        assert!(said.contains("the language is `de`, and the labels of the theme are English"), "{said}");
        assert!(said.contains("site.toml:1:12") && said.contains("[theme.labels]"), "{said}");
    }
    for fine in ["language = \"en-GB\"\n", "language = \"de\"\n[theme.labels]\nmenu = \"Menü\"\n"] {
        assert_eq!(of_site(fine), "", "{fine}");
    }
    let own = "name = \"own\"\n[labels]\nmenu = \"Menü\"\n";
    let guide = Guide::new([
        HOME,
        ("site.toml", "language = \"de\"\ntheme = \"own\"\n"),
        ("themes/own/theme.toml", own),
    ]);
    assert_eq!(guide.messages(), "");
}
