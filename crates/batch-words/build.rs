//! Makes one Rust function of every message in `locales/`: its arguments are checked where it is called, and a message
//! that one language lacks is no function at all.

use std::path::Path;
use std::process::ExitCode;

use fluent_typed::{BuildOptions, FtlOutputOptions, LintLevel, build_from_locales_folder};

fn main() -> ExitCode {
    let Some(out) = std::env::var_os("OUT_DIR") else { return ExitCode::FAILURE };
    let file = Path::new(&out).join("messages.rs");
    let messages = Path::new(&out).join("messages.ftl");
    build_from_locales_folder(
        BuildOptions::default()
            .with_default_language("zh-CN")
            .with_lint_level(LintLevel::Strict)
            .with_prefix("")
            // Terminals, logs and JSON are no place for invisible marks, and neither language runs from right to left.
            .without_bidi_isolation()
            .without_format()
            .with_ftl_output(FtlOutputOptions::single_file(&messages.display().to_string()))
            .with_output_file_path(&file.display().to_string()),
    )
}
