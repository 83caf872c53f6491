//! What `report` and `export` say: sentences, headings and tables.

use std::io;
use std::path::Path;

use super::setup::cause;
use crate::export::{Format, Shape, Tally, Target};
use crate::privacy;
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

pub fn among_the_ledger() -> String {
    "在账本所在的 .batch 目录中，那里的文件不能被替换；请换一个目录".to_owned()
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
        Odd::OddKey { key, number } => {
            format!("对话的键 \"{key}\" 不是从 1 起的序号，或与其他对话重复，列为对话 {number}")
        }
        Odd::NoObject(key) => format!("对话 \"{key}\" 的内容不是对象，按回答显示"),
        Odd::NoOutput(key) => format!("对话 {key} 没有 Output 或不是文字"),
        Odd::Repeated { key, field } => format!("对话 {key} 中的 {field} 写了两次，以最后一次为准"),
        Odd::InnerName { field, said } => {
            format!("有对话中的 {field} 是 \"{said}\"，与文件的 {field} 不同，以文件的为准")
        }
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
                "\n{} 个单元格中有表格软件会当作公式的内容，前面加了一个 '；需要原文请导出 jsonl",
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
        text.push('\n');
        text.push_str(&privacy::line(&format!("  {file}：{what}")));
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
