//! An author at work: edits of every kind, good and bad, always the same.

use std::fs;
use std::path::PathBuf;

use super::Numbers;
use crate::harness::{Project, tree};

/// The file of sources.
const SOURCES: &str = "content/sources.bib";

/// What sources without a mistake begin with.
const GOOD: &str = "@book{a, author = {A, B}, title = {One},";

/// Settings with leaves, one of which has readers of its own.
const LEAVES: &str = "title = \"Sheets\"\n[audiences]\nnurse = \"For nurses\"\n\
                      [[leaf]]\nname = \"sheet\"\nkinds = [\"page\"]\naudience = \"nurse\"\n\
                      [[leaf]]\nname = \"new\"\nkinds = [\"procedure\"]\n";

/// An author, or a program of the author's, at work on a guide.
pub struct Author<'a> {
    /// The guide.
    pub project: &'a Project,
    /// The random numbers that decide what is done.
    pub numbers: Numbers,
    /// The number of things that were made, so that each gets its own name.
    pub made: usize,
}

impl Author<'_> {
    fn pages(&self) -> Vec<PathBuf> {
        let content = self.project.path("content");
        let files = tree(&content).into_keys().map(|name| content.join(name));
        files.filter(|path| path.extension().is_some_and(|it| it == "md")).collect()
    }

    fn page(&mut self) -> PathBuf {
        let pages = self.pages();
        self.numbers.pick(&pages).clone()
    }

    fn new_name(&mut self) -> String {
        self.made += 1;
        format!("new-{}.md", self.made)
    }

    fn replace(&mut self, from: &str, to: &str) {
        let page = self.page();
        let Ok(text) = fs::read_to_string(&page) else { return };
        fs::write(page, text.replacen(from, to, 1)).expect("a page");
    }

    fn append(&mut self, text: &str) {
        let page = self.page();
        let mut bytes = fs::read(&page).expect("a page");
        bytes.extend_from_slice(text.as_bytes());
        fs::write(page, bytes).expect("a page");
    }

    /// Changes a letter: the size stays the same, and on many disks the time too.
    fn change_a_letter(&mut self) {
        let page = self.page();
        let mut bytes = fs::read(&page).expect("a page");
        if let Some(last) = bytes.iter().rposition(u8::is_ascii_lowercase) {
            bytes[last] = b'a' + (bytes[last] - b'a' + 1) % 26;
        }
        fs::write(page, bytes).expect("a page");
    }

    fn add(&mut self, front: &str) {
        let beside = self.page();
        let text = format!("---\ntitle: New {}\n{front}---\n\nNew.\n\n## Part\n", self.made);
        let name = self.new_name();
        fs::write(beside.with_file_name(name), text).expect("a page");
    }

    /// Adds a numbered table, and a heading that refers to it.
    fn add_a_table(&mut self) {
        let number = self.numbers.below(20);
        self.append(&format!(
            "\nTable: Words {{#tbl-{number}}}\n\n| a |\n|---|\n| b |\n\n## See @tbl-{number}\n"
        ));
    }

    /// Adds a condition to a page, and a numbered step with a reference to it.
    fn restrict(&mut self) {
        let only = *self.numbers.pick(&["{ language: en }", "{ language: en, web: false }"]);
        self.replace("---\n\n", &format!("only: {only}\n---\n\n"));
        let number = self.numbers.below(500);
        self.append(&format!("\n1. One\n2. Two {{#step-{number}}}\n\n## See @step-{number}\n"));
    }

    fn rename(&mut self) {
        let (page, name) = (self.page(), self.new_name());
        fs::rename(&page, page.with_file_name(name)).expect("a page");
    }

    fn remove(&mut self) {
        let page = self.page();
        if self.pages().len() > 8 {
            fs::remove_file(page).expect("a page");
        }
    }

    fn move_a_folder(&mut self) {
        let page = self.page();
        let folder = page.parent().expect("in a folder");
        if folder != self.project.path("content") {
            self.made += 1;
            let name = format!("moved-{}", self.made);
            fs::rename(folder, self.project.path("content").join(name)).expect("a folder");
        }
    }

    fn configure(&mut self) {
        let texts = [
            "title = \"A guide\"\n",
            "title = \"Another\"\nurl = \"https://example.org\"\n",
            "title = \"Another\"\nlanguage = \"de\"\n[markdown]\nsmart_punctuation = false\n",
            "sources = \"index.md\"\n[front_matter]\nunknown = \"warn\"\n",
            "[[nav]]\npage = \"section-0\"\n",
            "ignore = [\"new-1*\"]\n",
            "titel = \"x\"\n[markdown]\nraw_html = \"escape\"\n",
            "theme = \"mine\"\n",
            "title = \"Call {{ clinic.phone }}\"\n[audiences]\nnurse = \"For {{ clinic.fax }}\"\n",
            "[theme]\nname = \"mine\"\nlabels = 3\n",
            LEAVES,
        ];
        let text = *self.numbers.pick(&texts);
        self.project.write("site.toml", text);
    }

    /// Writes a template and a style sheet of the theme `mine`, which may be good or bad.
    pub fn change_the_theme(&mut self) {
        let templates = [
            "{{ page.title }} {{ page.content | safe }}",
            "{{ site.title }}: {{ page.content | safe }} {{ asset(name=\"style.css\") }}",
            "{{ page.titel }}",
            "{{ page.title ",
        ];
        let text = *self.numbers.pick(&templates);
        let template = *self.numbers.pick(&["page.html", "section.html"]);
        self.project.write(&format!("themes/mine/templates/{template}"), text);
        let style = format!("p {{ margin: {}px }}", self.numbers.below(3));
        self.project.write("themes/mine/assets/style.css", style);
    }

    fn change_a_file(&mut self) {
        let name =
            *self.numbers.pick(&["content/hand.svg", "static/CNAME", "static/more.txt", "content/a.html"]);
        if self.numbers.below(3) == 0 && name != "content/hand.svg" {
            let _ = fs::remove_file(self.project.path(name));
        } else {
            let number = self.numbers.below(5);
            // An image that cannot be shown is a mistake on each page with it.
            let image =
                format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"{number}9\"/>");
            let is_image = name == "content/hand.svg" && number > 0;
            self.project.write(name, if is_image { image } else { number.to_string() });
        }
    }

    /// Writes the values, and shows one on a page.
    fn change_the_values(&mut self) {
        let texts = [
            "phone = \"1\"\n",
            "phone = \"2\"\n",
            "phone = 2\nother = 3\n",
            "phone = \"11\"\n",
            "fax = \"1\"\n",
            "phone = ",
        ];
        let text = *self.numbers.pick(&texts);
        self.project.write("values/clinic.toml", text);
        if self.numbers.below(3) == 0 {
            self.append("\n## Call {{ clinic.phone }}\n\n[us](tel:{{clinic.phone}})\n");
        }
    }

    /// Writes sources, good or bad, and cites one. Pages go on citing it, so a mistake comes and goes with the file.
    fn change_the_sources(&mut self) {
        let bad = [
            "@book{b, title = {Two}}\n",
            "@book{a, title = {One}}\n@book{b, title = }\n",
            "@book{a, title = {One}, doi = {x}\n",
            "@book{a, title = {One}}\n@book{a, title = {Two}}\n@book{c, title = {Three}}\n",
            "",
        ];
        match self.numbers.below(3) {
            0 => self.project.write(SOURCES, bad[self.pages().len() % bad.len()]),
            year => self.write_good_sources(2000 + year),
        }
        let cited = *self.numbers.pick(&["[@a]", "@a and [see @a, p. 3]"]);
        self.append(&format!("\n{cited}\n"));
    }

    /// Writes sources without a mistake.
    fn write_good_sources(&self, year: usize) {
        self.project.write(SOURCES, format!("{GOOD} date = {{{year}}}}}\n"));
    }

    /// Reports whether the sources are there and have a mistake.
    fn has_bad_sources(&self) -> bool {
        let text = fs::read_to_string(self.project.path(SOURCES));
        text.is_ok_and(|text| !text.starts_with(GOOD))
    }

    fn touch(&mut self) {
        let page = self.page();
        fs::write(&page, fs::read(&page).expect("a page")).expect("a page");
    }

    /// Does one thing, and returns what it was.
    pub fn work(&mut self) -> &'static str {
        // Mistakes in the sources stay for one step: they are on every page that cites.
        if self.has_bad_sources() {
            self.write_good_sources(2003);
        }
        match self.numbers.below(24) {
            0..=3 => (self.change_a_letter(), "a letter").1,
            4 => (self.append("\nMore words.\n"), "more words").1,
            5 => {
                (self.append("\n## Part of it\n\n<p id=\"here\">x</p>\n"), self.add_a_table(), "a heading").2
            }
            6 => (self.append("\n[a](page-3.md) [b](#here) [c][d] e[^f] @tbl-1\n"), "links").1,
            7 => (self.append("\u{FFFD}\u{0}"), "odd characters").1,
            8 => (self.replace("title: ", "title: The "), "a title").1,
            9 => (self.replace("---\n\n", "draft: true\n---\n\n"), "a draft").1,
            10 => (self.replace("draft: true\n", ""), "no draft").1,
            11 => (self.add("kind: procedure\ntags: [new]\n"), "a new page").1,
            12 => (self.add("draft: true\nsources: [part]\n"), "a new draft").1,
            13 => (self.rename(), "another name").1,
            14 => (self.remove(), "a page less").1,
            15 => (self.move_a_folder(), "a moved folder").1,
            16 => (self.configure(), "other settings").1,
            17 => (self.change_the_theme(), "another theme").1,
            18 => (self.change_a_file(), "another file").1,
            19 => (self.change_the_values(), "other values").1,
            20 => (self.change_the_sources(), "other sources").1,
            21 => (self.restrict(), "a condition").1,
            22 => (self.replace("only: ", "# only: "), "no condition").1,
            _ => (self.touch(), "the same again").1,
        }
    }
}
