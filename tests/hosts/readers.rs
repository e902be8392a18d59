//! Reads the files for hosts as the hosts do, as far as these files go. Written from the documentation of the hosts.

use percent_encoding::percent_decode_str;
use regex::bytes::RegexBuilder;

/// What a host does at an address.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The address to which it redirects, decoded.
    pub redirect: Option<String>,
    /// The header fields, in order.
    pub fields: Vec<(String, String)>,
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned()
}

/// Returns the lines of `_redirects`: the old address and the new one, decoded, and the status.
pub fn redirects(text: &str) -> Vec<(String, String, String)> {
    let rules = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    rules
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [old, new, status] = words[..] else { panic!("`{line}` has {} words", words.len()) };
            assert!(!old.contains(['*', ':']) && !new.contains(':'), "`{line}` has a placeholder");
            (decoded(old), decoded(new), status.to_owned())
        })
        .collect()
}

/// Returns the fields that `_headers` gives an address.
pub fn headers(text: &str, address: &str) -> Vec<(String, String)> {
    let (mut fields, mut is_for_address) = (Vec::new(), false);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if line.starts_with(char::is_whitespace) {
            let (name, value) = line.trim().split_once(": ").expect("a field");
            if is_for_address {
                fields.push((name.to_owned(), value.to_owned()));
            }
        } else {
            is_for_address = match line.strip_suffix('*') {
                Some(start) => address.starts_with(&decoded(start)),
                None => decoded(line) == address,
            };
        }
    }
    fields
}

/// Splits a line of Apache's into words. In quotes, `\` is before a quote or itself.
fn apache_words(line: &str) -> Vec<String> {
    let (mut words, mut rest) = (Vec::new(), line.trim());
    while !rest.is_empty() {
        let Some(quoted) = rest.strip_prefix('"') else {
            let end = rest.find(' ').unwrap_or(rest.len());
            words.push(rest[..end].to_owned());
            rest = rest[end..].trim_start();
            continue;
        };
        let (mut word, mut chars) = (String::new(), quoted.char_indices().peekable());
        let end = loop {
            match chars.next().expect("a closing quote") {
                (at, '"') => break at,
                (_, '\\') if chars.peek().is_some_and(|(_, next)| "\\\"".contains(*next)) => {
                    word.push(chars.next().expect("a character").1);
                }
                (_, c) => word.push(c),
            }
        };
        words.push(word);
        rest = quoted[end + 1..].trim_start();
    }
    words
}

/// Returns what `.htaccess` makes of an address, and the names of its directives.
pub fn htaccess(text: &str, address: &str) -> (Answer, Vec<String>) {
    let (mut answer, mut variables, mut names) = (Answer::default(), Vec::new(), Vec::new());
    let matches = |pattern: &str| {
        RegexBuilder::new(pattern).unicode(false).build().expect(pattern).is_match(address.as_bytes())
    };
    assert!(!text.contains("${"), "a variable of the server is filled in");
    for line in text.lines() {
        let words = apache_words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        names.push(words[0].to_owned());
        match words[..] {
            ["RedirectMatch", "301", pattern, new] if matches(pattern) && answer.redirect.is_none() => {
                answer.redirect = Some(new.to_owned());
            }
            ["SetEnvIf", "Request_URI", pattern, variable] if matches(pattern) => {
                variables.push(variable.to_owned());
            }
            ["Header", "always", "set", name, value] => {
                answer.fields.push((name.to_owned(), value.replace("%%", "%")));
            }
            ["Header", .., "set", name, value, condition] => {
                let variable = condition.strip_prefix("env=").expect("a condition");
                let is_set = |name: &str| variables.iter().any(|set| set == name);
                if variable.strip_prefix('!').map_or_else(|| is_set(variable), |name| !is_set(name)) {
                    answer.fields.push((name.to_owned(), value.to_owned()));
                }
            }
            _ => {}
        }
    }
    (answer, names)
}

/// A directive of nginx: its words, and what is in its block.
#[derive(Debug)]
pub struct Directive {
    pub words: Vec<String>,
    pub block: Vec<Directive>,
}

/// Reads a file of nginx.
pub fn nginx(text: &str) -> Vec<Directive> {
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    let block = nginx_block(&chars, &mut at);
    assert_eq!(at, chars.len(), "a block is closed that was not opened");
    block
}

fn nginx_block(chars: &[char], at: &mut usize) -> Vec<Directive> {
    let (mut directives, mut words) = (Vec::new(), Vec::new());
    while let Some(c) = chars.get(*at).copied() {
        *at += 1;
        match c {
            '#' => *at += chars[*at..].iter().position(|c| *c == '\n').unwrap_or(chars.len() - *at),
            ';' => directives.push(Directive { words: std::mem::take(&mut words), block: Vec::new() }),
            '{' => {
                let block = nginx_block(chars, at);
                assert_eq!(chars.get(*at), Some(&'}'), "a block is not closed");
                *at += 1;
                directives.push(Directive { words: std::mem::take(&mut words), block });
            }
            '}' => {
                *at -= 1;
                break;
            }
            '"' => words.push(nginx_quoted(chars, at)),
            c if c.is_whitespace() => {}
            c => {
                let rest = chars[*at..].iter().take_while(|c| !c.is_whitespace() && !";{".contains(**c));
                let word: String = std::iter::once(&c).chain(rest).collect();
                *at += word.chars().count() - 1;
                words.push(word);
            }
        }
    }
    assert!(words.is_empty(), "{words:?} is not ended");
    directives
}

fn nginx_quoted(chars: &[char], at: &mut usize) -> String {
    let mut word = String::new();
    loop {
        let c = chars[*at];
        *at += 1;
        match c {
            '"' => return word,
            '\\' if "\\\"".contains(chars[*at]) => {
                word.push(chars[*at]);
                *at += 1;
            }
            c => word.push(c),
        }
    }
}

/// Returns what nginx does at an address, which is not encoded.
pub fn nginx_answer(text: &str, address: &str) -> Answer {
    let file = nginx(text);
    let [Directive { words, block }] = &file[..] else { panic!("one block: {file:?}") };
    assert!(words.len() == 2 && words[0] == "location" && address.starts_with(&words[1]), "{words:?}");
    let of = |directive: &&Directive| match &directive.words.iter().map(String::as_str).collect::<Vec<_>>()[..]
    {
        ["location", "=", path] => *path == address,
        ["location", "^~", start] => address.starts_with(start),
        _ => false,
    };
    let mut inner: Vec<&Directive> = block.iter().filter(of).collect();
    inner.sort_by_key(|directive| directive.words[1] != "=");
    let inner = inner.first().map_or(&[][..], |directive| &directive.block[..]);
    let fields = |block: &[Directive]| -> Vec<(String, String)> {
        let fields = block.iter().filter(|directive| directive.words[0] == "add_header");
        fields.map(|field| (field.words[1].clone(), field.words[2].clone())).collect()
    };
    let own = fields(inner);
    let redirect =
        inner.iter().find(|directive| directive.words[..][..1] == ["return"] && directive.words[1] == "301");
    let redirect = redirect.map(|directive| {
        assert!(!directive.words[2].contains('$'), "a variable in {:?}", directive.words);
        decoded(&directive.words[2])
    });
    Answer { redirect, fields: if own.is_empty() { fields(block) } else { own } }
}

/// Splits a line of Caddy's into words. In quotes is a value, in backquotes a regular expression.
fn caddy_words(line: &str) -> Vec<String> {
    let (mut words, mut rest) = (Vec::new(), line.trim());
    while let Some(first) = rest.chars().next() {
        let (word, after) = match first {
            '"' | '`' => {
                let end = rest[1..].find(first).expect("a closing quote");
                (&rest[1..=end], &rest[end + 2..])
            }
            _ => rest.split_at(rest.find(' ').unwrap_or(rest.len())),
        };
        assert!(after.is_empty() || after.starts_with(' '), "{line}");
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}

/// Returns what Caddy does at an address, which is not encoded, and the names of the directives.
pub fn caddyfile(text: &str, address: &str) -> (Answer, Vec<String>) {
    let (mut answer, mut known, mut names) = (Answer::default(), Vec::new(), Vec::new());
    let has_path = |pattern: &str| regex::Regex::new(pattern).expect(pattern).is_match(address);
    let handled = text.split("\nhandle_errors").next().unwrap_or_default();
    for line in handled.lines().filter(|line| !line.starts_with('#')) {
        let words = caddy_words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        names.push(words[0].trim_end_matches(|c: char| c.is_ascii_digit()).to_owned());
        let applies = |matcher: &str, known: &[String]| match matcher.strip_prefix('@') {
            Some(name) => known.iter().any(|other| other == name),
            None => {
                assert!(!matcher.contains(['*', '{', '%']), "{matcher} is more than a path");
                matcher == address
            }
        };
        match words[..] {
            [name, "path_regexp", pattern] => known.extend(has_path(pattern).then(|| name[1..].to_owned())),
            [name, "not", "path_regexp", pattern] => {
                known.extend((!has_path(pattern)).then(|| name[1..].to_owned()));
            }
            ["header", matcher, name, value] if applies(matcher, &known) => {
                answer.fields.push((name.to_owned(), value.to_owned()));
            }
            ["header", name, value] => answer.fields.push((name.to_owned(), value.to_owned())),
            ["redir", old, new, "301"] if applies(old, &known) && answer.redirect.is_none() => {
                assert!(!new.contains(['{', '}']), "{new} has a placeholder");
                answer.redirect = Some(decoded(new));
            }
            ["redir", ..] => assert_eq!(words.len(), 4, "{line}"),
            _ => {}
        }
    }
    (answer, names)
}
