//! Removes the numbers from a content stream by which the structure tree refers to its parts (ISO 32000-1, 14.7.4.2).
//! Everything else stays byte for byte.

const KEY: &[u8] = b"/MCID";
const WHITE: &[u8] = b"\0\t\n\x0c\r ";
const DELIMITERS: &[u8] = b"()<>[]{}/%";

/// Returns a content stream without `/MCID` and its number in the properties of marked content. Other properties stay,
/// such as replacement text.
pub fn without_numbers(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len());
    let mut rest = content;
    let mut depth = 0_usize;
    let mut dropping = false;
    while !rest.is_empty() {
        let (token, after) = rest.split_at(length(rest));
        rest = after;
        match token {
            b"<<" => depth += 1,
            b">>" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_white = WHITE.contains(&token[0]);
        if dropping {
            dropping = is_white;
        } else if depth > 0 && token == KEY {
            dropping = true;
        } else {
            out.extend_from_slice(token);
        }
        if token == b"ID" {
            let (image, after) = rest.split_at(image(rest));
            out.extend_from_slice(image);
            rest = after;
        }
    }
    out
}

/// Returns the length of the token at the start of a text that is not empty (7.2, 7.3).
fn length(text: &[u8]) -> usize {
    let run = |from: usize, is_in: &dyn Fn(u8) -> bool| {
        from + text[from..].iter().position(|it| !is_in(*it)).unwrap_or(text.len() - from)
    };
    let is_regular = |it| !WHITE.contains(&it) && !DELIMITERS.contains(&it);
    match text {
        [b'<', b'<', ..] | [b'>', b'>', ..] => 2,
        [b'<', ..] => (run(1, &|it| it != b'>') + 1).min(text.len()),
        [b'(', ..] => string(text),
        [b'%', ..] => run(1, &|it| it != b'\n' && it != b'\r'),
        [b'/', ..] => run(1, &is_regular),
        [first, ..] if WHITE.contains(first) => run(1, &|it| WHITE.contains(&it)),
        [first, ..] if DELIMITERS.contains(first) => 1,
        _ => run(1, &is_regular),
    }
}

/// Returns the length of the string at the start of a text. Its parentheses are balanced, except those after a
/// backslash (7.3.4.2).
fn string(text: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' if depth == 1 => return at + 1,
            b')' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// Returns the length of the bytes of an inline image in the stream, up to its end (8.9.7).
fn image(text: &[u8]) -> usize {
    let is_end = |at: &usize| {
        let after = text.get(at + 3);
        WHITE.contains(&text[*at])
            && text[at + 1..].starts_with(b"EI")
            && after.is_none_or(|it| WHITE.contains(it))
    };
    (0..text.len()).find(is_end).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::without_numbers;

    fn without(content: &str) -> String {
        String::from_utf8(without_numbers(content.as_bytes())).expect("text")
    }

    #[test]
    fn numbers_go_and_other_properties_stay() {
        assert_eq!(without("/P<</MCID 0>>BDC 0 Tr EMC"), "/P<<>>BDC 0 Tr EMC");
        assert_eq!(without("/Span <</MCID\n12/Lang(en)>> BDC"), "/Span <</Lang(en)>> BDC");
        assert_eq!(without("/P<</A<</B 1>>/MCID 3 >>BDC"), "/P<</A<</B 1>> >>BDC");
    }

    #[test]
    fn what_only_looks_like_a_number_stays() {
        for content in [
            "(/P<</MCID 0>>BDC \\) \\\\) Tj (a(b)c <<) Tj /MCID gs",
            "<< /Alt (<</MCID 1>>) /MCIDs 2 >> BDC <2f4D434944> Tj",
            "% <</MCID 1>>\n1.23999999 -.5 m [<00>-7.9999695(x)]TJ",
            "BI /W 2 /H 1 ID <</MCID 1 EI\x01 \nEI Q",
            "(open <</MCID 1",
            "<</MCI",
        ] {
            assert_eq!(without(content), content);
        }
    }
}
