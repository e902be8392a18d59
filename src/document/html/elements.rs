//! The rules of HTML for its elements, by name (HTML Standard, sections 4, 13.1.2 and 15.3).

/// Elements without an end tag (section 13.1.2).
const VOID: [&str; 16] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "link",
    "meta", "source", "track", "wbr",
];

/// Elements in which tags are text up to the element's own end tag (sections 13.1.2 and 13.2.6.4.7).
const RAW_TEXT: [&str; 8] = ["iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"];

/// Elements that show nothing, or nothing of their source (sections 4.12.1, 4.12.3 and 15.3.1).
const SILENT: [&str; 9] =
    ["datalist", "iframe", "noembed", "noframes", "rp", "script", "style", "template", "title"];

/// Elements whose end tag may be omitted (section 13.1.2.4).
const OPTIONAL_END: [&str; 17] = [
    "caption", "colgroup", "dd", "dt", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc", "tbody",
    "td", "tfoot", "th", "thead",
];

/// Elements that can be in a line of text (section 3.2.5.2.5); every other one starts and ends a line.
const PHRASING: [&str; 47] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "button", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "img", "input", "ins", "kbd", "label", "map", "mark", "meter", "nobr", "output",
    "picture", "progress", "q", "ruby", "rb", "rt", "rp", "s", "samp", "small", "source", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var",
];

/// All other elements of HTML, current or obsolete (sections 4 and 16.2), and the roots of the two languages in it.
const OTHER: [&str; 92] = [
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "base",
    "basefont",
    "bgsound",
    "blink",
    "blockquote",
    "body",
    "canvas",
    "caption",
    "center",
    "col",
    "colgroup",
    "command",
    "content",
    "datalist",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "element",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "iframe",
    "image",
    "isindex",
    "keygen",
    "legend",
    "li",
    "link",
    "listing",
    "main",
    "marquee",
    "math",
    "menu",
    "menuitem",
    "meta",
    "nav",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "plaintext",
    "pre",
    "rtc",
    "script",
    "search",
    "section",
    "select",
    "selectedcontent",
    "slot",
    "style",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
];

/// The rest of `OTHER`, in alphabetical order, and two obsolete elements.
const MORE: [&str; 8] = ["tr", "track", "ul", "video", "wbr", "xmp", "multicol", "spacer"];

/// Elements of a whole document, which a page's text cannot contain: a browser would move their attributes to the
/// surrounding page, or read everything after them as text (section 13.2.6.4.7).
const DOCUMENT: [&str; 6] = ["html", "head", "body", "frameset", "frame", "plaintext"];

/// Reports whether an element has no end tag.
pub fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// Reports whether tags are text in an element.
pub fn is_raw_text(name: &str) -> bool {
    RAW_TEXT.contains(&name)
}

/// Reports whether a reader sees no text of an element.
pub fn is_silent(name: &str) -> bool {
    SILENT.contains(&name)
}

/// Reports whether an element ends implicitly, where its parent ends or the next one of its kind starts.
pub fn may_omit_end(name: &str) -> bool {
    OPTIONAL_END.contains(&name) || name == "tr"
}

/// Reports whether an element can be in a line of text. Unknown elements can (section 15.3.1).
pub fn is_phrasing(name: &str) -> bool {
    PHRASING.contains(&name) || name == "wbr" || !is_known(name)
}

/// Reports whether HTML has an element, or its name is that of a custom element, with a hyphen (section 4.13.3).
pub fn is_known(name: &str) -> bool {
    name.contains('-') || PHRASING.contains(&name) || OTHER.contains(&name) || MORE.contains(&name)
}

/// Reports whether an element belongs to a whole document rather than to the text of a page.
pub fn is_of_document(name: &str) -> bool {
    DOCUMENT.contains(&name)
}

/// Reports whether an element is the root of another language in HTML, with its own rules for names and end tags.
pub fn is_foreign_root(name: &str) -> bool {
    matches!(name, "svg" | "math")
}

/// Reports whether the start of an element ends an open one whose end tag may be omitted (section 13.1.2.4).
pub fn ends(starting: &str, open: &str) -> bool {
    match open {
        "li" => starting == "li",
        "dt" | "dd" => matches!(starting, "dt" | "dd"),
        "rt" | "rp" | "rb" => matches!(starting, "rt" | "rp" | "rb" | "rtc"),
        "rtc" => starting == "rtc",
        "optgroup" => starting == "optgroup",
        "option" => matches!(starting, "option" | "optgroup"),
        "td" | "th" => matches!(starting, "td" | "th" | "tr" | "tbody" | "tfoot"),
        "tr" => matches!(starting, "tr" | "tbody" | "tfoot"),
        "thead" | "tbody" | "tfoot" => matches!(starting, "tbody" | "tfoot"),
        "caption" | "colgroup" => matches!(starting, "thead" | "tbody" | "tfoot" | "tr" | "colgroup"),
        "p" => is_known(starting) && !is_phrasing(starting) && !NOT_AFTER_P.contains(&starting),
        _ => false,
    }
}

/// Known elements outside `PHRASING` whose start does not end a paragraph.
const NOT_AFTER_P: [&str; 22] = [
    "area", "audio", "base", "canvas", "command", "datalist", "embed", "iframe", "link", "math", "meta",
    "noembed", "noscript", "object", "script", "select", "slot", "style", "svg", "template", "textarea",
    "video",
];
