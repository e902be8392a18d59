//! Tables of contents.

use crate::view::TocItem;

/// Nests an item in the last one of a higher level.
pub fn nest<'a>(top: &mut Vec<TocItem<'a>>, item: TocItem<'a>) {
    let mut level = top;
    while level.last().is_some_and(|last| last.level < item.level) {
        level = &mut level.last_mut().expect("just seen").children;
    }
    level.push(item);
}
