//! Markdown that is deeply nested, repetitive or endless.

use std::fmt::Write as _;

use super::{build, built, one, refused};

/// Returns a text for each number.
fn each(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut all, number| {
        let _ = write!(all, "{}", text(number));
        all
    })
}

#[test]
fn a_hundred_thousand_nested_quotes_are_read_in_time() {
    let page = built(&format!("{} deep", ">".repeat(100_000)));
    assert!(page.contains("deep"), "the text is kept");
    assert!((1..=100).contains(&page.matches("<blockquote>").count()), "and the nesting is cut");
}

#[test]
fn fifty_thousand_nested_lists_are_read_in_time() {
    let page = built(&format!("{}deep", "- ".repeat(50_000)));
    assert!(page.contains("deep"));
    assert!((1..=100).contains(&page.matches("<li>").count()));
}

#[test]
fn lists_nested_line_by_line_are_read_in_time() {
    let text = each(500, |depth| format!("{}- item {depth}\n", "  ".repeat(depth)));
    assert!(built(&text).contains("item 499"));
}

#[test]
fn marks_that_open_and_never_close_are_text() {
    for mark in
        ["*", "[", "![", "`", "<", "[^", "*a ", "*_", "[a](", "<a ", "\"'", "~~", "&", "[a](<b", "![a", "\\"]
    {
        let page = built(&mark.repeat(50_000));
        assert!(page.contains("</html>"), "{mark}");
    }
}

#[test]
fn backticks_of_every_length_are_read_in_time() {
    assert!(built(&each(1500, |length| format!("{} ", "`".repeat(length)))).contains("``"));
}

#[test]
fn marks_of_the_extensions_are_read_in_time() {
    let all = "[markdown]\nmath = true\nsuperscript = true\nsubscript = true\n";
    for mark in ["$", "$a ", "$$a ", "~a^b ", "^", "~"] {
        let project = one(&mark.repeat(30_000));
        project.write("site.toml", all);
        assert!(matches!(build(&project).code, Some(0 | 1)), "{mark}");
    }
}

#[test]
fn a_line_of_five_million_letters_is_a_line() {
    assert!(built(&"x".repeat(5_000_000)).contains(&"x".repeat(5_000_000)));
    assert!(built(&"word ".repeat(1_000_000)).contains("word word"));
}

#[test]
fn a_table_of_five_thousand_columns_is_a_table() {
    let row = |cell: &str| format!("|{}\n", format!("{cell}|").repeat(5_000));
    let page = built(&format!("{}{}{}", row("a"), row("-"), row("b").repeat(10)));
    assert_eq!(page.matches("<td>b</td>").count(), 50_000);
}

#[test]
fn short_rows_below_a_wide_head_do_not_grow_without_bound() {
    let head = format!("|{}\n|{}\n", "a|".repeat(5_000), "-|".repeat(5_000));
    assert!(built(&format!("{head}{}", "|b|\n".repeat(5_000))).len() < 100_000_000);
}

#[test]
fn a_hundred_thousand_footnotes_are_footnotes() {
    let calls = each(100_000, |note| format!("[^n{note}] "));
    let page = built(&format!("{calls}\n\n{}", each(100_000, |note| format!("[^n{note}]: note\n\n"))));
    assert!(page.contains("fn--100000"));
}

#[test]
fn a_footnote_called_a_hundred_thousand_times_is_one() {
    assert!(built(&format!("{}\n\n[^a]: note\n", "[^a] ".repeat(100_000))).contains("fnref--1-100000"));
}

#[test]
fn twenty_thousand_headings_of_the_same_words_get_their_ids_in_time() {
    let page = built(&"## Same\n\n".repeat(20_000));
    assert!(page.contains("id=\"same-20000\""));
}

#[test]
fn five_thousand_headings_with_a_link_each_are_found_in_time() {
    let page = built(&each(5_000, |number| format!("## Head {number}\n\n[x](#head-{number})\n\n")));
    assert!(page.contains("href=\"#head-4999\""));
}

#[test]
fn five_thousand_anchors_missed_by_a_letter_are_told_in_time() {
    let said = refused(&one(&each(5_000, |number| format!("## Head {number}\n\n[x](#haed-{number})\n\n"))));
    assert!(said.contains("did you mean `#head-"), "{said}");
    assert!(said.contains("5000 errors"), "{said}");
}

#[test]
fn twenty_thousand_links_missed_by_a_letter_are_told_in_time() {
    let project = one(&each(20_000, |number| format!("[x](paeg-{number}.md)\n\n")));
    for number in 0..2_000 {
        project.write(&format!("content/page-{number}.md"), "---\ntitle: T\n---\n");
    }
    let said = refused(&project);
    assert!(said.contains("did you mean `page-"), "{said}");
    assert!(said.contains("20000 errors"), "{said}");
}

#[test]
fn two_hundred_thousand_bare_addresses_are_links() {
    let page = built(&each(200_000, |number| format!("http://a.example/{number} ")));
    assert!(page.contains("href=\"http://a.example/199999\""));
}

#[test]
fn addresses_that_never_end_or_never_begin_are_read_in_time() {
    for part in ["xhttp://a.b/", "_www.", "a@", "@a.b", "http://", "www.", "(http://a.b"] {
        built(&part.repeat(50_000));
    }
    for end in [")", ";", "&amp;", "(", "&a"] {
        let page = built(&format!("http://a.example/{}", end.repeat(50_000)));
        assert!(page.contains("href=\"http://a.example/"), "{end}");
    }
}

#[test]
fn html_that_nests_and_repeats_is_read_in_time() {
    assert!(built(&"<div>".repeat(100_000)).contains("<div><div>"));
    assert!(built(&format!("<div>{}\n", "<script></script>".repeat(50_000))).contains("</script>"));
    assert!(built(&format!("<div {}>\n", "a=\"\" ".repeat(300_000))).contains("a=\"\""));
    assert!(refused(&one(&"<!-- ".repeat(50_000))).contains("the comment is not closed"));
    let links = each(50_000, |number| format!("<a href=\"https://a.example/{number}\">x</a>"));
    assert!(built(&format!("<div>{links}\n")).contains("a.example/49999"));
}

#[test]
fn references_do_not_multiply_without_bound() {
    let long = format!("https://a.example/{}", "z".repeat(10_000));
    assert!(built(&format!("[a]: {long}\n\n{}", "[a] ".repeat(10_000))).len() < 20_000_000);
    let said = refused(&one(&"[a][b] ".repeat(50_000)));
    assert!(said.contains("50000 errors"), "{said}");
}

#[test]
fn entities_are_read_in_time() {
    assert!(built(&"&amp;".repeat(300_000)).contains("&amp;&amp;"));
    built(&format!("&#{}1;", "0".repeat(300_000)));
    built(&format!("&{};", "a".repeat(300_000)));
}

#[test]
fn definitions_and_attributes_are_read_in_time() {
    assert!(built(&"a\n: ".repeat(20_000)).contains("<dl>"));
    built(&format!("## a {{{}}}", ".c ".repeat(100_000)));
    for part in ["]{a ", "`x`{a='", "`x`{a=\"", "[", "[a]{.b", "<b>\n</b>\n:::tip\nx\n:::\n"] {
        built(&part.repeat(20_000));
    }
    let nested = format!("{}a{}", "[".repeat(20_000), "]{.a}".repeat(20_000));
    assert!(built(&nested).contains("<span class=\"a\">"));
    assert_eq!(built(&"[a]{.b} ".repeat(20_000)).matches("<span class=\"b\">").count(), 20_000);
}

#[test]
fn code_that_no_grammar_can_read_is_read_in_time() {
    let opened = ["(a(", "{[", "\"'", "/*", "<a ", "\\", "${", "-a"];
    let blocks = each(opened.len(), |number| format!("```rust\n{}\n```\n\n", opened[number].repeat(60)));
    assert!(built(&blocks).contains("language-rust"));
}

#[test]
fn code_without_end_is_plain_and_read_in_time() {
    let line = built(&format!("```js\n{}\n```\n", "a(".repeat(500_000)));
    assert!(line.contains("a(a(a(") && !line.contains("c-function"));
    let lines = built(&format!("```js\n{}```\n", "let a = 1;\n".repeat(50_000)));
    assert!(lines.contains("let a = 1;\nlet a = 1;"));
}

#[test]
fn a_fence_with_a_hundred_thousand_words_is_read_in_time() {
    let page = built(&format!("```rust {} {}\na\n```\n", "{1} ".repeat(50_000), "x=\"y\" ".repeat(50_000)));
    assert_eq!(page.matches("<mark").count(), 1);
    let said = refused(&one(&format!("```rust {}\na\n```\n", "{2,3} ".repeat(1_000))));
    assert!(said.contains("the code has 1 line"), "{said}");
}
