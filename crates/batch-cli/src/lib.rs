//! The command line, the same for every platform: a platform's `main` is one call of [`main`].
//!
//! | Module | What is in it |
//! |---|---|
//! | `args`, `values`, `help`, `language`, `manual` | flags and commands, their values, what they say of themselves, in which language |
//! | `run`, `batch`, `plan`, `check`, `status`, `reading`, `init` | the commands; `reading` is `report` and `export`, `format` what the latter writes, `rating` is `rate` |
//! | `listen` | who hears a run: bar, log, lines of `--events` |
//! | `simulate`, `table`, `excerpt`, `pasted` | the simulator in the platform's place; tables for a terminal; lines of files with a `^`; commands to paste |

mod agreement;
pub(crate) mod args;
mod batch;
pub(crate) mod check;
mod complaint;
mod excerpt;
mod format;
mod help;
mod init;
mod language;
pub(crate) mod listen;
mod manual;
mod pasted;
pub(crate) mod plan;
mod rating;
mod ratings;
mod reading;
pub(crate) mod run;
mod simulate;
pub(crate) mod status;
mod table;
mod values;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use batch_core::base::signals;
use batch_core::job::config;
use batch_core::platform::Platform;
use batch_core::privacy;
use batch_core::sheets::private;
use batch_core::wire::open_files;
use batch_words::Words;
use serde::Serialize;

use args::{Args, Command};

/// What every platform binary does: `main` is this one call.
#[must_use]
pub fn main(platform: impl Platform) -> ExitCode {
    let line: Vec<OsString> = std::env::args_os().collect();
    let asked = match language::asked(&line, std::env::var_os(config::LANGUAGE)) {
        Ok(asked) => asked,
        Err(wrong) => {
            complain(&wrong.lines());
            return ExitCode::from(2);
        }
    };
    let words = Words::of(asked.unwrap_or_default());
    let args = match args::parse(words, platform.profile(), line) {
        Ok(args) => args,
        Err(code) => return ExitCode::from(code),
    };
    let (profile, config) = (platform.profile(), args.common.config.as_deref());
    let words = match args.common.lang {
        Some(_) => words,
        None => config::language(profile, config).map_or(words, Words::of),
    };
    if !config::shares_files(profile, config) {
        private::keep_private();
    }
    open_files::raise();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let ended = match runtime {
        Ok(runtime) => {
            let ended = runtime.block_on(dispatch(words, Box::new(platform), args));
            // A call or a flush that hangs must not hold the process up.
            runtime.shutdown_background();
            ended
        }
        Err(e) => Err(e.into()),
    };
    match ended {
        Ok(code) => ExitCode::from(code),
        Err(e) => {
            let known = e.downcast_ref::<batch_core::base::error::Error>();
            say_error(
                words,
                &known.map_or_else(|| format!("{e:#}"), |known| batch_words::problem::error(words, known)),
            );
            if let Some(lines) = known.and_then(excerpt::of) {
                complain(&lines);
            }
            ExitCode::from(known.map_or(1, batch_core::base::error::Error::exit_code))
        }
    }
}

async fn dispatch(words: &'static Words, platform: Box<dyn Platform>, args: Args) -> anyhow::Result<u8> {
    signals::let_writes_fail();
    match args.command.unwrap_or(Command::Run) {
        Command::Run => run::run(words, platform, &args.common, run::What::Calls).await,
        Command::Finish => run::run(words, platform, &args.common, run::What::Nothing).await,
        Command::Batch(asked) => batch::batch(words, platform, &args.common, &asked).await,
        Command::Status { failed } => status::status(words, platform, &args.common, failed),
        Command::Report(report) => reading::report(words, platform, &args.common, report).await,
        Command::Rate(rate) => rating::rate(words, platform, &args.common, rate).await,
        Command::Export { dirs, format, shape, output } => match format::choose(format, shape, output.as_deref()) {
            Ok(format) => reading::export(words, platform, &args.common, dirs, format, output).await,
            Err(contradiction) => {
                say_error(words, &contradiction.sentence(words));
                Ok(reading::UNUSABLE)
            }
        },
        Command::Agreement { files, dirs, output } => {
            agreement::agreement(words, platform, &args.common, files, dirs, output).await
        }
        Command::Init => init::init(words, platform.profile(), &args.common),
        Command::Completions { shell } => Ok(manual::completions(words, platform.profile(), shell)),
        Command::Man { of } => manual::man(words, platform.profile(), of.as_deref()),
        Command::Check { spend } => check::check(words, platform, &args.common, spend).await,
        Command::Plan { settings, ask } => {
            plan::plan(words, platform, &args.common, plan::Options { settings, ask }).await
        }
    }
}

/// Prints to stdout; a closed pipe is nobody's fault. Line ends in it are our own.
pub(crate) fn say(text: &str) {
    print(&privacy::shown_lines(text));
}

/// Prints a value as one line of JSON.
///
/// # Errors
/// Those of its own serialization.
pub(crate) fn say_json(value: &impl Serialize) -> serde_json::Result<()> {
    print(&privacy::shown_json(value)?);
    Ok(())
}

fn print(shown: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{shown}").and_then(|()| out.flush()).ok();
}

/// Prints an error to stderr.
pub(crate) fn say_error(words: &Words, what: &str) {
    // Once there is a log, what stops a run stands in it, too.
    if log::log_enabled!(log::Level::Error) {
        log::error!("{what}");
    } else {
        complain(&words.error(what));
    }
}

/// Prints a notice to stderr: nothing is wrong.
pub(crate) fn say_notice(words: &Words, what: &str) {
    complain(&words.warning(what));
}

fn complain(text: &str) {
    writeln!(std::io::stderr(), "{}", privacy::shown_lines(text)).ok();
}
