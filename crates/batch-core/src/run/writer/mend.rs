//! Sheets that need no call: what is missing, or does not say what the ledger says, is written again. A few at a time,
//! beside the calls, so that a folder of any size is mended within a few MiB.

use super::open::content;
use super::{Mended, Writer};
use crate::base::problem::Problem;
use crate::job::plan::SheetId;
use crate::run::events::JobEvent;
use crate::sheets::flush::{stat, stat_own};

/// Sheets that are looked at before calls have their turn.
const AT_ONCE: usize = 64;
/// Sheets that are read before calls have their turn: that takes longer than a look.
const READ_AT_ONCE: usize = 8;

impl Writer<'_> {
    /// Looks at some of the sheets whose conversations are all answered: those that are missing or not what the ledger
    /// says are written again without a call. The rest is counted as untouched.
    ///
    /// # Errors
    /// The disk's; the sheet in hand is passed over.
    pub fn mend_some(&mut self) -> Result<Mended, Problem> {
        let read = self.drafts.len();
        for _ in 0..AT_ONCE {
            if self.is_full() {
                return Ok(Mended::Waiting);
            }
            if self.drafts.len() >= read + READ_AT_ONCE {
                break;
            }
            let Some(sheet) = self.unmended.next().map(SheetId) else { return Ok(Mended::All) };
            if self.plan.is_here(sheet) {
                self.mend(sheet)?;
            }
        }
        Ok(if self.unmended.is_empty() { Mended::All } else { Mended::Some })
    }

    /// Leaves what is not mended yet to another run.
    pub fn mend_no_more(&mut self) {
        self.unmended = 0..0;
    }

    /// Sheets looked at, of how many, while mending goes on.
    #[must_use]
    pub fn mending(&self) -> Option<(usize, usize)> {
        let (left, of) = (self.unmended.len(), self.plan.numbered());
        (left > 0).then(|| (of - left, of))
    }

    fn mend(&mut self, sheet: SheetId) -> Result<(), Problem> {
        let mut open = self.blank(sheet);
        if self.plan.all_cells(sheet).all(|cell| open.lacks(cell))
            || self.plan.cells(sheet).any(|cell| open.lacks(cell))
        {
            return Ok(());
        }
        let file = self.plan.file_name(sheet);
        if let Ok((size, mtime_ns)) = stat(&self.plan.path(sheet))
            && self.index.trusts(&file, size, mtime_ns, content(&open))
        {
            stat_own(&self.plan.path(sheet)).ok();
            self.summary.untouched += 1;
            return Ok(());
        }
        match self.read(sheet) {
            Ok(record) => {
                open.record = record;
                self.draft(sheet, open)
            }
            Err(problem) => {
                self.tell(&JobEvent::Warned { problem: &problem });
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::OnceLock;

    use serde_json::Map;

    use super::*;
    use crate::base::json_text::JsonText;
    use crate::base::shard::Shard;
    use crate::job::config::Model;
    use crate::job::identity::Identities;
    use crate::job::input::{Person, Prompt, Records};
    use crate::job::plan::{LeftOut, Plan};
    use crate::ledger::{FOLDER, Journal};
    use crate::platform::request::Params;
    use crate::run::events::Audience;
    use crate::sheets::aside::Aside;
    use crate::sheets::flush;

    const PEOPLE: usize = 300;

    fn plan(folder: &std::path::Path) -> Plan {
        let person = |n| {
            let person = Person::of(folder, &format!("患者{n}"), ".txt");
            fs::write(person.path(), format!("记录 {n}")).unwrap();
            person
        };
        let params = Params::new("m", None, 10, None, None, &Map::new());
        Plan {
            models: vec![Model { name: "m".to_owned(), params, most_completion: None, context: None }],
            people: (0..PEOPLE).map(person).collect(),
            prompts: vec![Prompt { number: 1, text: "问".into(), quoted: JsonText::new("问"), wanted: true }],
            left_out: LeftOut::default(),
            output_dir: folder.join("output"),
            shard: Shard::WHOLE,
            elsewhere: OnceLock::new(),
        }
    }

    /// However many sheets are missing: no more of them are in memory than one flush takes, and all come back.
    #[tokio::test(start_paused = true)]
    async fn any_number_of_sheets_is_mended_a_few_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let plan = plan(folder.path());
        fs::create_dir_all(plan.output_dir.join(FOLDER)).unwrap();
        let identities = Identities::new(&plan, |_| "http://here", &mut Records::of(&plan.people), |_| ()).unwrap();
        let mut journal = Journal::open(&plan.output_dir, Shard::WHOLE).unwrap().journal;
        for cell in plan.sheets().flat_map(|sheet| plan.all_cells(sheet)) {
            let (key, people) = (identities.key(&plan, cell), plan.person(cell.sheet).name());
            journal.stage_raw(&serde_json::json!({"event": "answered", "at": "2026-11-24T08:00:00.000Z", "key": key,
                "model": "m", "people": people, "prompt": 1, "text": "答", "ms": 1, "attempts": 1}));
        }
        journal.commit().unwrap();
        drop(journal);
        let opened = Journal::open(&plan.output_dir, Shard::WHOLE).unwrap();
        let aside = Aside::new(&plan.output_dir);
        let nobody = Audience { listener: &(), wording: &() };
        let mut writer =
            Writer::new(&plan, &identities, Records::of(&plan.people), opened.journal, opened.index, aside, nobody);
        let (mut most, mut seen) = (0, Vec::new());
        loop {
            let mended = writer.mend_some().unwrap();
            most = most.max(writer.unwritten().len());
            seen.extend(writer.mending().map(|(done, _)| done));
            if mended == Mended::Some {
                continue;
            }
            let Some(work) = writer.work(mended == Mended::All).unwrap() else { break };
            writer.flushed(flush::flush(work)).unwrap();
        }
        assert!(most <= PEOPLE / 4, "{most} of {PEOPLE} in memory");
        assert!(seen.len() > 10 && seen.is_sorted(), "no progress to be seen: {seen:?}");
        assert_eq!((writer.summary.written, writer.summary.untouched), (PEOPLE, 0));
        let sheets = plan.sheets().filter(|sheet| plan.path(*sheet).is_file()).count();
        assert_eq!(sheets, PEOPLE);
    }
}
