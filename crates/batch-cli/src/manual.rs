//! `completions` and `man`: what shells and `man` know of the command line, made from its one definition.

use std::io::Write;

use batch_core::base::error::Error;
use batch_core::base::problem::{ConfigProblem, Problem};
use batch_core::platform::Profile;
use batch_words::Words;
use clap_complete::Shell as Known;

use super::args::{self, Shell};

/// Prints the completion script of a shell.
pub fn completions(words: &'static Words, profile: &Profile, shell: Shell) -> u8 {
    let mut script = Vec::new();
    let shell = match shell {
        Shell::Bash => Known::Bash,
        Shell::Zsh => Known::Zsh,
        Shell::Fish => Known::Fish,
        Shell::Powershell => Known::PowerShell,
    };
    clap_complete::generate(shell, &mut args::command(words, profile), profile.program(), &mut script);
    print(&script);
    0
}

/// Prints the manual page of the program or of one command.
///
/// # Errors
/// If there is no such command.
pub fn man(words: &'static Words, profile: &Profile, of: Option<&str>) -> anyhow::Result<u8> {
    let mut command = args::command(words, profile);
    command.build();
    let command = match of {
        None => command,
        Some(name) => {
            let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
            let unknown = || Error::from(Problem::new(ConfigProblem::unknown("man", name, &names)));
            command.find_subcommand(name).cloned().ok_or_else(unknown)?
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    print(&page);
    Ok(0)
}

/// A closed pipe is nobody's fault.
fn print(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).ok();
}
