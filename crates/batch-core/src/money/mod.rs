//! What calls cost: prices, the budget that is kept, and what a run will take.

pub mod budget;
pub mod estimate;
pub mod forecast;
pub mod price;
