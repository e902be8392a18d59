//! What every printed guide must have: a correct outline, notes where they are called, embedded fonts.

use std::collections::BTreeSet;
use std::fs;

use image::RgbImage;

use crate::harness::Project;
use crate::harness::pdf::{Pdf, Target, assert_pdf_ua};
use crate::images::photos::{jpeg, photo};

use super::{everything, print, printed, sample, sample_guide};

#[test]
fn the_sample_guide_is_pdf_ua() {
    assert_pdf_ua(&sample().0);
}

#[test]
fn a_page_with_every_construct_is_pdf_ua() {
    assert_pdf_ua(&printed(&everything(), &[]));
}

#[test]
fn every_way_to_tell_an_address_is_pdf_ua() {
    for links in ["inline", "qr", "none"] {
        let project = everything();
        let settings = fs::read_to_string(project.path("site.toml")).expect("settings");
        project.write("site.toml", format!("{settings}[print]\nlinks = \"{links}\"\ntwo_sided = true\n"));
        let bytes = printed(&project, &[]);
        assert_pdf_ua(&bytes);
        let pdf = Pdf::read(&bytes);
        let text: String = (0..pdf.len()).map(|page| pdf.text(page)).collect();
        let told = text.replace(['\u{200b}', '\n'], "").contains("https://example.org/a/long/address");
        assert_eq!(told, links == "inline", "{links}: {text}");
    }
}

#[test]
fn a_page_in_another_language_is_read_aloud_in_that() {
    let project = Project::new();
    project.write("site.toml", "title = \"Guide\"\nlanguage = \"en-GB\"\n");
    project.write("content/index.md", "# Home\n\nWelcome.\n");
    project.write("content/warm.md", "---\nlanguage: de-AT\n---\n# Wärme\n\nWärme hilft.\n");
    project.write("content/west.md", "# West\n\nBack again.\n");
    let pdf = Pdf::read(&printed(&project, &[]));
    assert_eq!(pdf.language().as_deref(), Some("en-GB"));
    // The language of an element is its own, or that of the element that contains it.
    let (mut open, mut said) = (Vec::<Option<String>>::new(), Vec::new());
    for element in pdf.elements() {
        open.truncate(element.depth);
        let language = element.language.or_else(|| open.last().cloned().flatten());
        said.push((element.text.trim().to_owned(), language.clone()));
        open.push(language);
    }
    let of = |text: &str| said.iter().rev().find(|it| it.0 == text).and_then(|it| it.1.clone());
    assert_eq!(of("Wärme hilft.").as_deref(), Some("de-AT"), "{said:#?}");
    assert_ne!(of("Back again.").as_deref(), Some("de-AT"), "{said:#?}");
}

#[test]
fn the_alt_text_of_an_image_in_html_is_that_of_browsers() {
    let alt_of = |html: &str| {
        let project = Project::new();
        project.write("site.toml", "title = \"Guide\"\n");
        project.write("content/index.md", format!("# Home\n\nText.\n\n<p>{html}</p>\n"));
        project.write("content/r.jpg", jpeg(&RgbImage::new(20, 20)));
        let stderr = print(&project, &[]).stderr;
        let figures = Pdf::read(&fs::read(project.path("out.pdf")).expect("a PDF")).with_role("Figure");
        (figures.first().and_then(|figure| figure.alt.clone()), stderr.contains("no alternative text"))
    };
    let text = |alt: &str| (Some(alt.to_owned()), false);
    assert_eq!(alt_of(r#"<img data-x=" alt=wrong" src="r.jpg" alt="Right">"#), text("Right"));
    assert_eq!(alt_of(r#"<img alt = "Spaced alt" src="r.jpg">"#), text("Spaced alt"));
    assert_eq!(alt_of("<IMG SRC=r.jpg ALT=Bare>"), text("Bare"));
    assert_eq!(alt_of("<img alt='A &lt;b&gt; \"c\"' src=r.jpg alt=second>"), text("A <b> \"c\""));
    assert_eq!(alt_of(r#"<img title=" alt='no' " src="r.jpg">"#), (None, true));
    assert_eq!(alt_of(r#"<img src="r.jpg" alt="">"#), (None, false), "an empty text means decoration");
}

#[test]
fn a_photo_that_lies_on_its_side_stands_upright_on_paper() {
    let project = Project::new();
    project.write("site.toml", "title = \"Guide\"\n");
    project.write("content/index.md", "# Home\n\n![A bottle](bottle.jpg)\n");
    for (turned, upright) in [(1, false), (6, true), (8, true)] {
        project.write("content/bottle.jpg", photo(&RgbImage::new(160, 80), turned));
        let figures = Pdf::read(&printed(&project, &[])).with_role("Figure");
        let [width, height] = figures[0].size.expect("a figure has its bounds");
        assert_eq!(height > width, upright, "{turned}: {width} × {height}");
    }
}

#[test]
fn large_print_and_small_paper_are_pdf_ua() {
    assert_pdf_ua(&printed(&sample_guide(), &["--large-print"]));
    let bytes = printed(&sample_guide(), &["--paper", "a5"]);
    assert_pdf_ua(&bytes);
    Pdf::read(&bytes).assert_size(3, [419.53, 595.28]);
}

#[test]
fn the_number_in_each_line_of_the_contents_is_that_of_the_page_it_leads_to() {
    let pdf = &sample().1;
    pdf.assert_contents_numbers();
    assert!(pdf.contents().len() > 25, "{:?}", pdf.contents());
}

#[test]
fn front_matter_has_roman_numbers_and_the_text_begins_at_1() {
    let labels = sample().1.labels();
    let front = labels.iter().take_while(|it| it.chars().all(|c| "ivx".contains(c))).count();
    assert!(front >= 2, "{labels:?}");
    assert_eq!(labels[..2], ["i", "ii"]);
    let arabic: Vec<String> = (1..=labels.len() - front).map(|it| it.to_string()).collect();
    assert_eq!(labels[front..], arabic);
}

#[test]
fn the_bookmarks_are_the_headings() {
    let pdf = &sample().1;
    let bookmarks: Vec<_> = pdf.bookmarks().into_iter().map(|it| (it.level, it.title)).collect();
    let headings = pdf.headings().into_iter().filter(|(_, text)| text != "Contents");
    assert_eq!(bookmarks, headings.collect::<Vec<_>>());
    let titles: Vec<&str> = bookmarks.iter().map(|(_, title)| title.as_str()).collect();
    for title in ["About this guide", "Technique", "Warm compress", "The movement", "Sources"] {
        assert!(titles.contains(&title), "no bookmark `{title}` in {titles:?}");
    }
    assert!(!titles.contains(&"How a partner can help"), "a draft is printed");
}

#[test]
fn what_is_handed_out_alone_is_on_one_sheet() {
    let bookmarks = sample().1.bookmarks();
    let page = |at: usize| match bookmarks[at].to {
        Target::Page(page) => page,
        ref other => panic!("{other:?}"),
    };
    for title in [
        "Stop and get help",
        "My breast is sore, hot or lumpy: what to do today",
        "Before you start",
        "Warm compress",
        "Oil or lotion",
        "Circular motions",
        "The areola",
        "Hands-on pumping",
        "Hand expression",
        "Feeding and pumping log",
        "Teaching checklist",
        "Numbers to call",
    ] {
        let at = bookmarks.iter().position(|it| it.title == title).unwrap_or_else(|| panic!("no {title}"));
        let next = (at + 1..bookmarks.len()).find(|next| bookmarks[*next].level <= bookmarks[at].level);
        let next = next.unwrap_or_else(|| panic!("nothing after {title}"));
        assert_eq!(page(next), page(at) + 1, "{title}");
    }
}

#[test]
fn the_guide_has_30_sheets_of_which_none_is_nearly_empty() {
    let pdf = &sample().1;
    assert!(pdf.len() <= 30, "{} sheets", pdf.len());
    for page in 1..pdf.len() {
        let lines = pdf.text(page).lines().count();
        assert!(lines > 8, "page {page} has {lines} lines:\n{}", pdf.text(page));
    }
}

#[test]
fn no_link_leads_to_nothing() {
    let pdf = &sample().1;
    assert_eq!(pdf.dangling(), [""; 0]);
    assert!(pdf.links().iter().filter(|it| matches!(it.to, Target::Page(_))).count() > 100);
}

#[test]
fn a_cross_reference_says_the_page_it_leads_to() {
    let pdf = &sample().1;
    let labels = pdf.labels();
    let links = pdf.links().into_iter().filter(|it| it.text == "circular motions");
    let mut seen = 0;
    for link in links {
        let Target::Page(to) = link.to else { panic!("{link:?}") };
        let told = format!("circular motions (page {})", labels[to]);
        let text = pdf.text(link.page).replace(['\n', '\u{a0}'], " ");
        assert!(text.contains(&told), "page {}: no “{told}” in {text}", link.page);
        seen += 1;
    }
    assert!(seen > 1, "no cross reference was found");
}

#[test]
fn all_fonts_are_inside() {
    for bytes in [&sample().0, &printed(&everything(), &[])] {
        let fonts = Pdf::read(bytes).fonts();
        assert!(fonts.len() > 2 && fonts.iter().all(|it| it.embedded), "{fonts:?}");
    }
}

#[test]
fn a_footnote_stands_on_the_page_of_its_mark() {
    let note = |number| {
        format!(
            "Word{number} is marked.[^{number}]\n\nA paragraph in between, to fill the sheet.\n\n\
             [^{number}]: Told{number} below.\n\n"
        )
    };
    let notes: Vec<String> = (0..60).map(note).collect();
    let text = format!("# Notes\n\n{}", notes.concat());
    let project = Project::with([("content/index.md", text.as_str()), ("site.toml", "title = \"Notes\"")]);
    let pdf = Pdf::read(&printed(&project, &[]));
    let pages: Vec<String> = (0..pdf.len()).map(|page| pdf.text(page)).collect();
    let with = |word: &str| pages.iter().position(|page| page.contains(word)).expect("on a page");
    let mut used = BTreeSet::new();
    for number in 0..60 {
        let page = with(&format!("Word{number} "));
        assert_eq!(page, with(&format!("Told{number} ")), "note {number}");
        used.insert(page);
    }
    assert!(used.len() > 2, "all on {used:?}");
}

#[test]
fn the_note_of_a_heading_is_told_below_its_text() {
    let pdf = Pdf::read(&printed(&everything(), &[]));
    let notes: Vec<String> = pdf.with_role("Note").into_iter().map(|it| it.text).collect();
    assert_eq!(notes.iter().filter(|it| it.contains("The note of the heading.")).count(), 1, "{notes:?}");
    assert!(pdf.bookmarks().iter().any(|it| it.title == "A heading with code and a note"));
}

#[test]
fn a_heading_never_stands_more_than_one_level_below_the_one_before_it() {
    for bytes in [&sample().0, &printed(&everything(), &[])] {
        let mut last = 0;
        for (level, text) in Pdf::read(bytes).headings() {
            assert!(level <= last + 1, "`{text}` is at {level} after {last}");
            last = level;
        }
    }
}

#[test]
fn two_builds_make_the_same_bytes_whatever_the_folder_and_the_number_of_threads() {
    let first = printed(&sample_guide(), &[]);
    let other = sample_guide();
    let mut command = other.command_as_it_is(&["print", "-o", "out.pdf"]);
    command.env("RAYON_NUM_THREADS", "1").env("TZ", "Pacific/Auckland").env("LANG", "de_DE.UTF-8");
    assert!(command.status().expect("it runs").success());
    assert!(first == std::fs::read(other.path("out.pdf")).expect("a PDF"), "the bytes differ");
    assert!(first == sample().0);
}

#[test]
fn the_date_is_the_newest_review_or_what_the_environment_says() {
    let date = |bytes: &[u8]| {
        let doc = lopdf::Document::load_mem(bytes).expect("a PDF");
        let facts = doc.trailer.get_deref(b"Info", &doc).and_then(lopdf::Object::as_dict).expect("facts");
        let date = facts.get(b"CreationDate").and_then(lopdf::Object::as_str).expect("a date");
        String::from_utf8_lossy(&date[2..10]).into_owned()
    };
    assert_eq!(date(&sample().0), "20261101");
    let project = sample_guide();
    let mut command = project.command_as_it_is(&["print", "-o", "out.pdf"]);
    assert!(command.env("SOURCE_DATE_EPOCH", "951782400").status().expect("it runs").success());
    assert_eq!(date(&std::fs::read(project.path("out.pdf")).expect("a PDF")), "20000229");
}

#[test]
fn arabic_and_hebrew_are_set_from_right_to_left() {
    let arabic = ("ar", "الدفء قبل الرضاعة", "ضع قطعة قماش دافئة على الثدي", "اغسل يديك أولا");
    let hebrew = ("he", "חום לפני ההנקה", "הניחי מטלית חמה על השד", "שטפי ידיים קודם");
    for (language, title, text, item) in [arabic, hebrew] {
        let project = Project::with([
            (
                "site.toml",
                format!(
                    "title = \"{title}\"\nlanguage = \"{language}\"\n[theme.labels]\nmenu = \"{title}\"\n"
                )
                .as_str(),
            ),
            ("content/index.md", format!("---\ntitle: {text}\n---\n\n{text}.\n\n- {item}\n").as_str()),
            ("content/a.md", format!("# {item}\n\n{text}.[^1]\n\n[^1]: {item}.\n").as_str()),
        ]);
        let bytes = printed(&project, &[]);
        assert_pdf_ua(&bytes);
        let pdf = Pdf::read(&bytes);
        assert_eq!(pdf.language().as_deref(), Some(language));
        let page = pdf.labels().iter().position(|it| it == "1").expect("page 1");
        let [width, _] = pdf.size(page);
        let runs = pdf.runs(page);
        let (read, mut words) = (pdf.text(page), text.split(' '));
        assert!(words.all(|word| read.contains(word)), "{read}");
        // Lines begin at the right: letters run leftward, a bullet is at the right end of its line, and its text to the
        // left of it.
        assert!(runs.iter().any(|run| run.leftward), "no letters run leftward");
        let bullet = runs.iter().find(|run| run.text.contains('•')).expect("a bullet");
        let after = runs.iter().filter(|run| (run.y - bullet.y).abs() < 2.0 && !run.text.contains('•'));
        let ends: Vec<f32> = after.map(|run| run.end).collect();
        assert!(bullet.x > width * 0.75 && !ends.is_empty(), "the bullet is at {} of {width}", bullet.x);
        assert!(ends.iter().all(|end| *end < bullet.x + 1.0), "{ends:?} beside {}", bullet.x);
        // Page numbers in the contents are at the left.
        let contents = pdf.labels().iter().position(|it| it == "ii").expect("the contents");
        let number = pdf.runs(contents).iter().find(|run| run.text == "1").expect("a number");
        assert!(number.end < width * 0.25, "the number is at {}", number.end);
        pdf.assert_contents_numbers();
    }
}

#[test]
fn a_booklet_has_two_pages_on_each_side_of_a_sheet() {
    let project = sample_guide();
    let pages = Pdf::read(&printed(&project, &["--paper", "a5"])).len();
    let booklet = Pdf::read(&printed(&project, &["--booklet"]));
    booklet.assert_size(0, [841.89, 595.28]);
    assert!(booklet.len() * 2 >= pages && booklet.len().is_multiple_of(2), "{} for {pages}", booklet.len());
    let letter = Pdf::read(&printed(&project, &["--booklet", "--paper", "letter"]));
    letter.assert_size(0, [792.0, 612.0]);
}

#[test]
fn a_section_is_printed_by_its_folder_or_its_title() {
    let project = sample_guide();
    for name in ["technique", "Technique"] {
        let pdf = Pdf::read(&printed(&project, &["--section", name]));
        assert_eq!(pdf.title().as_deref(), Some("Technique"));
        let titles: Vec<String> = pdf.bookmarks().into_iter().map(|it| it.title).collect();
        assert!(
            titles.contains(&"Warm compress".into()) && !titles.contains(&"Glossary".into()),
            "{titles:?}"
        );
    }
    let run = print(&project, &["--section", "techniqe"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("did you mean `technique`?"), "{}", run.stderr);
}
