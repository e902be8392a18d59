//! Repairs known defects of the engine (hayagriva 0.10.1) in what it reads and in what it writes. Each goes when a newer
//! engine has its own remedy.

use hayagriva::Entry;
use hayagriva::citationberg::taxonomy::{StandardVariable, Variable};
use hayagriva::citationberg::{
    Choose, IndependentStyle, LayoutRenderingElement as Element, Name, NamesChild, TextTarget,
};
use hayagriva::types::{EntryType, Person, Publisher};

/// Replaces a hyphen in a number that is a name. The engine would take `NG-194-0599` for a range (hayagriva#505).
const HYPHEN: char = '\u{E0DA}';

/// The name of authors who are not named. The engine takes `and others` for an author (hayagriva#118).
const OTHERS: &str = "et al.";

/// Repairs an entry before the engine reads it.
pub fn entry(entry: &mut Entry) {
    if let Some(doi) = entry.doi() {
        let bare = bare_doi(doi).to_owned();
        entry.set_doi(bare);
    }
    // A guideline of `@misc` has a number, not an issue.
    let is_issue =
        |entry: &Entry| matches!(entry.entry_type(), EntryType::Misc | EntryType::Web | EntryType::Book);
    let issue = entry.issue().filter(|_| is_issue(entry)).map(ToString::to_string);
    let number = entry.keyed_serial_number("serial").map(str::to_owned).or(issue);
    if let Some(number) = number {
        set_number(entry, &number);
    }
    // Pandoc and biblatex's own styles print an institution as the publisher.
    let place = entry.publisher().and_then(Publisher::location).cloned();
    let has_publisher = entry.publisher().is_some_and(|publisher| publisher.name().is_some());
    if let Some(organization) = entry.organization().filter(|_| !has_publisher).cloned() {
        entry.set_publisher(Publisher::new(Some(organization), place));
    }
    if let Some(authors) = entry.authors().map(<[Person]>::to_vec) {
        entry.set_authors(authors.into_iter().map(named).collect());
    }
}

/// Repairs a style. The engine prints no names where a style says nothing of their form (hayagriva#519), and takes the title
/// of a container for that of a volume too.
pub fn style(style: &mut IndependentStyle) {
    let layouts =
        [Some(&mut style.citation.layout), style.bibliography.as_mut().map(|list| &mut list.layout)];
    layouts.into_iter().flatten().for_each(|layout| elements(&mut layout.elements));
    style.macros.iter_mut().for_each(|own| elements(&mut own.children));
}

fn elements(list: &mut [Element]) {
    for element in list {
        match element {
            Element::Group(group) => elements(&mut group.children),
            Element::Choose(choose) => branches(choose),
            Element::Names(names) => {
                if !names.children.is_empty() && names.name().is_none() {
                    names.children.insert(0, NamesChild::Name(Name::default()));
                }
                for child in &mut names.children {
                    if let NamesChild::Substitute(substitute) = child {
                        elements(&mut substitute.children);
                    }
                }
            }
            Element::Text(text) => {
                if let TextTarget::Variable { var, .. } = &mut text.target {
                    without_volume(var);
                }
            }
            Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
        }
    }
}

fn branches(choose: &mut Choose) {
    for branch in std::iter::once(&mut choose.if_).chain(&mut choose.else_if) {
        branch.variable.iter_mut().flatten().for_each(without_volume);
        elements(&mut branch.children);
    }
    if let Some(otherwise) = &mut choose.otherwise {
        elements(&mut otherwise.children);
    }
}

/// Replaces the title of a volume by a variable that the engine never has.
fn without_volume(variable: &mut Variable) {
    if *variable == Variable::Standard(StandardVariable::VolumeTitle) {
        *variable = Variable::Standard(StandardVariable::Scale);
    }
}

/// Sets the number of an entry, which is printed as it is.
pub fn set_number(entry: &mut Entry, number: &str) {
    entry.set_keyed_serial_number("serial", number.replace(['-', '–'], &HYPHEN.to_string()));
}

fn named(person: Person) -> Person {
    let is_others = person.name == "others" && person.given_name.is_none();
    if is_others { Person { name: OTHERS.to_owned(), ..person } } else { person }
}

/// Returns a DOI without what may be before it: an address, or `doi:`.
pub fn bare_doi(doi: &str) -> &str {
    let doi = doi.trim();
    let prefixes =
        ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:", "DOI:"];
    prefixes.iter().find_map(|prefix| doi.strip_prefix(prefix)).unwrap_or(doi).trim()
}

/// Repairs a text that the engine wrote.
pub fn text(text: &str) -> String {
    let text = text.replace(HYPHEN, "-");
    // A year without a month (hayagriva#466), and names before those who are not named.
    let wrong = [
        (",)", ")"),
        (", & et al.", ", et al."),
        (" & et al.", " et al."),
        (" and et al.", " et al."),
        ("et al..", "et al."),
    ];
    wrong.iter().fold(text, |text, (from, to)| text.replace(from, to))
}
