//! The manual page of the program and all its commands, from the same table as the help.

use std::fmt::Write as _;

use clap::Command;
use clap_mangen::Man;

/// Returns the page in the language of `man` (roff).
pub fn page(mut program: Command) -> String {
    program.build();
    let man = Man::new(program.clone());
    let mut page = Vec::new();
    man.render_title(&mut page).expect(GROWS);
    man.render_name_section(&mut page).expect(GROWS);
    man.render_synopsis_section(&mut page).expect(GROWS);
    man.render_description_section(&mut page).expect(GROWS);
    let mut text = String::from_utf8_lossy(&page).into_owned();
    text.push_str(".SH COMMANDS\n");
    describe(&program, &mut text);
    let mut end = Vec::new();
    man.render_extra_section(&mut end).expect(GROWS);
    text + &String::from_utf8_lossy(&end)
}

/// Why writing to a vector cannot fail.
const GROWS: &str = "a vector takes every byte";

/// Describes each command that has no subcommands, as a part of the page.
fn describe(command: &Command, out: &mut String) {
    for sub in command.get_subcommands().filter(|it| it.get_name() != "help" && !it.is_hide_set()) {
        if sub.has_subcommands() {
            describe(sub, out);
            continue;
        }
        let man = Man::new(sub.clone());
        let mut part = Vec::new();
        man.render_synopsis_section(&mut part).expect(GROWS);
        man.render_description_section(&mut part).expect(GROWS);
        man.render_options_section(&mut part).expect(GROWS);
        let part = String::from_utf8_lossy(&part).into_owned();
        let name = sub.get_bin_name().unwrap_or(sub.get_name()).to_owned();
        let _ = writeln!(out, ".SS {name}");
        // A part of a page has no preamble, and has paragraphs where a page has sections.
        for line in part.lines().filter(|line| !line.starts_with(".ie ") && !line.starts_with(".el ")) {
            let _ = writeln!(out, "{}", if line.starts_with(".SH ") { ".PP" } else { line });
        }
    }
}
