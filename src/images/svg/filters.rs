//! Limits on the filters of a drawing (Filter Effects 1): on numbers that cost time or memory.

use roxmltree::Node;

/// The highest value of each number of a filter that costs time, by its attribute.
const MAX_VALUES: [(&str, f64); 4] =
    [("numOctaves", 16.0), ("stdDeviation", 1_000.0), ("radius", 200.0), ("order", 20.0)];

/// The largest region of a filter: in parts of the element, in percent, and in units of the drawing.
const MAX_REGION: (f64, f64, f64) = (100.0, 10_000.0, 20_000.0);

/// The longest list of numbers, in bytes.
const MAX_LIST: usize = 8 * 1024;

/// The raster formats that a drawing may contain.
const RASTER: [&str; 4] = ["data:image/png", "data:image/jp", "data:image/gif", "data:image/webp"];

/// Reports whether an element is a step of a filter.
pub fn is_step(element: Node<'_, '_>) -> bool {
    element.tag_name().name().starts_with("fe")
}

/// Reports a number of a filter, or a drawing in an element, that could cost any time.
pub fn check(element: Node<'_, '_>) -> Result<(), String> {
    let tag = element.tag_name().name();
    if is_step(element) {
        check_step(element, tag)?;
    }
    if tag == "filter" {
        check_region(element)?;
    }
    for attribute in element.attributes() {
        match attribute.name() {
            "filter" | "style" => check_functions(attribute.value())?,
            "href" if matches!(tag, "image" | "feImage") => check_image(attribute.value())?,
            _ => {}
        }
    }
    Ok(())
}

/// Reports a function of the property `filter` whose number is too large.
pub fn check_functions(value: &str) -> Result<(), String> {
    for name in ["blur(", "drop-shadow("] {
        for arguments in value.split(name).skip(1) {
            let arguments = arguments.split(')').next().unwrap_or_default();
            if numbers(arguments).any(|number| number > MAX_VALUES[1].1) {
                return Err(format!(
                    "its filter `{name}{arguments})` has a number above {}",
                    MAX_VALUES[1].1
                ));
            }
        }
    }
    Ok(())
}

fn check_step(element: Node<'_, '_>, tag: &str) -> Result<(), String> {
    for attribute in element.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        if value.len() > MAX_LIST && name != "href" {
            return Err(format!("`{name}` of its `{tag}` has more than {} KB", MAX_LIST / 1024));
        }
        if let Some((_, most)) = MAX_VALUES.iter().find(|(limited, _)| *limited == name)
            && numbers(value).any(|number| number > *most)
        {
            return Err(format!("`{name}` of its `{tag}` is above {most}"));
        }
    }
    Ok(())
}

fn check_region(element: Node<'_, '_>) -> Result<(), String> {
    let in_units = element.attribute("filterUnits") == Some("userSpaceOnUse");
    for name in ["x", "y", "width", "height"] {
        let Some(value) = element.attribute(name) else { continue };
        let most = match value.trim_end().ends_with('%') {
            true => MAX_REGION.1,
            false if in_units => MAX_REGION.2,
            false => MAX_REGION.0,
        };
        if numbers(value).any(|number| number.abs() > most) {
            return Err(format!("`{name}` of its `filter` is above {most}"));
        }
    }
    Ok(())
}

/// Reports a drawing inside the drawing, which could break any limit.
fn check_image(address: &str) -> Result<(), String> {
    let start: String = address.trim().chars().take(16).collect::<String>().to_ascii_lowercase();
    if start.starts_with("data:") && !RASTER.iter().any(|format| start.starts_with(format)) {
        return Err("it contains an image that is not a PNG, JPEG, GIF or WebP".into());
    }
    Ok(())
}

/// Returns the numbers of a value; one that cannot be read is without limit.
fn numbers(value: &str) -> impl Iterator<Item = f64> {
    let is_number = |part: &&str| part.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let parts = value.split(|c: char| c == ',' || c.is_whitespace()).filter(is_number);
    parts.map(|part| {
        let number = part.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
        number.parse().unwrap_or(f64::INFINITY)
    })
}
