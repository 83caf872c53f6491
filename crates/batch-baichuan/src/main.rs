//! The `batch-baichuan` program.

fn main() -> std::process::ExitCode {
    batch_core::main(batch_baichuan::Baichuan::default())
}
