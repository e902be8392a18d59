//! The image at the top of a page.

use crate::document::{Body, Kind, LinkId, Node};

/// The first image is visible at once if it is in one of this many first blocks of a page.
const NEAR_TOP: usize = 3;

/// Returns the image that is visible as soon as the page is, which lazy loading would only delay.
pub fn near_top(body: &Body) -> Option<LinkId> {
    let first = body.flow().filter(|node| is_seen(*node)).take(NEAR_TOP);
    let mut shown = first.filter(|node| matches!(node.kind(), Kind::Paragraph | Kind::Figure { .. }));
    shown.find_map(|node| node.children().find_map(Node::image).map(|image| image.link))
}

/// Reports whether a reader sees a block, or text between the author's tags.
fn is_seen(node: Node<'_>) -> bool {
    node.kind().is_block() || node.own_text().is_some_and(|text| !text.trim().is_empty())
}
