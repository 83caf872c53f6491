//! The `batch-kimi` program.

fn main() -> std::process::ExitCode {
    batch_core::main(batch_kimi::Kimi::default())
}
