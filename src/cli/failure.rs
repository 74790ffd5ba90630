//! Why a command could not do its work.

use recto::error::Error;
use recto::serve::ServeError;

/// A sentence that states the fact, and what can be done about it.
#[derive(Debug)]
pub(super) struct Failure {
    /// Lower case, no full stop.
    pub(super) message: String,
    /// An imperative sentence.
    pub(super) help: Option<String>,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: Some(help.into()),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            message: error.to_string(),
            help: error.help().map(str::to_owned),
        }
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        let help = match &error {
            ServeError::Listen { .. } => {
                "choose another port with `--port`, or another address with `--host`"
            }
            ServeError::Watch(_) => "try again with `--poll`",
        };
        Self::new(error.to_string(), help)
    }
}
