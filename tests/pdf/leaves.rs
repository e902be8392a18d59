//! Leaves: sheets that fit their paper, are folded or cut, and are printed with the texts of one place or person.

use std::fs;

use super::print;
use crate::harness::pdf::{Pdf, assert_pdf_ua};
use crate::harness::{Project, Run, tree};

const A4: [f32; 2] = [595.28, 841.89];
const A4_LANDSCAPE: [f32; 2] = [841.89, 595.28];

/// Returns a text of this many paragraphs of about three lines on A4.
fn paragraphs(count: usize) -> String {
    let words =
        "Warm hands, a calm room and slow circles help the milk to flow before a feed or a pump session. ";
    let paragraphs: Vec<String> =
        (1..=count).map(|number| format!("Paragraph {number}. {}\n", words.repeat(3))).collect();
    paragraphs.join("\n")
}

/// Returns a guide with a page of this many paragraphs, and these leaves.
fn guide(count: usize, leaves: &str) -> Project {
    let site = format!("title = \"Hands\"\n[values]\nname = \"………\"\n[print]\npdf = []\n{leaves}");
    Project::with([
        ("site.toml", &*site),
        ("content/index.md", "# Home\n\nHello.\n"),
        ("content/circles.md", &format!("# Circles\n\n{}", paragraphs(count))),
        ("content/letter.md", "# A letter\n\nDear {{ name }}, call us.\n"),
    ])
}

fn leaf(format: &str) -> String {
    format!("[[leaf]]\nname = \"sheet\"\npages = [\"circles.md\"]\nformat = \"{format}\"\n")
}

fn built(project: &Project) -> Run {
    let run = project.run_as_it_is(&["build"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    run
}

fn read(project: &Project, path: &str) -> Pdf {
    let bytes = fs::read(project.path(&format!("public/leaf/{path}"))).expect("a leaf");
    Pdf::read(&bytes)
}

/// Returns the size of the first word of the text, in points.
fn text_size(pdf: &Pdf) -> f32 {
    pdf.runs(0).iter().find(|run| run.text.contains("Paragraph")).expect("the text").size
}

#[test]
fn a_leaf_shrinks_by_as_little_as_it_takes_and_says_what_runs_over() {
    let mut sizes = Vec::new();
    let mut failed = None;
    for count in [4, 10, 14, 16, 18, 30] {
        let project = guide(count, &leaf("page"));
        let run = project.run_as_it_is(&["build"]);
        if run.code != 0 {
            failed = Some((count, run.stderr));
            break;
        }
        let pdf = read(&project, "sheet.pdf");
        assert_eq!(pdf.len(), 1);
        pdf.assert_size(0, A4);
        assert!(pdf.text(0).contains(&format!("Paragraph {count}.")), "{}", pdf.text(0));
        sizes.push(text_size(&pdf));
    }
    let (count, message) = failed.expect("thirty paragraphs do not fit a side");
    assert!(message.contains("the leaf `sheet` does not fit one side"), "{message}");
    assert!(message.contains("content/circles.md:") && message.contains("Paragraph"), "{count}: {message}");
    assert!((sizes[0] - 11.0).abs() < 0.01, "a short text keeps its size: {sizes:?}");
    assert!(sizes.windows(2).all(|pair| pair[0] >= pair[1]), "{sizes:?}");
    assert!(sizes.iter().any(|size| *size < 10.9) && sizes.iter().all(|size| *size > 8.99), "{sizes:?}");
}

#[test]
fn what_is_folded_or_cut_has_a_linear_edition_for_screens() {
    for (format, count, sides, size) in [
        ("trifold", 5, 2, A4_LANDSCAPE),
        ("half", 4, 1, A4_LANDSCAPE),
        ("booklet", 12, 4, A4_LANDSCAPE),
        ("card", 1, 1, A4),
    ] {
        let project = guide(count, &leaf(format));
        built(&project);
        let sheet = read(&project, "sheet.pdf");
        sheet.assert_size(0, size);
        assert!(sheet.len() <= sides, "{format}: {} sides", sheet.len());
        let bytes = fs::read(project.path("public/leaf/sheet-screen.pdf")).expect("the linear edition");
        assert_pdf_ua(&bytes);
        let screen = Pdf::read(&bytes);
        let all: String = (0..screen.len()).map(|page| screen.text(page)).collect();
        for number in 1..=count {
            assert!(all.contains(&format!("Paragraph {number}.")), "{format} lacks {number}: {all}");
        }
        let home = project.built("circles.html");
        assert!(home.contains("leaf/sheet.pdf") && home.contains("leaf/sheet-screen.pdf"), "{format}");
    }
}

#[test]
fn a_card_is_on_its_sheet_as_often_as_it_fits() {
    let project = guide(1, &leaf("card"));
    built(&project);
    let text = read(&project, "sheet.pdf").text(0);
    assert_eq!(text.matches("Circles").count(), 10, "{text}");
}

#[test]
fn a_poster_is_twice_the_paper_and_large_letters_take_more_sheets() {
    let project = guide(9, &format!("large_print = true\n{}", leaf("poster")));
    built(&project);
    read(&project, "sheet.pdf").assert_size(0, [A4[1], A4[0] * 2.0]);
    let large = read(&project, "sheet-large-print.pdf");
    large.assert_size(0, A4);
    assert!(large.len() > 1 && text_size(&large) > 17.9, "{} pages", large.len());
}

#[test]
fn a_leaf_of_a_kind_is_a_sheet_of_each_page() {
    let project = guide(2, "[[leaf]]\nname = \"all\"\nkinds = [\"page\"]\n");
    built(&project);
    let names: Vec<String> = tree(&project.path("public/leaf")).into_keys().collect();
    let of_page = |page: &str| [format!("all/{page}.html"), format!("all/{page}.pdf")];
    let all = ["circles", "index", "letter"].into_iter().flat_map(of_page).chain(["index.html".to_owned()]);
    assert_eq!(names, all.collect::<Vec<_>>());
    let list = project.built("leaf/index.html");
    assert!(list.contains("all/circles.pdf") && list.contains("Circles"), "{list}");
}

#[test]
fn a_leaf_can_be_for_an_audience_and_a_place() {
    let leaves = "[audiences]\nmidwife = \"Midwives\"\n[[leaf]]\nname = \"ward\"\npages = [\"who.md\"]\n\
                  audience = \"midwife\"\nvalues.name = \"Ward 3\"\n";
    let project = guide(1, leaves);
    project
        .write("content/who.md", "# Who\n\nFor {{ name }}.\n\n:::only{audience=midwife}\nThe dose.\n:::\n");
    built(&project);
    let text = read(&project, "ward.pdf").text(0);
    assert!(text.contains("For Ward 3.") && text.contains("The dose."), "{text}");
    let page = project.built("who.html");
    assert!(!page.contains("Ward 3") && !page.contains("The dose."), "{page}");
}

#[test]
fn a_page_and_a_leaf_are_printed_by_name() {
    let project = guide(3, &leaf("trifold"));
    assert_eq!(print(&project, &["circles.md"]).code, 0);
    let page = Pdf::read(&fs::read(project.path("out.pdf")).expect("a PDF"));
    assert_eq!(page.len(), 1);
    page.assert_size(0, A4);
    assert_eq!(print(&project, &["content/circles.md", "--format", "half"]).code, 0);
    assert_eq!(print(&project, &["--leaf", "sheet"]).code, 0);
    Pdf::read(&fs::read(project.path("out.pdf")).expect("a PDF")).assert_size(0, A4_LANDSCAPE);
    for (args, wanted) in [
        (&["circle.md"][..], "there is no such page; did you mean `circles.md`?"),
        (&["--leaf", "sheets"], "there is no such leaf; did you mean `sheet`?"),
        (&["--format", "half"], "is for a page or a leaf"),
        (&["circles.md", "--set", "nam=x"], "the guide has no value `nam` (did you mean `name`?)"),
    ] {
        let run = print(&project, args);
        assert_eq!(run.code, 2, "{args:?}");
        assert!(run.stderr.contains(wanted), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn a_table_makes_a_pdf_of_each_row_and_leaves_no_trace_in_the_site() {
    let project = guide(1, "");
    project.write("ward.csv", "name\nAda Lovelace\n\"=cmd(), \"\"Bob\"\"\"\n");
    let args = ["print", "letter.md", "--data", "ward.csv", "--output", "letters"];
    let run = project.run_as_it_is(&args);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    let names: Vec<String> = tree(&project.path("letters")).into_keys().collect();
    assert_eq!(names, ["letter-2.pdf", "letter-3.pdf"]);
    let letter = |name: &str| fs::read(project.path(&format!("letters/{name}"))).expect("a letter");
    let first = Pdf::read(&letter("letter-2.pdf"));
    assert!(first.text(0).contains("Dear Ada Lovelace, call us."), "{}", first.text(0));
    assert_eq!(first.title().as_deref(), Some("A letter"));
    assert!(Pdf::read(&letter("letter-3.pdf")).text(0).contains("Dear =cmd(), \"Bob\", call"));
    built(&project);
    for (path, bytes) in tree(project.root()) {
        let is_input = path == "ward.csv" || path.starts_with("letters/");
        let holds = bytes.windows(8).any(|it| it == b"Lovelace");
        assert!(is_input || !holds, "{path} holds a name");
    }
}

#[test]
fn a_value_that_is_set_for_every_row_has_a_name_of_the_guide() {
    let project = guide(1, "");
    project.write("ward.csv", "name\nAda\n");
    let args = ["print", "letter.md", "--data", "ward.csv", "--output", "out", "--set", "nam=x"];
    let run = project.run_as_it_is(&args);
    assert!(run.code == 2 && run.stderr.contains("the guide has no value `nam`"), "{}", run.stderr);
    assert!(!project.path("out").exists());
}

#[test]
fn a_table_that_is_wrong_names_its_row() {
    let project = guide(1, "");
    project.write("content/name.md", "# For {{ name }}\n\nHello.\n");
    for (table, page, folder, wanted) in [
        ("nam\nAda\n", "letter.md", "out", "row 1: the guide has no value `nam`"),
        ("name\nAda\n\"\"\n", "letter.md", "out", "row 3: no text for `name`"),
        ("name\nAda,Bob\n", "letter.md", "out", "row 2: 2 texts, for 1 names"),
        ("name\n", "letter.md", "out", "no row below its names"),
        ("name\nAda\n", "name.md", "out", "row 2: a title shows a value"),
        ("name\nAda\n", "letter.md", "public/x", "is a folder of the guide or of its site"),
        ("name\nAda\n", "letter.md", "content", "is a folder of the guide or of its site"),
    ] {
        project.write("ward.csv", table);
        let run = project.run_as_it_is(&["print", page, "--data", "ward.csv", "--output", folder]);
        assert_ne!(run.code, 0, "{table}");
        assert!(run.stderr.contains(wanted), "{table}: {}", run.stderr);
        assert!(!project.path("out").exists() || tree(&project.path("out")).is_empty(), "{table}");
    }
    let long = format!("name\n{}\n", "x".repeat(10_000_000));
    project.write("ward.csv", &long);
    let run = project.run_as_it_is(&["print", "letter.md", "--data", "ward.csv", "--output", "out"]);
    assert!(run.stderr.contains("row 2: the value `name` has 10000000 characters"), "{}", run.stderr);
}

#[test]
fn the_same_leaf_has_the_same_bytes() {
    let project = guide(5, &leaf("trifold"));
    built(&project);
    let first = fs::read(project.path("public/leaf/sheet.pdf")).expect("a leaf");
    fs::remove_dir_all(project.path("public")).expect("the site");
    built(&project);
    assert!(first == fs::read(project.path("public/leaf/sheet.pdf")).expect("a leaf"));
}
