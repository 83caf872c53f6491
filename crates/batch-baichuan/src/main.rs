//! The `batch-baichuan` program.

fn main() -> std::process::ExitCode {
    batch_cli::main(batch_baichuan::Baichuan::default())
}
