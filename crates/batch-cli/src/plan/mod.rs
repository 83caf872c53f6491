//! `plan`: what a run would do, cost and take. Sends nothing; with `--ask`, free token counts for a few conversations.

mod batch;
mod report;
mod words;

use batch_core::base::at_once::at_once;
use batch_core::base::error::Error;
use batch_core::base::problem::{AccessProblem, Problem};
use batch_core::job::identity::Identities;
use batch_core::job::input::{Records, records};
use batch_core::job::plan::{Cell, Plan};
use batch_core::ledger::{self, CellState, Index};
use batch_core::money::estimate::AROUND;
use batch_core::money::forecast::{self, Basis, LearnedSizes, ModelForecast, Sizes, Spread};
use batch_core::platform::request;
use batch_core::platform::{Platform, Profile, TokenCountBody};
use batch_core::run::places;
use batch_core::run::session::{InBatch, OpeningBudget, Prepared, address, count, fresh, shard_limit};
use batch_core::run::summary::FileList;
use batch_core::run::target::sharing;
use batch_core::wire::transport::Transport;
use batch_words::Words;
use batch_words::problem::bilingual;
use log::LevelFilter;
use serde_json::json;

use super::args::Common;
use super::{say, say_json, say_notice, simulate};
use batch::BatchPlan;
use report::{Report, TooLong, settings};

/// Conversations of each model whose tokens the platform is asked to count.
const SAMPLE: usize = 3;

/// What only `plan` can be told.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Show where each setting came from.
    pub settings: bool,
    /// Have tokens counted by the platform.
    pub ask: bool,
}

/// Shows what a run would do.
///
/// # Errors
/// [`Error`] for what would stop the run before a call is made.
pub async fn plan(
    words: &'static Words,
    mut platform: Box<dyn Platform>,
    args: &Common,
    options: Options,
) -> anyhow::Result<u8> {
    log::set_max_level(LevelFilter::Off);
    let (mut prepared, _sim) = simulate::prepare(words, platform.as_mut(), args)?;
    let platform = platform.as_ref();
    let profile = platform.profile();
    let mut warnings = std::mem::take(&mut prepared.warnings);
    let plan = Plan::new(&prepared.settings, &mut warnings).map_err(Error::from)?;
    for warning in &warnings {
        say_notice(words, &batch_words::problem::sentence(words, warning));
    }
    // A run would refuse here; a plan that hid the prices would be of less use than one that says so.
    let limit = prepared.limit().unwrap_or_else(|problem| {
        say_notice(words, &batch_words::problem::sentence(words, &problem));
        None
    });
    let unreadable = |e: std::io::Error| Error::from(ledger::unreadable(&plan.output_dir, &e));
    let mut sizes = Sizes::new(&plan);
    let (identities, index) = at_once(
        || {
            let mut records = Records::of(&plan.people);
            Identities::new(&plan, |_| &prepared.asked_at, &mut records, |text| sizes.record(text))
        },
        || Index::peek(&plan.output_dir, plan.shard),
    );
    let all_fresh = args.fresh && plan.is_whole();
    let (mut identities, mut index) = (identities.map_err(Error::from)?, index.map_err(unreadable)?);
    if args.fresh {
        // As a run does before it moves anything.
        places::can_be_taken(&plan).and_then(|()| fresh::nothing_waits(&plan, &index)).map_err(Error::from)?;
    }
    identities.claim(&plan, &index);
    let mut learned = forecast::learn(&plan, &identities, &index, &sizes);
    if args.fresh {
        match all_fresh {
            true => index = Index::default(),
            false => fresh::forget(&plan, &identities, &mut index),
        }
        identities.claim(&plan, &index);
    }
    let mut strangers = places::strangers(&plan, &identities, &index).map_err(Error::from)?;
    if args.fresh {
        // All of the job's sheets are moved aside, whoever wrote them.
        strangers = FileList::default();
    }
    if strangers.count > 0 {
        say_notice(words, &batch_words::run::strangers(words, &strangers, None));
    }
    let divided = limit.filter(|_| prepared.settings.limiter.is_none());
    let allowance = divided.and_then(|limit| shard_limit(limit, &prepared, &plan, &index));
    let mut left = left_cells(&plan, &identities, &index);
    let conversations = count(&plan, &identities, &index);
    for (shard, lines) in index.damaged_of(plan.shard) {
        let lost = conversations.to_ask() > 0;
        say_notice(words, &batch_words::run::damaged(words, &plan.output_dir, *shard, lines, lost));
    }
    let too_long = set_aside(words, &plan, &sizes, &mut left);
    if options.ask {
        ask(words, &prepared, profile, &plan, &sizes, &left, &mut learned).await?;
    }
    // A platform without a service has one price, and a shard does not go there.
    let in_batch = InBatch::new(platform, &prepared).ok().filter(|_| plan.shard.is_whole());
    let models: Vec<ModelForecast> = (0..plan.models.len())
        .map(|model| {
            let entry = prepared.registry.of(plan.models[model].names());
            let basis = Basis {
                model,
                left: &left[model],
                answered: conversations.by_model.get(model).copied().unwrap_or_default(),
                learned: learned[model],
                tariff: prepared.prices.models.get(model).and_then(Option::as_ref),
                in_batch: in_batch.as_ref().and_then(|batch| batch.tariffs.get(model)?.as_ref()),
                thinks: entry.is_some_and(|entry| entry.thinking) && !plan.models[model].params.thinking_is_off(),
            };
            forecast::model(&plan, profile, &sizes, &basis)
        })
        .collect();
    let (took, bound_by) =
        forecast::time(&models, prepared.settings.limits, &sharing(&plan.models, |_| (0, profile.scope)));
    let priced = prepared.prices.priced(&plan.models);
    let purse = OpeningBudget::new(&prepared, &plan, &priced, std::mem::take(&mut index.spent), limit, allowance);
    let report = Report {
        platform: profile.id,
        simulated: prepared.simulated,
        shard: plan.shard.named_part(),
        sheets: plan.sheet_count(),
        all: plan.cell_count(),
        output_dir: &prepared.settings.output_dir,
        people: plan.people.len(),
        prompts: plan.prompts.iter().filter(|prompt| prompt.wanted).count(),
        conversations,
        cost: Spread::sum(models.iter().filter_map(|model| model.cost)),
        batch: in_batch.and_then(|in_batch| BatchPlan::new(&in_batch, &prepared, &models)),
        worst_call: purse.worst,
        too_long,
        strangers,
        unknown_prices: prepared.prices.unknown(&plan.models),
        models,
        money: purse.money,
        seconds: (took.as_secs_f64() * 10.0).round() / 10.0,
        bound_by,
        settings: options.settings.then(|| settings(words, &prepared.settings.sources)),
    };
    if args.json {
        say_json(&report)?;
    } else {
        say(&words::report(words, &report, &prepared.settings, took));
    }
    Ok(0)
}

/// What is to be asked, by model: what has no answer and does not wait for one, and a record to ask about.
fn left_cells(plan: &Plan, identities: &Identities, index: &Index) -> Vec<Vec<Cell>> {
    let mut left = vec![Vec::new(); plan.models.len()];
    for cell in plan.sheets().flat_map(|sheet| plan.cells(sheet)) {
        let state = index.state(identities.key(plan, cell));
        let is_to_ask = !matches!(state, Some(CellState::Answered(_) | CellState::Waiting));
        if is_to_ask && !identities.is_empty(plan, cell) {
            left[plan.model_index(cell.sheet)].push(cell);
        }
    }
    left
}

/// Takes out of what is left the conversations that cannot fit into their model's context.
fn set_aside(words: &Words, plan: &Plan, sizes: &Sizes, left: &mut [Vec<Cell>]) -> Vec<TooLong> {
    let mut all: Vec<TooLong> = Vec::new();
    let mut sheet = None;
    for cells in left {
        cells.retain(|cell| {
            let Some(fault) = sizes.too_long(plan, *cell) else { return true };
            if let (Some(last), true) = (all.last_mut(), sheet.replace(cell.sheet) == Some(cell.sheet)) {
                last.conversations += 1;
            } else {
                all.push(TooLong {
                    model: plan.model(cell.sheet).name.clone(),
                    people: plan.person(cell.sheet).name().to_owned(),
                    conversations: 1,
                    says: batch_words::fault::sentence(words, &fault),
                });
            }
            false
        });
    }
    all
}

/// Has the platform count the tokens of a few conversations of each model, free of charge.
async fn ask(
    words: &Words,
    prepared: &Prepared,
    profile: &Profile,
    plan: &Plan,
    sizes: &Sizes,
    left: &[Vec<Cell>],
    learned: &mut [LearnedSizes],
) -> anyhow::Result<()> {
    let Some(counter) = &profile.token_count else {
        say_notice(words, &words.plan_cannot_ask(bilingual(words, &profile.name)));
        return Ok(());
    };
    let key = prepared.key.clone().map_err(Error::from)?;
    let transport = Transport::new(&address(profile, &prepared.settings, &key)).map_err(|fault| {
        Error::from(Problem::new(AccessProblem::NoClient { reason: fault.detail.words().to_owned() }))
    })?;
    for (cells, learned) in left.iter().zip(learned) {
        let step = (cells.len() / SAMPLE).max(1);
        for cell in cells.iter().step_by(step).take(SAMPLE) {
            let model = plan.model(cell.sheet);
            let Ok(record) = records::read(plan.person(cell.sheet)) else { continue };
            let input = request::input(&plan.prompt(*cell).text, &record.text);
            let mut body = json!({"model": model.wire()});
            let mut estimated = sizes.tokens(plan, *cell);
            match counter.body {
                TokenCountBody::Messages => {
                    let system = model.params.system.iter().map(|s| json!({"role": "system", "content": s}));
                    let user = std::iter::once(json!({"role": "user", "content": input}));
                    body["messages"] = system.chain(user).collect();
                }
                TokenCountBody::Text => {
                    estimated -= AROUND;
                    body["text"] = format!("{}{input}", model.params.system.as_deref().unwrap_or_default()).into();
                }
            }
            let reply = transport.post(counter.path, &body).await;
            let counted = reply.as_ref().ok().filter(|reply| reply.status == 200).and_then(|reply| {
                let value: serde_json::Value = serde_json::from_slice(&reply.body).ok()?;
                value.pointer(counter.pointer)?.as_u64()
            });
            match counted {
                Some(tokens) => learned.platform(estimated, tokens, counter.body == TokenCountBody::Text),
                None => {
                    let status = reply.map_or(0, |reply| reply.status);
                    say_notice(words, &words.plan_not_counted(&model.name, status));
                    break;
                }
            }
        }
    }
    Ok(())
}
