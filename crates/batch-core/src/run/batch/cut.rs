//! Cutting the next part out of what is left: the file is written, every conversation's worst case set aside, and the ledger
//! told, before anything is sent.

use std::io::{BufWriter, Write};

use tokio::time::Instant;

use super::part::{Part, Stage};
use super::{BatchRun, lines};
use crate::base::key::{Key, digest};
use crate::base::problem::Problem;
use crate::flow::work_item::WorkItem;
use crate::job::plan::{Cell, SheetId};
use crate::ledger::FOLDER;
use crate::ledger::part::{INTENT, PartEvent};
use crate::money::forecast::context;
use crate::platform::fault::{Class, Fault};
use crate::sheets::file;

/// Sheets that are looked at before the rest of the world has its turn.
const AT_ONCE: usize = 512;

/// A file that grows.
struct Draft {
    model: usize,
    into: BufWriter<tempfile::NamedTempFile>,
    bytes: u64,
    cells: Vec<(Cell, Option<f64>)>,
}

/// Why a file does not grow any more.
enum Full {
    /// It does.
    No,
    /// It is, and the sheet at hand has more.
    Yes,
}

impl BatchRun<'_> {
    /// True if every sheet was looked at.
    pub(super) fn is_cut(&self) -> bool {
        self.next as usize >= self.plan.numbered() && self.again.is_empty()
    }

    /// The next part; `None` if nothing is left, or what is left does not fit into the budget.
    pub(super) async fn cut(&mut self) -> Result<Option<Part>, Problem> {
        self.short = None;
        let mut draft: Option<Draft> = None;
        let mut looked = 0;
        let mut due = Instant::now();
        while let Some(sheet) = self.next_sheet(due) {
            // What came back together goes together, though it came one after the other.
            if self.again.contains_key(&sheet) {
                due = Instant::now() + self.order.every;
            }
            let model = self.plan.model_index(sheet);
            if draft.as_ref().is_some_and(|draft| draft.model != model) {
                break;
            }
            if matches!(self.add(sheet, model, &mut draft)?, Full::Yes) {
                break;
            }
            self.passed(sheet);
            looked += 1;
            if looked % AT_ONCE == 0 {
                self.flush(false).await?;
            }
        }
        let Some(draft) = draft.filter(|draft| !draft.cells.is_empty()) else { return Ok(None) };
        let part = self.mean(draft)?;
        self.sync().await?;
        Ok(Some(part))
    }

    /// Those that came back come first, when their time has come: they are few. `due`: which of them.
    fn next_sheet(&self, due: Instant) -> Option<SheetId> {
        let first = || Some(SheetId(self.next)).filter(|next| (next.0 as usize) < self.plan.numbered());
        self.again.iter().find(|(_, from)| **from <= due).map(|(sheet, _)| *sheet).or_else(first)
    }

    /// Conversations of a sheet came back. Who is still to come is looked at anyhow, and must not be twice.
    /// Not before `from`.
    pub(super) fn look_again(&mut self, sheet: SheetId, from: Instant) {
        if sheet.0 < self.next {
            let until = self.again.entry(sheet).or_insert(from);
            *until = from.max(*until);
        }
    }

    fn passed(&mut self, sheet: SheetId) {
        if self.again.remove(&sheet).is_none() {
            self.next = sheet.0 + 1;
        }
    }

    /// Adds a sheet's conversations to a file.
    fn add(&mut self, sheet: SheetId, model: usize, draft: &mut Option<Draft>) -> Result<Full, Problem> {
        if self.frames[model].is_none() {
            return Ok(Full::No);
        }
        let mut cells = self.writer.open_cells(sheet);
        // What came back goes there again only if it is told to.
        cells.retain(|cell| self.goes_again(self.writer.key(*cell)));
        let Some(record) = self.writer.record_for(&cells)? else {
            return self.complete(sheet).map(|()| Full::No);
        };
        let service = self.desk.service;
        let most_lines = self.order.lines.min(service.max_lines.unwrap_or(usize::MAX)).max(1);
        for cell in cells {
            let Some(frame) = &self.frames[model] else { break };
            let texts = [&self.plan.prompt(cell).quoted, &record];
            let (body, item) = (frame.size(&texts), WorkItem::new(cell));
            let bytes = lines::length(service.endpoint, body);
            let unfit = context::too_long(&self.plan.models[model], &texts)
                .or_else(|| (bytes > service.max_bytes).then(|| Fault::new(Class::ContextTooLong, "")));
            if let Some(fault) = unfit {
                self.writer.failed_apart(&item, &fault, None)?;
                self.complete(sheet)?;
                continue;
            }
            let is_full = |draft: &Draft| draft.cells.len() >= most_lines || draft.bytes + bytes > service.max_bytes;
            if draft.as_ref().is_some_and(is_full) {
                return Ok(Full::Yes);
            }
            let key = self.writer.key(cell);
            let worst = match self.budget.queue(key, model, body) {
                Ok(worst) => worst,
                Err(short) => {
                    self.short = Some(short);
                    return Ok(Full::Yes);
                }
            };
            let body = frame.body(&texts);
            let draft = match draft {
                Some(draft) => draft,
                None => draft.insert(self.begin(model)?),
            };
            draft.bytes += lines::write(&mut draft.into, key, service.endpoint, &body).map_err(|e| self.disk(&e))?;
            draft.cells.push((cell, worst));
        }
        Ok(Full::No)
    }

    fn begin(&self, model: usize) -> Result<Draft, Problem> {
        // Patients' words lie in it: beside the ledger, under its protection, and gone when it is sent.
        let file = file::temporary(&self.plan.output_dir.join(FOLDER)).map_err(|e| self.disk(&e))?;
        Ok(Draft { model, into: BufWriter::with_capacity(1 << 17, file), bytes: 0, cells: Vec::new() })
    }

    /// Tells the ledger what is meant to be sent.
    fn mean(&mut self, draft: Draft) -> Result<Part, Problem> {
        let Draft { model, into, bytes, cells } = draft;
        let mut file = into.into_inner().map_err(|e| self.disk(&e.into_error()))?;
        file.flush().map_err(|e| self.disk(&e))?;
        let id = self.new_id(&cells);
        self.writer.queued(id, &cells)?;
        let name = self.plan.models[model].name.clone();
        let worst: f64 = cells.iter().filter_map(|(_, worst)| *worst).sum();
        let event = PartEvent {
            model: Some(name.as_str().into()),
            lines: Some(cells.len()),
            keys: cells.iter().map(|(cell, _)| self.writer.key(*cell)).collect(),
            worst_of_all: Some(worst).filter(|worst| *worst > 0.0),
            address: Some(self.address.into()),
            ..PartEvent::new(id, INTENT)
        };
        self.writer.part(&event)?;
        for (cell, _) in &cells {
            self.cells.insert(self.writer.key(*cell), *cell);
        }
        let mut part = Part::new(id, Some(model), name, Stage::Here { file: file.into_temp_path(), bytes });
        part.lines = cells.len();
        part.worst = worst;
        Ok(part)
    }

    /// No two parts have one id, whatever they hold: a batch of an earlier one must not be taken for this one's.
    fn new_id(&self, cells: &[(Cell, Option<f64>)]) -> Key {
        let keys: Vec<u8> = cells.iter().flat_map(|(cell, _)| self.writer.key(*cell).0).collect();
        let now = jiff::Timestamp::now().as_nanosecond().to_le_bytes();
        Key(digest(&[&keys, &now, &std::process::id().to_le_bytes(), &fastrand::u64(..).to_le_bytes()]))
    }
}
