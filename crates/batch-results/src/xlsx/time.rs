//! Times as Excel counts them: days since the end of 1899, by the clock on the wall.

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;

/// The days that Excel has dates for, without those before March 1900, which it counts wrongly.
const DAYS: std::ops::Range<f64> = 61.0..2_958_466.0;

/// An RFC 3339 time as a number of days in a time zone; `None` if it is none that Excel can show.
pub(super) fn days(at: &str, zone: &TimeZone) -> Option<f64> {
    let time = zone.to_datetime(at.parse::<Timestamp>().ok()?);
    let since = time.duration_since(date(1899, 12, 30).at(0, 0, 0, 0));
    let days = since.as_secs_f64() / 86_400.0;
    DAYS.contains(&days).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_where_the_reader_lives() {
        let shanghai = TimeZone::fixed(jiff::tz::offset(8));
        assert_eq!(days("2026-11-01T16:00:00Z", &shanghai), Some(46_328.0));
        assert_eq!(days("2026-11-01T16:00:00Z", &TimeZone::UTC), Some(46_327.0 + 16.0 / 24.0));
        assert_eq!(days("2026-11-01T20:00:00+08:00", &shanghai), Some(46_327.0 + 20.0 / 24.0));
        for none in ["", "yesterday", "1899-01-01T00:00:00Z", "1900-01-01T00:00:00Z"] {
            assert_eq!(days(none, &shanghai), None, "{none}");
        }
    }
}
