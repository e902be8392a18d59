//! `[directives.NAME]` in `theme.toml` → `Directives`: those of the program, with those that the themes of a chain add.

use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::document::directive::{
    AttributeType, DirectiveAttribute, DirectiveKind, Directives, Form, Holds, Role,
};
use crate::paths::SourcePath;
use crate::raw::Spanned;
use crate::schema::{DeclaredKind, DeclaredType, Named};
use crate::theme::chain::Layer;
use crate::theme::directive_decl::{AttributeDecl, DirectiveDecl};

/// The folder of the templates of directives, and of their print files in `print/`.
pub const FOLDER: &str = "directives/";

/// The words of Typst that cannot be the name of a function, and so not of a directive, which a function may show on paper.
const TYPST_WORDS: [&str; 22] = [
    "and", "as", "auto", "break", "context", "continue", "else", "false", "for", "if", "import", "in",
    "include", "let", "none", "not", "or", "return", "set", "show", "true", "while",
];

/// The names that an attribute cannot have, because each directive has these attributes by other means.
const COMMON: [(&str, &str); 2] = [("id", "#"), ("class", ".")];

/// Returns the name of the template of a directive, which a theme may have.
pub fn template(name: &str) -> String {
    format!("{FOLDER}{name}.html")
}

/// Returns the path in `print/` of the print file of a directive, which a theme may have.
pub fn print_file(name: &str) -> String {
    format!("{FOLDER}{name}.typ")
}

/// Reports whether a print file names the function of a directive.
pub fn has_function(print_file: &[u8], name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    String::from_utf8_lossy(print_file).split(|c| !is_part(c)).any(|word| word == name)
}

/// Returns the directives of a chain of themes.
pub fn resolve(layers: &[Layer], problems: &mut Vec<Diagnostic>) -> Directives {
    let mut directives = Directives::default();
    for layer in layers.iter().rev() {
        let path = layer.manifest_path();
        let mut resolver = Resolver { path, directives: &mut directives, problems };
        let declared = &layer.manifest.directives;
        for one in declared {
            resolver.add(one);
        }
        // A directive may name one declared after it.
        for one in declared {
            resolver.check_names(one);
        }
    }
    directives
}

struct Resolver<'a> {
    path: SourcePath,
    directives: &'a mut Directives,
    problems: &'a mut Vec<Diagnostic>,
}

impl Resolver<'_> {
    /// Adds a directive, unless its name is not free.
    fn add(&mut self, declared: &Named<DirectiveDecl>) {
        let name = &declared.name;
        if !self.check_name(name, "a directive") {
            return;
        }
        let kind = self.kind(declared);
        let Some(same) = self.directives.get(&name.value) else { return self.directives.add(kind) };
        if same.role != Role::Declared {
            let message = format!("the program has a directive `{}`", name.value);
            let help =
                "choose another name; a style sheet and `print/theme.typ` can change what the program has";
            return self.error(name, message, help);
        }
        if **same != (DirectiveKind { doc: same.doc.clone(), ..kind }) {
            let message = format!("a parent of the theme declares `{}` in another way", name.value);
            let help = "remove it to use the parent's, or choose another name";
            self.error(name, message, help);
        }
    }

    fn kind(&mut self, declared: &Named<DirectiveDecl>) -> DirectiveKind {
        let Named { name, value: declared } = declared;
        let fields =
            declared.attributes.iter().filter_map(|attribute| self.attribute(&name.value, attribute));
        DirectiveKind {
            name: name.value.as_str().into(),
            doc: declared.description.as_str().into(),
            form: declared.form,
            label: declared.label,
            fields: fields.collect(),
            holds: declared.holds.as_ref().map_or(Holds::Blocks, |holds| Holds::from_name(&holds.value)),
            inside: declared.inside.as_ref().map(|inside| inside.value.as_str().into()),
            role: Role::Declared,
        }
    }

    fn attribute(&mut self, directive: &str, declared: &Named<AttributeDecl>) -> Option<DirectiveAttribute> {
        let Named { name, value: declared } = declared;
        if !self.check_name(name, "an attribute") {
            return None;
        }
        if let Some((_, mark)) = COMMON.iter().find(|(common, _)| *common == name.value) {
            let help = format!("every directive has one, written as `{{{mark}name}}`");
            self.error(name, format!("an attribute cannot be called `{}`", name.value), help);
            return None;
        }
        let kind = declared.value.value;
        if matches!(kind, DeclaredKind::List | DeclaredKind::Strength) {
            let help = "choose `text`, `number`, `switch`, `choice` or `date`";
            self.error(
                &declared.value,
                format!("the attribute `{}` cannot be a {}", name.value, kind.name()),
                help,
            );
            return None;
        }
        let value = DeclaredType { kind, choices: declared.choices.clone() };
        if value.is_empty_choice() {
            let what = format!("[directives.{directive}.attributes.{}]", name.value);
            let help = "add choices = [\"first\", \"second\"]";
            self.error(name, format!("{what} is a choice, so it needs `choices`"), help);
            return None;
        }
        Some(DirectiveAttribute {
            name: name.value.as_str().into(),
            value: AttributeType::Declared(value),
            doc: declared.description.as_str().into(),
            required: declared.required,
        })
    }

    /// Reports a name that a page cannot write, or that an HTML attribute cannot have.
    fn check_name(&mut self, name: &Spanned<String>, what: &str) -> bool {
        let is_part =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
        let is_name = name.value.starts_with(|c: char| c.is_ascii_lowercase())
            && name.value.ends_with(|c: char| c.is_ascii_alphanumeric())
            && name.value.bytes().all(is_part);
        let is_directive = what == "a directive";
        let help = if !is_name {
            "use small letters, digits and `-`, with a letter first"
        } else if is_directive && Holds::NAMES.contains(&name.value.as_str()) {
            "choose another name; as a value of `holds`, this one means something else"
        } else if is_directive && TYPST_WORDS.contains(&name.value.as_str()) {
            "choose another name; Typst, which typesets the PDF, has this word"
        } else {
            return true;
        };
        self.error(name, format!("`{}` cannot be the name of {what}", name.value), help);
        false
    }

    /// Reports names of directives that no theme of the chain declares.
    fn check_names(&mut self, declared: &Named<DirectiveDecl>) {
        let declared = &declared.value;
        if let Some(holds) = &declared.holds {
            if declared.form == Form::Leaf {
                let help = "remove `holds`, or write form = \"container\"";
                return self.error(holds, "a leaf holds nothing".into(), help);
            }
            if matches!(Holds::from_name(&holds.value), Holds::Only(_)) {
                self.check_directive(holds, &Holds::NAMES);
            }
        }
        if let Some(inside) = &declared.inside {
            self.check_directive(inside, &[]);
        }
    }

    /// Reports a name that neither a directive has nor one of the other words is.
    fn check_directive(&mut self, name: &Spanned<String>, others: &[&str]) {
        if self.directives.get(&name.value).is_some() {
            return;
        }
        let known = others.iter().copied().chain(self.directives.names());
        let help = match nearest(&name.value, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None if others.is_empty() => {
                "name a directive of the program, or one that the theme declares".into()
            }
            None => format!("write {}, or the name of a directive", list(others)),
        };
        self.error(name, format!("there is no directive `{}`", name.value), help);
    }

    fn error<T>(&mut self, at: &Spanned<T>, message: String, help: impl Into<String>) {
        let place = Place::span(&self.path, at.span.clone());
        self.problems.push(Diagnostic::error(place, message).help(help));
    }
}

fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
