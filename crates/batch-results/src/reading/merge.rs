//! What a sheet says and what the ledger says, brought together. The file has the word on what is shown, as it is what
//! the user has in hand; the ledger adds what the file has no field for, and what has not been written into it yet.

use batch_core::platform::request;

use super::conversation::{AnswerState, Conversation, is_error};
use super::facts::Entry;
use super::odd::OddityKind;
use super::sheet::SheetText;

/// A sheet's file: its conversations, and where in the ledger it was said to be written.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub said: Vec<SheetText>,
    /// Those without a number, with their keys.
    pub unnumbered: Vec<(String, SheetText)>,
    pub stamp: Option<u64>,
}

/// Brings both together, in the order of numbers.
pub(super) fn merge(
    column: usize,
    file: Option<Written>,
    mut entries: Vec<Entry>,
) -> (Vec<Conversation>, Vec<OddityKind>) {
    let Written { said, unnumbered, stamp } = file.unwrap_or_default();
    let newer = |entry: &Entry| stamp.is_none_or(|stamp| entry.offset > stamp);
    let mut odds = Vec::new();
    let mut from_ledger = Vec::new();
    let mut found: Vec<Option<Entry>> = said.iter().map(|said| take_same(&mut entries, said, true)).collect();
    for (said, found) in said.iter().zip(&mut found) {
        if found.is_none() {
            // Prompts that changed places keep their answers, and these the number under which they were asked.
            *found = take_same(&mut entries, said, false);
        }
    }
    let unnumbered: Vec<(String, SheetText, Option<Entry>)> = unnumbered
        .into_iter()
        .map(|(key, said)| {
            let found = take_same(&mut entries, &said, false);
            (key, said, found)
        })
        .collect();
    let numbers: Vec<usize> = said.iter().map(|said| said.number).collect();
    let mut all: Vec<Conversation> = Vec::with_capacity(said.len());
    for (mut said, mut found) in said.into_iter().zip(found) {
        let failed = is_error(&said.output) || said.output.trim().is_empty();
        if found.is_none()
            && let Some(at) = entries.iter().rposition(|e| e.number == said.number && e.answered)
        {
            if failed && newer(&entries[at]) {
                said.output.clone_from(&entries[at].said);
                from_ledger.push(said.number);
                found = Some(entries.remove(at));
            } else if !failed {
                odds.push(OddityKind::Edited(said.number));
                found = Some(entries.remove(at));
            }
        }
        all.push(conversation(column, said, found));
    }
    entries.retain(|entry| !numbers.contains(&entry.number) && newer(entry));
    // Of several lines for one prompt the last answer counts, else the last failure.
    entries.sort_by_key(|entry| (entry.number, entry.answered, entry.offset));
    while let Some(entry) = entries.pop() {
        entries.retain(|other| other.number != entry.number);
        from_ledger.push(entry.number);
        let said = SheetText { number: entry.number, output: entry.said.clone(), ..SheetText::default() };
        all.push(conversation(column, said, Some(entry)));
    }
    let free = all.iter().map(|c| c.number).max().unwrap_or(0) + 1;
    for (number, (key, said, found)) in (free..).zip(unnumbered) {
        odds.push(OddityKind::OddKey { key, number });
        all.push(conversation(column, SheetText { number, ..said }, found));
    }
    all.sort_by_key(|c| c.number);
    if !from_ledger.is_empty() {
        from_ledger.sort_unstable();
        odds.push(OddityKind::FromLedger(from_ledger));
    }
    (all, odds)
}

/// Prompts and records that only other models' sheets say are taken from there.
pub(super) fn fill_gaps(all: &mut [Conversation]) {
    let gaps: Vec<usize> = (0..all.len()).filter(|n| all[*n].prompt.is_empty() && all[*n].input.is_empty()).collect();
    for gap in gaps {
        let number = all[gap].number;
        let known = all.iter().find(|c| c.number == number && !c.prompt.is_empty()).map(|c| c.prompt.clone());
        let record = all.iter().find(|c| !c.chat.is_empty()).map(|c| c.chat.clone());
        if let (Some(prompt), Some(chat)) = (known, record) {
            all[gap].input = format!("{prompt}{}{chat}", request::JOINT);
            (all[gap].prompt, all[gap].chat) = (prompt, chat);
        }
    }
}

fn take_same(entries: &mut Vec<Entry>, said: &SheetText, same_number: bool) -> Option<Entry> {
    let fits = |entry: &Entry| entry.said == said.output && (!same_number || entry.number == said.number);
    entries.iter().rposition(fits).map(|at| entries.remove(at))
}

fn conversation(column: usize, said: SheetText, entry: Option<Entry>) -> Conversation {
    let facts = entry.map(|entry| entry.facts);
    let state: AnswerState = Conversation::judge(&said.output, facts.as_ref());
    let SheetText { number, prompt, chat, input, output } = said;
    Conversation { column, number, prompt, chat, input, output, state, facts }
}

#[cfg(test)]
mod tests {
    use super::super::facts::Facts;
    use super::*;

    fn said(number: usize, output: &str) -> SheetText {
        let text = |t: &str| t.to_owned();
        SheetText { number, prompt: text("问"), chat: text("录"), input: text("问 \n 录"), output: text(output) }
    }

    fn entry(number: usize, said: &str, offset: u64) -> Entry {
        let facts = Facts { ms: Some(offset), ..Facts::default() };
        Entry { number, said: said.to_owned(), answered: !said.starts_with("ERROR"), offset, facts }
    }

    /// Number, output and the place of the ledger's line, which these tests keep in `ms`.
    type Row = (usize, String, Option<u64>);

    fn shown(file: Option<(Vec<SheetText>, Option<u64>)>, entries: Vec<Entry>) -> (Vec<Row>, Vec<OddityKind>) {
        let file = file.map(|(said, stamp)| Written { said, stamp, ..Written::default() });
        let (all, odds) = merge(0, file, entries);
        (all.into_iter().map(|c| (c.number, c.output, c.facts.and_then(|f| f.ms))).collect(), odds)
    }

    fn row(number: usize, output: &str, ms: Option<u64>) -> Row {
        (number, output.to_owned(), ms)
    }

    #[test]
    fn the_ledger_adds_to_the_file() {
        let file = Some((vec![said(1, "甲"), said(2, "乙")], Some(50)));
        let (rows, odds) = shown(file, vec![entry(2, "ERROR: x", 5), entry(2, "乙", 10), entry(1, "甲", 20)]);
        assert_eq!(rows, [row(1, "甲", Some(20)), row(2, "乙", Some(10))]);
        assert_eq!(odds, []);
    }

    #[test]
    fn prompts_that_changed_places_keep_their_facts() {
        let file = Some((vec![said(1, "乙"), said(2, "甲")], Some(50)));
        let (rows, odds) = shown(file, vec![entry(1, "甲", 10), entry(2, "乙", 20)]);
        assert_eq!(rows, [row(1, "乙", Some(20)), row(2, "甲", Some(10))]);
        assert_eq!(odds, []);
    }

    #[test]
    fn a_prompt_that_was_taken_out_stays_out() {
        let (rows, _) = shown(Some((vec![said(1, "甲")], Some(50))), vec![entry(1, "甲", 10), entry(2, "乙", 20)]);
        assert_eq!(rows, [row(1, "甲", Some(10))]);
    }

    #[test]
    fn what_is_not_written_yet_comes_from_the_ledger() {
        let file = Some((vec![said(1, "ERROR: x")], Some(15)));
        let entries = vec![entry(1, "ERROR: y", 10), entry(1, "甲", 20), entry(3, "ERROR: z", 30), entry(3, "丙", 31)];
        let (rows, odds) = shown(file, entries);
        assert_eq!(rows, [row(1, "甲", Some(20)), row(3, "丙", Some(31))]);
        assert_eq!(odds, [OddityKind::FromLedger(vec![1, 3])]);
        let (rows, odds) = shown(None, vec![entry(2, "乙", 9)]);
        assert_eq!((rows, odds), (vec![row(2, "乙", Some(9))], vec![OddityKind::FromLedger(vec![2])]));
    }

    #[test]
    fn an_edited_answer_is_shown_and_named() {
        let (rows, odds) = shown(Some((vec![said(1, "甲改")], Some(50))), vec![entry(1, "甲", 10)]);
        assert_eq!((rows, odds), (vec![row(1, "甲改", Some(10))], vec![OddityKind::Edited(1)]));
    }

    #[test]
    fn what_has_no_number_takes_none_of_the_ledger() {
        let odd = vec![("-1".to_owned(), said(0, "乙")), ("x".to_owned(), said(0, "丁"))];
        let file = Written { said: vec![said(1, "甲")], unnumbered: odd, stamp: Some(15) };
        let (all, odds) = merge(0, Some(file), vec![entry(1, "甲", 10), entry(5, "乙", 12), entry(2, "丙", 20)]);
        let rows: Vec<Row> = all.into_iter().map(|c| (c.number, c.output, c.facts.and_then(|f| f.ms))).collect();
        assert_eq!(rows, [row(1, "甲", Some(10)), row(2, "丙", Some(20)), row(3, "乙", Some(12)), row(4, "丁", None)]);
        let key = |key: &str, number| OddityKind::OddKey { key: key.into(), number };
        assert_eq!(odds, [key("-1", 3), key("x", 4), OddityKind::FromLedger(vec![2])]);
    }

    #[test]
    fn gaps_are_filled_from_other_models() {
        let (mut all, _) = merge(0, Some(Written { said: vec![said(1, "甲")], ..Written::default() }), Vec::new());
        all.extend(merge(1, None, vec![entry(1, "乙", 1)]).0);
        fill_gaps(&mut all);
        assert_eq!((all[1].prompt.as_str(), all[1].input.as_str()), ("问", "问 \n 录"));
    }
}
