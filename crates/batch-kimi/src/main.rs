//! The `batch-kimi` program.

fn main() -> std::process::ExitCode {
    batch_cli::main(batch_kimi::Kimi::default())
}
