//! The `batch-acme` program.

fn main() -> std::process::ExitCode {
    batch_cli::main(batch_acme::Acme::default())
}
