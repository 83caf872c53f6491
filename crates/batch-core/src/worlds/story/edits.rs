//! What a user changes between two runs.

use fastrand::Rng;

use super::super::dice::Dice;
use super::super::job::{Job, Named};

/// A change of the job. Numbers choose among what is there.
#[derive(Debug, Clone, Copy)]
pub enum Edit {
    /// A person somewhere among the others; with another's record if it is given.
    AddPerson(u32, Option<usize>),
    /// One is taken out.
    RemovePerson(usize),
    /// One is called otherwise.
    RenamePerson(usize, u32),
    /// One says something else.
    ChangeRecord(usize, u32),
    /// A prompt in this place.
    AddPrompt(usize, u32),
    /// One is taken out.
    RemovePrompt(usize),
    /// Two change places.
    SwapPrompts(usize, usize),
    /// A model; the same as another under a new name if it is given.
    AddModel(u32, Option<usize>),
    /// One is taken out.
    RemoveModel(usize),
    /// Two change places.
    SwapModels(usize, usize),
}

impl Edit {
    /// Any; of models only if these may change.
    pub fn draw(rng: &mut Rng, models: bool) -> Self {
        let (n, other, number) = (rng.usize(..100), rng.usize(..100), rng.u32(10..1000));
        let same = rng.one_in(3).then_some(n);
        match rng.u32(..if models { 10 } else { 7 }) {
            0 => Self::AddPerson(number, same),
            1 => Self::RemovePerson(n),
            2 => Self::RenamePerson(n, number),
            3 => Self::ChangeRecord(n, number),
            4 => Self::AddPrompt(n, number),
            5 => Self::RemovePrompt(n),
            6 => Self::SwapPrompts(n, other),
            7 => Self::AddModel(number, same),
            8 => Self::RemoveModel(n),
            _ => Self::SwapModels(n, other),
        }
    }

    /// Changes the job; what would leave nothing is left undone.
    pub fn apply(self, job: &mut Job) {
        let (models, prompts) = (job.models.len(), job.prompts.len());
        let person = |job: &Job, n: usize| job.people.keys().nth(n % job.people.len()).unwrap().clone();
        match self {
            Self::AddPerson(number, same) => {
                let record = match same {
                    Some(n) => job.people[&person(job, n)].clone(),
                    None => format!("record of <p{number}>"),
                };
                job.people.entry(format!("p{number}")).or_insert(record);
            }
            Self::RemovePerson(n) if job.people.len() > 1 => {
                let name = person(job, n);
                job.people.remove(&name);
            }
            Self::RenamePerson(n, number) if !job.people.contains_key(&format!("p{number}")) => {
                let name = person(job, n);
                let record = job.people.remove(&name).unwrap();
                job.people.insert(format!("p{number}"), record);
            }
            Self::ChangeRecord(n, number) => {
                let name = person(job, n);
                job.people.insert(name, format!("another record <c{number}>"));
            }
            Self::AddPrompt(n, number) => job.prompts.insert(n % (prompts + 1), format!("question <q{number}>")),
            Self::RemovePrompt(n) if job.prompts.len() > 1 => {
                job.prompts.remove(n % prompts);
            }
            Self::SwapPrompts(a, b) => job.prompts.swap(a % prompts, b % prompts),
            Self::AddModel(number, same) => {
                let wire = same.map_or_else(|| format!("m{number}"), |n| job.models[n % models].wire.clone());
                let name = format!("m{number}");
                if !job.models.iter().any(|m| m.name == name) {
                    job.models.push(Named { name, wire });
                }
            }
            Self::RemoveModel(n) if job.models.len() > 1 => {
                job.models.remove(n % models);
            }
            Self::SwapModels(a, b) => job.models.swap(a % models, b % models),
            Self::RemovePerson(_) | Self::RenamePerson(..) | Self::RemovePrompt(_) | Self::RemoveModel(_) => {}
        }
    }
}

/// The flags of filters over a job.
#[must_use]
pub fn flags(filters: Option<(u64, u64, u64)>, job: &Job) -> Vec<String> {
    let Some((models, people, prompts)) = filters else { return Vec::new() };
    let mut flags = Vec::new();
    let mut choose = |flag: &str, bits: u64, names: Vec<String>| {
        let mut some: Vec<&str> = names
            .iter()
            .enumerate()
            .filter(|(n, _)| bits >> (n % 64) & 1 == 1)
            .map(|(_, name)| name.as_str())
            .collect();
        if some.is_empty() {
            some.push(&names[0]);
        }
        if bits != u64::MAX {
            flags.extend([flag.to_owned(), some.join(",")]);
        }
    };
    choose("--models", models, job.models.iter().map(|m| m.name.clone()).collect());
    choose("--people", people, job.people.keys().cloned().collect());
    choose("--prompts", prompts, (1..=job.prompts.len()).map(|n| n.to_string()).collect());
    flags
}
