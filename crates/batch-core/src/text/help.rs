//! Help texts of the command line.

pub const ABOUT: &str = "让每个模型回答每位患者的每个 Prompt，每个模型和患者写一个 JSON 文件";
pub const RUN: &str = "处理剩下的全部对话（默认命令）；已有回答的不会重复付费";
pub const STATUS: &str = "已回答、失败、未处理各有多少，文件与账本是否一致；不发送任何请求";
pub const FAILED: &str = "逐个列出失败的对话和原因";
pub const PLAN: &str = "运行之前先看：调用数、Token、费用范围和时间；不发送任何付费请求";
pub const SETTINGS: &str = "列出每项设置的值和来源（命令行、配置文件、环境变量、.env、默认值）";
pub const ASK: &str = "请平台免费计算几个对话的 Token 数，使估算更准（会发送这几个患者的记录）";
pub const CONFIG: &str = "配置文件；默认先找当前目录，再找 configs/";
pub const MODELS: &str = "只用这些模型（逗号分隔，须在配置中）";
pub const PEOPLE: &str = "只处理这些患者（逗号分隔）";
pub const PROMPTS: &str = "只用这些 Prompt（从 1 数起，逗号分隔）";
pub const CONCURRENCY: &str = "同时进行的调用数上限";
pub const RPM: &str = "每分钟请求数上限";
pub const TPM: &str = "每分钟 Token 数上限";
pub const TIMEOUT: &str = "单次调用的总时限（秒）";
pub const BUDGET: &str = "费用上限（平台价格数据的货币）；不会超支，到达后停止，以后可以接着运行";
pub const OUTPUT_DIR: &str = "输出目录";
pub const SIMULATE: &str = "用内置模拟器代替真实平台，不需要 Key，不产生费用；结果写入 <输出目录>_simulated/";
pub const FRESH: &str = "从头开始；旧的账本和结果文件移到一旁，不会删除";
pub const QUIET: &str = "终端上只显示警告和错误";
pub const JSON: &str = "在标准输出打印一个 JSON 摘要，代替横幅和总结";
pub const OFFLINE_LIMIT: &str = "网络中断时最多等待的秒数";
pub const HELP: &str = "显示帮助";
pub const VERSION: &str = "显示版本";

pub const AFTER: &str = "\
示例:
  PROGRAM --simulate                 用示例数据和内置模拟器试运行
  PROGRAM                            按配置运行；中断后再次运行会接着做
  PROGRAM --models a,b --prompts 1   只运行一部分

退出码: 0 全部完成 · 1 有失败 · 2 用法、配置或输入有误（没有发送任何请求）· 3 平台拒绝了账户（Key、余额）
        4 额度或预算用完，稍后再运行 · 130 被中断";

pub const NOT_POSITIVE: &str = "应为大于 0 的数字";
pub const COMMANDS: &str = "命令";
pub const OPTIONS: &str = "选项";
pub const TEMPLATE: &str = "{about}\n\n用法: {name} [命令] [选项]\n\n{all-args}\n\n{after-help}\n";
pub const SUB_TEMPLATE: &str = "{about}\n\n用法: {usage}\n\n{all-args}\n";

pub fn unknown(what: &str, nearest: &str) -> String {
    match nearest {
        "" => format!("没有 {what} 这个选项或命令，用 --help 查看用法"),
        nearest => format!("没有 {what} 这个选项或命令；是否想用 {nearest}？用 --help 查看用法"),
    }
}

pub fn bad_value(argument: &str, value: &str) -> String {
    match value {
        "" => format!("{argument} 后面缺少值，用 --help 查看用法"),
        value => format!("{argument} 的值 \"{value}\" 不能使用，用 --help 查看用法"),
    }
}

pub fn repeated(argument: &str) -> String {
    format!("{argument} 写了不止一次，或与另一个选项冲突，用 --help 查看用法")
}

pub fn bad_usage() -> &'static str {
    "命令行不完整，用 --help 查看用法"
}
