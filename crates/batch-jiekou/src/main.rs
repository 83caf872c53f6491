//! The `batch-jiekou` program.

fn main() -> std::process::ExitCode {
    batch_core::main(batch_jiekou::JieKou::default())
}
