//! When all is over.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::time::Duration;

use super::super::SharedWorld;
use super::super::story::Account;
use super::said::{nothing_private, troubles_are_told};
use super::sky::Sky;
use crate::platform::Scope;
use crate::sheets::sheet::ERROR_PREFIX;
use crate::worlds::job::Job;
use crate::worlds::play::{self, How};
use crate::worlds::promises::common::{own_answers, price};
use crate::worlds::server::{Call, Seen, Treated, World};

const MINUTE: Duration = Duration::from_secs(60);
/// Tokens that a call of these worlds may use beyond what was thought.
const MORE: u64 = 320;

/// Everything that must be true when all have ended and their leases, too. `last`: the first of the runs that were to do what was
/// left, without a budget; `idle`: the first of those that had nothing to do.
pub fn at_last(sky: &mut Sky, world: &SharedWorld, account: &Account, jobs: &[Job], (last, idle): (usize, usize)) {
    let seen = world.calls.seen();
    all_is_answered(sky, jobs, &seen);
    paid_once(sky, jobs, &seen);
    within_budget(sky, world, account, &seen, last);
    let again = seen.calls.iter().filter(|call| call.run >= idle).count();
    sky.must(again == 0, || format!("only what is left: {again} calls of runs that had nothing to do"));
    if account.shared {
        nothing_is_held(sky, world);
        troubles_are_told(sky, world);
        nothing_private(sky, world);
    }
    // Who begins anew without a limiter knows nothing of the minute before.
    if account.shared {
        by_the_minute(sky, world, account, &seen);
    }
    few_refusals(sky, world, account, &seen);
}

fn all_is_answered(sky: &mut Sky, jobs: &[Job], seen: &Seen) {
    let given = seen.given();
    for (n, job) in jobs.iter().enumerate() {
        let sheets = job.sheets();
        let missing: Vec<_> = job
            .places()
            .into_iter()
            .filter(|place| sheets.get(place).is_none_or(|(_, output)| output.starts_with(ERROR_PREFIX)))
            .collect();
        sky.must(missing.is_empty(), || format!("all is answered: {missing:?} of job {n} are not"));
        sky.broken.extend(own_answers(job, &given));
    }
}

/// An answer that arrived is not asked for again; what was in flight at a kill may be.
fn paid_once(sky: &mut Sky, jobs: &[Job], seen: &Seen) {
    for n in 0..jobs.len() {
        let of =
            |call: &&Call| sky.runs[call.run].job == n && !matches!(call.end, Treated::Limited | Treated::Refused(_));
        let mut answers: HashMap<usize, usize> = HashMap::new();
        for call in seen.calls.iter().filter(of).filter(|call| matches!(call.end, Treated::Answered(_))) {
            *answers.entry(call.question).or_default() += 1;
        }
        let twice: usize = answers.values().map(|times| times - 1).sum();
        let let_go: u32 = sky.runs.iter().filter(|run| run.job == n).map(|run| run.let_go).sum();
        sky.must(twice <= let_go as usize, || {
            format!("paid once: {twice} answers of job {n} were paid for again, {let_go} calls were let go")
        });
    }
}

/// Whatever was worked for, by whoever, before the budget was lifted.
fn within_budget(sky: &mut Sky, world: &SharedWorld, account: &Account, seen: &Seen, last: usize) {
    let Some(budget) = account.budget else { return };
    // What other folders spent is forgotten if all is lost while nobody is there.
    let forgotten = account.common && world.limiter.law().losses.iter().any(|loss| sky.is_empty(*loss));
    let mut spent: BTreeMap<usize, f64> = BTreeMap::new();
    for call in seen.calls.iter().filter(|call| call.run < last) {
        let purse = if account.common && account.shared && !forgotten { 0 } else { sky.runs[call.run].job };
        *spent.entry(purse).or_default() += price(call.tokens);
    }
    // What somebody spent of its own part, who did not see the limiter again, nobody knows.
    let parts = sky.runs.iter().filter(|run| run.ended_alone()).count();
    let budget = account.away.map_or(budget, |of| budget * (1.0 + parts as f64 / f64::from(of)));
    for (purse, spent) in spent {
        sky.must(spent <= budget + 1e-9, || format!("budget: {spent:.4} spent of {budget} (purse {purse})"));
    }
}

/// Nobody is there any more, and nobody's calls.
fn nothing_is_held(sky: &mut Sky, world: &SharedWorld) {
    let words = world.limiter.words();
    let names: BTreeSet<String> =
        words.iter().flat_map(|word| &word.said.groups).map(|group| group.name.clone()).collect();
    let purses: BTreeSet<(String, String)> = words
        .iter()
        .filter_map(|word| word.said.money.as_ref())
        .map(|money| (money.name.clone(), money.folder.clone()))
        .collect();
    let names: Vec<String> = names.into_iter().collect();
    let reply = world.limiter.look(&names, None);
    let held = reply.groups.iter().any(|group| group.flying > 0);
    sky.must(!held && reply.processes == 0, || format!("nothing leaks: {reply:?}"));
    for (name, folder) in purses {
        let money = world.limiter.look(&[], Some((&name, &folder))).money.unwrap_or_default();
        sky.must(money.held.abs() < 1e-9, || format!("nothing leaks: {money:?} of {name}"));
    }
}

/// Calls and tokens of any minute.
fn by_the_minute(sky: &mut Sky, world: &SharedWorld, account: &Account, seen: &Seen) {
    let law = world.limiter.law();
    let ahead = law.jumps.iter().filter(|(_, ms)| *ms > 0).count();
    // Who has only its part takes that besides; what was lost, or is over by a clock that was set, is not known any more.
    let parts = 1 + u64::from(account.away.is_some());
    let mut scopes: BTreeMap<&str, Vec<&Call>> = BTreeMap::new();
    for call in &seen.calls {
        let name = if world.calls.law().scope == Scope::Account { "" } else { &seen.questions[call.question].model };
        scopes.entry(name).or_default().push(call);
    }
    for (name, calls) in scopes {
        for (n, first) in calls.iter().enumerate() {
            let minute = calls[n..].iter().take_while(|call| call.at < first.at + MINUTE);
            if let Some(rpm) = account.rpm {
                let second = u64::from(rpm / 60 + 1);
                let late = if law.is_slow() { 2 * second } else { 0 };
                let most = u64::from(rpm) * parts + late + second * (law.losses.len() + ahead) as u64;
                let made = minute.clone().count() as u64;
                sky.must(made <= most, || format!("calls a minute: {made} of {most} from {:?} on, {name}", first.at));
            }
            if let Some(tpm) = account.tpm {
                let most = tpm * parts * (1 + law.losses.len() + ahead) as u64 + u64::from(account.ceiling) * MORE;
                let used: u64 = minute.map(|call| call.tokens.0 + call.tokens.1).sum();
                sky.must(used <= most, || format!("tokens a minute: {used} of {most} from {:?} on, {name}", first.at));
            }
        }
    }
}

/// Whoever keeps to what was agreed is refused nothing; where the account takes less, that is found out together.
fn few_refusals(sky: &mut Sky, world: &SharedWorld, account: &Account, seen: &Seen) {
    let law = world.limiter.law();
    let limited = seen.count(|end| end == Treated::Limited);
    let known = account.rpm.is_none() || law.losses.is_empty() && law.jumps.is_empty() && !law.is_slow();
    let most = match () {
        // Those that go by their own part find out by themselves.
        () if account.takes_less && account.away.is_some() => 20 + seen.calls.len() / 2,
        () if account.takes_less => 20 + seen.calls.len() / 5,
        () if account.away.is_some() || !account.shared => 10 + seen.calls.len() / 2,
        () if !known => 10 + seen.calls.len() / 20,
        () => 0,
    };
    sky.must(limited <= most, || format!("few refusals: {limited} of {} calls, {most} may be", seen.calls.len()));
}

/// The files are those of one process that nothing disturbed. Has a runtime of its own.
pub fn as_by_one(job: &Job) -> Option<String> {
    let alone = job.elsewhere();
    let came = play::run(&alone, &World::new(Default::default()), &How::default());
    let (ours, its) = (files(job), files(&alone));
    let differs = ours.iter().find(|(name, text)| its.get(*name) != Some(*text)).map(|(name, _)| name);
    let missing = its.keys().find(|name| !ours.contains_key(*name));
    let found = differs.or(missing)?;
    Some(format!("as by one: {found} is not what one process writes ({})", came.name()))
}

/// The sheets, without the numbers of their answers.
fn files(job: &Job) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(job.output()).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "json") {
            let text = fs::read_to_string(&path).unwrap();
            let mut pieces = text.split('#');
            let first = pieces.next().unwrap_or_default().to_owned();
            let rest = pieces.map(|piece| format!("#{}", piece.trim_start_matches(|c: char| c.is_ascii_digit())));
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            files.insert(name, std::iter::once(first).chain(rest).collect());
        }
    }
    files
}
