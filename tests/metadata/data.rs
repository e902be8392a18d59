//! The structured data of pages, in the vocabulary of schema.org: JSON that a search engine reads, with what it
//! requires of each type.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::Project;
use crate::harness::dom::Document;
use crate::sample;

/// What each type must have, according to schema.org and to search engines.
const REQUIRED: [(&str, &[&str]); 17] = [
    ("WebSite", &["name", "inLanguage"]),
    ("WebPage", &["name", "inLanguage"]),
    ("CollectionPage", &["name", "inLanguage"]),
    ("TechArticle", &["name", "headline", "inLanguage"]),
    ("MedicalWebPage", &["name", "inLanguage"]),
    ("HowTo", &["name", "step"]),
    ("HowToSection", &["name", "itemListElement"]),
    ("HowToStep", &["text"]),
    ("HowToSupply", &["name"]),
    ("BreadcrumbList", &["itemListElement"]),
    ("ListItem", &["position", "name", "item"]),
    ("Audience", &["audienceType"]),
    ("FAQPage", &["mainEntity"]),
    ("Question", &["name", "acceptedAnswer"]),
    ("Answer", &["text"]),
    ("Person", &["name"]),
    ("Organization", &["name"]),
];

/// Fields whose values are addresses.
const ADDRESSES: [&str; 4] = ["@id", "url", "item", "image"];

/// Returns the things in the structured data of a page.
fn graph(html: &str) -> Vec<Value> {
    let page = Document::parse(html);
    let is_data = |it: &&crate::harness::dom::Element| it.attribute("type") == Some("application/ld+json");
    let scripts: Vec<String> = page.named("script").filter(is_data).map(|it| it.text.clone()).collect();
    assert_eq!(scripts.len(), 1, "one block of data");
    let data: Value = serde_json::from_str(&scripts[0]).expect("JSON");
    assert_eq!(data["@context"], "https://schema.org");
    let graph = data["@graph"].as_array().expect("a graph").clone();
    graph.iter().for_each(check);
    graph
}

/// Checks a thing and everything in it.
fn check(value: &Value) {
    match value {
        Value::Object(fields) => {
            let kind = fields["@type"].as_str().expect("a type");
            let (_, required) =
                REQUIRED.iter().find(|(name, _)| *name == kind).unwrap_or_else(|| panic!("a {kind}"));
            for field in *required {
                assert!(fields.contains_key(*field), "a {kind} without `{field}`: {value}");
            }
            for (name, value) in fields {
                assert!(
                    !value.is_null() && value != "" && *value != Value::Array(Vec::new()),
                    "{kind}: {name}"
                );
                if ADDRESSES.contains(&name.as_str()) {
                    let address = value.as_str().unwrap_or_default();
                    assert!(address.starts_with("https://example.org/"), "{kind}: {name}: {value}");
                }
                check(value);
            }
        }
        Value::Array(items) => items.iter().for_each(check),
        _ => {}
    }
}

fn of_type<'a>(graph: &'a [Value], kind: &str) -> Option<&'a Value> {
    graph.iter().find(|it| it["@type"] == kind)
}

fn guide(settings: &str, pages: &[(&str, &str)]) -> Project {
    let project = Project::with([("content/index.md", "# Home\n\nWelcome.\n"), ("site.toml", settings)]);
    for (path, text) in pages {
        project.write(&format!("content/{path}"), text);
    }
    project
}

const WITH_ADDRESS: &str = "title = \"A guide\"\nurl = \"https://example.org/g\"\n";

#[test]
fn every_page_of_the_sample_guide_tells_what_it_is() {
    let site: BTreeMap<String, Vec<u8>> = sample::built("");
    let mut kinds = BTreeMap::new();
    for (name, bytes) in site.iter().filter(|(name, _)| name.ends_with(".html")) {
        let html = String::from_utf8(bytes.clone()).expect("text");
        if ["404.html", "a-z.html"].contains(&name.as_str())
            || name.ends_with("print.html")
            || name.starts_with("leaf/")
            || html.contains("http-equiv=\"refresh\"")
        {
            assert!(!html.contains("ld+json"), "{name} says more than that it is not a page of its own");
            continue;
        }
        let graph = graph(&html);
        let page = of_type(&graph, "MedicalWebPage").expect("the guide is about health");
        assert_eq!(page["lastReviewed"], "2026-11-01", "{name}");
        assert_eq!(of_type(&graph, "WebSite").is_some(), name == "index.html");
        assert!(of_type(&graph, "BreadcrumbList").is_none(), "there is no address to name");
        if let Some(how_to) = page.get("mainEntity") {
            assert_eq!(how_to["@type"], "HowTo");
            kinds.insert(name.clone(), how_to["step"].as_array().expect("steps").len());
        }
    }
    let steps: Vec<(&str, usize)> = kinds.iter().map(|(name, steps)| (name.as_str(), *steps)).collect();
    assert_eq!(
        steps,
        [
            ("technique/areola.html", 5),
            ("technique/before-you-start.html", 5),
            ("technique/circular-motions.html", 5),
            ("technique/hand-expression.html", 6),
            ("technique/hands-on-pumping.html", 6),
            ("technique/lubricant.html", 5),
            ("technique/warm-compress.html", 5),
        ]
    );
}

#[test]
fn a_technique_tells_its_steps_with_names_pictures_and_what_is_needed() {
    let text = "---\ntitle: Warm\nkind: procedure\nextra:\n  duration: 10 minutes\n  needs: [A cloth, Water]\n---\n\
                1. A list of something else.\n2. It is not meant.\n\n## How {#steps}\n\n1. **Soak.** Soak the *cloth*.\n\n   \
                ![A cloth](cloth.svg)\n2. Wring it out.\n\n## After\n\n1. Rest.\n2. Go on.\n";
    let project = guide(
        WITH_ADDRESS,
        &[("part/warm.md", text), ("part/cloth.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")],
    );
    project.build();
    let graph = graph(&project.built("part/warm.html"));
    let page = of_type(&graph, "WebPage").expect("a page of no special subject");
    let how_to = &page["mainEntity"];
    assert_eq!(how_to["totalTime"], "PT10M");
    assert_eq!(how_to["supply"][1]["name"], "Water");
    let steps = how_to["step"].as_array().expect("steps");
    assert_eq!(steps.len(), 2);
    assert_eq!((&steps[0]["name"], &steps[0]["text"]), (&"Soak".into(), &"Soak. Soak the cloth.".into()));
    assert_eq!(steps[0]["image"], "https://example.org/g/part/cloth.svg");
    assert_eq!(steps[0]["url"], "https://example.org/g/part/warm.html#steps");
    assert!(steps[1].get("name").is_none() && steps[1].get("image").is_none());
    let way = of_type(&graph, "BreadcrumbList").expect("the way to the page");
    let items: Vec<&str> = way["itemListElement"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|it| it["item"].as_str())
        .collect();
    assert_eq!(
        items,
        ["https://example.org/g/", "https://example.org/g/part/", "https://example.org/g/part/warm.html"]
    );
}

#[test]
fn numbered_headings_and_several_lists_are_steps_too() {
    let headings = "---\ntitle: A\nkind: procedure\n---\n## Step 1: Warm up\n\nMove.\n\n## Step 2: Go\n\nRun.\n\n## Why\n\nSo.\n";
    let lists =
        "---\ntitle: B\nkind: procedure\n---\n## First\n\n1. One\n2. Two\n\n## Then\n\n1. Three\n2. Four\n";
    let none = "---\ntitle: C\nkind: procedure\n---\nOnly text.\n";
    let other = "---\ntitle: D\n---\n1. One\n2. Two\n";
    let project =
        guide(WITH_ADDRESS, &[("a.md", headings), ("b.md", lists), ("c.md", none), ("d.md", other)]);
    project.build();
    let how_to = |name: &str| graph(&project.built(name))[0].get("mainEntity").cloned();
    let a = how_to("a.html").expect("steps");
    assert_eq!((&a["step"][1]["name"], &a["step"][1]["text"]), (&"Go".into(), &"Run.".into()));
    assert_eq!(a["step"].as_array().map(Vec::len), Some(2));
    let b = how_to("b.html").expect("steps");
    assert_eq!(b["step"][1]["name"], "Then");
    assert_eq!(b["step"][1]["itemListElement"][0]["text"], "Three");
    assert_eq!((how_to("c.html"), how_to("d.html")), (None, None));
}

#[test]
fn reviewers_are_people_or_organizations_with_what_the_page_says_of_them() {
    let front = "---\ntitle: A\nreviewed: 2026-01-02\nvalid_until: 2027-01-02\nreviewers:\n  - Ben Okafor\n\
                 \x20 - {name: Ana Costa, qualifications: \"RN, IBCLC\"}\n  - {name: Feeding team, organization: true}\n---\nText.\n";
    let project = guide(&format!("{WITH_ADDRESS}[web]\nsubject = \"health\"\n"), &[("a.md", front)]);
    project.build();
    let graph = graph(&project.built("a.html"));
    let expected = json!([
        { "@type": "Person", "name": "Ben Okafor" },
        { "@type": "Person", "name": "Ana Costa", "honorificSuffix": "RN, IBCLC" },
        { "@type": "Organization", "name": "Feeding team" },
    ]);
    assert_eq!(graph[0]["reviewedBy"], expected);
    assert_eq!(graph[0]["expires"], "2027-01-02");
}

#[test]
fn only_a_guide_about_health_says_that_it_is() {
    let page = [("a.md", "---\ntitle: A\nreviewed: 2026-01-02\n---\nText.\n")];
    for (setting, kind, reviewed) in [
        ("", "WebPage", true),
        ("[web]\nsubject = \"general\"\n", "WebPage", true),
        ("[web]\nsubject = \"health\"\naudience = \"Parents\"\n", "MedicalWebPage", true),
        ("[web]\nsubject = \"technical\"\n", "TechArticle", false),
    ] {
        let project = guide(&format!("{WITH_ADDRESS}{setting}"), &page);
        project.build();
        let graph = graph(&project.built("a.html"));
        assert_eq!(graph[0]["@type"], kind);
        assert_eq!(graph[0].get("lastReviewed").is_some(), reviewed, "{kind}");
        assert_eq!(graph[0]["dateModified"], "2026-01-02");
        let audience = setting.contains("audience").then_some("Parents");
        assert_eq!(graph[0].pointer("/audience/audienceType").and_then(Value::as_str), audience);
    }
}

#[test]
fn no_text_of_an_author_ends_the_data() {
    let hostile = "</script><script>alert(1)</script><!--\u{2028}";
    let front = format!(
        "---\ntitle: \"{hostile}\"\ndescription: \"{hostile}\"\ntags: [\"{hostile}\"]\nkind: procedure\n---\n"
    );
    let body = format!("1. {0}\n2. {0}\n", hostile.replace('<', "\\<"));
    let project = guide(WITH_ADDRESS, &[("a.md", &(front + &body))]);
    project.build();
    let html = project.built("a.html");
    let page = Document::parse(&html);
    assert_eq!(page.named("script").filter(|it| it.attribute("src").is_none()).count(), 1);
    let graph = graph(&html);
    assert_eq!(graph[0]["keywords"][0], hostile);
    // The text has typographic dashes; front matter is unchanged.
    assert_eq!(graph[0]["mainEntity"]["step"][0]["text"], hostile.trim().replace("--", "–"));
}

#[test]
fn the_questions_of_a_page_are_data_with_their_answers() {
    let text = "# Often asked\n\n:::question[How *often*?]{#often}\nEvery **two** hours.\n\n- By day\n- By night\n:::\n\n\
                ::::::cards\n:::::card\n> ::::question[And `then`?]\n> :::tip[Rest]\n> Sit down.\n> :::\n> ::::\n:::::\n::::::\n\n\
                :::question[What does it look like?]\n![A hand](hand.svg)\n:::\n";
    let files = [
        ("a.md", text),
        ("hand.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("b.md", "# None\n\nText.\n"),
    ];
    let project = guide(WITH_ADDRESS, &files);
    project.build();
    let graph_of = |page: &str| graph(&project.built(page));
    let graph = graph_of("a.html");
    let page = of_type(&graph, "FAQPage").expect("a page with questions");
    assert_eq!(page["url"], "https://example.org/g/a.html");
    let questions = page["mainEntity"].as_array().expect("questions");
    let answer = |at: usize| (&questions[at]["name"], &questions[at]["acceptedAnswer"]["text"]);
    assert_eq!(answer(0), (&"How often?".into(), &"Every two hours. By day By night".into()));
    assert_eq!(questions[0]["url"], "https://example.org/g/a.html#often");
    assert_eq!(answer(1), (&"And then?".into(), &"Rest Sit down.".into()));
    assert_eq!(questions.len(), 2, "an answer without text says nothing");
    assert!(of_type(&graph_of("b.html"), "FAQPage").is_none());
    assert!(!project.built("print.html").contains("ld+json"));
}

#[test]
fn no_question_and_no_answer_ends_the_data() {
    let hostile = "\\</script>\\<script>alert(1)\\</script>\\<!-- & \u{2028}";
    let text = format!("# A\n\n:::question[{hostile}]\n{hostile}\n:::\n");
    let project = guide("", &[("a.md", &text)]);
    project.build();
    let html = project.built("a.html");
    let page = Document::parse(&html);
    assert_eq!(page.named("script").filter(|it| it.attribute("src").is_none()).count(), 1);
    let graph = graph(&html);
    let question = &of_type(&graph, "FAQPage").expect("a page with a question")["mainEntity"][0];
    for text in [&question["name"], &question["acceptedAnswer"]["text"]] {
        assert_eq!(text, "</script><script>alert(1)</script><!– &");
    }
    assert!(question.get("url").is_none() && !html.contains("<script>alert"), "{html}");
}
