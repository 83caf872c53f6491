//! Help texts of the command line.

pub const ABOUT: &str = "让每个模型回答每位患者的每个 Prompt，每个模型和患者写一个 JSON 文件";
pub const RUN: &str = "处理剩下的全部对话（默认命令）；已有回答的不会重复付费";
pub const STATUS: &str = "已回答、失败、未处理各有多少，文件与账本是否一致；不发送任何请求";
pub const FAILED: &str = "逐个列出失败的对话和原因";
pub const INIT: &str = "在当前目录写入带注释的配置、.env.example 和示例数据（虚构）；已有的文件不会覆盖";
pub const COMPLETIONS: &str = "打印 shell 的命令补全脚本";
pub const SHELL: &str = "bash、zsh 或 fish";
pub const MAN: &str = "打印 man 手册页";
pub const MAN_OF: &str = "只要这个命令的手册页";
pub const CHECK: &str = "检查配置、输入、输出目录、Key、网络和每个模型；不产生费用";
pub const SPEND: &str = "给每个模型发一次极小的付费调用，验证没有免费接口可查的部分";
pub const PLAN: &str = "运行之前先看：调用数、Token、费用范围和时间；不发送任何付费请求";
pub const SETTINGS: &str = "列出每项设置的值和来源（命令行、配置文件、环境变量、.env、默认值）";
pub const ASK: &str = "请平台免费计算几个对话的 Token 数，使估算更准（会发送这几个患者的记录）";
pub const REPORT: &str = "把一个或多个输出目录做成一个 HTML 网页：图表、矩阵、各模型对读、搜索；不联网即可打开";
pub const REPORT_DIRS: &str = "输出目录，可以写多个；不写则用配置中的 output_dir";
pub const REPORT_OUTPUT: &str = "写到哪个文件；默认 batch-report.html";
pub const EXPORT: &str = "导出为 CSV、Excel、JSON Lines 或 Markdown，一个对话一行";
pub const FORMAT: &str = "csv（Excel 可直接打开）、xlsx（对比表加每个模型一张表）、jsonl（供程序读取）或 md";
pub const SHAPE: &str = "md 的形式: sheets 每个结果一个文件（含 Prompt 和记录）、results 每个结果一个文件（只有输出）、headings 一个文件（按患者和 Prompt 分标题）";
pub const EXPORT_OUTPUT: &str = "写到哪个文件或目录；- 为标准输出（csv、jsonl、md headings）";
pub const CONFIG: &str = "配置文件；默认先找当前目录，再找 configs/";
pub const MODELS: &str = "只用这些模型（逗号分隔，须在配置中）";
pub const PEOPLE: &str = "只处理这些患者（逗号分隔）";
pub const PROMPTS: &str = "只用这些 Prompt（从 1 数起，逗号分隔）";
pub const CONCURRENCY: &str = "同时进行的调用数上限";
pub const RPM: &str = "每分钟请求数上限";
pub const TPM: &str = "每分钟 Token 数上限";
pub const TIMEOUT: &str = "单次调用的总时限（秒）";
pub const BUDGET: &str = "费用上限（平台价格数据的货币）；每次调用先按最坏情况预留，到达后停止，以后可以接着运行";
pub const OUTPUT_DIR: &str = "输出目录";
pub const SIMULATE: &str = "用内置模拟器代替真实平台，不需要 Key，不产生费用；结果写入 <输出目录>_simulated/";
pub const FRESH: &str = "从头开始；旧的账本和结果文件移到一旁，不会删除";
pub const QUIET: &str = "终端上只显示警告和错误";
pub const JSON: &str = "在标准输出打印一个 JSON 摘要，代替横幅和总结";
pub const LANG: &str = "语言: zh 或 en；也可以用环境变量 BATCH_LANG";
pub const EVENTS: &str = "运行时把发生的每件事写成一行 JSON，供网页或其他程序读取；- 为标准输出（代替横幅和总结）";
pub const OFFLINE_LIMIT: &str = "网络中断、或平台一直没有成功答复时，最多等待的秒数（默认 1800）";
pub const HELP: &str = "显示帮助";
pub const VERSION: &str = "显示版本";

pub const AFTER: &str = "\
第一次使用:
  PROGRAM init                       在空目录中写入配置和示例
  PROGRAM --simulate                 用内置模拟器试运行，不需要 Key，不产生费用
  把 Key 写入 .env（见 .env.example），把自己的 Prompt 和患者记录放好，然后:
  PROGRAM check                      检查配置、Key 和模型，不产生费用
  PROGRAM plan                       看费用和时间，不发送任何付费请求
  PROGRAM --budget 20                正式运行，花费不超过 20（CNY 或 USD，见 plan）

更多示例:
  PROGRAM                            按配置运行；中断后再次运行会接着做，已有的回答不重复付费
  PROGRAM --models a,b --prompts 1   只运行一部分
  PROGRAM --people 患者1,患者2       只处理这几位患者
  PROGRAM plan --settings            每项设置的值从哪里来
  PROGRAM report                     把结果做成网页: 图表、矩阵、各模型对读；可写多个输出目录
  PROGRAM export -f xlsx             导出 Excel（或 csv、jsonl、md）
  PROGRAM plan --json                供脚本使用的输出
  PROGRAM check --spend              各发一次极小的付费调用，验证每个模型真的可用
  PROGRAM completions bash           命令补全: 追加到 ~/.bashrc 或补全目录
  PROGRAM man | man -l -             手册页

文件: 配置默认为 ./CONFIG，其次 ./configs/CONFIG；结果写入配置中的 output_dir，
      其中 .batch/ledger.jsonl 记录每次调用的回答、Token 和费用

退出码: 0 全部完成 · 1 有失败 · 2 用法、配置或输入有误（没有发送任何请求）· 3 平台拒绝了账户（Key、余额）或地址不对
        4 额度或预算用完，或太久没有成功答复，稍后再运行 · 130 被中断";

pub const NOT_POSITIVE: &str = "应为大于 0 的数字";
pub const LESS_THAN_ONE: &str = "不能小于 1";
pub const COMMANDS: &str = "命令";
pub const OPTIONS: &str = "选项";
pub const TEMPLATE: &str = "{about}\n\n用法: {name} [命令] [选项]\n\n{all-args}{after-help}\n";
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
