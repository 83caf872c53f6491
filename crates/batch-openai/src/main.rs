//! The `batch-openai` program.

fn main() -> std::process::ExitCode {
    batch_cli::main(batch_openai::OpenAi::default())
}
