//! What is wrong, and what is to be done?
//!
//! | file | question it answers |
//! |---|---|
//! | `report` | what is found, and what is to be done about it? |
//! | `place` | may the gateway use its data directory, nobody else, and is there room? |
//! | `machine` | how much does this machine let one process hold open? |
//! | `port` | is the address free, and if not, whose is it? |
//! | `way` | where does the way to a venue's host end: name, connection, certificate? |
//! | `account` | does a venue let an account in, and if not, what is to be done?
//! | `venue` | does a venue answer, is its clock ours, and do its streams move? |

mod account;
mod machine;
mod place;
mod port;
mod report;
mod venue;
mod way;

use std::path::Path;
use std::sync::Arc;

use twinline_gateway::Credentials;
use twinline_gateway::config::{Sources, load};

use self::report::{Finding, Report};
use crate::failure::Failure;
use crate::output::Output;

pub(crate) async fn run(file: Option<&Path>, output: &Output) -> Result<(), Failure> {
    let mut report = Report::new(output);
    let sources = Sources::of_process(file);
    let config = match load(&sources) {
        Ok(config) => config,
        Err(error) => {
            report.tell(&Finding::wrong("configuration", error.to_string(), "correct it there; README.md lists every key"))?;
            return Err(Failure::usage("the configuration is wrong; nothing else was looked at"));
        }
    };
    let read = sources.file.as_ref().map_or_else(|| "no file; built-in values".to_owned(), |path| path.display().to_string());
    report.tell(&Finding::ok("configuration", read))?;
    report.all(place::look(&config.data_dir))?;
    report.tell(&machine::descriptors(config.limits.connections))?;
    report.tell(&port::look(&config, file).await)?;
    if config.venues.is_empty() {
        let todo = "add [venues.NAME] to twinline.toml, or try `twinline up --demo`";
        report.tell(&Finding::warning("venues", "none configured", todo))?;
    }
    let credentials = Arc::new(Credentials::of_process(&config.data_dir, &sources.variables));
    for venue in &config.venues {
        report.tell(&Finding::ok(&venue.venue, format!("{} at {}", venue.environment, venue.endpoints.rest)))?;
        if way::look(&mut report, venue).await? {
            venue::look(&mut report, &config, venue, &credentials).await?;
        }
    }
    report.end()
}
