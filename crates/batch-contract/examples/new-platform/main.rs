//! Begins the crate of a new platform, as `docs/new-platform.md` has it:
//!
//! ```text
//! cargo run -p batch-contract --example new-platform -- acme --name "Acme AI" --base-url https://api.acme.example/v1
//! ```

#![allow(clippy::print_stdout, reason = "a program of a few lines that talks to developers")]

mod make;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use make::Wanted;

/// Begins the crate of a new platform. What it writes builds and passes its tests; what is invented in it is yours to change.
#[derive(Parser)]
struct Args {
    /// Short name, lower-case letters and digits: the program becomes `batch-ID`
    id: String,
    /// Name for people [default: the id with a capital letter]
    #[arg(long)]
    name: Option<String>,
    /// Address of the API, without `/chat/completions` [default: an invented one]
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Environment variable for the key [default: ID_API_KEY]
    #[arg(long, value_name = "VARIABLE")]
    key_var: Option<String>,
}

fn main() -> ExitCode {
    let Args { id, name, base_url, key_var } = Args::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    match Wanted::new(id, name, base_url, key_var).and_then(|wanted| wanted.make(&root).map(|made| (wanted, made))) {
        Ok((wanted, made)) => {
            for path in made {
                println!("written: {path}");
            }
            println!("{}", wanted.rest(&root));
            ExitCode::SUCCESS
        }
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests;
