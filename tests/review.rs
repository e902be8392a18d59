//! Reviews: what a page says of its last and its next one, and what `handout check` lists as due.

use handout::config::review::Review;
use handout::date::Date;
use handout::diagnostic::Severity;
use handout::site::Pdfs;
use handout::{DueDates, Options};
use insta::assert_snapshot;

use crate::harness::memory::Guide;
use crate::harness::{Project, Run};

const SETTINGS: &str = "title = \"Knots\"\nlanguage = \"en-GB\"\n[review]\nevery = \"12 months\"\n";

/// Returns a day.
fn day(text: &str) -> Date {
    Date::parse(text).expect("a day")
}

/// Returns a guide of one page besides its home page, as it is on a day.
fn guide_on(today: &str, settings: &str, front: &str) -> Guide {
    let options = Options { due_dates: DueDates::Noted(day(today)), pdfs: Pdfs::Left, ..Options::default() };
    let page = format!("---\ntitle: Bowline\n{front}---\n\nA loop that holds.\n");
    let home = "---\ntitle: Knots\nreview_every: never\n---\n\nWelcome.\n";
    let files = [("site.toml", settings), ("content/index.md", home), ("content/bowline.md", page.as_str())];
    Guide::with_options(files, &options)
}

/// Returns the messages about a page on a day, one a line.
fn due(today: &str, settings: &str, front: &str) -> String {
    let problems = guide_on(today, settings, front).snapshot.problems();
    assert!(problems.iter().all(|problem| problem.severity == Severity::Note), "{problems:?}");
    problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_review_is_due_on_the_day_after_it_counted_for_the_last_time() {
    let of = |today: &str| due(today, SETTINGS, "reviewed: 2025-11-01\n");
    assert_eq!([of("2025-11-01"), of("2026-11-01")], ["", ""]);
    assert_eq!(of("2026-11-02"), "the next review of this page was due by 2026-11-01");
    assert_eq!(of("2025-10-31"), "the review of this page is in the future");
    assert_eq!(due("2026-11-02", SETTINGS, ""), "the page was never reviewed");
    assert_eq!(due("2026-11-02", "title = \"Knots\"\n", ""), "", "nobody asked for reviews");
}

#[test]
fn a_page_says_itself_how_long_its_review_counts() {
    let of = |front: &str| due("2026-11-02", SETTINGS, front);
    assert_eq!(of("review_every: never\n"), "");
    assert_eq!(of("reviewed: 2025-11-01\nreview_every: 2 years\n"), "");
    assert_eq!(
        of("reviewed: 2026-09-30\nreview_every: 1 month\n"),
        "the next review of this page was due by 2026-10-30"
    );
    let asked = due("2026-11-02", "title = \"Knots\"\n", "review_every: 6 months\n");
    assert_eq!(asked, "the page was never reviewed");
}

#[test]
fn a_guide_chooses_the_kinds_that_are_reviewed() {
    let settings = format!("theme = \"care\"\n{SETTINGS}kinds = [\"claim\"]\n");
    assert_eq!(due("2026-11-02", &settings, ""), "");
    let claim = "kind: benefit\n";
    assert_eq!(due("2026-11-02", &settings, claim), "the page was never reviewed");
    let wrong = format!("{SETTINGS}kinds = [\"clam\"]\n");
    let said = guide_on("2026-11-02", &wrong, "").messages();
    assert!(said.contains("the theme has no kind of page `clam`") && said.contains("`claim`"), "{said}");
}

#[test]
fn a_page_is_valid_until_the_end_of_its_last_day() {
    let of = |today: &str| due(today, "title = \"Knots\"\n", "valid_until: 2026-11-01\n");
    assert_eq!(of("2026-11-01"), "");
    assert_eq!(of("2026-11-02"), "the page was valid until 2026-11-01");
}

#[test]
fn what_is_due_comes_with_its_place_and_what_to_do() {
    let front = "reviewed: 2025-01-31\nvalid_until: 2026-03-01\n";
    assert_snapshot!(guide_on("2026-11-02", SETTINGS, front).messages(), @r"
    note: the next review of this page was due by 2026-01-31
     --> content/bowline.md:3:11
      |
    3 | reviewed: 2025-01-31
      |           ^^^^^^^^^^ more than 12 months ago
      |
      = help: check it against its sources, then write the day of that into `reviewed`

    note: the page was valid until 2026-03-01
     --> content/bowline.md:4:14
      |
    4 | valid_until: 2026-03-01
      |              ^^^^^^^^^^
      |
      = help: renew it and give it a later day, or take it out of the guide with `draft: true`
    ");
    assert_snapshot!(guide_on("2026-11-02", SETTINGS, "").messages(), @r"
    note: the page was never reviewed
    --> content/bowline.md
     = help: write the day of its review as `reviewed: 2026-11-01`, or `review_every: never` if it needs none
    ");
}

#[test]
fn mistakes_in_dates_are_errors_on_every_day() {
    let front = "reviewed: 2026-11-01\nvalid_until: 2026-10-01\nreview_every: often\nreviewers:\n  - qualifications: RN\n";
    let settings = SETTINGS.replace("12 months", "yearly");
    assert_snapshot!(guide_on("2026-11-01", &settings, front).messages(), @r#"
    error: `valid_until` is before the review of 2026-11-01
     --> content/bowline.md:4:14
      |
    4 | valid_until: 2026-10-01
      |              ^^^^^^^^^^

    note: the page was valid until 2026-10-01
     --> content/bowline.md:4:14
      |
    4 | valid_until: 2026-10-01
      |              ^^^^^^^^^^
      |
      = help: renew it and give it a later day, or take it out of the guide with `draft: true`

    error: `review_every` expects a length of time such as `6 months`, or `never`, found `often`
     --> content/bowline.md:5:15
      |
    5 | review_every: often
      |               ^^^^^

    error: a reviewer needs a name: write `name: Ana Costa`
     --> content/bowline.md:6:1
      |
    6 | reviewers:
      | ^^^^^^^^^

    error: `every` expects a length of time such as `12 months`, found `yearly`
     --> site.toml:4:9
      |
    4 | every = "yearly"
      |         ^^^^^^^^ expected a length of time such as `12 months`
      |
      = help: write a number and `days`, `weeks`, `months` or `years`: `6 months`
    "#);
}

#[test]
fn no_output_depends_on_the_day() {
    let front = "reviewed: 2025-01-31\nvalid_until: 2026-03-01\nreviewers: [Ana Costa]\n";
    let render = |today: &str| {
        let guide = guide_on(today, SETTINGS, front);
        let addresses =
            guide.addresses().into_iter().filter(|url| !url.ends_with(".ico") && !url.ends_with(".png"));
        addresses.map(|url| (url.to_owned(), guide.output(url))).collect::<Vec<_>>()
    };
    let (before, after) = (render("2025-02-01"), render("2030-01-01"));
    assert!(before.len() > 5 && before == after);
}

#[test]
fn a_page_shows_who_reviewed_it_and_until_when_that_counts() {
    let front = "reviewed: 2026-01-31\nreview_every: 1 month\nvalid_until: 2027-01-01\n\
                 reviewers:\n  - Ben <b>Okafor</b>\n  - {name: Ana Costa, qualifications: \"RN, IBCLC\"}\n";
    let guide = guide_on("2026-02-01", SETTINGS, front);
    for url in ["bowline.html", "print.html"] {
        let html = guide.output(url);
        for shown in [
            "<p>Last reviewed <time datetime=\"2026-01-31\">31 January 2026</time></p>",
            "<p>Reviewed by: Ben &lt;b&gt;Okafor&lt;/b&gt;; Ana Costa, RN, IBCLC</p>",
            "<p>Next review by <time datetime=\"2026-02-28\">28 February 2026</time></p>",
            "<p>Valid until <time datetime=\"2027-01-01\">1 January 2027</time></p>",
        ] {
            assert!(html.contains(shown), "{url}: {shown}\n{html}");
        }
    }
}

#[test]
fn check_lists_what_is_due_and_fails_only_where_dates_are_strict() {
    let project = Project::with([
        ("site.toml", SETTINGS),
        ("content/index.md", "---\ntitle: Knots\nreviewed: 2025-11-01\n---\n\nWelcome.\n"),
    ]);
    let run = |args: &[&str], seconds: &str| {
        let mut command = project.command(args);
        command.env("SOURCE_DATE_EPOCH", seconds);
        Run::of(command)
    };
    let (before, after) = ("1793577599", "1793577600");
    for (args, code) in [
        (&["check"][..], 0),
        (&["check", "--strict"], 0),
        (&["check", "--strict-dates"], 1),
        (&["build", "--strict"], 0),
        (&["build", "--strict-dates"], 1),
    ] {
        let fine = run(args, before);
        assert_eq!((fine.code, fine.stderr.as_str()), (0, ""), "{args:?}");
        let late = run(args, after);
        assert_eq!(late.code, code, "{args:?}: {}", late.stderr);
        let is_listed = late.stderr.contains("the next review of this page was due by 2026-11-01");
        assert_eq!(is_listed, args[0] == "check" || code == 1, "{args:?}: {}", late.stderr);
    }
    let late = run(&["check"], after);
    assert_eq!(late.stdout, "Checked 1 page: no errors, no warnings, 1 note.\n");
    // Without the variable, the clock of this computer counts, which is after the day of this test.
    assert_eq!(project.run(&["check", "--strict-dates"]).code, 1);
}

#[test]
fn reviews_are_off_unless_a_guide_asks_for_them() {
    assert_eq!(Review::default(), Review { every: None, kinds: None });
}
