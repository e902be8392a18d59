//! Repairs of styles, where the engine does not follow the specification of the Citation Style Language.

use std::mem;

use hayagriva::citationberg::taxonomy::{NumberOrPageVariable, StandardVariable, Term, Variable};
use hayagriva::citationberg::{
    Choose, ChooseBranch, ChooseMatch, Date, DatePartName, IndependentStyle, Label, LabelPluralize,
    LayoutRenderingElement as Element, Locale, Name, Names, NamesChild, TestPosition, Text, TextTarget,
};

/// A variable that the engine never has.
const NEVER: Variable = Variable::Standard(StandardVariable::Scale);

/// Repairs a style.
pub fn style(style: &mut IndependentStyle) {
    let layouts =
        [Some(&mut style.citation.layout), style.bibliography.as_mut().map(|list| &mut list.layout)];
    layouts.into_iter().flatten().for_each(|layout| elements(&mut layout.elements, None));
    style.macros.iter_mut().for_each(|own| elements(&mut own.children, None));
    style.locale.iter_mut().for_each(locale);
}

/// Repairs the words of a language.
pub fn locale(locale: &mut Locale) {
    locale.date.iter_mut().for_each(date);
}

/// Makes a style never say "ibid.": a source that was cited just before is one that was cited before.
pub fn without_ibid(style: &mut IndependentStyle) {
    never_ibid(&mut style.citation.layout.elements);
    style.macros.iter_mut().for_each(|own| never_ibid(&mut own.children));
}

fn never_ibid(list: &mut [Element]) {
    for element in list {
        match element {
            Element::Group(group) => never_ibid(&mut group.children),
            Element::Choose(choose) => {
                for branch in std::iter::once(&mut choose.if_).chain(&mut choose.else_if) {
                    never_in(branch);
                    never_ibid(&mut branch.children);
                }
                choose.otherwise.iter_mut().for_each(|it| never_ibid(&mut it.children));
            }
            Element::Names(names) => {
                for child in &mut names.children {
                    if let NamesChild::Substitute(substitute) = child {
                        never_ibid(&mut substitute.children);
                    }
                }
            }
            Element::Text(_) | Element::Date(_) | Element::Label(_) | Element::Number(_) => {}
        }
    }
}

/// Makes the condition that a source was cited just before one that no source meets.
fn never_in(branch: &mut ChooseBranch) {
    let Some(positions) = &mut branch.position else { return };
    positions.retain(|it| !matches!(it, TestPosition::Ibid | TestPosition::IbidWithLocator));
    if positions.is_empty() {
        branch.position = None;
        branch.variable.get_or_insert_default().push(NEVER);
    }
}

/// Repairs elements. `replaced` are the names that they are printed instead of.
fn elements(list: &mut [Element], replaced: Option<&Names>) {
    for element in list {
        match element {
            Element::Group(group) => elements(&mut group.children, replaced),
            Element::Choose(choose) => branches(choose, replaced),
            Element::Names(own) => names(own, replaced),
            Element::Text(text) => {
                if let TextTarget::Variable { var, .. } = &mut text.target {
                    without_volume(var);
                }
            }
            Element::Date(own) => date(own),
            Element::Label(label) => {
                if let Some(fixed) = fixed_label(label) {
                    *element = fixed;
                }
            }
            Element::Number(_) => {}
        }
    }
}

fn branches(choose: &mut Choose, replaced: Option<&Names>) {
    for branch in std::iter::once(&mut choose.if_).chain(&mut choose.else_if) {
        branch.variable.iter_mut().flatten().for_each(without_volume);
        elements(&mut branch.children, replaced);
    }
    if let Some(otherwise) = &mut choose.otherwise {
        elements(&mut otherwise.children, replaced);
    }
}

/// Repairs names. The engine prints none where a style says nothing of their form (hayagriva#519), and names in a condition
/// do not have the form of those that they replace.
fn names(names: &mut Names, replaced: Option<&Names>) {
    match replaced {
        Some(replaced) if names.name().is_none() => {
            let own = mem::take(&mut names.children);
            *names = replaced.from_names_substitute(names);
            let is_own =
                |child: &NamesChild| own.iter().any(|own| mem::discriminant(own) == mem::discriminant(child));
            names.children.retain(|child| !is_own(child));
            names.children.extend(own);
        }
        _ if !names.children.is_empty() && names.name().is_none() => {
            names.children.insert(0, NamesChild::Name(Name::default()));
        }
        _ => {}
    }
    if names.substitute().is_none() {
        return;
    }
    let model = names.clone();
    for child in &mut names.children {
        if let NamesChild::Substitute(substitute) = child {
            elements(&mut substitute.children, Some(&model));
        }
    }
}

/// Replaces the title of a volume by a variable that the engine never has: it takes the title of a container for that of a
/// volume too.
fn without_volume(variable: &mut Variable) {
    if *variable == Variable::Standard(StandardVariable::VolumeTitle) {
        *variable = NEVER;
    }
}

/// Moves the delimiter of a date into its parts. The engine also prints it beside a part that is missing.
fn date(date: &mut Date) {
    let Some(delimiter) = date.delimiter.take() else { return };
    // Every date has a year.
    let Some(year) = date.date_part.iter().position(|part| part.name == DatePartName::Year) else {
        date.delimiter = Some(delimiter);
        return;
    };
    for (at, part) in date.date_part.iter_mut().enumerate() {
        let affixes = &mut part.affixes;
        if at < year {
            affixes.suffix = Some(affixes.suffix.take().unwrap_or_default() + &delimiter);
        } else if at > year {
            affixes.prefix = Some(delimiter.clone() + &affixes.prefix.take().unwrap_or_default());
        }
    }
}

/// Returns the text of a label of pages that is always singular or always plural, which the engine ignores.
fn fixed_label(label: &Label) -> Option<Element> {
    let NumberOrPageVariable::Page(variable) = label.variable else { return None };
    let plural = match label.label.plural {
        LabelPluralize::Contextual => return None,
        LabelPluralize::Always => true,
        LabelPluralize::Never => false,
    };
    let text = Text {
        formatting: label.label.formatting,
        affixes: label.label.affixes.clone(),
        strip_periods: label.label.strip_periods,
        text_case: label.label.text_case,
        ..Text::with_target(TextTarget::Term { term: Term::from(variable), form: label.label.form, plural })
    };
    let has_pages = ChooseBranch {
        disambiguate: None,
        is_numeric: None,
        is_uncertain_date: None,
        locator: None,
        position: None,
        type_: None,
        variable: Some(vec![Variable::Page(variable)]),
        match_: ChooseMatch::All,
        children: vec![Element::Text(text)],
    };
    Some(Element::Choose(Choose { if_: has_pages, else_if: Vec::new(), otherwise: None }))
}
