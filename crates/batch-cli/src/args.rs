//! Flags and commands.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use batch_core::job::config::Overrides;
use batch_core::job::config::prices::BudgetKeys;
use batch_core::job::config::shard::ShardChoice;
use batch_core::platform::Profile;
use batch_results::rating::blind::MOST_SEED;
use batch_words::{Language, Words};
use clap::error::ErrorKind;
use clap::{ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand};

use super::{complaint, help, values};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(version, disable_help_flag = true, disable_version_flag = true, disable_help_subcommand = true)]
#[command(args_conflicts_with_subcommands = false, subcommand_negates_reqs = true)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Flags that all commands share.
    #[command(flatten)]
    pub common: Common,
    /// `--help`
    #[arg(short = 'h', long, action = ArgAction::Help, global = true)]
    help: Option<bool>,
    /// `--version`
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

/// Commands.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// `run`, the default.
    Run,
    /// `batch`: the platform's batch service.
    Batch(Batch),
    /// `check`: config, inputs, key, network, models.
    Check {
        /// One tiny call a model.
        #[arg(long)]
        spend: bool,
    },
    /// `plan`: calls, tokens, price and time; sends nothing.
    Plan {
        /// Show where each setting came from.
        #[arg(long)]
        settings: bool,
        /// Have tokens counted by the platform.
        #[arg(long)]
        ask: bool,
    },
    /// `finish`: files of what is answered; sends nothing.
    Finish,
    /// `status`
    Status {
        /// Name each conversation that was given up.
        #[arg(long)]
        failed: bool,
    },
    /// `report`: one HTML page.
    Report(Report),
    /// `rate`: a blind page for raters.
    Rate(Rate),
    /// `export`: tables and documents.
    Export {
        /// Output folders.
        #[arg(value_name = "DIR")]
        dirs: Vec<PathBuf>,
        /// What to write.
        #[arg(long, short, value_name = "csv|xlsx|jsonl|md", hide_possible_values = true, ignore_case = true)]
        format: Option<ExportFormat>,
        /// How Markdown is cut.
        #[arg(long, value_name = "sheets|results|headings", hide_possible_values = true, ignore_case = true)]
        shape: Option<ExportShape>,
        /// Where to.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// `agreement`: what raters' files amount to.
    Agreement {
        /// Raters' files.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// Output folders.
        #[arg(long = "dir", value_name = "DIR", num_args = 1..)]
        dirs: Vec<PathBuf>,
        /// The tables.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// `init`: config, example inputs and `.env.example` for an empty folder.
    Init,
    /// `completions`: the shell's completion script.
    Completions {
        /// Which shell.
        #[arg(value_name = "SHELL", ignore_case = true)]
        shell: Shell,
    },
    /// `man`: the manual page.
    Man {
        /// A command's own page.
        #[arg(value_name = "COMMAND")]
        of: Option<String>,
    },
}

/// What `batch` does.
#[derive(Debug, Clone, clap::Args)]
pub struct Batch {
    /// A part of it.
    #[command(subcommand)]
    pub task: Option<BatchTask>,
    /// What becomes of conversations that came back without an answer.
    #[arg(long, global = true, value_name = "batch|online|leave", hide_possible_values = true)]
    pub leftovers: Option<LeftoverChoice>,
    /// When the rest goes online.
    #[arg(long, global = true, value_name = "HH:MM", value_parser = values::deadline)]
    pub deadline: Option<std::time::Duration>,
    /// Files stay at the platform.
    #[arg(long, global = true)]
    pub keep_remote: bool,
}

/// A part of `batch`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum BatchTask {
    /// Submit what is left, and leave.
    Submit,
    /// How it is at the platform.
    Status,
    /// Fetch what is finished, and leave.
    Fetch,
    /// Cancel, and fetch what is there.
    Cancel,
}

/// What becomes of conversations that came back without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LeftoverChoice {
    /// They are submitted again.
    Batch,
    /// They are asked by calls.
    Online,
    /// They are left.
    Leave,
}

/// What `report` is asked for.
#[derive(Debug, Clone, clap::Args)]
pub struct Report {
    /// Output folders.
    #[arg(value_name = "DIR")]
    pub dirs: Vec<PathBuf>,
    /// The page.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Raters' files, whose results it shows.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub ratings: Vec<PathBuf>,
    /// Without the records, to be passed on.
    #[arg(long)]
    pub without_records: bool,
    /// Only so many people.
    #[arg(long, allow_negative_numbers = true, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub sample: Option<u32>,
}

/// What `rate` writes, of what.
#[derive(Debug, Clone, clap::Args)]
pub struct Rate {
    /// Output folders.
    #[arg(value_name = "DIR")]
    pub dirs: Vec<PathBuf>,
    /// The page or workbook.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Which of them.
    #[arg(long, short, value_name = "html|xlsx", hide_possible_values = true, ignore_case = true)]
    pub format: Option<RateFormat>,
    /// What is judged.
    #[arg(long, value_name = "FILE")]
    pub criteria: Option<PathBuf>,
    /// What order and ids are drawn with.
    #[arg(long, allow_negative_numbers = true, value_name = "N", default_value = "1", hide_default_value = true, value_parser = clap::value_parser!(u64).range(..=MOST_SEED))]
    pub seed: u64,
    /// Only so many pairs of person and prompt.
    #[arg(long, allow_negative_numbers = true, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub sample: Option<u32>,
}

/// What `rate` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum RateFormat {
    /// A page.
    Html,
    /// A workbook.
    Xlsx,
}

/// What `export` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ExportFormat {
    /// For spreadsheets.
    Csv,
    /// Excel.
    #[value(aliases = ["excel", "xls"])]
    Xlsx,
    /// For programs.
    Jsonl,
    /// For reading.
    #[value(alias = "markdown")]
    Md,
}

/// How Markdown is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ExportShape {
    /// A file a sheet.
    Sheets,
    /// A file a sheet, outputs only.
    Results,
    /// One file.
    Headings,
}

/// Shells that completions are written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Shell {
    /// bash
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
    /// PowerShell
    Powershell,
}

/// Flags that all commands share.
#[derive(Debug, clap::Args)]
pub struct Common {
    /// Config file.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Only these models.
    #[arg(long, global = true, value_name = "A,B", value_delimiter = ',')]
    pub models: Option<Vec<String>>,
    /// Only these people.
    #[arg(long, global = true, value_name = "X,Y", value_delimiter = ',')]
    pub people: Option<Vec<String>>,
    /// Only these prompts.
    #[arg(long, allow_negative_numbers = true, global = true, value_name = "1,3", value_parser = values::numbers)]
    pub prompts: Option<Vec<values::Numbers>>,
    /// Calls in flight.
    #[arg(long, allow_negative_numbers = true, global = true, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub concurrency: Option<u32>,
    /// Requests a minute.
    #[arg(long, allow_negative_numbers = true, global = true, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub rpm: Option<u32>,
    /// Tokens a minute.
    #[arg(long, allow_negative_numbers = true, global = true, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub tpm: Option<u64>,
    /// Seconds a call may take.
    #[arg(long, allow_negative_numbers = true, global = true, value_name = "S", value_parser = values::at_least_one)]
    pub timeout: Option<f64>,
    /// Seconds to wait for a link that is down.
    #[arg(long, allow_negative_numbers = true, global = true, value_name = "S", default_value = "1800", hide_default_value = true, value_parser = values::positive)]
    pub offline_limit: f64,
    /// Money that may be spent.
    #[arg(long, allow_hyphen_values = true, global = true, value_name = "N", value_parser = values::budget)]
    pub budget: Option<BudgetKeys>,
    /// A part of the job.
    #[arg(long, global = true, value_name = "I/N", value_parser = values::shard)]
    pub shard: Option<ShardChoice>,
    /// The limiter that processes share.
    #[arg(long, global = true, value_name = "URL")]
    pub limiter: Option<String>,
    /// Output folder.
    #[arg(long, global = true, value_name = "DIR")]
    pub output_dir: Option<String>,
    /// Built-in simulator instead of the platform.
    #[arg(long, global = true)]
    pub simulate: bool,
    /// Start over.
    #[arg(long, global = true)]
    pub fresh: bool,
    /// Warnings and errors only.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Machine-readable summary.
    #[arg(long, global = true)]
    pub json: bool,
    /// Language. Read before everything else: see [`super::language`].
    #[arg(long, global = true, value_name = "zh|en", value_parser = values::language)]
    pub lang: Option<Language>,
    /// What happens, as lines of JSON.
    #[arg(long, global = true, value_name = "FILE")]
    pub events: Option<PathBuf>,
}

impl Common {
    /// True if banner and summary are wanted.
    #[must_use]
    pub fn talks(&self) -> bool {
        !(self.json || self.quiet || self.events_to_stdout())
    }

    /// True if stdout is for events alone.
    #[must_use]
    pub fn events_to_stdout(&self) -> bool {
        self.events.as_deref().is_some_and(|events| events == Path::new("-"))
    }

    /// The numbers of the prompts that are wanted, if some are named.
    #[must_use]
    pub fn prompts(&self) -> Option<Vec<usize>> {
        Some(self.prompts.as_ref()?.iter().flat_map(|list| list.0.iter().copied()).collect())
    }

    /// The flags that stand before the config.
    #[must_use]
    pub fn overrides(&self) -> Overrides {
        Overrides {
            config: self.config.clone(),
            output_dir: self.output_dir.clone(),
            models: self.models.clone(),
            people: self.people.clone(),
            prompts: self.prompts(),
            concurrency: self.concurrency,
            rpm: self.rpm,
            tpm: self.tpm,
            timeout: self.timeout,
            budget: self.budget.clone(),
            shard: self.shard,
            limiter: self.limiter.clone(),
            language: self.lang,
            base_url: None,
        }
    }
}

/// The command line's definition for a platform, with its help in words.
#[must_use]
pub fn command(words: &Words, profile: &Profile) -> clap::Command {
    let program = profile.program();
    let bare = Args::command().name(program.clone()).bin_name(program.clone()).version(env!("CARGO_PKG_VERSION"));
    help::told(words, bare, &program, &profile.config_file())
}

/// Reads the command line.
///
/// # Errors
/// The exit code, when help was shown (0) or something is wrong with the words (2); it has been said.
pub fn parse(words: &Words, profile: &Profile, args: Vec<OsString>) -> Result<Args, u8> {
    if let Some(said) = complaint::dashed(words, &args) {
        super::say_error(words, &said);
        return Err(2);
    }
    let parsed = match read(words, profile, args.clone()) {
        // `help plan` is what other programs call `plan --help`.
        Err(e) if help::is_wanted(&e) => {
            let others = args.into_iter().filter(|arg| arg != help::COMMAND);
            read(words, profile, others.chain(["--help".into()]).collect())
        }
        parsed => parsed,
    };
    parsed.map_err(|e| match e.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            e.print().ok();
            0
        }
        _ => {
            super::say_error(words, &complaint::complaint(words, &e));
            2
        }
    })
}

fn read(words: &Words, profile: &Profile, args: Vec<OsString>) -> Result<Args, clap::Error> {
    Args::from_arg_matches(&command(words, profile).try_get_matches_from(args)?)
}
