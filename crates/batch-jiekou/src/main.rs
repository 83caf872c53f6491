//! The `batch-jiekou` program.

fn main() -> std::process::ExitCode {
    batch_cli::main(batch_jiekou::JieKou::default())
}
