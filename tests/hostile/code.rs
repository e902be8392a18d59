//! Code that a highlighter could read for ever.

use super::built;

/// Four lines of which a grammar of JavaScript makes a circle.
const CIRCLE: &str = "        /* The edition of the target.\n        */\n        \"doctest\": true\n        \
                      /* Whether or not this target is run with `--test`\n";

/// Text on which the grammar of Scala makes a circle.
const SCALA: &str = "#< \">*\n((##a]?'\"/:,<&*\"a\\,.\\{{[% ~/\nA'-. .]-{\n'~@+<?])\n\n|<{:~$~]])>./|\"+=\n\
                     (`;A}-}~~,<]>*^=A.#> ]<\\A?\"!\"':a@?$&{,$.#&:\"#;\n";

#[test]
fn a_grammar_in_a_circle_stops_nothing() {
    for (language, code) in [("javascript", CIRCLE), ("js", CIRCLE), ("tsx", CIRCLE), ("scala", SCALA)] {
        let page = built(&format!("```{language}\n{code}```\n\nThe end.\n"));
        assert!(page.contains("The end."), "{language}");
    }
}

#[test]
fn brackets_that_nest_without_end_are_read_in_time() {
    for language in ["systemverilog", "cfml", "scala", "js", "cpp", "perl", "ruby", "md", "tex", "clojure"] {
        let line = format!("{}a{}\n", "([{<".repeat(30), ">}])".repeat(30));
        let page = built(&format!("```{language}\n{}```\n", line.repeat(200)));
        assert!(page.contains("</pre>"), "{language}");
    }
}
