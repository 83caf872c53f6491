//! Every word of the report's page, and numbers as it writes them.

use crate::fault::Class;
use crate::ledger::Tally;

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
    ("confirmed", "已确认"),
    ("perhaps", "可能另有，最多"),
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
    ("too_long", "太长，未标出差异"),
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

pub fn spent(tally: Tally, currency: &str) -> String {
    super::money::spent(tally, currency)
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
