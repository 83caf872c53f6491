//! What `check` looks at and what it finds.

use std::time::Duration;

use batch_core::base::error::Error;
use batch_core::base::problem::{CannotBatch, Problem};
use batch_core::platform::fault::Fault;
use batch_core::run::summary::FileList;
use batch_core::shared::message::Reply;
use serde::Serialize;

/// What was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckItem {
    /// The config file and all that it says.
    Config,
    /// The budget.
    Budget,
    /// Prompts and records.
    Inputs,
    /// The output folder.
    Output,
    /// The way to the platform.
    Network,
    /// The key.
    Key,
    /// The account's balance.
    Balance,
    /// The platform's batch service.
    Batch,
    /// The limiter that processes share.
    Limiter,
    /// A model, by its configured name.
    Model(String),
}

/// What came of looking at one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// It is as it should be.
    Ok,
    /// It could not be looked at without paying.
    Unchecked,
    /// A run would go on all the same.
    Warning,
    /// A run would end with exit code 2, or fail for this model.
    Wrong,
    /// The platform refuses the account: exit code 3.
    Refused,
}

/// What there is, or what is wrong.
#[derive(Debug)]
pub enum Finding {
    /// A file, folder or address, as it is written.
    Place(String),
    /// Something that the user must mend.
    Problem(Problem),
    /// Why a run would not begin.
    Error(Error),
    /// What there is to ask about.
    Inputs {
        /// Records.
        people: usize,
        /// Prompts.
        prompts: usize,
    },
    /// Conversations that fit into no context of a model.
    TooLong {
        /// The model.
        model: String,
        /// The person.
        people: String,
        /// How much is too much.
        fault: Fault,
    },
    /// Files of somebody else's in the places of sheets.
    Strangers(FileList),
    /// No client can be made.
    NoClient(Fault),
    /// The address does not answer.
    Unreachable {
        /// It.
        address: String,
        /// Why.
        fault: Fault,
    },
    /// There are no chat completions at the address.
    NoWay {
        /// It.
        address: String,
        /// What it says; nothing if it is a page for people.
        fault: Option<Fault>,
    },
    /// There are none at the address, but there are behind it.
    NoWayBut {
        /// It.
        address: String,
        /// The address that is meant.
        behind: String,
    },
    /// The platform refuses the account.
    Refused(Fault),
    /// A call of this model failed.
    Failed(Fault),
    /// The list of models is refused.
    NoList(Fault),
    /// What came is no list of models.
    NoListInReply,
    /// The key is good, and so many models are listed.
    KeyListed(usize),
    /// No key is sent, and so many models are listed.
    NoKeyListed(usize),
    /// The key is set; nothing free needs it.
    KeyUnchecked,
    /// A paid call needed it and succeeded.
    KeyProven,
    /// What is left on the account.
    Balance {
        /// How much, each in its currency if that is known.
        amounts: Vec<(f64, String)>,
    },
    /// Nothing is left.
    NoBalance {
        /// How much there is, each in its currency if that is known.
        amounts: Vec<(f64, String)>,
    },
    /// The server does not say what is left.
    BalanceUnknown,
    /// The platform lists the model.
    Listed,
    /// It does, although our data say that the model is gone.
    ListedAllTheSame(Problem),
    /// It does not.
    NotListed {
        /// The names most like it that are listed.
        nearest: Vec<String>,
    },
    /// The simulator takes whatever name it is asked.
    AnyNameSimulated,
    /// The platform's list says that the model is gone.
    ShutDown {
        /// In its own word.
        status: String,
        /// What takes its place.
        successor: Option<String>,
    },
    /// The platform's list says that the model will be gone.
    Ending {
        /// In its own word.
        status: String,
        /// What takes its place.
        successor: Option<String>,
    },
    /// Another name is sent than is written, and no list has it.
    OtherName(String),
    /// Nothing free tells.
    NoFreeWay,
    /// A call succeeded.
    Answered {
        /// How long it took.
        took: Duration,
        /// What it cost, and in which currency.
        paid: Option<(f64, String)>,
    },
    /// What the batch service is good for.
    Batch(BatchFinding),
    /// What the limiter knows of the account.
    Limiter(LimiterFinding),
    /// Two findings about one thing.
    Both(Box<Finding>, Box<Finding>),
}

/// What a limiter knows.
#[derive(Debug)]
pub struct LimiterFinding {
    /// Where it is, without user and password.
    pub address: String,
    /// Its answer.
    pub reply: Reply,
    /// Currency of the common budget.
    pub currency: String,
}

/// What there is of a batch service.
#[derive(Debug)]
pub struct BatchFinding {
    /// Whether it is there for this account.
    pub reach: Reach,
    /// The models that can be asked there.
    pub can: Vec<String>,
    /// Those that cannot, and why.
    pub cannot: Vec<CannotBatch>,
    /// Those of `can` that the platform's list does not have among its own.
    pub doubted: Vec<String>,
    /// Those of `cannot` that it has.
    pub offered: Vec<String>,
}

/// Whether a batch service is there for an account.
#[derive(Debug)]
pub enum Reach {
    /// It is.
    Yes,
    /// There is none at this address.
    Missing,
    /// It does not let this key have anything, or said nothing.
    Refused(Fault),
    /// Nothing free tells.
    Unasked,
}

/// One line of the table.
#[derive(Debug)]
pub struct CheckLine {
    /// What was looked at.
    pub what: CheckItem,
    /// What came of it.
    pub state: CheckState,
    /// What there is, or what is wrong.
    pub finding: Finding,
}

/// The table as it grows.
#[derive(Debug, Default)]
pub(super) struct Table(pub Vec<CheckLine>);

impl Table {
    /// Adds a line.
    pub fn add(&mut self, what: CheckItem, state: CheckState, finding: Finding) {
        self.0.push(CheckLine { what, state, finding });
    }

    /// What the worst of it comes to.
    pub fn exit_code(&self) -> u8 {
        match self.0.iter().map(|line| line.state).max() {
            Some(CheckState::Refused) => 3,
            Some(CheckState::Wrong) => 2,
            _ => 0,
        }
    }
}
