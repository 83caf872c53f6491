//! Money: each answer once, at its lane's price, and never more than was allowed.

use std::collections::{HashMap, HashSet};

use super::super::BatchWorld;
use super::super::law::Odd;
use super::super::server::Bill;
use super::{Promises, Told, index, serial};
use crate::worlds::job::Job;
use crate::worlds::promises::common::{SHARE, price};

impl Promises {
    /// Each answer stands in the ledger once, with the usage of its bill and at the price of its lane.
    pub(super) fn lines_and_bills(&mut self, told: &Told, world: &BatchWorld) {
        let bills: HashMap<u64, Bill> = world
            .desk
            .look(world.calls.now(), |desk| desk.bills.iter().map(|bill| (bill.serial, bill.clone())).collect());
        let (mut keys, mut serials) = (HashSet::new(), HashSet::new());
        for line in &told.answers {
            let (key, number) = (line["key"].as_str().unwrap(), serial(line));
            let twice = keys.insert(key.to_owned()) && serials.insert(number);
            self.must(twice, || format!("paid once: {key} has two answers in the ledger"));
            let usage = &line["usage"];
            let tokens = ["prompt_tokens", "completion_tokens"].map(|name| usage[name].as_u64().unwrap_or_default());
            let tokens = (tokens[0], tokens[1]);
            let cost = line["cost"].as_f64().unwrap_or(-1.0);
            let (own, due) = match bills.get(&number) {
                Some(bill) => {
                    let own = bill.custom_id == key && bill.tokens == tokens && line["lane"] == "batch";
                    (own, price(tokens) * SHARE)
                }
                None => (line["lane"].is_null(), price(tokens)),
            };
            self.must(own, || format!("ledger and server: {line}"));
            self.must((cost - due).abs() < 1e-9, || format!("ledger and server: {cost} is not {due}: {line}"));
        }
    }

    /// What is to be paid is no more than what the ledger knows of, and than what was allowed.
    pub(super) fn within_budget(&mut self, job: &Job, told: &Told, world: &BatchWorld) {
        let spent = index(job).spent;
        let tally = spent.tally("CNY");
        let cost = |line: &serde_json::Value| line["cost"].as_f64();
        let lines: f64 = told.answers.iter().filter_map(cost).sum();
        self.must((tally.confirmed - lines).abs() < 1e-9, || {
            format!("ledger and server: {} confirmed, {lines} in its lines", tally.confirmed)
        });
        let batches: f64 =
            world.desk.look(world.calls.now(), |desk| desk.bills.iter().map(|bill| price(bill.tokens) * SHARE).sum());
        let due = batches + price(world.calls.seen().tokens);
        let known = tally.confirmed + tally.perhaps + spent.held() + spent.waiting();
        let law = world.desk.law();
        // Of a second batch nobody knows before it is seen.
        let twice = law.one_in(Odd::Twins) > 0 || law.one_in(Odd::Hidden) > 0;
        self.must(due <= known + 1e-9 || twice, || format!("all is known: {due} is due, {known} known of: {tally:?}"));
        if let Some(budget) = self.budget.filter(|_| job.config["budget"].is_number()) {
            self.must(due <= budget || twice, || format!("budget: {due} of {budget}"));
            self.must(known <= budget + 1e-9 || twice, || format!("budget: {known} set aside of {budget}"));
        }
    }
}
