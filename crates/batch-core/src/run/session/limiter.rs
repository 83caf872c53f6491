//! The limiter that processes share, as a run finds it: it must answer before anything is asked.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::prepare::Prepared;
use crate::base::key::{Key, digest};
use crate::base::problem::{FileProblem, LimiterProblem, LimiterTrouble, Problem};
use crate::job::config::Settings;
use crate::job::config::limiter::{LimiterSettings, RedisAddress};
use crate::ledger::{FOLDER, folder_id};
use crate::platform::{Limits, Profile, Scope};
use crate::run::events::{JobEvent, Listener};
use crate::run::target::Target;
use crate::shared::message::{GroupSaid, MoneySaid, Reply, Said};
use crate::shared::{Line, Purse, SharedLimiter};

/// Makes a line to a limiter, by its address and the name of what is kept there.
pub type ToLimiter = Box<dyn Fn(&RedisAddress, &str) -> Result<Box<dyn Line>, Problem>>;

/// By what a run that may spend so much is known to those it shares its budget with.
///
/// # Errors
/// A [`Problem`] of the output folder.
pub(super) fn mark(
    prepared: &Prepared,
    profile: &Profile,
    key: &SecretString,
    limit: f64,
    output_dir: &Path,
) -> Result<String, Problem> {
    let Some(settings) = &prepared.settings.limiter else { return Ok("alone".to_owned()) };
    let purse = purse(settings, &prepared.prices.currency, limit, output_dir)?;
    let (account, address) = (account(profile, &prepared.asked_at, key), settings.address.to_string());
    Ok(Key(digest(&[account.as_bytes(), address.as_bytes(), purse.name.as_bytes()])).to_string())
}

/// The way to the limiter.
pub(super) struct Sharing {
    connect: ToLimiter,
    settings: LimiterSettings,
    /// Under which the account's limits are kept there.
    account: String,
    /// This process.
    id: String,
    purse: Option<Purse>,
}

impl Sharing {
    /// Looks whether the limiter answers, if one is configured. `limit`: what may be spent.
    ///
    /// # Errors
    /// A [`Problem`] if it does not: nothing is asked without it.
    pub async fn open(
        connect: ToLimiter,
        prepared: &Prepared,
        profile: &Profile,
        key: &SecretString,
        limit: Option<f64>,
        output_dir: &Path,
        listener: &dyn Listener,
    ) -> Result<Option<Self>, Problem> {
        let Some(settings) = prepared.settings.limiter.clone() else { return Ok(None) };
        let account = account(profile, &prepared.asked_at, key);
        let id = format!("{}-{:08x}", std::process::id(), fastrand::u32(..));
        let purse = match limit {
            Some(limit) => Some(purse(&settings, &prepared.prices.currency, limit, output_dir)?),
            None => None,
        };
        let this = Self { connect, settings, account, id, purse };
        let said = Said { id: this.id.clone(), ceiling: prepared.settings.limits.concurrency, ..Said::default() };
        let address = &this.settings.address;
        let reply = ask((this.connect)(address, &this.account)?, address, &said).await?;
        listener.hear(&JobEvent::LimiterJoined { address: &address.to_string(), processes: reply.processes });
        Ok(Some(this))
    }

    /// Beside other shards: so much stands in their ledgers.
    pub fn beside(&mut self, of_others: f64) {
        if let Some(purse) = &mut self.purse {
            purse.of_others = of_others;
        }
    }

    /// The process's side of it for a run over these targets.
    pub fn limiter(&self, targets: &[Target<'_>]) -> Option<SharedLimiter> {
        let line = (self.connect)(&self.settings.address, &self.account).ok()?;
        let groups = targets.iter().map(|target| target.group + 1).max().unwrap_or_default();
        let group = |group: usize| {
            let first = targets.iter().find(|target| target.group == group)?;
            // Whatever it is called here: the platform counts what is sent.
            let name =
                if first.group_name().is_empty() { "" } else { first.model.wire().unwrap_or(first.group_name()) };
            Some((name.to_owned(), first.account.limits))
        };
        let groups: Vec<(String, Limits)> = (0..groups).filter_map(group).collect();
        let ceiling = targets.first()?.account.limits.concurrency;
        let limiter = SharedLimiter::new(line, self.id.clone(), ceiling, groups, self.purse.clone());
        Some(limiter.when_away(self.settings.away))
    }
}

/// What the limiter knows of the account that a job asks; nothing is changed there.
///
/// # Errors
/// A [`Problem`] if it does not answer, or if there is none.
pub async fn look(prepared: &Prepared, profile: &Profile, key: &SecretString) -> Result<Reply, Problem> {
    let Some(settings) = &prepared.settings.limiter else { return Err(Problem::new(LimiterProblem::NotBuilt)) };
    let Settings { models, limits, output_dir, .. } = &prepared.settings;
    let mut names: Vec<&str> = match profile.scope {
        Scope::Account => vec![""],
        Scope::Model => models.iter().map(|model| model.wire().unwrap_or(&model.name)).collect(),
    };
    names.sort_unstable();
    names.dedup();
    let group = |name: &str| GroupSaid { name: name.to_owned(), ceiling: limits.concurrency, ..GroupSaid::default() };
    let (output_dir, limit) = (Path::new(output_dir), prepared.limit().ok().flatten());
    // What was never run has nothing in common with anybody.
    let limit = limit.filter(|_| output_dir.join(FOLDER).is_dir());
    let purse = limit.map(|limit| purse(settings, &prepared.prices.currency, limit, output_dir)).transpose()?;
    let money = purse.map(|purse| MoneySaid { name: purse.name, folder: purse.folder, ..MoneySaid::default() });
    let groups = names.into_iter().map(group).collect();
    let said = Said { look: true, ceiling: limits.concurrency, groups, money, ..Said::default() };
    let line = redis(&settings.address, &account(profile, &prepared.asked_at, key))?;
    ask(line, &settings.address, &said).await
}

async fn ask(mut line: Box<dyn Line>, address: &RedisAddress, said: &Said) -> Result<Reply, Problem> {
    line.say(said).await.map_err(|why| away(address, why))
}

fn away(address: &RedisAddress, why: LimiterTrouble) -> Problem {
    Problem::new(LimiterProblem::Away { address: address.to_string(), why })
}

/// The usual line.
///
/// # Errors
/// A [`Problem`] if this program was built without it.
#[cfg(feature = "redis")]
pub fn redis(address: &RedisAddress, account: &str) -> Result<Box<dyn Line>, Problem> {
    Ok(Box::new(crate::shared::RedisLine::new(address.clone(), account.to_owned())))
}

/// The usual line.
///
/// # Errors
/// A [`Problem`]: this program was built without it.
#[cfg(not(feature = "redis"))]
pub fn redis(_: &RedisAddress, _: &str) -> Result<Box<dyn Line>, Problem> {
    Err(Problem::new(LimiterProblem::NotBuilt))
}

/// Under which an account's limits are kept: platform, address and key as a digest, which gives none of them away. In braces,
/// so that a cluster has all of it in one place.
fn account(profile: &Profile, address: &str, key: &SecretString) -> String {
    // Scheme and host mean the same in capitals.
    let address = Url::parse(address).map_or_else(|_| address.to_owned(), |url| url.to_string());
    let address = address.trim_end_matches('/');
    let parts = [b"limiter 1", profile.id.as_bytes(), address.as_bytes(), key.expose_secret().as_bytes()];
    format!("batch-llm:{{{}}}", Key(digest(&parts)))
}

fn purse(settings: &LimiterSettings, currency: &str, limit: f64, output_dir: &Path) -> Result<Purse, Problem> {
    let folder = folder_id(output_dir).map_err(|e| Problem::in_file(output_dir, FileProblem::OutputDir(e.into())))?;
    let name = match &settings.budget {
        Some(name) => format!("{currency} {name}"),
        None => format!("{currency} folder {folder}"),
    };
    Ok(Purse { name, folder, limit, before: 0.0, of_others: 0.0 })
}
