//! The block below the log: a line for each model, the last warning, what it does or waits for, and the bar.

use std::time::Duration;

use batch_core::base::amount::amount;
use batch_core::privacy;
use batch_core::run::events::{ModelStanding, MoneyStanding, Standing};
use batch_words::{Words, duration};

use super::fitting::{Part, cut, fit, least, pad, pad_left, whole, width};
use super::words;

/// Models that have a line at most, however high the terminal is.
const MOST_MODELS: usize = 8;
/// Of the terminal's rows, so many for each row of models.
const ROWS_EACH: usize = 3;
/// Columns of a model's name, at most and at least.
const NAME: std::ops::RangeInclusive<usize> = 8..=28;
/// Columns of the bar itself, at most and at least.
const BAR: std::ops::RangeInclusive<usize> = 8..=24;

/// The terminal's size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    /// Lines.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
}

/// The block's lines, none as long as the terminal is wide.
pub(super) fn block(
    words: &Words,
    standing: &Standing<'_>,
    elapsed: Duration,
    warning: Option<&str>,
    size: Size,
) -> Vec<String> {
    let columns = size.columns.saturating_sub(1);
    let mut lines = models(words, standing.models, standing.money, Size { columns, ..size });
    if let Some(warning) = warning {
        lines.push(cut(&words.bar_warning(warning), columns));
    }
    lines.push(fit(words::doing(words, standing), columns));
    // The terminal shows `^C` behind the last line.
    lines.push(bar(words, standing, elapsed, columns.saturating_sub(2)));
    lines.retain(|line| !line.is_empty());
    lines
}

/// Where it stands, in one line for a log.
pub(super) fn line(words: &Words, standing: &Standing<'_>) -> String {
    whole(&[figures(words, standing), words::doing(words, standing)].concat())
}

/// What is always shown: settled, failed, time left, money.
fn figures(words: &Words, standing: &Standing<'_>) -> Vec<Part> {
    let Standing { done, total, failed, left, money, .. } = *standing;
    let left = left.map_or_else(|| words.bar_left_unknown(), |left| words.bar_left(duration(words, left)));
    vec![
        Part::new(0, format!("{done}/{total}")),
        Part::new(1, words.bar_failed(failed)),
        Part::new(2, left),
        match money {
            None => Part::new(3, words.bar_cost_unknown()),
            Some(MoneyStanding { currency, used, budget: Some(budget), .. }) => {
                let of = format!("{used:.2}/{}", amount(budget, currency));
                Part::new(3, words.bar_cost(&of)).or(of)
            }
            Some(MoneyStanding { currency, spent, .. }) => {
                let spent = amount(spent, currency);
                Part::new(3, words.bar_cost(&spent)).or(spent)
            }
        },
    ]
}

fn bar(words: &Words, standing: &Standing<'_>, elapsed: Duration, columns: usize) -> String {
    let seconds = elapsed.as_secs();
    let clock = format!("[{:02}:{:02}:{:02}]", seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut parts = figures(words, standing);
    parts.insert(0, Part::new(10, clock));
    let is_all_there = least(&parts) <= columns;
    let line = fit(parts, columns);
    // What is over is the bar's own, but before any figure the bar is left out.
    let room = columns.saturating_sub(width(&line) + 4);
    if room < *BAR.start() || !is_all_there {
        return line;
    }
    let room = room.min(*BAR.end());
    let filled = (standing.done * room).checked_div(standing.total).unwrap_or(room).min(room);
    format!("[{}{}]  {line}", "=".repeat(filled), " ".repeat(room - filled))
}

/// A line for each model: those that are not done first, if there is no room for all.
fn models(words: &Words, models: &[ModelStanding<'_>], money: Option<MoneyStanding<'_>>, size: Size) -> Vec<String> {
    let most = (size.rows / ROWS_EACH).min(MOST_MODELS);
    let room = if models.len() > most { most.saturating_sub(1) } else { most };
    let mut shown: Vec<&ModelStanding<'_>> = models.iter().collect();
    if models.len() > room {
        shown.sort_by_key(|model| model.done >= model.total);
    }
    let others = shown.split_off(room.min(shown.len()));
    let currency = money.map_or("", |money| money.currency);
    let rows: Vec<[String; 4]> = shown
        .iter()
        .map(|model| {
            let cost = model.cost.map(|cost| amount(cost, currency)).unwrap_or_default();
            let (done, failed) = (format!("{}/{}", model.done, model.total), words.bar_failed(model.failed));
            [privacy::shown_line(model.model), done, failed, cost]
        })
        .collect();
    let widest = |n: usize| rows.iter().map(|row| width(&row[n])).max().unwrap_or_default();
    let [name, done, failed, cost] = [0, 1, 2, 3].map(widest);
    let line = |row: &[String; 4]| {
        let mut parts = vec![Part::new(0, pad_left(&row[1], done)), Part::new(1, pad(&row[2], failed))];
        if cost > 0 {
            parts.push(Part::new(10, pad_left(&row[3], cost)));
        }
        let least = name.min(*NAME.start());
        let figures = fit(parts, size.columns.saturating_sub(least + 2));
        let room = size.columns.saturating_sub(width(&figures) + 2).min(name).min(*NAME.end());
        format!("{}  {figures}", pad(&cut(&row[0], room), room)).trim_end().to_owned()
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    if !others.is_empty() && most > 0 {
        let sum = |of: fn(&ModelStanding<'_>) -> usize| others.iter().map(|model| of(model)).sum::<usize>();
        let said = words.bar_other_models(others.len(), sum(|model| model.done), sum(|model| model.total));
        lines.push(fit(vec![Part::new(0, said)], size.columns));
    }
    lines
}

#[cfg(test)]
mod tests {
    use batch_core::flow::rate::{LimitOf, Why};
    use batch_core::run::events::Phase;
    use batch_words::Language;

    use super::*;

    fn of<'a>(models: &'a [ModelStanding<'a>], phase: Phase<'a>) -> Standing<'a> {
        let money = Some(MoneyStanding { currency: "CNY", spent: 1.24, used: 3.24, budget: None });
        let left = Some(Duration::from_secs(843));
        Standing { done: 1384, total: 3000, failed: 12, in_flight: 15, per_minute: 118.0, left, money, models, phase }
    }

    fn model(model: &str) -> ModelStanding<'_> {
        ModelStanding { model, done: 692, total: 1500, failed: 6, cost: Some(0.62) }
    }

    const WAITING: Phase<'static> = Phase::Waiting {
        why: Why::Requests,
        left: Duration::from_secs(12),
        ceiling: 16,
        of: LimitOf::Platform,
        models: &["kimi-k3"],
    };

    fn drawn(standing: &Standing<'_>, warning: Option<&str>, rows: usize, columns: usize) -> Vec<String> {
        let (words, took) = (Words::of(Language::Chinese), Duration::from_secs(723));
        block(words, standing, took, warning, Size { rows, columns })
    }

    #[test]
    fn no_number_is_cut_however_narrow() {
        let models = [model("kimi"), model("moonshot-vision-preview-of-today")];
        let known = ["1384", "3000", "12", "14", "3", "1.24", "692", "1500", "6", "0.6200", "15", "118", "24"];
        for columns in 1..120 {
            for phase in [WAITING, Phase::Asking, Phase::Stopping { left: Some(Duration::from_secs(24)) }] {
                let lines = drawn(&of(&models, phase), None, 30, columns);
                assert!(lines.iter().all(|line| width(line) < columns), "{columns}: {lines:#?}");
                // Each is there as a whole or not at all.
                let text = lines.join("\n").replace("[00:12:03]", "").replace("[kimi-k3]", "");
                let numbers = text.split(|c: char| !c.is_ascii_digit() && c != '.').filter(|number| !number.is_empty());
                numbers.for_each(|number| assert!(known.contains(&number), "{columns}: {number} in {text}"));
            }
        }
        let warning = Some("12:03:11 [kimi-k3][患者12] 对话 3 失败 (第1次尝试): 服务器内部错误（HTTP 500）");
        for columns in 1..120 {
            let lines = drawn(&of(&models, Phase::Asking), warning, 30, columns);
            assert!(lines.iter().all(|line| width(line) < columns), "{columns}: {lines:#?}");
        }
    }

    #[test]
    fn what_matters_is_there_while_it_waits_and_at_44_columns() {
        let models = [model("kimi-k2.6")];
        let lines = drawn(&of(&models, WAITING), None, 30, 100);
        assert_eq!(
            lines,
            [
                "kimi-k2.6  692/1500  失败 6  0.6200 CNY",
                "[kimi-k3]  等待 12 秒: 平台的每分钟请求数限额  在途 15  118/分",
                "[===========             ]  [00:12:03]  1384/3000  失败 12  剩余 14分3秒  费用 1.24 CNY",
            ]
        );
        let lines = drawn(&of(&models, WAITING), None, 30, 44);
        assert_eq!(lines[1..], ["等待 12 秒: 平台的每分钟请求数限额", "1384/3000 失败 12 剩余 14分3秒 1.24 CNY"]);
    }

    #[test]
    fn the_bar_goes_before_any_figure() {
        let bars: Vec<String> =
            (1..120).filter_map(|columns| drawn(&of(&[], Phase::Asking), None, 30, columns).pop()).collect();
        assert!(
            bars.iter().any(|line| line.starts_with("[=")) && bars.iter().any(|line| line.starts_with("1384/3000"))
        );
        for line in bars.iter().filter(|line| line.starts_with("[=") || line.starts_with("[ ")) {
            assert!(
                ["1384/3000", "失败 12", "14分3秒", "1.24 CNY"].iter().all(|figure| line.contains(figure)),
                "{line}"
            );
        }
        let narrow = drawn(&of(&[], Phase::Asking), None, 30, 30);
        assert_eq!(narrow.last().unwrap(), "1384/3000 失败 12");
    }

    #[test]
    fn many_models_take_little_room() {
        let names: Vec<String> = (0..200).map(|n| format!("model-{n}")).collect();
        let mut models: Vec<ModelStanding<'_>> = names.iter().map(|name| model(name)).collect();
        models[0].done = models[0].total;
        let lines = drawn(&of(&models, Phase::Asking), Some("x"), 20, 60);
        assert_eq!(lines.len(), 6 + 3, "{lines:#?}");
        assert!(lines[0].starts_with("model-1 "), "what is done makes room: {lines:#?}");
        assert!(lines[5].contains("其余 195 个模型") && lines[5].contains(&format!("/{}", 195 * 1500)), "{lines:#?}");
        assert!(drawn(&of(&models, Phase::Asking), None, 4, 60).len() <= 3);
    }

    #[test]
    fn a_budget_stands_beside_what_counts_towards_it() {
        let mut standing = of(&[], Phase::Asking);
        standing.money = standing.money.map(|money| MoneyStanding { budget: Some(20.0), ..money });
        assert!(line(Words::of(Language::Chinese), &standing).contains("费用 3.24/20.00 CNY"));
        standing.money = None;
        assert!(line(Words::of(Language::English), &standing).contains("cost unknown"));
    }
}
