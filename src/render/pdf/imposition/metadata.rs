//! The metadata of a booklet: that of its pages (XMP, ISO 32000-1, 14.3.2), corrected where the sheets differ.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

/// Claims that rest on the tags, which a sheet does not have.
const CLAIMS: [&str; 7] = [
    "pdfuaid:part",
    "pdfuaid:rev",
    "pdfuaid:amd",
    "pdfaid:part",
    "pdfaid:conformance",
    "pdfaid:rev",
    "pdfaid:amd",
];

/// Returns the metadata stream for a number of sides, if the pages have one with text.
pub fn of_sheets(from: &Document, catalog: &Dictionary, sides: usize, fingerprint: u128) -> Option<Stream> {
    let stream = catalog.get_deref(b"Metadata", from).and_then(Object::as_stream).ok()?;
    let text = String::from_utf8(stream.get_plain_content().ok()?).ok()?;
    let text = CLAIMS.iter().fold(text, |text, claim| with_element(&text, claim, None));
    let text = with_element(&text, "xmpTPg:NPages", Some(&sides.to_string()));
    let text = with_element(&text, "xmpMM:InstanceID", Some(&format!("{fingerprint:032x}")));
    // Not compressed, so that programs that cannot read PDF find it.
    Some(Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, text.into_bytes()))
}

/// Replaces the content of each element of this name, or removes these elements.
fn with_element(xml: &str, name: &str, content: Option<&str>) -> String {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let mut rest = xml;
    let mut out = String::with_capacity(xml.len());
    while let Some((before, element)) = rest.split_once(&open) {
        let Some((_, after)) = element.split_once(&close) else { break };
        out += before;
        if let Some(content) = content {
            out.extend([&open, content, &close]);
        }
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::with_element;

    #[test]
    fn an_element_is_taken_out_or_filled_anew() {
        let xml = "<a><p:n>1</p:n><p:n>22</p:n><p:m>3</p:m></a>";
        assert_eq!(with_element(xml, "p:n", None), "<a><p:m>3</p:m></a>");
        assert_eq!(with_element(xml, "p:m", Some("4")), "<a><p:n>1</p:n><p:n>22</p:n><p:m>4</p:m></a>");
        assert_eq!(with_element("<p:n>open", "p:n", None), "<p:n>open");
    }
}
