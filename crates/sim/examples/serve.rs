//! Serves a simulator, as `twinline sim binance` does, without the rest of the workspace.

use std::error::Error;
use std::io::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use twinline_sim::serve::{ServeOptions, serve};
use twinline_sim::{AccountSetup, Capture, Config, FaultSpec};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = read_arguments(std::env::args().skip(1))?;
    let handle = serve(options).await?;
    println!("{}", handle.first_line);
    std::io::stdout().flush()?;
    tokio::signal::ctrl_c().await?;
    handle.shutdown();
    Ok(())
}

/// `[sim binance] [--port N] [--seed N] [--faults LIST] [--keys FILE] [--capture FILE] [--speed N] [--strict] [--lenient]`
#[expect(clippy::disallowed_methods, reason = "the program that serves knows the time")]
fn read_arguments(arguments: impl Iterator<Item = String>) -> Result<ServeOptions, Box<dyn Error>> {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let mut options = ServeOptions { config: Config::new(7, i64::try_from(since_1970.as_nanos())?), port: 0, latency_ms: 0 };
    let mut arguments = arguments.filter(|argument| argument != "sim" && argument != "binance");
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--port" => options.port = value()?.parse()?,
            "--seed" => options.config.seed = value()?.parse()?,
            "--latency-ms" => options.latency_ms = value()?.parse()?,
            "--faults" => options.config.faults = FaultSpec::from_list(&value()?)?,
            "--capture" => options.config.capture = Some(Capture::read(&std::fs::read(value()?)?)?),
            "--keys" => options.config.accounts = AccountSetup::read(&std::fs::read(value()?)?)?,
            "--speed" => options.config.speed = value()?.parse()?,
            "--strict" => options.config.strict = true,
            "--lenient" => options.config.lenient = true,
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    Ok(options)
}
