//! The tree of a formula.

/// An element of `MathML` Core, an element of HTML in the words of a formula, or a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MathElement {
    /// The name; empty if it is a text.
    pub name: &'static str,
    /// The attributes in order.
    pub attributes: Vec<(&'static str, String)>,
    /// The text, if it is one.
    pub text: String,
    /// The elements and texts inside.
    pub children: Vec<MathElement>,
}

impl MathElement {
    /// Returns the value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// Reports whether it has a class.
    pub fn has_class(&self, name: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split(' ').any(|class| class == name))
    }

    /// Returns the text of a letter, number, operator or word, without the characters that only choose its shape or
    /// that no reader sees. Everything else has none.
    pub fn token(&self) -> Option<String> {
        let is_token = matches!(self.name, "mi" | "mn" | "mo" | "mtext");
        is_token.then(|| {
            let mut text = String::new();
            self.push_text(&mut text);
            text
        })
    }

    fn push_text(&self, out: &mut String) {
        out.extend(
            self.text.chars().filter(|c| !matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{2060}'..='\u{2064}')),
        );
        self.children.iter().for_each(|child| child.push_text(out));
    }

    /// Returns the operator in it, or in the only element of a row.
    pub fn operator(&self) -> Option<String> {
        match (self.name, &*self.children) {
            ("mo", _) => self.token(),
            ("mrow", [child]) => child.operator(),
            _ => None,
        }
    }

    /// Reports whether it is a bracket or a line that grows with what is beside it.
    pub fn is_fence(&self) -> bool {
        self.name == "mo"
            && self.attribute("stretchy") != Some("false")
            && self.attribute("minsize").is_none()
            && self.token().is_some_and(|sign| is_fence(&sign))
    }
}

/// Reports whether a sign is a bracket, a line, or nothing in the place of one.
fn is_fence(sign: &str) -> bool {
    matches!(
        sign,
        "" | "("
            | ")"
            | "["
            | "]"
            | "{"
            | "}"
            | "|"
            | "‖"
            | "⟨"
            | "⟩"
            | "⌈"
            | "⌉"
            | "⌊"
            | "⌋"
            | "∣"
            | "∥"
            | "/"
            | "\\"
            | "⟮"
            | "⟯"
            | "⟦"
            | "⟧"
            | "⎰"
            | "⎱"
            | "⌜"
            | "⌝"
            | "⌞"
            | "⌟"
            | "↑"
            | "↓"
            | "↕"
            | "⇑"
            | "⇓"
            | "⇕"
    )
}
