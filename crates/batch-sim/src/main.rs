//! The simulator as a server: `batch-sim --dialect kimi --port 8080`.

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use batch_sim::{
    BatchFault, BatchPatch, BatchService, BatchSettings, Change, Dialect, FaultKind, Faults, KeyRule, Latency, Limits,
    Options, Pace, Price, Sim, Vendor,
};
use clap::Parser;

/// A language-model platform on 127.0.0.1: its answers, errors, limits and bad days. GET /stats counts.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// openai, kimi, ark (doubao), baichuan or jiekou
    #[arg(long, default_value = "openai")]
    dialect: Dialect,
    /// A vendor's table (JSON, see `batch_sim::Vendor`), or a file with it as `simulated`, over plain OpenAI
    #[arg(long, value_name = "FILE", conflicts_with = "dialect")]
    vendor: Option<PathBuf>,
    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// What all random draws begin with
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Median latency; 0 answers at once
    #[arg(long, default_value_t = 40.0, value_name = "MS")]
    latency_ms: f64,
    /// Spread of the latency (log-normal); 0 is always the median
    #[arg(long, default_value_t = 0.4)]
    sigma: f64,
    /// How a streamed answer uses its latency: late, head_first or spread
    #[arg(long, default_value = "late")]
    pace: Pace,
    /// A gateway cuts calls of which no byte has come after so long: 504 or 524
    #[arg(long, value_name = "MS")]
    gateway_ms: Option<u64>,
    /// Pause of faults that take their time, such as slow_drip
    #[arg(long, default_value_t = 50, value_name = "MS")]
    drip_ms: u64,
    /// Calls in flight; 0 is no limit, here and below
    #[arg(long, default_value_t = 0)]
    concurrency: u32,
    /// Calls a minute
    #[arg(long, default_value_t = 0)]
    rpm: u32,
    /// Tokens a minute
    #[arg(long, default_value_t = 0)]
    tpm: u64,
    /// Kimi's limits of a tier, T0 to T5, instead of the three above
    #[arg(long)]
    tier: Option<String>,
    /// How long a minute is
    #[arg(long, default_value_t = 60_000, value_name = "MS")]
    window_ms: u64,
    /// A fault and its rate, such as http_500=0.05 or error:ServerOverloaded=0.1
    #[arg(long, value_name = "KIND=RATE", value_parser = fault)]
    fault: Vec<(FaultKind, f64)>,
    /// Faults happen only in the first N attempts of each conversation
    #[arg(long, value_name = "N")]
    first_attempts: Option<u32>,
    /// The only right key; without it any key is right
    #[arg(long)]
    key: Option<String>,
    /// Money on the account
    #[arg(long)]
    balance: Option<f64>,
    /// Every answer costs this, instead of the list price
    #[arg(long, value_name = "MONEY")]
    price_per_call: Option<f64>,
    /// The models there are, with commas; without it those of the platform
    #[arg(long, value_delimiter = ',')]
    models: Option<Vec<String>>,
    /// Take any model name
    #[arg(long)]
    any_model: bool,
    /// Length of every answer
    #[arg(long, value_name = "CHARS")]
    answer_chars: Option<usize>,
    /// Changes that happen by themselves, JSON: [{"after_calls":100,"patch":{"limits":{"concurrency":8}}}]
    #[arg(long, value_name = "JSON")]
    schedule: Option<String>,
    /// Batch service: openai, kimi, qwen, siliconflow, ppio or novita, instead of the platform's own
    #[arg(long, value_name = "NAME", value_parser = service)]
    batch_service: Option<BatchService>,
    /// A batch goes on by itself, a step each so often; without it a step each time that it is asked for
    #[arg(long, value_name = "MS")]
    batch_tick_ms: Option<u64>,
    /// Steps that the lines of a batch take
    #[arg(long, value_name = "STEPS")]
    batch_steps: Option<u32>,
    /// Files and batches of other people in the lists
    #[arg(long, default_value_t = 0, value_name = "N")]
    batch_others: u32,
    /// A fault of the batch service and its rate, such as create:after_500=0.1, content:cut=0.2 or expires=1
    #[arg(long, value_name = "KIND=RATE", value_parser = batch_fault)]
    batch_fault: Vec<(BatchFault, f64)>,
    /// All else of the batch service and of held calls, JSON: {"max_open":2,"held":{"hold":{"fixed":60000}}}
    #[arg(long, value_name = "JSON", value_parser = batch_settings)]
    batch: Option<BatchSettings>,
    /// Ends by itself
    #[arg(long, default_value_t = 3600, value_name = "SECONDS")]
    for_seconds: u64,
}

fn fault(text: &str) -> Result<(FaultKind, f64), String> {
    let (kind, rate) = text.rsplit_once('=').ok_or("KIND=RATE, such as http_500=0.05")?;
    Ok((kind.parse()?, rate.parse().map_err(|_| format!("{rate:?} is no number"))?))
}

fn batch_fault(text: &str) -> Result<(BatchFault, f64), String> {
    let (kind, rate) = text.rsplit_once('=').ok_or("KIND=RATE, such as create:429=0.05")?;
    Ok((kind.parse()?, rate.parse().map_err(|_| format!("{rate:?} is no number"))?))
}

fn service(name: &str) -> Result<BatchService, String> {
    BatchService::named(name).ok_or_else(|| "openai, kimi, qwen, siliconflow, ppio or novita".to_owned())
}

fn batch_settings(json: &str) -> Result<BatchSettings, String> {
    // As a patch, because that checks it.
    serde_json::from_str::<BatchPatch>(json).map_err(|error| error.to_string())?;
    serde_json::from_str(json).map_err(|error| error.to_string())
}

/// Reads a vendor's table, by itself or as the `simulated` of a larger file.
fn vendor(file: &Path) -> Result<Vendor, Box<dyn Error>> {
    let json = std::fs::read_to_string(file)?;
    let whole: serde_json::Value = serde_json::from_str(&json)?;
    Ok(Vendor::read(&whole.get("simulated").map_or(json, ToString::to_string))?)
}

fn options(args: Args) -> Result<Options, Box<dyn Error>> {
    let some = |limit: u32| (limit > 0).then_some(limit);
    let mut options = Options::new(args.dialect);
    let limits = match &args.tier {
        Some(tier) => Limits::kimi_tier(tier).ok_or("unknown tier: T0 to T5")?,
        None => Limits {
            concurrency: some(args.concurrency),
            rpm: some(args.rpm),
            tpm: (args.tpm > 0).then_some(args.tpm),
            ..Limits::default()
        },
    };
    options.limits = Limits { window: Duration::from_millis(args.window_ms), ..limits };
    let median = Duration::try_from_secs_f64(args.latency_ms / 1000.0)?;
    options.latency = match (median.is_zero(), args.sigma > 0.0) {
        (true, _) => Latency::None,
        (_, true) => Latency::LogNormal { median, sigma: args.sigma },
        _ => Latency::Fixed(median),
    };
    options.faults = Faults { rates: args.fault, first_attempts_only: args.first_attempts, ..Faults::none() };
    if let Some(file) = &args.vendor {
        let vendor = vendor(file).map_err(|error| format!("{}: {error}", file.display()))?;
        options.vendor = Some(Arc::new(vendor));
    }
    options.key = args.key.map_or(KeyRule::AnyNonEmpty, KeyRule::Exactly);
    options.price = args.price_per_call.map_or(Price::List, Price::PerCall);
    options.accept_any_model |= args.any_model;
    options.batch = args.batch.unwrap_or_default();
    options.batch.service = args.batch_service.or(options.batch.service);
    options.batch.tick = args.batch_tick_ms.map(Duration::from_millis).or(options.batch.tick);
    options.batch.working = args.batch_steps.unwrap_or(options.batch.working);
    options.batch.others = args.batch_others.max(options.batch.others);
    options.batch.faults.rates.extend(args.batch_fault);
    if let Some(schedule) = &args.schedule {
        options.schedule = serde_json::from_str::<Vec<Change>>(schedule)?;
    }
    Ok(Options {
        seed: args.seed,
        pace: args.pace,
        gateway: args.gateway_ms.map(Duration::from_millis),
        drip: Duration::from_millis(args.drip_ms),
        balance: args.balance,
        models: args.models,
        answer_chars: args.answer_chars,
        port: args.port,
        ..options
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    let lifetime = Duration::from_secs(args.for_seconds);
    let sim = Sim::start(options(args)?)?;
    writeln!(std::io::stdout(), "listening on {}", sim.base_url())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = tokio::time::sleep(lifetime) => {}
        }
    });
    Ok(())
}
