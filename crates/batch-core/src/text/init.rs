//! What `init` says.

/// What was written and what comes next.
#[must_use]
pub fn report(written: &[&str], kept: &[&str], program: &str) -> String {
    let mut lines = Vec::new();
    lines.extend(written.iter().map(|file| format!("  已写入: {file}")));
    lines.extend(kept.iter().map(|file| format!("  已存在，没有改动: {file}")));
    lines.extend([
        String::new(),
        "接下来:".to_owned(),
        format!("  {program} --simulate    用内置模拟器试运行，不需要 Key，不产生费用"),
        "  cp .env.example .env，填入自己的 Key（不要提交到 Git）".to_owned(),
        "  把 examples/ 中虚构的 Prompt 和患者记录换成自己的（路径见配置中的 prompts_file 和 records_dir）".to_owned(),
        format!("  {program} check         检查配置、Key 和模型，不产生费用"),
        format!("  {program} plan          看费用和时间"),
        format!("  {program}               运行"),
    ]);
    super::joined(&lines)
}
