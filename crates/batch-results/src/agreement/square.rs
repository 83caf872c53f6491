//! Counts of pairs of scores, from which kappa and alpha follow. They can be added up, person by person.

use std::ops::AddAssign;

/// How often a score met another one: a square table whose rows and columns are scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Square {
    /// The scores, ascending, each once.
    scores: Vec<u8>,
    /// Row by row.
    cells: Vec<f64>,
}

impl Square {
    /// An empty table over the scores that occur in some answers' rows.
    #[must_use]
    pub fn over(rows: &[Vec<Option<u8>>]) -> Self {
        let mut scores: Vec<u8> = rows.iter().flatten().flatten().copied().collect();
        scores.sort_unstable();
        scores.dedup();
        let cells = vec![0.0; scores.len() * scores.len()];
        Self { scores, cells }
    }

    /// The same table without counts.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self { scores: self.scores.clone(), cells: vec![0.0; self.cells.len()] }
    }

    /// Counts a pair; one whose scores the table does not know is nothing to it.
    pub fn count(&mut self, row: u8, column: u8, weight: f64) {
        let (Ok(row), Ok(column)) = (self.scores.binary_search(&row), self.scores.binary_search(&column)) else {
            return;
        };
        if let Some(cell) = self.cells.get_mut(row * self.scores.len() + column) {
            *cell += weight;
        }
    }

    /// All cells: row, column, count; rows and columns by their place among the scores.
    pub fn cells(&self) -> impl Iterator<Item = (usize, usize, f64)> {
        let size = self.scores.len().max(1);
        self.cells.iter().enumerate().map(move |(n, count)| (n / size, n % size, *count))
    }

    /// The scores, as numbers.
    #[must_use]
    pub fn scores(&self) -> Vec<f64> {
        self.scores.iter().map(|score| f64::from(*score)).collect()
    }

    /// Sums of the rows, and of the columns.
    #[must_use]
    pub fn margins(&self) -> (Vec<f64>, Vec<f64>) {
        let size = self.scores.len();
        let (mut rows, mut columns) = (vec![0.0; size], vec![0.0; size]);
        for (row, column, count) in self.cells() {
            rows[row] += count;
            columns[column] += count;
        }
        (rows, columns)
    }

    /// Everything that was counted.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.cells.iter().sum()
    }
}

impl AddAssign<&Self> for Square {
    fn add_assign(&mut self, other: &Self) {
        for (cell, more) in self.cells.iter_mut().zip(&other.cells) {
            *cell += more;
        }
    }
}
