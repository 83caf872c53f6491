//! Which part of the job this process works on: as it is told, or as the scheduler that started it numbers its tasks.

use std::fmt;

use super::environment::Environment;
use crate::base::problem::{Problem, ShardProblem};
use crate::base::shard::Shard;

/// What Slurm tells each task of an array: <https://slurm.schedmd.com/job_array.html>
const SLURM_TASK: &str = "SLURM_ARRAY_TASK_ID";
const SLURM_COUNT: &str = "SLURM_ARRAY_TASK_COUNT";
const SLURM_FIRST: &str = "SLURM_ARRAY_TASK_MIN";
const SLURM_LAST: &str = "SLURM_ARRAY_TASK_MAX";
const SLURM_STEP: &str = "SLURM_ARRAY_TASK_STEP";
/// What `HyperQueue` tells each task: <https://it4innovations.github.io/hyperqueue/stable/jobs/arrays/>
const HYPERQUEUE_TASK: &str = "HQ_TASK_ID";

/// `--shard`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShardChoice {
    /// `2/8`
    This(Shard),
    /// `auto`, or `auto/8` where the scheduler does not say how many tasks there are.
    Auto {
        /// How many.
        of: Option<u16>,
    },
}

/// As it is typed.
impl fmt::Display for ShardChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::This(shard) => shard.fmt(f),
            Self::Auto { of: None } => f.write_str("auto"),
            Self::Auto { of: Some(of) } => write!(f, "auto/{of}"),
        }
    }
}

impl ShardChoice {
    /// The part that is meant.
    ///
    /// # Errors
    /// [`ShardProblem`] if the scheduler's numbers are none, or no parts of a job.
    pub(super) fn shard(self, env: &Environment) -> Result<Shard, Problem> {
        let of = match self {
            Self::This(shard) => return Ok(shard),
            Self::Auto { of } => of,
        };
        let number = |name: &'static str| {
            let Some((text, _)) = env.get(name) else { return Ok(None) };
            let number = text.trim().parse::<u64>().map(Some);
            number.map_err(|_| ShardProblem::NoNumber { variable: name, value: text.to_owned() })
        };
        scheduled(of, &number).map_err(Problem::new)
    }
}

/// What a variable of the scheduler's says, if it is there.
type Told<'a> = &'a dyn Fn(&'static str) -> Result<Option<u64>, ShardProblem>;

fn scheduled(of: Option<u16>, number: Told<'_>) -> Result<Shard, ShardProblem> {
    if let Some(task) = number(SLURM_TASK)? {
        return slurm(task, of, number);
    }
    let Some(task) = number(HYPERQUEUE_TASK)? else { return Err(ShardProblem::NoTask) };
    let Some(of) = of else { return Err(ShardProblem::NoCount { task: task.to_string() }) };
    let shard = u16::try_from(task).ok().and_then(|index| Shard::new(index, of));
    shard.ok_or_else(|| ShardProblem::Outside { task: task.to_string(), of })
}

/// Arrays may begin anywhere and have steps; but a part of one, submitted again, is numbered as in the whole.
fn slurm(task: u64, of: Option<u16>, number: Told<'_>) -> Result<Shard, ShardProblem> {
    let outside = |of| ShardProblem::Outside { task: task.to_string(), of };
    if let Some(of) = of {
        // Told how many, tasks are counted from 1, so that any of them may be submitted again by itself.
        return u16::try_from(task).ok().and_then(|index| Shard::new(index, of)).ok_or_else(|| outside(of));
    }
    let (first, step) = (number(SLURM_FIRST)?.unwrap_or(1), number(SLURM_STEP)?.unwrap_or(1).max(1));
    let Some(count) = number(SLURM_COUNT)? else { return Err(ShardProblem::NoCount { task: task.to_string() }) };
    let last = number(SLURM_LAST)?.unwrap_or(count);
    // An array of one task is one of another's, submitted again.
    if count <= 1 || (last.saturating_sub(first) / step).saturating_add(1) != count {
        return Err(ShardProblem::Gaps { from: first, to: last, of: count });
    }
    let Some(of) = u16::try_from(count).ok().filter(|of| *of <= Shard::MOST) else {
        return Err(ShardProblem::TooMany { of: count, most: Shard::MOST });
    };
    let index = task.checked_sub(first).map(|behind| (behind / step).saturating_add(1));
    index.and_then(|index| Shard::new(u16::try_from(index).ok()?, of)).ok_or_else(|| outside(of))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUTO: ShardChoice = ShardChoice::Auto { of: None };
    const OF_8: ShardChoice = ShardChoice::Auto { of: Some(8) };

    fn of(choice: ShardChoice, variables: &[(&str, &str)]) -> Result<String, ShardProblem> {
        let shard = choice.shard(&Environment::of(variables));
        shard.map(|shard| shard.to_string()).map_err(|problem| match *problem.what {
            crate::base::problem::ProblemKind::Shard(problem) => problem,
            other => panic!("{other:?}"),
        })
    }

    fn array(
        task: &'static str,
        first: &'static str,
        last: &'static str,
        step: &'static str,
        count: &'static str,
    ) -> Vec<(&'static str, &'static str)> {
        vec![(SLURM_TASK, task), (SLURM_FIRST, first), (SLURM_LAST, last), (SLURM_STEP, step), (SLURM_COUNT, count)]
    }

    #[test]
    fn a_task_of_an_array_is_a_part_wherever_the_array_begins() {
        assert_eq!(of(AUTO, &array("3", "1", "8", "1", "8")).as_deref(), Ok("3/8"));
        assert_eq!(of(AUTO, &array("0", "0", "7", "1", "8")).as_deref(), Ok("1/8"));
        assert_eq!(of(AUTO, &array("14", "0", "14", "2", "8")).as_deref(), Ok("8/8"));
        assert_eq!(
            of(ShardChoice::This("2/3".parse().unwrap()), &array("3", "1", "8", "1", "8")).as_deref(),
            Ok("2/3")
        );
    }

    #[test]
    fn a_part_of_an_array_is_no_array_of_its_own() {
        let gaps = of(AUTO, &array("7", "3", "7", "1", "2"));
        assert_eq!(gaps, Err(ShardProblem::Gaps { from: 3, to: 7, of: 2 }));
        let one = of(AUTO, &array("5", "5", "5", "1", "1"));
        assert_eq!(
            one,
            Err(ShardProblem::Gaps { from: 5, to: 5, of: 1 }),
            "submitted again by itself: not all of the job"
        );
        let first = of(AUTO, &array("1", "1", "1", "1", "1"));
        assert_eq!(first, Err(ShardProblem::Gaps { from: 1, to: 1, of: 1 }), "nor is the first of them");
        let last = of(AUTO, &array("7", "0", "18446744073709551615", "1", "2"));
        assert_eq!(last, Err(ShardProblem::Gaps { from: 0, to: u64::MAX, of: 2 }));
        assert_eq!(of(OF_8, &array("5", "5", "5", "1", "1")).as_deref(), Ok("5/8"));
        assert_eq!(of(OF_8, &array("5", "x", "x", "x", "x")).as_deref(), Ok("5/8"), "what is not needed is not read");
        assert_eq!(of(OF_8, &array("9", "9", "9", "1", "1")), Err(ShardProblem::Outside { task: "9".into(), of: 8 }));
    }

    #[test]
    fn a_scheduler_that_does_not_say_how_many_is_asked_of_the_user() {
        assert_eq!(of(OF_8, &[(HYPERQUEUE_TASK, "8")]).as_deref(), Ok("8/8"));
        assert_eq!(of(AUTO, &[(HYPERQUEUE_TASK, "8")]), Err(ShardProblem::NoCount { task: "8".into() }));
        assert_eq!(of(OF_8, &[(HYPERQUEUE_TASK, "0")]), Err(ShardProblem::Outside { task: "0".into(), of: 8 }));
        assert_eq!(of(AUTO, &[]), Err(ShardProblem::NoTask));
    }

    #[test]
    fn what_is_no_number_and_more_parts_than_can_be_are_said() {
        let no_number = |variable, value: &str| Err(ShardProblem::NoNumber { variable, value: value.into() });
        assert_eq!(of(OF_8, &[(SLURM_TASK, "x")]), no_number(SLURM_TASK, "x"));
        assert_eq!(of(OF_8, &[(HYPERQUEUE_TASK, "-1")]), no_number(HYPERQUEUE_TASK, "-1"));
        assert_eq!(of(AUTO, &array("3", "1", "8", "1", "acht")), no_number(SLURM_COUNT, "acht"));
        let too_many = of(AUTO, &array("3", "1", "5000", "1", "5000"));
        assert_eq!(too_many, Err(ShardProblem::TooMany { of: 5000, most: 4095 }));
        assert_eq!(of(AUTO, &array("4095", "1", "4095", "1", "4095")).as_deref(), Ok("4095/4095"));
    }
}
