//! What a template sees: one type for each thing, with a description and an example of every field. The reference in
//! the documentation is generated from these declarations.

mod declare;
mod free;
mod types;
mod viewed;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::evidence;
use crate::raw::{Spanned, Value};
use crate::tokens::Token;
use declare::views;
pub use free::{AttributeValue, Extra};
pub use types::{TypeRef, ViewField, ViewType};
use viewed::Viewed;

views! {
    /// The variables that describe the current page.
    View {
        /// The guide as a whole.
        site: Site<'a> = "";
        /// The current page.
        page: Page<'a> = "";
        /// Metadata for search engines and for programs in which the page is shared.
        head: Head<'a> = "";
        /// The navigation: sections and pages, without the home page. In a large guide, only the part near the page.
        navigation: Vec<NavItem<'a>> = "";
        /// The path from the home page to the page, without the page itself.
        breadcrumbs: Vec<Link<'a>> = "";
        /// The page before, in reading order.
        previous: Option<Link<'a>> = "";
        /// The page after, in reading order.
        next: Option<Link<'a>> = "";
        /// The pages and sections of a section, on its landing page.
        children: Vec<Child<'a>> = "";
        /// The print pages for this page.
        print: PrintPages<'a> = "";
        /// On a print page, the parts below its first page, in reading order.
        parts: Vec<Part<'a>> = "";
        /// On the print page of a leaf, the leaf.
        leaf: Option<Leaf<'a>> = "";
        /// PDFs: of the page, else of its section, else of the guide; then the large-print and booklet versions; then those of the
        /// leaves with the page.
        pdfs: Vec<Pdf<'a>> = "";
        /// Address of a ZIP file with the whole site, if `download` is on under `[web]`.
        archive: Option<String> = "../guide.zip";
        /// Address of the list of all leaves, if the guide has any.
        leaf_list: Option<String> = "../leaf/index.html";
        /// On the list of leaves, its entries.
        leaves: Vec<Leaf<'a>> = "";
        /// The search of the site, if it has one.
        search: Option<Search<'a>> = "";
        /// On the A–Z page, its entries.
        a_to_z: Option<AToZ<'a>> = "";
        /// At an address of a withdrawn page, why it is withdrawn.
        withdrawn: Option<WithdrawnPage<'a>> = "";
        /// The path from the page to the site's root: nothing, or `../` as often as needed.
        root: String = "../";
    }

    /// The variables that are the same on every page.
    Everywhere {
        /// The labels, from the theme's `[labels]` and the site's `[theme.labels]`.
        labels: &'a BTreeMap<String, String> = "labels.next";
        /// The theme's settings, as the site set them under `[theme]`.
        theme: &'a BTreeMap<String, Spanned<Value>> = "theme.show_tags";
        /// The theme's colours, fonts and sizes, each with `light` and `dark`.
        tokens: &'a BTreeMap<String, Token> = "tokens.accent.light";
        /// The scale of the strength of evidence: that of the site, else of the theme.
        evidence: Option<Scale<'a>> = "";
        /// The program.
        handout: Program<'a> = "";
    }

    /// The guide as a whole.
    Site {
        /// Its title.
        title: &'a str = "Gentle hands";
        /// One sentence about it.
        description: Option<&'a str> = "A guide to gentle massage.";
        /// Its language tag.
        language: &'a str = "en-GB";
        /// Its author.
        author: Option<&'a str> = "Our clinic";
        /// Its address, as set in `url`.
        url: Option<&'a str> = "https://example.org/guide";
        /// The title of the audience that the guide is built for, if `--audience` names one.
        audience: Option<&'a str> = "For midwives";
        /// Address of the home page, relative to the current page.
        home: String = "../index.html";
    }

    /// The current page.
    Page {
        /// Its title, as text.
        title: &'a str = "Warm compress";
        /// Its title as HTML, for its heading: with code, links and calls of footnotes.
        heading: String = "Warm compress";
        /// The description in its front matter.
        description: Option<&'a str> = "Warmth before a feed.";
        /// The description, or else its first paragraph, as text.
        summary: String = "Warmth before a feed.";
        /// Its kind.
        kind: &'a str = "procedure";
        /// Its kind, then the kinds that this one extends.
        kinds: &'a [String] = "technique, procedure";
        /// The name of its kind, for readers.
        kind_label: Option<&'a str> = "Technique";
        /// The fields of its kind that its front matter sets, in the order of the kind.
        fields: Vec<FieldValue<'a>> = "";
        /// Its id, the target of links on a print page.
        id: String = "technique/warm-compress";
        /// Its language tag: its own, or else the guide's.
        language: &'a str = "en-GB";
        /// The direction of its text: `ltr` or `rtl`.
        direction: &'static str = "ltr";
        /// The level of its title: 1, or up to 6 on a print page.
        level: u8 = "1";
        /// Its address, relative to the site's root.
        path: &'a str = "technique/warm-compress.html";
        /// Its absolute address, if the site has a `url`.
        canonical: Option<String> = "https://example.org/guide/technique/warm-compress.html";
        /// Its text as HTML; print it with `| safe`.
        content: String = "<p>Hold a warm cloth …</p>";
        /// Its footnotes as HTML; empty if it has none. Print them with `| safe`, wherever the theme needs them.
        notes: String = "<section class=\"footnotes\">…</section>";
        /// The list of its sources as HTML; empty if it has none. Print it below a heading with the id `sources--list`.
        source_list: String = "<ul class=\"source-list\">…</ul>";
        /// Its headings, nested; empty with `toc: false`. On a print page, its parts.
        toc: Vec<TocItem<'a>> = "";
        /// The web addresses of its links; the first belongs to links with `data-note="1"`.
        addresses: Vec<String> = "https://example.org/study";
        /// Whether its text, or its print page, contains a code block, which needs the style sheet for code.
        has_code: bool = "false";
        /// Whether its text, or its print page, contains a formula, which needs the style sheet for formulas.
        has_formulas: bool = "false";
        /// The date when its claims were last checked against their sources.
        reviewed: Option<Day<'a>> = "";
        /// Those who reviewed it.
        reviewers: Vec<Reviewer<'a>> = "";
        /// The date by which it is to be reviewed again.
        next_review: Option<Day<'a>> = "";
        /// The last date on which it may be used.
        valid_until: Option<Day<'a>> = "";
        /// The date when its text last changed, from `updated` in its front matter.
        updated: Option<Day<'a>> = "";
        /// The edition code of its words, if it has one, and the codes of older sheets of paper.
        edition: Option<PageEdition<'a>> = "";
        /// Its keywords.
        tags: &'a [String] = "massage, warmth";
        /// Its sources, with their place on the sources page.
        sources: Vec<Source<'a>> = "";
        /// Whether it is a draft.
        draft: bool = "false";
        /// Whether it is the home page.
        home: bool = "false";
        /// Whether it is the landing page of a section; the home page is one too.
        section: bool = "false";
        /// The keys under `extra` in its front matter.
        extra: Extra<'a> = "page.extra.duration";
    }

    /// A field of a page's kind with what a page says in it.
    FieldValue {
        /// Its key below `extra`.
        name: &'a str = "needs";
        /// Its name, for readers.
        label: &'a str = "What you need";
        /// The words that a reader sees of its value: of a list, each item; of `true`, nothing more.
        words: Vec<Cow<'a, str>> = "A clean cloth, Warm water";
        /// The strength of evidence, if the field is one.
        strength: Option<Strength<'a>> = "";
    }

    /// A scale of the strength of evidence.
    Scale {
        /// Its name.
        name: Option<&'a str> = "Our scale";
        /// Whose scale it is; if nothing, it is the guide's own.
        by: Option<&'a str> = "Our clinic";
        /// The web address of the scale.
        url: Option<&'a str> = "https://example.org/scale";
        /// The levels, the strongest first.
        levels: Vec<Strength<'a>> = "";
    }

    /// A level of a scale of evidence.
    Strength {
        /// The word in the front matter.
        name: &'a str = "moderate";
        /// Its name, for readers.
        label: &'a str = "Moderate evidence";
        /// What it means.
        description: Option<&'a str> = "Some good studies, or many small ones that agree.";
        /// Its place among the levels, from 1 for the weakest.
        rank: u8 = "3";
        /// The number of levels.
        of: u8 = "4";
    }

    /// Metadata of a page. Absolute addresses are set only if the site has a `url`.
    Head {
        /// The page's title; on the home page, the guide's.
        title: &'a str = "Warm compress";
        /// One sentence about the page: its description, or else the start of its first paragraph. May be empty.
        description: String = "Warmth before a feed.";
        /// Its type in the Open Graph protocol: `website` for the home page, else `article`.
        kind: &'a str = "article";
        /// The page's language and country, if `language` names a country.
        locale: Option<String> = "en_GB";
        /// The date when the page was last changed or reviewed, whichever is later.
        changed: Option<String> = "2026-11-01";
        /// The image for sharing the page.
        image: Option<Shared<'a>> = "";
        /// Address of the icon as SVG.
        icon: Option<String> = "../assets/favicon.1a2b3c4d.svg";
        /// Address of the same icon as `.ico`, for the browser's tab.
        icon_tab: Option<String> = "../favicon.ico";
        /// Address of the same icon as PNG, for the home screen of a phone.
        icon_touch: Option<String> = "../apple-touch-icon.png";
        /// Address of the feed.
        feed: Option<String> = "../feed.xml";
        /// Address of the page's Markdown copy.
        markdown: Option<String> = "warm-compress.md";
        /// Whether search engines can list the page. If not, print `<meta name="robots" content="noindex">`.
        indexed: bool = "true";
        /// Structured data in the vocabulary of schema.org, as JSON; print it with `| safe` in a `<script type="application/ld+json">`.
        structured_data: String = "{…}";
    }

    /// An image for sharing a page.
    Shared {
        /// Its absolute address.
        href: String = "https://example.org/guide/cover.png";
        /// Its alternative text, if known.
        alt: Option<&'a str> = "A hand on a breast.";
    }

    /// A heading in the table of contents; on a print page, a part.
    TocItem {
        /// Its id, as a link target.
        id: Cow<'a, str> = "when-to-stop";
        /// Its text.
        title: String = "When to stop";
        /// 1 to 3; on a print page 2 to 6.
        level: u8 = "2";
        /// The headings below it.
        children: Vec<TocItem<'a>> = "";
    }

    /// The print pages near a page.
    PrintPages {
        /// The print page of its section.
        section: Option<Link<'a>> = "";
        /// The print page of the whole guide.
        guide: Option<Link<'a>> = "";
        /// The print pages of the leaves with the page; on a print page, with any page of it. Their titles are those of the leaves.
        leaves: Vec<Link<'a>> = "";
    }

    /// A part of a print page: a page, or only the title of a group or section.
    Part {
        /// Its id, the target of links on the print page.
        id: String = "technique/warm-compress";
        /// Its title, as text.
        title: &'a str = "Warm compress";
        /// The level of its title: 2 to 6.
        level: u8 = "3";
        /// The page, unless the part is only a title.
        page: Option<Page<'a>> = "";
    }

    /// A date.
    Day {
        /// As `YYYY-MM-DD`.
        iso: Cow<'a, str> = "2026-11-01";
        /// In the format of the guide's language.
        text: String = "1 November 2026";
    }

    /// Why a page is withdrawn.
    WithdrawnPage {
        /// The reason.
        reason: Option<&'a str> = "The advice has changed.";
        /// The day since which it is withdrawn.
        since: Option<Day<'a>> = "";
        /// The page to use instead.
        instead: Option<Link<'a>> = "";
    }

    /// The edition of a page, to say whether a sheet of paper with a code is current.
    PageEdition {
        /// Its code, as paper shows it.
        code: String = "7F3A-2K";
        /// On the landing page of a section, the code of the whole section; on the home page, that of the guide.
        whole: Option<String> = "58PG-2B";
        /// The codes of current sheets that lead to the page, without the hyphen.
        current: Vec<String> = "7F3A2K";
        /// The codes of older sheets, from `editions.toml`.
        earlier: Vec<EarlierEdition<'a>> = "";
        /// What was new in each release, the oldest first, from `editions.toml`.
        changes: Vec<EditionChange<'a>> = "";
    }

    /// What was new in a release.
    EditionChange {
        /// The day of the release.
        released: Day<'a> = "";
        /// What was new, as text.
        text: String = "The dose is in millilitres.";
    }

    /// An older edition of a page.
    EarlierEdition {
        /// Its code, without the hyphen.
        code: String = "6E2Q9D";
        /// The day of its release.
        released: Day<'a> = "";
        /// The day of the newest release after it, if there is one.
        replaced: Option<Day<'a>> = "";
        /// The number of `changes` of the page that it has already: those after them are new to its readers.
        changes: u32 = "1";
    }

    /// A person or an organization that reviewed a page.
    Reviewer {
        /// The name.
        name: &'a str = "Ana Costa";
        /// Qualifications, as they follow the name.
        qualifications: Option<&'a str> = "RN, IBCLC";
        /// Whether it is an organization or a team.
        organization: bool = "false";
    }

    /// A source that a page cites.
    Source {
        /// Its key.
        key: &'a str = "morton2009";
        /// Its heading on the sources page.
        title: &'a str = "Morton and others, 2009";
        /// Its address.
        href: String = "../sources.html#morton2009";
    }

    /// A link to a page, or to a print page.
    Link {
        /// The page's title.
        title: &'a str = "Oil or lotion";
        /// Its address.
        href: String = "lubricant.html";
    }

    /// A page or section, as shown on the landing page of its section.
    Child {
        /// Its title.
        title: &'a str = "Oil or lotion";
        /// Its address.
        href: String = "lubricant.html";
        /// The description in its front matter; may be empty.
        description: &'a str = "What to put on the skin.";
        /// Its kind.
        kind: &'a str = "procedure";
        /// Its kind, then the kinds that this one extends.
        kinds: &'a [String] = "technique, procedure";
        /// The fields of its kind that its card shows.
        fields: Vec<FieldValue<'a>> = "";
        /// The date when its claims were last checked against their sources.
        reviewed: Option<Day<'a>> = "";
        /// The keys under `extra` in its front matter.
        extra: Extra<'a> = "child.extra.evidence";
    }

    /// The search of the site, relative to the current page.
    Search {
        /// Address of the A–Z page, the target of the search form without JavaScript.
        href: String = "../a-z.html";
        /// The folder in `search/` with the index for the page's language.
        index: &'a str = "en";
    }

    /// The contents of the A–Z page.
    AToZ {
        /// The letters in order.
        letters: Vec<Letter<'a>> = "";
        /// The parts of the page, if it is split; each part has its own letters.
        parts: Vec<AToZPart<'a>> = "";
    }

    /// A letter of the A–Z page.
    Letter {
        /// The letter; `#` for digits and symbols.
        letter: String = "W";
        /// Its id, as a link target.
        id: String = "letter--w";
        /// The entries that begin with it.
        entries: Vec<AToZEntry<'a>> = "";
    }

    /// An entry of the A–Z page.
    AToZEntry {
        /// Its text: the title of a page, a heading, a term, or a tag.
        title: Cow<'a, str> = "Warm compress";
        /// Its language tag, if it differs from the guide's.
        language: Option<&'a str> = "de";
        /// Its link targets.
        places: Vec<AToZPlace<'a>> = "";
    }

    /// A link target of an entry on the A–Z page.
    AToZPlace {
        /// The title of the page.
        title: &'a str = "Warm compress";
        /// Its address, including the `#` of the heading.
        href: String = "technique/warm-compress.html#when-to-stop";
        /// Whether it is the page as a whole, with the entry as its title.
        whole: bool = "false";
    }

    /// A part of the A–Z page in a large guide.
    AToZPart {
        /// Its first title.
        first: &'a str = "Areola";
        /// Its last title.
        last: &'a str = "Comfort";
        /// Its address.
        href: String = "a-z/1.html";
        /// Whether it is the current part.
        current: bool = "false";
    }

    /// A PDF to print.
    Pdf {
        /// Its content: `page`, `section`, `guide` or `leaf`.
        of: &'a str = "guide";
        /// Its version: `normal`, `large-print`, `booklet` or `screen`.
        variant: &'a str = "normal";
        /// Its name, for readers.
        label: &'a str = "The whole guide";
        /// Of a leaf, the title.
        title: Option<&'a str> = "Warm compress";
        /// Its address.
        href: String = "../guide.pdf";
        /// Its size, if known.
        size: Option<String> = "420 KB";
    }

    /// A sheet to hand out.
    Leaf {
        /// Its title.
        title: &'a str = "Warm compress";
        /// How it is printed: `page`, `half`, `trifold`, `booklet`, `card` or `poster`.
        format: &'a str = "trifold";
        /// Its paper: `a4`, `letter` or `a5`.
        paper: &'a str = "a4";
        /// The pages on it.
        pages: Vec<Link<'a>> = "";
        /// Its PDFs: to print, then for screens, then in large print.
        pdfs: Vec<Pdf<'a>> = "";
        /// Address of its print page.
        print: Option<String> = "warm-compress.html";
        /// The absolute address at which its first page says whether the sheet is current, without the edition code after `#e=`; if
        /// the site has a `url`.
        current_at: Option<String> = "https://example.org/guide/technique/warm-compress.html";
    }

    /// An entry of the navigation.
    NavItem {
        /// Its text.
        title: Cow<'a, str> = "Technique";
        /// Its address.
        href: String = "index.html";
        /// Whether it is the current page.
        current: bool = "false";
        /// Whether it is the current page or contains it.
        open: bool = "true";
        /// Whether it represents siblings that are not shown.
        more: bool = "false";
        /// The entries below it.
        children: Vec<NavItem<'a>> = "";
    }

    /// The variables of the template of a directive, in `templates/directives/`. It also has those that are the same on every page.
    Directive {
        /// Its label as HTML; empty if it has none. Print it with `| safe`.
        label: String = "Ibuprofen";
        /// What it holds, as HTML; empty if it holds nothing. Print it with `| safe`.
        body: String = "<p>After food.</p>";
        /// The attributes that the theme declares: `true` or `false` for a switch, text for the others; nothing without a value.
        attributes: BTreeMap<String, AttributeValue<'a>> = "attributes.unit";
        /// Its id; empty if it has none.
        id: String = "evening";
        /// Its classes: those of a group of its name, then those that the page adds.
        class: String = "group group-dose";
        /// The edition: `web`, or `print` on a print page.
        edition: &'a str = "web";
        /// The language tag of its page.
        language: &'a str = "en-GB";
        /// The path from the page to the site's root: nothing, or `../` as often as needed.
        root: String = "../";
    }

    /// The program, Handout.
    Program {
        /// Its version.
        version: &'a str = "0.1.0";
    }
}

impl<'a> Strength<'a> {
    /// Returns a level of a scale as a template sees it.
    pub fn of(strength: evidence::Strength<'a>) -> Strength<'a> {
        let evidence::Strength { level, rank, of } = strength;
        let description = level.description.as_deref();
        Strength { name: &level.name, label: &level.label, description, rank, of }
    }
}

/// What a template is for, which decides what it sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateUse {
    /// A page.
    Page,
    /// A directive.
    Directive,
}

impl TemplateUse {
    /// Returns the fields that are variables of such a template.
    pub fn variable_fields(self) -> impl Iterator<Item = &'static ViewField> {
        let own = match self {
            TemplateUse::Page => &View::REFERENCE,
            TemplateUse::Directive => &Directive::REFERENCE,
        };
        [own, &Everywhere::REFERENCE].into_iter().flat_map(|view| view.fields)
    }

    /// Returns the names of the variables of such a template.
    pub fn variables(self) -> impl Iterator<Item = &'static str> {
        self.variable_fields().map(|field| field.name)
    }
}

/// Returns the names of all fields.
pub fn field_names() -> impl Iterator<Item = &'static str> {
    REFERENCE.iter().flat_map(|it| it.fields.iter().map(|field| field.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_a_plain_name_that_the_reference_knows() {
        let known = ["text", "true or false", "number", "free keys", "keys and values"];
        for field in REFERENCE.iter().flat_map(|it| it.fields) {
            let kind = field.kind.to_string();
            let core = kind.trim_start_matches("list of ").trim_end_matches(" or nothing");
            let named = REFERENCE.iter().any(|it| it.name == core);
            assert!(named || known.contains(&core), "`{}` is `{kind}`", field.name);
            assert!(
                field.example.is_empty() == named,
                "`{}` has the example `{}`",
                field.name,
                field.example
            );
        }
    }
}
