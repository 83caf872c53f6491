//! What `report` and `export` say: sentences, headings, and every word of the page.

use std::io;
use std::path::Path;

use super::setup::cause;
use crate::export::{Format, Shape, Tally, Target};
use crate::fault::Class;
use crate::reading::{Odd, State};

// ---- folders ----

pub fn not_a_folder() -> String {
    "是文件，不是目录；请写输出目录，例如 ./output/raw_xxx".to_owned()
}

pub fn nothing_here(odd: usize) -> String {
    match odd {
        0 => "目录中没有结果文件（*.json）也没有账本，请检查路径，或先运行一次".to_owned(),
        odd => format!("目录中的 {odd} 个 JSON 文件都不是结果文件，也没有账本，请检查路径"),
    }
}

pub fn nothing_yet() -> String {
    "目录中还没有任何对话（刚开始运行，或结果文件已被移走），请先运行一次".to_owned()
}

pub fn unwritable(e: &io::Error) -> String {
    format!("写不成（{}），请检查路径、权限和磁盘空间；原有的文件没有改动", cause(e))
}

pub fn stopped() -> String {
    "已中断；没有写完的文件已去掉，原有的文件没有改动".to_owned()
}

pub fn is_a_folder() -> String {
    "是目录；-o 后面请写文件名".to_owned()
}

pub fn is_a_file() -> String {
    "是文件；这种格式每个结果写一个文件，-o 后面请写目录".to_owned()
}

pub fn no_stdout() -> String {
    "这种格式不能写到标准输出，-o 后面请写文件名".to_owned()
}

pub fn overwrites_input(format: &str) -> String {
    format!("以 .json 结尾，会与结果文件混在一起；请换一个名字，例如 .{format}")
}

/// A column whose model stands in several folders.
#[must_use]
pub fn column(model: &str, folder: &str) -> String {
    format!("{model}（{folder}）")
}

// ---- oddities ----

/// One oddity in words.
#[must_use]
pub fn odd(odd: &Odd) -> String {
    match odd {
        Odd::Unreadable(cause) => format!("无法读取（{cause}），已跳过"),
        Odd::NotJson { line } => format!("不是完整的 JSON（第 {line} 行附近），已跳过；重新运行会重写此文件"),
        Odd::NotASheet => "不是结果文件，已跳过".to_owned(),
        Odd::DecodedFrom(encoding) => format!("不是 UTF-8，按 {encoding} 读取"),
        Odd::Lossy => "有些字节不属于任何编码，已用 � 代替".to_owned(),
        Odd::HalfCharacters => "含有不完整的 Unicode 转义（半个字符），已用 � 代替".to_owned(),
        Odd::StaleResult => "result 与各对话的 Output 不一致（可能重跑过一部分），以 Output 为准".to_owned(),
        Odd::NoConversations => "没有任何对话".to_owned(),
        Odd::OddConversation(key) => format!("对话的键 \"{key}\" 不是序号或内容不是对象"),
        Odd::NoOutput(number) => format!("对话 {number} 没有 Output 或不是文字"),
        Odd::NamedByFile => "没有写 model 或 people，已取自文件名".to_owned(),
        Odd::OtherName(expected) => format!("文件名与内容不符，按内容应为 {expected}"),
        Odd::Garbled { name, meant: Some(meant) } => format!("名称 \"{name}\" 是乱码，原来可能是 \"{meant}\""),
        Odd::Garbled { name, meant: None } => format!("名称 \"{name}\" 是乱码，无法还原"),
        Odd::Duplicate(other) => format!("与 {other} 是同一模型和患者，只读了其中一个"),
        Odd::Edited(number) => format!("对话 {number} 的 Output 与账本中的回答不同（被改过），显示的是文件中的"),
        Odd::FromLedger(numbers) => {
            let list: Vec<String> = numbers.iter().map(usize::to_string).collect();
            format!("对话 {} 还没有写入文件，取自账本；重新运行会写好", list.join("、"))
        }
        Odd::Removed => {
            "账本说写过这个文件，现在不在了（被删除、移走或改名），没有列入；仍在配置中的，重新运行会写好".to_owned()
        }
        Odd::OtherRecord => "患者记录与其他模型得到的不同".to_owned(),
        Odd::OtherPrompt(number) => format!("对话 {number} 的 Prompt 与其他文件中的不同"),
        Odd::LedgerDamaged(bytes) => format!("账本中有 {bytes} 字节无法读取（正在写入、异常退出或损坏）"),
    }
}

// ---- states ----

/// A state in one or two characters' room.
#[must_use]
pub fn state_name(state: State) -> &'static str {
    match state {
        State::Answered => "已回答",
        State::Cut => "被截断",
        State::Failed => "失败",
        State::Empty => "空回答",
    }
}

// ---- tables ----

/// A field's heading.
#[must_use]
pub fn field(name: &'static str) -> &'static str {
    match name {
        "folder" => "目录",
        "model" => "模型",
        "people" => "患者",
        "prompt_number" => "Prompt序号",
        "state" => "状态",
        "output" => "输出",
        "prompt" => "Prompt",
        "input" => "输入",
        "finish_reason" => "结束原因",
        "prompt_tokens" => "输入Token",
        "completion_tokens" => "输出Token",
        "cached_tokens" => "缓存Token",
        "reasoning_tokens" => "思考Token",
        "cost" => "费用",
        "currency" => "货币",
        "ms" => "耗时(毫秒)",
        "attempts" => "调用次数",
        "request_id" => "请求ID",
        "at" => "时间(UTC)",
        "error_class" => "错误类别",
        "http_status" => "HTTP状态",
        "thinking" => "思考内容",
        "key" => "对话标识",
        other => other,
    }
}

pub fn comparison() -> &'static str {
    "对比"
}

pub fn comparison_headings() -> impl Iterator<Item = (&'static str, f64)> {
    [("患者", 14.0), ("Prompt序号", 8.0), ("Prompt", 30.0)].into_iter()
}

pub fn missing_cell() -> &'static str {
    "（缺）"
}

pub fn cut_cell() -> &'static str {
    "……（超过 Excel 单元格上限 32767 字，已截断；全文见 csv 或 jsonl）"
}

pub fn notes() -> &'static str {
    "说明"
}

pub fn workbook_notes(tally: &Tally) -> Vec<String> {
    let mut lines = vec![format!("共 {} 个对话。内容来自模型，仅供参考。", tally.rows)];
    if tally.cut > 0 {
        lines.push(format!("{} 个单元格超过 Excel 的 32767 字上限，已截断，末尾有说明。", tally.cut));
    }
    if tally.guarded > 0 {
        lines.push(format!("{} 个单元格以 = + - @ 等开头，已标为文本，不会当作公式。", tally.guarded));
    }
    if tally.odd > 0 {
        lines.push(format!("读取时有 {} 处异常：", tally.odd));
        lines.extend(tally.odds.iter().map(|odd| format!("{}：{}", odd.file, odd.sentence())));
        if tally.odd > tally.odds.len() as u64 {
            lines.push("……".to_owned());
        }
    }
    lines
}

// ---- documents ----

pub fn prompt_heading(number: usize) -> String {
    format!("Prompt {number}")
}

pub fn answer_heading(state: State) -> String {
    format!("回答{}", state_mark(state))
}

pub fn state_mark(state: State) -> &'static str {
    match state {
        State::Answered => "",
        State::Cut => "（被截断）",
        State::Failed => "（失败）",
        State::Empty => "（空回答）",
    }
}

pub fn record_heading() -> &'static str {
    "患者问答记录"
}

// ---- what was done ----

/// `export`'s last word.
#[must_use]
pub fn exported(tally: &Tally, format: Format, target: &Target) -> String {
    let mut text = match target {
        Target::Path(path) if tally.files > 0 => {
            format!("已导出 {} 个对话，{} 个文件: {}", tally.rows, tally.files, path.display())
        }
        Target::Path(path) => format!("已导出 {} 个对话: {}", tally.rows, path.display()),
        Target::Stdout => format!("已导出 {} 个对话", tally.rows),
    };
    if tally.cut > 0 {
        text.push_str(&format!("\n{} 个单元格超过 Excel 的 32767 字上限，已截断；全文请导出 csv 或 jsonl", tally.cut));
    }
    if tally.long > 0 {
        text.push_str(&format!(
            "\n{} 个单元格超过 32767 字：文件是完整的，但 Excel 打开时会把它们截断；在 Excel 中查看请导出 xlsx",
            tally.long
        ));
    }
    if tally.guarded > 0 {
        text.push_str(&match format {
            Format::Csv => format!(
                "\n{} 个单元格以 = + - @ 等开头，前面加了一个 '，避免被当作公式；需要原文请导出 jsonl",
                tally.guarded
            ),
            _ => format!("\n{} 个单元格以 = + - @ 等开头，已标为文本，避免被当作公式", tally.guarded),
        });
    }
    if format == Format::Csv && tally.rows >= u64::from(crate::export::MOST_ROWS) {
        text.push_str(
            "\n行数超过 Excel 的 1048576 行上限，Excel 只会显示前面的；在 Excel 中查看请导出 xlsx（会自动分表）",
        );
    }
    text.push_str(&odd_lines(tally.odd, tally.odds.iter().map(|odd| (odd.file.clone(), odd.sentence()))));
    text
}

fn odd_lines(count: u64, some: impl Iterator<Item = (String, String)>) -> String {
    if count == 0 {
        return String::new();
    }
    let mut text = format!("\n读取时有 {count} 处异常:");
    let mut shown = 0;
    for (file, what) in some.take(5) {
        text.push_str(&format!("\n  {file}：{what}"));
        shown += 1;
    }
    if count > shown {
        text.push_str(&format!("\n  …… 另有 {} 处", count - shown));
    }
    text
}

/// Where an export goes when nothing is said.
#[must_use]
pub fn default_export(format: Format) -> &'static Path {
    Path::new(match format {
        Format::Csv => "batch-export.csv",
        Format::Xlsx => "batch-export.xlsx",
        Format::Jsonl => "batch-export.jsonl",
        Format::Md(Shape::Headings) => "batch-export.md",
        Format::Md(Shape::Sheets | Shape::Results) => "batch-export-md",
    })
}

/// Where a report goes when nothing is said.
#[must_use]
pub fn default_report() -> &'static Path {
    Path::new("batch-report.html")
}

/// `report`'s last word.
#[must_use]
pub fn reported(written: &crate::report::Written, output: &Path) -> String {
    let mut text = format!("报告已写入 {}（{} 个对话）", output.display(), written.conversations);
    text.push_str(&odd_lines(written.odd, written.odds.iter().map(|odd| (odd.file.clone(), odd.sentence()))));
    text
}

// ---- the page ----

/// Every fixed word of the page, by its name in template and scripts.
const WORDS: &[(&str, &str)] = &[
    ("title", "批量处理报告"),
    ("views", "视图"),
    ("overview", "总览"),
    ("matrix", "矩阵"),
    ("read", "对读"),
    ("odds_view", "异常"),
    ("search", "搜索"),
    ("search_hint", "搜索回答和记录（按 /）"),
    ("theme_hint", "浅色、深色或跟随系统（按 t）"),
    ("help_hint", "键盘操作（按 ?）"),
    ("help", "键盘操作"),
    ("close", "关闭"),
    ("simulated_note", "【模拟运行】其中有回答由内置模拟器生成，不是真实模型的回答。"),
    ("no_script", "矩阵、对读和搜索需要 JavaScript；页面不联网，可以放心允许。"),
    ("models", "模型"),
    ("people", "患者"),
    ("prompts", "Prompt"),
    ("answered", "已回答"),
    ("cut", "被截断"),
    ("failed", "失败"),
    ("empty", "空回答"),
    ("missing", "缺"),
    ("tokens", "Token（输入 / 输出）"),
    ("tokens_in", "输入"),
    ("tokens_out", "输出"),
    ("cost", "费用（含重试）"),
    ("spread", "中间 80%"),
    ("median", "中位数"),
    ("chart_states", "各模型完成情况"),
    ("chart_times", "单次调用耗时"),
    ("chart_lengths", "回答长度（字符）"),
    ("chart_tokens", "Token 用量"),
    ("by_model", "各模型数据"),
    ("failures_title", "失败原因"),
    ("show", "只看"),
    ("filter_hint", "筛选患者"),
    ("filter_people", "筛选患者"),
    ("previous_hint", "上一位患者（按 k）"),
    ("next_hint", "下一位患者（按 j）"),
    ("compare", "标出差异"),
    ("base", "对照"),
    ("record", "患者记录"),
    ("odds_title", "读取时发现的异常"),
    ("no_odds", "没有发现异常。"),
    ("all", "全部"),
    ("bad", "有问题"),
    ("answers", "回答"),
    ("rows", "{0} / {1} 位患者"),
    ("unknown_prompt", "没有文件写明这个 Prompt。"),
    ("no_record", "没有文件写明患者记录。"),
    ("no_conversation", "没有这个对话。"),
    ("other_prompt", "这个模型得到的 Prompt 不同"),
    ("other_record", "这个模型得到的患者记录不同"),
    ("thinking", "思考过程"),
    ("alike", "相同 {0}%"),
    ("took", "耗时 {0} 秒"),
    ("used", "输入 {0} · 输出 {1} Token"),
    ("thought_tokens", "思考 {0}"),
    ("tries", "共调用 {0} 次"),
    ("searching", "正在搜索“{1}”…… 已找到 {0} 处"),
    ("found", "“{1}”：{0} 处"),
    ("found_first", "，只列出前 {0} 处"),
    ("key_views", "总览、矩阵、对读、异常"),
    ("key_search", "搜索"),
    ("key_people", "下一位、上一位患者；矩阵中移动"),
    ("key_prompts", "上一个、下一个 Prompt；矩阵中移动"),
    ("key_number", "第几个 Prompt"),
    ("key_open", "打开矩阵中选中的格子"),
    ("key_diff", "标出各模型回答的差异"),
    ("key_base", "换一个模型作对照"),
    ("key_record", "显示或隐藏患者记录"),
    ("key_prompt", "展开或收起 Prompt 全文"),
    ("key_theme", "浅色、深色或跟随系统"),
    ("key_back", "离开输入框；返回上一页"),
    ("key_help", "显示这张表"),
];

/// A word of the page; empty if there is none, which a test rules out.
#[must_use]
pub fn word(name: &str) -> &'static str {
    WORDS.iter().find(|(known, _)| *known == name).map_or("", |(_, word)| word)
}

/// All words, for the page's scripts.
pub fn page_words() -> impl Iterator<Item = (&'static str, &'static str)> {
    WORDS.iter().copied()
}

pub fn subtitle(folders: &[String], made: &str) -> String {
    format!("{} · 生成于 {made}", folders.join("、"))
}

pub fn model_headings() -> impl Iterator<Item = &'static str> {
    [
        "模型",
        "已回答",
        "被截断",
        "失败",
        "空回答",
        "缺",
        "耗时中位",
        "耗时90%",
        "最长",
        "回答字数中位",
        "输入Token",
        "输出Token",
        "思考Token",
        "调用次数",
        "费用",
    ]
    .into_iter()
}

/// A failure as the overview groups it: its class, or what the file says if there is no ledger.
#[must_use]
pub fn failure(class: Option<Class>, output: &str) -> String {
    if let Some(class) = class {
        return super::fault::class(class).to_owned();
    }
    let said =
        output.lines().next().unwrap_or_default().trim_start_matches("ERROR").trim_start_matches([':', '：', ' ']);
    let mut short: String = said.chars().take(80).collect();
    if short.len() < said.len() {
        short.push('…');
    }
    if short.is_empty() { "没有写明原因".to_owned() } else { short }
}

pub fn other_failures() -> String {
    "其他".to_owned()
}

/// A count with separators between thousands.
#[must_use]
pub fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

pub fn share(part: u64, of: u64) -> String {
    match of {
        0 => count(part),
        // Never rounded up to the whole.
        of => format!("{}（{}%）", count(part), (part as f64 * 1000.0 / of as f64).floor() / 10.0),
    }
}

pub fn tokens(tokens_in: u64, tokens_out: u64) -> String {
    format!("{} / {}", short(tokens_in as f64), short(tokens_out as f64))
}

pub fn money(money: f64, currency: &str) -> String {
    super::money::amount(money, currency)
}

pub fn chart_cost(currency: &str) -> String {
    format!("费用（{currency}，含重试）")
}

pub fn seconds(ms: f64) -> String {
    match ms {
        ms if ms <= 0.0 => "0".to_owned(),
        ms if ms < 100.0 => format!("{ms:.0}毫秒"),
        ms if ms < 120_000.0 => format!("{:.1}秒", ms / 1000.0),
        ms => format!("{:.1}分", ms / 60_000.0),
    }
}

/// A number on an axis.
pub fn axis(value: f64) -> String {
    if value.fract() == 0.0 || value >= 100.0 { short(value) } else { format!("{value:.1}") }
}

/// Money on an axis.
pub fn axis_money(value: f64) -> String {
    let digits = if value >= 10.0 || value == 0.0 {
        0
    } else if value >= 0.1 {
        2
    } else {
        4
    };
    format!("{value:.digits$}")
}

/// A large number in Chinese units.
fn short(value: f64) -> String {
    match value {
        v if v >= 1e8 => format!("{:.2}亿", v / 1e8),
        v if v >= 1e7 => format!("{:.0}万", v / 1e4),
        v if v >= 1e4 => format!("{}万", (v / 1e3).round() / 10.0),
        v => format!("{v:.0}"),
    }
}

pub fn more_odd(count: u64) -> String {
    format!("…… 另有 {count} 处")
}
