//! What was said to the limiter, and what was said of it: no trouble without a word, and no word of a patient.

use std::time::Duration;

use super::super::SharedWorld;
use super::super::limiter::Word;
use super::sky::{Sky, Told};
use crate::worlds::job::KEY;
use crate::worlds::promises::common::private;

/// From one word to the next, whether that is answered or not, while there is no answer.
const LONGEST: Duration = Duration::from_millis(2_500 + 2_000 + 50);

/// Every trouble that a run heard is told, once; so is its end.
pub fn troubles_are_told(sky: &mut Sky, world: &SharedWorld) {
    let words = world.limiter.words();
    for run in 0..sky.runs.len() {
        let its: Vec<&Word> = words.iter().filter(|word| word.run == run).collect();
        let opened = its.first().is_some_and(|word| word.heard.is_ok());
        let shut_out = sky.runs[run].shut_out;
        sky.must(!shut_out || !opened, || format!("begins: run {run} did not, though the limiter answered"));
        sky.must(its.is_empty() || opened || shut_out, || format!("begins: run {run} did, without a limiter"));
        let (mut away, mut due) = (None, Vec::new());
        for word in its.iter().skip(1).filter(|word| !word.said.bye) {
            match &word.heard {
                Err(why) if away.as_ref() != Some(why) => {
                    away = Some(why.clone());
                    due.push(Told::Away(why.clone()));
                }
                Err(_) => {}
                Ok(_) => due.extend(away.take().map(|_| Told::Back)),
            }
        }
        let told = sky.runs[run].told.clone();
        for pair in its.windows(2).filter(|pair| pair[0].heard.is_err()) {
            let waited = pair[1].at - pair[0].at;
            sky.must(waited <= LONGEST, || format!("tried again: run {run} says nothing for {waited:?}"));
        }
        // Who ends tells nothing any more of the last answer that it waits for.
        let fair = told == due || due.split_last().is_some_and(|(_, due)| told == due);
        sky.must(fair, || format!("says so: run {run} tells {told:?}, and heard {due:?}"));
    }
}

/// Numbers and models' names.
pub fn nothing_private(sky: &mut Sky, world: &SharedWorld) {
    for word in world.limiter.words() {
        let said = serde_json::to_string(&word.said).unwrap();
        let shows = private(&said).is_some() || said.contains(KEY);
        sky.must(!shows, || format!("privacy: {said}"));
    }
    let accounts = world.limiter.accounts();
    sky.must(accounts.len() <= 1, || format!("one account: {accounts:?}"));
    sky.must(!accounts.iter().any(|name| name.contains(KEY)), || format!("privacy: {accounts:?}"));
}
