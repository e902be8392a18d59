//! What a user may have meant by a command or a flag that does not exist.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

use crate::schema;

/// Adds the command or flag of the same meaning to an error of the parser, which knows only similar spellings.
pub fn with_suggestion(mut error: Error, cli: &Command) -> Error {
    let of = |kind| match error.get(kind) {
        Some(ContextValue::String(name)) => Some(name.clone()),
        _ => None,
    };
    if error.kind() == ErrorKind::InvalidSubcommand
        && let Some(name) = of(ContextKind::InvalidSubcommand)
    {
        let names = cli.get_subcommands().map(Command::get_name);
        if let Some(meant) = schema::command(&name, names) {
            let meant = ContextValue::Strings(vec![meant.to_owned()]);
            error.insert(ContextKind::SuggestedSubcommand, meant);
        }
    } else if error.kind() == ErrorKind::UnknownArgument
        && let Some(name) = of(ContextKind::InvalidArg).filter(|name| name.starts_with("--"))
    {
        let flags = used(cli).map(|command| command.get_arguments().filter_map(|it| it.get_long()));
        let name = name.trim_start_matches('-').split('=').next().unwrap_or_default();
        if let Some(meant) = flags.and_then(|flags| schema::flag(name, flags)) {
            error.insert(ContextKind::SuggestedArg, ContextValue::String(format!("--{meant}")));
        }
    }
    error
}

/// Returns the command that the arguments of the process name.
fn used(cli: &Command) -> Option<&Command> {
    std::env::args().skip(1).find_map(|argument| cli.find_subcommand(argument))
}
