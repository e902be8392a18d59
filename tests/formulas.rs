//! Formulas: what each edition shows of them, and what is not one.

use handout::math::MathFormula;

use crate::harness::Project;
use crate::harness::dom::{Document, Element};
use crate::harness::memory::Guide;
#[cfg(feature = "pdf")]
use crate::harness::pdf::{Pdf, assert_pdf_ua};

/// The settings of a guide with formulas.
const ON: &str = "title = \"Doses\"\nlanguage = \"en\"\n[markdown]\nmath = true\n";

/// Formulas, each with its text to be read aloud.
const FORMULAS: [(&str, &str); 61] = [
    (r"\begin{cases} {\displaystyle \frac12} & {a \over b} \end{cases}", "{1/2, a/b"),
    (r"x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}", "x = (−b ± √(b² − 4ac))/(2a)"),
    (r"\sqrt[3]{x+1}", "³√(x + 1)"),
    (r"\frac12 x + \frac{a}{b+1}", "1/2 x + a/(b + 1)"),
    (r"\dfrac{1}{2} - \tfrac{1}{x^n}", "1/2 − 1/x^n"),
    (r"\sum_{i=1}^{n} i = \frac{n(n+1)}{2}", "∑_(i = 1)^n i = (n(n + 1))/2"),
    (r"\prod_{k=1}^{m} a_k", "∏_(k = 1)^m a_k"),
    (r"\int_0^\infty e^{-x^2}\,dx", "∫₀^∞ e^(−x²) dx"),
    (r"\lim_{n \to \infty} a_n = 0", "lim_(n → ∞) a_n = 0"),
    (r"\max_{x \in D} f(x)", "max_(x ∈ D) f(x)"),
    (r"\begin{matrix} a & b \\ c & d \end{matrix}", "a, b; c, d"),
    (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "(a, b; c, d)"),
    (r"\begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}", "[1, 0; 0, 1]"),
    (r"\begin{vmatrix} a & b \\ c & d \end{vmatrix} = ad - bc", "|a, b; c, d| = ad − bc"),
    (
        r"f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
        "f(x) = {x, if x > 0; 0, otherwise",
    ),
    (r"\begin{aligned} a &= b + c \\ &= d \end{aligned}", "a = b + c; = d"),
    (r"\begin{gathered} a + b \\ c \end{gathered}", "a + b; c"),
    (r"\begin{array}{l|cr} a & b & c\\ d & e & f \end{array}", "a, b, c; d, e, f"),
    (r"\binom{n}{k}", "(n¦k)"),
    (r"\text{dose} = 150\,\mathrm{mg} \times 4.2", "dose = 150 mg × 4.2"),
    (r"1{,}000\,\mathrm{ml}", "1,000 ml"),
    (r"15\,\mathrm{mg/kg} \cdot 3.5\,\mathrm{kg} = 52.5\,\mathrm{mg}", "15 mg/kg ⋅ 3.5 kg = 52.5 mg"),
    (
        r"\text{BMI} = \frac{\text{weight in kg}}{(\text{height in m})^2}",
        "BMI = (weight in kg)/((height in m)²)",
    ),
    (r"50\,\% < 60\,\%", "50 % < 60 %"),
    (r"37\,^{\circ}\mathrm{C}", "37 °C"),
    (r"90^\circ", "90°"),
    (r"\vec{a} + \hat{x} + \bar{y} + \dot z + \ddot z + \tilde{n}", "a⃗ + x̂ + ȳ + ż + z̈ + ñ"),
    (r"\overline{AB} \perp \underline{x}", "A̅B̅ ⟂ x̲"),
    (r"\overrightarrow{AB}", "(AB)⃗"),
    (r"\widehat{abc}", "(abc)̂"),
    (r"\overbrace{a+b}^{n} + \underbrace{c+d}_{m}", "⏞(a + b)^n + ⏟(c + d)_m"),
    (r"\left( \frac{a}{b} \right] + \left. x \right|_0^1", "(a/b] + x|₀¹"),
    (r"\left\{ x \middle| x > 0 \right\}", "{x|x > 0}"),
    (r"\bigl( x \bigr) \Big[ y \Big]", "(x)[y]"),
    (r"\mathbb{R} \subset \mathbb{C}", "ℝ ⊂ ℂ"),
    (r"\mathcal{L} + \mathfrak{g} + \mathbf{x} + \mathsf{y} + \mathtt{z}", "ℒ + g + x + y + z"),
    (r"\boldsymbol{\alpha} + \mathit{rate}", "α + rate"),
    (r"\sin x + \log_2 n", "sin x + log₂ n"),
    (r"\sin^2 \theta + \cos^2 \theta = 1", "sin² θ + cos² θ = 1"),
    (r"\operatorname{sgn}(x) + \operatorname*{argmin}_x f", "sgn(x) + argmin_x f"),
    (r"\alpha\beta\gamma\Gamma\Omega\epsilon\varphi", "αβγΓΩϵφ"),
    (r"a \neq b \not= c \notin D", "a ≠ b ≠ c ∉ D"),
    (r"a \leq b \ge c \approx d \equiv e", "a ≤ b ≥ c ≈ d ≡ e"),
    (r"A \to B \Rightarrow C \iff D", "A → B ⇒ C ⟺ D"),
    (r"\xrightarrow{k} A \xleftarrow[a]{b}", "→^k A ←_a^b"),
    (r"a \overset{!}{=} b \stackrel{a}{=} c", "a =^! b =^a c"),
    (r"\underset{x}{y}", "y_x"),
    (r"a \quad b \; c \: d \, e \! f", "a b c d ef"),
    (r"x\phantom{y} = z", "x = z"),
    (r"-x, (-1)", "−x, (−1)"),
    (r"\{x \mid x > 0\} \cup |x| \cap \|x\|", "{x ∣ x > 0} ∪ |x| ∩ ‖x‖"),
    (r"{}^{14}_{6}\mathrm{C}", "₆¹⁴C"),
    (r"f'(x) + f''(x)^2", "f′(x) + f″(x)²"),
    (r"x_i^2 + x^{n+1} y + x^a b", "x_i² + x^(n + 1) y + x^a b"),
    (r"a \bmod b + c \pmod n", "a mod b + c (mod n)"),
    (r"1 + 2 + \cdots + n + \ldots", "1 + 2 + ⋯ + n + ..."),
    (r"\forall x \exists y \in \emptyset", "∀x∃y ∈ ∅"),
    (r"\nabla f = \partial x", "∇f = ∂x"),
    (r"\text{if } a < b \text{ \& c}", "if a < b & c"),
    (r"\text{5 \% of \$ 3}", "5 % of $ 3"),
    (r"\text{größer} \cdot \ddot{u}", "größer ⋅ ü"),
];

/// Returns a page that has formulas wherever text can be.
fn everywhere(formula: &str) -> String {
    format!(
        "# Title ${formula}$\n\n## Heading ${formula}$\n\n- item ${formula}$\n\n> quote ${formula}$\n\n\
         | head ${formula}$ |\n|---|\n| cell ${formula}$ |\n\nTable: caption ${formula}$ {{#tbl-a}}\n\n\
         :::tip[label ${formula}$]\nin it ${formula}$\n:::\n\nnote[^1] *and ${formula}$*\n\n[^1]: ${formula}$\n\n\
         $$\n{formula}\n$$\n"
    )
}

/// The number of formulas on such a page.
const PLACES: usize = 12;

/// Returns a formula in a line and as a block.
fn both(formula: &str) -> String {
    format!("Line ${formula}$.\n\n$${formula}$$\n\n")
}

fn texts(html: &str) -> Vec<String> {
    Document::parse(html)
        .named("math")
        .filter_map(|math| math.attribute("alttext").map(str::to_owned))
        .collect()
}

fn built(page: &str) -> Guide {
    let guide = Guide::new([("site.toml", ON), ("content/index.md", page)]);
    assert_eq!(guide.messages(), "", "{page}");
    guide
}

#[test]
fn every_formula_has_a_text_to_be_read_aloud() {
    for is_display in [false, true] {
        let text = |latex| {
            MathFormula::parse(latex, is_display).map_or_else(|error| error.message, |formula| formula.text)
        };
        let spoken: Vec<(&str, String)> = FORMULAS.iter().map(|(latex, _)| (*latex, text(latex))).collect();
        let expected: Vec<(&str, String)> =
            FORMULAS.iter().map(|(latex, text)| (*latex, (*text).to_owned())).collect();
        assert_eq!(spoken, expected);
    }
}

#[test]
fn the_web_page_has_each_formula_as_mathml_with_its_text() {
    let page: Vec<String> = FORMULAS.iter().map(|(latex, _)| both(latex)).collect();
    let html = built(&format!("# Home\n\n{}", page.concat())).output("index.html");
    let expected: Vec<String> =
        FORMULAS.iter().flat_map(|(_, text)| [(*text).to_owned(), (*text).to_owned()]).collect();
    assert_eq!(texts(&html), expected);
    // As a browser reads it, nothing leaves a formula, and nothing needs a style of its own.
    let document = Document::parse(&html);
    let inside: Vec<&Element> = document.named("math").collect();
    assert_eq!(inside.len(), 2 * FORMULAS.len());
    let formulas: Vec<&str> =
        html.split("<math").skip(1).filter_map(|rest| rest.split("</math>").next()).collect();
    assert_eq!(formulas.len(), 2 * FORMULAS.len());
    for formula in formulas {
        assert!(!formula.contains(" style="), "{formula}");
        assert!(!formula.contains("merror"), "{formula}");
    }
}

#[test]
fn a_formula_says_the_same_in_every_edition() {
    let (latex, text) = (r"\frac{a}{b} \leq \text{dose}", "a/b ≤ dose");
    let project = Project::with([
        ("site.toml", ON),
        ("content/index.md", &everywhere(latex)),
        ("content/b.md", "# B\n"),
    ]);
    project.build();
    for page in ["index.html", "print.html"] {
        let html = project.built(page);
        let spoken = texts(&html);
        assert!(spoken.len() >= PLACES, "{page}: {spoken:?}");
        assert!(spoken.iter().all(|spoken| spoken == text), "{page}: {spoken:?}");
        let shown = html.lines().find(|line| line.contains('$') || line.contains("frac{"));
        assert_eq!(shown, None, "{page} shows the author's notation");
    }
    let markdown = project.built("index.md");
    assert_eq!(markdown.matches(&format!("${latex}$")).count(), PLACES - 1, "{markdown}");
    assert_eq!(markdown.matches(&format!("$$\n{latex}\n$$")).count(), 1, "{markdown}");
    let search = std::fs::read_to_string(project.path("public/search/en/text-0.js")).expect("a search");
    assert!(search.matches(text).count() >= PLACES - 2, "{search}");
    assert!(!search.contains("frac"), "{search}");
}

#[test]
fn the_title_of_a_page_reads_its_formula() {
    let (home, sum) = ("# Home\n\n[Sum](b.md)\n", "# The sum $\\sum_i x_i$\n\n## And $x$\n\n## On\n");
    let guide = Guide::new([("site.toml", ON), ("content/index.md", home), ("content/b.md", sum)]);
    let html = guide.output("b.html");
    for text in ["<title>The sum ∑_i x_i", "id=\"and-x\"", ">And x</a>"] {
        assert!(html.contains(text), "{text}: {html}");
    }
}

/// Formulas that no edition shows: what is underlined, and a part of the message.
const MISTAKES: [(&str, &str, &str); 29] = [
    (r"a \\ b", r"\\", r"write `\begin{gathered}"),
    (r"\begin{cases} \displaystyle \frac12 & x \end{cases}", r"\displaystyle", "reach into the next cell"),
    (r"\begin{matrix} a \over b & x \end{matrix}", r"\over", "put braces around it"),
    (r"\text{\Huge a}", r"\Huge", "the theme decides"),
    ("5, but not `", "`", "`\\$`"),
    (r"\farc{1}{2}", r"\farc", r"did you mean `\frac`?"),
    (r"\alhpa", r"\alhpa", r"did you mean `\alpha`?"),
    (r"x + \unheardof{y}", r"\unheardof", "formulas have no command `\\unheardof`"),
    (r"\textcolor{red}{x}", r"\textcolor", "colour is not read aloud"),
    (r"\color{red} x", r"\color", "colour is not read aloud"),
    (r"\ce{H2O}", r"\ce", r"\mathrm{H_2O}"),
    (r"\SI{5}{mg}", r"\SI", r"5\,\mathrm{mg}"),
    (r"\newcommand{\a}{b}", r"\newcommand", "a formula has no macros"),
    (r"\def\a{b}", r"\def", "a formula has no macros"),
    (r"\href{https://a.example}{x}", r"\href", "put it outside the formula"),
    (r"\input{/etc/passwd}", r"\input", "formulas have no command `\\input`"),
    (r"\includegraphics{a}", r"\includegraphics", "put it outside the formula"),
    (r"x \tag{1}", r"\tag", "write the number in the text"),
    (r"\begin{align} a &= b \end{align}", "align", r"\begin{aligned}"),
    (r"\begin{tabular} a \end{tabular}", "{tabular}", "formulas have no environment `tabular`"),
    (r"\begin{array}{c} a \\ \hline b \end{array}", r"\hline", "leave the line out"),
    (r"\cancel{x}", r"\cancel", "say it in the text"),
    (r"x^a^b", "^", "duplicate"),
    (r"\left( x", "", "but reached end of input"),
    (r"\frac{1}", "", "the formula cannot be read"),
    ("a & b", "&", "outside the table"),
    ("a # b", "#", "`\\#`"),
    ("a % b", "%", "`\\%`"),
    (r"\phantom{x}", r"\phantom{x}", "the formula is empty"),
];

#[test]
fn a_mistake_is_an_error_at_its_place() {
    for (latex, place, words) in MISTAKES {
        let guide = Guide::new([
            ("site.toml", ON),
            ("content/index.md", &format!("# Home\n\nSo ${latex}$ it is.\n")),
        ]);
        let messages = guide.messages();
        assert_eq!(messages.matches("error: ").count(), 1, "{latex}: {messages}");
        assert!(messages.contains(words), "{latex}: {messages}");
        if !place.is_empty() {
            let is_mark = |line: &&str| line.trim_start_matches([' ', '|']).starts_with('^');
            let marks = messages.lines().find(is_mark).expect("a mark");
            assert_eq!(marks.matches('^').count(), place.len(), "{latex}: {messages}");
        }
    }
}

#[test]
fn without_the_setting_a_dollar_is_a_dollar() {
    let text = "# Home\n\nIt costs $5 or $6, $x$ and $\\frac{1}{2}$.\n";
    let guide = Guide::new([("site.toml", "title = \"Doses\"\n"), ("content/index.md", text)]);
    let html = guide.output("index.html");
    assert!(html.contains("It costs $5 or $6, $x$ and $\\frac{1}{2}$."), "{html}");
    assert!(!html.contains("<math") && !html.contains("formulas"), "{html}");
    assert_eq!(guide.messages(), "");
}

#[test]
fn with_the_setting_prices_are_no_formulas() {
    let html = built("# Home\n\nIt costs $5-$6 or $7, and \\$x\\$ is text.\n").output("index.html");
    assert!(html.contains("It costs $5-$6 or $7, and $x$ is text."), "{html}");
    assert!(!html.contains("<math"), "{html}");
}

#[test]
fn only_pages_with_a_formula_load_its_style() {
    let project = Project::with([
        ("site.toml", ON),
        ("content/index.md", "# Home\n\n[B](b.md)\n"),
        ("content/b.md", "# B\n\n$x$\n"),
    ]);
    project.build();
    for (page, is_loaded) in [("index.html", false), ("b.html", true), ("print.html", true)] {
        assert_eq!(project.built(page).contains("assets/formulas."), is_loaded, "{page}");
    }
}

#[test]
fn words_in_a_formula_are_text() {
    for hostile in
        ["<script>alert(1)</script>", "</math><img src=x onerror=1>", "\" onload=\"x", "]; \\#read(\"/etc\")"]
    {
        let html = built(&format!("# Home\n\n$\\text{{{hostile}}}$ ${hostile}$\n")).output("index.html");
        let document = Document::parse(&html);
        assert!(document.named("math").next().is_some(), "{html}");
        for math in document.named("math") {
            assert!(math.attribute("onload").is_none());
        }
        assert!(document.named("img").all(|image| image.attribute("onerror").is_none()), "{html}");
        assert!(!html.contains("<script>alert"), "{html}");
    }
}

#[test]
fn a_formula_of_any_size_is_read_or_refused_in_time() {
    let nested =
        |open: &str, close: &str, count: usize| format!("{}x{}", open.repeat(count), close.repeat(count));
    for count in [20, 300, 100_000] {
        for formula in [
            nested("{", "}", count),
            nested("\\frac{1}{", "}", count),
            nested("\\sqrt", "", count),
            nested("\\frac1", "", count),
            nested("\\left(", "\\right)", count),
            nested("\\begin{matrix}", "\\end{matrix}", count),
            nested("\\text{", "}", count),
            nested("x^{", "}", count),
            nested("\\hat", "", count),
            nested("\\displaystyle ", "", count),
            nested("\\not", "", count),
            nested("a+", "", count),
            nested("'", "", count),
            nested("&\\\\", "", count),
            nested("\\mathbf{\\mathrm{", "}}", count),
        ] {
            let result = MathFormula::parse(&formula, true);
            if count == 100_000 {
                assert!(result.is_err(), "{}", &formula[..40]);
            }
        }
    }
}

/// Returns the alternative texts of the formulas of a PDF.
#[cfg(feature = "pdf")]
fn printed(page: &str) -> Vec<String> {
    let files = [("site.toml", ON), ("content/index.md", page), ("content/b.md", "# B\n")];
    let project = Project::with(files);
    let run = project.run(&["print", "-o", "guide.pdf"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    let bytes = std::fs::read(project.path("guide.pdf")).expect("a PDF");
    assert_pdf_ua(&bytes);
    let alternatives = Pdf::read(&bytes).with_role("Formula").into_iter().filter_map(|element| element.alt);
    alternatives.collect()
}

#[cfg(feature = "pdf")]
#[test]
fn the_pdf_reads_each_formula_as_the_web_page_does() {
    let page: Vec<String> = FORMULAS.iter().map(|(latex, _)| both(latex)).collect();
    let expected: Vec<String> =
        FORMULAS.iter().flat_map(|(_, text)| [(*text).to_owned(), (*text).to_owned()]).collect();
    assert_eq!(printed(&format!("# Home\n\n{}", page.concat())), expected);
}

#[cfg(feature = "pdf")]
#[test]
fn the_pdf_has_formulas_wherever_text_can_be() {
    let spoken = printed(&everywhere(r"\frac{a}{b} \leq \text{dose}"));
    assert!(spoken.len() >= PLACES, "{spoken:?}");
    assert!(spoken.iter().all(|text| text == "a/b ≤ dose"), "{spoken:?}");
}

/// Returns a page with a formula on lines of its own wherever an inline can be.
fn blocks_everywhere() -> String {
    let inlines = [
        "[a F](b.md)",
        "[a F](https://example.org/)",
        "**a F**",
        "*F*",
        "~~F~~",
        "<b>F</b>",
        "<a href=\"b.md\">F</a>",
        "<sup>F</sup>",
    ];
    let page = format!(
        "# Title F\n\n{}\n\n## Heading F\n\n- item F\n- [ ] task F\n\n> quote F\n\n| head F |\n|---|\n| cell F |\n\n\
         Table: caption F\n\nTerm F\n: Definition F\n\n:::tip[label F]\nF in it\n:::\n\nnote[^1]\n\n[^1]: F\n",
        inlines.join(" and ")
    );
    page.replace('F', "$$\\frac{a}{b}$$")
}

#[test]
fn the_time_for_a_formula_does_not_double_with_each_level() {
    for open in ["x^{", "x_{", "\\hat{", "\\sqrt{", "\\frac{1}{"] {
        let formula = format!("{}x{}", open.repeat(30), "}".repeat(30));
        assert!(MathFormula::parse(&formula, true).is_ok(), "{formula}");
    }
}

#[test]
fn nothing_in_a_link_has_the_focus() {
    let page = blocks_everywhere();
    let guide = Guide::new([("site.toml", ON), ("content/index.md", &page), ("content/b.md", "# B\n")]);
    let html = guide.output("index.html");
    let links: Vec<&str> = html.split("<a ").skip(1).filter_map(|rest| rest.split("</a>").next()).collect();
    let links: Vec<&str> = links.into_iter().filter(|link| link.contains("<math")).collect();
    assert_eq!(links.len(), 4, "{links:?}");
    assert!(links.iter().all(|link| !link.contains("tabindex")), "{links:?}");
}

#[cfg(feature = "pdf")]
#[test]
fn a_block_in_a_line_keeps_the_structure_of_the_pdf() {
    let spoken = printed(&blocks_everywhere());
    assert!(spoken.len() >= 17, "{spoken:?}");
    assert!(spoken.iter().all(|text| text == "a/b"), "{spoken:?}");
}

/// Returns the messages about a page of a guide with formulas.
fn messages(text: &str) -> String {
    Guide::new([("site.toml", ON), ("content/index.md", format!("# Home\n\n{text}").as_str())]).messages()
}

#[test]
fn what_looks_like_a_formula_and_is_not_is_reported_with_its_place() {
    for (text, place) in [
        ("The half $\\frac{a$ is.\n", "$\\frac{a$"),
        ("The half $ \\frac{a}{b} $ is.\n", "$ \\frac{a}{b} $"),
        ("Dose $5 \\cdot x_{1 is.\n", "$5 \\cdot x_{1 is."),
        ("$x^2 is not closed.\n", "$x^2 is not closed."),
        ("$$\n\\frac{a\n$$\n", "$$"),
    ] {
        let messages = messages(text);
        assert!(messages.contains(&format!("`{place}` looks like")), "{text}: {messages}");
        assert!(messages.contains("close every `{`"), "{text}: {messages}");
    }
}

#[test]
fn prices_and_paths_do_not_look_like_formulas() {
    for text in [
        "It costs $5 and $6, or US$7 for 10^6 of them.\n",
        "$HOME_DIR and ${HOME} and $foo_bar, $1,000.50.\n",
        "For $5, see C:\\temp\\alphabet and C:\\Temp (old).\n",
        "A \\$\\frac{a$ and `$\\frac{a$`.\n",
        "Only $x^2$ and $5$, and $$y$$.\n",
    ] {
        assert_eq!(messages(text), "", "{text}");
    }
}
