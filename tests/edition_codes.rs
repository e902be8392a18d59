//! Edition codes: what changes the code of a page, and what does not.

use std::collections::BTreeSet;

use handout::edition_code::EditionCode;
use handout::site::Pdfs;
use handout::snapshot::{Options, Snapshot};

use crate::harness::memory::Guide;
use crate::harness::{Project, Run};
use crate::laws::Numbers;

const SITE: &str = "title = \"Guide\"\n[values]\nphone = \"0123\"\n";

const PAGE: &str = "---\ntitle: Warm compress\ndescription: Warmth before a feed.\nkind: procedure\n\
    extra:\n  duration: 10 minutes\nvalues:\n  dose: 40 ml\n---\n\n\
    Hold a *warm* cloth for 5 minutes[^n]. Call {{ phone }}, give {{ dose }}.\n\n\
    > [!WARNING]\n> Not hot.\n\n1. First\n2. Second\n\n- [ ] Open\n\n| a | b |\n|---|---|\n| x | y |\n\n\
    ![A hand on a breast](hand.svg \"The hand\")\n\n```sh title=\"run.sh\"\nls\n```\n\n[^n]: About the time.\n";

/// Returns the guide of these settings and this page.
fn guide(site: &str, page: &str) -> Guide {
    Guide::new([
        ("site.toml", site),
        ("content/index.md", "# Home\n"),
        ("content/page.md", page),
        ("content/hand.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("themes/other/theme.toml", "extends = \"default\"\n[labels]\nalert_warning = \"Achtung\"\n"),
    ])
}

fn code_of(guide: &Guide, path: &str) -> EditionCode {
    guide.snapshot.pages[guide.page(path).index()].edition_code
}

/// Returns the code of the page with this text.
fn code(site: &str, page: &str) -> EditionCode {
    code_of(&guide(site, page), "page.md")
}

#[test]
fn the_code_is_the_same_whatever_the_theme_the_values_and_the_build() {
    let usual = code(SITE, PAGE);
    for site in [
        "title = \"Another\"\n[values]\nphone = \"0999 *8*\"\n",
        "[theme]\nname = \"other\"\n[values]\nphone = \"0123\"\n",
        "url = \"https://example.org/\"\n[values]\nphone = \"0123\"\n[web]\nfeed = false\n",
        "[values]\nphone = \"\"\n[theme.labels]\nalert_warning = \"Mind\"\n",
    ] {
        assert_eq!(code(site, PAGE), usual, "{site}");
    }
    let options =
        Options { pdfs: Pdfs::Made, base_url: Some("https://a.example".into()), ..Options::default() };
    let files = [
        ("site.toml", SITE),
        ("content/index.md", "# Another home\n"),
        ("content/page.md", PAGE),
        ("content/z.md", "# Z\n"),
    ];
    assert_eq!(code_of(&Guide::with_options(files, &options), "page.md"), usual);
}

#[test]
fn white_space_and_marks_are_no_words() {
    let usual = code(SITE, PAGE);
    for (from, to) in [
        ("*warm*", "warm"),
        ("a *warm* cloth", "a *warm*\ncloth"),
        ("First\n", "First\n\n"),
        ("| x | y |", "|  x  |   y|"),
        ("{{ phone }}", "{{phone}}"),
        ("kind: procedure\n", "kind: procedure\nreviewed: 2026-11-01\ntags: [warm]\n"),
    ] {
        let page = PAGE.replacen(from, to, 1);
        assert_ne!(page, PAGE, "{from}");
        assert_eq!(code(SITE, &page), usual, "{from} → {to}");
    }
    let composed = "---\ntitle: T\n---\n\nCafé\n";
    assert_eq!(code(SITE, composed), code(SITE, &composed.replace('é', "e\u{301}")));
}

#[test]
fn every_word_number_and_alternative_text_counts() {
    let usual = code(SITE, PAGE);
    let mut codes = BTreeSet::from([usual]);
    let changes = [
        ("Warm compress", "Cold compress"),
        ("Warmth before", "Warmth after"),
        ("10 minutes", "20 minutes"),
        ("40 ml", "400 ml"),
        ("5 minutes", "15 minutes"),
        ("{{ phone }}", "{{ dose }}"),
        ("WARNING", "NOTE"),
        ("Not hot", "Not too hot"),
        ("1. First\n2.", "3. First\n4."),
        ("[ ] Open", "[x] Open"),
        ("| x |", "| z |"),
        ("on a breast", "on an arm"),
        ("The hand", "The other hand"),
        ("run.sh", "go.sh"),
        ("\nls\n", "\nls -l\n"),
        ("About the time", "About time"),
    ];
    for (from, to) in changes {
        let page = PAGE.replacen(from, to, 1);
        assert_ne!(page, PAGE, "{from}");
        assert!(codes.insert(code(SITE, &page)), "{from} → {to}");
    }
}

#[test]
fn any_changed_letter_of_any_text_changes_the_code() {
    let mut numbers = Numbers(7);
    for _ in 0..60 {
        let words: Vec<String> = (0..=numbers.below(12))
            .map(|_| (0..=numbers.below(8)).map(|_| *numbers.pick(&['a', 'b', 'é', '7', '字'])).collect())
            .collect();
        let page = |words: &[String]| format!("---\ntitle: T\n---\n\n{}\n", words.join(" "));
        let at = numbers.below(words.len());
        let mut other = words.clone();
        other[at].push('q');
        assert_ne!(code(SITE, &page(&words)), code(SITE, &page(&other)), "{words:?}");
        let spaced = words.join("\n  ");
        assert_eq!(code(SITE, &page(&words)), code(SITE, &page(&[spaced])), "{words:?}");
    }
}

#[test]
fn a_code_is_of_what_is_on_paper() {
    let page = |web: &str, paper: &str| {
        format!(
            "---\ntitle: T\n---\n\nBoth.\n\n:::only{{web}}\n{web}\n:::\n\n:::only{{print}}\n{paper}\n:::\n"
        )
    };
    let usual = code(SITE, &page("Video.", "Picture."));
    assert_eq!(code(SITE, &page("Film.", "Picture.")), usual);
    assert_ne!(code(SITE, &page("Video.", "Drawing.")), usual);
}

const EDITIONS: &str = "# Kept.\n[[edition]]\npage = \"page.md\"\ncode = \"oiil-22\"\ndate = 2025-01-02\n\n\
    [[edition]]\npage = \"page.md\"\ncode = \"33333-3\"\ndate = 2025-03-04\n\n\
    [[edition]]\npage = \"old.md\"\ncode = \"444444\"\ndate = 2025-05-06\n\n\
    [[edition]]\npage = \"index.md\"\ncode = \"5555-55\"\ndate = 2025-07-08\n";

/// Returns a guide whose page was released three times, once at its old address.
fn released(editions: &str) -> Guide {
    Guide::new([
        ("site.toml", "language = \"en-GB\"\n"),
        ("editions.toml", editions),
        ("content/index.md", "# Home\n"),
        ("content/page.md", "---\ntitle: Page\naliases: [old.html]\n---\n\nText.\n"),
    ])
}

/// Returns the attributes of the element that answers whether a sheet is current.
fn status(guide: &Guide, url: &str) -> String {
    let html = guide.output(url);
    let rest = html.split("<p class=\"edition-status\"").nth(1).expect("a status");
    rest.split('>').next().expect("a tag").to_owned()
}

#[test]
fn a_page_shows_its_code_and_knows_older_ones_with_their_days() {
    let guide = released(EDITIONS);
    assert_eq!(guide.messages(), "");
    let code = code_of(&guide, "page.md");
    let html = guide.output("page.html");
    assert!(
        html.contains(&format!(
            "<p class=\"edition\">Edition <span class=\"edition-code\">{code}</span></p>"
        ))
    );
    let status = status(&guide, "page.html");
    assert!(status.contains(&format!("data-codes=\"{}\"", code.compact())), "{status}");
    for wanted in
        ["011122 Your sheet is out of date: this page changed on 6 May 2025.", "|333333 ", "|444444 "]
    {
        assert!(status.contains(wanted), "{status}");
    }
    assert!(
        status.contains("444444 Your sheet is out of date: this page has changed since 6 May 2025."),
        "{status}"
    );
}

#[test]
fn the_sheets_of_the_guide_lead_to_its_home_page() {
    let guide = released(EDITIONS);
    let (page, all) = (
        code_of(&guide, "index.md"),
        guide.snapshot.edition_of_whole(guide.page("index.md")).expect("a code"),
    );
    assert_ne!(page, all);
    let status = status(&guide, "index.html");
    assert!(status.contains(&format!("data-codes=\"{} {}\"", page.compact(), all.compact())), "{status}");
    assert!(status.contains("data-earlier=\"555555 "), "{status}");
    assert!(guide.output("index.html").contains(&all.to_string()));
    let on_paper = guide.output("print.html");
    assert!(on_paper.contains(&format!("Edition <span class=\"edition-code\">{all}</span>")));
}

#[test]
fn a_page_without_words_of_its_own_has_no_code() {
    let guide = Guide::new([
        ("content/index.md", "# Home\n"),
        ("content/404.md", "# Not here\n"),
        ("content/part/page.md", "# Page\n"),
    ]);
    for url in ["404.html", "part/index.html", "a-z.html"] {
        assert!(!guide.output(url).contains("class=\"edition"), "{url}");
    }
}

#[test]
fn the_code_of_several_pages_is_that_of_their_codes_in_order() {
    let guide = released("");
    let [home, page] = ["index.md", "page.md"].map(|path| guide.page(path));
    let of = |pages: &[_]| guide.snapshot.edition_of(pages);
    assert_eq!(of(&[page]), code_of(&guide, "page.md"));
    assert_ne!(of(&[home, page]), of(&[page, home]));
    assert_eq!(Some(of(&[home, page])), guide.snapshot.edition_of_whole(home));
}

#[test]
fn a_mistake_in_the_file_of_editions_has_its_place() {
    let message = |entry: &str| released(&format!("[[edition]]\n{entry}")).messages();
    let fine = "page = \"page.md\"\ncode = \"333333\"\ndate = 2025-03-04\n";
    assert_eq!(message(fine), "");
    for (from, to, place, wanted) in [
        ("333333", "3333-3U", "3:8", "`code` expects an edition code, found `3333-3U`"),
        ("2025-03-04", "\"soon\"", "4:8", "`date` expects a date as YYYY-MM-DD, found `soon`"),
        ("code = ", "cod = ", "3:1", "unknown key `cod` in [[edition]]"),
        ("code = \"333333\"\n", "", "1:1", "an [[edition]] needs a `page`, a `code` and a `date`"),
        ("page.md", "a/gone.md", "2:8", "`a/gone.md` was released, and the guide has no such page"),
    ] {
        let message = message(&fine.replace(from, to));
        assert!(message.contains(wanted), "{message}");
        assert!(message.contains(&format!("--> editions.toml:{place}\n")), "{message}");
        assert!(message.contains("= help: "), "{message}");
    }
}

#[test]
fn a_release_adds_what_is_missing_and_leaves_the_rest() {
    let project = Project::with([("content/index.md", "# Home\n"), ("content/a.md", "# A\n\nText.\n")]);
    let release = || {
        let mut command = project.command(&["release"]);
        command.env("SOURCE_DATE_EPOCH", "1764115200");
        Run::of(command).stdout
    };
    let first = release();
    assert!(first.contains("Added 3 editions of 2025-11-26 to editions.toml."), "{first}");
    let read = || std::fs::read_to_string(project.path("editions.toml")).expect("a file");
    let text = read();
    assert!(text.contains("page = \"a.md\"\ncode = \""), "{text}");
    let again = release();
    assert!(again.contains("Every edition is in editions.toml already."), "{again}");
    assert_eq!(read(), text);

    let own = format!("# Mine\r\n{}# The end, without a line break", text.replace('\n', "\r\n"));
    project.write("editions.toml", &own);
    project.write("content/a.md", "# A\n\nOther text.\n");
    release();
    let longer = read();
    let added = longer.strip_prefix(&own).expect("the old text");
    assert_eq!(added.matches("[[edition]]").count(), 2, "{added}");
    assert!(!added.replace("\r\n", "").contains('\n'), "{added}");
    assert_eq!(project.check().trim(), "Checked 2 pages: no errors, no warnings.");
}

#[test]
fn a_page_tells_readers_of_older_sheets_what_is_new() {
    let entry = |code: &str, date: &str, changes: &str| {
        format!(
            "[[edition]]\npage = \"page.md\"\ncode = \"{code}\"\ndate = {date}\nchanges = \"{changes}\"\n"
        )
    };
    let guide = released(
        &[
            entry("1111-11", "2025-01-02", "The first."),
            entry("2222-22", "2025-03-04", "Doses <b>in</b> ml | g."),
            entry("3333-33", "2025-03-04", "Doses <b>in</b> ml | g."),
            entry("4444-44", "2025-03-04", "On the same day."),
        ]
        .concat(),
    );
    assert_eq!(guide.messages(), "");
    let html = guide.output("page.html");
    let list = html.split("<div class=\"edition-changes\"").nth(1).expect("a list");
    let list = list.split("</div>").next().expect("its end");
    assert!(list.contains("data-released=\"111111 1 222222 2 333333 2 444444 3 \" hidden"), "{list}");
    assert_eq!(list.matches("<li").count(), 3, "{list}");
    assert!(list.contains("<li>Doses &lt;b&gt;in&lt;/b&gt; ml | g."), "{list}");
    assert!(!released(EDITIONS).output("page.html").contains("edition-changes"), "without `changes`");
}

#[test]
fn what_is_new_is_given_with_a_release() {
    let project = Project::with([("content/index.md", "# Home\n")]);
    let refused = project.run(&["release", "--changes", " "]).stderr;
    assert!(refused.contains("--changes: is empty"), "{refused}");
    project.run(&["release", "--changes", "Say \"ml\",\nnot C:\\spoons."]);
    let text = std::fs::read_to_string(project.path("editions.toml")).expect("a file");
    assert!(text.contains(r#"changes = "Say \"ml\", not C:\\spoons.""#), "{text}");
    assert_eq!(project.check().trim(), "Checked 1 page: no errors, no warnings.");
    let again = project.run(&["release", "--changes", "More."]).stderr;
    assert!(again.contains("write `changes` there by hand"), "{again}");
}

#[test]
fn nothing_is_released_of_a_guide_with_errors_or_drafts() {
    let project = Project::with([("content/index.md", "# Home\n\n[Gone](gone.md)\n")]);
    let refused = project.run(&["release"]).stderr;
    assert!(refused.contains("Nothing was released."), "{refused}");
    project.write("content/index.md", "# Home\n");
    let refused = project.run(&["release", "--drafts"]).stderr;
    assert!(refused.contains("a draft is not released"), "{refused}");
    assert!(!project.path("editions.toml").exists());
}

#[test]
fn the_file_of_editions_is_not_published_and_a_change_of_it_is_seen() {
    let project = Project::with([("site.toml", ""), ("index.md", "# Home\n"), ("editions.toml", "")]);
    let options = Options { root: project.root().to_owned(), pdfs: Pdfs::Left, ..Options::default() };
    let before = Snapshot::take(&options, None).expect("a guide");
    assert!(!before.site.routes.keys().any(|url| url.as_str() == "editions.toml"));
    assert!(before.sources.holds("editions.toml"));
    project
        .write("editions.toml", "[[edition]]\npage = \"index.md\"\ncode = \"5555-55\"\ndate = 2025-07-08\n");
    let after = Snapshot::take(&options, Some(&before)).expect("a guide");
    assert!(!after.is_same_as(&before));
    assert_eq!(after.releases.len(), 1);
}
