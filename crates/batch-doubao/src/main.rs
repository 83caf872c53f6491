//! The `batch-doubao` program.

fn main() -> std::process::ExitCode {
    batch_core::main(batch_doubao::Doubao::default())
}
