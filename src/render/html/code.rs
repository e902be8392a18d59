//! Blocks of code as HTML.

use super::Writer;

impl Writer<'_> {
    /// What scrolls can be reached and scrolled with the keyboard alone (WCAG 2.2, 2.1.1).
    pub(super) fn code(&mut self, info: &str, text: &str) {
        self.put("<pre tabindex=\"0\"><code");
        if let Some(language) = info.split([' ', ',', '\t']).next().filter(|it| !it.is_empty()) {
            self.attribute("class", &format!("language-{language}"));
        }
        self.put(">");
        self.text(text);
        self.put("</code></pre>\n");
    }
}
