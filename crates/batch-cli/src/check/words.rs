//! What `check` found, in words.

use batch_core::platform::Profile;
use batch_words::Words;
use serde::Serialize;

use super::finding::{BatchFinding, CheckItem, CheckLine, CheckState, Finding, LimiterFinding, Reach};
use crate::excerpt;
use crate::table::{pad, width};

/// A line as it is shown.
#[derive(Debug, Serialize)]
pub struct CheckRow {
    /// What was looked at.
    pub what: String,
    /// What came of it.
    pub state: CheckState,
    /// What there is, or what is wrong and how to mend it.
    pub says: String,
    /// The line that it is about, for the terminal.
    #[serde(skip)]
    pub excerpt: Option<String>,
}

/// All lines in words.
pub fn shown(words: &Words, profile: &Profile, lines: &[CheckLine]) -> Vec<CheckRow> {
    let one = |line: &CheckLine| CheckRow {
        what: what(words, &line.what),
        state: line.state,
        says: says(words, profile, &line.finding),
        excerpt: match &line.finding {
            Finding::Problem(problem) => excerpt::of_problem(problem),
            Finding::Error(error) => excerpt::of(error),
            _ => None,
        },
    };
    lines.iter().map(one).collect()
}

/// The whole table and what it comes to.
pub fn table(words: &Words, lines: &[CheckRow], code: u8, program: &str, simulated: bool) -> String {
    let states = [CheckState::Ok, CheckState::Unchecked, CheckState::Warning, CheckState::Wrong];
    let marks = states.iter().map(|state| width(&mark(words, *state))).max().unwrap_or_default() + 2;
    let column = lines.iter().map(|line| width(&line.what)).max().unwrap_or_default();
    let head = if simulated { words.check_head_simulated() } else { words.check_head() };
    let shown = lines.iter().flat_map(|line| {
        let mark = pad(&format!("[{}]", mark(words, line.state)), marks);
        let row = format!("  {mark} {}  {}", pad(&line.what, column), line.says);
        std::iter::once(row).chain(line.excerpt.iter().flat_map(|lines| lines.lines().map(str::to_owned)))
    });
    let mut all: Vec<String> = std::iter::once(head).chain(shown).collect();
    all.push(String::new());
    let wrong = lines.iter().filter(|line| line.state >= CheckState::Wrong).count();
    let unchecked = lines.iter().any(|line| line.state == CheckState::Unchecked);
    all.push(match (code, unchecked) {
        (0, false) => words.check_all_well(program),
        (0, true) => words.check_some_unchecked(program),
        _ => words.check_some_wrong(wrong),
    });
    batch_words::joined(&all)
}

fn mark(words: &Words, state: CheckState) -> String {
    match state {
        CheckState::Ok => words.check_state_ok(),
        CheckState::Unchecked => words.check_state_unchecked(),
        CheckState::Warning => words.check_state_warning(),
        CheckState::Wrong | CheckState::Refused => words.check_state_wrong(),
    }
}

fn what(words: &Words, what: &CheckItem) -> String {
    match what {
        CheckItem::Config => words.check_config(),
        CheckItem::Budget => words.check_budget(),
        CheckItem::Inputs => words.check_inputs(),
        CheckItem::Output => words.check_output(),
        CheckItem::Network => words.check_network(),
        CheckItem::Key => words.check_key(),
        CheckItem::Balance => words.check_balance(),
        CheckItem::Batch => words.check_batch(),
        CheckItem::Limiter => words.check_limiter(),
        CheckItem::Model(name) => words.check_model(name),
    }
}

fn says(words: &Words, profile: &Profile, finding: &Finding) -> String {
    let amount = |amount: &f64, currency: &str| batch_core::base::amount::amount(*amount, currency);
    let all = |amounts: &[(f64, String)]| {
        let shown: Vec<String> = amounts.iter().map(|(money, currency)| amount(money, currency)).collect();
        shown.join(", ")
    };
    match finding {
        Finding::Place(place) => place.clone(),
        Finding::Problem(problem) => batch_words::problem::sentence(words, problem),
        Finding::Error(error) => batch_words::problem::error(words, error),
        Finding::Inputs { people, prompts } => words.check_inputs_found(*people, *prompts),
        Finding::TooLong { model, people, fault } => {
            words.check_too_long(model, people, batch_words::fault::sentence(words, fault))
        }
        Finding::Strangers(files) => batch_words::run::strangers(words, files, None),
        Finding::NoClient(fault) => words.access_transport(batch_words::fault::detail(words, fault)),
        Finding::Unreachable { address, fault } => {
            words.check_unreachable(address, batch_words::fault::sentence(words, fault))
        }
        Finding::NoWay { address, fault: None } => words.check_no_way_page(address),
        Finding::NoWay { address, fault: Some(fault) } => {
            words.check_no_way(address, batch_words::fault::sentence(words, fault))
        }
        Finding::NoWayBut { address, behind } => words.check_no_way_but(address, behind),
        Finding::Refused(fault) => batch_words::run::refused(words, profile, fault),
        Finding::Failed(fault) => batch_words::fault::sentence(words, fault),
        Finding::NoList(fault) => words.check_no_list(batch_words::fault::sentence(words, fault)),
        Finding::NoListInReply => words.check_no_list_in_reply(),
        Finding::KeyListed(models) => words.check_key_valid(*models),
        Finding::NoKeyListed(models) => words.check_no_key_listed(*models),
        Finding::KeyUnchecked if profile.key_vars.is_empty() => words.check_key_not_needed(),
        Finding::KeyUnchecked => words.check_key_unchecked(),
        Finding::KeyProven => words.check_key_proven(),
        Finding::Balance { amounts } => all(amounts),
        Finding::NoBalance { amounts } => words.check_no_balance(all(amounts), profile.console_url),
        Finding::BalanceUnknown => words.check_balance_unknown(),
        Finding::Listed => words.check_listed(),
        Finding::ListedAllTheSame(retired) => {
            words.check_listed_all_the_same(batch_words::problem::sentence(words, retired))
        }
        Finding::NotListed { nearest } if nearest.is_empty() => words.check_not_listed(),
        Finding::NotListed { nearest } => words.check_not_listed_but(nearest.join(", ")),
        Finding::AnyNameSimulated => words.check_any_name_simulated(),
        Finding::ShutDown { status, successor: Some(successor) } => words.check_shut_down_for(status, successor),
        Finding::ShutDown { status, successor: None } => words.check_shut_down(status),
        Finding::Ending { status, successor: Some(successor) } => words.check_ending_for(status, successor),
        Finding::Ending { status, successor: None } => words.check_ending(status),
        Finding::OtherName(name) => words.check_other_name(name),
        Finding::NoFreeWay => words.check_no_free_way(),
        Finding::Answered { took, paid: None } => words.check_answered(batch_words::duration(words, *took)),
        Finding::Answered { took, paid: Some((money, currency)) } => {
            words.check_answered_paid(batch_words::duration(words, *took), amount(money, currency))
        }
        Finding::Batch(found) => batch(words, found),
        Finding::Limiter(found) => limiter(words, found),
        Finding::Both(first, second) => words.check_both(says(words, profile, first), says(words, profile, second)),
    }
}

/// What the limiter knows.
fn limiter(words: &Words, LimiterFinding { address, reply, currency }: &LimiterFinding) -> String {
    let flying = reply.groups.iter().map(|group| group.flying).sum::<u32>();
    let ceiling = reply.groups.iter().map(|group| group.ceiling).max().unwrap_or_default();
    let found = words.check_limiter_found(address, reply.processes, flying, ceiling);
    let frozen = reply.groups.iter().map(|group| group.frozen).max().filter(|frozen| *frozen > 0);
    let frozen = frozen.map(|frozen| words.check_limiter_frozen(frozen.div_ceil(1000)));
    let amount = |amount: f64| batch_core::base::amount::amount(amount, currency);
    let money = reply.money.as_ref().map(|money| words.check_limiter_money(amount(money.spent), amount(money.held)));
    [frozen, money].into_iter().flatten().fold(found, |said, more| words.check_both(said, more))
}

/// What a batch service is good for.
fn batch(words: &Words, found: &BatchFinding) -> String {
    let reach = match &found.reach {
        Reach::Yes => words.check_batch_reached(),
        Reach::Missing => return words.check_batch_missing(),
        // What the class of a refused call would mean is said of calls: here it is the tier.
        Reach::Refused(fault) if matches!(fault.status, 401 | 403) => {
            let said = batch_words::fault::detail(words, fault);
            return words.check_batch_refused(fault.status, !said.is_empty(), said);
        }
        Reach::Refused(fault) => return words.check_batch_unheard(batch_words::fault::sentence(words, fault)),
        Reach::Unasked => words.check_batch_unasked(),
    };
    let named = |names: &[String], say: fn(&Words, String) -> String| {
        (!names.is_empty()).then(|| say(words, names.join(&words.list_separator())))
    };
    let cannot =
        (!found.cannot.is_empty()).then(|| words.check_batch_cannot(batch_words::batch::all(words, &found.cannot)));
    let rest = [
        named(&found.can, |words, names| words.check_batch_can(names)),
        cannot,
        named(&found.doubted, |words, names| words.check_batch_doubted(names)),
        named(&found.offered, |words, names| words.check_batch_offered(names)),
    ];
    rest.into_iter().flatten().fold(reach, |said, more| words.check_both(said, more))
}
