//! The `batch-doubao` program.

fn main() -> std::process::ExitCode {
    batch_cli::main(batch_doubao::Doubao::default())
}
