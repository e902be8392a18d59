//! Formulas as `MathML` Core.

use super::Writer;
use crate::math::{MathElement, MathFormula};

impl Writer<'_> {
    /// Writes a formula. A wide one on lines of its own scrolls in a box that the keyboard reaches, like a table, unless
    /// it is in a link, in which nothing else can have the focus.
    pub(super) fn formula(&mut self, formula: &MathFormula) {
        self.has_formulas = true;
        if formula.is_display {
            self.put("<span class=\"formula-scroll\"");
            if !self.in_link {
                self.put(" role=\"group\" tabindex=\"0\"");
                self.label_attribute("aria-label", "formula");
            }
            self.put(">");
        }
        self.put("<math");
        if formula.is_display {
            self.attribute("display", "block");
        }
        self.attribute("alttext", &formula.text);
        self.put(">");
        self.elements(&formula.root.children);
        self.put("</math>");
        if formula.is_display {
            self.put("</span>");
        }
    }

    fn elements(&mut self, elements: &[MathElement]) {
        for element in elements {
            if element.name.is_empty() {
                self.text(&element.text);
                continue;
            }
            self.put("<");
            self.put(element.name);
            element.attributes.iter().for_each(|(name, value)| self.attribute(name, value));
            self.put(">");
            self.elements(&element.children);
            self.put("</");
            self.put(element.name);
            self.put(">");
        }
    }
}
