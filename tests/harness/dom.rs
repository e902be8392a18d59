//! HTML as a browser parses it (html5ever), flattened to what tests need.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// Parses HTML as a browser does.
pub fn parsed(html: &str) -> Handle {
    parse_document(RcDom::default(), ParseOpts::default()).one(html).document
}

/// An element with its attributes and the text inside it.
#[derive(Clone, Debug)]
pub struct Element {
    /// Its name, lower case.
    pub name: String,
    /// Its attributes in order.
    pub attributes: Vec<(String, String)>,
    /// All text inside it.
    pub text: String,
}

impl Element {
    /// Returns an attribute's value.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

/// A parsed document.
pub struct Document {
    /// Its elements in document order.
    pub elements: Vec<Element>,
    /// The parse errors that the parser recovered from.
    pub errors: Vec<String>,
}

impl Document {
    /// Parses a whole document.
    pub fn parse(html: &str) -> Document {
        let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
        let mut elements = Vec::new();
        walk(&dom.document, &mut elements);
        let errors = dom.errors.borrow().iter().map(ToString::to_string).collect();
        Document { elements, errors }
    }

    /// Returns the elements of one name.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements.iter().filter(move |it| it.name == name)
    }

    /// Returns every value of an attribute, in order.
    pub fn values<'a>(&'a self, attribute: &'a str) -> impl Iterator<Item = &'a str> {
        self.elements.iter().filter_map(move |it| it.attribute(attribute))
    }
}

fn walk(node: &Handle, into: &mut Vec<Element>) {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let attributes =
            attrs.borrow().iter().map(|it| (it.name.local.to_string(), it.value.to_string())).collect();
        into.push(Element { name: name.local.to_string(), attributes, text: text(node) });
    }
    for child in node.children.borrow().iter() {
        walk(child, into);
    }
}

fn text(node: &Handle) -> String {
    match &node.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        _ => node.children.borrow().iter().map(text).collect(),
    }
}
