//! Limits on drawings, checked before a library draws them: it follows references by recursion, which overflows the
//! stack, and takes the numbers of a filter as they are.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node, NodeId};

use super::filters;

/// The longest path through elements in each other and through references.
const MAX_DEPTH: u32 = 200;

/// The most elements that are drawn, each as often as it is used.
const MAX_DRAWN: u64 = 1_000_000;

/// The cost of a filter's step, in elements.
const FILTER_STEP: u64 = 1_000;

/// The attributes that draw a marker on each point of a line.
const MARKERS: [&str; 4] = ["marker", "marker-start", "marker-mid", "marker-end"];

/// What a drawing costs to draw.
#[derive(Clone, Copy, Default)]
struct Cost {
    depth: u32,
    drawn: u64,
}

#[derive(Clone, Copy)]
enum State {
    Unvisited,
    Open,
    Done(Cost),
}

/// Reports why a drawing must not be drawn, in a few words.
pub fn check(document: &Document<'_>) -> Result<(), String> {
    let elements = || document.root().descendants().filter(Node::is_element);
    for element in elements() {
        filters::check(element)?;
    }
    let graph = Graph::new(document)?;
    let mut states = vec![State::Unvisited; document.root().descendants().count() + 1];
    for element in elements() {
        let cost = graph.cost(element, &mut states)?;
        if cost.depth > MAX_DEPTH {
            return Err(format!("its elements and references are nested more than {MAX_DEPTH} deep"));
        }
        if cost.drawn > MAX_DRAWN {
            return Err(format!("it draws more than {MAX_DRAWN} elements"));
        }
    }
    Ok(())
}

/// An element whose cost is being added up.
struct Visit<'a, 'b> {
    element: Node<'a, 'b>,
    /// Its children and what it refers to, each with how often it is drawn.
    targets: Vec<(NodeId, u64)>,
    /// The index of the next target to add.
    next: usize,
    cost: Cost,
}

impl<'a, 'b> Visit<'a, 'b> {
    fn new(element: Node<'a, 'b>, targets: Vec<(NodeId, u64)>) -> Visit<'a, 'b> {
        let drawn = if filters::is_step(element) { FILTER_STEP } else { 1 };
        Visit { element, targets, next: 0, cost: Cost { depth: 1, drawn } }
    }

    /// Adds the cost of the next target.
    fn add(&mut self, other: Cost, times: u64) {
        self.next += 1;
        self.cost.depth = self.cost.depth.max(other.depth.saturating_add(1));
        self.cost.drawn = self.cost.drawn.saturating_add(other.drawn.saturating_mul(times));
    }
}

/// The elements of a drawing with their references.
struct Graph<'a, 'b> {
    document: &'a Document<'b>,
    ids: BTreeMap<&'a str, NodeId>,
    /// References in style sheets, by the last part of their selector.
    styles: BTreeMap<String, BTreeSet<String>>,
}

impl<'a, 'b> Graph<'a, 'b> {
    fn new(document: &'a Document<'b>) -> Result<Graph<'a, 'b>, String> {
        let mut ids = BTreeMap::new();
        let mut styles: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for element in document.root().descendants().filter(Node::is_element) {
            if let Some(id) = element.attribute("id") {
                ids.insert(id, element.id());
            }
            if element.tag_name().name() == "style" {
                let text: String = element.children().filter_map(|child| child.text()).collect();
                for (selector, declarations) in rules(&text) {
                    filters::check_functions(declarations)?;
                    let found = references(declarations);
                    if found.is_empty() {
                        continue;
                    }
                    for selector in selector.split(',') {
                        styles
                            .entry(key(selector))
                            .or_default()
                            .extend(found.iter().map(|it| (*it).to_owned()));
                    }
                }
            }
        }
        Ok(Graph { document, ids, styles })
    }

    /// Returns the cost of an element with its children and all that they refer to. Keeps its own stack, for the
    /// drawing may be too deep for that of the thread.
    fn cost(&self, element: Node<'a, 'b>, states: &mut [State]) -> Result<Cost, String> {
        if let State::Done(cost) = states[element.id().get_usize()] {
            return Ok(cost);
        }
        states[element.id().get_usize()] = State::Open;
        let mut stack = vec![Visit::new(element, self.targets(element))];
        while let Some(visit) = stack.last_mut() {
            let Some((target, times)) = visit.targets.get(visit.next).copied() else {
                states[visit.element.id().get_usize()] = State::Done(visit.cost);
                stack.pop();
                continue;
            };
            match states[target.get_usize()] {
                State::Done(cost) => visit.add(cost, times),
                State::Unvisited => {
                    states[target.get_usize()] = State::Open;
                    let target = self.document.get_node(target).expect("it is in the document");
                    stack.push(Visit::new(target, self.targets(target)));
                }
                State::Open => {
                    let target = self.document.get_node(target).and_then(|node| node.attribute("id"));
                    return Err(format!("its element `{}` refers to itself", target.unwrap_or_default()));
                }
            }
        }
        match states[element.id().get_usize()] {
            State::Done(cost) => Ok(cost),
            State::Unvisited | State::Open => Ok(Cost::default()),
        }
    }

    /// Returns the children of an element and what it refers to, each with how often it is drawn.
    fn targets(&self, element: Node<'a, 'b>) -> Vec<(NodeId, u64)> {
        let children = element.children().filter(Node::is_element).map(|child| (child.id(), 1));
        let mut targets: Vec<_> = children.collect();
        let points = ["d", "points"].iter().filter_map(|name| element.attribute(*name)).map(str::len).max();
        let points = points.map_or(1, |length| length as u64 / 2 + 1);
        // These lead somewhere, but draw nothing.
        let is_drawn = !matches!(element.tag_name().name(), "a" | "animate" | "set" | "animateMotion");
        for attribute in element.attributes() {
            let times =
                if MARKERS.contains(&attribute.name()) || attribute.name() == "style" { points } else { 1 };
            let link = attribute.value().trim().strip_prefix('#');
            let link = link.filter(|_| attribute.name() == "href" && is_drawn);
            let found = references(attribute.value()).into_iter().chain(link);
            targets.extend(found.filter_map(|id| Some((*self.ids.get(id)?, times))));
        }
        let classes = element.attribute("class").unwrap_or_default().split_ascii_whitespace();
        let classes = classes.map(|class| format!(".{class}"));
        let id = element.attribute("id").map(|id| format!("#{id}"));
        let keys = classes.chain(id).chain([element.tag_name().name().to_owned(), String::new()]);
        for id in keys.filter_map(|key| self.styles.get(&key)).flatten() {
            targets.extend(self.ids.get(id.as_str()).map(|id| (*id, points)));
        }
        targets
    }
}

/// Returns the ids that `url(#id)` in a value refers to.
fn references(value: &str) -> Vec<&str> {
    let urls = value.split("url(").skip(1);
    let ids = urls.filter_map(|rest| {
        let rest = rest.trim_start().trim_start_matches(['"', '\'']).trim_start().strip_prefix('#')?;
        rest.split(['"', '\'', ')']).next().map(str::trim)
    });
    ids.collect()
}

/// Returns the rules of a style sheet: selector and declarations.
fn rules(sheet: &str) -> impl Iterator<Item = (&str, &str)> {
    let rules = sheet.split('}').filter_map(|rule| rule.rsplit_once('{'));
    rules.map(|(selector, declarations)| {
        let selector = selector.rsplit(['{', ';']).next().unwrap_or_default();
        (selector.rsplit("*/").next().unwrap_or_default(), declarations)
    })
}

/// Returns a class, an id or a tag that an element must have to match a selector; empty if any element may match.
fn key(selector: &str) -> String {
    let last = selector.trim().rsplit([' ', '>', '+', '~', '\n', '\t']).next().unwrap_or_default();
    let last = last.split([':', '[']).next().unwrap_or_default();
    let start = last.find(['.', '#']);
    let name = match start {
        Some(start) => {
            let end = last[start + 1..].find(['.', '#']).map_or(last.len(), |end| start + 1 + end);
            &last[start..end]
        }
        None => last,
    };
    if name == "*" { String::new() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::super::check_limits;

    fn check(content: &str) -> Result<(), String> {
        check_limits(format!("<svg xmlns='http://www.w3.org/2000/svg'>{content}</svg>").as_bytes())
    }

    fn chain(length: usize, element: &str, reference: &str) -> String {
        let mut out = String::new();
        for number in 0..length {
            let next = reference.replace('N', &format!("n{}", number + 1));
            let _ = write!(out, "<{element} id='n{number}'><rect {next}/></{element}>");
        }
        out
    }

    #[test]
    fn chains_of_references_are_limited_whatever_refers() {
        let references = [
            ("mask", "mask='url(#N)'"),
            ("pattern", "fill='url( \"#N\" )'"),
            ("marker", "marker-end='url(#N)'"),
            ("clipPath", "style='clip-path:url(#N)'"),
            ("symbol", "xmlns:x='http://www.w3.org/1999/xlink' x:href='#N'"),
        ];
        for (element, reference) in references {
            assert_eq!(check(&chain(40, element, reference)), Ok(()), "{element}");
            let why = check(&chain(1000, element, reference)).expect_err(element);
            assert!(why.contains("200 deep"), "{element}: {why}");
        }
    }

    #[test]
    fn references_in_a_style_sheet_are_followed() {
        let styles: Vec<String> = (0..1000).map(|it| format!(".c{it}{{mask:url(#n{it})}}")).collect();
        let masks: Vec<String> =
            (1..1000).map(|it| format!("<mask id='n{}'><g class='c{it}'/></mask>", it - 1)).collect();
        assert!(check(&format!("<style>/* */{}</style>{}", styles.concat(), masks.concat())).is_err());
        let gradient = "<linearGradient id='a'/><style>.a,.b > rect{fill:url(#a)}</style><rect class='a'/>";
        assert_eq!(check(gradient), Ok(()));
    }

    #[test]
    fn elements_that_multiply_or_refer_to_themselves_are_refused() {
        let mut laughs = String::from("<g id='n0'><rect/></g>");
        for number in 1..10 {
            let uses = format!("<use href='#n{}'/>", number - 1).repeat(10);
            let _ = write!(laughs, "<g id='n{number}'>{uses}</g>");
        }
        assert!(check(&laughs).expect_err("it multiplies").contains("draws more than"));
        assert!(check("<mask id='a'><g mask='url(#a)'/></mask>").expect_err("a circle").contains("`a`"));
        assert_eq!(check("<g id='a'><a href='#a'/></g>"), Ok(()));
    }

    #[test]
    fn the_numbers_of_filters_are_limited() {
        for filter in [
            "<feTurbulence numOctaves='1000000'/>",
            "<feGaussianBlur stdDeviation='3 1e9'/>",
            "<feMorphology radius='100000'/>",
            "<feConvolveMatrix order='500'/>",
            "<feComponentTransfer><feFuncR tableValues='VALUES'/></feComponentTransfer>",
        ] {
            let filter = filter.replace("VALUES", &"1 ".repeat(10_000));
            assert!(check(&format!("<filter id='f'>{filter}</filter>")).is_err(), "{filter}");
        }
        assert!(check("<filter width='1e6%'/>").is_err());
        assert!(check("<rect style='filter:blur(1e9px)'/>").is_err());
        assert!(check("<image href='data:image/svg+xml,abc'/>").is_err());
        let plain = "<filter id='f' x='-20%' width='140%'><feGaussianBlur stdDeviation='4'/>\
             <feTurbulence baseFrequency='.02' numOctaves='4'/></filter><rect filter='url(#f)'/>";
        assert_eq!(check(plain), Ok(()));
    }
}
