//! What a template sees: one type each, with a description and an example of every field. The reference of the
//! documentation is printed from these declarations.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::raw::{Entry, Spanned, Value};
use crate::tokens::Token;

/// A type that templates see, for the reference and for checks of templates.
#[derive(Debug)]
pub struct ViewType {
    /// Its name in the reference.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its fields in order.
    pub fields: &'static [ViewField],
}

/// A field that templates see.
#[derive(Debug)]
pub struct ViewField {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: TypeRef,
    /// What it means.
    pub doc: &'static str,
    /// A value it may have.
    pub example: &'static str,
}

/// The type of a field.
#[derive(Clone, Copy, Debug)]
pub enum TypeRef {
    /// Text.
    Text,
    /// `true` or `false`.
    Switch,
    /// A number.
    Number,
    /// Keys of the author's own.
    FreeKeys,
    /// Keys and values of a theme or a site.
    Map,
    /// A list.
    List(&'static TypeRef),
    /// A value that may be missing.
    Optional(&'static TypeRef),
    /// A type with fields of its own. A function, because types may hold each other.
    View(fn() -> &'static ViewType),
}

impl TypeRef {
    /// Returns the type with the fields of a value, if there is one, that has fields.
    pub fn view(self) -> Option<&'static ViewType> {
        match self {
            TypeRef::View(of) => Some(of()),
            TypeRef::Optional(inner) => inner.view(),
            _ => None,
        }
    }

    /// Returns the type of a list's items.
    pub fn item(self) -> Option<TypeRef> {
        if let TypeRef::List(item) = self { Some(*item) } else { None }
    }
}

/// Writes the type in the words of the reference: `text`, `list of Link`, `Day or nothing`.
impl fmt::Display for TypeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TypeRef::Text => f.write_str("text"),
            TypeRef::Switch => f.write_str("true or false"),
            TypeRef::Number => f.write_str("number"),
            TypeRef::FreeKeys => f.write_str("free keys"),
            TypeRef::Map => f.write_str("keys and values"),
            TypeRef::List(item) => write!(f, "list of {item}"),
            TypeRef::Optional(inner) => write!(f, "{inner} or nothing"),
            TypeRef::View(of) => f.write_str(of().name),
        }
    }
}

/// A Rust type that a field may have.
trait Viewed {
    const TYPE: TypeRef;
}

/// Names the types without fields of their own.
macro_rules! viewed {
    ($( $rust:ty = $kind:expr; )+) => {
        $( impl Viewed for $rust { const TYPE: TypeRef = $kind; } )+
    };
}

viewed! {
    str = TypeRef::Text;
    String = TypeRef::Text;
    Cow<'_, str> = TypeRef::Text;
    bool = TypeRef::Switch;
    u8 = TypeRef::Number;
    Extra<'_> = TypeRef::FreeKeys;
}

impl<T> Viewed for BTreeMap<String, T> {
    const TYPE: TypeRef = TypeRef::Map;
}

impl<T: Viewed + ?Sized> Viewed for &T {
    const TYPE: TypeRef = T::TYPE;
}

impl<T: Viewed> Viewed for Option<T> {
    const TYPE: TypeRef = TypeRef::Optional(&T::TYPE);
}

impl<T: Viewed> Viewed for Vec<T> {
    const TYPE: TypeRef = TypeRef::List(&T::TYPE);
}

impl<T: Viewed> Viewed for [T] {
    const TYPE: TypeRef = TypeRef::List(&T::TYPE);
}

/// Declares the types, and the reference with them.
macro_rules! views {
    ($(
        $(#[doc = $about:literal])+
        $name:ident { $( $(#[doc = $doc:literal])+ $field:ident: $rust:ty = $example:literal; )+ }
    )+) => {
        $(
            $(#[doc = $about])+
            #[derive(Serialize)]
            pub struct $name<'a> { $( $(#[doc = $doc])+ pub $field: $rust, )+ }

            impl<'a> $name<'a> {
                /// Its part of the reference.
                pub const REFERENCE: ViewType = ViewType {
                    name: stringify!($name),
                    about: concat!($($about),+),
                    fields: &[ $( ViewField {
                        name: stringify!($field),
                        kind: <$rust as Viewed>::TYPE,
                        doc: concat!($($doc),+),
                        example: $example,
                    } ),+ ],
                };
            }

            impl Viewed for $name<'_> {
                const TYPE: TypeRef = TypeRef::View(|| &$name::REFERENCE);
            }
        )+

        /// Every type that templates see.
        pub const REFERENCE: &[ViewType] = &[ $( $name::REFERENCE ),+ ];
    };
}

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
        /// PDFs: of the page, else of its section, else of the guide; then the large-print and booklet versions.
        pdfs: Vec<Pdf<'a>> = "";
        /// The search of the site, if it has one.
        search: Option<Search<'a>> = "";
        /// On the A–Z page, its entries.
        a_to_z: Option<AToZ<'a>> = "";
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
        /// Address of the home page, relative to the current page.
        home: String = "../index.html";
    }

    /// The current page.
    Page {
        /// Its title, as text.
        title: &'a str = "Warm compress";
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
        /// Its headings, nested; empty with `toc: false`. On a print page, its parts.
        toc: Vec<TocItem<'a>> = "";
        /// The web addresses of its links; the first belongs to links with `data-note="1"`.
        addresses: Vec<String> = "https://example.org/study";
        /// Whether its text, or its print page, contains a code block, which needs the style sheet for code.
        has_code: bool = "false";
        /// The date when its claims were last checked against their sources.
        reviewed: Option<Day<'a>> = "";
        /// The date when its text last changed, from `updated` in its front matter.
        updated: Option<Day<'a>> = "";
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
        /// What a reader sees of its value: of a list, each item; of `true`, nothing more.
        words: Vec<Cow<'a, str>> = "A clean cloth, Warm water";
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
        /// The picture for sharing the page.
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
        /// Structured data in the vocabulary of schema.org, as JSON; print it with `| safe` in a `<script type="application/ld+json">`.
        structured_data: String = "{…}";
    }

    /// A picture for sharing a page.
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

    /// A source that a page cites.
    Source {
        /// Its key.
        key: &'a str = "morton2009";
        /// Its heading on the sources page.
        title: &'a str = "Morton and others, 2009";
        /// Its address.
        href: String = "../sources.html#morton2009";
    }

    /// A link to a page, or to a print page that begins with it.
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
        /// Its content: `page`, `section` or `guide`.
        of: &'a str = "guide";
        /// Its version: `normal`, `large-print` or `booklet`.
        variant: &'a str = "normal";
        /// Its address.
        href: String = "../guide.pdf";
        /// Its size, if known.
        size: Option<String> = "420 KB";
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

    /// The program, Handout.
    Program {
        /// Its version.
        version: &'a str = "0.1.0";
    }
}

/// Free front matter as a map.
pub struct Extra<'a>(pub &'a [Entry]);

impl Serialize for Extra<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|entry| (&entry.key, &entry.node)))
    }
}

/// Returns the fields that are variables of every template.
pub fn variable_fields() -> impl Iterator<Item = &'static ViewField> {
    [&View::REFERENCE, &Everywhere::REFERENCE].into_iter().flat_map(|view| view.fields)
}

/// Returns the names of the variables of every template.
pub fn variables() -> impl Iterator<Item = &'static str> {
    variable_fields().map(|field| field.name)
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
