//! The limits that are assumed where the config names none.

use crate::base::problem::{ConfigProblem, Problem};
use crate::platform::{Limits, Profile};
use crate::privacy;

/// True if a base URL's host is the platform's own, in whatever country: only there do the platform's limits hold.
pub(super) fn is_at_home(base_url: &str, home: &str) -> bool {
    let name = |url: &str| {
        let host = url::Url::parse(url).ok()?.host_str()?.to_lowercase();
        host.rsplit_once('.').map(|(name, _)| name.to_owned())
    };
    name(base_url).is_some_and(|host| Some(host) == name(home))
}

/// The limits of a tier, or those that are assumed of the server at this address.
///
/// # Errors
/// A [`Problem`] that names the tiers that there are.
pub(super) fn preset(
    profile: &Profile,
    base_url: &str,
    simulated: bool,
    wanted: Option<&str>,
) -> Result<Limits, Problem> {
    // Whoever describes a platform means the one at this address, wherever that is; the simulator is nobody's.
    let is_meant = profile.presets.is_some() && !simulated || is_at_home(base_url, profile.base_url);
    let assumed = if is_meant { profile.limits } else { Limits::UNKNOWN };
    tier(profile.tiers, assumed, wanted)
}

fn tier(tiers: &[(&str, Limits)], default: Limits, wanted: Option<&str>) -> Result<Limits, Problem> {
    let Some(wanted) = wanted else { return Ok(default) };
    let names: Vec<&str> = tiers.iter().map(|(name, _)| *name).collect();
    tiers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
        .map(|(_, limits)| *limits)
        .ok_or_else(|| Problem::new(ConfigProblem::unknown("tier", &privacy::guarded(wanted), &names)).field("tier"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platforms_limits_hold_at_its_own_host_only() {
        let home = "https://api.vendor.cn/v1";
        for (url, at_home) in [
            ("https://api.vendor.cn/v1", true),
            ("https://API.vendor.ai/v1", true),
            ("http://127.0.0.1:8000/v1", false),
            ("http://localhost:8000/v1", false),
            ("https://gateway.example.com/vendor.cn/v1", false),
            ("https://api.vendor.cn.example.com/v1", false),
            ("nonsense", false),
        ] {
            assert_eq!(is_at_home(url, home), at_home, "{url}");
        }
    }
}
